"""How words of a document get into an answer: citations with their marks, quotations inside Markdown."""

import re
from dataclasses import dataclass, field

from assistant.telling import telling
from index.query import Question
from index.rows import StoredClause
from policies.model import Citation, DocumentKind

# Between two Chinese characters it stands for nothing.
_LINE_BREAK = re.compile(r"(?<=[^\x00-\x7f])[ \t]*\n\s*(?=[^\x00-\x7f])")


@dataclass
class Marks:
    """Citations in the order of their marks; the same words are cited once."""

    sought: Question
    citations: list[Citation] = field(default_factory=list)

    def add(self, clause: StoredClause, span: tuple[int, int] | None = None) -> Citation:
        """Cite `span` of a clause, or the sentence that says most about the question."""
        citation = cite(clause, len(self.citations) + 1, span or telling(clause, self.sought))
        for held in self.citations:
            if (held.document_id, held.start, held.end) == (
                citation.document_id,
                citation.start,
                citation.end,
            ):
                return held
        self.citations.append(citation)
        return citation

    def covering(self, clause: StoredClause, span: tuple[int, int]) -> Citation:
        """A citation that holds `span`, be it among other words; a new one where none does."""
        for held in self.citations:
            if held.document_id == clause.document_id and held.start <= span[0] and span[1] <= held.end:
                return held
        return self.add(clause, span)


def cite(clause: StoredClause, rank: int, span: tuple[int, int]) -> Citation:
    """A citation of the words of a clause between two offsets of its document."""
    start, end = span
    offset = clause.clause.start
    return Citation(
        mark=f"〔{rank}〕",
        clause_id=clause.id,
        document_id=clause.document_id,
        title=clause.info.title,
        issuer=clause.info.issuer,
        doc_number=clause.info.doc_number,
        locator=clause.clause.locator,
        quote=clause.quote[start - offset : end - offset],
        start=start,
        end=end,
        page=clause.clause.page,
        sha256=clause.sha256,
        fidelity="digest" if clause.info.kind == DocumentKind.DIGEST else "verbatim",
        rank=rank,
    )


def plain(said: str) -> str:
    """Words of a document inside Markdown: line breaks and control characters mean nothing there."""
    said = _LINE_BREAK.sub("", said)
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", re.sub(r"\s+", " ", said))


def inline(quote: str) -> str:
    """The words as a quotation inside a line."""
    return "“" + plain(quote) + "”"
