"""Under which conditions a clause gives something: the conditions of its offers, as groups that must all hold.

Each offer demands all of its conditions, and one offer is enough: (a and b) or c. The contract knows groups of
which one member each must hold, so this becomes (a or c) and (b or c).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from string import ascii_uppercase

from policies.model import Criterion
from policies.reading.conditions import find_conditions
from policies.reading.offers import Offer, find_offers
from policies.reading.thresholds import find_thresholds

_MOST_GROUPS = 24
_LIST = re.compile(r"(?:以下|下列)[^。；;：:\n]{0,12}(?P<any>之一|任[一何]|其一)?[^。；;：:\n]{0,6}[：:]")
_DEMANDS = re.compile(r"申请人|申请(?:单位|企业|对象)|(?:应当?|须|需|必须)(?:同时)?(?:符合|满足|具备|具有|在|为)|不得")

Group = tuple[Criterion, ...]


def find_criteria(text: str, start: int, end: int, place: str = "") -> tuple[Criterion, ...]:
    """The criteria of the clause `text[start:end]`, made for the region `place`.

    Those without a group must all hold; of those with the same group one is enough.
    """
    offers = find_offers(text, start, end)
    demanded = [_grouped(find_conditions(text, o.start, o.gives, place)) for o in offers if o.gives > o.start]
    listed = list(_listed(text, start, end, place))
    groups = [*listed, *_one_of(demanded)]
    return tuple(_labelled(groups + _stray(text, start, end, groups)))


def _grouped(conditions: Sequence[Criterion]) -> list[Group]:
    """Conditions as groups: those with the same label are alternatives, each other one stands alone."""
    groups: dict[str, list[Criterion]] = {}
    for k, criterion in enumerate(conditions):
        groups.setdefault(criterion.group or f"={k}", []).append(criterion)
    return [tuple(group) for group in groups.values()]


def _one_of(offers: Sequence[Sequence[Group]]) -> list[Group]:
    """Groups that hold exactly when all groups of one offer hold."""
    demanding = [offer for offer in offers if offer]
    if not demanding:
        return []
    size = 1
    for offer in demanding:
        size *= len(offer)
    if size > _MOST_GROUPS:
        # The whole would be unreadable: the first demands of each offer are kept, which is never too lenient
        # for one offer alone, and leaves a ruling where several are mixed.
        demanding = [offer[:1] for offer in demanding]
    return [tuple(dict.fromkeys(c for group in chosen for c in group)) for chosen in product(*demanding)]


def _listed(text: str, start: int, end: int, place: str) -> Iterator[Group]:
    """The items behind 符合以下条件:, which all must hold, or one of them (之一)."""
    if opened := _LIST.search(text, start, end):
        items = [find_conditions(text, item.start(), item.end(), place) for item in _ITEM.finditer(text, opened.end(), end)]
        if opened["any"]:
            if any(items):
                yield tuple(c for item in items for c in item)
        else:
            yield from ((c,) for item in items for c in item)


_ITEM = re.compile(r"[^。；;\n]{4,}")


def _stray(text: str, start: int, end: int, groups: Sequence[Group]) -> list[Group]:
    """Thresholds that stand outside every offer (申请人年龄应在45周岁以下) hold for all of them."""
    held = {(c.start, c.end) for group in groups for c in group}
    return [
        (found,)
        for found in find_thresholds(text, start, end)
        if not any(found.start < other_end and other_start < found.end for other_start, other_end in held)
    ]


def _labelled(groups: Sequence[Group]) -> Iterator[Criterion]:
    several = 0
    for group in dict.fromkeys(groups):
        if len(group) == 1:
            yield group[0].model_copy(update={"group": None})
            continue
        label = ascii_uppercase[several % 26] * (several // 26 + 1)
        several += 1
        for criterion in group:
            yield criterion.model_copy(update={"group": label})
