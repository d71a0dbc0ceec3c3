"""The criteria of a clause by offer, its lists, and how the public contract writes them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.model import Criterion
from policies.reading.criteria import as_groups, coverage, find_criteria
from policies.reading.offers import find_offers

PLACE = "安徽省宿州市"


def read(text: str) -> tuple[Criterion, ...]:
    return find_criteria(text, 0, len(text), find_offers(text), PLACE)


def test_each_offer_has_its_own_conditions() -> None:
    found = read("对高新技术企业给予10万元;对年营业收入超过1亿元的企业给予5万元。")
    assert [(one.offer, one.about) for one in found] == [(0, "qualifications"), (1, "revenue_wan")]


def test_a_demand_outside_the_offers_holds_for_the_clause() -> None:
    found = read("申请人年龄应在40周岁以下。对到岗人才给予1万元。")
    assert [(one.offer, one.about, one.value) for one in found if one.about == "age"] == [(None, "age", 40)]


def test_those_to_whom_a_benefit_is_widened_are_one_more_alternative() -> None:
    found = read("对到岗人才给予1万元。租房补贴对象扩大至毕业3年内高校毕业生。")
    (since,) = (one for one in found if one.about == "graduated_on")
    assert since.offer == 1
    assert [one.op for one in found if one.offer == 1 and one.about == "text"] == ["discretionary"]


@pytest.mark.parametrize(
    ("demand", "expected"),
    [
        ("申请人所在企业须纳入重点名录。", ["fact:所在企业须纳入重点名录"]),
        ("申报单位须具有独立法人资格。", ["fact:具有独立法人资格"]),
        ("申报单位须登录系统填报。", []),
        ("申请人应按时提交材料。", []),
    ],
)
def test_what_applicants_must_be_is_demanded_what_they_must_do_is_not(
    demand: str, expected: list[str]
) -> None:
    assert [one.about for one in read(f"{demand}给予1万元补贴。")] == expected


@pytest.mark.parametrize("goal", ["力争培育企业100家以上。", "每年安排1000万元以上资金。"])
def test_goals_and_budgets_are_no_demands(goal: str) -> None:
    assert read(goal) == ()


def test_all_items_of_a_list_must_hold() -> None:
    found = read("企业应符合以下条件:(一)在本市注册;(二)年营业收入1000万元以上;(三)信用良好。")
    assert [one.about for one in found] == ["region", "revenue_wan", "violations"]
    assert {one.group for one in found} == {None}


def test_a_heading_line_of_conditions_opens_a_list() -> None:
    text = "二、申报条件\n（一）依法注册；\n（二）财务制度健全。"
    found = find_criteria(text, 0, len(text), ())
    assert [(one.about, one.op) for one in found] == [
        ("fact:依法注册", "is"),
        ("fact:财务制度健全", "is"),
    ]


def test_an_item_of_a_list_demands_with_each_of_its_sentences_but_not_with_what_it_explains() -> None:
    text = (
        "申报单位应符合以下条件：（1）具备内控制度。账目已单独核算；"
        "（2）属于甲类主体。甲类主体是指年内新设的主体。（3）按时纳税。具体由主管局解释。"
    )
    found = [one.about for one in find_criteria(text, 0, len(text), ())]
    assert found == ["fact:具备内控制度", "fact:账目已单独核算", "fact:甲类主体", "fact:按时纳税"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "对新设网点给予2万元补贴。有下列情形之一的，不予支持：（1）近两年有欠税；（2）账目不实。",
            [("fact:近两年有欠税", False), ("fact:账目不实", False)],
        ),
        ("对新设网点给予2万元补贴。对有欠税行为的企业不予补贴。", [("fact:有欠税行为", False)]),
        ("对新设网点给予2万元补贴。对非自有网点不予补贴。", [("fact:自有网点", True)]),
    ],
)
def test_who_is_shut_out_must_not_be_one_of_these(text: str, expected: list[tuple[str, bool]]) -> None:
    found = find_criteria(text, 0, len(text), find_offers(text))
    assert [(one.about, one.value) for one in found if one.offer is None] == expected


def test_arrears_are_cleared_for_those_who_are_owed() -> None:
    text = "加强清欠中小企业账款，年内应付尽付。"
    assert "fact:被拖欠账款" in {one.about for one in find_criteria(text, 0, len(text), ())}


def test_of_a_list_any_item_may_be_enough() -> None:
    found = read("企业应符合下列条件之一:(1)高新技术企业;(2)年营业收入1000万元以上。")
    assert [one.about for one in found] == ["qualifications", "revenue_wan"]
    assert len({one.group for one in found}) == 1
    assert found[0].group


def test_an_item_of_several_demands_stays_an_alternative_as_a_whole() -> None:
    found = read("符合下列条件之一:(1)高新技术企业且年营业收入1000万元以上;(2)独角兽企业。")
    groups: dict[str | None, set[str]] = {}
    for one in found:
        groups.setdefault(one.group, set()).add(str(one.value))
    assert sorted(groups.values(), key=sorted) == sorted(
        [{"高新技术企业", "独角兽企业"}, {"1000", "独角兽企业"}], key=sorted
    )


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("新招用员工的企业,按每人1000元给予补助。", "new_hires"),
        ("单位吸纳登记失业人员就业,按每人2000元给予补贴。", "fact:吸纳登记失业人员人数"),
        ("机构每成功引进1家总部企业,奖励5万元。", "fact:引进总部企业数"),
    ],
)
def test_what_is_paid_per_head_asks_for_heads(text: str, about: str) -> None:
    assert (about, ">=", 1) in [(one.about, one.op, one.value) for one in read(text)]


def test_coverage_counts_only_what_is_understood() -> None:
    def share(text: str) -> float:
        offers = find_offers(text)
        return coverage(text, 0, len(text), offers, find_criteria(text, 0, len(text), offers, PLACE))

    assert share("对企业给予奖励。") == 1
    assert share("对经市政府认定的重大项目给予奖励。") == 0
    assert 0.2 < share("对在本市注册并经市政府认定的重大项目给予奖励。") < 0.8


def at(about: str, offer: int | None = None, group: str | None = None, **more: object) -> Criterion:
    fields = {"op": "is", "value": True} | more
    return Criterion(about=about, offer=offer, group=group, quote="", start=0, end=0, **fields)


def written(criteria: list[Criterion]) -> list[list[str]]:
    groups: dict[str, list[str]] = {}
    for k, one in enumerate(as_groups(criteria)):
        groups.setdefault(one.group or str(k), []).append(one.about)
    return list(groups.values())


def test_one_offer_is_enough() -> None:
    assert written([at("w"), at("a", 0), at("b", 0), at("c", 1)]) == [["w"], ["a", "c"], ["b", "c"]]


def test_an_offer_without_conditions_gives_no_free_pass() -> None:
    assert written([at("a", 1)]) == [["a"]]


def test_steps_of_one_award_are_one_bound() -> None:
    steps = [at("x", 0, op="between", value=(100, 500)), at("x", 1, op=">=", value=500)]
    assert [(one.op, one.value) for one in as_groups(steps)] == [(">=", 100)]


def test_too_many_combinations_are_written_row_by_row() -> None:
    criteria = [at(f"{offer}{k}", offer) for offer in range(6) for k in range(3)]
    assert written(criteria) == [[f"{offer}{k}" for offer in range(6)] for k in range(3)]


CRITERIA = st.lists(
    st.builds(
        at,
        st.sampled_from("abcdef"),
        st.sampled_from([None, 0, 1, 2]),
        st.sampled_from([None, None, "g"]),
    ),
    max_size=8,
)


@given(CRITERIA, st.sets(st.sampled_from("abcdef")))
def test_groups_say_the_same_as_offers(criteria: list[Criterion], true: set[str]) -> None:
    def holds(some: list[Criterion], offer: int | None) -> bool:
        own = [one for one in some if one.offer == offer]
        grouped = [one for one in own if one.group]
        return all(one.about in true for one in own if not one.group) and (
            not grouped or any(one.about in true for one in grouped)
        )

    offers = sorted({one.offer for one in criteria if one.offer is not None})
    meant = holds(criteria, None) and (not offers or any(holds(criteria, offer) for offer in offers))
    groups = written(criteria)
    assert all(set(group) & true for group in groups) == meant or len(list(product(*groups))) > 10**6


def bounds(text: str) -> set[tuple[str, object]]:
    return {
        (one.op, one.value) for one in as_groups(read(text)) if one.op in (">=", ">", "<=", "<", "between")
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新建养老机构床位不少于50张的，按每张床位1万元给予补贴。", {(">=", 50)}),
        ("对引进的年龄不超过40周岁的博士，给予20万元安家费。", {("<=", 40)}),
        ("组织境外游客30人以上来访的旅行社，住宿1晚以上的，每人奖励20元。", {(">=", 30), (">=", 1)}),
        ("推荐上岗的机构可以申请补助，人数为20人以上的，补助1万元；50人以上的，补助3万元。", {(">=", 20)}),
        ("接待游客1000人以上不足3000人的，奖励1万元；3000人以上的，奖励2万元。", {(">=", 1000)}),
        (
            "对营业收入2000万元(含)至5000万元的企业，奖励5万元；5000万元至1亿元的，奖励9万元。",
            {("between", (2000, 10000))},
        ),
        ("吸纳困难人员10人以上就业的企业，按每人1000元给予奖励。", {(">=", 10)}),
        ("每引进1家注册资本500万元以上的企业，奖励中介机构2万元。", {(">=", 1), (">=", 500)}),
        ("对获得省级创业大赛前三名的项目，给予10万元资助。", {("<=", 3)}),
        ("对上年度利润总额为正数的企业，给予1万元补贴。", {(">", 0)}),
        ("对新增规上企业，给予5万元；年纳税30万元以上，给予9万元；年纳税50万元以上，给予20万元。", set()),
        (
            "组织大巴5台以上、游客200人以上的，奖励1万元；大巴9台以上、游客400人以上的，奖励2万元。",
            {(">=", 5), (">=", 200)},
        ),
        ("投资1亿元以上5亿元以下的旅游项目，补助1%；5亿元以上的旅游项目，补助2%。", {(">=", 10000)}),
        ("星级农家乐餐位100个以上，给予1万元补助；餐位200个以上，给予2万元补助。", {(">=", 100)}),
        ("申请补贴须满足：1.租赁合同签订期限1年以上；2.租用面积不低于50平方米。", {(">=", 12), (">=", 50)}),
        ("到2026年，全市规上企业达到500家以上，对新升规企业奖励10万元。", set()),
        ("补助资金分三年拨付，第一年拨付不低于50%。", set()),
        ("对企业给予奖励，年度累计支持金额不超过200万元。", set()),
        ("培育独角兽企业10家以上，给予每家100万元奖励。", set()),
        ("企业年度评审时间平均缩减50%以上。对获评企业给予1万元。", set()),
    ],
)
def test_numbers_are_conditions_or_sizes_of_the_help(text: str, expected: set[tuple[str, object]]) -> None:
    assert bounds(text) == expected


def test_the_size_that_a_clause_speaks_of_is_asked_and_the_rest_left_to_a_ruling() -> None:
    found = read("及时回应小微企业诉求，限期答复。")
    assert {(one.about, one.op) for one in found} == {("scale", "in"), ("text", "discretionary")}


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("对承租国有房产的中小企业，2月免收房租。", "scale"),
        ("对受灾害影响、确实无力缴费的小微企业，按规定经批准后，可缓缴失业保险费。", "scale"),
        ("对受灾害影响的小微企业降低担保费率。", "scale"),
        ("支持民营企业开拓市场，对首次参展的给予1万元补贴。", "ownership"),
    ],
)
def test_whom_a_benefit_is_for_is_a_condition(text: str, about: str) -> None:
    assert about in [one.about for one in read(text)]


def test_demands_that_depend_on_a_measure_are_cases_of_which_one_must_hold() -> None:
    found = as_groups(
        read(
            "研发费用占销售收入的比例符合下列要求：1.销售收入小于1000万元的企业，比例不低于6%；"
            "2.销售收入1000万元以上的企业，比例不低于3%。"
        )
    )
    groups: dict[str | None, set[tuple[str, object]]] = {}
    for one in found:
        groups.setdefault(one.group, set()).add((one.about, one.value))
    small, large = ("revenue_wan", "<"), ("revenue_wan", ">=")
    assert None not in groups
    assert {("rd_ratio_pct", 6), ("rd_ratio_pct", 3)} in groups.values()
    assert {(one.about, one.op) for one in found} >= {small, large}
