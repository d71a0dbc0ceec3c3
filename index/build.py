"""The library: an opened home, into which files go and from which one generation of indexes is read.

The catalogue is committed file by file; the indexes follow at the end, in a new generation. Whoever dies in
between leaves a catalogue that is ahead of its indexes, and the next one to open the home catches up.
"""

import errno
import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Literal, Self

import policies
from index.catalog import Added, Catalog
from index.encoder import Encoder, load_encoder
from index.generations import Progress, Reader, bring_up
from index.home import SUFFIXES, Home, documents_in, names_of
from index.lock import WAIT_S, writing
from index.naming import tidy
from index.pointer import Pointer
from policies.errors import CatalogBusy, CatalogDamaged, PolicyMatchError, UnreadableDocument
from policies.model import Model, Policy

__all__ = ["IngestRow", "Library", "Reader", "reader_version"]

Read = Callable[[bytes, str], Policy]

MAX_BYTES = 200 * 2**20
"""Larger files are refused before they are read into memory."""

_RULES = ("model", "documents", "vocabulary", "reading")
_REOPENINGS = 5
_REASONS = {
    errno.EACCES: "没有读取权限",
    errno.EPERM: "没有读取权限",
    errno.ELOOP: "链接循环指向自己",
    errno.EIO: "磁盘读取出错",
}


class IngestRow(Model):
    """What became of one file; `error` is a Chinese sentence, `warnings` are, too."""

    path: str
    id: str | None = None
    sha256: str | None = None
    status: Literal["added", "unchanged", "new_version", "failed"]
    clauses: int = 0
    warnings: tuple[str, ...] = ()
    error: str | None = None


class Library:
    """One home folder, opened. Safe to share between threads; any number of processes may read.

    `encoder` is an encoder, the name or path of one, or None for the shipped one; `read` turns the bytes and
    the name of a file into a policy (None: the readers of this software), and `rules` names its version.
    """

    def __init__(
        self,
        home: Path,
        *,
        encoder: Encoder | str | None = None,
        catalog_url: str | None = None,
        read: Read | None = None,
        wait_s: float = WAIT_S,
    ) -> None:
        self.home = Home(Path(home))
        self.home.prepare()
        self.catalog = _opened(self.home, catalog_url or self.home.catalog_url)
        self._encoder = encoder
        self.read = read or _read
        self.rules = reader_version() if read is None else getattr(read, "__qualname__", repr(read))
        self.wait_s = wait_s
        self._log = self.home.logger()
        self._opening = Lock()
        self._open: tuple[Pointer, Reader] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def note(self, message: str, *given: object) -> None:
        """Write a line into the log of this home; never words of users."""
        self._log.info(message, *given)

    def close(self) -> None:
        """Let go of the catalogue, the indexes and the log."""
        self._open = None
        self.catalog.close()
        for handler in self._log.handlers:
            handler.close()

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder of the indexes; raises `UnsuitableEncoder` when it cannot be loaded."""
        given = self._encoder
        return load_encoder(given) if given is None or isinstance(given, str) else given

    def ingest(
        self, files: Iterable[Path], *, at: datetime, progress: Progress | None = None, actor: str = "local"
    ) -> Iterator[IngestRow]:
        """Read files and folders into the library, one row a file, each as soon as it is stored for good.

        A file that cannot be read gets its row and changes nothing; the others go on. When the iterator ends,
        searches find what was stored; left early, the next opener or writer completes the indexes.
        Raises `CatalogBusy` while another process writes, `CatalogDamaged` when nothing can be stored.
        """
        with writing(self.home.lock, at=at, wait_s=self.wait_s):
            # An encoder that cannot be loaded must stop the work before anything is stored.
            _ = self.encoder
            found = documents_in(Path(file) for file in files)
            for done, (path, name) in enumerate(zip(found, names_of(found), strict=True), 1):
                row = self._ingest_one(path, name, at, actor)
                self._log.info("%s %s %s %s", row.status, row.id, row.path, row.error or "")
                if progress:
                    progress("read", done, len(found))
                yield row
            self._bring_up(progress)

    def remove(self, document_id: str, *, at: datetime, actor: str = "local") -> None:
        """Take a document out of the catalogue and the indexes; raises `UnknownDocument`, `CatalogBusy`."""
        with writing(self.home.lock, at=at, wait_s=self.wait_s):
            self.catalog.remove(document_id, at=at, actor=actor)
            self._log.info("removed %s", document_id)
            self._bring_up(None)

    def reader(self) -> Reader:
        """The generation of indexes in use now, opened; ask anew for each query, and hold it during one.

        The first call completes indexes that an interrupted writer left behind the catalogue, unless a writer
        is at work; then the last complete generation is used. Raises `CatalogBusy` when there is none yet.
        """
        with self._opening:
            if self._open is None:
                self._complete()
            return self._newest()

    def _bring_up(self, progress: Progress | None) -> None:
        pointer = bring_up(self.home, self.catalog, self.encoder, progress)
        self._log.info("indexed revision %s in %s", pointer.revision, pointer.generation)

    def _complete(self) -> None:
        pointer = Pointer.read(self.home)
        usable = pointer is not None and pointer.usable(self.home, self.encoder)
        if usable and pointer is not None and pointer.revision == self.catalog.revision():
            return
        try:
            with writing(self.home.lock, wait_s=0 if usable else self.wait_s):
                self._bring_up(None)
        except CatalogBusy:
            if not usable:
                raise

    def _newest(self) -> Reader:
        for _ in range(_REOPENINGS):
            pointer = self._pointer()
            if self._open is not None and self._open[0] == pointer:
                return self._open[1]
            # A writer may replace and delete a generation while it is being opened here; then look again.
            with suppress(CatalogDamaged):
                self._open = pointer, self._reopened(pointer)
        pointer = self._pointer()
        self._open = pointer, self._reopened(pointer)
        return self._open[1]

    def _pointer(self) -> Pointer:
        # Its content, not its time stamp: clocks are set back, and file numbers are given out again.
        pointer = Pointer.read(self.home)
        if pointer is None:
            raise CatalogDamaged(
                f"{self.home.indexes}中没有可用的索引，请运行 policymatch doctor --repair 重建。"
            )
        return pointer

    def _reopened(self, pointer: Pointer) -> Reader:
        held = self._open[1] if self._open else None
        if held is not None and held.name == pointer.generation:
            held.revision = pointer.revision
            return held
        return Reader.open(self.home, pointer, self.catalog, self.encoder)

    def _ingest_one(self, path: Path, name: str, at: datetime, actor: str) -> IngestRow:
        shown = tidy(str(path))
        try:
            return self._stored(path, name, at, actor)
        except (KeyboardInterrupt, SystemExit, GeneratorExit, CatalogBusy, CatalogDamaged):
            raise
        except PolicyMatchError as refused:
            return IngestRow(path=shown, status="failed", error=str(refused))
        except OSError as refused:
            return IngestRow(path=shown, status="failed", error=_unreadable(path, refused))
        except BaseException as failed:  # parsers written in Rust panic past Exception
            self._log.error("%s: %s", shown, _frames(failed))
            reason = f"读取文件“{path.name}”时程序出错（{type(failed).__name__}），未入库"
            return IngestRow(
                path=shown, status="failed", error=f"{reason}，请把{self.home.log}反馈给维护者。"
            )

    def _stored(self, path: Path, name: str, at: datetime, actor: str) -> IngestRow:
        data = _bytes(path)
        held = self.catalog.held(sha256(data).hexdigest(), reader=self.rules)
        if held is not None:
            return _row(path, held)
        policy = self.read(data, tidy(path.name))
        place = tidy(os.path.abspath(path))  # noqa: PTH100 - links must keep their own names
        added = self.catalog.add(name, data, policy, at=at, path=place, actor=actor, reader=self.rules)
        warnings = (*policy.source.warnings, *_orders(policy), *self._aside(added.id))
        return _row(path, added, warnings)

    def _aside(self, document_id: str) -> Iterator[str]:
        if count := sum(1 for _ in self.catalog.set_aside([document_id])):
            yield f"有{count}处人工更正因条款文字已变而搁置，请运行 policymatch review 查看。"


def _opened(home: Home, url: str) -> Catalog:
    """The catalogue; raises `CatalogDamaged` when it is empty although the indexes once showed something.

    An emptied or replaced file looks like a new library, and the indexes would be emptied to match it.
    """
    catalog = Catalog.open(url)
    pointer = Pointer.read(home)
    if pointer is not None and pointer.revision and not catalog.revision():
        catalog.close()
        raise CatalogDamaged(
            f"{home.root}的政策目录是空的，而索引中有政策，目录文件可能已丢失，"
            f"请从备份恢复目录文件，或删除文件夹{home.indexes}后重新导入政策文件。"
        )
    return catalog


def _orders(policy: Policy) -> Iterator[str]:
    """A warning where a document holds words for a program to obey; their clauses count for nothing."""
    from policies.reading.patterns import pattern  # noqa: PLC0415 - as for `_read`

    if found := pattern("orders_a_machine").search(policy.source.text):
        yield f"文件里有写给电脑程序的话（“{tidy(found[0])}”），含有它的条款不作为依据，请核对文件的来源。"


def _row(path: Path, added: Added, warnings: tuple[str, ...] = ()) -> IngestRow:
    return IngestRow(
        path=tidy(str(path)),
        id=added.id,
        sha256=added.sha256,
        status=added.status,
        clauses=added.clauses,
        warnings=warnings,
    )


def _bytes(path: Path) -> bytes:
    """The content of a file; raises `UnreadableDocument` for what is not a file to be read."""
    if path.is_dir():
        kinds = "、".join(sorted(suffix[1:] for suffix in SUFFIXES))
        raise UnreadableDocument(f"文件夹“{path}”中没有可读的文件，请放入{kinds}格式的文件后重试。")
    if not path.is_file() and path.exists():
        raise UnreadableDocument(f"“{path}”不是普通文件，请指定文件或文件夹。")
    if (size := path.stat().st_size) > MAX_BYTES:
        raise UnreadableDocument(
            f"文件“{path.name}”有{size // 2**20}MB，超过{MAX_BYTES // 2**20}MB的上限，请拆分后再导入。"
        )
    return path.read_bytes()


def _unreadable(path: Path, refused: OSError) -> str:
    if isinstance(refused, FileNotFoundError):
        return f"找不到文件“{path}”，请检查路径后重试。"
    reason = _REASONS.get(refused.errno or 0, f"系统错误 {refused.errno}")
    return f"文件“{path}”读不出来（{reason}），请检查权限或磁盘后重试。"


def _frames(failed: BaseException) -> str:
    """Type and place of an error, without its message, which may hold words of the document."""
    frames = traceback.extract_tb(failed.__traceback__)
    places = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    return f"{type(failed).__name__} {places}"


def _read(data: bytes, name: str) -> Policy:
    # The readers load vocabularies and parsers that a process which only searches never needs.
    from policies.documents.source import read_source  # noqa: PLC0415
    from policies.reading.annotate import read_policy  # noqa: PLC0415

    return read_policy(read_source(data, name))


@cache
def reader_version() -> str:
    """A name for the rules of reading: it changes whenever their code or their data do.

    With it, a document that was read by older rules is known, and read again from its stored bytes.
    """
    root = Path(policies.__file__).parent
    folders = (root / folder for folder in _RULES)
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    files += [file for file in root.glob("*.*") if file.is_file()]  # numbers and facts are read by rules too
    digest = sha256()
    for file in sorted(files):
        if "__pycache__" not in file.parts:
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]
