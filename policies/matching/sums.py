"""Amounts and counts that are known only within bounds, and how they are written for a reader."""

from dataclasses import dataclass
from decimal import Context, Decimal

WAN = Decimal(10_000)
_CENT = Decimal("0.01")
_WIDE = Context(prec=400)  # no sum that a profile can tell is too large to be written in cents


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included and never negative; `high` None means without a ceiling."""

    low: Decimal
    high: Decimal | None

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def plus(self, other: "Range") -> "Range":
        high = None if self.high is None or other.high is None else self.high + other.high
        return Range(self.low + other.low, high)

    def times(self, other: "Range") -> "Range":
        high = None if self.high is None or other.high is None else self.high * other.high
        return Range(self.low * other.low, high)

    def capped(self, cap: "Range") -> "Range":
        """No more than `cap`, which may itself be known within bounds only."""
        highs = [high for high in (self.high, cap.high) if high is not None]
        return Range(min(self.low, cap.low), min(highs, default=None))

    def or_less(self) -> "Range":
        """不超过: the most that may be paid."""
        return Range(Decimal(0), self.high)

    def either(self, other: "Range") -> "Range":
        """One or the other of the two."""
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Range(min(self.low, other.low), high)

    def higher(self, other: "Range") -> "Range":
        """就高: the larger of the two."""
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Range(max(self.low, other.low), high)


ONE = Range(Decimal(1), Decimal(1))
SOME = Range(Decimal(1), None)


def exactly(number: Decimal) -> Range:
    return Range(number, number)


def to_cents(number: Decimal) -> Decimal:
    return number.quantize(_CENT, context=_WIDE)


def plain(number: Decimal) -> str:
    """A number without an exponent and without idle zeros.

    >>> plain(Decimal("1E+3")), plain(Decimal("12.50"))
    ('1000', '12.5')
    """
    return f"{to_cents(number):f}".rstrip("0").rstrip(".")


def spanned(number: Range) -> str:
    """A count as a factor: 3, 1至3."""
    if number.exact or number.high is None:
        return plain(number.low)
    return f"{plain(number.low)}至{plain(number.high)}"


def yuan(number: Decimal) -> str:
    """Money as an official writes it.

    >>> yuan(Decimal(310_000_000)), yuan(Decimal(17_500_000)), yuan(Decimal(3000))
    ('3.1亿元', '1750万元', '3000元')
    """
    hundred_millions = plain(number / WAN / WAN)
    if number >= WAN * WAN and len(hundred_millions.partition(".")[2]) <= 2:
        return f"{hundred_millions}亿元"
    return f"{plain(number / WAN)}万元" if number >= WAN else f"{plain(number)}元"


def written(sum_: Range) -> str:
    """A sum in words: 5万元, 5万元至10万元, 不超过10万元, 5万元以上."""
    if sum_.high is None and not sum_.low:
        return "视数量而定"
    if sum_.high is None:
        return f"{yuan(sum_.low)}以上"
    if sum_.exact:
        return yuan(sum_.low)
    return f"{yuan(sum_.low)}至{yuan(sum_.high)}" if sum_.low else f"不超过{yuan(sum_.high)}"
