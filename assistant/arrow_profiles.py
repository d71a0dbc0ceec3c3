"""Arrow batches of profiles as tables of the kernel; every distinct value is checked as a profile's is.

Headers mean what they mean in a workbook (`assistant.headers`); columns that they do not name are left out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from assistant import columns as workbook
from assistant.columns import PERCENT_OR_SHARE, may_be_shares
from assistant.headers import BORN, FREE, STANDING, meaning
from assistant.subjects import tell
from policies.errors import InvalidProfile
from policies.facts import FACTS, FactType, fact_rules
from policies.matching.columns import FACT, Column, Table
from policies.profile import check_profile, in_a_form

_STANDINGS = "qualifications"
_SEVERAL = (FactType.LIST, FactType.NAMED)
_NAMING = ("name",)  # tells whom a row is about, and no condition asks it


def table_of(batch: pa.RecordBatch, on: date, kind: str | None = None) -> Table:
    """The table of a batch, all of `kind` where no column says it; raises `InvalidProfile`."""
    told: dict[str, list[Column]] = defaultdict(list)
    for header, cells in zip(batch.schema.names, batch.columns, strict=True):
        if is_read(header) and (found := meaning(header)):
            column = workbook.Column(header, *found)
            told[_key(column.target)].append(_column(column, cells, on))
    columns = {key: _together(key, parts) for key, parts in told.items()}
    if kind:
        everyone = Column(np.ones(batch.num_rows, dtype=np.int32), [{}, {"kind": kind}], [None, kind])
        columns.setdefault("kind", everyone)
    _set_aside(columns)
    return Table.of(columns, batch.num_rows)


def is_read(header: str) -> bool:
    """Whether a column of that name tells something that a condition may ask."""
    found = meaning(header)
    return found is not None and found[0] not in _NAMING


def _key(target: str) -> str:
    """The part of a profile that a target tells."""
    return "age" if target == BORN else _STANDINGS if target.startswith(STANDING) else target


def _column(column: workbook.Column, cells: pa.Array, on: date) -> Column:
    fact = FACTS.get(column.target)
    as_is = fact and fact.type == FactType.NUMBER and column.unit in ("", fact.unit)
    if fact and fact.unit == "%" and not column.unit and may_be_shares(_unique(cells)):
        raise InvalidProfile(f"表格中“{column.header}”一栏{PERCENT_OR_SHARE}。")
    if _is_number(cells.type) and (as_is or column.target.startswith(FREE)):
        return _numbers(column, cells, on)
    return _distinct(cells, partial(_told, column, on))


def _unique(cells: pa.Array) -> list[Any]:
    values: list[Any] = (cells if pa.types.is_nested(cells.type) else cells.unique()).to_pylist()
    return values


def _told(column: workbook.Column, on: date, value: Any) -> dict[str, Any]:
    """What a cell tells, a free fact as `fact:<name>`."""
    told: dict[str, Any] = {}
    try:
        tell(told, column, value, on)
        checked = check_profile(told, on)
    except InvalidProfile as wrong:
        raise InvalidProfile(f"表格中{in_a_form(str(wrong)).rstrip('。')}。") from None
    free = {FACT + name: value for name, value in checked.pop("facts", {}).items()}
    return {**checked, **free}


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _numbers(column: workbook.Column, cells: pa.Array, on: date) -> Column:
    numbers = Column.of_numbers(column.target, _as_floats(cells))
    for number in numbers.numbers[:1] + numbers.numbers[-1:]:
        _told(column, on, number)
    return numbers


def _as_floats(cells: pa.Array) -> NDArray[np.float64]:
    floats: NDArray[np.float64] = cells.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    return floats


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


def _together(key: str, parts: Sequence[Column]) -> Column:
    """One column of all that tell a part of a profile; of standings told twice the last is believed."""
    if len(parts) == 1:
        return parts[0]
    if key not in FACTS or FACTS[key].type not in _SEVERAL:
        label = FACTS[key].label if key in FACTS else key.removeprefix(FREE)
        raise InvalidProfile(f"表格中“{label}”有两栏，请只留一栏。")
    apart = [Column(one.codes, [{str(k): v} for v in one.values], one.keys) for k, one in enumerate(parts)]
    joint = Column.joint(apart)
    merged = [_all_of(value[key] for value in told.values() if key in value) for told in joint.values]
    values: list[Mapping[str, Any]] = [{key: one} if one else {} for one in merged]
    return Column(joint.codes, values, [repr(one) for one in values])


def _all_of(values: Iterable[Any]) -> Any:
    """Lists one after the other, names over one another; None where there is none."""
    told = list(values)
    if not told or not isinstance(told[0], Mapping):
        return list(dict.fromkeys(chain.from_iterable(told)))
    return {name: holds for value in told for name, holds in value.items()}


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
