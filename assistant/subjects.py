"""A row of a table as a profile: what is told, or why the row cannot be read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.columns import BORN, FREE, STANDING, UNITS, Column, number, yes_no
from assistant.columns import Mapping as ColumnMapping
from assistant.tables import LONGEST_CELL, Row, Table
from policies.errors import InvalidProfile
from policies.facts import FactType
from policies.profile import FACTS, read_profile

_SEPARATORS = re.compile(r"[、，,;；|/\n]+")
_SUMS = re.compile(r"(?:合|总|小)\s*计[:：]?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?")


@dataclass(frozen=True, slots=True)
class Subject:
    """One enterprise, talent or project of a table, checked."""

    line: int
    name: str
    profile: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be read, and the reason as a Chinese phrase."""

    line: int
    name: str
    reason: str


class _Doubtful(ValueError):
    """A cell that does not say what its column tells."""


def read_rows(table: Table, mapping: ColumnMapping, on: date) -> Iterator[Subject | Unread]:
    """Every row that is not blank, in order; `on` is the day on which ages are counted."""
    for row in table.rows():
        yield read_row(row, mapping, on)


def read_row(row: Row, mapping: ColumnMapping, on: date) -> Subject | Unread:
    """One row; what cannot be read in one cell makes the whole row unread, for it might decide."""
    told: dict[str, Any] = {"kind": mapping.kind} if mapping.kind else {}
    name = ""
    try:
        for column, cell in zip(mapping.columns, row.cells, strict=False):
            if cell is None or not column.target:
                continue
            if column.target == "name":
                name = str(cell)[:200]
            _tell(told, column, _checked(cell, column), on)
        if any(isinstance(cell, str) and _SUMS.fullmatch(cell) for cell in row.cells[:3]):
            raise _Doubtful("这是合计行")
        checked = read_profile(told, on)
    except (_Doubtful, InvalidProfile) as wrong:
        return Unread(row.line, name, str(wrong).removeprefix("画像中"))
    if checked.aside:  # what contradicts itself decides nothing
        return Unread(row.line, name, checked.aside[0].removeprefix("画像中"))
    profile = checked.told
    if not profile.keys() - {"name", "kind"}:
        return Unread(row.line, name, "这一行除了名称什么都没有填")
    return Subject(row.line, name, profile)


def _checked(cell: Any, column: Column) -> Any:
    if isinstance(cell, str) and len(cell) > LONGEST_CELL:
        raise _Doubtful(f"“{column.header}”一栏有 {len(cell):,} 个字，太长了，请核对表格")
    return cell


def _tell(told: dict[str, Any], column: Column, cell: Any, on: date) -> None:
    target = column.target
    if target.startswith(FREE):
        told.setdefault("facts", {})[target.removeprefix(FREE)] = _answer(cell, column)
    elif target.startswith(STANDING):
        told.setdefault("qualifications", {})[target.removeprefix(STANDING)] = _answer(cell, column, bool)
    elif target == BORN:
        told["age"] = _age(cell, column, on)
    elif FACTS[target].type == FactType.NAMED:
        told.setdefault(target, {}).update(_named(cell))
    elif FACTS[target].type == FactType.LIST:
        told.setdefault(target, []).extend(_words(cell))
    elif FACTS[target].type == FactType.NUMBER:
        told[target] = _in_unit(cell, column)
    else:
        answer = yes_no(cell) if FACTS[target].type == FactType.TRUTH else str(cell)
        told[target] = cell if answer is None else answer


def _answer(cell: Any, column: Column, shape: type = object) -> bool | float:
    answer: bool | float | None = yes_no(cell)
    if answer is None and shape is object:
        answer = number(cell)
    if answer is None:
        wanted = "“是”或“否”" if shape is bool else "“是”“否”或数字"
        raise _Doubtful(f"“{column.header}”一栏写的是“{str(cell)[:40]}”，应当是{wanted}")
    return answer


def _words(cell: Any) -> list[str]:
    parts: Sequence[Any] = cell if isinstance(cell, list) else _SEPARATORS.split(str(cell))
    return [words for part in parts if (words := str(part).strip()) and yes_no(words) is None]


def _named(cell: Any) -> dict[str, Any]:
    """Standings or facts listed in one cell hold; a cell 无 tells nothing."""
    return dict(cell) if isinstance(cell, Mapping) else dict.fromkeys(_words(cell), True)


def _in_unit(cell: Any, column: Column) -> Any:
    """The number in the unit of the registry; words are left to the registry, which knows 280万."""
    figure = number(cell)
    if figure is None or not column.unit:
        return cell if figure is None else figure
    worth, unit = UNITS[column.unit][1], UNITS[FACTS[column.target].unit][1]
    return float(Decimal(str(figure)) * worth / unit)


def _age(cell: Any, column: Column, on: date) -> int:
    """Whole years; where only the month of birth is told, and it is this month, the younger age."""
    found = _MONTH.fullmatch(str(cell))
    try:
        year, month, day = (int(part) if part else None for part in found.groups()) if found else (None,) * 3
        born = date(year or 0, month or 0, day or 1)
    except ValueError:
        raise _Doubtful(f"“{column.header}”一栏的“{str(cell)[:40]}”不是日期") from None
    before = (on.month, on.day) < (born.month, born.day) if day else on.month <= born.month
    if not 0 <= (age := on.year - born.year - before) <= 120:
        raise _Doubtful(f"“{column.header}”一栏的“{cell}”算出的年龄是{age}岁")
    return age
