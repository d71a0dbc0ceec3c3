"""Logic with what is not known and what is left to an authority.

A failure decides a conjunction whatever else is open, and what is met decides a choice; between them,
what a user can still tell comes before what only an authority can say.
"""

from collections.abc import Iterable

from policies.model import Outcome

_WORST_FIRST = (Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISCRETIONARY, Outcome.MET)
_BEST_FIRST = (Outcome.MET, Outcome.UNKNOWN, Outcome.DISCRETIONARY, Outcome.UNMET)


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """What holds of conditions that must all hold; of none at all, MET.

    >>> all_of([Outcome.MET, Outcome.UNKNOWN, Outcome.UNMET]).value
    'unmet'
    """
    return min(outcomes, key=_WORST_FIRST.index, default=Outcome.MET)


def any_of(outcomes: Iterable[Outcome]) -> Outcome:
    """What holds of conditions of which one is enough; of none at all, MET.

    >>> any_of([Outcome.UNMET, Outcome.UNKNOWN]).value
    'unknown'
    """
    return min(outcomes, key=_BEST_FIRST.index, default=Outcome.MET)


def as_outcome(holds: bool | None) -> Outcome:
    """What is so, is not so, or is not known (None)."""
    return Outcome.UNKNOWN if holds is None else Outcome.MET if holds else Outcome.UNMET


def negate(outcome: Outcome) -> Outcome:
    """What holds when the contrary is demanded; what is open stays open."""
    return _CONTRARY.get(outcome, outcome)


_CONTRARY = {Outcome.MET: Outcome.UNMET, Outcome.UNMET: Outcome.MET}
