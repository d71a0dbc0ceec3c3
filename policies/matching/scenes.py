"""A table while many clauses are held against it: what was found once for all of them is kept here."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policies.matching import bits
from policies.matching.columns import Column, Table, provinces
from policies.matching.compiled import Expression, Gate, Leaf
from policies.matching.general import PLACES

Lookup = Callable[[Leaf, Column, Iterable[int]], NDArray[np.uint8]]
_GAP = 2048  # rows between two spans that cost less than a span of their own


class Scene:
    """A table, and what each leaf is worth for each value in it, by `lookup`."""

    def __init__(self, table: Table, lookup: Lookup) -> None:
        self.table = table
        self._lookup = lookup
        self._columns: dict[tuple[str, ...], Column] = {}
        self._worth: dict[str, NDArray[np.uint8]] = {}
        self._by_province, self._anywhere = _by_province(table.places)

    def column(self, keys: tuple[str, ...]) -> Column:
        if keys not in self._columns:
            self._columns[keys] = self.table.column(keys)
        return self._columns[keys]

    def worth(self, leaf: Leaf) -> NDArray[np.uint8]:
        """What a leaf is worth for each code of its column, as `bits.CODE`."""
        if leaf.key not in self._worth:
            column = self.column(leaf.reads)
            codes = self._near(leaf) if leaf.reads == PLACES else range(len(column.values))
            self._worth[leaf.key] = self._lookup(leaf, column, codes)
        return self._worth[leaf.key]

    def rows_at(self, place: Leaf | None) -> list[tuple[int, int]]:
        """From where to where rows reach that do not fail the condition on the place; all without one."""
        if place is None:
            return [(0, self.table.rows)] if self.table.rows else []
        spans: list[tuple[int, int]] = []
        for code in np.flatnonzero(self.worth(place)):
            first, last = np.searchsorted(self.table.places.codes, (code, code + 1))
            if spans and first - spans[-1][1] < _GAP:
                spans[-1] = (spans[-1][0], int(last))
            else:
                spans.append((int(first) // 8 * 8, int(last)))
        return spans

    def _near(self, place: Leaf) -> Iterable[int]:
        """The places that are not in another province than the clause's for certain."""
        wanted = [provinces(name) for name in place.finding.criterion.value]
        if None in wanted:
            return range(len(self.table.places.values))
        named = {name for names in wanted for name in names or ()}
        return [*self._anywhere, *(code for name in named for code in self._by_province.get(name, ()))]


def _by_province(places: Column) -> tuple[dict[str, list[int]], list[int]]:
    """The codes of places by province, and those that may be anywhere."""
    sure: dict[str, list[int]] = {}
    open_: list[int] = []
    for code, told in enumerate(places.values):
        named = [provinces(str(name)) for name in told.values()]
        if not named or None in named:
            open_.append(code)
            continue
        for province in {name for names in named for name in names or ()}:
            sure.setdefault(province, []).append(code)
    return sure, open_


class Span:
    """Rows `first` (a multiple of 8) to `last` of a scene, on which leaves are planes of bits."""

    def __init__(self, scene: Scene, first: int, last: int) -> None:
        self.first, self.last = first, last
        self._scene = scene
        self._leaves: dict[str, bits.Planes] = {}
        self._told: dict[Hashable, list[tuple[Mapping[str, Any], NDArray[np.uint8]]]] = {}

    def planes(self, expression: Expression) -> bits.Planes:
        """What an expression comes to on these rows."""
        if isinstance(expression, Gate):
            parts = [self.planes(part) for part in expression.parts]
            return bits.every(parts) if expression.every else bits.some(parts)
        if isinstance(expression, Leaf):
            return self._leaf(expression)
        return bits.CONSTANT[expression]

    def _leaf(self, leaf: Leaf) -> bits.Planes:
        if leaf.key not in self._leaves:
            codes = self._scene.column(leaf.reads).codes[self.first : self.last]
            self._leaves[leaf.key] = bits.packed(self._scene.worth(leaf)[codes])
        return self._leaves[leaf.key]

    def telling(
        self, facts: Sequence[str], steps: Callable[[Column], Sequence[int]]
    ) -> Sequence[tuple[Mapping[str, Any], NDArray[np.uint8]]]:
        """What rows tell of some columns, up to `steps` in their codes, each with the rows that tell it."""
        limits = {key: tuple(steps(self._scene.table.columns[key])) for key in facts}
        known = tuple(limits.items())
        if known not in self._told:
            told = Column.joint([self._stepped(self._scene.table.columns[key], limits[key]) for key in facts])
            self._told[known] = [
                (values, np.packbits(told.codes == k)) for k, values in enumerate(told.values)
            ]
        return self._told[known]

    def _stepped(self, column: Column, limits: Sequence[int]) -> Column:
        codes = np.searchsorted(limits, column.codes[self.first : self.last], side="right") - 1
        return Column(
            codes.astype(np.int32), [column.values[k] for k in limits], [column.keys[k] for k in limits]
        )
