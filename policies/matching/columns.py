"""Profiles as columns: rows in the order of their places, each column as codes of its distinct values."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Self, overload

import numpy as np
from numpy.typing import NDArray

from policies.matching.general import PLACES
from policies.vocabulary.regions import resolve

Codes = NDArray[np.int32]
FACT = "fact:"


@dataclass(frozen=True, slots=True)
class Column:
    """Facts of all rows: row k tells what `values[codes[k]]` says; `values[0]` tells nothing.

    A value is a part of a profile ({"age": 30}); `keys` tell values apart. Where the column is one of
    numbers, `numbers` holds them, ascending, from code 1 on, so that a bound on them is a bound on the codes.
    """

    codes: Codes
    values: Sequence[Mapping[str, Any]]
    keys: Sequence[Hashable]
    numbers: tuple[float, ...] = ()

    @classmethod
    def of(cls, key: str, told: Sequence[Any]) -> Self:
        """The column of what the rows tell of one profile key; None is not told."""
        if all(value is None or type(value) in (int, float) for value in told):
            return cls.of_numbers(key, np.array([np.nan if v is None else v for v in told], dtype=np.float64))
        known: dict[Hashable, int] = {None: 0}
        values: list[Mapping[str, Any]] = [{}]
        codes = np.zeros(len(told), dtype=np.int32)
        for row, value in enumerate(told):
            same = value if isinstance(value, str) or value is None else repr(value)
            codes[row] = known.setdefault(same, len(known))
            if len(known) > len(values):
                values.append({key: value})
        return cls(codes, values, list(known))

    @classmethod
    def of_numbers(cls, key: str, numbers: NDArray[np.float64]) -> Self:
        """The column of these numbers; NaN is not told, for it compares false with every bound."""
        told = ~np.isnan(numbers)
        distinct, codes = np.unique(numbers[told], return_inverse=True)
        column = np.zeros(len(numbers), dtype=np.int32)
        column[told] = codes + 1
        ascending = tuple(distinct.tolist())
        return cls(column, _Numbers(key, ascending), (None, *ascending), ascending)

    @classmethod
    def joint(cls, columns: Sequence[Self]) -> Self:
        """The column of what several columns of the same rows tell together."""
        codes = np.zeros(len(columns[0].codes), dtype=np.int64)
        for column in columns:
            # Renumbered at each step, so that the product of their sizes never overflows.
            codes = np.unique(codes, return_inverse=True)[1] * len(column.values) + column.codes
        _, first, joint = np.unique(codes, return_index=True, return_inverse=True)
        parts = [[column.codes[row] for column in columns] for row in first]
        values = [
            _merged(column.values[c] for column, c in zip(columns, part, strict=True)) for part in parts
        ]
        keys = [tuple(column.keys[c] for column, c in zip(columns, part, strict=True)) for part in parts]
        return cls(joint.astype(np.int32), values, keys)

    def reordered(self, order: NDArray[np.intp]) -> Self:
        return replace(self, codes=self.codes[order])


class _Numbers(Sequence[Mapping[str, Any]]):
    """What a column of numbers tells, made when it is asked for: there may be millions, and few are."""

    def __init__(self, key: str, ascending: tuple[float, ...]) -> None:
        self._key, self._ascending = key, ascending

    def __len__(self) -> int:
        return len(self._ascending) + 1

    @overload
    def __getitem__(self, code: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, code: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, code: int | slice) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
        if isinstance(code, slice):
            return [self[k] for k in range(*code.indices(len(self)))]
        return {self._key: self._ascending[code - 1]} if code else {}


def _merged(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for part in parts for key, value in part.items()}


@dataclass(frozen=True, slots=True)
class Table:
    """Profiles as columns by profile key, free facts as `fact:<name>`; row k stands for input row `order[k]`.

    `places` is what a row tells of its seat and its place of work; its codes ascend.
    """

    columns: Mapping[str, Column]
    places: Column
    order: NDArray[np.intp]

    @classmethod
    def of(cls, columns: Mapping[str, Column], rows: int) -> Self:
        """The table of these columns, its rows put in the order of their places."""
        untold = Column(np.zeros(rows, dtype=np.int32), [{}], [None])
        places = Column.joint([columns.get(key, untold) for key in PLACES])
        ranked = sorted(range(len(places.values)), key=lambda code: _rank(places.values[code]))
        rank = np.empty(len(ranked), dtype=np.int32)
        rank[ranked] = np.arange(len(ranked), dtype=np.int32)
        codes = rank[places.codes]
        order = np.argsort(codes, kind="stable")
        places = Column(codes[order], [places.values[k] for k in ranked], [places.keys[k] for k in ranked])
        return cls({key: column.reordered(order) for key, column in columns.items()}, places, order)

    @classmethod
    def of_profiles(cls, profiles: Sequence[Mapping[str, Any]]) -> Self:
        """The table of checked profiles."""
        keys = dict.fromkeys(key for profile in profiles for key in profile if key != "facts")
        names = dict.fromkeys(name for profile in profiles for name in profile.get("facts", {}))
        fields = {key: Column.of(key, [profile.get(key) for profile in profiles]) for key in keys}
        facts = {
            FACT + name: Column.of(FACT + name, [profile.get("facts", {}).get(name) for profile in profiles])
            for name in names
        }
        return cls.of({**fields, **facts}, len(profiles))

    @property
    def rows(self) -> int:
        return len(self.order)

    def column(self, keys: Sequence[str]) -> Column:
        """What the rows tell of some keys together; at least one of them is a column."""
        if tuple(keys) == PLACES:
            return self.places
        return (
            Column.joint(held)
            if len(held := [self.columns[k] for k in keys if k in self.columns]) > 1
            else held[0]
        )


def _rank(place: Mapping[str, Any]) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    """Places by the paths to them, so that what lies in one place stands together; no place last."""
    told = [str(place[key]) for key in PLACES if key in place]
    return not told, path(told[0]) if told else (), tuple(told)


@lru_cache(maxsize=100_000)
def path(name: str) -> tuple[str, ...]:
    """The path down to the first place of that name; () when it is none."""
    regions = resolve(name)
    return regions[0].path if regions else ()


@lru_cache(maxsize=100_000)
def provinces(name: str) -> frozenset[str] | None:
    """The provinces in which a place of that name lies; None when it may lie in any."""
    regions = resolve(name)
    # A zone that is not placed in a province may share ground with all of them.
    sure = regions and all(len(region.path) > (region.level == "park") for region in regions)
    return frozenset(region.path[0] for region in regions) if sure else None
