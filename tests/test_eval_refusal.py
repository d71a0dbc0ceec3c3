"""Cases whose answers are taken out of the documents, and the weights that tell them from the others."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.refusal import FLOORS, WEIGHTS, Signs, doubt
from eval.labelled import Passage, Question
from eval.refusal import Seen, fitted, opened, table
from eval.withheld import AS_IS, Case, Withholding, Without
from index.build import Library

CITY = """宿州市养蜂产业办法

一、奖励

（一）对新办的养蜂企业，一次性奖励3万元。
（二）养蜂企业购置蜂箱的，按费用的两成给予补贴。

二、服务

（三）养蜂企业申请奖励的，由市农业农村局受理。
"""
COUNTY = """砀山县仓储物流办法

（一）对新建冷库的企业，按每立方米五十元给予补助。
"""
QUESTION = Question(
    "Q1",
    ("宿州新办养蜂企业奖励多少",),
    answerable=True,
    relevant=((Passage("city", CITY.index("对新办"), CITY.index("（二）") - 1), 3),),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("documents")
    files = []
    for name, words in {"city": CITY, "county": COUNTY}.items():
        files.append(Path(folder / f"{name}.txt"))
        files[-1].write_text(words, encoding="utf-8")
    with opened(files) as held:
        yield held


def found(library: Library, case: Case) -> list[str]:
    searcher = Without(library.reader(), case.clauses, case.documents)
    return [hit.clause.quote for hit in searcher.search(case.question.turns[-1])]


def test_what_answers_is_taken_out_and_the_rest_stays(library: Library) -> None:
    cases = {case.variant: case for case in Withholding(library).cases(QUESTION)}
    assert not cases[AS_IS].must_refuse
    assert any("3万元" in quote for quote in found(library, cases[AS_IS]))
    useful = found(library, cases["useful clauses out"])
    assert any("蜂箱" in quote for quote in useful)
    assert not any("3万元" in quote for quote in useful)
    topic = found(library, cases["topic out"])
    assert any("受理" in quote for quote in topic)
    assert not any("蜂箱" in quote for quote in topic)
    assert not any("养蜂" in quote for quote in found(library, cases["document out"]))


def test_a_question_that_nobody_can_answer_is_one_case(library: Library) -> None:
    (case,) = Withholding(library).cases(Question("Q2", ("宿州养鱼补多少",), answerable=False))
    assert case.must_refuse


def signs(first: float) -> Signs:
    return Signs(**dict.fromkeys((one.name for one in fields(Signs)), 0.0) | {"first": first})


def test_fitting_finds_what_tells_both_sides_apart() -> None:
    no = Question("Q2", ("宿州养鱼补多少",), answerable=False)
    seen = [Seen("own", Case(QUESTION, AS_IS), signs(at / 10), ruled=False) for at in range(5, 11)]
    seen += [Seen("own", Case(no, AS_IS), signs(at / 10), ruled=False) for at in range(5)]
    weights, intercept = fitted(seen)
    assert weights.first < 0
    assert doubt(signs(0.0), weights, intercept) > 0.5 > doubt(signs(1.0), weights, intercept)


def test_the_table_counts_refusals_by_set() -> None:
    lines = list(table([Seen("own", Case(QUESTION, AS_IS), None, ruled=True)], {"own": doubt}, FLOORS))
    assert lines[-1] == "| can be answered | 1 | 1.000 | 1.000 | own 1 of 1 |"


def test_the_more_is_spoken_of_the_less_is_in_doubt() -> None:
    assert WEIGHTS.first < 0 < WEIGHTS.elsewhere
    assert doubt(signs(1.0)) < doubt(signs(0.0))
