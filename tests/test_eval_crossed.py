"""Fitting on half of the questions: the halves share none, and what is chosen is chosen by its half."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.refusal import FLOORS
from eval.crossed import UNTAUGHT, Shelf, fit, halves, measured, merit_found, opened
from index.fusion import Weights

TEXT = """云川市产业扶持办法

第一条 对新设立的光伏企业，按实缴租金的一半给予租金补贴。
第二条 对购置设备的企业，给予贷款贴息。
第三条 市财政局负责资金拨付，每季度公布结果。
"""
ASKED = [
    ("房租能补多少", "第一条", "yes"),
    ("贷款利息有补贴吗", "第二条", "yes"),
    ("今天天气怎么样", "", "no"),
]


def _question(number: int, words: str, clause: str, answerable: str) -> dict[str, object]:
    relevant = []
    if clause:
        start = TEXT.index(clause)
        relevant = [{"document": "甲.txt", "grade": 3, "start": start, "end": TEXT.index("\n", start)}]
    return {
        "id": str(number),
        "question": words,
        "answerable": answerable,
        "relevant": relevant,
        "must_not": [],
    }


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    paper = tmp_path_factory.mktemp("documents") / "甲.txt"
    paper.write_text(TEXT, encoding="utf-8")
    questions = [_question(number, *row) for number, row in enumerate(ASKED)]
    quoted = questions[0] | {"id": "quoted", "verdict": {"label": "verbatim"}}
    with opened([paper], [*questions, quoted]) as one:
        yield one


def test_questions_about_quotations_are_left_out(shelf: Shelf) -> None:
    assert [question["id"] for question in shelf.questions] == ["0", "1", "2"]


@pytest.mark.parametrize("seed", range(3))
def test_every_question_is_in_one_half(shelf: Shelf, seed: int) -> None:
    one, other = halves([shelf, shelf], random.Random(seed))
    for half, rest in zip(one, other, strict=True):
        ids = sorted(question["id"] for question in [*half.questions, *rest.questions])
        assert ids == ["0", "1", "2"]
        assert abs(len(half.questions) - len(rest.questions)) == 1


def test_answers_are_measured_as_they_are_given(shelf: Shelf) -> None:
    assert measured([shelf], Weights(), FLOORS) == [1.0, 1.0, 1.0, 1.0, 1.0]
    assert measured([shelf], Weights(), replace(FLOORS, refused=-1.0))[-2:] == [1.0, 0.0]


def test_what_is_fitted_does_no_worse_on_its_half_than_knowing_nothing(shelf: Shelf) -> None:
    weights, floors = fit([shelf])
    assert merit_found([shelf], weights) >= merit_found([shelf], UNTAUGHT)
    assert sum(measured([shelf], weights, floors)[-2:]) == 2.0
