"""The competent LangChain pipeline with the retrievers that LangChain has for it, to be measured beside.

`BM25Retriever` and `Chroma` in an `EnsembleRetriever`, over the chunks and with the encoder of
`eval.bench_ensemble`. `BM25Retriever` keeps nothing on disk: it counts all words anew when it is opened.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document

from eval.bench_ensemble import FOUND, OF_EACH, chunks_of, headed
from eval.chunks import Encoded
from index.encoder import load_encoder
from index.lexical import words

_BATCH = 2000


class Pipeline:
    """Chunks headed by the first Chinese line of their document, as texts of one Chroma collection."""

    def __init__(self, home: Path) -> None:
        self._encoded = Encoded(load_encoder())
        self._store = Chroma(
            "chunks",
            self._encoded,
            persist_directory=str(home),
            collection_configuration={"hnsw": {"space": "cosine"}},
        )

    def read(self, file: Path) -> list[str]:
        """The chunks of a text file as they are searched."""
        return [headed(chunk) for chunk in chunks_of(file)]

    def encode(self, texts: Sequence[str]) -> object:
        return self._encoded.embed_documents(list(texts))

    def ingest(self, files: Sequence[Path]) -> int:
        """Store text files; returns how many chunks they make."""
        texts = [text for file in files for text in self.read(file)]
        for at in range(0, len(texts), _BATCH):
            self._store.add_texts(texts[at : at + _BATCH])
        return len(texts)

    def search(self, question: str) -> list[Document]:
        """The ten best chunks."""
        return self._retriever.invoke(question)[:FOUND]

    def ask(self, question: str) -> str:
        """The best chunks below the question: what a prompt would hold, without a model."""
        return f"{question}\n\n" + "\n\n".join(document.page_content for document in self.search(question))

    @cached_property
    def _retriever(self) -> EnsembleRetriever:
        texts: list[str] = []
        while part := self._store.get(limit=_BATCH, offset=len(texts))["documents"]:  # not all at once
            texts += part
        by_words = BM25Retriever.from_texts(texts, preprocess_func=words, k=OF_EACH)
        by_meaning = self._store.as_retriever(search_kwargs={"k": OF_EACH})
        return EnsembleRetriever(retrievers=[by_words, by_meaning])
