"""What a language model reads out of the user's turns: facts and a query, each held against the user's words.

Rules read first; the model only adds what they left open, and nothing that the user did not say.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from assistant.figures import figures
from assistant.llm import LanguageModel
from assistant.told_readings import Reading
from assistant.understand import MAX_QUESTION, Understanding
from index.query import asked_regions
from policies.errors import InvalidProfile
from policies.facts import FACTS, Fact, FactType, find_fact
from policies.numbers import NUMERALS, number_of
from policies.profile import read_profile, tell
from policies.vocabulary.mentions import find_spoken_regions
from policies.vocabulary.regions import resolve
from policies.vocabulary.terms import find_terms, fold

_TURNS = 6
_MOST_FACTS = 30
_LONGEST_QUERY = 60
_NOTE = "由大模型读出"
_CLAUSE = re.compile(r"[^，,。；;！!？?\n]*[，,。；;！!？?\n]?")
_UNSURE = re.compile(
    "如果|假如|假设|要是|万一|打算|准备|计划|争取|想要|是不是|有没有|能不能|[吗嘛呢没不未无别非]|[?？]"
)
_NUMBER = re.compile(rf"\d+(?:\.\d+)?|[{NUMERALS}]+")
_TASK = (
    "任务：从“对话”里用户自己的话中读出他的情况，并把最后一句改写成适合检索政策条款的一句话。\n"
    '输出：{"facts": [{"key": "项目名称", "value": 值, "words": "原话片段"}], "query": "检索用的一句话"}\n'
    "只读用户明确说了的；没说的、假设的、问的、否定的都不写。words 必须是对话里一字不差的片段，数字照原话。\n"
    "query 只用政策里常用的词，不加用户没有提到的地名和数字。\n可用的项目名称："
)


class ReadFact(BaseModel):
    """A fact that the model claims to have read, with the words it stands in."""

    key: str = Field(max_length=40)
    value: Any
    words: str = Field(min_length=1, max_length=200)


class ReadTurns(BaseModel):
    """What the model makes of a conversation."""

    facts: list[ReadFact] = Field(default=[], max_length=_MOST_FACTS)
    query: str = Field("", max_length=1000)


def read_with(
    model: LanguageModel, asked: Understanding, turns: Sequence[str], on: date, seconds: float
) -> Understanding:
    """The same understanding with what the model read beside it; raises `ModelFailed`."""
    shown = [turn[:MAX_QUESTION] for turn in turns[-_TURNS:]]
    labels = "、".join(f"{fact.label}（{fact.unit}）" if fact.unit else fact.label for fact in FACTS.values())
    read = model.fill(_TASK + labels, {"对话": shown}, ReadTurns, seconds)
    readings = tuple(accepted(read.facts, turns, asked.profile, on))
    profile = asked.profile
    for one in readings:
        profile = tell(
            profile, one.about, {one.name: one.value} if one.key == "qualifications" else one.value
        )
    query = accepted_query(read.query, turns)
    return replace(
        asked,
        profile=read_profile(profile, on).told,
        told=asked.told and replace(asked.told, subject=_with(asked.told.subject, readings)),
        earlier=(*asked.earlier, query) if query else asked.earlier,
    )


def _with(subject: Any, readings: tuple[Reading, ...]) -> Any:
    return replace(subject, readings=(*subject.readings, *readings))


def accepted(
    facts: Iterable[ReadFact], turns: Sequence[str], known: Mapping[str, Any], on: date
) -> Iterator[Reading]:
    """Those of the facts that the user's own words state, and that are not known yet."""
    for fact in facts:
        place = next((n for n in range(len(turns) - 1, -1, -1) if fact.words in turns[n]), None)
        column = find_fact(fact.key)
        if place is None or column is None or _doubted(fact.words, turns[place]):
            continue
        for name, value in _checked(fact, column.fact, known, on):
            start = turns[place].index(fact.words)
            yield Reading(
                column.fact.key, name, value, fact.words, place, start, start + len(fact.words), _NOTE
            )


def _doubted(words: str, turn: str) -> bool:
    """Whether the clauses around the words deny, ask or suppose."""
    start = turn.index(words)
    touched = (c for c in _CLAUSE.finditer(turn) if c.start() < start + len(words) and c.end() > start)
    return any(_UNSURE.search(clause[0]) for clause in touched)


def _checked(fact: ReadFact, about: Fact, known: Mapping[str, Any], on: date) -> Iterator[tuple[str, Any]]:
    """Name and value where the registry takes it, the words say it, and nothing is known of it."""
    try:
        value = read_profile({about.key: fact.value}, on).told.get(about.key)
    except InvalidProfile:
        return
    held = known.get(about.key)
    if isinstance(value, Mapping):
        for name, told in value.items():
            if name not in (held or {}) and told is True and _names(name, about, fact.words):
                yield name, told
    elif value is not None and held is None and _says(value, about, fact.words):
        yield "", value


def _says(value: Any, about: Fact, words: str) -> bool:
    match about.type:
        case FactType.NUMBER:
            return _says_number(float(value), about, words)
        case FactType.DATE:
            return all(str(int(part)) in _NUMBER.findall(words) for part in str(value).split("-")[:2])
        case FactType.PLACE:
            named = [region for mention in find_spoken_regions(words) for region in mention.regions]
            return any(region in named for region in resolve(value))
        case FactType.LIST:
            return all(_names(str(one), about, words) for one in value)
        case FactType.TRUTH:
            return value is True and _names(about.label, about, words)
        case _:
            return _names(str(value), about, words)


def _says_number(value: float, about: Fact, words: str) -> bool:
    stated = {float(figure.value) for figure in figures(words)}
    stated |= {float(number_of(found)) for found in _NUMBER.findall(words)}
    scale = 10_000 if about.unit.startswith("万") else 1
    return value * scale in stated or (scale == 1 and value in stated)


def _names(name: str, about: Fact, words: str) -> bool:
    """Whether the words hold the name, a word for it, or a term that stands for the same."""
    if fold(name) in fold(words):
        return True
    if any(said in fold(words) and meant == (name,) for said, meant in about.said.items()):
        return True
    wanted = {(tag.type, tag.name) for tag in find_terms(name) if len(tag.text) == len(name)}
    return bool(wanted & {(tag.type, tag.name) for tag in find_terms(words)})


def accepted_query(query: str, turns: Sequence[str]) -> str:
    """The rewritten query, "" where it names a place or a figure that the user did not."""
    said = " ".join(turns)
    asked = {region for regions in asked_regions(said) for region in regions}
    places = {region for mention in find_spoken_regions(query) for region in mention.regions}
    told = figures(said)
    fits = len(query) <= _LONGEST_QUERY and "\n" not in query and places <= asked
    return query if fits and all(f.among(told, any_unit=True) for f in figures(query)) else ""
