"""A form and the answers after it become a profile."""

from typing import Any

import pytest

from assistant.form import answered, fields, profile_of
from policies.errors import InvalidProfile
from policies.facts import FACTS
from policies.model import Question


@pytest.mark.parametrize("kind", FACTS["kind"].choices)
def test_every_kind_is_asked_for_its_place_first(kind: str) -> None:
    assert fields(kind)[0].key == "region"
    assert 4 <= len(fields(kind)) <= 8


@pytest.mark.parametrize(
    ("written", "further", "told"),
    [
        ({"region": "宿州市", "scale": "", "employees": None}, "", {"region": "宿州市"}),
        ({"revenue_wan": "2.8亿元"}, "", {"revenue_wan": 28_000}),
        ({}, "年纳税额：300万\n\n 已享受的政策:房租补贴 ", {"tax_wan": 300, "received": ["房租补贴"]}),
        ({}, "获得中国专利金奖\n有自主品牌：否", {"facts": {"获得中国专利金奖": True, "有自主品牌": False}}),
        ({}, "带动就业=30", {"facts": {"带动就业": 30}}),
        ({}, "获得中国专利金奖：\n带动就业：30", {"facts": {"带动就业": 30}}),
        ({}, "：无名", {"facts": {"：无名": "无名"}}),
    ],
)
def test_what_is_written_is_told(written: dict[str, Any], further: str, told: dict[str, Any]) -> None:
    assert profile_of("enterprise", written, further).told == {"kind": "enterprise", **told}


@pytest.mark.parametrize(
    ("question", "reply", "told"),
    [
        ({"about": "employees", "expects": "number", "unit": "人"}, "30", {"employees": 30}),
        ({"about": "revenue_wan", "expects": "number", "unit": "万元"}, "3亿元", {"revenue_wan": 30_000}),
        (
            {"about": "qualifications", "name": "规上企业", "expects": "truth"},
            "是",
            {"qualifications": {"高新技术企业": True, "规上企业": True}},
        ),
        (
            {"about": "fact:带动就业人数", "expects": "number", "unit": "人"},
            "30",
            {"facts": {"已投产": True, "带动就业人数(人)": 30}},
        ),
        (
            {"about": "fact:有自主品牌", "expects": "truth"},
            "否",
            {"facts": {"已投产": True, "有自主品牌": False}},
        ),
    ],
)
def test_an_answer_is_added(question: dict[str, Any], reply: str, told: dict[str, Any]) -> None:
    before = {"kind": "enterprise", "qualifications": {"高新技术企业": True}, "facts": {"已投产": True}}
    asked = Question(question="？", why="", **question)
    assert answered(before, asked, reply) == {**before, **told}


@pytest.mark.parametrize(
    ("further", "said"),
    [
        ("年营业收入", "“年营业收入”后面没有写内容"),
        ("年营业收入：很多", "^“年营业收入”的值“很多”应当是数字"),
        (f"{' ' * 2000}盖章{' ' * 2000}章", "200个字以内"),  # spaces that a pattern would try in every way
    ],
)
def test_a_line_that_cannot_be_read_is_refused_in_plain_words(further: str, said: str) -> None:
    with pytest.raises(InvalidProfile, match=said):
        profile_of("enterprise", {}, further)


@pytest.mark.parametrize(
    ("further", "warned"), [("规模：很大", "“规模”"), ("职工人数：5\n参保人数：9", "还多")]
)
def test_what_is_set_aside_is_told(further: str, warned: str) -> None:
    checked = profile_of("enterprise", {}, further)
    assert checked.told == {"kind": "enterprise"}
    assert warned in checked.aside[0]


@pytest.mark.parametrize(
    ("about", "reply", "said"),
    [
        ("employees", "很多", "^“职工人数”的值“很多”应当是数字"),
        ("insured_employees", "9", "^“[^，]*比“职工人数”（5人）还多，请核对。$"),
        ("fact:带动就业人数", "约30", "“约30”不是数字（人）"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused(about: str, reply: str, said: str) -> None:
    asked = Question(about=about, question="？", why="", expects="number", unit="人")
    with pytest.raises(InvalidProfile, match=said):
        answered({"kind": "enterprise", "employees": 5}, asked, reply)
