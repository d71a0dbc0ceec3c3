"""Levels in a row (三星级、四星级、五星级): each has its own award, the lowest is the condition."""

import re
from collections.abc import Iterator

from policies.model import Criterion
from policies.numbers import number_of
from policies.reading.sieve import Guarded
from policies.vocabulary.term_files import folded

_ONE = "[1-5一二三四五]"
_UNIT = "(?:星级?|[Aa]级?)"
_LEVELS = Guarded(
    lambda: re.compile(
        rf"(?:国家级?)?(?:(?P<low>{_ONE}){_UNIT}?(?:[、,，及和至到~—-]+{_ONE}{_UNIT}?)*[、,，及和至到~—-]+{_ONE}(?P<unit>{_UNIT})"
        rf"|(?P<least>{_ONE})(?P<kind>{_UNIT})(?:[(（]含[)）])?(?:及|或)?以上)"
    )
)
GRADES = ("星", "A")
"""The units of levels."""

_BEFORE = re.compile(r"[^，,。；;：:、对的\n]{0,16}$")
_BEHIND = re.compile(
    r"的?(?!(?:按|给|奖|分别|可|，|,))[\u4e00-\u9fff]{2,12}?(?=[，,。；;、的\n]|分别|给予|按|$)"
)


def find_levels(text: str, start: int, end: int) -> Iterator[Criterion]:
    """The rows of levels in `text[start:end]`, each as the least that is asked, in text order.

    >>> [(c.about, c.op, c.value, c.unit) for c in find_levels("对新评定为3A、4A、5A级的旅游景区", 0, 19)]
    [('fact:新评定旅游景区A级', '>=', 3, 'A')]
    """
    if not _LEVELS.may_match(text, start, end):
        return
    words = folded(text)
    for hit in _LEVELS.pattern.finditer(words, start, end):
        low, unit = hit["low"] or hit["least"], (hit["unit"] or hit["kind"])[0].upper()
        before = _BEFORE.search(words[start : hit.start()])
        behind = _BEHIND.match(words, hit.end(), end)
        left = start + before.start() if before else hit.start()
        right = behind.end() if behind else hit.end()
        what = re.sub(r"为$|于$", "", words[left : hit.start()]) + (
            behind[0].removeprefix("的") if behind else ""
        )
        about = f"fact:{''.join(what.split())}{unit}级"
        least = int(number_of(low))
        yield Criterion.of(text, left, right, about=about, op=">=", value=least, unit=unit)
