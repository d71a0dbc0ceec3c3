"""The tables of the catalogue, the same on SQLite and PostgreSQL, and how one is opened.

Text is kept as UTF-8 bytes (`ExactText`): PostgreSQL refuses a NUL character in its text types and SQLite
cuts strings at it, while a quote must come back exactly as it stands in the document.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    create_engine,
    event,
    insert,
    make_url,
    select,
)
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    InternalError,
    OperationalError,
    ProgrammingError,
)

from policies.errors import CatalogBusy, CatalogDamaged

SCHEMA = 1
_FIRST_STATE = {"schema": SCHEMA, "revision": 0}
_ATTEMPTS = 20
_BUSY_MS = 30_000


class ExactText(TypeDecorator[str]):
    """Text stored as UTF-8 bytes, so that every character, NUL included, survives every database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        return None if value is None else value.encode("utf-8")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else bytes(value).decode("utf-8")


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone, kept in UTC; SQLite would silently drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        # A naive moment is the caller's local time; PostgreSQL and SQLite would read it differently.
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData()

state = Table(
    "state",
    metadata,
    Column("name", String, primary_key=True),
    Column("number", Integer, nullable=False),
)

# Bytes are kept once per content: a document that returns to an earlier wording costs no second copy.
contents = Table(
    "contents",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("path", String, nullable=False, index=True),
    # NULL once removed: the row stays, so that the same name gets the same id again.
    Column(
        "version_id",
        Integer,
        ForeignKey("versions.id", use_alter=True, name="fk_documents_version"),
        nullable=True,
        index=True,
    ),
    Column("added", Moment, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", String, ForeignKey("documents.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("sha256", String(64), ForeignKey("contents.sha256"), nullable=False, index=True),
    Column("media_type", String, nullable=False),
    Column("text", ExactText, nullable=False),
    Column("pages", ExactText, nullable=False),
    Column("info", ExactText, nullable=False),
    Column("clauses", Integer, nullable=False),
    Column("reader", String, nullable=False),
    Column("read_at", Moment, nullable=False),
    UniqueConstraint("document_id", "number"),
)

clauses = Table(
    "clauses",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("id", ExactText, nullable=False),
    Column("clause_id", ExactText, nullable=False),
    Column("locator", ExactText, nullable=False),
    Column("heading", ExactText, nullable=False),
    Column("path", ExactText, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer, nullable=True),
    Column("role", String, nullable=False),
    # The words themselves, so that citing twenty clauses does not load twenty whole documents.
    Column("quote", ExactText, nullable=False),
    UniqueConstraint("version_id", "clause_id"),
    Index("ix_clauses_id", "id"),
)

annotations = Table(
    "annotations",
    metadata,
    Column("version_id", Integer, ForeignKey("versions.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("clause_id", ExactText, nullable=False),
    Column("annotation", ExactText, nullable=False),
    Column("origin", String, nullable=False),
    Column("text_hash", String(64), nullable=False),
)

# What people corrected; never deleted, so that an undone correction can still be told of. Databases made
# before this table get it when they are opened.
corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, nullable=False, index=True),
    Column("document_id", String, ForeignKey("documents.id"), nullable=False, index=True),
    Column("clause_id", ExactText, nullable=False),
    Column("text_hash", String(64), nullable=False),
    Column("field", String, nullable=False),
    Column("value", ExactText, nullable=False),
    Column("words", ExactText, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment, nullable=True),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("action", String, nullable=False),
    Column("document_id", String, nullable=False, index=True),
    Column("version", Integer, nullable=True),
    Column("detail", ExactText, nullable=False),
)


def open_engine(url: str) -> Engine:
    """An engine on a catalogue with every table; raises `CatalogDamaged` when it cannot be opened."""
    where = make_url(url)
    engine = create_engine(where)
    if where.get_backend_name() == "sqlite":
        _tune_sqlite(engine)
    try:
        with told(engine):
            _prepare(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn what the database reports of its own state into an error a user can act on; bugs pass through."""
    where = engine.url.database or engine.url.render_as_string()
    try:
        yield
    except OperationalError as failed:
        if "locked" in str(failed.orig):
            raise CatalogBusy(f"政策目录{where}正被另一个程序写入，请稍后重试。") from failed
        raise CatalogDamaged(
            f"政策目录{where}读写失败（{failed.orig}），请检查磁盘空间、文件权限或数据库连接后重试。"
        ) from failed
    except DatabaseError as failed:
        if isinstance(failed, (IntegrityError, ProgrammingError, DataError, InternalError)):
            raise
        raise CatalogDamaged(_damaged(where)) from failed


def fault(engine: Engine) -> str | None:
    """What the database says of its own file, as a sentence for the user; None when it is sound.

    Servers check their files themselves; SQLite only when asked.
    """
    if engine.dialect.name != "sqlite":
        return None
    with told(engine), engine.connect() as connection:
        verdict = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
    return None if verdict == "ok" else _damaged(str(engine.url.database))


def _damaged(where: str) -> str:
    return f"政策目录{where}已损坏，程序不会改动它，请从备份恢复该文件，或把它移到别处后重新导入政策文件。"


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        # sqlite3 would begin transactions late and silently; see the "begin" event below.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")


def _prepare(engine: Engine) -> None:
    """Make the tables where they are missing; several processes may try at the same moment."""
    for attempt in range(_ATTEMPTS):
        try:
            with engine.begin() as connection:
                _make_tables(connection)
            break
        except DBAPIError:
            # Another process was making them: the next look finds them. Real damage fails every time.
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.02)
    with engine.connect() as connection:
        made = connection.execute(select(state.c.number).where(state.c.name == "schema")).scalar_one()
    if made > SCHEMA:
        raise CatalogDamaged(
            f"政策目录{engine.url.database}由更新版本的软件建立，请升级 policymatch 后再打开。"
        )


def _make_tables(connection: Connection) -> None:
    metadata.create_all(connection)
    known = set(connection.execute(select(state.c.name)).scalars())
    rows = [{"name": name, "number": number} for name, number in _FIRST_STATE.items() if name not in known]
    if rows:
        connection.execute(insert(state), rows)
