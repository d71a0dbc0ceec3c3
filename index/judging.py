"""Weighs what a search found by what each clause is, where it holds, and what its best sentence covers."""

from bisect import insort
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from index.facets import Facets, Nature
from index.fusion import Candidates, Shares, Weights
from index.passage import Sought
from index.query import Question
from index.ranking import Rows
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
    """A candidate by its row, with its score and the parts of which that is made."""

    row: int
    score: float
    lexical: float
    dense: float
    sentence: float


class Judge:
    """Holds clauses against what one question wants; what few of them differ in is weighed once."""

    def __init__(self, wanted: Wanted, facets: Facets, weights: Weights) -> None:
        self._wanted = wanted
        self._facets = facets
        self._weights = weights

    def best(self, found: Candidates, k: int) -> list[Judged]:
        """At most `k`, best first, equal scores by row; those not wanted are left out.

        Sentences are weighed for those alone that can still come in, whatever theirs cover.
        """
        best: list[Judged] = []
        factors = self._factors(found.rows)
        most = (found.scores + self._weights.sentence) * factors
        order = np.argsort(-most, kind="stable")[: np.count_nonzero(factors)]
        columns = (column[order].tolist() for column in (*found, factors, most))
        for row, lexical, dense, score, factor, at_most in zip(*columns, strict=True):
            if len(best) == k and best[-1].score > at_most:
                break
            sentence = self._wanted.sought.share(self._facets.said(row))
            whole = (score + self._weights.sentence * sentence) * factor
            insort(best, Judged(row, whole, lexical, dense, sentence), key=_rank)
            del best[k:]
        return best

    def _factors(self, rows: Rows) -> Shares:
        """What kind, benefit and place make of each clause's score; 0 for one that is not wanted."""
        natures, reaches = self._facets.nature[rows].tolist(), self._facets.reach[rows].tolist()
        worth = {code: self._worth(self._facets.natures[code]) for code in set(natures)}
        places = {code: self._place(code) for code in set(reaches)}
        return np.array([worth[one] * places[other] for one, other in zip(natures, reaches, strict=True)])

    def _place(self, code: int) -> float:
        if not self._wanted.places.asked:
            return self._weights.place(Standing.ITS_OWN)
        standing = self._wanted.places.reached(self._facets.reaches[code])
        if standing is Standing.WIDER and not self._wanted.own_rules:
            standing = Standing.ITS_OWN
        return self._weights.place(standing)

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


def _rank(one: Judged) -> tuple[float, int]:
    return -one.score, one.row
