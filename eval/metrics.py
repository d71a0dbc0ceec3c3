"""Figures for rankings, counts and times; pure functions of numbers."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


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
