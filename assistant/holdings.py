"""The documents of a library as lists and pages show them."""

from datetime import date

from index.rows import StoredDocument
from policies.model import DocumentKind, Model, ReadClause, Status


class DocumentSummary(Model):
    """A document of the library as a list shows it."""

    id: str
    path: str
    title: str
    issuer: str | None
    doc_number: str | None
    region: str | None
    published: date | None
    status: Status
    kind: DocumentKind
    sha256: str
    versions: int
    clauses: int


class DocumentView(Model):
    """A version of a document with its text; `clauses` are those of the current version."""

    summary: DocumentSummary
    text: str
    pages: tuple[int, ...]
    sha256: str
    clauses: tuple[ReadClause, ...]


def summary_of(document: StoredDocument, on: date | None) -> DocumentSummary:
    """What a list shows of a document; its status is that of the day `on`, or as it was read."""
    info = document.info
    return DocumentSummary(
        id=document.id,
        path=document.path,
        title=info.title,
        issuer=info.issuer,
        doc_number=info.doc_number,
        region=info.region,
        published=info.published,
        status=info.status_on(on) if on else info.status,
        kind=info.kind,
        sha256=document.sha256,
        versions=document.versions,
        clauses=document.clauses,
    )
