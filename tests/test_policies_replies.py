"""Answers written after the assistant's own questions become facts; anything else is left alone."""

import pytest

from policies.matching.questions import FREE, NUMBER, RULED, STANDING
from policies.matching.replies import read_reply
from policies.profile import FACTS


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        (FACTS["employees"].question, "30人", {"employees": 30}),
        (FACTS["employees"].question, "有30人。", {"employees": 30}),
        (FACTS["revenue_wan"].question, "2.8亿元", {"revenue_wan": 28000}),
        (FACTS["kind"].question, "企业", {"kind": "enterprise"}),
        (FACTS["region"].question, "宿州市灵璧县", {"region": "宿州市灵璧县"}),
        ("请把所在地说得更具体一些。" + FACTS["region"].question, "宿州市", {"region": "宿州市"}),
        (FACTS["violations"].question, "没有", {"violations": False}),
        (FACTS["received"].question, "无", {"received": []}),
        (FACTS["founded_on"].question, "2021年6月", {"founded_on": "2021-06"}),
        (STANDING.format("规上企业"), "不是", {"qualifications": {"规上企业": False}}),
        (FREE.format("获得省级质量奖"), "是的", {"facts": {"获得省级质量奖": True}}),
        (RULED.format("对产业有重大带动作用"), "符合", {"facts": {"对产业有重大带动作用": True}}),
        (NUMBER.format("门店数", "（家）", "门店不少于3家"), "5", {"facts": {"门店数(家)": 5}}),
        (NUMBER.format("门店数", "（家）", "门店不少于3家"), "有5家", {"facts": {"门店数(家)": 5}}),
    ],
)
def test_an_answer_after_a_question_is_a_fact(question: str, answer: str, told) -> None:
    assert read_reply(question + answer) == told
    assert read_reply(f"{question}\n答:{answer}") == told


@pytest.mark.parametrize(
    "turn",
    [
        "",
        "光伏企业落户宿州有什么支持？",
        FACTS["employees"].question,
        FACTS["employees"].question + "不清楚",
        FACTS["region"].question + "哪里都行",
        STANDING.format("规上企业"),
        STANDING.format("规上企业") + "还在申报",
        "我们有30人",
    ],
)
def test_anything_else_is_no_answer(turn: str) -> None:
    assert read_reply(turn) == {}
