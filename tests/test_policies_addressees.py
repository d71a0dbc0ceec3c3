"""Whom a provision is for: those it speaks to or gives to, not everyone it mentions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.reading.addressees import addressees_listed, addressees_of, names_addressees, rules
from policies.reading.scope import find_addressees
from policies.vocabulary.terms import names


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("对新升规的工业企业给予10万元奖励。", {"enterprise"}),
        ("对入驻孵化器的科技企业给予租金补贴。", {"enterprise"}),
        ("对新认定的国家级孵化器给予50万元奖励。", {"incubator"}),
        ("对引荐项目落户的中介机构给予奖励。", {"intermediary"}),
        ("对毕业三年内的高校毕业生发放租房补贴。", {"graduate"}),
        ("支持高层次人才申请人才公寓,人才可免租入住。", {"talent"}),
        ("对不裁员的参保企业返还失业保险费的一半。", {"enterprise", "employer"}),
        ("为返乡创业人员发放一次性创业补贴。", {"talent", "individual_business"}),
        ("对重大项目给予用地保障。", {"project", "enterprise"}),
        ("对新评定的旅游景区给予一次性奖励。", {"enterprise"}),
        ("年龄在45周岁以下的可以申请积分入户。", {"talent", "worker"}),
        ("对成功引进产业项目的中介机构给予奖励。", {"intermediary"}),
        ("支持商协会招商,对引荐投资项目的社会中介机构给予奖励。", {"intermediary"}),
        ("企业点单、政府代办审批,促进项目落地。", {"enterprise", "project"}),
        ("组建帮办队伍,全年提供代办服务300次。", {"enterprise", "project"}),
        ("依托高校院所建设公共技术平台,对使用平台的企业给予补贴。", {"enterprise"}),
        ("用人单位招用就业困难人员,签订一年以上合同的,可申请岗位补贴。", {"employer", "enterprise"}),
        ("组织农技专家下乡,指导农户加强田间管理,对受灾农户给予补助。", {"individual_business"}),
        ("对参加抗旱的工作人员给予每人每天80元补助。", {"worker"}),
        ("加大海外高层次人才引进力度,简化工作许可审批流程。", {"talent"}),
        ("本市企事业单位和个人授权的专利,每件资助500元。", {"enterprise", "institution", "talent"}),
    ],
)
def test_whom_a_provision_gives_to(words: str, expected: set[str]) -> None:
    assert set(addressees_of(words)) == expected


@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("为企业定向培养技能型人才。", "talent"),
        ("对企业发放培训补贴,已培训毕业生160名。", "graduate"),
        ("对科研院所等单位引进的领军人才给予津贴。", "institution"),
        ("对在岗职工较多的企业给予补贴,提升服务银行的能力。", "bank"),
        ("完善企业服务平台,建设人才公寓,对中介机构给予奖励。", "enterprise"),
        ("对实施技术改造项目的企业给予贴息。", "project"),
        ("对青年人才企业给予租金减免。", "talent"),
        ("由区财政局通过合作银行向企业发放贷款贴息。", "bank"),
        ("对在岗职工人数超过100人的企业给予补贴。", "worker"),
    ],
)
def test_who_is_only_mentioned_is_not_meant(words: str, other: str) -> None:
    assert other not in addressees_of(words)


def test_a_list_of_addressees_is_for_all_that_it_names() -> None:
    assert set(addressees_listed("在甲市注册的企业、科研院所以及行业协会")) == {
        "enterprise",
        "institution",
        "intermediary",
    }


def test_who_is_inferred_from_the_giving_alone_is_not_named() -> None:
    assert names_addressees("对新建冷库的企业给予补贴。")
    assert not names_addressees("采取后补助方式,每年不超过50万元。")


def test_a_heading_tells_whom_the_words_below_are_for() -> None:
    words = "给予每年2万元的生活补贴,连续发放三年。"
    assert "talent" in addressees_of(words, "支持高层次人才")
    assert "talent" not in addressees_of(words)


def test_notes_on_departments_and_titles_of_documents_name_nobody() -> None:
    words = "对中介机构按《企业和高校毕业生奖励办法》给予奖励。(责任单位:区金融局、各银行、各高校)"
    assert find_addressees(words) == ("intermediary",)


@pytest.mark.parametrize("rule", rules().implied, ids=lambda rule: rule.example)
def test_every_implied_addressee_follows_from_its_example(rule) -> None:
    assert set(rule.names) <= set(addressees_of(rule.example))


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_words_have_known_addressees_each_once(words: str, heading: str) -> None:
    found = find_addressees(words, heading)
    assert len(set(found)) == len(found)
    assert set(found) <= set(names("addressee"))
