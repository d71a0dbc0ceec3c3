"""Why a condition is met, fails or is open, as a citizen reads it: what was told and what is asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from policies.documents.wrapping import in_one_line
from policies.matching.free_facts import Told
from policies.model import Criterion, Outcome
from policies.profile import FACTS

_RESULTS = {Outcome.MET: "符合", Outcome.UNMET: "不符合"}
_AGAIN = {Outcome.MET: "和这一项不是同一项", Outcome.UNMET: "这一项不再重复给"}
_YES_NO = {True: "是", False: "否"}
_LONGEST = 60  # characters of a condition that are shown


def by_field(criterion: Criterion, told: Any, outcome: Outcome) -> str:
    """The reason where a field of the profile decides."""
    fact = FACTS[criterion.about]
    if criterion.op == "once":
        return f"您已享受“{_shown(told)}”，{_AGAIN[outcome]}"
    # A value that is a key of the schema ("enterprise") is not what anybody filled in.
    said = (word for word, value in fact.said.items() if value == (told,) and str(told).isascii())
    named = next(said, _shown(told))
    return f"您填写的{fact.label}是“{named}{fact.unit}”，{_RESULTS[outcome]}“{_asked(criterion)}”"


def by_told(criterion: Criterion, told: Sequence[Told], outcome: Outcome) -> str:
    """The reason where free facts decide, or where none is told that could."""
    if outcome not in _RESULTS or not told:
        return f"还没有说明：{_asked(criterion)}"
    said = "；".join(f"{one.name}：{_shown(one.value)}" for one in told)
    return f"您说明了“{said}”，{_RESULTS[outcome]}“{_asked(criterion)}”"


def left_open(criterion: Criterion) -> str:
    """The reason where the text leaves a condition to an authority."""
    return f"“{_asked(criterion)}”由主管部门认定"


def _asked(criterion: Criterion) -> str:
    about = criterion.about
    words = criterion.quote or (FACTS[about].label if about in FACTS else about.removeprefix("fact:"))
    return _cut(in_one_line(words))


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _shown(told: Any) -> str:
    if isinstance(told, bool):
        return _YES_NO[told]
    if isinstance(told, Mapping):
        return _cut("、".join(f"{name}：{_shown(value)}" for name, value in told.items()))
    if isinstance(told, Sequence) and not isinstance(told, str):
        return _cut("、".join(map(str, told)))
    return _cut(str(told))
