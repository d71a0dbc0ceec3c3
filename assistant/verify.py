"""Is this sentence really in the library: word for word, altered, in another document, or not found."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, product
from typing import Literal

from assistant.alignment import Heard, Likeness, difference, heard, likeness, simple, tokens
from index.lexical import bigrams
from policies.vocabulary.terms import fold

Label = Literal["verbatim", "altered", "wrong_document", "not_found"]

SHORTEST = 4
"""Characters; fewer are no wording but a word."""
LONGEST = 5_000
"""Characters; more are a document, and aligning takes the square of their number."""

_PASSAGE = 400  # characters; of more, few may be the same over and over, or no wording is meant
_REPEATED = 4
_ALTERED = 0.7
_CLOSE = 0.8
_JOINED = 0.8  # of what is quoted stands somewhere, though not in one place
_PIECE = 8  # characters that do not stand together by chance
_COMPARED = 8  # stretches that are aligned; they come in the order of the words they share
_EDGE = 6  # characters that were put in the place of others at an end; more were added
_APART = 500  # characters that may be left out between two halves
_SENTENCE_END = re.compile(r"[。；;！!？?\n]")
_PART_END = re.compile(r"[，,：:。；;！!？?\n]")
_ELLIPSIS = re.compile(r"…+|\.{3,}|。{2,}|·{3,}|[（(]略[）)]")
_CLOSING = re.compile(r"[^\w…]*$")
_HEDGES = re.compile("(?:力争|争取|努力|探索|原则上|计划|有望|预计)$")
_DENIES = re.compile(r"(?:不得|不予|不能|不可|不应|不宜|不再|无需|无须|严禁|禁止|不|未)$")


@dataclass(frozen=True)
class Held:
    """A text to look into; `stretches` are the offsets to look at closely for what was altered.

    `id` tells texts apart: versions of one document are several.
    """

    id: str
    text: str
    stretches: tuple[tuple[int, int], ...] = ()

    @cached_property
    def heard(self) -> Heard:
        return Heard(self.text)


@dataclass(frozen=True)
class Place:
    """Where words stand: `start`/`end` are offsets into the text with this id."""

    id: str
    start: int
    end: int


@dataclass(frozen=True)
class Checked:
    """The outcome before citations are made; the first of `places` is the best.

    `near` stands in a document that was named and comes near, while the words themselves stand elsewhere.
    `marks_differ` tells that punctuation or width are not those of the text, `denied` the word right before
    the quoted ones that turns their meaning, `hedged` the one that makes an aim of them, `joined` that they
    stand in several places.
    """

    label: Label
    places: tuple[Place, ...] = ()
    difference: str | None = None
    near: Place | None = None
    score: float = 0.0
    marks_differ: bool = False
    joined: bool = False
    denied: str = ""
    hedged: str = ""


def check_quote(quote: str, texts: Sequence[Held], named: Collection[str] = ()) -> Checked:
    """Look for a sentence in texts, the most likely first; `named` are those that it is said to stand in.

    Blanks, punctuation and width are no difference, and an ellipsis may stand for anything. Every other
    character counts.
    """
    for words in dict.fromkeys((quote, simple(quote))):
        if exact := [*exact_places(words, texts)]:
            return _verbatim(words, exact, texts, named)
    return _altered(quote, texts, named)


def _verbatim(quote: str, exact: list[Place], texts: Sequence[Held], named: Collection[str]) -> Checked:
    right = [place for place in exact if place.id in named]
    places = (*right, *(place for place in exact if place not in right))
    by_id = {held.id: held.text for held in texts}
    text, start, end = by_id[places[0].id], places[0].start, places[0].end
    before = _DENIES.search(text[max(0, start - 4) : start])
    hedge = _HEDGES.search(text[max(0, start - 8) : start])
    near = _nearest(quote, [held for held in texts if held.id in named]) if named and not right else None
    return Checked(
        "verbatim" if right or not named else "wrong_document",
        places,
        near=near[1] if near and near[0] >= _CLOSE else None,
        score=1.0,
        marks_differ=not _ELLIPSIS.search(quote) and _spelled(quote) not in _spelled(text[start : end + 1]),
        denied=before[0] if before else "",
        hedged=hedge[0] if hedge else "",
    )


def _spelled(words: str) -> str:
    """Words with their punctuation, but not that at their ends."""
    return re.sub(r"^[\W_]+|\s|[\W_]+$", "", words)


def _altered(quote: str, texts: Sequence[Held], named: Collection[str]) -> Checked:
    by_id = {held.id: held.text for held in texts}
    inside = _nearest(quote, [held for held in texts if held.id in named]) if named else None
    best = inside if inside and inside[0] >= _ALTERED else _nearest(quote, texts)
    if best and best[0] >= _CLOSE:
        return _changed(quote, best, by_id)
    if pieces := _pieces(heard(quote), texts):
        differs = "原文不是连着的一句，分别在" + f"{len(pieces)}处"
        return Checked("altered", tuple(pieces), differs, score=_JOINED, joined=True)
    if best and best[0] >= _ALTERED:
        return _changed(quote, best, by_id)
    return Checked("not_found", score=best[0] if best else 0.0)


def _changed(quote: str, found: tuple[float, Place], by_id: dict[str, str]) -> Checked:
    score, place = found
    text = by_id[place.id]
    place = _closed(quote, _with_moved(quote, place, text), text)
    differs = difference(quote, text[place.start : place.end])
    return Checked("altered", (place,), differs, score=score)


def _with_moved(quote: str, place: Place, text: str) -> Place:
    """The place with the parts of its sentence beside it, where the quotation has them in another order."""
    left, right = text[: place.start], text[place.end :]
    starts = [place.start, *_cuts(_SENTENCE_END.split(left)[-1][::-1], place.start, -1)]
    ends = [place.end, *_cuts(_SENTENCE_END.split(right)[0], place.end, 1)]
    told = Counter(tokens(quote))

    def shared(span: tuple[int, int]) -> float:
        stands = Counter(tokens(text[slice(*span)]))
        return 2 * (told & stands).total() / (told.total() + stands.total())

    return Place(place.id, *max(product(starts, ends), key=shared))


def _cuts(beside: str, at: int, step: int) -> list[int]:
    """Where the first two parts of a sentence end that stand beside `at`, in the direction of `step`."""
    ends = [found.start() for found in _PART_END.finditer(beside) if found.start()] + [len(beside)]
    return [at + step * end for end in ends[:2]]


def exact_places(quote: str, texts: Sequence[Held]) -> Iterator[Place]:
    """Every place where the words stand as they are, but for punctuation, blanks and width."""
    parts = [words for part in _ELLIPSIS.split(quote) if len(words := heard(part)) > 1]
    if sum(map(len, parts)) < SHORTEST:
        return
    for held in texts:
        for start, end in _runs(parts, held.heard.words):
            yield _closed(quote, Place(held.id, *held.heard.span(start, end)), held.text)


def _closed(quote: str, place: Place, text: str) -> Place:
    """The place with the punctuation behind it that the quotation has at its end, too."""
    closing = _CLOSING.search(fold(quote))
    end = place.end + len(closing[0].strip() if closing else "")
    same = closing is not None and fold(text[place.end : end]) == closing[0].strip()
    return replace(place, end=end) if same else place


def _runs(parts: Sequence[str], words: str) -> Iterator[tuple[int, int]]:
    """Every stretch of `words` that holds the parts in order, not far from each other."""
    at = words.find(parts[0])
    while at >= 0:
        end: int = at + len(parts[0])
        for part in parts[1:]:
            found = words.find(part, end, end + _APART + len(part))
            end = found + len(part) if found >= 0 else -1
            if end < 0:
                break
        if end >= 0:
            yield at, end
        at = words.find(parts[0], at + 1)


def _nearest(quote: str, texts: Sequence[Held]) -> tuple[float, Place] | None:
    """The stretch that comes nearest, with its likeness; the first of equals."""
    wanted = heard(_ELLIPSIS.sub("", quote))
    asked = set(bigrams(wanted))
    if len(wanted) < SHORTEST or len(wanted) > _PASSAGE + _REPEATED * len(asked):
        return None
    windows = [
        (len(asked & set(bigrams(words))), held, start, words)
        for held in texts
        for start, end in held.stretches or ((0, len(held.text)),)
        for words in [held.text[start:end]]
    ]
    windows.sort(key=lambda window: -window[0])
    best: tuple[Likeness, Held, int, Heard] | None = None
    for _, held, start, words in windows[:_COMPARED]:
        sound = Heard(words)
        found = likeness(wanted, sound.words)
        if found.end > found.start and (best is None or found.score > best[0].score):
            best = found, held, start, sound
    if best is None:
        return None
    found, held, start, sound = best
    first, last = sound.span(found.start, found.end)
    place = Place(held.id, start + first, start + last)
    edges = wanted[: found.before], wanted[len(wanted) - found.after :]
    return found.score, _with_edges(place, held.text, *edges)


def _with_edges(place: Place, text: str, before: str, after: str) -> Place:
    """The place with as many words at its ends as the quotation has others there, if these are few."""
    start, end = place.start, place.end
    if 0 < len(before) <= _EDGE:
        beside = tokens(_PART_END.split(text[max(0, start - 4 * _EDGE) : start])[-1])
        start -= len("".join(beside[-len(tokens(before)) :]))
    if 0 < len(after) <= _EDGE:
        beside = tokens(_PART_END.split(text[end : end + 4 * _EDGE])[0])
        end += len("".join(beside[: len(tokens(after))]))
    return Place(place.id, start, end)


def _pieces(wanted: str, texts: Sequence[Held]) -> list[Place]:
    """The places that the words were put together from, if most of them stand somewhere; else nothing."""
    places: list[Place] = []
    covered, at = 0, 0
    while at + _PIECE <= len(wanted):
        size, place = _longest(wanted[at:], texts)
        if place:
            places.append(place)
            covered += size
        at += size if place else 1
    found = [place for place, _ in groupby(places)]
    return found if len(found) > 1 and covered >= _JOINED * len(wanted) else []


def _longest(wanted: str, texts: Sequence[Held]) -> tuple[int, Place | None]:
    """How many characters at the front of `wanted` stand together somewhere, and where."""
    best: tuple[int, Place | None] = (0, None)
    for held in texts:
        words, size = held.heard.words, max(_PIECE, best[0] + 1)
        at = words.find(wanted[:size]) if size <= len(wanted) else -1
        while at >= 0:
            while size < len(wanted) and words.startswith(wanted[: size + 1], at):
                size += 1
            best = size, Place(held.id, *held.heard.span(at, at + size))
            size += 1
            at = words.find(wanted[:size], at) if size <= len(wanted) else -1
    return best
