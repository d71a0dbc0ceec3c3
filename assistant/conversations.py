"""Former conversations in one file of the home folder: what was said, what was answered, how to go on.

The file is readable for its owner only. What is deleted is overwritten, and nothing of it goes into the log.
"""

import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import ChannelVersions, Checkpoint, CheckpointMetadata, CheckpointTuple
from langgraph.checkpoint.sqlite import SqliteSaver

from policies.errors import CatalogBusy, CatalogDamaged, PolicyMatchError
from policies.model import Answer, Model

MOST_CONVERSATIONS = 500
MOST_TURNS = 100
"""Turns of a conversation that can be read again; what they told counts on."""
MOST_BYTES = 512 * 1024
"""Of the turns of one conversation; the oldest are dropped first."""

_NEEDED = frozenset({"id", "channel_values", "channel_versions", "versions_seen"})
_TITLE = 40
_LONGEST = 2_000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, owner TEXT NOT NULL, title TEXT NOT NULL, changed TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS turns (
    conversation TEXT NOT NULL, number INTEGER NOT NULL, said TEXT NOT NULL, day TEXT NOT NULL, answer TEXT,
    PRIMARY KEY (conversation, number));
"""
_ANSWERED = "UPDATE turns SET answer = ? WHERE conversation = ? AND number = ?"
_UNHEARD = "DELETE FROM turns WHERE conversation = ? AND number = ?"


class UnknownConversation(PolicyMatchError):
    """No conversation has this id."""


class Turn(Model):
    """One question with its answer; None where it was never finished. `on` is the day it was asked for."""

    number: int
    said: str
    on: date
    answer: Answer | None = None


class Conversation(Model):
    """A former conversation: `title` is how it began, `changed` when something was last said (UTC)."""

    id: str
    title: str
    changed: datetime
    turns: int


Answers = Callable[[Sequence[str], str], Iterator[str | Answer]]
"""Makes of turns said in the conversation with this id the stages of answering them, then the answer."""


class PlainJson:
    """Stores JSON and nothing else, so that reading a file can never import or run anything."""

    def dumps_typed(self, value: Any) -> tuple[str, bytes]:
        return "json", json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")

    def loads_typed(self, stored: tuple[str, bytes]) -> Any:
        kind, content = stored
        if kind != "json":
            raise ValueError(kind)
        return json.loads(content)


class _Checkpoints(SqliteSaver):
    """Keeps the last checkpoint of each conversation, which is all that going on needs."""

    def __init__(self, connection: sqlite3.Connection, file: Path) -> None:
        super().__init__(connection, serde=PlainJson())
        self._file = file

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        with _told(self._file):
            found = super().get_tuple(config)
            if found and not set(found.checkpoint) >= _NEEDED:
                raise ValueError(_NEEDED)
            return found

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        with _told(self._file):
            saved = super().put(config, checkpoint, metadata, new_versions)
            with self.cursor() as cursor:
                cursor.execute(
                    "DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_id <> ?",
                    (config["configurable"]["thread_id"], checkpoint["id"]),
                )
        return saved


class Conversations:
    """The conversations kept in a file, which is made when the first is begun."""

    def __init__(self, file: Path, *, wait_s: float = 10.0) -> None:
        self._file = file
        self._guard = Lock()
        self._talking: WeakValueDictionary[str, Lock] = WeakValueDictionary()
        with _told(file):
            # Made by hand: SQLite would let others read it, and its side files are made like it.
            os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
            file.chmod(0o600)
            connection = sqlite3.connect(file, timeout=wait_s, check_same_thread=False)
            connection.execute("PRAGMA secure_delete = ON")
            self.checkpoints = _Checkpoints(connection, file)
            with self.checkpoints.cursor() as cursor:
                cursor.executescript(_SCHEMA)
                cursor.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        self.checkpoints.conn.close()

    @staticmethod
    def begin() -> str:
        """An id for a new conversation, which nobody can guess; it is kept from its first question on."""
        return secrets.token_hex(12)

    def held(self, owner: str | None = None) -> list[Conversation]:
        """The conversations, the last changed first; only those begun by `owner`, where one is named."""
        with self._cursor() as cursor:
            rows = cursor.execute(
                "SELECT id, title, changed, (SELECT count(*) FROM turns WHERE conversation = id) "
                "FROM conversations WHERE ? IS NULL OR owner = ? ORDER BY changed DESC, id",
                (owner, owner),
            ).fetchall()
        return [Conversation(id=id_, title=title, changed=at, turns=n) for id_, title, at, n in rows]

    def turns(self, id_: str, owner: str | None = None) -> list[Turn]:
        """What was said in a conversation, the oldest first; raises `UnknownConversation`."""
        with self._cursor() as cursor:
            self._check(cursor, id_, owner)
            rows = cursor.execute(
                "SELECT number, said, day, answer FROM turns WHERE conversation = ? ORDER BY number", (id_,)
            ).fetchall()
        with _told(self._file):
            return [_turn(*row) for row in rows]

    def answer(self, id_: str, number: int) -> Answer | None:
        """The answer that was given at one turn, None where it is not kept."""
        with self._cursor() as cursor:
            found = cursor.execute(
                "SELECT answer FROM turns WHERE conversation = ? AND number = ?", (id_, number)
            ).fetchone()
        with _told(self._file):
            return Answer.model_validate_json(found[0]) if found and found[0] else None

    def delete(self, ids: Sequence[str], owner: str | None = None) -> int:
        """Remove conversations with every byte of them; all or none: raises `UnknownConversation`."""
        with self._cursor() as cursor:
            for id_ in ids:
                self._check(cursor, id_, owner)
            for id_ in ids:
                _remove(cursor, id_)
        self._overwrite()
        return len(ids)

    def clear(self, owner: str | None = None) -> int:
        """Remove all conversations (of `owner`, where one is named); how many there were."""
        return self.delete([one.id for one in self.held(owner)], owner)

    def kept(
        self, id_: str, turns: Sequence[str], on: date, at: datetime, owner: str, answers: Answers
    ) -> Iterator[str | Answer]:
        """What `answers` makes of the turns said in a conversation and those left unanswered, kept with them.

        Turns of one conversation wait for each other. A question that cannot be answered is not kept. The
        answer's id is the number of its turn, unless it has one.
        """
        with self._one_at_a_time(id_):
            number = [self._hear(id_, turn, on, at, owner) for turn in turns][-1]
            try:
                for step in answers(self._waiting(id_), id_):
                    if isinstance(step, Answer):
                        answer = step.model_copy(update={"id": step.id or str(number)})
                        self._change(_ANSWERED, answer.model_dump_json(), id_, number)
                        yield answer
                    else:
                        yield step
            except Exception:
                self._change(_UNHEARD, id_, number)
                raise

    @contextmanager
    def _one_at_a_time(self, id_: str) -> Iterator[None]:
        with self._guard:
            turn = self._talking.setdefault(id_, Lock())
        with turn:
            yield

    def _hear(self, id_: str, said: str, on: date, at: datetime, owner: str) -> int:
        """Keep a question before it is answered, so that a program that is killed does not lose it."""
        said = said[:_LONGEST]
        with self._cursor() as cursor:
            cursor.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?) "
                "ON CONFLICT (id) DO UPDATE SET changed = excluded.changed",
                (id_, owner, " ".join(said.split())[:_TITLE], at.isoformat(timespec="seconds")),
            )
            cursor.execute(
                "DELETE FROM turns WHERE conversation = ? AND said = ? AND answer IS NULL", (id_, said)
            )
            (number,) = cursor.execute(
                "INSERT INTO turns SELECT ?, coalesce(max(number), 0) + 1, ?, ?, NULL FROM turns "
                "WHERE conversation = ? RETURNING number",
                (id_, said, on.isoformat(), id_),
            ).fetchone()
            _make_room(cursor, id_)
        return int(number)

    def _waiting(self, id_: str) -> list[str]:
        """What was said since the last answer."""
        with self._cursor() as cursor:
            rows = cursor.execute(
                "SELECT said FROM turns WHERE conversation = ?1 AND number > "
                "(SELECT coalesce(max(number), 0) FROM turns WHERE conversation = ?1 AND answer IS NOT NULL) "
                "ORDER BY number",
                (id_,),
            ).fetchall()
        return [said for (said,) in rows]

    def _change(self, statement: str, *given: object) -> None:
        with self._cursor() as cursor:
            cursor.execute(statement, given)

    def _check(self, cursor: sqlite3.Cursor, id_: str, owner: str | None) -> None:
        found = cursor.execute("SELECT owner FROM conversations WHERE id = ?", (id_,)).fetchone()
        if found is None or owner not in (None, found[0]):
            raise UnknownConversation(
                f"没有编号为“{id_}”的对话，可能已经删除；请用 policymatch conversations 查看现有的对话。"
            )

    def _overwrite(self) -> None:
        """Empty the side file too, in which deleted words would stay until it is used again."""
        with self._cursor() as cursor:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise CatalogBusy(
                f"对话已经删除，但“{self._file}”正被另一个程序使用，关掉它之后请再删一次，好把痕迹抹净。"
            )

    @contextmanager
    def _cursor(self) -> Iterator[sqlite3.Cursor]:
        """One transaction, undone where anything in it fails."""
        with _told(self._file), self.checkpoints.cursor(transaction=False) as cursor:
            try:
                yield cursor
                self.checkpoints.conn.commit()
            except BaseException:
                self.checkpoints.conn.rollback()
                raise


def _turn(number: int, said: str, day: str, answer: str | None) -> Turn:
    return Turn(
        number=number,
        said=said,
        on=date.fromisoformat(day),
        answer=answer and Answer.model_validate_json(answer),
    )


def _remove(cursor: sqlite3.Cursor, id_: str) -> None:
    for table, key in (
        ("conversations", "id"),
        ("turns", "conversation"),
        ("checkpoints", "thread_id"),
        ("writes", "thread_id"),
    ):
        cursor.execute(f"DELETE FROM {table} WHERE {key} = ?", (id_,))  # noqa: S608 - the names stand above


def _make_room(cursor: sqlite3.Cursor, id_: str) -> None:
    """Drop the oldest turns of a conversation, and the oldest conversations, beyond what is kept."""
    sizes = cursor.execute(
        "SELECT number, length(CAST(said AS BLOB)) + length(CAST(coalesce(answer, '') AS BLOB)) FROM turns "
        "WHERE conversation = ? ORDER BY number DESC",
        (id_,),
    ).fetchall()
    held = 0
    for place, (number, size) in enumerate(sizes):
        held += size
        if place >= MOST_TURNS or (place and held > MOST_BYTES):
            cursor.execute("DELETE FROM turns WHERE conversation = ? AND number <= ?", (id_, number))
            break
    oldest = cursor.execute(
        "SELECT id FROM conversations ORDER BY changed DESC, id LIMIT -1 OFFSET ?", (MOST_CONVERSATIONS,)
    ).fetchall()
    for (dropped,) in oldest:
        _remove(cursor, dropped)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """What goes wrong with the file, as a sentence for users."""
    try:
        yield
    except sqlite3.OperationalError as failed:
        if "locked" in str(failed) or "busy" in str(failed):
            raise CatalogBusy(f"对话记录“{file}”正被另一个程序写入，请稍后再试。") from failed
        raise CatalogBusy(f"对话记录“{file}”写不进去，请检查磁盘空间和文件夹权限后重试。") from failed
    except OSError as refused:
        raise CatalogBusy(
            f"对话记录“{file}”打不开（{refused.strerror}），请检查文件夹权限后重试。"
        ) from refused
    except (sqlite3.DatabaseError, KeyError, TypeError, ValueError) as damaged:
        raise CatalogDamaged(f"对话记录“{file}”已损坏，请把它移走或删除；政策库不受影响。") from damaged
