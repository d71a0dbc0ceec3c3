"""A competent LangChain pipeline, to be measured beside: small chunks, found by words and by meaning.

What LangChain's `BM25Retriever` and `EnsembleRetriever` do is done by hand: BM25 over dictionary words, fused
with likeness of meaning by reciprocal rank. The word index is tantivy, which is much faster than
going through all chunks for every word, as `BM25Retriever` does (`eval.bench_retrievers`).
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from langchain_core.documents import Document

from eval.chunks import Encoded, Splitter, Store
from eval.tantivy_words import TantivyWords
from index.encoder import load_encoder

FOUND = 10
SPLITTER = Splitter(
    size=250,
    overlap=50,
    separators=("\n\n", "\n", "。", "；", ";", "！", "？", "，", ",", "、", ""),
    keep="end",
)
OF_EACH = 20
_RANKED_AS = 60  # EnsembleRetriever's constant
_CHUNKS = "chunks.jsonl"
_CHINESE = re.compile("[一-鿿]")


class Pipeline:
    """Chunks headed by the first Chinese line of their document; without `dense`, found by words alone."""

    def __init__(self, home: Path, *, dense: bool = True) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._chunks_file = home / _CHUNKS
        self._encoded = Encoded(load_encoder())
        self._store = Store(home / "dense", self._encoded) if dense else None
        self._words = TantivyWords.at(home / "words")

    def read(self, file: Path) -> list[str]:
        """The chunks of a text file as they are searched."""
        return [headed(document) for document in chunks_of(file)]

    def encode(self, texts: Sequence[str]) -> object:
        return self._encoded.embed_documents(list(texts))

    def ingest(self, files: Sequence[Path]) -> int:
        """Store text files; returns how many chunks they make."""
        chunks = [chunk for file in files for chunk in chunks_of(file)]
        texts = [headed(chunk) for chunk in chunks]
        self._words.add((str(number), text) for number, text in enumerate(texts))
        if self._store:
            self._store.add_texts(texts)
        rows = (json.dumps([chunk.page_content, chunk.metadata], ensure_ascii=False) for chunk in chunks)
        self._chunks_file.write_text("\n".join(rows), encoding="utf-8")
        return len(chunks)

    def search(self, question: str) -> list[Document]:
        """The ten best chunks with their cosine as `likeness`, their share of what BM25 gives as `words`."""
        by_words = dict(self._words.search(question, OF_EACH))
        near = self._store.similarity_search(question, OF_EACH) if self._store else []
        likeness = {document.id: document.metadata["likeness"] for document in near}
        best = self._words.ceiling(question) or 1.0
        return [
            Document(
                id=str(number),
                page_content=self._chunks[number].page_content,
                metadata={
                    **self._chunks[number].metadata,
                    "likeness": likeness.get(str(number), 0.0),
                    "words": by_words.get(str(number), 0.0) / best,
                },
            )
            for number in _fused([by_words, likeness])[:FOUND]
        ]

    def ask(self, question: str) -> str:
        """The best chunks below the question: what a prompt would hold, without a model."""
        return f"{question}\n\n" + "\n\n".join(document.page_content for document in self.search(question))

    @cached_property
    def _chunks(self) -> list[Document]:
        """Every chunk in memory, as `BM25Retriever` keeps them."""
        rows = map(json.loads, self._chunks_file.read_text(encoding="utf-8").split("\n"))
        return [Document(page_content=text, metadata=told) for text, told in rows]


def chunks_of(file: Path) -> list[Document]:
    """The chunks of a text file, with its title."""
    text = file.read_text(encoding="utf-8")
    title = next((line.strip("# ") for line in text.splitlines() if _CHINESE.search(line)), "")
    documents = SPLITTER.documents(text, file.name)
    for document in documents:
        document.metadata["title"] = title
    return documents


def headed(chunk: Document) -> str:
    """A chunk below the title of its document."""
    return f"{chunk.metadata['title']}\n{chunk.page_content}"


def _fused(lists: Iterable[Iterable[str]]) -> list[int]:
    """Numbers of chunks by the sum of their reciprocal ranks, equal ones by number."""
    scores: defaultdict[int, float] = defaultdict(float)
    for ranked in lists:
        for rank, id_ in enumerate(ranked, 1):
            scores[int(id_)] += 1 / (_RANKED_AS + rank)
    return sorted(scores, key=lambda number: (-scores[number], number))
