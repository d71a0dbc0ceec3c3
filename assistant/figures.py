"""The figures in a sentence, in digits or numerals, by value and unit, so that 一百万元 equals 100万元."""

import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from policies.numbers import ARABIC, NUMERALS, SCALE, chinese_number, number_of, scale_of
from policies.vocabulary.terms import fold

# What is counted alike: days by either word, people by any classifier. 个 and 项 count anything.
_UNITS = {
    "元": "元块",
    "%": "%",
    "年": "年",
    "月": "月",
    "日": "日天",
    "人": "人名位",
    "家": "家户",
    "亩": "亩",
    "平方米": "平方米",
    "倍": "倍",
    "成": "成",
    "折": "折",
    "岁": "岁",
    "小时": "小时",
}
_UNIT_OF = {
    "平方米": "平方米",
    "平米": "平方米",
    "㎡": "平方米",
    "小时": "小时",
    "个月": "月",
    "工作日": "日",
    "个工作日": "日",
    "个百分点": "%",
    **{word: unit for unit, words in _UNITS.items() if len(unit) == 1 for word in words},
}
_UNIT = "|".join(sorted(map(re.escape, _UNIT_OF), key=len, reverse=True))
_ANY = "个项次件台辆套场期级分条吨"
_FIGURE = re.compile(
    rf"百分之\s*(?P<share>[{NUMERALS}]+|{ARABIC})"
    rf"|(?P<digits>{ARABIC})\s*(?P<scale>{SCALE})?\s*(?P<unit>{_UNIT})?"
    rf"|(?<!第)(?P<numeral>[{NUMERALS}]+)(?P<times>万亿|亿|万)?(?:(?P<counted>{_UNIT})|(?P<any>[{_ANY}]))?"
)
_STRIKING = frozenset("元%日")
# 一次性, 一家企业: an article, not a number.
_ARTICLE = frozenset("人名位家户个项次件台辆套场期级分条")
_SUM = re.compile(
    rf"(?P<first>{ARABIC}(?:{SCALE})?元?%?)(?P<sign>[×xX*+＋\-－÷/])(?P<second>{ARABIC}(?:{SCALE})?元?%?)"
    rf"[^=。；]{{0,6}}=(?P<result>{ARABIC}(?:{SCALE})?元?%?)"
)


class Figure(NamedTuple):
    """`text[start:end]` states `value` (万, 亿 multiplied out) of `unit`, "" where none is told."""

    start: int
    end: int
    value: Decimal
    unit: str

    def among(self, others: Iterable["Figure"], *, any_unit: bool = False) -> bool:
        """Whether one of the others states the same, or the same without a unit where `any_unit`."""
        units = ("", self.unit) if any_unit else (self.unit,)
        return any(self.value == other.value and (not self.unit or other.unit in units) for other in others)


def figures(text: str) -> list[Figure]:
    """Every figure of a text, in order.

    >>> [(str(f.value), f.unit) for f in figures("一次性给予最高50万元、两年内按百分之三十")]
    [('500000', '元'), ('2', '年'), ('30', '%')]
    """
    return list(_figures(fold(text)))


def _figures(folded: str) -> Iterator[Figure]:
    for found in _FIGURE.finditer(folded):
        if share := found["share"]:
            yield Figure(found.start(), found.end(), number_of(share), "%")
        elif digits := found["digits"]:
            value = number_of(digits) * scale_of(found["scale"] or "")
            yield Figure(found.start(), found.end(), value, _UNIT_OF.get(found["unit"] or "", ""))
        elif _is_number(numeral := found["numeral"], found["times"], found["counted"], found["any"]):
            value = Decimal(chinese_number(numeral)) * scale_of(found["times"] or "")
            yield Figure(found.start(), found.end(), value, _UNIT_OF.get(found["counted"] or "", ""))


def _is_number(numeral: str, times: str | None, counted: str | None, counted_any: str | None) -> bool:
    """Whether a numeral counts something: 一 before a classifier or inside a word does not."""
    if numeral == "一" and not times:
        return bool(counted) and counted not in _ARTICLE
    return bool(times or counted or counted_any) and not (set(numeral) <= set("百千") and not times)


def striking(text: str) -> list[Figure]:
    """The sums, shares and days that a passage is known by: no years, no small bare numbers, no 几百万.

    >>> [str(f.value) for f in striking("2022年的206亿,还是6个,几百万")]
    ['20600000000']
    """
    return [one for one in figures(text) if _is_striking(one) and text[: one.start][-1:] != "几"]


def _is_striking(figure: Figure) -> bool:
    value, unit = figure.value, figure.unit
    year = unit == "" and 1900 <= value <= 2100
    return not year and (unit in _STRIKING or (unit == "" and (value >= 100 or value % 1 != 0)))


def calculated(text: str, grounded: Callable[[Figure], bool]) -> list[Figure]:
    """The results of the calculations that a text shows, each from two grounded figures and worked out right.

    >>> [str(f.value) for f in calculated("600万元×2%=12万元", lambda figure: figure.value in (6_000_000, 2))]
    ['120000']
    """
    folded = re.sub(r"(?<=\d),(?=\d{3})", "", fold(text)).replace(" ", "")
    results = []
    for found in _SUM.finditer(folded):
        first, second, result = (figures(found[name]) for name in ("first", "second", "result"))
        if first and second and result and grounded(first[0]) and grounded(second[0]):
            worked = _work_out(_share(first[0]), found["sign"], _share(second[0]))
            results += result if worked == _share(result[0]) else []
    return results


def _share(figure: Figure) -> Decimal:
    return figure.value / 100 if figure.unit == "%" else figure.value


def _work_out(first: Decimal, sign: str, second: Decimal) -> Decimal | None:
    match sign:
        case "+" | "＋":
            return first + second
        case "-" | "－":
            return first - second
        case "÷" | "/":
            return first / second if second else None
        case _:
            return first * second
