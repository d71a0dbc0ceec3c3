"""What is encouraged, as the condition of what is given for it: 鼓励企业建设平台。单个项目最高补助10万元。"""

import re
from collections.abc import Iterator

from policies.model import Criterion
from policies.reading.conditions import find_conditions
from policies.reading.offers import is_heading
from policies.reading.patterns import pattern
from policies.reading.profile_conditions import served_by

_NUMBERED = re.compile(r"\s*[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]")
_SENTENCE = re.compile(r"[^。；;]+[。；;]?")


def urged(text: str, start: int, end: int) -> Iterator[Criterion]:
    """The deeds that the last sentences of `text[start:end]` encourage.

    Any of them is enough: what is encouraged is a choice, and how far it must go is not said.
    """
    deeds: list[tuple[int, int]] = []
    for sentence in _SENTENCE.finditer(text, start, end):
        told = pattern("urged").match(text, *sentence.span())
        heading = _NUMBERED.match(sentence[0]) and is_heading(sentence[0])
        served = any(served_by(text, *sentence.span()))
        if told and not heading and not served:
            deeds.append(told.span("deed"))
        elif sentence[0].strip():
            deeds = []
    found = [one for deed in deeds for one in find_conditions(text, *deed)]
    free = [one for one in found if one.about.startswith("fact:") and one.group is None]
    label = f"urged{free[0].start}" if len(free) > 1 else None
    yield from (one.model_copy(update={"group": label}) for one in free)
