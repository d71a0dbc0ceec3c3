"""Conditions held against what a profile tells freely."""

from collections.abc import Sequence
from decimal import Decimal

from policies.logic import negate
from policies.matching.fields import compare
from policies.matching.told import Told, links, pairs, truth
from policies.model import Criterion, Finding, Outcome
from policies.profile import FACTS


def hold(asked: Sequence[Criterion], facts: Sequence[Told]) -> list[Finding]:
    """Conditions held against the free facts.

    A told fact decides what is read inside its words (与医疗机构签订合同 makes nobody a hospital); where it
    is not told as a whole, it is enough that its other words are.
    """
    findings = [by_facts(one, facts, _words_inside(one, asked)) for one in asked]
    decided = [one.criterion for one in findings if one.told and one.criterion.about.startswith("fact:")]
    return [one for one in findings if not any(_inside(one.criterion, whole) for whole in decided)]


def _words_inside(whole: Criterion, asked: Sequence[Criterion]) -> frozenset[str]:
    if not whole.about.startswith("fact:"):
        return frozenset()
    return frozenset().union(*(pairs(one.quote) for one in asked if _inside(one, whole)))


def _inside(part: Criterion, whole: Criterion) -> bool:
    shorter = part.end - part.start < whole.end - whole.start
    return shorter and whole.start <= part.start and part.end <= whole.end and part.about in FACTS


def by_facts(criterion: Criterion, facts: Sequence[Told], beside: frozenset[str] = frozenset()) -> Finding:
    """One condition held against the free facts that are told."""
    if criterion.op == "discretionary" or criterion.about == "text":
        return Finding(criterion=criterion, outcome=Outcome.DISCRETIONARY, reason="由主管部门认定")
    if criterion.op == "once":
        return Finding(criterion=criterion, outcome=Outcome.MET, reason="没有说已经享受过")
    outcome, told = _by_facts(criterion, facts, beside)
    names = {one.name: one.value for one in told}
    reason = "按所说情况" if told else "还没有说明"
    return Finding(criterion=criterion, outcome=outcome, told=names or None, reason=reason)


def wording(criterion: Criterion) -> str:
    if criterion.about == "received":
        return "享受" + "、".join(criterion.value)
    about = criterion.about
    return about.removeprefix("fact:") if about.startswith("fact:") else criterion.quote


def _by_facts(
    criterion: Criterion, facts: Sequence[Told], beside: frozenset[str]
) -> tuple[Outcome, tuple[Told, ...]]:
    words = wording(criterion)
    if criterion.op in (">=", ">", "<=", "<", "between", "within"):
        for link in links(words, facts):
            if not isinstance(link.told.value, bool):
                value = _in_unit(link.told, criterion.unit)
                return compare(value, criterion.op, criterion.value), (link.told,)
        return truth(criterion.quote, facts)
    outcome, told = truth(words, facts, beside)
    denied = criterion.value is False or criterion.op == "not_in"
    return (negate(outcome) if denied else outcome), told


_SCALE = {
    "亿元": 10_000,
    "万元": 1,
    "元": 0.0001,
    "年": 12,
    "月": 1,
    "个月": 1,
    "亿美元": 10_000,
    "万美元": 1,
}


def _in_unit(told: Told, unit: str | None) -> Decimal:
    """A told number in the unit that the condition counts in, where both are known."""
    number = Decimal(str(told.value))
    if unit in _SCALE and told.unit in _SCALE:
        return number * Decimal(str(_SCALE[told.unit])) / Decimal(str(_SCALE[unit]))
    return number
