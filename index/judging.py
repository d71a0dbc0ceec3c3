"""Weighs what a search found by what each clause is, where it holds, and what its best sentence covers."""

from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from index.facets import Facets, Nature, Row
from index.fusion import Candidate, Weights
from index.passage import Sought
from index.query import Question
from index.scope import Places, Standing
from policies.model import ClauseKind


@dataclass(frozen=True)
class Wanted:
    """What a clause is held against."""

    question: Question
    sought: Sought
    places: Places
    kinds: frozenset[ClauseKind] | None
    own_rules: bool = True


class Judged(NamedTuple):
    """A candidate with its score, and the share of the question that its best sentence covers."""

    found: Candidate
    score: float
    sentence: float


class Judge:
    """Holds clauses against what one question wants; what few of them differ in is weighed once."""

    def __init__(self, wanted: Wanted, facets: Facets, weights: Weights) -> None:
        self._wanted = wanted
        self._facets = facets
        self._weights = weights
        self._by_nature: dict[int, float] = {}
        self._by_reach: dict[int, float] = {}

    def best(self, found: Sequence[Candidate], k: int) -> list[Judged]:
        """At most `k`, best first, equal scores by id; those not wanted are left out.

        Sentences are weighed for those alone that can still come in, whatever theirs cover.
        """
        best: list[Judged] = []
        for most, factor, candidate, row in sorted(self._promising(found), key=itemgetter(0), reverse=True):
            if len(best) == k and best[-1].score > most:
                break
            sentence = self._wanted.sought.share(self._facets.said(row))
            score = (candidate.score + self._weights.sentence * sentence) * factor
            insort(best, Judged(candidate, score, sentence), key=_rank)
            del best[k:]
        return best

    def _promising(self, found: Sequence[Candidate]) -> Iterator[tuple[float, float, Candidate, Row]]:
        """The candidates that are wanted, each with the highest score it may have and its factor."""
        rows = self._facets.of([candidate.id for candidate in found])
        for candidate in found:
            row = rows.get(candidate.id)
            if row and (factor := self._factor(row)):
                yield (candidate.score + self._weights.sentence) * factor, factor, candidate, row

    def _factor(self, row: Row) -> float:
        """What its kind, its benefit and its place make of a clause's score; 0 when it is not wanted."""
        nature, reach, _, _ = row
        if (worth := self._by_nature.get(nature)) is None:
            worth = self._by_nature[nature] = self._worth(self._facets.natures[nature])
        if (place := self._by_reach.get(reach)) is None:
            standing = self._wanted.places.reached(self._facets.reaches[reach])
            if standing is Standing.WIDER and not self._wanted.own_rules:
                standing = Standing.ITS_OWN
            place = self._by_reach[reach] = self._weights.place(standing)
        return worth * place

    def _worth(self, nature: Nature) -> float:
        asked, weights = self._wanted.question, self._weights
        if self._wanted.kinds is not None and nature.kind not in self._wanted.kinds:
            return 0.0
        kind = ClauseKind.HEADING if nature.short else nature.kind
        worth = weights.kind_factor(kind, asked.seeks_benefit, asked.asks_way)
        if not asked.benefits.isdisjoint(nature.benefits):
            worth *= weights.benefit
        if nature.frame:
            worth *= weights.frame
        return worth * weights.way ** len(asked.ways.intersection(nature.ways))


def _rank(one: Judged) -> tuple[float, str]:
    return -one.score, one.found.id
