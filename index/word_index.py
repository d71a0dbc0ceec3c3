"""Finds clauses by their words: BM25 over dictionary words and over character bigrams.

There is no query language: brackets, colons and operators in a question are only punctuation.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from index.lexical import bigrams, last_characters, words
from index.postings import LENGTHS, MOST_TIMES, Postings
from index.ranking import Found, Rows, Scores, best, reached
from policies.errors import CatalogDamaged

Weights = Mapping[str, float]
WordField = Literal["bigrams", "words", "heading_bigrams", "heading_words"]

FIELDS: tuple[WordField, ...] = ("bigrams", "words", "heading_bigrams", "heading_words")
LENGTHS_FILE = "lengths.npy"

_LETTERS = {field: str(number) for number, field in enumerate(FIELDS)}
_COMMONEST_BIGRAMS = 128
# The usual constants of BM25: how soon further times count little, and how much the length of a text counts.
_K1 = 1.2
_B = 0.75
# Fewer clauses than this share of those that hold a term are looked for among them one by one.
_LOOKED_FOR = 0.02
# Of terms that more clauses hold it pays to know how much they count at most, and to leave out clauses first.
_COMMON = 1 / 32
# After so many entries for each clause it pays to see which clauses can still come in.
_SEEN = 0.5
_ROUNDING = 1e-4


def indexed_terms(body: str, heading: str) -> dict[WordField, list[str]]:
    """What is indexed of a clause, every time that it occurs."""
    return {
        "bigrams": [*bigrams(body), *last_characters(body)],
        "words": words(body),
        "heading_bigrams": [*bigrams(heading), *last_characters(heading)],
        "heading_words": words(heading),
    }


def key(field: WordField, term: str) -> bytes:
    """A term of a field as it stands among all terms."""
    return (_LETTERS[field] + term).encode()


def length_codes(lengths: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
    """Lengths in terms as numbers below 256, exact up to 40, then within an eighth."""
    return np.searchsorted(_lengths(), lengths, side="right") - 1


def _lengths() -> npt.NDArray[np.int64]:
    """The least length that each code stands for: as Lucene has them."""
    above = np.arange(LENGTHS - 24)
    exponent, mantissa = np.divmod(above, 8)
    powers = np.where(exponent > 0, (mantissa | 8) << np.maximum(exponent - 1, 0), mantissa)
    return np.concatenate([np.arange(24), 24 + powers])


class _Spelt(NamedTuple):
    """A term as one or more of the terms held, of which the best one counts: their numbers and rarities, and
    how many entries they have. A term that no clause holds has none, and is as rare as can be.
    """

    numbers: Sequence[int]
    rarities: Sequence[float]
    entries: int


class _Asked(NamedTuple):
    """A term asked for in a field; `weight` times its rarity is what a row would score that held it as often
    as can be, `most` is what any row scores at most.
    """

    field: WordField
    spelt: _Spelt
    weight: float
    most: float


class WordIndex:
    """The words of the clauses of one generation; what is found are rows, which stand for `held` in order."""

    def __init__(self, ids: Sequence[str], postings: Postings, lengths: npt.NDArray[np.int32]) -> None:
        self.held = ids
        self.postings = postings
        self.lengths = lengths
        self._most: dict[int, float] = {}

    @classmethod
    def open(cls, path: Path, ids: Sequence[str]) -> Self:
        """The index of the clauses `ids` in `path`; raises `CatalogDamaged` when it cannot be read or does
        not fit them.
        """
        try:
            lengths = np.load(path / LENGTHS_FILE)
            if lengths.shape != (len(FIELDS), len(ids)):
                raise ValueError(f"lengths of {len(ids)} clauses expected, got the shape {lengths.shape}")
            return cls(ids, Postings.open(path), lengths)
        except (ValueError, OSError, EOFError) as broken:
            advice = f"词语索引{path}打不开或与条款不符，请运行 policymatch doctor --repair 重建。"
            raise CatalogDamaged(advice) from broken

    def search(
        self, query: str, k: int, field: WordField, rows: Rows | None = None
    ) -> list[tuple[str, float]]:
        """At most `k` (id, share of the query covered), best first, equal shares by id; `rows` restricts.

        Words of the query are alternatives. A query without letters, digits or Chinese finds nothing.
        """
        found = self.covering({field: dict.fromkeys(_TERMS[field](query), 1.0)}, {field: 1.0}, k, rows)
        return [(self.held[row], float(score)) for row, score in zip(*found, strict=True)]

    def covering(
        self,
        terms: Mapping[WordField, Weights],
        shares: Mapping[WordField, float],
        k: int,
        rows: Rows | None = None,
    ) -> Found:
        """The `k` clauses that cover most of weighted terms, as `bigrams` and `words` make them.

        A clause that covered all in every field would score the sum of the `shares` of the fields; rare words
        count most, and those that no clause holds count in full. `rows` restricts the search, in order.
        """
        asked = sorted(self._asked(terms, shares), key=attrgetter("most"), reverse=True)
        scores, rows = self._summed(asked, k, rows)
        found = best(scores if rows is None else scores[rows], k, rows)
        held = np.count_nonzero(found.scores > 0)
        return Found(found.rows[:held], found.scores[:held])

    def rarities(self, weights: Weights, field: WordField) -> dict[str, float]:
        """The terms that any clause holds, each with its weight times its rarity."""
        spelt = zip(weights, self.postings.find([key(field, term) for term in weights]), strict=True)
        known = {term: number for term, number in spelt if number is not None}
        rarities = self._rarities(self.postings.counts(list(known.values()))).tolist()
        return {term: weights[term] * rarity for term, rarity in zip(known, rarities, strict=True)}

    def _asked(
        self, terms: Mapping[WordField, Weights], shares: Mapping[WordField, float]
    ) -> Iterator[_Asked]:
        """The terms that any clause holds, with weights by which full cover of a field makes its share."""
        told = [
            (field, term, weight) for field in terms for term, weight in terms[field].items() if weight > 0
        ]
        spelt = self._spelt([(field, term) for field, term, _ in told])
        full = dict.fromkeys(terms, 0.0)
        for (field, _, weight), one in zip(told, spelt, strict=True):
            full[field] += weight * max(one.rarities)
        for (field, _, weight), one in zip(told, spelt, strict=True):
            if one.entries:
                scaled = weight * shares[field] / full[field]
                yield _Asked(field, one, scaled, scaled * max(one.rarities) * self._at_most(field, one))

    def _spelt(self, terms: Sequence[tuple[WordField, str]]) -> list[_Spelt]:
        numbers = self.postings.find([key(*one) for one in terms])
        known = [number for number in numbers if number is not None]
        counts = self.postings.counts(known)
        told = zip(known, self._rarities(counts).tolist(), counts.tolist(), strict=True)
        held = {number: _Spelt([number], [rarity], count) for number, rarity, count in told}
        absent = _Spelt([], [float(self._rarities(np.zeros(1))[0])], 0)
        spelt = [absent if number is None else held[number] for number in numbers]
        for place, (field, term) in enumerate(terms):
            if len(term) == 1 and not term.isascii() and field.endswith("bigrams"):
                spelt[place] = self._beginning_with(key(field, term)) or spelt[place]
        return spelt

    def _beginning_with(self, character: bytes) -> _Spelt | None:
        """A lone Chinese character stands for the commonest bigrams that begin with it."""
        known = np.array(self.postings.beginning_with(character), np.int64)
        if not len(known):
            return None
        counts = self.postings.counts(known)
        commonest = np.sort(np.argsort(-counts, kind="stable")[:_COMMONEST_BIGRAMS])
        rarities = self._rarities(counts[commonest])
        return _Spelt(known[commonest].tolist(), rarities.tolist(), int(counts[commonest].sum()))

    def _rarities(self, holding: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """BM25's inverse document frequency of terms that so many clauses hold."""
        return np.log(1 + (len(self.held) - holding + 0.5) / (holding + 0.5))

    def _at_most(self, field: WordField, spelt: _Spelt) -> float:
        """How much of its weight a term counts at most; of common ones the exact share is kept."""
        if len(spelt.numbers) > 1 or spelt.entries < _COMMON * len(self.held):
            return 1.0
        (number,) = spelt.numbers
        if number not in self._most:
            self._most[number] = float(self._saturated[field].take(self.postings.entries(number).codes).max())
        return self._most[number]

    def _summed(self, asked: Sequence[_Asked], k: int, rows: Rows | None) -> tuple[Scores, Rows | None]:
        """What rows score, and those among which the `k` best are.

        What counts most is added first. Once the rest cannot lift a clause past the k-th best it is left out,
        so that the commonest terms are looked for in few.
        """
        scores = np.zeros(len(self.held), np.float32)
        left, seen = sum(one.most for one in asked), 0
        for one in asked:
            if seen > _SEEN * len(scores) and one.spelt.entries > _COMMON * len(scores):
                rows, seen = _hopeful(scores, k, rows, left + _ROUNDING), 0
            self._add(scores, one, rows)
            left, seen = left - one.most, seen + one.spelt.entries
        return scores, rows

    def _add(self, scores: Scores, asked: _Asked, rows: Rows | None) -> None:
        """Add what rows score for a term."""
        weights = [asked.weight * rarity for rarity in asked.spelt.rarities]
        worth = [
            self._worth(asked.field, number, weight, rows)
            for number, weight in zip(asked.spelt.numbers, weights, strict=True)
        ]
        if len(worth) == 1:
            np.add.at(scores, *worth[0])
            return
        highest = np.zeros_like(scores)
        held, values = (np.concatenate(column) for column in zip(*worth, strict=True))
        np.maximum.at(highest, held, values)
        scores += highest

    def _worth(
        self, field: WordField, number: int, weight: float, rows: Rows | None
    ) -> tuple[npt.NDArray[np.intp], Scores]:
        """The rows that hold a term, and what it is worth there; of `rows` alone where they are few."""
        held, codes = self.postings.entries(number)
        if rows is not None and len(rows) < _LOOKED_FOR * len(held):
            at = np.searchsorted(held, rows)
            at[at == len(held)] = 0
            there = held[at] == rows
            held, codes = rows[there], codes[at[there]]
        return held.astype(np.intp), self._saturated[field].take(codes) * np.float32(weight)

    @cached_property
    def _saturated(self) -> dict[WordField, Scores]:
        """For each field and code of `postings`, how much of its rarity a term counts, below 1."""
        times = np.arange(1, MOST_TIMES + 1)[:, None]
        tables = {}
        for field, lengths in zip(FIELDS, self.lengths, strict=True):
            mean = max(float(lengths.mean()), 1.0) if len(lengths) else 1.0
            slowness = _K1 * (1 - _B + _B * _lengths() / mean)
            tables[field] = (times / (times + slowness)).astype(np.float32).ravel()
        return tables


def _hopeful(scores: Scores, k: int, rows: Rows | None, left: float) -> Rows | None:
    """Those of `rows` (None: of all) that may be among the `k` best when at most `left` is added."""
    held = scores if rows is None else scores[rows]
    least = reached(held, k) - left
    if least <= 0:
        return rows
    chosen = np.flatnonzero(held >= least).astype(np.int32)
    return chosen if rows is None else rows[chosen]


_TERMS: dict[WordField, Callable[[str], list[str]]] = {
    "bigrams": bigrams,
    "words": words,
    "heading_bigrams": bigrams,
    "heading_words": words,
}
