"""One writer for each home, with a note of who it is, and readers that pin what they read.

All locks belong to open files, so the operating system frees those of a process that dies.
"""

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from policies.errors import CatalogBusy

try:
    import fcntl
except ImportError:  # Windows, which refuses to delete open files anyway
    fcntl = None  # type: ignore[assignment]

WAIT_S = 10.0


@contextmanager
def writing(lock: Path, *, at: datetime | None = None, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock; `at`, where the caller knows it, is the moment that others are told the writing began.

    Raises `CatalogBusy`, naming the holder, when the lock is not free within `wait_s` seconds. A holder
    that dies loses the lock at once, since it belongs to the open file and not to the file's presence.
    """
    # A page serves one request from several threads, so the lock belongs to the process, not the thread.
    held = FileLock(lock, thread_local=False)
    try:
        held.acquire(timeout=wait_s)
    except (Timeout, RuntimeError) as busy:
        raise CatalogBusy(_who(lock)) from busy
    except OSError as refused:
        raise CatalogBusy(
            f"目录{lock.parent}不能写入（{refused.strerror}），请检查文件夹权限后重试。"
        ) from refused
    try:
        _write_holder(lock, at)
        yield
    finally:
        with suppress(OSError):
            _holder(lock).unlink()
        held.release()


def pinned(file: Path) -> int:
    """Mark a file as in use until the returned descriptor is closed; `OSError` when it is gone or going."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def is_pinned(file: Path) -> bool:
    """Whether any process has this file in use; a file that does not exist is not."""
    try:
        descriptor = os.open(file, os.O_RDONLY)
    except OSError:
        return False
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def _holder(lock: Path) -> Path:
    return lock.with_name(lock.name + ".holder")


def _write_holder(lock: Path, at: datetime | None) -> None:
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]) or "python"
    since = at.isoformat(timespec="seconds") + "开始" if at else "刚开始"
    told = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    draft = _holder(lock).with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(told | {"command": command}, ensure_ascii=False), encoding="utf-8")
    draft.replace(_holder(lock))


def _who(lock: Path) -> str:
    try:
        told = json.loads(_holder(lock).read_text(encoding="utf-8"))
        holder = f"{told['host']}上的进程{told['pid']}（{told['command']}，{told['since']}）"
    except (OSError, ValueError, KeyError, TypeError):
        # The note is written a moment after the lock is taken.
        holder = "另一个进程"
    return f"政策库{lock.parent}正由{holder}写入，请等它结束后重试。"
