"""Which words of a clause to quote: the sentence that says most about the question."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from index.lexical import bigrams
from index.query import Question
from index.rows import StoredClause
from index.scope import Places, Standing
from policies.documents.numbering import read_mark
from policies.documents.wrapping import in_one_line, lines_of
from policies.vocabulary.mentions import find_regions

_LONGEST_NUMBER = 6  # characters of a number before a heading (第十二条, 二是)
_SHORTEST = 6
_FULL = 0.8  # of the longest line
_NARROWEST = 24  # columns
_CLOSED = "。；;！!？?：:”』」》）)…"
_SENTENCE = re.compile(r"[^。；;！!？?]+[。；;！!？?]?")
_MONEY = re.compile(r"\d+(?:\.\d+)?\s*(?:万|亿|千)?元|\d+(?:\.\d+)?\s*%|百分之")


def telling(clause: StoredClause, sought: Question) -> tuple[int, int]:
    """Offsets of the sentence that shares most with the question; the first of equals.

    A sentence about another part of the place comes last. The heading at the front of a clause says nothing,
    so it is quoted only where nothing follows it.
    """
    places = Places(sought.regions)
    sentences = list(sentences_of(clause.quote))
    sentences = [one for one in sentences if not _only_heading(one[1], clause.clause.heading)] or sentences
    if not sentences:
        return clause.clause.start, clause.clause.end

    def worth(sentence: tuple[int, str]) -> tuple[bool, float, int]:
        at, said = sentence
        shared = sum(sought.bigrams.get(term, 0.0) for term in set(bigrams(in_one_line(said))))
        shared += 0.5 if _MONEY.search(said) else 0.0
        return not _elsewhere(said, places), shared, -at

    at, said = max(sentences, key=worth)
    start = clause.clause.start + at
    return start, start + len(said)


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


def _elsewhere(sentence: str, places: Places) -> bool:
    """Whether a sentence names places, all of them apart from those asked about."""
    named = [region.full_name for mention in find_regions(sentence) for region in mention.regions]
    return bool(named) and places.standing(named) is Standing.APART


def _only_heading(sentence: str, heading: str) -> bool:
    said, title = re.sub(r"\W", "", sentence), re.sub(r"\W", "", heading)
    return bool(title) and said.endswith(title) and len(said) - len(title) <= _LONGEST_NUMBER
