"""One clause held against one profile: what is met, what fails, what is open, what an authority decides."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from policies.logic import all_of, any_of
from policies.matching.asked import as_asked
from policies.matching.counts import counted_thing
from policies.matching.fields import ANSWERED_BY, check_field
from policies.matching.free_facts import Told, free_facts
from policies.matching.general import asked_by_way, check_general, is_general
from policies.matching.held import by_facts, hold, key_of, measures, wording
from policies.matching.objects import of_each
from policies.matching.pairs import pairs
from policies.matching.paths import Path, find_paths, gives, is_service, serves
from policies.matching.payable import Payable, payable
from policies.matching.reasons import by_field
from policies.matching.received import given_once, names_level, unless_told
from policies.matching.rulings import Offered, unclear, with_rulings
from policies.matching.stated import addresses, bears_on, find_beside, find_named, find_stated, without_parts
from policies.matching.subject import PERSONS, find_receiver, find_size, find_subject
from policies.matching.tiers import Applicant
from policies.matching.told import speaks_of
from policies.matching.unstated import demands_nothing, find_unstated, unconditional, unstated
from policies.model import Criterion, DocumentInfo, Finding, Match, Outcome, ReadClause, Status, Verdict
from policies.profile import FACTS

NOT_IN_FORCE = {
    Status.DRAFT: "这份文件是征求意见稿，还没有生效",
    Status.EXPIRED: "这份文件已过有效期",
    Status.NOT_YET: "这份文件尚未开始施行",
    Status.SUPERSEDED: "这份文件已被新的文件取代",
}
VERDICTS = {
    Outcome.UNMET: Verdict.INELIGIBLE,
    Outcome.UNKNOWN: Verdict.NEEDS_FACTS,
    Outcome.DISCRETIONARY: Verdict.NEEDS_RULING,
    Outcome.MET: Verdict.ELIGIBLE,
}
_CALLED = ("industries", "employer_industries")
_VAGUE = 1  # condition alone says too little of a way whose benefit was not read


@dataclass(frozen=True, slots=True)
class Demands:
    """What a clause asks, as far as free facts answer it: what everyone must meet, and the offers beside it.

    `general` are the place and the kind of subject (see `check_general`); the findings wait for the fields
    of a profile (see `by_fields`). One of `offers` is enough, each on the way that `paths` names. The ways
    `silent` say nothing of who may use them.
    """

    general: tuple[Finding, ...]
    whole: tuple[Finding, ...]
    offers: tuple[tuple[Finding, ...], ...]
    paths: tuple[Path, ...]
    silent: tuple[Path, ...] = ()

    def held_against(self, profile: Mapping[str, Any], on: date) -> "Demands":
        """The same with what the fields of a profile decide."""

        def settled(findings: Iterable[Finding]) -> tuple[Finding, ...]:
            return tuple(by_fields(finding, profile, on) for finding in findings)

        offers = tuple(map(settled, self.offers))
        return replace(self, general=settled(self.general), whole=settled(self.whole), offers=offers)

    def paying(self) -> Iterator[tuple[list[Path], bool]]:
        """The ways that pay, and whether it is sure that they do, the surest first.

        First those that are met, then with them those that ask nothing, then those that may still be met.
        """
        outcomes = [outcome_of(Demands((), (), (offer,), ())) for offer in self.offers]
        held = list(zip(self.paths, outcomes, strict=True))
        met = [path for path, outcome in held if outcome == Outcome.MET]
        yield met, True
        yield [*met, *self.silent], True
        yield [*self.silent, *(path for path, outcome in held if outcome != Outcome.UNMET)], False

    def findings(self) -> tuple[Finding, ...]:
        """All of them, in the order in which they are shown."""
        return (*self.general, *self.whole, *(finding for offer in self.offers for finding in offer))


Value = TypeVar("Value")


def combine(
    asked: Demands,
    value: Callable[[Finding], Value],
    every: Callable[[Iterable[Value]], Value],
    some: Callable[[Iterable[Value]], Value],
) -> Value:
    """What follows from the findings by `every` and `some` of them.

    The one place that says how conditions, alternatives and offers hang together: for the outcomes of one
    profile as well as for whole columns of a table.
    """

    def conditions(findings: Iterable[Finding]) -> Value:
        groups: dict[str | int, list[Finding]] = defaultdict(list)
        for number, finding in enumerate(findings):
            groups[finding.criterion.group or number].append(finding)
        return every([some(map(value, group)) for group in groups.values()])

    return every(
        [conditions(asked.general), conditions(asked.whole), some(list(map(conditions, asked.offers)))]
    )


def outcome_of(asked: Demands) -> Outcome:
    """What follows from the findings for one profile."""
    return combine(asked, lambda finding: finding.outcome, all_of, any_of)


def demands(read: ReadClause, words: str, info: DocumentInfo, facts: Sequence[Told]) -> Demands:
    """All of a clause's conditions; they depend on nothing else that a profile tells than its free facts."""
    asked, paths, silent = _asked_of(read, words)
    whole = hold(asked, facts, pairs(words))
    every = [(path, _offer(read, path, whole, facts, words)) for path in paths]
    offers = [(path, offer) for path, offer in every if offer]
    bare = [path for path, offer in every if not offer]
    if len(paths) == 1 and not is_service(read):
        whole += find_beside([*whole, *every[0][1]], paths[0], facts, words, read.clause.start)
    if demands_nothing(read, whole, offers, silent=silent):
        offers = [(paths[0], unconditional(read, paths[0], facts, words))]
    offers, ruled = with_rulings(read, words, offers)
    # What everyone must be is enough for a service that asks nothing more.
    free: list[Offered] = [(path, []) for path in bare if whole and offers and serves(read, path, words)]
    asked_for = [*_worth_asking(offers), *free] or [(Path(None, 0, len(words)), [])]
    everyone, asked_for = asked_by_way(read, words, info, whole, asked_for)
    return Demands(
        general=everyone,
        whole=(*whole, *ruled),
        offers=tuple(tuple(offer) for _, offer in asked_for),
        paths=tuple(path for path, _ in asked_for),
        silent=tuple(bare),
    )


def _asked_of(read: ReadClause, words: str) -> tuple[tuple[Criterion, ...], list[Path], bool]:
    """The conditions of the clause as a whole, its ways with theirs, and whether its words state none.

    What the document says of all its clauses (本办法适用于中小企业) is no condition of this one.
    """
    asked, paths = of_each(*find_paths(read, words), words, read.annotation.scope)
    first, to = read.clause.start, read.annotation.addressees
    asked = as_asked(asked, words, first, to)
    paths = [replace(path, criteria=as_asked(path.criteria, words, first, to)) for path in paths]
    scope = as_asked(unless_told(read.annotation.scope), words, first, to)
    silent = all(one in scope for one in asked) and not any(path.criteria for path in paths)
    return (*asked, *find_subject(read, words)) if silent else asked, paths, silent


def _offer(
    read: ReadClause, path: Path, whole: Sequence[Finding], facts: Sequence[Told], words: str
) -> list[Finding]:
    """The findings on one way to get something; none where nothing is known of it.

    What a user tells is also looked for in its words: a condition that was not read apart is met or fails
    by it all the same.
    """
    held = hold(path.criteria, facts, pairs(f"{read.clause.heading}。{words[path.start : path.end]}"))
    named = [] if held or _asks(read, whole) else find_named(read, facts, words)
    told = [*find_stated([*whole, *held], path, facts, words, read.clause.start), *named]
    if not (held or told or (path.number is None and whole)):
        return []
    once = [by_facts(one, facts) for one in given_once(read, words, path.start, path.end, facts)]
    sizes = () if held else find_size(read, words, path.start, path.end)
    found = [*without_parts(held, told), *told, *(by_facts(one, facts) for one in sizes)]
    # Who is merely not excluded does not meet anything yet.
    asked = [one for one in (*whole, *found) if one.criterion.value is not False or _is_said(one)]
    clear = asked and (
        len(asked) > _VAGUE
        or gives(read, path, words)
        or any(one.outcome == Outcome.MET for one in named)
        or any(addresses(one, words, read.clause.start) for one in found)
    )
    referred = find_unstated(read, path, (*whole, *found), facts, words)
    open_ = [] if clear or referred else [unclear(read)]
    return [*found, *referred, *once, *_for_whom(read, path, found, words), *open_]


def _for_whom(read: ReadClause, path: Path, found: Sequence[Finding], words: str) -> list[Finding]:
    """The kind of subject that a way is for; bodies also speak for who does what they ask (所在企业)."""
    at = read.clause.start
    gifts = [one.start - at for one in read.annotation.awards if path.start <= one.start - at < path.end]
    gives = min(gifts, default=path.end) - path.start
    whom = find_receiver(words[path.start : path.end], gives, at + path.start)
    said = any(map(_is_said, found))
    return [by_facts(one, ()) for one in whom if not said or one.value == PERSONS]


def _asks(read: ReadClause, whole: Iterable[Finding]) -> bool:
    """Whether a condition of the whole clause stands in its own words and not elsewhere in the document."""
    return any(read.clause.start <= one.criterion.start < read.clause.end for one in whole)


def _is_said(finding: Finding) -> bool:
    return isinstance(finding.told, Mapping) and True in finding.told.values()


def _worth_asking(offers: list[Offered]) -> list[Offered]:
    """Where a told fact fails one offer, an offer of which nothing at all is told is not asked for."""
    if not any(one.outcome == Outcome.UNMET for _, offer in offers for one in offer if _speaks(one)):
        return offers
    return [(path, offer) for path, offer in offers if any(map(_speaks, offer))]


def _speaks(finding: Finding) -> bool:
    """Whether a free fact decides the condition, or a field of a profile may."""
    if finding.criterion.about in ("received", "kind"):
        return False
    return finding.outcome in (Outcome.MET, Outcome.UNMET) or finding.criterion.about in FACTS


def criteria_of(read: ReadClause, words: str) -> list[Criterion]:
    """All conditions of a clause that free facts may answer, as they are asked."""
    whole, paths, _ = _asked_of(read, words)
    return [*whole, *(one for path in paths for one in path.criteria)]


def wordings(read: ReadClause, words: str) -> frozenset[str]:
    """The wordings of a clause's conditions, which free facts may answer, and the name of its benefit."""
    asked = (text for one in criteria_of(read, words) for text in (wording(one), one.quote))
    return frozenset((read.clause.heading, *asked, *unstated(words)))


def heard(told: Told, words: str, asked: Collection[str], *, received: bool) -> bool:
    """Whether a free fact of that name can bear on a clause at all, whatever else is told.

    `asked` are the clause's `wordings`. A level (国家级) tells something of itself only where benefits
    `received` before are told.
    """
    around = pairs("。".join((words, *asked)))
    named = (told, counted_thing(told))
    return (
        any(measures(told, text, around) or any(speaks_of(one, text) for one in named) for text in asked)
        or (received and names_level(told.name))
        or bears_on(told, words, asked)
        or bool(key_of(told.name))
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
    facts = free_facts(profile)
    asked = demands(read, words, info, facts).held_against(profile, on)
    outcome = outcome_of(asked)
    findings = asked.findings()
    open_facts = (f.criterion.about.removeprefix("fact:") for f in findings if f.outcome == Outcome.UNKNOWN)
    status, verdict = info.status_on(on), VERDICTS[outcome]
    in_force = status not in NOT_IN_FORCE
    who = Applicant(profile, facts, findings)
    worth = payable(read, words, asked.paying(), who) if in_force and outcome != Outcome.UNMET else Payable()
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
        missing=tuple(dict.fromkeys(open_facts)),
        amount_yuan=worth.amount,
        amount_note=NOT_IN_FORCE.get(status, worth.note),
        repayable=worth.repayable,
        delivery=read.annotation.delivery,
    )


def by_fields(finding: Finding, profile: Mapping[str, Any], on: date) -> Finding:
    """A finding by free facts, unless a field of the profile decides the condition."""
    criterion = finding.criterion
    if is_general(criterion):
        return check_general(criterion, profile)
    keys = ANSWERED_BY.get(criterion.about, (criterion.about,))
    key = next((key for key in keys if key in profile), None)
    if criterion.op == "discretionary" or key is None:
        return finding
    # A trade has many names: who is told to be of that called in the text is, whatever he calls his own.
    if finding.outcome == Outcome.MET and criterion.about in _CALLED:
        return finding
    told = profile[key]
    outcome = check_field(criterion, told, on)
    if outcome == Outcome.UNKNOWN:
        return finding
    return Finding(criterion=criterion, outcome=outcome, told=told, reason=by_field(criterion, told, outcome))
