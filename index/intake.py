"""One document into the tables: what is checked first, where it belongs, the rows it becomes."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, or_, select, update

from index.corrections import corrected, text_hash
from index.naming import candidate_ids
from index.rows import OFFSETS, STRINGS, Added, Change
from index.schema import annotations, audit, clauses, contents, documents, state, versions
from policies.errors import UnreadableDocument
from policies.model import Annotation, Policy, Quote, ReadClause

Json = dict[str, Any]


def check(name: str, policy: Policy) -> None:
    """Refuse a reading that cannot be cited: whatever is stored can be quoted word for word.

    Raises `UnreadableDocument` when spans leave the text, quotes differ from it, ids repeat, or the
    text holds half characters (lone surrogates), which no file and no database can carry.
    """
    for fault in _faults(policy):
        raise UnreadableDocument(f"文件“{name}”的解析结果有误（{fault}），未入库，请把该文件反馈给维护者。")


def quotes(annotation: Annotation) -> Iterator[Quote]:
    """Every quotation an annotation rests on."""
    yield from annotation.delivery
    yield from annotation.awards
    yield from annotation.criteria
    yield from annotation.scope
    yield from annotation.exclusive


def misquoted(text: str, read: ReadClause) -> Iterator[Quote]:
    """The quotations of one clause that the text does not bear out."""
    return (quote for quote in quotes(read.annotation) if text[quote.start : quote.end] != quote.quote)


def _faults(policy: Policy) -> Iterator[str]:
    text = policy.source.text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        yield "正文含有残缺字符"
    repeated = [id_ for id_, times in Counter(read.clause.id for read in policy.clauses).items() if times > 1]
    if repeated:
        yield f"条款编号{repeated[0]}重复"
    for read in policy.clauses:
        if not 0 <= read.clause.start <= read.clause.end <= len(text):
            yield f"条款{read.clause.id}超出正文"
        if any(misquoted(text, read)):
            yield f"条款{read.clause.id}的引文与正文不符"


def holder(digest: str) -> Select[Any]:
    """The query for the document whose current version has these bytes."""
    return (
        select(versions.c.document_id, versions.c.number, versions.c.clauses, versions.c.reader)
        .join(documents, documents.c.version_id == versions.c.id)
        .where(versions.c.sha256 == digest)
        .order_by(versions.c.document_id)
        .limit(1)
    )


def place(connection: Connection, name: str, path: str, at: datetime) -> tuple[str, Change]:
    """The id of the document this file is a version of, made when there is none, and what the user is told.

    The same path wins over the same name: two folders may each hold an index.html.
    """
    held = _same_file(connection, name, path)
    if held is None:
        return _new_document(connection, name, path, at), "added"
    connection.execute(update(documents).where(documents.c.id == held.id).values(path=path))
    if held.version_id is not None:
        return held.id, "new_version"
    connection.execute(update(documents).where(documents.c.id == held.id).values(added=at))
    return held.id, "added"


def _same_file(connection: Connection, name: str, path: str) -> Row[Any] | None:
    query = select(documents.c.id, documents.c.path, documents.c.version_id).where(
        or_(documents.c.path == path, documents.c.name == name)
    )
    found: list[Row[Any]] = sorted(connection.execute(query), key=lambda row: (row.path != path, row.id))
    return found[0] if found else None


def _new_document(connection: Connection, name: str, path: str, at: datetime) -> str:
    taken = select(documents.c.id)
    for id_ in candidate_ids(name):
        if connection.execute(taken.where(documents.c.id == id_)).first() is None:
            break
    connection.execute(insert(documents).values(id=id_, name=name, path=path, added=at))
    return id_


def store(
    connection: Connection, document_id: str, data: bytes, policy: Policy, *, at: datetime, reader: str
) -> int:
    """Write a new version with its clauses and make it the current one; returns its number.

    What people corrected in the document wins over the reading, as long as the words are the same.
    """
    policy, by_person = corrected(connection, document_id, policy)
    digest = sha256(data).hexdigest()
    if connection.execute(select(contents.c.sha256).where(contents.c.sha256 == digest)).first() is None:
        connection.execute(insert(contents).values(sha256=digest, bytes=data))
    earlier = select(versions.c.number).where(versions.c.document_id == document_id)
    number = max(connection.execute(earlier).scalars(), default=0) + 1
    row = _version_row(policy) | {"document_id": document_id, "number": number, "sha256": digest}
    made = connection.execute(insert(versions).values(**row, reader=reader, read_at=at))
    key = made.inserted_primary_key
    assert key is not None  # a single-row insert always has one
    version_id = key[0]
    if policy.clauses:
        connection.execute(insert(clauses), [*_clause_rows(document_id, version_id, policy)])
        connection.execute(insert(annotations), [*_annotation_rows(version_id, policy, by_person)])
    connection.execute(update(documents).where(documents.c.id == document_id).values(version_id=version_id))
    return number


def _version_row(policy: Policy) -> Json:
    return {
        "media_type": policy.source.media_type,
        "text": policy.source.text,
        "pages": OFFSETS.dump_json(policy.source.pages).decode(),
        "info": policy.info.model_dump_json(),
        "clauses": len(policy.clauses),
    }


def _clause_rows(document_id: str, version_id: int, policy: Policy) -> Iterator[Json]:
    for ordinal, read in enumerate(policy.clauses):
        clause = read.clause
        yield {
            "version_id": version_id,
            "ordinal": ordinal,
            "id": f"{document_id}#{clause.id}",
            "clause_id": clause.id,
            "locator": clause.locator,
            "heading": clause.heading,
            "path": STRINGS.dump_json(clause.path).decode(),
            "start": clause.start,
            "end": clause.end,
            "page": clause.page,
            "role": clause.role.value,
            "quote": policy.source.text[clause.start : clause.end],
        }


def _annotation_rows(version_id: int, policy: Policy, by_person: Collection[str]) -> Iterator[Json]:
    for ordinal, read in enumerate(policy.clauses):
        yield {
            "version_id": version_id,
            "ordinal": ordinal,
            "clause_id": read.clause.id,
            "annotation": read.annotation.model_dump_json(),
            "origin": "person" if read.clause.id in by_person else "rule",
            "text_hash": text_hash(policy.source.text[read.clause.start : read.clause.end]),
        }


def note(
    connection: Connection,
    at: datetime,
    actor: str,
    action: str,
    document_id: str,
    *,
    version: int | None = None,
    detail: str = "",
) -> None:
    """Write down who changed what."""
    row = {"at": at, "actor": actor, "action": action, "document_id": document_id}
    connection.execute(insert(audit).values(**row, version=version, detail=detail))


def bump(connection: Connection) -> None:
    """Count one change; as the first statement it also takes the write lock of the database."""
    connection.execute(update(state).where(state.c.name == "revision").values(number=state.c.number + 1))


def reread(
    connection: Connection,
    document_id: str,
    data: bytes,
    policy: Policy,
    *,
    at: datetime,
    actor: str,
    reader: str,
) -> Added:
    """Store a new reading of a file that is held.

    The file is the same, so it counts as `unchanged`; what was read from it is a new version.
    """
    number = store(connection, document_id, data, policy, at=at, reader=reader)
    note(connection, at, actor, "reread", document_id, version=number, detail=policy.info.title)
    return Added(document_id, sha256(data).hexdigest(), "unchanged", len(policy.clauses), number)


def unchanged(held: Row[Any], digest: str) -> Added:
    """That a row of `holder` holds the file with this sha256 already."""
    return Added(held.document_id, digest, "unchanged", held.clauses, held.number)
