"""Every usual condition in every usual sentence: is it read, and is the verdict right?

The sentences are our own and put together, so their meaning is known: each condition stands in
each frame once, and three profiles are held against it: one that just meets it, one that just fails it, one
that does not tell. `python -m eval.sentences` prints what goes wrong.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.judging import PLACE, Judged, Told, fact, matches, share, standing, written
from policies.model import Verdict

COMMON = "依法经营"
"""What some frames ask of everyone, and every profile tells."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Words for a condition on `subject`, with what a profile tells that meets or fails it."""

    words: str
    subject: str
    meets: Told
    fails: Told

    @property
    def kind(self) -> str:
        return {"项目": "project", "企业": "enterprise"}.get(self.subject, "talent")


def _number(words: str, key: str, least: float, below: float, subject: str = "企业") -> Condition:
    return Condition(words, subject, {key: least}, {key: below})


def _fact(words: str, name: str, meets: object = True, fails: object = False) -> Condition:
    return Condition(words, "企业", fact(name, meets), fact(name, fails))


def _standing(words: str, name: str) -> Condition:
    return Condition(words, "企业", standing(name), standing(name, False))


CONDITIONS = (
    _number("上年度营业收入超过2000万元", "revenue_wan", 2001, 2000),
    _number("年营业收入2000万元以上", "revenue_wan", 2000, 1999),
    _number("年主营业务收入不低于5000万元", "revenue_wan", 5000, 4999),
    _number("年度营业收入增长20%以上", "revenue_growth_pct", 20, 19),
    _number("年纳税额达到500万元", "tax_wan", 500, 499),
    _number("年产值达到3亿元以上", "output_wan", 30_000, 29_999),
    _number("年度研发投入占营业收入5%以上", "rd_ratio_pct", 5, 4.9),
    _number("研发费用500万元以上", "rd_spend_wan", 500, 499),
    _number("固定资产投资1亿元以上", "fixed_investment_wan", 10_000, 9_999, "项目"),
    _number("总投资不低于3亿元", "investment_wan", 30_000, 29_999, "项目"),
    _number("设备投资额超过500万元", "equipment_investment_wan", 501, 500, "项目"),
    _number("实际到位外资1000万美元以上", "foreign_investment_wan_usd", 1000, 999),
    _number("职工人数不少于50人", "employees", 50, 49),
    _number("新招用员工30人以上", "new_hires", 30, 29),
    _number("缴纳社会保险的职工不少于20人", "insured_employees", 20, 19),
    _number("租用办公用房面积500平方米以上", "floor_area_sqm", 500, 499),
    _number("连续缴纳社会保险满12个月", "insured_months", 12, 11, "人才"),
    _number("年龄不超过45周岁", "age", 45, 46, "人才"),
    _number("年龄在40周岁以下", "age", 40, 41, "人才"),
    _number("与用人单位签订3年以上劳动合同", "contract_years", 3, 2, "人才"),
    _number("年薪达到50万元以上", "salary_wan", 50, 49, "人才"),
    Condition("成立时间不超过5年", "企业", {"founded_on": "2024-01-01"}, {"founded_on": "2015-01-01"}),
    Condition("2022年3月以后注册成立", "企业", {"founded_on": "2022-03-01"}, {"founded_on": "2022-02-28"}),
    Condition("毕业5年内", "高校毕业生", {"graduated_on": "2024-07-01"}, {"graduated_on": "2015-07-01"}),
    Condition("具有博士学位", "人才", {"degree": "博士"}, {"degree": "硕士"}),
    Condition("具有硕士研究生及以上学历", "人才", {"degree": "硕士"}, {"degree": "本科"}),
    Condition("具有高级职称", "人才", {"title": "高级工程师"}, {"title": "工程师"}),
    Condition("全职在园区工作", "人才", {"employment": "全职"}, {"employment": "柔性"}),
    Condition("有海外留学经历", "人才", {"overseas": True}, {"overseas": False}),
    _standing("认定为高新技术企业", "高新技术企业"),
    _standing("获得国家级专精特新“小巨人”企业称号", "专精特新“小巨人”企业"),
    _standing("入选省级制造业单项冠军", "省级制造业单项冠军"),
    _standing("纳入规模以上工业统计", "规上企业"),
    Condition("在科创板上市", "企业", {"listed": "科创板"}, {"listed": "未上市"}),
    Condition("在新三板挂牌", "企业", {"listed": "新三板"}, {"listed": "未上市"}),
    Condition("从事集成电路设计", "企业", {"industries": ["集成电路"]}, {"industries": ["餐饮业"]}),
    Condition("属于新能源汽车产业", "企业", {"industries": ["新能源汽车"]}, {"industries": ["餐饮业"]}),
    Condition("属于小微企业", "企业", {"scale": "小型"}, {"scale": "大型"}),
    Condition("属于民营企业", "企业", {"ownership": "民营"}, {"ownership": "国有"}),
    _fact("从事技术研发工作满3年", "从事技术研发工作年限", 3, 2),
    _fact("招用人员稳定就业六个月", "招用人员稳定就业月数", 6, 5),
    _fact("获得中国专利金奖", "获得中国专利金奖"),
    _fact("通过ISO9001质量管理体系认证", "通过ISO9001质量管理体系认证"),
    _fact("主导制定国际标准", "主导制定国际标准"),
    _fact("年服务企业不少于20家", "年服务企业数", 20, 19),
    _fact("拥有有效发明专利5件以上", "有效发明专利数", 5, 4),
    _fact("亩均税收达到20万元", "亩均税收（万元）", 20, 19),
    _fact("停业", "停业"),
    _fact("规范经营", "经营规范"),
    _number("吸纳就业30人以上", "employees", 30, 29),
    _fact("承租国有企业经营性房产", "承租国有企业经营性房产"),
    _fact("吸纳高校毕业生就业10人以上", "吸纳高校毕业生就业人数", 10, 9),
)

GIVES = (
    "给予20万元一次性奖励",
    "按实际投入的10%给予补助，最高不超过100万元",
    "给予最高50万元补贴",
    "一次性奖励10万元",
)

FRAMES = {
    "标题另起一行": "一、强化扶持\n对{c}的{s}，{a}。",
    "标题接正文": "（一）支持壮大。对{c}的{s}，{a}。",
    "第一条": "第一条 对{c}的{s}，{a}。",
    "分项": "一、扶持措施\n1.对{c}的{s}{a}。",
    "主语在前": "一、强化扶持\n{s}{c}的，{a}。",
    "凡": "第一条 凡{c}的{s}，均可{a}。",
    "先支持后条件": "第一条 支持{s}发展。对{c}的，{a}。",
    "先给后列条件": "一、强化扶持\n{a}。申请{s}须同时具备以下条件：\n1." + COMMON + "；\n2.{c}。",
    "申请条件一节": "一、扶持标准\n{a}。\n二、申请条件\n（一）" + COMMON + "；\n（二）{c}。",
    "申报对象一节": "一、申报对象\n{c}的{s}。\n二、支持标准\n{a}。",
    "两个条件": "第一条 对{c}，且" + COMMON + "的{s}，{a}。",
    "以此为前提": "第一条 对" + COMMON + "的{s}，{a}，以{c}为前提。",
    "本市": "第一条 对本市{c}的{s}，{a}。",
    "市内": "一、强化扶持\n对市内{c}的{s}，{a}。",
    "鼓励": "二、鼓励做大。鼓励{s}做大做强，对{c}的，经审核，{a}。",
    "可申请": "第五条 {c}的{s}可申请扶持，{a}。",
    "列在其下": "第一条 对{c}的{s}，给予以下支持：\n（一）{a}；\n（二）" + COMMON + "的，给予1万元补贴。",
    "下一档": "第一条 对{c}的{s}，依法纳税的，给予1万元补贴；" + COMMON + "的，{a}。",
    "列在标题之下": "（一）对{c}的{s}，按下列标准给予扶持。\n1.{a}。\n2." + COMMON + "的，给予1万元补贴。",
    "由他人提供": "第一条 支持融资。鼓励融资担保机构为{c}的{s}提供免费担保服务。",
    "为其服务": "第一条 优化服务。为{c}的{s}办理绿色通道。",
    "帮其解决": "第一条 优化服务。协助{c}的{s}解决融资难题。",
    "绿色通道": "第一条 对{c}的{s}开辟绿色通道，优先办理审批手续。",
    "给予在前": "第一条 给予{c}的{s}10万元奖励。",
    "须在其后": "一、强化扶持\n{a}。{s}须{c}。",
    "但应": "一、强化扶持\n{a}，但{s}应当{c}。",
    "仅限": "一、强化扶持\n{a}，仅限{c}的{s}享受。",
    "对象与标准": "一、补贴办法\n补贴对象：{c}的{s}；补贴标准：{a}。",
    "对象另起一行": "一、扶持办法\n扶持对象：{c}的{s}。\n扶持标准：{a}。",
    "对象在括号里": "一、强化扶持\n{a}（支持对象：{c}的{s}）。",
    "享受者应同时满足": "第一条 {a}。享受本条的{s}应同时满足：（1）" + COMMON + "；（2）{c}。",
    "没有编号": "支持办法要点\n\n对{c}的{s}，{a}。",
}


def judge(frames: Sequence[str] = tuple(FRAMES)) -> Iterator[Judged]:
    """Every condition in these frames, held against its three profiles."""
    for frame in frames:
        for number, condition in enumerate(CONDITIONS):
            gives = GIVES[number % len(GIVES)]
            words = FRAMES[frame].format(c=condition.words, s=condition.subject, a=gives)
            policy = written(words)
            for wanted, told in (
                (Verdict.ELIGIBLE, condition.meets),
                (Verdict.INELIGIBLE, condition.fails),
                (Verdict.NEEDS_FACTS, {}),
            ):
                profile = _profile(condition, told)
                yield Judged(condition.words, frame, profile, wanted, matches(policy, profile))


def _profile(condition: Condition, told: Told) -> Told:
    place = "employer_region" if condition.kind == "talent" else "region"
    facts = {COMMON: True, **told.get("facts", {})}
    return {"kind": condition.kind, place: PLACE, **told, "facts": facts}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frame", action="append", choices=list(FRAMES), help="only these frames")
    judged = list(judge(parser.parse_args().frame or tuple(FRAMES)))
    for (frame, wanted, given), count in sorted(
        Counter((one.frame, one.wanted.value, one.given.value) for one in judged if not one.right).items()
    ):
        named = "、".join(
            one.words
            for one in judged
            if (one.frame, one.wanted.value, one.given.value) == (frame, wanted, given)
        )
        print(f"{frame}: {wanted} -> {given} {count}  {named}")
    promised = sum(one.promised for one in judged)
    print(f"verdicts right {share([one.right for one in judged])}, wrong promises {promised}")


if __name__ == "__main__":
    main()
