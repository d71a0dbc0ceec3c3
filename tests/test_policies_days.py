"""Conditions between days of the calendar."""

from datetime import date

import pytest

from policies.matching.fields import check_field
from policies.model import Criterion, Outcome
from policies.reading.days import find_days


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2022年1月1日以后注册成立的企业", [("founded_on", ">=", "2022-01-01")]),
        ("注册时间在2021年6月之前的企业", [("founded_on", "<", "2021-06-01")]),
        ("2020年3月1日(含)后毕业的本科生", [("graduated_on", ">=", "2020-03-01")]),
        (
            "2021年1月至2023年6月期间成立",
            [("founded_on", ">=", "2021-01-01"), ("founded_on", "<=", "2023-06-31")],
        ),
        (
            "2024年新登记的个体工商户",
            [("founded_on", ">=", "2024-01-01"), ("founded_on", "<=", "2024-12-31")],
        ),
        ("成立3年以上的企业", []),
        ("2022年1月1日以后开工的项目", []),
        ("2022年13月以后成立", []),
        ("2021年1月1日起登记的录音制品", []),
    ],
)
def test_days_are_read(words: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(one.about, one.op, one.value) for one in find_days(words, 0, len(words))] == expected


@pytest.mark.parametrize(
    ("op", "told", "outcome"),
    [
        (">=", "2022-01-01", Outcome.MET),
        (">=", "2021-12-31", Outcome.UNMET),
        ("<", "2022-01-01", Outcome.UNMET),
        ("<=", "2022-01", Outcome.MET),
        (">=", "2023", Outcome.MET),
    ],
)
def test_a_told_day_is_held_against_a_day(op: str, told: str, outcome: Outcome) -> None:
    asked = Criterion(about="founded_on", op=op, value="2022-01-01", quote="", start=0, end=0)
    assert check_field(asked, told, date(2026, 1, 1)) == outcome
