"""What the catalogue hands out: frozen rows, and the queries that fill them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, bindparam, func, select

from index.schema import annotations, clauses, contents, documents, versions
from policies.errors import CatalogDamaged
from policies.matching.compiled import Provision
from policies.model import Annotation, Clause, DocumentInfo, OutlineRole, ReadClause

Change = Literal["added", "unchanged", "new_version"]

STRINGS = TypeAdapter(tuple[str, ...])
_SHA256 = re.compile("[0-9a-f]{64}")  # longer than any id that is letters and digits alone
OFFSETS = TypeAdapter(tuple[int, ...])


@dataclass(frozen=True, slots=True)
class Added:
    """What `Catalog.add` did; `id` and `number` name the version that is current now."""

    id: str
    sha256: str
    status: Change
    clauses: int
    number: int


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document of the library as its current version tells it.

    `pages` counts pages (0 for media without), `versions` and `clauses` count too; `number` is the number
    of the current version, `reader` names the reading rules that produced it.
    """

    id: str
    name: str
    path: str
    info: DocumentInfo
    sha256: str
    media_type: str
    pages: int
    number: int
    versions: int
    clauses: int
    reader: str
    added: datetime
    read_at: datetime


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One immutable version: the bytes and what was read from them; `pages` are offsets into `text`."""

    document_id: str
    number: int
    sha256: str
    media_type: str
    data: bytes
    text: str
    pages: tuple[int, ...]
    info: DocumentInfo
    reader: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """The text of a file that another one took the place of."""

    document_id: str
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class StoredClause:
    """A clause of a stored version; `id` is unique in the library, `clause.id` in its document.

    `told` is its meaning, or the JSON of it, which is read when somebody asks for the `annotation`: a search
    does not. `origin` says who read it: rule, model or person.
    """

    id: str
    document_id: str
    sha256: str
    ordinal: int
    clause: Clause
    told: Annotation | str
    quote: str
    info: DocumentInfo
    origin: str = "rule"

    @property
    def annotation(self) -> Annotation:
        """What was read of it; raises `CatalogDamaged` when that cannot be understood."""
        return _annotation(self.told) if isinstance(self.told, str) else self.told

    @property
    def read(self) -> ReadClause:
        """The clause with its meaning, as the matcher takes it."""
        return ReadClause(clause=self.clause, annotation=self.annotation)

    @property
    def provision(self) -> Provision:
        """The same with all that a verdict rests on."""
        return Provision(self.id, self.read, self.quote, self.info)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what, and when."""

    id: int
    at: datetime
    actor: str
    action: str
    document_id: str
    version: int | None
    detail: str


def select_documents() -> Select[Any]:
    """One row for every document held, by id."""
    every = versions.alias()
    counted = select(func.count()).select_from(every).where(every.c.document_id == documents.c.id)
    return (
        select(
            documents.c.id,
            documents.c.name,
            documents.c.path,
            versions.c.info,
            versions.c.sha256,
            versions.c.media_type,
            versions.c.pages,
            versions.c.number,
            counted.scalar_subquery().label("versions"),
            versions.c.clauses,
            versions.c.reader,
            documents.c.added,
            versions.c.read_at,
        )
        .join(versions, versions.c.id == documents.c.version_id)
        .order_by(documents.c.id)
    )


def document_of(row: Row[Any]) -> StoredDocument:
    values = row._asdict()
    values["info"] = _info(values["info"])
    values["pages"] = len(OFFSETS.validate_json(values["pages"]))
    return StoredDocument(**values)


def select_versions() -> Select[Any]:
    """One row for every version ever stored."""
    return select(
        versions.c.document_id,
        versions.c.number,
        versions.c.sha256,
        versions.c.media_type,
        contents.c.bytes.label("data"),
        versions.c.text,
        versions.c.pages,
        versions.c.info,
        versions.c.reader,
        versions.c.read_at,
    ).join(contents, contents.c.sha256 == versions.c.sha256)


def select_earlier() -> Select[Any]:
    """The key of the last reading of every file that another one took the place of, in a document held."""
    current = versions.alias()
    held = documents.join(current, current.c.id == documents.c.version_id)
    return (
        select(func.max(versions.c.id).label("id"))
        .select_from(held.join(versions, versions.c.document_id == documents.c.id))
        .where(versions.c.sha256 != current.c.sha256)
        .group_by(versions.c.document_id, versions.c.sha256)
        .order_by(func.max(versions.c.id).desc())
    )


def select_text_of(key: int) -> Select[Any]:
    """Document, sha256 and text of one version."""
    return select(versions.c.document_id, versions.c.sha256, versions.c.text).where(versions.c.id == key)


def version_of(row: Row[Any]) -> StoredVersion:
    values = row._asdict()
    values["data"] = bytes(values["data"])
    values["pages"] = OFFSETS.validate_json(values["pages"])
    values["info"] = _info(values["info"])
    return StoredVersion(**values)


def select_clauses() -> Select[Any]:
    """One row for every clause of every version ever stored; join `documents` for the current ones."""
    meaning = (annotations.c.version_id == clauses.c.version_id) & (
        annotations.c.ordinal == clauses.c.ordinal
    )
    return (
        select(
            clauses.c.id,
            versions.c.document_id,
            versions.c.sha256,
            clauses.c.ordinal,
            clauses.c.clause_id,
            clauses.c.locator,
            clauses.c.heading,
            clauses.c.path,
            clauses.c.start,
            clauses.c.end,
            clauses.c.page,
            clauses.c.role,
            annotations.c.annotation,
            clauses.c.quote,
            versions.c.info,
            annotations.c.origin,
        )
        .join(versions, versions.c.id == clauses.c.version_id)
        .join(annotations, meaning)
    )


@cache
def current_clauses() -> Select[Any]:
    """One row for every clause of every current version."""
    return select_clauses().join(documents, documents.c.version_id == versions.c.id)


@cache
def clauses_named() -> Select[Any]:
    """Those of the current clauses whose ids are `ids`, which are given when it is run."""
    return current_clauses().where(clauses.c.id.in_(bindparam("ids", expanding=True)))


def clause_of(row: Row[Any]) -> StoredClause:
    id_, document_id, sha256, ordinal, clause_id, locator, heading, path, start, end, page, role, *rest = (
        tuple(row)
    )
    annotation, quote, info, origin = rest
    clause = Clause.model_construct(
        id=clause_id,
        locator=locator,
        heading=heading,
        path=_strings(path),
        start=start,
        end=end,
        page=page,
        role=OutlineRole(role),
    )
    return StoredClause(id_, document_id, sha256, ordinal, clause, annotation, quote, _info(info), origin)


# The values are frozen and their text decides them, so they may be shared between rows and queries.
@lru_cache(maxsize=1024)
def _info(json: str) -> DocumentInfo:
    return DocumentInfo.model_validate_json(json)


@lru_cache(maxsize=1024)
def _annotation(json: str) -> Annotation:
    try:
        return Annotation.model_validate_json(json)
    except ValueError as garbled:
        raise CatalogDamaged(
            "政策目录中有读不出的条款含义，请运行 policymatch doctor --repair 重新解析。"
        ) from garbled


@lru_cache(maxsize=1024)
def _strings(json: str) -> tuple[str, ...]:
    return STRINGS.validate_json(json)


def select_text(document_id_or_sha256: str) -> Iterator[Select[Any]]:
    """The text of a stored file as it was read last, then that of a document's current version."""
    if _SHA256.fullmatch(document_id_or_sha256):
        stored = select(versions.c.text).where(versions.c.sha256 == document_id_or_sha256)
        yield stored.order_by(versions.c.id.desc()).limit(1)
    joined = documents.join(versions, versions.c.id == documents.c.version_id)
    yield select(versions.c.text).select_from(joined).where(documents.c.id == document_id_or_sha256)


def select_clause_ids(document_id: str, number: int) -> Select[Any]:
    """The library-wide ids of one version's clauses, in text order."""
    query = select(clauses.c.id).join(versions, versions.c.id == clauses.c.version_id)
    of_one = query.where(versions.c.document_id == document_id, versions.c.number == number)
    return of_one.order_by(clauses.c.ordinal)
