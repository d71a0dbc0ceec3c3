"""Arrow batches of profiles as tables of the kernel; every distinct value is checked as a profile's is.

Columns are named as the registry of facts names them; `事实:名称` is a free fact, `资质:名称` a standing.
Other columns are left out.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from policies.errors import InvalidProfile
from policies.facts import FactType, fact_rules, find_fact
from policies.matching.columns import FACT, Column, Table
from policies.profile import check_profile

_FREE, _STANDING = ("事实:", "事实：", FACT), ("资质:", "资质：")
_TOLD_BY_ALL = "qualifications"


def table_of(batch: pa.RecordBatch, on: date, kind: str | None = None) -> Table:
    """The table of a batch, all of `kind` where no column says it; raises `InvalidProfile`."""
    columns: dict[str, Column] = {}
    standings: list[Column] = []
    for header, cells in zip(batch.schema.names, batch.columns, strict=True):
        if name := _named(header, _FREE):
            columns[FACT + name] = _free(name, cells)
        elif name := _named(header, _STANDING):
            standings.append(_distinct(cells, partial(_standing, name)))
        elif fact := find_fact(header):
            key = fact.fact.key
            if key in columns:
                raise InvalidProfile(f"表格中“{fact.fact.label}”有两栏，请只留一栏。")
            as_is = fact.fact.type == FactType.NUMBER and fact.unit in ("", fact.fact.unit)
            columns[key] = (
                _numbers(header, key, cells)
                if as_is and _is_number(cells.type)
                else _distinct(cells, partial(_field, header, on))
            )
    if standings:
        columns[_TOLD_BY_ALL] = _together([*standings, *filter(None, [columns.get(_TOLD_BY_ALL)])])
    if kind:
        everyone = Column(np.ones(batch.num_rows, dtype=np.int32), [{}, {"kind": kind}], [None, kind])
        columns.setdefault("kind", everyone)
    _set_aside(columns)
    return Table.of(columns, batch.num_rows)


def is_read(header: str) -> bool:
    """Whether a column of that name tells something of a profile."""
    return bool(_named(header, (*_FREE, *_STANDING)) or find_fact(header))


def _named(header: str, marks: Sequence[str]) -> str:
    return next((header.removeprefix(mark) for mark in marks if header.startswith(mark)), "")


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _numbers(header: str, key: str, cells: pa.Array) -> Column:
    column = Column.of_numbers(key, _as_floats(cells))
    for number in column.numbers[:1] + column.numbers[-1:]:
        check_profile({header: number})
    return column


def _as_floats(cells: pa.Array) -> NDArray[np.float64]:
    floats: NDArray[np.float64] = cells.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return floats


def _free(name: str, cells: pa.Array) -> Column:
    if _is_number(cells.type):
        return Column.of_numbers(FACT + name, _as_floats(cells))

    def told(value: Any) -> dict[str, Any]:
        facts = check_profile({"facts": {name: value}}).get("facts", {})
        return {FACT + name: facts[name]} if name in facts else {}

    return _distinct(cells, told)


def _field(header: str, on: date, value: Any) -> dict[str, Any]:
    return check_profile({header: value}, on)


def _standing(name: str, value: Any) -> dict[str, Any]:
    return check_profile({_TOLD_BY_ALL: {name: value}})


def _distinct(cells: pa.Array, told: Callable[[Any], Mapping[str, Any]]) -> Column:
    """A column whose distinct values are each read once; nulls are not told."""
    if pa.types.is_nested(cells.type):
        known: dict[str, int] = {}
        values: list[Any] = []
        codes = np.empty(len(cells), dtype=np.int32)
        for row, value in enumerate(cells.to_pylist()):
            codes[row] = known.setdefault(repr(value), len(known))
            if len(known) > len(values):
                values.append(value)
    else:
        encoded = cells.dictionary_encode()
        values = encoded.dictionary.to_pylist()
        codes = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False).astype(np.int32)
        values.append(None)
    read = [told(value) if value is not None else {} for value in values]
    # Different spellings may tell the same, and some tell nothing.
    same: dict[str, int] = {repr({}): 0}
    renumbered = np.array([same.setdefault(repr(one), len(same)) for one in read], dtype=np.int32)
    telling = dict(zip(renumbered.tolist(), read, strict=True)) | {0: {}}
    return Column(renumbered[codes], [telling[code] for code in range(len(same))], [None, *list(same)[1:]])


def _together(standings: Sequence[Column]) -> Column:
    """One column of all standings; of several that tell of one, the last is believed."""
    apart = [
        Column(one.codes, [{str(k): value} for value in one.values], one.keys)
        for k, one in enumerate(standings)
    ]
    joint = Column.joint(apart)
    merged = [
        {name: holds for value in told.values() for name, holds in value.get(_TOLD_BY_ALL, {}).items()}
        for told in joint.values
    ]
    values = [{_TOLD_BY_ALL: one} if one else {} for one in merged]
    return Column(joint.codes, values, [repr(one) for one in values])


def _set_aside(columns: dict[str, Column]) -> None:
    """What contradicts itself in a row decides nothing there."""
    against: dict[str, NDArray[np.bool_]] = {}
    for rule in fact_rules()["contradiction"]:
        more, than = (columns.get(rule[side]) for side in ("more", "than"))
        if more is None or than is None:
            continue
        wrong = _values(more, rule["more"]) > _values(than, rule["than"])
        for key in (rule["more"], rule["than"]):
            against[key] = against.get(key, np.zeros_like(wrong)) | wrong
    for key, wrong in against.items():
        column = columns[key]
        columns[key] = Column(np.where(wrong, 0, column.codes), column.values, column.keys, column.numbers)


def _values(column: Column, key: str) -> NDArray[np.float64]:
    numbers = column.numbers or tuple(value[key] for value in column.values[1:])
    return np.array([np.nan, *numbers])[column.codes]
