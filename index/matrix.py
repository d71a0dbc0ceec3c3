"""Vectors in one file that is mapped into memory: exact search among some of them, or among few.

Mapped, it is opened in a millisecond however large it is, and processes that serve the same library share
the memory.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Scored = list[tuple[str, float]]

_ROWS = "rows.npy"
_HEADER = "rows.json"
# Past this share of all rows, multiplying every one of them is faster than fetching those that are wanted.
_FETCHED = 0.2


class Matrix:
    """Unit vectors, a row for each id; `fingerprint` names the encoder that made them."""

    def __init__(self, fingerprint: str, ids: Sequence[str], rows: Vectors) -> None:
        self.fingerprint = fingerprint
        self.ids = ids
        self._rows = rows

    @classmethod
    def write(
        cls, folder: Path, *, fingerprint: str, dimensions: int, ids: Sequence[str], parts: Iterable[Vectors]
    ) -> Self:
        """Write the rows of `ids`, which come in parts of any height, and map what was written."""
        # Files that a thread has mapped or a copy of the folder shares are replaced, never written into.
        draft = folder / f"draft-{_ROWS}"
        rows = np.lib.format.open_memmap(draft, "w+", np.float32, (len(ids), dimensions))
        at = 0
        for part in parts:
            rows[at : at + len(part)] = part
            at += len(part)
        rows.flush()
        draft.replace(folder / _ROWS)
        header = {"fingerprint": fingerprint, "ids": list(ids)}
        draft = folder / f"draft-{_HEADER}"
        draft.write_text(json.dumps(header, ensure_ascii=False), encoding="utf-8")
        draft.replace(folder / _HEADER)
        return cls(fingerprint, ids, rows)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Map the rows in `folder`; raises `OSError`, `ValueError` or `KeyError` when they are not whole."""
        header = json.loads((folder / _HEADER).read_bytes())
        rows = np.load(folder / _ROWS, mmap_mode="r")
        if rows.ndim != 2 or len(rows) != len(header["ids"]):
            raise ValueError(f"rows of {len(header['ids'])} ids expected, got the shape {rows.shape}")
        return cls(header["fingerprint"], header["ids"], rows)

    @property
    def dimensions(self) -> int:
        """The length of every row."""
        return int(self._rows.shape[1])

    def __len__(self) -> int:
        return len(self.ids)

    def nearest(self, vector: Vectors, k: int, ids: Collection[str] | None = None) -> Scored:
        """The `k` rows most like `vector`, best first, equal ones by id; of `ids`, those that are held."""
        # `rows @ vector` hands a thousand rows to all cores and waits for those that are busy elsewhere.
        if ids is None:
            chosen, scores = np.arange(len(self)), np.vecdot(self._rows, vector)
        else:
            chosen = np.array([row for id_ in ids if (row := self.row.get(id_)) is not None], np.intp)
            few = len(chosen) < _FETCHED * len(self)
            rows = self._rows
            scores = np.vecdot(rows[chosen], vector) if few else np.vecdot(rows, vector)[chosen]
        if len(scores) > k:
            worst = np.partition(scores, len(scores) - k)[len(scores) - k]
            best = np.flatnonzero(scores >= worst)
            chosen, scores = chosen[best], scores[best]
        return best_first([self.ids[row] for row in chosen.tolist()], scores, k)

    def of(self, ids: Sequence[str]) -> Vectors:
        """The rows of these ids, in their order; raises `KeyError` for one that is not held."""
        rows: Vectors = self._rows[[self.row[id_] for id_ in ids]]
        return rows

    @cached_property
    def row(self) -> dict[str, int]:
        """The number of each id's row."""
        return {id_: row for row, id_ in enumerate(self.ids)}


def best_first(ids: Iterable[str], scores: Iterable[float], k: int) -> Scored:
    """The first `k` pairs, best first, equal ones by id."""
    scored = [(id_, float(score)) for id_, score in zip(ids, scores, strict=True)]
    return sorted(scored, key=lambda entry: (-entry[1], entry[0]))[:k]
