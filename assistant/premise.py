"""A figure that a question takes for granted, and that does not stand in what is cited, is said not to."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.citing import Marks, inline
from assistant.figures import Figure, figures
from assistant.telling import sentence_around
from assistant.understand import Understanding
from assistant.writing import Entry
from policies.vocabulary.terms import fold

_LOOKED_AT = 3  # clauses, best first
_NAMED = 3
_LARGE = 10_000  # 80万 is money, whether 元 is said or not
_CLAUSE = re.compile(r"[^,，。；;！!？? ]+[？?]?")
_CLAIMED = re.compile(
    r"记得|听说|据说|听人|都说|写(?:的是|着|进)|对吧|对不对|对吗|没错|是吧|是吗|吧[?？]?$|不是(?:说|有)"
)
_TAG = re.compile(r"(?:这|这样|应该|说得)?(?:没错|对|是|对不对|没记错|可以|行|没问题)(?:吧|吗|么|不)?[?？]?")
_RECKONED = re.compile(r"按|算|乘|加起来|总共|一共|我们?(?:投|有|是|去年|公司|厂)")
_ANY = (("年", Decimal(1)), ("月", Decimal(1)))  # 一年 says how often, and counts nothing
_MONEY, _DAYS = "元", "日"
_COUNTED = re.compile(r"[\u4e00-\u9fff]{2,4}")


def premises(asked: Understanding, entries: Sequence[Entry], marks: Marks) -> Iterator[str]:
    """A sentence on each figure of the last turn that the first clauses cited do not hold.

    Where they hold one other figure for the same thing, it is the right one: 原文是三个工作日,不是五个.
    """
    question = fold(asked.question)
    near = entries[:_LOOKED_AT]
    missing = []
    for figure in _claimed(asked, question):
        if not any(_is_held(figure, question, entry) for entry in near):
            right = next(_put_right(figure, question, near, marks), "")
            missing += [] if right else [f"“{_whole(question, figure)}”"]
            yield right
    if missing:
        yield f"引用的条款里没有写{'、'.join(missing[:_NAMED])}。"


def _is_held(figure: Figure, question: str, entry: Entry) -> bool:
    """Whether a clause holds the figure; what has no unit is counted by the same word (5项, not 5个)."""
    text = fold(entry.found.clause.quote)
    by = _whole(question, figure)[-1]
    return any(
        one.value == figure.value and (figure.value >= _LARGE or one.unit == figure.unit)
        for one in figures(text)
        if figure.unit or figure.value >= _LARGE or _whole(text, one)[-1] == by
    )


def _claimed(asked: Understanding, question: str) -> list[Figure]:
    """Figures that are taken for granted, and were not told by the speaker of himself."""
    own = [fold(fact.words) for fact in asked.told.facts] if asked.told else []
    clauses = list(_CLAUSE.finditer(question))
    found = []
    for clause, after in zip(clauses, [*clauses[1:], None], strict=True):
        claimed = _CLAIMED.search(clause[0]) or (after and _TAG.fullmatch(after[0]))
        if not claimed or _RECKONED.search(clause[0]):
            continue
        for figure in figures(clause[0]):
            words = clause[0][figure.start : figure.end]
            year = figure.unit in ("年", "") and 1900 <= figure.value <= 2100
            counts = figure.unit or figure.value >= _LARGE or _thing(clause[0], figure)
            if counts and not (
                year or (figure.unit, figure.value) in _ANY or any(words in one for one in own)
            ):
                at = clause.start()
                found.append(figure._replace(start=at + figure.start, end=at + figure.end))
    return found


def _put_right(figure: Figure, question: str, entries: Sequence[Entry], marks: Marks) -> Iterator[str]:
    """The figure that the best clause has for the same thing, where it has only one."""
    for entry in entries[:1]:
        clause = entry.found.clause
        text = fold(clause.quote)
        alike = [one for one in figures(text) if _is_same_thing(figure, question, one, text)]
        if len({one.value for one in alike}) == 1:
            right = alike[0]
            mark = marks.covering(clause, sentence_around(clause, right.start, right.end)).mark
            words = clause.quote[right.start : right.start + len(_whole(text, right))]
            yield f"原文写的是{inline(words)}{mark}，不是“{_whole(question, figure)}”。"


def _is_same_thing(figure: Figure, question: str, other: Figure, text: str) -> bool:
    """个工作日内 beside 个工作日内, 项材料 beside 项材料; sums are of too many things to tell."""
    if figure.unit in (_MONEY, "%") or figure.value >= _LARGE or figure.unit != other.unit:
        return False
    mine, theirs = _thing(question, figure), _thing(text, other)
    return figure.unit == _DAYS or (bool(mine) and mine[:2] == theirs[:2])


def _thing(text: str, figure: Figure) -> str:
    """The words behind a figure that say what is counted."""
    found = _COUNTED.match(text, figure.end)
    return found[0] if found else ""


def _whole(text: str, figure: Figure) -> str:
    """The figure with the word it counts in: 5项 is more than 5."""
    end = figure.end
    if not figure.unit and re.match("[个项次件台辆套期级条种类批]", text[end : end + 1]):
        end += 1
    return text[figure.start : end]
