"""What an honest answer warns of: the documents' standing, what the clauses leave open or do not hold."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from assistant.figures import figures
from assistant.phrasing import says
from assistant.steps import step_of, tells_way
from assistant.understand import Understanding
from assistant.unstated import unstated
from index.lexical import bigrams
from index.rows import StoredClause
from policies.model import (
    Amount,
    Annotation,
    Award,
    Caveat,
    Citation,
    ClauseKind,
    Criterion,
    DocumentKind,
    Status,
)

Cited = tuple[StoredClause, Citation]
"""A clause that an answer rests on, with the words cited of it."""

_Part = TypeVar("_Part", Award, Criterion)

_DECIDING = 2  # so many of the best clauses decide what is left open
_OLD = 12  # months
_YEAR_ASKED = re.compile(r"(?<!\d)(20\d\d)(?:年度?)?+(?!\d|\s*[.\-/]?\s*\d{1,2}\s*月)")
_OVER = {Status.EXPIRED: "已经失效", Status.SUPERSEDED: "已经被新文件代替"}
_MONTH_AND_DAY = re.compile(r"(?:((?:19|20)\d\d)\s*年)?\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_APPLYING = re.compile("申|截[止至]|(?:通知|公告)(?:印发|发布)之日起")
_SENTENCE = re.compile(r"[^。;；！!？?]+")
_TARGET = re.compile(
    "力争|确保[^。;；]{0,20}(?:达到?|增长|以上)|目标|到20[0-9]{2}年|全覆盖|年均|增速|每年[^。;；]{0,30}(?:增长|不少于|新增|左右)"
    r"|(?:培育|引进|新增|新设)[^。;；,，]{0,20}\d+\s*(?:家|户|个|名|亿)"
)
_ELSEWHERE = re.compile(
    r"《[^》]+》|按(?:照)?(?:有关|相关|国家)?规定"
    r"|(?:出台|制定|修订|完善|优化|落实|执行|兑现|用好|健全|迭代)[^。;；,，]{0,30}(?:办法|政策|细则|意见|措施|方案|制度)"
)
_LEFT_TO_JUDGE = re.compile(
    "符合[^，,。；;]{0,12}(?:条件|要求|导向|定位|方向)|一定|重点|重大|急需|紧缺|经[^。;；，,]{0,10}(?:认定|评审|审核|批准|评估)|初次认定"
)
_MASKED = re.compile(r"[*＊×]+\s*(?:万|亿)?(?:元|家|户|个|人|名|%|亩)|[*＊×]{2,}")


def find_caveats(
    asked: Understanding, cited: Sequence[Cited], on: date, lacking: Sequence[str] = ()
) -> tuple[Caveat, ...]:
    """Each warning once, from the clauses that the answer rests on, best first.

    `lacking` names benefits asked for that none of them holds.
    """
    found = [
        *of_orders(asked),
        *(caveat for clause in _one_a_document(cited) for caveat in standing(clause, on)),
        *_of_what_is_open(asked, cited[:_DECIDING], lacking),
        *_of_a_later_year(asked, [clause for clause, _ in cited], on),
        *unstated(asked.question, [clause for clause, _ in cited]),
        *_of_what_is_no_benefit(asked, cited[:_DECIDING]),
    ]
    return tuple({(caveat.kind, caveat.text): caveat for caveat in found}.values())


def of_orders(asked: Understanding) -> Iterator[Caveat]:
    """A question may come with orders, or bring along rules of its own."""
    if asked.gives_orders:
        text = "您的话里有要求改变规则或自称新规定的内容，不能采用；这里只按政策库里的文件回答。"
        yield Caveat(kind="injection", text=text)


def _of_a_later_year(asked: Understanding, clauses: Sequence[StoredClause], on: date) -> Iterator[Caveat]:
    """A year asked about that no clause of an old document speaks of."""
    clause, info = clauses[0], clauses[0].info
    held = "".join((info.title, *(f"{one.clause.path}{one.quote}" for one in clauses)))
    known = [day.year for day in (info.published, info.effective_to, _closed(clause)) if day]
    later = [year for year in _YEAR_ASKED.findall(asked.question) if year not in held]
    stale = {caveat.kind for caveat in document_caveats(clause, on)} & {"dated", "expired"}
    if known and stale and (year := max(later, default="")) > str(max(known)):
        text = f"政策库里没有{year}年的规定，下面引的是{max(known)}年的，{year}年还有没有、标准多少请先核实。"
        yield Caveat(kind="not_in_library", text=text, clause_id=clause.id)


def standing(clause: StoredClause, on: date) -> Iterator[Caveat]:
    """The same, told in as few warnings: what is not in force need not be looked at for its age, too."""
    told = {caveat.kind: caveat for caveat in document_caveats(clause, on)}
    said: dict[str, tuple[str, ...]] = {"draft": ("news", "undated"), "expired": ("dated", "undated")}
    if clause.info.kind == DocumentKind.NEWS:
        said["news"] = ("undated",)
    dropped = {lesser for kind in told for lesser in said.get(kind, ())}
    yield from (caveat for kind, caveat in told.items() if kind not in dropped)


def not_in_force(clause: StoredClause, on: date) -> Iterator[Caveat]:
    """What who only asks for the words of a document is to know of it."""
    grave = ("draft", "expired", "status", "digest")
    yield from (caveat for caveat in standing(clause, on) if caveat.kind in grave)


def document_caveats(clause: StoredClause, on: date) -> Iterator[Caveat]:
    """How far the document of a clause can be relied on, the gravest first."""
    info, title = clause.info, f"《{clause.info.title}》"
    status = info.status_on(on)
    closed = _closed(clause)
    over = status in (Status.EXPIRED, Status.SUPERSEDED)
    warnings = {
        "draft": (status == Status.DRAFT, "还是征求意见稿，没有正式实行，现在不能按它申请"),
        "expired": (
            over or bool(closed and closed < on),
            f"{_OVER.get(status, '')}，现在不能按它申请" if over else f"的申请到{_day(closed)}截止，已经过了",
        ),
        "status": (status == Status.NOT_YET, "还没有开始施行"),
        "dated": (_is_old(clause, on), f"是{_day(info.published)}发布的，超过一年了，是否还有效请先核实"),
        "news": (
            DocumentKind.NEWS in (info.kind, info.original_kind),
            "是新闻、图解或网页转述，不是政策原文",
        ),
        "undated": (
            info.published is None and status != Status.DRAFT,
            "没有写发布日期，是否有效请先核实",
        ),
        "digest": (info.kind == DocumentKind.DIGEST, "引用的是本软件的摘编，办事以官方原文为准"),
    }
    for kind, (holds, words) in warnings.items():
        if holds:
            yield Caveat(kind=kind, text=f"{title}{words}。", clause_id=clause.id)


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _is_old(clause: StoredClause, on: date) -> bool:
    """Whether a document was published long ago and prints no term that still runs."""
    info = clause.info
    status = info.status_on(on)
    if info.published is None or status in (Status.DRAFT, Status.EXPIRED, Status.SUPERSEDED):
        return False
    months = 12 * (on.year - info.published.year) + on.month - info.published.month
    over = (months, on.day) > (_OLD, info.published.day)
    return over and not (info.effective_to and status == Status.IN_FORCE)


def _closed(clause: StoredClause) -> date | None:
    """The last day on which the benefits of a document could be applied for, where one is printed.

    A term among the words of a benefit may be that of one of its measures only.
    """
    window = clause.annotation.window or ""
    of_one = clause.annotation.kind.claimable and window in clause.quote
    if of_one or not _APPLYING.search(window):
        return None
    year, last = "", None
    for found in _MONTH_AND_DAY.finditer(window):
        year = found[1] or year
        last = (_calendar_day(int(year), int(found[2]), int(found[3])) if year else None) or last
    return last


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _one_a_document(cited: Sequence[Cited]) -> Iterable[StoredClause]:
    """The first clause of each document, or the first that could be applied for until some day."""
    held: dict[str, StoredClause] = {}
    for clause, _ in cited:
        first = held.setdefault(clause.document_id, clause)
        if not _closed(first):
            held[clause.document_id] = clause if _closed(clause) else first
    return held.values()


def _of_what_is_open(asked: Understanding, top: Sequence[Cited], lacking: Sequence[str]) -> Iterator[Caveat]:
    """The amount, the procedure, the details and the conditions that the best clauses do not settle."""
    clauses = [clause for clause, _ in top]
    sized = {clause.id for clause, citation in top if sized_by(clause, citation)}
    way = asked.asks_process and any(tells_way(asked.question, clause) for clause in clauses)
    only_the_way = way and not says("how_much", asked.question)
    if asked.asks_benefit and not only_the_way and (lacking or not sized):
        yield Caveat(
            kind="no_amount",
            text="引用的条款没有写您问的这一项能拿多少，请问主管部门。",
            clause_id=clauses[0].id,
        )
    if asked.asks_process and not way:
        yield Caveat(
            kind="no_process",
            text=f"引用的条款没有写{step_of(asked.question)}，请问主管部门或拨打12345。",
            clause_id=clauses[0].id,
        )
    unsized = (clause for clause in clauses if clause.id not in sized)
    deferring = next((c for c in unsized if c.annotation.refers_to or _ELSEWHERE.search(c.quote)), None)
    if deferring and (asked.asks_benefit or asked.asks_process):
        yield Caveat(
            kind="elsewhere",
            text="细节写在条款提到的别的文件里，政策库里不一定有。",
            clause_id=deferring.id,
        )
    found = next((clause for clause, citation in top if _conditional(clause, citation)), None)
    if asked.asks_benefit and not found and _untold(asked, *top[0]):
        found = clauses[0]
    if found and not asked.asks_fact:
        yield Caveat(kind="condition", text="要满足条件，符不符合由主管部门认定。", clause_id=found.id)


def is_target(said: str) -> bool:
    """Whether words set a target.

    >>> is_target("力争引进项目30个")
    True
    """
    return bool(_TARGET.search(said))


def sized_by(clause: StoredClause, citation: Citation) -> Award | None:
    """What the words cited, or the offer they stand in, give of a stated size; the words cited first."""
    awards = _bearing_on(citation, clause.annotation, clause.annotation.awards)
    sized = [award for award in awards if award.amount != Amount()]
    return next((award for award in sized if _meet(award, citation)), next(iter(sized), None))


def _conditional(clause: StoredClause, citation: Citation) -> bool:
    """Whether the words cited, or the offer they stand in, leave something to be judged."""
    criteria = _bearing_on(citation, clause.annotation, clause.annotation.criteria)
    return clause.annotation.kind.claimable and any(
        one.op == "discretionary" or _LEFT_TO_JUDGE.search(one.quote) for one in criteria
    )


def _untold(asked: Understanding, clause: StoredClause, citation: Citation) -> bool:
    """Whether the words cited demand something of a kind of its own that nobody has spoken of."""
    told = set(bigrams("".join((*asked.earlier, asked.question))))
    criteria = _bearing_on(citation, clause.annotation, clause.annotation.criteria)
    own = (set(bigrams(one.quote)) for one in criteria if one.about.startswith("fact:"))
    return clause.annotation.kind.claimable and not all(said & told for said in own)


def _bearing_on(citation: Citation, annotation: Annotation, read: Sequence[_Part]) -> list[_Part]:
    """What was read of the words cited, or of the offers that they stand in."""
    parts: tuple[Award | Criterion, ...] = (*annotation.awards, *annotation.criteria)
    offers = {one.offer for one in parts if one.offer is not None and _meet(one, citation)}
    return [one for one in read if _meet(one, citation) or one.offer in offers]


def _meet(one: Award | Criterion, other: Citation) -> bool:
    return one.start < other.end and other.start < one.end


def _of_what_is_no_benefit(asked: Understanding, top: Sequence[Cited]) -> Iterator[Caveat]:
    """Targets, orders to departments and figures left out, none of which anybody can claim."""
    clause, citation = top[0]
    goal = clause.annotation.kind == ClauseKind.GOAL and bool(_TARGET.search(clause.quote))
    given = sized_by(clause, citation) and _TARGET.search(citation.quote)  # 引进5亿元以上的项目: a condition
    if goal or (not given and any(map(_TARGET.search, _bearing(asked, top)))):
        yield Caveat(
            kind="goal",
            text="引用的数字或任务里有政府的工作目标，那不是发给企业或个人的。",
            clause_id=clause.id,
        )
    called = _APPLYING.search(clause.annotation.window or "")  # a call orders what applicants are to do
    shown = asked.asks_process and tells_way(asked.question, clause)
    if clause.annotation.kind == ClauseKind.DUTY and not (asked.asks_fact or called or shown):
        yield Caveat(
            kind="internal", text="这是要求部门做的工作，不等于您可以直接申请。", clause_id=clause.id
        )
    if _MASKED.search(citation.quote):
        yield Caveat(kind="masked", text="原文把这里的数字遮住了。", clause_id=clause.id)


def _bearing(asked: Understanding, top: Sequence[Cited]) -> Iterator[str]:
    """The words first cited, and the sentences that hold a figure of the question."""
    yield top[0][1].quote
    asked_for = _sizes(asked.question)
    for clause, _ in top if asked_for else ():
        for sentence in _SENTENCE.findall(clause.quote):
            if asked_for & _sizes(sentence):
                yield sentence


def _sizes(said: str) -> set[tuple[Decimal, str]]:
    """Values with their units: 30家 asks for no sentence on 30%."""
    return {(one.value, one.unit) for one in figures(said) if one.unit}
