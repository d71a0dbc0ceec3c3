"""Figures against values worked out by hand."""

import math

import pytest

from eval.metrics import Figure, average, ndcg, share


@pytest.mark.parametrize(
    ("grades", "labelled", "expected"),
    [
        ([3, 2, 1], [1, 2, 3], 1.0),
        ([0, 0, 3], [3], 0.5),
        ([2, 3], [3, 2], (3 + 7 / math.log2(3)) / (7 + 3 / math.log2(3))),
        ([0] * 10 + [3], [3], 0.0),  # the eleventh does not count
        ([], [3], 0.0),
    ],
)
def test_ndcg(grades: list[int], labelled: list[int], expected: float) -> None:
    assert ndcg(grades, labelled) == pytest.approx(expected)


def test_nothing_labelled_has_no_ndcg() -> None:
    assert math.isnan(ndcg([0], []))


def test_shares_count_and_averages_add() -> None:
    assert share("a", [True, False, True]) == Figure("a", 2, 3)
    assert average("b", [0.5, 1.0]).value == 0.75
    assert math.isnan(share("c", []).value)
