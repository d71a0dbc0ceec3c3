"""The facts on which a clause still hangs: those that could change its verdict, told one way or the other."""

from collections import UserDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from policies.facts import FACTS, FactType
from policies.logic import all_of, any_of
from policies.matching.compiled import Provision
from policies.matching.free_facts import free_facts
from policies.matching.general import PLACES
from policies.matching.payable import payable
from policies.matching.tiers import Applicant
from policies.matching.verdict import Demands, combine
from policies.model import Criterion, Finding, Match, Outcome


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A fact to ask for: `about` a profile key or `fact:<words>`, `name` where the key holds several.

    `ruled` facts are decided by an authority, `sizes` tells that the verdict is not in question, but a sum.
    """

    about: str
    name: str = ""
    criterion: Criterion | None = None
    ruled: bool = False
    sizes: bool = False


@dataclass(frozen=True, slots=True)
class _Live:
    """The outcome of a part of a clause, and the findings in it that could still turn that outcome."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()


def open_facts(asked: Demands, profile: Mapping[str, Any]) -> list[OpenFact]:
    """The facts that could change what `asked`, held against the profile, comes to; none twice."""
    live = _live(asked)
    found = [_fact(finding.criterion, profile) for finding in live.findings]
    if live.outcome == Outcome.UNMET and (elsewhere := _other_place(asked, profile)):
        found = [elsewhere]
    return _once(found)


def sizing_facts(one: Provision, asked: Demands, found: Match, profile: Mapping[str, Any]) -> list[OpenFact]:
    """The facts that could change what a clause pays: those of other offers, and what sums are counted by.

    `found` is the match of the clause with the profile, against which `asked` is held.
    """
    if _live(replace(asked, offers=())).outcome == Outcome.UNMET:
        return []
    sizing: list[OpenFact] = []
    paying = {award.offer for award in one.read.annotation.awards}
    for path, offer in zip(asked.paths, asked.offers, strict=True):
        live = _live(replace(asked, general=(), whole=(), offers=(offer,)))
        if live.outcome != Outcome.UNMET and path.number in paying:
            sizing += [_fact(finding.criterion, profile) for finding in live.findings]
    sizing += map(OpenFact, _counted_by(one, asked, found, profile))
    return [replace(fact, sizes=True) for fact in _once(sizing)]


def _counted_by(one: Provision, asked: Demands, found: Match, profile: Mapping[str, Any]) -> list[str]:
    """The keys that the sum was looked for under, and that are not told; none where it is known exactly."""
    amount = found.amount_yuan
    if not one.read.annotation.awards or (amount and amount.min == amount.max):
        return []
    watched = _Watched(profile)
    asks = Applicant(watched, free_facts(profile), found.findings)
    payable(one.read, one.words, asked.paying(), asks)
    return sorted(key for key in watched.missed if key in FACTS and FACTS[key].type not in _OTHERWISE)


# A standing, a free fact or what was received is asked for by name, where a condition or a step names it.
_OTHERWISE = (FactType.NAMED, FactType.LIST, FactType.TEXT)


class _Watched(UserDict[str, Any]):
    """A profile that remembers which keys were looked for and are not told."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.missed: set[str] = set()
        super().__init__(told)

    def __contains__(self, key: object) -> bool:
        if key not in self.data:
            self.missed.add(str(key))
        return key in self.data

    def __missing__(self, key: str) -> Any:
        self.missed.add(key)
        raise KeyError(key)


def _live(asked: Demands) -> _Live:
    """A failure is not turned by what else is open beside it, nor what is met by another alternative."""

    def every(parts: Iterable[_Live]) -> _Live:
        held = list(parts)
        outcome = all_of(part.outcome for part in held)
        return _Live(outcome, () if outcome == Outcome.UNMET else _findings(held))

    def some(parts: Iterable[_Live]) -> _Live:
        held = list(parts)
        outcome = any_of(part.outcome for part in held)
        return _Live(outcome, () if outcome == Outcome.MET else _findings(held))

    return combine(asked, _leaf, every, some)


def _leaf(finding: Finding) -> _Live:
    askable = finding.outcome == Outcome.UNKNOWN or (
        finding.outcome == Outcome.DISCRETIONARY and bool(finding.criterion.quote)
    )
    return _Live(finding.outcome, (finding,) if askable else ())


def _findings(parts: Iterable[_Live]) -> tuple[Finding, ...]:
    return tuple(finding for part in parts for finding in part.findings)


def _fact(criterion: Criterion, profile: Mapping[str, Any]) -> OpenFact:
    about = criterion.about
    if criterion.op == "discretionary" or about == "text":
        return OpenFact(f"fact:{criterion.quote}", criterion=criterion, ruled=True)
    if about == "qualifications":
        return OpenFact(about, str(criterion.value), criterion)
    if about == "received" and about in profile:  # 同类补贴: what was received does not tell it
        return OpenFact(f"fact:享受{'、'.join(criterion.value)}", criterion=criterion)
    return OpenFact(about, criterion=criterion)


def _other_place(asked: Demands, profile: Mapping[str, Any]) -> OpenFact | None:
    """A person may live elsewhere and work where the clause holds: the place that is not told counts too."""
    untold = [key for key in PLACES if key not in profile]
    if profile.get("kind") != "talent" or len(untold) != 1:
        return None
    others = tuple(one for one in asked.general if one.criterion.about != "region")
    missed = len(others) < len(asked.general) and _live(asked).outcome == Outcome.UNMET
    if missed and _live(replace(asked, general=others)).outcome != Outcome.UNMET:
        return OpenFact(untold[0])
    return None


def _once(found: Iterable[OpenFact]) -> list[OpenFact]:
    return list({(one.about, one.name): one for one in reversed(list(found))}.values())[::-1]
