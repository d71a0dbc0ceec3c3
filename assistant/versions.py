"""What a new version of a document changes: which benefits, which conditions, and whose verdict."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.bulk import BulkMatcher
from assistant.subjects import Subject
from index.review_words import described
from index.rows import StoredClause
from policies.matching.difference import Pairing, pair_clauses
from policies.matching.total import Rules
from policies.model import Policy, ReadClause, Verdict

_NO_RULES = Rules(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Flip:
    """A row of a table whose verdict is another one; None where the benefit is not in that version."""

    line: int
    name: str
    before: Verdict | None
    after: Verdict | None


@dataclass(frozen=True)
class Changed:
    """A benefit that differs: what was read of it before only and after only, in Chinese lines."""

    sort: str
    before: str | None
    after: str | None
    heading: str
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    flips: tuple[Flip, ...] = field(default=())

    def counted(self) -> Counter[tuple[Verdict | None, Verdict | None]]:
        """How many rows went from which verdict to which."""
        return Counter((flip.before, flip.after) for flip in self.flips)


def compare(
    before: Policy, after: Policy, subjects: Sequence[Subject] = (), on: date = date.min
) -> tuple[list[Changed], int]:
    """The benefits that changed, and how many did not; `subjects` tells whose verdicts to compare on a day.

    Verdicts are compared as if both versions were law, since one of the two mostly is not.
    """
    old, new = _verdicts(before, subjects, on), _verdicts(after, subjects, on)
    changed = []
    pairings = pair_clauses(before, after)
    for pairing in pairings:
        flips = tuple(_flips(pairing, subjects, old, new))
        gone, fresh = _lines(pairing.before), _lines(pairing.after)
        if flips or pairing.before is None or pairing.after is None or set(gone) != set(fresh):
            changed.append(_changed(pairing, gone, fresh, flips))
    return changed, len(pairings) - len(changed)


def _changed(pairing: Pairing, gone: Sequence[str], new: Sequence[str], flips: tuple[Flip, ...]) -> Changed:
    before, after = pairing.before, pairing.after
    shown = after or before
    assert shown is not None
    return Changed(
        sort="added" if before is None else "removed" if after is None else "changed",
        before=before.clause.locator if before else None,
        after=after.clause.locator if after else None,
        heading=shown.clause.heading,
        gone=tuple(line for line in gone if line not in new),
        new=tuple(line for line in new if line not in gone),
        flips=flips,
    )


def _lines(read: ReadClause | None) -> list[str]:
    return list(described(read.annotation)) if read else []


_Verdicts = dict[tuple[int, str], Verdict]


def _flips(pairing: Pairing, subjects: Sequence[Subject], old: _Verdicts, new: _Verdicts) -> Iterator[Flip]:
    for subject in subjects:
        was, now = _verdict(pairing.before, subject, old), _verdict(pairing.after, subject, new)
        if was != now and not {was, now} <= {None, Verdict.INELIGIBLE}:
            yield Flip(subject.line, subject.name, was, now)


def _verdict(read: ReadClause | None, subject: Subject, found: _Verdicts) -> Verdict | None:
    return found.get((subject.line, f"#{read.clause.id}"), Verdict.INELIGIBLE) if read else None


def _verdicts(policy: Policy, subjects: Sequence[Subject], on: date) -> _Verdicts:
    """By row and clause; what is not in it fails."""
    if not subjects:
        return {}
    matcher = BulkMatcher(_stored(policy), on, _NO_RULES)
    rows = matcher.match([subject.profile for subject in subjects])
    return {
        (subject.line, match.clause_id): match.otherwise or match.verdict
        for subject, row in zip(subjects, rows, strict=True)
        for match in row.matches
    }


def _stored(policy: Policy) -> list[StoredClause]:
    """The clauses as the library would hold them, of a document without a name."""
    source = policy.source
    return [
        StoredClause(
            id=f"#{read.clause.id}",
            document_id="",
            sha256=source.sha256,
            ordinal=number,
            clause=read.clause,
            told=read.annotation,
            quote=source.text[read.clause.start : read.clause.end],
            info=policy.info,
        )
        for number, read in enumerate(policy.claimable())
    ]
