"""A verdict is never better than what was told and what was understood."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from policies.vocabulary.terms import names

ON = date(2026, 6, 1)
WORDS = "对有关主体给予一定的奖励支持和服务保障。"
HERE = "安徽省宿州市"
OTHERS = ("高校毕业生", "劳动者")


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
