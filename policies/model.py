"""The nouns of the field: document, clause, what a clause gives and asks, and how it is cited.

Offsets are Python `str` offsets into the canonical text of one document version, end exclusive, and
`text[start:end] == quote` always holds. Enumeration values are the public contract's.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from policies.numbers import as_number


class Model(BaseModel):
    """A value: frozen, and strict about unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class ClauseKind(StrEnum):
    """What a provision does. Only `service` and `incentive` give a reader something to claim."""

    HEADING = "heading"
    TITLE = "title"
    PREAMBLE = "preamble"
    GOAL = "goal"
    DUTY = "duty"
    SERVICE = "service"
    INCENTIVE = "incentive"
    DEFINITION = "definition"
    SCOPE = "scope"
    SUPPLEMENTARY = "supplementary"

    @property
    def claimable(self) -> bool:
        return self in _CLAIMABLE

    @property
    def chinese(self) -> str:
        """What users call it."""
        return _KIND_TERMS[self]


_CLAIMABLE = (ClauseKind.SERVICE, ClauseKind.INCENTIVE)
_KIND_TERMS = {
    ClauseKind.HEADING: "标题",
    ClauseKind.TITLE: "文件名",
    ClauseKind.PREAMBLE: "总述",
    ClauseKind.GOAL: "目标",
    ClauseKind.DUTY: "部门任务",
    ClauseKind.SERVICE: "可享服务",
    ClauseKind.INCENTIVE: "可享政策",
    ClauseKind.DEFINITION: "定义",
    ClauseKind.SCOPE: "适用范围",
    ClauseKind.SUPPLEMENTARY: "附则及其他",
}


class DeliveryMode(StrEnum):
    """How a benefit reaches the one entitled to it."""

    NO_APPLICATION = "no_application"
    INSTANT_ON_APPLICATION = "instant_on_application"
    CASE_BY_CASE = "case_by_case"
    PER_PERSON = "per_person"
    PRE_MATCHING = "pre_matching"
    TOLERANT_ACCEPTANCE = "tolerant_acceptance"
    NOTIFIED_COMMITMENT = "notified_commitment"
    APPLICATION = "application"

    @property
    def chinese(self) -> str:
        """The official term shown to users."""
        return _DELIVERY_TERMS[self]


_DELIVERY_TERMS = {
    DeliveryMode.NO_APPLICATION: "免申即享",
    DeliveryMode.INSTANT_ON_APPLICATION: "即申即享",
    DeliveryMode.CASE_BY_CASE: "一事一议",
    DeliveryMode.PER_PERSON: "一人一策",
    DeliveryMode.PRE_MATCHING: "预匹配",
    DeliveryMode.TOLERANT_ACCEPTANCE: "容缺受理",
    DeliveryMode.NOTIFIED_COMMITMENT: "告知承诺",
    DeliveryMode.APPLICATION: "申报",
}


class Quote(Model):
    """Words of the canonical text, with where they stand."""

    quote: str
    start: int
    end: int

    @classmethod
    def of(cls, text: str, start: int, end: int, **more: Any) -> Self:
        """The quote `text[start:end]`; `text` is the canonical text of the whole document."""
        return cls(quote=text[start:end], start=start, end=end, **more)

    def moved(self, by: int) -> Self:
        """The same words, counted from a place `by` characters further to the left."""
        return self.model_copy(update={"start": self.start + by, "end": self.end + by})


class Delivery(Quote):
    """A delivery mode, and the words that state it."""

    mode: DeliveryMode


class Tier(Model):
    """One step of a tiered award: what must hold, and what is then given."""

    when: str
    value_yuan: Decimal | None = None
    rate_pct: Decimal | None = None
    cap_yuan: Decimal | None = None


class Amount(Model):
    """The size of an award. Money is yuan, rates are per cent, `unit` is what one payment is counted per."""

    value_yuan: Decimal | None = None
    rate_pct: Decimal | None = None
    base: str | None = None
    unit: str | None = None
    cap_yuan: Decimal | None = None
    tiers: tuple[Tier, ...] = ()


class Award(Quote):
    """One thing given: `kind` and `form` use the contract's words.

    A clause may hold several offers, each under its own conditions: `offer` counts them from 0, and None
    stands for what belongs to the clause as a whole.
    """

    what: str
    kind: str
    form: str = "unspecified"
    amount: Amount = Amount()
    offer: int | None = None


def _frozen(value: Any) -> Any:
    """JSON knows no tuples: what was stored is to equal what was read."""
    return tuple(value) if isinstance(value, list) else value


class Criterion(Quote):
    """One condition: `about` is a profile key, `fact:<name>`, or `text` for words left to an authority.

    Within an offer (see `Award`) criteria of the same `group` are alternatives, all others must hold. `op`
    `discretionary` means that the condition was not understood, or that the text leaves it to an authority,
    so it never counts as met.
    """

    about: str
    op: str
    value: Annotated[Any, BeforeValidator(_frozen)] = None
    unit: str | None = None
    group: str | None = None
    offer: int | None = None

    @property
    def sense(self) -> tuple[str, ...]:
        """What is asked, wherever it stands; what is left to an authority differs by its words alone."""
        ruled = self.quote if self.op == "discretionary" else ""
        return self.about, self.op, str(self.value), ruled


class Annotation(Model):
    """The structured meaning of one clause.

    `scope` holds what the document demands for each of its benefits, with the words elsewhere that say so;
    `deferred` the words that leave something to another document or decision.
    """

    kind: ClauseKind
    addressees: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    delivery: tuple[Delivery, ...] = ()
    awards: tuple[Award, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scope: tuple[Criterion, ...] = ()
    exclusive: tuple[Quote, ...] = ()
    refers_to: tuple[str, ...] = ()
    deferred: tuple[Quote, ...] = ()
    materials: tuple[Quote, ...] = ()
    contacts: tuple[Quote, ...] = ()
    window: str | None = None
    coverage: float = Field(default=1.0, ge=0, le=1)


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
    """What is known about a document as a whole; a field that nothing printed decides stays None."""

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


class Verdict(StrEnum):
    """What follows for one profile from one clause; the order is from best to worst news."""

    ELIGIBLE = "eligible"
    NEEDS_RULING = "needs_ruling"
    NEEDS_FACTS = "needs_facts"
    NOT_IN_FORCE = "not_in_force"
    INELIGIBLE = "ineligible"


class Outcome(StrEnum):
    """What the told facts say about one criterion."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    DISCRETIONARY = "discretionary"


class Finding(Model):
    """One criterion held against one profile, with the reason in Chinese."""

    criterion: Criterion
    outcome: Outcome
    told: Any = None
    reason: str


Yuan = Annotated[Decimal, PlainSerializer(as_number, when_used="json")]


class AmountRange(Model):
    """Yuan, as far as the told facts decide it; `max` None means that the text names no ceiling."""

    min: Yuan
    max: Yuan | None = None


class Match(Model):
    """The verdict on one clause for one profile; `otherwise` is what it would be if the document were law.

    `amount_yuan` is what is paid, or while the verdict is open what would be; `repayable` money is a ceiling
    of credit, which no total holds. `excluded_by` are the clauses that pay in its place (就高不重复),
    `perhaps_excluded_by` those of which the text leaves open whether they do.
    """

    clause_id: str
    document_id: str
    start: int
    end: int
    locator: str
    heading: str
    verdict: Verdict
    otherwise: Verdict | None = None
    findings: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()
    amount_yuan: AmountRange | None = None
    amount_note: str = ""
    repayable: bool = False
    delivery: tuple[Delivery, ...] = ()
    excluded_by: tuple[str, ...] = ()
    perhaps_excluded_by: tuple[str, ...] = ()
    what_would_change: tuple[dict[str, Any], ...] = ()

    @property
    def fails(self) -> bool:
        """Whether what is told fails the conditions, whatever the force of the document."""
        return (self.otherwise or self.verdict) == Verdict.INELIGIBLE


class Citation(Model):
    """A place in a stored version that a statement rests on."""

    mark: str
    clause_id: str
    document_id: str
    title: str
    issuer: str | None
    doc_number: str | None
    locator: str
    quote: str
    start: int
    end: int
    page: int | None
    sha256: str
    fidelity: Literal["verbatim", "digest"]
    rank: int


class Hint(Model):
    """How a benefit is delivered, and the clause that says so."""

    mode: DeliveryMode
    clause_id: str
    quote: str


class Caveat(Model):
    """What an honest answer must warn of; `kind` is one of the contract's words."""

    kind: str
    text: str
    clause_id: str | None = None


class Question(Model):
    """A fact to ask for, in plain words, and what it decides.

    `about` is a profile key or `fact:<name>`; `name` is the standing asked for where the key holds several.
    `expects` is how it is answered: truth, number in `unit`, choice among `choices`, date, place, list, text.
    """

    about: str
    question: str
    why: str
    name: str = ""
    expects: str = "text"
    unit: str = ""
    choices: tuple[str, ...] = ()


class Verification(Model):
    """Whether a quoted sentence stands in the library."""

    label: Literal["verbatim", "altered", "wrong_document", "not_found"]
    found: tuple[Citation, ...] = ()
    difference: str | None = None


class Answer(Model):
    """A cited answer; `text` is Markdown in Chinese, its marks point into `citations`."""

    id: str | None = None
    status: Literal["answered", "partly", "abstained", "needs_profile"]
    text: str
    citations: tuple[Citation, ...] = ()
    matches: tuple[Match, ...] = ()
    hints: tuple[Hint, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    next_questions: tuple[Question, ...] = ()
    profile: dict[str, Any] = Field(default_factory=dict)
    verification: Verification | None = None
