"""What a clause says: its kind, what it gives, how, to whom and under which conditions."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field

from policies.model.base import Model


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
