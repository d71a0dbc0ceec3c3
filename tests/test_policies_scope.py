"""Which departments a provision charges, which trades it names, and where it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.reading.scope import find_departments, find_industries, find_scope


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("(责任单位:区财政局、各乡镇)", ["区财政局", "各乡镇"]),
        ("(牵头单位:市发展改革委;责任单位:市商务局、市工商联)", ["市发展改革委", "市商务局", "市工商联"]),
        ("(牵头单位：市发展改革委；配合单位：市商务局等有关单位）", ["市发展改革委", "市商务局"]),
        ("(县人社局负责)", ["县人社局"]),
        ("(县农业农村局牵头,县财政局配合)", ["县农业农村局", "县财政局"]),
        ("(省商务厅牵头，各市、县〔区〕人民政府等配合)", ["省商务厅", "各市、县〔区〕人民政府"]),
        ("(申报时可由专家参与)", []),
        ("(责任单位:\n  县住建\n局,县城管局)", ["县住建局", "县城管局"]),
        ("(责任部门:市场监管局(知识产权局)、科技局)", ["市场监管局(知识产权局)", "科技局"]),
        ("(落实单位:县财政局、县财政局)", ["县财政局"]),
        ("(以下简称企业)", []),
        ("(含本数,由企业自行负责)", []),
    ],
)
def test_departments_stand_in_notes(note: str, expected: list[str]) -> None:
    assert list(find_departments(f"对企业给予奖励。{note}")) == expected


def test_a_department_in_a_sentence_is_not_charged() -> None:
    assert find_departments("企业可向县财政局提出申请。") == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("支持光伏和储能企业发展,优先支持光伏项目。", "光伏"),
        ("对太阳能光伏企业给予补贴。", "光伏"),
    ],
)
def test_the_trade_named_most_often_comes_first(words: str, expected: str) -> None:
    assert find_industries(words)[0] == expected


def test_a_trade_in_a_departments_name_or_a_title_is_not_meant() -> None:
    assert find_industries("给予奖励。(责任单位:区文化旅游局)") == ()
    assert find_industries("按照《光伏产业扶持办法》执行。") == ()


@pytest.mark.parametrize(
    ("heading", "place", "expected"),
    [
        ("支持灵璧县建设产业园", "安徽省宿州市", ("安徽省宿州市灵璧县",)),
        ("灵璧县人民政府每年评选产业园", "安徽省宿州市", ("安徽省宿州市",)),
        ("支持杭州市扩大开放", "安徽省宿州市", ("安徽省宿州市",)),
        ("扩大有效投资", "安徽省宿州市", ("安徽省宿州市",)),
        ("扩大有效投资", "", ()),
        ("在安徽省内(不含宿州市)注册的企业", "安徽省", ("安徽省",)),
    ],
)
def test_a_heading_narrows_where_a_provision_holds(heading: str, place: str, expected: tuple[str]) -> None:
    assert find_scope([heading], place) == expected


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("越城区·人才培养", "双元制育人"), "浙江省绍兴市越城区"),
        (("越城区·人才培养", "在嵊州市办分校"), "浙江省绍兴市嵊州市"),
        (("保障措施", "双元制育人"), "浙江省"),
    ],
)
def test_the_innermost_heading_that_names_a_part_tells_where(headings: list[str], expected: str) -> None:
    assert find_scope(headings, "浙江省") == (expected,)


@given(st.text(alphabet="(（)）责任单位:：、局委县 \n负牵头;", max_size=60))
def test_whatever_the_brackets_hold_units_are_short_and_told_once(words: str) -> None:
    units = find_departments(words)
    assert len(set(units)) == len(units)
    assert all(2 <= len(unit) <= 24 for unit in units)
