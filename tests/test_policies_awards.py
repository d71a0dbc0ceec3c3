"""What a clause gives: how much, counted how, up to which ceiling; budgets, targets, thresholds are none."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.model import Award
from policies.reading.awards import Given, find_awards, given_patterns
from policies.reading.figures import WordedAmount, worded_amounts
from policies.reading.offers import find_offers
from policies.reading.roles import RoleRule, entries, role_rules, roles

MARK = re.compile("[【】]")


def role_and_rule(marked: str) -> tuple[str, str]:
    """Role and rule of the figure between 【 and 】."""
    at, until = marked.index("【"), marked.index("】") - 1
    text = MARK.sub("", marked)
    return next(
        (s.role, s.rule)
        for s in roles(text, 0, len(text))
        if at <= s.quantity.start and s.quantity.end <= until
    )


def pairs(held: tuple[Any, ...], examples: str) -> list[tuple[Any, str]]:
    return [(entry, example) for entry in held for example in getattr(entry, examples)]


def name(value: Any) -> str:
    return getattr(value, "name", str(value))


@pytest.mark.parametrize(("rule", "example"), pairs(role_rules(), "examples"), ids=name)
def test_each_role_is_decided_as_its_examples_say(rule: RoleRule, example: str) -> None:
    assert role_and_rule(example) == (rule.role, rule.name)


@pytest.mark.parametrize(("rule", "example"), pairs(role_rules(), "counterexamples"), ids=name)
def test_no_role_takes_what_its_counterexamples_say(rule: RoleRule, example: str) -> None:
    assert role_and_rule(example)[1] != rule.name


@pytest.mark.parametrize(("entry", "example"), pairs(worded_amounts(), "examples"), ids=name)
def test_words_stand_for_a_rate(entry: WordedAmount, example: str) -> None:
    assert [award.amount.rate_pct for award in find_awards(example)] == [entry.rate]


@pytest.mark.parametrize(("entry", "example"), pairs(worded_amounts(), "counterexamples"), ids=name)
def test_words_that_stand_for_no_rate(entry: WordedAmount, example: str) -> None:
    assert not entry.pattern.search(example)


@pytest.mark.parametrize(("entry", "example"), pairs(given_patterns(), "examples"), ids=name)
def test_benefits_without_a_figure(entry: Given, example: str) -> None:
    (award,) = find_awards(example)
    assert (award.form, award.kind) == (entry.form, entry.kind or award.kind)


@pytest.mark.parametrize(("entry", "example"), pairs(given_patterns(), "counterexamples"), ids=name)
def test_words_that_give_nothing(entry: Given, example: str) -> None:
    assert find_awards(example) == ()


@pytest.mark.parametrize("entry", entries("kind"), ids=lambda entry: entry["examples"][0])
def test_kinds_have_words_that_show_them(entry: dict[str, Any]) -> None:
    assert all(re.search(entry["words"], example) for example in entry["examples"])


def sizes(award: Award) -> dict[str, Any]:
    """The filled fields of an amount; tiers as {when: number}."""
    amount = award.amount.model_dump(exclude_defaults=True)
    plain = {key: float(v) if isinstance(v, Decimal) else v for key, v in amount.items()}
    if award.amount.tiers:
        plain["tiers"] = {
            tier.when: float(tier.value_yuan or tier.rate_pct or tier.cap_yuan or 0)
            for tier in award.amount.tiers
        }
    return plain


CASES: list[tuple[str, list[tuple[str, str, str, dict[str, Any]]]]] = [
    (
        "对首次上规的企业,给予一次性奖励20万元。",
        [("首次上规一次性奖励", "reward", "fixed", {"value_yuan": 2e5})],
    ),
    (
        "按实际租金的30%给予租金补贴,每家企业每年最高不超过10万元。",
        [
            (
                "租金补贴",
                "rent_relief",
                "rate",
                {"rate_pct": 30, "base": "实际租金", "cap_yuan": 1e5, "unit": "家·年"},
            )
        ],
    ),
    (
        "给予设备投资10%的补助。单个项目最高500万元。",
        [
            (
                "设备投资补助",
                "subsidy",
                "rate",
                {"rate_pct": 10, "base": "设备投资", "cap_yuan": 5e6, "unit": "项"},
            )
        ],
    ),
    (
        "可按不超过研发投入的20%,给予最高100万元的支持。",
        [
            (
                "研发投入支持",
                "research_funds",
                "cap_only",
                {"rate_pct": 20, "base": "研发投入", "cap_yuan": 1e6},
            )
        ],
    ),
    (
        "对获评国家级、省级、市级孵化器的,分别给予80万元、50万元和20万元奖励。",
        [
            (
                "国家级、省级、市级孵化器奖励",
                "reward",
                "tiered",
                {"tiers": {"国家级": 8e5, "省级": 5e5, "市级": 2e5}},
            )
        ],
    ),
    (
        "年营业收入首次达到1亿元、5亿元、10亿元的,分别奖励10万元、20万元、50万元。",
        [
            (
                "奖励",
                "reward",
                "tiered",
                {
                    "tiers": {
                        "年营业收入首次达到1亿元": 1e5,
                        "年营业收入首次达到5亿元": 2e5,
                        "年营业收入首次达到10亿元": 5e5,
                    }
                },
            )
        ],
    ),
    (
        "前两年给予60%的租金补贴,第三年给予30%的租金补贴。",
        [("租金补贴", "rent_relief", "tiered", {"tiers": {"前两年": 60, "第三年": 30}})],
    ),
    (
        "给予10万元至50万元资金支持。",
        [("资金支持", "grant", "range", {"tiers": {"下限": 1e5, "上限": 5e5}})],
    ),
    (
        "给予单个项目不低于200万元的奖励。",
        [("奖励", "reward", "range", {"unit": "项", "tiers": {"下限": 2e6}})],
    ),
    (
        "给予每人每月1500元住房补贴。",
        [("住房补贴", "housing", "per_unit", {"value_yuan": 1500, "unit": "人·月"})],
    ),
    (
        "新建温室奖励200元/平方米。",
        [("新建温室奖励", "reward", "per_unit", {"value_yuan": 200, "unit": "平方米"})],
    ),
    ("疫情期间免收房租。", [("免收房租", "rent_relief", "rate", {"rate_pct": 100, "base": "房租"})]),
    (
        "1个月房租免收、2个月租金减半。",
        [
            ("免收1个月房租", "rent_relief", "rate", {"rate_pct": 100, "base": "1个月房租"}),
            ("减半2个月租金", "rent_relief", "rate", {"rate_pct": 50, "base": "2个月租金"}),
        ],
    ),
    (
        "视情况减半征收1—3个月房租。",
        [("减半征收1—3个月房租", "rent_relief", "rate", {"rate_pct": 50, "base": "1—3个月房租"})],
    ),
    (
        "免收5月份房租或给予5月份租金50%的减免。",
        [
            ("免收5月份房租", "rent_relief", "rate", {"rate_pct": 100, "base": "5月份房租"}),
            ("5月份租金减免", "rent_relief", "rate", {"rate_pct": 50, "base": "5月份租金"}),
        ],
    ),
    (
        "给予最高50万元的一次性开办补助和每年最高30万元的运营补助。",
        [
            ("一次性开办补助", "subsidy", "cap_only", {"cap_yuan": 500_000}),
            ("运营补助", "subsidy", "cap_only", {"unit": "年", "cap_yuan": 300_000}),
        ],
    ),
    ("担保费减半收取。", [("减半收取担保费", "fee_relief", "rate", {"rate_pct": 50, "base": "担保费"})]),
    (
        "对获省级立项的课题,按1:1给予配套资金,最高30万元。",
        [("获省级立项的课题配套资金", "grant", "rate", {"rate_pct": 100, "cap_yuan": 3e5})],
    ),
    (
        "贷款利率再降50个基点。",
        [("贷款利率", "loan", "rate", {"rate_pct": 0.5, "base": "贷款利率（下调百分点）"})],
    ),
    ("补贴标准由50%提高到60%。", [("补贴标准", "subsidy", "rate", {"rate_pct": 60})]),
    (
        "给予5万元补贴,通过复审的再给予2万元补贴。",
        [
            ("补贴", "subsidy", "fixed", {"value_yuan": 5e4}),
            ("通过复审补贴", "subsidy", "fixed", {"value_yuan": 2e4}),
        ],
    ),
    (
        "给予最高300万元的担保贷款,按贷款利率的40%给予贴息。",
        [
            ("担保贷款", "loan", "cap_only", {"cap_yuan": 3e6}),
            ("贷款利率贴息", "interest_subsidy", "rate", {"rate_pct": 40, "base": "贷款利率"}),
        ],
    ),
    ("区财政每年安排500万元专项资金。", []),
    ("力争规上工业产值突破100亿元。", []),
    ("固定资产投资1亿元以上的项目。", []),
    ("并处以2万元罚款。", []),
    ("根据《关于延续免征增值税政策的公告》执行。", []),
    ("对提供融资担保的机构进行检查。", []),
    ("给予50万元奖励,分5年发放,每年10万元。", [("奖励", "reward", "fixed", {"value_yuan": 5e5})]),
    ("差额部分由区财政补足至1万元。", [("差额部分由区财政补足", "subsidy", "cap_only", {"cap_yuan": 1e4})]),
    (
        "奖励标准为:国家级50万元,省级30万元。",
        [("奖励标准", "reward", "tiered", {"tiers": {"国家级": 5e5, "省级": 3e5}})],
    ),
    (
        "对其缴纳的增值税地方留成部分,前两年按100%、后三年按50%给予奖励。",
        [
            (
                "奖励",
                "reward",
                "tiered",
                {"base": "增值税地方留成部分", "tiers": {"前两年": 100, "后三年": 50}},
            )
        ],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_what_is_given(text: str, expected: list[tuple[str, str, str, dict[str, Any]]]) -> None:
    assert [(a.what, a.kind, a.form, sizes(a)) for a in find_awards(text)] == expected


def test_the_quote_goes_from_the_giving_verb_to_the_benefit() -> None:
    text = "第三条 对新落户企业,按投资额的5%给予\n奖励,最高50万元,分两年拨付。"
    (award,) = find_awards(text, 4)
    assert award.quote == "按投资额的5%给予\n奖励,最高50万元"
    assert text[award.start : award.end] == award.quote


def test_each_award_stands_in_its_offer() -> None:
    text = "对甲类企业,给予10万元奖励;对乙类企业,给予5万元奖励。"
    awards = find_awards(text, offers=find_offers(text))
    assert [award.offer for award in awards] == [0, 1]
    assert [award.offer for award in find_awards(text)] == [None, None]


WORDS = st.sampled_from(
    [
        *"对给予按每人月,。;、的\n《》免收减半",
        "10万元",
        "5%",
        "不超过",
        "最高",
        "国家级",
        "奖励",
        "补贴",
        "分别",
        "1:1",
        "不低于",
        "3-5万元",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS | st.text(max_size=3), max_size=40).map("".join))
def test_quotes_are_exact_and_in_order_in_any_text(text: str) -> None:
    awards = find_awards(text, offers=find_offers(text))
    for award in awards:
        assert text[award.start : award.end] == award.quote
        assert award.quote.strip()
        assert award.what
    assert all(a.start <= b.start for a, b in pairwise(awards))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "一",
        "最高",
        "(",
        "给予",
        "免收",
        "1万元、",
        "5%,",
        "每人",
        "国家级、",
        "《",
        "按",
        "奖",
        "不",
        "\n",
    ],
)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert all(text[a.start : a.end] == a.quote for a in find_awards(text))


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (
            "三、减免企业租金。对承租国有房产的企业,免收2月租金。",
            ["免收2月租金"],
        ),
        ("(四)对闲置厂房给予补贴\n鼓励修缮后出租,每平方米补助5元。", ["补助5元"]),
        ("对首次试用的产品予以奖励,单台最高20万元。", ["最高20万元"]),
        ("采取后补助方式给予支持。按照实际费用的30%,给予补助。", ["按照实际费用的30%"]),
        ("按以下标准给予奖励:对国家级平台奖励10万元。", ["奖励10万元"]),
        ("对优秀项目给予奖励,对落户项目补助10万元。", ["给予奖励", "补助10万元"]),
        ("1.优先安排科研经费。\n2.优先保障项目用地。", ["优先安排科研经费", "优先保障项目用地"]),
        ("二、减免企业贷款利息。各部门抓好落实。", ["减免企业贷款利息"]),
        ("企业申请展期的,由银行受理。", []),
    ],
)
def test_a_heading_and_a_lead_in_give_nothing_again(text: str, quotes: list[str]) -> None:
    assert [award.quote for award in find_awards(text)] == quotes


@pytest.mark.parametrize(
    ("text", "base", "rate"),
    [
        ("对小微企业担保费率降至1%。", "小微企业担保费率（降至）", 1),
        ("贷款利率下浮10%。", "贷款利率", 10),
        ("综合费率下调0.5个百分点。", "综合费率（下调百分点）", Decimal("0.5")),
        ("按投资额的20%给予补助。", "投资额", 20),
    ],
)
def test_a_rate_that_is_left_and_points_off_a_rate_are_no_share(text: str, base: str, rate: Decimal) -> None:
    (award,) = find_awards(text)
    assert (award.amount.base, award.amount.rate_pct) == (base, rate)
