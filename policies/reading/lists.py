"""Lists of conditions behind 符合以下条件:, of which all must hold or one is enough."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import StrEnum
from math import prod

from policies.model import Criterion
from policies.reading.alternatives import ANY_BELOW, Group, groups_of, one_of
from policies.reading.conditions import find_conditions
from policies.reading.offers import Offer
from policies.reading.patterns import guarded

_LIST = guarded("list")
_MOST_IN_LIST = 12
_ITEM_MARK = re.compile(
    r"(?:^|(?<=[\n\r。；;：:　 ]))\s*"
    r"(?:[(（][\d一二三四五六七八九十]{1,3}[)）]|\d{1,2}[、.．](?!\d(?!\d{3}年))|[①-⑳]|[一二三四五六七八九十]是)"
)
# What an item explains (小微企业是指…) it does not demand.
_LINE_END = re.compile(r"。(?=[^。；;：:]{2,30}[是系]指)|\n\s*\n(?:\s*\d{1,4}\s*\n)?|\n(?=\s*\S)")
_ITEM_END = re.compile(rf"。|{_LINE_END.pattern}")
_PLAIN_ITEM = re.compile(r"[^；;\n]{4,}")
# A full line without a mark at its end goes on in the next, on the next page too.
_WRAPPED = re.compile(r"[^\n]{24}[\u4e00-\u9fffA-Za-z0-9%、（）()“”][ \t]*\Z")
_ANY = re.compile(
    r"之一|任[一何意]|其中一|其一|(?:以下|下列)[^。；;：:]{0,6}(?:类型|类别|人员|人群|群体)[：:]$"
)
# 市级人才：某奖获得者、某计划入选者: the tier, or one of those whom it explains.
_TIER = re.compile(rf"(?:{_ITEM_MARK.pattern})?\s*(?P<tier>[\u4e00-\u9fff]{{2,12}}人才)[：:]")
_ONE_OF = re.compile("在|位于|属于?$|从事|入驻")  # 在以下园区就业：（1）甲园；（2）乙园
_DEMANDS = re.compile("条件|要求|情形|规定")
_NONE = re.compile(r"不予|不得|不(?:能|可)申|不再|不(?:享受|适用|支持)|除外|取消")
Span = tuple[int, int]


class Holds(StrEnum):
    """Which items of a list must hold."""

    ALL = "all"
    ANY = "any"
    NONE = "none"  # 有下列情形之一的，不予支持


List = tuple[Holds, list[Span]]


def find_lists(text: str, start: int, end: int, offers: Sequence[Offer]) -> Iterator[List]:
    """Each list behind 符合以下条件: which of its items must hold, and their spans."""
    starts = [offer.start for offer in offers]
    within = {hit.end() for hit in ANY_BELOW.finditer(text, start, end)}
    openers = [one for one in _LIST.finditer(text, start, end) if one.end() not in within]
    ends = [*(opener.start() for opener in openers[1:]), end]
    for opener, stop in zip(openers, ends, strict=False):
        items = [
            (left, right)
            for left, right in _items(text, opener.end(), stop)
            if bisect_left(starts, left) == bisect_left(starts, right)
        ]
        if items:
            yield _demanded(opener[0], text[max(start, opener.start() - 2) : opener.start()]), items


def _demanded(opener: str, ahead: str) -> Holds:
    if _NONE.search(opener):
        return Holds.NONE
    one_of_them = _ONE_OF.search(ahead) and not _DEMANDS.search(opener)
    return Holds.ANY if one_of_them or _ANY.search(opener) else Holds.ALL


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    """Numbered items, the last one to the end of its sentence; unnumbered ones to the first 。"""
    marks = [mark.start() for mark in _ITEM_MARK.finditer(text, start, end)]
    if not marks or text[start : marks[0]].strip():
        stop = text.find("。", start, end)
        yield from (hit.span() for hit in _PLAIN_ITEM.finditer(text, start, end if stop < 0 else stop))
        return
    for left, right in zip(marks, (*marks[1:], end), strict=True):
        ending = _ITEM_END if left == marks[-1] else _LINE_END
        ends = (hit.start() for hit in ending.finditer(text, left + 2, right))
        yield left, next((at for at in ends if not _WRAPPED.search(text, left, at)), right)


def listed(text: str, opened: List, place: str) -> Iterator[Criterion]:
    """What the items of a list demand; where one item is enough, they are alternatives."""
    holds, items = opened
    if holds is Holds.NONE:
        yield from (_whole(text, item).model_copy(update={"value": False}) for item in items)
        return
    held = [find_conditions(text, *item, place) for item in items]
    if holds is Holds.ALL:
        yield from (one for conditions in held for one in conditions)
        return
    alternatives = [
        _tiered(text, item, groups_of(conditions))
        for item, conditions in zip(items, held, strict=True)
        if conditions
    ]
    if prod(map(len, alternatives)) > _MOST_IN_LIST:
        alternatives = [
            [(_whole(text, item),)] for item, conditions in zip(items, held, strict=True) if conditions
        ]
    for number, group in enumerate(one_of(alternatives)):
        label = f"list{items[0][0]}.{number}"
        yield from (one.model_copy(update={"group": label}) for one in group)


def _tiered(text: str, item: Span, groups: list[Group]) -> list[Group]:
    """The groups of an item, or the tier of talents that it explains by those who belong to it."""
    tier = _TIER.match(text, *item)
    if tier is None or any(one.unit for group in groups for one in group):
        return groups
    named = Criterion.of(text, *tier.span("tier"), about="talent_tier", op="is", value=tier["tier"])
    return [(named, _whole(text, (tier.end(), item[1])))]


def _whole(text: str, item: Span) -> Criterion:
    """An item as one statement: where it demands several things its parts cannot be alternatives."""
    left, right = item
    if mark := _ITEM_MARK.match(text, left, right):
        left = mark.end()
    words = text[left:right]
    left += len(words) - len(words.lstrip())
    quote = words.strip().rstrip("；;。")
    about = f"fact:{''.join(quote.split()).removesuffix('的')}"
    return Criterion.of(text, left, left + len(quote), about=about, op="is", value=True)


def outside(span: Span, lists: Sequence[List]) -> Iterator[Span]:
    """The parts of a span that belong to no item of a list."""
    left, right = span
    for start, end in sorted(item for _, items in lists for item in items):
        if left < start < right:
            yield left, start
        if start < right and left < end:
            left = max(left, end)
    if left < right:
        yield left, right
