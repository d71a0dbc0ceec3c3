"""A condition on a fact of the registry, held against what the profile tells of it."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from policies.facts import meanings
from policies.logic import any_of, as_outcome, negate
from policies.matching.received import check_once
from policies.model import Criterion, Outcome
from policies.vocabulary.regions import within
from policies.vocabulary.terms import ancestors, canonical, is_a

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": lambda told, bound: told >= bound,
    ">": lambda told, bound: told > bound,
    "<=": lambda told, bound: told <= bound,
    "<": lambda told, bound: told < bound,
    "is": lambda told, bound: told == bound,
}


def compare(told: Any, op: str, value: Any) -> Outcome:
    """A number against a bound or a range (`between`, ends included)."""
    number = Decimal(str(told))
    if op in ("between", "within") and isinstance(value, Sequence) and not isinstance(value, str):
        low, high = (Decimal(str(end)) for end in value)
        return as_outcome(low <= number <= high)
    if op not in _COMPARE or isinstance(value, str | bool) or value is None:
        return Outcome.DISCRETIONARY
    return as_outcome(_COMPARE[op](number, Decimal(str(value))))


_IN_TIME: dict[str, Callable[[str, str], bool]] = {
    ">=": lambda day, bound: day >= bound,
    "<=": lambda day, bound: day <= bound,
    "<": lambda day, bound: day < bound,
}


def elapsed_months(since: date, on: date) -> int:
    """Whole months from one day to another."""
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


def _number(criterion: Criterion, told: Any) -> Outcome:
    return compare(told, criterion.op, criterion.value)


def _since(criterion: Criterion, told: Any, on: date) -> Outcome:
    """When something was, against a day, or how long ago: 5年内 counts years, 成立满6个月 months."""
    day = day_of(told)
    if day is None:
        return Outcome.UNKNOWN
    if isinstance(criterion.value, str):
        return as_outcome(_IN_TIME[criterion.op](day.isoformat(), criterion.value))
    months = elapsed_months(day, on)
    count = 1 if criterion.unit == "月" else 12
    if isinstance(criterion.value, list | tuple):
        return compare(months, criterion.op, [Decimal(str(end)) * count for end in criterion.value])
    limit = Decimal(str(criterion.value)) * count
    if criterion.op == "within":
        whole = months < limit or (months == limit and day.day == on.day)
        return as_outcome(whole)
    return compare(months, criterion.op, limit)


def day_of(told: Any) -> date | None:
    """The day that is told: 2024-03-01, 2024-03 or 2024; None when it is none."""
    words = str(told)
    for shape in (words, f"{words}-01", f"{words}-07-01"):
        try:
            return date.fromisoformat(shape)
        except ValueError:
            continue
    return None


def _wanted(criterion: Criterion) -> Sequence[Any]:
    """The values of which one is enough."""
    return criterion.value if isinstance(criterion.value, list | tuple) else (criterion.value,)


def _place(criterion: Criterion, told: Any) -> Outcome:
    inside = any_of(as_outcome(within(str(told), place)) for place in _wanted(criterion))
    return negate(inside) if criterion.op == "not_in" else inside


def _standing(criterion: Criterion, told: Mapping[str, Any]) -> Outcome:
    """A narrower standing that is held implies the wider; one that is denied says nothing of the wider.

    Who is denied a standing of which no level is told has it at no level.
    """
    wanted = _canonical(criterion.value)
    of_any_level = _canonical(_LEVEL.sub("", criterion.value))
    found = []
    for name, holds in told.items():
        named = _canonical(name)
        if named == wanted:
            return as_outcome(bool(holds))
        if holds and is_a("qualification", named, wanted):
            found.append(Outcome.MET)
        if not holds and (named == of_any_level or is_a("qualification", wanted, named)):
            found.append(Outcome.UNMET)
    return found[0] if found else Outcome.UNKNOWN


_LEVEL = re.compile(r"^(?:国家|[省市区县])级?")


def _canonical(name: str) -> str:
    return canonical("qualification", name) or name


def _trade(criterion: Criterion, told: Sequence[str]) -> Outcome:
    wanted = _wanted(criterion)
    mine = {name: None for one in told for name in (one, canonical("industry", one) or one)}
    related = any(_related(one, other) for one in mine for other in wanted)
    wider = any(one in other for one in mine for other in wanted)
    vague = any(_VAGUE_TRADE.search(name) for name in wanted)
    unsaid = any(map(_is_sector, wanted)) and not all(map(_has_sector, mine))
    if not related and (wider or vague or unsaid):
        return Outcome.UNKNOWN
    return as_outcome(related == (criterion.op in ("in", "is")))


# Trades that a list of the authority decides, so that another name may well belong to them.
_VAGUE_TRADE = re.compile(r"高精尖|新兴|重点|主导|优势|特色|未来|支柱|高新|高技术|先导|鼓励类|支撑")


_SECTORS = frozenset({"农、林、牧、渔业", "工业", "制造业", "建筑业", "服务业"})


def _is_sector(name: str) -> bool:
    return canonical("industry", name) in _SECTORS


def _has_sector(name: str) -> bool:
    """Whether it is known to which part of the economy a trade belongs: 生物医药 makes, or only tests."""
    return _is_sector(name) or not _SECTORS.isdisjoint(ancestors("industry", name))


def _related(one: str, other: str) -> bool:
    return one == other or other in one or is_a("industry", one, other)


def _choice(criterion: Criterion, told: Any) -> Outcome:
    wanted = _wanted(criterion)
    held = {value in wanted for value in meanings(criterion.about, told)}
    if len(held) > 1:  # 本科及以上, held against what only 硕士 may have
        return Outcome.UNKNOWN
    return as_outcome((True in held) == (criterion.op in ("is", "in")))


def _words(criterion: Criterion, told: Any) -> Outcome:
    """A title or tier told in words: met where one of those asked for stands in them, or above them."""
    wanted = [str(value) for value in _wanted(criterion)]
    held = any(one in str(told) or str(told) in one or is_a("person", str(told), one) for one in wanted)
    return as_outcome(held == (criterion.op in ("is", "in")))


def _tier(criterion: Criterion, told: Any) -> Outcome:
    """A tier of talents; whether a class (B类人才) is one of those who are named otherwise is open."""
    held = _words(criterion, told)
    classes = {bool(_CLASS.search(str(one))) for one in (told, *_wanted(criterion)) if one != "无"}
    return Outcome.UNKNOWN if held == Outcome.UNMET and len(classes) > 1 else held


_CLASS = re.compile(r"[A-Za-z]类?|第?[一二三四五六七]层次")


def _received(criterion: Criterion, told: Sequence[str]) -> Outcome:
    """Whether none of the benefits named was received; 同类补贴 names no benefit that could be compared.

    Who has received nothing at all has not received that either.
    """
    if criterion.op == "once":
        return check_once(criterion, told)
    if any(name in one or one in name for name in criterion.value for one in told):
        return Outcome.UNMET
    vague = bool(told) and any(name.startswith(_VAGUE) for name in criterion.value)
    return Outcome.UNKNOWN if vague else Outcome.MET


_VAGUE = ("同类", "其他", "其它", "相关", "该", "本", "上述", "同一", "类似")
_DATES = ("founded_on", "graduated_on")
_CHECKS: dict[str, Callable[[Criterion, Any], Outcome]] = {
    "region": _place,
    "employer_region": _place,
    "hukou": _place,
    "qualifications": _standing,
    "industries": _trade,
    "employer_industries": _trade,
    "title": _words,
    "talent_tier": _tier,
    "scale": _choice,
    "ownership": _choice,
    "listed": _choice,
    "degree": _choice,
    "employment": _choice,
    "violations": _choice,
    "overseas": _choice,
    "first_home": _choice,
    "kind": _choice,
    "received": _received,
}


ANSWERED_BY = {"industries": ("industries", "employer_industries")}
"""The keys of a profile that answer for a key: the trade of a person is that of the employer."""


def check_field(criterion: Criterion, told: Any, on: date) -> Outcome:
    """What a told value of the profile key `criterion.about` says about the condition."""
    if criterion.about in _DATES:
        return _since(criterion, told, on)
    return _CHECKS.get(criterion.about, _number)(criterion, told)
