"""Under which conditions a clause gives something: those of each of its offers, and those of the whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from string import ascii_uppercase

from policies.model import Criterion
from policies.reading.conditions import find_conditions
from policies.reading.offers import Offer
from policies.reading.thresholds import find_thresholds

_MOST_GROUPS = 24
_LIST = re.compile(r"(?:以下|下列)[^。；;：:\n]{0,12}(?P<any>之一|任[一何]|其一)?[^。；;：:\n]{0,6}[：:]")
_ITEM = re.compile(r"[^。；;\n]{4,}")


def find_criteria(
    text: str, start: int, end: int, offers: Sequence[Offer], place: str = ""
) -> tuple[Criterion, ...]:
    """The criteria of the clause `text[start:end]` with these offers, made for the region `place`.

    A criterion with an `offer` holds for that one only.
    """
    found = [*_listed(text, start, end, place)]
    for number, offer in enumerate(offers):
        conditions = find_conditions(text, offer.start, offer.gives, place)
        found += [c.model_copy(update={"offer": number}) for c in conditions]
    return (*found, *_stray(text, start, end, found))


def _listed(text: str, start: int, end: int, place: str) -> Iterator[Criterion]:
    """The items behind 符合以下条件:, which all must hold, or one of them (之一)."""
    opened = _LIST.search(text, start, end)
    if not opened:
        return
    for item in _ITEM.finditer(text, opened.end(), end):
        for criterion in find_conditions(text, *item.span(), place):
            yield criterion.model_copy(update={"group": "any"}) if opened["any"] else criterion


def _stray(text: str, start: int, end: int, held: Sequence[Criterion]) -> Iterator[Criterion]:
    """Thresholds outside every offer (申请人年龄应在45周岁以下) hold for the whole clause."""
    for found in find_thresholds(text, start, end):
        if not any(found.start < other.end and other.start < found.end for other in held):
            yield found


def as_groups(criteria: Iterable[Criterion]) -> list[Criterion]:
    """The same criteria as the public contract writes them: groups of which one member each must hold.

    One offer is enough, and all its criteria must hold: (a and b) or c becomes (a or c) and (b or c). Where that
    would be more than 24 groups, only the first criterion of each offer is kept.
    """
    whole: list[Criterion] = []
    offers: dict[int, list[Criterion]] = {}
    for criterion in criteria:
        (whole if criterion.offer is None else offers.setdefault(criterion.offer, [])).append(criterion)
    return list(_labelled([*_groups(whole), *_one_of([_groups(offer) for offer in offers.values()])]))


Group = tuple[Criterion, ...]


def _groups(criteria: Sequence[Criterion]) -> list[Group]:
    groups: dict[str, list[Criterion]] = {}
    for k, criterion in enumerate(criteria):
        groups.setdefault(criterion.group or f"={k}", []).append(criterion)
    return [tuple(group) for group in groups.values()]


def _one_of(offers: Sequence[list[Group]]) -> list[Group]:
    size = 1
    for offer in offers:
        size *= len(offer)
    kept = offers if size <= _MOST_GROUPS else [offer[:1] for offer in offers]
    return [tuple(c for group in chosen for c in group) for chosen in product(*kept)] if kept else []


def _labelled(groups: Sequence[Group]) -> Iterator[Criterion]:
    several = 0
    for group in groups:
        label = None
        if len(group) > 1:
            label = ascii_uppercase[several % 26] * (several // 26 + 1)
            several += 1
        for criterion in group:
            yield criterion.model_copy(update={"group": label})
