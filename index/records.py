"""What the indexes hold of one clause: the words to find it by, and the text that becomes its vector."""

from dataclasses import dataclass

from index import passage
from index.catalog import StoredClause
from index.facets import Facet, facet_of
from policies.model import ClauseKind

_NOT_INDEXED = frozenset({ClauseKind.HEADING, ClauseKind.TITLE})


@dataclass(frozen=True, slots=True)
class IndexRecord:
    """One entry of the indexes; `metadata` holds strings only, as Chroma wants them."""

    id: str
    body: str
    heading: str
    embedded_text: str
    facet: Facet
    metadata: dict[str, str]


def indexed(stored: StoredClause) -> bool:
    """Whether the clause is searched for: headings and titles are found through the clauses below them."""
    return stored.annotation.kind not in _NOT_INDEXED


def record_of(stored: StoredClause) -> IndexRecord:
    """The entry of one clause.

    The vector also sees the title and the region of the document: a clause says 对企业给予奖励, and only the
    document says whose policy it is.
    """
    words = passage.embedded(stored.clause, stored.quote)
    context = " ".join(part for part in (stored.info.title, stored.info.region) if part)
    metadata = {"document": stored.document_id, "kind": stored.annotation.kind.value}
    if stored.info.region:
        metadata["region"] = stored.info.region
    return IndexRecord(
        id=stored.id,
        body=passage.body(stored.quote),
        heading=passage.heading(stored.clause),
        embedded_text=f"{context}\n{words}",
        facet=facet_of(stored),
        metadata=metadata,
    )
