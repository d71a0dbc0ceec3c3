"""Figures for rankings, counts and times; pure functions of numbers."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Figure:
    """A share: `hit` of `of`; what is counted is in the name."""

    name: str
    hit: float
    of: float

    @property
    def value(self) -> float:
        """Between 0 and 1; NaN when there was nothing to be counted."""
        return self.hit / self.of if self.of else math.nan

    def __str__(self) -> str:
        return f"{self.name:32s} {self.value:6.3f}  ({self.hit:g}/{self.of:g})"


def share(name: str, outcomes: Iterable[bool]) -> Figure:
    """The share of outcomes that are true."""
    told = list(outcomes)
    return Figure(name, sum(told), len(told))


def average(name: str, values: Iterable[float]) -> Figure:
    """The mean of values between 0 and 1, as their sum of their number."""
    told = list(values)
    return Figure(name, round(sum(told), 4), len(told))


def ndcg(grades: Sequence[int], labelled: Sequence[int], k: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `k`, with gains 2^grade - 1.

    `grades` are those of what was found, best first, 0 for what is not labelled; `labelled` are the grades of
    everything that could have been found. Nothing labelled gives NaN.

    >>> ndcg([3, 0], [3])
    1.0
    >>> round(ndcg([0, 3], [3]), 3)
    0.631
    """
    ideal = _gain(sorted(labelled, reverse=True)[:k])
    return _gain(grades[:k]) / ideal if ideal else math.nan


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


@dataclass(frozen=True)
class Interval:
    """A value with the bounds between which 95 of 100 draws of the same questions put it."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


_DRAWS = 2000

Counted = tuple[float, float]
"""What one question adds to a share: how much was right, of how much."""


def interval(counted: Sequence[Counted], less: Sequence[Counted] | None = None) -> Interval:
    """The share over all questions with its bootstrap interval; drawn with a fixed seed.

    `less` are the same questions counted for another system, whose share is taken off within each draw.
    """
    drawn = np.random.default_rng(1).integers(0, len(counted), (_DRAWS, len(counted)))
    shares, value = _shares(counted, drawn), _shares(counted, np.arange(len(counted))[None])
    if less is not None:
        shares, value = shares - _shares(less, drawn), value - _shares(less, np.arange(len(less))[None])
    told = shares[~np.isnan(shares)]
    low, high = np.percentile(told, (2.5, 97.5)) if len(told) else (math.nan, math.nan)
    return Interval(float(value[0]), float(low), float(high))


def _shares(counted: Sequence[Counted], drawn: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    hit, of = np.asarray(counted, np.float64).T
    summed = of[drawn].sum(axis=1)
    return np.divide(hit[drawn].sum(axis=1), summed, out=np.full(len(drawn), np.nan), where=summed > 0)
