"""The words in which people tell facts of themselves, read from `told.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from assistant.everyday_numbers import FILL, PARTS
from policies.vocabulary.term_files import parse, pattern_of

FILE = Path(__file__).with_name("told.toml")

TERM, OTHER_TERM, NEUTRAL, BLANK = "\ue000", "\ue001", "\ue002", "·"
"""Stand in a clause for the term in question, for other terms, for places and trades, for what corrects."""

_JOIN = "(?:[、和及跟与兼 /]|[国省市]家?级|国家)*"
_WRITTEN: Mapping[str, str] = {
    "<S>": f"(?:(?<!{OTHER_TERM}){OTHER_TERM}+{_JOIN})*(?<!{TERM}){TERM}++(?:{_JOIN}{OTHER_TERM}++)*",
    "<Y>": (
        r"(?:(?P<year>(?:19|20)\d\d)年?|(?P<short>\d\d)(?:年|(?=届))|(?P<relative>大前年|前年|去年|今年))"
        r"(?:(?P<month>\d{1,2})月)?"
    ),
}


@dataclass(frozen=True)
class NumberWords:
    """How a number is told; `part` is its dimension, and one that must be `exact` is not taken when rough.

    What `follows` tells it only behind a clause that speaks of it (`after`).
    """

    part: str
    said: tuple[re.Pattern[str], ...]
    exact: bool
    after: re.Pattern[str] | None
    follows: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class TermWords:
    """What around a term tells that one holds it (`yes`), does not (`no`), awaits it, or speaks of others."""

    terms: frozenset[str]
    leave: frozenset[str]
    more: Mapping[str, str]
    rename: Mapping[str, str]
    spelled_not: frozenset[str]
    spelled: bool
    signs: Mapping[str, re.Pattern[str] | None]


@dataclass(frozen=True)
class ChoiceWords:
    """For each value of a choice the words that tell it."""

    said: Mapping[str, re.Pattern[str]]
    none: re.Pattern[str] | None
    excluded: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class TruthWords:
    """What tells yes, what no, and what is about others."""

    yes: re.Pattern[str]
    no: re.Pattern[str] | None
    excluded: re.Pattern[str] | None


@dataclass(frozen=True)
class DateWords:
    """How a day is told, or how long ago it was."""

    said: tuple[re.Pattern[str], ...]
    since: tuple[re.Pattern[str], ...]


@dataclass(frozen=True)
class ToldWords:
    """Every entry of the file, compiled."""

    moods: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    whose: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    kinds: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    numbers: Mapping[str, NumberWords] = field(default_factory=dict)
    terms: Mapping[str, TermWords] = field(default_factory=dict)
    choices: Mapping[str, ChoiceWords] = field(default_factory=dict)
    truths: Mapping[str, TruthWords] = field(default_factory=dict)
    facts: Mapping[str, TruthWords] = field(default_factory=dict)
    dates: Mapping[str, DateWords] = field(default_factory=dict)
    received: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    industry: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    place: Mapping[str, re.Pattern[str]] = field(default_factory=dict)


@cache
def told_words() -> ToldWords:
    """The entries of `told.toml`; raises `MalformedVocabulary` that names a bad one."""
    held = parse(FILE)
    return ToldWords(
        moods=_plain("mood", held),
        whose=_plain("whose", held),
        kinds=_plain("kind", held),
        numbers={key: _number(key, entry) for key, entry in held["number"].items()},
        terms={key: _term(key, entry) for key, entry in held["term"].items()},
        choices={key: _choice(key, entry) for key, entry in held["choice"].items()},
        truths={key: _truth(key, entry) for key, entry in held["truth"].items()},
        facts={key: _truth(key, entry) for key, entry in held["fact"].items()},
        dates={key: _date(key, entry) for key, entry in held["date"].items()},
        received={key: _compiled("received", held["received"][key]) for key in ("yes", "none")},
        industry={
            key: _any("industry", words) for key, words in held["industry"]["said"].items() if _is_words(key)
        },
        place={key: _compiled("place", words) for key, words in held["place"].items()},
    )


def _is_words(key: str) -> bool:
    return key not in ("examples", "counterexamples")


def _plain(section: str, held: Mapping[str, Any]) -> dict[str, re.Pattern[str]]:
    return {name: _any(name, entry["words"]) for name, entry in held[section].items()}


def _any(name: str, words: list[str]) -> re.Pattern[str]:
    return _compiled(name, "|".join(words))


def _compiled(name: str, words: str) -> re.Pattern[str]:
    return pattern_of(FILE, name, f"(?i){words}")


def _expanded(words: str, part: str = "") -> str:
    words = words.replace("~", FILL if part else FILL.replace("?P<fill>", "?:"))
    for sign, pattern in _WRITTEN.items():
        words = words.replace(sign, pattern)
    return words.replace("<N>", PARTS[part]) if part else words


def _number(key: str, entry: Mapping[str, Any]) -> NumberWords:
    part = entry["part"]
    said, follows = (
        tuple(_compiled(key, _expanded(words, part)) for words in entry.get(name, ()))
        for name in ("said", "follows")
    )
    after = _compiled(key, entry["after"]) if "after" in entry else None
    return NumberWords(part, said, entry.get("exact", False), after, follows)


def _term(key: str, entry: Mapping[str, Any]) -> TermWords:
    signs = ("not", "pending", "no", "yes", "carried_no", "carried_yes")
    return TermWords(
        terms=frozenset(entry.get("terms", ())),
        leave=frozenset(entry.get("leave", ())),
        more=entry.get("more", {}),
        rename=entry.get("rename", {}),
        spelled_not=frozenset(entry.get("spelled_not", ())),
        spelled=entry.get("spelled", False),
        signs={
            sign: _any(key, [_expanded(words) for words in entry[sign]]) if entry.get(sign) else None
            for sign in signs
        },
    )


def _choice(key: str, entry: Mapping[str, Any]) -> ChoiceWords:
    """A word may be any of those for a value; `shape` is what stands around it."""
    written = {value: f"(?:{'|'.join(words)})" for value, words in entry["said"].items()}
    return ChoiceWords(
        said={
            value: _compiled(key, _expanded(entry["shape"].replace("<W>", words)))
            for value, words in written.items()
        },
        none=_compiled(key, entry["none"]) if "none" in entry else None,
        excluded={
            value: _compiled(key, entry["not"].replace("<W>", words)) for value, words in written.items()
        },
    )


def _truth(key: str, entry: Mapping[str, Any]) -> TruthWords:
    return TruthWords(
        yes=_any(key, entry["yes"]),
        no=_any(key, entry["no"]) if entry.get("no") else None,
        excluded=_compiled(key, entry["not"]) if "not" in entry else None,
    )


def _date(key: str, entry: Mapping[str, Any]) -> DateWords:
    return DateWords(
        said=tuple(_compiled(key, _expanded(words)) for words in entry["said"]),
        since=tuple(_compiled(key, _expanded(words, "months")) for words in entry["since"]),
    )
