"""Who is left out of a benefit: 对有欠税行为的企业不予资助, 除房地产业外, 本条不适用于劳务派遣企业."""

import re
from collections.abc import Iterator

from policies.model import Criterion
from policies.reading.patterns import guarded, rules
from policies.reading.profile_conditions import excluded_places, excluded_trades

_SHUT_OUT = guarded("shut_out")
_OFFENCE = re.compile(r"失信|重大违法")
_WHO = ("ownership", "scale")


def find_shut_out(text: str, start: int, end: int) -> Iterator[Criterion]:
    """Whoever is one of those named in `text[start:end]` gets nothing; 非X shut out leaves only X."""
    for hit in _SHUT_OUT.finditer(text, start, end):
        name = next(name for name in hit.groupdict() if hit[name])
        yield left_out(text, *hit.span(name))


def left_out(text: str, start: int, end: int) -> Criterion:
    """That one is not what `text[start:end]` names."""
    words = "".join(text[start:end].split())
    if trades := excluded_trades(words):
        return Criterion.of(text, start, end, about="industries", op="not_in", value=trades)
    if places := excluded_places(words):
        return Criterion.of(text, start, end, about="region", op="not_in", value=places)
    for rule in rules():
        if rule.about in _WHO and rule.op in ("is", "in") and rule.words.fullmatch(words):
            named = rule.value if isinstance(rule.value, tuple | list) else (rule.value,)
            return Criterion.of(text, start, end, about=rule.about, op="not_in", value=tuple(named))
    if _OFFENCE.search(words):
        return Criterion.of(text, start, end, about="violations", op="is", value=False)
    bare = words.removeprefix("非")
    return Criterion.of(text, start, end, about=f"fact:{bare}", op="is", value=bare != words)
