"""Rules about benefits received before are conditions on what a profile says it received."""

from datetime import date

import pytest

from policies.matching.fields import check_field
from policies.model import Criterion, Outcome
from policies.reading.criteria import find_criteria
from policies.reading.offers import find_offers


def received(text: str) -> list[tuple[int | None, object, str]]:
    found = find_criteria(text, 0, len(text), find_offers(text))
    assert all(text[one.start : one.end] == one.quote for one in found)
    return [(one.offer, one.value, one.quote) for one in found if one.about == "received"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对未享受过创业补贴的企业,给予1万元奖励。", [(0, ("创业补贴",), "未享受过创业补贴")]),
        (
            "申请人及其配偶没有享受其他住房保障(含公租房、住房补贴)。",
            [
                (
                    None,
                    ("其他住房保障", "公租房", "住房补贴"),
                    "申请人及其配偶没有享受其他住房保障(含公租房、住房补贴)",
                )
            ],
        ),
        (
            "给予5万元补助。已获得省级补助或市级奖励的项目,不再重复支持。",
            [(None, ("省级补助", "市级奖励"), "已获得省级补助或市级奖励的项目,不再重复支持")],
        ),
        (
            "此前获得过市级财政资金支持的,本项不予补贴。",
            [(None, ("市级财政资金支持",), "此前获得过市级财政资金支持的,本项不予补贴")],
        ),
        ("已获得市级奖励的,再给予5万元。", []),
        ("未获得高新技术企业认定的企业,给予1万元。", []),
    ],
)
def test_what_must_not_have_been_received(text: str, expected: list[object]) -> None:
    assert received(text) == expected


def test_a_refusal_is_no_offer() -> None:
    assert find_offers("已获得省级资助的设备不再予以补贴。") == ()


@pytest.mark.parametrize(
    ("names", "told", "outcome"),
    [
        (("住房补贴", "公租房"), ["甲区住房补贴"], Outcome.UNMET),
        (("住房补贴", "公租房"), ["研发补助"], Outcome.MET),
        (("同类补贴",), ["研发补助"], Outcome.UNKNOWN),
    ],
)
def test_what_a_profile_received_is_held_against_it(
    names: tuple[str, ...], told: list[str], outcome: Outcome
) -> None:
    one = Criterion(about="received", op="not_in", value=names, quote="", start=0, end=0)
    assert check_field(one, told, date(2025, 1, 1)) == outcome
