"""The figures that size an award, put together: a rate with its ceiling, a series, words such as 免收."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from policies.reading.roles import Sized, entries, roles
from policies.reading.sieve import PartSieve

_SERIES_GAP = re.compile(
    r"(?:[/／][\u4e00-\u9fff]{1,3}){0,2}\s{0,2}(?:[、和及与或,，]|以及)\s{0,2}(?:每\w{1,2})?\s{0,2}"
)
_STOP = re.compile(r"[。；;]")
# Words between a figure and a ceiling that begin another benefit.
_NEW_BENEFIT = re.compile(
    r"(?:^|[。；;，,])\s*(?:对(?!应|其)|再|另|其中|鼓励)|[。；;]\s*(?:第|\S{0,4}[、.．)）])"
)
_BENEFIT = re.compile(r"奖|补贴|补助|资助|贴息|贷款|资金|支持")
_SECOND_GIFT = re.compile(rf"(?:{_BENEFIT.pattern})[^。；;]{{0,30}}?(?:给予|予以)")
_MOST = re.compile(r"最高|不超过")
_NEW_GIFT = re.compile(r"给予|予以|的[，,]")
_LONGEST_TITLE = 60
_LONGEST_GAP = 64
_LONGEST_AFTER_STOP = 30


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is paid, or words for one, at `text[start:end]`; `at` is where its number begins.

    Rates are per cent, sums and ceilings (`cap`) yuan. A `ceiling` is the most, a `floor` only the least.
    """

    start: int
    end: int
    at: int
    kind: Literal["rate", "sum", "cap"]
    low: Decimal
    high: Decimal
    ceiling: bool = False
    floor: bool = False
    per: tuple[str, ...] = ()
    worded: bool = False


Group = tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class WordedAmount:
    """Words that stand for a rate in per cent: 免收 100, 减半 50."""

    name: str
    pattern: re.Pattern[str]
    rate: Decimal
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@cache
def worded_amounts() -> tuple[WordedAmount, ...]:
    """The `worded` entries of awards.toml."""
    return tuple(
        WordedAmount(
            entry["name"],
            re.compile(entry["pattern"]),
            Decimal(entry["rate_pct"]),
            tuple(entry["examples"]),
            tuple(entry["counterexamples"]),
        )
        for entry in entries("worded")
    )


@PartSieve
def _worded() -> Iterator[tuple[re.Pattern[str], WordedAmount]]:
    return ((words.pattern, words) for words in worded_amounts())


def find_figures(text: str, start: int, end: int) -> list[Group]:
    """The figures paid in `text[start:end]`, in groups of those that size one award.

    >>> text = "按投资的10%补助,最高50万元;另奖励2万元"
    >>> [[text[f.start:f.end] for f in group] for group in find_figures(text, 0, len(text))]
    [['10%', '最高50万元'], ['2万元']]
    """
    groups: list[list[Figure]] = []
    for figure in sorted(_figures(text, start, end), key=lambda figure: figure.start):
        if groups and figure.start < groups[-1][-1].end:
            continue
        if groups and _belongs(text, groups[-1], figure):
            groups[-1].append(figure)
        else:
            groups.append([figure])
    return [tuple(group) for group in groups]


def _figures(text: str, start: int, end: int) -> Iterator[Figure]:
    for sized in roles(text, start, end):
        if sized.role in ("award", "cap"):
            yield _figure(sized, discount=text[sized.quantity.start : sized.quantity.end].endswith("折"))
    for words in _worded.candidates(text, start, end):
        for hit in words.pattern.finditer(text, start, end):
            if not in_title(text, hit.start()):
                numbered = hit[0][0].isdigit()
                most = numbered and bool(_MOST.search(text, max(start, hit.start() - 12), hit.start()))
                span, rate = hit.span(), words.rate
                yield Figure(*span, hit.start(), "rate", rate, rate, ceiling=most, worded=not numbered)


def in_title(text: str, at: int) -> bool:
    """Whether the place is inside 《》, in the title of a document."""
    left = max(0, at - _LONGEST_TITLE)
    return text.rfind("《", left, at) > text.rfind("》", left, at)


def _figure(sized: Sized, *, discount: bool) -> Figure:
    """What is paid; of a price (8折) it is the part that need not be."""
    q = sized.quantity
    ceiling = sized.role == "cap" or q.bound in ("<=", "<")
    kind: Literal["rate", "sum", "cap"] = "rate"
    if q.dimension == "money":
        kind = "cap" if ceiling else "sum"
    each = 100 if q.unit == "基点" else 1
    low, high = (100 - q.high, 100 - q.low) if discount else (q.low / each, q.high / each)
    return Figure(q.bound_start, q.bound_end, q.start, kind, low, high, ceiling, q.bound == ">=", q.per)


def _belongs(text: str, group: Sequence[Figure], figure: Figure) -> bool:
    last = group[-1]
    gap = text[last.end : min(figure.start, last.end + _LONGEST_GAP + 1)]
    kinds = {one.kind for one in group}
    if figure.worded or last.worded or len(gap) > _LONGEST_GAP:
        return False
    if figure.kind == last.kind:
        return kinds == {figure.kind} and figure.low != last.low and bool(_SERIES_GAP.fullmatch(gap))
    sentences = _STOP.split(gap)
    if _NEW_BENEFIT.search(gap) or (len(sentences) > 1 and len(sentences[-1]) > _LONGEST_AFTER_STOP):
        return False
    if figure.kind == "cap" and "cap" not in kinds:
        return not (_SECOND_GIFT if kinds == {"rate"} else _NEW_GIFT).search(gap)
    return kinds == {"cap"} and figure.kind == "rate" and len(sentences) == 1 and not _BENEFIT.search(gap)
