"""How words of a document get into an answer: citations with their marks, quotations inside Markdown."""

import re
from dataclasses import dataclass, field

from assistant.passages import passage, telling
from assistant.weighing import Scales
from index.rows import StoredClause
from policies.model import Citation, DocumentKind

# Between two Chinese characters it stands for nothing.
_LINE_BREAK = re.compile(r"(?<=[^\x00-\x7f])[ \t]*\n\s*(?=[^\x00-\x7f])")
# A mark of another text (〔2〕, but not the year in 〔2024〕3号), and what Markdown reads.
_MEANS = re.compile(r"[\\`*_\[\]<>#|]|〔(?=\d{1,3}〕(?!\s*\d+\s*号))")
TURNS_ROUND = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that nobody sees and that make 005 read as 500."""
_INNER = str.maketrans("“”", "‘’")


@dataclass
class Marks:
    """Citations in the order of their marks; the same words are cited once."""

    scales: Scales
    citations: list[Citation] = field(default_factory=list)

    def add(self, clause: StoredClause, span: tuple[int, int] | None = None) -> Citation:
        """Cite `span` of a clause, or the sentence that says most about the question."""
        citation = cite(clause, len(self.citations) + 1, span or telling(clause, self.scales))
        for held in self.citations:
            if (held.document_id, held.start, held.end) == (
                citation.document_id,
                citation.start,
                citation.end,
            ):
                return held
        self.citations.append(citation)
        return citation

    def telling(self, clause: StoredClause) -> Citation:
        """The sentence that says most about the question, without a place among the marks."""
        return cite(clause, len(self.citations) + 1, telling(clause, self.scales))

    def quoting(self, clause: StoredClause, *, lists: bool = False) -> Citation:
        """Cite that sentence with what belongs to it; with `lists` a list that is asked for, too."""
        return self.add(clause, passage(clause, self.scales, lists=lists))

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
    """Words of a document inside Markdown: line breaks, control characters and marks mean nothing there."""
    said = _LINE_BREAK.sub("", TURNS_ROUND.sub("", said))
    return _MEANS.sub(r"\\\g<0>", re.sub(r"\s+", " ", said))


def inline(quote: str) -> str:
    """The words as a quotation inside a line; quotation marks in them cannot end it."""
    said = plain(quote)
    return f"“{said if _balanced(said) else said.translate(_INNER)}”"


def _balanced(said: str) -> bool:
    depth = 0
    for found in re.findall("[“”]", said):
        depth += 1 if found == "“" else -1
        if depth < 0:
            return False
    return depth == 0
