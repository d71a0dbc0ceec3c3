"""What people say in a question and what it tells: the ways of speaking of `phrases.toml`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policies.vocabulary.term_files import parse, pattern_of

_PHRASES = Path(__file__).with_name("phrases.toml")


@dataclass(frozen=True)
class Phrase:
    """A way of speaking: the words that give it away, with examples of it and of what it is not."""

    words: re.Pattern[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@cache
def phrases() -> Mapping[str, Phrase]:
    """The ways of speaking, by name."""
    held = parse(_PHRASES)
    return {
        name: Phrase(
            pattern_of(_PHRASES, name, "(?i)" + "|".join(entry["words"])),
            tuple(entry["examples"]),
            tuple(entry["counterexamples"]),
        )
        for name, entry in held.items()
    }


def says(name: str, turn: str) -> bool:
    """Whether a turn speaks in this way."""
    return bool(phrases()[name].words.search(turn))
