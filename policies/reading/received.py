"""Rules about benefits received before: who has had one of these is left out."""

import re
from collections.abc import Iterator

from policies.model import Criterion
from policies.reading.patterns import guarded

_NEVER_RECEIVED = guarded("never_received")
_NOT_BOTH = guarded("not_both")
_RECEIVED_BEFORE = guarded("received_before")
_MARK = re.compile(r"[，,。；;：:\n)）．]|(?<=\d)[.、]|且|并|同时|[对凡又但]")
_REACH = 40  # characters before the words in which their phrase begins
_NAMES = re.compile(r"[、和及与或]|以及|或者")
_WRAPPING = re.compile(r"^[（(]含|[）)]$|等$|^(?:过|了|的)")


def find_never_received(text: str, start: int, end: int) -> Iterator[Criterion]:
    """未享受过X: a condition wherever it stands; the quote begins with its phrase."""
    for hit in _NEVER_RECEIVED.finditer(text, start, end):
        marks = list(_MARK.finditer(text, max(start, hit.start() - _REACH), hit.start()))
        left = marks[-1].end() if marks else max(start, hit.start() - _REACH)
        yield _not_received(text, left, hit.end(), hit["what"], *_names(hit["more"] or ""))


def find_received_before(text: str, start: int, end: int) -> Iterator[Criterion]:
    """已享受X的,不再享受本条; 与X不可重复享受: a rule for the whole clause."""
    for hit in _NOT_BOTH.finditer(text, start, end):
        yield _not_received(text, *hit.span(), re.sub("给予的?", "", hit["what"]))
    for hit in _RECEIVED_BEFORE.finditer(text, start, end):
        yield _not_received(text, *hit.span(), *_names(hit["what"]))


def _not_received(text: str, left: int, right: int, *names: str) -> Criterion:
    words = text[left:right]
    left += len(words) - len(words.lstrip())
    told = tuple(dict.fromkeys(re.sub(r"\s", "", name) for name in names if name))
    return Criterion.of(text, left, right, about="received", op="not_in", value=told)


def _names(words: str) -> Iterator[str]:
    for name in _NAMES.split(_WRAPPING.sub("", words)):
        yield _WRAPPING.sub("", name.strip())
