"""A profile is read at the border as people write it, and kept only as the registry has it."""

import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import InvalidProfile
from policies.facts import FactType, find_fact, meanings
from policies.profile import FACTS, check_profile, read_profile

GOLD = Path(__file__).parents[2] / "shared" / "gold"
ON = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({}, {}),
        ({"region": "宿州市", "employees": 30}, {"region": "宿州市", "employees": 30}),
        ({"industries": ["光伏", "储能"]}, {"industries": ["光伏", "储能"]}),
        ({"region": None, "name": "", "industries": [], "facts": {}}, {}),
        ({"revenue_wan": "不详", "degree": "—", "age": " "}, {}),
        ({"violations": False, "employees": 0}, {"violations": False, "employees": 0}),
        ({"received": []}, {"received": []}),
        ({"qualifications": {"高新技术企业": False}}, {"qualifications": {"高新技术企业": False}}),
        ({"facts": {"开工时间": "2020-06-30", "门店": 3}}, {"facts": {"开工时间": "2020-06-30", "门店": 3}}),
    ],
)
def test_what_was_told_is_kept_and_what_was_not_is_left_out(raw, told) -> None:
    assert check_profile(raw) == told


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("revenue_wan", "280万", 280),
        ("revenue_wan", "2.8亿元", 28000),
        ("revenue_wan", "1亿5000万元", 15000),
        ("revenue_wan", "三千万元", 3000),
        ("revenue_wan", "1,234.5", 1234.5),
        ("revenue_wan", "５００", 500),
        ("revenue_wan", "2800000元", 280),
        ("profit_wan", "-3万元", -3),
        ("rd_ratio_pct", "50%", 50),
        ("rd_ratio_pct", "百分之五", 5),
        ("employees", "３０人", 30),
        ("employees", "1.2万人", 12000),
        ("age", "35岁", 35),
        ("insured_months", "2年", 24),
        ("contract_years", "36个月", 3),
        ("floor_area_sqm", "200㎡", 200),
        ("foreign_investment_wan_usd", "500万美元", 500),
        ("founded_on", "2021年6月1日", "2021-06-01"),
        ("founded_on", "2021/6/1", "2021-06-01"),
        ("founded_on", "2021.06", "2021-06"),
        ("founded_on", "20210601", "2021-06-01"),
        ("founded_on", 2021, "2021"),
        ("founded_on", datetime(2021, 6, 1, 8, 30), "2021-06-01"),
        ("violations", "否", False),
        ("violations", "无", False),
        ("overseas", "是", True),
        ("industries", "光伏、储能，新材料", ["光伏", "储能", "新材料"]),
        ("received", "租金补贴，第一年；购房补贴", ["租金补贴，第一年", "购房补贴"]),
        ("received", "无", []),
        ("qualifications", "高新技术企业、规上企业", {"高新技术企业": True, "规上企业": True}),
        ("qualifications", {"高新技术企业": "否"}, {"高新技术企业": False}),
        ("facts", {"门店": "20家", "获奖": "有"}, {"门店(家)": 20, "获奖": True}),
        ("facts", {"奖金": "280万元"}, {"奖金(万元)": 280}),
        ("kind", "公司", "enterprise"),
        ("scale", "小型企业", "小型"),
        ("degree", "硕士研究生", "硕士"),
        ("degree", "本科及以上", "本科及以上"),
        ("ownership", "国有控股", "国有"),
    ],
)
def test_values_are_read_as_people_write_them(key: str, written, value) -> None:
    assert check_profile({key: written}) == {key: value}


@pytest.mark.parametrize(
    ("header", "key", "unit"),
    [
        ("成立时间", "founded_on", ""),
        ("注册时间", "founded_on", ""),
        ("所在地", "region", ""),
        ("revenue_wan", "revenue_wan", ""),
        ("营业收入（亿元）", "revenue_wan", "亿元"),
        ("2025年营业收入(万元)", "revenue_wan", "万元"),
        ("营业收入（单位：元）", "revenue_wan", "元"),
        ("年龄(岁)", "age", "岁"),
        ("职工 人数*", "employees", ""),
        ("是否上市（是/否）", "listed", ""),
    ],
)
def test_labels_and_headers_name_facts_and_units(header: str, key: str, unit: str) -> None:
    column = find_fact(header)
    assert column
    assert (column.fact.key, column.unit) == (key, unit)


@pytest.mark.parametrize("header", ["职工人数（含派遣）", "年龄（万元）", "人", ""])
def test_a_header_that_means_something_else_is_no_fact(header: str) -> None:
    assert find_fact(header) is None


def test_the_unit_of_a_header_counts_for_bare_numbers_only() -> None:
    assert check_profile({"营业收入（亿元）": 2.8}) == {"revenue_wan": 28000}
    assert check_profile({"营业收入（亿元）": "300万元"}) == {"revenue_wan": 300}


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"revenu_wan": 1}, "revenu_wan.*最接近的是“revenue_wan”（年营业收入）"),
        ({"投资": 1}, "投资.*最接近的是“investment_wan”（总投资）"),
        ({"zzz": 1}, "zzz.*可用的有身份"),
        ({"employees": "三四十"}, r"职工人数.*employees.*三四十.*应当是数字"),
        ({"employees": "约30"}, "应当是数字"),
        ({"employees": True}, "应当是数字"),
        ({"revenue_wan": "280万美元"}, "应当是数字（万元）"),
        ({"revenue_wan": float("nan")}, "应当是数字"),
        ({"revenue_wan": float("inf")}, "应当是数字"),
        ({"revenue_wan": 1e308}, "应当是0到10000000000之间"),
        ({"revenue_wan": -1}, "应当是0到10000000000之间"),
        ({"age": 200}, "应当是0到130之间"),
        ({"founded_on": "2023-02-30"}, "日历上有的日期"),
        ({"founded_on": "2月30日"}, "应当是日期"),
        ({"founded_on": "0001-01-01"}, "1800年到2200年"),
        ({"violations": "也许"}, "true 或 false"),
        ({"violations": 2}, "true 或 false"),
        ({"industries": [1]}, "文字的列表"),
        ({"region": 3}, "文字"),
        ({"name": "长" * 201}, "200个字以内"),
        ({"industries": "长" * 10_000_000}, "200个字以内"),
        ({"facts": 3}, "一个对象"),
        ({"facts": {"门店": float("nan")}}, "“门店”这一项"),
        ({"qualifications": {"高新技术企业": 3}}, "“高新技术企业”这一项"),
        ({"age": 30, "年龄": 31}, "“年龄”写了两次"),
    ],
)
def test_what_cannot_be_a_value_is_named_with_what_would_be_right(raw, message: str) -> None:
    with pytest.raises(InvalidProfile, match=message):
        check_profile(raw)


@pytest.mark.parametrize(
    ("raw", "told", "warning"),
    [
        ({"scale": "超大", "age": 30}, {"age": 30}, "超大.*不认识.*微型、小型、中型、大型"),
        ({"founded_on": "2030-01-01"}, {}, "成立日期.*2030-01-01.*在2026-06-01之后"),
        ({"insured_employees": 31, "employees": 30}, {}, "参保职工人数”（31人）比“职工人数”（30人）还多"),
        ({"region": "无此地"}, {"region": "无此地"}, "无此地”不是已知的地名"),
    ],
)
def test_what_contradicts_itself_decides_nothing_and_is_told(raw, told, warning: str) -> None:
    read = read_profile(raw, ON)
    assert read.told == told
    assert re.search(warning, "".join(read.warnings))
    assert len(read.warnings) == 1


@pytest.mark.parametrize(
    ("key", "told", "meant"),
    [
        ("degree", "本科及以上", ("博士", "硕士", "本科")),
        ("degree", "本科", ("本科",)),
        ("scale", "小微", ("微型", "小型")),
        ("violations", False, (False,)),
    ],
)
def test_words_that_leave_open_which_stand_for_several(key: str, told, meant) -> None:
    assert meanings(key, told) == meant


@pytest.mark.parametrize("fact", FACTS.values(), ids=list(FACTS))
def test_every_fact_can_be_asked_for_and_found_by_its_label(fact) -> None:
    assert fact.question.endswith("？")
    assert find_fact(fact.label).fact == fact
    assert all(find_fact(alias).fact == fact for alias in fact.aliases)
    assert bool(fact.choices) == (fact.type == FactType.CHOICE)
    assert {choice for meant in fact.said.values() for choice in meant} <= set(fact.choices)


@pytest.mark.parametrize("file", sorted(GOLD.glob("*/*.profiles.jsonl")), ids=lambda file: file.stem)
def test_labelled_profiles_are_valid_as_they_are(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        profile = json.loads(line)["profile"] if line.strip() else {}
        told = {key: value for key, value in profile.items() if value not in (None, "", {})}
        assert check_profile(profile) == told


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
KEYS = st.sampled_from([*FACTS, *(fact.label for fact in FACTS.values())]) | st.text(max_size=6)


@given(st.dictionaries(KEYS, VALUES | st.lists(VALUES) | st.dictionaries(st.text(), VALUES), max_size=4))
def test_any_profile_is_refused_in_one_sentence_or_checked_for_good(raw) -> None:
    told, refusal = _checked(raw)
    assert refusal.isprintable()
    assert check_profile(told) == told
    assert set(told) <= set(FACTS)


def _checked(raw: dict[str, object]) -> tuple[dict[str, object], str]:
    try:
        return check_profile(raw), ""
    except InvalidProfile as refused:
        return {}, str(refused)
