"""The cells of a review table: a part of an annotation in readable Chinese, and a corrected cell read back.

A part that is read back with anything but its allowed words raises `NotAllowed`; nothing is guessed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from index.rows import StoredClause
from policies.model import Amount, Annotation, Award, ClauseKind, Criterion, Delivery, DeliveryMode, Quote
from policies.profile import FACTS
from policies.reading.scope import find_departments
from policies.vocabulary.mentions import plain_names
from policies.vocabulary.regions import resolve
from policies.vocabulary.terms import canonical, names, term

_OPS = {
    "is": "为",
    "is_not": "不为",
    "in": "属于",
    "not_in": "不属于",
    ">=": "不低于",
    ">": "高于",
    "<=": "不超过",
    "<": "低于",
    "within": "在",
    "between": "介于",
    "exists": "具备",
}
_QUOTED_LETTERS = 500
_MODES = {mode.chinese: mode for mode in DeliveryMode}


class NotAllowed(Exception):
    """A word of a cell that cannot be taken; `remedy` goes on with the sentence after the word."""

    def __init__(self, word: str, remedy: str) -> None:
        super().__init__(word, remedy)
        self.word, self.remedy = word, remedy


@dataclass(frozen=True, slots=True)
class Editable:
    """A column that may be corrected: the part of the annotation, its header, and both ways of reading it."""

    field: str
    header: str
    shown: Callable[[Annotation], str]
    parsed: Callable[[str, StoredClause], Any]


def _unknown(word: str, allowed: Iterable[str]) -> NotAllowed:
    known = list(allowed)
    near = get_close_matches(word, known, n=1, cutoff=0.2)
    nearest = f"最接近的是“{near[0]}”" if near else f"可用的有{'、'.join(known[:10])}等"
    return NotAllowed(word, f"不是可用的词，{nearest}")


def _words(cell: str, named: Callable[[str], str | None], allowed: Iterable[str]) -> tuple[str, ...]:
    """The names in a cell, between ； or lines; 、 also separates, but stands inside some names as well."""
    found: dict[str, None] = {}
    for piece in filter(None, map(str.strip, re.split(r"[；;\n]", cell))):
        if name := named(piece):
            found[name] = None
            continue
        for word in filter(None, map(str.strip, re.split(r"[、，,]", piece))):
            if not (name := named(word)):
                raise _unknown(word, allowed)
            found[name] = None
    return tuple(found)


def _kind(cell: str, _: StoredClause) -> ClauseKind:
    for kind in ClauseKind:
        if cell in (kind.chinese, kind.value):
            return kind
    raise _unknown(cell, (kind.chinese for kind in ClauseKind))


def _addressees(cell: str, _: StoredClause) -> tuple[str, ...]:
    labels = (term("addressee", name).label for name in names("addressee"))
    return _words(cell, lambda word: canonical("addressee", word), labels)


def _industries(cell: str, _: StoredClause) -> tuple[str, ...]:
    return _words(cell, lambda word: canonical("industry", word), names("industry"))


def _regions(cell: str, _: StoredClause) -> tuple[str, ...]:
    def named(word: str) -> str | None:
        places = resolve(word)
        if len(places) > 1:
            several = "、".join(place.full_name for place in places[:3])
            raise NotAllowed(word, f"可能是{several}等，应写全省、市、区县")
        return places[0].full_name if places else None

    return _words(cell, named, plain_names())


def _departments(cell: str, _: StoredClause) -> tuple[str, ...]:
    def named(word: str) -> str | None:
        return word if find_departments(f"（责任单位：{word}）") == (word,) else None

    labels = (term("department", name).label for name in names("department"))
    return _words(cell, named, labels)


def _line(text: str) -> str:
    return " ".join(text.split())


def _delivery_line(delivery: Delivery) -> str:
    return f"{delivery.mode.chinese}：{_line(delivery.quote)}"


def _delivery(cell: str, stored: StoredClause) -> tuple[Delivery, ...]:
    held = {_delivery_line(one): one for one in stored.annotation.delivery}
    return tuple(held.get(line) or _new_delivery(line, stored) for line in cell.splitlines())


def _new_delivery(line: str, stored: StoredClause) -> Delivery:
    term_, _, words = line.replace(":", "：", 1).partition("：")
    if (mode := _MODES.get(term_.strip())) is None:
        raise _unknown(term_.strip(), _MODES)
    whole = Quote(quote=stored.quote, start=stored.clause.start, end=stored.clause.end)
    quote = _quoted(words, stored) if words.strip() else whole
    return Delivery(mode=mode, **quote.model_dump())


def _quoted(words: str, stored: StoredClause) -> Quote:
    """The words where they stand in the clause, over line ends: what a person adds must be cited, too."""
    letters = "".join(words.split())[:_QUOTED_LETTERS]
    found = re.search(r"\s*".join(map(re.escape, letters)), stored.quote) if letters else None
    if found is None or len(words) > _QUOTED_LETTERS:
        raise NotAllowed(words, "不是这一条的原文，应照抄条款里的词句")
    start, end = (stored.clause.start + at for at in found.span())
    return Quote(quote=found[0], start=start, end=end)


def _amount(amount: Amount) -> str:
    said = [
        f"{amount.base or ''}{amount.rate_pct.normalize():f}%" if amount.rate_pct is not None else "",
        f"{amount.value_yuan.normalize():f}元" if amount.value_yuan is not None else "",
        f"每{amount.unit.removeprefix('每')}" if amount.unit else "",
        f"最高{amount.cap_yuan.normalize():f}元" if amount.cap_yuan is not None else "",
        f"分{len(amount.tiers)}档" if amount.tiers else "",
    ]
    return " ".join(filter(None, said))


def _award_line(award: Award) -> str:
    label = term("benefit", award.kind).label if canonical("benefit", award.kind) else award.kind
    said = " ".join(filter(None, (_offer(award.offer), label, award.what, _amount(award.amount))))
    return f"{said}（{_line(award.quote)}）"


def _criterion_line(criterion: Criterion) -> str:
    said = f"{_offer(criterion.offer)} {_condition(criterion)}".strip()
    either = "，几项之一即可" if criterion.group else ""
    return f"{said}{either}（{_line(criterion.quote)}）"


def _condition(criterion: Criterion) -> str:
    if criterion.op == "discretionary":
        return "由主管部门认定"
    about = criterion.about.removeprefix("fact:")
    fact = FACTS.get(about)
    value = (
        "、".join(map(str, criterion.value)) if isinstance(criterion.value, list | tuple) else criterion.value
    )
    if isinstance(value, bool):
        return f"{fact.label if fact else about}：{'是' if value else '否'}"
    unit = criterion.unit or (fact.unit if fact else "")
    shown = "" if value is None else f"{value}{unit}"
    return f"{fact.label if fact else about}{_OPS.get(criterion.op, criterion.op)}{shown}"


def _offer(offer: int | None) -> str:
    return "" if offer is None else f"第{offer + 1}项"


def _awards(cell: str, stored: StoredClause) -> tuple[Award, ...]:
    held = {_award_line(one): one for one in stored.annotation.awards}
    for line in cell.splitlines():
        if line not in held:
            raise NotAllowed(line[:40], "与导出的不同，这一栏只能整行删去，不能改写")
    return tuple(held[line] for line in cell.splitlines())


def _criteria(cell: str, stored: StoredClause) -> tuple[Criterion, ...]:
    held = {_criterion_line(one): one for one in stored.annotation.criteria}
    return tuple(held.get(line) or _new_criterion(line, stored) for line in cell.splitlines())


def _new_criterion(line: str, stored: StoredClause) -> Criterion:
    # A condition in a person's words has no field of a profile: it is asked about, never taken as met.
    return Criterion(about="text", op="discretionary", **_quoted(line, stored).model_dump())


def _labels(type_: str, found: Iterable[str]) -> str:
    return "；".join(term(type_, name).label if canonical(type_, name) else name for name in found)


EDITABLE: Mapping[str, Editable] = MappingProxyType(
    {
        column.header: column
        for column in (
            Editable("kind", "条款类型", lambda read: read.kind.chinese, _kind),
            Editable("addressees", "对象", lambda read: _labels("addressee", read.addressees), _addressees),
            Editable("regions", "地区", lambda read: "；".join(read.regions), _regions),
            Editable("industries", "行业", lambda read: "；".join(read.industries), _industries),
            Editable("departments", "部门", lambda read: "；".join(read.departments), _departments),
            Editable(
                "delivery",
                "兑现方式",
                lambda read: "\n".join(map(_delivery_line, read.delivery)),
                _delivery,
            ),
            Editable("awards", "奖补", lambda read: "\n".join(map(_award_line, read.awards)), _awards),
            Editable(
                "criteria",
                "条件",
                lambda read: "\n".join(map(_criterion_line, read.criteria)),
                _criteria,
            ),
        )
    }
)
"""The columns that a person may correct, by header."""


def described(read: Annotation) -> Iterator[str]:
    """What was understood of a clause beyond its kind and region, in Chinese lines."""
    for column in EDITABLE.values():
        if column.field not in ("kind", "regions"):
            yield from (f"{column.header}：{line}" for line in column.shown(read).splitlines())
