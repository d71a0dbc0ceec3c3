"""What a clause pays: figures of the text times what was told, never more than the text gives."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.documents.source import read_source
from policies.matching.bases import sum_named
from policies.matching.free_facts import free_facts
from policies.matching.paths import Path, find_paths
from policies.matching.payable import Payable, payable
from policies.matching.tiers import Applicant
from policies.matching.verdict import by_facts, by_fields
from policies.model import Amount, Annotation, Award, Clause, ClauseKind, ReadClause, Tier
from policies.profile import check_profile
from policies.reading.annotate import read_policy

PLACED = "对推荐人员上岗的机构,人数50人(含)以上的,补助2万元;100人(含)以上的,补助4万元。"
GROWN = "对新增的规上企业,一次性给予5万元奖励;年纳税额达到30万元以上,一次性给予10万元奖励。"
ON = date(2026, 6, 1)


@cache
def clause(text: str) -> tuple[ReadClause, str]:
    """The one provision of a document, and its words."""
    whole = f"某市支持产业发展若干措施\n\n一、支持企业发展\n{text}\n"
    policy = read_policy(read_source(whole.encode(), "a.txt"))
    (read,) = policy.claimable()
    return read, whole[read.clause.start : read.clause.end]


def pays(text: str, told: dict[str, Any], offers: set[int] | None = None) -> Payable:
    """What `offers` (all by default) of the provision `text` pay."""
    read, words = clause(text)
    profile = check_profile({"kind": "enterprise"} | told)
    facts = free_facts(profile)
    findings = [by_fields(by_facts(one, facts), profile, ON) for one in read.annotation.criteria]
    _, paths = find_paths(read, words)
    met = [path for path in paths if offers is None or path.number in offers]
    return payable(read, words, [(met, True)], Applicant(profile, facts, tuple(findings)))


def bounds(found: Payable) -> tuple[int, int | None] | None:
    if found.amount is None:
        return None
    return int(found.amount.min), None if found.amount.max is None else int(found.amount.max)


HIRES = "企业每新招用1名高校毕业生,按每人2000元给予补贴。"
LEVELS = "对新认定的国家级、省级、市级企业技术中心,分别给予100万元、50万元、20万元奖励。"
YEARS = "对落户企业按年度经济贡献额给予奖励,前三年给予80%的奖励,后两年给予50%的奖励。"
RENT = "对承租国有用房的小微企业,免收2个月房租。"
RENT_OF_MAY = "对承租国有用房的企业,给予5月份租金50%的减免。"
DUES = "对受灾的参保企业,可返还1至2个月的社会保险费。"
SHIFTS = "对坚守岗位的职工,按每人每天80元给予企业补贴。"
ABOVE = "对设备投资500万元以上的企业,按10%给予补助。"
IN_PARTS = "对企业的研发费用,100万元以内的部分按10%补助,超过100万元的部分按5%补助,最高20万元。"
DEGREES = "博士给予3万元补贴,硕士和本科生分别给予2万元、1万元补贴,大专生给予5000元补贴。"
TOTAL = "对企业按设备投资的10%给予补助;对企业检测费用按50%给予补助。单个企业补助总额不超过30万元。"
STAGES = "产品通过评审后每件资助2000元,完成备案后每件再资助8000元。"
PLANT = "对新建种植基地100—500亩(含500亩)的,一次性奖励100元/亩;500亩以上的,一次性奖励200元/亩。"


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("对首次认定的企业给予20万元奖励。", {}, (200_000, 200_000)),
        ("对企业给予最高20万元奖励。", {}, (0, 200_000)),
        ("对企业给予10万元至30万元奖励。", {}, (100_000, 300_000)),
        ("对企业按设备投资的20%给予补助。", {"equipment_investment_wan": 300}, (600_000, 600_000)),
        ("对企业按设备投资的20%给予补助。", {}, None),
        (
            "对企业按设备投资的20%给予补助,最高50万元。",
            {"equipment_investment_wan": 300},
            (500_000, 500_000),
        ),
        ("对企业按设备投资的20%给予补助,最高50万元。", {}, (0, 500_000)),
        (
            "对企业按固定资产投资额的5%-20%给予奖励。",
            {"fixed_investment_wan": 5000},
            (2_500_000, 10_000_000),
        ),
        (
            "对企业按不超过研发费用10%给予补助,最高50万元。",
            {"rd_spend_wan": 100},
            (0, 100_000),
        ),
        ("对企业按检测费用的50%给予补助。", {"facts": {"检测费用（万元）": 8}}, (40_000, 40_000)),
        ("对企业按检测费用的50%给予补助。", {"facts": {"检测费用（元）": 8000}}, (4_000, 4_000)),
        (
            "对企业按实际贷款利率的50%给予贴息。",
            {"loan_wan": 1000, "facts": {"贷款利率（%）": 4}},
            (200_000, 200_000),
        ),
        ("对企业按实际贷款利率的50%给予贴息。", {"interest_paid_wan": 40}, (200_000, 200_000)),
        ("对企业贷款按2%给予贴息,最高10万元。", {"loan_wan": 300}, (60_000, 60_000)),
        (
            "对举办产业论坛的企业,按不超过实际投入的50%给予补助。",
            {"facts": {"举办产业论坛实际投入（万元）": 40}},
            (0, 200_000),
        ),
        (HIRES, {"new_hires": 5}, (10_000, 10_000)),
        (HIRES, {}, (2_000, None)),
        (RENT, {"rent_wan": 12}, (20_000, 20_000)),
        (RENT, {"facts": {"月租金（元）": 8000}}, (16_000, 16_000)),
        (YEARS, {"facts": {"年度经济贡献额（万元）": 100, "落户后第几年": 2}}, (800_000, 800_000)),
        (YEARS, {"facts": {"年度经济贡献额（万元）": 100, "落户后第几年": 4}}, (500_000, 500_000)),
        (YEARS, {"facts": {"年度经济贡献额（万元）": 100}}, (500_000, 800_000)),
        (LEVELS, {"facts": {"新认定为省级企业技术中心": True}}, (500_000, 500_000)),
        (LEVELS, {"facts": {"新认定为国家级企业技术中心": False}}, (200_000, 500_000)),
        (LEVELS, {"facts": dict.fromkeys(["新认定为国家级企业技术中心"], True)}, (1_000_000, 1_000_000)),
        (LEVELS, {"facts": {f"新认定为{one}级企业技术中心": False for one in ("国家", "省", "市")}}, None),
        (LEVELS, {}, (200_000, 1_000_000)),
        (PLANT, {"facts": {"新建种植基地面积_亩": 500}}, (50_000, 50_000)),
        ("对企业的检测费用给予8折优惠。", {"facts": {"检测费用（万元）": 10}}, (20_000, 20_000)),
        ("对企业连续3年每年给予10万元补贴。", {}, (300_000, 300_000)),
        ("对企业每年给予10万元补贴,最长3年。", {}, (100_000, 300_000)),
        ("对企业每年给予最高10万元补贴,最长3年。", {}, (0, 100_000)),
        (
            "对企业首次试用的产品予以奖励,单台产品最高5万元,单个企业年度累计最高20万元。",
            {"facts": {"首次试用的产品台数": 9}},
            (0, 200_000),
        ),
        ("给予10万元落户奖励,每年给予不超过2万元租金补贴。", {}, (100_000, 120_000)),
        (
            "企业每引进1名博士,给予5万元奖励,每家企业每年最高50万元。",
            {"facts": {"引进博士人数": 3}},
            (150_000, 150_000),
        ),
        ("对新招用的职工,按每人1000元给予补贴。", {"facts": {"职工人数": 300}}, (1000, None)),
        (PLACED, {"facts": {"推荐上岗人数": 120}}, (40_000, 40_000)),
        (GROWN, {"tax_wan": 40}, (100_000, 150_000)),
        ("对企业提供免费培训服务。", {}, None),
        (ABOVE, {"equipment_investment_wan": 800}, (800_000, 800_000)),
        (ABOVE, {"rd_spend_wan": 800}, None),
        (IN_PARTS, {"rd_spend_wan": 400}, (200_000, 200_000)),
        ("对企业通过的认证,每个证书补助5000元。", {"facts": {"企业通过认证证书数": 3}}, (15_000, 15_000)),
        (RENT_OF_MAY, {"facts": {"5月份租金（元）": 20_000}}, (10_000, 10_000)),
        ("对企业1个月房租免收、2个月租金减半。", {"facts": {"月租金（元）": 20_000}}, (40_000, 40_000)),
        (
            "对企业免收5月份房租或给予5月份租金50%的减免。",
            {"facts": {"5月份租金（元）": 20_000}},
            (10_000, 20_000),
        ),
        (
            "对企业按6个月的应缴纳社会保险费的50%给予返还。",
            {"facts": {"月应缴纳社会保险费（元）": 10_000}},
            (30_000, 30_000),
        ),
        (DEGREES, {"kind": "talent", "degree": "博士"}, (30_000, 30_000)),
        (DEGREES, {"kind": "talent", "degree": "大专"}, (5_000, 5_000)),
        (
            "对新增贷款按贷款利率的50%给予贴息,区财政再给予25%的贴息。",
            {"loan_wan": 1000, "facts": {"贷款利率（%）": 4}},
            (300_000, 300_000),
        ),
        ("对上规企业给予10万元奖励,分两年拨付,每年5万元。", {}, (100_000, 100_000)),
        (RENT_OF_MAY, {"facts": {"4月份租金（元）": 20_000}}, None),
        ("对企业免收第一季度租金。", {"facts": {"月租金（元）": 20_000}}, (60_000, 60_000)),
        ("对承租国有用房的企业,减免3个月租金。", {"rent_wan": 12}, (30_000, 30_000)),
        (DUES, {"facts": {"每月缴纳社会保险费（元）": 30_000}}, (30_000, 60_000)),
        (DUES, {"facts": {"3个月缴纳社会保险费（元）": 30_000}}, None),
        (DUES, {}, None),
        (SHIFTS, {"facts": {"坚守岗位职工人数": 10, "坚守岗位天数（1月起）": 20}}, (16_000, 16_000)),
        (
            "对获得授权的专利每件资助8000元,每家企业不超过5件。",
            {"facts": {"获得授权的专利件数": 7}},
            (40_000, 40_000),
        ),
        (
            "对获得授权的专利每件资助8000元,超过5件的备案。",
            {"facts": {"获得授权的专利件数": 7}},
            (56_000, 56_000),
        ),
        (
            "对获得授权的专利每件资助8000元。同一自然人不超过5件。",
            {"facts": {"获得授权的专利件数": 7}},
            (56_000, 56_000),
        ),
        ("对购置货车的企业,每辆补贴2万元。", {"facts": {"购置货车数量": 5}}, (100_000, 100_000)),
        (
            "对获得授权的专利每件资助8000元;对登记的软件每件资助500元。同一申请人不超过5件。",
            {"facts": {"获得授权的专利件数": 7, "登记的软件件数": 2}},
            (41_000, 41_000),
        ),
        (
            "对年交易额1亿元以上的平台给予50万元奖励,每增加1亿元再奖励10万元,最高200万元。",
            {"facts": {"年交易额（万元）": 30_000}},
            (500_000, 2_500_000),
        ),
        (TOTAL, {"equipment_investment_wan": 200, "facts": {"检测费用（万元）": 40}}, (300_000, 300_000)),
        ("给予最高50万元的开办补助和每年最高30万元的运营补助。", {}, (0, 800_000)),
        (STAGES, {"facts": {"通过评审的产品件数": 3}}, (6_000, 30_000)),
        (STAGES, {"facts": {"通过评审的产品件数": 3, "完成备案的产品件数": 2}}, (22_000, 22_000)),
        (
            "单个企业年度补助总额不超过30万元。对企业按研发费用的10%给予补助。",
            {"rd_spend_wan": 500},
            (300_000, 500_000),
        ),
    ],
)
def test_what_is_told_sizes_the_award(text: str, told: dict[str, Any], expected: Any) -> None:
    assert bounds(pays(text, told)) == expected


def test_the_note_shows_the_calculation() -> None:
    text = "对企业按固定资产投资额的5%给予奖励,最高1000万元。"
    note = pays(text, {"fixed_investment_wan": 35_000}).note
    assert "35000万元×5%=1750万元" in note
    assert "上限1000万元" in note
    assert "填写设备投资" in pays("对企业按设备投资的20%给予补助。", {}).note


def test_a_person_is_one_person() -> None:
    text = "对在本市就业的毕业生,按每人5000元给予补贴。"
    assert bounds(pays(text, {"kind": "talent"})) == (5000, 5000)


def test_a_loan_is_no_gift() -> None:
    found = pays("对小微企业给予最高300万元担保贷款。", {})
    assert (bounds(found), found.repayable) == ((0, 3_000_000), True)
    assert "不是补助" in found.note


def test_what_was_received_once_is_not_paid_again() -> None:
    assert bounds(pays(LEVELS, {"received": ["市级企业技术中心奖励20万元"]})) == (500_000, 1_000_000)
    assert bounds(pays(LEVELS, {"received": ["市级绿色工厂奖励30万元"]})) == (200_000, 1_000_000)


WAN = st.integers(0, 10**6)
SHARES = st.integers(1, 100)


@settings(max_examples=60, deadline=None)
@given(WAN, WAN, SHARES, st.integers(1, 1000))
def test_a_larger_base_never_pays_less(one: int, other: int, share: int, cap: int) -> None:
    text = f"对企业按设备投资的{share}%给予补助,最高{cap}万元。"
    small, large = (pays(text, {"equipment_investment_wan": told}).amount for told in sorted((one, other)))
    assert small is not None
    assert large is not None
    assert small.min <= large.min
    assert (small.max or 0) <= (large.max or 0) <= cap * 10_000


TEXTS = (HIRES, LEVELS, YEARS, RENT, PLANT, "对企业按设备投资的5%-10%给予补助,每年最高20万元。")
TOLD = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["enterprise", "talent", "project"]),
        "new_hires": st.integers(0, 10**5),
        "rent_wan": st.floats(0, 1e6),
        "equipment_investment_wan": st.floats(0, 1e8),
        "facts": st.dictionaries(
            st.sampled_from(
                ["年度经济贡献额（万元）", "第几年", "新认定为国家级企业技术中心", "基地面积_亩"]
            ),
            st.one_of(st.booleans(), st.integers(0, 10**6), st.floats(0, 1e6)),
        ),
        "received": st.lists(st.sampled_from(["国家级企业技术中心100万元奖励", "房租"])),
    },
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), TOLD)
def test_amounts_are_ordered_exact_and_never_negative(text: str, told: dict[str, Any]) -> None:
    found = pays(text, told)
    assert found.note
    if found.amount is not None:
        low, high = found.amount.min, found.amount.max
        assert isinstance(low, Decimal)
        assert low >= 0
        assert high is None or (isinstance(high, Decimal) and low <= high)


YUAN = st.one_of(st.none(), st.decimals(0, 10**10, places=2))
RATES = st.one_of(st.none(), st.decimals(0, 200, places=1))
TIERS = st.builds(
    Tier,
    when=st.sampled_from(["下限", "上限", "国家级", "前三年", "100万以内的部分", "100人以上", "2月"]),
    value_yuan=YUAN,
    rate_pct=RATES,
    cap_yuan=YUAN,
)
AMOUNTS = st.builds(
    Amount,
    value_yuan=YUAN,
    rate_pct=RATES,
    base=st.sampled_from([None, "设备投资", "租金", "贷款利率"]),
    unit=st.sampled_from([None, "人·月", "年", "亩", "项", "家"]),
    cap_yuan=YUAN,
    tiers=st.lists(TIERS, max_size=3).map(tuple),
)
AWARDS = st.builds(
    Award,
    what=st.sampled_from(["奖励", "租金补贴", "最高"]),
    kind=st.sampled_from(["reward", "loan", "rent_relief", "interest_subsidy"]),
    form=st.sampled_from(
        ["fixed", "rate", "per_unit", "tiered", "range", "cap_only", "in_kind", "unspecified"]
    ),
    amount=AMOUNTS,
    offer=st.sampled_from([None, 0, 1]),
    quote=st.just("给予最高50%的奖励"),
    start=st.integers(0, 20),
    end=st.integers(21, 40),
)
HUGE = {"equipment_investment_wan": 1e300, "loan_wan": 1e9, "facts": {"贷款利率（%）": 3}}


@settings(max_examples=300, deadline=None)
@given(st.lists(AWARDS, max_size=4), st.sampled_from([{}, HUGE, {"kind": "talent"}]), st.booleans())
def test_no_award_however_odd_breaks_the_order(awards: list[Award], told: dict[str, Any], sure: bool) -> None:
    text = "对企业给予最高50%的奖励,期限3年。" * 3
    span = Clause(id="c", locator="", heading="", start=0, end=len(text))
    read = ReadClause(clause=span, annotation=Annotation(kind=ClauseKind.INCENTIVE, awards=tuple(awards)))
    ways = [([Path(number, 0, len(text)) for number in (None, 0, 1)], sure)]
    found = payable(read, text, ways, Applicant(told, free_facts(told)))
    if found.amount is not None:
        assert found.amount.min >= 0
        assert found.amount.max is None or found.amount.min <= found.amount.max
        assert sure or found.amount.min == 0


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("上年度实际支付的租金", "rent_wan"),
        ("2025年的研发费用", "rd_spend_wan"),
        ("新增固定资产投资", None),
        ("减免的租金", None),
    ],
)
def test_a_condition_may_name_just_a_sum(words: str, key: str | None) -> None:
    assert sum_named(words) == key


def test_a_ceiling_is_no_way_to_get_something() -> None:
    read, words = clause(f"单个企业年度补助总额不超过30万元。{ABOVE}")
    assert [path.number for path in find_paths(read, words)[1]] == [0]
