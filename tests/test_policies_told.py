"""What is told freely answers a condition in other words, and a near miss answers none."""

from itertools import permutations
from typing import Any

import pytest

from policies.matching.free_facts import free_facts
from policies.matching.pairs import weight
from policies.matching.stated import stated
from policies.matching.told import truth
from policies.model import Outcome

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN


def told(words: str, **facts: Any) -> Outcome:
    return truth(words, free_facts({"facts": facts}))[0]


@pytest.mark.parametrize(
    ("words", "facts", "expected"),
    [
        ("获得中国专利金奖", {"获得中国专利金奖": True}, MET),
        ("首次获得中国专利金奖的企业", {"获得中国专利金奖": True}, UNKNOWN),
        ("首次获得中国专利金奖的企业", {"首次获得中国专利金奖": True}, MET),
        ("获得省级质量奖的企业", {"获得质量奖": True}, UNKNOWN),
        ("在惠企平台中登记备案（与本次申报一并受理）", {"在惠企平台登记备案": True}, MET),
        ("经联审认定", {"所投项目经联审认定且入选": True}, MET),
        ("经联审认定", {"所投项目经初审认定且入选": True}, UNKNOWN),
        ("建设包括分拣、包装等冷链公共服务平台", {"冷链公共服务平台": False}, UNMET),
        ("建设包括分拣、包装等冷链公共服务平台", {"分拣": False}, UNKNOWN),
        ("学校、医院及协会", {"学校、医院、协会等创新主体": False}, UNMET),
        ("本市民办学校", {"在宿州市办的民办学校": True}, MET),
        ("获得国家支持", {"承担基础再造专项并获得国家支持": True}, MET),
        ("获得国家支持", {"承担基础再造专项并获得国家支持": False}, UNKNOWN),
        ("机器人、无人机以及防灾相关的企业", {"防灾相关的企业": True}, MET),
        ("机器人、无人机以及防灾相关的企业", {"养老相关的企业": True}, UNKNOWN),
        ("受灾直接损失的商户单位和转产较快的企业", {"转产较快": True}, MET),
        ("受灾严重的商户购置设备、软件、网络服务", {"购置设备、软件、网络服务": True}, UNKNOWN),
        ("租用公房的民营仓库和厂房", {"民营仓库和厂房": True, "租用公房": False}, UNMET),
        ("保障供应的商超、便利店和为社区送餐的餐饮单位", {"为社区送餐的餐饮单位": True}, MET),
        (
            "失业的外卖配送人员、无业的返乡毕业生",
            {"失业的外卖配送人员": True, "无业的返乡毕业生": False},
            MET,
        ),
        ("无业的返乡毕业生", {"无业的返乡毕业生": False}, UNMET),
        ("经省、市主管部门批准设立的科普园区", {"科普园区": False}, UNMET),
        ("经省、市主管部门批准设立的科普园区", {"科普园区": True}, UNKNOWN),
        ("失业人员、退役军人（以下简称重点人群）", {"属于重点人群": True}, MET),
        ("驻点专家以及长期授课的外国人", {"驻点专家": False, "长期授课的外国人": True}, MET),
        ("驻点专家以及长期授课或研究的外国人", {"驻点专家": False, "长期授课或研究的外国人": True}, MET),
        ("失业人员、退役军人（以下简称重点人群）", {"属于重点人群": False}, UNMET),
        (
            "列入保供名录的餐饮业、零售业、物流业、住宿服务业企业",
            {"从事零售业、住宿服务业企业": True},
            UNKNOWN,
        ),
        ("本人及其配偶有其他贷款", {"本人及其配偶有除助学贷款以外的其他贷款": True}, MET),
        (
            "承租人及其配偶、子女没有通过购买或其他途径获得自有产权住房所有权",
            {"承租人及配偶、子女有自有产权住房": False},
            MET,
        ),
        ("按规定参加社会保险", {"按规定参保": True}, MET),
        ("淘汰落後产能的企业", {"淘汰落后产能企业": True}, MET),
        ("返乡人员成功创办企业", {"失业人员": False}, UNKNOWN),
        ("获得中国专利金奖", {"获得中国专利金奖": False}, UNMET),
        ("获得中国专利金奖", {}, UNKNOWN),
        ("获得中国专利金奖", {"获得省级质量奖": True}, UNKNOWN),
        ("承租国有厂房且复工的企业", {"承租国有厂房": True, "复工": True}, MET),
        ("承租国有厂房且复工的企业", {"承租国有厂房": False, "复工": True}, UNMET),
        ("受台风影响", {"受台风影响的外贸企业": False}, UNKNOWN),
        ("受台风影响", {"受台风影响的外贸企业": True}, MET),
        ("举办展销会、推介会或洽谈会", {"举办展销会": True, "举办洽谈会": False}, MET),
        ("未受过行政处罚", {"受过行政处罚": True}, UNMET),
        ("未受过行政处罚", {"受过行政处罚": False}, MET),
        ("受过行政处罚", {"没有受过行政处罚": True}, UNMET),
        ("不裁员或裁员率低于上年度平均水平", {"裁员率低于上年度平均水平": True}, MET),
        ("遭遇雪灾的参保企业", {"遭遇雪灾": True, "参加社会保险（参保企业）": True}, MET),
        ("参保企业", {"参加失业保险": False}, UNMET),
        ("遭遇雪灾的参保企业", {"遭遇雪灾的涉农企业": False}, UNKNOWN),
        ("通过积分入户", {"积分入户总积分": 120}, UNKNOWN),
        ("位于未来科学城", {"位于未来科学城": True}, MET),
        ("新产线安装调试合格", {"项目已安装": False}, UNKNOWN),
        ("安装合格", {"项目已安装": False}, UNMET),
        ("获评国家、省级示范工厂", {"获评省级示范工厂": False}, UNKNOWN),
        ("获评国家、省级示范工厂", {"获评省级示范工厂": False, "获评国家级示范工厂": False}, UNMET),
        ("没有事故、少有投诉", {"没有事故或少有投诉": True}, MET),
        ("没有投诉", {"投诉率（%）": 0}, MET),
        ("没有投诉", {"投诉率（%）": 3}, UNKNOWN),
        ("完成上年度统计年报报送", {"完成2023年度统计年报报送": True}, MET),
        ("完成上年度统计年报报送", {"完成2023年度统计年报报送": False}, UNMET),
        ("开展研究开发活动", {"开展研发活动": True}, MET),
        ("有违反不予资助规定的行为", {"违反不予资助规定": False}, UNMET),
        (
            "受灾不能缴纳职工养老保险、医疗保险（含生育保险）、失业保险以及公积金",
            {"受灾不能缴纳社会保险费或公积金": True},
            MET,
        ),
        ("有出口航次", {"有出口航次": 2}, MET),
        ("有出口航次", {"有出口航次": 0}, UNMET),
    ],
)
def test_a_condition_is_told_by_its_own_words(words: str, facts: dict[str, Any], expected: Outcome) -> None:
    assert told(words, **facts) == expected


def test_the_fact_in_the_condition_s_own_words_comes_before_others() -> None:
    facts = {"纳入重点保障名单的物资生产企业": True, "进口重点保障名单物资": False}
    assert told("纳入重点保障名单的物资生产企业", **facts) == MET


@pytest.mark.parametrize(
    ("name", "found"),
    [("承租国有厂房", True), ("承租境外仓库厂房", False), ("引进博士后科研团队", False)],
)
def test_a_fact_is_found_where_its_words_stand_close_together(name: str, found: bool) -> None:
    text = "对承租国有厂房的小型企业，免收三个月租金。"
    (fact,) = free_facts({"facts": {name: True}})
    place = stated(fact, text, 0, len(text))
    assert (place is not None) == found
    assert not place or text[slice(*place)] in name


def test_words_that_stand_in_the_text_as_told_are_found_whatever_pairs_they_make() -> None:
    text = "对取得准予（或备案）的文件的养殖场；获奖的，"
    (fact,) = free_facts({"facts": {"取得准予（或备案）的文件的养殖场": True}})
    assert stated(fact, text, 0, len(text)) == (1, 17)


@pytest.mark.parametrize("told", [True, False])
def test_a_fact_in_the_very_words_answers_whatever_is_told_of_its_parts(told: bool) -> None:
    words = "受灾情影响导致无法如期交货或不能履行订单"
    facts = free_facts({"facts": {words: told, "受灾情影响较大": not told}})
    assert truth(words, facts)[0] == (Outcome.MET if told else Outcome.UNMET)


def test_a_weight_is_the_same_in_any_order() -> None:
    """Sets yield their members in another order in each process; a verdict must not hang on that."""
    said = ("企业", "单位", "机构", "甲乙", "乙丙")
    assert len({weight(order) for order in permutations(said)}) == 1
