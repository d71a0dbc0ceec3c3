"""A document's text to a policy that has been read: every clause with its meaning."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from policies.documents.metadata import describe, place_of
from policies.documents.outline import outline
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
from policies.reading.awards import find_awards
from policies.reading.criteria import find_criteria
from policies.reading.definitions import Definition, find_definitions, inherited
from policies.reading.delivery import find_application, find_delivery
from policies.reading.kinds import kind_of, with_firsts
from policies.reading.offers import find_offers
from policies.reading.scope import find_addressees, find_departments, find_industries, find_scope

_CONDITION = re.compile(
    r"[^。；;，,：:]{0,60}?(?:符合|满足|具备|达到|超过|不低于|不少于|以上|以下|未发生|不得"
    r"|经(?:认定|评审|审核|批准)|认定为|获得|获评|首次|新(?:引进|设立|认定|注册)|注册|登记)[^。；;，,]{0,60}"
)
_EXCLUSIVE = re.compile(
    r"[^。；;]{0,80}(?:就高|从高|择优|最高)?(?:不重复|不叠加|不得(?:重复|叠加|同时)|不可重复|不同时(?:享受|申请)|不再(?:享受|重复|给予))"
    r"[^。；;]{0,40}"
    r"|[^。；;]{0,80}[只仅](?:能|可|限)?[^。；;，,]{0,8}(?:享受|支持|奖励|补助|补贴|申请|资助|奖补)[^。；;，,]{0,4}一次[^。；;，,]{0,20}"
)
_REFERS = re.compile(
    r"(?:按照?|根据|依据|依照|执行|落实|参照|详见|见)[^。；《]{0,12}《([^》]{4,80})》"
    r"|《([^》]{4,80})》[^。；]{0,6}(?:执行|规定|办理)"
)
_UNASKED = {DeliveryMode.APPLICATION, DeliveryMode.NO_APPLICATION, DeliveryMode.INSTANT_ON_APPLICATION}
_WINDOW = re.compile(
    r"(?:申报|申请|受理)(?:时间|期限|期)[^。；]{0,4}[:：为]?[^。；]{2,40}"
    r"|(?:截至|截止)[^。；]{0,20}\d{1,2}月\d{1,2}日"
)


def read_policy(source: SourceText) -> Policy:
    """Read a document: its outline, its metadata, and what each clause says."""
    clauses = outline(source)
    info = describe(source, clauses)
    article = ""
    read = []
    definitions = find_definitions(source.text)
    for clause, first in with_firsts(clauses):
        if clause.role == OutlineRole.TITLE:
            article = place_of(source.text[clause.start : clause.end]) or article
        annotation = annotate(
            source.text, clause, article or info.region or "", first_body=first, definitions=definitions
        )
        read.append(ReadClause(clause=clause, annotation=annotation))
    return Policy(source=source, info=info, clauses=tuple(_with_application(source.text, read)))


def _with_application(text: str, read: Sequence[ReadClause]) -> Iterator[ReadClause]:
    """Give what a document says once, that its benefits are applied for, to each that is silent on it.

    Benefits that come unasked are left alone; documents of one file keep their own procedures.
    """
    for document in _documents(read):
        spans = ((r.clause.start, r.clause.end) for r in document if not r.annotation.kind.claimable)
        stated = next(filter(None, (find_application(text, *span) for span in spans)), None)
        for one in document:
            silent = one.annotation.kind.claimable and not _UNASKED & {
                d.mode for d in one.annotation.delivery
            }
            yield _delivered(one, stated) if stated and silent else one


def _documents(read: Sequence[ReadClause]) -> Iterator[Sequence[ReadClause]]:
    starts = [k for k, one in enumerate(read) if k and one.clause.role == OutlineRole.TITLE]
    for start, end in pairwise((0, *starts, len(read))):
        yield read[start:end]


def _delivered(read: ReadClause, how: Delivery) -> ReadClause:
    annotation = read.annotation.model_copy(update={"delivery": (*read.annotation.delivery, how)})
    return read.model_copy(update={"annotation": annotation})


def annotate(
    text: str, clause: Clause, place: str, *, first_body: bool = False, definitions: Sequence[Definition] = ()
) -> Annotation:
    """What one clause says; `place` is the region that its document or article is made for.

    Conditions are quoted but not yet understood, so they count as discretionary.
    """
    words = text[clause.start : clause.end]
    kind = kind_of(clause, words, first_body=first_body)
    departments = find_departments(words)
    if kind in (ClauseKind.HEADING, ClauseKind.TITLE):
        return Annotation(kind=kind, departments=departments)
    above = "。".join((*clause.path[-1:], clause.heading))
    offers = find_offers(text, clause.start, clause.end) if kind.claimable else ()
    conditions = find_criteria(text, clause.start, clause.end, offers, place) if kind.claimable else ()
    if kind.claimable:
        conditions = (*conditions, *inherited(text, clause.start, clause.end, definitions))
    return Annotation(
        kind=kind,
        addressees=find_addressees(words, above) if kind.claimable else (),
        regions=find_scope(clause.heading, place),
        industries=find_industries(words),
        departments=departments,
        delivery=find_delivery(text, clause.start, clause.end),
        awards=find_awards(text, clause.start, clause.end) if kind.claimable else (),
        criteria=conditions,
        exclusive=tuple(
            Quote.of(text, *m.span()) for m in _EXCLUSIVE.finditer(text, clause.start, clause.end)
        ),
        refers_to=tuple(dict.fromkeys(m[1] or m[2] for m in _REFERS.finditer(words))),
        window=_first(_WINDOW, words),
        coverage=0.0 if conditions else 1.0,
    )


def _conditions(text: str, clause: Clause) -> list[Criterion]:
    found = []
    for match in _CONDITION.finditer(text, clause.start, clause.end):
        quote = match[0].strip()
        start = match.start() + match[0].index(quote)
        found.append(
            Criterion(about="text", op="discretionary", quote=quote, start=start, end=start + len(quote))
        )
    return found


def _first(pattern: re.Pattern[str], words: str) -> str | None:
    found = pattern.search(words)
    return found[0] if found else None
