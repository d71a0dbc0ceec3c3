"""This software, in the shape in which the benchmark measures it and the plain pipeline."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from assistant.service import Assistant
from index.build import Library, Read
from index.encoder import load_encoder
from index.passage import embedded
from index.retrieve import Hit, Searcher
from policies.documents.metadata import describe
from policies.documents.outline import outline
from policies.documents.source import read_source
from policies.model import Answer, Clause
from policies.reading.annotate import read_clauses, read_policy

Outlined = tuple[str, Sequence[Clause], str]


class Pipeline:
    """Read into clauses, catalogue, index; then answer with citations.

    `reads` turns files into policies instead of the readers of this software.
    """

    def __init__(self, home: Path, reads: Read | None = None) -> None:
        self._home = home
        self._reads = reads
        self._encoder = load_encoder()
        self._searcher: Searcher | None = None
        self._assistant: Assistant | None = None

    def read(self, file: Path) -> list[str]:
        """The clauses of a document, each with the headings above it, as they are encoded."""
        policy = read_policy(read_source(file.read_bytes(), file.name))
        text = policy.source.text
        return [embedded(read.clause, text[read.clause.start : read.clause.end]) for read in policy.clauses]

    def outlined(self, file: Path) -> Outlined:
        """The text of a document, its clauses and its region, before their meaning is found."""
        source = read_source(file.read_bytes(), file.name)
        clauses = outline(source)
        return source.text, clauses, describe(source, clauses).region or ""

    def annotate(self, outlined: Outlined) -> int:
        """Find the meaning of every clause; returns how many there are."""
        return len(read_clauses(*outlined))

    def encode(self, texts: Sequence[str]) -> object:
        return self._encoder.encode(texts)

    def ingest(self, files: Sequence[Path]) -> int:
        """Store and index documents; returns how many clauses they have."""
        with Library(self._home, read=self._reads) as library:
            rows = list(library.ingest(files, at=datetime.now(UTC)))
        if failed := [row.error for row in rows if row.error]:
            raise RuntimeError(f"{len(failed)} 份文件没有读入,第一份:{failed[0]}")
        return sum(row.clauses for row in rows)

    def search(self, question: str) -> list[Hit]:
        """The ten best clauses."""
        if self._searcher is None:
            self._searcher = Searcher(Library(self._home).reader())
        return self._searcher.search(question)

    def ask(self, question: str) -> Answer:
        """The answer with its citations."""
        if self._assistant is None:
            self._assistant = Assistant(self._home)
        return self._assistant.ask([question])
