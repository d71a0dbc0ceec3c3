"""Benefits that point back take over the conditions pointed to, with the words that state them."""

import pytest

from policies.documents.source import read_source
from policies.model import ReadClause
from policies.reading.annotate import read_policy


def benefits(text: str) -> list[ReadClause]:
    policy = read_policy(read_source(text.encode(), "办法.txt"))
    found = list(policy.claimable())
    for read in found:
        assert all(policy.source.text[c.start : c.end] == c.quote for c in read.annotation.criteria)
    return found


def demands(read: ReadClause, offer: int | None) -> list[tuple[str, object]]:
    return [(one.about, one.value) for one in read.annotation.criteria if one.offer == offer]


def test_an_offer_to_those_before_takes_the_conditions_of_the_offer_before() -> None:
    text = (
        "甲市仓储补贴办法\n"
        "第一条 对年营业收入500万元以上的企业,给予10万元奖励。对上述企业新招用的职工,给予1万元补贴。\n"
    )
    (read,) = benefits(text)
    assert ("revenue_wan", 500) in demands(read, 0)
    assert ("revenue_wan", 500) in demands(read, 1)


def test_who_was_aided_before_met_one_of_the_offers_before() -> None:
    text = (
        "甲市仓储补贴办法\n第一条 对职工50人以上的企业,给予5万元奖励。对职工80人以上的平台,给予8万元奖励。"
        "对享受上述政策的企业,再给予1万元培训补贴。\n"
    )
    (read,) = benefits(text)
    last = [one for one in read.annotation.criteria if one.offer == 2 and one.about == "employees"]
    assert {one.value for one in last} == {50, 80}
    assert all(one.group for one in last)


def test_the_clause_before_is_meant_where_none_of_its_own_is() -> None:
    text = (
        "甲市仓储补贴办法\n第一条 对职工50人以上的企业,给予5万元奖励。\n"
        "第二条 对上述企业的高管人才,给予2万元补贴。\n"
    )
    first, second = benefits(text)
    assert ("employees", 50) in demands(first, 0)
    assert ("employees", 50) in demands(second, 0)


ARTICLES = (
    "甲市人才补贴办法\n"
    "第一条 人才分为下列层次:(一)年龄不超过35周岁的博士;(二)年龄不超过40周岁的硕士。\n"
    "第二条 主管部门负责组织实施。\n"
)


@pytest.mark.parametrize(
    ("words", "age"),
    [
        ("对符合第一条第(二)项规定的人才,给予5万元补贴。", [40]),
        ("对不符合第一条规定的人才,给予5万元补贴。", []),
        ("对符合第九条规定的人才,给予5万元补贴。", []),
    ],
)
def test_an_article_that_is_named_is_a_condition(words: str, age: list[int]) -> None:
    read = benefits(f"{ARTICLES}第三条 {words}\n")[-1]
    assert [one.value for one in read.annotation.criteria if one.about == "age"] == age


def test_words_that_only_point_back_are_dropped_where_the_clause_has_its_list() -> None:
    text = (
        "甲市落户办法\n第一条 申请落户应同时符合下列条件:(一)年龄在45周岁以下;(二)具有本科以上学历。"
        "对符合本条第一款规定的人员,给予1万元安家补贴。\n"
    )
    (read,) = benefits(text)
    told = [(one.about, one.op) for one in read.annotation.criteria]
    assert ("age", "<=") in told
    assert ("text", "discretionary") not in told


def test_an_article_that_is_not_found_stays_open() -> None:
    read = benefits(f"{ARTICLES}第三条 对符合第九条规定的人才,给予5万元补贴。\n")[-1]
    assert "discretionary" in [one.op for one in read.annotation.criteria]


def test_beyond_the_conditions_above_means_them_too() -> None:
    first, second = benefits(
        "第一条 创业者可申请贷款，应符合以下条件：1.年龄不超过50周岁；2.有经营项目。\n"
        "第二条 其他人员申请贷款的，除上述规定的条件外，注册登记时间在3年内。\n"
    )
    assert ("age", 50) in demands(first, None)
    assert {("age", 50), ("founded_on", 3)} <= set(demands(second, None))
