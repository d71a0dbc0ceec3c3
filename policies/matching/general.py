"""The place and the kind of subject that a clause is for, held against a profile."""

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from policies.logic import any_of, as_outcome
from policies.matching.rulings import Offered, placeless
from policies.model import Criterion, DocumentInfo, Finding, Outcome, ReadClause
from policies.profile import FACTS
from policies.reading.patterns import pattern
from policies.vocabulary.regions import resolve, within

# Who may use what is meant for whom: an enterprise is also an employer, and brings projects.
_SERVES = {
    "enterprise": {
        *("enterprise", "project", "employer", "individual_business", "incubator", "park", "landlord"),
        *("bank", "intermediary", "institution"),
    },
    "talent": {"talent", "talent_team", "graduate", "jobseeker", "worker", "individual_business"},
    "project": {"project", "enterprise"},
}
_NATIONWIDE = ("全国", "中国")
# 举办展会的境内外企业; 来本县旅游: who does so need not be at home where the clause holds.
_ANYONE = r"的(?:境内外|国内外|[省市区县]内外)(?:企业|机构|单位|组织|个人|团队)"
_COMING = r"(?:来|到|赴)(?:{0})(?:[^，。；;]{{0,6}}(?:旅游|创业|投资))"
_END_OF_NAME = re.compile(r"(?:特别行政|自治)?[省市区县州旗]$")
_SURER = (Outcome.UNMET, Outcome.UNKNOWN, Outcome.MET)
_PLACE_REASONS = {
    Outcome.MET: "{0}在{1}",
    Outcome.UNKNOWN: "“{0}”无法确定是否在{1}",
    Outcome.UNMET: "{0}不在{1}",
}

PLACES = ("region", "employer_region")
"""The fields that tell where a profile is at home: its seat, and its place of work."""

GENERAL_FIELDS = {"region": PLACES, "kind": ("kind",)}
"""The fields of a profile that a general condition on the key looks at."""

Span = tuple[int, int]


def check_general(criterion: Criterion, profile: Mapping[str, Any]) -> Finding:
    """The place or the kind of subject that a clause is for, held against the profile."""
    outcome, told, reason = (_at_place if criterion.about == "region" else _as_kind)(criterion.value, profile)
    return Finding(criterion=criterion, outcome=outcome, told=told, reason=reason)


def general(read: ReadClause, info: DocumentInfo) -> tuple[Finding, ...]:
    """The conditions on place and subject that a clause has from its document and its addressees."""
    return (*_place(read, info), *_addressee(read))


def is_general(criterion: Criterion) -> bool:
    """Whether it is the place or the kind of subject that a clause is for, and not words of its own."""
    return criterion.about in GENERAL_FIELDS and not criterion.quote


def open_to_others(read: ReadClause, words: str, info: DocumentInfo) -> list[Span]:
    """Where in a document the words of a clause say what those may do who are at home elsewhere."""
    if not _perhaps_others().search(words):
        return []
    at = read.clause.start
    return [(at + hit.start(), at + hit.end()) for hit in _others(info.region or "").finditer(words)]


@cache
def _perhaps_others() -> re.Pattern[str]:
    """Whatever the place; it spares most clauses the pattern of their region, which takes long to make."""
    return re.compile("|".join((_ANYONE, _COMING.format(".{1,40}?"), pattern("brought_here").pattern)))


@lru_cache(maxsize=256)
def _others(region: str) -> re.Pattern[str]:
    """The wordings for a document of that region (来本县旅游, 到某区创业)."""
    named = (re.escape(_END_OF_NAME.sub("", one.name)) for one in resolve(region))
    here = "|".join(("[本我][省市区县州]", *(f"{name}[省市区县州]?" for name in named)))
    return re.compile("|".join((_ANYONE, _COMING.format(here), pattern("brought_here").pattern)))


def _general(read: ReadClause, about: str, op: str, wanted: Sequence[str]) -> Finding:
    """A condition that the document states; its empty span is the clause's start."""
    at = read.clause.start
    return check_general(Criterion(about=about, op=op, value=list(wanted), quote="", start=at, end=at), {})


def asked_by_way(
    read: ReadClause, words: str, info: DocumentInfo, whole: Sequence[Finding], offers: list[Offered]
) -> tuple[tuple[Finding, ...], list[Offered]]:
    """The general conditions, and the offers with the place, where in one of them others may do something.

    Of that offer it is enough that they do it, or are at home here. `whole` are the findings for all.
    """
    every, spans = general(read, info), open_to_others(read, words, info)
    place = next((one for one in every if one.criterion.about == "region"), None)
    deeds = [[one for one in _within(spans, (*whole, *offer)) if _is_free(one)] for _, offer in offers]
    if place is None or not any(deeds):
        return every, offers
    asked = zip(offers, deeds, strict=True)
    others = tuple(one for one in every if one is not place)
    return others, [(path, [*offer, *_either(place, done)]) for (path, offer), done in asked]


def _is_free(finding: Finding) -> bool:
    return finding.criterion.about.startswith("fact:")


def _within(spans: Sequence[Span], findings: Sequence[Finding]) -> list[Finding]:
    """The findings on words that stand in one of the spans, or reach into it."""
    return [
        one
        for one in findings
        if one.criterion.quote
        and any(one.criterion.start < end and start < one.criterion.end for start, end in spans)
    ]


def _either(place: Finding, deeds: Sequence[Finding]) -> list[Finding]:
    label = "place" if deeds else None
    every = (place, *deeds)
    return [
        one.model_copy(update={"criterion": one.criterion.model_copy(update={"group": label})})
        for one in every
    ]


def _place(read: ReadClause, info: DocumentInfo) -> list[Finding]:
    """Where the clause holds; where the document does not say it, nothing is promised to anybody."""
    wanted = read.annotation.regions or ((info.region,) if info.region else ())
    if not wanted:
        return [placeless(read)]
    return [_general(read, "region", "within", wanted)] if wanted[0] not in _NATIONWIDE else []


def _at_place(wanted: Sequence[str], profile: Mapping[str, Any]) -> tuple[Outcome, Any, str]:
    """The seat or the place of work: it is enough that one of them lies where the clause holds."""
    where = "、".join(wanted)
    told = [profile[key] for key in PLACES if profile.get(key)]
    if not told:
        return Outcome.UNKNOWN, None, f"还不知道所在地，这一条适用于{where}"
    held = ((any_of(as_outcome(within(one, place)) for place in wanted), one) for one in told)
    outcome, one = max(held, key=lambda found: _SURER.index(found[0]))
    return outcome, one, _PLACE_REASONS[outcome].format(one, where)


def _addressee(read: ReadClause) -> list[Finding]:
    wanted = read.annotation.addressees
    return [_general(read, "kind", "in", wanted)] if wanted else []


def _as_kind(wanted: Sequence[str], profile: Mapping[str, Any]) -> tuple[Outcome, Any, str]:
    kind = profile.get("kind")
    if kind not in _SERVES:
        return Outcome.UNKNOWN, kind, FACTS["kind"].question
    if _SERVES[kind] & set(wanted):
        return Outcome.MET, kind, "对象相符"
    return Outcome.UNMET, kind, "这一条的对象不是您这类主体"
