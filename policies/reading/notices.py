"""What a document gives whose title or name alone says so.

A notice of application (关于组织申报……的通知) tells who may apply, how and until when; an item of a service
guide tells when it is accepted. Where no provision gives anything, the one that says who may apply stands
for what the title names.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from policies.model import Clause, ClauseKind, OutlineRole
from policies.reading.kinds import Placed, asks, in_place, kind_of, known

_LINE = re.compile(r"\s*([^:：\s,，.。、；;(（]{2,24})[:：](.*)", re.DOTALL)
_TEXT = (OutlineRole.BODY, OutlineRole.ISSUER_LINE)


def kinds_of(text: str, clauses: Sequence[Clause]) -> list[ClauseKind]:
    """The kind of every clause of a text, which may hold several documents, each under its title."""
    placed = tuple(in_place(clauses))
    kinds = [kind_of(one, text) for one in placed]
    for start, end in pairwise((*_documents(clauses), len(clauses))):
        for k in _standing_for_title(text, placed, kinds, range(start, end)):
            kinds[k] = ClauseKind.INCENTIVE
    return kinds


def _documents(clauses: Sequence[Clause]) -> Iterator[int]:
    yield 0
    yield from (k for k, clause in enumerate(clauses) if k and clause.role == OutlineRole.TITLE)


def _standing_for_title(
    text: str, placed: Sequence[Placed], kinds: Sequence[ClauseKind], document: range
) -> list[int]:
    """The provisions that stand for what a title names: those named like a benefit, else the first."""
    demands = list(_demands(text, placed, document))
    elsewhere = any(kinds[k].claimable for k in document if k not in demands)
    if not demands or elsewhere or not _names_benefit(text, placed, document):
        return []
    named = [k for k in demands if known()["benefit"].knows(placed[k].clause.heading)]
    return named or ([] if any(kinds[k].claimable for k in demands) else demands[:1])


def _demands(text: str, placed: Sequence[Placed], document: range) -> Iterator[int]:
    """The provisions that say who may apply: under such headings, or in such a line of a service item."""
    below = False
    for k in document:
        clause = placed[k].clause
        if clause.role not in _TEXT:
            continue
        key, rest = _line(text[clause.start : clause.end])
        ours = asks(key)
        if key or clause.role == OutlineRole.ISSUER_LINE:
            below = ours and not rest
        elif below or asks(placed[k].headings):
            yield k
        if ours and rest:
            yield k


def _line(words: str) -> tuple[str, str]:
    """The key and the rest of a line of a service item (受理条件:……); both "" for other words."""
    line = _LINE.fullmatch(words)
    return (line[1], line[2].strip()) if line else ("", "")


def _names_benefit(text: str, placed: Sequence[Placed], document: range) -> bool:
    """Whether the title, or the line of a service item that names it, names something given."""
    for k in document:
        clause = placed[k].clause
        words = text[clause.start : clause.end]
        key, rest = _line(words)
        if known()["item_name"].knows(key) and known()["title"].knows(rest):
            return True
        if clause.role == OutlineRole.TITLE and known()["title"].knows(words):
            return True
    return False
