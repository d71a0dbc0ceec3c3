"""The body of an answer: the clauses by document with what each means for who asks, then the warnings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant import words
from assistant.choosing import Found
from assistant.citing import Marks, inline, plain
from assistant.figures import figures
from assistant.reasons import reasons_of
from assistant.steps import step_of, way_told
from assistant.telling import decisive, sentences_of
from assistant.understand import Understanding
from assistant.verdicts import told_verdict
from index.rows import StoredClause
from policies.model import Amount, Caveat, Citation, DeliveryMode, Status, Verdict
from policies.model import Question as AskBack
from policies.reading.patterns import pattern

_DEPARTMENTS = 4
_GOES_ON = ("，", ",", "、")  # after the first words of a sentence that were taken for a heading
_LONGEST_HEADING = 24  # characters; a longer one is a sentence
_LONGEST_QUOTE = 120  # characters of a cut sentence that are shown; the mark leads to all of it

# What is not in force is warned of once for its document, and what is not known is asked.
_TOLD = (Verdict.ELIGIBLE, Verdict.NEEDS_RULING, Verdict.INELIGIBLE)
_USABLE = (Status.IN_FORCE, Status.UNKNOWN)
_UNDECIDED = (Verdict.NEEDS_FACTS, Verdict.NEEDS_RULING)


@dataclass(frozen=True)
class Entry:
    """A clause to be told, the words cited of it, and the quotations that the first lines have told."""

    found: Found
    citation: Citation
    said: tuple[str, ...] = ()

    @property
    def fails(self) -> bool:
        """Whether what was told fails the conditions of the clause."""
        return self.found.match is not None and self.found.match.fails


def mending_note(asked: Understanding) -> list[str]:
    """What is remarked first, and which misspelt places were read as which, so that a wrong guess is seen."""
    remarks = [line for remark in asked.remarks for line in (remark, "")]
    if not asked.mended:
        return remarks
    mended = "，".join(f"已将“{wrong}”理解为“{right}”" for wrong, right in asked.mended)
    return [*remarks, f"（{mended}。）", ""]


@dataclass(frozen=True)
class Body:
    """Writes the clauses of an answer given on the day `on`.

    Without `worth` no sum is worked out: it would stand beside the warning that none is told. With
    `verdicts` it is also told why clauses would apply if they were in force.
    """

    asked: Understanding
    marks: Marks
    on: date
    worth: bool = True
    verdicts: bool = False

    def by_document(self, entries: Iterable[Entry]) -> Iterator[str]:
        """The clauses in their order, each document's under its title with its standing."""
        grouped: dict[str, list[Entry]] = {}
        for entry in entries:
            grouped.setdefault(entry.citation.document_id, []).append(entry)
        shown: set[str] = set()
        for held in grouped.values():
            yield from ("", _document(held[0].found, self.on), "")
            for entry in held:
                yield self._first_line(entry, told=entry.citation.quote in {*entry.said, *shown})
                shown.add(entry.citation.quote)
                yield from (f"  - {line}" for line in self._below(entry))

    def _first_line(self, entry: Entry, *, told: bool) -> str:
        """Where the clause stands, the verdict on it, and its words unless they have been told."""
        line, citation = f"- **{_name_of(entry.found)}**{_verdict(entry.found)}", entry.citation
        return f"{line}{citation.mark}" if told else f"{line}：{self.shortened(citation)}"

    def shortened(self, citation: Citation) -> str:
        """The words cited with their mark; of a long sentence the part that says most about the question."""
        whole = citation.quote
        part = decisive(whole, self.asked.sought, _LONGEST_QUOTE)
        before = "" if whole.startswith(part) else "……"
        after = "" if whole.endswith(part) else "……"
        return f"{before}{inline(part)}{after}{citation.mark}"

    def _below(self, entry: Entry) -> Iterator[str]:
        """Why, how much, how and where, each with the words that say so."""
        found, asked = entry.found, self.asked
        if found.match and (self.verdicts or found.match.otherwise is None):
            yield from reasons_of(asked, found, found.match, self.marks)
        if self.worth:
            yield from _worth(found, self.marks)
        yield from delivery_of(found.clause, self.marks, entry.citation)
        way = way_told(asked.question, found.clause) if asked.asks_process and found.match else None
        told = self.marks.covering(found.clause, way) if way else entry.citation
        if told.mark != entry.citation.mark and told.quote not in entry.said:
            yield f"{step_of(asked.question)}：{self.shortened(told)}"
        if who := departments_of(found.clause, self.marks):
            yield f"负责单位：{who}"


def _document(found: Found, on: date) -> str:
    """A document's title, and its standing where nothing can be had by it now."""
    title, status = found.clause.info.title, found.clause.info.status_on(on)
    told = status in _USABLE or words.STATUS[status] in title
    return f"《{plain(title)}》" + ("" if told else f"（{words.STATUS[status]}）")


def further_note(further: Sequence[Found], marks: Marks) -> list[str]:
    """Some places more to look at, each document's title once."""
    places: dict[str, list[str]] = {}
    for found in further:
        citation = marks.add(found.clause)
        places.setdefault(citation.title, []).append(f"{name_of(found.clause)}{citation.mark}")
    named = (f"《{plain(title)}》{'、'.join(names)}" for title, names in places.items())
    return ["", "还可以参看：" + "；".join(named) + "。"] if places else []


def warnings_of(caveats: Sequence[Caveat], *, documents: int = 1) -> list[str]:
    """One line a document, however much is to be said of it, then the others.

    The title is left out where the answer shows no more than one of the `documents`.
    """
    of_documents: dict[str, list[str]] = {}
    others = []
    for caveat in caveats:
        title, _, said = caveat.text.rpartition("》")
        if title.startswith("《"):
            of_documents.setdefault(f"{title}》", []).append(said.rstrip("。"))
        else:
            others.append(caveat.text)
    by_words: dict[str, list[str]] = {}
    for title, parts in of_documents.items():
        by_words.setdefault("；".join(parts), []).append(title)
    alone = documents == len(of_documents) == 1
    return [
        *(f"- {'这份文件' if alone else plain(''.join(held))}{said}。" for said, held in by_words.items()),
        *(f"- {plain(said)}" for said in others),
    ]


def asked_back(one: AskBack) -> str:
    """A question with its reason; sums belong into no sentence that does not show how they come about."""
    why = one.why.partition("，最多")[0].rstrip("。")
    return f"想答得更准，请告诉我：{one.question}（{why}。）"


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


def delivery_of(clause: StoredClause, marks: Marks, shown: Citation | None = None) -> Iterator[str]:
    """How benefits come that need not be applied for in time, in plain words.

    What is negotiated is one benefit among others of a clause, so of words `shown` only theirs is told.
    """
    for delivery in clause.annotation.delivery:
        hidden = shown and not (shown.start <= delivery.start and delivery.end <= shown.end)
        negotiated = delivery.mode in (DeliveryMode.CASE_BY_CASE, DeliveryMode.PER_PERSON)
        if delivery.mode != DeliveryMode.APPLICATION and not (hidden and negotiated):
            mark = marks.add(clause, (delivery.start, delivery.end)).mark
            yield f"怎么兑现：{delivery.mode.chinese}，就是{words.DELIVERY_MEANS[delivery.mode]}{mark}"


def departments_of(clause: StoredClause, marks: Marks) -> str:
    """The departments that are responsible, with the words that name them; empty where none are named."""
    departments = clause.annotation.departments
    span = _span_of(clause, departments) if departments else None
    if not span:
        return ""
    named = "、".join(departments[:_DEPARTMENTS]) + ("等" if len(departments) > _DEPARTMENTS else "")
    return f"{plain(named)}{marks.add(clause, span).mark}"


def _span_of(clause: StoredClause, names: Sequence[str]) -> tuple[int, int] | None:
    """Offsets from the first to the last of `names`, as they stand together in the clause."""
    starts = [at for name in names if (at := clause.quote.rfind(name)) >= 0]
    if len(starts) < len(names):
        return None
    ends = [at + len(name) for at, name in zip(starts, names, strict=True)]
    return clause.clause.start + min(starts), clause.clause.start + max(ends)


def _name_of(found: Found) -> str:
    """Where a clause stands, and whether it is told only because it says how long the document holds."""
    return f"{name_of(found.clause)}{'（有效期）' if found.limit else ''}"


def name_of(clause: StoredClause) -> str:
    """Where a clause stands, and its heading if that is one.

    A figure may only stand in a quotation, and a sentence is no heading.
    """
    return plain(f"{clause.clause.locator} {heading_of(clause)}".strip()) or "正文"


def heading_of(clause: StoredClause) -> str:
    """The heading of a clause where it says something that the place and the first words do not."""
    heading = clause.clause.heading
    if not heading or clause.quote.partition(heading)[2].startswith(_GOES_ON):
        return ""
    spoken = len(heading) > _LONGEST_HEADING or bool(figures(heading))
    ordered = pattern("orders_a_machine").search(heading)
    return "" if spoken or ordered or heading in clause.clause.locator else heading


def _verdict(found: Found) -> str:
    verdict = told_verdict(found.clause, found.match)
    usable = found.match is not None and found.match.otherwise is None
    return f"（{words.VERDICT[verdict]}）" if verdict in _TOLD and usable else ""
