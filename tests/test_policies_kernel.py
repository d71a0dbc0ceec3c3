"""The kernel's verdicts are the scalar engine's, whatever is told and whatever is asked."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.generate import documents
from policies.documents.source import read_source
from policies.matching import bits
from policies.matching.columns import Table
from policies.matching.compiled import Provision
from policies.matching.kernel import Kernel
from policies.matching.shortlist import Shortlist
from policies.matching.verdict import match
from policies.model import (
    Annotation,
    Award,
    Clause,
    ClauseKind,
    Criterion,
    Delivery,
    DeliveryMode,
    DocumentInfo,
    Outcome,
    ReadClause,
    Status,
    Verdict,
)
from policies.profile import check_profile
from policies.reading.annotate import read_policy

ON = date(2026, 6, 1)
GOLD = Path(__file__).parents[2] / "shared" / "gold" / "real"
PLACES = (
    "安徽省",
    "安徽省宿州市",
    "安徽省宿州市灵璧县",
    "浙江省杭州市",
    "鼓楼区",
    "某个地方",
    "北京市中关村",
)
WORDS = (
    "对首次通过高新技术企业认定且拥有发明专利的企业，或者获得国家级绿色工厂称号的企业给予一次性奖励；"
    "年服务企业达到20家以上的机构给予补助，有失信记录的除外。"
)
TOLD = ("首次通过高新技术企业认定", "拥有发明专利", "获得国家级绿色工厂称号", "年服务企业", "有失信记录")
NUMBERS = st.sampled_from((0, 1, 5, 19, 20, 20.5, 100, 100.5))

fields = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(("enterprise", "talent", "project")),
        "region": st.sampled_from(PLACES),
        "employer_region": st.sampled_from(PLACES),
        "founded_on": st.sampled_from(("2015", "2021-06-01", "2021-06-02", "2026-05", "成立多年")),
        "industries": st.lists(st.sampled_from(("光伏", "餐饮", "集成电路")), min_size=1, max_size=2),
        "qualifications": st.dictionaries(
            st.sampled_from(("高新技术企业", "专精特新中小企业", "规上企业")), st.booleans(), min_size=1
        ),
        "scale": st.sampled_from(("微型", "大型")),
        "revenue_wan": NUMBERS,
        "age": NUMBERS,
        "violations": st.booleans(),
        "received": st.lists(
            st.sampled_from(("研发补贴", "省级绿色工厂称号企业奖励")), min_size=1, max_size=2
        ),
    },
)
facts = st.fixed_dictionaries(
    {}, optional={name: st.booleans() if name != "年服务企业" else NUMBERS for name in TOLD}
)


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, Any]:
    told = draw(fields)
    free = draw(facts)
    # The order in which facts are told is the table's order of columns.
    return told | ({"facts": {name: free[name] for name in TOLD if name in free}} if free else {})


CONDITIONS: tuple[tuple[str, str, Any, str | None], ...] = (
    ("revenue_wan", ">=", 20, "万元"),
    ("revenue_wan", "<", 100.5, "万元"),
    ("revenue_wan", "between", [5, 100], "万元"),
    ("revenue_wan", "is", 20, "万元"),
    ("age", "<=", 19, "周岁"),
    ("founded_on", "within", 5, "年"),
    ("founded_on", ">=", 6, "月"),
    ("founded_on", "between", [1, 5], "年"),
    ("region", "within", "安徽省宿州市", None),
    ("industries", "in", ["光伏", "集成电路"], None),
    ("industries", "not_in", ["餐饮"], None),
    ("qualifications", "is", "高新技术企业", None),
    ("scale", "in", ["微型", "小型"], None),
    ("violations", "is", False, None),
    ("received", "not_in", ["研发补贴"], None),
    ("fact:拥有发明专利", "is", True, None),
    ("fact:首次通过高新技术企业认定", "is", True, None),
    ("fact:有失信记录", "is", False, None),
    ("fact:年服务企业", ">=", 20, "家"),
    ("fact:年服务企业", "between", [5, 20], "家"),
    ("fact:设有博士后工作站", "is", True, None),
    ("text", "discretionary", None, None),
)


@st.composite
def criteria(draw: st.DrawFn) -> Criterion:
    about, op, value, unit = draw(st.sampled_from(CONDITIONS))
    start = draw(st.integers(0, len(WORDS) - 8))
    end = draw(st.integers(start + 4, len(WORDS)))
    return Criterion(
        about=about,
        op=op,
        value=value,
        unit=unit,
        group=draw(st.sampled_from((None, None, "a", "b"))),
        offer=draw(st.sampled_from((None, 0, 1))),
        quote=WORDS[start:end],
        start=start,
        end=end,
    )


@st.composite
def provisions(draw: st.DrawFn) -> Provision:
    awards = [
        Award(
            what="奖励", kind="money", offer=offer, quote=WORDS[offer : offer + 9], start=offer, end=offer + 9
        )
        for offer in draw(st.sets(st.integers(0, 1)))
    ]
    modes = draw(st.sampled_from(((), (), (DeliveryMode.CASE_BY_CASE,))))
    annotation = Annotation(
        kind=ClauseKind.INCENTIVE,
        addressees=draw(st.sampled_from(((), ("enterprise",), ("talent", "employer")))),
        regions=draw(st.sampled_from(((), (), PLACES[2:3], PLACES[3:5], PLACES[5:6]))),
        delivery=tuple(Delivery(mode=mode, quote="", start=0, end=0) for mode in modes),
        awards=tuple(awards),
        criteria=tuple(draw(st.lists(criteria(), max_size=5))),
        scope=tuple(draw(st.lists(criteria(), max_size=1))),
    )
    clause = Clause(id="1", locator="一", heading="", start=0, end=len(WORDS))
    status = draw(st.sampled_from((Status.IN_FORCE, Status.DRAFT)))
    region = draw(st.sampled_from((None, "全国", *PLACES)))
    info = DocumentInfo(title="措施", region=region, status=status)
    return Provision("d#1", ReadClause(clause=clause, annotation=annotation), WORDS, info)


def by_scalar(provision: Provision, profile: dict[str, Any]) -> tuple[Verdict, bool]:
    found = match(provision.read, provision.words, provision.info, "d", profile, ON)
    return found.otherwise or found.verdict, found.otherwise is None


def assert_equal(found: Kernel, table: Table, told: Sequence[dict[str, Any]]) -> None:
    for decided in found.over(table):
        for place, code in enumerate(decided.codes(table.rows)):
            expected = by_scalar(decided.provision, told[table.order[place]])
            assert (bits.VERDICTS[code], decided.in_force) == expected


@settings(max_examples=150, deadline=None)
@given(st.lists(provisions(), min_size=1, max_size=4), st.lists(profiles(), min_size=1, max_size=12))
def test_every_pair_has_the_verdict_of_the_scalar_engine(asked, told) -> None:
    assert_equal(Kernel(asked, ON), Table.of_profiles(told), told)


def test_a_level_told_anywhere_counts_against_what_was_received() -> None:
    criterion = Criterion(about="revenue_wan", op=">=", value=5, offer=0, quote=WORDS[:9], start=0, end=9)
    award = Award(what="奖励", kind="money", offer=0, quote=WORDS[9:15], start=9, end=15)
    annotation = Annotation(kind=ClauseKind.INCENTIVE, criteria=(criterion,), awards=(award,))
    clause = Clause(id="1", locator="一", heading="", start=0, end=len(WORDS))
    info = DocumentInfo(title="措施", region="全国")
    asked = [Provision("d#1", ReadClause(clause=clause, annotation=annotation), WORDS, info)]
    received = {"revenue_wan": 9, "received": ["省级绿色工厂称号企业奖励"]}
    told = [received, received | {"facts": {"国家级孵化器": True}}, {"facts": {"国家级孵化器": True}}]
    assert {by_scalar(asked[0], one)[0] for one in told[:2]} == {Verdict.INELIGIBLE, Verdict.ELIGIBLE}
    assert_equal(Kernel(asked, ON), Table.of_profiles(told), told)
    assert Shortlist(asked).verdicts(told[1], ON) == {0: Verdict.ELIGIBLE}


@settings(max_examples=100, deadline=None)
@given(st.lists(provisions(), min_size=1, max_size=4), st.lists(profiles(), min_size=1, max_size=3))
def test_a_shortlist_holds_what_does_not_fail(asked, told) -> None:
    shortlist = Shortlist(asked)
    for profile in told:
        expected = {k: by_scalar(one, profile)[0] for k, one in enumerate(asked)}
        passing = {k: verdict for k, verdict in expected.items() if verdict != Verdict.INELIGIBLE}
        assert shortlist.verdicts(profile, ON) == passing


@settings(max_examples=8, deadline=None)
@given(st.lists(provisions(), min_size=1, max_size=4), st.integers(0, 1000))
def test_bounds_on_long_columns_of_numbers_are_found_where_they_are(asked, seed) -> None:
    told = [
        {
            "revenue_wan": (k * 7 + seed) % 131 - 0.5 * (k % 2),
            "age": k % 90,
            "facts": {"年服务企业": k % 101 - 3},
        }
        for k in range(300)
    ]
    assert_equal(Kernel(asked, ON), Table.of_profiles(told), told)


def test_one_kernel_takes_table_after_table(generated: list[Provision]) -> None:
    kernel = Kernel(generated, ON)
    regions = [provision.info.region for provision in generated[:: len(generated) // 5]]
    for number in range(3):
        told = [
            {"kind": "enterprise", "region": region, "revenue_wan": 900 * number, "industries": ["光伏"]}
            for region in (*regions, "全国")
        ] + [{"kind": "talent"}]
        assert_equal(kernel, Table.of_profiles(told), told)


@pytest.fixture(scope="module")
def generated() -> list[Provision]:
    found = []
    for document in documents(100):
        policy = read_policy(read_source(document.text.encode(), document.name))
        for read in policy.claimable():
            words = policy.source.text[read.clause.start : read.clause.end]
            found.append(Provision(f"{document.name}#{read.clause.id}", read, words, policy.info))
    return found


@pytest.mark.skipif(not GOLD.exists(), reason="needs the shared documents")
def test_real_clauses_and_profiles_give_the_same_both_ways() -> None:
    asked, told = [], []
    for slug in ("kxt_yanfa_buzhu", "gz_talent_gongyu_2025", "sh_xuhui_ai"):
        file = GOLD.parent.parent / "policies" / "real_text" / f"{slug}.txt"
        policy = read_policy(read_source(file.read_bytes(), file.name))
        asked += [
            Provision(slug, read, policy.source.text[read.clause.start : read.clause.end], policy.info)
            for read in policy.claimable()
        ]
        lines = (GOLD / f"{slug}.profiles.jsonl").read_text(encoding="utf-8").splitlines()
        told += [check_profile(json.loads(line)["profile"]) for line in lines if line.strip()]
    # A table has its facts in one order for all rows.
    names = list(dict.fromkeys(name for profile in told for name in profile.get("facts", {})))
    told = [
        profile | {"facts": {name: profile["facts"][name] for name in names if name in profile["facts"]}}
        if "facts" in profile
        else profile
        for profile in told
    ]
    assert_equal(Kernel(asked, ON), Table.of_profiles(told), told)
    shortlist = Shortlist(asked)
    for profile in told:
        expected = {k: by_scalar(one, profile)[0] for k, one in enumerate(asked)}
        passing = {k: verdict for k, verdict in expected.items() if verdict != Verdict.INELIGIBLE}
        assert shortlist.verdicts(profile, ON) == passing


@pytest.mark.parametrize("outcomes", [(one, other) for one in Outcome for other in Outcome])
def test_gates_on_planes_are_the_logic_of_outcomes(outcomes: tuple[Outcome, Outcome]) -> None:
    from policies.logic import all_of, any_of

    planes = [bits.CONSTANT[outcome] for outcome in outcomes]
    assert bits.every(planes) == bits.CONSTANT[all_of(outcomes)]
    assert bits.some(planes) == bits.CONSTANT[any_of(outcomes)]


def test_a_table_without_rows_or_columns_has_no_verdicts(generated: list[Provision]) -> None:
    assert [len(d.codes(0)) for d in Kernel(generated[:3], ON).over(Table.of_profiles([]))] == [0, 0, 0]
    table = Table.of_profiles([{}])
    assert {bits.VERDICTS[c] for d in Kernel(generated[:3], ON).over(table) for c in d.codes(1)} == {
        by_scalar(provision, {})[0] for provision in generated[:3]
    }
