"""What people corrected in the reading of clauses: kept beside the versions and put over every later reading.

A correction holds for a clause id and for the words the clause had: where the words have changed, it is set
aside, neither applied nor lost. Offsets are kept relative to the start of the clause.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import Any, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, func, insert, select, update

from index.schema import corrections
from policies.model import Annotation, Clause, Policy, Quote, ReadClause

FIELDS: Mapping[str, TypeAdapter[Any]] = MappingProxyType(
    {
        name: TypeAdapter(get_type_hints(Annotation)[name])
        for name in (
            *("kind", "addressees", "regions", "industries", "departments"),
            *("delivery", "awards", "criteria"),
        )
    }
)
"""The parts of an annotation that a person can correct."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One field of one clause as a person wants it; `value` is JSON, `words` say the change in Chinese.

    `clause_id` is the clause's id in its document, `text_hash` that of the words it was corrected for.
    """

    document_id: str
    clause_id: str
    text_hash: str
    field: str
    value: str
    words: str

    @classmethod
    def of(
        cls, document_id: str, clause: Clause, text: str, field: str, value: Any, words: str
    ) -> "Correction":
        """A correction of a clause whose words are `text`."""
        moved = _moved(value, -clause.start)
        json = FIELDS[field].dump_json(moved).decode()
        return cls(document_id, clause.id, text_hash(text), field, json, words)

    def value_in(self, text: str, clause: Clause) -> Any:
        """The corrected value for the clause as it stands in `text` now; None where it does not fit."""
        if self.text_hash != text_hash(text[clause.start : clause.end]):
            return None
        value = FIELDS[self.field].validate_json(self.value)
        if not (isinstance(value, tuple) and value and isinstance(value[0], Quote)):
            return value
        found = [_found(text, quote) for quote in _moved(value, clause.start)]
        return None if None in found else tuple(found)

    def fits(self, text: str, clause: Clause | None) -> bool:
        """Whether it can be put over the clause as it stands in `text` now."""
        return clause is not None and self.value_in(text, clause) is not None


def text_hash(words: str) -> str:
    """The sha256 of a clause's words, by which a correction knows them again."""
    return sha256(words.encode()).hexdigest()


def _moved(value: Any, by: int) -> Any:
    """Quotes with their offsets shifted; any other value as it is."""
    if not isinstance(value, tuple):
        return value
    return tuple(
        one.model_copy(update={"start": one.start + by, "end": one.end + by})
        if isinstance(one, Quote)
        else one
        for one in value
    )


def _found(text: str, quote: Quote) -> Quote | None:
    """The quote where it stands now: a definition elsewhere in the document may have moved."""
    if text[max(quote.start, 0) : max(quote.end, 0)] == quote.quote:
        return quote
    start = text.find(quote.quote)
    return None if start < 0 else quote.model_copy(update={"start": start, "end": start + len(quote.quote)})


def in_force(document_id: str | None = None) -> Select[Any]:
    """The query for corrections that were not undone, oldest first."""
    query = select(corrections).where(corrections.c.undone_at.is_(None)).order_by(corrections.c.id)
    return query if document_id is None else query.where(corrections.c.document_id == document_id)


def correction_of(row: Row[Any]) -> Correction:
    return Correction(row.document_id, row.clause_id, row.text_hash, row.field, row.value, row.words)


def corrected(connection: Connection, document_id: str, policy: Policy) -> tuple[Policy, frozenset[str]]:
    """A reading with the corrections put over it, and the ids of the clauses that a person corrected."""
    rows = sorted(map(correction_of, connection.execute(in_force(document_id))), key=attrgetter("clause_id"))
    if not rows:
        return policy, frozenset()
    by_clause = {id_: list(held) for id_, held in groupby(rows, key=attrgetter("clause_id"))}
    read = tuple(_over(policy.source.text, one, by_clause.get(one.clause.id, ())) for one in policy.clauses)
    changed = (new.clause.id for old, new in zip(policy.clauses, read, strict=True) if new is not old)
    return policy.model_copy(update={"clauses": read}), frozenset(changed)


def _over(text: str, read: ReadClause, held: Iterable[Correction]) -> ReadClause:
    values = {one.field: value for one in held if (value := one.value_in(text, read.clause)) is not None}
    if not values:
        return read
    return read.model_copy(update={"annotation": read.annotation.model_copy(update=values)})


def keep(connection: Connection, made: Iterable[Correction], *, at: datetime, actor: str) -> None:
    """Write down corrections as one batch, the unit of undoing."""
    batch = (connection.execute(select(func.max(corrections.c.batch))).scalar() or 0) + 1
    rows = [
        {name: getattr(one, name) for name in Correction.__slots__}
        | {"batch": batch, "at": at, "actor": actor}
        for one in made
    ]
    connection.execute(insert(corrections), rows)


def last_batch() -> Select[Any]:
    """The query for the corrections that an undo takes back."""
    latest = select(func.max(corrections.c.batch)).where(corrections.c.undone_at.is_(None))
    return in_force().where(corrections.c.batch == latest.scalar_subquery())


def mark_undone(connection: Connection, *, at: datetime) -> list[Correction]:
    """Take the last batch back and return it; the corrections before it hold again."""
    rows = connection.execute(last_batch()).all()
    for row in rows[:1]:
        batch = update(corrections).where(corrections.c.batch == row.batch)
        connection.execute(batch.values(undone_at=at))
    return [correction_of(row) for row in rows]
