"""Tables too large for a workbook: profiles in, the verdicts on many clauses out, both as Parquet.

DuckDB reads, sorts and writes on one machine; `assistant.spark` does on many. Both hand the same batches to
the same kernel (`verdict_batches`).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from glob import escape
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from assistant.arrow_profiles import is_read, table_of
from assistant.headers import meaning
from policies.errors import UnreadableTable
from policies.matching.bits import VERDICTS, Stretch
from policies.matching.compiled import Provision
from policies.matching.general import PLACES
from policies.matching.kernel import Decided, Kernel
from policies.model import Verdict

AT_ONCE = 131_072
"""Rows in a batch: their planes of bits fit the processor's caches."""

VERDICTS_SCHEMA = pa.schema(
    [
        ("batch", pa.string()),
        ("clause", pa.string()),
        ("in_force", pa.bool_()),
        ("first", pa.int32()),
        ("rows", pa.int32()),
        ("possible", pa.binary()),
        ("asked", pa.binary()),
        ("certain", pa.binary()),
        ("ids", pa.list_(pa.string())),
    ]
)
"""A batch of profiles is one record with the `ids` of its rows in order and no clause, and for each clause
records of neighbouring rows that do not all fail, as bits (see `policies.matching.bits.Stretch`)."""

_RECORDS = 512


@dataclass(frozen=True)
class BatchOrder:
    """What is asked of a table: these clauses on a day.

    `id_column` names its rows; `kind` is what all of them are where no column says it.
    """

    provisions: Sequence[Provision]
    on: date
    id_column: str
    kind: str | None = None


def verdict_batches(batches: Iterable[pa.RecordBatch], order: BatchOrder) -> Iterator[pa.RecordBatch]:
    """The verdicts on profiles, as `VERDICTS_SCHEMA`; raises `InvalidProfile`."""
    kernel = Kernel(order.provisions, order.on)
    for batch in batches:
        if not batch.num_rows:
            continue
        table = table_of(batch, order.on, order.kind)
        ids = batch.column(order.id_column).cast(pa.string()).take(pa.array(table.order)).to_pylist()
        name = ids[0]
        records = [(name, "", True, 0, table.rows, b"", b"", b"", ids)]
        for decided in kernel.over(table):
            records += [_record(name, decided, stretch) for stretch in decided.stretches]
            if len(records) >= _RECORDS:
                yield _records(records)
                records = []
        yield _records(records)


_Record = tuple[str, str, bool, int, int, bytes, bytes, bytes, list[str]]


def _record(batch: str, decided: Decided, part: Stretch) -> _Record:
    planes = (part.possible.tobytes(), part.asked.tobytes(), part.certain.tobytes())
    return (batch, decided.provision.id, decided.in_force, part.first, part.rows, *planes, [])


def _records(records: Sequence[_Record]) -> pa.RecordBatch:
    arrays = [
        pa.array([record[k] for record in records], field.type) for k, field in enumerate(VERDICTS_SCHEMA)
    ]
    return pa.record_batch(arrays, schema=VERDICTS_SCHEMA)


def match_file(profiles: Path, order: BatchOrder, target: Path) -> None:
    """Match the Parquet file `profiles` and write `target`, whole or not at all; raises `InvalidProfile`."""
    half = target.with_name(f"{target.name}.未完成")
    try:
        _write(profiles, order, half)
        half.replace(target)
    finally:
        half.unlink(missing_ok=True)


def _write(profiles: Path, order: BatchOrder, target: Path) -> None:
    import duckdb  # noqa: PLC0415 - only large tables need it

    writer = pq.ParquetWriter(target, VERDICTS_SCHEMA, compression="zstd")
    try:
        with closing(duckdb.connect()) as base, writer as out:
            source = base.read_parquet(escape(str(profiles)))  # else [2026] in a name finds other files
            places = ", ".join(f'"{name}"' for name in place_columns(source.columns))
            batches = (source.order(places) if places else source).to_arrow_reader(AT_ONCE)
            for decided in verdict_batches(batches, order):
                out.write_batch(decided)
    except (duckdb.Error, pa.ArrowException) as broken:
        problem = f"表格“{profiles.name}”中有读不出的内容"
        raise UnreadableTable(f"{problem}，请重新导出，各栏只用文字、数字、日期和是否。") from broken


_IDS = ("id", "编号", "统一社会信用代码", "社会信用代码", "企业名称", "名称", "姓名", "name")


def check_headers(profiles: Path) -> tuple[str, tuple[str, ...]]:
    """The column that names the rows of a Parquet file, and those that are left out.

    Raises `UnreadableTable` where no column names the rows or none tells anything, or two have one header.
    """
    try:
        schema = pq.read_schema(profiles)
        headers = schema.names
    except (OSError, pa.ArrowException) as broken:
        problem = f"“{profiles.name}”不是完好的 parquet 文件"
        raise UnreadableTable(f"{problem}，写成 parquet 的结果只能从 parquet 表得来，请先转换。") from broken
    named = next((name for name in _IDS if name in headers), None)
    if named is None:
        wanted = "、".join(_IDS[:4])
        raise UnreadableTable(f"表格“{profiles.name}”没有一栏能指明是哪一行，请加一栏，如{wanted}。")
    used = [name for name in headers if name == named or is_read(name)]
    folded = [name.casefold() for name in headers]  # as DuckDB and Spark compare them
    if twice := next((name for name in used if folded.count(name.casefold()) > 1), None):
        raise UnreadableTable(f"表格“{profiles.name}”中有两栏都叫“{twice}”，请只留一栏，或改掉一栏的表头。")
    if pa.types.is_nested(schema.field(named).type):
        raise UnreadableTable(f"表格“{profiles.name}”的“{named}”一栏不是文字或数字，请改成每行一个编号。")
    if not any(is_read(name) for name in headers if name != named):
        raise UnreadableTable(f"表格“{profiles.name}”没有一栏用得上，请把表头改成“所在地、行业”这样的名称。")
    return named, tuple(name for name in headers if name != named and not is_read(name))


def place_columns(headers: Iterable[str]) -> list[str]:
    """The columns by which rows are put in order, so that a clause finds those of its place together."""
    found = {told[0]: header for header in headers if (told := meaning(header))}
    return [found[key] for key in PLACES if key in found]


def pairs(
    records: Iterable[pa.RecordBatch], wanted: Sequence[Verdict] = (Verdict.ELIGIBLE,)
) -> Iterator[tuple[str, str, Verdict]]:
    """Row, clause and verdict of each pair with a verdict that is `wanted`, from what `verdict_batches` gave.

    The records of a batch come in any order, as long as the one with its ids comes first.
    """
    ids: dict[str, list[str]] = {}
    for batch in records:
        for record in batch.to_pylist():
            if not record["clause"]:
                ids[record["batch"]] = record["ids"]
                continue
            rows = ids[record["batch"]][record["first"] :]
            for row, verdict in _verdicts(record):
                if verdict in wanted:
                    yield rows[row], record["clause"], verdict


def _verdicts(record: dict[str, Any]) -> Iterator[tuple[int, Verdict]]:
    """The rows of a record that do not fail, with their verdicts."""
    planes = (np.frombuffer(record[plane], np.uint8) for plane in ("possible", "asked", "certain"))
    codes = Stretch(record["first"], record["rows"], *planes).codes()
    for row in np.flatnonzero(codes).tolist():
        yield row, VERDICTS[codes[row]] if record["in_force"] else Verdict.NOT_IN_FORCE
