"""Numbers as people say them: 3个亿, 6000多万, 五十来号人, 半年; what is said roughly is told to be so.

A number bounded only from above or by two ends (不到一千万, 三五十人) has no value: taken as its bound, it
would meet conditions that the speaker may not meet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from policies.numbers import ARABIC, as_number, number_of, scale_of

Rough = Literal["", "about", "at_least"]

_DIGIT = "一二三四五六七八九两"
_HAN = rf"(?:半|[{_DIGIT}十](?:[{_DIGIT}十百千零〇](?<![{_DIGIT}][{_DIGIT}]))*)"
_PLAIN = rf"(?:{ARABIC}|{_HAN})"
_NOT_IN_A_NUMBER = rf"(?<![\d.,{_DIGIT}几十百千万亿~～至/第-])(?<!(?<![人总])数)"
_ENDS = r"(?![\d一二三四五六七八九十百千万亿两几.])(?!\s?(?:-|—|~|～|到|至)\s?[\d一二三四五六七八九十两])"
_MORE = "[多来几余把]"
_AFTER = "(?P<after>左右|上下|出头|开外|多一?点|以上|以下|以内|之内|往上|不到)?+"
_FILLED = (
    "[了是有在过的约共这达为:：· ]|大概|大约|差不多|约莫|估计|可能|就|才|只|都|已经?|也|一年|每年|年均|"
    "全年|去年|今年|上年度?|上一年|本年|年度|总共|一共|合计|总计|超|突破|逾|至少|起码|将近|接近|近|快|不到|不足|没到|未到|不满|"
    "最多|顶多|不|金额|总额|规模|做到|达到|干到|现在|目前|应该|其实|大致|左右|人民币|实际|累计|主要|大体|基本|的话|得|折合?"
)
_BELOW = re.compile("不到|不足|没到|未到|不满|不超过|将近|接近|近|快|最多|顶多|以下|以内|之内")
_ABOUT = re.compile("大概|大约|差不多|约|估计|可能|左右|上下|来|把|大致|应该|大体|基本|也就")
_LEAST = re.compile("超|突破|逾|至少|起码|出头|开外|以上|往上|多|余|几")

FILL = rf"(?P<fill>(?:{_FILLED})*)"
"""A pattern of the small words that stand between the name of a figure and the figure."""

_LETTERS = str.maketrans("kw", "千万")
_SCALE = "万亿|[十百千]?亿|[十百千]?万|[kK]?[wW](?![a-zA-Z])"
_MONEY_NUMBER = (
    rf"(?P<n>{_PLAIN})个?(?P<mid>{_MORE})?个?(?P<scale>{_SCALE})"
    rf"(?P<tail>{_PLAIN}(?:[十百千]?万)?)?(?P<more>[多来余])?"
)
_NOT_MONEY = "(?!美|港|欧|日元|人|家|台|件|吨|平|亩|个|名|户)"
_SHAPES: Mapping[str, str] = {
    "money": rf"(?:{_MONEY_NUMBER}(?:元|块钱?)?|(?P<yuan>{ARABIC})元){_NOT_MONEY}",
    "dollars": rf"{_MONEY_NUMBER}(?:美元|美金|刀)",
    "people": (
        rf"(?P<n>(?:[百千](?=把)|{_PLAIN}))(?P<mid>{_MORE})?(?P<scale>[百千万])?(?P<more>[多来余])?"
        r"(?:个|号|名|位|口)?(?:人|员工|职工|工人)?(?!小时|月|亿|[百千万多来几]|%|岁|年)"
    ),
    "percent": (
        rf"(?:百分之(?P<cent>{_PLAIN})|(?P<n>{_PLAIN})(?P<mid>[多来几])?(?:%|个(?:百分)?点)|(?P<tenths>[{_DIGIT}])成)"
    ),
    "age": (
        r"(?P<n>\d\d|[二三四五六七]?十[一二三四五六七八九]?)(?P<mid>[多来几])?(?:周?岁)?"
        r"(?![\d.%万亿千百个年名人多])"
    ),
    "months": (
        rf"(?:(?P<half>半)年|(?P<n>{_PLAIN})(?P<mid>[多来几])?(?P<unit>年|个?月)(?P<more>多|半)?(?:[零又](?P<months>{_PLAIN})个月)?)(?!级|度)"
    ),
    "area": (
        rf"(?P<n>{_PLAIN})(?P<mid>{_MORE})?(?P<scale>[百千万])?(?P<more>[多来余])?(?:平方米|平米|平方|平|㎡)"
    ),
}
PARTS: Mapping[str, str] = {
    name: f"{_NOT_IN_A_NUMBER}(?:{shape}){_AFTER}{_ENDS}" for name, shape in _SHAPES.items()
}
"""For each dimension a pattern of what people say; a match is read by `amount_of`."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in 万元, 人, %, 周岁, months, 平方米 or 万美元; `value` is None where only a bound is said."""

    value: int | float | None
    rough: Rough = ""
    bounded: bool = False


def amount_of(found: re.Match[str]) -> Amount:
    """The number in a match of a pattern of `PARTS`.

    >>> one = re.compile(FILL + PARTS["money"])
    >>> [amount_of(one.match(words)).value for words in ("3个亿", "6000多万", "1亿2", "不到两千万")]
    [30000, 6000, 12000, None]
    """
    held = found.groupdict()
    around = "".join(held.get(name) or "" for name in ("fill", "mid", "more", "after"))
    bounded = (held.get("after") or "") in ("以上", "以下", "以内", "之内")
    if _BELOW.search(around):
        return Amount(None, bounded=bounded)
    rough: Rough = "at_least" if _LEAST.search(around) else "about" if _ABOUT.search(around) else ""
    return Amount(as_number(_value(held)), rough, bounded)


def _value(held: Mapping[str, str | None]) -> Decimal:
    if held.get("half"):
        return Decimal(6)
    if cent := held.get("cent"):
        return _number(cent)
    if tenths := held.get("tenths"):
        return _number(tenths) * 10
    if yuan := held.get("yuan"):
        return _number(yuan) / 10_000
    number, scale = _number(held["n"] or ""), (held.get("scale") or "").lower().translate(_LETTERS)
    if unit := held.get("unit"):
        beyond = Decimal(6) if held["more"] == "半" else _number(held["months"] or "0")
        return number * 12 + beyond if unit == "年" else number
    value = number * scale_of(scale) + _tail(held.get("tail") or "", scale)
    return value / 10_000 if "tail" in held else value


def _tail(words: str, scale: str) -> Decimal:
    """5000万 of 1亿5000万; of 1亿2 the digit counts tenths."""
    if not words:
        return Decimal(0)
    number = _number(words)
    return number * scale_of(scale) / 10 if words[-1] not in "万" and number < 10 else number


def _number(words: str) -> Decimal:
    """一百二 is 120 in speech, where policies write 一百零二 and 一百二十."""
    return Decimal("0.5") if words == "半" else number_of(_SHORT.sub(_in_full, words))


_SHORT = re.compile(f"([百千])([{_DIGIT}])$")


def _in_full(short: re.Match[str]) -> str:
    return f"{short[0]}{'十' if short[1] == '百' else '百'}"


@cache
def dimension(name: str) -> re.Pattern[str]:
    """A number of a dimension that stands alone."""
    return re.compile(FILL + PARTS[name])
