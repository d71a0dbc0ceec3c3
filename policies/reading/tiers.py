"""Steps of an award among the offers of a clause: the same demands, each time with other numbers."""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import inf

from policies.model import Criterion
from policies.reading.alternatives import any_offer
from policies.reading.conditions import find_conditions
from policies.reading.offers import Offer
from policies.reading.patterns import pattern

_BEGINS = re.compile(r"^\s*(?:对于?|其中)?")
_WHOM = re.compile(r"(?:对|凡|针对)[^，。；;]+(?:企业|单位|机构|项目|平台|园区|人才|人员|毕业生|者)[，,]$")
_ENDS = re.compile(r"[的，,\s]+$")
_REACH = 24  # characters behind the number that begins a case in which its demand stands


def measured_again(step: Sequence[Criterion], last: Sequence[Criterion]) -> list[Criterion] | None:
    """年接待1000人以上的…;接待5000人以上的…: the same measures, by the names they had; else None."""
    names = [next((o.about for o in last if interval(o) and _same_measure(o, one)), None) for one in step]
    if None in names:
        return None
    return [one.model_copy(update={"about": name}) for one, name in zip(step, names, strict=True)]


def _same_measure(last: Criterion, one: Criterion) -> bool:
    shorter = one.about.removeprefix("fact:")
    longer = last.about.removeprefix("fact:")
    part = longer.startswith(shorter) or longer.endswith(shorter)
    named_less = one.about.startswith("fact:") and part
    return last.unit == one.unit and (named_less or last.about in (one.about, f"fixed_{one.about}"))


def as_before(last: Sequence[Criterion], step: Sequence[Criterion]) -> list[Criterion]:
    """The conditions of a step: its own, and whatever else the offer before it demands."""
    named = {one.about for one in step}
    if not any(one.about in named for one in last):
        return list(step)
    return [*(one for one in last if one.about not in named), *step]


def with_tiers(text: str, offer: Offer, found: Sequence[Criterion], place: str) -> list[Criterion]:
    """获评国家级的给予50万元，获评省级的给予20万元: one of the conditions of an offer's steps is enough."""
    hits = list(pattern("next_tier").finditer(text, offer.gives, offer.end))
    left = _last_phrase(text, offer)
    first = [one for one in found if left <= one.start]
    if not hits or not first or not all(_alike(text[left : offer.gives], hit["when"]) for hit in hits):
        return list(found)
    measured = {one.about for one in first if interval(one)}
    steps = [find_conditions(text, *hit.span("when"), place, left) for hit in hits]
    others = [step for step in steps if not any(one.about in measured for one in step)]
    if not others or not all(others):
        return list(found)
    told = {tuple(one.sense for one in step) for step in (first, *others)}
    if len(told) <= len(others):  # what is read of them does not tell them apart
        spans = [(left, offer.gives), *(hit.span("when") for hit in hits)]
        first, others = [], [[_in_its_words(text, *span)] for span in spans]
    grouped = list(any_offer([step for step in (first, *others) if step], f"tier{left}"))
    rest = [one for one in found if one.start < left]
    return [*rest, *grouped] if grouped else list(found)


def of_those_before(text: str, head: Offer, held: Sequence[Criterion], offer: Offer) -> list[Criterion]:
    """对A企业，获评国家级的给予50万元；获评省级的给予20万元: what the first offer asks of all its steps."""
    left = _last_phrase(text, head)
    alike = _alike(text[left : head.gives], text[offer.start : offer.gives])
    if not alike or pattern("named").match(text, offer.start) or not _WHOM.search(text[head.start : left]):
        return []
    return [one for one in held if one.end <= left]


def _last_phrase(text: str, offer: Offer) -> int:
    """Where the phrase right before what is given begins."""
    return max(text.rfind(mark, offer.start, offer.gives - 1) for mark in "，,") + 1 or offer.start


def _in_its_words(text: str, start: int, end: int) -> Criterion:
    """A step as one statement, without what belongs to the layout."""
    words = text[start:end]
    start += len(words) - len(_BEGINS.sub("", words))
    quote = _ENDS.sub("", text[start:end])
    about = f"fact:{''.join(quote.split())}"
    return Criterion.of(text, start, start + len(quote), about=about, op="is", value=True)


def _alike(first: str, other: str) -> bool:
    """Whether two steps are named in the same way: they begin or end alike."""
    named, also = (_ENDS.sub("", _BEGINS.sub("", words)) for words in (first, other))
    return named[:2] == also[:2] or named[-2:] == also[-2:]


def as_cases(found: Sequence[Criterion]) -> list[Criterion]:
    """收入5000万元以下的,比例不低于5%;5000万元至2亿元的,不低于4%: a measure tells which demand holds.

    Numbers of one measure that cannot hold together begin the cases; one case is enough.
    """
    numbers = [one for one in found if one.offer is None and not one.group and interval(one)]
    for about in dict.fromkeys(one.about for one in numbers):
        begins = [one for one in numbers if one.about == about]
        if len(begins) > 1 and _apart(begins):
            cases = _cases(numbers, begins)
            taken = [one for case in cases for one in case]
            rest = [one for one in found if one not in taken]
            return [*rest, *any_offer(cases, f"case{begins[0].start}")]
    return list(found)


def _apart(bounds: Sequence[Criterion]) -> bool:
    spans = sorted(span for one in bounds if (span := interval(one)))
    return all(left[1] <= right[0] for left, right in pairwise(spans))


def _cases(numbers: Sequence[Criterion], begins: Sequence[Criterion]) -> list[list[Criterion]]:
    stops = [*(one.start for one in begins[1:]), begins[-1].end + _REACH]
    return [
        [one for one in numbers if begin.start <= one.start < stop]
        for begin, stop in zip(begins, stops, strict=True)
    ]


def as_steps(offers: Sequence[list[Criterion]]) -> list[list[Criterion]]:
    """Offers that differ in one bound are steps of one award (100至500亩, 500亩以上): at least 100."""
    merged: list[list[Criterion]] = []
    for offer in offers:
        last = merged[-1] if merged else None
        wider = _step(last, offer) if last else None
        if wider:
            merged[-1] = wider
        else:
            merged.append(offer)
    return [offer for offer in merged if offer]


def without_implied(offers: Sequence[list[Criterion]]) -> list[list[Criterion]]:
    """The offers without those that only demand more than an earlier one does (a higher number, one more)."""
    return [
        offer for k, offer in enumerate(offers) if not any(_implies(offer, earlier) for earlier in offers[:k])
    ]


def _implies(offer: Sequence[Criterion], earlier: Sequence[Criterion]) -> bool:
    """Whether who meets an offer meets an earlier one, as to numbers; all else must be demanded alike."""
    same = _named(offer) == _named(earlier)
    numbers = [one for one in earlier if interval(one)]
    return same and all(any(_within(one, number) for one in offer) for number in numbers)


def _named(offer: Sequence[Criterion]) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (one.about, one.op, one.quote if one.about == "text" else str(one.value))
        for one in offer
        if not interval(one)
    )


def _within(one: Criterion, other: Criterion) -> bool:
    inner, outer = interval(one), interval(other)
    if (one.about, one.unit) != (other.about, other.unit) or not inner or not outer:
        return False
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _step(last: Sequence[Criterion], offer: Sequence[Criterion]) -> list[Criterion] | None:
    rest = [one for one in last if not interval(one)]
    bounds = [one for one in (*last, *offer) if interval(one)]
    same = {one.sense for one in rest} == {one.sense for one in offer if not interval(one)}
    if not same or len(bounds) != 2 or len({(one.about, one.unit) for one in bounds}) > 1:
        return None
    union = _union(bounds)
    return [*rest, *union] if len(union) < 2 else None


def interval(one: Criterion) -> tuple[float, float] | None:
    value = one.value
    if one.op == "between":
        return float(value[0]), float(value[1])
    if isinstance(value, int | float) and not isinstance(value, bool):
        if one.op in (">=", ">"):
            return float(value), inf
        if one.op in ("<=", "<"):
            return -inf, float(value)
    return None


def _union(same: Sequence[Criterion]) -> list[Criterion]:
    """One bound for alternatives that meet (100至500亩, 500亩以上); [] when every number fits."""
    spans = sorted((span, k) for k, one in enumerate(same) if (span := interval(one)))
    (low, reach), lowest = spans[0]
    highest = lowest
    for (left, right), k in spans[1:]:
        if left > reach:
            return list(same)
        if right > reach:
            reach, highest = right, k
    if reach == inf:
        return [] if low == -inf else [_bounded(same[lowest], ">=", low)]
    if low == -inf:
        return [_bounded(same[highest], "<=", reach)]
    ends = (_plain_number(low), _plain_number(reach))
    return [same[lowest].model_copy(update={"op": "between", "value": ends})]


def _bounded(one: Criterion, op: str, value: float) -> Criterion:
    if one.op != "between":
        return one
    return one.model_copy(update={"op": op, "value": _plain_number(value)})


def _plain_number(value: float) -> int | float:
    return int(value) if value.is_integer() else value
