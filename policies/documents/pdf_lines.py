"""Printed characters → visual lines. Coordinates: points from the top left corner, as the page is seen."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_MAX_USUAL_GAP = 1.2
_MIN_GAPS = 4
_PUNCTUATION = "，。、；：？！（）《》“”‘’〔〕【】…—·"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character and its box."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """One visual line; `size` is the width of a Chinese character in it, in points."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    page: int


def lines_in_columns(glyphs: Sequence[Glyph], width: float, page: int) -> list[Line]:
    """Visual lines in reading order: a page set in two columns is read one column after the other."""
    lines = visual_lines(glyphs, page)
    gutter = _gutter(glyphs, lines, width)
    if gutter is None:
        return lines
    left = visual_lines([glyph for glyph in glyphs if glyph.x1 <= gutter], page)
    right = visual_lines([glyph for glyph in glyphs if glyph.x1 > gutter], page)
    return left + right


def _gutter(glyphs: Sequence[Glyph], lines: Sequence[Line], width: float) -> float | None:
    """The middle of a blank stripe near the centre that most lines have text on both sides of."""
    if len(lines) < 12:
        return None
    centre = [width * share for share in (0.5, 0.48, 0.52, 0.46, 0.54)]
    ink = [glyph for glyph in glyphs if glyph.text.strip()]
    for x in centre:
        if any(glyph.x0 - 4 < x < glyph.x1 + 4 for glyph in ink):
            continue
        both = sum(line.x0 < x - width / 5 and line.x1 > x + width / 5 for line in lines)
        if both > 0.6 * len(lines):
            return x
    return None


def visual_lines(glyphs: Iterable[Glyph], page: int) -> list[Line]:
    """Characters grouped into lines by height, each line read from the left."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.middle, glyph.x0)):
        if rows and glyph.middle - rows[-1][0].middle < 0.5 * max(_height(glyph), _height(rows[-1][0])):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = (_line(sorted(row, key=lambda glyph: glyph.x0), page) for row in rows)
    return [line for line in lines if line is not None]


def _height(glyph: Glyph) -> float:
    return max(glyph.bottom - glyph.top, 1.0)


def _line(row: Sequence[Glyph], page: int) -> Line | None:
    ink = [glyph for glyph in row if glyph.text.strip()]
    if not ink:
        return None
    wide = [glyph.x1 - glyph.x0 for glyph in ink if is_wide(glyph.text)]
    size = median(wide) if wide else median(map(_height, ink))
    text = _joined(row, size)
    return Line(
        text,
        ink[0].x0,
        min(g.top for g in ink),
        max(g.x1 for g in ink),
        max(g.bottom for g in ink),
        size,
        page,
    )


def _joined(row: Sequence[Glyph], size: float) -> str:
    """The text of a line: what looks like a space is one, the thin space beside a number is none."""
    text, previous, spaced = "", None, False
    usual = _usual_gap(row, size)
    for glyph in row:
        if not glyph.text.strip():
            spaced = True
            continue
        if previous is not None:
            if glyph.text == previous.text and abs(glyph.x0 - previous.x0) < 0.2 * size:
                continue  # bold type made by printing twice
            text += " " * _is_gap(previous, glyph, size, usual, spaced)
        text += glyph.text
        previous, spaced = glyph, False
    return text


def _usual_gap(row: Sequence[Glyph], size: float) -> float:
    """The gap between Chinese characters of a line, which justifying or spacing out may have widened."""
    ink = [glyph for glyph in row if glyph.text.strip()]
    gaps = [b.x0 - a.x1 for a, b in pairwise(ink) if is_wide(a.text) and is_wide(b.text)]
    usual = max(median(gaps), 0.0) if gaps else 0.0
    even = len(gaps) >= _MIN_GAPS and min(gaps) > 0.6 * usual  # the whole line is spaced out
    return usual if even else min(usual, _MAX_USUAL_GAP * size)


def _is_gap(previous: Glyph, glyph: Glyph, size: float, usual: float, spaced: bool) -> bool:
    gap = glyph.x0 - previous.x1
    wide = is_wide(previous.text), is_wide(glyph.text)
    if not any(wide):
        return spaced or gap > 0.25 * size
    if not all(wide):
        return gap > usual + 0.8 * size
    marked = glyph.text in _PUNCTUATION or previous.text in _PUNCTUATION  # marks bring white of their own
    return gap > usual + (0.15 if spaced and not marked else 0.8) * size


_WIDE = re.compile(
    "[\u1100-\u115f\u2014\u2018\u2019\u201c\u201d\u2026\u2460-\u24ff\u2e80-\ua4cf\uac00-\ud7a3"
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]"
)


def is_wide(character: str) -> bool:
    """Whether a character is as wide as a Chinese one."""
    return bool(_WIDE.match(character))
