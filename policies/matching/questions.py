"""What to ask next: only facts that can still change a verdict or a sum, the most telling first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import log10
from typing import Any

from policies.documents.wrapping import in_one_line
from policies.matching.compiled import Provision
from policies.matching.free_facts import free_facts
from policies.matching.open_facts import OpenFact, open_facts, sizing_facts
from policies.matching.pairs import pairs
from policies.matching.sums import WAN, yuan
from policies.matching.verdict import demands
from policies.model import Match, Question, Verdict
from policies.profile import FACTS

# How questions are worded; `replies` reads what is written after them.
STANDING = "请问是否已认定为{}？"
FREE = "请问您符合“{}”这一条吗？"
RULED = "“{}”要由主管部门认定，如果已有结论，请问符合吗？"
NUMBER = "请问“{}”实际是多少{}（条款写的是“{}”）？"

_NUMERIC = (">=", ">", "<=", "<", "between", "within")
_FOR_A_SUM = 0.5  # a sum that changes weighs less than a verdict that does
_FOR_A_RULING = 0.2  # what an authority decides is hard to answer
_LONGEST_HEADING = 24  # characters
_LONGEST = 60
_FEWEST_PAIRS = 3  # of a wording that tell it from others


@dataclass(frozen=True, slots=True)
class _Decides:
    """A clause that hangs on a fact: how much of its answer the fact is (1: all), and what it may pay."""

    fact: OpenFact
    share: float
    match: Match


def next_questions(
    clauses: Iterable[tuple[Provision, Match]],
    profile: Mapping[str, Any],
    on: date,
    *,
    most: int | None = None,
) -> list[Question]:
    """The questions whose answers can change something for a checked profile, at most `most` of them.

    Each clause comes with its match for the same profile and day. Clauses that are not in force ask nothing.
    A fact counts for each clause by its share in what is missing there, and by what the clause may pay.
    """
    hanging: dict[Any, list[_Decides]] = defaultdict(list)
    facts = free_facts(profile)
    for provision, match in clauses:
        if match.verdict == Verdict.NOT_IN_FORCE or (match.fails and profile.get("kind") != "talent"):
            continue
        asked = demands(provision.read, provision.words, provision.info, facts).held_against(profile, on)
        deciding = open_facts(asked, profile)
        known = {_identity(fact) for fact in deciding}
        sizing = [] if match.fails else sizing_facts(provision, asked, match, profile)
        sizing = [fact for fact in sizing if _identity(fact) not in known]
        for fact in (*deciding, *sizing):
            hanging[_identity(fact)].append(_Decides(fact, _share(fact, len(deciding), len(sizing)), match))
    ranked = sorted(hanging.values(), key=_rank)
    return [_question(clauses, profile, first=not place) for place, clauses in enumerate(ranked[:most])]


def _identity(fact: OpenFact) -> tuple[Any, ...]:
    """Two wordings of one free fact are one question."""
    if fact.about.startswith("fact:") and len(told := pairs(fact.about[5:])) >= _FEWEST_PAIRS:
        return ("fact", told)
    return (fact.about, fact.name)


def _share(fact: OpenFact, deciding: int, sizing: int) -> float:
    if fact.sizes:
        return _FOR_A_SUM / (deciding + sizing)
    return (_FOR_A_RULING if fact.ruled else 1.0) / deciding


def _rank(decides: Sequence[_Decides]) -> tuple[float, bool]:
    """The most telling first; of equals, what everybody understands before a clause's own words."""
    return -round(sum(map(_weight, decides)), 6), decides[0].fact.about not in FACTS


def _weight(one: _Decides) -> float:
    return one.share * (1 + log10(1 + float(_worth(one.match) / WAN)))


def _worth(match: Match) -> Decimal:
    """What a clause may pay in yuan; credit is no benefit of that size."""
    amount = match.amount_yuan
    if amount is None or match.repayable:
        return Decimal(0)
    return amount.min if amount.max is None else amount.max


def _question(decides: Sequence[_Decides], profile: Mapping[str, Any], *, first: bool) -> Question:
    asked = max(decides, key=lambda one: one.share).fact
    why = f"{'先问这个，因为它' if first else '它还'}{_why(decides)}。"
    fact = FACTS.get(asked.about)
    if asked.name:
        question = STANDING.format(asked.name)
        return Question(about=asked.about, name=asked.name, question=question, why=why, expects="truth")
    if fact is None:
        return _free(asked, why)
    again = asked.about in profile and asked.about != "kind"
    question = f"请把{fact.label}说得更具体一些。{fact.question}" if again else fact.question
    return Question(
        about=asked.about,
        question=question,
        why=why,
        expects=fact.type.value,
        unit=fact.unit,
        choices=fact.choices,
    )


def _free(asked: OpenFact, why: str) -> Question:
    """A question in the clause's own words."""
    words = _short(asked.about.removeprefix("fact:"))
    criterion = asked.criterion
    if asked.ruled:
        question = RULED.format(words)
    elif criterion and criterion.op in _NUMERIC and not isinstance(criterion.value, str):
        unit = f"（{criterion.unit}）" if criterion.unit else ""
        question = NUMBER.format(words, unit, _short(criterion.quote) or words)
        return Question(
            about=asked.about, question=question, why=why, expects="number", unit=criterion.unit or ""
        )
    else:
        question = FREE.format(words)
    return Question(about=asked.about, question=question, why=why, expects="truth")


def _short(words: str) -> str:
    plain = in_one_line(words)
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def _named(heading: str) -> str:
    """What is longer than headings are is the beginning of a sentence, which names nothing."""
    return f"“{in_one_line(heading)}”" if len(heading) <= _LONGEST_HEADING else "这一条"


def _why(decides: Sequence[_Decides]) -> str:
    """What hangs on the answer, with the most that it may bring."""
    matches = list({one.match.clause_id: one.match for one in decides}.values())
    alone = any(one.share >= 1 for one in decides)
    if len(matches) == 1:
        name = _named(matches[0].heading or matches[0].locator)
        ends = "能拿多少" if decides[0].fact.sizes else "能不能享受"
        said = f"{'决定' if alone else '关系到'}{name}{ends}"
    else:
        said = f"{'决定' if alone else '关系到'}{len(matches)}条政策"
    worth = sum(map(_worth, matches), Decimal(0))
    return f"{said}，最多涉及{yuan(worth)}" if worth else said
