"""Two questions of one turn answered together, over the shipped library."""

import re
from datetime import date

import pytest

from assistant.service import Assistant

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    opened = Assistant(tmp_path_factory.mktemp("home"))
    opened.prepare()
    return opened


def test_each_question_is_answered_below_its_own_heading(assistant: Assistant) -> None:
    answer = assistant.ask(["宿州的用地指标怎么保障？另外青岛的人才落户有什么规定"], on=ON)
    assert re.findall(r"\*\*(.+?)\*\*", answer.text)[0] == "宿州的用地指标怎么保障？"
    assert "**青岛的人才落户有什么规定**" in answer.text
    assert {one.issuer for one in answer.citations[:2]} == {one.issuer for one in answer.citations}
    assert [one.mark for one in answer.citations] == [f"〔{n}〕" for n in range(1, len(answer.citations) + 1)]
    assert set(re.findall(r"〔\d+〕", answer.text)) <= {one.mark for one in answer.citations}
    assert answer.text.count("请注意：") == 1
    assert "这份文件引用" not in answer.text


def test_marks_stay_with_their_words(assistant: Assistant) -> None:
    answer = assistant.ask(["遂昌有没有预审？另外宿州的人才储备金写了什么"], on=ON)
    for quote, mark in re.findall(r"“([^“”]{8,})”(〔\d+〕)", answer.text):
        cited = next(one for one in answer.citations if one.mark == mark)
        assert quote in cited.quote


def test_the_worst_of_two_quotations_is_the_verdict(assistant: Assistant) -> None:
    answer = assistant.ask(["宿州那份里“一事一议”“对每位博士发放九十万元现金”是原话吗"], on=ON)
    assert answer.verification is not None
    assert answer.verification.label == "not_found"


def test_facts_told_beside_the_first_question_hold_for_the_second(assistant: Assistant) -> None:
    answer = assistant.ask(["我们在宿州做光伏，五十个人，用地怎么保障？另外人才引进有啥支持"], on=ON)
    assert answer.profile["region"].endswith("宿州市")
    assert {fact.turn for fact in answer.told} == {0}
