"""Which column of a table tells which fact of a profile, found from the headers or given by a mapping file.

A column is only used where its meaning is certain: two columns for one fact, or a fraction that may be a
percentage, are left out and say so, since a wrong figure would decide wrongly.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from math import isnan
from typing import Any

from assistant.headers import BORN, FREE, SHARE, UNUSED, kind_named, meaning
from assistant.tables import Row, Table
from policies.errors import UnreadableTable
from policies.facts import FACTS, FactType
from policies.numbers import ARABIC
from policies.values import truth_of

PERCENT_OR_SHARE = "看不出是 5% 还是 0.05%，请在表头写明单位，如“（%）”或“（小数）”"
"""Why a column of percentages is not used."""

_PASSED_OVER, _GIVEN = "条件用不到，不读", "按映射文件"
_SAMPLED = 200
_FITTING = 0.95  # of the cells of a free column; the others are listed as rows that cannot be read
_NUMBER = re.compile(rf"[-+]?{ARABIC}")
# What many tables hold and no condition asks; some of it must not travel further.
_PRIVATE = re.compile(
    r"序号|编号|身份证|证件|护照|电话|手机|联系|邮箱|地址|备注|说明|开户|账号|银行|信用代码|民族|性别|照片|微信"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, the fact that it tells (`UNUSED` for none), in which unit, and why.

    A target is a key of the registry, `fact:` or `qualification:` with a name, or `BORN`. `sample` is one
    of its cells.
    """

    header: str
    target: str
    unit: str = ""
    why: str = ""
    sample: str = ""


@dataclass(frozen=True)
class ColumnMapping:
    """What every column tells; `kind` is what all rows are, where no column says it."""

    columns: tuple[Column, ...]
    kind: str | None = None

    @property
    def keys(self) -> frozenset[str]:
        """The profile keys and `fact:`/`qualification:` names that rows may tell."""
        told = {"age" if one.target == BORN else one.target for one in self.columns if one.target}
        return frozenset(told | ({"kind"} if self.kind else set()))

    @property
    def doubtful(self) -> tuple[Column, ...]:
        """The columns that are not used though they might tell something."""
        unused = (one for one in self.columns if one.header and not one.target)
        return tuple(one for one in unused if one.why not in (_PASSED_OVER, _GIVEN))

    @property
    def free(self) -> tuple[str, ...]:
        return tuple(one.target.removeprefix(FREE) for one in self.columns if one.target.startswith(FREE))


@dataclass(frozen=True)
class Given:
    """What a person says of the columns: target and unit by header, and what all rows are."""

    columns: dict[str, tuple[str, str]]
    kind: str | None = None


def map_columns(table: Table, given: Given | None = None, kind: str | None = None) -> ColumnMapping:
    """The meaning of each column; `given` and `kind` go before what the headers say."""
    rows = list(islice(table.rows(), _SAMPLED))
    columns = [
        _column(header, [row.cells[k] for row in rows if k < len(row.cells)], given)
        for k, header in enumerate(table.headers)
    ]
    columns = _sure_of_percents(_once(columns), rows, table.percents)
    kind = kind or (given and given.kind) or _kind(columns)
    return ColumnMapping(tuple(columns), None if any(c.target == "kind" for c in columns) else kind)


def check_usable(table: Table, mapping: ColumnMapping) -> None:
    """Raise `UnreadableTable` where the columns tell nothing that a condition could ask."""
    if not mapping.keys - {"name", "kind"}:
        headers = "、".join(f"“{header}”" for header in table.headers[:8] if header)
        remedy = "请把表头改成“所在地、行业、学历”这样的名称，或用映射文件说明"
        raise UnreadableTable(f"表格“{table.name}”没有一栏用得上（表头是{headers}），{remedy}。")


def _column(header: str, cells: Sequence[Any], given: Given | None) -> Column:
    told = [cell for cell in cells if cell is not None]
    sample = str(told[0])[:40] if told else ""
    if given and (named := given.columns.get(header)) is not None:
        return Column(header, *named, why=_GIVEN, sample=sample)
    bare = header.partition("#")[0]
    if not bare:
        return Column(header, UNUSED, why="没有表头", sample=sample)
    if found := meaning(bare):
        return Column(header, *found, why="按表头", sample=sample)
    if _PRIVATE.search(bare):
        return Column(header, UNUSED, why=_PASSED_OVER, sample="")
    for shape, name in ((yes_no, "是/否"), (number, "数字")):
        if told and sum(shape(cell) is not None for cell in told) >= _FITTING * len(told):
            return Column(
                header, FREE + bare.removeprefix("是否"), why=f"这栏都是{name}，作为一项事实", sample=sample
            )
    return Column(header, UNUSED, why="不认得这个表头，内容也不是“是/否”或数字", sample=sample)


def yes_no(cell: Any) -> bool | None:
    """What a cell answers to a plain question, or None; 1 and 0 are rather numbers."""
    return cell if isinstance(cell, bool) else truth_of(cell) if _is_words(cell) else None


def _is_words(cell: Any) -> bool:
    return isinstance(cell, str) and cell not in ("0", "1")


def number(cell: Any) -> float | None:
    """The number in a cell, or None."""
    if isinstance(cell, Decimal) or (isinstance(cell, str) and _NUMBER.fullmatch(cell)):
        return float(str(cell).replace(",", ""))
    return cell if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def may_be_shares(cells: Iterable[Any]) -> bool:
    """Whether what stands in a column of percentages may be shares of 1: 0.05 for 5 %."""
    numbers = [found for cell in cells if (found := number(cell)) is not None and not isnan(found)]
    return any(n % 1 for n in numbers) and all(abs(n) <= 1 for n in numbers)


def _once(columns: Sequence[Column]) -> list[Column]:
    """A fact told by several columns is told by none of them."""
    count = Counter(column.target for column in columns if column.target)
    lists = {fact.key for fact in FACTS.values() if fact.type in (FactType.LIST, FactType.NAMED)}

    def kept(column: Column) -> Column:
        if count[column.target] < 2 or column.target in lists:
            return column
        same = "、".join(f"“{one.header}”" for one in columns if one.target == column.target)
        return replace(column, target=UNUSED, why=f"{same}说的是同一件事，请只留一栏或用映射文件指定")

    return [kept(column) if column.target else column for column in columns]


def _sure_of_percents(
    columns: list[Column], rows: Sequence[Row], percents: Callable[[], set[int]]
) -> list[Column]:
    """5% in a spreadsheet is the number 0.05, shown as a percentage; without the show it may be 0.05%."""
    doubtful = [
        k
        for k, column in enumerate(columns)
        if not column.unit
        and getattr(FACTS.get(column.target), "unit", "") == "%"
        and may_be_shares(_at(row.cells, k) for row in rows)
    ]
    shown = percents() if doubtful else set()
    for k in doubtful:
        told = {"unit": SHARE} if k in shown else {"target": UNUSED, "why": PERCENT_OR_SHARE}
        columns[k] = replace(columns[k], **told)
    return columns


def _at(cells: Sequence[Any], k: int) -> Any:
    return cells[k] if k < len(cells) else None


def _kind(columns: Iterable[Column]) -> str | None:
    used = [column for column in columns if column.target]
    named = [kind_named(column.header.partition("#")[0]) for column in used if column.target == "name"]
    if kinds := [kind for kind in named if kind]:
        return kinds[0]
    return (
        "talent" if any(column.target in FACTS and FACTS[column.target].personal for column in used) else None
    )
