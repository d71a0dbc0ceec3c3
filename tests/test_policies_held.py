"""Told numbers meet a bound only in units of the same kind."""

from typing import Any

import pytest

from policies.logic import any_of
from policies.matching.free_facts import free_facts
from policies.matching.held import by_facts, hold
from policies.matching.pairs import pairs
from policies.model import Criterion, Outcome
from policies.reading.alternatives import NAMED


@pytest.mark.parametrize(
    ("words", "value", "unit", "told", "expected"),
    [
        ("连续缴纳租金", 6, "月", {"连续缴纳租金_万元": 8}, Outcome.UNKNOWN),
        ("连续缴纳租金", 6, "月", {"连续缴纳租金年数": 1}, Outcome.MET),
        ("设备购置投入", 100, "万元", {"设备购置投入(台)": 200}, Outcome.UNKNOWN),
        ("设备购置投入", 100, "万元", {"设备购置投入（亿元）": 0.009}, Outcome.UNMET),
        ("设备购置投入", 100, "万元", {"设备购置投入（元）": 1_000_000}, Outcome.MET),
        ("服务企业", 20, "家", {"服务企业（户）": 20}, Outcome.MET),
        ("服务企业", 20, "家", {"服务企业": 19}, Outcome.UNMET),
    ],
)
def test_a_number_counts_only_in_units_of_the_same_kind(
    words: str, value: float, unit: str, told: dict[str, Any], expected: Outcome
) -> None:
    criterion = Criterion(
        about=f"fact:{words}", op=">=", value=value, unit=unit, quote=words, start=0, end=len(words)
    )
    assert by_facts(criterion, free_facts({"facts": told})).outcome == expected


def test_a_number_named_like_another_condition_does_not_answer_this_one() -> None:
    text = "科研人员占职工总数的比例不低于8%，本地研发费用占全部研发费用的比例不低于50%"
    names = ("科研人员占职工总数的比例", "本地研发费用占全部研发费用的比例")
    asked = [
        Criterion.of(text, at := text.index(name), at + len(name), about=f"fact:{name}", op=">=", value=8)
        for name in names
    ]
    facts = free_facts({"facts": {"科研人员占职工总数的比例（%）": 12}})
    found = [one.outcome for one in hold(asked, facts, pairs(text))]
    assert found == [Outcome.MET, Outcome.UNKNOWN]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("（样机）销售收入_万元", Outcome.UNMET),
        ("海外分店的销售收入_万元", Outcome.UNKNOWN),
        ("样机研发人数", Outcome.UNKNOWN),
    ],
)
def test_a_measure_named_in_the_clause_answers_its_bound(name: str, expected: Outcome) -> None:
    text = "样机完成定型并且销售收入超过800万元"
    start = text.index("销售收入")
    criterion = Criterion.of(text, start, len(text), about="revenue_wan", op=">", value=800, unit="万元")
    assert by_facts(criterion, free_facts({"facts": {name: 800}}), around=pairs(text)).outcome == expected


@pytest.mark.parametrize(
    ("quote", "about", "value", "unit", "told", "expected"),
    [
        ("签订两年以上", "contract_years", 2, "年", {"劳动合同期限（年）": 2}, Outcome.MET),
        ("签订两年以上", "contract_years", 2, "年", {"劳动合同期限（年）": 1}, Outcome.UNMET),
        ("参加社会保险9个月以上", "insured_months", 9, "月", {"退休返聘人员参保月数": 8}, Outcome.UNMET),
        ("参加社会保险9个月以上", "insured_months", 9, "月", {"残疾职工参保月数": 12}, Outcome.UNKNOWN),
        ("按月发奖超过均值2倍", "fact:奖金", 2, "倍", {"按月发奖超过均值": 1.5}, Outcome.UNKNOWN),
    ],
)
def test_a_number_answers_what_it_measures_in_the_words_around(
    quote: str, about: str, value: float, unit: str, told: dict[str, Any], expected: Outcome
) -> None:
    criterion = Criterion(about=about, op=">=", value=value, unit=unit, quote=quote, start=0, end=len(quote))
    around = pairs("吸纳退休返聘人员就业，参加社会保险9个月以上的")
    assert by_facts(criterion, free_facts({"facts": told}), around=around).outcome == expected


def test_two_conditions_denied_in_one_are_not_met() -> None:
    text = "与高校签订合作合同，取得成果的使用权"
    asked = [
        Criterion.of(text, left, right, about=f"fact:{text[left:right]}", op="is", value=True)
        for left, right in ((0, 9), (10, len(text)))
    ]
    denied = free_facts({"facts": {"与高校签订合作合同取得成果的使用权": False}})
    assert Outcome.UNMET in [one.outcome for one in hold(asked, denied, frozenset())]


def test_what_was_not_received_is_told_in_words_too() -> None:
    words = "没有享受其他住房保障（含公租房、住房补贴）"
    criterion = Criterion.of(
        words, 0, len(words), about="received", op="not_in", value=("其他住房保障", "公租房")
    )
    for told, expected in ((False, Outcome.MET), (True, Outcome.UNMET)):
        assert by_facts(criterion, free_facts({"facts": {"享受其他住房保障": told}})).outcome == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"归雁企业": True}, [Outcome.MET]),
        ({"归雁企业": False, "归雁青年持股": 40}, [Outcome.UNMET]),
        ({"归雁青年持股": 40}, [Outcome.MET]),
        ({"推荐归雁企业数": 3}, [Outcome.UNKNOWN]),
    ],
)
def test_who_is_told_to_be_what_a_term_names_meets_its_demands(
    facts: dict[str, Any], expected: list[Outcome]
) -> None:
    words = "归雁企业是指归雁青年持股30%以上的企业"
    asked = [
        Criterion.of(words, 0, 4, about="fact:归雁企业", op=NAMED, group="term"),
        Criterion.of(words, 6, 16, about="fact:归雁青年持股", op=">=", value=30, unit="%", group="term"),
    ]
    found = [one.outcome for one in hold(asked, free_facts({"facts": facts}), frozenset())]
    assert [any_of(found)] == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("参与仓储产业标准制定、为仓储产业提供样机", Outcome.DISCRETIONARY),
        ("符合扶持条件的仓储产业企业", Outcome.MET),
    ],
)
def test_only_who_speaks_of_conditions_tells_that_they_are_met(name: str, expected: Outcome) -> None:
    words = "符合条件的仓储产业企业"
    asked = Criterion.of(words, 0, len(words), about="text", op="discretionary")
    assert by_facts(asked, free_facts({"facts": {name: True}})).outcome == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支持单位研制仓储标准，取得成果的，给予补助", Outcome.UNMET),
        ("支持单位引进人才，取得成果的，给予补助", Outcome.UNKNOWN),
    ],
)
def test_what_the_text_around_says_makes_a_fact_no_narrower(text: str, expected: Outcome) -> None:
    start = text.index("取得成果")
    asked = Criterion.of(text, start, start + 4, about="fact:取得成果", op="is", value=True)
    facts = free_facts({"facts": {"仓储标准取得成果": False}})
    assert by_facts(asked, facts, around=pairs(text)).outcome == expected
