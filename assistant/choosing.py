"""Which clauses an answer rests on: those found for every place asked about, and those worth citing."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from typing import Protocol, TypeVar

from assistant.understand import Understanding
from index.retrieve import Hit, Searcher
from policies.vocabulary.mentions import find_regions
from policies.vocabulary.regions import Region

CANDIDATES = 24
_CITED = 10
_KEEP = 0.4  # of the best score; below it a clause mostly shares words with the question by chance


class Scored(Protocol):
    """What is ranked by a score."""

    @property
    def score(self) -> float: ...


_Scored = TypeVar("_Scored", bound=Scored)


def find(searcher: Searcher, asked: Understanding, chance: float) -> list[Hit]:
    """The clauses found, best first; of several places asked about each has its turn, so none hides another.

    A place whose best clause scores `chance` or more is held against its own best clause, not the others'.
    """
    search = partial(searcher.search, asked.question, CANDIDATES, earlier=asked.earlier)
    if len(asked.sought.regions) < 2:
        return search()
    of_each = [search(regions=(_name(place),)) for place in asked.sought.regions]
    of_each = sorted((hits for hits in of_each if hits), key=lambda hits: -hits[0].score)
    level = [
        [replace(hit, score=hit.score * of_each[0][0].score / hits[0].score) for hit in hits]
        if hits[0].score >= chance
        else hits
        for hits in of_each
    ]
    in_turn = (hit for row in zip_longest(*level) for hit in row if hit)
    return list({hit.clause.id: hit for hit in in_turn}.values())[:CANDIDATES]


def best_elsewhere(searcher: Searcher, asked: Understanding) -> float:
    """How well the rules of places that were not asked about would answer the question."""
    *earlier, question = (_without_places(turn) for turn in (*asked.earlier, asked.question))
    applying = searcher.applying(asked.sought.regions)
    hits = searcher.search(question, CANDIDATES, earlier=earlier)
    return max((hit.score for hit in hits if hit.clause.document_id not in applying), default=0.0)


def _without_places(turn: str) -> str:
    for mention in reversed(find_regions(turn)):
        turn = f"{turn[: mention.start]} {turn[mention.end :]}"
    return turn


def worth_citing(found: Sequence[_Scored]) -> list[_Scored]:
    """Those of the clauses found, best first, that an answer cites."""
    return [one for one in found if one.score >= _KEEP * found[0].score][:_CITED]


def _name(readings: tuple[Region, ...]) -> str:
    return readings[0].full_name if len(readings) == 1 else readings[0].name
