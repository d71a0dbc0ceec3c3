"""One profile against many clauses: the kernel's compiled form, used the other way round.

Clauses are grouped by their place, and a condition that many of them share is looked at once a profile.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from policies.matching.columns import provinces
from policies.matching.compiled import Leaf, Prepared, Provision, as_leaf, evaluate
from policies.matching.free_facts import Told, free_facts
from policies.matching.general import PLACES, general, open_to_others
from policies.matching.held import key_of
from policies.matching.pairs import pairs
from policies.matching.received import names_level
from policies.matching.verdict import VERDICTS
from policies.model import Outcome, Verdict
from policies.vocabulary.terms import fold


class Shortlist:
    """Clauses prepared for one profile after another; each is compiled when it is first in question."""

    def __init__(self, provisions: Sequence[Provision]) -> None:
        self._prepared = Prepared(provisions)
        self._words = _Words()
        self._anywhere: list[int] = []
        self._at: dict[str, tuple[Leaf, frozenset[str] | None, list[int]]] = {}
        for k, provision in enumerate(provisions):
            self._place(k, provision)

    def verdicts(self, profile: Mapping[str, Any], on: date) -> dict[int, Verdict]:
        """The clauses that do not fail for a checked profile, by their number, as if all were in force."""
        known: dict[str, Outcome] = {}

        def worth(leaf: Leaf) -> Outcome:
            if leaf.key not in known:
                known[leaf.key] = leaf.outcome(profile, on)
            return known[leaf.key]

        near = list(self._near(profile, worth))
        told = self._told(near, profile)
        found = {k: evaluate(self._prepared.expression(k, told.get(k, {})), worth) for k in near}
        return {k: VERDICTS[outcome] for k, outcome in sorted(found.items()) if outcome != Outcome.UNMET}

    def _place(self, k: int, provision: Provision) -> None:
        read, info = provision.read, provision.info
        findings = () if open_to_others(read, provision.words, info) else general(read, info)
        place = next((one for one in findings if one.criterion.about == "region"), None)
        if place is None:
            self._anywhere.append(k)
            return
        leaf = as_leaf(place)
        if leaf.key not in self._at:
            self._at[leaf.key] = (leaf, _provinces(place.criterion.value), [])
        self._at[leaf.key][2].append(k)

    def _near(self, profile: Mapping[str, Any], worth: Callable[[Leaf], Outcome]) -> Iterator[int]:
        """The clauses that do not fail for their place."""
        yield from self._anywhere
        mine = _provinces(profile[key] for key in PLACES if profile.get(key))
        for leaf, theirs, clauses in self._at.values():
            apart = mine and theirs and mine.isdisjoint(theirs)
            if not apart and worth(leaf) != Outcome.UNMET:
                yield from clauses

    def _told(self, near: Sequence[int], profile: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
        """For each of some clauses the free facts that it hears of."""
        facts = free_facts(profile)
        found: dict[int, dict[str, Any]] = defaultdict(dict)
        if not facts:
            return found
        for k in near:
            self._words.learn(k, self._prepared.provisions[k].words, self._prepared.wordings(k))
        received = "received" in profile
        for fact in facts:
            everywhere = received and names_level(fact.name)
            for k in near if everywhere else self._words.sharing(fact, near):
                if self._prepared.hears(k, fact.name, received=received):
                    found[k][fact.name] = fact.value
        return found


def _provinces(names: Iterable[str]) -> frozenset[str] | None:
    """The provinces of some places; None where one of them may lie anywhere."""
    found = [provinces(str(name)) for name in names]
    return None if None in found else frozenset(name for one in found for name in one or ())


class _Words:
    """Which clauses hold which pairs of characters, as bits of whole numbers."""

    def __init__(self) -> None:
        self._known = 0
        self._holding: dict[str, int] = defaultdict(int)

    def learn(self, k: int, words: str, asked: Iterable[str]) -> None:
        """Keep the words of the k-th clause and those of its conditions."""
        bit = 1 << k
        if self._known & bit:
            return
        self._known |= bit
        plain = fold(words)
        held = {plain[at : at + 2] for at in range(len(plain) - 1)}
        for text in asked:
            held.update(*(pairs(part) for part in (text, *text.split("或"))))
        for pair in held:
            self._holding[pair] |= bit

    def sharing(self, fact: Told, near: Sequence[int]) -> Iterator[int]:
        """Those of some clauses that share two pairs with a fact, as all do that hear of it by its words."""
        if key_of(fact.name):
            yield from near
            return
        once = twice = 0
        for pair in fact.pairs:
            holding = self._holding.get(pair, 0)
            twice |= once & holding
            once |= holding
        sharing = twice if len(fact.pairs) > 1 else once
        yield from (k for k in near if sharing >> k & 1)
