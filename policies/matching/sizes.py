"""The size of one award for one applicant: figures of the clause times what is told, as a range of yuan."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from policies.matching.around import Around
from policies.matching.bases import (
    base_in,
    base_of,
    months_in,
    rent_for_months,
)
from policies.matching.counts import Count, count_of, told_each, told_steps, units_of
from policies.matching.shares import by_months, is_rent, months_of, share_of
from policies.matching.sums import ONE, Range, exactly, plain, spanned, written, yuan
from policies.matching.tiers import Applicant, received, standing
from policies.model import Amount, Award, Outcome, Tier
from policies.numbers import ARABIC, SCALE, number_of
from policies.vocabulary.terms import fold

_ENDS = ("下限", "上限")
_TOGETHER = re.compile(r"(?<!不)(?<!不得)(?<!不能)(?<!不可)(?:叠加|累计享受|同时享受)")
_MOST = r"(?:不超过|不高于|最高|上限|以内)[^，。；;\d]{0,8}"
_CREDIT = frozenset({"loan", "loan_guarantee", "equity_fund"})
_PART = re.compile(r"部分")
_EACH_MORE = re.compile(r"每再?(?:增加|增长|超过?|提高)[\d.一二两三四五]+(?:[万亿]?元|个?百分点|%)")
_EACH = re.compile(r"每(?![年月日天季周])")  # 每年不少于30次 counts no payments
_NO_SUM = re.compile(r"利率|费率|价格|成本|水平|增长|比例")
_SUM = re.compile(rf"{ARABIC}(?:{SCALE})?")


@dataclass(frozen=True, slots=True)
class Sized:
    """An award, what it comes to (None: not to be told), and how that was computed."""

    award: Award
    sum: Range | None
    how: str

    @property
    def credit(self) -> bool:
        """A ceiling of money that is lent or invested, not given."""
        return self.award.kind in _CREDIT


def size(award: Award, around: Around, asks: Applicant) -> Sized:
    """What `award` comes to for who asks; `around` are the words that it stands in."""
    before = received(award.amount.tiers, around.sentence, asks.profile.get("received", ()))
    tiers = tuple(tier for tier in award.amount.tiers if tier.when not in before)
    if before and not tiers:
        return Sized(award, None, "已经享受过，不再计入")
    if award.form == "in_kind":
        return Sized(award, None, "")
    if award.amount == Amount():
        return Sized(award, *by_months(award, around, asks))
    if not award.amount.tiers:
        one = _Figures.of(award, award.amount)
        return Sized(award, *_one(one, award, around, asks))
    if {tier.when for tier in tiers} <= set(_ENDS):
        return Sized(award, *_between(tiers, award, around, asks))
    if all(_PART.search(tier.when) for tier in tiers):
        return Sized(award, *_in_brackets(tiers, award, around, asks))
    return Sized(award, *_stepped(tiers, award, around, asks))


Sum = tuple[Range | None, str]


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of an award or of one of its tiers; `at_most` where a rate or sum is only a ceiling."""

    value: Decimal | None
    rate: Decimal | None
    cap: Decimal | None
    at_most: bool

    @classmethod
    def of(cls, award: Award, figures: Amount | Tier, cap: Decimal | None = None) -> "_Figures":
        rate = figures.rate_pct
        ceiling = rate is not None and re.search(rf"{_MOST}{plain(rate)}%", fold(award.quote))
        at_most = award.form == "cap_only" or bool(ceiling)
        return cls(figures.value_yuan, rate, figures.cap_yuan or cap, at_most)


def _one(figures: _Figures, award: Award, around: Around, asks: Applicant) -> Sum:
    if figures.rate is not None:
        return _share(figures, award, around, asks)
    count = _count(award, around, asks, yearly=figures.value is None)
    if figures.value is not None:
        found = exactly(figures.value).times(count.number)
        how = _product(yuan(figures.value), count, found)
        return _limited(found, figures, how, at_most=figures.at_most)
    if figures.cap is not None:
        found = exactly(figures.cap).times(count.number).or_less()
        return found, f"最高{_product(yuan(figures.cap), count, found)}"
    return None, ""


def _product(figure: str, count: Count, found: Range) -> str:
    factors = f"{figure}×{count.words}" if count.words else figure
    if count.number.high is None:
        return f"{factors}，填写数量后才能算出总额"
    return factors if count.number == ONE else f"{factors}={written(found)}"


def _share(figures: _Figures, award: Award, around: Around, asks: Applicant) -> Sum:
    rate = figures.rate or Decimal(0)
    base = share_of(award, around, asks)
    if base is None:
        return _without_base(figures, award)
    months = months_of(award, around) if is_rent(award) else None
    found = exactly(base.yuan * rate / 100).times(months or ONE)
    factor = f"×{spanned(months)}个月" if months else ""
    how = f"{base.words}{factor}×{plain(rate)}%={written(found)}"
    return _limited(found, figures, how, at_most=figures.at_most)


def _without_base(figures: _Figures, award: Award) -> Sum:
    words, rate = award.amount.base or "", plain(figures.rate or Decimal(0))
    if figures.cap is not None:
        share = f"按{words}的{rate}%计算，" if words else ""
        return exactly(figures.cap).or_less(), f"{share}最高{yuan(figures.cap)}"
    if award.kind == "interest_subsidy":
        return None, f"按{words or '贷款利率'}的{rate}%贴息，填写贷款额和利率后才能算出金额"
    if not words or _NO_SUM.search(words):
        return None, ""
    share = "全额" if figures.rate == 100 else f"按{rate}%计算"
    return None, f"{share}，填写{words}后才能算出金额"


def _limited(found: Range, figures: _Figures, how: str, *, at_most: bool) -> Sum:
    if figures.cap is not None:
        capped = found.capped(exactly(figures.cap))
        how += f"，按上限{yuan(figures.cap)}计" if capped != found else f"，未超过上限{yuan(figures.cap)}"
        found = capped
    return (found.or_less(), f"不超过{how}") if at_most else (found, how)


def _count(award: Award, around: Around, asks: Applicant, *, yearly: bool) -> Count:
    """How many payments: the units of the amount, else 每推荐1家… among the conditions of the offer."""
    kept = [
        name
        for finding in asks.findings
        if finding.criterion.op in (">=", ">") and isinstance(finding.told, dict)
        for name in finding.told
    ]
    if not award.amount.tiers and _EACH_MORE.search(around.own):
        return Count(Range(Decimal(0), None), "增加的次数")
    if steps := told_steps(around.own, around.sentence, asks.facts, partial(_told_sum, asks=asks)):
        return steps
    number = ONE
    words: list[str] = []
    for unit in units_of(award.amount.unit or ""):
        if not (unit == "年" and yearly):  # a ceiling of each year
            count = count_of(unit, around, asks.profile, asks.facts, kept=kept)
            number, words = number.times(count.number), [*words, count.words]
    each = _each(award, around, asks)
    if each and number == ONE:
        return each
    return Count(number, "×".join(word for word in words if word))


def _told_sum(words: str, asks: Applicant) -> Decimal | None:
    base = base_of(words, asks.profile, asks.facts) or base_in(words, words, asks.facts)
    return base.yuan if base else None


def _each(award: Award, around: Around, asks: Applicant) -> Count | None:
    for finding in asks.findings:
        one = finding.criterion
        mine = one.offer == award.offer and one.op == ">=" and _EACH.match(one.quote)
        if (
            mine
            and isinstance(one.value, int | float | Decimal)
            and not isinstance(one.value, bool)
            and one.value > 0
        ):
            return told_each(around.sentence, Decimal(str(one.value)), asks.facts)
    return None


def _between(tiers: Sequence[Tier], award: Award, around: Around, asks: Applicant) -> Sum:
    sums = [_one(_Figures.of(award, tier, award.amount.cap_yuan), award, around, asks) for tier in tiers]
    ends = [found for found, _ in sums if found is not None]
    if len(ends) < len(tiers):
        return None, "；".join(dict.fromkeys(how for _, how in sums if how))
    high = ends[-1].high if tiers[-1].when == "上限" else None
    low = ends[0].low if tiers[0].when == "下限" else Decimal(0)
    found = Range(low, high if high is None else max(low, high))
    return found, f"{'，至'.join(how for _, how in sums)}"


def _in_brackets(tiers: Sequence[Tier], award: Award, around: Around, asks: Applicant) -> Sum:
    """500万元以内的部分按10%, 超过的部分按5%: each rate of its own part of the base."""
    base = share_of(award, around, asks)
    if base is None:
        return None, f"按{award.amount.base or '基数'}分段计算，填写后才能算出金额"
    edges = [_edge(tier.when) for tier in tiers]
    total, parts, below = Decimal(0), [], Decimal(0)
    for tier, edge, following in zip(tiers, edges, [*edges[1:], None], strict=True):
        top = edge if following is not None else None
        part = max(Decimal(0), (base.yuan if top is None else min(base.yuan, top)) - below)
        total += part * (tier.rate_pct or Decimal(0)) / 100
        parts += [f"{yuan(part)}×{plain(tier.rate_pct or Decimal(0))}%"] if part else []
        below = max(below, edge or Decimal(0))
    figures = _Figures.of(award, award.amount, _common_cap(tiers, award))
    return _limited(exactly(total), figures, f"{'+'.join(parts)}={yuan(total)}", at_most=figures.at_most)


def _edge(when: str) -> Decimal:
    """The larger sum that the words of a bracket name."""
    return max(map(number_of, _SUM.findall(fold(when))), default=Decimal(0))


def _stepped(tiers: Sequence[Tier], award: Award, around: Around, asks: Applicant) -> Sum:
    cap = _common_cap(tiers, award)
    if all(months_in(tier.when) for tier in tiers) and is_rent(award):
        return _in_turn(tiers, asks)
    outcomes = standing(tiers, around.sentence, asks)
    met = [tier for tier, outcome in zip(tiers, outcomes, strict=True) if outcome == Outcome.MET]
    open_ = [tier for tier, outcome in zip(tiers, outcomes, strict=True) if outcome != Outcome.UNMET]
    chosen = met or open_
    if not chosen:
        return None, "所说的情况不在任何一档"
    sums = [(tier, *_one(_Figures.of(award, tier, cap), award, around, asks)) for tier in chosen]
    known = [(tier, found, how) for tier, found, how in sums if found is not None]
    if len(known) < len(sums):
        return None, "；".join(f"{tier.when}：{how}" for tier, _, how in sums if how)
    return _chosen(known, sure=bool(met), together=bool(_TOGETHER.search(around.sentence)))


def _chosen(known: Sequence[tuple[Tier, Range, str]], *, sure: bool, together: bool) -> Sum:
    first, *rest = (found for _, found, _ in known)
    for found in rest:
        first = (first.plus if together else first.higher)(found) if sure else first.either(found)
    how = "；".join(f"{tier.when}{how}" for tier, _, how in known)
    if len(known) > 1 and not sure:
        how = f"按档次（{how}）"
    elif len(known) > 1:
        how = f"{how}，{'叠加' if together else '取最高'}"
    return first, how


def _in_turn(tiers: Sequence[Tier], asks: Applicant) -> Sum:
    """2月免收, 3—4月减半: one after the other, so they add up."""
    found, parts = exactly(Decimal(0)), []
    for tier in tiers:
        months = months_in(tier.when) or ONE
        base = rent_for_months(months, tier.when, asks.profile, asks.facts)
        if base is None or tier.rate_pct is None:
            return None, "填写租金后才能算出金额"
        found = found.plus(exactly(base.yuan * tier.rate_pct / 100).times(months))
        parts.append(f"{base.words}×{spanned(months)}个月×{plain(tier.rate_pct)}%")
    return found, f"{'+'.join(parts)}={written(found)}"


def _common_cap(tiers: Sequence[Tier], award: Award) -> Decimal | None:
    """A ceiling behind the last of several rates limits them all."""
    caps = [tier.cap_yuan for tier in tiers]
    only_last = caps[-1] is not None and not any(caps[:-1])
    rates = all(tier.rate_pct is not None for tier in tiers)
    return caps[-1] if only_last and rates and len(tiers) > 1 else award.amount.cap_yuan
