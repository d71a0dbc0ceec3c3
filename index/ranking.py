"""The best of many scored clauses; clauses are told by their rows in the order of ids."""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int32]
Scores = npt.NDArray[np.float32]

_GROUPS = 16


class Found(NamedTuple):
    """Clauses with their scores, best first, equal ones by row; a row stands for an id."""

    rows: Rows
    scores: Scores

    @classmethod
    def none(cls) -> Self:
        """Nothing found."""
        return cls(np.empty(0, np.int32), np.empty(0, np.float32))


def best(scores: Scores, k: int, rows: Rows | None = None) -> Found:
    """The `k` best of `rows` (None: of all), whose `scores` come in their order, which is that of ids."""
    if k < 1:
        return Found.none()
    chosen = np.flatnonzero(scores >= reached(scores, k)).astype(np.int32)
    if len(chosen) > k:
        chosen = chosen[scores[chosen] >= _kth(scores[chosen], k)]
    chosen = chosen[np.argsort(-scores[chosen], kind="stable")[:k]]
    return Found(chosen if rows is None else rows[chosen], scores[chosen])


def reached(scores: Scores, k: int) -> float:
    """A score that the k-th best reaches: where so many groups have one, the k-th best does.

    Finding the highest in each group goes through the scores once, which sorting them does not.
    """
    groups = _GROUPS * k
    if len(scores) < 2 * groups:
        return -np.inf
    highest = scores[: len(scores) // groups * groups].reshape(-1, groups).max(axis=0)
    return _kth(highest, k)


def _kth(scores: Scores, k: int) -> float:
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])
