"""A heading without a full stop is a sentence of its own, and promises nothing that its body does not say."""

import pytest

from policies.documents.source import read_source
from policies.reading.annotate import read_policy

BODY = "对设备投资500万元以上的企业,给予10万元奖励。"


@pytest.mark.parametrize("between", ["\n", " \n", "\n　　", "。\n"])
def test_a_heading_is_no_part_of_a_condition(between: str) -> None:
    text = f"某市支持工业发展若干措施\n\n一、支持企业技术改造{between}{BODY}\n"
    policy = read_policy(read_source(text.encode(), "a.txt"))
    (read,) = policy.claimable()
    (award,) = read.annotation.awards
    assert award.quote == "给予10万元奖励"
    asked = [one for one in read.annotation.criteria if one.offer == award.offer or one.offer is None]
    assert [(one.about, one.op) for one in asked if one.about.endswith("_wan")] == [
        ("equipment_investment_wan", ">=")
    ]
    quotes = [*read.annotation.awards, *read.annotation.criteria]
    assert all(text[one.start : one.end] == one.quote for one in quotes)
    assert not any("技术改造" in one.quote and "设备" in one.quote for one in quotes)


def test_words_cut_at_a_number_are_no_heading() -> None:
    text = "某市专利资助办法\n\n一、通过PCT 途径申请专利的,每件资助1万元。\n"
    policy = read_policy(read_source(text.encode(), "a.txt"))
    (read,) = policy.claimable()
    assert any("PCT 途径申请专利" in one.quote for one in read.annotation.criteria)
