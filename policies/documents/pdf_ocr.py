"""Scanned pages → lines by optical recognition; needs the extra `ocr` (rapidocr with its bundled models)."""

from functools import cache
from importlib.util import find_spec
from typing import Any

from policies.documents.pdf_lines import Line
from policies.documents.pdf_page import Page

INSTALL = "pip install 'policymatch[ocr]'"

_DOTS_PER_INCH = 150
_POINTS_PER_INCH = 72
_MAX_SIDE = 4000  # pixels; a page may claim any size
_MIN_SCORE = 0.5


def can_recognise() -> bool:
    """Whether the extra `ocr` is installed."""
    return find_spec("rapidocr") is not None


def recognise_page(page: Any, number: int) -> Page:
    """Recognise one open PDFium page, in points like a page with text; only where `can_recognise`."""
    width, height = page.get_size()
    scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, _MAX_SIDE / max(width, height))
    found = _recogniser()(page.render(scale=scale, grayscale=False).to_numpy())
    if found.boxes is None or found.txts is None:
        return Page(number, width, height, (), ())
    lines = [
        _line(box, text, number, scale)
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
        if score >= _MIN_SCORE and text.strip()
    ]
    return Page(number, width, height, tuple(_rows(lines)), ())


@cache
def _recogniser() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415  (heavy and optional)

    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "error"})


def _line(box: Any, text: str, page: int, scale: float) -> Line:
    xs, ys = [float(x) / scale for x, _ in box], [float(y) / scale for _, y in box]
    wide = sum(1.0 if ord(character) > 0xFF else 0.5 for character in text)
    size = (max(xs) - min(xs)) / max(wide, 1.0)
    return Line(text, min(xs), min(ys), max(xs), max(ys), round(size), page)


def _rows(lines: list[Line]) -> list[Line]:
    """Recognised boxes in reading order; boxes side by side on one height are one line."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom) / 2):
        above = rows[-1][-1] if rows else None
        if above and (line.top + line.bottom) / 2 < above.bottom - 0.3 * (above.bottom - above.top):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda line: line.x0)) for row in rows]


def _joined(row: list[Line]) -> Line:
    first, last = row[0], row[-1]
    text = " ".join(line.text for line in row)
    bottom = max(line.bottom for line in row)
    return Line(text, first.x0, min(line.top for line in row), last.x1, bottom, first.size, first.page)
