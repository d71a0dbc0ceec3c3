"""Systems that tell passages are held against labels; every expected figure is worked out by hand."""

import json
import math
from itertools import pairwise
from pathlib import Path

import pytest

from eval.baselines import SYSTEMS, CutOff, Found, cut_off, read_in_chunks, told
from eval.bench_ensemble import SPLITTER as CHINESE
from eval.chunks import Splitter
from eval.labelled import BUDGET, Passage, Question, Told, counted, own_set, shared_set
from eval.metrics import interval


def at(start: int, end: int, document: str = "a") -> Passage:
    return Passage(document, start, end)


ASKED = Question(
    "q",
    ("奖多少",),
    answerable=True,
    relevant=((at(0, 100), 3), (at(100, 200), 2)),
    wrong=(at(300, 400), at(0, 1000, "b")),
)


@pytest.mark.parametrize(
    ("passages", "ndcg", "direct", "misled"),
    [
        ([at(0, 100), at(100, 200)], 1.0, 1, 0),
        ([at(0, 30), at(30, 60), at(100, 200)], 1.0, 1, 0),  # a further piece of a label costs no rank
        ([at(100, 200), at(0, 100)], (3 + 7 / math.log2(3)) / (7 + 3 / math.log2(3)), 1, 0),
        ([at(0, 200)], 7 / (7 + 3 / math.log2(3)), 1, 0),  # one chunk over both labels gains the better one
        ([at(90, 260)], 3 / (7 + 3 / math.log2(3)), 0, 0),  # less than half of the first label
        ([at(300, 400), at(0, 100)], 7 / math.log2(3) / (7 + 3 / math.log2(3)), 1, 1),
        ([at(0, 100, "b")], 0.0, 0, 1),
        ([at(210, 220)] * 5 + [at(300, 400)], 0.0, 0, 0),  # the sixth does not mislead
        ([], 0.0, 0, 0),
    ],
)
def test_ranks_are_counted_by_labels(
    passages: list[Passage], ndcg: float, direct: float, misled: float
) -> None:
    figures = counted(ASKED, Told(tuple(passages), (), refused=False))
    assert figures["nDCG@10"] == (pytest.approx(ndcg), 1)
    assert figures["direct clause in top 3"] == (direct, 1)
    assert figures["wrong clause in top 5 ↓"] == (misled, 1)


@pytest.mark.parametrize(
    ("passages", "hit", "cited"),
    [
        ([at(0, 100)], 100, 100),
        ([at(50, 300)], 150, 250),
        ([at(0, 100), at(50, 150)], 150, 150),  # told twice, it is counted once, and spends budget twice
        ([at(0, 100, "b"), at(100, 150)], 50, 150),
        ([at(300, 300 + BUDGET - 10), at(0, 100)], 10, BUDGET),  # the rest of the budget
    ],
)
def test_characters_are_counted_within_the_budget(passages: list[Passage], hit: int, cited: int) -> None:
    figures = counted(ASKED, Told((), tuple(passages), refused=False))
    assert figures["with the whole clause: precision"] == (hit, cited)
    assert figures["with the whole clause: recall"] == (hit, 200)
    assert figures["characters cited: recall"] == (0, 200)


@pytest.mark.parametrize(
    ("answerable", "refused", "precision", "recall", "answered"),
    [
        (True, False, (0, 0), (0, 0), (1, 1)),
        (True, True, (0, 1), (0, 0), (0, 1)),
        (False, True, (1, 1), (1, 1), (0, 0)),
        (False, False, (0, 0), (0, 1), (0, 0)),
    ],
)
def test_refusals(
    answerable: bool,
    refused: bool,
    precision: tuple[float, float],
    recall: tuple[float, float],
    answered: tuple[float, float],
) -> None:
    question = Question("q", ("问",), answerable)
    figures = counted(question, Told((), (), refused))
    assert figures["refusals: precision"] == precision
    assert figures["refusals: recall"] == recall
    assert figures["answered when it can"] == answered
    assert figures["nDCG@10"] == (0, 0)


def test_an_interval_holds_its_value_and_is_the_same_every_time() -> None:
    even = [(1.0, 1.0), (0.0, 1.0)] * 50
    told = interval(even)
    assert told.value == 0.5
    assert 0.39 < told.low < 0.42
    assert 0.58 < told.high < 0.61
    assert interval(even) == told
    assert interval([(1.0, 1.0)] * 9) == interval([(3.0, 3.0)] * 9)
    assert math.isnan(interval([(0.0, 0.0)]).value)


def test_a_difference_is_taken_question_by_question() -> None:
    ours, theirs = [(1.0, 1.0), (0.5, 1.0)] * 20, [(0.75, 1.0), (0.25, 1.0)] * 20
    apart = interval(ours, theirs)
    assert (apart.value, apart.low, apart.high) == pytest.approx((0.25, 0.25, 0.25))


def seen(answerable: bool, **signals: float) -> tuple[Question, Found]:
    return Question("q", ("问",), answerable), Found((at(0, 9),), signals)


def test_the_cut_off_is_the_signal_and_value_that_tell_best_apart() -> None:
    pairs = [
        seen(True, a=0.9, b=0.5),
        seen(True, a=0.2, b=0.6),
        seen(False, a=0.5, b=0.1),
        seen(False, a=0.1),
    ]
    cut = cut_off(pairs)
    assert cut == CutOff("b", 0.5)
    assert [told(found, cut).refused for _, found in pairs] == [False, False, True, True]
    assert told(pairs[-1][1], cut).passages == ()
    assert cut_off([seen(True), seen(False)]) is None


def test_what_decides_for_itself_needs_no_cut_off() -> None:
    found = Found((at(0, 9),), {}, refused=False, clauses=(at(0, 50),))
    assert told(found, CutOff("a", 1.0)) == Told((at(0, 9),), (at(0, 50),), refused=False)


# ---------------------------------------------------------------------------------------- sets and systems

TEXT = "青港市办法\n一、给予企业100万元奖励。\n二、给予个人租房支持。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.txt").write_text(TEXT.replace("青港市", "白沙市"), encoding="utf-8")
    return folder


def test_a_further_set_is_read_in_the_shared_format(folder: Path, tmp_path: Path) -> None:
    label = {"document": "a.txt", "start": 6, "end": 20}
    rows = [
        {"id": "E1", "question": "奖多少", "answerable": "partly", "relevant": [{**label, "grade": 3}]},
        {"id": "E2", "question": ["天气", "明天呢"], "answerable": "no", "must_not": [label]},
        {"id": "E3", "question": "有这句吗", "answerable": "yes", "verdict": {"label": "verbatim"}},
    ]
    file = tmp_path / "questions.jsonl"
    lines = [json.dumps({"relevant": [], "must_not": []} | row, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines), encoding="utf-8")
    asked = shared_set("s", file, folder, fitted=False)
    first, second = asked.questions  # whether a quotation is right is not asked of others
    assert first == Question("E1", ("奖多少",), True, ((at(6, 20), 3),))
    assert second == Question("E2", ("天气", "明天呢"), False, (), (at(6, 20),))
    assert [file.name for file in asked.files] == ["a.txt", "b.txt"]


def test_our_own_labels_are_whole_clauses() -> None:
    own = own_set()
    assert own.fitted
    assert len(own.questions) > 40
    spans = [passage for question in own.questions for passage, _ in question.relevant]
    assert all(passage.start < passage.end for passage in spans)
    assert any(passage.end - passage.start > 100 for passage in spans)


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_finds_passages_of_the_texts(name: str, folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    system = SYSTEMS[name](home)
    assert system.ingest(sorted(folder.iterdir())) >= 2
    found = system.find(Question("q", ("青港市企业有什么奖励",), True))
    first = found.passages[0]
    text = (folder / f"{first.document}.txt").read_text(encoding="utf-8")
    assert "奖励" in text[first.start : first.end]


def test_chunks_without_a_tree_hold_every_word_once() -> None:
    policy = read_in_chunks((TEXT * 30).encode(), "a.txt")
    spans = [(read.clause.start, read.clause.end) for read in policy.clauses]
    assert len(spans) > 3
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    joined = "".join(policy.source.text[start:end] for start, end in spans)
    assert "".join(joined.split()) == "".join(TEXT.split()) * 30


ONE, OTHER = "甲" * 219 + "。", "乙" * 29 + "。"


@pytest.mark.parametrize(
    ("splitter", "text", "chunks"),
    [
        (CHINESE, "短句。", ["短句。"]),
        (CHINESE, ONE + "乙" * 99 + "。", [ONE, "乙" * 99 + "。"]),
        (
            CHINESE,
            ONE + OTHER + "丙丁。",
            [ONE + OTHER, OTHER + "丙丁。"],
        ),
        (
            Splitter(4, 0, ("。", "")),
            "甲乙。丙丁。戊",
            ["甲乙", "。丙丁", "。戊"],
        ),
    ],
)
def test_a_splitter_cuts_at_sentences(splitter: Splitter, text: str, chunks: list[str]) -> None:
    assert [text[start:end] for start, end in splitter.spans(text)] == chunks
