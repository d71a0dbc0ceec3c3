"""The labels fit the shipped documents, and an answer is held against them as the labels mean it."""

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import policies.library
from eval.cases import Case, Label, Words, load_cases, place_of
from eval.judge import Shelf, figures_grounded, judge
from policies.documents.source import read_source
from policies.model import Answer, Citation, Policy
from policies.reading.annotate import read_policy

CASES = load_cases()


@cache
def shipped() -> dict[str, Policy]:
    folder = Path(policies.library.__file__).parent
    files = sorted(folder.glob("*.md"))
    return {file.stem: read_policy(read_source(file.read_bytes(), file.name)) for file in files}


def texts() -> dict[str, str]:
    return {name: policy.source.text for name, policy in shipped().items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_label_names_words_of_the_clause_it_means(case: Case) -> None:
    for label in (*case.relevant, *case.wrong):
        at = place_of(label, texts())
        clauses = [read.clause for read in shipped()[label.document].clauses]
        (clause,) = [c for c in clauses if c.start <= at.start and at.end <= c.end]
        assert clause.locator == label.locator


def test_the_questions_cover_what_people_ask() -> None:
    counted = Counter(feature for case in CASES for feature in case.features)
    assert len(CASES) >= 80
    assert len({case.id for case in CASES}) == len(CASES)
    assert counted["wrong characters"] >= 5
    assert counted["terse"] >= 8
    assert counted["turns"] >= 12
    assert sum(case.answerable == "no" for case in CASES) >= 20
    assert sum(bool(case.wrong) for case in CASES) >= 50
    assert {case.verification for case in CASES} >= {"verbatim", "altered", "wrong_document", "not_found"}
    assert all(case.relevant for case in CASES if case.answerable != "no")


@pytest.mark.parametrize("words", ["不在文中的话语", "企业"])
def test_words_that_stand_nowhere_or_often_are_no_label(words: str) -> None:
    label = Label.model_construct(document="xiangshan-2024-opinion", locator="一", words=words, grade=3)
    with pytest.raises(ValueError, match="应当只出现一次"):
        place_of(label, texts())


def test_a_wrong_line_is_named_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"id": "a", "turns": ["问"], "answerable": "no"}\n{"id": "b"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="第2行"):
        load_cases(file)


# ------------------------------------------------------------------------------------ holding an answer

TEXT = "青港市办法\n一、给予企业100万元奖励。\n二、给予个人租房支持。\n"
SHELF = Shelf(texts={"a": TEXT}, spans={"a": [(0, 5), (6, 20), (21, 33)]}, names={"id-a": "a"})
CASE = Case(
    id="t",
    turns=("奖多少",),
    answerable="yes",
    on=date(2026, 1, 1),
    relevant=(Label(document="a", locator="一", words="100万元奖励", grade=3),),
)


def citation(start: int, end: int, rank: int, quote: str | None = None) -> Citation:
    words = TEXT[start:end] if quote is None else quote
    return Citation(
        mark=f"〔{rank}〕",
        clause_id=f"c{start}",
        document_id="id-a",
        title="办法",
        issuer=None,
        doc_number=None,
        locator="一",
        quote=words,
        start=start,
        end=end,
        page=None,
        sha256="",
        fidelity="verbatim",
        rank=rank,
    )


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(6, 20)], 1.0),
        ([(8, 14)], 1.0),  # a sentence of the clause counts as the clause
        ([(21, 33), (6, 20)], 0.631),
        ([(21, 33)], 0.0),
        ([], 0.0),
    ],
)
def test_the_rank_of_the_labelled_clause_decides(spans: list[tuple[int, int]], expected: float) -> None:
    cited = tuple(citation(start, end, rank) for rank, (start, end) in enumerate(spans, 1))
    judged = judge(CASE, Answer(status="answered", text="", citations=cited), SHELF)
    assert judged.ndcg == pytest.approx(expected, abs=0.001)


def test_a_second_citation_of_the_same_clause_adds_nothing() -> None:
    twice = (citation(6, 20, 1), citation(6, 20, 2))
    assert judge(CASE, Answer(status="answered", text="", citations=twice), SHELF).ndcg == 1.0


@pytest.mark.parametrize(
    ("cited", "clear"),
    [
        ([(6, 20)], True),
        ([(6, 20), (21, 33)], False),
        ([(6, 20)] * 5 + [(21, 33)], True),  # the sixth does not count
        ([], True),
    ],
)
def test_a_wrong_clause_among_the_first_five_is_seen(cited: list[tuple[int, int]], clear: bool) -> None:
    case = CASE.model_copy(update={"wrong": (Words(document="a", locator="二", words="个人租房"),)})
    citations = tuple(citation(start, end, rank) for rank, (start, end) in enumerate(cited, 1))
    judged = judge(case, Answer(status="answered", text="", citations=citations), SHELF)
    assert judged.kept_clear is clear


def test_a_clause_that_is_relevant_is_not_wrong() -> None:
    case = CASE.model_copy(update={"wrong": (Words(document="a", locator="一", words="给予企业"),)})
    answer = Answer(status="answered", text="", citations=(citation(6, 20, 1),))
    assert judge(case, answer, SHELF).kept_clear is True


@pytest.mark.parametrize(
    ("quote", "exact"),
    [("一、给予企业100万元奖励。", True), ("一、给予企业200万元奖励。", False), ("", False)],
)
def test_a_quote_is_exact_or_not(quote: str, exact: bool) -> None:
    answer = Answer(status="answered", text="", citations=(citation(6, 20, 1, quote),))
    assert judge(CASE, answer, SHELF).quotes == (exact,)


@pytest.mark.parametrize(
    ("text", "turns", "expected"),
    [
        ("奖励100万元〔1〕", (), [True]),
        ("奖励1,00万元〔1〕", (), [True]),
        ("奖励300万元〔1〕", (), [False]),
        ("奖励100万元〔2〕", (), [False]),  # the figure stands in the quote of another mark
        ("您投资300万元,奖励100万元〔1〕", ("投资300万元",), [True, True]),
        ("没有写明金额", (), []),
    ],
)
def test_a_figure_stands_in_the_quote_of_its_line(
    text: str, turns: tuple[str, ...], expected: list[bool]
) -> None:
    cited = (citation(6, 20, 1), citation(21, 33, 2))
    assert list(figures_grounded(Answer(status="answered", text=text, citations=cited), turns)) == expected


@pytest.mark.parametrize(
    ("answerable", "status", "honest"),
    [
        ("yes", "partly", True),
        ("yes", "abstained", False),
        ("no", "abstained", True),
        ("no", "partly", False),
    ],
)
def test_which_status_is_honest(answerable: str, status: str, honest: bool) -> None:
    case = Case.model_validate({"id": "s", "turns": ["问"], "answerable": answerable})
    answer = Answer.model_validate({"status": status, "text": ""})
    assert judge(case, answer, SHELF).status is honest
