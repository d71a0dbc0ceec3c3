"""How a benefit is claimed: what excludes it, its window, papers, contacts, and the documents behind it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from policies.model import Quote
from policies.reading.sieve import Guarded, PartSieve
from policies.vocabulary.term_files import parse, pattern_of

_FILE = Path(__file__).with_name("procedure.toml")
_TITLE = re.compile(r"《([^《》]{4,80})》")
# Notes and further titles behind a title.
_BEHIND = re.compile(r"^(?:\s*[(（][^()（）]{0,120}[)）]|\s*[、和及与]?\s*《[^《》]{2,80}》)+")
_AROUND = 24  # characters beside a title within which a word can tell what it is named for
_SENTENCE_MARKS = re.compile(r"[。；;！!？?\n]")
_PHRASE_MARKS = re.compile(r"[。；;！!？?\n，,]")


@dataclass(frozen=True)
class Rule:
    """Deciding words; what is quoted goes on to the next mark, at most `before` and `after` characters."""

    about: str
    pattern: re.Pattern[str]
    marks: re.Pattern[str]
    before: int
    after: int
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    def find(self, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The spans to be quoted; they may overlap."""
        for hit in self.pattern.finditer(text, start, end):
            left = _reach(text, hit.start(), max(start, hit.start() - self.before), self.marks)
            right = _reach(text, hit.end(), min(end, hit.end() + self.after), self.marks)
            words = text[left:right]
            yield left + len(words) - len(words.lstrip()), left + len(words.rstrip())


@dataclass(frozen=True)
class References:
    """What tells that a document holds the details of a provision; the words are explained in the file."""

    words: dict[str, re.Pattern[str]]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


def _reach(text: str, here: int, limit: int, marks: re.Pattern[str]) -> int:
    """The furthest place from `here` to `limit` with no mark in between."""
    if limit < here:
        mark = marks.search(text[limit:here][::-1])
        return here - mark.start() if mark else limit
    mark = marks.search(text, here, limit)
    return mark.start() if mark else limit


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of procedure.toml."""
    return tuple(
        Rule(
            entry["about"],
            pattern_of(_FILE, entry["about"], entry["pattern"]),
            _PHRASE_MARKS if entry["phrase"] else _SENTENCE_MARKS,
            entry["before"],
            entry["after"],
            tuple(entry["examples"]),
            tuple(entry["counterexamples"]),
        )
        for entry in _held()["rule"]
    )


@PartSieve
def _sieve() -> Iterator[tuple[re.Pattern[str], Rule]]:
    return ((rule.pattern, rule) for rule in rules())


@cache
def references() -> References:
    """The words of procedure.toml that stand beside a document referred to."""
    held = _held()["references"]
    lists = {"examples", "counterexamples"}
    words = {name: pattern_of(_FILE, "references", held[name]) for name in held.keys() - lists}
    return References(words, tuple(held["examples"]), tuple(held["counterexamples"]))


@cache
def _held() -> dict[str, Any]:
    return parse(_FILE)


@Guarded
def _untitled() -> re.Pattern[str]:
    return references().words["untitled"]


def find_procedure(text: str, start: int = 0, end: int | None = None) -> dict[str, tuple[Quote, ...]]:
    """What `text[start:end]` says, by what it is about: exclusive, materials, contact, deferred.

    Quotes about one thing do not overlap; what nothing is said about is left out.

    >>> words = "首次认定的,奖励5万元。同一企业就高不重复享受。"
    >>> [quote.quote for quote in find_procedure(words)["exclusive"]]
    ['同一企业就高不重复享受']
    """
    until = len(text) if end is None else end
    spans: dict[str, list[tuple[int, int]]] = {}
    for rule in _sieve.candidates(text, start, until):
        if rule.about != "window" and (found := list(rule.find(text, start, until))):
            spans.setdefault(rule.about, []).extend(found)
    return {
        about: tuple(Quote.of(text, left, right) for left, right in _apart(sorted(found)))
        for about, found in spans.items()
    }


def _apart(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans, each cut off where the next one begins, so that none is told twice."""
    for (left, right), (after, _) in pairwise([*dict.fromkeys(spans), (_END, _END)]):
        if left < min(right, after):
            yield left, min(right, after)


_END = 1 << 60
_COMMA = re.compile("[，,。；;]")


def find_window(text: str, start: int = 0, end: int | None = None, headings: str = "") -> str | None:
    """When a benefit is applied for, else until when it is given; the first rule of the file decides.

    Under `headings` such as 申报时间 (one a line) a date says it alone.

    >>> find_window("政策期限至2026年12月31日,申报单位于每年3月31日前提交申请。")
    '申报单位于每年3月31日前提交申请'
    """
    until = len(text) if end is None else end
    for rule in _sieve.candidates(text, start, until):
        if rule.about == "window" and (found := next(rule.find(text, start, until), None)):
            return text[slice(*found)]
    dated = _is_dated(headings) and references().words["dated"].search(text, start, until)
    return dated[0].strip() if dated else None


@lru_cache(maxsize=64)
def _is_dated(headings: str) -> bool:
    return references().words["dated_heading"].search(headings) is not None


def find_references(text: str, start: int = 0, end: int | None = None) -> tuple[str, ...]:
    """Names of the documents and policies that hold details in `text[start:end]`, in order, each once.

    >>> find_references("按《专项资金管理办法》执行,《原扶持办法》同时废止。")
    ('专项资金管理办法',)
    """
    until = len(text) if end is None else end
    untitled = _untitled.may_match(text, start, until)
    if not untitled and text.find("《", start, until) < 0:
        return ()
    words = text[start:until]
    found = [(title.start(), title[1]) for title in _TITLE.finditer(words) if _holds_details(words, title)]
    if untitled:
        found += [(hit.start(), hit["name"]) for hit in references().words["untitled"].finditer(words)]
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def find_basis(words: str) -> tuple[str, ...]:
    """Titles of the documents under which a notice calls for applications, in order, each once.

    >>> find_basis("根据《人才公寓管理办法》有关规定,现受理公寓申请。")
    ('人才公寓管理办法',)
    """
    sentences = references().words["basis"].finditer(words)
    return tuple(dict.fromkeys(title[1] for said in sentences for title in _TITLE.finditer(said[0])))


def _holds_details(words: str, title: re.Match[str]) -> bool:
    if references().words["paper"].search(title[1]):
        return False
    before = _TITLE.sub("", words[max(0, title.start() - _AROUND * 4) : title.start()])[-_AROUND:]
    after = _BEHIND.sub("", words[title.end() : title.end() + _AROUND * 8])[: _AROUND * 2]
    known = references().words
    return bool(
        known["before"].search(_COMMA.split(before)[-1]) or known["after"].search(_COMMA.split(after)[0])
    )
