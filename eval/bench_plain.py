"""The plain way to do it, to be measured beside: LangChain over Chroma, chunks of 1000 characters.

The encoder and the texts are ours, so that only the pipeline differs. `split` does what LangChain's
`RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)` does, without being one more dependency.

    python -m eval.bench_plain DIR QUESTION    answers once and exits, for the cold start
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import VectorStore

from index.encoder import Encoder, load_encoder

SIZE, OVERLAP, FOUND = 1000, 200, 4
_SEPARATORS = ("\n\n", "\n", " ", "")
_BATCH = 2000


def split(text: str, separators: Sequence[str] = _SEPARATORS) -> list[str]:
    """Chunks of at most `SIZE` characters, cut at the coarsest separator that makes them small enough."""
    at = next(k for k, separator in enumerate(separators) if separator in text)
    chunks: list[str] = []
    small: list[str] = []
    for piece in _pieces(text, separators[at]):
        if len(piece) < SIZE:
            small.append(piece)
            continue
        chunks += _merged(small)
        small = []
        chunks += split(piece, separators[at + 1 :]) if separators[at + 1 :] else [piece]
    return chunks + _merged(small)


def _pieces(text: str, separator: str) -> list[str]:
    """The text cut before each separator, which stays at the head of its piece."""
    if not separator:
        return list(text)
    first, *rest = text.split(separator)
    return [piece for piece in (first, *(separator + piece for piece in rest)) if piece]


def _merged(pieces: Iterable[str]) -> list[str]:
    """Neighbouring pieces put together up to `SIZE`; a chunk repeats the last `OVERLAP` characters."""
    chunks: list[str] = []
    held: list[str] = []
    length = 0
    for piece in pieces:
        if held and length + len(piece) > SIZE:
            chunks.append("".join(held).strip())
            while length > OVERLAP or (length and length + len(piece) > SIZE):
                length -= len(held.pop(0))
        held.append(piece)
        length += len(piece)
    chunks.append("".join(held).strip())
    return [chunk for chunk in chunks if chunk]


class Encoded(Embeddings):
    """Our encoder as LangChain asks for one."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [list(row) for row in self._encoder.encode(texts).tolist()]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


class PlainStore(VectorStore):
    """Chunks in a Chroma collection in one folder."""

    def __init__(self, folder: Path, embedding: Embeddings) -> None:
        self._embedding = embedding
        settings = Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(path=str(folder), settings=settings)
        self._collection = self._client.get_or_create_collection(
            "chunks", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )

    def add_texts(
        self,
        texts: Iterable[str],
        metadatas: list[dict[str, Any]] | None = None,  # noqa: ARG002 - nothing of a chunk is known
        **_: Any,
    ) -> list[str]:
        """Store chunks under running numbers."""
        ids: list[str] = []
        for batch in _batches(texts):
            numbered = [str(len(ids) + k) for k in range(len(batch))]
            vectors: Any = self._embedding.embed_documents(batch)
            self._collection.add(ids=numbered, documents=batch, embeddings=vectors)
            ids += numbered
        return ids

    def similarity_search(self, query: str, k: int = FOUND, **_: Any) -> list[Document]:
        """The `k` nearest chunks."""
        vector: Any = [self._embedding.embed_query(query)]
        found = self._collection.query(query_embeddings=vector, n_results=k, include=["documents"])
        texts = (found["documents"] or [[]])[0]
        return [Document(id=id_, page_content=text) for id_, text in zip(found["ids"][0], texts, strict=True)]

    @classmethod
    def from_texts(
        cls,
        texts: list[str],
        embedding: Embeddings,
        metadatas: list[dict[str, Any]] | None = None,
        **options: Any,
    ) -> "PlainStore":
        """A store in the folder `folder` that holds these chunks."""
        store = cls(options["folder"], embedding)
        store.add_texts(texts, metadatas)
        return store


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    remaining = iter(texts)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


class Pipeline:
    """Split, embed, store; then retrieve and put what was found into a template."""

    def __init__(self, home: Path) -> None:
        self._encoded = Encoded(load_encoder())
        self._store = PlainStore(home, self._encoded)
        self._retriever = self._store.as_retriever(search_kwargs={"k": FOUND})

    def read(self, file: Path) -> list[str]:
        """The chunks of a text file."""
        return split(file.read_text(encoding="utf-8"))

    def encode(self, texts: Sequence[str]) -> object:
        return self._encoded.embed_documents(list(texts))

    def ingest(self, files: Sequence[Path]) -> int:
        """Store text files; returns how many chunks they make."""
        return len(self._store.add_texts(chunk for file in files for chunk in self.read(file)))

    def search(self, question: str) -> list[Document]:
        """The nearest chunks."""
        return self._retriever.invoke(question)

    def ask(self, question: str) -> str:
        """The nearest chunks below the question: what a prompt would hold, without a model."""
        found = self.search(question)
        return f"{question}\n\n" + "\n\n".join(document.page_content for document in found)


if __name__ == "__main__":
    sys.stdout.write(Pipeline(Path(sys.argv[1])).ask(sys.argv[2]) + "\n")
