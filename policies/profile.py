"""The facts that a profile may state, and how a profile is checked at the border.

One registry: keys, Chinese labels, units and the question that asks for each fact. A key that is absent is
not told; nothing here supplies a default.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from typing import Any

from policies.errors import InvalidProfile


@dataclass(frozen=True)
class Fact:
    """A fact about an enterprise, a project or a talent; `unit` is empty where none applies.

    `choices` are the only values there are; () leaves the value open.
    """

    key: str
    label: str
    type: type
    unit: str = ""
    question: str = ""
    choices: tuple[str, ...] = ()


def _fact(
    key: str, label: str, kind: type, unit: str = "", question: str = "", choices: tuple[str, ...] = ()
) -> Fact:
    asked = question or f"请问{label}是多少{'(' + unit + ')' if unit else ''}？"
    return Fact(key, label, kind, unit, asked, choices)


_KINDS = ("enterprise", "talent", "project")


FACTS = {
    fact.key: fact
    for fact in (
        _fact("kind", "身份", str, question="您是企业、个人（人才），还是拟投资的项目？", choices=_KINDS),
        _fact("name", "名称", str, question="请问名称是什么？"),
        _fact("region", "所在地", str, question="请问注册地或工作地在哪个省、市、区县？"),
        _fact("founded_on", "成立日期", str, question="请问是哪一天成立的？"),
        _fact("industries", "行业", list, question="请问主要做哪个行业？"),
        _fact("qualifications", "资质", dict, question="请问有哪些资质认定（如高新技术企业、专精特新）？"),
        _fact("ownership", "所有制", str, question="请问企业是民营、国有、外资、港澳台资还是合资？"),
        _fact("scale", "规模", str, question="请问企业是微型、小型、中型还是大型？"),
        _fact("employees", "职工人数", float, "人"),
        _fact("insured_employees", "参保职工人数", float, "人"),
        _fact("new_hires", "新招用人数", float, "人"),
        _fact("revenue_wan", "年营业收入", float, "万元"),
        _fact("revenue_growth_pct", "营业收入增幅", float, "%"),
        _fact("output_wan", "年产值", float, "万元"),
        _fact("tax_wan", "年纳税额", float, "万元"),
        _fact("profit_wan", "年利润", float, "万元"),
        _fact("rd_spend_wan", "研发投入", float, "万元"),
        _fact("rd_ratio_pct", "研发投入占比", float, "%"),
        _fact("investment_wan", "总投资", float, "万元"),
        _fact("fixed_investment_wan", "固定资产投资", float, "万元"),
        _fact("equipment_investment_wan", "设备投资", float, "万元"),
        _fact("foreign_investment_wan_usd", "外资到账", float, "万美元"),
        _fact("loan_wan", "贷款额", float, "万元"),
        _fact("interest_paid_wan", "已付利息", float, "万元"),
        _fact("rent_wan", "年租金", float, "万元"),
        _fact("floor_area_sqm", "使用面积", float, "平方米"),
        _fact("listed", "上市情况", str, question="请问是否上市，在哪个板块？"),
        _fact("violations", "失信或违法记录", bool, question="近年有没有严重失信、重大违法或安全环保事故？"),
        _fact("age", "年龄", float, "周岁"),
        _fact("degree", "学历学位", str, question="请问最高学历是博士、硕士、本科、大专还是高中及以下？"),
        _fact("title", "职称或技能等级", str, question="请问职称或技能等级是什么？"),
        _fact("talent_tier", "人才层次", str, question="请问是否已认定人才层次，是哪一类？"),
        _fact("graduated_on", "毕业时间", str, question="请问什么时候毕业？"),
        _fact("overseas", "留学经历", bool, question="请问是不是留学回国人员或外籍人才？"),
        _fact("hukou", "户籍", str, question="请问户籍在哪里？"),
        _fact("employer_region", "用人单位所在地", str, question="请问工作单位在哪个区县？"),
        _fact("employer_industries", "用人单位行业", list, question="请问工作单位是什么行业？"),
        _fact("employment", "就业状态", str, question="请问是全职、柔性、创业、求职还是在校？"),
        _fact("contract_years", "劳动合同年限", float, "年"),
        _fact("insured_months", "社保月数", float, "个月"),
        _fact("salary_wan", "年薪", float, "万元"),
        _fact("first_home", "首套住房", bool, question="请问买的是不是首套住房？"),
        _fact("facts", "其他事实", dict, question="还有哪些情况可以说明？"),
        _fact("received", "已享受的政策", list, question="之前已经享受过哪些奖补？"),
    )
}

_ACCEPTED: dict[type, tuple[tuple[type, ...], str]] = {
    float: ((int, float), "数字"),
    list: ((list, str), "文字的列表"),
    bool: ((bool,), "true 或 false"),
    str: ((str,), "文字"),
    dict: ((dict,), "一个对象"),
}


def check_profile(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The profile as told, without empty values; raises `InvalidProfile` naming key, problem and remedy.

    One word where a list is expected stands for a list of one.
    """
    told: dict[str, Any] = {}
    for key, value in raw.items():
        fact = FACTS.get(key)
        if fact is None:
            raise InvalidProfile(f"画像中没有“{_shown(key)}”这一项，{_nearest(key)}，请改正后重试。")
        if value is None or value in ("", [], {}):
            continue
        if not _fits(fact, value):
            shown = f"画像中“{fact.label}”（{key}）的值“{_shown(value)}”"
            raise InvalidProfile(f"{shown}应当是{_shape(fact)}，请改正后重试。")
        told[key] = [value] if fact.type is list and isinstance(value, str) else value
    return told


def _nearest(key: str) -> str:
    """What the writer may have meant: a key, or the key of a Chinese label."""
    keys = {**{fact.label: fact.key for fact in FACTS.values()}, **{known: known for known in FACTS}}
    near = get_close_matches(key, keys, n=1, cutoff=0.5)
    return f"最接近的是“{keys[near[0]]}”" if near else f"可用的有{'、'.join(list(FACTS)[:8])}等"


def _shown(value: Any) -> str:
    """What was written, short and on one line."""
    return "".join(letter if letter.isprintable() else " " for letter in str(value)[:40])


def _shape(fact: Fact) -> str:
    return "、".join(fact.choices) + "之一" if fact.choices else _ACCEPTED[fact.type][1]


def _fits(fact: Fact, value: Any) -> bool:
    if isinstance(value, bool):
        return fact.type is bool
    if fact.choices:
        return value in fact.choices
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        return False
    # NaN compares false with everything and would quietly pass or fail a threshold.
    finite = not isinstance(value, float) or isfinite(value)
    return finite and isinstance(value, _ACCEPTED[fact.type][0])
