"""A row of a table as a profile: what is told, or why the row cannot be read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.columns import Column, ColumnMapping, number, yes_no
from assistant.headers import BORN, FREE, SHARE, STANDING
from assistant.tables import LONGEST_CELL, Row, Table
from policies.errors import InvalidProfile
from policies.facts import FACTS, FactType
from policies.profile import in_a_form, read_profile
from policies.values import read_value

_SUMS = re.compile(r"(?:合|总|小)\s*计[:：]?")


@dataclass(frozen=True, slots=True)
class Subject:
    """One enterprise, talent or project of a table, checked; `doubtful` says in Chinese what may be wrong."""

    line: int
    name: str
    profile: Mapping[str, Any]
    doubtful: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be read, and the reason as a Chinese phrase."""

    line: int
    name: str
    reason: str


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
                name = " ".join(str(cell)[:80].split())
            tell(told, column, _checked(cell, column), on)
        if any(isinstance(cell, str) and _SUMS.fullmatch(cell) for cell in row.cells[:3]):
            raise InvalidProfile("这是合计行")
        checked = read_profile(told, on)
    except InvalidProfile as wrong:
        return Unread(row.line, name, in_a_form(str(wrong)))
    if checked.fault:  # of one profile a doubtful fact is left out; of a table the row, which can be mended
        return Unread(row.line, name, checked.fault)
    profile = checked.told
    if not profile.keys() - {"name", "kind"}:
        return Unread(row.line, name, "这一行除了名称什么都没有填")
    doubtful = "；".join(in_a_form(words).rstrip("。") for words in checked.doubtful)
    return Subject(row.line, name, profile, doubtful)


def _checked(cell: Any, column: Column) -> Any:
    if isinstance(cell, str) and len(cell) > LONGEST_CELL:
        raise InvalidProfile(
            f"“{column.header}”一栏有 {len(cell):,} 个字，太长了，请核对表格（可能少了一个引号）"
        )
    return cell


def tell(told: dict[str, Any], column: Column, cell: Any, on: date) -> None:
    """Add what a cell tells, as `read_profile` takes it: under its label and unit where it is a number.

    Raises `InvalidProfile` where a cell does not say what its column tells.
    """
    target = column.target
    if target.startswith(FREE):
        told.setdefault("facts", {})[target.removeprefix(FREE)] = _answer(cell, column)
    elif target.startswith(STANDING):
        told.setdefault("qualifications", {})[target.removeprefix(STANDING)] = _answer(cell, column, bool)
    elif target == BORN:
        told["age"] = _age(cell, column, on)
    elif FACTS[target].type in (FactType.NAMED, FactType.LIST):
        _add(told, target, cell)
    elif column.unit == SHARE:
        told[target] = _hundredfold(cell)
    elif column.unit:
        told[f"{FACTS[target].label}({column.unit})"] = cell
    else:
        told[target] = str(cell) if FACTS[target].type not in _TYPED and _is_plain(cell) else cell


def _is_plain(cell: Any) -> bool:
    """Whether a cell may stand for words: 2026 for a name, but no list and no bytes."""
    return isinstance(cell, str | int | float | Decimal)


_TYPED = (FactType.NUMBER, FactType.TRUTH, FactType.DATE)


def _answer(cell: Any, column: Column, shape: type = object) -> bool | float:
    answer: bool | float | None = yes_no(cell)
    if answer is None and shape is object:
        answer = number(cell)
    if answer is None:
        wanted = "“是”或“否”" if shape is bool else "“是”“否”或数字"
        raise InvalidProfile(f"“{column.header}”一栏写的是“{str(cell)[:40]}”，应当是{wanted}")
    return answer


def _add(told: dict[str, Any], target: str, cell: Any) -> None:
    """Lists and names may stand in several columns."""
    try:
        read = read_value(FACTS[target], cell)
    except ValueError as wanted:
        raise InvalidProfile(f"“{FACTS[target].label}”一栏写的是“{str(cell)[:40]}”，应当是{wanted}") from None
    if isinstance(read, Mapping):
        told.setdefault(target, {}).update(read)
    else:
        told.setdefault(target, []).extend(read)


def _hundredfold(cell: Any) -> Any:
    share = number(cell)
    return cell if share is None else float(Decimal(str(share)) * 100)


def _age(cell: Any, column: Column, on: date) -> int | None:
    """Whole years; None where the day is not told and may lie before or after today's."""
    try:
        born = str(read_value(FACTS["founded_on"], cell))
    except ValueError:
        raise InvalidProfile(f"“{column.header}”一栏的“{str(cell)[:40]}”不是日期") from None
    birthday, today = born[5:], on.isoformat()[5 : len(born)]
    if len(born) < len("1990-06-01") and birthday == today:
        return None
    age = on.year - int(born[:4]) - (today < birthday)
    if not 0 <= age <= 120:
        raise InvalidProfile(f"“{column.header}”一栏的“{cell}”算出的年龄是{age}岁")
    return age
