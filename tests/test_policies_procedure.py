"""How a benefit is claimed: exclusions, window, papers, contacts and the documents behind it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.reading.procedure import find_procedure, find_references, references, rules


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
        (
            "window",
            "奖励每年兑现一次。申请时间为2025年3月1日至31日,逾期不予受理。",
            ["申请时间为2025年3月1日至31日"],
        ),
        ("window", "申报企业于每年5月31日前提交申请。", ["申报企业于每年5月31日前提交申请"]),
        ("window", "申请材料齐全的当场受理。", []),
        ("materials", "经审核,申请人凭劳动合同和社保证明领取补贴。", ["申请人凭劳动合同和社保证明领取补贴"]),
        ("contact", "由区人社局受理,咨询电话:0557-1234567。", ["咨询电话:0557-1234567"]),
    ],
)
def test_the_quote_is_the_sentence_or_phrase_that_says_it(about: str, text: str, quotes: list[str]) -> None:
    assert [quote.quote for quote in find_procedure(about, text)] == quotes


def test_only_the_given_part_of_a_text_is_read() -> None:
    text = "甲不重复享受。乙不重复享受。丙不重复享受。"
    (quote,) = find_procedure("exclusive", text, 7, 14)
    assert quote.quote == "乙不重复享受"


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("按照《甲县专项资金管理办法》执行。", ("甲县专项资金管理办法",)),
        ("符合《鼓励目录》《重点产业目录》要求的项目", ("重点产业目录", "鼓励目录")),
        ("按《实施细则全文》执行,由《实施细则全文》规定。", ("实施细则全文",)),
        ("《甲县旧办法》同时废止。", ()),
        ("按照《未写完的书名", ()),
    ],
)
def test_documents_referred_to(words: str, titles: tuple[str, ...]) -> None:
    assert sorted(find_references(words)) == sorted(titles)


@given(st.text(max_size=30), st.sampled_from([e for r in rules() for e in r.examples]), st.text(max_size=30))
def test_quotes_are_exact_and_apart_in_any_surroundings(before: str, words: str, after: str) -> None:
    text = before + words + after
    for about in ("exclusive", "window", "materials", "contact"):
        found = find_procedure(about, text)
        assert all(text[quote.start : quote.end] == quote.quote != "" for quote in found)
        assert all(one.end <= other.start for one, other in pairwise(found))
