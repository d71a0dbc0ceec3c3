"""What is written after a question of the assistant (请问职工人数是多少（人）？30人), as facts."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from policies.errors import InvalidProfile
from policies.facts import FACTS, FactType
from policies.matching.questions import FREE, NUMBER, RULED, STANDING
from policies.profile import check_profile
from policies.values import truth_of
from policies.vocabulary.regions import resolve

_EDGES = " \u3000\n，。,.；;！!：:"
_ANSWER = re.compile(r"(?<=？)\s*答[:：]\s*")  # how the page begins an answer
_OPENING = re.compile(r"^(?:有|是|为)(?=[\d一二三四五六七八九十百千万两])")


def read_reply(turn: str) -> dict[str, Any]:
    """The facts that a turn tells by answering a question it begins with; {} where it is no such answer.

    >>> read_reply("请问是否已认定为高新技术企业？是的。")
    {'qualifications': {'高新技术企业': True}}
    """
    turn = _ANSWER.sub("", turn, count=1)
    for told in (*_to_registry(turn), *_to_wording(turn)):
        try:
            return check_profile(told)
        except InvalidProfile:
            return {}
    return {}


def _to_registry(turn: str) -> Iterator[dict[str, Any]]:
    """An answer to a question of the registry, which may be one part of a longer question."""
    for fact in FACTS.values():
        _, asked, answer = turn.partition(fact.question)
        words = _OPENING.sub("", answer.strip(_EDGES))
        unknown_place = fact.type == FactType.PLACE and not resolve(words)
        if asked and words and not unknown_place:
            yield {fact.key: words}


def _to_wording(turn: str) -> Iterator[dict[str, Any]]:
    for key, pattern in _patterns().items():
        if not (found := pattern.fullmatch(turn.strip(_EDGES))):
            continue
        name, answer = found[1].rstrip("…"), found[found.re.groups].strip(_EDGES)
        if key == "number":
            yield {"facts": {name: f"{_OPENING.sub('', answer)}{_unit(found[2], answer)}"}}
        elif (said := truth_of(answer)) is not None:
            yield {"qualifications" if key == "standing" else "facts": {name: said}}


def _unit(bracketed: str, answer: str) -> str:
    """The unit that was asked for, where the answer is a bare number."""
    return bracketed.strip("（）") if answer[-1:].isdigit() else ""


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    templates = {"standing": STANDING, "free": FREE, "ruled": RULED, "number": NUMBER}
    return {
        key: re.compile(re.escape(template).replace(r"\{\}", "(.{0,80}?)") + "(.{1,40})", re.DOTALL)
        for key, template in templates.items()
    }
