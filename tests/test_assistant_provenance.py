"""Where a quoted sentence stands, over versions, documents and articles of a library."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from policies.model import Answer

ON = date(2026, 6, 1)
OPINION = """灵璧县招商引资若干意见

灵璧县人民政府 2025年3月1日

第一条 对新落户的轴承企业，按设备投入的{rate}%给予补助，最高不超过80万元。
第二条 对固定资产投资较大的项目，采取“一事一议”方式给予支持。
第三条 企业应当在每年六月底前提出申请，
逾期不予受理。
"""
METHOD = """青岛市人才安居办法

青岛市住房和城乡建设局 2025年5月1日

第一条 对在本市就业的博士，每月发放住房补贴一千五百元。
第二条 企业应当为人才办理居住登记。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("quotes")
    settings = Settings(encoder=None, library=False)
    with closing(Assistant(folder / "home", settings=settings)) as assistant:
        for rate, name in (("10", "意见.txt"), ("15", "意见.txt")):
            (folder / name).write_text(OPINION.format(rate=rate), encoding="utf-8")
            (folder / "办法.txt").write_text(METHOD, encoding="utf-8")
            assert not [row for row in assistant.ingest([folder / name, folder / "办法.txt"]) if row.error]
        yield assistant


def ask(desk: Assistant, *turns: str) -> Answer:
    return desk.ask(turns, on=ON)


ASKED = [
    (["“采取‘一事一议’方式给予支持”是灵璧意见的原话吗"], "verbatim", "有这句话，文字一字不差"),
    (["核对一下：企业应当在每年六月底前提出申请逾期不予受理"], "verbatim", "只有标点、空格或全角半角"),
    (["“企业应当在每年九月底前提出申请”，灵璧的意见是这么写的吧"], "altered", "不能照引"),
    (["“企业应当为人才办理居住登记”这句是灵璧意见里的吗"], "wrong_document", "它出自《青岛市人才安居办法》"),
    (["“采取‘一事一议’方式给予支持”是灵璧意见第三条的原文吧"], "wrong_document", "不在您说的第3条"),
    (["“企业应当为人才办理居住登记”是成都那份文件里的吗"], "wrong_document", "政策库里没有收录"),
    (["“凡迁出本地的企业必须双倍退还补助”是原文吗"], "not_found", "没有找到这句话"),
    (["企业应当为人才办理居住登记", "上面这句出自哪份文件"], "verbatim", "第二条"),
]


@pytest.mark.parametrize(("turns", "label", "words"), ASKED)
def test_the_verdict_is_told_in_words(desk: Assistant, turns: list[str], label: str, words: str) -> None:
    answer = ask(desk, *turns)
    assert answer.verification is not None
    assert answer.verification.label == label
    assert words in answer.text
    assert (answer.status == "abstained") is (label == "not_found")


def test_every_mark_resolves_and_every_quote_is_exact(desk: Assistant) -> None:
    for turns, _, _ in ASKED:
        answer = ask(desk, *turns)
        for citation in answer.citations:
            text = desk.document(citation.document_id, citation.sha256).text
            assert text[citation.start : citation.end] == citation.quote
            assert citation.mark in answer.text


def test_a_wording_of_an_earlier_version_is_told_as_such(desk: Assistant) -> None:
    answer = ask(desk, "“按设备投入的10%给予补助，最高不超过80万元”是原话吗")
    assert answer.verification is not None
    assert answer.verification.label == "altered"
    assert answer.verification.difference == "「10%」→「15%」（数字不同）"
    assert "旧版本" in answer.text
    now, before = answer.citations
    assert now.sha256 != before.sha256
    assert (now.locator, before.locator) == ("第一条", "第一条")
    assert "10%" in before.quote


def test_a_sentence_over_the_border_of_two_clauses_is_cited_in_both(desk: Assistant) -> None:
    answer = ask(desk, "“最高不超过80万元。第二条 对固定资产投资较大的项目”原文是连着的吗")
    assert answer.verification is not None
    assert answer.verification.label == "verbatim"
    assert [citation.locator for citation in answer.citations] == ["第一条", "第二条"]


def test_a_question_of_substance_is_answered_as_one(desk: Assistant) -> None:
    assert ask(desk, "灵璧的意见里是不是写了对轴承企业的设备补助").verification is None


def test_a_question_of_substance_in_the_words_of_the_text_is_both(desk: Assistant) -> None:
    answer = ask(desk, "文件是不是规定了对固定资产投资较大的项目采取一事一议方式给予支持")
    assert answer.verification is not None
    assert answer.verification.label == "verbatim"


def test_the_command_and_the_page_say_the_same(desk: Assistant) -> None:
    verification = desk.verify("企业应当在每年九月底前提出申请")
    assert verification.label == "altered"
    assert verification.quote == "企业应当在每年九月底前提出申请"
    assert "不同之处" in verification.explanation
