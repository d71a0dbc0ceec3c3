"""From found clauses to a cited answer: which words to quote, what to warn of, how to say it.

Every sentence that states what a policy gives, requires or says is a quotation with its mark, so that
nothing can be said that is not in the text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from assistant.understand import Understanding
from index.rows import StoredClause
from policies.model import (
    Answer,
    Caveat,
    Citation,
    ClauseKind,
    DeliveryMode,
    DocumentKind,
    Hint,
    Match,
    Question,
    Status,
    Verdict,
)
from policies.profile import FACTS

_SHOWN = 4
_CITED = 10
_KEEP = 0.15  # of the best score; below it a clause only shares words with the question
_SENTENCE = re.compile(r"[^。；;！!？?\n]+[。；;！!？?]?")
_MONEY = re.compile(r"\d+(?:\.\d+)?\s*(?:万|亿|千)?元|\d+(?:\.\d+)?\s*%|百分之")
_ELSEWHERE = re.compile(
    r"《[^》]+》|(?:出台|制定|细化制定|另行制定)[^。；,，]{0,24}(?:办法|政策|细则|意见|措施)|按有关规定|按规定"
)
_CONDITIONAL = re.compile(r"符合|经[^。；,，]{0,6}认定|条件|具有|首次|重大")
_STALE_DAYS = 365

HINTS = {
    DeliveryMode.NO_APPLICATION: "不用申请,符合条件直接兑现",
    DeliveryMode.INSTANT_ON_APPLICATION: "一申请就兑现",
    DeliveryMode.CASE_BY_CASE: "由主管部门逐个项目商定",
    DeliveryMode.PER_PERSON: "按个人情况单独商定",
    DeliveryMode.PRE_MATCHING: "政府先替您比对能享受的政策",
    DeliveryMode.TOLERANT_ACCEPTANCE: "次要材料可以后补",
    DeliveryMode.NOTIFIED_COMMITMENT: "书面承诺后先办理",
    DeliveryMode.APPLICATION: "需要提出申请",
}
VERDICTS = {
    Verdict.ELIGIBLE: "符合",
    Verdict.NEEDS_RULING: "条件需主管部门认定",
    Verdict.NEEDS_FACTS: "还缺信息",
    Verdict.NOT_IN_FORCE: "尚未生效或已失效",
    Verdict.INELIGIBLE: "不适用",
}


@dataclass(frozen=True)
class Found:
    """A clause with its score and, where a profile was told, its verdict."""

    clause: StoredClause
    score: float
    match: Match | None = None


def cited_answer(asked: Understanding, found: Sequence[Found], on: date) -> Answer:
    """The answer from found clauses, best first; `found` must not be empty."""
    kept = [f for f in found[:_CITED] if f.score >= _KEEP * found[0].score]
    marks = Marks(asked.question)
    for entry in kept:
        marks.add(entry.clause)
    caveats = tuple(_caveats(asked, kept, on))
    text = _text(kept, marks, caveats)
    lacking = any(caveat.kind in ("no_amount", "no_process") for caveat in caveats)
    return Answer(
        status="partly" if lacking else "answered",
        text=text,
        citations=tuple(marks.citations),
        matches=tuple(f.match for f in kept if f.match),
        hints=tuple(_hints(kept)),
        caveats=caveats,
        next_questions=tuple(_questions(kept)),
        profile=asked.profile,
    )


@dataclass
class Marks:
    """Citations in the order of their marks; the same words are cited once."""

    question: str
    citations: list[Citation] = field(default_factory=list)

    def add(self, clause: StoredClause, span: tuple[int, int] | None = None) -> Citation:
        """Cite `span` of a clause, or the sentence that says most about the question."""
        citation = cite(clause, len(self.citations) + 1, self.question, span)
        for held in self.citations:
            if (held.document_id, held.start, held.end) == (
                citation.document_id,
                citation.start,
                citation.end,
            ):
                return held
        self.citations.append(citation)
        return citation


def cite(clause: StoredClause, rank: int, question: str, span: tuple[int, int] | None = None) -> Citation:
    """A citation of the sentence in the clause that says most about the question, or of `span`."""
    start, end = span or _telling(clause, question)
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


def _telling(clause: StoredClause, question: str) -> tuple[int, int]:
    """Offsets of the sentence that shares most with the question; the first of equals."""
    asked = _pairs(question)
    sentences = [m for m in _SENTENCE.finditer(clause.quote) if len(m[0].strip()) >= 6]
    if not sentences:
        return clause.clause.start, clause.clause.end
    best = max(
        sentences, key=lambda m: (len(asked & _pairs(m[0])) + (0.5 if _MONEY.search(m[0]) else 0), -m.start())
    )
    left = best.start() + len(best[0]) - len(best[0].lstrip())
    right = best.start() + len(best[0].rstrip())
    return clause.clause.start + left, clause.clause.start + right


def _pairs(words: str) -> set[str]:
    words = re.sub(r"\W+", "", words)
    return {words[k : k + 2] for k in range(len(words) - 1)}


def _text(kept: Sequence[Found], marks: Marks, caveats: Sequence[Caveat]) -> str:
    cited = list(marks.citations)
    lines = ["在政策库中找到这些直接相关的规定:", ""]
    for found, citation in zip(kept[:_SHOWN], cited, strict=False):
        lines.append(f"- **{_name(found.clause)}**{_verdict(found)}:{_inline(citation.quote)}{citation.mark}")
        lines += [f"  - {line}" for line in _details(found.clause, marks)]
    if more := cited[_SHOWN : len(kept)]:
        lines += [
            "",
            "另外可以看看:" + "、".join(f"{_plain(c.title)}{_plain(c.locator)}{c.mark}" for c in more),
        ]
    if caveats:
        lines += ["", "请注意:", *(f"- {caveat.text}" for caveat in caveats)]
    return "\n".join(lines)


def _details(clause: StoredClause, marks: Marks) -> Iterator[str]:
    """How a benefit is delivered and who is responsible, each with the words that say so."""
    for delivery in clause.annotation.delivery:
        if delivery.mode != DeliveryMode.APPLICATION:
            mark = marks.add(clause, (delivery.start, delivery.end)).mark
            yield f"兑现方式:{delivery.mode.chinese},{HINTS[delivery.mode]}{mark}"
    departments = clause.annotation.departments
    if departments and (span := _span_of(clause, departments)):
        yield f"责任单位:{_plain('、'.join(departments))}{marks.add(clause, span).mark}"


def _span_of(clause: StoredClause, names: Sequence[str]) -> tuple[int, int] | None:
    """Offsets from the first to the last of `names`, as they stand together in the clause."""
    starts = [at for name in names if (at := clause.quote.rfind(name)) >= 0]
    if len(starts) < len(names):
        return None
    ends = [at + len(name) for at, name in zip(starts, names, strict=True)]
    return clause.clause.start + min(starts), clause.clause.start + max(ends)


def _name(clause: StoredClause) -> str:
    return _plain(f"{clause.clause.locator} {clause.clause.heading}".strip())


def _verdict(found: Found) -> str:
    return f"({VERDICTS[found.match.verdict]})" if found.match else ""


def _plain(words: str) -> str:
    """Words of a document inside Markdown: line breaks and control characters mean nothing there."""
    return re.sub(r"([\\`*_\[\]<>#|])", r"\\\1", re.sub(r"\s+", " ", words))


def _inline(quote: str) -> str:
    return "“" + _plain(quote) + "”"


def _caveats(asked: Understanding, kept: Sequence[Found], on: date) -> list[Caveat]:
    """What an honest answer warns of, each kind once, from the documents and clauses that it rests on."""
    caveats: dict[str, Caveat] = {}

    def warn(kind: str, text: str, clause: StoredClause | None = None) -> None:
        caveats.setdefault(kind, Caveat(kind=kind, text=text, clause_id=clause.id if clause else None))

    top = kept[:3]
    for found in top:
        _warn_of_document(found.clause, on, warn)
    claimable = [f.clause for f in top if f.clause.annotation.kind.claimable]
    if not any(_MONEY.search(f.clause.quote) for f in top) and (claimable or asked.asks_amount):
        warn("no_amount", "所引条款没有写明金额或比例,请向主管部门核实,不要自行推算。", top[0].clause)
    if asked.asks_process and not any("申请" in f.clause.quote or "申报" in f.clause.quote for f in top):
        warn("no_process", "所引条款没有写明办理流程,请向责任单位咨询。", top[0].clause)
    if _ELSEWHERE.search(top[0].clause.quote):
        warn("elsewhere", "具体规定在条款提到的其他文件里,政策库中未必收录。", top[0].clause)
    if claimable and _CONDITIONAL.search(claimable[0].quote):
        warn("condition", "条款附有条件,是否符合由主管部门认定。", claimable[0])
    if top[0].clause.annotation.kind == ClauseKind.GOAL:
        warn("goal", "这是政府的工作目标,不是给企业或个人的待遇。", top[0].clause)
    if top[0].clause.annotation.kind == ClauseKind.DUTY:
        warn("internal", "这是对部门的工作要求,不等于可以直接申领的待遇。", top[0].clause)
    return list(caveats.values())


def _warn_of_document(clause: StoredClause, on: date, warn: Callable[..., None]) -> None:
    info, title = clause.info, clause.info.title
    if info.status == Status.DRAFT:
        warn("draft", f"《{_plain(title)}》是征求意见稿,尚未正式生效,不能作为兑现依据。", clause)
    elif info.status_on(on) == Status.EXPIRED:
        warn("expired", f"《{_plain(title)}》已过有效期。", clause)
    elif info.published and (on - info.published).days > _STALE_DAYS:
        warn("dated", f"《{_plain(title)}》发布已超过一年,是否仍然有效请核实。", clause)
    if info.kind == DocumentKind.NEWS:
        warn("news", f"《{_plain(title)}》是新闻报道,不是政策原文。", clause)
    if info.published is None and info.status != Status.DRAFT:
        warn("undated", f"《{_plain(title)}》没有标明日期,是否有效请核实。", clause)
    if info.kind == DocumentKind.DIGEST:
        warn("digest", "引文出自本软件的摘编,不是官方原文,请以原文为准。", clause)


def _hints(kept: Sequence[Found]) -> list[Hint]:
    hints: dict[DeliveryMode, Hint] = {}
    for found in kept:
        for delivery in found.clause.annotation.delivery:
            hints.setdefault(
                delivery.mode, Hint(mode=delivery.mode, clause_id=found.clause.id, quote=delivery.quote)
            )
    return list(hints.values())


def _questions(kept: Sequence[Found]) -> list[Question]:
    """The one fact to ask for: the first that leaves the best clauses open."""
    for found in kept:
        for key in found.match.missing if found.match else ():
            if key in FACTS:
                why = f"这决定“{found.clause.clause.heading}”是否适用"
                return [Question(about=key, question=FACTS[key].question, why=why)]
    return []


def abstention(text: str, kind: str, profile: dict[str, object]) -> Answer:
    """An honest no, with the reason as a caveat."""
    return Answer(
        status="abstained",
        text=text,
        caveats=(Caveat(kind=kind, text=text.partition("\n")[0]),),
        profile=profile,
    )
