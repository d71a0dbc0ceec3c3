"""The figures that must hold: our own questions on the shipped documents, and the shared gold folder."""

import math

import pytest

from eval.cases import load_cases
from eval.judge import figures
from eval.metrics import Figure
from eval.run import SHARED, below, gates, judge_own, parse_score, score_shared


def test_answers_on_the_shipped_documents_meet_their_gates() -> None:
    assert below(figures(judge_own(load_cases())), gates("own")) == []


@pytest.mark.skipif(not (SHARED / "gold" / "score.py").exists(), reason="no shared gold folder")
def test_the_shared_gold_folder_meets_its_gates() -> None:
    assert below(score_shared(SHARED)[0], gates("shared")) == []


@pytest.mark.parametrize(
    ("told", "failed"),
    [
        ([Figure("a", 9, 10)], 0),
        ([Figure("a", 8, 10)], 1),
        ([Figure("a", 8996, 10000)], 0),  # printed as 0.900
        ([Figure("a", 8994, 10000)], 1),
        ([Figure("a", 0, 0)], 1),  # nothing was counted
        ([Figure("b", 1, 1)], 1),  # not measured at all
    ],
)
def test_a_gate_holds_from_its_value_on(told: list[Figure], failed: int) -> None:
    assert len(below(told, {"a": 0.9})) == failed


def test_a_score_is_read_line_by_line() -> None:
    printed = "x.f1        0.991  (226/228)\nnoise\nquestions.ndcg@10  0.835  (31.74/38)\ny   nan  (0/0)\n"
    read = parse_score(printed)
    assert [figure.name for figure in read] == ["x.f1", "questions.ndcg@10", "y"]
    assert read[1].value == pytest.approx(0.835, abs=0.001)
    assert math.isnan(read[2].value)
