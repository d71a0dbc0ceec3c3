"""Only what can still change something is asked for, the most telling first, with a reason."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.matching.compiled import Provision
from policies.matching.questions import next_questions
from policies.matching.verdict import match
from policies.model import (
    Amount,
    AmountRange,
    Annotation,
    Award,
    Clause,
    ClauseKind,
    Criterion,
    DocumentInfo,
    Match,
    Question,
    ReadClause,
    Status,
    Tier,
)
from policies.profile import tell

ON = date(2026, 6, 1)
HERE = "安徽省宿州市"
WORDS = "给予支持。"
ALIKE = {"kind": "enterprise", "region": HERE}


def asks(about: str, op: str = "is", value: Any = True, quote: str = "", **more: Any) -> Criterion:
    """A condition that stands in another section of the document; a free one in its own words."""
    words = quote or about.removeprefix("fact:") * about.startswith("fact:")
    return Criterion(about=about, op=op, value=value, quote=words, start=90, end=90 + len(words), **more)


def provision(
    *criteria: Criterion, id: str = "一", status: Status = Status.IN_FORCE, **more: Any
) -> Provision:
    clause = Clause(id=id, locator=id, heading=f"{id}号奖励", start=0, end=len(WORDS))
    annotation = Annotation(
        **{"kind": ClauseKind.INCENTIVE, "addressees": ("enterprise",), "criteria": criteria} | more
    )
    read = ReadClause(clause=clause, annotation=annotation)
    return Provision(id, read, WORDS, DocumentInfo(title="措施", region=HERE, status=status))


def matched(one: Provision, profile: dict[str, Any]) -> Match:
    return match(one.read, one.words, one.info, "d", profile, ON)


def questions(profile: dict[str, Any], *clauses: Provision, worth: int = 0, **more: Any) -> list[Question]:
    """The questions for these clauses, of which the last is worth so many yuan."""
    found = [matched(one, profile) for one in clauses]
    if worth:
        amount = AmountRange(min=Decimal(0), max=Decimal(worth))
        found[-1] = found[-1].model_copy(update={"amount_yuan": amount})
    return next_questions(zip(clauses, found, strict=True), profile, ON, **more)


STAFF = asks("employees", ">=", 30, unit="人")
GRADE = asks("qualifications", value="高新技术企业")
PRIZE = asks("fact:获得省级质量奖")


@pytest.mark.parametrize(
    ("criteria", "told", "asked"),
    [
        ((STAFF, GRADE), {}, ["employees", "qualifications"]),
        ((STAFF, GRADE), {"employees": 30}, ["qualifications"]),
        ((STAFF, GRADE), {"employees": 29}, []),
        ((STAFF, GRADE), {"qualifications": {"规上企业": True}, "employees": 30}, ["qualifications"]),
        ((STAFF, PRIZE), {"employees": 40}, ["fact:获得省级质量奖"]),
        ((STAFF, PRIZE), {"employees": 40, "facts": {"获得省级质量奖": True}}, []),
    ],
)
def test_only_what_can_still_change_the_verdict_is_asked(criteria, told, asked) -> None:
    assert sorted(q.about for q in questions(ALIKE | told, provision(*criteria))) == sorted(asked)


def test_of_alternatives_none_is_asked_once_one_is_met() -> None:
    either = (STAFF.model_copy(update={"group": "a"}), GRADE.model_copy(update={"group": "a"}))
    assert len(questions(ALIKE, provision(*either))) == 2
    assert not questions(ALIKE | {"employees": 30}, provision(*either))


def test_a_clause_of_another_place_or_not_in_force_asks_nothing() -> None:
    assert not questions({"kind": "enterprise", "region": "浙江省杭州市"}, provision(STAFF))
    assert not questions(ALIKE, provision(STAFF, status=Status.DRAFT))


def test_a_person_who_lives_elsewhere_is_asked_for_the_place_of_work() -> None:
    talent = {"kind": "talent", "region": "浙江省杭州市"}
    clause = provision(asks("degree", value="博士"), addressees=("talent",))
    assert [q.about for q in questions(talent, clause)] == ["employer_region"]
    assert not questions(talent | {"employer_region": "江苏省徐州市"}, clause)


def test_what_decides_more_comes_first_and_says_so() -> None:
    clauses = [provision(GRADE, id="一"), provision(STAFF, id="二"), provision(STAFF, id="三")]
    first, second = questions(ALIKE, *clauses)
    assert (first.about, second.about) == ("employees", "qualifications")
    assert first.why == "先问这个，因为它决定2条政策。"
    assert second.why == "它还决定“一号奖励”能不能享受。"
    assert len(questions(ALIKE, *clauses, most=1)) == 1


def test_of_equal_facts_the_one_that_more_money_hangs_on_comes_first() -> None:
    first = questions(ALIKE, provision(GRADE), provision(STAFF, id="二"), worth=500_000)[0]
    assert first.about == "employees"
    assert first.why == "先问这个，因为它决定“二号奖励”能不能享受，最多涉及50万元。"


@pytest.mark.parametrize(
    ("criterion", "question", "expects"),
    [
        (GRADE, "请问是否已认定为高新技术企业？", "truth"),
        (STAFF, "请问职工人数是多少（人）？", "number"),
        (PRIZE, "请问您符合“获得省级质量奖”这一条吗？", "truth"),
        (
            asks("fact:门店数", ">=", 3, quote="门店不少于3家", unit="家"),
            "请问“门店数”实际是多少（家）（条款写的是“门店不少于3家”）？",
            "number",
        ),
        (
            asks("text", "discretionary", quote="对产业有重大带动作用"),
            "“对产业有重大带动作用”要由主管部门认定，如果已有结论，请问符合吗？",
            "truth",
        ),
    ],
)
def test_a_question_is_in_plain_words(criterion: Criterion, question: str, expects: str) -> None:
    (asked,) = questions(ALIKE, provision(criterion))
    assert (asked.question, asked.expects) == (question, expects)


def test_two_wordings_of_one_fact_are_one_question() -> None:
    other = provision(asks("fact:已获得省级质量奖的"), id="二")
    assert len(questions(ALIKE, provision(PRIZE), other)) == 1


def test_what_a_share_is_taken_of_is_asked_although_the_verdict_stands() -> None:
    share = Amount(rate_pct=Decimal(10), base="固定资产投资额")
    award = Award(
        what="投资奖励", kind="subsidy", form="rate", amount=share, quote="支持", start=2, end=4, offer=0
    )
    clause = provision(STAFF.model_copy(update={"offer": 0}), awards=(award,))
    (asked,) = questions(ALIKE | {"employees": 40}, clause)
    assert asked.about == "fixed_investment_wan"
    assert "能拿多少" in asked.why


NAMES = ("甲乙丙丁戊", "子丑寅卯辰", "天地玄黄宇")
TOLD: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(["enterprise", "talent"]),
    "region": st.sampled_from([HERE, "安徽省", "浙江省杭州市"]),
    "employees": st.integers(0, 60),
    "age": st.integers(20, 60),
    "violations": st.booleans(),
    "degree": st.sampled_from(["博士", "本科", "本科及以上"]),
    "qualifications": st.dictionaries(
        st.sampled_from(["高新技术企业", "规上企业"]), st.booleans(), min_size=1
    ),
    **{f"fact:{name}": st.booleans() for name in NAMES},
}
FIELDS = (
    *(STAFF, GRADE, asks("age", "<=", 40), asks("violations", value=False)),
    *(asks("degree", "in", ("博士", "硕士")), asks("qualifications", value="规上企业")),
)
FREE = tuple(asks(f"fact:{name}").model_copy(update={"start": 120, "end": 125}) for name in NAMES)


@st.composite
def conditions(draw: st.DrawFn) -> Criterion:
    free = draw(st.booleans())
    one = draw(st.sampled_from(FREE if free else FIELDS))
    # What is told of one offer makes the engine leave out others of which nothing is: another matter.
    offer = draw(st.sampled_from([None, 0] if free else [None, 0, 1]))
    return one.model_copy(update={"offer": offer, "group": draw(st.sampled_from([None, None, "a", "b"]))})


AWARDS = (
    ("投资奖励", {"rate_pct": Decimal(10), "base": "固定资产投资额", "cap_yuan": Decimal(500_000)}),
    ("研发补助", {"rate_pct": Decimal(20), "base": "研发费用"}),
    (
        "引才补贴",
        {
            "tiers": (
                Tier(when="博士", value_yuan=Decimal(50_000)),
                Tier(when="本科", value_yuan=Decimal(20_000)),
            )
        },
    ),
    ("一次性奖励", {"value_yuan": Decimal(100_000)}),
)
SIZES = (
    "fixed_investment_wan",
    "rd_spend_wan",
    "revenue_wan",
    "loan_wan",
    "new_hires",
    "degree",
    "employees",
)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(AWARDS), st.lists(conditions(), max_size=3), st.sampled_from(SIZES), st.integers(1, 60)
)
def test_no_fact_that_is_not_asked_for_can_change_a_sum(given_, criteria, about, number) -> None:
    what, size = given_
    award = Award.of(WORDS, 2, 4, what=what, kind="subsidy", form="rate", amount=Amount(**size))
    clause = provision(*(one.model_copy(update={"offer": None}) for one in criteria), awards=(award,))
    profile = ALIKE | {"violations": False, "age": 30}
    assume(about not in {q.about for q in questions(profile, clause)})
    more = tell(profile, about, "博士" if about == "degree" else number)
    assert matched(clause, more).amount_yuan == matched(clause, profile).amount_yuan


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for about in draw(st.lists(st.sampled_from(sorted(TOLD)), unique=True, max_size=6)):
        told = tell(told, about, draw(TOLD[about]))
    return told


@settings(max_examples=300, deadline=None)
@given(st.lists(conditions(), max_size=6), profiles(), st.data())
def test_no_fact_that_is_not_asked_for_can_change_a_verdict(criteria, profile, data) -> None:
    clause = provision(*criteria)
    asked = {(q.about, q.name) for q in questions(profile, clause)}
    about = data.draw(st.sampled_from(sorted(TOLD)))
    value = data.draw(TOLD[about])
    names = list(value) if isinstance(value, dict) else [""]
    assume(not any((about, name) in asked for name in names))
    assume(not _is_told(profile, about, names))
    assert matched(clause, tell(profile, about, value)).verdict == matched(clause, profile).verdict


def _is_told(profile: dict[str, Any], about: str, names: list[str]) -> bool:
    if about.startswith("fact:"):
        return about[5:] in profile.get("facts", {})
    held = profile.get(about)
    return any(name in held for name in names) if isinstance(held, dict) else held is not None


ANSWERS: dict[str, tuple[Any, ...]] = {
    "kind": ("enterprise", "talent"),
    "region": (HERE, "浙江省杭州市"),
    "employer_region": (HERE, "浙江省杭州市"),
    "employees": (29, 30),
    "age": (40, 41),
    "degree": ("博士", "本科"),
}


def answers(question: Question) -> list[Any]:
    if question.name:
        return [{question.name: True}, {question.name: False}]
    return list(ANSWERS.get(question.about, (True, False)))


@settings(max_examples=200, deadline=None)
@given(st.lists(conditions(), max_size=6), profiles(), st.data())
def test_a_conversation_ends_and_its_last_question_changes_the_verdict(criteria, profile, data) -> None:
    clause = provision(*criteria)
    told = profile
    for _ in range(len(ANSWERS) + len(TOLD) + 2):
        asked = questions(told, clause)
        if len(asked) == 1 and "能不能享受" in asked[0].why:
            ends = {
                matched(clause, tell(told, asked[0].about, answer)).verdict for answer in answers(asked[0])
            }
            assert ends != {matched(clause, told).verdict}
        if not asked:
            break
        told = tell(told, asked[0].about, data.draw(st.sampled_from(answers(asked[0]))))
    assert not questions(told, clause)
