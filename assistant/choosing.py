"""Which clauses an answer rests on: those found for every place asked about, and those worth citing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import Protocol, TypeVar

from assistant.figures import Figure, figures, striking
from assistant.understand import Understanding
from index.retrieve import Hit, Searcher
from index.rows import StoredClause
from policies.model import DeliveryMode, Match
from policies.vocabulary.mentions import find_spoken_regions
from policies.vocabulary.regions import Region

CANDIDATES = 24
_CHANCE = 0.1  # a score that words shared by chance may give
_MOST = 10
_FURTHER = 1
_WEAK = 0.4  # of the best score; what scores less is not even worth a look
_KEEP = 0.6  # of the best evidence; below it a clause mostly shares words with the question by chance
_STEP = 0.15  # more for each clause that is cited already
_SENTENCE = 0.25  # the part of the evidence that is what the best sentence covers
_LITTLE = 0.05  # a share of the words that any sentence may cover by chance
_FEW = 3  # clauses that hold a figure asked about; if more do, it tells little
_FIGURE = 0.05  # more than the best score, for each such figure
_LIMIT_AT = 3  # place of the clause that says how long a document holds


class Scored(Protocol):
    """What is ranked by a score."""

    @property
    def score(self) -> float: ...


_Scored = TypeVar("_Scored", bound=Scored)


@dataclass(frozen=True)
class Found:
    """A clause with its score, what its best sentence covers and, where a profile was told, its verdict.

    `limit` is true of a clause that is only told because it says how long a document holds.
    """

    clause: StoredClause
    score: float
    covers: float = 0.0
    match: Match | None = None
    limit: bool = False


def find(searcher: Searcher, asked: Understanding) -> list[Hit]:
    """The clauses found, best first; of several places asked about each has its turn, so none hides another.

    A place whose best clause is not found by chance is held against that clause, not the others'.
    """
    return _with_figures(searcher, asked, _found(searcher, asked))


def _found(searcher: Searcher, asked: Understanding) -> list[Hit]:
    search = partial(searcher.search, asked.question, CANDIDATES, earlier=asked.earlier)
    if len(asked.sought.regions) < 2:
        return search()
    of_each = [search(regions=(_name(place),)) for place in asked.sought.regions]
    of_each = sorted((hits for hits in of_each if hits), key=lambda hits: -hits[0].score)
    level = [
        [replace(hit, score=hit.score * of_each[0][0].score / hits[0].score) for hit in hits]
        if hits[0].score >= _CHANCE
        else hits
        for hits in of_each
    ]
    in_turn = (hit for row in zip_longest(*level) for hit in row if hit)
    return list({hit.clause.id: hit for hit in in_turn}.values())[:CANDIDATES]


def _with_figures(searcher: Searcher, asked: Understanding, hits: list[Hit]) -> list[Hit]:
    """The clauses that hold the figures asked about first (那206亿呢), where only few of them do.

    What users tell of themselves is no such figure, and who asks for a benefit tells mostly that. Without a
    place, the same figure in any document would come first.
    """
    if not (hits and asked.sought.regions) or (asked.asks_benefit and not asked.remarks):
        return hits
    sought = [figure for figure in striking(asked.question) if not _told(asked, figure)]
    if not sought:
        return hits
    words = " ".join(f"{asked.question[one.start : one.end]} {one.value:f}" for one in sought)
    places = tuple(_name(place) for place in asked.sought.regions)
    known = {hit.clause.id for hit in hits}
    further = searcher.search(words, CANDIDATES, regions=places)
    every = [*hits, *(replace(hit, score=0.0) for hit in further if hit.clause.id not in known)]
    held = {hit.clause.id: count for hit in every if (count := _holding(hit.clause.quote, sought))}
    if len(held) > _FEW:
        return hits
    best = hits[0].score
    raised = [
        replace(hit, score=best * (1 + _FIGURE * held[hit.clause.id]))
        for hit in every
        if hit.clause.id in held
    ]
    others = [hit for hit in hits if hit.clause.id not in held]
    return sorted([*raised, *others], key=lambda hit: -hit.score)[:CANDIDATES]


def _told(asked: Understanding, figure: Figure) -> bool:
    words = asked.question[figure.start : figure.end]
    return any(words in fact.words for fact in (asked.told.facts if asked.told else ()))


def _holding(quote: str, sought: Sequence[Figure]) -> int:
    """How many of the figures stand in a clause; one told without a unit may have any."""
    held = {(figure.value, figure.unit) for figure in figures(quote)}
    bare = {value for value, _ in held}
    return sum((one.value, one.unit) in held if one.unit else one.value in bare for one in sought)


def best_elsewhere(searcher: Searcher, asked: Understanding) -> float:
    """How well the rules of places that were not asked about would answer the question; 0 without a place."""
    if not asked.sought.regions:
        return 0.0
    *earlier, question = (_without_places(turn) for turn in (*asked.earlier, asked.question))
    applying = searcher.applying(asked.sought.regions)
    hits = searcher.search(question, CANDIDATES, earlier=earlier)
    return max((hit.score for hit in hits if hit.clause.document_id not in applying), default=0.0)


def _without_places(turn: str) -> str:
    for mention in reversed(find_spoken_regions(turn)):
        turn = f"{turn[: mention.start]} {turn[mention.end :]}"
    return turn


def worth_a_look(found: Sequence[_Scored]) -> list[_Scored]:
    """Those of the clauses found, best first, that may have to do with the question."""
    return [one for one in found if one.score >= _WEAK * found[0].score][:_MOST]


def worth_citing(
    asked: Understanding, found: Sequence[Found], searcher: Searcher
) -> tuple[list[Found], list[Found]]:
    """Of the clauses found, best first, those that an answer tells, and those that it only points to.

    Few questions are answered by more than two or three clauses, so each further one needs more evidence.
    With those that are told comes the clause that says how long the rules of the best one hold.
    """
    if holding := [one for one in found if asked.everywhere and asked.everywhere in one.clause.quote]:
        return [replace(one, match=None) for one in holding[:_MOST]], []
    found = worth_a_look(found)
    if asked.wants_every_place:
        return found, []
    told = found[:1]
    for one in found[1:]:
        if _evidence(one, found[0]) >= _KEEP + _STEP * (len(told) - 1):
            told.append(one)
    chosen = {one.clause.id for one in told}
    further = [one for one in found if one.clause.id not in chosen and _delivers(one)]
    limit = searcher.limit_of(found[0].clause.document_id)
    if limit and limit.id not in chosen:
        told.insert(_LIMIT_AT, Found(limit, 0.0, limit=True))
        further = [one for one in further if one.clause.id != limit.id]
    return told, further[:_FURTHER]


def _delivers(one: Found) -> bool:
    """Whether a clause says that benefits come otherwise than by applying in time."""
    return any(delivery.mode != DeliveryMode.APPLICATION for delivery in one.clause.annotation.delivery)


def _evidence(one: Found, best: Found) -> float:
    """How much speaks for a clause, compared with the best one: by its score, and by its best sentence."""
    covered = min(1.0, (one.covers + _LITTLE) / (best.covers + _LITTLE))
    return (1 - _SENTENCE) * one.score / best.score + _SENTENCE * covered


def _name(readings: tuple[Region, ...]) -> str:
    return readings[0].full_name if len(readings) == 1 else readings[0].name
