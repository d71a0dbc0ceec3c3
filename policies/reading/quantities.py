"""Quantities in the words of policies: money, rates, counts, ages, durations, areas, each with its bound."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from policies.numbers import ARABIC, NUMERALS, SCALE, number_of, scale_of, whole
from policies.reading.bounds import GAP, REACH, Bound, bound_of
from policies.vocabulary.term_files import folded

Dimension = Literal["money", "rate", "count", "age", "duration", "area", "other"]

_CHINESE = rf"(?![百千][^\d{NUMERALS}])[{NUMERALS}]{{1,9}}"
_PLAIN = rf"(?:{ARABIC}|{_CHINESE})"
_NUMBER = rf"{_PLAIN}(?:{GAP}(?:{SCALE}))?(?:(?<=[亿万]){_PLAIN}{GAP}(?:{SCALE}))?"
_NOTE = r"(?:[（(][不]?含[^()（）]{0,4}[)）]|以上)?"  # 1000万元(含)至5000万元, 1000万元以上至5000万元
_SCALE_END = re.compile(rf"(?:{SCALE})$")
_TO = rf"{GAP}(?:-{{1,2}}|~|—{{1,2}}|–|－|至|到){GAP}"

# unit words → dimension, unit, how many of that unit one of them is
_UNITS: tuple[tuple[str, Dimension, str, str], ...] = (
    ("元人民币|人民币元|元", "money", "元", "1"),
    ("美元|美金", "money", "美元", "1"),
    ("欧元", "money", "欧元", "1"),
    ("港元|港币", "money", "港元", "1"),
    ("个百分点", "other", "百分点", "1"),
    ("个基点|BP|bp", "other", "基点", "1"),
    ("%", "rate", "%", "1"),
    ("‰", "rate", "%", "0.1"),
    ("成(?![立功果为员本长熟])", "rate", "%", "10"),
    ("折", "rate", "%", "10"),
    ("倍", "other", "倍", "1"),
    ("周岁|岁", "age", "周岁", "1"),
    ("平方米|平米|㎡|m²|m2", "area", "平方米", "1"),
    ("公顷", "area", "亩", "15"),
    ("亩", "area", "亩", "1"),
    ("个工作日|工作日", "duration", "工作日", "1"),
    ("个?自然?年度?|周年|年", "duration", "年", "1"),
    ("个月", "duration", "月", "1"),
    ("个?小时|天|日", "duration", "日", "1"),
    ("名|人次|人|位", "count", "人", "1"),
    ("晚|夜(?!间)", "duration", "日", "1"),
    ("家|户", "count", "家", "1"),
    ("立方米|兆瓦|千瓦时|标箱|公里|吨", "count", "", "1"),
    (
        "个|项|件|台|套|辆|航?次(?!性)|场|篇|张|款|种|间|班次?|批次?|架次?|艘|栋|幢|座|株|头|只|课时|度|分",
        "count",
        "",
        "1",
    ),
)
_ANY_UNIT = "|".join(f"(?P<u{k}>{words})" for k, (words, *_) in enumerate(_UNITS))
_UNIT_WORDS = "|".join(words for words, *_ in _UNITS)
_QUANTITY = re.compile(
    rf"(?P<parts>百|千)分之{GAP}(?P<share>{ARABIC}|{_CHINESE})"
    rf"|(?<=前)(?P<rank>\d{{1,4}}|[{NUMERALS}]{{1,3}})(?:名|位|强)"
    r"|(?<=[排名位][名列居]前)(?P<place>\d{1,4})(?![\d.年个月天%亿万])"
    rf"|(?<!\d)(?<![{NUMERALS}]{{9}})(?P<low>{_NUMBER})"
    rf"(?:{GAP}(?P<between>{_UNIT_WORDS})?{_NOTE}{_TO}(?P<high>{_NUMBER}))?{GAP}(?:{_ANY_UNIT})"
    rf"|(?<!上)(?<!下)(?<!每)(?P<half>半)年(?=(?:及其?)?以上|以内|内)"
    rf"|(?<![\d{NUMERALS}几数近上余多个])(?P<bare>亿|千万|百万)(?P<coin>元|美元)(?=以上|级)"
)
_FIRST = re.compile(rf"[\d{NUMERALS}半亿](?<!\d\d)")  # what each way to write a quantity begins with
_NOT_A_QUANTITY = re.compile(r"(?:第|[/\d]|\d[.-])$")
_YEAR = re.compile(r"(?:19|20)\d\d")

_PER_BEFORE = re.compile(
    r"[每单](?:新增|增加|新|成功|引进|引育|招用|招聘|吸纳|认定|推荐|培育|获得|完成)*[一1]?(?:个|名|家|户|张)?"
    r"(床位|学位|工位|床|头|立方米|公斤|人|户|家|名|个|年|月|季度|天|日|学期|亩|吨|台|套|辆|项|件|平方米|千瓦时|度|公里|航次|标准?箱|场|次|篇|班|间|平米|块|座|栋|株)"
)
_PER_AFTER = re.compile(
    r"\s{0,2}[/／每·]\s{0,2}(床位|床|头|立方米|公斤|人|户|家|名|个|年|月|季度?|天|日|亩|吨|台|套|辆|项|件|平方米|㎡|千瓦时|度|公里|航次|标准?箱|场|次|班|间)"
)
_PER_YEAR = re.compile(
    r"(?<![上本当首])年度(?:累计|支持|奖励|资助|补贴|补助|贴息)?(?:最高)?(?:额度|金额|总额)?(?:最高)?(?:不超过)?$"
)
_PHRASE = re.compile("[，,。；;]")
_JOINED = re.compile(r"\s{0,2}(?:[,，、]|且|并|至|到|和)?\s{0,2}$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at `text[start:end]`, and the bound that the words around set on it.

    `low` and `high` are equal unless a range is written; money is counted in units of its currency, rates in
    per cent, ages in years. `[bound_start:bound_end]` holds number and bound words together. `per` are the
    units that one payment is counted per, as written (每人每月 → 人, 月).
    """

    start: int
    end: int
    dimension: Dimension
    unit: str
    low: Decimal
    high: Decimal
    bound: Bound = ""
    bound_start: int = -1
    bound_end: int = -1
    per: tuple[str, ...] = ()

    @property
    def months(self) -> Decimal:
        """A duration in months; a month has 30 days."""
        return self.low * {"年": 12, "月": 1}.get(self.unit, Decimal(1) / 30)


def find_quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The quantities in `text[start:end]`, in text order; years of the calendar are none.

    >>> [(str(q.low), q.unit, q.bound) for q in find_quantities("投资不低于2亿元,给予3%、最高50万元补助")]
    [('200000000', '元', '>='), ('3', '%', ''), ('500000', '元', '<=')]
    """
    words = folded(text)
    end = len(text) if end is None else end
    known = _known(words, start, end)
    return _fresh(words, start, end) if known is None else known


def _fresh(words: str, start: int, end: int) -> list[Quantity]:
    return _as_ranges(words, list(_bounded(words, start, end)))


# Roles, thresholds and conditions are read of the same clause, in parts that overlap.
@lru_cache(maxsize=2)
def _of_text(words: str) -> tuple[list[int], list[Quantity]]:
    found = _fresh(words, 0, len(words))
    return [quantity.start for quantity in found], found


def _known(words: str, start: int, end: int) -> list[Quantity] | None:
    """Those of the whole text that lie in a part of it; None where the part alone may say another thing."""
    starts, found = _of_text(words)
    first, behind = bisect_left(starts, start), bisect_left(starts, end)
    if first and found[first - 1].bound_end > start:
        return None
    chosen = found[first:behind]
    if not chosen:
        return []
    opened = start == 0 or _PHRASE.search(words, start - 1, chosen[0].start)
    closed = end == len(words) or _PHRASE.search(words, chosen[-1].bound_end, end + 1)
    inside = min(q.bound_start for q in chosen) >= start and chosen[-1].bound_end <= end
    return chosen if opened and closed and inside else None


def _bounded(words: str, start: int, end: int) -> Iterator[Quantity]:
    for match in _matches(words, start, end):
        if _NOT_A_QUANTITY.search(words, max(start, match.start() - 3), match.start()):
            continue
        dimension, unit, low, high = _measured(match)
        if match["low"] and dimension == "duration" and _is_date(words, match, unit):
            continue
        bound, left, right = bound_of(words, *match.span(), start, end)
        if match["rank"] or match["place"]:
            bound = "<="
        per = _per(words, *match.span(), start, end)
        yield Quantity(*match.span(), dimension, unit, low, high, bound, left, right, per)


def _matches(words: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """What `_QUANTITY.finditer` finds, tried only where a number can begin."""
    while begins := _FIRST.search(words, start, end):
        match = _QUANTITY.match(words, begins.start(), end)
        if match:
            yield match
        start = match.end() if match else begins.end()


def _measured(match: re.Match[str]) -> tuple[Dimension, str, Decimal, Decimal]:
    """Dimension, unit and both ends."""
    match match.lastgroup or "":
        case "share":
            value = number_of(match["share"]) / (1 if match["parts"] == "百" else 10)
            return "rate", "%", value, value
        case "rank" | "place" as named:
            value = number_of(match[named])
            return "count", "名", value, value
        case "half":
            return "duration", "年", Decimal("0.5"), Decimal("0.5")
        case "coin":
            value = scale_of(match["bare"])
            return "money", match["coin"], value, value
        case named:
            _, dimension, unit, each = _UNITS[int(named[1:])]
            low, high = (whole(end * Decimal(each)) for end in _ends(match))
            return dimension, unit or match[named], low, high


def _is_date(folded: str, match: re.Match[str], unit: str) -> bool:
    """2025年 and 3月15日 are days of the calendar, 3年 and 15日内 are not."""
    if unit == "年":
        return bool(_YEAR.fullmatch(match["high"] or match["low"]))
    return unit == "日" and folded[max(0, match.start() - 4) : match.start()].rstrip().endswith("月")


def _ends(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """Both ends; in 3-5万元 the first takes the scale of the last."""
    if not match["high"]:
        value = number_of(match["low"])
        return value, value
    low, high = number_of(match["low"]), number_of(match["high"])
    scale = _SCALE_END.search(match["high"])
    if scale and not match["between"] and match["low"].isascii() and low < high:
        low *= scale_of(scale[0])
    return low, high


def _per(words: str, at: int, until: int, start: int, end: int) -> tuple[str, ...]:
    """The units that a payment is counted per, as far as the words beside its number say so."""
    before = "".join(words[max(start, at - REACH) : at].split())
    near = _PHRASE.split(before)[-1]
    units = [hit[1] for hit in _PER_BEFORE.finditer(near)]
    if _PER_YEAR.search(near):
        units.append("年")
    while hit := _PER_AFTER.match(words, until, end):
        units.append(hit[1])
        until = hit.end()
    return tuple(dict.fromkeys(units))


def _as_ranges(folded: str, found: list[Quantity]) -> list[Quantity]:
    """18周岁以上、45周岁以下 is one quantity with two ends."""
    joined: list[Quantity] = []
    for quantity in found:
        last = joined[-1] if joined else None
        if last and _closes(folded, last, quantity):
            joined[-1] = replace(
                last, end=quantity.end, high=quantity.low, bound="", bound_end=quantity.bound_end
            )
        else:
            joined.append(quantity)
    return joined


def _closes(folded: str, last: Quantity, quantity: Quantity) -> bool:
    same = (last.dimension, last.unit) == (quantity.dimension, quantity.unit)
    rising = last.bound in (">=", ">") and quantity.bound in ("<=", "<") and last.low < quantity.low
    return same and rising and bool(_JOINED.match(folded[last.bound_end : quantity.bound_start]))
