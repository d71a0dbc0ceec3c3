"""Under which conditions a clause gives: each with the words that state it."""

import re
import tomllib
from collections.abc import Iterator
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
_PHRASE = re.compile(r"[，,。；;：:\n（(]")


@dataclass(frozen=True)
class Measure:
    key: str
    dimension: str
    words: re.Pattern[str]
    unit: str


@cache
def measures() -> tuple[Measure, ...]:
    held = tomllib.loads(_FILE.read_text("utf-8"))["measure"]
    return tuple(
        Measure(e["key"], e["dimension"], re.compile(e["words"]), e.get("unit", "")) for e in held
    )


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
    value, unit = _value(text, q, key)
    if key is None and q.dimension not in ("money", "rate", "count", "duration"):
        return None
    if key in ("graduated_on", "founded_on"):
        op = "within"
    at = q.bound_start - len(left) + phrase_start
    quote = text[at : q.bound_end].strip()
    at += text[at : q.bound_end].index(quote)
    name = re.sub(r"\s", "", phrase) or right[:12]
    about = key or f"fact:{name}"
    return Criterion(about=about, op=op, value=value, unit=unit, quote=quote, start=at, end=at + len(quote))


def _key(q: Quantity, phrase: str, right: str) -> str | None:
    for measure in measures():
        if measure.dimension != q.dimension or (measure.unit and measure.unit != q.unit):
            continue
        if measure.key == "age" or measure.words.search(phrase[-24:]) or measure.words.match(right.lstrip("的 ")):
            return measure.key
    return None


def _value(text: str, q: Quantity, key: str | None):
    low, high = q.low, q.high
    unit = q.unit
    if key and key.endswith("_wan") or key and key.endswith("_usd"):
        low, high, unit = low / 10000, high / 10000, "万" + q.unit
    elif q.dimension == "money":
        printed = _PRINTED.search(text[q.start : q.end])
        factor = {"亿": 10**8, "万": 10**4}.get(printed[1] if printed else "", 1)
        low, high, unit = low / factor, high / factor, (printed[1] or "" if printed else "") + q.unit
    elif q.dimension == "duration" and key not in ("contract_years", "graduated_on", "founded_on"):
        low, high, unit = q.months, q.months, "月"
    num = [_plain(low), _plain(high)]
    return (num if low != high else num[0]), unit


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
