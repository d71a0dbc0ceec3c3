"""Disks fill, folders refuse, files vanish, clocks go back: the old state or the new, and a sentence."""

import os
import resource
import signal
import subprocess
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from library_factories import BigramEncoder, read_lines, sample_text

from index import doctor
from index.build import Library
from policies.errors import CatalogDamaged

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SMALL = BigramEncoder()


def opened(home: Path) -> Library:
    return Library(home, encoder=SMALL, read=read_lines, wait_s=0.1)


def written(folder: Path, numbers: range) -> Path:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"办法{number}.txt").write_text(sample_text(number), encoding="utf-8")
    return folder


def say(told: str) -> None:
    sys.stdout.write(told + "\n")
    sys.stdout.flush()


def ingest_until_full(home: str, folder: str, rows: str, limit: str) -> None:
    """In a process of its own: store some files freely, and from then on let no file grow past `limit`."""
    with opened(Path(home)) as library:
        ingesting = library.ingest([Path(folder)], at=NOON)
        for row in islice(ingesting, int(rows)):
            say(row.status)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
        try:
            for row in ingesting:
                say(row.status)
        except CatalogDamaged as told:
            say(str(told))
    os._exit(0)


@pytest.mark.parametrize(
    ("free", "limit", "told"),
    [
        (0, 8_000, "catalog.db读写失败.*磁盘空间"),
        (2, 100_000, "catalog.db读写失败"),
        (4, 1_000, "新索引没有建成"),
    ],
)
def test_a_full_disk_leaves_the_old_state_or_the_new(
    tmp_path: Path, free: int, limit: int, told: str
) -> None:
    home, folder = tmp_path / "home", written(tmp_path / "files", range(1))
    with opened(home) as library:
        list(library.ingest([folder], at=NOON))
    written(folder, range(4))
    command = [sys.executable, "-W", "ignore", __file__, str(home), str(folder), str(free), str(limit)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.split("\n")
    with pytest.raises(AssertionError, match=told):
        raise AssertionError(said[-2])
    with opened(home) as library:
        held = len(library.catalog.documents())
        assert held == 1 + said.count("added")
        assert len(library.reader().words.held) == len(library.reader().vectors.ids()) == 5 * held
    assert doctor.check(home, encoder=SMALL, read=read_lines) == []


@pytest.mark.parametrize("inside", ["", "home"])
def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, inside: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogDamaged, match=r"不能存放政策库.*--home"):
        opened(tmp_path / "file" / inside)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_must_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    with pytest.raises(CatalogDamaged, match="权限"):
        opened(tmp_path / "home")


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: os.truncate(path, 0)])
def test_a_vanished_catalogue_is_not_taken_for_a_new_library(tmp_path: Path, harm) -> None:
    home = tmp_path / "home"
    with opened(home) as library:
        list(library.ingest([written(tmp_path / "files", range(2))], at=NOON))
        pointer = library.home.pointer
    before = pointer.read_bytes()
    for path in home.glob("catalog.db-*"):
        path.unlink()
    harm(home / "catalog.db")
    for _ in range(2):
        (found,) = doctor.check(home, encoder=SMALL, read=read_lines)
        assert (found.code, found.derived) == ("catalogue", False)
        assert "备份" in found.message
    assert pointer.read_bytes() == before


def test_a_new_generation_is_seen_although_the_clock_went_back(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as reading:
        list(reading.ingest([written(tmp_path / "files", range(1))], at=NOON))
        pointer = reading.home.pointer
        assert len(reading.reader().words.held) == 5
        old = pointer.stat()
        with opened(tmp_path / "home") as other:
            list(other.ingest([written(tmp_path / "files", range(2))], at=NOON))
        os.utime(pointer, ns=(old.st_atime_ns, old.st_mtime_ns))
        assert len(reading.reader().words.held) == 10
        earlier = pointer.read_bytes()
        pointer.write_bytes(earlier.replace(b'"revision":2', b'"revision":3'))
        os.utime(pointer, ns=(old.st_atime_ns, old.st_mtime_ns))
        assert reading.reader().revision == 3


if __name__ == "__main__":
    ingest_until_full(*sys.argv[1:])
