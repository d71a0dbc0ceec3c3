"""One enterprise, talent or project written into a form, and what is answered afterwards, as a profile."""

import re
from collections.abc import Mapping
from typing import Any

from policies.errors import InvalidProfile
from policies.facts import FACTS, Fact, FactType, find_fact
from policies.model import Question
from policies.profile import Checked, in_a_form, read_profile, tell

_MARK = re.compile("[:：=]")


def fields(kind: str) -> list[Fact]:
    """The facts that a form asks subjects of a kind for; a condition that turns on another asks for it."""
    return [fact for fact in FACTS.values() if kind in fact.form]


def profile_of(kind: str, written: Mapping[str, Any], further: str = "") -> Checked:
    """The profile of a form: fields by key, and `further` facts a line; raises `InvalidProfile`.

    >>> profile_of("project", {"region": "宿州市"}, "总投资：3亿元\\n已取得土地").told
    {'kind': 'project', 'region': '宿州市', 'investment_wan': 30000, 'facts': {'已取得土地': True}}
    """
    told: dict[str, Any] = {"kind": kind}
    told |= {key: value for key, value in written.items() if value not in (None, "", [])}
    facts: dict[str, Any] = {}
    for line in filter(None, map(str.strip, further.splitlines())):
        name, *value = (part.strip() for part in _MARK.split(line, maxsplit=1))
        (told if find_fact(name) else facts)[name or line] = value[0] if value else _holds(name)
    return _read(told | ({"facts": facts} if facts else {}))


def answered(profile: Mapping[str, Any], question: Question, reply: str) -> dict[str, Any]:
    """A checked profile with the answer to a question; raises `InvalidProfile`.

    A bare number is in the unit that was asked for.
    """
    bare = question.unit and reply[-1:].isdigit()
    value = f"{reply}{question.unit}" if bare and question.about not in FACTS else reply
    checked = _read(tell(profile, question.about, {question.name: value} if question.name else value))
    facts = checked.told.get("facts", {})
    new = facts.keys() - profile.get("facts", {}).keys()
    if question.expects == "number" and any(isinstance(facts[name], str) for name in new):
        unit = f"（{question.unit}）" if question.unit else ""
        raise InvalidProfile(f"“{reply}”不是数字{unit}，请只写一个数字，例如 30。")
    if checked.fault:
        raise InvalidProfile(checked.fault)
    return checked.told


def _holds(name: str) -> bool:
    """That a name alone says yes; raises where it asks for more than that."""
    fact = find_fact(name)
    if fact and fact.fact.type != FactType.TRUTH:
        raise InvalidProfile(f"“{name}”后面没有写内容，请照“{name}：……”的样子写全。")
    return True


def _read(written: Mapping[str, Any]) -> Checked:
    try:
        return read_profile(written)
    except InvalidProfile as wrong:
        raise InvalidProfile(in_a_form(str(wrong))) from None
