"""The hostile inputs of `eval/gold/`: what is asked, told, quoted, replied and stored to do harm."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_GOLD = Path(__file__).with_name("gold")
INPUTS = _GOLD / "hostile.jsonl"
DOCUMENTS = _GOLD / "hostile_documents.jsonl"


Words = str | Mapping[str, Any]
"""A text, or `before`, what is `repeated` so many `times`, `after` of one too long to be written out."""


@dataclass(frozen=True)
class Hostile:
    """One input: `turns` are asked (all of them, `times` over), or a `quote` is checked.

    `profile` is the text of a file, `reply` what a language model says. The words of `canary` are what an
    attack wants said: the answer never states them.
    """

    id: str
    kind: str
    turns: tuple[Words, ...] = ()
    times: int = 1
    quote: Words | None = None
    profile: Words | None = None
    reply: Any = None
    canary: tuple[str, ...] = ()

    @property
    def asked(self) -> list[str]:
        """The turns as they are asked."""
        return [text_of(turn) for turn in self.turns] * self.times


def text_of(words: Words) -> str:
    """The words written out; they may hold halves of characters, as what a browser sends may."""
    if isinstance(words, str):
        return words
    return f"{words['before']}{words['repeated'] * words['times']}{words['after']}"


def load_inputs(path: Path = INPUTS) -> list[Hostile]:
    """Every input of a file, one JSON object a line."""
    return [Hostile(**line) for line in _lines(path)]


def write_documents(folder: Path, path: Path = DOCUMENTS) -> list[Path]:
    """The hostile documents as files in `folder`."""
    written = []
    for line in _lines(path):
        written.append(folder / line["name"])
        written[-1].write_text(text_of(line["text"]), "utf-8")
    return written


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
