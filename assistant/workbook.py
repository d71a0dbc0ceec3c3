"""Views as the sheets of a workbook, written so that nothing people typed becomes a formula.

A view with more rows than a sheet can take in comfort goes whole into a CSV file beside the workbook.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from xlsxwriter.utility import xl_range

from assistant.cells import CsvLines, SheetLines
from assistant.service import Progress
from policies.errors import PolicyMatchError

MOST_ROWS = 100_000
"""Rows of a sheet, headers aside. A sheet could hold 1,048,575, but takes minutes to write and to open."""

_AT_ONCE = 1_000
_PLAIN = {"valign": "top", "font_name": "Microsoft YaHei", "font_size": 10}
_FORMATS: dict[str, dict[str, Any]] = {
    "head": {
        "bold": True,
        "bg_color": "#205072",
        "font_color": "#FFFFFF",
        "text_wrap": True,
        "valign": "vcenter",
    },
    "text": {},
    "wrap": {"text_wrap": True},
    "count": {"num_format": "#,##0"},
    "yuan": {"num_format": "#,##0.00"},
    "link": {"font_color": "#0563C1", "underline": 1},
    "good": {"font_color": "#0F5132", "bold": True},
    "warn": {"font_color": "#8A5A00"},
    "off": {"font_color": "#777777"},
}
_SAMPLE = re.compile(r'(<row r="2".*?</row>)')
_STYLE = re.compile(r's="(\d+)"')
_EXTENT = re.compile(r'(?<=<dimension ref=")[^"]+')


@dataclass(frozen=True)
class View:
    """A sheet: its columns (title, width, format) and its rows; `size` counts them."""

    name: str
    columns: tuple[tuple[str, int, str], ...]
    rows: Iterable[Sequence[Any]]
    size: int


def write_views(
    views: Sequence[View], output: Path, folder: Path, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Write all views in `folder`, then put them in place; the result names the files beside the workbook.

    Raises `PolicyMatchError` when the place cannot be written.
    """
    long = {view.name: beside(output, view) for view in views if view.size > MOST_ROWS}
    try:
        _write(folder / "book.xlsx", views, folder, progress)
        for name, place in long.items():
            (folder / f"{name}.csv").replace(place)
        _put(folder / "book.xlsx", output)
    except OSError as refused:
        reason = "可能正开着，或文件夹不能写入"
        remedy = "请关掉它后再运行一次，不用重新匹配"
        raise PolicyMatchError(f"“{output}”写不进去（{reason}），{remedy}。") from refused
    return tuple(long.values())


def beside(output: Path, view: View) -> Path:
    """The CSV file of a view that is too long for a sheet."""
    return output.with_name(f"{output.stem}.{view.name}.csv")


def _put(made: Path, output: Path) -> None:
    """In one step; the output before is kept, since somebody may have written in it."""
    if output.exists():
        output.replace(output.with_name(f"{output.stem}.上一份{output.suffix}"))
    made.replace(output)


def _write(made: Path, views: Sequence[View], folder: Path, progress: Progress | None) -> None:
    """The workbook as xlsxwriter makes it, with our rows in the place of a sample row."""
    sheets = {f"xl/worksheets/sheet{number}.xml": view for number, view in enumerate(views, 1)}
    total = sum(min(view.size, MOST_ROWS) for view in views)
    done = 0
    with ZipFile(_without_rows(views, folder)) as plain, ZipFile(made, "w", ZIP_DEFLATED) as book:
        for name in plain.namelist():
            with book.open(name, "w") as part:
                if not (view := sheets.get(name)):
                    part.write(plain.read(name))
                    continue
                for lines in _sheet(plain.read(name).decode(), view, part, folder):
                    if progress:
                        progress(done + lines, total, "正在写 Excel")
                done += min(view.size, MOST_ROWS)


def _without_rows(views: Sequence[View], folder: Path) -> IO[bytes]:
    """All but the rows: headers, widths, filters, and a sample row with a cell of each format."""
    held = BytesIO()
    options = {"constant_memory": True, "tmpdir": str(folder), "default_format_properties": _PLAIN}
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties({"title": "预匹配清单", "comments": "由政策匹配助手生成，供核对，不作兑现依据"})
        formats = {name: book.add_format({**_PLAIN, **more}) for name, more in _FORMATS.items()}
        for view in views:
            sheet = _headed(book, view, formats)
            for place, each in enumerate(formats.values()):
                sheet.write_blank(1, place, None, each)
    return held


def _headed(book: Any, view: View, formats: dict[str, Any]) -> Any:
    sheet = book.add_worksheet(view.name)
    for column, (_, width, _) in enumerate(view.columns):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 24)
    sheet.write_row(0, 0, [title for title, *_ in view.columns], formats["head"])
    sheet.freeze_panes(1, 2 if len(view.columns) > 4 else 0)
    sheet.autofilter(0, 0, max(1, min(view.size, MOST_ROWS)), len(view.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _sheet(plain: str, view: View, part: IO[bytes], folder: Path) -> Iterator[int]:
    """Write a sheet with its rows; yields how many lines are written."""
    head, sample, foot = _SAMPLE.split(plain)
    extent = xl_range(0, 0, min(view.size, MOST_ROWS), len(view.columns) - 1)
    part.write(_EXTENT.sub(extent, head).encode())
    lines = SheetLines(
        [name for *_, name in view.columns], dict(zip(_FORMATS, _STYLE.findall(sample), strict=True))
    )
    rows = iter(view.rows)
    if view.size > MOST_ROWS:
        rows = _copied(rows, view, folder / f"{view.name}.csv")
    shown, written = islice(rows, MOST_ROWS), 0
    while some := list(islice(shown, _AT_ONCE)):
        part.write("".join(map(lines.line, range(written + 2, written + 2 + len(some)), some)).encode())
        written += len(some)
        yield written
    for _ in rows:  # the rest goes to the CSV file alone
        pass
    part.write(foot.encode())


def _copied(rows: Iterator[Sequence[Any]], view: View, file: Path) -> Iterator[Sequence[Any]]:
    """The rows, each written to a CSV file as it passes."""
    lines = CsvLines()
    with file.open("w", encoding="utf-8", newline="") as opened:
        opened.write("\ufeff" + lines.line([title for title, *_ in view.columns]))
        for row in rows:
            opened.write(lines.line(row))
            yield row
