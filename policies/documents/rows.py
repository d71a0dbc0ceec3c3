"""A table row → lines of text, the same for every format: one line a row, cells joined by a tab."""

import re
from collections.abc import Sequence

_CLAUSE = re.compile("[\uff0c,;\uff1b。]")
_LABEL_CHARS = 20
_LAYOUT_LINES = 4
_LAYOUT_CHARS = 400


def row_lines(cells: Sequence[Sequence[str]]) -> list[str]:
    """Lines for one row; each cell is its own lines of text, in order."""
    cleaned = [[line.strip() for line in cell if line.strip()] for cell in cells]
    filled = [cell for cell in cleaned if cell]
    if keeps_paragraphs(filled):
        label = (
            [one_line(filled[0])]
            if len(filled) > 1 and is_label(filled[0])
            else [*filled[0]]
            if filled
            else []
        )
        return [*label, *(line for cell in filled[1:] for line in cell)]
    first, last = cleaned.index(filled[0]), len(cleaned) - cleaned[::-1].index(filled[-1])
    return ["\t".join(one_line(cell) for cell in cleaned[first:last])]


def keeps_paragraphs(filled: Sequence[Sequence[str]]) -> bool:
    """Whether the cells that hold text stay as they are instead of becoming one line.

    A form's row (a short label beside several paragraphs) and a cell that only serves the page layout keep
    their paragraphs, because a provision inside them is cited on its own.
    """
    return len(filled) <= 1 or _is_form(filled) or any(_is_layout(cell) for cell in filled)


def _is_form(filled: Sequence[Sequence[str]]) -> bool:
    return len(filled) == 2 and len(filled[1]) > 1 and is_label(filled[0])


def is_label(cell: Sequence[str]) -> bool:
    """Whether a cell holds a short caption, perhaps set in several short lines."""
    text = "".join(cell)
    return len(text) <= _LABEL_CHARS and all(len(line) <= 6 for line in cell) and not _CLAUSE.search(text)


def _is_layout(cell: Sequence[str]) -> bool:
    return len(cell) >= _LAYOUT_LINES and len("".join(cell)) > _LAYOUT_CHARS


def one_line(cell: Sequence[str]) -> str:
    """The lines of a cell as one: single characters stacked in a narrow cell are one word."""
    stacked = all(len(line) <= 2 for line in cell)
    return ("" if stacked else " ").join(line.replace("\t", " ") for line in cell)
