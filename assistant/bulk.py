"""Many profiles against many clauses: the same matches as one by one, without doing the same work twice.

The kernel sieves out the pairs that fail. Of the rest, profiles that are alike in all that a clause looked
at have the same match, so that most rows of a table are looked up.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from assistant.consultation import match_clauses
from index.rows import StoredClause
from policies.matching.columns import Table
from policies.matching.kernel import Kernel
from policies.matching.total import Rules, Total, settle, total
from policies.matching.verdict import match
from policies.model import Match, Outcome, Verdict
from policies.profile import FACTS

_MOST_KEPT = 100_000  # matches, of about 1 kB each
_TELLING = {
    Verdict.ELIGIBLE: Outcome.MET,
    Verdict.NEEDS_RULING: Outcome.DISCRETIONARY,
    Verdict.NEEDS_FACTS: Outcome.UNKNOWN,
}
_MOST_REASONS = 4
_ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


@dataclass(frozen=True, slots=True)
class Row:
    """What a profile comes to: the matches that do not fail, best first, without their findings.

    `why` holds the reasons of each in Chinese; the sums are yuan, `possible` None where some amount has no
    ceiling.
    """

    matches: tuple[Match, ...]
    why: tuple[str, ...]
    certain: float
    possible: float | None


class _Watched(Mapping[str, Any]):
    """A profile that remembers which of its keys were asked for."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._told = told
        self.seen: set[str] = set()

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return self._told[key]

    def __iter__(self) -> Iterator[str]:
        self.seen.update(FACTS)
        return iter(self._told)

    def __len__(self) -> int:
        self.seen.update(FACTS)
        return len(self._told)


_Known = dict[tuple[str, ...], dict[tuple[str | None, ...], tuple[Match, str]]]


class BulkMatcher:
    """Clauses prepared for matching many profiles on one day; `rules` says which benefits exclude others.

    `places` numbers the clauses by id.
    """

    def __init__(self, clauses: Sequence[StoredClause], on: date, rules: Rules) -> None:
        self._clauses, self._on, self._rules = clauses, on, rules
        self._reads = {clause.id: clause.read for clause in clauses}
        self._kernel = Kernel([clause.provision for clause in clauses], on)
        self.places = {clause.id: place for place, clause in enumerate(clauses)}
        self._known: list[_Known] = [{} for _ in clauses]
        self._kept = 0

    def match(self, profiles: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Checked profiles, in order."""
        found: list[list[int]] = [[] for _ in profiles]
        if profiles:
            table = Table.of_profiles(profiles)
            for decided in self._kernel.over(table):
                clause = self.places[decided.provision.id]
                for row in table.order[np.flatnonzero(decided.codes(table.rows))]:
                    found[row].append(clause)
        return [self._row(told, held) for told, held in zip(profiles, found, strict=True)]

    def match_one(self, profile: Mapping[str, Any]) -> tuple[list[Match], Total]:
        """All that does not fail for one checked profile, with its findings, and what it comes to."""
        found = match_clauses(self._clauses, dict(profile), self._on)
        settled = settle(found, self._reads, self._rules)
        return settled, total(settled, self._rules)

    def _row(self, profile: Mapping[str, Any], clauses: Sequence[int]) -> Row:
        tokens = {key: value if isinstance(value, str) else repr(value) for key, value in profile.items()}
        reached = [self._match(clause, profile, tokens) for clause in clauses]
        reached.sort(key=lambda one: (_ORDER[one[0].verdict], one[0].document_id, one[0].start))
        matches = settle([one for one, _ in reached], self._reads, self._rules)
        together = total(matches, self._rules)
        most = together.possible_max
        why = tuple(words for _, words in reached)
        return Row(tuple(matches), why, float(together.certain_min), None if most is None else float(most))

    def _match(self, place: int, profile: Mapping[str, Any], tokens: Mapping[str, str]) -> tuple[Match, str]:
        """One pair: what was found for a profile that told the same of all that was asked for."""
        for keys, by_values in self._known[place].items():
            if known := by_values.get(tuple(map(tokens.get, keys))):
                return known
        clause, watched = self._clauses[place], _Watched(profile)
        made = match(clause.read, clause.quote, clause.info, clause.document_id, watched, self._on)
        light = made.model_copy(update={"findings": ()}), "；".join(reasons(made))
        if self._kept >= _MOST_KEPT:
            self._known, self._kept = [{} for _ in self._clauses], 0
        keys = tuple(sorted(watched.seen))
        self._known[place].setdefault(keys, {})[tuple(map(tokens.get, keys))] = light
        self._kept += 1
        return light


def reasons(made: Match) -> list[str]:
    """The findings that the verdict rests on, each as a Chinese phrase."""
    wanted = _TELLING.get(made.otherwise or made.verdict)
    told = [finding.reason for finding in made.findings if finding.outcome == wanted]
    return list(dict.fromkeys(told))[:_MOST_REASONS]
