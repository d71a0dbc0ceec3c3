"""How a benefit is claimed: exclusions, window, papers, contacts and the documents behind it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.documents.source import read_source
from policies.reading.annotate import read_policy
from policies.reading.procedure import (
    find_basis,
    find_procedure,
    find_references,
    find_window,
    references,
    rules,
)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: f"{rule.about}:{rule.examples[0]}")
def test_every_rule_finds_its_examples_and_not_its_counterexamples(rule) -> None:
    assert all(list(rule.find(example, 0, len(example))) for example in rule.examples)
    assert not any(list(rule.find(example, 0, len(example))) for example in rule.counterexamples)


def test_titles_are_references_by_the_words_beside_them() -> None:
    assert all(find_references(example) for example in references().examples)
    assert not any(find_references(example) for example in references().counterexamples)


@pytest.mark.parametrize(
    ("about", "text", "quotes"),
    [
        ("exclusive", "给予奖励5万元。同一项目就高不重复享受;另有规定的除外。", ["同一项目就高不重复享受"]),
        ("exclusive", "已获市级资助的企业不再享受本条补贴", ["已获市级资助的企业不再享受本条补贴"]),
        (
            "exclusive",
            "每家企业只补贴一次。每名员工只奖励一次。",
            ["每家企业只补贴一次", "每名员工只奖励一次"],
        ),
        ("exclusive", "推动服务水平不断提升。", []),
        ("materials", "经审核,申请人凭劳动合同和社保证明领取补贴。", ["申请人凭劳动合同和社保证明领取补贴"]),
        ("contacts", "由区人社局受理,咨询电话:0557-1234567。", ["咨询电话:0557-1234567"]),
    ],
)
def test_the_quote_is_the_sentence_or_phrase_that_says_it(about: str, text: str, quotes: list[str]) -> None:
    assert [quote.quote for quote in find_procedure(text).get(about, ())] == quotes


def test_only_the_given_part_of_a_text_is_read() -> None:
    text = "甲不重复享受。乙不重复享受。丙不重复享受。"
    (quote,) = find_procedure(text, 7, 14)["exclusive"]
    assert quote.quote == "乙不重复享受"


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("按照《甲县专项资金管理办法》执行。", ("甲县专项资金管理办法",)),
        ("符合《鼓励目录》《重点产业目录》要求的项目", ("重点产业目录", "鼓励目录")),
        ("按《实施细则全文》执行,由《实施细则全文》规定。", ("实施细则全文",)),
        ("《甲县旧办法》同时废止。", ()),
        ("按照《未写完的书名", ()),
        ("持《外国人工作许可证》办理,提交《补贴申请表》,按照办理《外国人居留许可证》规定。", ()),
        ("以《甲省研发指导目录》(含《乙类重点领域指南》)为指引", ("甲省研发指导目录", "乙类重点领域指南")),
        ("按我市高新技术企业扶持政策执行", ("我市高新技术企业扶持政策",)),
        ("按国家有关政策执行,落实各项惠企政策。", ()),
    ],
)
def test_documents_referred_to(words: str, titles: tuple[str, ...]) -> None:
    assert sorted(find_references(words)) == sorted(titles)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("根据《甲区人才公寓管理办法》的有关规定,现面向用人单位受理申请。", ("甲区人才公寓管理办法",)),
        ("根据《甲省创新若干意见》,结合我市实际,制定本措施。", ()),
        ("根据《甲省创新若干意见》精神,现将有关措施印发给你们。", ()),
    ],
)
def test_a_notice_rests_on_the_document_it_calls_for_applications_under(
    words: str, titles: tuple[str, ...]
) -> None:
    assert find_basis(words) == titles


@pytest.mark.parametrize(
    ("text", "headings", "window"),
    [
        (
            "政策期限至2026年12月31日,每年4月1日至30日申报;申报单位于5月9日前提交材料。",
            "",
            "申报单位于5月9日前提交材料",
        ),
        ("自2024年1月1日起至2026年12月31日,对仓库减免租金。", "", "自2024年1月1日起至2026年12月31日"),
        ("在本市企业就业的申请人连续参保3个月。", "", None),
        ("本办法自2024年5月1日起施行,有效期3年。", "附则", None),
        ("第一批:2025年3月1日至4月15日。", "申报时间", "2025年3月1日至4月15日"),
        ("第一批:2025年3月1日至4月15日。", "申报条件", None),
        ("自通知印发之日起至 2025年 4月 15日。", "申报时间及方式", "自通知印发之日起至 2025年 4月 15日"),
        ("2021 年9 月起", "时间/频度", None),
        (
            "奖励每年兑现一次。申请时间为2025年3月1日至31日,逾期不予受理。",
            "",
            "申请时间为2025年3月1日至31日",
        ),
        ("申报企业于每年5月31日前提交申请。", "", "申报企业于每年5月31日前提交申请"),
        ("申请材料齐全的当场受理。", "", None),
    ],
)
def test_when_to_apply_goes_before_how_long_it_is_given(text: str, headings: str, window: str | None) -> None:
    assert find_window(text, headings=headings) == window


def test_each_benefit_of_a_notice_has_its_basis_and_its_dates() -> None:
    text = (
        "关于受理甲区创业补贴申请的公告\n根据《甲区创业补贴管理办法》规定,现受理创业补贴申请。\n"
        "一、补贴标准\n对初创企业,给予1万元补贴,具体名额另行公布。\n"
        "二、申报时间\n2025年3月1日至3月31日。\n"
    )
    (benefit,) = read_policy(read_source(text.encode(), "公告.txt")).claimable()
    assert benefit.annotation.refers_to == ("甲区创业补贴管理办法",)
    assert benefit.annotation.window == "2025年3月1日至3月31日"
    assert [quote.quote for quote in benefit.annotation.deferred] == ["具体名额另行公布"]


@given(st.text(max_size=30), st.sampled_from([e for r in rules() for e in r.examples]), st.text(max_size=30))
def test_quotes_are_exact_and_apart_in_any_surroundings(before: str, words: str, after: str) -> None:
    text = before + words + after
    for found in find_procedure(text).values():
        assert all(text[quote.start : quote.end] == quote.quote != "" for quote in found)
        assert all(one.end <= other.start for one, other in pairwise(found))
