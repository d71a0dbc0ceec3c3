"""The straight rules drawn on a PDF page, from lines, boxes and thin filled boxes."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

_THIN = 3.0  # a filled box thinner than this is a rule
_MIN_RULE = 8.0
_MAX_SEGMENTS = 2400


@dataclass(frozen=True)
class Frame:
    """How a page's own coordinates turn into the coordinates a reader sees."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @classmethod
    def of(cls, page: Any, rotation: int) -> "Frame":
        """The frame of an open PDFium page whose text stands upright once turned right by `rotation`."""
        left, bottom, right, top = page.get_cropbox()
        return cls(left, bottom, right, top, rotation)

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.rotation in (90, 270) else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.rotation in (90, 270) else self.top - self.bottom

    def point(self, x: float, y: float) -> tuple[float, float]:
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def rules(page: Any, frame: Frame) -> Iterator[dict[str, Any]]:
    """Straight rules of a page in pdfplumber's terms, from lines, boxes and thin filled boxes."""
    for path in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=5):
        fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
        pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
        points = [frame.point(x, y) for x, y in _points(path)]
        if points:
            yield from _path_edges(points, bool(stroke.value))


def _points(path: Any) -> Iterator[tuple[float, float]]:
    """Corner points of a path on the page; a path that moves on starts with a NaN point."""
    matrix = _to_page(path)
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(pdfium.FPDFPath_CountSegments(path), _MAX_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
            yield math.nan, math.nan
        yield matrix.on_point(x.value, y.value)


def _to_page(path: Any) -> Any:
    """The matrix from a path's own coordinates to the page, through the forms that hold it."""
    matrix, holder = path.get_matrix(), path.container
    while holder is not None:
        matrix = matrix.multiply(holder.get_matrix())
        holder = holder.container
    return matrix


def _path_edges(points: Sequence[tuple[float, float]], stroked: bool) -> Iterator[dict[str, Any]]:
    for figure in _figures(points):
        xs, ys = [x for x, _ in figure], [y for _, y in figure]
        x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if x1 - x0 <= _THIN or bottom - top <= _THIN:  # a rule, drawn as a line or as a thin box
            yield from _edge(x0, top, x1, bottom)
        elif stroked:
            for (ax, ay), (bx, by) in zip(figure, [*figure[1:], figure[0]], strict=True):
                if abs(ax - bx) < 1 or abs(ay - by) < 1:
                    yield from _edge(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _figures(points: Sequence[tuple[float, float]]) -> Iterator[list[tuple[float, float]]]:
    figure: list[tuple[float, float]] = []
    for point in points:
        if math.isnan(point[0]):
            if len(figure) > 1:
                yield figure
            figure = []
        else:
            figure.append(point)
    if len(figure) > 1:
        yield figure


def _edge(x0: float, top: float, x1: float, bottom: float) -> Iterator[dict[str, Any]]:
    horizontal = x1 - x0 >= bottom - top
    if max(x1 - x0, bottom - top) < _MIN_RULE:
        return
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    if horizontal:
        yield {"x0": x0, "x1": x1, "top": y, "bottom": y, "orientation": "h", "width": x1 - x0, "height": 0}
    else:
        yield {
            "x0": x,
            "x1": x,
            "top": top,
            "bottom": bottom,
            "orientation": "v",
            "width": 0,
            "height": bottom - top,
        }
