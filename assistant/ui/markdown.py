"""The little Markdown that answers use, to HTML: paragraphs, headings, lists, quotations, bold, marks.

Everything else, HTML and links among it, stays the text that it is: an answer quotes documents, and a
document may hold anything.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

LinkMark = Callable[[str], Markup | None]
"""Given 〔n〕, the link to show for it, or None when it is no mark of this answer (国发〔2024〕3号)."""


class _Line(NamedTuple):
    block: str
    text: str
    nested: bool = False


_BLOCKS = (
    ("h4", re.compile(r"#{1,6}\s+(.*)")),
    ("ul", re.compile(r"[-*•]\s+(.*)")),
    ("ol", re.compile(r"\d{1,3}[.)]\s+(.*)")),
    ("blockquote", re.compile(r">\s?(.*)")),
)
_INLINE = re.compile(
    r"\[(?P<linked>〔\d+〕)\]\(#[^)\s]*\)|(?P<mark>〔\d+〕)|\*\*(?P<bold>[^*\n]+?)\*\*|\\(?P<escaped>[!-/:-@\[-`{-~〔])"
)


def to_html(text: str, link: LinkMark) -> Markup:
    """`text` as HTML in which only this module's own tags, and what `link` returns, are markup."""
    lines = (_line(line) for line in text.splitlines())
    blocks = groupby(lines, key=lambda line: line.block)
    return Markup("").join(_block(name, list(group), link) for name, group in blocks)


def _line(line: str) -> _Line:
    stripped = line.strip()
    for name, pattern in _BLOCKS:
        if found := pattern.fullmatch(stripped):
            return _Line(name, found[1], nested=line.startswith("  "))
    return _Line("p" if stripped else "", stripped)


def _block(name: str, lines: list[_Line], link: LinkMark) -> Markup:
    if not name:
        return Markup("")
    if name in ("ul", "ol"):
        return _tagged(name, Markup("").join(_items(name, lines, link)))
    return _tagged(name, Markup("<br>").join(_shown(line, link) for line in lines))


def _items(name: str, lines: list[_Line], link: LinkMark) -> Iterator[Markup]:
    """The items of a list, each with the nested lines that follow it."""
    heads = [at for at, line in enumerate(lines) if not line.nested or at == 0]
    for head, end in pairwise([*heads, len(lines)]):
        below = Markup("").join(_tagged("li", _shown(line, link)) for line in lines[head + 1 : end])
        yield _tagged("li", _shown(lines[head], link) + (_tagged(name, below) if below else Markup("")))


def _tagged(tag: str, inner: Markup) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), inner)  # noqa: S704


def _shown(line: _Line, link: LinkMark) -> Markup:
    return Markup("").join(_inline(line.text, link))


def _inline(line: str, link: LinkMark) -> Iterator[Markup]:
    done = 0
    for found in _INLINE.finditer(line):
        yield escape(line[done : found.start()])
        yield _piece(found, link)
        done = found.end()
    yield escape(line[done:])


def _piece(found: re.Match[str], link: LinkMark) -> Markup:
    if mark := found["linked"] or found["mark"]:
        return link(mark) or escape(mark)
    if found["bold"]:
        return Markup("<strong>{}</strong>").format(Markup("").join(_inline(found["bold"], link)))
    return escape(found["escaped"])
