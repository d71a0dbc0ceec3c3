"""The words of the field as data, and the tagger that finds them with their offsets.

One TOML file a type. A line of it is one term: its official name, other official ways to write it
(`aliases`), what people call it (`everyday`), the wider term or terms above it (`parent`).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from policies.errors import PolicyMatchError

_HERE = Path(__file__).parent


class MalformedVocabulary(PolicyMatchError):  # noqa: N818  (the tree names errors by what is wrong)
    """A data file of the vocabulary breaks its own rules; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Tag:
    """`text[start:end] == text`: these words stand for the term `name` of a type."""

    start: int
    end: int
    text: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the field.

    `name` is the official term or, for addressees and benefits, the contract's word, with the Chinese term in
    `label`. `handles` says in keywords what a department is responsible for.
    """

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expansion:
    """An official word for what a question says in everyday words; `weight` is between 0 and 1."""

    start: int
    end: int
    everyday: str
    official: str
    weight: float


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one type. `spellings` leads from a folded spelling to the name; "" means: no term."""

    type: str
    terms: Mapping[str, Term]
    spellings: Mapping[str, str]


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

    >>> [(tag.text, tag.name) for tag in find_terms("太阳能板厂", "industry")]
    [('太阳能板', '光伏')]
    """
    folded = fold(text)
    tags = [tag for type_ in types or TYPES for tag in _find(text, folded, type_)]
    return sorted(tags, key=lambda tag: (tag.start, -tag.end)) if len(types) != 1 else tags


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
    spellings = list(official)
    found = automaton.find_matches_as_indexes(fold(query))
    return [
        Expansion(start, end, query[start:end], word, max(0.5, 1 - rank / 10))
        for index, start, end in found
        for rank, word in enumerate(official[spellings[index]])
    ]


_FOLD = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
_FOLD |= {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
_FOLD |= dict(zip(map(ord, "\u3000“”„‟「」『』•・"), ' """"""""··', strict=True))


def fold(text: str) -> str:
    """Half-width, lower-case form of the same length: offsets hold (NFKC would break them)."""
    return text.translate(_FOLD)


@cache
def vocabulary(type: str) -> Vocabulary:
    """The terms of a type, read once. Raises MalformedVocabulary for a bad file or an unknown type."""
    if type not in TYPES:
        raise MalformedVocabulary(f"词表:未知的类型“{type}”,可用:{'、'.join(TYPES)}")
    return read_vocabulary(_HERE / TYPES[type], type)


def read_vocabulary(path: Path, type: str) -> Vocabulary:
    """Read and check one file of terms."""
    data = _parse(path)
    if not isinstance(data.get("source"), str):
        raise MalformedVocabulary(f"{path.name} 第1行:缺少来源 source,请写明词条出自何处")
    terms = {name: _term(path, name, entry) for name, entry in data.get("term", {}).items()}
    for entry in terms.values():
        _check_parents(path, entry, terms)
    return Vocabulary(type, terms, _spellings(path, terms, data.get("not_terms", [])))


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise MalformedVocabulary(f"{path.name}:不是有效的 TOML({error}),请检查引号和括号") from error


_KEYS = ("label", "aliases", "everyday", "parent", "handles")


def _term(path: Path, name: str, entry: Any) -> Term:
    if not isinstance(entry, dict):
        raise MalformedVocabulary(
            f"{path.name} 条目“{name}”:应为 {{键 = 值}} 的形式,可用的键:{'、'.join(_KEYS)}"
        )
    for key, value in entry.items():
        _check_key(path, name, key, value)
    lists = {key: tuple(entry.get(key, ())) for key in ("aliases", "everyday", "handles")}
    parent = entry.get("parent", ())
    parents = (parent,) if isinstance(parent, str) else tuple(parent)
    return Term(name=name, label=entry.get("label", name), parents=parents, **lists)


def _check_key(path: Path, name: str, key: str, value: Any) -> None:
    if key not in _KEYS:
        raise MalformedVocabulary(f"{path.name} 条目“{name}”:未知的键“{key}”,可用:{'、'.join(_KEYS)}")
    text = isinstance(value, str) and value != "" and key in ("label", "parent")
    texts = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    if not (text or (texts and key != "label")):
        wanted = "一个字符串" if key == "label" else "字符串列表"
        raise MalformedVocabulary(f"{path.name} 条目“{name}”:“{key}”应为{wanted},现为 {value!r}")


def _check_parents(path: Path, entry: Term, terms: Mapping[str, Term]) -> None:
    above = list(entry.parents)
    for parent in above:
        if parent not in terms:
            near = get_close_matches(parent, terms, n=5, cutoff=0.3) or list(terms)[:5]
            raise MalformedVocabulary(
                f"{path.name} 条目“{entry.name}”:上级“{parent}”不存在,可用:{'、'.join(near)}…"
            )
        if parent == entry.name:
            raise MalformedVocabulary(f"{path.name} 条目“{entry.name}”:上级绕回了自身,请改为更大的类别")
        above.extend(wider for wider in terms[parent].parents if wider not in above)


def _spellings(path: Path, terms: Mapping[str, Term], not_terms: list[str]) -> dict[str, str]:
    owner: dict[str, str] = {fold(words): "" for words in not_terms}
    for entry in terms.values():
        for words in spellings_of(entry):
            folded = fold(words)
            if owner.setdefault(folded, entry.name) != entry.name:
                other = owner[folded] or "not_terms"
                raise MalformedVocabulary(
                    f"{path.name} 条目“{entry.name}”:“{words}”已属于“{other}”,一个写法只能属于一个条目"
                )
    return owner


def spellings_of(entry: Term) -> tuple[str, ...]:
    """Every way a term is written; a name in English is the contract's word, not a spelling."""
    named = () if entry.name.isascii() and entry.label != entry.name else (entry.name,)
    return (*named, entry.label, *entry.aliases, *entry.everyday)


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
    held = vocabulary(type)
    patterns, automaton = _automaton(type)
    for index, start, end in automaton.find_matches_as_indexes(folded):
        name = held.spellings[patterns[index]]
        if name and not _inside_latin_word(folded, start, end):
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
def _everyday() -> tuple[dict[str, tuple[str, ...]], AhoCorasick]:
    """Everyday spelling → official words, from everyday.toml and the `everyday` words of the types."""
    official = dict(everyday_words())
    for entry in (entry for type_ in _TOPICS for entry in vocabulary(type_).terms.values()):
        for word in entry.everyday if entry.name != "other" else ():
            official[fold(word)] = (*official.get(fold(word), ()), *_official_words(entry))
    return official, _build(official)[1]


def _official_words(entry: Term) -> tuple[str, ...]:
    # A label such as 用能与要素成本 sums up what no policy calls by one name: its parts are worth more.
    return entry.aliases[:3] if "与" in entry.label else (entry.label,)


@cache
def everyday_words() -> Mapping[str, tuple[str, ...]]:
    """The entries of everyday.toml: folded everyday word → official words, the best first."""
    path = _HERE / "everyday.toml"
    words: dict[str, tuple[str, ...]] = {}
    for word, official in _parse(path).get("word", {}).items():
        if not isinstance(official, list) or not all(isinstance(item, str) and item for item in official):
            raise MalformedVocabulary(f"{path.name} 条目“{word}”:应为官方用语的列表,现为 {official!r}")
        words[fold(word)] = tuple(official)
    return MappingProxyType(words)
