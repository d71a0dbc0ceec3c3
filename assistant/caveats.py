"""What an honest answer warns of: the documents' standing, what the clauses leave open or do not hold."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.understand import Understanding
from index.rows import StoredClause
from policies.model import Caveat, ClauseKind, DocumentKind, Status
from policies.vocabulary.terms import find_terms

_DECIDING = 3  # so many of the best clauses decide what is warned of
_MONEY = re.compile(r"\d+(?:\.\d+)?\s*(?:万|亿|千)?元|\d+(?:\.\d+)?\s*[%％]|百分之")
_PAYS = re.compile(
    "给予|奖励|奖补|补贴|补助|资助|贴息|减免|免收|免缴|返还|报销|最高|不超过|按[^。;；]{0,16}比例"
)
_TARGET = re.compile(
    "力争|确保[^。;；]{0,20}(?:达到?|增长|以上)|目标|到20[0-9]{2}年|全覆盖|年均|每年[^。;；]{0,30}(?:增长|不少于|新增)"
    r"|(?:培育|引进|新增|新设)[^。;；,，]{0,20}\d+\s*(?:家|户|个|名|亿)"
)
_SENTENCE = re.compile(r"[^。;；！!？?\n]+")
_ELSEWHERE = re.compile(
    r"《[^》]+》|按(?:照)?(?:有关|相关|国家)?规定"
    r"|(?:出台|制定|修订|完善|优化|落实|执行|兑现|用好|健全)[^。;；,，]{0,30}(?:办法|政策|细则|意见|措施|方案|制度)"
)
_CONDITION = re.compile(
    "符合|经[^。;；,，]{0,8}(?:认定|评审|审核|批准)|条件|具有|具备|首次|重大|以上的?(?:企业|项目|人才)|仅限|限于|优先|聚焦|面向"
)
_PROCESS = re.compile("申请|申报|受理|窗口|材料|提交|办理流程")
_MASKED = re.compile(r"[*＊×]+\s*(?:万|亿)?(?:元|家|户|个|人|名|%|亩)|[*＊×]{2,}")
# A benefit asked for by its own name (红娘奖, 安家费) is not answered by another one of the same sort.
_OWN_NAME = re.compile("(?:奖|费|卡|券|返还|公寓|津贴)$")
_STALE_DAYS = 365


def find_caveats(
    asked: Understanding, clauses: Sequence[StoredClause], quotes: Sequence[str], on: date
) -> tuple[Caveat, ...]:
    """Each warning once, from the clauses cited, best first; `quotes` are the words cited of each."""
    shown = clauses[: _DECIDING + 1]
    found = [
        *(caveat for clause in _one_a_document(shown) for caveat in document_caveats(clause, on)),
        *_of_what_is_open(asked, clauses[:_DECIDING]),
        *_of_what_is_no_benefit(clauses[:_DECIDING], quotes[:_DECIDING]),
        *_of_what_is_not_there(asked, clauses),
    ]
    return tuple({(caveat.kind, caveat.text): caveat for caveat in found}.values())


def document_caveats(clause: StoredClause, on: date) -> Iterator[Caveat]:
    """How far the document of a clause can be relied on."""
    info, title = clause.info, f"《{clause.info.title}》"
    status = info.status_on(on)
    old = info.published is not None and (on - info.published).days > _STALE_DAYS
    warnings = {
        "draft": (status == Status.DRAFT, "是征求意见稿，尚未生效，不能作为兑现依据"),
        "expired": (status in (Status.EXPIRED, Status.SUPERSEDED), "已过有效期或已被取代"),
        "status": (status == Status.NOT_YET, "尚未开始施行"),
        "dated": (
            old and status not in (Status.DRAFT, Status.EXPIRED, Status.SUPERSEDED),
            f"发布于{info.published}，是否仍有效请核实",
        ),
        "undated": (info.published is None and status != Status.DRAFT, "没有标明发布日期，是否有效请核实"),
        "news": (info.kind == DocumentKind.NEWS, "是新闻报道，不是政策原文"),
        "digest": (info.kind == DocumentKind.DIGEST, "引的是本软件的摘编，请以官方原文为准"),
    }
    for kind, (holds, words) in warnings.items():
        if holds:
            yield Caveat(kind=kind, text=f"{title}{words}。", clause_id=clause.id)


def _one_a_document(clauses: Sequence[StoredClause]) -> list[StoredClause]:
    return list({clause.document_id: clause for clause in reversed(clauses)}.values())[::-1]


def _of_what_is_open(asked: Understanding, top: Sequence[StoredClause]) -> Iterator[Caveat]:
    """The amount, the procedure, the details and the conditions that the best clauses do not settle."""
    first = top[0].id
    if asked.asks_benefit and not any(_pays(clause) for clause in top):
        yield Caveat(
            kind="no_amount",
            text="所引条款没有写明能拿多少（金额或比例），请向责任单位核实。",
            clause_id=first,
        )
    if asked.asks_process and not any(_PROCESS.search(clause.quote) for clause in top):
        yield Caveat(kind="no_process", text="所引条款没有写明怎么办理，请向责任单位咨询。", clause_id=first)
    if not (asked.asks_benefit or asked.asks_process):
        return
    if deferring := next((c for c in top if c.annotation.refers_to or _ELSEWHERE.search(c.quote)), None):
        yield Caveat(
            kind="elsewhere",
            text="具体规定在条款提到的其他文件里，政策库中未必收录。",
            clause_id=deferring.id,
        )
    conditional = (c for c in top if c.annotation.kind.claimable and _CONDITION.search(c.quote))
    if found := next(conditional, None):
        yield Caveat(kind="condition", text="条款附有条件，是否符合由主管部门认定。", clause_id=found.id)


def _pays(clause: StoredClause) -> bool:
    """Whether a clause states what is paid: a figure beside a word of giving, not a target to be reached."""
    if any(award.amount.model_dump(exclude_defaults=True) for award in clause.annotation.awards):
        return True
    sentences = (match[0] for match in _SENTENCE.finditer(clause.quote))
    return any(_MONEY.search(s) and _PAYS.search(s) and not _TARGET.search(s) for s in sentences)


def _of_what_is_no_benefit(top: Sequence[StoredClause], quotes: Sequence[str]) -> Iterator[Caveat]:
    """Targets, orders to departments and figures left out, none of which anybody can claim."""
    for clause, quote in zip(top, quotes, strict=True):
        if clause.annotation.kind == ClauseKind.GOAL or _TARGET.search(quote):
            yield Caveat(
                kind="goal",
                text="所引数字或任务是政府的工作目标，不是给企业或个人的待遇。",
                clause_id=clause.id,
            )
            break
    if top[0].annotation.kind == ClauseKind.DUTY:
        yield Caveat(
            kind="internal", text="这是对部门的工作要求，不等于可以直接申领的待遇。", clause_id=top[0].id
        )
    if any(_MASKED.search(quote) for quote in quotes[:1]):
        yield Caveat(kind="masked", text="原文把这里的数字隐去了。", clause_id=top[0].id)


def _of_what_is_not_there(asked: Understanding, clauses: Sequence[StoredClause]) -> Iterator[Caveat]:
    """A benefit that is asked for by name and stands in none of the clauses."""
    said = "".join(clause.quote for clause in clauses)
    wanted = (tag.text for tag in find_terms(asked.question, "benefit") if len(tag.text) > 1)
    if absent := [word for word in dict.fromkeys(wanted) if _OWN_NAME.search(word) and word not in said]:
        named = "、".join(f"“{word}”" for word in absent)
        yield Caveat(kind="not_in_library", text=f"所引条款没有提到{named}，不能据此认为有这项待遇。")
