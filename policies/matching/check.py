"""One clause held against one profile: what is met, what fails, what is not known.

First version: status and date, region, addressee and industry are decided; every other condition stands
in the findings as discretionary, so that nothing is promised that was not understood.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from policies.model import (
    Criterion,
    DocumentInfo,
    Finding,
    Match,
    Outcome,
    ReadClause,
    Status,
    Verdict,
)
from policies.profile import FACTS
from policies.vocabulary.regions import within
from policies.vocabulary.terms import canonical, is_a

# Who may use what is meant for whom: an enterprise is also an employer, and brings projects.
_SERVES = {
    "enterprise": {
        *(
            "enterprise",
            "project",
            "employer",
            "individual_business",
            "incubator",
            "park",
            "landlord",
            "bank",
        ),
        *("intermediary", "institution"),
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
_NOT_IN_FORCE = {
    Status.DRAFT: "这份文件是征求意见稿，还没有生效",
    Status.EXPIRED: "这份文件已过有效期",
    Status.NOT_YET: "这份文件尚未开始施行",
    Status.SUPERSEDED: "这份文件已被新的文件取代",
}


def match(
    read: ReadClause, info: DocumentInfo, document_id: str, profile: Mapping[str, Any], on: date
) -> Match:
    """The verdict on one claimable clause for one checked profile on one day."""
    findings = (
        *_place(read, info, profile),
        *_addressee(read, profile),
        *_industry(read, profile),
        *_left_open(read),
    )
    verdict = _verdict(findings, info.status_on(on))
    return Match(
        clause_id=f"{document_id}#{read.clause.id}",
        document_id=document_id,
        start=read.clause.start,
        end=read.clause.end,
        locator=read.clause.locator,
        heading=read.clause.heading,
        verdict=verdict,
        findings=findings,
        missing=tuple(dict.fromkeys(f.criterion.about for f in findings if f.outcome == Outcome.UNKNOWN)),
        amount_note=_NOT_IN_FORCE.get(info.status_on(on), ""),
        delivery=read.annotation.delivery,
    )


def _verdict(findings: tuple[Finding, ...], status: Status) -> Verdict:
    """What is not law entitles and excludes nobody; then failure beats unknown, and unknown discretion."""
    outcomes = {finding.outcome for finding in findings}
    if status in _NOT_IN_FORCE:
        return Verdict.NOT_IN_FORCE
    if Outcome.UNMET in outcomes:
        return Verdict.INELIGIBLE
    if Outcome.UNKNOWN in outcomes:
        return Verdict.NEEDS_FACTS
    return Verdict.NEEDS_RULING if Outcome.DISCRETIONARY in outcomes else Verdict.ELIGIBLE


def _finding(
    read: ReadClause, about: str, value: Any, outcome: Outcome, reason: str, told: Any = None
) -> Finding:
    """A finding on the clause's scope, which the document states; its empty span is the clause's start."""
    at = read.clause.start
    op = "within" if about == "region" else "in"
    criterion = Criterion(about=about, op=op, value=value, quote="", start=at, end=at)
    return Finding(criterion=criterion, outcome=outcome, told=told, reason=reason)


def _place(read: ReadClause, info: DocumentInfo, profile: Mapping[str, Any]) -> list[Finding]:
    """The seat or the place of work: it is enough that one of them lies where the clause holds."""
    wanted = read.annotation.regions or ((info.region,) if info.region else ())
    if not wanted or wanted[0] in _NATIONWIDE:
        return []
    where = "、".join(wanted)
    told = [profile[key] for key in ("region", "employer_region") if profile.get(key)]
    if not told:
        reason = f"还不知道所在地，这一条适用于{where}"
        return [_finding(read, "region", where, Outcome.UNKNOWN, reason)]
    outcome, one = max(
        ((_inside(one, wanted), one) for one in told), key=lambda found: _SURER.index(found[0])
    )
    return [_finding(read, "region", where, outcome, _PLACE_REASONS[outcome].format(one, where), one)]


def _inside(told: str, wanted: Sequence[str]) -> Outcome:
    inside = [within(told, place) for place in wanted]
    if True in inside:
        return Outcome.MET
    return Outcome.UNKNOWN if None in inside else Outcome.UNMET


def _addressee(read: ReadClause, profile: Mapping[str, Any]) -> list[Finding]:
    wanted = read.annotation.addressees
    if not wanted:
        return []
    kind = profile.get("kind")
    if kind not in _SERVES:
        return [_finding(read, "kind", list(wanted), Outcome.UNKNOWN, FACTS["kind"].question, kind)]
    if _SERVES[kind] & set(wanted):
        return [_finding(read, "kind", list(wanted), Outcome.MET, "对象相符", kind)]
    return [_finding(read, "kind", list(wanted), Outcome.UNMET, "这一条的对象不是您这类主体", kind)]


def _industry(read: ReadClause, profile: Mapping[str, Any]) -> list[Finding]:
    """Named trades decide only where they agree; a list of examples in a clause excludes nobody."""
    wanted = read.annotation.industries
    told = [canonical("industry", name) or name for name in profile.get("industries", ())]
    if not wanted or not told:
        return []
    if any(_related(one, other) for one in told for other in wanted):
        return [_finding(read, "industries", list(wanted), Outcome.MET, "行业相符", told)]
    reason = "条款点名的行业与您的不同，是否适用需主管部门确认"
    return [_finding(read, "industries", list(wanted), Outcome.DISCRETIONARY, reason, told)]


def _related(one: str, other: str) -> bool:
    return one == other or is_a("industry", one, other) or is_a("industry", other, one)


def _left_open(read: ReadClause) -> list[Finding]:
    """Conditions that were not understood are never met: each is left to the authority."""
    stated = [
        Finding(criterion=criterion, outcome=Outcome.DISCRETIONARY, reason="条款写明的条件，需对照核实")
        for criterion in (*read.annotation.criteria, *read.annotation.scope)
    ]
    whole = _finding(read, "text", None, Outcome.DISCRETIONARY, "条款的具体条件请对照原文核实")
    return stated or [whole]
