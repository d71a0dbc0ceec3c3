"""符合条件的企业, where neither the clause nor its document says which conditions: they are asked about."""

import re
from collections.abc import Iterable, Iterator, Sequence

from policies.matching.free_facts import Told
from policies.matching.held import finding_of
from policies.matching.pairs import pairs, weight
from policies.matching.paths import Path, serves_all
from policies.matching.rulings import Offered, unclear
from policies.matching.stated import names_all
from policies.model import Criterion, Finding, Outcome, ReadClause

_MEETS = re.compile(r"符合(?:相关|有关|规定|支持|申报|申请|一定)?条件的(?P<whom>[^，,。；;：:]{0,24})")
_SAID = 0.75  # of what is told stands in the words of the way
_WHOM = ("industries", "scale", "ownership", "region", "kind")
_SUPPORT = ("支持", "扶持")
_BOUNDS = (">=", ">", "<=", "<", "between", "within")


def find_unstated(
    read: ReadClause, path: Path, known: Iterable[Finding], facts: Sequence[Told], words: str
) -> tuple[Finding, ...]:
    """The finding on conditions that a way speaks of without saying them.

    Conditions of the whole document and numbers among those `known` say what is meant, unless it is told.
    Who tells of narrower conditions (符合条件的总部企业) tells nothing of these.
    """
    found = _MEETS.search(words, path.start, path.end)
    if not found:
        return ()
    name = "".join(found[0].split())
    said = pairs(words[path.start : path.end])
    told = [
        one
        for one in facts
        if isinstance(one.value, bool)
        and names_all(one, (name,))
        and weight(one.pairs & said) >= _SAID * weight(one.pairs)
    ]
    if not told and any(_says(one.criterion, path) for one in known):
        return ()
    at = read.clause.start
    span = {"quote": found[0], "start": at + found.start(), "end": at + found.end()}
    criterion = Criterion(about=f"fact:{name}", op="is", value=True, offer=path.number, **span)
    outcome = Outcome.UNKNOWN
    if told:
        outcome = Outcome.MET if all(one.holds for one in told) else Outcome.UNMET
    return (finding_of(criterion, outcome, told),)


def unconditional(read: ReadClause, path: Path, facts: Sequence[Told], words: str) -> list[Finding]:
    """The findings where a clause states no condition: a service is for all that it speaks of.

    Money is promised to nobody, nor is a service for which an authority chooses (保障重点项目用地).
    """
    referred = find_unstated(read, path, (), facts, words)
    return list(referred) or ([] if serves_all(read, words) else [unclear(read)])


def demands_nothing(
    read: ReadClause, whole: Sequence[Finding], offers: Sequence[Offered], *, silent: bool
) -> bool:
    """Whether no demand was read, neither in the clause as a whole nor in its ways, where it is not `silent`.

    To be of a trade meets none yet where support is merely announced.
    """
    if silent or any(one.criterion.about != "received" for _, offer in offers for one in offer):
        return silent and not offers
    announced = any(one.what in _SUPPORT and one.form == "unspecified" for one in read.annotation.awards)
    return announced and all(one.criterion.about == "industries" for one in whole)


def _says(criterion: Criterion, path: Path) -> bool:
    """Whether a condition may be one of those that are meant: more than whom the benefit is for."""
    return criterion.op in _BOUNDS or (criterion.offer != path.number and criterion.about not in _WHOM)


def unstated(words: str) -> Iterator[str]:
    """The wordings by which such conditions are told."""
    return ("".join(found[0].split()) for found in _MEETS.finditer(words))
