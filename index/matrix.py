"""Vectors in one file that is mapped into memory, and their signs, which tell the likely neighbours of many.

Mapped, it is opened in a millisecond however large it is, and processes that serve the same library share
the memory. Rows are in the order of ids, which the other indexes of a generation keep too.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from index.ranking import Found, Rows, best
from index.signs import Signs

Vectors = npt.NDArray[np.float32]

_ROWS = "rows.npy"
_HEADER = "rows.json"
# Among more, the exact likeness is taken of so many that are likely neighbours: of 104,512 clauses they hold
# 98 % of the 80 nearest and 99.9 % of the ten nearest.
_EXACT_UP_TO = 4000
_LIKELY = 1000


class Matrix:
    """Unit vectors, a row for each id; `fingerprint` names the encoder that made them."""

    def __init__(self, fingerprint: str, ids: Sequence[str], rows: Vectors, signs: Signs) -> None:
        self.fingerprint = fingerprint
        self.ids = ids
        self._rows = rows
        self._signs = signs

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
        return cls(fingerprint, ids, rows, Signs.write(folder, rows))

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Map the rows in `folder`; raises `OSError`, `ValueError` or `KeyError` when they are not whole."""
        header = json.loads((folder / _HEADER).read_bytes())
        rows = np.load(folder / _ROWS, mmap_mode="r")
        if rows.ndim != 2 or len(rows) != len(header["ids"]):
            raise ValueError(f"rows of {len(header['ids'])} ids expected, got the shape {rows.shape}")
        return cls(header["fingerprint"], header["ids"], rows, Signs.read(folder, *rows.shape))

    @property
    def dimensions(self) -> int:
        """The length of every row."""
        return int(self._rows.shape[1])

    def __len__(self) -> int:
        return len(self.ids)

    def nearest(self, vector: Vectors, k: int, rows: Rows | None = None) -> Found:
        """The `k` most like `vector`, of `rows` (None: of all), which are in order.

        It is exact, except that of more than some thousands a few of the last may be missed.
        """
        if len(self if rows is None else rows) > _EXACT_UP_TO:
            rows = self._signs.likely(vector, max(_LIKELY, k), rows)
        # `rows @ vector` hands a thousand rows to all cores and waits for those that are busy elsewhere.
        chosen = self._rows if rows is None else self._rows.take(rows, axis=0)
        return best(np.vecdot(chosen, vector), k, rows)

    def of(self, ids: Sequence[str]) -> Vectors:
        """The rows of these ids, in their order; raises `KeyError` for one that is not held."""
        rows: Vectors = self._rows[[self.row[id_] for id_ in ids]]
        return rows

    @cached_property
    def row(self) -> dict[str, int]:
        """The number of each id's row."""
        return {id_: row for row, id_ in enumerate(self.ids)}
