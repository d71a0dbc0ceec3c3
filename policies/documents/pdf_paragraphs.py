"""Pages → the text of a document: one line a paragraph or table row, and the offset of every page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from policies.documents.pdf_furniture import furniture
from policies.documents.pdf_lines import Line
from policies.documents.pdf_page import Cell, Page, Table
from policies.documents.pdf_wrapping import (
    Block,
    glue,
    goes_on,
    is_over,
    margins,
    may_join,
    reaches_margin,
    uses_indents,
)
from policies.documents.rows import is_label, keeps_paragraphs, one_line

_MIN_MARGIN_LINES = 4


@dataclass(frozen=True)
class Row:
    """A table row as one line of text."""

    text: str
    page: int


Part = Block | Row


@dataclass(frozen=True)
class Composed:
    """The text of a document and the offset at which each page begins."""

    text: str
    pages: tuple[int, ...]


def compose(pages: Sequence[Page]) -> Composed:
    """The text of a document: one line a paragraph or table row."""
    parts = [part for page in _with_margins(pages, furniture(pages)) for part in page]
    return _written(parts, len(pages))


def _with_margins(pages: Sequence[Page], dropped: frozenset[Line]) -> Iterator[list[Part]]:
    bodies = [tuple(line for line in page.lines if line not in dropped) for page in pages]
    usual = _usual_margins(bodies)
    header: tuple[str, ...] = ()
    for page, body in zip(pages, bodies, strict=True):
        parts, header = _page_parts(page, body, usual, header)
        yield parts


def _usual_margins(bodies: Iterable[Sequence[Line]]) -> tuple[float, float] | None:
    """The left and right margin of most pages, for pages with too little text to show their own."""
    shown = [margins(body) for body in bodies if len(body) >= _MIN_MARGIN_LINES]
    return (median(left for left, _ in shown), median(right for _, right in shown)) if shown else None


def _page_parts(
    page: Page, body: Sequence[Line], usual: tuple[float, float] | None, header: tuple[str, ...]
) -> tuple[list[Part], tuple[str, ...]]:
    """The blocks and rows of a page in order, and the head of its last table: the next page may repeat it."""
    tables = sorted(page.tables, key=lambda table: table.top)
    parts: list[Part] = []
    place = 0
    for table in tables:
        upper = [line for line in body[place:] if line.top < table.top]
        parts += _body_block(upper, body, usual)
        place += len(upper)
        rows, header = _table_parts(table, page.number, header)
        parts += rows
    return parts + _body_block(body[place:], body, usual), header


def _body_block(lines: Sequence[Line], body: Sequence[Line], usual: tuple[float, float] | None) -> list[Part]:
    if not lines:
        return []
    left, right = margins(body)
    if usual and len(body) < 3 * _MIN_MARGIN_LINES:
        left, right = min(left, usual[0]), max(right, usual[1])
    return [Block(tuple(lines), left, right, uses_indents(body, left))]


def _table_parts(table: Table, page: int, header: tuple[str, ...]) -> tuple[list[Part], tuple[str, ...]]:
    parts: list[Part] = []
    for place, row in enumerate(table.rows):
        blocks = [_cell_block(cell) for cell in row]
        cells = [_paragraphs(block) for block in blocks]
        squashed = tuple("".join(cell) for cell in cells)
        if place == 0 and len(row) > 2 and squashed == header:
            continue
        if place == 0:
            header = squashed
        parts += _row_parts(blocks, cells, page, last=place == len(table.rows) - 1)
    return parts, header


def _row_parts(blocks: Sequence[Block], cells: Sequence[list[str]], page: int, *, last: bool) -> list[Part]:
    filled = [place for place, cell in enumerate(cells) if cell]
    if not filled:
        return []
    texts = [cells[place] for place in filled]
    if not keeps_paragraphs(texts) and not (
        last and _goes_on_overleaf([blocks[place] for place in filled], texts)
    ):
        return [Row("\t".join(one_line(cell) for cell in cells[filled[0] : filled[-1] + 1]), page)]
    return [
        Row(one_line(cells[at]), page) if is_label(cells[at]) and len(filled) > 1 else blocks[at]
        for at in filled
    ]


def _goes_on_overleaf(blocks: Sequence[Block], texts: Sequence[list[str]]) -> bool:
    """Whether the last row of a page is a label beside a paragraph that the next page ends."""
    if len(texts) != 2 or not is_label(texts[0]) or is_over(texts[1][-1]):
        return False
    return reaches_margin(blocks[1].lines[-1], None, blocks[1])


def _cell_block(cell: Cell) -> Block:
    left, right = margins(cell.lines) if cell.lines else (cell.x0, cell.x1)
    padding = max(left - cell.x0, 0.0)
    size = cell.lines[0].size if cell.lines else 0.0
    right = max(right, cell.x1 - padding - size)
    return Block(cell.lines, left, right, uses_indents(cell.lines, left), body=False)


def _paragraphs(block: Block) -> list[str]:
    texts: list[str] = []
    for place, line in enumerate(block.lines):
        if place and goes_on(block.lines[place - 1], line, block, block):
            texts[-1] += glue(texts[-1], line.text) + line.text
        else:
            texts.append(line.text)
    return texts


def _written(parts: Sequence[Part], page_count: int) -> Composed:
    text: list[str] = []
    length, starts = 0, [0] * page_count
    reached, above, held = 0, None, None

    def write(words: str, separator: str, page: int) -> None:
        nonlocal length, reached
        text.append(separator)
        length += len(separator)
        for number in range(reached + 1, page + 1):
            starts[number] = length
        reached = max(reached, page)
        text.append(words)
        length += len(words)

    for part in parts:
        if isinstance(part, Row):
            write(part.text, "\n" if length else "", part.page)
            above, held = None, None
            continue
        for line in part.lines:
            joined = above is not None and held is not None and may_join(held, part, above, line)
            separator = glue(above.text, line.text) if joined and above else "\n" if length else ""
            write(line.text, separator, line.page)
            above, held = line, part
    end = length + 1
    return Composed("".join(text) + "\n", tuple(starts[: reached + 1] + [end] * (page_count - reached - 1)))
