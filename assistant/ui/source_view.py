"""A document as HTML: its clauses in order, one place highlighted, with what is needed to trust it."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from typing import NamedTuple

from markupsafe import Markup

from assistant.holdings import DocumentView
from assistant.service import Assistant
from assistant.ui.edge import notice, told
from assistant.ui.render import render
from policies.model import Citation, Clause, DocumentKind, OutlineRole

_shown = count(1)


class Piece(NamedTuple):
    """Words in or out of the highlighted place."""

    text: str
    hit: bool


class Block(NamedTuple):
    """One clause as it is shown; `page` is set where a new page begins, `marker` is Markdown's own #."""

    anchor: str
    role: str
    front: bool
    page: int | None
    marker: str
    pieces: tuple[Piece, ...]

    @property
    def hit(self) -> bool:
        return any(piece.hit for piece in self.pieces)


class Entry(NamedTuple):
    """One line of the outline."""

    anchor: str
    depth: int
    label: str


def show_place(
    service: Assistant, places: Sequence[Citation], index: int, panel: str, *, outdated: str
) -> Markup:
    """The document with the words of one of the places marked, or why it cannot be shown.

    `outdated` is said where there is no such place: the page was opened before the program started.
    """
    if not 0 <= index < len(places):
        return notice("warn", outdated)
    citation = places[index]
    try:
        view = service.document(citation.document_id, citation.sha256, on=date.today())
    except Exception as failed:
        return told(failed)
    return _show_cited(view, citation, panel)


def _show_cited(view: DocumentView, citation: Citation, panel: str) -> Markup:
    """The whole document with the cited words in `<mark class="pm-hit">`, whose text is the quotation.

    `panel` makes the anchors of one panel differ from another's.
    """
    return _show(view, panel, citation, (citation.start, citation.end))


def show_document(view: DocumentView, panel: str) -> Markup:
    """The whole document with its outline, nothing highlighted."""
    return _show(view, panel, None, (0, 0))


def _show(view: DocumentView, panel: str, citation: Citation | None, place: tuple[int, int]) -> Markup:
    blocks = list(_blocks(view, panel, place))
    return render(
        "source.html",
        view=view,
        about=view.summary,
        citation=citation,
        fidelity=citation.fidelity if citation else _fidelity(view.summary.kind),
        pages=len(view.pages),
        earlier=view.sha256 != view.summary.sha256,
        front=[block for block in blocks if block.front],
        blocks=[block for block in blocks if not block.front],
        entries=[] if citation else list(_outline(view, panel)),
        claimable=sum(read.annotation.kind.claimable for read in view.clauses),
        nonce=next(_shown),  # a second click on the same mark must still count as a change, and scroll
    )


def _fidelity(kind: DocumentKind) -> str:
    return "digest" if kind is DocumentKind.DIGEST else "verbatim"


def _blocks(view: DocumentView, panel: str, place: tuple[int, int]) -> Iterator[Block]:
    front_end = _front_matter_end(view.text)
    last_page = 0
    for clause in _units(view):
        cited = clause.start < place[1] and place[0] < clause.end
        start = clause.start if cited else _after_marker(view.text, clause)
        page = bisect_right(view.pages, clause.start)
        yield Block(
            anchor=_anchor(panel, clause.id),
            role=clause.role.value,
            front=clause.start < front_end,
            page=page if page > last_page else None,
            marker=view.text[clause.start : start],
            pieces=tuple(_pieces(view.text, start, clause.end, place)),
        )
        last_page = max(page, last_page)


def _units(view: DocumentView) -> Iterator[Clause]:
    """The clauses; of an earlier version, whose clauses are not kept at hand, the lines."""
    if view.clauses:
        yield from (read.clause for read in view.clauses)
        return
    start = 0
    for number, line in enumerate(view.text.splitlines(keepends=True)):
        end = start + len(line.rstrip())
        if end > start:
            yield Clause(id=f"line-{number}", locator="", heading="", start=start, end=end)
        start += len(line)


def _anchor(panel: str, clause_id: str) -> str:
    return f"{panel}-{clause_id}"


def _front_matter_end(text: str) -> int:
    if not text.startswith("---\n"):
        return 0
    close = text.find("\n---", 3)
    return close + 4 if close > 0 else 0


def _after_marker(text: str, clause: Clause) -> int:
    """Where the words of a heading begin, behind Markdown's own ## if it has one."""
    if clause.role not in (OutlineRole.TITLE, OutlineRole.HEADING):
        return clause.start
    return clause.end - len(text[clause.start : clause.end].lstrip("#").lstrip(" "))


def _pieces(text: str, start: int, end: int, place: tuple[int, int]) -> Iterator[Piece]:
    hit_start, hit_end = max(start, place[0]), min(end, place[1])
    if hit_start >= hit_end:
        yield Piece(text[start:end], hit=False)
        return
    for piece in (
        Piece(text[start:hit_start], hit=False),
        Piece(text[hit_start:hit_end], hit=True),
        Piece(text[hit_end:end], hit=False),
    ):
        if piece.text:
            yield piece


def _outline(view: DocumentView, panel: str) -> Iterator[Entry]:
    for read in view.clauses:
        clause = read.clause
        if clause.role in (OutlineRole.HEADING, OutlineRole.LABEL, OutlineRole.PLAIN) and clause.heading:
            yield Entry(_anchor(panel, clause.id), min(len(clause.path), 4), clause.heading)
