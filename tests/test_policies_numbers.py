"""Numbers in digits, in numerals and in both."""

import pytest

from policies.numbers import chinese_number, number_of


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("5", "5"),
        ("1,200.5", "1200.5"),
        ("2.4万", "24000"),
        ("1.5亿", "150000000"),
        ("1亿5000万", "150000000"),
        ("3百万", "3000000"),
        ("5千万", "50000000"),
        ("2千", "2000"),
        ("1万亿", "1000000000000"),
        ("十", "10"),
        ("十五", "15"),
        ("五十", "50"),
        ("一百零五", "105"),
        ("两千零五", "2005"),
        ("二百五十万", "2500000"),
        ("三百万", "3000000"),
        ("一亿五千万", "150000000"),
        ("二〇二五", "2025"),
    ],
)
def test_numbers_as_they_are_written(words: str, value: str) -> None:
    assert str(number_of(words)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("二十", 20),
        ("十九", 19),
        ("一百", 100),
        ("一百零三", 103),
        ("一百一十", 110),
        ("两千三百", 2300),
        ("二〇二四", 2024),
        ("二○二四", 2024),
        ("二 十", 20),
        ("１２", 12),
    ],
)
def test_chinese_numbers(text: str, value: int) -> None:
    assert chinese_number(text) == value
