"""A single change in the user's power that opens a failed clause; nothing that nobody can change."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.facts import FACTS
from policies.matching.compiled import Provision
from policies.matching.verdict import match
from policies.matching.whatif import what_would_change
from policies.model import (
    Annotation,
    Award,
    Clause,
    ClauseKind,
    Criterion,
    DocumentInfo,
    ReadClause,
    Status,
    Verdict,
)
from policies.profile import tell

ON = date(2026, 6, 1)
HERE = "安徽省宿州市"
WORDS = "给予支持。"
ALIKE: dict[str, Any] = {"kind": "enterprise", "region": HERE}


def asks(about: str, op: str = "is", value: Any = True, **more: Any) -> Criterion:
    """A condition that stands in another section of the document; a free one in its own words."""
    words = about.removeprefix("fact:") * about.startswith("fact:")
    return Criterion(about=about, op=op, value=value, quote=words, start=90, end=90 + len(words), **more)


def provision(*criteria: Criterion, status: Status = Status.IN_FORCE, **more: Any) -> Provision:
    """A clause that gives something by each of its offers."""
    clause = Clause(id="一", locator="一", heading="奖励", start=0, end=len(WORDS))
    gives = tuple(Award.of(WORDS, 2, 4, what="支持", kind="subsidy", offer=one.offer) for one in criteria)
    meaning = {"kind": ClauseKind.INCENTIVE, "addressees": ("enterprise",), "criteria": criteria}
    meaning |= {"awards": gives} | more
    read = ReadClause(clause=clause, annotation=Annotation(**meaning))
    return Provision("一", read, WORDS, DocumentInfo(title="措施", region=HERE, status=status))


def verdict(one: Provision, told: dict[str, Any]) -> Verdict:
    return match(one.read, one.words, one.info, "d", told, ON).verdict


def changes(one: Provision, told: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    return what_would_change(one, match(one.read, one.words, one.info, "d", told, ON), told, ON)


INVESTED = asks("investment_wan", ">=", 1000)
GRADE = asks("qualifications", value="高新技术企业")
YOUNG = asks("age", "<=", 40)


@pytest.mark.parametrize(
    ("criterion", "told", "change"),
    [
        (
            INVESTED,
            {"investment_wan": 800},
            ("investment_wan", 800, 1000, "总投资再增加200万元（从800万元到1000万元），就符合这一条。"),
        ),
        (
            asks("employees", ">", 30),
            {"employees": 30},
            ("employees", 30, 31, "职工人数再增加1人（从30人到31人），就符合这一条。"),
        ),
        (
            GRADE,
            {"qualifications": {"高新技术企业": False}},
            (
                *("qualifications", {"高新技术企业": False}, {"高新技术企业": True}),
                "取得“高新技术企业”认定，就符合这一条。",
            ),
        ),
        (
            asks("fact:获得省级质量奖"),
            {"facts": {"获得省级质量奖": False}},
            ("fact:获得省级质量奖", False, True, "做到“获得省级质量奖”，就符合这一条。"),
        ),
        (
            asks("fact:持股比例", ">=", 25, unit="%"),
            {"facts": {"持股比例_%": 24.5}},
            ("fact:持股比例_%", 24.5, 25, "“持股比例”再增加0.5个百分点（从24.5%到25%），就符合这一条。"),
        ),
        (
            asks("fact:服务企业家数", ">=", 20, unit="家"),
            {"facts": {"服务企业家数": 15}},
            ("fact:服务企业家数", 15, 20, "“服务企业家数”再增加5家（从15家到20家），就符合这一条。"),
        ),
    ],
)
def test_the_smallest_change_is_named(criterion: Criterion, told, change) -> None:
    (found,) = changes(provision(criterion), ALIKE | told)
    assert (found["about"], found["from"], found["to"], found["text"]) == change
    assert found["then"] == "eligible"


@pytest.mark.parametrize(
    ("criteria", "told"),
    [
        ((YOUNG,), {"age": 41}),
        ((asks("violations", value=False),), {"violations": True}),
        ((asks("founded_on", ">=", 3, unit="年"),), {"founded_on": "2026-01-01"}),
        ((asks("employees", "<=", 300),), {"employees": 301}),
        ((asks("fact:年龄未满三十周岁"),), {"facts": {"年龄未满三十周岁": False}}),
        ((asks("fact:提供引进服务的第三方机构"),), {"facts": {"提供引进服务的第三方机构": False}}),
        ((INVESTED, YOUNG), {"investment_wan": 800, "age": 41}),
        ((INVESTED, GRADE), {"investment_wan": 800, "qualifications": {"高新技术企业": False}}),
        ((INVESTED,), {"investment_wan": 800, "region": "浙江省杭州市"}),
        ((INVESTED,), {"investment_wan": 800, "kind": "talent"}),
        ((INVESTED,), {"investment_wan": 1000}),
        ((INVESTED,), {}),
    ],
)
def test_nothing_is_proposed_that_nobody_can_change_or_that_is_not_enough(criteria, told) -> None:
    assert changes(provision(*criteria), ALIKE | told) == ()


def test_a_draft_proposes_nothing() -> None:
    assert changes(provision(INVESTED, status=Status.DRAFT), ALIKE | {"investment_wan": 800}) == ()


def test_a_project_may_still_choose_its_place_where_nothing_else_is_open() -> None:
    project = {"kind": "project", "region": "浙江省杭州市"}
    (found,) = changes(provision(INVESTED), project | {"investment_wan": 1000})
    assert (found["about"], found["to"]) == ("region", HERE)
    assert found["text"] == f"项目落户到{HERE}，就符合这一条。"
    assert changes(provision(INVESTED), project) == ()


def test_what_is_left_open_is_said_and_comes_after_what_is_enough() -> None:
    either = [one.model_copy(update={"offer": k}) for k, one in enumerate((INVESTED, GRADE))]
    more = asks("employees", ">=", 10, offer=0)
    told = ALIKE | {"investment_wan": 10, "qualifications": {"高新技术企业": False}}
    found = changes(provision(*either, more), told)
    assert [(one["about"], one["then"]) for one in found] == [
        ("qualifications", "eligible"),
        ("investment_wan", "needs_facts"),
    ]
    assert found[1]["text"].endswith("再补充其他情况后可能符合。")


NUMBERS = sorted(key for key, fact in FACTS.items() if fact.change == "raise")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(NUMBERS), st.sampled_from([">=", ">", "<="]), st.integers(1, 50)),
        max_size=4,
    ),
    st.dictionaries(st.sampled_from(NUMBERS), st.integers(0, 50)),
)
def test_each_change_does_what_it_says_and_one_step_less_does_not(bounds, told) -> None:
    one = provision(*(asks(key, op, value) for key, op, value in bounds))
    before = verdict(one, ALIKE | told)
    for found in changes(one, ALIKE | told):
        assert before == Verdict.INELIGIBLE
        assert verdict(one, tell(ALIKE | told, found["about"], found["to"])) == found["then"]
        assert verdict(one, tell(ALIKE | told, found["about"], found["to"] - 1)) == Verdict.INELIGIBLE
