"""What is said to a user: verdicts with their reasons and sums, citations, questions, answers."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer

from policies.model.annotation import Criterion, Delivery, DeliveryMode
from policies.model.base import Model
from policies.numbers import as_number


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
    """Whether a quoted sentence stands in the library; `explanation` says it in Chinese, with marks."""

    label: Literal["verbatim", "altered", "wrong_document", "not_found"]
    found: tuple[Citation, ...] = ()
    difference: str | None = None
    quote: str = ""
    explanation: str = ""


class ToldFact(Model):
    """A fact that the user told in conversation, at `[start:end]` of a turn, in his `words`.

    `about` is a profile key or `fact:<name>`, `label` its Chinese name. `value` is None where something was
    heard but not taken; `note` says in Chinese why, or what is uncertain. `who` is empty for the one whom the
    answer is for, else a word for another who was spoken of.
    """

    about: str
    label: str
    value: Any
    words: str
    turn: int
    start: int
    end: int
    note: str = ""
    who: str = ""


class Answer(Model):
    """A cited answer; `text` is Markdown in Chinese, its marks point into `citations`.

    `told` are the facts read from the turns, for the page to show and the user to correct.
    """

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
    told: tuple[ToldFact, ...] = ()
