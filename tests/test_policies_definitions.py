"""Terms and conditions that a document states once hold where they are used, each with its words."""

import pytest

from policies.documents.source import read_source
from policies.model import ReadClause
from policies.reading.alternatives import NAMED
from policies.reading.annotate import read_policy
from policies.reading.criteria import as_groups, find_criteria
from policies.reading.definitions import document_conditions, find_definitions, inherited, without_terms
from policies.reading.offers import find_offers

TERMS = (
    "本办法所称归雁青年,是指年龄不超过35周岁的返乡创业者。"
    "本办法所称归雁青年企业,是指归雁青年持股30%以上的企业。"
)


def inherits(text: str) -> list[tuple[int | None, str, object]]:
    found = inherited(text, (0, len(text)), find_offers(text), find_definitions(TERMS))
    return [(one.offer, one.about, one.value) for one in found if one.op not in ("is", NAMED)]


def test_terms_and_what_they_demand() -> None:
    first, second = find_definitions(TERMS)
    assert (first.term, second.term) == ("归雁青年", "归雁青年企业")
    assert ("age", "<=", 35) in [(one.about, one.op, one.value) for one in first.criteria]
    assert all(TERMS[one.start : one.end] == one.quote for one in (*first.criteria, *second.criteria))


@pytest.mark.parametrize(
    "text",
    [
        "本规定所称收派服务,是指接受委托派送函件的活动。",
        "指导思想是坚持创新。",
        "是指",
        "本办法所称小微企业,是指从业人员300人以下的企业。",
    ],
)
def test_things_and_what_a_profile_answers_need_no_definition(text: str) -> None:
    assert find_definitions(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对归雁青年给予1万元。", [(0, "age", 35)]),
        ("对归雁青年企业给予1万元。", [(0, "fact:归雁青年持股", 30)]),
        ("对入驻归雁青年创业园的企业给予1万元。", []),
        ("机构每推荐1名归雁青年给予1万元。", []),
        ("对退役军人给予2万元;对归雁青年,给予1万元。", [(1, "age", 35)]),
        ("对归雁青年开展宣传。", []),
    ],
)
def test_an_offer_inherits_the_terms_that_say_whom_it_is_for(text: str, expected: list[object]) -> None:
    assert inherits(text) == expected


def test_to_be_what_the_term_names_is_enough_and_says_nothing_more() -> None:
    text = "对首次获评省级示范工厂的归雁青年企业给予1万元。"
    offers = find_offers(text)
    terms = list(inherited(text, (0, len(text)), offers, find_definitions(TERMS)))
    assert len({one.group for one in terms if one.about == "fact:归雁青年企业"}) == 1
    assert [one.about for one in as_groups(terms)] == ["fact:归雁青年持股"]
    bare = "对归雁青年企业给予1万元。"
    asked = find_criteria(bare, 0, len(bare), find_offers(bare))
    assert without_terms(asked, terms) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("申报单位应当具有独立法人资格,信用记录良好。", ["fact:具有独立法人资格", "violations"]),
        ("本措施适用于在本市注册的企业。", ["region"]),
        ("申请人应同时符合下列条件:(一)年龄不超过40周岁;(二)具有本科以上学历。", ["age", "degree"]),
        ("本措施自印发之日起施行,有效期3年。", []),
        ("申报单位提交材料后,由主管部门审核。", []),
    ],
)
def test_a_document_may_demand_something_of_all(text: str, expected: list[str]) -> None:
    found = document_conditions(text, [(0, len(text))], "安徽省宿州市")
    assert [one.about for one in found] == expected
    assert all(text[one.start : one.end] == one.quote for one in found)


def test_each_benefit_of_a_document_has_its_scope_apart_from_its_own_criteria() -> None:
    text = (
        "宿州市扶持办法\n第一条 本办法适用于在本市注册的企业。\n"
        "第二条 对高新技术企业,给予10万元奖励。\n第三条 对独角兽企业,给予20万元奖励。\n"
    )
    policy = read_policy(read_source(text.encode(), "办法.txt"))
    benefits: list[ReadClause] = list(policy.claimable())
    assert [[one.about for one in read.annotation.scope] for read in benefits] == [["region"], ["region"]]
    assert [[one.about for one in read.annotation.criteria] for read in benefits] == [["qualifications"]] * 2
