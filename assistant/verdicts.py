"""Which verdicts an answer may tell: of what can be claimed alone, and as far as something was checked."""

import re
from collections.abc import Sequence

from assistant.telling import sentence_around
from index.rows import StoredClause
from policies.model import ClauseKind, Criterion, Finding, Match, Outcome, Verdict

_BOUNDS = frozenset({">=", ">", "<=", "<", "between"})
_SAID_OF_ALL = frozenset({"kind", "received"})
_AIMS = re.compile(r"力争|目标|争取|到20\d\d年|年均|全覆盖")
# 产业规模达到100亿元: no firm is that large, nor need it be.
_OF_MANY = re.compile(
    r"(?:产业链?|集群|行业|赛道|园区|开发区|高新区|经开区|板块|链条|全[省市区县州]|[省市区县州]域)"
    r"(?!的?(?:企业|项目|公司|龙头|骨干))[^，,。；;企项公]{0,12}$"
)


def can_be_claimed(clause: StoredClause) -> bool:
    """Whether a clause gives something to those who meet it, or says how it is had."""
    held = clause.annotation
    return held.kind.claimable and bool(held.awards or held.delivery)


def is_aim(clause: StoredClause, line: Criterion) -> bool:
    """Whether a number is what a place or a trade is to reach, and no threshold for one firm.

    Who 力争 reaches it in the same sentence, or of what (产业规模, 集群产值), tells.
    """
    if line.op not in _BOUNDS:
        return False
    if clause.annotation.kind == ClauseKind.GOAL:
        return True
    first = clause.clause.start
    if not first <= line.start < clause.clause.end:
        return False
    start, _ = sentence_around(clause, line.start - first, line.end - first)
    before = clause.quote[start - first : line.start - first]
    return bool(_AIMS.search(before) or _OF_MANY.search(f"{before}{_measure(line)}"))


def tellable(clause: StoredClause, found: Match) -> bool:
    """Whether a verdict rests on conditions, and not on what a place wants to reach."""
    return not any(is_aim(clause, one.criterion) for one in found.findings)


def is_checked(clause: StoredClause, findings: Sequence[Finding]) -> bool:
    """Whether something that was told meets a condition in the words of the clause."""
    first, last = clause.clause.start, clause.clause.end
    return any(
        one.outcome == Outcome.MET
        and one.told is not None
        and one.criterion.quote
        and one.criterion.about not in _SAID_OF_ALL
        and first <= one.criterion.start < last
        for one in findings
    )


def told_verdict(clause: StoredClause, found: Match | None) -> Verdict | None:
    """The verdict that may be said of a clause; None where it would rest on nothing that was told."""
    if found is None:
        return None
    verdict = found.otherwise or found.verdict
    if verdict == Verdict.ELIGIBLE and not is_checked(clause, found.findings):
        return None
    return verdict


def _measure(line: Criterion) -> str:
    """What stands before the number in the words of a threshold."""
    return re.split(r"\d", line.quote, maxsplit=1)[0]
