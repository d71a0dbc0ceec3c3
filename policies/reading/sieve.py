"""Which of many regular expressions a text can match at all, told by the words that they cannot do without.

Most rules concern few clauses. A text is searched once for the words of all rules that read it clause by
clause; each then knows where it has nothing to find.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, reduce
from operator import or_
from threading import Lock
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation

from policies.reading.demands import Demand, demands
from policies.vocabulary.term_files import fold, folded

Item = TypeVar("Item")
Items = Callable[[], Iterable[tuple[re.Pattern[str], Item]]]
"""Things, each with its expression; a sieve is declared with its module and asks for them when first used."""

_BLOCK = 32_768  # characters of a text that are searched at once
_PART = 4_096  # characters of the longest part whose words are remembered for the parts of it


class _Search:
    """The search for all words that the expressions demand; each demand is a bit.

    Words are looked for folded, which every word that stands in a text also does.
    """

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []
        self._loading = Lock()
        self._bits: dict[Demand, int] = {}
        self._meets: list[int] = []
        self._in_block = lru_cache(maxsize=4)(self._find)
        self._parts: tuple[_Part, ...] = ()

    def add(self, load: Callable[[], None]) -> None:
        """Have `load` ask for what its expressions need before the next search."""
        self._waiting.append(load)
        self._in_block.cache_clear()
        self._parts = ()

    def needed(self, pattern: re.Pattern[str]) -> int:
        """The demands of an expression."""
        needed = 0
        for demand in demands(pattern):
            needed |= self._bits.setdefault(demand, 1 << len(self._bits))
        return needed

    def met(self, text: str, start: int, end: int) -> int:
        """The demands that the words of `text[start:end]` meet, or of the part around it last asked for."""
        for known, left, right, met in self._parts:
            if text is known and left <= start and end <= right:
                return met
        met = self._met(text, start, end)
        if end - start <= _PART:
            self._parts = ((text, start, end, met), *(part for part in self._parts if part[0] is not text))[
                :2
            ]
        return met

    def _met(self, text: str, start: int, end: int) -> int:
        block = start - start % _BLOCK
        if end > block + _BLOCK:
            return reduce(or_, self._find(text, start, end)[1], 0)
        ends, meets = self._in_block(text, block, block + _BLOCK)
        # A word that begins before the part is told too: that it is none costs more to see than to try.
        first, last = bisect_right(ends, start - block), bisect_right(ends, end - block)
        return reduce(or_, meets[first:last], 0)

    def _find(self, text: str, start: int, end: int) -> tuple[list[int], list[int]]:
        """Where words end in a part, counted from its start, and the demands that each of them meets."""
        if self._waiting:
            self._load()
        found = self._automaton.find_matches_as_indexes(folded(text)[start:end], overlapping=True)
        meets = self._meets
        return [ends for _, _, ends in found], [meets[word] for word, _, _ in found]

    def _load(self) -> None:
        with self._loading:
            for load in self._waiting:
                load()
            meets: dict[str, int] = {}
            for demand, bit in self._bits.items():
                for word in map(fold, demand):
                    meets[word] = meets.get(word, 0) | bit
            self._meets = list(meets.values())
            self._automaton = AhoCorasick(meets, implementation=Implementation.ContiguousNFA)
            self._waiting = []


_Part = tuple[str, int, int, int]  # a text, from where to where, and the demands met there
_SEARCH = _Search()


class PartSieve(Generic[Item]):
    """Items of which those are wanted whose expression may match in a part of a text.

    Parts of one clause are not told apart: what its words allow is tried in each.
    """

    def __init__(self, items: Items[Item]) -> None:
        self._items = items
        self._needs: list[tuple[int, Item]] = []
        self._asked = 0
        self._wanted = lru_cache(maxsize=1024)(self._having)
        _SEARCH.add(self._load)

    def candidates(self, text: str, start: int, end: int) -> Sequence[Item]:
        """The items whose expressions may match in `text[start:end]`, in their order."""
        met = _SEARCH.met(text, start, end)
        return self._wanted(met & self._asked)

    def _load(self) -> None:
        self._needs = [(_SEARCH.needed(pattern), item) for pattern, item in self._items()]
        self._asked = reduce(or_, (needed for needed, _ in self._needs), 0)

    def _having(self, met: int) -> Sequence[Item]:
        return tuple(item for needed, item in self._needs if needed & met == needed)


class Guarded:
    """An expression that is rarely found, looked for in a part of a text."""

    def __init__(self, pattern: Callable[[], re.Pattern[str]]) -> None:
        self._make = pattern
        _SEARCH.add(self._load)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return self._make()

    def may_match(self, text: str, start: int, end: int) -> bool:
        """Whether all that a match cannot do without stands there."""
        met = _SEARCH.met(text, start, end)
        return met & self._needed == self._needed

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """What the expression itself would find."""
        return self.pattern.search(text, start, end) if self.may_match(text, start, end) else None

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """What the expression itself would find."""
        return self.pattern.finditer(text, start, end) if self.may_match(text, start, end) else iter(())

    def _load(self) -> None:
        self._needed = _SEARCH.needed(self.pattern)


class Sieve(Generic[Item]):
    """The same for words that are no part of a text, such as those around a number."""

    def __init__(self, items: Items[Item]) -> None:
        self._items = items
        self._wanted = lru_cache(maxsize=1024)(self._having)

    @cached_property
    def _needs(self) -> list[tuple[list[Demand], Item]]:
        return [(demands(pattern), item) for pattern, item in self._items()]

    @cached_property
    def _words(self) -> tuple[list[str], AhoCorasick]:
        words = sorted({word for needed, _ in self._needs for demand in needed for word in demand})
        return words, AhoCorasick(words, implementation=Implementation.ContiguousNFA)

    def candidates(self, words: str) -> Sequence[Item]:
        """The items whose expressions may match in `words` or a part of it, in their order."""
        _, automaton = self._words
        found = automaton.find_matches_as_indexes(words, overlapping=True)
        return self._wanted(frozenset([word for word, _, _ in found]))

    def _having(self, found: frozenset[int]) -> Sequence[Item]:
        words, _ = self._words
        held = {words[word] for word in found}
        return tuple(item for needed, item in self._needs if not any(d.isdisjoint(held) for d in needed))
