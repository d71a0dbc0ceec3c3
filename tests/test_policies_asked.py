"""Conditions as they are asked: manners ask nothing, trades and persons are asked as such."""

import pytest

from policies.matching.asked import as_asked, without_gifts
from policies.model import Award, Criterion

BOTH = ("enterprise", "talent")


def asked(about: str, op: str, value: object, quote: str, words: str = "") -> list[tuple[str, object]]:
    text = words or quote
    start = text.index(quote)
    one = Criterion(about=about, op=op, value=value, quote=quote, start=start, end=start + len(quote))
    return [(found.about, found.value) for found in as_asked([one], text, 0, BOTH)]


@pytest.mark.parametrize(
    "words",
    ["优先采取贷款贴息方式", "在提交申请时", "指导企业制定方案", "该奖励", "省级各有关部门出台办事指引"],
)
def test_how_something_is_given_asks_nothing(words: str) -> None:
    assert asked(f"fact:{words}", "is", True, words) == []


@pytest.mark.parametrize("words", ["获得中国专利金奖", "经主管部门认定的企业", "承租国有厂房"])
def test_what_an_applicant_has_or_does_is_asked(words: str) -> None:
    assert asked(f"fact:{words}", "is", True, words) == [(f"fact:{words}", True)]


def test_a_short_alternative_stays_one() -> None:
    man = Criterion(about="fact:女性", op="is", value=False, quote="女性", start=0, end=2, group="women")
    assert as_asked([man], "女性不超过50周岁、男性不超过55周岁", 0, BOTH) == (man,)


def test_a_phrase_that_names_a_trade_is_asked_as_one() -> None:
    assert asked("fact:旅游企业", "is", True, "旅游企业") == [("industries", ("旅游",))]


def test_an_institution_stands_for_its_trade() -> None:
    quote = "金融机构在本市设立总部"
    assert asked(f"fact:{quote}", "is", True, quote)[0] == ("industries", ("金融业",))


def test_what_is_given_is_no_condition() -> None:
    text = "对获得中国专利金奖的企业开辟绿色通道，企业优先办理审批。"
    given = [
        Award.of(text, text.index(word), len(text), what=word, kind="服务", form="in_kind")
        for word in ("开辟", "优先")
    ]
    spans = ((1, text.index("，")), (text.index("，") + 1, len(text)))
    read = [
        Criterion.of(text, *span, about=f"fact:{text[slice(*span)]}", op="is", value=True) for span in spans
    ]
    assert [one.about for one in without_gifts(read, given)] == ["fact:获得中国专利金奖"]


def test_a_row_of_sums_is_no_condition() -> None:
    assert asked("fact:1亿元、5亿元或10亿元", "is", True, "1亿元、5亿元或10亿元") == []


def test_several_trades_in_a_row_are_a_choice_of_trades() -> None:
    found = asked("text", "discretionary", None, "旅游、餐饮、会展等受影响较大的行业企业")
    assert found == [("industries", ("旅游", "餐饮业", "会展"))]


def test_recognition_can_be_told() -> None:
    assert asked("text", "discretionary", None, "经市级主管部门认定") == [("fact:经市级主管部门认定", True)]


def test_the_age_of_the_applicant_is_asked_of_persons_only() -> None:
    found = asked("age", "<=", 45, "45周岁以下", "对45周岁以下的青年给予补贴")
    assert found == [("kind", ("talent", "project")), ("age", 45)]


def test_the_age_of_those_taken_on_is_asked_of_the_employer_in_words() -> None:
    found = asked("age", "<=", 45, "45周岁以下", "对招用45周岁以下青年的企业给予补贴")
    assert found == [("fact:45周岁以下", True)]


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("本市企事业单位、社会组织等", ("enterprise", "project")),
        ("企业、农民专业合作社或个体工商户", ("enterprise", "project")),
        ("企业和高校毕业生", ("enterprise", "project", "talent")),
    ],
)
def test_a_row_of_subjects_asks_for_the_kind_of_subject(words: str, kinds: tuple[str, ...]) -> None:
    assert asked(f"fact:{words}", "is", True, words) == [("kind", kinds)]


@pytest.mark.parametrize("words", ["医疗机构、养老机构", "企业、担保基金会"])
def test_a_row_without_enterprises_or_with_unknown_subjects_is_asked_in_its_words(words: str) -> None:
    assert asked(f"fact:{words}", "is", True, words) == [(f"fact:{words}", True)]
