"""What has been matched of a table so far, kept beside the output until the output is whole.

A run that was interrupted goes on where it stopped, if table, mapping, clauses, day and software are still
the same; else it begins anew. The folder holds what people told and is removed once the output stands.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from policies.errors import PolicyMatchError

_ANEW = """
DELETE FROM run;
DROP TABLE IF EXISTS subjects;
DROP TABLE IF EXISTS told;
DROP TABLE IF EXISTS pairs;
CREATE TABLE subjects (
    line INTEGER PRIMARY KEY, name TEXT, region TEXT, unread TEXT,
    eligible INTEGER, needs_ruling INTEGER, needs_facts INTEGER, not_in_force INTEGER,
    certain REAL, possible REAL, asks TEXT, doubtful TEXT
);
CREATE TABLE told (
    number INTEGER PRIMARY KEY, clause INTEGER, verdict TEXT, otherwise TEXT, low REAL, high REAL, note TEXT,
    missing TEXT, why TEXT
);
CREATE TABLE pairs (line INTEGER, told INTEGER);
"""
_ASKED = """
WITH lacking AS MATERIALIZED (
    SELECT number, clause, value FROM told, json_each(told.missing) WHERE verdict = 'needs_facts'
)
SELECT value, count(DISTINCT line), count(DISTINCT clause) FROM pairs JOIN lacking ON told = number
GROUP BY value ORDER BY 2 DESC, 3 DESC, 1
"""
_BY_CLAUSE = "SELECT clause, verdict, count(*) FROM pairs JOIN told ON told = number GROUP BY clause, verdict"
_PAIRS = """
SELECT line, name, told FROM pairs JOIN told ON told = number JOIN subjects USING (line)
ORDER BY instr('eligible needs_ruling needs_facts not_in_force', verdict), line
"""
_MOST_NUMBERED = 20_000  # of about 1 kB each


class Told(NamedTuple):
    """What a clause, by its number in the run, comes to for rows that are alike in it; amounts in yuan."""

    clause: int
    verdict: str
    otherwise: str
    low: float | None
    high: float | None
    note: str
    missing: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Tally:
    """What a row comes to; `unread` is the reason why it could not be read, `possible` None is no ceiling."""

    line: int
    name: str
    region: str = ""
    unread: str | None = None
    eligible: int = 0
    needs_ruling: int = 0
    needs_facts: int = 0
    not_in_force: int = 0
    certain: float = 0
    possible: float | None = 0
    asks: str = ""
    doubtful: str = ""


_TALLIED = attrgetter(*(one.name for one in fields(Tally)))


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact that is missing: for how many rows, and for how many clauses."""

    about: str
    rows: int
    clauses: int


class Work:
    """The matches made so far, in a folder of their own; a context that holds it against other runs.

    Raises `PolicyMatchError` when the folder cannot be written or another run is using it.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder = folder
        self._numbers: dict[Told, int] = {}
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._data = sqlite3.connect(folder / "rows.db", timeout=0, isolation_level=None)
            self._claim(f"{fingerprint}{_ANEW}")
        except (OSError, sqlite3.Error) as refused:
            reason = "另一个程序正在写同一张清单，或文件夹不能写入"
            raise PolicyMatchError(
                f"“{folder.parent}”用不了（{reason}），请稍后再试或换一个位置。"
            ) from refused

    def _claim(self, fingerprint: str) -> None:
        """Lock the data against other runs, and empty them where they are of another run."""
        self._data.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._data.execute("PRAGMA journal_mode=WAL")
        self._data.execute("BEGIN IMMEDIATE")
        self._data.execute("CREATE TABLE IF NOT EXISTS run (fingerprint TEXT NOT NULL)")
        self._data.execute("COMMIT")
        if (fingerprint,) not in self._data.execute("SELECT fingerprint FROM run").fetchall():
            self._data.executescript(_ANEW)
            self._data.execute("INSERT INTO run VALUES (?)", (fingerprint,))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._data.close()

    def remove(self) -> None:
        """Forget the work, once the output stands."""
        self._data.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def last(self) -> int:
        """The number of the last row that is done, 0 for none."""
        return int(self._value("SELECT coalesce(max(line), 0) FROM subjects"))

    def add(self, tallies: Iterable[Tally], pairs: Iterable[tuple[int, Told]]) -> None:
        """Store rows with all their pairs (line and what is told of it), whole or not at all."""
        self._data.execute("BEGIN")
        self._data.executemany(
            f"INSERT INTO subjects VALUES ({','.join('?' * 12)})",  # noqa: S608 - no value in it
            map(_TALLIED, tallies),
        )
        numbered = [(line, self._number(told)) for line, told in pairs]
        self._data.executemany("INSERT INTO pairs VALUES (?,?)", numbered)
        self._data.execute("COMMIT")

    def _number(self, told: Told) -> int:
        """What is told alike is stored once, as long as it is remembered; twice does no harm."""
        if number := self._numbers.get(told):
            return number
        if len(self._numbers) >= _MOST_NUMBERED:
            self._numbers.clear()
        stored = (None, *told[:6], json.dumps(told.missing, ensure_ascii=False), told.why)
        number = self._data.execute("INSERT INTO told VALUES (?,?,?,?,?,?,?,?,?)", stored).lastrowid or 0
        self._numbers[told] = number
        return number

    def count(self, *, unread: bool = False) -> int:
        """How many rows were read, or could not be."""
        return int(
            self._value(f"SELECT count(*) FROM subjects WHERE unread IS {'NOT ' if unread else ''}NULL")  # noqa: S608
        )

    def count_pairs(self) -> int:
        return int(self._value("SELECT count(*) FROM pairs"))

    def count_entitled(self) -> int:
        """How many rows meet the conditions of at least one clause."""
        return int(self._value("SELECT count(*) FROM subjects WHERE eligible > 0"))

    def count_doubtful(self) -> int:
        """How many rows hold something that may be wrong."""
        return int(self._value("SELECT count(*) FROM subjects WHERE doubtful != ''"))

    def tallies(self, *, unread: bool = False) -> Iterator[Tally]:
        query = f"SELECT * FROM subjects WHERE unread IS {'NOT ' if unread else ''}NULL ORDER BY line"  # noqa: S608
        return (Tally(*row) for row in self._data.execute(query))

    def pairs(self) -> Iterator[tuple[int, str, int]]:
        """Line, name and the number of what is told; best verdicts first, then by row."""
        yield from self._data.execute(_PAIRS)

    def told(self, number: int) -> Told:
        """What is told under a number."""
        found = self._data.execute("SELECT * FROM told WHERE number = ?", (number,)).fetchone()
        told = Told(*found[1:])
        return told._replace(missing=tuple(json.loads(found[7])))

    def asked(self) -> list[Asked]:
        """The missing facts, those first that most rows lack."""
        return [Asked(*row) for row in self._data.execute(_ASKED)]

    def by_clause(self) -> dict[tuple[int, str], int]:
        """How many rows have which verdict, by clause and verdict."""
        return {(clause, verdict): rows for clause, verdict, rows in self._data.execute(_BY_CLAUSE)}

    def _value(self, query: str) -> Any:
        with closing(self._data.execute(query)) as found:
            return found.fetchone()[0]
