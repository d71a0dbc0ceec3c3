"""A part of a page → lines of text: block tags break a line, inline tags never do.

White space follows the rules of CSS Text: runs collapse, a line break of the markup between two Chinese
characters is nothing, a no-break space and an ideographic space stay.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from policies.documents.docx_numbering import format_number
from policies.documents.rows import row_lines

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
SKIPPED_TAGS = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "frame",
        "object",
        "embed",
        "applet",
        "svg",
        "canvas",
        "video",
        "audio",
        "map",
        "select",
        "option",
        "button",
        "input",
        "textarea",
        "datalist",
        "head",
        "link",
        "meta",
        "-comment",
        "!doctype",
    ]
)
FILE_LINK = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|7z|txt|jpe?g|png)(?:[?#]|$)", re.IGNORECASE
)

_ABSOLUTE = re.compile(r"(?:https?:)?//[^\s<>\"]+\Z", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"), None) | {0xE5E5: " "}
_COLLAPSIBLE = re.compile(r"[ \t\r\n\f]+")
_END_LINE = "\n\n"
_MAX_TABLE_DEPTH = 12
_NOT_WIDE_SPACE = " \t\r\n\f"
_LIST_FORMATS = (  # what the markup or the editor's class says → number format and how the number is printed
    (re.compile(r"custom_cn2\b"), "chineseCounting", "（{}）"),
    (re.compile(r"custom_cn1\b"), "chineseCounting", "{}）"),
    (re.compile(r"custom_cn\b|cjk-ideographic|simp-chinese|trad-chinese"), "chineseCounting", "{}、"),
    (re.compile(r"custom_num2\b"), "decimal", "（{}）"),
    (re.compile(r"custom_num1\b"), "decimal", "{}）"),
    (re.compile(r"list-style(?:-type)?:\s*none"), "none", "{}"),
    (re.compile(r"lower-(?:alpha|latin)|type=a\b"), "lowerLetter", "{}."),
    (re.compile(r"upper-(?:alpha|latin)|type=A\b"), "upperLetter", "{}."),
    (re.compile(r"lower-roman|type=i\b"), "lowerRoman", "{}."),
    (re.compile(r"upper-roman|type=I\b"), "upperRoman", "{}."),
    (re.compile(""), "decimal", "{}."),
)
_HAS_NUMBER = re.compile(
    r"[\s\u3000]*(?:[(\uff08]?[\d一二三四五六七八九十]{1,3}[)\uff09.\uff0e、]|第.{1,4}[条章节]|[①-⑳])"
)


@dataclass
class _Lines:
    """Lines written so far, and the line that is being written."""

    done: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        if self.open:
            line = _one_line("".join(self.open))
            self.open.clear()
            if line.strip():
                self.done.append(line)


def lines_of(node: LexborNode, skip: frozenset[int] = frozenset(), depth: int = 0) -> list[str]:
    """The text of a node, one line a block; subtrees whose `mem_id` is in `skip` are left out.

    `depth` counts tables inside tables; past a limit their cells are plain blocks. Nothing else recurses,
    because pages nest deeper than Python's stack.
    """
    lines = _Lines()
    todo: list[LexborNode | str] = [node]
    while todo:
        match todo.pop():
            case str(text) if text == _END_LINE:
                lines.end_line()
            case str(text):
                lines.open.append(text)
            case element:
                todo.extend(reversed(_write(element, lines, skip, depth)))
    lines.end_line()
    return lines.done


def children(node: LexborNode) -> Iterator[LexborNode]:
    """Child nodes in order, text included."""
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def text_of(node: LexborNode) -> str:
    """The text of a node without any white space, to compare with."""
    return "".join("".join(lines_of(node)).split())


def _write(node: LexborNode, lines: _Lines, skip: frozenset[int], depth: int) -> list[LexborNode | str]:
    """Write what a node says itself; what is left to write after it, in order."""
    tag = node.tag or ""
    if node.is_text_node:
        lines.open.append(_COLLAPSIBLE.sub(_collapsed, node.text_content or ""))
    elif tag in SKIPPED_TAGS or node.mem_id in skip:
        pass
    elif tag == "br":
        lines.end_line()
    elif tag == "table" and depth < _MAX_TABLE_DEPTH:
        lines.end_line()
        lines.done.extend(_table(node, skip, depth + 1))
    elif tag == "pre":
        lines.end_line()
        lines.done.extend(line.rstrip() for line in (node.text() or "").splitlines() if line.strip())
    elif tag == "ol":
        return [_END_LINE, *_numbered(node), _END_LINE]
    elif tag in BLOCK_TAGS:
        return [_END_LINE, *children(node), _END_LINE]
    else:
        return [*children(node), _address(node) if tag == "a" else ""]
    return []


def _numbered(node: LexborNode) -> Iterator[LexborNode | str]:
    """The items of an ordered list, each behind its number unless the text brings its own."""
    numbers = _list_numbers(node)
    for child in children(node):
        if child.tag == "li":
            yield _END_LINE
            number = next(numbers)
            if number and not _HAS_NUMBER.match(child.text() or ""):
                yield number
                yield from children(child)
                yield _END_LINE
                continue
        yield child


def _list_numbers(node: LexborNode) -> Iterator[str]:
    """What a browser prints in front of the items of an ordered list."""
    attributes = node.attributes
    said = f"{attributes.get('class')} {attributes.get('style')} type={attributes.get('type')}"
    number_format, shape = next((fmt, shape) for pattern, fmt, shape in _LIST_FORMATS if pattern.search(said))
    start = str(attributes.get("start") or "1")
    number = int(start) if start.lstrip("-").isdigit() else 1
    while True:
        yield "" if number_format == "none" else shape.format(format_number(number, number_format))
        number += 1


def _address(link: LexborNode) -> str:
    """Where an attachment can be fetched; the address of any other link is no part of the text."""
    href = (link.attributes.get("href") or "").strip()
    text = (link.text() or "").strip()
    if not text or href in text or not FILE_LINK.search(href) or not _ABSOLUTE.match(href):
        return ""
    return f"({href})"


def _table(table: LexborNode, skip: frozenset[int], depth: int) -> list[str]:
    lines: list[str] = []
    for row in _rows(table):
        if row.mem_id in skip:
            continue
        if row.tag == "tr":
            cells = [cell for cell in children(row) if cell.tag in ("td", "th")]
            lines.extend(row_lines([lines_of(cell, skip, depth) for cell in cells]))
        else:
            lines.extend(lines_of(row, skip, depth))
    return lines


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """Rows of this table, not of a table inside it; a caption stands in its own place."""
    for child in children(table):
        if child.tag in ("tbody", "thead", "tfoot"):
            yield from (row for row in children(child) if row.tag == "tr")
        elif child.tag in ("tr", "caption"):
            yield child


def _collapsed(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] or "\r" in run[0] else " "


def _one_line(raw: str) -> str:
    text = raw.translate(_INVISIBLE).strip(_NOT_WIDE_SPACE)
    text = re.sub(r"[ \n]+", lambda run: _space(text, run), text)
    return text.replace("\xa0", " ").rstrip()


def _space(text: str, run: re.Match[str]) -> str:
    """A line break of the markup between two wide characters vanishes, anything else is one space."""
    if "\n" in run[0] and _is_wide(text[run.start() - 1]) and _is_wide(text[run.end()]):
        return ""
    return " "


def _is_wide(character: str) -> bool:
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uff60" or character in "“”‘’—…"
