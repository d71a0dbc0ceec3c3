"""From found clauses to a cited answer: which words to quote, what to warn of, how to say it.

Every sentence that states what a policy gives, requires or says is a quotation with its mark, so that
nothing can be said that is not in the text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assistant.caveats import find_caveats
from assistant.choosing import Found
from assistant.citing import Marks
from assistant.direct import First, Opening
from assistant.drafting import draft
from assistant.phrasing import says
from assistant.refusal import lacking
from assistant.telling import term_of
from assistant.understand import Understanding
from assistant.unstated import unmentioned
from assistant.weighing import Scales
from assistant.writing import Body, Entry, asked_back, further_note, mending_note, warnings_of
from index.rows import StoredClause
from policies.matching.questions import next_questions
from policies.model import Answer, Caveat, Citation, DeliveryMode, Hint, Outcome, Verdict
from policies.model import Question as AskBack
from policies.profile import FACTS

_ASKED = 3
_DECIDING = 2
_PARTLY = frozenset({"no_amount", "no_process", "not_in_library", "region", "injection"})
_BEARS = 0.6  # of the best score; what lies below it is shown beside the answer, but is not what it rests on
_ONLY_NEAREST = "文件里没有找到直接写明您问的这件事的规定，下面只是最接近的，请向主管部门核实。"
_WHERE_AND_WHO = frozenset({"kind", "region", "industries"})


@dataclass(frozen=True)
class Absent:
    """What an answer must say is not there: `places` for which nothing is held; `doubtful` where perhaps no
    clause states what is asked, and only the nearest is shown.
    """

    places: tuple[str, ...] = ()
    doubtful: bool = False


def cited_answer(
    asked: Understanding,
    kept: Sequence[Found],
    further: Sequence[Found],
    on: date,
    absent: Absent,
    choose: Callable[[Sequence[AskBack]], Sequence[AskBack]] = lambda questions: questions[:1],
) -> Answer:
    """The answer from the clauses to be told, best first, and those to be pointed to.

    `kept` must not be empty; `choose` takes from the questions that may be asked back, the best first.
    """
    by_verdict = _asks_what_applies(asked) and any(one.match for one in kept)
    if by_verdict:
        kept = [one for one in kept if not _elsewhere(one)] or kept
    marks = Marks(Scales(asked.sought, asked.question))
    entries = [Entry(one, _quoted(one, marks, first=one is kept[0])) for one in kept]
    rests_on = [(found.clause, marks.telling(found.clause)) for found in _rests_on(asked, kept)]
    cited = (*kept, *further)
    clauses = [found.clause for found in cited]
    unnamed = lacking(asked, clauses) or unmentioned(asked.question, clauses, asked.profile)
    caveats = (*find_caveats(asked, rests_on, on, unnamed), *_of_what_is_not_there(absent, unnamed))
    questions = choose(_questions(kept, asked.profile, on))
    opening = Opening(asked, entries, marks, caveats, by_verdict, several=_compares(asked, kept))
    if asked.wants_draft:
        first, lines = First(""), [*draft(entries, Body(asked, marks, on), caveats)]
    else:
        first = opening.first()
        lines = [first.text, *_clauses(opening, first.said, on), *further_note(further, marks)]
        lines += [line for one in _in_the_text(asked, questions) for line in ("", asked_back(one))]
    lines = [*mending_note(asked), *lines]
    if warned := [one for one in caveats if one not in first.told]:
        documents = len({one.citation.document_id for one in entries})
        lines += ["", "请注意：", *warnings_of(warned, documents=documents)]
    partly = any(caveat.kind in _PARTLY for caveat in caveats)
    return Answer(
        status="partly" if partly else "answered",
        text="\n".join(lines),
        citations=tuple(marks.citations),
        matches=tuple(f.match for f in cited if f.match),
        hints=hints_of([f.clause for f in cited]),
        caveats=caveats,
        next_questions=tuple(questions),
        profile=asked.profile,
    )


def _quoted(found: Found, marks: Marks, *, first: bool) -> Citation:
    """What is quoted of a clause: its term where it is told for that alone."""
    if found.limit and (term := term_of(found.clause)):
        return marks.add(found.clause, term)
    return marks.quoting(found.clause, lists=first)


def _of_what_is_not_there(absent: Absent, benefits: Sequence[str]) -> Iterator[Caveat]:
    """Places and benefits that were asked for and that nothing found is about."""
    if absent.places:
        places = "、".join(absent.places)
        text = f"政策库里没有适用于{places}的文件，下面是别处的规定，在{places}不能用。"
        yield Caveat(kind="region", text=text)
    if benefits:
        named = "、".join(f"“{word}”" for word in benefits)
        text = f"没有找到写明{named}的规定，下面只是最接近的，不能据此认为有这一项。"
        yield Caveat(kind="not_in_library", text=text)
    elif absent.doubtful:
        yield Caveat(kind="not_in_library", text=_ONLY_NEAREST)


def _rests_on(asked: Understanding, kept: Sequence[Found]) -> list[Found]:
    """The clauses that answer nearly as well as the best one: two, or one for each place asked about."""
    if asked.wants_every_place:
        return list(kept)
    most = max(_DECIDING, len(asked.sought.regions))
    return [found for found in kept[:most] if found.score >= _BEARS * kept[0].score]


def _compares(asked: Understanding, kept: Sequence[Found]) -> bool:
    """Whether the clauses are those of several places that were asked about."""
    return len(asked.sought.regions) > 1 and len({one.clause.info.region for one in kept}) > 1


def _clauses(opening: Opening, said: tuple[str, ...], on: date) -> Iterator[str]:
    """The clauses by document; those that fail come last where the verdict is what was asked for."""
    first, *others = opening.entries
    entries = [replace(first, said=said), *others]
    if opening.several:  # a verdict holds for one place
        entries = [replace(one, found=replace(one.found, match=None)) for one in entries]
    body = Body(
        opening.asked,
        opening.marks,
        on,
        worth=all(c.kind != "no_amount" for c in opening.caveats),
        verdicts=opening.by_verdict,
    )
    if not opening.by_verdict:
        yield from body.by_document(entries)
        return
    yield from body.by_document(sorted((one for one in entries if not one.fails), key=_certainty))
    if failing := [one for one in entries if one.fails]:
        yield from ("", "现在还不符合的：", *body.by_document(failing))


def _asks_what_applies(asked: Understanding) -> bool:
    """Whether somebody who has told who and where he is, and more of himself, asks what he can get."""
    told = set(asked.profile)
    whole = {"kind", "region"} <= told and bool(told - _WHERE_AND_WHO)
    return whole and not asked.asks_process and says("asks_what_applies", asked.question)


def _elsewhere(found: Found) -> bool:
    """Whether a clause is for another place: nothing that somebody can do would make it apply."""
    findings = found.match.findings if found.match else ()
    return any(one.outcome == Outcome.UNMET and one.criterion.about == "region" for one in findings)


def _certainty(entry: Entry) -> tuple[int, Decimal]:
    """The place of a clause among those that may apply: the surer first, of equals what pays more."""
    match = entry.found.match
    if match is None:
        return len(Verdict), Decimal(0)
    verdict = match.otherwise or match.verdict
    return list(Verdict).index(verdict), -(match.amount_yuan.min if match.amount_yuan else Decimal(0))


def hints_of(clauses: Sequence[StoredClause]) -> tuple[Hint, ...]:
    """How the benefits in these clauses are delivered, each mode once."""
    hints: dict[DeliveryMode, Hint] = {}
    for clause in clauses:
        for delivery in clause.annotation.delivery:
            hints.setdefault(
                delivery.mode, Hint(mode=delivery.mode, clause_id=clause.id, quote=delivery.quote)
            )
    return tuple(hints.values())


def _questions(kept: Sequence[Found], told: Mapping[str, object], on: date) -> list[AskBack]:
    """What to ask next about the clauses shown, the most telling first."""
    held = ((found.clause.provision, found.match) for found in kept if found.match)
    return next_questions(held, told, on, most=_ASKED)


def _in_the_text(asked: Understanding, questions: Sequence[AskBack]) -> list[AskBack]:
    """The one question that is asked in the text: of a plain fact, when it decides what somebody can get."""
    wanted = asked.asks_benefit and len(asked.sought.regions) < 2
    return [one for one in questions[:1] if wanted and one.about in FACTS]


def abstention(text: str, kind: str, profile: dict[str, object]) -> Answer:
    """An honest no, with the reason as a caveat."""
    return Answer(
        status="abstained",
        text=text,
        caveats=(Caveat(kind=kind, text=text.partition("\n")[0]),),
        profile=profile,
    )
