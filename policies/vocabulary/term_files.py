"""One TOML file of terms: its form, its checks, and what a mistake in it is told like.

    source = "where the words come from"
    not_terms = ["words that hold a term by chance"]
    [term]
    "光伏" = {parent = "新能源", aliases = ["光伏制造"], everyday = ["太阳能板"]}

A key of a term is one of label, aliases, everyday and parent (a name or a list of names).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from policies.errors import PolicyMatchError


class MalformedVocabulary(PolicyMatchError):
    """A data file of the vocabulary breaks its own rules; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Term:
    """One term of the field.

    `name` is the official term or, for addressees and benefits, the contract's word, with the Chinese term in
    `label`.
    """

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    everyday: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one type. `spellings` leads from a folded spelling to the name; "" means: no term."""

    type: str
    terms: Mapping[str, Term]
    spellings: Mapping[str, str]


_FOLD = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
_FOLD |= {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
_FOLD |= dict(zip(map(ord, "\u3000“”„‟「」『』•・"), ' """"""""··', strict=True))

_OFTEN = [(mark, _FOLD[ord(mark)]) for mark in "，；：（）"]  # sooner replaced than found one by one
_TO_FOLD = re.compile(f"[{re.escape(''.join(map(chr, _FOLD)))}]")  # three times as fast as str.translate


def fold(text: str) -> str:
    """Half-width, lower-case form of the same length: offsets hold (NFKC would break them)."""
    if text.isascii():
        return text.lower()
    for wide, narrow in _OFTEN:
        text = text.replace(wide, narrow)
    return _TO_FOLD.sub(lambda found: _FOLD[ord(found[0])], text)


@lru_cache(maxsize=4)
def folded(text: str) -> str:
    """The same for a whole document, kept while its parts are asked for one after the other."""
    return fold(text)


def read_vocabulary(path: Path, type: str) -> Vocabulary:
    """Read and check one file of terms."""
    data = parse(path)
    if not isinstance(data.get("source"), str):
        raise MalformedVocabulary(f"{path.name} 第1行：缺少来源 source，请写明词条出自何处")
    terms = {name: _term(path, name, entry) for name, entry in data.get("term", {}).items()}
    for entry in terms.values():
        _check_parents(path, entry, terms)
    return Vocabulary(type, terms, _spellings(path, terms, data.get("not_terms", [])))


def parse(path: Path) -> dict[str, Any]:
    """The content of a TOML data file; raises MalformedVocabulary that names it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise MalformedVocabulary(f"{path.name}：不是有效的 TOML（{error}），请检查引号和括号") from error


def pattern_of(path: Path, entry: str, words: str) -> re.Pattern[str]:
    """The regular expression of an entry of a data file; raises MalformedVocabulary that names both."""
    try:
        return re.compile(words)
    except re.error as error:
        place = f"{path.name} 条目“{entry}”：写法第{(error.pos or 0) + 1}个字处有误"
        raise MalformedVocabulary(f"{place}（{error.msg}），请检查括号是否成对") from error


_KEYS = ("label", "aliases", "everyday", "parent")


def _term(path: Path, name: str, entry: Any) -> Term:
    if not isinstance(entry, dict):
        raise MalformedVocabulary(
            f"{path.name} 条目“{name}”：应为 {{键 = 值}} 的形式，可用的键：{'、'.join(_KEYS)}"
        )
    for key, value in entry.items():
        _check_key(path, name, key, value)
    lists = {key: tuple(entry.get(key, ())) for key in ("aliases", "everyday")}
    parent = entry.get("parent", ())
    parents = (parent,) if isinstance(parent, str) else tuple(parent)
    return Term(name=name, label=entry.get("label", name), parents=parents, **lists)


def _check_key(path: Path, name: str, key: str, value: Any) -> None:
    if key not in _KEYS:
        raise MalformedVocabulary(f"{path.name} 条目“{name}”：未知的键“{key}”，可用：{'、'.join(_KEYS)}")
    text = isinstance(value, str) and value != "" and key in ("label", "parent")
    texts = isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    if not (text or (texts and key != "label")):
        wanted = "一个字符串" if key == "label" else "字符串列表"
        raise MalformedVocabulary(f"{path.name} 条目“{name}”：“{key}”应为{wanted}，现为 {value!r}")


def _check_parents(path: Path, entry: Term, terms: Mapping[str, Term]) -> None:
    above = list(entry.parents)
    for parent in above:
        if parent not in terms:
            near = get_close_matches(parent, terms, n=5, cutoff=0.3) or list(terms)[:5]
            raise MalformedVocabulary(
                f"{path.name} 条目“{entry.name}”：上级“{parent}”不存在，可用：{'、'.join(near)}…"
            )
        if parent == entry.name:
            raise MalformedVocabulary(f"{path.name} 条目“{entry.name}”：上级绕回了自身，请改为更大的类别")
        above.extend(wider for wider in terms[parent].parents if wider not in above)


def _spellings(path: Path, terms: Mapping[str, Term], not_terms: list[str]) -> dict[str, str]:
    owner: dict[str, str] = {fold(words): "" for words in not_terms}
    for entry in terms.values():
        for words in spellings_of(entry):
            folded = fold(words)
            if owner.setdefault(folded, entry.name) != entry.name:
                other = owner[folded] or "not_terms"
                raise MalformedVocabulary(
                    f"{path.name} 条目“{entry.name}”：“{words}”已属于“{other}”，一个写法只能属于一个条目"
                )
    return owner


def spellings_of(entry: Term) -> tuple[str, ...]:
    """Every way a term is written; a name in English is the contract's word, not a spelling."""
    named = () if entry.name.isascii() and entry.label != entry.name else (entry.name,)
    return (*named, entry.label, *entry.aliases, *entry.everyday)
