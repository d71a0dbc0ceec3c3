"""One PDF page → visual lines and ruled tables. Coordinates: points from the top left corner."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium
from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from policies.documents.pdf_lines import Glyph, Line, lines_in_columns, visual_lines
from policies.documents.pdf_rules import Frame, rules

_SPACE = 0x20
_SURROGATES = range(0xD800, 0xE000)
_HYPHEN = 0xFFFE  # what PDFium says for a soft hyphen at a line end
_MAX_EDGES = 600
_MAX_INTERSECTIONS = 1500
_SNAP = 3.0
_ANGLE_SAMPLE = 200
_UPRIGHT_TOLERANCE = 0.1  # radians; a watermark runs across the page


@dataclass(frozen=True)
class Cell:
    """A cell of a ruled table with its lines."""

    x0: float
    top: float
    x1: float
    bottom: float
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """A ruled table: rows from the top, each with its cells from the left."""

    top: float
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Page:
    """What stands on a page, from the top; `lines` are those outside tables."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]

    @property
    def blank(self) -> bool:
        return not self.lines and not self.tables


def read_page(page: Any, number: int) -> Page:
    """Read one open PDFium page; `number` counts from 0."""
    frame = Frame.of(page, _text_rotation(page))
    glyphs = list(_glyphs(page, frame))
    tables = [] if not glyphs else _tables(page, frame, glyphs, number)
    boxes = [
        (row_cell.x0, row_cell.top, row_cell.x1, row_cell.bottom)
        for t in tables
        for r in t.rows
        for row_cell in r
    ]
    outside = [glyph for glyph in glyphs if not any(_inside(glyph, box) for box in boxes)]
    return Page(
        number,
        frame.width,
        frame.height,
        tuple(lines_in_columns(outside, frame.width, number)),
        tuple(tables),
    )


def _text_rotation(page: Any) -> int:
    """How far the page must be turned for its text to stand upright, whatever its own rotation says."""
    textpage = page.get_textpage()
    count = textpage.count_chars()
    step = max(count // _ANGLE_SAMPLE, 1)
    angles = (pdfium.FPDFText_GetCharAngle(textpage, index) for index in range(0, count, step))
    quarters: Counter[int] = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    if not quarters:
        return int(page.get_rotation()) % 360
    return 90 * (-quarters.most_common(1)[0][0] % 4)  # PDFium counts angles clockwise


def _glyphs(page: Any, frame: Frame) -> Iterator[Glyph]:
    textpage = page.get_textpage()
    box = pdfium.FS_RECTF()
    last: Glyph | None = None
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            if code == _SPACE and last is not None:  # PDFium's guess; its place is where the last one ended
                yield Glyph(" ", last.x1, last.top, last.x1, last.bottom)
            continue
        if code < _SPACE or code in _SURROGATES or _slanted(textpage, index):
            continue
        if pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
            edges = frame.box(box.left, box.bottom, box.right, box.top)
            last = Glyph("-" if code == _HYPHEN else chr(code), edges[0], edges[1], edges[2], edges[3])
            yield last


def _slanted(textpage: Any, index: int) -> bool:
    angle = pdfium.FPDFText_GetCharAngle(textpage, index)
    quarter = angle / (math.pi / 2)
    return bool(angle >= 0 and abs(quarter - round(quarter)) * math.pi / 2 > _UPRIGHT_TOLERANCE)


def _inside(glyph: Glyph, box: tuple[float, float, float, float]) -> bool:
    middle = (glyph.x0 + glyph.x1) / 2
    return box[0] <= middle <= box[2] and box[1] <= glyph.middle <= box[3]


def _tables(page: Any, frame: Frame, glyphs: Sequence[Glyph], number: int) -> list[Table]:
    """The grids drawn on a page that hold text in at least two cells side by side or one above another."""
    edges = list(rules(page, frame))
    if not 4 <= len(edges) <= _MAX_EDGES * 20:
        return []
    merged = merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    if not 4 <= len(merged) <= _MAX_EDGES:
        return []
    crossings = edges_to_intersections(merged, _SNAP, _SNAP)
    if not 4 <= len(crossings) <= _MAX_INTERSECTIONS:
        return []
    grids = cells_to_tables(intersections_to_cells(crossings))
    tables = (_table(grid, glyphs, number) for grid in grids)
    return [table for table in tables if table is not None]


def _table(
    grid: Sequence[tuple[float, float, float, float]], glyphs: Sequence[Glyph], page: int
) -> Table | None:
    cells = [Cell(*box, tuple(visual_lines([g for g in glyphs if _inside(g, box)], page))) for box in grid]
    if sum(bool(cell.lines) for cell in cells) < 2:
        return None
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: (cell.top, cell.x0)):
        if rows and cell.top - rows[-1][0].top < _SNAP:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return Table(rows[0][0].top, tuple(tuple(sorted(row, key=lambda cell: cell.x0)) for row in rows))
