"""What the figures of an award are taken of for one applicant: a told sum, months of rent, dues of months."""

import re

from policies.matching.around import Around
from policies.matching.bases import (
    Base,
    base_in,
    base_of,
    due_each_month,
    keys_named,
    months_in,
    rent_for_months,
    speaks_of_rent,
    the_only,
)
from policies.matching.sums import Range, exactly, spanned, written
from policies.matching.tiers import Applicant
from policies.model import Award
from policies.vocabulary.terms import fold

_RENT_KINDS = frozenset({"rent_relief", "fee_relief", "rent", "premises"})
_SHARES = 20  # per cent: no interest subsidy is that high a rate, none that low a share
_SEVERAL = re.compile(r"(?<![\d.—–~至-])(\d{1,2})个月的?[\u4e00-\u9fff]{0,16}(?:费|金)")
_DUE = re.compile(
    r"(?:返还|退还|减免|免除|免收|免缴|补贴|补助)[^，。；]{0,8}?[\d一二两三四五六][^，。；]{0,8}?月(?:不等)?的?"
    r"(?:应缴纳?的?)?([\u4e00-\u9fff]{0,8}(?:费|金))"
)


def share_of(award: Award, around: Around, asks: Applicant) -> Base | None:
    """The told sum that a rate of the award is taken of: for months of rent one month's, else by its name."""
    months = months_of(award, around)
    if is_rent(award) and months:
        return rent_for_months(months, around.phrase, asks.profile, asks.facts)
    words = _of_a_loan(award) or award.amount.base or award.what
    if several := _of_months(words, around, asks):
        return several
    found = base_of(words, asks.profile, asks.facts) or base_in(words, around.sentence, asks.facts)
    named = award.amount.base or award.kind == "interest_subsidy"
    return found or (None if named else _measured_before(award, around, asks))


def _of_months(words: str, around: Around, asks: Applicant) -> Base | None:
    """6个月的应缴社会保险费: six times what is told to fall due in one month."""
    due = _SEVERAL.search(fold(around.phrase))
    base = due_each_month(words, asks.facts) if due and not speaks_of_rent(words) else None
    if due is None or base is None:
        return None
    return Base(base.yuan * int(due[1]), f"{base.words}×{due[1]}个月")


def _measured_before(award: Award, around: Around, asks: Applicant) -> Base | None:
    """设备投资500万元以上的,按10%补助: a rate without a base is of the one sum asked for before it."""
    asked = [one.criterion for one in asks.findings if one.criterion.offer == award.offer is not None]
    keys = {one.about for one in asked if one.unit == "万元" and one.about in asks.profile}
    lead = around.sentence[: around.sentence.find(award.quote)]
    return the_only(keys or keys_named(lead), asks.profile)


def _of_a_loan(award: Award) -> str:
    """按2%贴息 is a rate of the loan, 再给予25%的贴息 a share of its interest; "" where the base is said."""
    rates = [award.amount.rate_pct, *(tier.rate_pct for tier in award.amount.tiers)]
    if award.kind != "interest_subsidy":
        return ""
    if all(rate is None or rate < _SHARES for rate in rates):
        return "贷款额"
    return "" if award.amount.base else "贷款利率"


def is_rent(award: Award) -> bool:
    """Whether rent is remitted or paid for."""
    return award.kind in _RENT_KINDS or speaks_of_rent(award.amount.base or "")


def months_of(award: Award, around: Around) -> Range | None:
    """Months of rent that the award's own words name, or its phrase."""
    return months_in(award.quote) or months_in(around.phrase) if speaks_of_rent(around.sentence) else None


def by_months(award: Award, around: Around, asks: Applicant) -> tuple[Range | None, str]:
    """返还1至3个月的社会保险费: what is told to fall due in one month, so many times."""
    due = _DUE.search(fold(award.quote))
    months = months_in(due[0]) if due else None
    if due is None or months is None:
        return None, ""
    words = due[1]
    if speaks_of_rent(words):
        base = rent_for_months(months, around.phrase, asks.profile, asks.facts)
    else:
        base = due_each_month(words, asks.facts)
    if base is None:
        return None, f"{spanned(months)}个月，填写每月的{words}后才能算出金额"
    found = exactly(base.yuan).times(months)
    return found, f"{base.words}×{spanned(months)}个月={written(found)}"
