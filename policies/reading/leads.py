"""What the words above a list of benefits demand for each: 对A企业，给予以下支持：（一）……；（二）……。"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.model import Criterion, OutlineRole, ReadClause
from policies.reading.conditions import find_conditions
from policies.reading.patterns import guarded, pattern

_LEADS = guarded("leads_to_list")


@dataclass(frozen=True, slots=True)
class Lead:
    """What a provision that ends in 给予以下支持 demands for benefits below `path`, behind `end`."""

    end: int
    path: tuple[str, ...]
    criteria: tuple[Criterion, ...]


def find_leads(text: str, document: Sequence[ReadClause], place: str = "") -> tuple[Lead, ...]:
    """The provisions of the document that give nothing but what stands listed below them, in text order."""
    return tuple(_leads(text, document, place))


def _leads(text: str, document: Sequence[ReadClause], place: str) -> Iterator[Lead]:
    for read in document:
        clause = read.clause
        if read.annotation.kind.claimable:
            continue
        likely = _LEADS.may_match(text, clause.start, clause.end)
        if likely and (hit := pattern("leads_to_list").search(text[clause.start : clause.end])):
            start, gives = clause.start + hit.start("whom"), clause.start + hit.end("whom")
            body = clause.role == OutlineRole.BODY
            path = clause.path if body else (*clause.path, clause.heading)
            yield Lead(clause.end, path, tuple(find_conditions(text, start, gives, place)))


def conditions_above(read: ReadClause, leads: Sequence[Lead]) -> tuple[Criterion, ...]:
    """What the nearest words above a benefit demand of it beside its own conditions."""
    clause, said = read.clause, {one.sense for one in read.annotation.criteria}
    above = [one for one in leads if one.end <= clause.start and clause.path[: len(one.path)] == one.path]
    nearest = {lead.path: lead for lead in above}.values()
    return tuple(one for lead in nearest for one in lead.criteria if one.sense not in said)
