"""How a profile is checked at the border: lenient in what is written, strict in what is kept.

A key that is absent is not told; nothing here supplies a default.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.errors import InvalidProfile
from policies.facts import FACTS, Column, Fact, FactType, fact_rules, find_fact, nearest
from policies.values import is_blank, is_empty, read_value
from policies.vocabulary.regions import resolve

__all__ = ["FACTS", "Checked", "check_profile", "in_a_form", "read_profile", "tell"]

_KEYS = re.compile(r"^画像中|（[a-z_]+）")
_GOES_ON = re.compile(r"，(?:两项都)?先按没有说明处理")


@dataclass(frozen=True, slots=True)
class Checked:
    """A profile as understood, by key, with a Chinese sentence for each item set aside or doubtful."""

    told: dict[str, Any]
    aside: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Everything to be told to the one who wrote the profile."""
        return (*self.aside, *self.doubtful)

    @property
    def fault(self) -> str:
        """Why a row or an answer is refused, where nothing may be set aside; "" where nothing was."""
        return _GOES_ON.sub("", in_a_form(self.aside[0])) if self.aside else ""


def in_a_form(sentence: str) -> str:
    """A sentence about a profile for those who filled in a form or a table, and never saw a key."""
    return _KEYS.sub("", sentence)


def check_profile(raw: Mapping[str, Any], on: date | None = None) -> dict[str, Any]:
    """The profile as told, without empty values; see `read_profile`."""
    return read_profile(raw, on).told


def tell(told: Mapping[str, Any], about: str, value: Any) -> dict[str, Any]:
    """A checked profile with one thing more: `about` a key or `fact:<name>`; names of an object are added.

    >>> tell({"qualifications": {"规上企业": True}}, "qualifications", {"高新技术企业": True})
    {'qualifications': {'规上企业': True, '高新技术企业': True}}
    """
    if about.startswith("fact:"):
        return tell(told, "facts", {about.removeprefix("fact:"): value})
    return {**told, about: {**told.get(about, {}), **value} if isinstance(value, Mapping) else value}


def read_profile(raw: Mapping[str, Any], on: date | None = None) -> Checked:
    """The profile by the keys of the registry, from keys or Chinese labels with values as people write them.

    What cannot be a value is refused: raises `InvalidProfile` naming item, problem and remedy. A word that is
    none of the choices, and items that contradict each other or the day `on`, are set aside with a warning.
    """
    told: dict[str, Any] = {}
    aside: list[str] = []
    for written, value in raw.items():
        column = find_fact(written) if isinstance(written, str) else None
        if column is None:
            raise InvalidProfile(f"画像中没有“{_shown(written)}”这一项，{_nearest(written)}，请改正后重试。")
        if is_blank(value):
            continue
        try:
            read = _read(column, value)
        except LookupError as choices:
            aside.append(f"{_item(column.fact, value)}不认识，先按没有说明处理，可以写：{choices.args[0]}。")
            continue
        if is_empty(column.fact, read):
            continue
        if told.setdefault(column.fact.key, read) != read:
            raise InvalidProfile(f"画像中“{column.fact.label}”写了两次而且不一样，请只留一个。")
    against = dict(_contradictions(told, on))
    kept = {key: value for key, value in told.items() if not any(key in keys for keys in against)}
    return Checked(kept, (*aside, *against.values()), tuple(_unknown_places(kept)))


def _read(column: Column, value: Any) -> Any:
    try:
        return read_value(column.fact, value, column.unit)
    except ValueError as wanted:
        raise InvalidProfile(
            f"{_item(column.fact, value)}应当是{_shown(wanted, 400)}，请改正后重试。"
        ) from None


def _item(fact: Fact, value: Any) -> str:
    return f"画像中“{fact.label}”（{fact.key}）的值“{_shown(value)}”"


def _nearest(written: Any) -> str:
    near = nearest(str(written)[:40])
    if near:
        return f"最接近的是“{near.key}”（{near.label}）"
    return f"可用的有{'、'.join(fact.label for fact in list(FACTS.values())[:8])}等"


def _shown(value: Any, most: int = 40) -> str:
    """What was written, short and on one line."""
    return "".join(letter if letter.isprintable() else " " for letter in str(value)[:most])


def _unknown_places(told: Mapping[str, Any]) -> Iterator[str]:
    for key, place in told.items():
        if FACTS[key].type == FactType.PLACE and not resolve(place):
            said = f"画像中“{FACTS[key].label}”的“{_shown(place)}”不是已知的地名"
            yield f"{said}，请写全省、市、区县。"


def _contradictions(told: Mapping[str, Any], on: date | None) -> Iterator[tuple[tuple[str, ...], str]]:
    """The keys that contradict each other or the day, and what to tell of them."""
    for rule in fact_rules()["contradiction"]:
        more, than = FACTS[rule["more"]], FACTS[rule["than"]]
        if more.key in told and than.key in told and told[more.key] > told[than.key]:
            first, second = (f"“{one.label}”（{told[one.key]}{one.unit}）" for one in (more, than))
            said = f"{first}比{second}还多"
            yield (more.key, than.key), f"画像中{said}，两项都先按没有说明处理，请核对。"
    founded = told.get("founded_on")
    if on and founded and founded > on.isoformat():
        yield ("founded_on",), f"画像中“成立日期”（{founded}）在{on}之后，先按没有说明处理，请核对。"
