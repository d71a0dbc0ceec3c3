"""Whom a clause speaks of: those its words name as their subject, where it states no condition apart."""

import re
from functools import lru_cache

from policies.model import Criterion, ReadClause
from policies.reading.profile_conditions import find_profile_conditions

_SUBJECTS = ("scale", "industries")


def find_subject(read: ReadClause, words: str) -> tuple[Criterion, ...]:
    """The size and the trade of the enterprises that the clause names, of each the first mention."""
    start = read.clause.start
    return tuple(one.moved(start) for one in (*_named(words), *_all_of(words)))


# 所有开复工企业均可: not all enterprises.
_ALL = re.compile(r"(?:所有|凡是?)([\u4e00-\u9fff]{2,12}(?:企业|单位|机构|人员))(?=[^，。；;]{0,16}可)")


def _all_of(words: str) -> tuple[Criterion, ...]:
    found = _ALL.search(words)
    if found is None:
        return ()
    return (Criterion.of(words, *found.span(1), about=f"fact:{found[1]}", op="is", value=True),)


def find_size(read: ReadClause, words: str, start: int, end: int) -> tuple[Criterion, ...]:
    """The size of the enterprises that a way to get something names in `words[start:end]`."""
    at = read.clause.start + start
    return tuple(one.moved(at) for one in _named(words[start:end]) if one.about == "scale")


@lru_cache(maxsize=20_000)
def _named(words: str) -> tuple[Criterion, ...]:
    first: dict[str, Criterion] = {}
    for one in find_profile_conditions(words, 0, len(words)):
        if one.about in _SUBJECTS:
            first.setdefault(one.about, one)
    return tuple(first.values())
