"""Automatic numbering of a Word document: the counters behind 一、 (二) 第三条, kept as Word keeps them.

Source of the rules: ECMA-376 part 1, 17.9 (numbering). Counters belong to the abstract list; several lists
(`w:num`) on one abstract list go on counting together, unless one of them overrides the start.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from policies.documents.docx_numbering import format_number

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
_CLOSED = tuple("、.:)]" + "\uff0e\uff1a\uff09〕】。")
_SYMBOLS = re.compile("[\ue000-\uf8ff]")  # bullets of the Symbol and Wingdings fonts


@dataclass(frozen=True)
class Level:
    """One level of a list: how it counts and how its number is printed."""

    number_format: str
    text: str
    start: int = 1
    suffix: str = "tab"
    restart_after: int | None = None
    legal: bool = False
    style: str | None = None


@dataclass
class _Counters:
    values: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)
    started: set[tuple[str, int]] = field(default_factory=set)


class Numbering:
    """The lists of one document, counting as its paragraphs are read in order."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        """`numbering` and `styles` are the roots of these parts, None where the part is missing."""
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._lists: dict[str, tuple[str, dict[int, Level], dict[int, int]]] = {}
        self._counters: dict[str, _Counters] = {}
        self._styles = {style.get(qn("w:styleId")): style for style in _all(styles, "w:style")}
        for abstract in _all(numbering, "w:abstractNum"):
            self._add_abstract(abstract)
        for num in _all(numbering, "w:num"):
            self._add_list(num)

    def label(self, paragraph: Any) -> str:
        """The number Word prints before a `w:p`, with what separates it from the text; often blank."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        num_id, depth = found
        abstract_id, overrides, starts = self._lists[num_id]
        levels = self._levels(abstract_id) | overrides
        if depth not in levels:
            return ""
        values = self._count(num_id, abstract_id, depth, levels, starts)
        return _printed(levels, depth, values)

    def _add_abstract(self, abstract: Any) -> None:
        abstract_id = abstract.get(qn("w:abstractNumId"))
        self._abstract[abstract_id] = {_depth(level): _level(level) for level in _all(abstract, "w:lvl")}
        if link := _value(abstract, "w:numStyleLink"):
            self._links[abstract_id] = link

    def _add_list(self, num: Any) -> None:
        overrides, starts = {}, {}
        for override in _all(num, "w:lvlOverride"):
            depth = _depth(override)
            if (level := override.find(qn("w:lvl"))) is not None:
                overrides[depth] = _level(level)
            if (start := _value(override, "w:startOverride")) is not None:
                starts[depth] = _integer(start, 1)
        self._lists[num.get(qn("w:numId"))] = (_value(num, "w:abstractNumId") or "", overrides, starts)

    def _levels(self, abstract_id: str) -> dict[int, Level]:
        """The levels of an abstract list, which may only point to the list of a style."""
        style = self._styles.get(self._links.get(abstract_id))
        linked = _value(style.find(".//" + qn("w:numPr")), "w:numId") if style is not None else None
        if linked in self._lists and self._lists[linked][0] != abstract_id:
            return self._abstract.get(self._lists[linked][0], {})
        return self._abstract.get(abstract_id, {})

    def _list_of(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and level of a paragraph: its own properties first, then those of its style."""
        properties = paragraph.find(qn("w:pPr"))
        own = properties.find(qn("w:numPr")) if properties is not None else None
        style_id = _value(properties, "w:pStyle") or self._default_style()
        num_id, depth = _value(own, "w:numId"), _value(own, "w:ilvl")
        if num_id is None:
            num_id, style_depth, owner = self._list_of_style(style_id)
            depth = depth or style_depth or self._depth_of_style(num_id, owner)
        if num_id is None or num_id not in self._lists:
            return None
        return num_id, _integer(depth, 0)

    def _default_style(self) -> str | None:
        kinds = (
            (style_id, style) for style_id, style in self._styles.items() if style.get(qn("w:default")) == "1"
        )
        return next((style_id for style_id, style in kinds if style.get(qn("w:type")) == "paragraph"), None)

    def _list_of_style(self, style_id: str | None) -> tuple[str | None, str | None, str | None]:
        seen: set[str] = set()
        while style_id is not None and style_id not in seen and style_id in self._styles:
            seen.add(style_id)
            style = self._styles[style_id]
            properties = style.find(qn("w:pPr"))
            numbered = properties.find(qn("w:numPr")) if properties is not None else None
            if numbered is not None and (num_id := _value(numbered, "w:numId")) is not None:
                return num_id, _value(numbered, "w:ilvl"), style_id
            style_id = _value(style, "w:basedOn")
        return None, None, None

    def _depth_of_style(self, num_id: str | None, style_id: str | None) -> str | None:
        if num_id not in self._lists:
            return None
        levels = self._levels(self._lists[num_id][0])
        return next((str(depth) for depth, level in levels.items() if level.style == style_id), None)

    def _count(
        self, num_id: str, abstract_id: str, depth: int, levels: dict[int, Level], starts: dict[int, int]
    ) -> list[int]:
        counters = self._counters.setdefault(abstract_id, _Counters())
        values = counters.values
        fresh = depth in starts and (num_id, depth) not in counters.started
        counters.started.add((num_id, depth))
        first = starts.get(depth, levels[depth].start)
        current = values[depth]
        values[depth] = first if fresh or current is None else current + 1
        for above in range(depth):
            if values[above] is None:
                values[above] = starts.get(above, levels[above].start if above in levels else 1)
        for below in range(depth + 1, _LEVELS):
            restart = levels[below].restart_after if below in levels else None
            if restart is None or (restart > 0 and depth < restart):
                values[below] = None
        return [value if value is not None else 1 for value in values]


def _printed(levels: dict[int, Level], depth: int, values: list[int]) -> str:
    level = levels[depth]
    if level.number_format == "bullet":
        text = _SYMBOLS.sub("•", level.text)
        return f"{text} " if text.strip() else ""
    legal = level.legal

    def number(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        number_format = levels[place].number_format if place in levels else "decimal"
        return format_number(values[place], "decimal" if legal and number_format != "none" else number_format)

    text = _PLACEHOLDER.sub(number, level.text)
    separated = level.suffix == "nothing" or not text or text.endswith(_CLOSED) or text[-1].isspace()
    return text if separated else text + " "


def _level(element: Any) -> Level:
    fmt = element.find(qn("w:numFmt"))
    if fmt is None:
        fmt = element.find(".//" + qn("w:numFmt"))
    restart = _value(element, "w:lvlRestart")
    return Level(
        number_format=(fmt.get(qn("w:val")) if fmt is not None else None) or "decimal",
        text=_value(element, "w:lvlText") or "",
        start=_integer(_value(element, "w:start"), 0 if fmt is None else 1),
        suffix=_value(element, "w:suff") or "tab",
        restart_after=None if restart is None else _integer(restart, 0),
        legal=element.find(qn("w:isLgl")) is not None and _value(element, "w:isLgl") not in ("0", "false"),
        style=_value(element, "w:pStyle"),
    )


def _all(parent: Any | None, tag: str) -> list[Any]:
    return [] if parent is None else parent.findall(qn(tag))


def _value(parent: Any | None, tag: str) -> str | None:
    child = parent.find(qn(tag)) if parent is not None else None
    return None if child is None else child.get(qn("w:val"))


def _depth(element: Any) -> int:
    return min(max(_integer(element.get(qn("w:ilvl")), 0), 0), _LEVELS - 1)


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.lstrip("-").isdigit() else otherwise
