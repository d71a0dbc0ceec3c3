"""Which words of a clause to quote: the sentence that answers, with the neighbours that belong to it."""

import re
from collections.abc import Sequence

from assistant.weighing import Scales, Weighed
from index.rows import StoredClause

Span = tuple[int, int]

_LONGEST = 150  # characters that are quoted together; a longer sentence stands alone
_LONGEST_LIST = 300
_MOST = 3  # sentences
_NEAR = 2.0  # less than the best sentence is worth; a neighbour that is worth less is left out
_LIMITS = re.compile("^(?:其中|但|同一|单个|每[家户个人]|累计|上述|以上|该)|最高|不超过|封顶|为限|总额")
_OPENS = ("：", ":")


def telling(clause: StoredClause, scales: Scales) -> Span:
    """Offsets of the sentence that says most to the question; the first of equals.

    One on another part of the place, or that only names who is responsible, comes last.
    """
    weighed = scales.weigh(clause)
    if not weighed:
        return clause.clause.start, clause.clause.end
    best = weighed[_best(weighed, scales)]
    return clause.clause.start + best.start, clause.clause.start + best.end


def passage(clause: StoredClause, scales: Scales, *, lists: bool = False) -> Span:
    """Offsets of what to quote: a short clause whole, of a longer one some sentences around the best.

    With `lists`, a list that is asked for is quoted as far as it can be read at a glance.
    """
    weighed = scales.weigh(clause)
    if not weighed:
        return clause.clause.start, clause.clause.end
    best = _best(weighed, scales)
    listed = lists and scales.asks_list
    first, last = _grown(clause.quote, weighed, best, _usable(weighed, best, scales), listed=listed)
    return clause.clause.start + weighed[first].start, clause.clause.start + weighed[last].end


def _best(weighed: Sequence[Weighed], scales: Scales) -> int:
    def rank(place: int) -> tuple[bool, bool, float]:
        one = weighed[place]
        return scales.asks_who or not one.names_who, one.here, one.worth

    return max(range(len(weighed)), key=rank)


def _usable(weighed: Sequence[Weighed], best: int, scales: Scales) -> range:
    """The sentences in a row around the best that may be quoted with it."""

    def fits(place: int) -> bool:
        return weighed[place].here and (scales.asks_who or not weighed[place].names_who)

    first = last = best
    while first and fits(first - 1):
        first -= 1
    while last + 1 < len(weighed) and fits(last + 1):
        last += 1
    return range(first, last + 1)


def _grown(quote: str, weighed: Sequence[Weighed], best: int, usable: range, *, listed: bool) -> Span:
    """The first and the last sentence to quote."""
    longest, most = (_LONGEST_LIST, len(weighed)) if listed else (_LONGEST, _MOST)
    if weighed[usable[-1]].end - weighed[usable[0]].start <= longest:
        return usable[0], usable[-1]
    least = float("-inf") if listed else weighed[best].worth - _NEAR
    first = last = best
    while True:
        runs = [(first - 1, last, first - 1), (first, last + 1, last + 1)]
        fitting = [
            (from_, to, added)
            for from_, to, added in runs
            if added in usable
            and to - from_ < most
            and weighed[to].end - weighed[from_].start <= longest
            and (weighed[added].worth >= least or _belongs(quote, weighed, added, best))
        ]
        if not fitting:
            return first, last
        first, last, _ = max(fitting, key=lambda run: weighed[run[2]].worth)


def _belongs(quote: str, weighed: Sequence[Weighed], added: int, best: int) -> bool:
    """Whether a neighbour limits what the best sentence gives, or is what it opens."""
    said, told = (quote[weighed[one].start : weighed[one].end] for one in (added, best))
    return added == best + 1 and (told.endswith(_OPENS) or bool(_LIMITS.search(said)))
