"""Provisions of our own, held against profiles: what is found, beside what is known beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.documents.source import read_source
from policies.matching.verdict import match
from policies.model import Match, Policy, Verdict
from policies.profile import check_profile
from policies.reading.annotate import read_policy

ON = date(2026, 6, 1)
PLACE = "安徽省宿州市"
TITLE = f"{PLACE}促进发展若干措施"

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """The matches of one profile with one provision, and the best verdict that it should have been."""

    words: str
    frame: str
    profile: Told
    wanted: Verdict
    found: tuple[Match, ...]

    @property
    def given(self) -> Verdict:
        return best(self.found)

    @property
    def right(self) -> bool:
        return self.wanted == self.given

    @property
    def promised(self) -> bool:
        """Whether something is promised wrongly."""
        return self.given == Verdict.ELIGIBLE and not self.right


def written(body: str, title: str = TITLE) -> Policy:
    """A document with these words, read."""
    return read_policy(read_source(f"{title}\n\n{body}\n".encode(), "条款.txt"))


def matches(policy: Policy, profile: Told) -> tuple[Match, ...]:
    """What a profile has of every benefit of a document."""
    checked, text = check_profile(profile), policy.source.text
    return tuple(
        match(read, text[read.clause.start : read.clause.end], policy.info, "d", checked, ON)
        for read in policy.claimable()
    )


def best(found: Sequence[Match]) -> Verdict:
    """The best verdict on any benefit."""
    return min((one.verdict for one in found), key=list(Verdict).index, default=Verdict.INELIGIBLE)


def share(right: Sequence[bool]) -> str:
    """The share that is right, with the numbers."""
    return f"{sum(right) / len(right):.3f} ({sum(right)}/{len(right)})"


def fact(name: str, value: object = True) -> Told:
    """A free fact as a profile tells it."""
    return {"facts": {name: value}}


def standing(name: str, holds: bool = True) -> Told:
    """A standing as a profile tells it."""
    return {"qualifications": {name: holds}}
