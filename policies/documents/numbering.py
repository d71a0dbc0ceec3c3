"""The number marks of Chinese documents: how each habit looks, what it counts, how it is cited.

A mark is recognised at the start of a piece of text only; whether it really opens a provision there is
for the outline to decide, by sequence.
"""

import re
from dataclasses import dataclass

_CN = "零〇一二三四五六七八九十百千两"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ENCLOSED = {"㈠": "(一)", "⑴": "(1)", "⒈": "1."}  # first of each run of ten or twenty code points
_SPACE = r"[ \t\u3000\u00a0]*"
_NUMBER = rf"(?:[{_CN}](?:[ \u3000]?[{_CN}])*|[0-9０-９]{{1,3}})"


def chinese_number(text: str) -> int:
    """The value of 十九, 二十, 一百零三 or 12 in either width.

    >>> [chinese_number(t) for t in ("十", "十九", "二十", "一百零三", "１２", "二 十")]
    [10, 19, 20, 103, 12, 20]
    """
    text = re.sub(r"\s", "", text)
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


@dataclass(frozen=True)
class Style:
    """A habit of numbering. `rank` is its usual depth; `cite` writes the mark as an official cites it."""

    name: str
    rank: int
    pattern: re.Pattern[str]
    cite: str


def _style(name: str, rank: int, pattern: str, cite: str) -> Style:
    return Style(name, rank, re.compile(pattern), cite)


# A reference such as 第五条规定的 begins like an article; what follows tells them apart.
_NOT_A_REFERENCE = r"(?!\s*(?:规定|所|第|款|的|至|和|或|及|、|，|,|中|以|之外))"

_NOT_A_QUANTITY = r"(?![ \u3000]*(?:亿|万|千|百|元|个|家|%|倍|平方|公里|米|吨|亩|年|月|日|人|版|折|次))"

STYLES = (
    _style("part", 0, rf"第{_SPACE}({_NUMBER}){_SPACE}(?:编|部分){_NOT_A_REFERENCE}", "第{}部分"),
    _style("chapter", 1, rf"第{_SPACE}({_NUMBER}){_SPACE}章{_NOT_A_REFERENCE}", "第{}章"),
    _style("section", 2, rf"第{_SPACE}({_NUMBER}){_SPACE}节{_NOT_A_REFERENCE}", "第{}节"),
    _style("article", 3, rf"第{_SPACE}({_NUMBER}){_SPACE}条(?:之[{_CN}])?{_NOT_A_REFERENCE}", "第{}条"),
    _style("chinese", 4, rf"([{_CN}](?:[ \u3000]?[{_CN}])*){_SPACE}(?:、|．|\.(?!\d)|，(?=[^是]))", "{}、"),
    _style("chinese_paren", 5, rf"[（(]{_SPACE}([{_CN}](?:[ \u3000]?[{_CN}])*){_SPACE}[)）][、.．]?", "({})"),
    _style("decimal", 7, rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})(?=[ \t\u3000\u00a0、]|[\u4e00-\u9fff]){_NOT_A_QUANTITY}[、]?", "{}"),
    _style("arabic", 6, rf"([0-9０-９]{{1,2}}){_SPACE}(?:、|[.．](?![0-9０-９])|，(?=\D))", "{}"),
    _style("arabic_paren", 8, rf"[（(]{_SPACE}([0-9０-９]{{1,2}}){_SPACE}[)）][、.．]?", "({})"),
    _style("arabic_half_paren", 8, r"([0-9０-９]{1,2})[)）](?=[^\d])", "{})"),
    _style("circled", 9, rf"([{_CIRCLED}])[、.．]?", "{}"),
    _style("letter", 10, r"([a-z])[.．)）、](?=[\u4e00-\u9fff《“])", "{}."),
    _style("ordinal", 11, rf"([{_CN}]{{1,2}})是(?=[^否不什])", "{}是"),
)
BY_NAME = {style.name: style for style in STYLES}


@dataclass(frozen=True)
class Mark:
    """A number mark at the start of a piece: its style, value, citation form and length in characters."""

    style: Style
    value: int
    citation: str
    length: int


def _unenclose(text: str) -> str:
    """Write ㈠ ⑴ ⒈ out, one to one in meaning; only the first character is looked at."""
    for first, form in _ENCLOSED.items():
        offset = ord(text[0]) - ord(first)
        if 0 <= offset < 10:
            number = "一二三四五六七八九十"[offset] if "一" in form else str(offset + 1)
            return form.replace("一", number).replace("1", number)
    return ""


def read_mark(piece: str) -> Mark | None:
    """The number mark that `piece` begins with, or None.

    >>> [read_mark(t).citation for t in ("（ 二 ）强化", "3、绘好", "第十二条 本办法", "⑵培育", "一是聚焦")]
    ['(二)', '3', '第十二条', '(2)', '一是']
    >>> read_mark("3.5亿元"), read_mark("第五条规定的"), read_mark("2024年")
    (None, None, None)
    """
    if not piece:
        return None
    if enclosed := _unenclose(piece):
        mark = read_mark(enclosed + "、")
        return mark and Mark(mark.style, mark.value, mark.citation, 1)
    for style in STYLES:
        if found := style.pattern.match(piece):
            number = re.sub(r"\s", "", found[1])
            return Mark(style, _value(style, number), style.cite.format(number), found.end())
    return None


def _value(style: Style, number: str) -> int:
    match style.name:
        case "circled":
            return _CIRCLED.index(number) + 1
        case "letter":
            return ord(number) - ord("a") + 1
        case "decimal":
            return int(re.split(r"[.．]", number)[-1])
        case _:
            return chinese_number(number)
