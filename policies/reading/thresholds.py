"""Under which conditions a clause gives: each with the words that state it."""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from policies.model import Criterion
from policies.reading.awards import roles
from policies.reading.quantities import Quantity, find_quantities
from policies.vocabulary.term_files import fold

_FILE = Path(__file__).with_name("measures.toml")
_SCALES = {"wan": Decimal(10_000)}
_PRINTED = re.compile(r"(亿|万)?\s*(?:元|美元|美金|欧元|港元|港币)")
_PHRASE = re.compile(r"[，,。；;：:（(]")
# A limit on the help itself (how long, how many a year) is no condition of getting it.
_OF_THE_HELP = re.compile(
    r"期限|最长|补贴|补助|贴息|展期|年限|有效期|享受|给予|发放|支持期|名额|数量|每年|办理|受理|公示|答复|办结|工作日"
)
_STATES = re.compile(
    r"(?:运营|经营|就业|工作|从业|任职|服务|缴纳|缴费|参保|参加|持有|入驻|居住|失业|注册|成立|存续|签订|毕业|合同|退役|退休|在岗|连续)"
    r"[^，。；,;]{0,14}$"
)
_TARGETS = re.compile(
    r"(?:建设|培育|打造|建成|引进|力争|确保|实现|完成|开发|新建|形成|招引|集聚|孵化)[^，。；,;]{0,20}$"
)
_GIVES_LATER = re.compile(r"给予|奖励|补贴|补助|资助|奖补|可申请|享受|支持")


@dataclass(frozen=True)
class Measure:
    key: str
    dimension: str
    words: re.Pattern[str]
    unit: str


@cache
def measures() -> tuple[Measure, ...]:
    held = tomllib.loads(_FILE.read_text("utf-8"))["measure"]
    return tuple(Measure(e["key"], e["dimension"], re.compile(e["words"]), e.get("unit", "")) for e in held)


def find_thresholds(text: str, start: int = 0, end: int | None = None) -> list[Criterion]:
    end = len(text) if end is None else end
    paid = {(s.quantity.start, s.quantity.end): s.role for s in roles(text, start, end)}
    found = []
    for q in find_quantities(text, start, end):
        role = paid.get((q.start, q.end), "")
        if role in ("award", "cap"):
            continue
        if criterion := _threshold(text, start, end, q):
            found.append(criterion)
    return found


def _threshold(text: str, start: int, end: int, q: Quantity) -> Criterion | None:
    op = q.bound
    if q.low != q.high:
        op = "between"
    elif not op:
        return None
    left = text[max(start, q.bound_start - 60) : q.bound_start]
    phrase_start = max((m.end() for m in _PHRASE.finditer(left)), default=0)
    phrase = fold(left[phrase_start:])
    right = fold(text[q.bound_end : min(end, q.bound_end + 30)])
    right = _PHRASE.split(right)[0]
    key = _key(q, phrase, right)
    if not _is_condition(q, key, phrase, fold(text[q.bound_end : end]), op):
        return None
    value, unit = _value(text, q, key)
    if key in ("graduated_on", "founded_on"):
        op = "within"
    at = q.bound_start - len(left) + phrase_start
    quote = text[at : q.bound_end].strip()
    at += text[at : q.bound_end].index(quote)
    name = re.sub(r"\s", "", phrase) or right[:12]
    about = key or f"fact:{name}"
    return Criterion(about=about, op=op, value=value, unit=unit, quote=quote, start=at, end=at + len(quote))


def _is_condition(q: Quantity, key: str | None, phrase: str, after: str, op: str) -> bool:
    if q.dimension == "duration":
        if _OF_THE_HELP.search(phrase[-12:]) or (
            op in ("<=", "<")
            and key not in ("graduated_on", "founded_on")
            and not re.search(r"距|退休", phrase)
        ):
            return False
        return key is not None or bool(_STATES.search(phrase))
    if q.dimension == "count" and key is None:
        if op in ("<=", "<") or _TARGETS.search(phrase):
            return False
    sentence = re.split(r"[。；;]", after)[0]
    if (
        q.dimension in ("money", "count")
        and key is None
        and _TARGETS.search(phrase)
        and not _GIVES_LATER.search(sentence)
    ):
        return False
    return q.dimension in ("money", "rate", "count", "age", "area") or key is not None


def _key(q: Quantity, phrase: str, right: str) -> str | None:
    for measure in measures():
        if measure.dimension != q.dimension or (measure.unit and measure.unit != q.unit):
            continue
        if (
            measure.key == "age"
            or measure.words.search(phrase[-24:])
            or measure.words.match(right.lstrip("的 "))
        ):
            return measure.key
    return None


def _value(text: str, q: Quantity, key: str | None):
    low, high = q.low, q.high
    unit = q.unit
    if (key and key.endswith("_wan")) or (key and key.endswith("_usd")):
        low, high, unit = low / 10000, high / 10000, "万" + q.unit
    elif q.dimension == "money":
        printed = _PRINTED.search(text[q.start : q.end])
        factor = {"亿": 10**8, "万": 10**4}.get(printed[1] if printed else "", 1)
        low, high, unit = low / factor, high / factor, (printed[1] or "" if printed else "") + q.unit
    elif q.dimension == "duration" and key not in ("contract_years", "graduated_on", "founded_on"):
        low, high, unit = q.months, q.months, "月"
    ends = (_plain(low), _plain(high))
    return (ends if low != high else ends[0]), unit


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
