"""Finds clauses by meaning: a Chroma collection of unit vectors in one folder. The only user of chromadb.

The folder is a cache that can be rebuilt from the catalogue. Chroma tolerates neither a second writer nor
a reader beside a writer, so the library's lock keeps one owner process. It also accepts vectors of any
encoder silently, so the encoder's fingerprint is stored and compared.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Self

import chromadb
import numpy as np
from chromadb.config import Settings

from policies.errors import CatalogDamaged, UnsuitableEncoder

_COLLECTION = "clauses"
_BATCH = 5000
_DATABASE = "chroma.sqlite3"
# At 100,000 clauses the first ten hits hold 96 % of the true ones with Chroma's 100, 99.8 % with 400.
_EF_SEARCH = 400

Metadata = dict[str, Any]


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
        advice = f"向量索引{path}已损坏或版本不符,请运行 policymatch doctor --repair 重建。"
        raise CatalogDamaged(advice) from broken


def _connect(path: Path) -> Any:
    return chromadb.PersistentClient(path=str(path), settings=Settings(anonymized_telemetry=False))


class _Rows:
    """Vectors kept in memory: one matrix that doubles when it is full, and the row of each id."""

    def __init__(self, dimensions: int) -> None:
        self._used = 0
        self._row: dict[str, int] = {}
        self._matrix = np.zeros((0, dimensions), np.float32)

    def missing(self, ids: Iterable[str]) -> list[str]:
        return sorted(id_ for id_ in ids if id_ not in self._row)

    def keep(self, ids: Sequence[str], vectors: np.ndarray) -> None:
        if not ids:
            return
        first, end = self._used, self._used + len(ids)
        if end > len(self._matrix):
            spare = np.zeros((max(end, 1024), self._matrix.shape[1]), np.float32)
            self._matrix = np.concatenate([self._matrix[:first], spare])
        # Rows are filled before ids lead to them, because another thread may be searching.
        self._matrix[first:end] = vectors
        self._used = end
        self._row.update((id_, first + at) for at, id_ in enumerate(ids))

    def forget(self, ids: Iterable[str]) -> None:
        for id_ in ids:
            self._row.pop(id_, None)

    def take(self, ids: Sequence[str]) -> np.ndarray:
        return self._matrix[[self._row[id_] for id_ in ids]]

    def nearest(self, vector: np.ndarray, k: int, ids: Iterable[str]) -> list[tuple[str, float]]:
        """The `k` of `ids` most like `vector`, best first; ids that are not held are left out."""
        held = [id_ for id_ in ids if id_ in self._row]
        scores = self.take(held) @ vector
        if len(held) > k:
            worst = np.partition(scores, len(held) - k)[len(held) - k]
            chosen = np.flatnonzero(scores >= worst)
            held, scores = [held[at] for at in chosen], scores[chosen]
        return _best_first(held, scores, k)


class VectorStore:
    """Unit vectors of clauses, searched by cosine similarity."""

    def __init__(self, path: Path, client: Any, collection: Any) -> None:
        self._path = path
        self._client = client
        self._collection = collection
        self._rows = _Rows(self.dimensions)
        self._reading = Lock()

    @classmethod
    def create(cls, path: Path, *, dimensions: int, fingerprint: str) -> Self:
        """An empty store in `path`, which is made when absent and must hold no store yet.

        `fingerprint` names the encoder whose vectors, of length `dimensions`, will be added.
        """
        path.mkdir(parents=True, exist_ok=True)
        with _damage_reported(path):
            client = _connect(path)
            collection = client.create_collection(
                _COLLECTION,
                metadata={"fingerprint": fingerprint, "dimensions": dimensions},
                configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                embedding_function=None,
            )
        return cls(path, client, collection)

    @classmethod
    def open(cls, path: Path, *, fingerprint: str) -> Self:
        """The store in `path`.

        Raises `UnsuitableEncoder` when it was built with another encoder, `CatalogDamaged` when there is
        none that can be read.
        """
        if not (path / _DATABASE).is_file():
            # Chroma would make an empty database here, and the loss would go unnoticed.
            raise CatalogDamaged(f"向量索引{path}不存在,请运行 policymatch doctor --repair 重建。")
        with _damage_reported(path):
            client = _connect(path)
        try:
            with _damage_reported(path):
                collection = client.get_collection(_COLLECTION, embedding_function=None)
            _check_fingerprint(collection.metadata or {}, fingerprint, path)
        except BaseException:
            client.close()
            raise
        return cls(path, client, collection)

    @property
    def dimensions(self) -> int:
        """The length of every vector held."""
        return int(self._collection.metadata["dimensions"])

    def add(self, ids: Sequence[str], vectors: np.ndarray, metadatas: Sequence[Metadata]) -> None:
        """Store vectors of shape (len(ids), dimensions); an id that is already held is replaced.

        Metadata values are strings, numbers or booleans.
        """
        self._check_shape(ids, vectors)
        self._rows.forget(ids)
        for at in range(0, len(ids), _BATCH):
            part = slice(at, at + _BATCH)
            with _damage_reported(self._path):
                self._collection.upsert(
                    ids=list(ids[part]),
                    embeddings=np.asarray(vectors[part], dtype=np.float32),
                    metadatas=[metadata or None for metadata in metadatas[part]],
                )

    def remove(self, ids: Collection[str]) -> None:
        """Forget these clauses; an id that is not held is no error."""
        self._rows.forget(ids)
        for part in _parts(sorted(ids)):
            with _damage_reported(self._path):
                self._collection.delete(ids=part)

    def search(
        self, vector: np.ndarray, k: int, ids: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """At most `k` (id, cosine similarity), best first, equal ones by id; `ids` restricts the search."""
        if k < 1 or (ids is not None and not ids):
            return []
        if ids is not None:
            # Chroma's own filters take many times as long as the exact similarity to each of some thousands.
            return self._held(ids).nearest(vector, k, ids)
        with _damage_reported(self._path):
            found = self._collection.query(
                query_embeddings=np.asarray(vector, dtype=np.float32)[None, :],
                n_results=k,
                include=["distances"],
            )
        scores = (1.0 - distance for distance in found["distances"][0])
        return _best_first(found["ids"][0], scores, k)

    def ids(self) -> set[str]:
        """Every clause id held."""
        with _damage_reported(self._path):
            return set(self._collection.get(include=[])["ids"])

    def get(self, ids: Sequence[str]) -> np.ndarray:
        """Vectors of shape (len(ids), dimensions) in the order asked; raises `KeyError` for an unknown id."""
        return self._held(ids).take(ids)

    def __len__(self) -> int:
        with _damage_reported(self._path):
            return int(self._collection.count())

    def close(self) -> None:
        """Let go of the folder: afterwards it can be copied or deleted, and opened again with fresh eyes."""
        self._client.close()

    def _held(self, ids: Collection[str]) -> "_Rows":
        """The vectors read so far, completed by those of `ids`: reading one from Chroma takes 0.05 ms."""
        with self._reading:
            for part in _parts(self._rows.missing(ids)):
                with _damage_reported(self._path):
                    found = self._collection.get(ids=part, include=["embeddings"])
                self._rows.keep(found["ids"], np.asarray(found["embeddings"], np.float32))
        return self._rows

    def _check_shape(self, ids: Sequence[str], vectors: np.ndarray) -> None:
        if vectors.shape != (len(ids), self.dimensions):
            raise ValueError(f"vectors of shape {(len(ids), self.dimensions)} expected, got {vectors.shape}")


def _check_fingerprint(stored: Metadata, fingerprint: str, path: Path) -> None:
    if stored.get("fingerprint") != fingerprint:
        raise UnsuitableEncoder(
            f"向量索引{path}由另一个编码模型({stored.get('fingerprint')})建立,"
            "请换回该模型,或运行 policymatch doctor --repair 重建。"
        )


def _best_first(ids: Sequence[str], scores: Any, k: int) -> list[tuple[str, float]]:
    scored = [(id_, float(score)) for id_, score in zip(ids, scores, strict=True)]
    return sorted(scored, key=lambda entry: (-entry[1], entry[0]))[:k]


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for at in range(0, len(ids), _BATCH):
        yield list(ids[at : at + _BATCH])
