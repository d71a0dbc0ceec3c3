"""What LangChain pipelines are made of, for those that ours is measured beside: chunks, embedding, store.

`Splitter` does what LangChain's `RecursiveCharacterTextSplitter` with `add_start_index` does, without being
one more dependency. The encoder is ours, so that only the pipeline differs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, Literal

import chromadb
from chromadb.config import Settings
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from index.encoder import Encoder

Span = tuple[int, int]

_BATCH = 2000


@dataclass(frozen=True)
class Splitter:
    """Cuts at the coarsest separator that makes chunks of at most `size` characters.

    A chunk repeats at most the last `overlap` characters of the one before; a separator stays at the `keep`
    of a piece.
    """

    size: int
    overlap: int
    separators: tuple[str, ...]
    keep: Literal["start", "end"] = "start"

    def documents(self, text: str, source: str) -> list[Document]:
        """The chunks with where they stand: `source` is the name of their text."""
        return [
            Document(page_content=text[start:end], metadata={"source": source, "start_index": start})
            for start, end in self.spans(text)
        ]

    def spans(self, text: str) -> list[Span]:
        """Start and end of each chunk, without white space around it."""
        cut = self._cut(text, (0, len(text)), self.separators)
        trimmed = (_trimmed(text, span) for span in cut)
        return [(start, end) for start, end in trimmed if start < end]

    def _cut(self, text: str, whole: Span, separators: Sequence[str]) -> Iterator[Span]:
        at = next(k for k, separator in enumerate(separators) if separator in text[slice(*whole)])
        small: list[Span] = []
        for piece in self._pieces(text, whole, separators[at]):
            if piece[1] - piece[0] < self.size:
                small.append(piece)
                continue
            yield from self._merged(small)
            small = []
            yield from self._cut(text, piece, separators[at + 1 :]) if separators[at + 1 :] else [piece]
        yield from self._merged(small)

    def _pieces(self, text: str, whole: Span, separator: str) -> list[Span]:
        """The text cut at each separator, which stays with a piece."""
        start, end = whole
        if not separator:
            return [(at, at + 1) for at in range(start, end)]
        kept = len(separator) if self.keep == "end" else 0
        found = re.finditer(re.escape(separator), text[start:end])
        edges = [start, *(start + match.start() + kept for match in found), end]
        return [(one, other) for one, other in pairwise(edges) if one < other]

    def _merged(self, pieces: Iterable[Span]) -> Iterator[Span]:
        """Neighbouring pieces put together."""
        held: list[Span] = []
        for piece in pieces:
            if held and piece[1] - held[0][0] > self.size:
                yield held[0][0], held[-1][1]
                while held and (held[-1][1] - held[0][0] > self.overlap or piece[1] - held[0][0] > self.size):
                    held.pop(0)
            held.append(piece)
        if held:
            yield held[0][0], held[-1][1]


def _trimmed(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    return span[0] + len(words) - len(words.lstrip()), span[1] - len(words) + len(words.rstrip())


class Encoded(Embeddings):
    """Our encoder as LangChain asks for one."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [list(row) for row in self._encoder.encode(texts).tolist()]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class Store(VectorStore):
    """Chunks in a Chroma collection in one folder."""

    def __init__(self, folder: Path, embedding: Embeddings) -> None:
        self._embedding = embedding
        settings = Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(path=str(folder), settings=settings)
        self._collection = self._client.get_or_create_collection(
            "chunks", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )

    def add_texts(
        self, texts: Iterable[str], metadatas: list[dict[str, Any]] | None = None, **_: Any
    ) -> list[str]:
        """Store chunks under running numbers."""
        ids: list[str] = []
        told = iter(metadatas or ())
        for batch in _batches(texts):
            numbered = [str(len(ids) + k) for k in range(len(batch))]
            vectors: Any = self._embedding.embed_documents(batch)
            kept: Any = list(islice(told, len(batch))) or None
            self._collection.add(ids=numbered, documents=batch, embeddings=vectors, metadatas=kept)
            ids += numbered
        return ids

    def similarity_search(self, query: str, k: int = 4, **_: Any) -> list[Document]:
        """The `k` nearest chunks; `likeness` in their metadata is the cosine."""
        vector: Any = [self._embedding.embed_query(query)]
        found = self._collection.query(
            query_embeddings=vector, n_results=k, include=["documents", "metadatas", "distances"]
        )
        texts, told, distances = (
            (found[name] or [[]])[0] for name in ("documents", "metadatas", "distances")
        )
        return [
            Document(id=id_, page_content=text, metadata={**(more or {}), "likeness": 1 - distance})
            for id_, text, more, distance in zip(found["ids"][0], texts, told, distances, strict=True)
        ]

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        **options: Any,
    ) -> "Store":
        """A store in the folder `folder` that holds these chunks."""
        store = cls(options["folder"], embedding)
        store.add_texts(texts, metadatas)
        return store


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(texts)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
