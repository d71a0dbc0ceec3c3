"""Conditions that a benefit takes over by pointing back: 对上述企业, 符合第六条规定的, 享受上述政策的.

They keep the words of the place pointed to as their quotes.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from policies.model import Criterion, ReadClause
from policies.reading.alternatives import any_offer
from policies.reading.conditions import find_conditions
from policies.reading.criteria import find_criteria
from policies.reading.offers import Offer, find_offers
from policies.reading.patterns import pattern

_NEXT_ITEM = re.compile(r"[(（][一二三四五六七八九十\d]{1,3}[)）]|。")
_NEAR = 8  # clauses back within which the one pointed to is looked for
_HEADING = 30  # characters of a clause before its first words that say anything
_OPENING = 60  # characters of a clause within which 除上述条件外 speaks of the benefit before
Conditions = tuple[Criterion, ...]


def with_earlier(text: str, read: ReadClause, document: Sequence[ReadClause], place: str = "") -> Conditions:
    """The criteria of a benefit with those that its offers point back to, in the document it stands in.

    Words that only point back are no condition of their own once what they point to is known.
    """
    held = read.annotation.criteria
    start, end = read.clause.start, read.clause.end
    if not pattern("earlier").search(text, start, end):
        return held
    offers = find_offers(text, start, end)
    taken = list(held)
    for number, offer in enumerate(offers):
        before = list(_pointed_to(text, offer, number, taken, read, document, place))
        if before:
            taken = [one for one in taken if one.offer != number or not _only_points(one)]
            taken += _new(before, taken, number)
    if pattern("beyond_those_before").search(text, start, min(end, start + _OPENING)):
        before = [one for one in _of_sibling(read, document, "") if one.offer is None]
        taken += [one.model_copy(update={"offer": None}) for one in _new(before, taken, -1)]
    whole = any(one.offer is None and start <= one.start and one.end <= end for one in held)
    return tuple(one for one in taken if not (whole and _only_points(one)))


def _only_points(one: Criterion) -> bool:
    return one.op in ("discretionary", "is") and bool(pattern("only_points_back").search(one.quote))


def _new(found: Iterable[Criterion], held: Sequence[Criterion], number: int) -> Iterator[Criterion]:
    said = {one.sense for one in held if one.offer in (None, number)}
    for one in found:
        if one.sense not in said:
            yield one.model_copy(update={"offer": number})


def _pointed_to(
    text: str,
    offer: Offer,
    number: int,
    held: Sequence[Criterion],
    read: ReadClause,
    document: Sequence[ReadClause],
    place: str,
) -> Iterator[Criterion]:
    """What the words before the giving part of an offer point to: an article, offers, the clause before."""
    words = text[offer.start : offer.gives]
    if article := pattern("of_article").search(words):
        yield from _article(text, article["article"], article["item"], document, place)
    earlier = [[one for one in held if one.offer == k] for k in range(number)]
    if not any(pattern(name).search(words) for name in ("of_the_aided", "of_those_before")):
        return
    if earlier:
        yield from any_offer(earlier, f"before{offer.start}")
    elif offer.start - read.clause.start <= _HEADING:
        yield from _of_sibling(read, document, f"before{offer.start}")


def _of_sibling(read: ReadClause, document: Sequence[ReadClause], label: str) -> Iterator[Criterion]:
    """What the benefit before demands, as a whole and for any of its offers."""
    before = _sibling_before(read, document)
    held = before.annotation.criteria if before else ()
    yield from (one for one in held if one.offer is None)
    numbers = sorted({one.offer for one in held if one.offer is not None})
    yield from any_offer([[one for one in held if one.offer == k] for k in numbers], label)


def _sibling_before(read: ReadClause, document: Sequence[ReadClause]) -> ReadClause | None:
    """The nearest benefit before under the same heading."""
    at = bisect_left(document, read.clause.start, key=lambda one: one.clause.start)
    for one in reversed(document[max(0, at - _NEAR) : at]):
        if one.annotation.kind.claimable and one.clause.path[:-1] == read.clause.path[:-1]:
            return one
    return None


def _article(
    text: str, number: str, item: str | None, document: Sequence[ReadClause], place: str
) -> Iterator[Criterion]:
    """What article 第X条 demands, or its item (Y) alone."""
    name = f"第{number}条"
    for read in document:
        if read.clause.locator != name and not read.clause.locator.startswith((f"{name}(", f"{name}、")):
            continue
        start, end = read.clause.start, read.clause.end
        if item:
            mark = re.compile(rf"[(（]{re.escape(item)}[)）]").search(text, start, end)
            if not mark:
                continue
            after = _NEXT_ITEM.search(text, mark.end(), end)
            start, end = mark.end(), after.start() if after else end
        if item or not pattern("list").search(text, start, end):
            yield from find_conditions(text, start, end, place)
        else:
            yield from find_criteria(text, start, end, (), place)
