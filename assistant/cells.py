"""Rows as lines of a sheet and of a CSV file, such that nothing people typed becomes a formula or a tag.

Cells that many rows have alike are written out once: most lines of a long view differ in a few cells.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from assistant.tables import LONGEST_CELL

MOST_KEPT = 2_000
"""How many written texts, and groups of cells, are kept at a time."""

_LONGEST_LINK = 255  # of a text inside a formula; with more the spreadsheet calls the file damaged
# Controls, halves of characters, and marks that turn the order of reading round.
_UNFIT = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff\\ufffe\\uffff]"
)
_INJECTION = tuple("=+-@＝＋－＠\t\n\r")
_LINE = "\x00"  # stands for the number of the line; no text that was cleaned holds it
_TAGS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_CODE = re.compile(r"_(?=x[0-9a-fA-F]{4}_)")  # the spreadsheet would read _x0041_ as the letter A


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


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """The last cells of a row, where many rows have the same; written out once for all that share it."""

    cells: Sequence[Any]


def clean(words: str) -> str:
    """Text that a workbook or a document can hold: no control characters, not too long."""
    kept = _UNFIT.sub("", words)
    if len(kept) <= LONGEST_CELL // 2:
        return kept
    halves = kept.encode("utf-16-le")  # the spreadsheet counts a letter beyond 65,535 twice
    if len(halves) <= 2 * LONGEST_CELL:
        return kept
    return halves[: 2 * (LONGEST_CELL - 1)].decode("utf-16-le", "ignore") + "…"


def _parted(row: Sequence[Any]) -> tuple[Sequence[Any], Alike | None]:
    return (row[:-1], row[-1]) if row and isinstance(row[-1], Alike) else (row, None)


class SheetLines:
    """Writes the rows of a sheet; `formats` names the format of each column, `styles` numbers all formats."""

    def __init__(self, formats: Sequence[str], styles: Mapping[str, str]) -> None:
        self._columns = [(xl_col_to_name(place), name) for place, name in enumerate(formats)]
        self._styles = styles
        self._shared = lru_cache(maxsize=MOST_KEPT)(self._parts)

    def line(self, number: int, row: Sequence[Any]) -> str:
        """The row that stands in line `number` of the sheet, the first being 1."""
        own, alike = _parted(row)
        line = str(number)
        cells = self._cells(own, 0, line)
        if alike:
            cells += line.join(self._shared(alike, len(own)))
        return f'<row r="{line}">{cells}</row>'

    def _parts(self, alike: Alike, first: int) -> list[str]:
        """The cells, parted where the number of the line belongs."""
        return self._cells(alike.cells, first, _LINE).split(_LINE)

    def _cells(self, values: Sequence[Any], first: int, line: str) -> str:
        columns = self._columns[first:]
        return "".join(
            self._cell(f'<c r="{letter}{line}" s="', value, name)
            for (letter, name), value in zip(columns, values, strict=False)
            if value is not None and value != ""
        )

    def _cell(self, begun: str, value: Any, name: str) -> str:
        match value:
            case str():
                return f'{begun}{self._styles[name]}"{_text(value)}'
            case Link(to, text) if len(to) <= _LONGEST_LINK and len(text) <= _LONGEST_LINK:
                formula = _tagless(f'HYPERLINK("{_doubled(to)}","{_doubled(text)}")')
                return f'{begun}{self._styles["link"]}" t="str"><f>{formula}</f><v>{_tagless(text)}</v></c>'
            case Link(_, text):
                return f'{begun}{self._styles["text"]}"{_text(text)}'
            case Toned(text, tone):
                return f'{begun}{self._styles[tone]}"{_text(text)}'
        return f'{begun}{self._styles[name]}"><v>{value:.16G}</v></c>'


@lru_cache(maxsize=MOST_KEPT)
def _text(words: str) -> str:
    """The rest of a cell that holds a text."""
    kept = _CODE.sub("_x005F_", _tagless(words))
    space = ' xml:space="preserve"' if kept != kept.strip() else ""
    return f' t="inlineStr"><is><t{space}>{kept}</t></is></c>'


def _tagless(words: str) -> str:
    return clean(words).translate(_TAGS)


def _doubled(words: str) -> str:
    return words.replace('"', '""')


class CsvLines:
    """Writes the rows of a CSV file; an apostrophe stands before what would be taken for a formula."""

    def __init__(self) -> None:
        self._shared = lru_cache(maxsize=MOST_KEPT)(lambda alike: _fields(alike.cells))

    def line(self, row: Sequence[Any]) -> str:
        """The row with the end of its line."""
        own, alike = _parted(row)
        return f"{_fields(own)},{self._shared(alike)}\r\n" if alike else f"{_fields(own)}\r\n"


def _fields(values: Sequence[Any]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="").writerow([_in_csv(value) for value in values])
    return written.getvalue()


def _in_csv(value: Any) -> Any:
    match value:
        case Link(_, text) | Toned(text, _):
            return _in_csv(text)
        case str():
            kept = clean(value)  # first: a mark that nobody sees may stand before the sign
            return f"'{kept}" if kept.startswith(_INJECTION) else kept
    return value
