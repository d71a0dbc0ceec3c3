"""Which rows hold which terms, and how often: an inverted file that is mapped into memory.

Terms are bytes, in order. Each row that holds a term has a code there: how often, and how long the row is
(`code_of`). Files that number the same rows differently are merged into a new one, a share of the terms
at a time, so that memory stays bounded however many there are.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from index.ranking import Rows

Codes = npt.NDArray[np.uint16]
Numbers = npt.NDArray[np.int64]

MOST_TIMES = 255
"""A term that a row holds more often counts as if it held it so often."""
LENGTHS = 256
"""One more than the greatest code of a length."""

_TEXT = "terms.dat"
_HEADS = "heads.npy"
_BOUNDS = "bounds.npy"
_ROWS = "rows.dat"
_CODES = "codes.dat"
_FILES = (_TEXT, _HEADS, _BOUNDS, _ROWS, _CODES)
_HEAD_BYTES = 8
_MERGED_AT_ONCE = 1 << 22


class Entries(NamedTuple):
    """The rows that hold a term, in order, each with its code."""

    rows: Rows
    codes: Codes


def code_of(times: Numbers, lengths: Numbers) -> Codes:
    """How often rows hold a term and the codes of their lengths, in one number."""
    codes: Codes = ((np.minimum(times, MOST_TIMES) - 1) * LENGTHS + lengths).astype(np.uint16)
    return codes


@dataclass(frozen=True)
class Postings:
    """Terms with their entries: those of term k lie from `starts[k]` up to `starts[k + 1]`.

    The term itself lies in `text` from `ends[k]` up to `ends[k + 1]`; `heads` are the first eight bytes of
    each term as a number, so that most are found without reading any.
    """

    text: npt.NDArray[np.uint8]
    ends: Numbers
    heads: npt.NDArray[np.uint64]
    starts: Numbers
    rows: Rows
    codes: Codes

    @classmethod
    def counted(cls, terms: Sequence[bytes], held: Numbers, rows: Numbers, lengths: Numbers) -> Self:
        """Those of new rows, from the number of a term in `terms` and a row for each time that it is there.

        `lengths` are the codes of the rows' lengths.
        """
        order = sorted(range(len(terms)), key=terms.__getitem__)
        rank = np.empty(len(terms), np.int64)
        rank[order] = np.arange(len(terms))
        pairs, times = np.unique(rank[held] * len(lengths) + rows, return_counts=True)
        of, where = np.divmod(pairs, len(lengths))
        starts = np.searchsorted(of, np.arange(len(terms) + 1))
        told = _told([terms[number] for number in order])
        return cls(*told, starts, where.astype(np.int32), code_of(times, lengths[where]))

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map those in `folder`; raises `OSError` or `ValueError` when they are not whole."""
        (ends, starts), heads = np.load(folder / _BOUNDS), np.load(folder / _HEADS)
        text = _mapped(folder / _TEXT, np.uint8)
        rows, codes = _mapped(folder / _ROWS, np.int32), _mapped(folder / _CODES, np.uint16)
        told = len(heads) + 1, len(text), len(rows), len(codes)
        if told != (len(ends), ends[-1], starts[-1], starts[-1]):
            raise ValueError(f"postings of {told} do not fit one another")
        return cls(text, ends, heads, starts, rows, codes)

    def __len__(self) -> int:
        return len(self.heads)

    def find(self, terms: Sequence[bytes]) -> list[int | None]:
        """The numbers of these terms; None for one that no row holds."""
        heads = _heads(terms)
        bounds = (np.searchsorted(self.heads, heads, side).tolist() for side in ("left", "right"))
        return [self._among(*one) for one in zip(terms, *bounds, strict=True)]

    def beginning_with(self, head: bytes) -> range:
        """The numbers of the terms that begin with at most eight bytes."""
        bounds = _heads([head, head.ljust(_HEAD_BYTES, b"\xff")])
        low, high = np.searchsorted(self.heads, bounds[0]), np.searchsorted(self.heads, bounds[1], "right")
        return range(int(low), int(high))

    def counts(self, numbers: Sequence[int] | Numbers) -> Numbers:
        """How many rows hold each of these terms."""
        wanted = np.asarray(numbers, np.int64)
        counts: Numbers = self.starts[wanted + 1] - self.starts[wanted]
        return counts

    def entries(self, number: int) -> Entries:
        """The rows that hold a term."""
        span = slice(self.starts[number], self.starts[number + 1])
        return Entries(self.rows[span], self.codes[span])

    def term(self, number: int) -> bytes:
        """A term by its number."""
        return self.text[self.ends[number] : self.ends[number + 1]].tobytes()

    def _among(self, term: bytes, low: int, high: int) -> int | None:
        if len(term) < _HEAD_BYTES:  # its head tells all of it
            return low if low < high else None
        at = bisect_left(range(high), term, low, high, key=self.term)
        return at if at < high and self.term(at) == term else None


@dataclass(frozen=True)
class Part:
    """Postings to be merged, and the new number of each of their rows, -1 for one that is left out."""

    postings: Postings
    renumbered: Rows


def merge(parts: Sequence[Part], folder: Path) -> None:
    """Write the postings of all parts into `folder`, without the terms that no row holds any more."""
    # Files that a thread has mapped or a copy of the folder shares are replaced, never written into.
    drafts = {name: folder / f"draft-{name}" for name in _FILES}
    terms = sorted({term for part in parts for term in _terms(part.postings)})
    counts = np.zeros(len(terms), np.int64)
    with drafts[_ROWS].open("wb") as rows_file, drafts[_CODES].open("wb") as codes_file:
        for first, last, rows, codes, of in _merged(parts, terms):
            counts[first:last] = np.bincount(of, minlength=last - first)
            rows.tofile(rows_file)
            codes.tofile(codes_file)
    kept = np.flatnonzero(counts)
    text, ends, heads = _told([terms[number] for number in kept])
    text.tofile(drafts[_TEXT])
    np.save(drafts[_HEADS], heads)
    np.save(drafts[_BOUNDS], np.stack([ends, np.concatenate([[0], np.cumsum(counts[kept])])]))
    for name, draft in drafts.items():
        draft.replace(folder / name)


def _merged(parts: Sequence[Part], terms: Sequence[bytes]) -> Iterator[tuple[int, int, Rows, Codes, Numbers]]:
    """From one term up to another: rows and codes in the order of terms, and which term each is of."""
    numbers = {term: number for number, term in enumerate(terms)}
    places = [np.array([numbers[term] for term in _terms(part.postings)], np.int64) for part in parts]
    most = np.zeros(len(terms) + 1, np.int64)
    for part, place in zip(parts, places, strict=True):
        most[place + 1] += np.diff(part.postings.starts)
    shares = np.cumsum(most) // _MERGED_AT_ONCE
    bounds = sorted({0, len(terms), *(np.flatnonzero(np.diff(shares)) + 1).tolist()})
    for first, last in pairwise(bounds):
        told = [_share(part, place, first, last) for part, place in zip(parts, places, strict=True)]
        of, rows, codes = (np.concatenate(column) for column in zip(*told, strict=True))
        order = np.lexsort((rows, of))
        yield first, last, rows[order], codes[order], of


def _share(part: Part, places: Numbers, first: int, last: int) -> tuple[Numbers, Rows, Codes]:
    """Of the entries of one part those of some terms: which term, counted from `first`, row and code."""
    low, high = np.searchsorted(places, [first, last])
    starts = part.postings.starts[low : high + 1]
    span = slice(starts[0], starts[-1])
    of, rows = np.repeat(places[low:high] - first, np.diff(starts)), part.renumbered[part.postings.rows[span]]
    kept = rows >= 0
    return of[kept], rows[kept], part.postings.codes[span][kept]


def _terms(postings: Postings) -> Iterator[bytes]:
    text, ends = postings.text.tobytes(), postings.ends.tolist()
    return (text[start:end] for start, end in pairwise(ends))


def _told(terms: Sequence[bytes]) -> tuple[npt.NDArray[np.uint8], Numbers, npt.NDArray[np.uint64]]:
    """Text, ends and heads of terms in their order."""
    ends = np.cumsum([0, *map(len, terms)])
    return np.frombuffer(b"".join(terms), np.uint8), ends, _heads(terms)


def _heads(terms: Sequence[bytes]) -> npt.NDArray[np.uint64]:
    return np.array(terms, f"S{_HEAD_BYTES}").view(">u8").astype(np.uint64)


def _mapped(file: Path, kind: Any) -> Any:
    """An empty file cannot be mapped."""
    return np.asarray(np.memmap(file, kind, "r")) if file.stat().st_size else np.empty(0, kind)
