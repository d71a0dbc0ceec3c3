"""The thresholds in a text: numbers that one must reach or stay below, each with the words that state it.

Money for a profile key in 万元 is counted in 万元, for any other fact in its printed unit; durations are
months, except three years and more of something, contract and work years, and the time since graduation or
founding, which keep their unit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from policies.model import Criterion
from policies.numbers import as_number, scale_of
from policies.reading.asked import SINCE, Said, is_asked
from policies.reading.looser import by_sex, by_size, for_some
from policies.reading.patterns import pattern
from policies.reading.quantities import Quantity, find_quantities
from policies.reading.sieve import Sieve
from policies.vocabulary.term_files import folded, parse, pattern_of

_FILE = Path(__file__).with_name("measures.toml")
_REACH = 60  # characters before a number in which its noun stands
_NEAR = 14  # characters that may stand between the noun and the number
# A line break between two words of one phrase is the layout's, not the writer's.
_CUT = re.compile(
    r"[，,。；;：:（）()]|\n(?![\u4e00-\u9fff]|\Z)|(?<![\u4e00-\u9fff])\n|(?<!持平)或者?|(?<![合兼])并(?!购)|(?<=.)且|以及|、(?=按[月时年]|依法|足额)|①|②|③"
)
_PRINTED = re.compile(r"(亿|千万|百万|万|千|百)?\s*(?:元|美元|美金|欧元|港元|港币)")
_YEARS = 36  # months from which on people count in years (连续种植3年以上)
_KEPT = ("contract_years", "graduated_on", "founded_on")
_FLOORS = re.compile(r"(?:比例|比重|门槛)[^，。；,;]{0,8}(?:下调|降低|降|调整|提高)(?:为|至|到)$")
_SHARE = (
    (">=", re.compile(r"(?:达到?|不低于|不少于)[^，。；,;\d按]{2,24}$")),
    ("<=", re.compile(r"(?:不超过|不高于)[^，。；,;\d]{2,24}$")),
    (">", re.compile(r"(?<![不得])(?:超过|高于)[^，。；,;\d]{2,24}$")),
)
_SPARE = re.compile(
    r"(?:每[家户人]|其|的|均|应当?|须|需|为|在|是|已|要求|原则上|一般|以|可|首次|突破|累计)+$"
)
_LEADING = re.compile(
    r"^(?:\s|[(（]?[\d一二三四五六七八九十]{1,2}[)）.．、]|第[\d一二三四五六七八九十百]{1,5}[条款]|(?:各地|[各省市区县]{1,3}级?)(?:政府|财政)(?:要|应|可)?(?:将|对)|对于?|凡|针对|其中|的|且|并|上述|应当?|申请(?:人|时)|提交申请时|已|和|及|与|、|符合|满足|具备)+"
)
_BOUND_FIRST = re.compile(r"^(?:达到?|占|不低于|不少于|不超过|超过|比例)+")
SUM_NOTE = re.compile(
    r"(?<=投资|投入|资额|业额|售额|易额|总额|金额|收入|产值|费用|支出|面积|人数|资金|税收|纳税)"
    r"[(（][^()（）\d]{2,30}[)）](?=[^，,。；;、]{0,8}(?:\d|$))"
)
"""A note between what is measured and its number."""
_NOTE = re.compile(r"^\s*[(（][^()（）]{0,16}[)）]")
# 稳定用工三个月 is so long at least.
_LASTING = re.compile(
    r"(?:稳定|连续|累计|持续)(?:就业|用工|上岗|在岗|工作|参保|经营|生产|种植|缴费|缴纳[^，。；]{2,8})$"
    r"|^(?:已|均|依法|按时)*(?:缴纳|缴存)$"
)
_OF_WORK = re.compile(r"(?:工作|从业|任职|执业)[^，。；]{0,4}$")
_LOOSER = re.compile(r"放宽(?:年龄)?(?:至|到)$")
_BEHIND = re.compile(r"^\s*的?+(?!企业|项目|单位|人员|人才|机构|用人|部分|$)[\u4e00-\u9fff]{2,24}")
_MEASURED = re.compile(r"(?:金额|成交额|[售易投贷缴]额|收入|产值|面积|比例|占比|人数)$")
_OR_ALSO = re.compile(r"\s*[^，,。；;\d]{0,14}(?:或者?|[、和及])\s*")
_ROW = re.compile(r"\s*[、和及]\s*")
_SHARE_ALONE = re.compile(r"(?:其|该)?(?:比例|比重|占比)(?:应|须|需)?")
_SHARE_OF = re.compile(
    r"[\u4e00-\u9fff]{2,20}占[\u4e00-\u9fff]{2,20}的?(?:比例|比重)(?=[^，。；;\d]{0,12}[:：])"
)
_FAR = 240  # characters before a list item in which stands what it measures
_SEXES = re.compile(r"[男女]")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a profile key is called before a number (`before`) or behind it (`behind`)."""

    key: str
    dimension: str
    unit: str
    before: re.Pattern[str]
    behind: re.Pattern[str] | None
    examples: tuple[str, ...]

    def fits(self, quantity: Quantity) -> bool:
        """Whether such a number can measure it."""
        return self.dimension == quantity.dimension and self.unit in ("", quantity.unit)


@cache
def measures() -> tuple[Measure, ...]:
    """The measures in the order of the file; where two end at the same word the first decides."""
    return tuple(_measure(held) for held in parse(_FILE)["measure"])


def _measure(held: dict[str, str]) -> Measure:
    behind = pattern_of(_FILE, held["key"], held["behind"]) if "behind" in held else None
    before = pattern_of(_FILE, held["key"], f"(?:{held['words']})")
    return Measure(
        held["key"], held["dimension"], held.get("unit", ""), before, behind, tuple(held["examples"])
    )


def find_thresholds(
    text: str, start: int = 0, end: int | None = None, since: int | None = None
) -> list[Criterion]:
    """The thresholds in `text[start:end]`, in text order.

    Limits on the help itself (补贴期限, 最高), targets and budgets are none. A number without a noun counts
    what the one before it counts, from `since` on where the words before `start` say what.

    >>> [(c.about, c.op, c.value, c.unit) for c in find_thresholds("固定资产投资5000万元以上")]
    [('fixed_investment_wan', '>=', 5000, '万元')]
    """
    end = len(text) if end is None else end
    found: list[Criterion] = []
    last: dict[str, str] = {}
    free = start if since is None else since
    for quantity in _quantities(text, start if since is None else since, end):
        said = _said(text, min(start, free), free, end, quantity)
        if quantity.bound or quantity.dimension != "duration":  # 最近一年 belongs to what it measures
            free = quantity.bound_end
        if one := _threshold(text, said, last.get(quantity.dimension, "")):
            last[quantity.dimension] = one.about
            found += _joined(found, one, said) if quantity.start >= start else ()
    return for_some(text, by_size(text, by_sex(text, _lowest_steps(text, found))))


def _quantities(text: str, start: int, end: int) -> Iterator[Quantity]:
    last: Quantity | None = None
    for quantity in find_quantities(text, start, end):
        shared = last is not None and _shares_bound(text, last, quantity)
        last = replace(quantity, bound=last.bound) if last and shared else quantity
        yield last


def _shares_bound(text: str, last: Quantity, quantity: Quantity) -> bool:
    """至少1项发明专利或3项实用新型专利, 突破1亿元、5亿元: the bound before the first number is for both."""
    ahead = last.bound_end == last.end and last.bound in (">=", ">")
    bare = quantity.dimension == last.dimension and not quantity.bound and quantity.low == quantity.high
    joint = {"count": _OR_ALSO, "money": _ROW}.get(last.dimension)
    between = text[last.end : quantity.bound_start]
    return ahead and bare and joint is not None and bool(joint.fullmatch(between))


def _said(text: str, start: int, free: int, end: int, quantity: Quantity) -> Said:
    """The words around a quantity; those before `free` belong to the quantity before."""
    left = max(free, quantity.bound_start - _REACH)
    words = folded(text)
    before = _without_note(words[left : quantity.bound_start])
    phrase = _CUT.split(
        _without_note(words[max(start, quantity.bound_start - _REACH) : quantity.bound_start])
    )[-1]
    cut = max((hit.end() for hit in _CUT.finditer(before)), default=0)
    cut += len(before[cut:]) - len(_LEADING.sub("", before[cut:]).lstrip())
    rest = _NOTE.sub("", words[quantity.bound_end : min(end, quantity.bound_end + _REACH)])
    behind = _CUT.split(rest, maxsplit=1)[0][:30]
    return Said(quantity, _closed_up(before[cut:]), _closed_up(behind), left + cut, _closed_up(phrase))


def _without_note(words: str) -> str:
    """固定资产投资（不含土地费用）: what a note counts in or out of the sum, blotted out."""
    return SUM_NOTE.sub(lambda note: "　" * len(note[0]), words)


def _closed_up(words: str) -> str:
    """The words without the spaces and line breaks of the layout."""
    return "".join(words.split())


def _threshold(text: str, said: Said, last: str) -> Criterion | None:
    quantity = said.quantity
    op = _op(said)
    if not op:
        return None
    if quantity.dimension == "rate" and _SHARE_ALONE.fullmatch(said.before):
        said = replace(said, before=_share_named(text, said) or said.before)
    name = _noun(said)
    if name and quantity.unit == "倍":
        name = (
            f"{name.rstrip('的')}为{_BOUND_FIRST.sub('', text[quantity.bound_start : quantity.start])}的倍数"
        )
    key = _key(said) or (last if not name and not last.startswith("fact:") else None)
    about = key or (f"fact:{name}" if name else last)
    if not about or not is_asked(text, said, key, op):
        return None
    if key in SINCE and op in ("<=", "<"):
        op = "within"
    value, unit = _value(text, quantity, key or "", said.before)
    return Criterion.of(text, said.start, quantity.bound_end, about=about, op=op, value=value, unit=unit)


def _share_named(text: str, said: Said) -> str:
    """What 比例不低于5% is the share of, where the words before its list say so; else ""."""
    named = list(_SHARE_OF.finditer(folded(text), max(0, said.start - _FAR), said.start))
    return _closed_up(named[-1][0]) if named else ""


def _op(said: Said) -> str:
    quantity = said.quantity
    if quantity.low != quantity.high:
        return "between"
    if quantity.bound:
        return quantity.bound
    if quantity.dimension == "age":
        return "discretionary" if _LOOSER.search(said.before) else ""
    if quantity.dimension == "duration":
        return ">=" if said.behind.startswith("期限") or _LASTING.search(said.before) else ""
    if quantity.dimension != "rate":
        return ""
    if _FLOORS.search(said.before):
        return ">="
    return next((op for op, words in _SHARE if words.search(said.before)), "")


@Sieve
def _named_before() -> Iterator[tuple[re.Pattern[str], Measure]]:
    return ((measure.before, measure) for measure in measures())


def _key(said: Said) -> str | None:
    """The key whose words end nearest to the number; words behind the number count after all before it."""
    quantity = said.quantity
    near = said.before[-(_NEAR + 24) :]
    best: tuple[int, str] | None = None
    for measure in _named_before.candidates(near):
        if not measure.fits(quantity) or (measure.key in SINCE and pattern("of_one_helped").search(near)):
            continue
        ends = [hit.end() for hit in measure.before.finditer(near)]
        if ends and len(near) - ends[-1] <= _NEAR and (best is None or ends[-1] > best[0]):
            best = ends[-1], measure.key
    if best:
        return best[1]
    behind = said.behind.lstrip("的")
    named = (m for m in measures() if m.behind and m.fits(quantity) and m.behind.match(behind))
    return next((measure.key for measure in named), None)


def _noun(said: Said) -> str:
    """The noun of the number; "" for a number that counts the same as the one before (5000万元以上的)."""
    name = _SPARE.sub("", said.before).strip("“”\"'、")
    name = _BOUND_FIRST.sub("", name)
    behind = _BEHIND.match(said.behind)
    if behind and len(name) < 8 and not _MEASURED.search(name) and (name or not said.behind.startswith("的")):
        name += behind[0].removeprefix("的")
    return "" if len(name) < 2 or pattern("hollow").match(name) else name


def _value(text: str, quantity: Quantity, key: str, before: str) -> tuple[object, str]:
    low, high, unit = quantity.low, quantity.high, quantity.unit
    if key.endswith(("_wan", "_wan_usd")):
        low, high, unit = low / 10_000, high / 10_000, f"万{unit}"
    elif quantity.dimension == "money":
        printed = _PRINTED.search(text[quantity.start : quantity.end])
        scale = (printed[1] or "") if printed else ""
        low, high, unit = low / scale_of(scale), high / scale_of(scale), f"{scale}{unit}"
    elif _in_months(quantity, key, before):
        low, high, unit = quantity.months, quantity.months, "月"
    elif key == "contract_years" and quantity.unit == "月":
        low, high, unit = low / 12, high / 12, "年"
    ends = (as_number(low), as_number(high))
    return (ends if low != high else ends[0]), unit


def _in_months(quantity: Quantity, key: str, before: str) -> bool:
    """满半年 and 12个月 are months; days, years of work and years that a key counts stay what they are."""
    if quantity.dimension != "duration" or key in _KEPT:
        return False
    short = quantity.unit == "月" or quantity.months < _YEARS
    return bool(key) or (quantity.unit != "日" and short and not _OF_WORK.search(before))


def _joined(found: Sequence[Criterion], one: Criterion, said: Said) -> Iterator[Criterion]:
    """年龄不超过45周岁,博士可放宽至50周岁: the looser bound is left to the authority, as an alternative."""
    if one.op != "discretionary":
        yield one
    elif found and found[-1].about == "age":
        group = f"looser{said.start}"
        yield one.model_copy(update={"about": "text", "value": None, "unit": None, "group": group})


def _lowest_steps(text: str, found: Sequence[Criterion]) -> list[Criterion]:
    """1000万元以上、5000万元以上的,分别给予: steps of an award, of which the lowest is the condition."""
    kept: list[Criterion] = []
    for one in found:
        if one.group and kept and kept[-1].about == "age":
            kept[-1] = kept[-1].model_copy(update={"group": one.group})
        last = kept[-1] if kept else None
        if last and _is_step(text, last, one):
            kept[-1] = last.model_copy(update={"quote": text[last.start : one.end], "end": one.end})
        else:
            kept.append(one)
    return kept


def _is_step(text: str, last: Criterion, one: Criterion) -> bool:
    same = last.about == one.about and last.op == one.op and last.op in (">=", ">")
    between = text[last.end : one.start].strip()
    same = same and last.value < one.value and not _SEXES.search(one.quote)
    return same and last.unit == one.unit and len(one.quote) <= 12 and set(between) <= set("、,，和及至")
