"""Clauses as gates over leaves: what `verdict.match` decides for one pair, prepared for many profiles.

A leaf is a condition on fields of a profile; whatever a clause's words and the free facts that are told
already decide is folded into the gates. The scalar engine's own functions say what a leaf is worth, so both
give the same verdicts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from policies.logic import all_of, any_of
from policies.matching.dates import deed
from policies.matching.fields import ANSWERED_BY
from policies.matching.free_facts import Told, free_facts
from policies.matching.general import GENERAL_FIELDS, is_general
from policies.matching.verdict import by_fields, combine, demands, heard, wordings
from policies.model import DocumentInfo, Finding, Outcome, ReadClause
from policies.profile import FACTS


@dataclass(frozen=True, slots=True)
class Provision:
    """A claimable clause with what its verdict rests on; `words` is its text."""

    id: str
    read: ReadClause
    words: str
    info: DocumentInfo


@dataclass(frozen=True, slots=True)
class Leaf:
    """A condition on fields of a profile; leaves of the same `key` have the same outcome for every profile.

    `finding` is what the free facts say of it; a general one is the place or the kind of subject.
    """

    key: str
    finding: Finding = field(compare=False, repr=False)
    general: bool = field(compare=False, default=False)

    @property
    def reads(self) -> tuple[str, ...]:
        """The keys of a profile that it depends on."""
        about = self.finding.criterion.about
        return GENERAL_FIELDS[about] if self.general else ANSWERED_BY.get(about, (about,))

    def outcome(self, profile: Mapping[str, Any], on: date) -> Outcome:
        return by_fields(self.finding, profile, on).outcome


@dataclass(frozen=True, slots=True)
class Gate:
    """All of `parts` must hold, or one of them; at most one part is a constant, and then the first."""

    every: bool
    parts: tuple["Expression", ...]


Expression = Outcome | Leaf | Gate
_NEUTRAL = {True: Outcome.MET, False: Outcome.UNMET}


def gate(every: bool, parts: Iterable[Expression]) -> Expression:
    """A gate without what does not matter in it; constants are one, and may decide everything."""
    known: list[Outcome] = []
    open_: dict[Leaf | Gate, None] = {}
    for part in parts:
        for inner in part.parts if isinstance(part, Gate) and part.every == every else (part,):
            if isinstance(inner, Outcome):
                known.append(inner)
            else:
                open_[inner] = None
    constant = (all_of if every else any_of)(known) if known or not open_ else _NEUTRAL[every]
    if not open_ or constant == _NEUTRAL[not every]:
        return constant
    held = (*open_,) if constant == _NEUTRAL[every] else (constant, *open_)
    return held[0] if len(held) == 1 else Gate(every, held)


def compile_clause(provision: Provision, facts: Sequence[Told] = ()) -> Expression:
    """What decides the clause besides the force of its document, for profiles that tell these free facts."""
    asked = demands(provision.read, provision.words, provision.info, facts)
    return combine(
        asked,
        _leaf,
        lambda parts: gate(True, parts),
        lambda parts: gate(False, parts),
    )


def _leaf(finding: Finding) -> Expression:
    criterion = finding.criterion
    decided = criterion.op == "discretionary" or criterion.about not in FACTS
    return finding.outcome if decided else as_leaf(finding)


def as_leaf(finding: Finding) -> Leaf:
    """The leaf of a condition that fields of a profile may decide."""
    criterion = finding.criterion
    apart = is_general(criterion)
    key = f"{apart} {criterion.about} {criterion.op} {criterion.value!r} {criterion.unit} {finding.outcome}"
    return Leaf(key, finding, apart)


class Prepared:
    """Clauses compiled when they are first needed, apart for each choice of free facts that they hear of."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self.provisions = provisions
        self._expressions: dict[tuple[int, tuple[tuple[str, Any], ...]], Expression] = {}
        self._hears: dict[tuple[int, str, bool], bool] = {}
        self._wordings: dict[int, frozenset[str]] = {}

    def expression(self, k: int, told: Mapping[str, Any]) -> Expression:
        """The k-th clause for profiles that tell these free facts of those that it hears of."""
        known = (k, tuple(told.items()))
        if known not in self._expressions:
            self._expressions[known] = compile_clause(self.provisions[k], free_facts({"facts": told}))
        return self._expressions[known]

    def hears(self, k: int, fact: str, *, received: bool) -> bool:
        """Whether a free fact of that name can bear on the k-th clause (see `verdict.heard`)."""
        known = (k, fact, received)
        if known not in self._hears:
            words, asked = self.provisions[k].words, self.wordings(k)
            self._hears[known] = any(
                heard(told, words, asked, received=received)
                for name, value in ((fact, True), (fact, 0), (deed(fact), True))
                for told in free_facts({"facts": {name: value}})
            )
        return self._hears[known]

    def wordings(self, k: int) -> frozenset[str]:
        """The wordings of the conditions of the k-th clause."""
        if k not in self._wordings:
            self._wordings[k] = wordings(self.provisions[k].read, self.provisions[k].words)
        return self._wordings[k]


def bound(expression: Expression, keys: Iterable[str]) -> Expression:
    """The expression for profiles that tell nothing but the fields `keys`."""
    told = frozenset(keys)

    def visit(one: Expression) -> Expression:
        if isinstance(one, Gate):
            return gate(one.every, map(visit, one.parts))
        if isinstance(one, Leaf) and not told.intersection(one.reads):
            return one.outcome({}, date.min)
        return one

    return visit(expression)


def place_of(expression: Expression) -> Leaf | None:
    """The condition on the place, where the whole clause hangs on one."""
    parts = expression.parts if isinstance(expression, Gate) and expression.every else (expression,)
    places = (part for part in parts if isinstance(part, Leaf) and part.general)
    return next((leaf for leaf in places if "region" in leaf.reads), None)


def evaluate(expression: Expression, worth: Callable[[Leaf], Outcome]) -> Outcome:
    """The outcome for one profile, given what each leaf is worth to it; stops where nothing can change it."""
    if isinstance(expression, Leaf):
        return worth(expression)
    if isinstance(expression, Outcome):
        return expression
    decisive, outcomes = _NEUTRAL[not expression.every], []
    for part in expression.parts:
        outcome = evaluate(part, worth)
        if outcome is decisive:
            return outcome
        outcomes.append(outcome)
    return all_of(outcomes) if expression.every else any_of(outcomes)
