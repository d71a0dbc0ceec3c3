"""A process may die at any moment: what it acknowledged is there, what it did not is whole or absent.

POLICYMATCH_KILLS sets how many processes are killed (12 unless told, 200 for the full run).
"""

import json
import lzma
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pytest
from library_factories import BigramEncoder, read_lines, sample_text

from index import doctor
from index.build import Library

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KILLS = int(os.environ.get("POLICYMATCH_KILLS", "12"))
DOCUMENTS = 40
TURNS_A_HOME = 8
REAL = Path(__file__).parents[2] / "shared" / "training" / "policy_documents.jsonl.xz"

# Identical provisions in sibling documents crowd the graph of neighbours; no crash is needed for that.
_NOT_OF_A_CRASH = {"recall"}


def opened(home: Path, wait_s: float = 60) -> Library:
    return Library(home, encoder=BigramEncoder(), read=read_lines, wait_s=wait_s)


# ------------------------------------------------------------------ what runs in the processes of their own


def say(**told: Any) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def work(home: str, at_once: int, files: Sequence[str]) -> None:
    """Ingest a few files at a time, and tell each row and each completed switch of the indexes."""
    with opened(Path(home)) as library:
        for first in range(0, len(files), at_once):
            part = [Path(file) for file in files[first : first + at_once]]
            for row in library.ingest(part, at=NOON):
                say(row=row.model_dump(mode="json"))
            say(indexed=[str(file) for file in part])


def nursery() -> None:
    """Raise workers without the seconds of import that each would pay, and kill them when told to.

    Only a worker that has not been waited for is killed, so its process id cannot be another's.
    """
    for line in sys.stdin:
        order = json.loads(line)
        worker = os.fork()
        if not worker:
            work(order["home"], 5, order["files"])
            os._exit(0)
        deadline = time.monotonic() + order["kill_after_s"]
        while not (done := os.waitpid(worker, os.WNOHANG))[0]:
            if time.monotonic() >= deadline:
                os.kill(worker, signal.SIGKILL)
                done = os.waitpid(worker, 0)
                break
            time.sleep(0.002)
        say(ended=done[1])


def answer(home: str) -> None:
    """Answer each question with the best clauses of both indexes, as a long-lived server would."""
    with opened(Path(home)) as library:
        for line in sys.stdin:
            question = json.loads(line)
            reader = library.reader()
            vector = reader.encoder.encode([question])[0]
            ids = [id_ for id_, _ in reader.words.search(question, 3, "bigrams")]
            ids += [id_ for id_, _ in reader.vectors.search(vector, 3)]
            found = library.catalog.clauses_by_id(ids)
            say(hits=[[stored.document_id, stored.quote] for stored in found.values()])


ROLES = {"nursery": nursery, "answer": answer, "work": lambda home, *files: work(home, 3, files)}


@contextmanager
def process(role: str, *args: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "ignore", __file__, role, *args]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        assert child.stdin is not None
        child.stdin.close()
        try:
            child.wait(30)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def tell(child: subprocess.Popen[str], told: Any) -> None:
    assert child.stdin is not None
    child.stdin.write(json.dumps(told, ensure_ascii=False) + "\n")
    child.stdin.flush()


def hear(child: subprocess.Popen[str]) -> Any:
    assert child.stdout is not None
    line = child.stdout.readline()
    assert line, "the process ended without a word"
    return json.loads(line)


# ------------------------------------------------------------------------------------------ killed writers


@pytest.fixture
def texts() -> dict[str, str]:
    """File names with texts: the real documents where they are at hand, else generated ones."""
    if not REAL.exists():
        return {f"文件{number}.txt": sample_text(number) for number in range(DOCUMENTS)}
    with lzma.open(REAL, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {f"{row['slug']}.txt": f"{row['title']}\n{row['text']}" for row in rows}


def revised(texts: dict[str, str], names: Sequence[str], folder: Path, turn: int) -> list[str]:
    """Write these documents in the wording of this turn."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_bytes(
            f"{texts[name]}\n第{turn}次修订：对{name}另给予{turn + 10}万元奖励。\n".encode()
        )
    return [str(folder / name) for name in names]


def killed_while_ingesting(
    nursery: subprocess.Popen[str], home: Path, files: Sequence[str], after_s: float
) -> tuple[list[dict[str, Any]], bool]:
    """The rows a worker acknowledged before it ended, and whether it was killed."""
    tell(nursery, {"home": str(home), "files": files, "kill_after_s": after_s})
    rows = []
    while "ended" not in (heard := hear(nursery)):
        rows += [heard["row"]] if "row" in heard else []
    assert heard["ended"] in (0, signal.SIGKILL)
    return rows, heard["ended"] == signal.SIGKILL


def check_home(home: Path, rows: Sequence[dict[str, Any]], ever: set[str]) -> None:
    with opened(home) as library:
        for row in rows:
            data = Path(row["path"]).read_bytes()
            document = library.catalog.document(row["id"])
            assert document.sha256 == row["sha256"] == sha256(data).hexdigest()
            stored = list(library.catalog.clauses([row["id"]]))
            assert len(stored) == row["clauses"] == len(data.decode().splitlines())
        assert all(sha256(library.catalog.version(digest).data).hexdigest() == digest for digest in ever)
        assert library.reader().revision == library.catalog.revision()
    found = doctor.check(home, encoder=BigramEncoder(), read=read_lines, sample=40)
    assert [finding for finding in found if finding.code not in _NOT_OF_A_CRASH] == []


@pytest.mark.timeout(120 + 20 * KILLS)
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path, texts: dict[str, str]) -> None:
    moments, killed, ever = random.Random(20261121), 0, set[str]()
    with process("nursery") as worker:
        began = time.monotonic()
        every = revised(texts, sorted(texts), tmp_path / "files", 0)
        rows, _ = killed_while_ingesting(worker, tmp_path / "measured", every, 300)
        whole_s = time.monotonic() - began
        assert len(rows) == len(texts)
        for turn in range(KILLS):
            home = tmp_path / f"home{turn // TURNS_A_HOME}"
            fresh = turn % TURNS_A_HOME == 0
            ever = set() if fresh else ever
            # A new home is filled, later a fifth of the documents gets a new wording.
            share = 1 if fresh else 5
            names = moments.sample(sorted(texts), len(texts) // share)
            files = revised(texts, names, tmp_path / "files", turn + 1)
            after_s = moments.uniform(0, whole_s / share)
            rows, dead = killed_while_ingesting(worker, home, files, after_s)
            killed += dead
            ever |= {row["sha256"] for row in rows}
            assert all(row["status"] in ("added", "new_version") for row in rows)
            check_home(home, rows, ever)
    assert killed >= KILLS // 2


class Asker:
    """Asks one long-lived reader, one question at a time, whatever writer the news comes from."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self._child, self._turn = child, Lock()
        self.asked, self.wrong = 0, list[str]()

    def follow(self, writer: subprocess.Popen[str]) -> None:
        """After each of the writer's success messages, ask for every line of every new document."""
        assert writer.stdout is not None
        for line in writer.stdout:
            for file in json.loads(line).get("indexed", []):
                self._ask_for(Path(file))

    def _ask_for(self, file: Path) -> None:
        for question in file.read_text(encoding="utf-8").splitlines()[1:]:
            with self._turn:
                tell(self._child, question)
                hits = hear(self._child)["hits"]
            self.asked += 1
            if hits[:1] != [[file.stem, question]]:
                self.wrong.append(f"{file.stem}: {question} -> {hits}")
            self.wrong += [
                f"{id_}: {quote}" for id_, quote in hits if not stands(file.parents[1], id_, quote)
            ]


def stands(root: Path, document_id: str, quote: str) -> bool:
    """Whether the quote is a line of the document as its file is now."""
    (file,) = root.glob(f"*/{document_id}.txt")
    return quote in file.read_text(encoding="utf-8").splitlines()


def numbered(folder: Path, numbers: range) -> list[str]:
    folder.mkdir()
    for number in numbers:
        (folder / f"办法{number}.txt").write_text(sample_text(number), encoding="utf-8")
    return [str(folder / f"办法{number}.txt") for number in numbers]


def test_two_writers_and_an_asker_at_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    files = [numbered(tmp_path / "甲", range(12)), numbered(tmp_path / "乙", range(500, 512))]
    with process("answer", str(home)) as child:
        asker = Asker(child)
        with process("work", str(home), *files[0]) as one, process("work", str(home), *files[1]) as two:
            threads = [Thread(target=asker.follow, args=(writer,)) for writer in (one, two)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert (one.returncode, two.returncode) == (0, 0)
    assert asker.wrong == []
    assert asker.asked == 5 * 24
    assert doctor.check(home, encoder=BigramEncoder(), read=read_lines) == []


if __name__ == "__main__":
    ROLES[sys.argv[1]](*sys.argv[2:])
