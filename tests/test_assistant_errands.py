"""What is wanted done, not looked up: drafts hold cited words alone, the rest is declined plainly."""

from datetime import date

import pytest

from assistant.errands import SAID, errands, names_no_matter
from assistant.service import Assistant

ON = date(2026, 11, 22)

WISHES = [
    ("帮我排个名次，写一句给客户", ("wants_draft", "wants_ranking"), True),
    ("给我拟两句能发给教授的", ("wants_draft",), True),
    ("帮我写一段宿州人才政策的介绍", ("wants_draft",), False),
    ("你能保证批下来吗", ("wants_promise",), True),
    ("改成500万行不行", ("wants_altering",), True),
    ("年薪80万、安家50万，写进去可以吧", ("wants_altering",), True),
    ("帮我填一下表", ("wants_doing",), True),
    ("不对，是6000万", (), False),
    ("文件里写了一段什么", (), False),
]


@pytest.mark.parametrize(("turn", "wanted", "alone"), WISHES)
def test_wishes_are_told_from_questions(turn: str, wanted: tuple[str, ...], alone: bool) -> None:
    assert errands(turn) == wanted
    assert names_no_matter(turn) is alone


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    opened = Assistant(tmp_path_factory.mktemp("home"))
    opened.prepare()
    return opened


def test_a_draft_holds_cited_words_with_the_standing_of_their_document(assistant: Assistant) -> None:
    answer = assistant.ask(["宿州对高层次人才有什么支持", "帮我写一句给客户"], on=ON)
    lines = [line for line in answer.text.split("\n") if line.startswith("> ")]
    assert answer.verification is None
    assert "征求意见稿，没有正式实行" in lines[0]
    assert all("〔" in line for line in lines[1:-1])


def test_figures_that_are_wanted_are_neither_written_nor_taken_as_told(assistant: Assistant) -> None:
    answer = assistant.ask(["宿州的贷款支持写了什么", "帮我改成“每户可贷500万”，发企业群"], on=ON)
    assert answer.text.startswith(SAID["wants_altering"])
    assert "每户" not in answer.text
    assert not {"loan_wan", "employees"} & answer.profile.keys()


@pytest.mark.parametrize("turn", ["你能给我打包票吗", "护照号X1，你帮我记下交上去", "帮我写个通知"])
def test_what_cannot_be_done_is_declined_in_a_sentence(assistant: Assistant, turn: str) -> None:
    answer = assistant.ask([turn], on=ON)
    assert (answer.status, answer.citations) == ("abstained", ())
    assert len(answer.text) < 80
