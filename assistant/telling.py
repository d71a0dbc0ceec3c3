"""The sentences of a clause, and of a very long one the parts that say most about the question."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from index.lexical import bigrams
from index.query import Question
from index.rows import StoredClause
from policies.documents.numbering import read_mark
from policies.documents.validity import limits_validity
from policies.documents.wrapping import in_one_line, lines_of

_SHORTEST = 6
_FULL = 0.8  # of the longest line
_NARROWEST = 24  # columns
_CONDITION = re.compile(r"的\s*[，,]?$|(?:对|凡|如|若)[^，,]*[，,]?$")
_CEILING = re.compile("最高|不超过|不高于|不得超|上限|最长|封顶|为限|限于|除外|不含|不包括|^但|^且|累计")
_ENOUGH = 1 / 3  # of the characters allowed; fewer tell too little to be understood
_BEARABLE = 200  # characters of a sentence that may be shown whole: what is cut may be a condition
_OPENING, _CLOSING = "（(“‘《〔[", "）)”’》〕]"
_CLOSED = "。；;！!？?：:”』」》）)…"
_SENTENCE = re.compile(r"[^。；;！!？?]+[。；;！!？?]?")
_MONEY = re.compile(r"\d+(?:\.\d+)?\s*(?:万|亿|千)?元|\d+(?:\.\d+)?\s*%|百分之")

Span = tuple[int, int]


def term_of(clause: StoredClause) -> Span | None:
    """Offsets of the sentence of a clause that says for how long its document holds."""
    for at, said in sentences_of(clause.quote):
        if limits_validity(said):
            return clause.clause.start + at, clause.clause.start + at + len(said)
    return None


def sentence_around(clause: StoredClause, start: int, end: int) -> Span:
    """Offsets in the document of the sentences of a clause that hold its words from `start` to `end`."""
    held = [
        (at, at + len(said)) for at, said in sentences_of(clause.quote) if at < end and start < at + len(said)
    ]
    first, last = (held[0][0], held[-1][1]) if held else (start, end)
    return clause.clause.start + min(first, start), clause.clause.start + max(last, end)


def decisive(said: str, sought: Question, longest: int, holding: str = "") -> str:
    """Of a very long sentence, the parts in a row that share most with the question, `longest` characters.

    They hold the words `holding` where they can. Parts end at commas outside brackets; a sentence without
    such parts stays whole, and so do several sentences: they were chosen to be short enough.
    """
    if len(said) <= _BEARABLE or sum(1 for _ in sentences_of(said)) > 1:
        return said
    parts = list(_parts(said))
    runs = [
        (first, last)
        for first in range(len(parts))
        for last in range(first, len(parts))
        if first == last or parts[last][1] - parts[first][0] <= longest
    ]

    def worth(run: tuple[int, int]) -> tuple[bool, bool, float, int]:
        words = said[parts[run[0]][0] : parts[run[1]][1]]
        enough = len(words) >= _ENOUGH * longest
        shared = sum(sought.bigrams.get(term, 0.0) for term in set(bigrams(in_one_line(words))))
        return holding in words, enough, shared + (0.5 if _MONEY.search(words) else 0.0), -len(words)

    first, last = _with_limits(said, parts, *max(runs, key=worth))
    return said[parts[first][0] : parts[last][1]].rstrip("，, ")


def _with_limits(said: str, parts: Sequence[Span], first: int, last: int) -> Span:
    """The run with the conditions right before it and the ceilings right after, which make it no promise."""
    while first and _CONDITION.search(said[slice(*parts[first - 1])]):
        first -= 1
    while last + 1 < len(parts) and _CEILING.search(said[slice(*parts[last + 1])]):
        last += 1
    return first, last


def _parts(said: str) -> Iterator[Span]:
    """Spans from comma to comma, brackets and quotation marks left whole."""
    start = depth = 0
    for at, char in enumerate(said):
        depth += (char in _OPENING) - (char in _CLOSING)
        if char in "，," and depth <= 0:
            yield start, at + 1
            start = at + 1
    if start < len(said):
        yield start, len(said)


def sentences_of(words: str) -> Iterator[tuple[int, str]]:
    """The sentences with their offsets; one goes on where only the margin of a page cut its line."""
    for start, end in _paragraphs(words):
        for found in _SENTENCE.finditer(words, start, end):
            said = found[0].strip()
            if len(said) >= _SHORTEST:
                yield found.start() + found[0].index(said), said


def _paragraphs(words: str) -> Iterator[tuple[int, int]]:
    """Spans of lines put together: a line as long as the longest that ends amid a sentence was cut.

    Few lines do not show where their margin was, so this is surer of less than the reading of a document.
    """
    lines = list(lines_of(words))
    full = max((_FULL * line.width for line in lines), default=0.0)
    start = 0
    for line, after in zip_longest(lines, lines[1:]):
        cut = line.width >= max(full, _NARROWEST) and words[line.end - 1] not in _CLOSED
        if after is None or not cut or read_mark(words[after.start : after.end]):
            yield start, line.end
            start = line.end
