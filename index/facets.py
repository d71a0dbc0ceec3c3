"""What a search weighs of a clause beside its words and its vector, in files that are mapped into memory.

Judging a hundred candidates by their catalogue rows, meaning included, costs ten times as much as finding
them. So what counts is worked out once, when a clause is indexed. Few clauses differ in it: what a clause is
and where it holds are codes into short tables. Rows are in the order of the copy of the vectors, which knows
the ids.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from mmap import ACCESS_READ, mmap
from os import SEEK_END
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

import numpy as np
import numpy.typing as npt
from pydantic import TypeAdapter

from index import passage
from index.catalog import StoredClause
from index.scope import Reach
from index.ways import told_ways
from policies.errors import CatalogDamaged
from policies.model import ClauseKind, OutlineRole
from policies.vocabulary.terms import find_terms

_ROWS = "rows.npy"
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
    said: str


class Row(NamedTuple):
    """One clause in the columns: codes of what it is and of where it holds, and where its sentences stand."""

    nature: int
    reach: int
    start: int
    end: int


@dataclass
class _Tables:
    """What codes stand for; `said` is how many bytes the sentences have."""

    natures: list[Nature]
    reaches: list[Reach]
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
    return Facet(nature, Reach.of(stored.info.region, headings, annotation.regions), passage.said(quote))


class Facets:
    """The facets of the clauses of one generation, in one folder."""

    def __init__(self, path: Path, tables: _Tables, columns: Columns, rows: Mapping[str, int]) -> None:
        self._path = path
        self.natures = tables.natures
        self.reaches = tables.reaches
        self._columns = columns
        self._rows = rows
        with (path / _SAID).open("rb") as file:
            self._said = mmap(file.fileno(), 0, access=ACCESS_READ)
        self._changed: dict[str, tuple[int, ...] | None] = {}

    @classmethod
    def create(cls, path: Path) -> Self:
        """None yet, in `path`, which is made when absent."""
        path.mkdir(parents=True, exist_ok=True)
        (path / _SAID).write_bytes(b"\n")  # an empty file cannot be mapped
        return cls(path, _Tables([], [], 1), np.empty((0, 4), np.int64), {})

    @classmethod
    def open(cls, path: Path, rows: Mapping[str, int]) -> Self:
        """Those in `path`, in `rows`; raises `CatalogDamaged` when they cannot be read or do not fit."""
        try:
            columns = np.load(path / _ROWS, mmap_mode="r" if rows else None)
            tables = _TABLES_READ.validate_json((path / _TABLES).read_bytes())
            if (columns.shape, (path / _SAID).stat().st_size) != ((len(rows), 4), tables.said):
                raise ValueError(f"{len(rows)} rows of 4 and {tables.said} bytes expected")
            return cls(path, tables, columns, rows)
        except (OSError, ValueError) as broken:
            advice = f"条款特征{path}打不开或与索引不符，请运行 policymatch doctor --repair 重建。"
            raise CatalogDamaged(advice) from broken

    def of(self, ids: Iterable[str]) -> dict[str, Row]:
        """The rows of those of these clauses that are held."""
        held = {id_: row for id_ in ids if (row := self._rows.get(id_)) is not None}
        found = self._columns[list(held.values())].tolist() if held else ()
        return dict(zip(held, starmap(Row, found), strict=True))

    def said(self, row: Row) -> str:
        """The sentences of a clause."""
        return self._said[row.start : row.end].decode()

    def facet(self, row: Row) -> Facet:
        """All of one clause."""
        return Facet(self.natures[row.nature], self.reaches[row.reach], self.said(row))

    def add(self, facets: Mapping[str, Facet]) -> None:
        """Hold these clauses' facets, from `close` on; those of a clause that is held are replaced."""
        with (self._path / _SAID).open("ab") as file:
            for id_, facet in facets.items():
                codes = self._nature_codes[facet.nature], self._reach_codes[facet.reach]
                start = file.seek(0, SEEK_END)
                self._changed[id_] = (*codes, start, start + file.write(facet.said.encode()))

    def remove(self, ids: Collection[str]) -> None:
        """Forget these clauses, from `close` on; their sentences stay in the file until all is built anew."""
        self._changed.update(dict.fromkeys(ids))

    def close(self) -> None:
        """Write what was changed."""
        if not self._changed and (self._path / _ROWS).exists():
            return
        held = dict(zip(self._rows, self._columns.tolist(), strict=True)) | self._changed
        rows = [held[id_] for id_ in sorted(held) if held[id_]]
        # Files that a thread has mapped or a copy of the folder shares are replaced, never written into.
        draft = self._path / f"draft-{_ROWS}"
        np.save(draft, np.array(rows, np.int64).reshape(-1, 4))
        draft.replace(self._path / _ROWS)
        size = (self._path / _SAID).stat().st_size
        tables = _Tables(list(self._nature_codes), list(self._reach_codes), size)
        (self._path / _TABLES).write_bytes(_TABLES_READ.dump_json(tables))

    @cached_property
    def _nature_codes(self) -> dict[Nature, int]:
        return _Codes((nature, code) for code, nature in enumerate(self.natures))

    @cached_property
    def _reach_codes(self) -> dict[Reach, int]:
        return _Codes((reach, code) for code, reach in enumerate(self.reaches))


class _Codes(dict[Coded, int]):
    """Gives each new value the next number."""

    def __missing__(self, value: Coded) -> int:
        return self.setdefault(value, len(self))
