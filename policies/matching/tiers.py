"""Which step of a stepped award (国家级、省级分别给予…; 前三年…, 后两年…) what is told stands on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.logic import any_of, as_outcome
from policies.matching.bases import base_of
from policies.matching.counts import told_number
from policies.matching.fields import compare
from policies.matching.free_facts import Told, free_facts
from policies.matching.pairs import pairs
from policies.matching.told import links
from policies.model import Finding, Outcome, Tier
from policies.numbers import number_of
from policies.reading.levels import GRADES
from policies.reading.quantities import Quantity, find_quantities
from policies.vocabulary.terms import fold

_KEYED = tuple(
    (re.compile(words), key)
    for words, key in (
        (r"博士|硕士|本科|大专", "degree"),
        (r"[大中小微]型|小微", "scale"),
        (r"[A-Ga-g]类|第?[一二三四五六七]层次", "talent_tier"),
        (r"正高|副高|高级技师|技师|高级工|[初中高特]级", "title"),
        (r"主板|科创板|创业板|北交所|新三板", "listed"),
    )
)
_YEARS = re.compile(
    r"(?:前|首|后|第)(?:[一二两三四五六七八九十\d]+)(?:[至到—–-]+第?([一二三四五六七八九十\d]+))?年"
)
_WHICH_YEAR = re.compile(r"第几(?:个?年|年度)")
_GRADE = re.compile(r"(\d)(?:a|星|等)")
_LEVEL = re.compile(r"([1-5一二三四五])(?:星|a)级?")
_QUOTES = re.compile(r"[“”\"'《》]")
_ABOUT = 0.4  # of a told name stands in the sentence: it speaks of the same thing
_NAMED = 0.6
_ONCE = re.compile(r"一次性|首次|初次|新认定|[只仅][^，。；]{0,6}一次|不重复|不再")
_BOUND = re.compile(r"(?:首次|达到?|超过|突破|满|不低于|不少于)+$")
_SUM = re.compile(r"[\d.]+[万亿]?元")


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks: the checked profile, its free facts, and what was found on the clause's conditions."""

    profile: Mapping[str, Any]
    facts: tuple[Told, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def statements(self) -> tuple[Told, ...]:
        """What is told in words: free facts and standings."""
        return (*self.facts, *free_facts({"facts": self.profile.get("qualifications", {})}))


def received(tiers: Sequence[Tier], sentence: str, told: Sequence[str]) -> list[str]:
    """The tiers, each paid once, that were received before: named so, and of the same sum if one is named."""
    if not _ONCE.search(sentence):
        return []
    return [tier.when for tier in tiers if any(_is_same(one, tier, sentence) for one in told)]


def _is_same(told: str, tier: Tier, sentence: str) -> bool:
    sums = {one.low for one in find_quantities(told) if one.dimension == "money"}
    if _core(tier.when) not in fold(told) or (sums and tier.value_yuan not in sums):
        return False
    named = pairs(_SUM.sub("", told))
    return len(named & pairs(sentence)) >= _ABOUT * len(named)


def standing(tiers: Sequence[Tier], sentence: str, asks: Applicant) -> list[Outcome]:
    """For each tier whether what is told stands on it."""
    years = list(_years(tiers))
    if len(years) == len(tiers):
        return [_in_years(span, asks.facts) for span in years]
    names = [_core(tier.when) for tier in tiers]
    return [_stands(name, names, sentence, asks) for name in names]


def _core(when: str) -> str:
    return _QUOTES.sub("", fold(when)).strip()


def measured(words: str, sentence: str, asks: Applicant) -> Outcome:
    """Whether the told number that `sentence` speaks of lies within the bound in `words` (100人以上)."""
    return _counted(_core(words), (), sentence, asks)


def _stands(name: str, names: Sequence[str], sentence: str, asks: Applicant) -> Outcome:
    for read in (_graded, _found, _keyed, _counted):
        outcome = read(name, names, sentence, asks)
        if outcome != Outcome.UNKNOWN:
            return outcome
    return _named(name, names, sentence, asks)


def _graded(name: str, _names: Sequence[str], _sentence: str, asks: Applicant) -> Outcome:
    """四星级, where the conditions found that the level told is 4."""
    level = _LEVEL.fullmatch(name)
    told = {
        number
        for finding in asks.findings
        if finding.criterion.unit in GRADES and isinstance(finding.told, Mapping)
        for number in finding.told.values()
        if not isinstance(number, bool | str)
    }
    return as_outcome(number_of(level[1]) in told) if level and len(told) == 1 else Outcome.UNKNOWN


def _found(name: str, _names: Sequence[str], _sentence: str, asks: Applicant) -> Outcome:
    """What the matching of conditions has already found on the words of the tier."""
    held = [
        finding.outcome
        for finding in asks.findings
        if finding.criterion.quote
        and not _of_other_grade(name, finding.told)
        and len(name) >= 3
        and (name in fold(finding.criterion.quote) or fold(finding.criterion.quote) in name)
        and len(finding.criterion.quote) < 2 * len(name)
        and finding.outcome in (Outcome.MET, Outcome.UNMET)
    ]
    return any_of(held) if held else Outcome.UNKNOWN


def _of_other_grade(name: str, told: Any) -> bool:
    """Whether what is told is of another grade (4A景区) than a step (5A)."""
    grades, theirs = (
        _GRADE.findall(name),
        _GRADE.findall(fold("".join(told))) if isinstance(told, Mapping) else [],
    )
    return bool(grades and theirs) and not set(grades) & set(theirs)


def _keyed(name: str, names: Sequence[str], _sentence: str, asks: Applicant) -> Outcome:
    for pattern, key in _KEYED:
        wanted = pattern.findall(name)
        if wanted and any(pattern.findall(other) != wanted for other in names) and key in asks.profile:
            told = fold(str(asks.profile[key]))
            held = any(one in told or told in one or (one == "小微" and told[:1] in one) for one in wanted)
            return Outcome.MET if held else Outcome.UNMET
    return Outcome.UNKNOWN


def _counted(name: str, _names: Sequence[str], sentence: str, asks: Applicant) -> Outcome:
    sizes = [one for one in find_quantities(name) if one.dimension in ("money", "count", "area", "rate")]
    if len(sizes) != 1:
        return Outcome.UNKNOWN
    size = sizes[0]
    told = _told_size(size, name, sentence, asks)
    if told is None:
        return Outcome.UNKNOWN
    if size.low != size.high:
        return compare(told, "between", (size.low, size.high))
    return compare(told, size.bound or ">=", size.low)


def _told_size(size: Quantity, name: str, sentence: str, asks: Applicant) -> Decimal | None:
    at = fold(sentence).find(name)
    named = _BOUND.sub("", name[: size.start])
    words = named or fold(sentence)[max(0, at - 30) : max(at, 0)] or sentence
    if size.dimension == "money" and size.unit == "元":
        base = base_of(words, asks.profile, asks.facts)
        return base.yuan if base else None
    return told_number(size.unit, sentence, asks.facts)


def _named(name: str, names: Sequence[str], sentence: str, asks: Applicant) -> Outcome:
    about = pairs(sentence)
    wider = [other for other in names if other != name and name in other]
    held = [
        told.holds
        for told in asks.statements
        if name in _core(told.name)
        and not any(other in _core(told.name) for other in wider)
        and len(told.pairs & about) >= _ABOUT * len(told.pairs)
    ] or [
        link.told.holds
        for link in (links(name, asks.statements) if len(name) >= 4 else ())
        if link.contained >= _NAMED
    ]
    if not held:
        return Outcome.UNKNOWN
    return Outcome.MET if any(held) else Outcome.UNMET


def _years(tiers: Sequence[Tier]) -> Iterator[tuple[int, int]]:
    """The years that each tier covers; 后两年 follow the ones before."""
    last = 0
    for tier in tiers:
        hit = _YEARS.search(fold(tier.when))
        if not hit:
            return
        number = int(number_of(re.sub(r"[^一二两三四五六七八九十\d].*", "", hit[0][1:])))
        if hit[0][0] == "第":
            first, last = number, int(number_of(hit[1])) if hit[1] else number
        else:
            first, last = last + 1, last + number
        yield first, last


def _in_years(span: tuple[int, int], facts: Sequence[Told]) -> Outcome:
    for told in facts:
        if _WHICH_YEAR.search(told.name) and not isinstance(told.value, bool | str):
            return compare(told.value, "between", span)
    return Outcome.UNKNOWN
