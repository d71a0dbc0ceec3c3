"""Numbers with units as policies write them, the bounds around them, and what one payment is counted per."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.reading.quantities import Quantity, find_quantities


def only(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "dimension", "low", "unit"),
    [
        ("50万元", "money", "500000", "元"),
        ("50 万\n元", "money", "500000", "元"),
        ("５０万元", "money", "500000", "元"),
        ("5000万美元", "money", "50000000", "美元"),
        ("一亿五千万元", "money", "150000000", "元"),
        ("12.5%", "rate", "12.5", "%"),
        ("百分之五十", "rate", "50", "%"),
        ("5‰", "rate", "0.5", "%"),
        ("3成", "rate", "30", "%"),
        ("50个基点", "other", "50", "基点"),
        ("0.5个百分点", "other", "0.5", "百分点"),
        ("2倍", "other", "2", "倍"),
        ("45周岁", "age", "45", "周岁"),
        ("2公顷", "area", "30", "亩"),
        ("1000平方米", "area", "1000", "平方米"),
        ("3年", "duration", "3", "年"),
        ("6个月", "duration", "6", "月"),
        ("15个工作日", "duration", "15", "工作日"),
        ("30人", "count", "30", "人"),
        ("5家", "count", "5", "家"),
    ],
)
def test_units_and_what_they_measure(text: str, dimension: str, low: str, unit: str) -> None:
    found = only(text)
    assert (found.dimension, str(found.low), found.unit) == (dimension, low, unit)


@pytest.mark.parametrize(
    "text",
    ["2025年", "3月15日", "第3条", "第五项", "成功", "粤府〔2020〕12号", "1.2.3", "2020-02-10名", "上半年"],
)
def test_dates_and_numbers_of_things_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == []


@pytest.mark.parametrize(
    ("text", "bound", "words"),
    [
        ("不低于50万元", ">=", "不低于50万元"),
        ("50万元以上", ">=", "50万元以上"),
        ("50万元(含)以上", ">=", "50万元(含)以上"),
        ("达到50万元", ">=", "达到50万元"),
        ("超过50万元", ">", "超过50万元"),
        ("50万元以上(不含本数)", ">", "50万元以上(不含"),
        ("低于50万元", "<", "低于50万元"),
        ("不满50万元", "<", "不满50万元"),
        ("50万元以下", "<=", "50万元以下"),
        ("50万元以内", "<=", "50万元以内"),
        ("不超过50万元", "<=", "不超过50万元"),
        ("不\n超过 50万元", "<=", "不\n超过 50万元"),
        ("不超过实际投入的30%", "<=", "不超过实际投入的30%"),
        ("最高50万元", "<=", "最高50万元"),
        ("50万元封顶", "<=", "50万元封顶"),
        ("50万元内部控制", "", "50万元"),
        ("小于50万元(含)", "<=", "小于50万元"),
        ("10间客房以上", ">=", "10间客房以上"),
        ("半年以上", ">=", "半年以上"),
        ("亿元以上项目", ">=", "亿元以上"),
        ("前十名", "<=", "十名"),
        ("全国排名前10的", "<=", "10"),
        ("经营1年（含）\n\n12 \n以上", ">=", "1年（含）\n\n12 \n以上"),
        ("3年起步", "", "3年"),
    ],
)
def test_bounds_on_both_sides(text: str, bound: str, words: str) -> None:
    """以上, 以下, 以内 include the number, 超过 and 不满 do not (Civil Code, Art. 1259)."""
    found = only(text)
    assert (found.bound, text[found.bound_start : found.bound_end]) == (bound, words)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3-5万元", "30000", "50000"),
        ("3万元—5万元", "30000", "50000"),
        ("10万元至50万元", "100000", "500000"),
        ("5%-20%", "5", "20"),
        ("10万元以上50万元以下", "100000", "500000"),
        ("18周岁以上、45周岁以下", "18", "45"),
        ("3年至5年", "3", "5"),
    ],
)
def test_ranges_are_one_quantity(text: str, low: str, high: str) -> None:
    found = only(text)
    assert (str(found.low), str(found.high)) == (low, high)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("每人每月1500元", ("人", "月")),
        ("500元/人·月", ("人", "月")),
        ("每人每天100元", ("人", "天")),
        ("每亩补助300元", ("亩",)),
        ("单个项目最高100万元", ("项",)),
        ("每家企业每年最高10万元", ("家", "年")),
        ("单个企业年度最高10万元", ("个", "年")),
        ("上年度营业收入1000万元", ()),
        ("一次性奖励10万元", ()),
    ],
)
def test_what_one_payment_is_counted_per(text: str, per: tuple[str, ...]) -> None:
    assert only(text).per == per


def test_places_are_those_of_the_whole_text() -> None:
    text = "奖励10万元。投资不低于1000万元的项目"
    (found,) = find_quantities(text, 7)
    assert text[found.start : found.end] == "1000万元"
    assert text[found.bound_start : found.bound_end] == "不低于1000万元"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789.,一二三十百千万亿元%年月日人至-以上不超过最高每/ \n(含)", max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = find_quantities(text)
    for quantity in found:
        assert 0 <= quantity.bound_start <= quantity.start < quantity.end <= quantity.bound_end <= len(text)
    assert [q.start for q in found] == sorted(q.start for q in found)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["9", "一", "1,", "最高", "每人", "1万", "9.", "3-", "百分之", "15日", "(含"]
)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    text = piece * (300_000 // len(piece))
    assert all(q.start < q.end for q in find_quantities(text))
