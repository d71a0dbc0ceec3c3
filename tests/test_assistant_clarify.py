"""One question back where only the user can choose, and what is made of the answer."""

from datetime import date
from pathlib import Path

import pytest

from assistant.clarify import Unclear, cleared, picked, unclear_subject
from assistant.service import Assistant
from assistant.told import listen
from policies.model import Answer

ON = date(2026, 6, 1)
WEST_LAKE = "西湖区对招商引才有什么做法"
HANGZHOU, NANCHANG = "浙江省杭州市西湖区", "江西省南昌市西湖区"
FIRMS = "我们公司在宿州做光伏,另一家公司在青岛做中介"


def ask(assistant: Assistant, *turns: str) -> Answer:
    return assistant.ask(turns, on=ON)


def test_a_name_of_two_places_is_asked_back_and_the_choice_answers(assistant: Assistant) -> None:
    asked = ask(assistant, WEST_LAKE)
    assert (asked.status, asked.citations) == ("needs_profile", ())
    (question,) = asked.next_questions
    assert question.choices == (HANGZHOU, NANCHANG)
    assert question.choices[0] in asked.text
    reply = f"{question.question}\n答:{HANGZHOU}"
    answer = ask(assistant, WEST_LAKE, reply)
    assert {citation.document_id for citation in answer.citations} == {"zhejiang-2023-news"}
    assert answer.model_dump() == ask(assistant, WEST_LAKE.replace("西湖区", HANGZHOU)).model_dump()
    assert ask(assistant, WEST_LAKE, reply.replace(HANGZHOU, NANCHANG)).status == "abstained"


def test_a_place_that_makes_no_difference_is_not_asked(assistant: Assistant) -> None:
    for question in ("鼓楼区人才公寓怎么申请", "白云区人才公寓怎么申请"):
        assert ask(assistant, question).status == "abstained"


def test_the_only_place_of_that_name_with_documents_is_taken_and_told(
    assistant: Assistant, tmp_path: Path
) -> None:
    file = tmp_path / "措施.txt"
    file.write_text("南京市鼓楼区扶持措施\n一、租金补贴\n对纺织企业按照租金的30%给予补贴。\n", "utf-8")
    assistant.ingest([file])
    answer = ask(assistant, "鼓楼区纺织企业租金有补贴吗")
    assert "已将“鼓楼区”理解为“江苏省南京市鼓楼区”" in answer.text
    assert "30%" in answer.text
    assert ask(assistant, "我们在徐州,鼓楼区纺织企业租金有补贴吗").status == "abstained"


@pytest.mark.parametrize("reply", ["杭州的", "杭州", "浙江那个", "第一个", "前者", "1", "杭州市西湖区"])
def test_a_choice_may_be_said_in_few_words(assistant: Assistant, reply: str) -> None:
    id_ = assistant.conversations.begin()
    assistant.ask([WEST_LAKE], on=ON, conversation=id_)
    answer = assistant.ask([reply], on=ON, conversation=id_)
    assert answer.text == ask(assistant, WEST_LAKE.replace("西湖区", HANGZHOU)).text


def test_who_passes_over_the_question_is_answered_and_not_asked_again(assistant: Assistant) -> None:
    id_ = assistant.conversations.begin()
    assistant.ask([WEST_LAKE], on=ON, conversation=id_)
    answer = assistant.ask(["有哪些招商引才的做法"], on=ON, conversation=id_)
    assert answer.citations
    assert f"已将“西湖区”理解为“{HANGZHOU}或{NANCHANG}”" in answer.text


@pytest.mark.parametrize(
    ("turns", "read"),
    [
        (["西湖区有什么补贴", "杭州的"], [f"{HANGZHOU}有什么补贴"]),
        (["我们在杭州,西湖区有什么补贴"], [f"我们在杭州,{HANGZHOU}有什么补贴"]),
        (["我们在余杭区", "西湖区有什么补贴"], ["我们在余杭区", f"{HANGZHOU}有什么补贴"]),
        (["我们在宁波,西湖区有什么补贴"], ["我们在宁波,西湖区有什么补贴"]),
        (["西湖区有什么补贴", "那杭州的人才政策呢"], ["西湖区有什么补贴", "那杭州的人才政策呢"]),
        (["西湖区有什么补贴", "您说的“西湖区”是哪一个？"], ["西湖区有什么补贴", "您说的“西湖区”是哪一个？"]),
        (["“西湖区企业给予补贴”杭州文件里有这句话吗"], ["“西湖区企业给予补贴”杭州文件里有这句话吗"]),
    ],
)
def test_what_is_read_in_place_of_unclear_words(turns: list[str], read: list[str]) -> None:
    assert cleared([], turns) == ([], read)


def test_a_pronoun_is_no_part_of_another_word() -> None:
    said = ["其他补贴先不说,他能拿其他什么", "您说的“他”是哪一个？答:我弟弟"]
    assert cleared([], said) == ([], ["其他补贴先不说,我弟弟能拿其他什么"])


def test_a_choice_reaches_back_to_the_question_it_is_for() -> None:
    reply = f"您说的“西湖区”是哪一个？答:{HANGZHOU}"
    assert cleared(["你好", "西湖区有什么补贴"], [reply]) == (["你好"], [f"{HANGZHOU}有什么补贴"])
    assert cleared(["你好"], [reply]) == (["你好"], [reply])


@pytest.mark.parametrize(
    ("turn", "taken"),
    [
        ("第二个", "乙市丙区"),
        ("后者", "乙市丙区"),
        ("乙市", "乙市丙区"),
        ("丙区", ""),
        ("有什么奖励", ""),
        ("", ""),
    ],
)
def test_a_turn_that_chooses(turn: str, taken: str) -> None:
    unclear = Unclear(about="place", words="丙区", choices=("甲市丙区", "乙市丙区"), why="")
    assert picked(turn, unclear) == (f"{unclear.question}答:{taken}" if taken else turn)


@pytest.mark.parametrize(
    ("turns", "words", "choices"),
    [
        (["我朋友是博士,我同事是硕士", "他能拿安家费吗"], "他", ["我同事", "我朋友"]),
        (["我弟弟是本科,我老婆是博士", "他能拿安家费吗"], "他", ["我弟弟"]),
        (["我老婆是博士,我弟弟是本科", "他能拿安家费吗"], "", []),
        (["我朋友是博士,我同事是硕士", "他45岁能拿安家费吗"], "他", ["我同事", "我朋友"]),
        (["我硕士学材料的,他博士学生物的"], "", []),
        (["我硕士学材料的,他博士学生物的", "他能拿多少"], "", []),
        (["我朋友是博士", "我同事是硕士", "他能拿安家费吗"], "", []),
        (["我朋友是博士,我同事是硕士", "我同事能拿安家费吗", "他几岁以下才行"], "", []),
        ([FIRMS, "那企业能拿多少"], "那企业", ["另一家公司", "我们公司"]),
        ([FIRMS, "那家公司能拿多少"], "那家公司", ["另一家公司"]),
        ([FIRMS, "我们公司能拿多少"], "", []),
        (["他们公司能拿多少"], "", []),
        (["他能拿多少"], "", []),
    ],
)
def test_of_whom_a_question_may_be(turns: list[str], words: str, choices: list[str]) -> None:
    unclear = unclear_subject(turns[-1], listen(turns, ON))
    assert (unclear.words if unclear else "", list(unclear.choices) if unclear else []) == (words, choices)


def test_the_one_chosen_is_the_one_the_answer_is_for(assistant: Assistant) -> None:
    asked = ask(assistant, FIRMS, "那企业有什么支持")
    (question,) = asked.next_questions
    for choice, region in (("我们公司", "安徽省宿州市"), ("另一家公司", "山东省青岛市")):
        reply = f"{question.question}\n答:{choice}"
        assert ask(assistant, FIRMS, "那企业有什么支持", reply).profile["region"] == region
    assert ask(assistant, FIRMS, "那家公司有什么支持").profile["region"] == "山东省青岛市"


def test_at_most_one_question_back_and_not_the_same_at_once_again(assistant: Assistant) -> None:
    id_ = assistant.conversations.begin()
    asked = []
    for turn in ("淮北相山区的企业有什么奖励", "技术改造呢", "能拿多少", "还有别的奖励吗"):
        answer = assistant.ask([turn], on=ON, conversation=id_)
        assert len(answer.next_questions) < 2
        asked += [(one.about, one.name) for one in answer.next_questions]
        assert all(one.why for one in answer.next_questions)
    assert asked
    assert len(set(asked)) == len(asked)
