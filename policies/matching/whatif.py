"""What would change (政策沙盘): the smallest single change, in the user's power, that opens a failed clause.

Which facts are in whose power stands in `facts.toml`; that a change helps is tried on the clause itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from policies.facts import fact_rules
from policies.matching.compiled import Provision
from policies.matching.general import is_general
from policies.matching.sums import plain
from policies.matching.verdict import match
from policies.model import Criterion, Finding, Match, Outcome, Verdict
from policies.numbers import as_number
from policies.profile import FACTS, tell
from policies.vocabulary.terms import canonical

_WHOLE_UNITS = ("人", "家", "个", "项", "年", "个月", "月", "周岁", "次", "名", "户")
_MEASURE = re.compile(r"[_(（][^_(（]{1,5}[)）]?$")  # the unit at the end of a name
_FINEST = Decimal("0.01")  # 超过1000万元 is reached a little above
_WORDS = {Verdict.ELIGIBLE: "就符合这一条", Verdict.NEEDS_RULING: "再由主管部门认定"}


@dataclass(frozen=True, slots=True)
class Change:
    """A fact told otherwise: `about` a key or `fact:<name>`, `effort` from 0 (next to nothing) to 1.

    What would help with clauses `anywhere`, as another place does, is worth naming only where it is enough.
    """

    about: str
    before: Any
    after: Any
    effort: float
    words: str
    anywhere: bool = False


def what_would_change(
    one: Provision, found: Match, profile: Mapping[str, Any], on: date, *, most: int = 3
) -> tuple[dict[str, Any], ...]:
    """The changes, each enough by itself, by which a checked profile would no longer fail a clause in force.

    `found` is the match for the profile and day. The best verdict comes first, then the smallest change;
    each is {about, from, to, then, text}, `then` the verdict that follows, `text` a Chinese sentence.
    """
    unmet = [finding for finding in found.findings if finding.outcome == Outcome.UNMET]
    if found.verdict != Verdict.INELIGIBLE or not all(_may_give_way(one, profile) for one in unmet):
        return ()
    tried: dict[tuple[str, str], tuple[Verdict, Change]] = {}
    for change in (change for finding in unmet for change in _changes(finding, profile)):
        told = tell(profile, change.about, change.after)
        then = match(one.read, one.words, one.info, found.document_id, told, on).verdict
        if then == Verdict.ELIGIBLE or (then != Verdict.INELIGIBLE and not change.anywhere):
            tried.setdefault((change.about, str(change.after)), (then, change))
    order = list(Verdict)
    best = sorted(tried.values(), key=lambda made: (order.index(made[0]), made[1].effort))
    return tuple(_told(then, change) for then, change in best[:most])


def _told(then: Verdict, change: Change) -> dict[str, Any]:
    follows = _WORDS.get(then, "再补充其他情况后可能符合")
    return {
        "about": change.about,
        "from": change.before,
        "to": change.after,
        "then": then.value,
        "text": f"{change.words}，{follows}。",
    }


def _may_give_way(finding: Finding, profile: Mapping[str, Any]) -> bool:
    """Most clauses fail by place or kind of subject, which settles them without a trial."""
    return not is_general(finding.criterion) or _in_power(finding.criterion.about, profile) != ""


def _in_power(key: str, profile: Mapping[str, Any]) -> str:
    fact = FACTS[key]
    return fact.change if not fact.by or profile.get("kind") in fact.by else ""


def _changes(finding: Finding, profile: Mapping[str, Any]) -> Iterator[Change]:
    about = finding.criterion.about
    if about not in FACTS or about not in profile:  # told freely, whatever the condition is about
        yield from _freely(finding)
    elif power := _in_power(about, profile):
        yield from _BY_POWER[power](finding.criterion, profile)


def _raised(criterion: Criterion, profile: Mapping[str, Any]) -> Iterator[Change]:
    fact, told = FACTS[criterion.about], profile[criterion.about]
    bound = _least(criterion, fact.unit)
    if bound is not None and bound > Decimal(str(told)):
        yield _more(criterion.about, fact.label, told, bound, fact.unit)


def _least(criterion: Criterion, unit: str) -> Decimal | None:
    """The smallest number that meets a lower bound."""
    try:
        if criterion.op in ("between", "within"):
            return Decimal(str(criterion.value[0]))
        bound = Decimal(str(criterion.value))
    except (ArithmeticError, IndexError, TypeError):
        return None
    step = Decimal(1) if unit in _WHOLE_UNITS else _FINEST
    return {">=": bound, ">": bound + step}.get(criterion.op)


def _more(about: str, label: str, told: Any, bound: Decimal, unit: str) -> Change:
    before = Decimal(str(told))
    effort = float((bound - before) / bound) if bound > 0 else 1.0
    added = f"{plain(bound - before)}{'个百分点' if unit == '%' else unit}"
    reached = f"（从{plain(before)}{unit}到{plain(bound)}{unit}）"
    return Change(about, told, as_number(bound), min(effort, 1.0), f"{label}再增加{added}{reached}")


def _obtained(criterion: Criterion, profile: Mapping[str, Any]) -> Iterator[Change]:
    told, label = profile[criterion.about], FACTS[criterion.about].label
    if criterion.op not in ("is", "in") or criterion.value is False:
        return
    if isinstance(told, Mapping):
        wanted = str(criterion.value)
        name = next((name for name in told if _standing(name) == _standing(wanted)), wanted)
        held = {name: told.get(name)}
        yield Change(criterion.about, held, {name: True}, 1.0, f"取得“{name}”认定")
        return
    for value in [criterion.value] if isinstance(criterion.value, str) else criterion.value:
        yield Change(criterion.about, told, value, 1.0, f"{label}达到“{value}”")


def _standing(name: str) -> str:
    return canonical("qualification", name) or name


def _chosen(criterion: Criterion, profile: Mapping[str, Any]) -> Iterator[Change]:
    """A place of its own choice, of those where the clause holds."""
    told = profile[criterion.about]
    for place in [criterion.value] if isinstance(criterion.value, str) else criterion.value:
        yield Change(criterion.about, told, place, 1.0, f"项目落户到{place}", anywhere=True)


def _freely(finding: Finding) -> Iterator[Change]:
    """A free fact that somebody can bring about, by the words of its name."""
    if not isinstance(finding.told, Mapping) or len(finding.told) != 1:
        return
    ((name, told),) = finding.told.items()
    criterion = finding.criterion
    if isinstance(told, bool):
        if not told and _can_be_done(name):
            yield Change(f"fact:{name}", told, True, 1.0, f"做到“{name}”")
    elif isinstance(told, int | float):
        unit = criterion.unit or ""
        bound = _least(criterion, unit)
        if bound is not None and bound > Decimal(str(told)) and not _is_fixed(name):
            yield _more(f"fact:{name}", f"“{_MEASURE.sub('', name)}”", told, bound, unit)


def _is_fixed(name: str) -> bool:
    return any(word in name for word in fact_rules()["free"]["fixed"])


def _can_be_done(name: str) -> bool:
    words = fact_rules()["free"]
    is_being = name.endswith(tuple(words["beings"])) and "的" in name
    return not (is_being or _is_fixed(name)) and any(word in name for word in words["obtain"])


_BY_POWER: Mapping[str, Callable[[Criterion, Mapping[str, Any]], Iterator[Change]]] = {
    "raise": _raised,
    "obtain": _obtained,
    "choose": _chosen,
}
