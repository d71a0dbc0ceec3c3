"""The questions with labelled answers: read from `eval/gold/`, and checked against the shipped documents.

A label names words of a shipped document, not offsets: whoever corrects a document sees at once which label
no longer fits, and a label means the clause that holds its words, however clauses are numbered.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from policies.model import DeliveryMode, Model

GOLD = Path(__file__).with_name("gold") / "questions.jsonl"

Answerable = Literal["yes", "partly", "no"]
STATUS = {
    "yes": {"answered", "partly"},
    "partly": {"answered", "partly", "needs_profile"},
    "no": {"abstained", "needs_profile"},
}
"""Which answers are honest for a question that the library answers, answers in part, or does not answer."""


class Words(Model):
    """A clause by words of it: they stand exactly once in `document`, inside the clause `locator`."""

    document: str
    locator: str
    words: str = Field(min_length=4)


class Label(Words):
    """A clause that should be found: grade 3 answers, 2 can be used under conditions, 1 is background."""

    grade: Literal[1, 2, 3]


class Case(Model):
    """One conversation; the labels hold for the answer to its last turn.

    `wrong` names clauses that would mislead when cited as support: of another place, a target, a duty of
    authorities.
    """

    id: str
    features: tuple[str, ...] = ()
    turns: tuple[str, ...]
    profile: dict[str, Any] = Field(default_factory=dict)
    on: date = date(2026, 6, 1)
    answerable: Answerable
    relevant: tuple[Label, ...] = ()
    wrong: tuple[Words, ...] = ()
    hints: tuple[DeliveryMode, ...] = ()
    caveats: tuple[str, ...] = ()
    verification: Literal["verbatim", "altered", "wrong_document", "not_found"] | None = None


@dataclass(frozen=True)
class Place:
    """Where the words of a label stand."""

    document: str
    start: int
    end: int


def load_cases(path: Path = GOLD) -> list[Case]:
    """Every case of a file, one JSON object a line; raises `ValueError` with the number of a wrong line."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                cases.append(Case.model_validate(json.loads(line)))
            except ValueError as wrong:
                raise ValueError(f"{path.name} 第{number}行写得不对({wrong}),请更正。") from wrong
    return cases


def place_of(label: Words, texts: Mapping[str, str]) -> Place:
    """Where a label's words stand; `texts` maps document names to canonical texts.

    Raises `ValueError` when the words are not there, or are there more than once.
    """
    text = texts[label.document]
    if (times := text.count(label.words)) != 1:
        raise ValueError(f"“{label.words}”在{label.document}中出现{times}次,标注的词语应当只出现一次。")
    start = text.index(label.words)
    return Place(label.document, start, start + len(label.words))
