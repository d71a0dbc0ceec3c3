"""A document: its text, what is known of it as a whole, and its clauses with their meaning."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from pydantic import Field

from policies.model.annotation import Annotation
from policies.model.base import Model


class Level(StrEnum):
    """The tier of government that issued a document."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    PARK = "park"


class Status(StrEnum):
    """Whether a document is law on a given day; `unknown` when nothing printed decides it."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


class DocumentKind(StrEnum):
    """What sort of text it is: only `official` is the policy's own wording."""

    OFFICIAL = "official"
    NEWS = "news"
    DIGEST = "digest"
    GUIDE = "guide"
    STATUTE = "statute"
    OTHER = "other"


class OutlineRole(StrEnum):
    """What the outline alone can tell of a node, before its words are read."""

    TITLE = "title"
    HEADING = "heading"
    LABEL = "label"  # 工作目标: — a heading without a number inside numbered provisions
    PLAIN = "plain"  # a heading without any mark
    BODY = "body"
    ISSUER_LINE = "issuer_line"  # 主送机关, 发文字号, a web page's date line, a reporter's name
    SIGNATURE = "signature"  # 落款: who signed, when; editors; 附件 lists


class Clause(Model):
    """A node of the outline: the smallest provision an official would cite, or a heading above some.

    `path` holds the headings from the top of the document down to this clause, `locator` the way an
    official cites it (四、(二)3). Nodes do not overlap, and together they hold every non-blank character.
    """

    id: str
    locator: str
    heading: str
    path: tuple[str, ...] = ()
    start: int
    end: int
    page: int | None = None
    role: OutlineRole = OutlineRole.BODY


class SourceText(Model):
    """Canonical text of a document, and what its container says about it.

    `pages[k]` is the offset at which page k+1 begins (empty for media without pages). `meta` holds what the
    container states outside the text: title, issuer, published (YYYY-MM-DD), source, doc_number.
    `warnings` are Chinese sentences for the user.
    """

    text: str
    sha256: str
    media_type: str
    pages: tuple[int, ...] = ()
    meta: dict[str, str] = Field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    def page_of(self, offset: int) -> int | None:
        """The page (from 1) on which `offset` stands, or None for a medium without pages."""
        return bisect_right(self.pages, offset) or None if self.pages else None


class DocumentInfo(Model):
    """What is known about a document as a whole; a field that nothing printed decides stays None.

    `original_kind` is what a digest was made of.
    """

    title: str
    issuer: str | None = None
    doc_number: str | None = None
    region: str | None = None
    level: Level | None = None
    published: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    status: Status = Status.UNKNOWN
    kind: DocumentKind = DocumentKind.OTHER
    original_kind: DocumentKind | None = None

    def status_on(self, on: date) -> Status:
        """The status on a day: a draft stays a draft, printed dates decide the rest."""
        if self.status in (Status.DRAFT, Status.SUPERSEDED):
            return self.status
        if self.effective_from and on < self.effective_from:
            return Status.NOT_YET
        if self.effective_to and on > self.effective_to:
            return Status.EXPIRED
        return self.status


class ReadClause(Model):
    """A clause with its meaning."""

    clause: Clause
    annotation: Annotation


class Policy(Model):
    """A document that has been read: text, metadata, clauses in text order."""

    source: SourceText
    info: DocumentInfo
    clauses: tuple[ReadClause, ...]

    def claimable(self) -> Iterator[ReadClause]:
        return (read for read in self.clauses if read.annotation.kind.claimable)
