"""Which words of a clause tell the way to a benefit: when, with what, where and how to apply."""

import re
from collections.abc import Iterator

from assistant.telling import sentences_of
from index.rows import StoredClause
from policies.model import DeliveryMode

Span = tuple[int, int]

# What is asked about the way to a benefit, what of the reading answers it, and what users call it.
_STEPS = (
    (re.compile("截止|截至|几月|几号|什么时候|啥时候|何时|时间"), ("window",), "办理时间"),
    (
        re.compile("(?<![新膜属合料胶原学])材料(?!学|科学|行业|产业|企业|公司|厂)|资料|证件"),
        ("materials",),
        "要准备什么",
    ),
    (re.compile("电话|联系"), ("contacts",), "怎么联系"),
    (re.compile("窗口|在?哪"), ("materials", "contacts"), "去哪里办"),
    (re.compile(""), ("delivery", "materials", "contacts"), "怎么办"),
)
_NEGOTIATED = (DeliveryMode.CASE_BY_CASE, DeliveryMode.PER_PERSON)  # tells that it is to be talked over only
_ELSEWHERE = (0, 0)  # stands for words of the document that are not the clause's
_DAY_SAID = re.compile("[月日底前]|随时|全年")
_WHERE_SAID = re.compile("向|窗口|平台|网|受理")
_PLACE_SAID = re.compile("窗口|网站|受理|登录")
_STEP_SAID = re.compile("申请|申报|受理|窗口|提交|办理流程")


def step_of(question: str) -> str:
    """The step that is asked for, as users call it.

    >>> step_of("要带哪些材料")
    '要准备什么'
    """
    return next(name for asked, _, name in _STEPS if asked.search(question))


def tells_way(question: str, clause: StoredClause) -> bool:
    """Whether what was read of a clause answers the step that is asked for."""
    return any(True for _ in _told(question, clause))


def way_told(question: str, clause: StoredClause) -> Span | None:
    """Offsets of the words in a clause that tell the step asked for; None where none do.

    A clause may also have it from elsewhere in its document.
    """
    first, last = clause.clause.start, clause.clause.end
    return next((one for one in _told(question, clause) if first <= one[0] < one[1] <= last), None)


def _told(question: str, clause: StoredClause) -> Iterator[Span]:
    read = next(fields for asked, fields, _ in _STEPS if asked.search(question))
    held, at = clause.annotation, clause.clause.start
    if read == ("window",):
        found = clause.quote.find(held.window) if held.window else -1
        if held.window and _DAY_SAID.search(held.window):
            yield (at + found, at + found + len(held.window)) if found >= 0 else _ELSEWHERE
        return
    read_there = (one for name in read for one in getattr(held, name))
    yield from ((one.start, one.end) for one in read_there if getattr(one, "mode", None) not in _NEGOTIATED)
    if "contacts" in read:
        yield from ((one.start, one.end) for one in held.delivery if _WHERE_SAID.search(one.quote))
        said = _STEP_SAID if "delivery" in read else _PLACE_SAID
        for start, sentence in sentences_of(clause.quote) if read != ("contacts",) else ():
            if said.search(sentence):
                yield at + start, at + start + len(sentence)
