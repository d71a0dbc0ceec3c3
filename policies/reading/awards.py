"""What a clause gives: each benefit with its size, told from thresholds, budgets and targets.

The patterns are in awards.toml; `roles` decides which figures are paid, `figures` which of them
make one award.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from policies.model import Amount, Award, Tier
from policies.reading.announced import told_once
from policies.reading.figures import Figure, find_figures, in_title
from policies.reading.offers import Offer
from policies.reading.roles import Role, Sized, entries, roles
from policies.reading.sieve import PartSieve
from policies.reading.steps import conditions_in_order, level_before
from policies.reading.wording import Wording, condition_before, kind_of, wording

__all__ = ["Role", "Sized", "find_awards", "roles"]

_PHRASE = re.compile(r"[^，,。；;：:]+")
_FURTHER = re.compile(r"再(?!担保)|另|同时|并|此外|额外|还")
_MORE = re.compile(r"再(?!担保)|另|额外")
_ABOUT_NAME = re.compile(
    r"\s+|^(?:给予|予以|享受|落实|发放|兑现|进行|提供|可以?(?:申[请领]|领取)|适当|一定|额度|继续实施)+的?|[“”]|政策$"
)
_WHO_GIVES = re.compile(
    r"的[^，,。；;]{0,14}(?:企业|机构|单位|个人|人员|主体|载体|园区|业主|房东|平台|中心|商场|市场|银行)"
)
# 申请展期的,可……: words that say for whom or when something is given, and give nothing themselves
_CASE = re.compile(r"(?:.[的时前]|期间)[，,]")
_DOWN_TO = re.compile(r"(?:降低?|下调|调低?)[至到为](?:不高于|不超过)?\s*$|减按\s*$")
_LOWERED = re.compile(r"再?(?:下调|下浮|降低)$")
_POINTS = re.compile(r"[\d.]+\s*个(?:百分点|基点)")
_PAYEES = {"家", "户", "个"}  # one payment each: a fixed sum, not a price per unit


@dataclass(frozen=True, slots=True)
class Given:
    """Words for a benefit without a figure; `kind` "" is told by the words themselves."""

    name: str
    kind: str
    form: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@cache
def given_patterns() -> tuple[Given, ...]:
    """The `given` entries of awards.toml."""
    return tuple(
        Given(
            entry["name"],
            entry["kind"],
            entry["form"],
            re.compile(entry["pattern"]),
            re.compile(entry["unless"]),
            tuple(entry["examples"]),
            tuple(entry["counterexamples"]),
        )
        for entry in entries("given")
    )


@PartSieve
def _given_sieve() -> Iterator[tuple[re.Pattern[str], Given]]:
    return ((given.pattern, given) for given in given_patterns())


@dataclass(frozen=True, slots=True)
class Draft:
    """The figures of one award with their words, and the condition right before them."""

    figures: tuple[Figure, ...]
    words: Wording
    when: str

    @property
    def sizes(self) -> tuple[Figure, ...]:
        """The figures without the ceiling of a rate or a sum."""
        return tuple(figure for figure in self.figures if figure.kind != "cap") or self.figures

    @property
    def cap(self) -> Decimal | None:
        caps = [figure.high for figure in self.figures if figure.kind == "cap"]
        return caps[0] if caps and self.sizes != self.figures else None


def find_awards(
    text: str, start: int = 0, end: int | None = None, offers: Sequence[Offer] = ()
) -> tuple[Award, ...]:
    """The awards in `text[start:end]`, in text order, each with the number of the offer that it stands in.

    >>> (award,) = find_awards("对企业按设备投资的20%给予补助,最高100万元。")
    >>> award.quote, award.kind, award.form
    ('按设备投资的20%给予补助,最高100万元', 'subsidy', 'rate')
    >>> award.amount.base, str(award.amount.rate_pct), str(award.amount.cap_yuan)
    ('设备投资', '20', '1000000')
    """
    end = len(text) if end is None else end
    sized = [_award(text, steps) for steps in _in_steps(text, _drafts(text, start, end))]
    found = sorted([*sized, *_unsized(text, start, end, sized)], key=lambda award: award.start)
    return tuple(_in_offer(told_once(text, start, end, found), offers))


def _in_offer(found: Sequence[Award], offers: Sequence[Offer]) -> Iterator[Award]:
    number = 0
    for award in found:
        while number < len(offers) and offers[number].end <= award.start:
            number += 1
        held = number < len(offers) and offers[number].start <= award.start
        yield award.model_copy(update={"offer": number}) if held else award


def _drafts(text: str, start: int, end: int) -> Iterator[Draft]:
    left = start
    groups = find_figures(text, start, end)
    stops = [*(group[0].start for group in groups), end][1:]
    for group, stop in zip(groups, stops, strict=True):
        words = wording(text, left, group, stop)
        level = level_before(text[words.start : group[0].start]) if group[0].kind == "sum" else ""
        yield Draft(group, words, level or condition_before(text, left, words.start))
        left = words.end


def _in_steps(text: str, drafts: Iterator[Draft]) -> Iterator[list[Draft]]:
    """Drafts of one award: the same benefit under other conditions in one sentence (前三年80%,后两年50%)."""
    steps: list[Draft] = []
    for draft in drafts:
        if steps and not _next_step(text, steps[-1], draft):
            yield steps
            steps = []
        steps.append(draft)
    if steps:
        yield steps


def _next_step(text: str, last: Draft, draft: Draft) -> bool:
    a, b = last.sizes, draft.sizes
    between = text[last.words.end : draft.words.start]
    return (
        a[0].kind == b[0].kind
        and (a[0].low, a[0].high) != (b[0].low, b[0].high)
        and bool(last.when and draft.when)
        and not re.search(r"[。；;]", between)
        and not _FURTHER.match(text[last.words.end : draft.words.end].lstrip("，,、 \n"))
        and not _FURTHER.match(text, draft.words.start)
        and not _MORE.search(text, last.words.end, draft.figures[0].start)
        and _same_benefit(last, draft)
    )


def _same_benefit(last: Draft, draft: Draft) -> bool:
    """Whether two figures size the same benefit; 前两年按100%、后三年按50%给予奖励 names it once."""
    names = (last.words.noun, draft.words.noun)
    named_once = "" in names or (draft.sizes[0].worded and not draft.words.base)
    return named_once or names[0][-2:] == names[1][-2:]


def _award(text: str, steps: Sequence[Draft]) -> Award:
    first, last = steps[0].words, steps[-1].words
    named = next((step.words for step in steps if step.words.noun), first)
    amount = _stepped(text, steps) if len(steps) > 1 else _amount(text, steps[0])
    quote = text[first.start : last.end]
    kind = kind_of(named.noun, f"{quote}{named.base or ''}")
    what = _common_name(named) if len(steps) > 1 else named.what
    return Award.of(
        text, first.start, last.end, what=what, kind=kind, form=_form(steps, amount), amount=amount
    )


def _common_name(words: Wording) -> str:
    """A name for all steps: without the condition of one of them."""
    if not words.noun:
        return words.what
    return words.noun if (words.base or "") in words.noun else f"{words.base}{words.noun}"


def _stepped(text: str, steps: Sequence[Draft]) -> Amount:
    tiers = tuple(
        Tier(when=when, **({"cap_yuan": step.cap} | _value(size, size.high)))
        for step in steps
        for when, size in zip(_whens(text, step), step.sizes, strict=True)
    )
    base = next((_base(text, step) for step in steps if step.words.base), None)
    return Amount(base=base, unit=_unit(steps), tiers=tiers)


def _whens(text: str, step: Draft) -> list[str]:
    """What each figure of a step is for."""
    several = len(step.sizes) > 1
    return conditions_in_order(text, step.sizes[0].at, len(step.sizes)) if several else [step.when]


def _amount(text: str, draft: Draft) -> Amount:
    size, cap = draft.sizes[0], draft.cap
    unit, base = _unit([draft]), _base(text, draft)
    if len(draft.sizes) > 1:
        named = zip(_whens(text, draft), draft.sizes, strict=True)
        tiers = tuple(Tier(when=when, **_value(one, one.high)) for when, one in named)
    elif size.low != size.high or size.floor:
        ends = [("下限", size.low)] if size.floor else [("下限", size.low), ("上限", size.high)]
        tiers = tuple(Tier(when=when, **_value(size, value)) for when, value in ends)
    else:
        return Amount(base=base, unit=unit, **({"cap_yuan": cap} | _value(size, size.high)))
    return Amount(base=base, unit=unit, cap_yuan=cap, tiers=tiers)


def _base(text: str, draft: Draft) -> str | None:
    """What a rate is taken of; a rate that is what remains to be paid, or points off another, says so."""
    size, base = draft.sizes[0], draft.words.base
    if not base or size.kind != "rate":
        return base
    if _DOWN_TO.search(text, draft.words.start, size.at):
        return f"{base}（降至）"
    return f"{_LOWERED.sub('', base)}（下调百分点）" if _POINTS.match(text, size.at) else base


def _value(figure: Figure, value: Decimal) -> dict[str, Decimal | None]:
    return {{"rate": "rate_pct", "sum": "value_yuan", "cap": "cap_yuan"}[figure.kind]: value}


def _unit(drafts: Sequence[Draft]) -> str | None:
    """What one payment is counted per; 每年 of a ceiling says nothing about the sum below it."""
    figures = (
        f for draft in drafts for f in draft.figures if f.kind != "cap" or draft.sizes[0].kind != "sum"
    )
    units = (unit for figure in figures for unit in figure.per)
    return "·".join(dict.fromkeys(units)) or None


def _form(steps: Sequence[Draft], amount: Amount) -> str:
    size = steps[0].sizes[0]
    if amount.tiers:
        return "range" if amount.tiers[0].when == "下限" else "tiered"
    if size.kind == "cap" or size.ceiling:
        return "cap_only"
    if size.kind == "rate":
        return "rate"
    return "per_unit" if set(size.per) - _PAYEES else "fixed"


def _unsized(text: str, start: int, end: int, sized: Sequence[Award]) -> Iterator[Award]:
    """Benefits without a figure, in phrases that hold no sized award."""
    likely = _given_sieve.candidates(text, start, end)
    spans = iter([*((award.start, award.end) for award in sized), (end, end)])
    taken = next(spans)
    for phrase in _PHRASE.finditer(text, start, end) if likely else ():
        while taken[1] <= phrase.start() and taken[0] < end:
            taken = next(spans)
        if phrase.end() <= taken[0] and not _CASE.match(text, phrase.end() - 2):
            yield from _given(text, phrase, likely)


def _given(text: str, phrase: re.Match[str], likely: Sequence[Given]) -> Iterator[Award]:
    held: list[tuple[int, int]] = []
    left, right = phrase.span()
    for entry in likely:
        hit = entry.pattern.search(text, left, right)
        if not hit or entry.unless.search(phrase[0]) or _speaks_of_another(text, hit):
            continue
        if any(start < hit.end() and hit.start() < end for start, end in held):
            continue
        held.append(hit.span())
        what = _ABOUT_NAME.sub("", hit[0])
        kind = entry.kind or kind_of(what, hit[0])
        yield Award.of(text, *hit.span(), what=what or hit[0], kind=kind, form=entry.form)


def _speaks_of_another(text: str, hit: re.Match[str]) -> bool:
    """Words in the title of a document, or about someone who gives (提供担保的机构)."""
    return in_title(text, hit.start()) or bool(_WHO_GIVES.match(text, hit.end()))
