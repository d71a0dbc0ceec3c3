"""A whole text is read into clauses with meaning, every finding with the words it rests on."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policies.documents.source import read_source
from policies.model import ClauseKind, Policy, Quote, ReadClause
from policies.reading.annotate import read_policy

MEASURES = """宿州市扶持先进制造业若干措施
为推动制造业高质量发展,制定以下措施。
一、支持企业升规。对首次升规的工业企业,给予一次性奖励20万元。(责任单位:市工信局、市财政局)
二、支持技术改造。企业购置设备投资达到500万元以上的,按10%给予补助,最高300万元,就高不重复享受。
三、加强组织领导。成立工作专班,定期调度。
四、兑现程序。申报企业于每年3月31日前向市工信局提交申请材料,按照《宿州市专项资金管理办法》执行。
五、本措施自2025年1月1日起施行,由市工信局负责解释。
"""


def read(text: str) -> Policy:
    return read_policy(read_source(text.encode(), "措施.txt"))


def clause(policy: Policy, locator: str) -> ReadClause:
    return next(one for one in policy.clauses if one.clause.locator == locator)


def quotes(one: ReadClause) -> Iterator[Quote]:
    annotation = one.annotation
    yield from (*annotation.delivery, *annotation.awards, *annotation.criteria, *annotation.exclusive)
    yield from (*annotation.materials, *annotation.contacts)


@pytest.mark.parametrize(
    ("locator", "kind"),
    [
        ("一", ClauseKind.INCENTIVE),
        ("二", ClauseKind.INCENTIVE),
        ("三", ClauseKind.DUTY),
        ("五", ClauseKind.SUPPLEMENTARY),
    ],
)
def test_each_clause_has_its_kind(locator: str, kind: ClauseKind) -> None:
    assert clause(read(MEASURES), locator).annotation.kind == kind


def test_what_a_benefit_says_is_found_with_its_words() -> None:
    policy = read(MEASURES)
    first, second = (clause(policy, locator).annotation for locator in "一二")
    assert first.departments == ("市工信局", "市财政局")
    assert (first.addressees, first.regions) == (("enterprise",), ("安徽省宿州市",))
    assert any("首次升规" in criterion.quote for criterion in first.criteria)
    assert [quote.quote[-7:] for quote in second.exclusive] == ["就高不重复享受"]
    assert any("500万元以上" in criterion.quote for criterion in second.criteria)


def test_coverage_is_the_part_of_the_conditions_that_was_understood() -> None:
    text = "宿州市办法\n一、对企业奖励10万元。\n二、对经市政府认定的重大项目奖励100万元。\n"
    plain, ruled = read(text).claimable()
    assert plain.annotation.coverage == 1
    assert any(criterion.op == "discretionary" for criterion in ruled.annotation.criteria)
    assert ruled.annotation.coverage < 1


def test_only_benefits_have_addressees_and_conditions() -> None:
    others = [one.annotation for one in read(MEASURES).clauses if not one.annotation.kind.claimable]
    assert others
    assert not any(annotation.addressees or annotation.criteria for annotation in others)


def test_a_procedure_stated_once_holds_for_every_benefit_of_its_document() -> None:
    policy = read(MEASURES)
    delivered = [[d.mode.value for d in one.annotation.delivery] for one in policy.claimable()]
    assert delivered == [["application"], ["application"]]
    assert {one.annotation.window for one in policy.claimable()} == {
        "申报企业于每年3月31日前向市工信局提交申请材料"
    }
    assert clause(policy, "四").annotation.refers_to == ("宿州市专项资金管理办法",)


def test_papers_and_contacts_are_quoted_where_they_are_told() -> None:
    told = MEASURES.replace("提交申请材料,", "提交申请表和营业执照,咨询电话:0557-1234567,")
    annotation = clause(read(told), "四").annotation
    assert [quote.quote for quote in annotation.materials] == [
        "申报企业于每年3月31日前向市工信局提交申请表和营业执照"
    ]
    assert [quote.quote for quote in annotation.contacts] == ["咨询电话:0557-1234567"]


def test_a_benefit_that_comes_unasked_needs_no_procedure() -> None:
    for words in ("免申即享一次性奖励20万元", "“一事一议”给予一次性奖励20万元"):
        assert (
            len(clause(read(MEASURES.replace("给予一次性奖励20万元", words)), "一").annotation.delivery) == 1
        )
    unasked = MEASURES.replace("给予一次性奖励20万元", "免申即享一次性奖励20万元")
    assert [d.mode.value for d in clause(read(unasked), "一").annotation.delivery] == ["no_application"]


@pytest.mark.parametrize(
    "words",
    [
        "同一事项不同时享受本市其他奖励",
        "同一企业只能享受一次补贴",
        "每人仅可申请一次",
        "已获奖励的不再重复奖励",
    ],
)
def test_what_is_paid_once_or_not_together_is_quoted(words: str) -> None:
    text = f"宿州市扶持办法\n一、对认定的企业给予奖励10万元。{words}。\n二、对企业给予补贴5万元。\n"
    first, second = read(text).claimable()
    assert [quote.quote for quote in first.annotation.exclusive] == [words]
    assert second.annotation.exclusive == ()


PIECES = st.sampled_from(
    [
        *(
            "一、",
            "(一)",
            "1.",
            "第三条 ",
            "\n",
            "\n\n",
            "　",
            "。",
            "；",
            ":",
            "(责任单位:",
            ")",
            "《",
            "》",
        ),
        *("对企业给予奖励", "最高50万元", "一事一议", "申报材料", "就高不重复", "不少于30人", "2025年3月1日"),
        *("宿州市人民政府", "给予", "符合条件的", "免申即享", "x", "\x00", "𠀀", "\r\n", "\t", "本办法所称"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
@example("")
@example("一、一、一、")
@example("(责任单位:(责任单位:")
def test_any_text_is_read_and_every_quote_is_exact(text: str) -> None:
    if not text.strip():
        return
    source = read_source(MEASURES.encode(), "a.txt").model_copy(update={"text": text})
    policy = read_policy(source)
    assert policy.source.text == text
    for one in policy.clauses:
        assert 0 <= one.clause.start <= one.clause.end <= len(text)
        for quote in quotes(one):
            assert text[quote.start : quote.end] == quote.quote != ""
