"""Which of many regular expressions a text can match at all, told by the letters that they cannot do without.

Most rules concern few clauses. For each expression the letters, or pairs of neighbours, of which every match
holds at least one are derived from its parse tree; one look at the pairs of a text then leaves out the rest.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product
from operator import add
from re import _parser  # type: ignore[attr-defined]  # the only parser that reads what `re` reads
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Needles = frozenset[str]

_MOST = 160  # spellings of one part of an expression that are told apart


class Sieve(Generic[Item]):
    """Items, each with its expression, of which those are wanted whose expression may match."""

    def __init__(self, items: Iterable[tuple[re.Pattern[str], Item]]) -> None:
        held = list(items)
        self._items = [(1 << k, item) for k, (_, item) in enumerate(held)]
        self._always = 0
        self._masks: dict[str, int] = {}
        for k, (pattern, _) in enumerate(held):
            needed = needles(pattern)
            self._always |= 0 if needed else 1 << k
            for needle in needed or ():
                self._masks[needle] = self._masks.get(needle, 0) | 1 << k
        self._known = frozenset(self._masks)

    def candidates(self, words: str) -> Sequence[Item]:
        """The items whose expressions may match in `words` or a part of it, in their order."""
        mask = self._always
        for needle in self._known & _pairs(words):
            mask |= self._masks[needle]
        return [item for bit, item in self._items if mask & bit] if mask else ()


@lru_cache(maxsize=8)
def _pairs(words: str) -> frozenset[str]:
    """The letters of a text and its pairs of neighbours."""
    return frozenset(words).union(map(add, words, words[1:]))


def needles(pattern: re.Pattern[str]) -> Needles | None:
    """Letters and pairs of which every match of an expression holds at least one; None when there are none.

    >>> sorted(needles(re.compile("免(?:收|征)|减半[^。]*租金?")))
    ['免征', '免收', '减半']
    """
    return None if pattern.flags & re.IGNORECASE else _needed(_parser.parse(pattern.pattern))


def _needed(nodes: Iterable[Any]) -> Needles | None:
    """The best of what the parts in a row demand; spellings of neighbours are joined as long as they are few."""
    best: Needles | None = None
    row = [""]
    for node in nodes:
        spelled = _spellings(node)
        if spelled is None or len(row) * len(spelled) > _MOST:
            best = _better(_better(best, _of_spellings(row)), _demand(node))
            row = [""] if spelled is None else spelled
        else:
            row = [left + right for left, right in product(row, spelled)]
    return _better(best, _of_spellings(row))


def _of_spellings(row: Sequence[str]) -> Needles | None:
    """The first pair of each spelling, or its one letter."""
    return frozenset(word[:2] for word in row) if all(row) else None


def _better(one: Needles | None, other: Needles | None) -> Needles | None:
    """Pairs are rarer than letters, few rarer than many."""
    return min((n for n in (one, other) if n), key=lambda n: (min(map(len, n)) < 2, len(n)), default=None)


def _demand(node: Any) -> Needles | None:
    """What one part of an expression demands of every match."""
    match str(node[0]), node[1]:
        case "SUBPATTERN", (_, flags, _, inner) if not flags & re.IGNORECASE:
            return _needed(inner)
        case "ATOMIC_GROUP", inner:
            return _needed(inner)
        case ("MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT"), (least, _, inner) if least:
            return _needed(inner)
        case "BRANCH", (_, branches):
            demands = [_needed(branch) for branch in branches]
            return frozenset().union(*(d for d in demands if d)) if all(demands) else None
    spelled = _spellings(node)
    return _of_spellings(spelled) if spelled else None


def _spellings(node: Any) -> list[str] | None:
    """Every way a part of an expression can be written; None for too many. What only looks around is empty."""
    match str(node[0]), node[1]:
        case "LITERAL", code:
            return [chr(code)]
        case "IN", members:
            return _members(members)
        case "SUBPATTERN", (_, flags, _, inner) if not flags & re.IGNORECASE:
            return _all_spellings(inner)
        case "ATOMIC_GROUP", inner:
            return _all_spellings(inner)
        case ("MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT"), (0, 1, inner):
            once = _all_spellings(inner)
            return None if once is None else ["", *once]
        case "BRANCH", (_, branches):
            told = [_all_spellings(branch) for branch in branches]
            return None if None in told else [word for words in told if words for word in words]
        case ("AT" | "ASSERT" | "ASSERT_NOT"), _:
            return [""]
    return None


def _all_spellings(nodes: Iterable[Any]) -> list[str] | None:
    row = [""]
    for node in nodes:
        spelled = _spellings(node)
        if spelled is None or len(row) * len(spelled) > _MOST:
            return None
        row = [left + right for left, right in product(row, spelled)]
    return row


def _members(members: Iterable[Any]) -> list[str] | None:
    """The letters of a class such as [奖补]; None for [^…], \\d and wide ranges."""
    letters: list[str] = []
    for kind, value in members:
        match str(kind), value:
            case "LITERAL", code:
                letters.append(chr(code))
            case "RANGE", (low, high) if high - low < 16:
                letters += map(chr, range(low, high + 1))
            case _:
                return None
    return letters
