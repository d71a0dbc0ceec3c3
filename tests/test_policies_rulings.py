"""What an authority decides case by case is promised to nobody, and holds up nobody else."""

from datetime import date
from typing import Any

import pytest

from policies.documents.source import read_source
from policies.matching.verdict import match
from policies.model import DocumentInfo, Status, Verdict
from policies.reading.annotate import read_policy

ELIGIBLE, RULING, FACTS = Verdict.ELIGIBLE, Verdict.NEEDS_RULING, Verdict.NEEDS_FACTS
TWO_WAYS = "(一)支持仓储。对购置智能货架的企业给予10万元补贴。对特别急需的冷链项目，按“一事一议”给予补贴。"


def verdict(words: str, place: str | None = "全国", kind: str = "enterprise", **facts: Any) -> Verdict:
    text = f"某市仓储业发展措施\n{words}\n"
    read = next(read_policy(read_source(text.encode(), "措施.txt")).claimable())
    document = DocumentInfo(title="措施", region=place, status=Status.IN_FORCE)
    profile: dict[str, Any] = {"kind": kind, "facts": facts}
    said = text[read.clause.start : read.clause.end]
    return match(read, said, document, "d", profile, date(2026, 6, 1)).verdict


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"购置智能货架": True}, ELIGIBLE),
        ({"特别急需的冷链项目": True}, RULING),
        ({"购置智能货架": True, "特别急需的冷链项目": True}, RULING),
        ({}, FACTS),
    ],
)
def test_a_ruling_is_left_open_in_its_own_way_only(facts: dict[str, bool], expected: Verdict) -> None:
    assert verdict(TWO_WAYS, **facts) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("对购置货架投资达到一定规模的企业给予10万元补贴。", FACTS),
        ("对确有必要的货架项目给予10万元补贴。", RULING),
        ("对贡献较大的企业且成效显著的货架项目给予10万元补贴。", RULING),
        ("对货架技术符合《重点支持的仓储技术目录》的企业给予10万元补贴。", FACTS),
    ],
)
def test_a_standard_is_asked_for_and_a_judgement_is_not(words: str, expected: Verdict) -> None:
    assert verdict(f"(一)支持仓储。{words}") == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("给予股权投资支持", RULING),
        ("采取股权投资方式给予支持", RULING),
        ("给予股权投资奖励", ELIGIBLE),
    ],
)
def test_whoever_invests_decides_by_himself(given: str, expected: Verdict) -> None:
    assert verdict(f"(一)支持示范。对获评冷链示范的企业，{given}。", 获评冷链示范=True) == expected


@pytest.mark.parametrize(
    ("words", "facts", "expected"),
    [
        (
            "鼓励为新办货运站提供导航服务，对符合条件的导航机构给予支持。",
            {"为新办货运站提供导航服务": True},
            FACTS,
        ),
        (
            "鼓励为新办货运站提供导航服务，对符合条件的导航机构给予支持。",
            {"为新办货运站提供导航服务": True, "导航机构符合支持条件": True},
            ELIGIBLE,
        ),
        ("对导航次数达到10次以上的符合条件的导航机构给予支持。", {"导航次数": 12}, ELIGIBLE),
    ],
)
def test_conditions_that_nobody_says_are_asked_for(words: str, facts: Any, expected: Verdict) -> None:
    assert verdict(f"(一)支持导航。{words}", **facts) == expected


def test_each_judgement_of_several_is_left_open() -> None:
    words = "(一)支持仓储。对贡献较大的企业，且货架成效显著的，给予10万元补贴。"
    assert verdict(words, 贡献较大=True) == RULING


def test_a_sentence_that_gives_in_words_not_understood_is_no_introduction() -> None:
    words = "(一)支持仓储。对初创冷库团队给予跟投。支持货架企业上市，市财政给予每家总额不超过30万元的补贴。"
    assert verdict(words, 初创冷库团队=True, 货架企业上市=False) == RULING


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("组织银企对接会，解决融资难题。", ELIGIBLE),
        ("开通用工服务专栏，发布企业招聘信息，引导劳动者到企业就业。", ELIGIBLE),
        ("为重点项目优先提供标准厂房。", RULING),
        ("优先保障重点项目用地。组织银企对接会。", ELIGIBLE),
        ("将符合条件的企业纳入供应商库，优先推荐。", FACTS),
    ],
)
def test_a_service_is_for_all_unless_they_are_chosen(words: str, expected: Verdict) -> None:
    assert verdict(f"(一)加强服务。{words}") == expected


def test_a_document_that_does_not_say_where_it_holds_promises_nothing() -> None:
    words = "(一)加强服务。组织银企对接会，解决融资难题。"
    assert verdict(words) == ELIGIBLE
    assert verdict(words, place=None) == RULING


@pytest.mark.parametrize("whom", ["海外人才", "外籍人才", "退役军人", "农民工"])
def test_a_service_for_some_people_is_not_for_everybody(whom: str) -> None:
    words = f"(一)优化服务。开通{whom}子女入学绿色通道。"
    assert verdict(words, kind="talent") == FACTS
    assert verdict(words, kind="talent", **{whom: True}) == ELIGIBLE
