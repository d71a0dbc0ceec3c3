"""One clause held against one profile: what is met, what fails, what is open, what an authority decides."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from policies.logic import all_of, any_of, negate
from policies.matching.fields import check_field, compare
from policies.matching.told import Told, free_facts, links, stated, truth
from policies.model import (
    Criterion,
    DeliveryMode,
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
_NOT_IN_FORCE = {
    Status.DRAFT: "这份文件是征求意见稿，还没有生效",
    Status.EXPIRED: "这份文件已过有效期",
    Status.NOT_YET: "这份文件尚未开始施行",
    Status.SUPERSEDED: "这份文件已被新的文件取代",
}
_VERDICTS = {
    Outcome.UNMET: Verdict.INELIGIBLE,
    Outcome.UNKNOWN: Verdict.NEEDS_FACTS,
    Outcome.DISCRETIONARY: Verdict.NEEDS_RULING,
    Outcome.MET: Verdict.ELIGIBLE,
}
_EXCLUDED_AFTER = re.compile(
    r"[^。；;，,]{0,12}?(?:除外|不再|不予|不得|不能|不属于|不享受|不纳入|不支持|不适用|不重复)"
)
_EXCLUDED_BEFORE = re.compile(r"(?:不含|不包括|除|非|未|不得|没有|无|不存在|不属于)[^，。；;、]{0,4}$")
_OR = re.compile(r"或|之一|、")
_RULED = (DeliveryMode.CASE_BY_CASE, DeliveryMode.PER_PERSON)


@dataclass(frozen=True, slots=True)
class Demands:
    """What a clause asks, as far as free facts answer it: what everyone must meet, and the offers beside it.

    `general` are the place and the kind of subject (see `check_general`); the findings wait for the fields
    of a profile (see `by_fields`). One of `offers` is enough; `ruled` leaves what is met to an authority.
    """

    general: tuple[Finding, ...]
    whole: tuple[Finding, ...]
    offers: tuple[tuple[Finding, ...], ...]
    ruled: bool

    def held_against(self, profile: Mapping[str, Any], on: date) -> "Demands":
        """The same with what the fields of a profile decide."""

        def settled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
            return tuple(by_fields(finding, profile, on) for finding in findings)

        general = tuple(check_general(finding.criterion, profile) for finding in self.general)
        return Demands(general, settled(self.whole), tuple(map(settled, self.offers)), self.ruled)

    def findings(self) -> tuple[Finding, ...]:
        """All of them, in the order in which they are shown."""
        return (*self.general, *self.whole, *(finding for offer in self.offers for finding in offer))


Value = TypeVar("Value")


def combine(
    asked: Demands,
    value: Callable[[Finding], Value],
    every: Callable[[Iterable[Value]], Value],
    some: Callable[[Iterable[Value]], Value],
    ruled: Value,
) -> Value:
    """What follows from the findings by `every` and `some` of them; `ruled` is worth what is left open.

    The one place that says how conditions, alternatives and offers hang together: for the outcomes of one
    profile as well as for whole columns of a table.
    """

    def conditions(findings: Iterable[Finding]) -> Value:
        groups: dict[str | int, list[Finding]] = defaultdict(list)
        for number, finding in enumerate(findings):
            groups[finding.criterion.group or number].append(finding)
        return every([some(map(value, group)) for group in groups.values()])

    parts = [conditions(asked.general), conditions(asked.whole), some(list(map(conditions, asked.offers)))]
    return every([*parts, ruled] if asked.ruled else parts)


def demands(read: ReadClause, words: str, info: DocumentInfo, facts: Sequence[Told]) -> Demands:
    """All of a clause's conditions; they depend on nothing else that a profile tells than its free facts."""
    asked = (*read.annotation.criteria, *read.annotation.scope)
    whole, *offers = _offers(read, [by_facts(one, facts) for one in asked], facts, words)
    return Demands(
        general=(*_place(read, info), *_addressee(read)),
        whole=tuple(whole),
        offers=tuple(map(tuple, offers)),
        ruled=any(delivery.mode in _RULED for delivery in read.annotation.delivery),
    )


def heard(read: ReadClause, words: str, told: Told) -> bool:
    """Whether a free fact of that name can bear on the clause at all."""
    asked = (*read.annotation.criteria, *read.annotation.scope)
    return any(links(wording, [told]) for one in asked for wording in (_wording(one), one.quote)) or bool(
        stated(told, words, 0, len(words))
    )


def match(
    read: ReadClause,
    words: str,
    info: DocumentInfo,
    document_id: str,
    profile: Mapping[str, Any],
    on: date,
) -> Match:
    """The verdict on one claimable clause for one profile on one day; `words` is the text of the clause."""
    asked = demands(read, words, info, free_facts(profile)).held_against(profile, on)
    outcome = combine(asked, lambda finding: finding.outcome, all_of, any_of, Outcome.DISCRETIONARY)
    findings = asked.findings()
    status, verdict = info.status_on(on), _VERDICTS[outcome]
    in_force = status not in _NOT_IN_FORCE
    return Match(
        clause_id=f"{document_id}#{read.clause.id}",
        document_id=document_id,
        start=read.clause.start,
        end=read.clause.end,
        locator=read.clause.locator,
        heading=read.clause.heading,
        verdict=verdict if in_force else Verdict.NOT_IN_FORCE,
        otherwise=None if in_force else verdict,
        findings=findings,
        missing=tuple(dict.fromkeys(_asked(f.criterion) for f in findings if f.outcome == Outcome.UNKNOWN)),
        amount_note=_NOT_IN_FORCE.get(status, ""),
        delivery=read.annotation.delivery,
    )


def _offers(
    read: ReadClause, findings: Sequence[Finding], facts: Sequence[Told], words: str
) -> list[list[Finding]]:
    """The findings on the clause as a whole, then those on each of its offers.

    What a user tells is also looked for in the words of an offer: a condition that was not read apart is
    met or fails by it all the same.
    """
    by_offer: dict[int | None, list[Finding]] = {None: []}
    spans: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for award in read.annotation.awards:
        by_offer.setdefault(award.offer, [])
        spans[award.offer].append((award.start, award.end))
    for finding in findings:
        criterion = finding.criterion
        by_offer.setdefault(criterion.offer, []).append(finding)
        if read.clause.start <= criterion.start and criterion.end <= read.clause.end:
            spans[criterion.offer].append((criterion.start, criterion.end))
    whole = by_offer.pop(None)
    first = read.clause.start
    for number, held in (by_offer or {None: []}).items():
        span = _sentence(words, first, spans[number]) if number is not None else (0, len(words))
        told = _read_by_facts([*whole, *held], span, facts, words, first)
        known = held or told or (number is None and read.annotation.criteria)
        by_offer[number] = [*held, *told] if known else [_unread(read)]
    return [whole, *by_offer.values()]


def _unread(read: ReadClause) -> Finding:
    """An offer of which no condition is known is not promised."""
    at = read.clause.start
    criterion = Criterion(about="text", op="discretionary", quote="", start=at, end=at)
    reason = "条款的具体条件请对照原文核实"
    return Finding(criterion=criterion, outcome=Outcome.DISCRETIONARY, reason=reason)


def _sentence(words: str, first: int, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """From where to where the sentences reach that hold `spans`, in offsets into `words`."""
    if not spans:
        return 0, len(words)
    start, end = min(left for left, _ in spans) - first, max(right for _, right in spans) - first
    left = max(words.rfind(mark, 0, start) for mark in "。；;\n")
    right = min((at for mark in "。；;\n" if (at := words.find(mark, end)) >= 0), default=len(words))
    return left + 1, right


def _read_by_facts(
    known: Sequence[Finding], span: tuple[int, int], facts: Sequence[Told], words: str, first: int
) -> list[Finding]:
    used = {name for one in known if one.criterion.about.startswith("fact:") for name in one.told or ()}
    found = []
    for told in facts:
        if told.name in used or not isinstance(told.value, bool) or len(told.pairs) < 3:
            continue
        if place := stated(told, words, *span):
            found.append(_stated(told, words, place, span[0], first))
    return _alternatives(found, words, first)


def _stated(told: Told, words: str, place: tuple[int, int], sentence: int, first: int) -> Finding:
    left, right = place
    wanted = not (
        _EXCLUDED_AFTER.match(words, right) or _EXCLUDED_BEFORE.search(words[max(sentence, left - 12) : left])
    )
    criterion = Criterion(
        about=f"fact:{told.name}",
        op="is",
        value=wanted,
        quote=words[left:right],
        start=first + left,
        end=first + right,
    )
    outcome = Outcome.MET if told.holds == wanted else Outcome.UNMET
    return Finding(criterion=criterion, outcome=outcome, told={told.name: told.value}, reason="按所说情况")


def _alternatives(found: list[Finding], words: str, first: int) -> list[Finding]:
    """What stands beside each other in one sentence with 或 between is a choice."""
    grouped: list[Finding] = []
    for finding in sorted(found, key=lambda one: one.criterion.start):
        before = grouped[-1].criterion if grouped else None
        if before and finding.criterion.value is True and before.value is True:
            between = words[max(0, before.end - first - 1) : finding.criterion.start - first + 2]
            if _OR.search(between) and not any(mark in between for mark in "。；;"):
                label = before.group or f"told{before.start}"
                grouped[-1] = _in_group(grouped[-1], label)
                grouped.append(_in_group(finding, label))
                continue
        grouped.append(finding)
    return grouped


def _in_group(finding: Finding, label: str) -> Finding:
    criterion = finding.criterion.model_copy(update={"group": label})
    return finding.model_copy(update={"criterion": criterion})


def _asked(criterion: Criterion) -> str:
    return criterion.about.removeprefix("fact:")


def by_fields(finding: Finding, profile: Mapping[str, Any], on: date) -> Finding:
    """A finding by free facts, unless a field of the profile decides the condition."""
    criterion = finding.criterion
    if criterion.op == "discretionary" or criterion.about not in profile:
        return finding
    told = profile[criterion.about]
    outcome = check_field(criterion, told, on)
    if outcome == Outcome.UNKNOWN:
        return finding
    return Finding(criterion=criterion, outcome=outcome, told=told, reason="按所填情况")


def by_facts(criterion: Criterion, facts: Sequence[Told]) -> Finding:
    """One condition held against the free facts that are told."""
    if criterion.op == "discretionary" or criterion.about == "text":
        return Finding(criterion=criterion, outcome=Outcome.DISCRETIONARY, reason="由主管部门认定")
    outcome, told = _by_facts(criterion, facts)
    names = {one.name: one.value for one in told}
    reason = "按所说情况" if told else "还没有说明"
    return Finding(criterion=criterion, outcome=outcome, told=names or None, reason=reason)


def _wording(criterion: Criterion) -> str:
    if criterion.about == "received":
        return "享受" + "、".join(criterion.value)
    about = criterion.about
    return about.removeprefix("fact:") if about.startswith("fact:") else criterion.quote


def _by_facts(criterion: Criterion, facts: Sequence[Told]) -> tuple[Outcome, tuple[Told, ...]]:
    words = _wording(criterion)
    if criterion.op in (">=", ">", "<=", "<", "between", "within"):
        for link in links(words, facts):
            if not isinstance(link.told.value, bool):
                value = _in_unit(link.told, criterion.unit)
                return compare(value, criterion.op, criterion.value), (link.told,)
        return truth(criterion.quote, facts)
    outcome, told = truth(words, facts)
    denied = criterion.value is False or criterion.op == "not_in"
    return (negate(outcome) if denied else outcome), told


_SCALE = {
    "亿元": 10_000,
    "万元": 1,
    "元": 0.0001,
    "年": 12,
    "月": 1,
    "个月": 1,
    "亿美元": 10_000,
    "万美元": 1,
}


def _in_unit(told: Told, unit: str | None) -> Decimal:
    """A told number in the unit that the condition counts in, where both are known."""
    number = Decimal(str(told.value))
    if unit in _SCALE and told.unit in _SCALE:
        return number * Decimal(str(_SCALE[told.unit])) / Decimal(str(_SCALE[unit]))
    return number


GENERAL_FIELDS = {"region": ("region", "employer_region"), "kind": ("kind",)}
"""The fields of a profile that a general condition on the key looks at."""


def check_general(criterion: Criterion, profile: Mapping[str, Any]) -> Finding:
    """The place or the kind of subject that a clause is for, held against the profile."""
    outcome, told, reason = (_at_place if criterion.about == "region" else _as_kind)(criterion.value, profile)
    return Finding(criterion=criterion, outcome=outcome, told=told, reason=reason)


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
    told = [profile[key] for key in GENERAL_FIELDS["region"] if profile.get(key)]
    if not told:
        return Outcome.UNKNOWN, None, f"还不知道所在地，这一条适用于{where}"
    outcome, one = max(
        ((_inside(one, wanted), one) for one in told), key=lambda found: _SURER.index(found[0])
    )
    return outcome, one, _PLACE_REASONS[outcome].format(one, where)


def _inside(told: str, wanted: Sequence[str]) -> Outcome:
    inside = [within(told, place) for place in wanted]
    if True in inside:
        return Outcome.MET
    return Outcome.UNKNOWN if None in inside else Outcome.UNMET


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
