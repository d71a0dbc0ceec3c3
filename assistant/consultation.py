"""A profile held against clauses: verdicts, what to ask next, what would turn a failure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from index.rows import StoredClause
from policies.matching.compiled import Provision
from policies.matching.questions import next_questions
from policies.matching.verdict import match
from policies.matching.whatif import what_would_change
from policies.model import Answer, Caveat, Match, Model, Question, Verdict

MOST_ASKED = 10
"""Questions at a time; after each answer others may count more."""


class Consultation(Model):
    """What the library holds for a profile; `warnings` tell what of the profile was set aside."""

    matches: tuple[Match, ...]
    next_questions: tuple[Question, ...] = ()
    warnings: tuple[str, ...] = ()


def match_clauses(
    clauses: Sequence[StoredClause], told: Mapping[str, Any], on: date, *, every: bool = False
) -> list[Match]:
    """A checked profile against clauses, best verdicts first; `every` keeps those that fail."""
    verdicts = [match(c.read, c.quote, c.info, c.document_id, told, on) for c in clauses]
    order = list(Verdict)
    kept = (m for m in verdicts if every or not m.fails)
    return sorted(kept, key=lambda m: (order.index(m.verdict), m.document_id, m.start))


def consult(
    clauses: Sequence[StoredClause],
    told: Mapping[str, Any],
    on: date,
    *,
    every: bool = False,
    most: int = MOST_ASKED,
) -> Consultation:
    """The same with the next questions and, for those that fail, the changes that would open them."""
    provisions = {clause.id: clause.provision for clause in clauses}
    found = match_clauses(clauses, told, on, every=True)
    asked = next_questions(((provisions[m.clause_id], m) for m in found), told, on, most=most)
    kept = [with_changes(provisions[m.clause_id], m, told, on) for m in found if every or not m.fails]
    return Consultation(matches=tuple(kept), next_questions=tuple(asked))


def with_changes(one: Provision, found: Match, told: Mapping[str, Any], on: date) -> Match:
    """A match that fails, with what would change it."""
    changes = what_would_change(one, found, told, on) if found.fails else ()
    return found.model_copy(update={"what_would_change": changes}) if changes else found


def warned(answer: Answer, warnings: Sequence[str]) -> Answer:
    """An answer that also says what of the profile was set aside."""
    if not warnings:
        return answer
    head = "" if "\n请注意：\n" in answer.text else "\n\n请注意：\n"
    text = answer.text + (head or "\n") + "\n".join(f"- {warning}" for warning in warnings)
    caveats = (*answer.caveats, *(Caveat(kind="inconsistent", text=warning) for warning in warnings))
    return answer.model_copy(update={"text": text, "caveats": caveats})
