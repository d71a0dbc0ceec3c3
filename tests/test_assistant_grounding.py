"""What a written answer may say: what its marks hold, what was told, what is worked out before the eye."""

from pathlib import Path
from typing import Any

import pytest

from assistant import graph
from assistant.figures import figures
from assistant.grounding import Cut, Told, ground
from assistant.service import Assistant
from policies.errors import UnknownDocument
from policies.model import Answer, Caveat, Citation, Match, Verdict

TEXT = "对新认定的高新技术企业给予一次性奖励20万元。\n租用厂房的,按租金的30%补贴,最长两年。市科技局负责兑现。"
FIRST, SECOND = TEXT.split("\n")
TITLE = "青港市办法"


def cited(rank: int, quote: str, *, start: int | None = None) -> Citation:
    at = TEXT.index(quote) if start is None else start
    return Citation(
        mark=f"〔{rank}〕",
        clause_id=f"青港#{rank}",
        document_id="青港",
        title=TITLE,
        issuer=None,
        doc_number="青政〔2024〕3号",
        locator=f"第{rank}条",
        quote=quote,
        start=at,
        end=at + len(quote),
        page=None,
        sha256="s",
        fidelity="verbatim",
        rank=rank,
    )


def written(text: str, *citations: Citation, **more: Any) -> Answer:
    held = citations or (cited(1, FIRST), cited(2, SECOND))
    return Answer(status="answered", text=text, citations=held, **more)


def text_of(sha256: str) -> str:
    if sha256 != "s":
        raise UnknownDocument(sha256)
    return TEXT


def checked(text: str, *, strict: bool = False, told: str = "", **more: Any) -> tuple[str, list[str]]:
    answer, cuts = ground(written(text, **more), Told((told,), {}), text_of, strict=strict)
    return answer.text, [cut.kind for cut in cuts]


@pytest.mark.parametrize(
    "text",
    [
        "政策库中最相关的规定：",
        f"- **第1条 奖励**（初步符合）：“{FIRST}”〔1〕",
        "新认定的高企一次性奖20万元〔1〕。",
        "新认定的高新技术企业奖励二十万元〔1〕。",
        "租金补贴百分之三十，最长2年〔2〕。",
        f"《{TITLE}》（青政〔2024〕3号）第2条由市科技局兑现〔2〕。",
        "最多20万元〔1〕，租金补30%〔2〕。",
        "您想了解哪一方面？",
        "这类事项请拨打12345热线咨询。",
    ],
)
def test_what_the_marks_hold_stays(text: str) -> None:
    assert checked(text) == (text, [])


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("新认定的高企奖20万元〔7〕。", "mark"),
        ("新认定的高企奖30万元〔1〕。", "figure"),
        ("新认定的高企奖二十五万元〔1〕。", "figure"),
        ("租金补贴20%〔2〕。", "figure"),
        ("最长补贴两个月〔2〕。", "figure"),
        ("新认定的高企奖20元〔1〕。", "figure"),
        ("租金补30%〔1〕。", "figure"),
        ("专精特新企业奖20万元〔1〕。", "name"),
        ("由市财政局兑现〔2〕。", "name"),
        ("还有贷款贴息〔2〕。", "name"),
        ("原文说“一律给予奖励”〔1〕。", "quote"),
        (f"“{SECOND}”〔1〕。", "quote"),
        ("《海港市办法》奖20万元〔1〕。", "title"),
        ("每家给予20万元。", "unmarked"),
        ("企业可以享受减免。", "unmarked"),
        ("奖20万元〔1〕，并且可以享受减免。", "unmarked"),
    ],
)
def test_what_they_do_not_hold_is_cut_and_the_rest_stays(sentence: str, kind: str) -> None:
    before, after = "高企奖20万元〔1〕。", "最长两年〔2〕。"
    assert checked(before + sentence + after) == (before + after, [kind])


def test_what_the_user_told_needs_no_clause() -> None:
    text = "您说有50人，已是专精特新企业，高企奖20万元〔1〕。"
    assert checked(text, told="我们50个人,去年评上专精特新企业") == (text, [])
    assert checked(text)[1] == ["figure"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("按您的租金100万元×30%=30万元〔2〕。", []),
        ("按您的租金100万元×30%=35万元〔2〕。", ["figure"]),
        ("按您的租金200万元×30%=60万元〔2〕。", ["figure"]),
        ("您可得补贴35万元〔2〕。", ["figure"]),
    ],
)
def test_a_sum_stands_where_it_is_worked_out_from_what_is_known(text: str, kinds: list[str]) -> None:
    assert checked(text, told="一年租金100万元")[1] == kinds


def test_the_matchers_own_calculation_stands_as_a_whole() -> None:
    note = "租金补贴：50万元×30%+20万元×30%=21万元"
    match = Match(
        clause_id="青港#2",
        document_id="青港",
        start=0,
        end=1,
        locator="",
        heading="",
        verdict=Verdict.ELIGIBLE,
        amount_note=note,
    )
    assert checked(f"金额测算：{note}〔2〕", matches=(match,))[1] == []
    assert checked("金额测算：21万元〔2〕", matches=(match,))[1] == ["figure"]
    assert checked(f"金额测算：{note}〔1〕", matches=(match,))[1] == ["figure"]


def test_what_stands_below_a_line_goes_with_it() -> None:
    text = "- 专精特新企业奖20万元〔1〕\n  - 由市科技局兑现〔2〕\n- 租金补30%〔2〕"
    assert checked(text) == ("- 租金补30%〔2〕", ["name"])


def test_warnings_need_no_mark_but_only_those_of_the_answer() -> None:
    said = "所引条款没有写明能拿多少（金额或比例），最高金额请向责任单位核实。"
    text = f"高企奖20万元〔1〕\n\n请注意：\n- {said}"
    assert checked(text, caveats=(Caveat(kind="no_amount", text=said),)) == (text, [])
    assert checked(text)[1] == ["unmarked"]


def test_of_a_text_that_must_prove_itself_every_sentence_needs_a_mark() -> None:
    text = "您好，很高兴为您服务。新认定的高企奖20万元〔1〕。"
    assert checked(text) == (text, [])
    assert checked(text, strict=True) == ("新认定的高企奖20万元〔1〕。", ["unmarked"])


@pytest.mark.parametrize(
    "wrong", [cited(2, SECOND, start=0), cited(2, SECOND).model_copy(update={"sha256": "x"})]
)
def test_a_quotation_that_is_not_the_stored_text_is_no_citation(wrong: Citation) -> None:
    answer = written(f"“{FIRST}”〔1〕\n“{SECOND}”〔2〕", cited(1, FIRST), wrong)
    grounded, cuts = ground(answer, Told((), {}), text_of)
    assert (grounded.text, [c.mark for c in grounded.citations]) == (f"“{FIRST}”〔1〕", ["〔1〕"])
    assert Cut("quote", "青港#2") in cuts


def test_an_answer_of_which_nothing_is_left_abstains() -> None:
    grounded, cuts = ground(written("高企奖90万元〔1〕。"), Told((), {}), text_of)
    assert (grounded.status, grounded.citations, len(cuts)) == ("abstained", (), 1)
    assert "90" not in grounded.text


def test_figures_are_told_apart_from_words() -> None:
    assert [str(f.value) for f in figures("一事一议、一次性、一家企业、第三条、统一、百强企业、两手抓")] == []
    assert [(str(f.value), f.unit) for f in figures("1,200万元,三个月,三十家")] == [
        ("12000000", "元"),
        ("3", "月"),
        ("30", "家"),
    ]


def test_the_log_tells_what_was_cut_and_nothing_that_was_said(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written_by = graph.cited_answer

    def careless(*given: Any) -> Answer:
        answer = written_by(*given)
        return answer.model_copy(update={"text": answer.text + "\n- 另奖1234万元〔1〕"})

    monkeypatch.setattr(graph, "cited_answer", careless)
    answer = assistant.ask(["光伏企业落户宿州有什么支持"])
    log = (tmp_path / "home" / "policymatch.log").read_text("utf-8")
    assert answer.status in ("answered", "partly")
    assert "1234" not in answer.text
    assert f"cut figure {answer.citations[0].clause_id}" in log
    assert "光伏企业落户" not in log
    assert "1234" not in log
