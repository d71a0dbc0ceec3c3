"""From found clauses to a cited answer: which words to quote, what to warn of, how to say it.

Every sentence that states what a policy gives, requires or says is a quotation with its mark, so that
nothing can be said that is not in the text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assistant import words
from assistant.caveats import find_caveats
from assistant.choosing import Found
from assistant.figures import figures
from assistant.refusal import lacking
from assistant.telling import sentences_of, telling
from assistant.understand import Understanding
from index.query import Question
from index.rows import StoredClause
from policies.matching.questions import next_questions
from policies.model import (
    Amount,
    Answer,
    Caveat,
    Citation,
    DeliveryMode,
    DocumentKind,
    Hint,
    Status,
    Verdict,
)
from policies.model import Question as AskBack

_DEPARTMENTS = 4
_ASKED = 3
_DECIDING = 2
_PARTLY = frozenset({"no_amount", "no_process", "not_in_library", "region"})
_BEARS = 0.6  # of the best score; what lies below it is shown beside the answer, but is not what it rests on

# Between two Chinese characters it stands for nothing.
_LINE_BREAK = re.compile(r"(?<=[^\x00-\x7f])[ \t]*\n\s*(?=[^\x00-\x7f])")

# What is not in force is warned of once for its document, and what is not known is asked.
_TOLD = (Verdict.ELIGIBLE, Verdict.NEEDS_RULING, Verdict.INELIGIBLE)
_USABLE = (Status.IN_FORCE, Status.UNKNOWN)
_UNDECIDED = (Verdict.NEEDS_FACTS, Verdict.NEEDS_RULING)


def cited_answer(
    asked: Understanding,
    kept: Sequence[Found],
    further: Sequence[Found],
    on: date,
    not_held: Sequence[str] = (),
) -> Answer:
    """The answer from the clauses to be told, best first, and those to be pointed to.

    `kept` must not be empty; `not_held` names the places asked about for which the library holds nothing.
    """
    marks = Marks(asked.sought)
    for entry in kept:
        marks.add(entry.clause)
    rests_on = [(found.clause, marks.add(found.clause)) for found in _rests_on(asked, kept)]
    cited = (*kept, *further)
    absent = lacking(asked, [found.clause for found in cited])
    caveats = (*find_caveats(asked, rests_on, on, absent), *_of_what_is_not_there(not_held, absent))
    text = _text(asked, kept, further, marks, caveats, on)
    partly = any(caveat.kind in _PARTLY for caveat in caveats)
    return Answer(
        status="partly" if partly else "answered",
        text=text,
        citations=tuple(marks.citations),
        matches=tuple(f.match for f in cited if f.match),
        hints=hints_of([f.clause for f in cited]),
        caveats=caveats,
        next_questions=tuple(_questions(kept, asked.profile, on)),
        profile=asked.profile,
    )


def _of_what_is_not_there(places: Sequence[str], benefits: Sequence[str]) -> Iterator[Caveat]:
    """Places and benefits that were asked for and that nothing found is about."""
    if places:
        text = f"政策库里没有适用于{'、'.join(places)}的文件，以上不适用于那里。"
        yield Caveat(kind="region", text=text)
    if benefits:
        named = "、".join(f"“{word}”" for word in benefits)
        text = f"所引条款没有提到{named}，以上只是最接近的规定，不能据此认为有这项待遇。"
        yield Caveat(kind="not_in_library", text=text)


def _rests_on(asked: Understanding, kept: Sequence[Found]) -> list[Found]:
    """The clauses that answer nearly as well as the best one: two, or one for each place asked about."""
    if asked.wants_every_place:
        return list(kept)
    most = max(_DECIDING, len(asked.sought.regions))
    return [found for found in kept[:most] if found.score >= _BEARS * kept[0].score]


@dataclass
class Marks:
    """Citations in the order of their marks; the same words are cited once."""

    sought: Question
    citations: list[Citation] = field(default_factory=list)

    def add(self, clause: StoredClause, span: tuple[int, int] | None = None) -> Citation:
        """Cite `span` of a clause, or the sentence that says most about the question."""
        citation = cite(clause, len(self.citations) + 1, span or telling(clause, self.sought))
        for held in self.citations:
            if (held.document_id, held.start, held.end) == (
                citation.document_id,
                citation.start,
                citation.end,
            ):
                return held
        self.citations.append(citation)
        return citation


def cite(clause: StoredClause, rank: int, span: tuple[int, int]) -> Citation:
    """A citation of the words of a clause between two offsets of its document."""
    start, end = span
    offset = clause.clause.start
    return Citation(
        mark=f"〔{rank}〕",
        clause_id=clause.id,
        document_id=clause.document_id,
        title=clause.info.title,
        issuer=clause.info.issuer,
        doc_number=clause.info.doc_number,
        locator=clause.clause.locator,
        quote=clause.quote[start - offset : end - offset],
        start=start,
        end=end,
        page=clause.clause.page,
        sha256=clause.sha256,
        fidelity="digest" if clause.info.kind == DocumentKind.DIGEST else "verbatim",
        rank=rank,
    )


def _text(
    asked: Understanding,
    kept: Sequence[Found],
    further: Sequence[Found],
    marks: Marks,
    caveats: Sequence[Caveat],
    on: date,
) -> str:
    """The clauses by document, best first, each document's standing beside its title."""
    lines = [*mending_note(asked), "政策库中与您的问题最相关的规定："]
    by_document: dict[str, list[tuple[Found, Citation]]] = {}
    for found, citation in zip(kept, list(marks.citations), strict=False):
        by_document.setdefault(citation.document_id, []).append((found, citation))
    for clauses in by_document.values():
        lines += ["", _document(clauses[0][0], on), ""]
        for found, citation in clauses:
            said = inline(citation.quote)
            lines.append(f"- **{_name(found.clause)}**{_verdict(found)}：{said}{citation.mark}")
            lines += [f"  - {line}" for line in (*_worth(found, marks), *_details(found.clause, marks))]
    lines += _further(further, marks)
    if caveats:
        lines += ["", "请注意：", *warnings_of(caveats)]
    return "\n".join(lines)


def _document(found: Found, on: date) -> str:
    """A document's title, and its standing where nothing can be had by it now."""
    title, status = found.clause.info.title, found.clause.info.status_on(on)
    told = status in _USABLE or words.STATUS[status] in title
    return f"《{plain(title)}》" + ("" if told else f"（{words.STATUS[status]}）")


def mending_note(asked: Understanding) -> list[str]:
    """Says which misspelt places were read as which, so that a wrong guess is seen."""
    if not asked.mended:
        return []
    return ["（" + "，".join(f"已将“{wrong}”理解为“{right}”" for wrong, right in asked.mended) + "。）", ""]


def _further(further: Sequence[Found], marks: Marks) -> list[str]:
    """Some places more to look at, each document's title once."""
    places: dict[str, list[str]] = {}
    for found in further:
        citation = marks.add(found.clause)
        places.setdefault(citation.title, []).append(f"{_name(found.clause)}{citation.mark}")
    named = (f"《{plain(title)}》{'、'.join(names)}" for title, names in places.items())
    return ["", "还可以参看：" + "；".join(named) + "。"] if places else []


def warnings_of(caveats: Sequence[Caveat]) -> list[str]:
    """One line a document, however much is to be said of it, then the others."""
    of_documents: dict[str, list[str]] = {}
    others = []
    for caveat in caveats:
        title, _, said = caveat.text.rpartition("》")
        if title.startswith("《"):
            of_documents.setdefault(f"{title}》", []).append(said.rstrip("。"))
        else:
            others.append(caveat.text)
    return [
        *(f"- {plain(title)}{'；'.join(said)}。" for title, said in of_documents.items()),
        *(f"- {plain(said)}" for said in others),
    ]


def _worth(found: Found, marks: Marks) -> Iterator[str]:
    """What the clause pays to who asks, with the words that size it."""
    match = found.match
    if match is None or match.amount_yuan is None or match.verdict not in (Verdict.ELIGIBLE, *_UNDECIDED):
        return
    condition = "" if match.verdict == Verdict.ELIGIBLE else "如果符合条件，"
    sized = "".join(marks.add(found.clause, span).mark for span in _sizing(found.clause, match.amount_note))
    yield f"金额测算：{condition}{plain(match.amount_note)}{sized}"


def _sizing(clause: StoredClause, note: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences that hold the figures of a note, whole: on what a sum hangs stands beside it.

    Where sums are spelt out (五十万元), of the first award that has a size.
    """
    sized = [(award.start, award.end) for award in clause.annotation.awards if award.amount != Amount()]
    noted = wanted = _sizes(note)
    for at, said in sentences_of(clause.quote):
        start, end = clause.clause.start + at, clause.clause.start + at + len(said)
        sizes = any(start <= begins < end for begins, _ in sized)
        if sizes and (told := wanted & _sizes(said)):
            wanted = wanted - told
            yield start, end
    if wanted == noted:
        yield sized[0]


def _sizes(said: str) -> set[tuple[Decimal, str]]:
    """Values with their units: the 30 of 30人 does not size 30万元."""
    return {(figure.value, figure.unit) for figure in figures(said)}


def _details(clause: StoredClause, marks: Marks) -> Iterator[str]:
    """How a benefit is delivered and who is responsible, each with the words that say so."""
    for delivery in clause.annotation.delivery:
        if delivery.mode != DeliveryMode.APPLICATION:
            mark = marks.add(clause, (delivery.start, delivery.end)).mark
            yield f"兑现方式：{delivery.mode.chinese}，{words.DELIVERY_MEANS[delivery.mode]}{mark}"
    departments = clause.annotation.departments
    if departments and (span := _span_of(clause, departments)):
        named = "、".join(departments[:_DEPARTMENTS]) + ("等" if len(departments) > _DEPARTMENTS else "")
        yield f"责任单位：{plain(named)}{marks.add(clause, span).mark}"


def _span_of(clause: StoredClause, names: Sequence[str]) -> tuple[int, int] | None:
    """Offsets from the first to the last of `names`, as they stand together in the clause."""
    starts = [at for name in names if (at := clause.quote.rfind(name)) >= 0]
    if len(starts) < len(names):
        return None
    ends = [at + len(name) for at, name in zip(starts, names, strict=True)]
    return clause.clause.start + min(starts), clause.clause.start + max(ends)


def _name(clause: StoredClause) -> str:
    """Where a clause stands, and its heading unless that states a figure, which only a quotation may."""
    heading = "" if figures(clause.clause.heading) else clause.clause.heading
    return plain(f"{clause.clause.locator} {heading}".strip())


def _verdict(found: Found) -> str:
    verdict = found.match.verdict if found.match else None
    return f"（{words.VERDICT[verdict]}）" if verdict in _TOLD else ""


def plain(said: str) -> str:
    """Words of a document inside Markdown: line breaks and control characters mean nothing there."""
    said = _LINE_BREAK.sub("", said)
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", re.sub(r"\s+", " ", said))


def inline(quote: str) -> str:
    return "“" + plain(quote) + "”"


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


def abstention(text: str, kind: str, profile: dict[str, object]) -> Answer:
    """An honest no, with the reason as a caveat."""
    return Answer(
        status="abstained",
        text=text,
        caveats=(Caveat(kind=kind, text=text.partition("\n")[0]),),
        profile=profile,
    )
