"""Which of many regular expressions a text can match at all, told by the words that they cannot do without.

Most rules concern few clauses. What every match of an expression must hold is derived from its parse tree;
one pass over a text for all these words then leaves out the rules that have nothing to find in it.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from re import _parser  # type: ignore[attr-defined]  # the only parser that reads what `re` reads
from typing import Any, Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

Item = TypeVar("Item")
Demand = frozenset[str]

_MOST = 160  # spellings of one part of an expression that are told apart
_LONGEST = 6  # characters of a spelling that are looked for
_BLOCK = 32_768  # characters of a text that are searched at once


class Sieve(Generic[Item]):
    """Items, each with its expression, of which those are wanted whose expression may match."""

    def __init__(self, items: Iterable[tuple[re.Pattern[str], Item]]) -> None:
        bits: dict[Demand, int] = {}
        self._needs: list[tuple[int, Item]] = []
        for pattern, item in items:
            needed = 0
            for demand in demands(pattern):
                needed |= bits.setdefault(demand, 1 << len(bits))
            self._needs.append((needed, item))
        words = sorted(set().union(*bits))
        self._met = [sum(bit for demand, bit in bits.items() if word in demand) for word in words]
        self._automaton = AhoCorasick(words, implementation=Implementation.ContiguousNFA)
        self._wanted = lru_cache(maxsize=1024)(self._having)
        self._found = lru_cache(maxsize=4)(self._find)

    @property
    def items(self) -> Sequence[Item]:
        """All of them, in their order."""
        return [item for _, item in self._needs]

    def candidates(self, words: str) -> Sequence[Item]:
        """The items whose expressions may match in `words` or a part of it, in their order."""
        met = 0
        for index, _, _ in self._automaton.find_matches_as_indexes(words, overlapping=True):
            met |= self._met[index]
        return self._wanted(met)

    def candidates_in(self, text: str, start: int, end: int) -> Sequence[Item]:
        """The same for `text[start:end]`, quicker where a text is asked about part by part."""
        block, left = divmod(start, _BLOCK)
        right = left + end - start
        if right > _BLOCK:
            return self.candidates(text[start:end])
        ends, found = self._found(text, block)
        met = 0
        for index, begins, _ in found[bisect_right(ends, left) : bisect_right(ends, right)]:
            if begins >= left:
                met |= self._met[index]
        return self._wanted(met)

    def _find(self, text: str, block: int) -> tuple[list[int], list[tuple[int, int, int]]]:
        """The words in a block of a text: where they end, and which they are, sorted by where they end."""
        words = text[block * _BLOCK : (block + 1) * _BLOCK]
        found = self._automaton.find_matches_as_indexes(words, overlapping=True)
        return [end for _, _, end in found], found

    def _having(self, met: int) -> Sequence[Item]:
        return tuple(item for needed, item in self._needs if needed & met == needed)


class Guarded:
    """An expression that is tried only where the words stand without which it cannot match."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._guards = [re.compile("|".join(sorted(map(re.escape, _shortest(d))))) for d in demands(pattern)]

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """What the expression itself would find."""
        return self._pattern.search(text, start, end) if self._may_match(text, start, end) else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """What the expression itself would find."""
        return self._pattern.finditer(text, start, end) if self._may_match(text, start, end) else iter(())

    def _may_match(self, text: str, start: int, end: int) -> bool:
        return all(guard.search(text, start, end) for guard in self._guards)


def _shortest(words: Demand) -> list[str]:
    """The words that hold no other one of them."""
    return [word for word in words if not any(other in word and other != word for other in words)]


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
