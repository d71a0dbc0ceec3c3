"""The catalogue: every document in every version, its clauses and their meaning. All else is derived from it.

A version is never changed, so that a citation given last year can still be shown. One call of `add` is one
transaction: a document is there completely or not at all. The clock is never read: moments are arguments.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any, Self, TypeVar

from sqlalchemy import Column, Connection, Engine, Row, Select, func, select, update

from index import schema
from index.corrections import Correction, correction_of, in_force, keep, last_batch, mark_undone
from index.intake import bump, check, holder, note, place, reread, store, unchanged
from index.naming import tidy
from index.rows import (
    Added,
    AuditEntry,
    Change,
    EarlierVersion,
    StoredClause,
    StoredDocument,
    StoredVersion,
    clause_of,
    clauses_named,
    current_clauses,
    document_of,
    select_clause_ids,
    select_clauses,
    select_documents,
    select_earlier,
    select_text,
    select_text_of,
    select_versions,
    version_of,
)
from policies.errors import CatalogDamaged, UnknownDocument
from policies.model import Policy

__all__ = ["Added", "AuditEntry", "Catalog", "Change", "StoredClause", "StoredDocument", "StoredVersion"]

_AT_ONCE = 500
T = TypeVar("T")


class Catalog:
    """Documents, versions, clauses and annotations behind any SQLAlchemy URL.

    Safe for several processes and threads; a reader sees whole documents only. Any method raises
    `CatalogDamaged` when the database cannot be read and `CatalogBusy` when another writer holds it too long.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """The catalogue at `url`, made when absent; raises `CatalogDamaged` when it cannot be read."""
        return cls(schema.open_engine(url))

    def _all(
        self, query: Select[Any], make: Callable[[Row[Any]], T], given: Mapping[str, Any] | None = None
    ) -> list[T]:
        try:
            with schema.told(self._engine), self._engine.connect() as connection:
                return [make(row) for row in connection.execute(query, given)]
        except ValueError as garbled:
            where = self._engine.url.database
            raise CatalogDamaged(
                f"政策目录{where}中有读不出的内容，请运行 policymatch doctor --repair 重新解析。"
            ) from garbled

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with schema.told(self._engine), self._engine.connect() as connection, connection.begin():
            # As the first statement it takes the write lock, so nothing that is read after it goes stale.
            bump(connection)
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def add(
        self,
        name: str,
        data: bytes,
        policy: Policy,
        *,
        at: datetime,
        path: str | None = None,
        actor: str = "local",
        reader: str = "",
    ) -> Added:
        """Store one document that was read from `data`, in one transaction.

        The same bytes under any name are `unchanged`; the same `path` or else the same `name` with other
        bytes is a `new_version`, and the old one stays readable. When only `reader`, the version of the
        reading rules, differs, the document is stored as read anew and still counts as `unchanged`.
        Raises `UnreadableDocument` for a policy whose spans do not fit its text.
        """
        check(name, policy)
        name = tidy(name)
        digest = sha256(data).hexdigest()
        with self._writing() as connection:
            held = connection.execute(holder(digest)).one_or_none()
            if held is not None and held.reader == reader:
                # Nothing changed, so the revision must not grow.
                connection.rollback()
                return unchanged(held, digest)
            if held is not None:
                return reread(connection, held.document_id, data, policy, at=at, actor=actor, reader=reader)
            document, status = place(connection, name, tidy(path) if path else name, at)
            number = store(connection, document, data, policy, at=at, reader=reader)
            note(connection, at, actor, status, document, version=number, detail=policy.info.title)
        return Added(document, digest, status, len(policy.clauses), number)

    def reread(
        self, document_id: str, policy: Policy, *, at: datetime, reader: str, actor: str = "local"
    ) -> Added:
        """Store a new reading of a document's current file; raises like `add`, and `UnknownDocument`."""
        check(document_id, policy)
        data = self.version(self.document(document_id).sha256).data
        with self._writing() as connection:
            return reread(connection, document_id, data, policy, at=at, actor=actor, reader=reader)

    def correct(
        self,
        made: Collection[Correction],
        readings: Mapping[str, Policy],
        *,
        at: datetime,
        reader: str,
        actor: str = "local",
    ) -> None:
        """Keep corrections as one batch, and store a new reading of every document concerned.

        `readings` holds what `reader` makes of the current file of each; the corrections go over it here.
        """
        with self._writing() as connection:
            keep(connection, made, at=at, actor=actor)
            self._reread_all(connection, readings, at=at, actor=actor, reader=reader)
            for one in made:
                note(connection, at, actor, "corrected", one.document_id, detail=_told(one))

    def undo_correction(
        self, readings: Mapping[str, Policy], *, at: datetime, reader: str, actor: str = "local"
    ) -> None:
        """Take back the last batch of corrections; `readings` as for `correct`."""
        with self._writing() as connection:
            undone = mark_undone(connection, at=at)
            self._reread_all(connection, readings, at=at, actor=actor, reader=reader)
            for one in undone:
                note(connection, at, actor, "correction_undone", one.document_id, detail=_told(one))

    def _reread_all(self, connection: Connection, readings: Mapping[str, Policy], **how: Any) -> None:
        for document_id, policy in readings.items():
            check(document_id, policy)
            data = self.version(self.document(document_id).sha256).data
            reread(connection, document_id, data, policy, **how)

    def corrections(self, document_id: str | None = None) -> list[Correction]:
        """The corrections that were not undone, also those set aside, oldest first."""
        return self._all(in_force(document_id), correction_of)

    def set_aside(self, documents: Iterable[str] | None = None) -> Iterator[Correction]:
        """Corrections kept but not in use: the words of their clause have changed or are gone."""
        for id_ in self.current() if documents is None else documents:
            if held := self.corrections(id_):
                text = self.text(id_)
                clauses = {stored.clause.id: stored.clause for stored in self.clauses([id_])}
                yield from (one for one in held if not one.fits(text, clauses.get(one.clause_id)))

    def last_corrections(self) -> list[Correction]:
        """Those that the next `undo_correction` takes back; empty when there are none."""
        return self._all(last_batch(), correction_of)

    def held(self, sha256: str, *, reader: str) -> Added | None:
        """The document that holds a file with these bytes, as `unchanged`, if `reader` read it; else None."""
        held = self._all(holder(sha256), lambda row: row)
        return unchanged(held[0], sha256) if held and held[0].reader == reader else None

    def remove(self, document_id: str, *, at: datetime, actor: str = "local") -> None:
        """Take a document out of the library; its versions stay readable for old citations.

        Raises `UnknownDocument` when the library does not hold it.
        """
        table = schema.documents
        held = update(table).where(table.c.id == document_id, table.c.version_id.is_not(None))
        with self._writing() as connection:
            if not connection.execute(held.values(version_id=None)).rowcount:
                raise _unknown(document_id)
            note(connection, at, actor, "removed", document_id)

    def revision(self) -> int:
        """A number that grows with every committed change."""
        query = select(schema.state.c.number).where(schema.state.c.name == "revision")
        return int(self._all(query, _only)[0])

    def documents(self) -> list[StoredDocument]:
        """Every document held, by id."""
        return self._all(select_documents(), document_of)

    def document(self, document_id: str) -> StoredDocument:
        """One document; raises `UnknownDocument`."""
        found = self._all(select_documents().where(schema.documents.c.id == document_id), document_of)
        if not found:
            raise _unknown(document_id)
        return found[0]

    def current(self) -> dict[str, int]:
        """The number of the current version of every document held."""
        return self._of_current(schema.versions.c.number)

    def sizes(self) -> dict[str, int]:
        """How many clauses every document held has, headings included."""
        return self._of_current(schema.versions.c.clauses)

    def _of_current(self, column: Column[int]) -> dict[str, int]:
        documents, versions = schema.documents, schema.versions
        joined = documents.join(versions, versions.c.id == documents.c.version_id)
        return dict(self._all(select(documents.c.id, column).select_from(joined), tuple))

    def text(self, document_id_or_sha256: str) -> str:
        """The canonical text of a document's current version, or of the stored file with this sha256.

        Raises `UnknownDocument`. When a file was read again by newer rules, a sha256 means the last reading.
        """
        for query in select_text(document_id_or_sha256):
            for text in self._all(query, _only):
                return str(text)
        raise _unknown(document_id_or_sha256)

    def version(self, sha256: str) -> StoredVersion:
        """The last reading of the stored file with this sha256; raises `UnknownDocument`."""
        query = (
            select_versions().where(schema.versions.c.sha256 == sha256).order_by(schema.versions.c.id.desc())
        )
        found = self._all(query.limit(1), version_of)
        if not found:
            raise _unknown(sha256)
        return found[0]

    def versions(self) -> Iterator[StoredVersion]:
        """Every version ever stored, one in memory at a time."""
        ids = select(schema.versions.c.id).order_by(schema.versions.c.id)
        for id_ in self._all(ids, _only):
            yield from self._all(select_versions().where(schema.versions.c.id == id_), version_of)

    def earlier(self) -> Iterator[EarlierVersion]:
        """The wordings that documents held had before, one in memory at a time."""
        for key in self._all(select_earlier(), lambda row: row.id):
            query = select_text_of(key)
            yield from self._all(query, lambda row: EarlierVersion(row.document_id, row.sha256, row.text))

    def clauses_of(self, sha256: str) -> list[StoredClause]:
        """The clauses of the last reading of a stored file, in text order; none when it is not stored."""
        last = select(func.max(schema.versions.c.id)).where(schema.versions.c.sha256 == sha256)
        query = select_clauses().where(schema.versions.c.id == last.scalar_subquery())
        return self._all(query.order_by(schema.clauses.c.ordinal), clause_of)

    def fault(self) -> str | None:
        """What is wrong with the database file itself, as a sentence for the user; None when it is sound."""
        return schema.fault(self._engine)

    def clauses(self, document_ids: Iterable[str] | None = None) -> Iterator[StoredClause]:
        """The clauses of the current versions, by document and in text order; ids not held give nothing.

        A document's clauses are read at once, so that a long walk neither holds everything in memory nor
        keeps a transaction open.
        """
        wanted = sorted(self.current() if document_ids is None else set(document_ids))
        for document_id in wanted:
            query = (
                current_clauses()
                .where(schema.documents.c.id == document_id)
                .order_by(schema.clauses.c.ordinal)
            )
            yield from self._all(query, clause_of)

    def clauses_by_id(self, ids: Collection[str]) -> dict[str, StoredClause]:
        """The clauses with these ids, in the order asked; ids that no current version has are left out."""
        wanted = list(dict.fromkeys(ids))
        found: dict[str, StoredClause] = {}
        for first in range(0, len(wanted), _AT_ONCE):
            part = {"ids": wanted[first : first + _AT_ONCE]}
            found.update((clause.id, clause) for clause in self._all(clauses_named(), clause_of, part))
        return {id_: found[id_] for id_ in wanted if id_ in found}

    def clause_ids(self, document_id: str, number: int) -> list[str]:
        """The library-wide ids of one version's clauses, in text order; empty when it is not stored."""
        return self._all(select_clause_ids(document_id, number), _only)

    def audit(self, document_id: str | None = None, *, limit: int = 1000) -> list[AuditEntry]:
        """The last changes, newest first."""
        query = select(schema.audit).order_by(schema.audit.c.id.desc()).limit(limit)
        if document_id is not None:
            query = query.where(schema.audit.c.document_id == document_id)
        return self._all(query, lambda row: AuditEntry(**row._mapping))


def _only(row: Row[Any]) -> Any:
    return row[0]


def _told(one: Correction) -> str:
    return f"{one.clause_id} {one.words}"


def _unknown(document: str) -> UnknownDocument:
    return UnknownDocument(f"政策库中没有文件“{document}”，请用 policymatch library 查看已有文件的编号。")
