"""The words of the field as data, and the tagger that finds them with their offsets.

One TOML file a type. A line of it is one term: its official name, other official ways to write it
(`aliases`), what people call it (`everyday`), the wider term or terms above it (`parent`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from policies.vocabulary.term_files import (
    MalformedVocabulary,
    Term,
    Vocabulary,
    fold,
    parse,
    read_vocabulary,
    spellings_of,
)

__all__ = [
    "TYPES",
    "Expansion",
    "MalformedVocabulary",
    "Tag",
    "Term",
    "ancestors",
    "canonical",
    "everyday_words",
    "expand",
    "expansions",
    "find_folded",
    "find_in_part",
    "find_terms",
    "fold",
    "is_a",
    "names",
    "read_vocabulary",
    "spellings_of",
    "term",
    "vocabulary",
]

_HERE = Path(__file__).parent
_BLOCK = 32_768  # characters of a text that are searched at once
_Hit = tuple[int, int, int]  # index of a spelling, start, end


class Tag(NamedTuple):
    """`text[start:end] == text`: these words stand for the term `name` of a type."""

    start: int
    end: int
    text: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """An official word for what a question says in everyday words; `weight` is between 0 and 1."""

    start: int
    end: int
    everyday: str
    official: str
    weight: float


TYPES: Mapping[str, str] = MappingProxyType(
    {
        "industry": "industries.toml",
        "addressee": "addressees.toml",
        "department": "departments.toml",
        "qualification": "qualifications.toml",
        "person": "people.toml",
        "benefit": "benefits.toml",
    }
)


def find_terms(text: str, *types: str) -> list[Tag]:
    """Every term of the given types (all types when none is given) in a text, sorted by offset.

    Within one type the leftmost longest spelling wins; tags of different types may overlap.

    >>> [(tag.text, tag.name) for tag in find_terms("想做太阳能板", "industry")]
    [('太阳能板', '光伏')]
    """
    folded = fold(text)
    tags = [tag for type_ in types or TYPES for tag in _find(text, folded, type_)]
    return sorted(tags, key=lambda tag: (tag.start, -tag.end)) if len(types) != 1 else tags


def find_folded(folded: str, type: str) -> list[Tag]:
    """The terms of one type in words that are folded already."""
    return list(_find(folded, folded, type))


def find_in_part(folded: str, start: int, end: int, type: str) -> list[Tag]:
    """The terms of one type in `folded[start:end]`, with offsets in that part; quicker part by part."""
    words = folded[start:end]
    block, left = divmod(start, _BLOCK)
    right = left + end - start
    starts, found = _hits_in_block(folded, block, type)
    first, behind = bisect_left(starts, left), bisect_left(starts, right)
    held = found[first:behind]
    opened = first == 0 or found[first - 1][2] <= left
    closed = not held or held[-1][2] <= right
    if right > _BLOCK or not (opened and closed):
        return find_folded(words, type)
    return list(_tags(words, words, type, [(index, at - left, until - left) for index, at, until in held]))


def names(type: str) -> tuple[str, ...]:
    """The names of all terms of a type, in the order of the file."""
    return tuple(vocabulary(type).terms)


def term(type: str, name: str) -> Term:
    """The term called `name`, or one of whose spellings is `name`.

    Raises KeyError when the type holds no such term.
    """
    terms = vocabulary(type).terms
    return terms[name] if name in terms else terms[vocabulary(type).spellings[fold(name)]]


def ancestors(type: str, name: str) -> tuple[str, ...]:
    """The wider terms above a name, the nearest first; () for a top term or an unknown name."""
    terms = vocabulary(type).terms
    held = canonical(type, name)
    found = list(terms[held].parents) if held else []
    for above in found:
        found.extend(parent for parent in terms[above].parents if parent not in found)
    return tuple(found)


def is_a(type: str, child: str, parent: str) -> bool:
    """Whether `child` is `parent` or stands below it; either may be any spelling of a term."""
    one, other = canonical(type, child), canonical(type, parent)
    return one is not None and other is not None and (one == other or other in ancestors(type, one))


def canonical(type: str, spelling: str) -> str | None:
    """The name of the term that is spelled so, or None."""
    held = vocabulary(type)
    return spelling if spelling in held.terms else held.spellings.get(fold(spelling)) or None


def expand(query: str) -> list[str]:
    """Official words for the everyday words of a question, the surest first, without those it says itself."""
    found = sorted(expansions(query), key=lambda expansion: -expansion.weight)
    said = fold(query)
    return [word for word in dict.fromkeys(e.official for e in found) if fold(word) not in said]


def expansions(query: str) -> list[Expansion]:
    """Each everyday word of a question with the official words for it.

    The first official word of an entry weighs 1.0, each later one 0.1 less, down to 0.5.
    """
    official, automaton = _everyday()
    found = automaton.find_matches_as_indexes(fold(query))
    return [
        Expansion(start, end, query[start:end], word, max(0.5, 1 - rank / 10))
        for index, start, end in found
        for rank, word in enumerate(official[index])
    ]


@cache
def vocabulary(type: str) -> Vocabulary:
    """The terms of a type, read once. Raises MalformedVocabulary for a bad file or an unknown type."""
    if type not in TYPES:
        raise MalformedVocabulary(f"词表:未知的类型“{type}”,可用:{'、'.join(TYPES)}")
    return read_vocabulary(_HERE / TYPES[type], type)


@cache
def _automaton(type: str) -> tuple[list[str], AhoCorasick]:
    return _build(vocabulary(type).spellings)


def _build(spellings: Mapping[str, object]) -> tuple[list[str], AhoCorasick]:
    patterns = list(spellings)
    automaton = AhoCorasick(
        patterns, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA
    )
    return patterns, automaton


def _find(text: str, folded: str, type: str) -> Iterator[Tag]:
    return _tags(text, folded, type, _automaton(type)[1].find_matches_as_indexes(folded))


@lru_cache(maxsize=8)
def _hits_in_block(folded: str, block: int, type: str) -> tuple[list[int], list[_Hit]]:
    """Where spellings begin in a block of a text, and which they are."""
    words = folded[block * _BLOCK : (block + 1) * _BLOCK]
    found = _automaton(type)[1].find_matches_as_indexes(words)
    return [start for _, start, _ in found], found


def _tags(text: str, folded: str, type: str, hits: Iterable[_Hit]) -> Iterator[Tag]:
    held = vocabulary(type)
    patterns = _automaton(type)[0]
    for index, start, end in hits:
        name = held.spellings[patterns[index]]
        cut = folded[start].isascii() or folded[end - 1].isascii()
        if name and not (cut and _inside_latin_word(folded, start, end)):
            yield Tag(start, end, text[start:end], type, name)


def _inside_latin_word(folded: str, start: int, end: int) -> bool:
    """Whether a Latin abbreviation is only a part of a longer word (ai in mail)."""
    return bool(_LATIN_PAIR.match(folded, max(start - 1, 0)) and start) or bool(
        _LATIN_PAIR.match(folded, end - 1)
    )


_LATIN_PAIR = re.compile("[a-z0-9]{2}")


# Addressees are left out: 企业 or 人才 stand in nearly every clause and would only add noise to a search.
_TOPICS = ("industry", "qualification", "person", "benefit")


@cache
def _everyday() -> tuple[list[tuple[str, ...]], AhoCorasick]:
    """The official words of each everyday spelling, from everyday.toml and the `everyday` words of the types,
    and what finds the spellings by their place.
    """
    official = dict(everyday_words())
    for entry in (entry for type_ in _TOPICS for entry in vocabulary(type_).terms.values()):
        for word in entry.everyday if entry.name != "other" else ():
            official[fold(word)] = (*official.get(fold(word), ()), *_official_words(entry))
    return list(official.values()), _build(official)[1]


def _official_words(entry: Term) -> tuple[str, ...]:
    # A label such as 用能与要素成本 sums up what no policy calls by one name: its parts are worth more.
    return entry.aliases[:3] if "与" in entry.label else (entry.label,)


@cache
def everyday_words() -> Mapping[str, tuple[str, ...]]:
    """The entries of everyday.toml: folded everyday word → official words, the best first."""
    path = _HERE / "everyday.toml"
    words: dict[str, tuple[str, ...]] = {}
    for word, official in parse(path).get("word", {}).items():
        if not isinstance(official, list) or not all(isinstance(item, str) and item for item in official):
            raise MalformedVocabulary(f"{path.name} 条目“{word}”:应为官方用语的列表,现为 {official!r}")
        words[fold(word)] = tuple(official)
    return MappingProxyType(words)
