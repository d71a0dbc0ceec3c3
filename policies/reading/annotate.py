"""A document's text to a policy that has been read: every clause with its meaning."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeVar

from policies.documents.metadata import describe, place_of
from policies.documents.outline import outline
from policies.facts import FACTS
from policies.model import (
    Annotation,
    Clause,
    ClauseKind,
    Criterion,
    Delivery,
    DeliveryMode,
    OutlineRole,
    Policy,
    Quote,
    ReadClause,
    SourceText,
)
from policies.reading.addressees import names_addressees
from policies.reading.anaphora import with_earlier
from policies.reading.awards import find_awards
from policies.reading.criteria import coverage, find_criteria
from policies.reading.definitions import (
    Definition,
    document_conditions,
    find_definitions,
    inherited,
    without_terms,
)
from policies.reading.delivery import find_delivery, stated_application
from policies.reading.headings import body_of, with_stops
from policies.reading.leads import conditions_above, find_leads
from policies.reading.notices import kinds_of
from policies.reading.offers import find_offers
from policies.reading.procedure import find_basis, find_procedure, find_references, find_window
from policies.reading.scope import find_addressees, find_departments, find_industries, find_scope
from policies.reading.sections import Part, addressees_for, conditions_for, find_sections, regions_for
from policies.reading.unwrapped import as_printed, unwrapped
from policies.vocabulary.term_files import folded

# Benefits that come like this are not applied for.
_UNASKED = {
    DeliveryMode.NO_APPLICATION,
    DeliveryMode.INSTANT_ON_APPLICATION,
    DeliveryMode.CASE_BY_CASE,
    DeliveryMode.PER_PERSON,
}
# What is said of all benefits stands in clauses of these kinds.
_GENERAL = (ClauseKind.DEFINITION, ClauseKind.SCOPE, ClauseKind.SUPPLEMENTARY, ClauseKind.PREAMBLE)
# A term explained by 可申请 is no step that anyone is told to take.
Said = TypeVar("Said", bound=Quote)
_SILENCE = ((), None)
_NO_PROCEDURE = (ClauseKind.DEFINITION, ClauseKind.PREAMBLE, ClauseKind.GOAL)


def read_policy(source: SourceText) -> Policy:
    """Read a document: its outline, its metadata, and what each clause says."""
    clauses = outline(source)
    info = describe(source, clauses)
    return Policy(source=source, info=info, clauses=read_clauses(source.text, clauses, info.region or ""))


def read_clauses(text: str, clauses: Sequence[Clause], region: str) -> tuple[ReadClause, ...]:
    """The clauses of a document of this region ("" for unknown) with what each says."""
    run = unwrapped(text)
    if run is None:
        return _read(text, clauses, region)
    read = _read(run.text, list(run.clauses(clauses)), region)
    return tuple(
        ReadClause(clause=clause, annotation=as_printed(one.annotation, run, text))
        for clause, one in zip(clauses, read, strict=True)
    )


def _read(text: str, clauses: Sequence[Clause], region: str) -> tuple[ReadClause, ...]:
    article = ""
    read = []
    definitions = find_definitions(text)
    spoken = with_stops(text, clauses)
    for clause, kind in zip(clauses, kinds_of(text, clauses), strict=True):
        if clause.role == OutlineRole.TITLE:
            article = place_of(text[clause.start : clause.end]) or article
        annotation = annotate(text, spoken, clause, kind, article or region, definitions)
        read.append(ReadClause(clause=clause, annotation=annotation))
    return tuple(_with_procedure(text, list(_with_scope(text, read, region))))


def _with_scope(text: str, read: Sequence[ReadClause], place: str) -> Iterator[ReadClause]:
    """Give each benefit what its document demands of everyone who asks for one."""
    for document in _documents(read):
        spans = [(r.clause.start, r.clause.end) for r in document if r.annotation.kind in _GENERAL]
        scope = document_conditions(text, spans, place)
        parts = find_sections(text, document, place)
        leads = find_leads(text, document, place)
        for one in document:
            if one.annotation.kind.claimable:
                earlier = with_earlier(text, one, document, place)
                told = _updated(one, criteria=(*earlier, *conditions_above(one, leads)))
                yield _for_persons(text, _under(text, told, scope, parts))
            else:
                yield one


def _under(text: str, read: ReadClause, scope: Sequence[Criterion], parts: Sequence[Part]) -> ReadClause:
    """A benefit with the conditions of its document and of the sections beside it, none of them twice."""
    if not scope and not parts:
        return read
    spans = [(one.start, one.end) for one in scope]
    said = {(one.about, one.op, one.value) for one in read.annotation.criteria if one.offer is None}
    beside = conditions_for(text, read, [part for part in parts if not _holds(part, spans)])
    stated = [one for one in beside if (one.about, one.op, one.value) not in said]
    sections = {
        (part.start, part.end) for part in parts for one in stated if _holds(part, [(one.start, one.end)])
    }
    titles = (title for span in sorted(sections) for title in find_references(text, *span))
    refers_to = tuple(dict.fromkeys((*read.annotation.refers_to, *titles)))
    return _updated(
        read,
        scope=scope,
        criteria=(*read.annotation.criteria, *stated),
        refers_to=refers_to,
        addressees=_addressees(text, read, parts),
        regions=regions_for(text, read, parts),
    )


def _addressees(text: str, read: ReadClause, parts: Sequence[Part]) -> tuple[str, ...]:
    """Whom a benefit names; where it names nobody, those of the document's list of addressees."""
    clause = read.clause
    spoken = folded(text)[clause.start : clause.end]
    listed = addressees_for(text, read, parts)
    if not listed or names_addressees(spoken, _above(clause)):
        return read.annotation.addressees
    return listed


def _for_persons(text: str, read: ReadClause) -> ReadClause:
    """A benefit that names nobody and asks for what only persons have (年龄, 学历) is for them."""
    told = read.annotation
    asked = any(FACTS[one.about].personal for one in told.criteria if one.about in FACTS)
    if not asked or set(told.addressees) - {"enterprise"}:
        return read
    spoken = folded(text)[read.clause.start : read.clause.end]
    return read if names_addressees(spoken, _above(read.clause)) else _updated(read, addressees=("talent",))


def _holds(part: Part, spans: Iterable[tuple[int, int]]) -> bool:
    return any(part.start <= start and end <= part.end for start, end in spans)


def _with_procedure(text: str, read: Sequence[ReadClause]) -> Iterator[ReadClause]:
    """Give what a document says once, how and until when its benefits are applied for, to each silent on it.

    Benefits that come unasked or case by case are left alone; each document of a file keeps its own.
    """
    for document in _documents(read):
        telling = list(_procedures(document))
        steps = (stated_application(text, r.clause.start, r.annotation.delivery) for r in telling)
        step = next(filter(None, steps), None)
        window = next(filter(None, (r.annotation.window for r in telling)), None)
        basis = _basis(text, document)
        for one in document:
            claimable = one.annotation.kind.claimable
            yield _completed(one, step, window, basis) if claimable else _timed(one, window)


def _basis(text: str, document: Sequence[ReadClause]) -> tuple[str, ...]:
    """The documents under which the words before the first provision call for applications."""
    opening = (r.clause for r in document if r.annotation.kind == ClauseKind.PREAMBLE)
    return tuple(title for one in opening for title in find_basis(text[one.start : one.end]))


def _procedures(document: Sequence[ReadClause]) -> Iterator[ReadClause]:
    for one in document:
        if not one.annotation.kind.claimable and one.annotation.kind not in _NO_PROCEDURE:
            yield one


def _documents(read: Sequence[ReadClause]) -> Iterator[Sequence[ReadClause]]:
    starts = [k for k, one in enumerate(read) if k and one.clause.role == OutlineRole.TITLE]
    for start, end in pairwise((0, *starts, len(read))):
        yield read[start:end]


def _completed(
    read: ReadClause, step: Delivery | None, window: str | None, basis: Sequence[str]
) -> ReadClause:
    """A benefit with what its document rests on, and its application step and window where it has none."""
    if basis:
        read = _updated(read, refers_to=tuple(dict.fromkeys((*read.annotation.refers_to, *basis))))
    told = read.annotation
    if {d.mode for d in told.delivery} & _UNASKED:
        return read
    applied_for = any(d.mode == DeliveryMode.APPLICATION for d in told.delivery)
    steps = () if applied_for or step is None else (step,)
    return _updated(read, delivery=(*told.delivery, *steps), window=told.window or window)


def _timed(read: ReadClause, window: str | None) -> ReadClause:
    """What a document demands or orders around its benefits, with the time for applying for them."""
    told = read.annotation
    untimed = told.kind in (*_NO_PROCEDURE, ClauseKind.TITLE, ClauseKind.HEADING)
    return read if untimed else _updated(read, window=told.window or window)


def _updated(read: ReadClause, **more: object) -> ReadClause:
    told = read.annotation
    changed = {name: value for name, value in more.items() if value != getattr(told, name)}
    return read.model_copy(update={"annotation": told.model_copy(update=changed)}) if changed else read


def _above(clause: Clause) -> str:
    return "。".join((*clause.path[-1:], clause.heading))


def annotate(
    text: str,
    spoken: str,
    clause: Clause,
    kind: ClauseKind,
    place: str,
    definitions: Sequence[Definition] = (),
) -> Annotation:
    """What one clause says; `place` is the region that its document or article is made for.

    `spoken` is the text with its headings as sentences of their own.

    Who it is for, what it gives and under which conditions is read only of what can be claimed.
    """
    start, end = clause.start, clause.end
    told: dict[str, object] = {"departments": find_departments(text[start:end])}
    if kind not in (ClauseKind.HEADING, ClauseKind.TITLE):
        plain = folded(text)[start:end]
        if kind.claimable:
            told |= _benefit(text, spoken, clause, plain, place, definitions)
        else:
            told["coverage"] = coverage(text, start, end, (), ())
        told |= find_procedure(text, start, end)
        told |= {
            "regions": find_scope((*clause.path, clause.heading), place),
            "industries": find_industries(text, start, end),
            "delivery": find_delivery(text, start, end),
            "refers_to": find_references(text, start, end),
            "window": find_window(text, start, end, "\n".join(clause.path[-2:])),
        }
    # What is given a model is checked by it, so it is given no silence.
    return Annotation(kind=kind, **{name: value for name, value in told.items() if value not in _SILENCE})


def _benefit(
    text: str, spoken: str, clause: Clause, plain: str, place: str, definitions: Sequence[Definition]
) -> dict[str, object]:
    start, end, body = clause.start, clause.end, body_of(text, clause)
    offers = find_offers(spoken, body, end)
    terms = tuple(inherited(text, (body, end), offers, definitions))
    conditions = (*without_terms(find_criteria(spoken, start, end, offers, place), terms), *terms)
    return {
        "addressees": find_addressees(plain, _above(clause)),
        "awards": tuple(_quoted(text, find_awards(spoken, body, end, offers))),
        "criteria": tuple(_quoted(text, conditions)),
        "coverage": coverage(text, start, end, offers, conditions),
    }


def _quoted(text: str, said: Iterable[Said]) -> Iterator[Said]:
    """The same with the words of the text itself."""
    for one in said:
        quote = text[one.start : one.end]
        yield one if one.quote == quote else one.model_copy(update={"quote": quote})
