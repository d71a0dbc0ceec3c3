"""Levels in a row are one condition: the lowest of them."""

import pytest

from policies.reading.levels import find_levels


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对新评定为三星级、四星级、五星级的酒店", ("fact:新评定酒店星级", 3, "星")),
        ("评为2—5星级的农家乐", ("fact:评农家乐星级", 2, "星")),
        ("国家4A级及以上旅游景区", ("fact:旅游景区A级", 4, "A")),
        ("创建4A、5A级景区的企业", ("fact:创建景区A级", 4, "A")),
    ],
)
def test_the_lowest_level_is_asked_for(text: str, expected: tuple[str, int, str]) -> None:
    (one,) = find_levels(text, 0, len(text))
    assert (one.about, one.value, one.unit) == expected
    assert text[one.start : one.end] == one.quote


@pytest.mark.parametrize("text", ["五星级酒店奖励50万元", "3A企业信用", "一星期以上", "A级纳税人"])
def test_one_level_alone_is_no_row(text: str) -> None:
    assert not list(find_levels(text, 0, len(text)))
