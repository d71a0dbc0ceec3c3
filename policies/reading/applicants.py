"""Whom a list of conditions is for, where others apply for the same under lists of their own."""

import re
from collections.abc import Iterable, Iterator, Sequence

from policies.model import Criterion
from policies.reading.alternatives import groups_of
from policies.reading.patterns import pattern
from policies.reading.profile_conditions import find_profile_conditions
from policies.reading.sieve import Sieve
from policies.vocabulary.terms import find_terms

_OF_FIRMS = ("scale", "ownership")
_CONTRARY = {"is": "is_not", "in": "not_in"}
_FIRMS, _PERSONS = ("enterprise",), ("talent", "project")
_KINDS = {
    "enterprise": _FIRMS,
    **dict.fromkeys(("talent", "talent_team", "graduate", "jobseeker", "worker"), _PERSONS),
}


@Sieve
def _lists_for() -> Iterator[tuple[re.Pattern[str], re.Pattern[str]]]:
    return iter([(pattern("list_for"), pattern("list_for"))])


def called(leads: Iterable[str]) -> list[str]:
    """The words before 应符合以下条件 in each lead: the applicants or the benefit that a list is for."""
    tried = ((list_for, words) for words in leads for list_for in _lists_for.candidates(words))
    return [hit["who"] for list_for, words in tried if (hit := list_for.search(words))]


def whom(names: Iterable[str]) -> str:
    """The applicants among what a list is called after, where they are not just anyone; else ""."""
    named = (pattern("anyone").sub("", name) for name in names)
    return next((name for name in named if len(name) > 1), "")


def alike(who: str, words: str) -> bool:
    """Whether words name applicants of the sort that `who` are (企业 where these are 小微企业)."""
    sort = {tag.name for tag in find_terms(who, "addressee")}
    return bool(sort) and sort <= {tag.name for tag in find_terms(words, "addressee")}


def excused(text: str, who: tuple[int, int], demands: Iterable[Criterion]) -> Iterator[Criterion]:
    """The demands of a list for those at `text[slice(*who)]`; who is told to be none of them is excused."""
    others = list(_others(text, *who))
    for number, group in enumerate(groups_of(tuple(demands))):
        label = group[0].group or (f"whom{who[0]}.{number}" if others else None)
        yield from (one.model_copy(update={"group": label}) for one in (*group, *others))


def _others(text: str, start: int, end: int) -> Iterator[Criterion]:
    """What tells that someone is not one of those named: another size or owner, another kind of applicant."""
    for one in find_profile_conditions(text, start, end):
        if one.about in _OF_FIRMS and one.op in _CONTRARY:
            yield one.model_copy(update={"op": _CONTRARY[one.op]})
    kinds = _kinds([tag.name for tag in find_terms(text[start:end], "addressee")])
    if kinds:
        yield Criterion.of(text, start, end, about="kind", op="not_in", value=kinds)


def _kinds(names: Sequence[str]) -> tuple[str, ...]:
    """The kinds of profiles that those named have; () where they are of several kinds, or none is known."""
    held = {_KINDS.get(name, ()) for name in names}
    return held.pop() if len(held) == 1 else ()
