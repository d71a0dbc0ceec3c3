"""Small documents, a reader and an encoder that need nothing but themselves, for tests of the library."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt

from policies.errors import UnreadableDocument
from policies.model import (
    Amount,
    Annotation,
    Award,
    Clause,
    ClauseKind,
    DocumentInfo,
    Policy,
    ReadClause,
    SourceText,
)


def policy_of(text: str, title: str = "青港市人才新政") -> Policy:
    """A policy whose first line is the title and every other line a clause; 万元 in a line is an award."""
    clauses, start = [], 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        end = start + len(line.rstrip("\n"))
        clauses.append(_clause(text, number, start, end))
        start += len(line)
    source = SourceText(text=text, sha256="", media_type="text/plain", pages=(0,))
    return Policy(source=source, info=DocumentInfo(title=title, region="青港市"), clauses=tuple(clauses))


def _clause(text: str, number: int, start: int, end: int) -> ReadClause:
    words = text[start:end]
    clause = Clause(
        id=f"c{number}", locator=f"第{number}行", heading=words[:4], path=("顶",), start=start, end=end
    )
    at = text.find("万元", start, end)
    amount = Amount(value_yuan=Decimal("1E+5"))
    awards = (
        (Award.of(text, at - 2, at + 2, what="补贴", kind="subsidy", amount=amount),)
        if at > start + 1
        else ()
    )
    kind = ClauseKind.TITLE if not number else ClauseKind.INCENTIVE if awards else ClauseKind.GOAL
    return ReadClause(clause=clause, annotation=Annotation(kind=kind, awards=awards))


def read_lines(data: bytes, name: str) -> Policy:
    """Reads UTF-8 text; refuses what is not, and fails on 崩溃 as a reader with a fault would."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise UnreadableDocument(f"文件“{name}”不是文本,请换一份。") from broken
    if "崩溃" in text:
        raise ValueError(text)
    return policy_of(text, title=text.split("\n", 1)[0][:40] or name)


@dataclass(frozen=True)
class BigramEncoder:
    """Counts of character pairs, hashed; near texts get near vectors."""

    dimensions: int = 64
    fingerprint: str = "bigrams"
    name: str = "bigrams"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for pair in pairwise(text):
                row[crc32("".join(pair).encode()) % self.dimensions] += 1
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), np.float32)


def sample_text(number: int, lines: int = 6) -> str:
    """A document of its own: each line names the document and the line, so that each can be searched for."""
    body = "".join(
        f"第{line}条 对编号{number:04d}甲{line}的企业给予{number % 90 + 10}万元奖励,由第{number}科室兑现。\n"
        for line in range(1, lines)
    )
    return f"第{number}号扶持办法\n{body}"
