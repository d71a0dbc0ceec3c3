"""The part that a figure plays in its sentence: paid, the ceiling of what is paid, a condition, or nothing.

The rules are the `role` entries of awards.toml.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from policies.reading.quantities import Quantity, find_quantities
from policies.reading.sieve import Sieve
from policies.vocabulary.term_files import folded, parse, pattern_of

Role = Literal["award", "cap", "threshold", "other"]

FILE = Path(__file__).with_name("awards.toml")
_BEHIND = re.compile(r"[。；;]")
_PHRASE = re.compile(r"[，,：:。；;]")
_LOWERED = re.compile(r"(?:降低|下调|下浮|调低|优惠|贴息|降)[^，,。；;提增上]{0,14}$")
_SERIES = re.compile(r"\s{0,2}(?:[、和及与或,，]|以及)\s{0,2}(?:每[人家个户件项]{1,2})?(?:最高)?\s{0,2}")
_REACH = 48  # characters on each side of a figure within which words can speak of it


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Words around a figure that give it a role; a pattern that is None fits everything."""

    name: str
    role: Role
    before: re.Pattern[str] | None
    bound: re.Pattern[str] | None
    after: re.Pattern[str] | None
    sentence: re.Pattern[str] | None
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    def fits(self, around: "Around") -> bool:
        return (
            (self.before is None or bool(self.before.search(around.before)))
            and (self.bound is None or bool(self.bound.search(around.bound)))
            and (self.after is None or bool(self.after.match(around.after)))
            and (self.sentence is None or bool(self.sentence.search(around.sentence)))
        )


@dataclass(frozen=True, slots=True)
class Around:
    """The words around a figure, folded, without blanks: in its phrase, its bound (_ the number), behind, and
    in its sentence up to the phrase."""

    before: str
    bound: str
    after: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Sized:
    """A quantity with the part it plays in its sentence; `rule` names the entry that decided, or "" ."""

    quantity: Quantity
    role: Role
    rule: str = ""


@cache
def entries(name: str) -> list[dict[str, Any]]:
    """The entries of awards.toml under one name."""
    held: list[dict[str, Any]] = parse(FILE)[name]
    return held


def _compiled(entry: dict[str, Any], part: str) -> re.Pattern[str] | None:
    return pattern_of(FILE, entry["name"], entry[part]) if entry.get(part) else None


@cache
def role_rules() -> tuple[RoleRule, ...]:
    """The `role` entries of awards.toml, in the order in which they are tried."""
    return tuple(
        RoleRule(
            entry["name"],
            entry["role"],
            _compiled(entry, "before"),
            _compiled(entry, "bound"),
            _compiled(entry, "after"),
            _compiled(entry, "sentence"),
            tuple(entry["examples"]),
            tuple(entry["counterexamples"]),
        )
        for entry in entries("role")
    )


@Sieve
def _by_words_before() -> Iterator[tuple[re.Pattern[str], RoleRule]]:
    return ((rule.before or re.compile(""), rule) for rule in role_rules())


def roles(text: str, start: int, end: int) -> list[Sized]:
    """Money, rates and basis points in `text[start:end]`, each with its role, in text order.

    The figures of a series (10万元、20万元和30万元) share one role.

    >>> [(str(s.quantity.low), s.role) for s in roles("投资1亿元以上的,给予10万元奖励", 0, 18)]
    [('100000000', 'threshold'), ('100000', 'award')]
    """
    return [sized for series in _series(text, start, end) for sized in _with_role(text, start, end, series)]


def _series(text: str, start: int, end: int) -> Iterator[list[Quantity]]:
    held: list[Quantity] = []
    for quantity in find_quantities(text, start, end):
        if quantity.dimension not in ("money", "rate") and not _is_rate_step(text, quantity):
            continue
        if held and not _goes_on(text, held[-1], quantity):
            yield held
            held = []
        held.append(quantity)
    if held:
        yield held


def _is_rate_step(text: str, quantity: Quantity) -> bool:
    """Whether a rate is changed by so many basis points, or lowered by percentage points."""
    before = text[max(0, quantity.bound_start - _REACH) : quantity.bound_start]
    return quantity.unit == "基点" or (quantity.unit == "百分点" and bool(_LOWERED.search(before)))


def _goes_on(text: str, last: Quantity, quantity: Quantity) -> bool:
    if quantity.unit != last.unit or quantity.low == last.low or quantity.bound not in ("", last.bound):
        return False
    gap = text[last.bound_end : quantity.bound_start]
    comma = gap.strip() in (",", "，")
    return bool(_SERIES.fullmatch(gap)) and not (comma and quantity.bound)


def _with_role(text: str, start: int, end: int, series: list[Quantity]) -> Iterator[Sized]:
    role, rule = _role(_around(text, start, end, series[0], series[-1]))
    if series[0].unit not in ("元", "%", "基点", "百分点"):
        role, rule = "other", "foreign money"
    for quantity in series:
        yield Sized(quantity, role, rule)


def _around(text: str, start: int, end: int, first: Quantity, last: Quantity) -> Around:
    words = folded(text)
    left = _bare(words[max(start, first.bound_start - _REACH) : first.bound_start])
    right = _bare(words[last.bound_end : min(end, last.bound_end + _REACH)])
    bound = words[first.bound_start : first.start] + "_" + words[last.end : last.bound_end]
    sentence = _BEHIND.split(left)[-1]
    return Around(_PHRASE.split(sentence)[-1], _bare(bound), _BEHIND.split(right)[0], sentence)


def _bare(words: str) -> str:
    return "".join(words.split())


def _role(around: Around) -> tuple[Role, str]:
    for rule in _by_words_before.candidates(around.before):
        if rule.fits(around):
            return rule.role, rule.name
    return "other", ""
