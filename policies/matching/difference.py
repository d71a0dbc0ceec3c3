"""Two versions of a document: which of their benefits are the same, changed, new or gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.matching.pairs import pairs
from policies.model import Policy, ReadClause

_ALIKE = 0.5  # of the character pairs of both stand in both: one provision, reworded
_ALIKE_IN_PLACE = 0.25  # the same for provisions under one heading or number


@dataclass(frozen=True, slots=True)
class Pairing:
    """A benefit in the version before and after; one of them is None where it is new or gone."""

    before: ReadClause | None
    after: ReadClause | None


def pair_clauses(before: Policy, after: Policy) -> list[Pairing]:
    """The claimable clauses of both versions, each once, in the order of the version after, then those gone.

    Clauses of the same words belong together, of the others the most alike first.
    """
    old, new = list(before.claimable()), list(after.claimable())
    same = {read.clause.id for read in old} & {read.clause.id for read in new}
    partner = {read.clause.id: read for read in old if read.clause.id in same}
    free = [read for read in old if read.clause.id not in same]
    waiting = [read for read in new if read.clause.id not in same]
    for _, k, j in _likeness(before, after, free, waiting):
        if waiting[j].clause.id not in partner and free[k] not in partner.values():
            partner[waiting[j].clause.id] = free[k]
    kept = {read.clause.id for read in partner.values()}
    gone = [Pairing(read, None) for read in old if read.clause.id not in kept]
    return [*(Pairing(partner.get(read.clause.id), read) for read in new), *gone]


def _likeness(
    before: Policy, after: Policy, old: Sequence[ReadClause], new: Sequence[ReadClause]
) -> list[tuple[float, int, int]]:
    """The pairs of clauses that may be one provision, the likeliest first."""
    words_old = [_pairs(before, read) for read in old]
    words_new = [_pairs(after, read) for read in new]
    found = []
    for k, one in enumerate(words_old):
        for j, other in enumerate(words_new):
            share = len(one & other) / (len(one | other) or 1)
            if share >= (_ALIKE_IN_PLACE if _in_place(old[k], new[j]) else _ALIKE):
                found.append((-share, k, j))
    return sorted(found)


def _pairs(policy: Policy, read: ReadClause) -> frozenset[str]:
    return pairs(policy.source.text[read.clause.start : read.clause.end])


def _in_place(one: ReadClause, other: ReadClause) -> bool:
    same_number = one.clause.locator == other.clause.locator != ""
    return same_number or one.clause.heading == other.clause.heading != ""
