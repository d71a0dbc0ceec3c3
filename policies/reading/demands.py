"""What every match of a regular expression must hold, derived from its parse tree."""

import re
from collections.abc import Iterable, Sequence
from itertools import product
from re import _parser  # type: ignore[attr-defined]  # the only parser that reads what `re` reads
from typing import Any

Demand = frozenset[str]

_MOST = 160  # spellings of one part of an expression that are told apart
_LONGEST = 6  # characters of a spelling that are looked for


def demands(pattern: re.Pattern[str]) -> list[Demand]:
    """Sets of words; every match of an expression holds at least one word of each set.

    >>> [sorted(demand) for demand in demands(re.compile("免(?:收|征)|减半[^。]*租金?"))]
    [['免征', '免收', '减半']]
    >>> [sorted(demand) for demand in demands(re.compile("对.*(?:给予|免收)[^。]{0,9}(?:奖励|补贴)"))]
    [['免收', '给予'], ['奖励', '补贴']]
    """
    if pattern.flags & re.IGNORECASE:
        return []
    found = _demands(_parser.parse(pattern.pattern, pattern.flags))
    return [demand for demand in found if _is_rare(demand)] or sorted(found, key=len)[:1]


def _is_rare(demand: Demand) -> bool:
    return min(map(len, demand)) > 1


def _demands(nodes: Iterable[Any]) -> list[Demand]:
    """What the parts in a row demand; neighbours are spelled out together while they are few."""
    found: list[Demand] = []
    row = [""]
    for node in nodes:
        spelled = _spellings(node)
        if spelled is not None and len(row) * len(spelled) <= _MOST:
            row = [left + right for left, right in product(row, spelled)]
        else:
            found += [*_of_spellings(row), *_of_part(node)]
            row = [""] if spelled is None else spelled
    return list(dict.fromkeys([*found, *_of_spellings(row)]))


def _of_spellings(row: Sequence[str]) -> list[Demand]:
    return [frozenset(word[:_LONGEST] for word in row)] if all(row) else []


def _of_part(node: Any) -> list[Demand]:
    """What one part of an expression demands of every match."""
    match str(node[0]), node[1]:
        case "SUBPATTERN", (_, flags, _, inner) if not flags & re.IGNORECASE:
            return _demands(inner)
        case "ATOMIC_GROUP", inner:
            return _demands(inner)
        case (("MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT"), (least, _, inner)) if least:
            return _demands(inner)
        case "BRANCH", (_, branches):
            best = [min(_demands(branch), key=_cost, default=frozenset()) for branch in branches]
            return [frozenset().union(*best)] if all(best) else []
    return []


def _cost(demand: Demand) -> tuple[bool, int]:
    return not _is_rare(demand), len(demand)


def _spellings(node: Any) -> list[str] | None:
    """Every way to write a part of an expression; None for too many. What only looks around is empty."""
    match str(node[0]), node[1]:
        case "LITERAL", code:
            return [chr(code)]
        case "IN", members:
            return _members(members)
        case "SUBPATTERN", (_, flags, _, inner) if not flags & re.IGNORECASE:
            return _all_spellings(inner)
        case "ATOMIC_GROUP", inner:
            return _all_spellings(inner)
        case (("MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT"), (0, 1, inner)):
            once = _all_spellings(inner)
            return None if once is None else ["", *once]
        case "BRANCH", (_, branches):
            told = [_all_spellings(branch) for branch in branches]
            return None if None in told else [word for words in told if words for word in words]
        case (("AT" | "ASSERT" | "ASSERT_NOT"), _):
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
