"""Finds clauses by meaning: a Chroma collection of unit vectors in one folder. The only user of chromadb.

The folder is a cache that can be rebuilt from the catalogue. Chroma tolerates neither a second writer nor
a reader beside a writer, so the library's lock keeps one owner process. It also accepts vectors of any
encoder silently, so the encoder's fingerprint is stored and compared.

Beside the collection lies a copy of its vectors, by which clauses are searched up to half a million. Beyond,
Chroma's graph of neighbours is faster; until then it is not even imported, which takes a second.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Self

import numpy as np

from index.matrix import Matrix, Vectors
from index.ranking import Found, Rows
from policies.errors import CatalogDamaged, UnsuitableEncoder

_COLLECTION = "clauses"
_BATCH = 5000
_DATABASE = "chroma.sqlite3"
# At 100,000 clauses the first ten hits hold 96 % of the true ones with Chroma's 100, 99.8 % with 400.
_EF_SEARCH = 400
# The graph hardly takes longer the more there are, the copy does; but it finds more, and always the same.
_COPY_UP_TO = 500_000

Metadata = dict[str, Any]
Scored = list[tuple[str, float]]


@contextmanager
def _damage_reported(path: Path) -> Iterator[None]:
    """Turn any failure of Chroma inside into `CatalogDamaged`.

    Chroma's Rust layer panics with a direct child of BaseException, which `except Exception` misses.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, UnsuitableEncoder, CatalogDamaged):
        raise
    except BaseException as broken:
        advice = f"向量索引{path}已损坏或版本不符，请运行 policymatch doctor --repair 重建。"
        raise CatalogDamaged(advice) from broken


def _connect(path: Path) -> Any:
    import chromadb  # noqa: PLC0415 - a second of import that most questions need not pay
    from chromadb.config import Settings  # noqa: PLC0415

    return chromadb.PersistentClient(path=str(path), settings=Settings(anonymized_telemetry=False))


class VectorStore:
    """Unit vectors of clauses, searched by cosine similarity."""

    def __init__(self, path: Path, *, dimensions: int, fingerprint: str) -> None:
        self.dimensions = dimensions
        self._path = path
        self._fingerprint = fingerprint
        self._client: Any = None
        self._collection: Any = None
        self._matrix: Matrix | None = None
        self._changed = False
        self._added: set[str] = set()
        self._opening = Lock()

    @classmethod
    def create(cls, path: Path, *, dimensions: int, fingerprint: str) -> Self:
        """An empty store in `path`, which is made when absent and must hold no store yet.

        `fingerprint` names the encoder whose vectors, of length `dimensions`, will be added.
        """
        path.mkdir(parents=True, exist_ok=True)
        store = cls(path, dimensions=dimensions, fingerprint=fingerprint)
        store._changed = True
        with _damage_reported(path):
            store._client = _connect(path)
            store._collection = store._client.create_collection(
                _COLLECTION,
                configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                embedding_function=None,
            )
        return store

    @classmethod
    def open(cls, path: Path, *, fingerprint: str) -> Self:
        """The store in `path`, as `close` left it.

        Raises `UnsuitableEncoder` when it was built with another encoder, `CatalogDamaged` when there is
        none that can be read.
        """
        with _damage_reported(path):
            matrix = Matrix.read(path)
        _check_fingerprint(matrix.fingerprint, fingerprint, path)
        store = cls(path, dimensions=matrix.dimensions, fingerprint=fingerprint)
        store._matrix = matrix
        return store

    def add(self, ids: Sequence[str], vectors: Vectors, metadatas: Sequence[Metadata]) -> None:
        """Store vectors of shape (len(ids), dimensions); an id that is already held is replaced.

        Metadata values are strings, numbers or booleans.
        """
        self._check_shape(ids, vectors)
        self._changed = True
        self._added.update(ids)
        for at in range(0, len(ids), _BATCH):
            part = slice(at, at + _BATCH)
            with _damage_reported(self._path):
                self._chroma().upsert(
                    ids=list(ids[part]),
                    embeddings=np.asarray(vectors[part], dtype=np.float32),
                    metadatas=[metadata or None for metadata in metadatas[part]],
                )

    def remove(self, ids: Collection[str]) -> None:
        """Forget these clauses; an id that is not held is no error."""
        self._changed = True
        for part in _parts(sorted(ids)):
            with _damage_reported(self._path):
                self._chroma().delete(ids=part)

    def nearest(self, vector: Vectors, k: int, rows: Rows | None = None) -> Found:
        """The `k` clauses most like `vector` by cosine similarity, best first, equal ones by id.

        `rows` restricts the search, in order. Among many clauses a few of the last may be missed.
        """
        # Chroma's own filters take many times as long as the exact similarity to each of some thousands.
        matrix = self._exact()
        if rows is not None or len(matrix) <= _COPY_UP_TO:
            return matrix.nearest(vector, k, rows)
        near = self.neighbours(vector, k)
        found = [matrix.row[id_] for id_, _ in near]
        return Found(np.array(found, np.int32), np.array([score for _, score in near], np.float32))

    def search(self, vector: Vectors, k: int, ids: Collection[str] | None = None) -> Scored:
        """Like `nearest`, by ids: at most `k` (id, similarity); `ids` restricts to those that are held."""
        matrix = self._exact()
        rows = None
        if ids is not None:
            held = (row for id_ in ids if (row := matrix.row.get(id_)) is not None)
            rows = np.array(sorted(held), np.int32)
        found = self.nearest(vector, k, rows)
        return [(matrix.ids[row], float(score)) for row, score in zip(*found, strict=True)]

    def neighbours(self, vector: Vectors, k: int) -> Scored:
        """Like `search`, always by Chroma's graph of neighbours."""
        with _damage_reported(self._path):
            found = self._chroma().query(
                query_embeddings=np.asarray(vector, dtype=np.float32)[None, :],
                n_results=k,
                include=["distances"],
            )
        return _best_first(found["ids"][0], (1.0 - distance for distance in found["distances"][0]))

    @property
    def held(self) -> Sequence[str]:
        """The clauses held, by id: whatever a generation keeps by rows is in this order."""
        return self._exact().ids

    def rows(self) -> Mapping[str, int]:
        """The clauses held, each with the number of its row."""
        return self._exact().row

    def ids(self) -> set[str]:
        """Every clause id held."""
        with _damage_reported(self._path):
            return set(self._chroma().get(include=[])["ids"])

    def get(self, ids: Sequence[str]) -> Vectors:
        """Vectors of shape (len(ids), dimensions) in the order asked; raises `KeyError` for an unknown id."""
        rows = [self._fetched(part) for part in _parts(ids)]
        return np.concatenate(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def __len__(self) -> int:
        with _damage_reported(self._path):
            return int(self._chroma().count())

    def close(self) -> None:
        """Let go of the folder: afterwards it can be copied or deleted, and opened again with fresh eyes."""
        try:
            if self._changed:
                self._exact()
        finally:
            self._matrix = None
            if self._client is not None:
                self._client.close()

    def _chroma(self) -> Any:
        """The collection, opened by the first who needs it."""
        with self._opening:
            if self._collection is None:
                if not (self._path / _DATABASE).is_file():
                    # Chroma would make an empty database here, and the loss would go unnoticed.
                    raise FileNotFoundError(self._path / _DATABASE)
                self._client = _connect(self._path)
                self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
        return self._collection

    def _exact(self) -> Matrix:
        """The copy of the vectors, made anew after a change."""
        if self._matrix is None or self._changed:
            ids = sorted(self.ids())
            with _damage_reported(self._path):
                self._matrix = Matrix.write(
                    self._path,
                    fingerprint=self._fingerprint,
                    dimensions=self.dimensions,
                    ids=ids,
                    parts=map(self._rows, _parts(ids)),
                )
            self._changed = False
            self._added.clear()
        return self._matrix

    def _rows(self, ids: list[str]) -> Vectors:
        """The vectors of these ids: faster from the last copy, where that has them all."""
        if self._matrix is None or not self._added.isdisjoint(ids):
            return self._fetched(ids)
        return self._matrix.of(ids)

    def _fetched(self, ids: list[str]) -> Vectors:
        with _damage_reported(self._path):
            found = self._chroma().get(ids=ids, include=["embeddings"])
        rows = dict(zip(found["ids"], np.asarray(found["embeddings"], np.float32), strict=True))
        return np.stack([rows[id_] for id_ in ids])

    def _check_shape(self, ids: Sequence[str], vectors: Vectors) -> None:
        if vectors.shape != (len(ids), self.dimensions):
            raise ValueError(f"vectors of shape {(len(ids), self.dimensions)} expected, got {vectors.shape}")


def _check_fingerprint(stored: str, fingerprint: str, path: Path) -> None:
    if stored != fingerprint:
        raise UnsuitableEncoder(
            f"向量索引{path}由另一个编码模型（{stored}）建立，"
            "请换回该模型，或运行 policymatch doctor --repair 重建。"
        )


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for at in range(0, len(ids), _BATCH):
        yield list(ids[at : at + _BATCH])


def _best_first(ids: Iterable[str], scores: Iterable[float]) -> Scored:
    """The pairs, best first, equal ones by id."""
    scored = [(id_, float(score)) for id_, score in zip(ids, scores, strict=True)]
    return sorted(scored, key=lambda entry: (-entry[1], entry[0]))
