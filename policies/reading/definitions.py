"""What a document means by its own terms (本办法所称港澳青年,是指…), so that clauses which use them inherit it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.model import Criterion
from policies.reading.conditions import find_conditions

_DEFINITION = re.compile(
    r"(?:(?:本[\u4e00-\u9fff]{1,8}?|前款|上述)?所[称指]的?)?[“\"]?(?P<term>[\u4e00-\u9fffA-Za-z]{2,16}?)[”\"]?"
    r"(?:[，,]\s{0,2})?(?:是指|系指|指的是)[：:]?(?P<body>[^。；;]{4,400})"
)
_NO_TERM = re.compile(r"^(?:其中|本|该|即|主要|一般|所称|是)+")


@dataclass(frozen=True, slots=True)
class Definition:
    """A term of a document and what one must meet to be called so; the criteria quote the definition."""

    term: str
    criteria: tuple[Criterion, ...]


def find_definitions(text: str, start: int = 0, end: int | None = None) -> tuple[Definition, ...]:
    """The definitions in `text[start:end]` that demand something countable or provable.

    >>> [d.term for d in find_definitions("本办法所称青年人才,是指年龄不超过45周岁的博士。")]
    ['青年人才']
    """
    return tuple(_definitions(text, start, len(text) if end is None else end))


def _definitions(text: str, start: int, end: int) -> Iterator[Definition]:
    for hit in _DEFINITION.finditer(text, start, end):
        term = _NO_TERM.sub("", hit["term"])
        if len(term) >= 2 and (criteria := tuple(find_conditions(text, *hit.span("body")))):
            yield Definition(term, criteria)


def inherited(text: str, start: int, end: int, definitions: Sequence[Definition]) -> Iterator[Criterion]:
    """The criteria of the terms that `text[start:end]` uses; a longer term hides the shorter one inside it."""
    words = text[start:end]
    for definition in sorted(definitions, key=lambda d: -len(d.term)):
        if definition.term in words:
            yield from definition.criteria
            words = words.replace(definition.term, "　" * len(definition.term))
