"""How a benefit is claimed: what excludes it, its window, papers, contacts, and the documents behind it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from policies.model import Quote
from policies.reading.sieve import Sieve
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


@cache
def _sieve() -> Sieve[Rule]:
    return Sieve((rule.pattern, rule) for rule in rules())


# Each clause is asked about one thing after the other.
@lru_cache(maxsize=2)
def _likely(text: str, start: int, end: int) -> Mapping[str, Sequence[Rule]]:
    """The rules that may find something in `text[start:end]`, by what they are about."""
    likely: dict[str, list[Rule]] = {}
    for rule in _sieve().candidates_in(text, start, end):
        likely.setdefault(rule.about, []).append(rule)
    return likely


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


def find_procedure(about: str, text: str, start: int = 0, end: int | None = None) -> tuple[Quote, ...]:
    """What `text[start:end]` says about exclusive, window, materials or contact; quotes do not overlap.

    >>> words = "首次认定的,奖励5万元。同一企业就高不重复享受。"
    >>> [quote.quote for quote in find_procedure("exclusive", words)]
    ['同一企业就高不重复享受']
    """
    until = len(text) if end is None else end
    likely = _likely(text, start, until).get(about)
    if not likely:
        return ()
    spans = sorted(span for rule in likely for span in rule.find(text, start, until))
    return tuple(Quote.of(text, left, right) for left, right in _apart(spans))


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
    likely = _likely(text, start, until).get("window", ())
    spans = (span for rule in likely for span in rule.find(text, start, until))
    if found := next(spans, None):
        return text[slice(*found)]
    known = references().words
    dated = known["dated_heading"].search(headings) and known["dated"].search(text, start, until)
    return dated[0].strip() if dated else None


def find_references(words: str) -> tuple[str, ...]:
    """Names of the documents and policies that hold details, in order, each once.

    >>> find_references("按《专项资金管理办法》执行,《原扶持办法》同时废止。")
    ('专项资金管理办法',)
    """
    found = [(title.start(), title[1]) for title in _TITLE.finditer(words) if _holds_details(words, title)]
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
