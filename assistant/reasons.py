"""Why a verdict is what it is, in plain words: conditions met, failed or left to an authority."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.choosing import Found
from assistant.citing import Marks, inline
from assistant.understand import Understanding
from policies.model import Finding, Match, Outcome, Verdict
from policies.profile import FACTS

_MOST = 2  # conditions named of a clause
_LONGEST = 60  # characters of a condition; what is longer is read in the clause itself
_KINDS = {"enterprise": "企业", "talent": "个人", "project": "项目"}
_WORDS = {
    Verdict.ELIGIBLE: (Outcome.MET, "您符合的条件"),
    Verdict.NEEDS_RULING: (Outcome.DISCRETIONARY, "由主管部门认定的是"),
}


def reasons_of(asked: Understanding, found: Found, match: Match, marks: Marks) -> Iterator[str]:
    """Why a clause applies or does not, each condition with its mark; what would change a failure."""
    verdict = match.otherwise or match.verdict
    if verdict == Verdict.INELIGIBLE:
        unmet = next((one for one in match.findings if one.outcome == Outcome.UNMET), None)
        if unmet:
            yield f"不符合的是：{_failed(asked, found, unmet, marks)}"
        for change in match.what_would_change[:1]:
            yield f"怎样才符合：{_needed(change)}"
    elif verdict in _WORDS:
        outcome, label = _WORDS[verdict]
        told = list(_quoted(found, (one for one in match.findings if one.outcome == outcome), marks))
        if told:
            yield f"{label}：{'、'.join(told[:_MOST])}"


def _failed(asked: Understanding, found: Found, one: Finding, marks: Marks) -> str:
    """The condition that fails, in its words where they stand in the clause, and what was told."""
    quoted = next(_quoted(found, [one], marks), "")
    if not quoted:
        return one.reason
    if one.criterion.about == "kind":
        return f"{quoted}（这一条不是给{_KINDS.get(str(one.told), '您这类对象')}的）"
    facts = asked.told.facts if asked.told else ()
    told = next((fact.words for fact in facts if fact.about == one.criterion.about and not fact.who), "")
    return f"{quoted}（您说的是“{told}”）" if told else quoted


def _needed(change: Mapping[str, Any]) -> str:
    """What to do about a failure; how much is told by the condition, whose words stand above."""
    if isinstance(change["to"], bool) or not isinstance(change["to"], int | float):
        return str(change["text"]).partition("，")[0]
    about = str(change["about"])
    return f"{FACTS[about].label if about in FACTS else '这个数'}达到要求"


def _quoted(found: Found, findings: Iterable[Finding], marks: Marks) -> Iterator[str]:
    """The conditions in the words of the clause, each once."""
    first, last = found.clause.clause.start, found.clause.clause.end
    seen: set[str] = set()
    for one in (finding.criterion for finding in findings):
        inside = first <= one.start < one.end <= last
        if inside and 0 < len(one.quote) <= _LONGEST and one.quote not in seen:
            seen.add(one.quote)
            yield f"{inline(one.quote)}{marks.covering(found.clause, (one.start, one.end)).mark}"
