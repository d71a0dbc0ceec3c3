"""Figures that somebody tells, held against the thresholds of the clauses cited: reached or not.

Whoever says 三个亿 beside a clause for 5亿元以上 is to be told so, whatever the clause is about.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import ge, gt, le, lt

from assistant.citing import Marks, inline
from assistant.everyday_numbers import amount_of, dimension
from assistant.phrasing import says
from assistant.telling import sentence_around
from assistant.told_readings import Reading
from assistant.understand import Understanding
from assistant.verdicts import is_aim
from assistant.writing import Entry
from index.rows import StoredClause
from policies.facts import FACTS
from policies.model import Criterion
from policies.numbers import scale_of
from policies.reading.thresholds import find_thresholds

_LOOKED_AT = 3  # clauses, best first, for whoever asks whether a figure will do; for others the first alone
_WHETHER = ("asks_enough", "asks_may", "asks_must")
_NAMED = 3  # thresholds of one clause
_CLOSE = Decimal("0.1")  # of a threshold; a rough figure so near to it decides nothing
_SIGNS: Mapping[str, tuple[str, str, Callable[[Decimal, Decimal], bool]]] = {
    ">=": ("达到了", "没有达到", ge),
    ">": ("达到了", "没有达到", gt),
    "<=": ("没有超出", "超出了", le),
    "<": ("没有超出", "超出了", lt),
}
# What a text calls that which a profile key holds, where the reading of the text has no key for it.
_CALLED = {
    "investment_wan": re.compile("内资|(?<!资产)投资"),
    "foreign_investment_wan_usd": re.compile("外资"),
    "revenue_wan": re.compile("营业?收入?|销售"),
    "output_wan": re.compile("产值"),
    "tax_wan": re.compile("税"),
    "profit_wan": re.compile("利润"),
    "rd_spend_wan": re.compile("研发"),
    "employees": re.compile("职工|员工|用工|从业人员"),
}
_PUT_RIGHT = re.compile("^.*[,，]·*(?:应该)?是?")  # 打错了,是6000万
_ALL_OF_THEM = re.compile("(?:的[^，,。；;]{0,12}?)?(?:都|均|全部|一律)")
_SUPPOSES = re.compile("要是|如果|假如|假设|万一|追加|加到|改[成投为]|换成|增[到资]|提到|升到")
_MONEY = {"money": "", "dollars": "foreign_investment_wan_usd"}


@dataclass(frozen=True)
class Told:
    """A figure as its speaker says it, for the profile key `key`, counted as that key is."""

    words: str
    key: str
    value: Decimal
    rough: bool = False


def held_against(asked: Understanding, entries: Sequence[Entry], marks: Marks) -> Iterator[str]:
    """A sentence for each figure of this turn with the thresholds it meets or misses in what is cited.

    Who asks whether it is enough is told so, too, where no clause says how much it must be.
    """
    told = _figures(asked)
    asks = any(says(one, asked.question) for one in _WHETHER)
    clauses = [one.found.clause for one in entries[: _LOOKED_AT if asks else 1]]
    said = [line for figure in told if (line := next(_lines(figure, clauses, marks), ""))]
    yield from said
    sized = [figure for figure in told if figure.key in _CALLED]
    if sized and not said and says("asks_enough", asked.question):
        yield from _no_line(sized[0], clauses, marks)


def _lines(figure: Told, clauses: Sequence[StoredClause], marks: Marks) -> Iterator[str]:
    for clause in clauses:
        fitting = [one for one in _thresholds(clause) if _fits(figure, one)][:_NAMED]
        if fitting and not (figure.rough and any(_near(figure, one) for one in fitting)):
            mark = marks.covering(clause, sentence_around(clause, fitting[0].start, fitting[-1].end)).mark
            outcomes = "，".join(_outcomes(figure, fitting))
            yield f"您说的“{figure.words}”{outcomes}{mark}{_more(figure, fitting)}。"


def _thresholds(clause: StoredClause) -> Iterator[Criterion]:
    """What one firm or person must reach; offsets count from the front of the clause.

    Also in a target, whoever is so large is meant where all such are to do something (5亿元以上的都建).
    """
    first = clause.clause.start
    for one in find_thresholds(clause.quote):
        if _ALL_OF_THEM.match(clause.quote, one.end) or not is_aim(clause, one.moved(first)):
            yield one


def _outcomes(figure: Told, lines: Sequence[Criterion]) -> Iterator[str]:
    """达到了… for all thresholds that are met together, and so for those that are missed."""
    for reached in (True, False):
        held = [line for line in lines if _reaches(figure, line) is reached]
        if held:
            met, missed, _ = _SIGNS[held[0].op]
            yield f"{met if reached else missed}{'、'.join(inline(line.quote) for line in held)}"


def _more(figure: Told, lines: Sequence[Criterion]) -> str:
    """A figure that is large enough is not all that is asked for."""
    return "，其他条件还要另外核实" if all(_reaches(figure, line) for line in lines) else ""


def _reaches(figure: Told, line: Criterion) -> bool:
    return _SIGNS[line.op][2](figure.value, _value(line))


def _no_line(figure: Told, clauses: Sequence[StoredClause], marks: Marks) -> Iterator[str]:
    """What is measured there is another thing, or nothing is."""
    unit = FACTS[figure.key].unit
    for clause in clauses[:1]:
        others = [one for one in _thresholds(clause) if one.op in _SIGNS and one.unit == unit]
        if others and others[0].about in FACTS:
            one = others[0]
            mark = marks.covering(clause, sentence_around(clause, one.start, one.end)).mark
            yield f"这一条写的是{inline(one.quote)}{mark}，和您说的“{figure.words}”是不是同一项，要先核实。"
            return
    yield f"引用的条款没有写{FACTS[figure.key].label}要到多少，够不够请问主管部门。"


def _figures(asked: Understanding) -> list[Told]:
    """The figures of the last turn: those heard in it, and those that say a known one again or suppose it."""
    if not asked.told:
        return []
    memory = asked.told.memory
    every = [one for side in (asked.told.subject, *asked.told.others) for one in side.readings]
    found = [_heard(one) for one in every if one.turn == memory.turns - 1 and _is_figure(one)]
    spoken = (one for one in _spoken(asked.question) if not one.rough)
    free = [one for one in spoken if not any(one.words in held.words for held in found)]
    numbers = [one for one in every if _is_figure(one)]
    mine = [one for one in asked.told.subject.readings if _is_figure(one)]
    supposed = mine if _SUPPOSES.search(asked.question) else []
    found += (replace(one, key=key) for one in free if (key := one.key or _key_of(one, numbers, supposed)))
    return found


def _spoken(question: str) -> Iterator[Told]:
    """Sums of money in a question, each in 万."""
    taken: list[tuple[int, int]] = []
    for name in ("dollars", "money"):
        for hit in dimension(name).finditer(question):
            value = amount_of(hit).value
            if value is not None and not any(a < hit.end() and hit.start() < b for a, b in taken):
                taken.append(hit.span())
                words = hit[0].removeprefix(hit["fill"] or "")
                yield Told(words, _MONEY[name], Decimal(str(value)), bool(amount_of(hit).rough))


def _key_of(figure: Told, numbers: Sequence[Reading], supposed: Sequence[Reading]) -> str:
    """What a sum measures: what an equal one did, or the only sum of those it is `supposed` instead of."""
    same = {
        one.key for one in numbers if one.key.endswith("_wan") and Decimal(str(one.value)) == figure.value
    }
    sums = {one.key for one in supposed if one.key.endswith("_wan")}
    return next(iter(same)) if len(same) == 1 else next(iter(sums)) if not same and len(sums) == 1 else ""


def _is_figure(one: Reading) -> bool:
    return one.key in FACTS and FACTS[one.key].type == "number" and one.value is not None


def _heard(one: Reading) -> Told:
    words = _PUT_RIGHT.sub("", one.words)
    return Told(words, one.key, Decimal(str(one.value)), bool(one.note))


def _fits(figure: Told, line: Criterion) -> bool:
    """Whether a threshold is one for this figure."""
    if line.op not in _SIGNS or line.value is None:
        return False
    called = _CALLED.get(figure.key)
    named = line.about.startswith("fact:") and called and called.search(line.about)
    return line.about == figure.key or bool(named and _comparable(figure.key, line.unit or ""))


def _comparable(key: str, unit: str) -> bool:
    """Whether a printed unit is that of the key but for its scale."""
    return unit.lstrip("亿千百万") == FACTS[key].unit.lstrip("万")


def _value(line: Criterion) -> Decimal:
    """The threshold as the profile counts it: in 万 where it is money of no key."""
    value = Decimal(str(line.value))
    if not line.about.startswith("fact:"):
        return value
    unit = line.unit or ""
    scale = unit.removesuffix("元").removesuffix("美")
    return value * scale_of(scale) / 10_000 if unit.endswith("元") else value


def _near(figure: Told, line: Criterion) -> bool:
    value = _value(line)
    return abs(figure.value - value) <= _CLOSE * value
