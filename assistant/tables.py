"""A table as people keep it (csv, xlsx, parquet): its headers, and its rows one by one.

Rows are numbered as a spreadsheet shows them, so that a complaint can be looked up. Nothing is taken for
granted about the content: a cell is what the file holds, blank cells are None.
"""

import csv
import re
import zipfile
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from math import isnan
from pathlib import Path
from typing import Any

from policies.errors import UnreadableTable
from policies.values import is_blank

LONGEST_CELL = 32_767
"""Characters; no spreadsheet holds more, so a longer cell is a fault of the file."""

MOST_UNPACKED = 2_000_000_000
_SHOWN = 50
_HEADER_WITHIN = 10  # a title and notes may stand above the headers, not a whole page
_SPACE = re.compile(r"\s+")

Cells = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the number under which a spreadsheet shows it, and its cells in column order."""

    line: int
    cells: Cells


@dataclass(frozen=True)
class Table:
    """A table that has been opened; `rows` reads it from the start, each time it is called.

    `headers` are distinct: a repeated one gets the number of its column. `size` is the number of the last
    row, or near it. `percents` tells which columns, from 0, the file shows as percentages. `notes` are
    Chinese sentences about what was left out.
    """

    name: str
    headers: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    sha256: str
    size: int
    percents: Callable[[], set[int]] = set
    notes: tuple[str, ...] = ()


def open_table(file: Path, known: Callable[[str], bool] = bool) -> Table:
    """Open a table; raises `UnreadableTable`.

    The headers stand in that one of the first rows which has most cells that are `known`.
    """
    read = _READERS.get(file.suffix.lower())
    if read is None:
        kinds = "、".join(kind.lstrip(".") for kind in _READERS)
        raise UnreadableTable(f"“{file.name}”不是能读的表格，请另存为 {kinds} 之一后重试。")
    try:
        lines, size, notes = read(file)
        first, headers = _headers(lines(), known)
        fingerprint, newlines = _fingerprint(file)
    except OSError as refused:
        raise UnreadableTable(f"表格“{file}”打不开，请检查路径和权限后重试。") from refused

    def rows() -> Iterator[Row]:
        for row in lines():
            if row.line > first and any(cell is not None for cell in row.cells):
                yield row

    distinct = _distinct(headers)
    if not any(distinct):
        raise UnreadableTable(f"表格“{file.name}”是空的，请检查是不是选错了文件。")
    percents = partial(_percents, file, first) if file.suffix.lower() == ".xlsx" else set
    return Table(file.name, distinct, rows, fingerprint, size or newlines, percents, tuple(notes))


Lines = Callable[[], Iterator[Row]]
_Read = tuple[Lines, int | None, Sequence[str]]


def _headers(rows: Iterable[Row], known: Callable[[str], bool]) -> tuple[int, Cells]:
    """The line of the headers, and the headers."""
    first = [row for row in islice(rows, _HEADER_WITHIN) if any(cell is not None for cell in row.cells)]
    if not first:
        return 0, ()
    best = max(first, key=lambda row: sum(known(str(cell)) for cell in row.cells if cell is not None))
    return best.line, best.cells


def _distinct(headers: Cells) -> tuple[str, ...]:
    """The headers on one line each; those that come again are told apart by their column."""
    plain = [_SPACE.sub("", str(header)) if header is not None else "" for header in headers]
    repeated = {header for header in plain if header and plain.count(header) > 1}
    return tuple(f"{header}#{k}" if header in repeated else header for k, header in enumerate(plain, 1))


def _fingerprint(file: Path) -> tuple[str, int]:
    """The digest of the file, and how many lines it would have as text."""
    digest, newlines = sha256(), 0
    with file.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
            newlines += block.count(b"\n")
    return digest.hexdigest(), newlines


def cell_of(value: Any) -> Any:
    """A cell as the file holds it; None where nothing is told.

    A cell that says that nothing is known says nothing, and so does NaN, which would pass some thresholds.
    """
    if isinstance(value, str):
        return None if is_blank(value) else value.strip()
    if isinstance(value, float):
        return None if isnan(value) else int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value


# ---- csv --------------------------------------------------------------------------------------------


def _csv(file: Path) -> _Read:
    encoding = _encoding(file)
    csv.field_size_limit(1 << 31 - 1)
    with file.open(encoding=encoding, newline="") as opened:
        head = opened.read(1 << 14)
    mark = max(",\t;；|", key=head.count)

    def lines() -> Iterator[Row]:
        with file.open(encoding=encoding, newline="") as opened:
            for line, cells in enumerate(csv.reader(opened, delimiter=mark), 1):
                yield Row(line, tuple(map(cell_of, cells)))

    return lines, None, ()


_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def _encoding(file: Path) -> str:
    """UTF-8 where every byte of the file is, else what Chinese spreadsheets write."""
    with file.open("rb") as opened:
        head = opened.read(3)
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            decoder = getincrementaldecoder(encoding)()
            with file.open("rb") as opened:
                while block := opened.read(1 << 20):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
            return encoding
    raise UnreadableTable(f"表格“{file.name}”的文字编码无法识别，请用 Excel 另存为“CSV UTF-8”后重试。")


# ---- xlsx -------------------------------------------------------------------------------------------


def _sheet(file: Path) -> _Read:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415

    _check_size(file)
    try:
        book = CalamineWorkbook.from_path(str(file))
        shown = [s.name for s in book.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        sheets = [(name, book.get_sheet_by_name(name)) for name in shown]
    except CalamineError as broken:
        raise UnreadableTable(_not_a_book(file)) from broken
    full = [(name, sheet) for name, sheet in sheets if sheet.height]
    if not full:
        return lambda: iter(()), 0, ()
    name, sheet = full[0]
    others = "、".join(f"“{other}”" for other, _ in full[1:])
    notes = [f"只读了工作表“{name}”，没有读{others}。"] if others else []
    top, left = sheet.start or (0, 0)

    def lines() -> Iterator[Row]:
        for line, cells in enumerate(sheet.iter_rows(), 1):
            yield Row(line, (*(None,) * left, *map(cell_of, cells)))

    return lines, top + sheet.height, notes


def _check_size(file: Path) -> None:
    """A small file may unpack to more than the memory holds."""
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(file) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise UnreadableTable(f"表格“{file.name}”展开后太大，请分成几个文件，或另存为 CSV 后重试。")


def _not_a_book(file: Path) -> str:
    return f"“{file.name}”不是完好的 Excel 文件（可能有密码或已损坏），请用 Excel 打开后另存一份再试。"


def _percents(file: Path, header: int) -> set[int]:
    """The columns whose first figures are all shown as percentages."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only a table with small ratios needs it

    with closing(load_workbook(file, read_only=True)) as book:
        sheet = next(s for s in book.worksheets if s.sheet_state == "visible" and s.max_row)
        shown: dict[int, set[bool]] = {}
        for row in sheet.iter_rows(min_row=header + 1, max_row=header + _SHOWN):
            for cell in row:
                if isinstance(cell.value, int | float):
                    shown.setdefault(cell.column - 1, set()).add("%" in str(cell.number_format))
    return {k for k, told in shown.items() if told == {True}}


# ---- parquet ----------------------------------------------------------------------------------------


def _parquet(file: Path) -> _Read:
    import pyarrow.parquet as pq  # noqa: PLC0415 - heavy, and few tables are in this format

    with _whole(file), pq.ParquetFile(file) as opened:
        names, size = opened.schema_arrow.names, opened.metadata.num_rows

    def lines() -> Iterator[Row]:
        yield Row(1, tuple(names))
        line = 1
        with _whole(file), pq.ParquetFile(file) as opened:
            for batch in opened.iter_batches(8192):
                for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    line += 1
                    yield Row(line, tuple(map(cell_of, cells)))

    return lines, size + 1, ()


@contextmanager
def _whole(file: Path) -> Iterator[None]:
    """A damaged file shows at any row."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as broken:
        if isinstance(broken, FileNotFoundError | PermissionError):
            raise
        raise UnreadableTable(f"“{file.name}”不是完好的 parquet 文件，请重新导出后再试。") from broken


_READERS: dict[str, Callable[[Path], _Read]] = {
    ".csv": _csv,
    ".xlsx": _sheet,
    ".xls": _sheet,
    ".parquet": _parquet,
}
