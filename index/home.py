"""The home folder: where the catalogue, the indexes, the lock and the log are, and which files go in."""

import logging
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from policies.errors import CatalogDamaged

SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".docx"})
_TEMPORARY = (".", "~")
_LOG_LINE = "%(asctime)s %(process)d %(levelname)s %(message)s"


@dataclass(frozen=True)
class Home:
    """The layout of one library on disk; nothing is made before `prepare`."""

    root: Path

    @property
    def catalog_url(self) -> str:
        return f"sqlite:///{self.root / 'catalog.db'}"

    @property
    def indexes(self) -> Path:
        """The folder with one sub-folder for each generation of indexes."""
        return self.root / "index"

    @property
    def pointer(self) -> Path:
        """The file that names the generation in use."""
        return self.indexes / "current"

    @property
    def lock(self) -> Path:
        return self.root / "write.lock"

    @property
    def log(self) -> Path:
        return self.root / "policymatch.log"

    def prepare(self) -> None:
        """Make the folders where they are missing; raises `CatalogDamaged` where none can be made."""
        try:
            self.indexes.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            raise CatalogDamaged(
                f"文件夹“{self.root}”不能存放政策库（{refused.strerror}），请检查权限或用 --home 换一个。"
            ) from refused

    def logger(self) -> logging.Logger:
        """A logger that appends to the log of this home, and to nothing else."""
        handler = logging.FileHandler(self.log, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter(_LOG_LINE))
        # Not from the registry: two libraries in one process must not write into each other's log.
        logger = logging.Logger("policymatch", logging.INFO)
        logger.addHandler(handler)
        return logger


def documents_in(paths: Iterable[Path]) -> list[Path]:
    """The files that are asked for, each once: files as given, folders searched in the order of names.

    In a folder, hidden files, what editors leave behind (~$…) and unknown formats are passed over; a file
    or folder that is named itself is always returned, so that its absence can be reported.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _inside(path) if path.is_dir() else [path]:
            found.setdefault(os.path.abspath(file), file)  # noqa: PTH100 - links must keep their own names
    return list(found.values())


def _inside(folder: Path) -> Iterator[Path]:
    empty = True
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(_TEMPORARY))
        for name in sorted(files):
            if not name.startswith(_TEMPORARY) and Path(name).suffix.lower() in SUFFIXES:
                empty = False
                yield Path(root, name)
    if empty:
        yield folder


def names_of(files: list[Path]) -> list[str]:
    """The name each file is known by: its own, with as many folders as tell it from the others given.

    >>> names_of([Path("甲/通知.txt"), Path("乙/通知.txt"), Path("乙/办法.txt")])
    ['甲/通知.txt', '乙/通知.txt', '办法.txt']
    """
    depth = [1] * len(files)
    for _ in range(max((len(file.parts) for file in files), default=0)):
        names = ["/".join(file.parts[-parts:]) for file, parts in zip(files, depth, strict=True)]
        often = Counter(names)
        if len(often) == len(names):
            break
        depth = [parts + (often[name] > 1) for parts, name in zip(depth, names, strict=True)]
    return ["/".join(file.parts[-parts:]) for file, parts in zip(files, depth, strict=True)]
