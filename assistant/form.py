"""One enterprise, talent or project written into a form, and what is answered afterwards, as a profile."""

import re
from collections.abc import Mapping
from typing import Any

from policies.facts import FACTS, Fact, find_fact
from policies.model import Question
from policies.profile import check_profile

_NAMED = re.compile(r"\s*([^:：=]+?)\s*[:：=]\s*(.+?)\s*")
_FREE = "fact:"


def fields(kind: str) -> list[Fact]:
    """The facts that a form asks subjects of a kind for; a condition that turns on another asks for it."""
    return [fact for fact in FACTS.values() if kind in fact.form]


def profile_of(kind: str, written: Mapping[str, Any], further: str = "") -> dict[str, Any]:
    """The checked profile of a form: fields by key, and `further` facts a line; raises `InvalidProfile`.

    >>> profile_of("project", {"region": "宿州市"}, "总投资：3亿元\\n已取得土地")
    {'kind': 'project', 'region': '宿州市', 'investment_wan': 30000, 'facts': {'已取得土地': True}}
    """
    told: dict[str, Any] = {"kind": kind}
    told |= {key: value for key, value in written.items() if value not in (None, "", [])}
    facts: dict[str, Any] = {}
    for line in filter(str.strip, further.splitlines()):
        named = _NAMED.fullmatch(line)
        name, value = (named[1], named[2]) if named else (line.strip(), True)
        (told if find_fact(name) else facts)[name] = value
    return check_profile(told | ({"facts": facts} if facts else {}))


def answered(profile: Mapping[str, Any], question: Question, reply: str) -> dict[str, Any]:
    """A checked profile with the answer to a question; raises `InvalidProfile`.

    A bare number is in the unit that was asked for.
    """
    bare = question.unit and reply[-1:].isdigit()
    value = f"{reply}{question.unit}" if bare and question.about not in FACTS else reply
    told: dict[str, Any] = {question.about: value}
    if question.name:
        told = {question.about: {**profile.get(question.about, {}), question.name: value}}
    elif question.about.startswith(_FREE):
        told = {"facts": {**profile.get("facts", {}), question.about.removeprefix(_FREE): value}}
    return check_profile({**profile, **told})
