"""Standards that a clause changes: 裁员率标准放宽至不高于5.5% says who counts as 不裁员或少裁员."""

import re
from collections.abc import Sequence

from policies.model import Criterion
from policies.reading.alternatives import any_offer
from policies.reading.conditions import find_conditions
from policies.reading.patterns import guarded

_STANDARD = guarded("standard")
_SHARE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*[%％]")


def with_standards(
    text: str, start: int, end: int, found: Sequence[Criterion], place: str
) -> list[Criterion]:
    """The criteria of a clause, where a standard that it sets says what one of them takes.

    Words that only set a standard are no condition of their own. Offers without such a criterion are not
    concerned.
    """
    for hit in _STANDARD.finditer(text, start, end):
        kept = [one for one in found if not hit.start() <= one.start < hit.end()]
        measured = [one for one in kept if hit["what"].removesuffix("率") in one.quote]
        ways = _ways(text, hit, place)
        for offer in dict.fromkeys(one.offer for one in measured):
            label = f"standard{hit.start()}.{offer}"
            kept += [one.model_copy(update={"offer": offer}) for one in any_offer(ways, label)]
        if measured:
            found = [one for one in kept if one not in measured]
    return list(found)


def _ways(text: str, hit: re.Match[str], place: str) -> list[list[Criterion]]:
    """The usual bound, and the eased one with those for whom it is."""
    usual = [_bound(text, hit, "bound", hit["bound"] + (hit["note"] or ""))]
    if not hit["eased"]:
        return [usual]
    return [
        usual,
        [*find_conditions(text, *hit.span("who"), place), _bound(text, hit, "eased", hit["eased"])],
    ]


def _bound(text: str, hit: re.Match[str], part: str, words: str) -> Criterion:
    share = _SHARE.search(words)
    what, span = hit["what"], hit.span(part)
    if share:
        value = float(share["number"])
        return Criterion.of(text, *span, about=f"fact:{what}", op="<=", value=value, unit="%")
    bound = hit[part] if hit[part].startswith("不") else f"不高于{hit[part]}"
    return Criterion.of(text, *span, about=f"fact:{what}{''.join(bound.split())}", op="is", value=True)
