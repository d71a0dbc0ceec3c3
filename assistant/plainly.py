"""The plain word to a yes-or-no question, before anything is quoted: yes, no, not written, or who decides.

It says no more than the verdict on the best clause does, and that the clause is no benefit where it is none.
"""

import re
from collections.abc import Mapping

from assistant.caveats import is_target
from assistant.phrasing import says
from assistant.understand import Understanding
from assistant.writing import Entry
from policies.model import ClauseKind, Match, Outcome, Verdict

_BY_VERDICT: Mapping[Verdict, str] = {
    Verdict.ELIGIBLE: "按您说的情况，初步符合这一条{mark}，以主管部门审核为准。",
    Verdict.NEEDS_RULING: "能不能要由主管部门认定{mark}。",
    Verdict.NEEDS_FACTS: "现在还不能断定，要看是否符合这一条的条件，由主管部门认定{mark}。",
    Verdict.INELIGIBLE: "按您说的情况，不符合这一条{mark}。",
}
_BY_KIND = {
    ClauseKind.DUTY: "文件没有直接写能不能，最接近的这一条是对部门的工作要求{mark}。",
    ClauseKind.GOAL: "文件没有直接写能不能，最接近的这一条是工作目标{mark}。",
}
_ANOTHER = "文件没有直接写能不能，最接近的是这一条{mark}。"
_UNLIKE = 0.3  # of the question that the best sentence covers; a likelier one may be the very answer
_OBLIGES = re.compile("必须|应当|不得|强制|一律|严禁|禁止|须")
_MORE_IS_ASKED = (
    "how_much",
    "asks_what_applies",
    "asks_who",
    "asks_adding_up",
    "asks_standard",
    "asks_valid",
)


def plainly(asked: Understanding, best: Entry) -> str:
    """A sentence with the mark of the best clause; "" where the question is no such one."""
    question, mark = asked.question, best.citation.mark
    if says("asks_must", question) and not _OBLIGES.search(best.found.clause.quote):
        target = "写的是工作目标" if is_target(best.citation.quote) else "没有这样的要求"
        return f"文件没有写必须，这一条{target}{mark}。"
    if (
        not says("asks_may", question)
        or asked.asks_process
        or any(says(one, question) for one in _MORE_IS_ASKED)
    ):
        return ""
    clause, match = best.found.clause, best.found.match
    kind = clause.annotation.kind
    if match is None:
        # A clause that names who has to do what is for these; others may tell applicants what they may do.
        task = clause.annotation.departments or is_target(best.citation.quote)
        unlike = best.found.covers < _UNLIKE
        return _BY_KIND.get(kind, _ANOTHER).format(mark=mark) if task and unlike else ""
    verdict = match.otherwise or match.verdict
    if kind is not ClauseKind.INCENTIVE or verdict not in _BY_VERDICT or _only_of_another_sort(match):
        return ""
    condition = "如果按这份文件办，" if match.otherwise else ""
    return condition + _BY_VERDICT[verdict].format(mark=mark)


def _only_of_another_sort(match: Match) -> bool:
    """Whether a clause fails for whom or what trade it is made: the question may be another's."""
    unmet = [one.criterion.about for one in match.findings if one.outcome == Outcome.UNMET]
    return bool(unmet) and set(unmet) <= {"kind", "industries"}
