"""Which words of a clause to quote: the sentence that says most about the question."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest

from assistant.figures import figures, striking
from index.lexical import bigrams
from index.query import Question, seeks_benefit
from index.rows import StoredClause
from index.scope import Places, Standing
from policies.documents.numbering import read_mark
from policies.documents.validity import limits_validity
from policies.documents.wrapping import in_one_line, lines_of
from policies.vocabulary.mentions import find_regions

_LONGEST_NUMBER = 6  # characters of a number before a heading (第十二条, 二是)
_SHORTEST = 6
_FULL = 0.8  # of the longest line
_NARROWEST = 24  # columns
_CONDITION = re.compile(r"的\s*[，,]?$|(?:对|凡|如|若)[^，,]*[，,]?$")
_CEILING = re.compile("最高|不超过|不高于|不得超|上限|最长|封顶|为限|限于|除外|不含|不包括|^但|^且|累计")
_BEARABLE = 160  # characters of a sentence that may be shown whole: what is cut may be a condition
_OPENING, _CLOSING = "（(“‘《〔[", "）)”’》〕]"
_CLOSED = "。；;！!？?：:”』」》）)…"
_SENTENCE = re.compile(r"[^。；;！!？?]+[。；;！!？?]?")
_MONEY = re.compile(r"\d+(?:\.\d+)?\s*(?:万|亿|千)?元|\d+(?:\.\d+)?\s*%|百分之")

_EARLIER = 0.1  # of their weight, that words of earlier turns count in the choice of a sentence
_WHO_DOES_IT = 1.0  # shared terms that a list of departments must have more
_TASKS = re.compile("责任单位|[牵责]头单位|单位负责")
_FIGURE = 3.0  # shared terms that a figure of the question is worth

Span = tuple[int, int]


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

    asked = _figures_of(sought)
    wanted = _wanted(sought)

    def worth(sentence: tuple[int, str]) -> tuple[bool, float, int]:
        at, said = sentence
        shared = sum(wanted.get(term, 0.0) for term in set(bigrams(in_one_line(said))))
        shared -= _WHO_DOES_IT if _TASKS.search(said) else 0.0
        shared += 0.5 if _MONEY.search(said) else 0.0
        shared += _FIGURE * len({one.value for one in figures(said)} & asked)
        return not _elsewhere(said, places), shared, -at

    at, said = max(sentences, key=worth)
    start = clause.clause.start + at
    return start, start + len(said)


def _wanted(sought: Question) -> Mapping[str, float]:
    """The terms by which a sentence is chosen: those of earlier turns count little."""
    own = {term for words, weight in sought.plain if weight == 1 for term in bigrams(words)}
    earlier = {term for words, weight in sought.plain if weight < 1 for term in bigrams(words)} - own
    return {term: weight * (_EARLIER if term in earlier else 1) for term, weight in sought.bigrams.items()}


def _figures_of(sought: Question) -> set[Decimal]:
    """The figures that the last turn asks about; who asks for a benefit tells mostly his own."""
    last = " ".join(words for words, weight in sought.plain if weight == 1)
    return set() if seeks_benefit(last) else {one.value for one in striking(last)}


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
    such parts stays whole.
    """
    if len(said) <= _BEARABLE:
        return said
    parts = list(_parts(said))
    runs = [
        (first, last)
        for first in range(len(parts))
        for last in range(first, len(parts))
        if first == last or parts[last][1] - parts[first][0] <= longest
    ]

    def worth(run: tuple[int, int]) -> tuple[bool, float, int]:
        words = said[parts[run[0]][0] : parts[run[1]][1]]
        shared = sum(sought.bigrams.get(term, 0.0) for term in set(bigrams(in_one_line(words))))
        return holding in words, shared + (0.5 if _MONEY.search(words) else 0.0), -len(words)

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


def _elsewhere(sentence: str, places: Places) -> bool:
    """Whether a sentence names places, all of them apart from those asked about."""
    named = [region.full_name for mention in find_regions(sentence) for region in mention.regions]
    return bool(named) and places.standing(named) is Standing.APART


def _only_heading(sentence: str, heading: str) -> bool:
    said, title = re.sub(r"\W", "", sentence), re.sub(r"\W", "", heading)
    return bool(title) and said.endswith(title) and len(said) - len(title) <= _LONGEST_NUMBER
