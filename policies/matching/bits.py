"""Outcomes of many rows as three planes of bits, one bit a row, and what gates make of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from policies.model import Outcome, Verdict

Bits = NDArray[np.uint8] | np.uint8
VERDICTS = (Verdict.INELIGIBLE, Verdict.NEEDS_FACTS, Verdict.NEEDS_RULING, Verdict.ELIGIBLE)
"""What follows from an outcome, in the order of the codes that `Stretch.codes` gives."""


class Planes(NamedTuple):
    """Whether nothing fails, whether a fact is missing, whether all is met; a ruling where only possible.

    The first row of eight is the highest bit. A constant is one byte for all rows.
    """

    possible: Bits
    asked: Bits
    certain: Bits


_NO, _ALL = np.uint8(0), np.uint8(255)
CONSTANT = {
    Outcome.UNMET: Planes(_NO, _NO, _NO),
    Outcome.UNKNOWN: Planes(_ALL, _ALL, _NO),
    Outcome.DISCRETIONARY: Planes(_ALL, _NO, _NO),
    Outcome.MET: Planes(_ALL, _NO, _ALL),
}
CODE = {Outcome.UNMET: 0, Outcome.UNKNOWN: 0b011, Outcome.DISCRETIONARY: 0b001, Outcome.MET: 0b101}
"""An outcome as one number: the planes' bits, possible lowest."""


def every(parts: Sequence[Planes]) -> Planes:
    """`policies.logic.all_of` on planes."""
    possible = reduce(np.bitwise_and, [part.possible for part in parts])
    asked = reduce(np.bitwise_or, [part.asked for part in parts])
    return Planes(possible, asked & possible, reduce(np.bitwise_and, [part.certain for part in parts]))


def some(parts: Sequence[Planes]) -> Planes:
    """`policies.logic.any_of` on planes."""
    certain = reduce(np.bitwise_or, [part.certain for part in parts])
    asked = reduce(np.bitwise_or, [part.asked for part in parts])
    possible = reduce(np.bitwise_or, [part.possible for part in parts])
    return Planes(possible, asked & ~certain, certain)


def masked(planes: Planes, rows: Bits) -> Planes:
    """The planes, failing outside `rows`."""
    return Planes(planes.possible & rows, planes.asked & rows, planes.certain & rows)


def merged(parts: Sequence[Planes]) -> Planes:
    """Planes of different rows put together."""
    return Planes(*(reduce(np.bitwise_or, planes) for planes in zip(*parts, strict=True)))


def packed(codes: NDArray[np.uint8]) -> Planes:
    """The planes of rows whose outcomes are given as `CODE`."""
    return Planes(*(np.packbits(codes & bit) for bit in (np.uint8(1), np.uint8(2), np.uint8(4))))


@dataclass(frozen=True, slots=True)
class Stretch:
    """The outcomes of neighbouring rows: `rows` rows from `first`, a multiple of 8, in packed bits."""

    first: int
    rows: int
    possible: NDArray[np.uint8]
    asked: NDArray[np.uint8]
    certain: NDArray[np.uint8]

    def codes(self) -> NDArray[np.uint8]:
        """For each row, the place in `VERDICTS`."""
        possible, asked, certain = (
            np.unpackbits(plane, count=self.rows) for plane in (self.possible, self.asked, self.certain)
        )
        # Possible alone is a ruling (2), a missing fact lowers it to 1, all met raises it to 3.
        return 2 * possible - asked + certain


def stretch(planes: Planes, first: int, rows: int) -> Stretch | None:
    """The stretch with these outcomes; None where every row fails."""
    length = -(-rows // 8)
    full = [np.array(np.broadcast_to(plane, length)) for plane in planes]
    if rows % 8:
        for plane in full:
            plane[-1] &= 0xFF00 >> rows % 8 & 0xFF
    return Stretch(first, rows, *full) if full[0].any() else None
