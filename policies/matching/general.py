"""The place and the kind of subject that a clause is for, held against a profile."""

from collections.abc import Mapping, Sequence
from typing import Any

from policies.logic import any_of, as_outcome
from policies.model import Criterion, DocumentInfo, Finding, Outcome, ReadClause
from policies.profile import FACTS
from policies.vocabulary.regions import within

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


def check_general(criterion: Criterion, profile: Mapping[str, Any]) -> Finding:
    """The place or the kind of subject that a clause is for, held against the profile."""
    outcome, told, reason = (_at_place if criterion.about == "region" else _as_kind)(criterion.value, profile)
    return Finding(criterion=criterion, outcome=outcome, told=told, reason=reason)


def general(read: ReadClause, info: DocumentInfo) -> tuple[Finding, ...]:
    """The conditions on place and subject that a clause has from its document and its addressees."""
    return (*_place(read, info), *_addressee(read))


def _general(read: ReadClause, about: str, op: str, wanted: Sequence[str]) -> Finding:
    """A condition that the document states; its empty span is the clause's start."""
    at = read.clause.start
    return check_general(Criterion(about=about, op=op, value=list(wanted), quote="", start=at, end=at), {})


def _place(read: ReadClause, info: DocumentInfo) -> list[Finding]:
    wanted = read.annotation.regions or ((info.region,) if info.region else ())
    return [_general(read, "region", "within", wanted)] if wanted and wanted[0] not in _NATIONWIDE else []


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
