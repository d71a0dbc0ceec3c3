"""The registry of facts that a profile may state: keys, labels, headers, units, questions (`facts.toml`).

Forms, questions, table columns and conditions speak of the same facts by the same keys.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from policies.vocabulary.term_files import MalformedVocabulary, fold, parse

_FILE = Path(__file__).with_name("facts.toml")
_BRACKETED = re.compile(r"(.+?)\((?:单位[::]?)?([^()]+)\)")
_YEAR = re.compile(r"^(?:20\d\d年度?|上一?年度?|去年)")
_HINTS = ("是/否", "必填", "选填", "可选")
_SEPARATE = re.compile(r"[\s_*:：]+")


class FactType(StrEnum):
    """What a fact is told as."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    CHOICE = "choice"
    DATE = "date"
    PLACE = "place"
    LIST = "list"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the registry: what one of `words` is worth in it; `scaled` is worth of 280万 without one."""

    name: str
    most: float
    words: Mapping[str, Fraction]
    scaled: Fraction


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about an enterprise, a project or a talent; `unit` is empty where none applies.

    `choices` are the values there are, () where any is; `said` leads from other words to one of them, or to
    several where the words leave open which. `least` is the smallest number. `change` tells what those who
    are of the kinds `by` (all, where none is named) can do about it. Subjects of the kinds `form` are asked
    for it at once, others when a condition turns on it. `personal` facts are those that only persons have.
    """

    key: str
    label: str
    type: FactType
    unit: str = ""
    question: str = ""
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least: float = 0
    change: Literal["", "raise", "obtain", "choose"] = ""
    by: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """What a header or a label means: a fact, and the unit of its numbers where the header names one."""

    fact: Fact
    unit: str = ""


class _Registry(Mapping[str, Fact]):
    """The facts by key, read from the file when they are first asked for."""

    def __getitem__(self, key: str) -> Fact:
        return _facts()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(_facts())

    def __len__(self) -> int:
        return len(_facts())


FACTS: Mapping[str, Fact] = _Registry()


@lru_cache(2048)
def find_fact(header: str) -> Column | None:
    """The fact that a key, a label, an alias or a table's header names; None when it is none.

    >>> found = find_fact("2025年营业收入（亿元）")
    >>> found and (found.fact.key, found.unit)
    ('revenue_wan', '亿元')
    """
    name = _plain(header)
    for words in (name, _YEAR.sub("", name)):
        if key := _spellings().get(words):
            return Column(FACTS[key])
        bracketed = _BRACKETED.fullmatch(words)
        key = _spellings().get(bracketed[1]) if bracketed else None
        if bracketed and key and (bracketed[2] in _HINTS or _measures(FACTS[key], bracketed[2])):
            return Column(FACTS[key], "" if bracketed[2] in _HINTS else bracketed[2])
    return None


def nearest(header: str) -> Fact | None:
    """The fact that the writer of an unknown header may have meant."""
    near = get_close_matches(_plain(header), _spellings(), n=1, cutoff=0.5)
    return FACTS[_spellings()[near[0]]] if near else None


def meanings(key: str, told: Any) -> tuple[Any, ...]:
    """What a told choice may stand for: 本科及以上 for three degrees, a plain value for itself."""
    return FACTS[key].said.get(fold(str(told)), (told,)) if key in FACTS else (told,)


def unit_of(fact: Fact) -> Unit | None:
    """The unit in which a fact is counted."""
    return _units().get(fact.unit)


@cache
def fact_rules() -> dict[str, Any]:
    """Everything else in `facts.toml`: words for yes, no and nothing, contradictions, what can be changed."""
    return {name: table for name, table in parse(_FILE).items() if name not in ("fact", "unit")}


def _measures(fact: Fact, words: str) -> bool:
    unit = unit_of(fact)
    words_of = unit.words if unit else ()
    return any(words == f"{scale}{word}" for word in words_of for scale in _SCALES)


_SCALES = ("", "百", "千", "万", "十万", "百万", "千万", "亿", "万亿")


def _plain(header: str) -> str:
    return _SEPARATE.sub("", fold(header)) if not header.isascii() else fold(header).strip()


@cache
def _units() -> dict[str, Unit]:
    return {
        name: Unit(
            name,
            entry["most"],
            {fold(word): Fraction(worth) for word, worth in entry["words"].items()},
            Fraction(entry.get("scaled", "1")),
        )
        for name, entry in parse(_FILE)["unit"].items()
    }


@cache
def _facts() -> dict[str, Fact]:
    return {key: _fact(key, entry) for key, entry in parse(_FILE)["fact"].items()}


def _fact(key: str, entry: dict[str, Any]) -> Fact:
    unit, label = entry.get("unit", ""), entry["label"]
    if unit and unit not in _units():
        raise MalformedVocabulary(
            f"{_FILE.name} 条目“{key}”：未知的单位“{unit}”，可用：{'、'.join(_units())}"
        )
    said = {fold(words): _several(meant) for words, meant in entry.get("said", {}).items()}
    return Fact(
        key=key,
        label=label,
        type=FactType(entry["type"]),
        unit=unit,
        question=entry.get("question") or f"请问{label}是多少（{unit}）？",
        choices=tuple(entry.get("choices", ())),
        aliases=tuple(entry.get("aliases", ())),
        said=said,
        least=entry.get("least", 0),
        change=entry.get("change", ""),
        by=tuple(entry.get("by", ())),
        form=tuple(entry.get("form", ())),
        personal=entry.get("personal", False),
    )


def _several(meant: str | list[str]) -> tuple[str, ...]:
    return (meant,) if isinstance(meant, str) else tuple(meant)


@cache
def _spellings() -> dict[str, str]:
    """Folded key, label or alias → key; one spelling means one fact."""
    owner: dict[str, str] = {}
    for fact in FACTS.values():
        for words in (fact.key, fact.label, *fact.aliases):
            if owner.setdefault(_plain(words), fact.key) != fact.key:
                other = f"“{words}”已属于“{owner[_plain(words)]}”"
                raise MalformedVocabulary(f"{_FILE.name} 条目“{fact.key}”：{other}，一个写法只能属于一项")
    return owner
