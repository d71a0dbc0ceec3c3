"""The number marks of Chinese documents: how each habit looks, what it counts, how it is cited.

A mark is recognised at the start of a piece of text only; whether it really opens a provision there is
for its surroundings to decide, by sequence.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from policies.numbers import NUMERALS, chinese_number

_CN = f"{NUMERALS}○"  # a circle is how some writers type 〇
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟"
# One character for a whole mark: the first of its run, how many the run has, the mark that it stands for.
_ENCLOSED = (("㈠", 10, "({})、"), ("⑴", 20, "({})、"), ("⒈", 20, "{}.、"), ("❶", 10, "{}"))
_GAP = r"[ \t\u3000\u00a0]*"
_CHINESE = rf"[{_CN}](?:[ \u3000]?[{_CN}]){{0,7}}"
_ARABIC = rf"[0-9０-９](?:[0-9０-９]|[ \u3000](?=[0-9０-９]{_GAP}[、.．)）])){{0,2}}"
_NUMBER = rf"(?:{_CHINESE}|{_ARABIC})"

LONGEST = 24  # characters that any mark needs to be recognised, with what must not follow it
_FIRST = frozenset(_CN + _CIRCLED + "第（(0123456789０１２３４５６７８９abcdefghABCDEFGH")

# A reference such as 第五条规定的 begins like an article; what follows at once tells them apart.
_NOT_A_REFERENCE = (
    rf"(?!第{_GAP}{_NUMBER}{_GAP}[条款项章]|\s*第{_GAP}{_NUMBER}{_GAP}[款项])"
    r"(?!\n?(?:规定|所|款|项|的|至|和|或|及|与|、|，|,|；|;|。|）|\)|》|中[，,的]|之外|以外|列))"
)
_QUANTITY = "亿|万|千|百|元|个|家|%|％|倍|平方|公里|米|吨|亩|年|月|日|人|版|折|次|分|级|号"
_NOT_A_QUANTITY = rf"(?=[ \t\u3000\u00a0、\u4e00-\u9fff])(?![ \u3000]*(?:{_QUANTITY}))"
_DECIMAL = rf"\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}}{_NOT_A_QUANTITY}"
# A point ends a mark, unless digits follow; 1.2024年 opens with a year.
_POINT = r"[.．](?:(?![0-9０-９])|(?=(?:19|20)\d\d年))"
# 一、二、三类人才, 三、四线城市 and 1、2项 are series, not a first provision.
_SERIES = re.compile(
    rf"{_GAP}(?:(?P<chinese>[{_CN}]{{1,3}})(?:(?P<more>[、和及至])|[产类等级星线期批档季审])"
    r"|[0-9０-９]{1,3}(?:[、和及至]|[项号款条]))"
)


@dataclass(frozen=True)
class Style:
    """A habit of numbering. `rank` is its usual depth; `cite` writes the mark as an official cites it."""

    name: str
    rank: float
    pattern: re.Pattern[str]
    cite: str


def _style(name: str, rank: float, pattern: str, cite: str) -> Style:
    return Style(name, rank, re.compile(pattern), cite)


def _ordinal(name: str, rank: float, words: str) -> Style:
    """第X章 and its like; `words` are the alternatives for 章."""
    sub = rf"(?:(?P<sub>之[{_CN}]{{1,2}})|(?!之[{_CN}]))"
    pattern = rf"第{_GAP}({_NUMBER}){_GAP}(?P<unit>{words}){sub}{_NOT_A_REFERENCE}[、:：]?"
    return _style(name, rank, pattern, "第{}")


def _in_brackets(number: str) -> str:
    bracketed = rf"[（(]{_GAP}{number}{_GAP}[)）]"
    # (一)、(二)项, (一)至(三)项 and (一)(二)项 refer to provisions.
    not_a_list = rf"(?!{_GAP}[、和及至或]?{_GAP}{bracketed})"
    return rf"[（(]{_GAP}({number}){_GAP}[)）]{not_a_list}{_GAP}[、.．]?"


STYLES = (
    _ordinal("part", 0, "部分|编(?!制)|篇(?!章)"),
    _ordinal("chapter", 1, "章(?!程)"),
    _ordinal("section", 2, "节(?!课)"),
    _ordinal("article", 3, "条(?!件)"),
    _ordinal("paragraph", 3.5, "款"),
    _style("chinese", 4, rf"({_CHINESE}){_GAP}(?:、|{_POINT}|[，,](?=[^\s是则来]))", "{}"),
    _style("chinese_paren", 5, _in_brackets(_CHINESE), "({})"),
    _style("chinese_half_paren", 5.5, rf"({_CHINESE}){_GAP}[)）][、.．]?", "({})"),
    _style("decimal", 7, rf"({_DECIMAL})、?", "{}"),
    _style("arabic", 6, rf"({_ARABIC}){_GAP}(?:、|{_POINT}|[，,](?=[^\s0-9０-９]))", "{}"),
    _style("arabic_paren", 8, _in_brackets(_ARABIC), "({})"),
    _style("arabic_half_paren", 8.5, rf"({_ARABIC}){_GAP}[)）][、.．]?(?=[^\d、，,。；;）)])", "{})"),
    _style("circled", 9, rf"([{_CIRCLED}])[、.．]?", "{}"),
    _style("letter", 10, r"[（(]?([A-Ha-h])[.．)）、](?=[ \u3000]?[\u4e00-\u9fff《“])", "{}."),
    _style("ordinal", 11, rf"([{_CN}]{{1,2}})是(?=[^否不什])", "{}是"),
)


@dataclass(frozen=True)
class Mark:
    """A number mark at the start of a piece: its style, value, citation form and length in characters."""

    style: Style
    value: int
    citation: str
    length: int


@lru_cache(maxsize=4096)
def read_mark(piece: str) -> Mark | None:
    """The number mark that `piece` begins with, or None.

    >>> [read_mark(t).citation for t in ("（ 二 ）强化", "3、绘好", "第十二条 本办法", "⑵培育", "一是聚焦")]
    ['(二)', '3', '第十二条', '(2)', '一是']
    >>> read_mark("3.5亿元"), read_mark("第五条规定的"), read_mark("2024年"), read_mark("一、二、三产业")
    (None, None, None, None)
    """
    if not piece:
        return None
    if enclosed := _write_out(piece[0]):
        mark = read_mark(enclosed)
        return mark and Mark(mark.style, mark.value, mark.citation, 1)
    if piece[0] not in _FIRST:
        return None
    for style in STYLES:
        if found := style.pattern.match(piece):
            mark = _mark(style, found)
            return mark if mark.value and not _begins_series(mark, piece) else None
    return None


def _begins_series(mark: Mark, piece: str) -> bool:
    if mark.style.name not in ("chinese", "arabic") or piece[mark.length - 1] != "、":
        return False
    series = _SERIES.match(piece, mark.length)
    if series is None:
        return False
    counted = series["chinese"] and not series["more"]
    return not counted or chinese_number(series["chinese"]) == mark.value + 1


def _mark(style: Style, found: re.Match[str]) -> Mark:
    number = "".join(found[1].split())
    if number.isdecimal():
        number = str(int(number))
    citation = style.cite.format(number.replace("．", "."))
    if style.pattern.groupindex:
        citation += found["unit"] + (found["sub"] or "")
    return Mark(style, _value(style, number), citation, found.end())


def _write_out(char: str) -> str:
    """Write ㈠ ⑴ ⒈ ❶ out as the mark that they stand for; any other character gives nothing."""
    for first, count, form in _ENCLOSED:
        offset = ord(char) - ord(first)
        if 0 <= offset < count:
            if first == "❶":
                return _CIRCLED[offset]
            return form.format("一二三四五六七八九十"[offset] if first == "㈠" else offset + 1)
    return ""


def _value(style: Style, number: str) -> int:
    match style.name:
        case "circled":
            return _CIRCLED.index(number) + 1
        case "letter":
            return ord(number.lower()) - ord("a") + 1
        case "decimal":
            return int(re.split(r"[.．]", number)[-1])
        case _:
            return chinese_number(number)
