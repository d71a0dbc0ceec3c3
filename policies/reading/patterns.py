"""The wordings of conditions as data: `conditions.toml`, each with examples that are tests."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from policies.reading.sieve import Guarded
from policies.vocabulary.term_files import parse, pattern_of

_GROUP = re.compile(r"\(\?P<[^>]+>")
_FILE = Path(__file__).with_name("conditions.toml")


@dataclass(frozen=True)
class Wording:
    """A regular expression with words that it finds (`examples`) and that it must not (`others`)."""

    name: str
    words: re.Pattern[str]
    examples: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """Words that state a condition on one fact of a profile: `about` `op` `value`."""

    about: str
    op: str
    value: Any
    words: re.Pattern[str]
    examples: tuple[str, ...]


@cache
def wordings() -> dict[str, Wording]:
    """All wordings by name."""
    parts = _data().get("part", {})
    return {name: _wording(name, held, parts) for name, held in _data()["wording"].items()}


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The regular expression of a wording. Raises KeyError for an unknown name."""
    return wordings()[name].words


def either(*names: str) -> re.Pattern[str]:
    """The wordings as one regular expression, which matches where any of them does; groups have no names."""
    return re.compile("|".join(f"(?:{_GROUP.sub('(?:', pattern(name).pattern)})" for name in names))


@cache
def guarded(name: str) -> Guarded:
    """The regular expression of a wording that is rarely found; made when a module is loaded."""
    return Guarded(lambda: pattern(name))


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order of the file; of those on one fact, the first whose words are found decides."""
    return tuple(_rule(held) for held in _data()["rule"])


@cache
def _data() -> dict[str, Any]:
    return parse(_FILE)


def _wording(name: str, held: dict[str, Any], parts: dict[str, str]) -> Wording:
    words = held["words"]
    for part, spelled in parts.items():
        words = words.replace(f"<<{part}>>", spelled)
    return Wording(
        name, pattern_of(_FILE, name, words), tuple(held["examples"]), tuple(held.get("others", ()))
    )


def _rule(held: dict[str, Any]) -> Rule:
    value = tuple(held["value"]) if isinstance(held["value"], list) else held["value"]
    return Rule(
        held["about"],
        held.get("op", "is"),
        value,
        pattern_of(_FILE, held["about"], held["words"]),
        tuple(held["examples"]),
    )
