"""Verdicts on many clauses for whole tables of profiles, as operations on bits, one bit a row.

A condition is decided once for each distinct value of its column, by the scalar engine's own function; the
gates between conditions then work on planes of bits. A clause touches the rows of its place only: all
others fail. What comes out equals `verdict.match` for each pair.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from policies.matching import bits
from policies.matching.breakpoints import around_zero, bounds_of, first_changed
from policies.matching.columns import FACT, Column, Table
from policies.matching.compiled import Expression, Leaf, Prepared, Provision, bound, place_of
from policies.matching.free_facts import free_facts
from policies.matching.held import by_facts
from policies.matching.pairs import pairs
from policies.matching.scenes import Scene, Span
from policies.matching.verdict import NOT_IN_FORCE, criteria_of
from policies.model import Criterion, Outcome

_FEW = 64  # distinct numbers that are asked about one by one


@dataclass(frozen=True, slots=True)
class Decided:
    """One clause on a whole table: who is outside all stretches fails; `in_force` tells of the document."""

    provision: Provision
    in_force: bool
    stretches: tuple[bits.Stretch, ...]

    def codes(self, rows: int) -> NDArray[np.uint8]:
        """For each row of the table, the place in `bits.VERDICTS`, as if the document were in force."""
        codes = np.zeros(rows, dtype=np.uint8)
        for part in self.stretches:
            codes[part.first : part.first + part.rows] = part.codes()
        return codes


class Kernel:
    """Clauses prepared for tables; what was learnt of values is kept from one table to the next."""

    def __init__(self, provisions: Sequence[Provision], on: date) -> None:
        self._prepared = Prepared(provisions)
        self._on = on
        self._bound: dict[Hashable, Expression] = {}
        self._worth: dict[str, dict[Hashable, int]] = {}

    def over(self, table: Table) -> Iterator[Decided]:
        """Each clause on all rows of a table, those for one place after the other."""
        scene = Scene(table, self._lookup)
        keys = frozenset(key for key in table.columns if not key.startswith(FACT))
        facts = [key for key in table.columns if key.startswith(FACT)]
        placed = [(place_of(self._expression(k, keys, {})), k) for k in range(len(self._prepared.provisions))]
        placed.sort(key=lambda one: one[0].key if one[0] else "")
        for place, group in groupby(placed, key=lambda one: one[0]):
            spans = [Span(scene, first, last) for first, last in scene.rows_at(place)]
            for _, k in group:
                heard_of = [key for key in facts if self._hears(k, key, keys)]
                found = (self._on_span(k, keys, heard_of, span) for span in spans)
                provision = self._prepared.provisions[k]
                in_force = provision.info.status_on(self._on) not in NOT_IN_FORCE
                yield Decided(provision, in_force, tuple(one for one in found if one))

    def _on_span(self, k: int, keys: frozenset[str], facts: Sequence[str], span: Span) -> bits.Stretch | None:
        """A clause on a span; rows that tell different facts of it are decided apart."""
        if not facts:
            planes = span.planes(self._expression(k, keys, {}))
        else:
            planes = bits.merged(
                [
                    bits.masked(span.planes(self._expression(k, keys, told)), rows)
                    for told, rows in span.telling(facts, lambda column: self._fact_steps(k, column))
                ]
            )
        return bits.stretch(planes, span.first, span.last - span.first)

    def _hears(self, k: int, key: str, keys: frozenset[str]) -> bool:
        return self._prepared.hears(k, key.removeprefix(FACT), received="received" in keys)

    def _expression(self, k: int, keys: frozenset[str], told: Mapping[str, Any]) -> Expression:
        """The clause for profiles that tell fields `keys` at most, and of the free facts just `told`."""
        known = (k, keys, tuple(told.items()))
        if known not in self._bound:
            facts = {key.removeprefix(FACT): value for key, value in told.items()}
            self._bound[known] = bound(self._prepared.expression(k, facts), keys)
        return self._bound[known]

    def _lookup(self, leaf: Leaf, column: Column, codes: Iterable[int]) -> NDArray[np.uint8]:
        """What a leaf is worth (`bits.CODE`) for each code of a column; not among `codes`, it fails."""
        worth = np.zeros(len(column.values), dtype=np.uint8)
        limits = _steps(
            leaf.finding.criterion, column, lambda one, code: _told(leaf, one, column, code, self._on)
        )
        if limits is not None:
            for first, last in zip(limits, [*limits[1:], len(worth)], strict=True):
                worth[first:last] = bits.CODE[leaf.outcome(column.values[first], self._on)]
            return worth
        known = self._worth.setdefault(leaf.key, {})
        for code in codes:
            key = column.keys[code]
            if key not in known:
                known[key] = bits.CODE[leaf.outcome(column.values[code], self._on)]
            worth[code] = known[key]
        return worth

    def _fact_steps(self, k: int, column: Column) -> list[int]:
        """The codes of a free fact at which its meaning for a clause may change."""
        provision = self._prepared.provisions[k]
        around = pairs(provision.words)
        if len(column.numbers) <= _FEW:
            return list(range(len(column.values)))
        limits = {0, 1, *(1 + place for place in around_zero(column.numbers))}

        def outcome(criterion: Criterion, code: int) -> Outcome:
            ((key, value),) = column.values[code].items()
            facts = free_facts({"facts": {key.removeprefix(FACT): value}})
            return by_facts(criterion, facts, around=around).outcome

        for criterion in criteria_of(provision.read, provision.words):
            limits.update(_steps(criterion, column, outcome) or ())
        return sorted(limit for limit in limits if limit < len(column.values))


def _told(leaf: Leaf, criterion: Criterion, column: Column, code: int, on: date) -> Outcome:
    finding = leaf.finding.model_copy(update={"criterion": criterion})
    return Leaf(leaf.key, finding, leaf.general).outcome(column.values[code], on)


def _at(outcome: Callable[[Criterion, int], Outcome], criterion: Criterion, place: int) -> Outcome:
    return outcome(criterion, place + 1)


def _steps(
    criterion: Criterion, column: Column, outcome: Callable[[Criterion, int], Outcome]
) -> list[int] | None:
    """The codes of a long column of numbers at which an outcome may change; None where no order helps."""
    sides = bounds_of(criterion) if len(column.numbers) > _FEW else None
    if sides is None:
        return None
    count = len(column.numbers)
    limits = {1 + first_changed(count, partial(_at, outcome, side)) for side in sides}
    return sorted(limit for limit in {0, 1, *limits} if limit <= count)
