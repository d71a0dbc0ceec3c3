"""Whom a provision is for: the ones it speaks to or gives to, not everyone it mentions.

A mention counts by how it stands: as the one that something is given to (对……企业给予), as the subject of a
heading, plainly, as part of a compound (企业诉求), or as a place or helper (依托高校, 入驻孵化器).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policies.reading.sieve import Sieve
from policies.vocabulary.term_files import parse, pattern_of
from policies.vocabulary.terms import Tag, find_folded, fold

_FILE = Path(__file__).with_name("addressees.toml")
_BEFORE, _AFTER = 40, 40
_BREAK = re.compile(r"[。；;，,：:！!？?\n]")


@dataclass(frozen=True)
class Standing:
    """How a mention may stand: `before` ends at it, `after` begins behind it, `of` limits it to some."""

    weight: float
    before: re.Pattern[str]
    after: re.Pattern[str]
    of: str | None = None


@dataclass(frozen=True)
class Implied:
    """Whom a provision is also for when it is for `of` (`nobody`: for nobody named) and says `words`."""

    names: tuple[str, ...]
    of: str
    words: re.Pattern[str]
    example: str


@dataclass(frozen=True)
class Rules:
    """The content of addressees.toml; `needed` is the weight from which an addressee is meant."""

    standings: tuple[Standing, ...]
    implied: tuple[Implied, ...]
    needed: dict[str, float]
    heading: float


@cache
def rules() -> Rules:
    """The rules of addressees.toml, read once."""
    held = parse(_FILE)
    return Rules(
        tuple(
            Standing(
                s["weight"],
                pattern_of(_FILE, s["name"], f"(?:{s['before']})$"),
                pattern_of(_FILE, s["name"], s["after"]),
                s.get("of"),
            )
            for s in held["standing"]
        ),
        tuple(
            Implied(tuple(i["names"]), i["of"], pattern_of(_FILE, i["of"], i["words"]), i["example"])
            for i in held["implied"]
        ),
        held["needed"],
        held["heading"],
    )


@Sieve
def _implied() -> Iterator[tuple[re.Pattern[str], Implied]]:
    return ((rule.words, rule) for rule in rules().implied)


def addressees_of(words: str, heading: str = "") -> tuple[str, ...]:
    """The contract's words for those whom a provision is for, the surest first.

    `heading` is the provision's own heading or the one above it.

    >>> addressees_of("对入驻孵化器的科技企业给予租金补贴。")
    ('enterprise',)
    """
    words, heading = fold(words), fold(heading)
    return _with_implied(_named(words, heading), f"{heading}。{words}")


def names_addressees(words: str, heading: str = "") -> bool:
    """Whether a provision tells whom it is for, rather than only that someone is given to."""
    words, heading = fold(words), fold(heading)
    said = f"{heading}。{words}"
    told = (rule for rule in _implied.candidates(said) if rule.of == "anyone")
    return bool(_named(words, heading)) or any(rule.words.search(said) for rule in told)


def addressees_listed(words: str) -> tuple[str, ...]:
    """Those in a list of addressees (服务对象): everyone it names.

    >>> addressees_listed("本市企业、科研院所和创业团队")
    ('enterprise', 'institution', 'talent_team', 'talent')
    """
    words = fold(words)
    named = (tag.name for tag in find_folded(words, "addressee") if _weight(words, tag) > 0.5)
    meant = list(dict.fromkeys(named))
    meant = [name for name in meant if name != "project" or len(meant) == 1]
    return _with_implied(meant, words) if meant else ()


def _named(words: str, heading: str) -> list[str]:
    weighed = _weighed(words)
    for tag in find_folded(heading, "addressee"):
        weighed[tag.name] = weighed.get(tag.name, 0) + rules().heading * (_weight(heading, tag) > 0.5)
    needed = rules().needed
    meant = [name for name, weight in weighed.items() if weight >= needed.get(name, needed["other"])]
    return sorted(meant, key=lambda name: -weighed[name])


def _weighed(words: str) -> dict[str, float]:
    weighed: dict[str, float] = {}
    for tag in find_folded(words, "addressee"):
        weighed[tag.name] = weighed.get(tag.name, 0) + _weight(words, tag)
    return weighed


def _weight(words: str, tag: Tag) -> float:
    backward = words[max(0, tag.start - _BEFORE) : tag.start][::-1]
    stop = _BREAK.search(backward)
    before = backward[: stop.start() if stop else None][::-1]
    after = words[tag.end : tag.end + _AFTER]
    for standing in _standings(tag.name):
        if standing.after.match(after) and standing.before.search(before):
            return standing.weight
    return 1.0


@cache
def _standings(name: str) -> tuple[Standing, ...]:
    return tuple(standing for standing in rules().standings if standing.of in (None, name))


def _with_implied(meant: list[str], words: str) -> tuple[str, ...]:
    found = dict.fromkeys(meant)
    for rule in _implied.candidates(words):
        fits = rule.of in found or rule.of == "anyone" or (rule.of == "nobody" and not found)
        if fits and rule.words.search(words):
            found |= dict.fromkeys(rule.names)
    return tuple(found)
