"""What is encouraged in one sentence is the condition of what the next one gives."""

import pytest

from policies.reading.criteria import find_criteria
from policies.reading.offers import find_offers


def facts(text: str) -> list[tuple[str, int | None]]:
    found = find_criteria(text, 0, len(text), find_offers(text))
    return [(one.about.removeprefix("fact:"), one.offer) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("支持高校举办行业论坛。单个活动最高补助10万元。", [("高校举办行业论坛", 0)]),
        ("支持企业上云。可给予不超过投入30%的奖励。", [("企业上云", 0)]),
        ("支持企业上云。完善服务体系。可给予不超过投入30%的奖励。", []),
        ("支持企业上云。对获评示范的平台给予5万元。", [("获评示范", 0)]),
        (
            "(一)人才引进。鼓励引进急需紧缺人才。支持高校开设专业。",
            [("引进急需紧缺人才", None), ("高校开设专业", None)],
        ),
        ("支持资金用于设备更新。单个项目最高补助10万元。", []),
    ],
)
def test_what_is_encouraged_is_asked_for_what_follows(text: str, expected: list[object]) -> None:
    assert facts(text) == expected


def test_of_several_deeds_any_is_enough() -> None:
    text = "鼓励企业建设检验平台。支持高校举办行业论坛。单个项目最高补助10万元。"
    found = find_criteria(text, 0, len(text), find_offers(text))
    assert len(found) == 2
    assert len({one.group for one in found}) == 1
    assert found[0].group
