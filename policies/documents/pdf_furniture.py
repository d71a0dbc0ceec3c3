"""What a printed page carries besides its text: running heads and feet, page numbers."""

import re
from collections import Counter
from collections.abc import Sequence

from policies.documents.pdf_lines import Line
from policies.documents.pdf_page import Page

_EDGE_ZONE = 0.12  # share of the page height in which a running head or foot stands
_EDGE_LINES = 3
_SAME_PLACE = 6.0
_PAGE_NUMBER = re.compile(
    r"[-\u2010-\u2015\uff0d\u00b7.\s]*(?:第?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*页?)"
    r"(?:\s*[/,\uff0c]?\s*(?:共|of)?\s*\d{1,4}\s*页?)?[-\u2010-\u2015\uff0d\u00b7.\s]*",
    re.IGNORECASE,
)
_NEVER_FURNITURE = re.compile(r"附件|附表|附录|表\s*#|图\s*#|第.{1,4}[条章]")


def furniture(pages: Sequence[Page]) -> frozenset[Line]:
    """Running heads and feet, and page numbers."""
    edges = [line for page in pages for line in _edge_lines(page)]
    numbers = {line for line in edges if _PAGE_NUMBER.fullmatch(line.text)}
    places: Counter[tuple[str, int]] = Counter()
    for line in edges:
        key = _furniture_key(line)
        if not _NEVER_FURNITURE.match(key):
            places.update({(key, round(line.top / _SAME_PLACE) + shift) for shift in (0, 1)})
    needed = 2 if len(pages) <= 4 else 3
    repeated = {
        line
        for line in edges
        if max(places[_furniture_key(line), round(line.top / _SAME_PLACE) + shift] for shift in (0, 1))
        >= needed
    }
    return frozenset(numbers | repeated)


def _edge_lines(page: Page) -> list[Line]:
    zone = _EDGE_ZONE * page.height
    lines = sorted(page.lines, key=lambda line: line.top)
    heads = [line for line in lines[:_EDGE_LINES] if line.bottom < zone]
    return heads + [line for line in lines[-_EDGE_LINES:] if line.top > page.height - zone]


def _furniture_key(line: Line) -> str:
    return re.sub(r"\d+", "#", "".join(line.text.split()))
