"""Every usual way to say what is paid, in every usual sentence: is the right sum named?

The sentences are our own and put together, so the sum is known beforehand: a careful official would name
from `least` to `most` yuan, or no sum at all. `python -m eval.sums` prints what goes wrong.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from eval.judging import PLACE, Told, best, fact, matches, share, standing, written
from eval.sentences import COMMON
from policies.model import Policy, Verdict

EARLIER = "通过清洁生产审核"
"""What an award before or behind the one that is asked about demands."""


@dataclass(frozen=True, slots=True)
class Paid:
    """Words for what is given to `subject`, and the yuan that follow from what is told: None for no sum.

    `items` are its steps, where they may stand below each other as a list.
    """

    words: str
    told: Told
    least: int | None
    most: int | None
    subject: str = "企业"
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """One sum that a sentence pays, with what it should have been; `verdict` is the best one found."""

    frame: str
    paid: Paid
    verdict: Verdict
    sum: tuple[Decimal, Decimal | None] | None
    note: str

    @property
    def right(self) -> bool:
        wanted = None if self.paid.least is None else (Decimal(self.paid.least), _decimal(self.paid.most))
        return self.verdict == Verdict.ELIGIBLE and self.sum == wanted

    @property
    def promised(self) -> bool:
        """Whether more is promised for certain than is paid for certain."""
        return self.sum is not None and self.sum[0] > (self.paid.least or 0)


def _decimal(number: int | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _sum(words: str, told: Told, least: int | None, most: int | None = None) -> Paid:
    return Paid(words, told, least, least if most is None else most)


def _fact(words: str, name: str, value: object, least: int | None, most: int | None = None) -> Paid:
    return _sum(words, fact(name, value), least, most)


def _person(words: str, told: Told, least: int | None, most: int | None = None) -> Paid:
    return Paid(words, told, least, least if most is None else most, "人才")


def _steps(
    lead: str, items: Sequence[str], told: Told, least: int, most: int | None, whom: str = "企业"
) -> Paid:
    return Paid(lead + "，".join(items), told, least, most, whom, tuple(items))


AWARDS = (
    # a sum
    _sum("给予20万元一次性奖励", {}, 200_000),
    _sum("一次性奖励10万元", {}, 100_000),
    _sum("给予一次性资金奖励，奖励金额为50万元", {}, 500_000),
    _sum("每家给予5万元补助", {}, 50_000),
    _sum("给予每户3000元的一次性补贴", {}, 3_000),
    _sum("给予最高50万元补贴", {}, 0, 500_000),
    _sum("给予不超过30万元的资金支持", {}, 0, 300_000),
    _sum("给予10万元至30万元奖励", {}, 100_000, 300_000),
    _sum("给予5—10万元的一次性补助", {}, 50_000, 100_000),
    _sum("给予资金支持", {}, None),
    _sum("给予适当奖励，具体标准另行制定", {}, None),
    _sum("给予300万元补助，分三年拨付", {}, 3_000_000),
    _sum("给予总额90万元的奖励，分3年等额兑现", {}, 900_000),
    _sum("给予100万元奖励，首年拨付60%，次年拨付40%", {}, 1_000_000),
    _sum("每年给予20万元运营补贴，连续补贴3年", {}, 600_000),
    _sum("每年给予10万元补助，最长不超过3年", {}, 100_000, 300_000),
    # so much for each
    Paid("按每人2000元给予补贴", {}, 2_000, None),
    _fact("每新招用1名高校毕业生给予2000元补贴", "新招用高校毕业生人数", 6, 12_000),
    _fact("每新招用1名高校毕业生给予2000元补贴，最高不超过1万元", "新招用高校毕业生人数", 6, 10_000),
    _fact("按每引进1名博士3万元的标准给予补助，每家企业每年最多补助5名", "引进博士人数", 7, 150_000),
    _fact("按照500元/人的标准发放职业技能培训补贴", "职业技能培训人数", 40, 20_000),
    _sum("按每平方米每月10元给予租金补贴，补贴期限12个月", {"floor_area_sqm": 500}, 60_000),
    _sum("按参保职工人数给予每人500元补助", {"insured_employees": 20}, 10_000),
    _sum("按在职职工人数每人给予200元补贴", {"employees": 20}, 4_000),
    _fact("给予每张床位5000元补助", "新增床位数", 20, 100_000),
    _fact("每间客房奖励2000元", "客房间数", 20, 40_000),
    _fact("对建成的标准球场每块奖励1万元", "建成标准球场数_块", 2, 20_000),
    _fact("年交易额每满10万元奖励1万元", "年交易额（万元）", 55, 50_000),
    _fact("按年组织游客人次，每满1万人次奖励1万元", "年组织游客人次", 35_000, 30_000),
    _fact("按每名一线职工每天100元给予生活补助，补助期限为30天", "一线职工人数", 20, 60_000),
    _fact("按每天100元给予生活补助，最长不超过30天", "生活补助天数", 40, 3_000),
    _sum("按每平方米200元给予一次性装修补贴，最高50万元", {"floor_area_sqm": 1_000}, 200_000),
    _fact("按每亩300元给予种植补贴", "种植面积（亩）", 120, 36_000),
    _fact("每件授权发明专利奖励1万元", "授权发明专利件数", 4, 40_000),
    _fact("每获得1项国际专利授权奖励3万元，每年最高20万元", "获得国际专利授权项数", 8, 200_000),
    _fact("购置新能源货车的，每辆补贴2万元", "购置新能源货车数量", 3, 60_000),
    _fact("按每台工业机器人1.5万元给予补贴", "购置工业机器人台数", 10, 150_000),
    _fact("每标准箱补贴100元", "标准箱数", 300, 30_000),
    _fact("对评定为2—4星级的示范店，分别给予1万元、2万元、3万元奖励", "评定示范店星级", 3, 20_000),
    _fact("新建标准厂房，每栋奖励5万元", "新建标准厂房数_栋", 3, 150_000),
    _fact("每举办1场招聘活动补助5000元，年度累计不超过3万元", "举办招聘活动场次", 4, 20_000),
    # a share
    _sum("按设备投资额的10%给予补助", {"equipment_investment_wan": 800}, 800_000),
    _sum("按设备投资额的10%给予补助，最高不超过50万元", {"equipment_investment_wan": 800}, 500_000),
    _sum("按设备投资额10%的比例给予最高100万元补助", {"equipment_investment_wan": 800}, 800_000),
    _sum("按不超过设备投资额的10%给予补助", {"equipment_investment_wan": 800}, 0, 800_000),
    _sum("按固定资产实际投资额的5%至8%给予补助", {"fixed_investment_wan": 1_000}, 500_000, 800_000),
    _sum("给予上年度研发费用5%的补助，单个企业最高200万元", {"rd_spend_wan": 600}, 300_000),
    _sum("按照年营业收入的千分之一给予奖励", {"revenue_wan": 5_000}, 50_000),
    _sum("按年营业收入的1‰给予奖励，封顶30万元", {"revenue_wan": 50_000}, 300_000),
    _fact("按实际投资额的20%给予补助，最高200万元", "单笔投资金额（万元）", 500, 1_000_000),
    _fact("按合同金额的10%给予补助", "服务合同实际发生金额（万元）", 30, 30_000),
    _fact("按实际检测费用的50%给予补贴，每年不超过20万元", "检测费用（万元）", 30, 150_000),
    _fact("对展位费给予80%补贴，每家企业年度补贴总额不超过5万元", "展位费（元）", 40_000, 32_000),
    _fact("对其技术合同成交额，按2%给予奖励", "技术合同成交额（万元）", 400, 80_000),
    _fact("全额补贴检测费用", "检测费用（元）", 8_000, 8_000),
    _fact("按年度地方财力贡献的50%给予奖励", "年度地方财力贡献（万元）", 60, 300_000),
    _fact("按其缴纳增值税地方留存部分的50%给予奖励", "增值税地方留存（万元）", 40, 200_000),
    _fact("按当年新增地方贡献的30%给予奖励，最高100万元", "当年新增地方贡献（万元）", 50, 150_000),
    # interest and rent
    _sum("按实际支付利息的50%给予贴息", {"interest_paid_wan": 40}, 200_000),
    _sum("按贷款额的2%给予贴息，贴息期限不超过1年，最高20万元", {"loan_wan": 500}, 100_000),
    _sum("按一年期LPR的50%给予贷款贴息", {"loan_wan": 500}, None),
    Paid(
        "按一年期贷款市场报价利率的50%给予贷款贴息，最高30万元",
        {"loan_wan": 1_000, "facts": {"一年期贷款市场报价利率（%）": 3}},
        150_000,
        150_000,
    ),
    _sum("按年租金的50%给予补贴", {"rent_wan": 24}, 120_000),
    _sum("按实际租金的30%给予补贴，每年最高10万元，期限3年", {"rent_wan": 24}, 72_000),
    _fact("免收3个月房租", "月租金（元）", 20_000, 60_000),
    _sum(
        "第一年给予年租金100%的补贴，第二年给予50%的补贴",
        {"rent_wan": 24, "facts": {"申请第几年": 2}},
        120_000,
    ),
    # bands and steps
    _sum(
        "对研发费用500万元以下部分按10%给予补助，超过500万元部分按5%给予补助",
        {"rd_spend_wan": 800},
        650_000,
    ),
    _sum(
        "对研发费用500万元（含）以内的部分给予8%补助，500万元以上的部分给予4%补助，最高50万元",
        {"rd_spend_wan": 1_000},
        500_000,
    ),
    _sum(
        "年营业收入突破1亿元、5亿元、10亿元的，分别给予20万元、50万元、100万元奖励",
        {"revenue_wan": 60_000},
        500_000,
    ),
    _sum(
        "年营业收入达到1亿元的给予20万元奖励，达到5亿元的给予50万元奖励，达到10亿元的给予100万元奖励",
        {"revenue_wan": 60_000},
        500_000,
    ),
    _steps(
        "",
        (
            "年产值1亿元（含）至5亿元的，奖励10万元",
            "年产值5亿元（含）至10亿元的，奖励30万元",
            "年产值10亿元以上的，奖励60万元",
        ),
        {"output_wan": 30_000},
        100_000,
        100_000,
    ),
    _steps(
        "固定资产投资",
        ("500万元以上的按3%给予补助", "1000万元以上的按5%给予补助", "5000万元以上的按8%给予补助"),
        {"fixed_investment_wan": 2_000},
        1_000_000,
        1_000_000,
    ),
    _sum(
        "对获评国家级、省级、市级示范平台的，分别给予100万元、50万元、20万元奖励",
        fact("获评省级示范平台"),
        500_000,
    ),
    _steps(
        "",
        (
            "获评国家级绿色工厂的给予50万元奖励",
            "获评省级绿色工厂的给予20万元奖励",
            "获评市级绿色工厂的给予10万元奖励",
        ),
        {"facts": {"获评省级绿色工厂": True, "获评国家级绿色工厂": False, "获评市级绿色工厂": False}},
        200_000,
        200_000,
    ),
    _fact(
        "对新评定为3A级、4A级、5A级景区的，分别给予10万元、50万元、100万元奖励",
        "新评定为4A级景区",
        True,
        500_000,
    ),
    _fact("对获得大赛金、银、铜奖的，分别奖励10万元、5万元、2万元", "获得大赛银奖", True, 50_000),
    _fact("对获得大赛一、二、三等奖的，分别奖励10万元、5万元、2万元", "获得大赛二等奖", True, 50_000),
    _sum("奖励20万元（其中市级承担10万元、区级承担10万元）", {}, 200_000),
    _sum(
        "主导制定国际标准、国家标准、行业标准的，每项分别奖励50万元、20万元、10万元",
        fact("主导制定国家标准项数", 2),
        400_000,
    ),
    _sum(
        "获得发明、实用新型专利授权的，每件分别奖励5000元、1000元",
        fact("获得实用新型专利授权件数", 3),
        3_000,
    ),
    # on top
    _fact("给予20万元奖励，其中获得国家科学技术奖的再给予30万元奖励", "获得国家科学技术奖", True, 500_000),
    _fact("给予20万元奖励，获得国家科学技术奖的再给予30万元奖励", "获得国家科学技术奖", False, 200_000),
    _sum("给予20万元奖励，年营业收入超过1亿元的，再给予10万元奖励", {"revenue_wan": 12_000}, 300_000),
    _sum("给予20万元奖励，另给予10万元启动资金", {}, 300_000),
    _sum("给予20万元一次性奖励和每年5万元的运营补贴，运营补贴连续发放3年", {}, 350_000),
    _fact(
        "给予10万元奖励，年交易额每增加1000万元再奖励1万元，累计最高50万元",
        "年交易额增加（万元）",
        3_000,
        100_000,
        500_000,
    ),
    _sum("给予50万元奖励，同一企业就高不重复享受", {}, 500_000),
    _fact(
        "被认定为省级研发中心的奖励20万元，由省级升级为国家级的给予差额补足",
        "被认定为省级研发中心",
        True,
        200_000,
    ),
    _fact("给予20万元奖励；开展首台套应用的，奖励标准上浮50%", "开展首台套应用", False, 200_000),
    # several at once, under one ceiling
    Paid(
        "按设备投资额的10%给予补助，按检测费用的50%给予补助，两项合计最高不超过60万元",
        {"equipment_investment_wan": 500, "facts": {"检测费用（万元）": 40}},
        600_000,
        600_000,
    ),
    Paid(
        "按设备投资额的10%给予补助。单个企业年度补助总额不超过30万元",
        {"equipment_investment_wan": 500},
        300_000,
        300_000,
    ),
    # persons
    _person("给予10万元安家补贴", {}, 100_000),
    _person("每月发放1000元租房补贴，最长36个月", {}, 1_000, 36_000),
    _person("给予每月1500元生活补贴，连续发放3年", {}, 54_000),
    _person("按每人每年2万元给予生活补贴，补贴期限为3年", {}, 60_000),
    _person("博士、硕士、本科分别给予10万元、5万元、2万元安家费", {"degree": "硕士"}, 50_000),
    _steps(
        "",
        ("博士研究生每人每月补贴2000元", "硕士研究生每人每月补贴1200元", "本科生每人每月补贴800元"),
        {"degree": "博士"},
        2_000,
        None,
        "人才",
    ),
    _steps(
        "",
        ("A类人才给予100万元购房补贴", "B类人才给予60万元购房补贴", "C类人才给予30万元购房补贴"),
        {"talent_tier": "B类"},
        600_000,
        600_000,
        "人才",
    ),
    _person("给予博士3万元、硕士1万元的一次性生活补贴", {"degree": "硕士"}, 10_000),
    _person("给予博士每月2000元生活补贴，发放3年", {"degree": "博士"}, 72_000),
    _person("按购房总价的20%给予补贴，最高50万元", fact("购房总价（万元）", 200), 400_000),
    _person("按年薪的10%给予奖励，每年最高10万元", {"salary_wan": 60}, 60_000),
    _person("给予100万元购房补贴，分5年发放，每年发放20万元", {}, 1_000_000),
)

WHO = {"企业": "纳入规模以上工业统计", "人才": "全职在园区工作"}
TOLD = {
    "企业": {"kind": "enterprise", "region": PLACE, **standing("规上企业")},
    "人才": {"kind": "talent", "employer_region": PLACE, "employment": "全职"},
}

FRAMES = {
    "标题另起一行": "一、强化扶持\n对{w}，{a}。",
    "标题接正文": "（一）支持壮大。对{w}，{a}。",
    "第一条": "第一条 对{w}，{a}。",
    "分项": "一、扶持措施\n1.对{w}，{a}。\n2.加强宣传引导。",
    "先给后列条件": "一、强化扶持\n{a}。申请{s}须同时具备以下条件：\n1." + COMMON + "；\n2.{c}。",
    "申报对象一节": "一、申报对象\n{w}。\n二、支持标准\n{a}。",
    "前有一项": "第一条 对" + EARLIER + "的{s}，给予3万元补助。对{w}，{a}。",
    "后有一项": "第一条 对{w}，{a}。对" + EARLIER + "的{s}，给予3万元补助。",
    "没有编号": "支持办法要点\n\n对{w}，{a}。",
}
LISTED = {
    "逐档列出": "第一条 对{w}，按以下标准给予支持：\n（一）{a}。",
    "逐档编号": "一、支持标准\n对{w}按下列档次给予支持：\n1.{a}。",
}


def judge(frames: Sequence[str] = (*FRAMES, *LISTED)) -> Iterator[Judged]:
    """Every award in these frames, for one who gets it and tells what its sum turns on."""
    for frame in frames:
        for paid in AWARDS:
            if words := _words(frame, paid):
                yield _judged(frame, paid, written(words))


def _words(frame: str, paid: Paid) -> str:
    """The award in its frame; "" where its steps cannot be listed."""
    filled = {"c": WHO[paid.subject], "s": paid.subject, "w": f"{WHO[paid.subject]}的{paid.subject}"}
    if frame in FRAMES:
        return FRAMES[frame].format(a=paid.words, **filled)
    lead = paid.words.partition(paid.items[0])[0] if paid.items else ""
    marks = ["（二）", "（三）"] if "（一）" in LISTED[frame] else ["2.", "3."]
    items = "".join(f"；\n{mark}{lead}{item}" for mark, item in zip(marks, paid.items[1:], strict=False))
    return LISTED[frame].format(a=lead + paid.items[0] + items, **filled) if paid.items else ""


def _judged(frame: str, paid: Paid, policy: Policy) -> Judged:
    facts = {COMMON: True, EARLIER: False, **paid.told.get("facts", {})}
    found = matches(policy, {**TOLD[paid.subject], **paid.told, "facts": facts})
    sums = [one.amount_yuan for one in found if one.amount_yuan and one.verdict == Verdict.ELIGIBLE]
    highest = max(sums, key=lambda one: one.min, default=None)
    whole = (highest.min, highest.max) if highest else None
    return Judged(frame, paid, best(found), whole, "；".join(one.amount_note for one in found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frame", action="append", choices=[*FRAMES, *LISTED], help="only these frames")
    judged = list(judge(parser.parse_args().frame or (*FRAMES, *LISTED)))
    for one in judged:
        if not one.right:
            least, most = one.paid.least, one.paid.most
            print(f"{one.frame}: {one.paid.words}  应为{least}至{most}，得{one.verdict} {one.sum} {one.note}")
    promised = sum(one.promised for one in judged)
    print(f"sums right {share([one.right for one in judged])}, too much promised {promised}")


if __name__ == "__main__":
    main()
