"""Questions with the passages that answer them, in spans: what any system can be held against.

A system tells passages, best first, or refuses. Questions that ask whether a quotation is right are left
out, because only ours checks quotations.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import policies.library
from eval.cases import Case, Words, load_cases, place_of
from eval.metrics import Counted, ndcg
from policies.documents.outline import outline
from policies.documents.source import read_source
from policies.model import Clause

BUDGET = 1200
"""Characters that a system may cite for one question; what comes after them is not counted."""

_FIRST, _TOP, _USEFUL = 3, 5, 2


@dataclass(frozen=True)
class Passage:
    """A stretch of a document's canonical text; `document` is the name of its file without the suffix."""

    document: str
    start: int
    end: int

    def shared(self, other: "Passage") -> int:
        """How many characters both hold."""
        if self.document != other.document:
            return 0
        return max(0, min(self.end, other.end) - max(self.start, other.start))

    def means(self, other: "Passage") -> bool:
        """Whether they share at least half of the shorter one, as the shared gold folder counts it."""
        return self.shared(other) >= 0.5 * min(self.end - self.start, other.end - other.start) > 0


@dataclass(frozen=True)
class Question:
    """`relevant` are the labelled passages with their grades, `wrong` those that would mislead."""

    id: str
    turns: tuple[str, ...]
    answerable: bool
    relevant: tuple[tuple[Passage, int], ...] = ()
    wrong: tuple[Passage, ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)
    on: date = date(2026, 6, 1)


@dataclass(frozen=True)
class Told:
    """What a system told for a question: passages, best first, and the whole clauses that they stand in.

    There are none of either when it refused; without a tree of clauses both are the same.
    """

    passages: tuple[Passage, ...]
    clauses: tuple[Passage, ...]
    refused: bool


@dataclass(frozen=True)
class QuestionSet:
    """Questions about `files`; on `fitted` sets cut-offs are chosen."""

    name: str
    questions: tuple[Question, ...]
    files: tuple[Path, ...]
    fitted: bool


def own_set() -> QuestionSet:
    """`eval/gold` over the shipped documents; wrong are clauses so labelled, and other documents."""
    files = tuple(sorted(Path(policies.library.__file__).parent.glob("*.md")))
    sources = {file.stem: read_source(file.read_bytes(), file.name) for file in files}
    texts = {name: source.text for name, source in sources.items()}
    clauses = {name: outline(source) for name, source in sources.items()}
    cases = (case for case in load_cases() if case.verification is None)
    return QuestionSet(
        "own questions, shipped digests", tuple(_own(c, texts, clauses) for c in cases), files, True
    )


def _own(case: Case, texts: Mapping[str, str], clauses: Mapping[str, Sequence[Clause]]) -> Question:
    def around(words: Words) -> Passage:
        at = place_of(words, texts)
        clause = next(c for c in clauses[words.document] if c.start <= at.start and at.end <= c.end)
        return Passage(words.document, clause.start, clause.end)

    labelled = {label.document for label in case.relevant}
    elsewhere = [Passage(name, 0, len(texts[name])) for name in texts if labelled and name not in labelled]
    return Question(
        case.id,
        case.turns,
        case.answerable != "no",
        tuple((around(label), label.grade) for label in case.relevant),
        (*map(around, case.wrong), *elsewhere),
        case.profile,
        case.on,
    )


def shared_set(name: str, questions: Path, documents: Path, *, fitted: bool) -> QuestionSet:
    """Questions in the format of the shared gold folder, about every text file in `documents`."""
    rows = (json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line.strip())
    asked = tuple(_shared(row) for row in rows if not (row.get("verdict") or {}).get("label"))
    return QuestionSet(name, asked, tuple(sorted(documents.glob("*.txt"))), fitted)


def _shared(row: Mapping[str, Any]) -> Question:
    turns = row["question"] if isinstance(row["question"], list) else [row["question"]]
    return Question(
        row["id"],
        tuple(turns),
        row["answerable"] != "no",
        tuple((_passage(label), label["grade"]) for label in row["relevant"]),
        tuple(_passage(label) for label in row["must_not"]),
    )


def _passage(label: Mapping[str, Any]) -> Passage:
    return Passage(Path(label["document"]).stem, label["start"], label["end"])


def counted(question: Question, told: Told) -> dict[str, Counted]:
    """What one question adds to each figure: how much was right, of how much."""
    grades = list(_grades(question, told.passages))
    labelled = [grade for _, grade in question.relevant]
    ranked = question.answerable and bool(labelled)
    direct = question.answerable and 3 in labelled
    hit, cited, useful = _characters(question, told.passages) if ranked else (0, 0, 0)
    hit_whole, cited_whole, _ = _characters(question, told.clauses) if ranked else (0, 0, 0)
    refused = float(told.refused)
    return {
        "nDCG@10": (ndcg(grades, labelled), 1) if ranked else (0, 0),
        "direct clause in top 3": (float(3 in grades[:_FIRST]), 1) if direct else (0, 0),
        "wrong clause in top 5 ↓": (float(_misleads(question, told)), 1) if question.wrong else (0, 0),
        "characters cited: precision": (hit, cited),
        "characters cited: recall": (hit, useful),
        "with the whole clause: precision": (hit_whole, cited_whole),
        "with the whole clause: recall": (hit_whole, useful),
        "refusals: precision": (refused * (not question.answerable), refused),
        "refusals: recall": (0, 0) if question.answerable else (refused, 1),
        "answered when it can": (1 - refused, 1) if question.answerable else (0, 0),
    }


def _grades(question: Question, passages: Sequence[Passage]) -> Iterator[int]:
    """The grade of each passage; a label counts once, and a further piece of it neither gains nor costs."""
    credited: set[int] = set()
    for passage in passages:
        meant = {k for k, (label, _) in enumerate(question.relevant) if passage.means(label)}
        if not meant or meant - credited:
            yield max((question.relevant[k][1] for k in meant - credited), default=0)
        credited |= meant


def _misleads(question: Question, told: Told) -> bool:
    """Whether one of the first passages is labelled wrong, and not relevant, too."""
    return any(
        any(passage.means(wrong) for wrong in question.wrong)
        and not any(passage.means(label) for label, _ in question.relevant)
        for passage in told.passages[:_TOP]
    )


def _characters(question: Question, passages: Sequence[Passage]) -> tuple[int, int, int]:
    """Characters of useful labels that are cited, all that are cited, and all that could have been."""
    useful = _covered(label for label, grade in question.relevant if grade >= _USEFUL)
    cited = _covered(_within(passages, BUDGET))
    return len(useful & cited), len(cited) if useful else 0, min(len(useful), BUDGET)


def _covered(passages: Iterator[Passage]) -> set[tuple[str, int]]:
    return {(passage.document, at) for passage in passages for at in range(passage.start, passage.end)}


def _within(passages: Sequence[Passage], budget: int) -> Iterator[Passage]:
    """The first passages, as many characters as the budget allows; the last one is cut short."""
    for passage in passages:
        if budget <= 0:
            return
        end = min(passage.end, passage.start + budget)
        budget -= end - passage.start
        yield Passage(passage.document, passage.start, end)
