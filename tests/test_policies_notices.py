"""What a notice gives is named in its title; the provision that says who may apply stands for it."""

import pytest

from policies.documents.source import read_source
from policies.model import ClauseKind
from policies.reading.annotate import read_policy

HOW = "三、申报材料\n企业应提交申请表、营业执照复印件。\n四、联系方式\n市科技局，电话000。\n"


def claimed(text: str) -> list[str]:
    """The first words of what can be claimed."""
    policy = read_policy(read_source(text.encode(), "x.txt"))
    return [
        text[read.clause.start : read.clause.end].strip()[:12]
        for read in policy.clauses
        if read.annotation.kind == ClauseKind.INCENTIVE
    ]


def test_who_may_apply_stands_for_what_a_title_names() -> None:
    text = (
        "关于组织申报2024年绿色工厂示范项目的通知\n各有关企业：\n现将有关事项通知如下：\n"
        "一、申报对象\n本市依法注册的制造业企业。\n"
        "二、申报条件\n（一）近三年未发生安全事故。\n（二）上年度营业收入2000万元以上。\n" + HOW
    )
    assert claimed(text) == ["本市依法注册的制造业企业"]


def test_nothing_stands_for_a_title_that_names_no_benefit() -> None:
    text = "排污许可证核发办事指南\n一、受理条件\n（一）依法完成环评手续。\n（二）有污染防治设施。\n" + HOW
    assert claimed(text) == []


def test_where_amounts_are_told_the_conditions_stay_conditions() -> None:
    text = (
        "关于组织申报租金补贴的通知\n一、申报条件\n（一）在本市依法注册。\n（二）租期1年以上。\n"
        "二、补贴标准\n对符合条件的企业，按实际租金的30%给予补贴，每家每年最高10万元。\n" + HOW
    )
    assert [words[:5] for words in claimed(text)] == ["对符合条件"]


def test_each_project_of_a_list_can_be_claimed() -> None:
    text = (
        "关于组织申报2024年知识产权项目的通知\n各有关单位：\n现将有关事项通知如下：\n"
        "一、受理项目\n（一）商标品牌培育项目\n（二）地理标志保护项目\n（三）专利转化补贴\n"
        "二、申报程序\n申报单位登录市场监管局网站填写申请书。\n"
    )
    assert [words[:3] for words in claimed(text)] == ["（一）", "（二）", "（三）"]


@pytest.mark.parametrize(
    ("name", "conditions", "expected"),
    [
        ("求职创业补贴核发", "受理条件：本市应届毕业生，家庭享受低保。", ["受理条件：本市应届毕业生"]),
        ("排污许可证核发", "受理条件：依法完成环评手续。", []),
        (
            "创业资助核发",
            "accept_standard：\n（一）大赛获奖资助。在市级以上创业大赛中获得一、二、三等奖的项目，具体赛事以当年通知为准。\n"
            "（二）落地资助。项目负责人为法定代表人；在本市登记注册不满三年；已按规定办理税务登记并正常经营。",
            ["（一）大赛获奖资助。在市", "（二）落地资助。项目负责"],
        ),
    ],
)
def test_a_service_item_is_what_its_name_says(name: str, conditions: str, expected: list[str]) -> None:
    lines = [
        "事项编码：123",
        "办理机构：市人社局",
        f"事项名称：{name}",
        conditions,
        "咨询电话：12333",
        "是否收费：否",
    ]
    assert claimed("\n".join(lines)) == expected
