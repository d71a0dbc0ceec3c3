"""A verdict is never better than what was told and what was understood."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.documents.source import read_source
from policies.matching.paths import demands_all
from policies.matching.verdict import match
from policies.model import (
    Annotation,
    Clause,
    ClauseKind,
    Criterion,
    DocumentInfo,
    Outcome,
    ReadClause,
    Status,
    Verdict,
)
from policies.reading.annotate import read_policy
from policies.vocabulary.terms import names

ON = date(2026, 6, 1)
WORDS = "对有关主体给予一定的奖励支持和服务保障。"
HERE = "安徽省宿州市"


def benefit(**meaning: Any) -> ReadClause:
    clause = Clause(id="c1", locator="一", heading="奖励", start=10, end=30)
    annotation = Annotation(kind=ClauseKind.INCENTIVE, **{"addressees": ("enterprise",)} | meaning)
    return ReadClause(clause=clause, annotation=annotation)


def verdict(profile: dict[str, Any], read: ReadClause | None = None, on: date = ON, **info: Any) -> Verdict:
    document = DocumentInfo(**{"title": "措施", "region": HERE, "status": Status.IN_FORCE} | info)
    return match(read or benefit(), WORDS, document, "d", profile, on).verdict


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        ("安徽省宿州市", Verdict.NEEDS_RULING),
        ("安徽省宿州市灵璧县", Verdict.NEEDS_RULING),
        ("宿州", Verdict.NEEDS_RULING),
        ("浙江省杭州市", Verdict.INELIGIBLE),
        ("安徽省", Verdict.NEEDS_FACTS),
        ("鼓楼区", Verdict.INELIGIBLE),
        ("某个地方", Verdict.NEEDS_FACTS),
    ],
)
def test_the_seat_decides_where_it_is_known(region: str, expected: Verdict) -> None:
    assert verdict({"kind": "enterprise", "region": region}) == expected


@pytest.mark.parametrize(
    ("region", "fails"),
    [("安徽省宿州市泗县", True), ("安徽省宿州市灵璧县", False), ("安徽省宿州市", None)],
)
def test_a_seat_in_a_place_that_is_left_out_fails(region: str, fails: bool | None) -> None:
    left_out = Criterion(
        about="region", op="not_in", value=("安徽省宿州市泗县",), quote="泗县", start=12, end=14
    )
    told = verdict({"kind": "enterprise", "region": region}, benefit(criteria=(left_out,)))
    assert (told == Verdict.INELIGIBLE) == (fails is True)
    assert (told == Verdict.NEEDS_FACTS) == (fails is None)


def test_a_place_of_work_is_enough() -> None:
    told = {"kind": "talent", "region": "浙江省杭州市", "employer_region": "安徽省宿州市"}
    assert verdict(told, benefit(addressees=("talent",))) == Verdict.NEEDS_RULING


@pytest.mark.parametrize(
    ("kind", "addressees", "expected"),
    [
        ("enterprise", ("enterprise",), Verdict.NEEDS_RULING),
        ("enterprise", ("employer", "talent"), Verdict.NEEDS_RULING),
        ("enterprise", ("talent",), Verdict.INELIGIBLE),
        ("enterprise", ("graduate", "jobseeker"), Verdict.INELIGIBLE),
        ("talent", ("graduate",), Verdict.NEEDS_RULING),
        ("talent", ("enterprise",), Verdict.INELIGIBLE),
        ("project", ("enterprise",), Verdict.NEEDS_RULING),
        ("project", ("talent",), Verdict.INELIGIBLE),
        (None, ("enterprise",), Verdict.NEEDS_FACTS),
        (None, (), Verdict.NEEDS_RULING),
    ],
)
def test_a_benefit_is_for_those_it_speaks_to(kind: str | None, addressees, expected: Verdict) -> None:
    told = {"kind": kind, "region": HERE} if kind else {"region": HERE}
    assert verdict(told, benefit(addressees=addressees)) == expected


@pytest.mark.parametrize("region", ["全国", None])
def test_a_rule_for_everywhere_asks_for_no_place(region: str | None) -> None:
    assert verdict({"kind": "enterprise"}, region=region) == Verdict.NEEDS_RULING


@pytest.mark.parametrize(
    ("on", "info", "expected"),
    [
        (ON, {"status": Status.DRAFT}, Verdict.NOT_IN_FORCE),
        (ON, {"status": Status.SUPERSEDED}, Verdict.NOT_IN_FORCE),
        (ON, {"status": Status.UNKNOWN}, Verdict.NEEDS_RULING),
        (date(2026, 12, 31), {"effective_to": date(2026, 12, 31)}, Verdict.NEEDS_RULING),
        (date(2027, 1, 1), {"effective_to": date(2026, 12, 31)}, Verdict.NOT_IN_FORCE),
        (date(2026, 2, 28), {"effective_from": date(2026, 3, 1)}, Verdict.NOT_IN_FORCE),
        (date(2026, 3, 1), {"effective_from": date(2026, 3, 1)}, Verdict.NEEDS_RULING),
    ],
)
def test_force_of_law_ends_and_begins_with_the_printed_day(on: date, info, expected: Verdict) -> None:
    assert verdict({"kind": "enterprise", "region": HERE}, on=on, **info) == expected


def test_a_draft_entitles_and_excludes_nobody_and_still_tells_what_fails() -> None:
    document = DocumentInfo(title="草案", region=HERE, status=Status.DRAFT)
    found = match(benefit(), WORDS, document, "d", {"kind": "enterprise", "region": "浙江省杭州市"}, ON)
    assert (found.verdict, found.fails) == (Verdict.NOT_IN_FORCE, True)
    assert "征求意见稿" in found.amount_note


def test_what_is_missing_is_named_once_and_findings_point_into_the_clause() -> None:
    found = match(benefit(), WORDS, DocumentInfo(title="措施", region=HERE), "d", {}, ON)
    assert found.missing == ("region", "kind")
    assert found.clause_id == "d#c1"
    assert all(10 <= f.criterion.start <= f.criterion.end <= 30 for f in found.findings)
    assert all(finding.reason for finding in found.findings)


PROFILES = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["enterprise", "talent", "project"]),
        "region": st.sampled_from([HERE, "安徽省", "浙江省杭州市", "无此地"]),
        "industries": st.lists(st.sampled_from(["光伏", "餐饮", "无此业"]), min_size=1),
    },
)
CONDITION = Criterion(about="text", op="discretionary", quote="首次", start=12, end=14)
BENEFITS = st.builds(
    benefit,
    addressees=st.lists(st.sampled_from(names("addressee")), max_size=3).map(tuple),
    industries=st.lists(st.sampled_from(["光伏", "储能"]), max_size=2).map(tuple),
    criteria=st.sampled_from([(), (CONDITION,)]),
)
DOCUMENTS = st.builds(
    DocumentInfo,
    title=st.just("措施"),
    region=st.sampled_from([None, HERE, "全国"]),
    status=st.sampled_from(Status),
)


def test_what_the_document_demands_of_all_is_left_open_too() -> None:
    document = DocumentInfo(title="措施", region=HERE)
    scoped = benefit(scope=(CONDITION,))
    found = match(scoped, WORDS, document, "d", {"kind": "enterprise", "region": HERE}, ON)
    assert CONDITION in [f.criterion for f in found.findings if f.outcome == Outcome.DISCRETIONARY]
    assert found.verdict == Verdict.NEEDS_RULING


@given(BENEFITS, DOCUMENTS, PROFILES)
def test_nothing_unread_is_promised_and_more_told_never_turns_a_failure_round(
    read, document, profile
) -> None:
    found = match(read, WORDS, document, "d", profile, ON)
    outcomes = {finding.outcome for finding in found.findings}
    assert found.verdict != Verdict.ELIGIBLE
    if found.verdict == Verdict.NEEDS_RULING:
        assert not outcomes & {Outcome.UNMET, Outcome.UNKNOWN}
        assert Outcome.DISCRETIONARY in outcomes
    for key in profile:
        less = {other: value for other, value in profile.items() if other != key}
        assert match(read, WORDS, document, "d", less, ON).fails <= found.fails


MEASURES = """宿州市支持企业发展若干措施
第一条 支持企业创新。对首次获得中国专利金奖的企业，给予一次性奖励10万元。
第二条 支持租用厂房。对承租国有厂房的中小微企业，免收3个月租金；对减免租金的孵化基地，给予5万元补助。
第三条 支持金融服务。对金融机构在本市设立总部的，给予100万元奖励。
第四条 支持青年。对35周岁以下的青年人才，给予每月500元租房补贴。
第五条 支持咨询。为企业提供便捷的法律服务，开辟法律援助绿色通道。
第六条 获评省级绿色工厂后给予奖励5万元；获评市级绿色工厂的给予奖励2万元。
第七条 支持商贸。快递寄送账单的企业免收邮寄费，对采购冷链设备的企业给予2万元补助。
第八条 支持融资。对遭遇冰雹的企业，政策性融资担保机构取消反担保要求，降低担保费率。
"""
FACTS = ("首次获得中国专利金奖", "获得中国专利金奖", "承租国有厂房", "减免租金的孵化基地", "在本市设立总部")
POLICY = read_policy(read_source(MEASURES.encode(), "措施.txt"))
ENTERPRISE = {"kind": "enterprise", "region": "安徽省宿州市灵璧县", "industries": ["服装制造"]}


def verdicts(profile: dict[str, Any]) -> dict[str, Verdict]:
    document = DocumentInfo(title="措施", region=HERE, status=Status.IN_FORCE)
    return {
        read.clause.locator: match(
            read, MEASURES[read.clause.start : read.clause.end], document, "d", profile, ON
        ).verdict
        for read in POLICY.claimable()
    }


@pytest.mark.parametrize(
    ("told", "locator", "expected"),
    [
        ({"facts": {"首次获得中国专利金奖": True}}, "第一条", Verdict.ELIGIBLE),
        ({"facts": {"获得中国专利金奖": True}}, "第一条", Verdict.NEEDS_FACTS),
        ({"facts": {"获得中国专利金奖": False}}, "第一条", Verdict.INELIGIBLE),
        ({}, "第一条", Verdict.NEEDS_FACTS),
        (
            {"facts": {"首次获得中国专利金奖": True}, "received": ["中国专利金奖一次性奖励"]},
            "第一条",
            Verdict.INELIGIBLE,
        ),
        ({"scale": "小型", "facts": {"承租国有厂房": True}}, "第二条", Verdict.ELIGIBLE),
        ({"scale": "大型", "facts": {"承租国有厂房": True}}, "第二条", Verdict.NEEDS_FACTS),
        (
            {"scale": "大型", "facts": {"承租国有厂房": True, "减免租金的孵化基地": False}},
            "第二条",
            Verdict.INELIGIBLE,
        ),
        ({"facts": {"承租国有厂房": True}}, "第二条", Verdict.NEEDS_FACTS),
        ({"scale": "大型", "facts": {"减免租金的孵化基地": True}}, "第二条", Verdict.ELIGIBLE),
        ({}, "第三条", Verdict.INELIGIBLE),
        ({"facts": {"在本市设立总部": True}}, "第三条", Verdict.INELIGIBLE),
        ({}, "第四条", Verdict.INELIGIBLE),
        ({}, "第五条", Verdict.ELIGIBLE),
        (
            {"facts": {"获评省级绿色工厂": True, "获评市级绿色工厂": False}},
            "第六条",
            Verdict.ELIGIBLE,
        ),
        ({"facts": {"快递寄送账单": False, "采购冷链设备": True}}, "第七条", Verdict.ELIGIBLE),
        ({"facts": {"快递寄送账单": True, "采购冷链设备": False}}, "第七条", Verdict.ELIGIBLE),
        (
            {"facts": {"遭遇冰雹的企业": True, "政策性融资担保机构": False}},
            "第八条",
            Verdict.ELIGIBLE,
        ),
    ],
)
def test_verdicts_follow_from_what_is_told(told: dict[str, Any], locator: str, expected: Verdict) -> None:
    assert verdicts(ENTERPRISE | told)[locator] == expected


@given(
    st.dictionaries(st.sampled_from(FACTS), st.booleans(), max_size=3),
    st.sampled_from(FACTS),
    st.booleans(),
)
def test_one_more_fact_never_opens_what_was_certain(facts: dict[str, bool], more: str, holds: bool) -> None:
    before = verdicts(ENTERPRISE | {"scale": "小型", "facts": facts})
    after = verdicts(ENTERPRISE | {"scale": "小型", "facts": {more: holds} | facts})
    for locator, verdict_before in before.items():
        if verdict_before == Verdict.ELIGIBLE:
            assert after[locator] in (Verdict.ELIGIBLE, Verdict.INELIGIBLE)


def test_reasons_say_what_was_told_and_what_is_asked() -> None:
    read = next(one for one in POLICY.claimable() if one.clause.locator == "第二条")
    words = MEASURES[read.clause.start : read.clause.end]
    document = DocumentInfo(title="措施", region=HERE, status=Status.IN_FORCE)
    told = ENTERPRISE | {"scale": "大型", "facts": {"承租国有厂房": True}}
    reasons = [finding.reason for finding in match(read, words, document, "d", told, ON).findings]
    assert any("您填写的规模是“大型”，不符合" in reason for reason in reasons)
    assert any("您说明了“承租国有厂房：是”" in reason for reason in reasons)


NOTICE = """关于组织申报安徽省宿州市品牌项目的通知
一、受理项目
（一）老字号改造补贴项目
二、申报要求
（一）申报单位还应按《统计法》的规定，完成上年度统计年报报送。
"""
GUIDE, YEARBOOK = "符合老字号改造补贴项目申报指南的条件", "完成2025年度统计年报报送"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({GUIDE: True, YEARBOOK: True}, Verdict.ELIGIBLE),
        ({GUIDE: True}, Verdict.NEEDS_FACTS),
        ({GUIDE: False, YEARBOOK: True}, Verdict.INELIGIBLE),
        ({GUIDE: True, YEARBOOK: False}, Verdict.INELIGIBLE),
        ({YEARBOOK: True}, Verdict.NEEDS_RULING),
    ],
)
def test_the_conditions_of_a_guide_may_be_told_as_a_whole(facts: dict[str, bool], expected: Verdict) -> None:
    policy = read_policy(read_source(NOTICE.encode(), "通知.txt"))
    (read,) = policy.claimable()
    words = NOTICE[read.clause.start : read.clause.end]
    info = DocumentInfo(title="通知", region=HERE, status=Status.IN_FORCE)
    assert match(read, words, info, "d", ENTERPRISE | {"facts": facts}, ON).verdict == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("（2）服务出海。为参展企业办理通关；对投诉企业提供调解。", False),
        ("申报奖励：（1）在本市纳税；（2）依法经营。", True),
        ("申报奖励\n（1）在本市纳税；\n（2）依法经营。", True),
    ],
)
def test_the_number_of_an_item_makes_it_no_list(words: str, expected: bool) -> None:
    assert demands_all(words) == expected
