"""Where somebody is and what he makes, as the clauses of a conversation tell it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.products import find_trades
from assistant.told_clauses import Clause
from assistant.told_readings import Reading
from assistant.told_words import told_words
from policies.vocabulary.mentions import find_spoken_regions
from policies.vocabulary.terms import Tag, find_terms

MENTIONED = "只在问题里提到"
"""The note of a place or trade that was asked about, and not told."""

_MENTIONED, _OWN, _TARGET = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Place:
    """A place at `[start:end]` of a turn for one key; the higher its `rank`, the surer it is meant."""

    key: str
    region: str
    rank: int
    turn: int
    start: int
    end: int
    this_one: bool = False

    @property
    def weak(self) -> str:
        return MENTIONED if self.rank == _MENTIONED else ""


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade that is told, only `mentioned`, added to others, or given up."""

    key: str
    name: str
    turn: int
    start: int
    end: int
    mentioned: bool = False
    adds: bool = False
    ended: bool = False

    @property
    def weak(self) -> str:
        return MENTIONED if self.mentioned else ""


Settled = tuple[str, Any, Place | Trade]
"""A key, its value or None where it is told no longer, and the words that settle it."""


def places(clause: Clause, *, employer: bool = False) -> Iterator[Place]:
    """The places that a clause names and does not deny; one whose name is ambiguous is none.

    `employer`: the clause speaks of where somebody works.
    """
    words = told_words().place
    works = told_words().industry["work"].search(clause.text) and not clause.says("planned")
    standings = find_terms(clause.text, "qualification")
    for mention in find_spoken_regions(clause.text):
        before, after = clause.text[: mention.start], clause.text[mention.end :]
        if len(mention.regions) > 1 or words["denied"].search(before) or words["elsewhere"].search(after):
            continue
        if words["insured"].search(before):
            continue  # where contributions are paid tells neither where somebody is nor what is asked
        if any(term.start < mention.start < term.end for term in standings):
            continue  # 专精特新都有 names no 新都
        region = "".join(mention.regions[0].path)
        at = (clause.turn, clause.start + mention.start, clause.start + mention.end)
        if (
            words["hukou"].search(before)
            or words["hukou_after"].search(after)
            or _comes_from(mention.text, before, after)
        ):
            yield Place("hukou", region, _OWN, *at)
            continue
        rank = _rank(clause, before, after)
        yield Place("region", region, rank, *at, this_one=bool(words["this_one"].search(after)))
        if (works or employer) and rank == _OWN and before.endswith("在"):
            yield Place("employer_region", region, rank, *at)


def puts_right(said: Sequence[Clause], region: str) -> bool:
    """Whether clauses correct what was said, or deny that somebody is in a place."""
    return any(clause.corrects or region in _denied(clause) for clause in said)


def _denied(clause: Clause) -> Iterator[str]:
    for mention in find_spoken_regions(clause.text):
        if told_words().place["denied"].search(clause.text[: mention.start]):
            yield from ("".join(region.path) for region in mention.regions)


def _comes_from(name: str, before: str, after: str) -> bool:
    """我是香港的: policies ask of those from there who they are, not where they live."""
    words = told_words().place
    own = before.endswith(("我", "我是", "是", "她", "他")) and words["island_after"].search(after)
    return bool(own and words["island"].search(name))


def _rank(clause: Clause, before: str, after: str) -> int:
    words = told_words().place
    if clause.mood or words["origin"].search(after):
        return _MENTIONED
    if words["target"].search(before) or words["target_after"].search(after):
        return _TARGET
    if clause.says("question"):
        return _MENTIONED
    alone = not before.strip("·") and not after
    if alone or words["own"].search(before) or words["own_after"].search(after):
        return _OWN
    return _MENTIONED


def settle(named: Sequence[Place], held: Mapping[tuple[str, str], Reading]) -> Iterator[Settled]:
    """For each key the place that a turn tells, None where it compares several."""
    for key in dict.fromkeys(place.key for place in named):
        best = max(place.rank for place in named if place.key == key)
        found = [place for place in named if place.key == key and place.rank == best]
        before = held.get((key, ""))
        if best == _MENTIONED and before and before.note != MENTIONED:
            continue
        narrowest = max(found, key=lambda place: len(place.region))
        together = all(narrowest.region.startswith(place.region) for place in found)
        inside = [place for place in named if place.key == key and place.region.startswith(narrowest.region)]
        narrowest = max(inside, key=lambda place: len(place.region))
        yield key, narrowest.region if together else None, narrowest


def trades(clause: Clause, *, employer: bool) -> Iterator[Trade]:
    """The trades that a clause names; `employer`: it speaks of where somebody works."""
    words = told_words().industry
    works = employer or words["work"].search(clause.text)
    key = "employer_industries" if works else "industries"
    yield from _given_up(clause)
    if clause.says("others"):
        return
    standings = find_terms(clause.text, "qualification")
    for tag in find_trades(clause.text):
        if any(one.start <= tag.start and tag.end <= one.end for one in standings):
            continue  # 规模以上工业企业 is a standing
        ended, told = words["ends"].search(clause.text), _told(clause, tag)
        asked = words["asked"].search(clause.text + clause.goes_on)
        if words["aside"].search(clause.text[tag.end :]) or not (told or ended or asked):
            continue
        yield Trade(
            key=key,
            name=tag.name,
            turn=clause.turn,
            start=clause.start + tag.start,
            end=clause.start + tag.end,
            mentioned=not told,
            adds=bool(words["adds"].search(clause.text, 0, tag.start)),
            ended=bool(ended),
        )


def _given_up(clause: Clause) -> Iterator[Trade]:
    """组件卖掉了, 现在只做…: trades that hold no longer, even where what is done instead is not known."""
    words = told_words().industry
    known = find_trades(clause.text)
    for sign in ("ended_before", "only"):
        if (
            (hit := words[sign].search(clause.text))
            and not clause.mood
            and not (known and sign == "ended_before")
        ):
            name = hit[1] if sign == "ended_before" else ""
            yield Trade("industries", name, clause.turn, clause.start, clause.end, ended=True)


def _told(clause: Clause, tag: Tag) -> bool:
    words = told_words().industry
    named = words["before"].search(clause.text[: tag.start]) or words["after"].search(clause.text[tag.end :])
    topic = words["topic"].search(clause.text[tag.end :])
    alone = tag.text == clause.text and not clause.goes_on
    return bool(named or alone or tag.text[-1] in "厂店场") and not topic and clause.states(tag.end)


def settle_trades(named: Sequence[Trade], held: Mapping[tuple[str, str], Reading]) -> Iterator[Settled]:
    """The trades that a turn leaves: told ones replace those before, unless they are added to them."""
    for key in dict.fromkeys(trade.key for trade in named):
        of_key = [trade for trade in named if trade.key == key]
        before = held.get((key, ""))
        now = list(before.value) if before else []
        ended = set(_ended(of_key, before))
        said = [trade for trade in of_key if not trade.ended and not trade.mentioned]
        asked = [trade for trade in of_key if not trade.ended and trade.mentioned]
        new = said or (asked if before is None or before.note == MENTIONED else [])
        keep = now if not new or all(trade.adds for trade in new) else []
        left = [name for name in dict.fromkeys([*keep, *(trade.name for trade in new)]) if name not in ended]
        if left != now and (left or now):
            yield key, left or None, (new or of_key)[-1]


def _ended(named: Sequence[Trade], before: Reading | None) -> Iterator[str]:
    """The trades given up: by name, by a part of the words they were told in (组件), or all but new ones."""
    held = list(before.value) if before else []
    for trade in named:
        if trade.ended and trade.name:
            yield trade.name
            yield from held[-1:] if before and trade.name in before.words else ()
        elif trade.ended:
            new = {other.name for other in named if not other.ended}
            yield from (name for name in held if name not in new)
