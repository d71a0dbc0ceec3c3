"""Whom a clause speaks of: those its words name as their subject, where it states no condition apart."""

from functools import lru_cache

from policies.model import Criterion, ReadClause
from policies.reading.profile_conditions import find_profile_conditions

_SUBJECTS = ("scale", "industries")


def find_subject(read: ReadClause, words: str) -> tuple[Criterion, ...]:
    """The size and the trade of the enterprises that the clause names, of each the first mention."""
    start = read.clause.start
    return tuple(
        one.model_copy(update={"start": one.start + start, "end": one.end + start}) for one in _named(words)
    )


def find_size(read: ReadClause, words: str, start: int, end: int) -> tuple[Criterion, ...]:
    """The size of the enterprises that a way to get something names in `words[start:end]`."""
    at = read.clause.start + start
    return tuple(
        one.model_copy(update={"start": one.start + at, "end": one.end + at})
        for one in _named(words[start:end])
        if one.about == "scale"
    )


@lru_cache(maxsize=20_000)
def _named(words: str) -> tuple[Criterion, ...]:
    first: dict[str, Criterion] = {}
    for one in find_profile_conditions(words, 0, len(words)):
        if one.about in _SUBJECTS:
            first.setdefault(one.about, one)
    return tuple(first.values())
