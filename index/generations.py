"""Generations of indexes: each is built beside the one in use, complete and on disk before it is named.

A generation is a folder with the vectors, the words, the facets, and a list of the document versions it was
built from. Readers open complete generations only; the pointer file names the one in use.
"""

import os
import secrets
import shutil
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, Self

from index.catalog import Catalog
from index.encoder import Encoder
from index.facets import Facets
from index.home import Home
from index.lock import is_pinned, pinned
from index.pointer import MANIFEST, Manifest, Pointer, sync
from index.records import IndexRecord, indexed, record_of
from index.store import VectorStore
from index.word_builder import WordBuilder
from index.word_index import WordIndex
from policies.errors import CatalogDamaged

_AT_ONCE = 2000
# Beyond these shares of all clauses, building anew is faster and keeps the vector index accurate.
_MOSTLY_NEW = 0.5
_MUCH_REPLACED = 0.25
# Files that are written once and then only replaced: generations may share them.
_WRITTEN_ONCE = frozenset({".dat", ".npy"})

Progress = Callable[[Literal["read", "index"], int, int], None]
"""Called with the stage, how many are done and how many there are: files read, then documents indexed."""


@dataclass(eq=False)
class Reader:
    """One generation opened for searching, beside the catalogue it was built from.

    It stays usable as long as it is held, even after newer generations have replaced it.
    """

    name: str
    revision: int
    catalog: Catalog
    encoder: Encoder
    vectors: VectorStore
    words: WordIndex
    facets: Facets

    @classmethod
    def open(cls, home: Home, pointer: Pointer, catalog: Catalog, encoder: Encoder) -> Self:
        """Raises `CatalogDamaged` for one that cannot be read, `UnsuitableEncoder` for another encoder."""
        folder = home.indexes / pointer.generation
        with ExitStack() as opened:
            opened.enter_context(_pinned(folder))
            vectors = VectorStore.open(folder / "vectors", fingerprint=encoder.fingerprint)
            opened.callback(vectors.close)
            words = WordIndex.open(folder / "words", vectors.held)
            facets = Facets.open(folder / "facets", vectors.held)
            reader = cls(pointer.generation, pointer.revision, catalog, encoder, vectors, words, facets)
            # Threads may still search an older generation, so it closes when the last of them lets go.
            weakref.finalize(reader, opened.pop_all().close)
        return reader


@dataclass(frozen=True)
class _Difference:
    """Documents of the catalogue's current state against those of a generation."""

    held: dict[str, int]
    wanted: dict[str, int]

    @property
    def gone(self) -> list[tuple[str, int]]:
        """Document versions to take out."""
        return [(id_, number) for id_, number in self.held.items() if self.wanted.get(id_) != number]

    @property
    def fresh(self) -> list[str]:
        """Documents to put in."""
        return [id_ for id_, number in self.wanted.items() if self.held.get(id_) != number]


def bring_up(
    home: Home,
    catalog: Catalog,
    encoder: Encoder,
    progress: Progress | None = None,
    *,
    anew: bool = False,
) -> Pointer:
    """Make the indexes show the catalogue as it is now; the caller holds the write lock of the home.

    Does nothing when they already do, unless they are to be built `anew`. The previous generation stays for
    readers that still use it.
    """
    revision = catalog.revision()
    wanted = catalog.current()
    pointer = Pointer.read(home)
    manifest = Manifest.read(home.indexes / pointer.generation) if pointer else None
    if manifest is not None and (anew or manifest.encoder != encoder.fingerprint):
        manifest = None
    if pointer and manifest and manifest.documents == wanted:
        if pointer.revision != revision:
            pointer = pointer.model_copy(update={"revision": revision})
            pointer.write(home)
        return pointer
    name = f"{revision}-{secrets.token_hex(4)}"
    folder = home.indexes / name
    _forget(home, keep=pointer.generation if pointer else None)
    filling = _Filling(catalog, encoder, progress)
    previous = home.indexes / pointer.generation if pointer else None
    with _all_or_nothing(folder):
        if not (previous and manifest and filling.amended(previous, folder, manifest, wanted)):
            filling.anew(folder, wanted)
        _sync_tree(folder)
        pointer = Pointer(generation=name, revision=revision, encoder=encoder.fingerprint)
        pointer.write(home)
    return pointer


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[None]:
    """A generation that fails takes its folder with it, which may be what fills the disk."""
    try:
        yield
    except (CatalogDamaged, OSError) as failed:
        shutil.rmtree(folder, ignore_errors=True)
        raise CatalogDamaged(
            f"政策文件已存入目录，但{folder.parent}中的新索引没有建成，请检查磁盘空间后重新运行。"
        ) from failed


@dataclass(frozen=True)
class _Indexes:
    """Those of one generation, opened for writing."""

    vectors: VectorStore
    words: WordBuilder
    facets: Facets

    def add(self, batch: Sequence[IndexRecord], encoder: Encoder) -> None:
        ids = [record.id for record in batch]
        encoded = encoder.encode([record.embedded_text for record in batch])
        self.vectors.add(ids, encoded, [record.metadata for record in batch])
        self.words.add((record.id, record.body, record.heading) for record in batch)
        self.facets.add({record.id: record.facet for record in batch})

    def remove(self, ids: Sequence[str]) -> None:
        self.vectors.remove(ids)
        self.words.remove(ids)
        self.facets.remove(ids)

    def close(self) -> None:
        self.vectors.close()
        self.words.close()
        self.facets.close()


@dataclass(frozen=True)
class _Filling:
    """Puts clauses of the catalogue into the indexes of one new folder."""

    catalog: Catalog
    encoder: Encoder
    progress: Progress | None

    def anew(self, folder: Path, wanted: dict[str, int]) -> None:
        """Build from the catalogue alone."""
        vectors = VectorStore.create(
            folder / "vectors", dimensions=self.encoder.dimensions, fingerprint=self.encoder.fingerprint
        )
        filled = _Indexes(vectors, WordBuilder(folder / "words"), Facets.create(folder / "facets"))
        self._add(list(wanted), filled)
        filled.close()
        Manifest(encoder=self.encoder.fingerprint, documents=wanted).write(folder)

    def amended(self, previous: Path, folder: Path, manifest: Manifest, wanted: dict[str, int]) -> bool:
        """Copy the previous generation and apply the difference; False when building anew is better."""
        difference = _Difference(manifest.documents, wanted)
        gone = [self.catalog.clause_ids(id_, number) for id_, number in difference.gone]
        replaced = manifest.replaced + sum(map(len, gone))
        if not all(gone) or self._too_much(difference, replaced):
            return False
        try:
            shutil.copytree(previous, folder, copy_function=_copied)
            self._apply(folder, [id_ for ids in gone for id_ in ids], difference.fresh)
        except (CatalogDamaged, OSError):
            # Whatever is wrong with the previous generation, the catalogue can still make a good one.
            shutil.rmtree(folder, ignore_errors=True)
            return False
        manifest.model_copy(update={"documents": wanted, "replaced": replaced}).write(folder)
        return True

    def _too_much(self, difference: _Difference, replaced: int) -> bool:
        clauses = self.catalog.sizes()
        held = sum(clauses.values())
        fresh = sum(clauses[id_] for id_ in difference.fresh)
        return fresh > _MOSTLY_NEW * held or replaced > _MUCH_REPLACED * held

    def _apply(self, folder: Path, gone: list[str], fresh: list[str]) -> None:
        vectors = VectorStore.open(folder / "vectors", fingerprint=self.encoder.fingerprint)
        held = vectors.held
        words = WordBuilder(folder / "words", WordIndex.open(folder / "words", held))
        indexes = _Indexes(vectors, words, Facets.open(folder / "facets", held))
        try:
            if gone:
                indexes.remove(gone)
            self._add(fresh, indexes)
        finally:
            indexes.close()

    def _add(self, document_ids: list[str], indexes: "_Indexes") -> None:
        for batch in _batches(self._records(document_ids)):
            indexes.add(batch, self.encoder)

    def _records(self, document_ids: list[str]) -> Iterator[IndexRecord]:
        for done, id_ in enumerate(document_ids, 1):
            yield from (record_of(stored) for stored in self.catalog.clauses([id_]) if indexed(stored))
            if self.progress:
                self.progress("index", done, len(document_ids))


def _batches(records: Iterator[IndexRecord]) -> Iterator[list[IndexRecord]]:
    while batch := list(islice(records, _AT_ONCE)):
        yield batch


def _copied(source: str, target: str) -> None:
    """Copy a file of a generation, or share it where it is never written again and the disk can share."""
    if Path(source).suffix in _WRITTEN_ONCE:
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)


def _forget(home: Home, *, keep: str | None) -> None:
    """Delete generations that no pointer names and no reader holds: those replaced, and a dead writer's."""
    for folder in home.indexes.iterdir():
        if folder.is_dir() and folder.name != keep and not is_pinned(folder / MANIFEST):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _pinned(folder: Path) -> Iterator[None]:
    """Keep a generation on disk: Chroma opens its files by name whenever it likes."""
    try:
        pin = pinned(folder / MANIFEST)
    except OSError as gone:
        raise CatalogDamaged(f"索引{folder}不完整，请运行 policymatch doctor --repair 重建。") from gone
    try:
        yield
    finally:
        os.close(pin)


def _sync_tree(folder: Path) -> None:
    for root, _, files in os.walk(folder):
        for name in files:
            sync(Path(root, name))
        sync(Path(root))
    sync(folder.parent)
