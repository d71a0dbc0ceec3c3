"""The tutorial's way, to be measured beside: LangChain over Chroma, chunks of 1000 characters, k = 4.

python -m eval.bench_plain DIR QUESTION    answers once and exits, for the cold start
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from langchain_core.documents import Document

from eval.chunks import Encoded, Splitter, Store
from index.encoder import load_encoder

FOUND = 4
SPLITTER = Splitter(size=1000, overlap=200, separators=("\n\n", "\n", " ", ""))


class Pipeline:
    """Split, embed, store; then retrieve and put what was found into a template."""

    def __init__(self, home: Path) -> None:
        self._encoded = Encoded(load_encoder())
        self._store = Store(home, self._encoded)
        self._retriever = self._store.as_retriever(search_kwargs={"k": FOUND})

    def read(self, file: Path) -> list[str]:
        """The chunks of a text file."""
        return [document.page_content for document in self._split(file)]

    def _split(self, file: Path) -> list[Document]:
        return SPLITTER.documents(file.read_text(encoding="utf-8"), file.name)

    def encode(self, texts: Sequence[str]) -> object:
        return self._encoded.embed_documents(list(texts))

    def ingest(self, files: Sequence[Path]) -> int:
        """Store text files; returns how many chunks they make."""
        return len(self._store.add_documents([chunk for file in files for chunk in self._split(file)]))

    def search(self, question: str) -> list[Document]:
        """The nearest chunks."""
        return self._retriever.invoke(question)

    def ask(self, question: str) -> str:
        """The nearest chunks below the question: what a prompt would hold, without a model."""
        found = self.search(question)
        return f"{question}\n\n" + "\n\n".join(document.page_content for document in found)


if __name__ == "__main__":
    sys.stdout.write(Pipeline(Path(sys.argv[1])).ask(sys.argv[2]) + "\n")
