"""Views as the sheets of a workbook, written so that nothing people typed becomes a formula.

A view with more rows than a sheet can take in comfort goes whole into a CSV file beside the workbook.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

from assistant.service import Progress
from assistant.tables import LONGEST_CELL
from policies.errors import PolicyMatchError

MOST_ROWS = 100_000
"""Rows of a sheet, headers aside. A sheet could hold 1,048,575, but takes minutes to write and to open."""

_LONGEST_LINK = 255  # of a text inside a formula; with more the spreadsheet calls the file damaged
_TOLD_EVERY = 2_000
# Controls, halves of characters, and marks that turn the order of reading round.
_UNFIT = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufffe\\uffff]"
)
_INJECTION = ("=", "+", "-", "@", "\t", "\r")
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


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere: a place in this workbook (#'sheet'!A1) or a file."""

    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Toned:
    """A text in the colour of good, doubtful or spent news."""

    text: str
    tone: str


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
    options = {"constant_memory": True, "tmpdir": str(folder), "default_format_properties": _PLAIN}
    total = sum(min(view.size, MOST_ROWS) for view in views)
    done = 0
    with xlsxwriter.Workbook(str(made), options) as book:
        book.set_properties({"title": "预匹配清单", "comments": "由政策匹配助手生成，供核对，不作兑现依据"})
        formats = {name: book.add_format({**_PLAIN, **more}) for name, more in _FORMATS.items()}
        for view in views:
            rows = iter(view.rows)
            if view.size > MOST_ROWS:
                rows = _copied(rows, view, folder / f"{view.name}.csv")
            sheet = _sheet(book, view, formats)
            for line, row in enumerate(islice(rows, MOST_ROWS), 1):
                for column, value in enumerate(row):
                    _cell(sheet, line, column, value, formats, view.columns[column][2])
                if progress and line % _TOLD_EVERY == 0:
                    progress(done + line, total, "正在写 Excel")
            for _ in rows:  # the rest goes to the CSV file alone
                pass
            done += min(view.size, MOST_ROWS)


def _sheet(book: Any, view: View, formats: dict[str, Any]) -> Any:
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


def _cell(sheet: Any, line: int, column: int, value: Any, formats: dict[str, Any], name: str) -> None:
    match value:
        case None | "":
            return
        case str():
            sheet.write_string(line, column, clean(value), formats[name])
        case Link(to, text) if len(to) <= _LONGEST_LINK and len(text) <= _LONGEST_LINK:
            formula = f'=HYPERLINK("{_doubled(to)}","{_doubled(text)}")'
            sheet.write_formula(line, column, formula, formats["link"], text)
        case Link(_, text):
            sheet.write_string(line, column, clean(text), formats["text"])
        case Toned(text, tone):
            sheet.write_string(line, column, text, formats[tone])
        case _:
            sheet.write_number(line, column, value, formats[name])


def _doubled(words: str) -> str:
    return clean(words).replace('"', '""')


def clean(words: str) -> str:
    """Text that a workbook or a document can hold: no control characters, not too long."""
    kept = _UNFIT.sub("", words)
    return kept if len(kept) <= LONGEST_CELL else kept[: LONGEST_CELL - 1] + "…"


def _copied(rows: Iterator[Sequence[Any]], view: View, file: Path) -> Iterator[Sequence[Any]]:
    """The rows, each written to a CSV file as it passes."""
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        table = csv.writer(opened)
        table.writerow([title for title, *_ in view.columns])
        for row in rows:
            table.writerow([_in_csv(value) for value in row])
            yield row


def _in_csv(value: Any) -> Any:
    """A cell of a CSV file; what a spreadsheet would take for a formula gets an apostrophe before it."""
    match value:
        case Link(_, text) | Toned(text, _):
            return _in_csv(text)
        case str() if value.startswith(_INJECTION):
            return f"'{clean(value)}"
        case str():
            return clean(value)
    return value
