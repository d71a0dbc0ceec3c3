"""Writes the word index of a generation: new clauses are counted in parts, which are merged at the end."""

import shutil
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.postings import Part, Postings, merge
from index.ranking import Rows
from index.word_index import FIELDS, LENGTHS_FILE, WordField, WordIndex, indexed_terms, key, length_codes

# A part is written when it has so many terms, every time counted, so that memory stays bounded.
_PART = 1 << 22


@dataclass
class _Rows:
    """The clauses of one part, None for one that is not wanted any more, and their lengths by field."""

    ids: list[str | None]
    lengths: npt.NDArray[np.int32]
    postings: Postings


@dataclass
class _Counting:
    """The terms of one field of new clauses: for each time, the number of the term and the row."""

    numbers: dict[str, int] = field(default_factory=dict)
    terms: "array[int]" = field(default_factory=lambda: array("q"))
    rows: "array[int]" = field(default_factory=lambda: array("q"))
    lengths: "array[int]" = field(default_factory=lambda: array("i"))

    def add(self, terms: Sequence[str]) -> None:
        """Count the terms of one clause more."""
        numbers = self.numbers
        self.terms.extend([numbers.setdefault(term, len(numbers)) for term in terms])
        self.rows.extend([len(self.lengths)] * len(terms))
        self.lengths.append(len(terms))

    def counted(self, name: WordField) -> Postings:
        terms = [key(name, term) for term in self.numbers]
        of, rows = np.frombuffer(self.terms, np.int64), np.frombuffer(self.rows, np.int64)
        return Postings.counted(terms, of, rows, length_codes(np.frombuffer(self.lengths, np.int32)))


def _counting() -> dict[WordField, _Counting]:
    return {name: _Counting() for name in FIELDS}


class WordBuilder:
    """Changes a word index in one folder, from `close` on; `held` is what the folder held before."""

    def __init__(self, path: Path, held: WordIndex | None = None) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._parts = [] if held is None else [_Rows(list(held.held), held.lengths, held.postings)]
        self._places = {id_: (0, row) for row, id_ in enumerate(held.held)} if held else {}
        self._counting = _counting()
        self._new: list[str | None] = []
        self._changed = held is None

    def add(self, clauses: Iterable[tuple[str, str, str]]) -> None:
        """Index (id, body, heading) triples; an id that is already held is replaced."""
        for id_, body, heading in clauses:
            self.remove([id_])
            self._count(id_, body, heading)
            if sum(len(one.terms) for one in self._counting.values()) >= _PART:
                self._write_part()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these clauses; an id that is not held is no error."""
        self._changed = True
        for id_ in ids:
            if place := self._places.pop(id_, None):
                part, row = place
                (self._parts[part].ids if part < len(self._parts) else self._new)[row] = None

    def close(self) -> None:
        """Write what was changed: rows in the order of ids."""
        if not self._changed:
            return
        if self._new:
            self._write_part()
        ids = sorted(self._places)
        rows = {id_: row for row, id_ in enumerate(ids)}
        lengths = np.zeros((len(FIELDS), len(ids)), np.int32)
        parts = [Part(part.postings, _renumbered(part, rows)) for part in self._parts]
        for part, merged in zip(self._parts, parts, strict=True):
            kept = merged.renumbered >= 0
            lengths[:, merged.renumbered[kept]] = part.lengths[:, kept]
        merge(parts, self._path)
        draft = self._path / f"draft-{LENGTHS_FILE}"
        np.save(draft, lengths)
        draft.replace(self._path / LENGTHS_FILE)
        self._parts.clear()
        for folder in self._path.glob("part-*"):
            shutil.rmtree(folder)

    def _count(self, id_: str, body: str, heading: str) -> None:
        for name, terms in indexed_terms(body, heading).items():
            self._counting[name].add(terms)
        self._places[id_] = len(self._parts), len(self._new)
        self._new.append(id_)

    def _write_part(self) -> None:
        folder, every = self._path / f"part-{len(self._parts)}", np.arange(len(self._new), dtype=np.int32)
        folder.mkdir()
        merge([Part(one.counted(name), every) for name, one in self._counting.items()], folder)
        lengths = np.array([one.lengths for one in self._counting.values()], np.int32)
        self._parts.append(_Rows(self._new, lengths, Postings.open(folder)))
        self._counting, self._new = _counting(), []


def _renumbered(part: _Rows, rows: Mapping[str, int]) -> Rows:
    return np.array([-1 if id_ is None else rows[id_] for id_ in part.ids], np.int32)
