"""What a search weighs of a clause beside its words and its vector, in files that are mapped into memory.

Judging a hundred candidates by their catalogue rows, meaning included, costs ten times as much as finding
them. So what counts is worked out once, when a clause is indexed. Few clauses differ in it: what a clause is
and where it holds are codes into short tables. Rows are in the order of ids, as in the other indexes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from mmap import ACCESS_READ, mmap
from os import SEEK_END
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from index import passage
from index.catalog import StoredClause
from index.ranking import Rows
from index.scope import Reach
from index.ways import told_ways
from policies.errors import CatalogDamaged
from policies.model import ClauseKind, OutlineRole
from policies.vocabulary.terms import find_terms

_ROWS = "rows.npy"
_COLUMNS = 5
_TABLES = "tables.json"
_SAID = "said.txt"
# Shorter clauses are cells of tables, page numbers and the like.
_SHORTEST = 12
_FRAME = frozenset({OutlineRole.ISSUER_LINE, OutlineRole.SIGNATURE})

Columns = npt.NDArray[np.int64]
Coded = TypeVar("Coded")


@dataclass(frozen=True)
class Nature:
    """What a clause is: its kind, and whether it is too short to say much, or a line that frames a document;
    what it tells of the way to a benefit; the kinds of benefit that it gives, or names in its words or
    headings.
    """

    kind: ClauseKind
    short: bool
    frame: bool
    ways: tuple[str, ...]
    benefits: tuple[str, ...]


@dataclass(frozen=True)
class Facet:
    """All that is weighed of one clause; `said` holds its sentences, as `passage.said` makes them."""

    nature: Nature
    reach: Reach
    document: str
    said: str


@dataclass
class _Tables:
    """What codes stand for; `said` is how many bytes the sentences have."""

    natures: list[Nature]
    reaches: list[Reach]
    documents: list[str]
    said: int


_TABLES_READ = TypeAdapter(_Tables)


def facet_of(stored: StoredClause) -> Facet:
    """What is weighed of a clause."""
    clause, annotation, quote = stored.clause, stored.annotation, stored.quote
    named = {tag.name for tag in find_terms(f"{passage.heading(clause)}\n{quote}", "benefit")}
    nature = Nature(
        annotation.kind,
        short=len(quote) < _SHORTEST or passage.is_label(quote),
        frame=clause.role in _FRAME,
        ways=told_ways(quote),
        benefits=tuple(sorted(named | {award.kind for award in annotation.awards})),
    )
    headings = (*clause.path, clause.heading)
    reach = Reach.of(stored.info.region, headings, annotation.regions)
    return Facet(nature, reach, stored.document_id, passage.said(quote))


class Facets:
    """The facets of the clauses of one generation, in one folder.

    `natures` and `reaches` are what the codes in the columns of these names stand for, a row for each clause.
    """

    def __init__(self, path: Path, tables: _Tables, columns: Columns, ids: Sequence[str]) -> None:
        self._path = path
        self.natures = tables.natures
        self.reaches = tables.reaches
        self._documents = tables.documents
        self._columns = columns
        self.nature, self.reach, self._document, self._start, self._end = columns
        self._ids = ids
        with (path / _SAID).open("rb") as file:
            self._said = mmap(file.fileno(), 0, access=ACCESS_READ)
        self._changed: dict[str, tuple[int, ...] | None] = {}

    @classmethod
    def create(cls, path: Path) -> Self:
        """None yet, in `path`, which is made when absent."""
        path.mkdir(parents=True, exist_ok=True)
        (path / _SAID).write_bytes(b"\n")  # an empty file cannot be mapped
        return cls(path, _Tables([], [], [], 1), np.empty((_COLUMNS, 0), np.int64), ())

    @classmethod
    def open(cls, path: Path, ids: Sequence[str]) -> Self:
        """Those of the clauses `ids` in `path`; raises `CatalogDamaged` when they cannot be read or do not
        fit them.
        """
        try:
            columns = np.load(path / _ROWS, mmap_mode="r" if ids else None)
            tables = _TABLES_READ.validate_json((path / _TABLES).read_bytes())
            if (columns.shape, (path / _SAID).stat().st_size) != ((_COLUMNS, len(ids)), tables.said):
                raise ValueError(f"{_COLUMNS} columns of {len(ids)} and {tables.said} bytes expected")
            return cls(path, tables, np.asarray(columns), ids)
        except (OSError, ValueError) as broken:
            advice = f"条款特征{path}打不开或与索引不符，请运行 policymatch doctor --repair 重建。"
            raise CatalogDamaged(advice) from broken

    def of(self, documents: Collection[str]) -> Rows:
        """The rows of the clauses of these documents, in order."""
        codes = [code for code, document in enumerate(self._documents) if document in documents]
        wanted = np.zeros(len(self._documents), bool)
        wanted[codes] = True
        return np.flatnonzero(wanted[self._document]).astype(np.int32)

    def said(self, row: int) -> str:
        """The sentences of a clause."""
        return self._said[self._start[row] : self._end[row]].decode()

    def facet(self, row: int) -> Facet:
        """All of one clause."""
        document = self._documents[self._document[row]]
        return Facet(self.natures[self.nature[row]], self.reaches[self.reach[row]], document, self.said(row))

    def add(self, facets: Mapping[str, Facet]) -> None:
        """Hold these clauses' facets, from `close` on; those of a clause that is held are replaced."""
        with (self._path / _SAID).open("ab") as file:
            for id_, facet in facets.items():
                codes = self._nature_codes[facet.nature], self._reach_codes[facet.reach]
                document, start = self._document_codes[facet.document], file.seek(0, SEEK_END)
                end = start + file.write(facet.said.encode())
                self._changed[id_] = (*codes, document, start, end)

    def remove(self, ids: Collection[str]) -> None:
        """Forget these clauses, from `close` on; their sentences stay in the file until all is built anew."""
        self._changed.update(dict.fromkeys(ids))

    def close(self) -> None:
        """Write what was changed."""
        if not self._changed and (self._path / _ROWS).exists():
            return
        held = dict(zip(self._ids, self._columns.T.tolist(), strict=True)) | self._changed
        rows = [held[id_] for id_ in sorted(held) if held[id_]]
        # Files that a thread has mapped or a copy of the folder shares are replaced, never written into.
        draft = self._path / f"draft-{_ROWS}"
        np.save(draft, np.array(rows, np.int64).reshape(-1, _COLUMNS).T.copy())
        draft.replace(self._path / _ROWS)
        size = (self._path / _SAID).stat().st_size
        tables = _Tables(list(self._nature_codes), list(self._reach_codes), list(self._document_codes), size)
        (self._path / _TABLES).write_bytes(_TABLES_READ.dump_json(tables))

    @cached_property
    def _nature_codes(self) -> dict[Nature, int]:
        return _Codes((nature, code) for code, nature in enumerate(self.natures))

    @cached_property
    def _reach_codes(self) -> dict[Reach, int]:
        return _Codes((reach, code) for code, reach in enumerate(self.reaches))

    @cached_property
    def _document_codes(self) -> dict[str, int]:
        return _Codes((document, code) for code, document in enumerate(self._documents))


class _Codes(dict[Coded, int]):
    """Gives each new value the next number."""

    def __missing__(self, value: Coded) -> int:
        return self.setdefault(value, len(self))
