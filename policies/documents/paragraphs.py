"""Canonical text to paragraphs: hard-wrapped lines read through, lost line breaks put back.

A paragraph is a span of the text; nothing is ever rewritten, so quotes keep the original line breaks.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from policies.documents.numbering import Mark, read_mark

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_SENTENCE_END = "。；;！!？?：:”』」）)…"
_PAGE_NUMBER = re.compile(r"[-—－\s]*\d{1,4}[-—－\s]*$")
_MARKDOWN = re.compile(r"#{1,6}[ \t]+")
_DOCUMENT_NOUN = "通知|意见|办法|方案|措施|公告|规定|细则|决定|通告|条例|规划|指南|政策|计划|批复|清单|报告"
_TITLE_END = re.compile(rf"(?:{_DOCUMENT_NOUN})[”》]?(?:[(（][^()（）]{{1,20}}[)）])?$")
# How the first sentence of a report begins; straight after a headline it shows a lost line break.
_OPENER = re.compile(r"(?<=[\u4e00-\u9fff])(?=(?:近年来|今年以来|去年以来|近日|日前|为深入贯彻|为贯彻落实)[,，])")
_INLINE_STYLES = {"chapter", "section", "article", "chinese", "chinese_paren", "arabic", "arabic_paren"}
_INLINE_START = re.compile(r"(?:(?<=[\s。；;：:！!？?）)])|^)(?=[第（(〇一二三四五六七八九十0-9０-９])")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph's span without surrounding blanks, and the number mark it begins with.

    `hashes` is the depth of a Markdown heading (0 for none); `body` is where the text starts after the
    hashes, and the offset that the mark's length counts from.
    """

    start: int
    end: int
    mark: Mark | None = None
    hashes: int = 0
    body: int = 0


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    width: int
    indent: int


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of `text` in order; together they hold every character that is not blank."""
    joined = _join_wrapped(text, list(_lines(text)))
    return [_marked(text, start, end) for span in joined for start, end in _split_inline(text, *span)]


def _marked(text: str, start: int, end: int) -> Paragraph:
    hashes = _MARKDOWN.match(text, start, end)
    body = hashes.end() if hashes else start
    while body < end and (text[body] in _INVISIBLE or text[body] == "*"):
        body += 1
    depth = len(hashes[0].strip()) if hashes else 0
    return Paragraph(start, end, read_mark(text[body : min(end, body + 24)]), depth, body)


def _lines(text: str) -> Iterator[_Line]:
    for found in _LINE.finditer(text):
        line = found[0]
        ink = line.strip()
        if ink:
            start = found.start() + len(line) - len(line.lstrip())
            yield _Line(start, start + len(ink), display_width(ink), start - found.start())


def display_width(text: str) -> int:
    """Columns on a terminal or a printed page: 2 for an ideograph, 1 for a Latin letter."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _wrap_width(text: str, lines: list[_Line]) -> int | None:
    """The column at which the lines were cut, or None for text whose lines are paragraphs.

    Cut lines pile up at one width, and most of them stop in the middle of a sentence.
    """
    if len(lines) < 8:
        return None
    widths = sorted(line.width for line in lines)
    edge = widths[int(len(widths) * 0.9)]
    if not 30 <= edge <= 160:
        return None
    full = [line for line in lines if edge - 8 <= line.width <= edge + 8]
    open_ended = [line for line in full if text[line.end - 1] not in _SENTENCE_END]
    return edge if len(full) >= 0.3 * len(lines) and len(open_ended) >= 0.5 * len(full) else None


def _join_wrapped(text: str, lines: list[_Line]) -> list[tuple[int, int]]:
    edge = _wrap_width(text, lines)
    if edge is None:
        return [(line.start, line.end) for line in lines]
    spans: list[tuple[int, int]] = []
    last: _Line | None = None
    counted: dict[str, int] = {}
    for line in lines:
        if spans and last and _PAGE_NUMBER.match(text[line.start : line.end]):
            spans[-1] = (spans[-1][0], line.end)  # a page's foot: the sentence goes on after it
            continue
        if last and _continues(text, last, line, edge, counted):
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
            if mark := read_mark(text[line.start : line.start + 24]):
                counted[mark.style.name] = mark.value
        last = line
    return spans


def _continues(text: str, last: _Line, line: _Line, edge: int, counted: dict[str, int]) -> bool:
    full = last.width >= edge - 10
    ended = text[last.end - 1] in "。！!？?"
    if not full or (ended and line.indent > last.indent):
        return False
    mark = read_mark(text[line.start : line.start + 24])
    if mark is None:
        return not _MARKDOWN.match(text, line.start, line.end)
    # A number at the start of a cut line opens a provision only where it is the next one.
    in_sequence = mark.value in (1, counted.get(mark.style.name, 0) + 1)
    return not in_sequence or (not ended and text[last.end - 1] not in _SENTENCE_END and mark.value == 1)


def _split_inline(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut one line at provisions that run on in it, at a title glued to its text, at a salutation."""
    if end - start < 30:
        return [(start, end)]
    cuts = sorted({start, *_front_cuts(text, start, end), *_mark_cuts(text, start, end)})
    spans = []
    for left, right in zip(cuts, [*cuts[1:], end], strict=True):
        ink = text[left:right]
        if ink.strip():
            spans.append((left + len(ink) - len(ink.lstrip()), left + len(ink.rstrip())))
    return spans


def _front_cuts(text: str, start: int, end: int) -> Iterator[int]:
    opener = _OPENER.search(text, start + 8, min(end, start + 80))
    if opener and not re.search(r"[。；]", text[start : opener.start()]):
        yield opener.start()
    if end - start < 400 or read_mark(text[start : start + 24]):
        return
    for blank in re.finditer(r"\s+", text[start : start + 600]):
        before = text[start : start + blank.start()].rsplit(maxsplit=1)[-1:]
        if before and (_TITLE_END.search(before[0]) or before[0][-1] in "：:"):
            yield start + blank.end()


def _mark_cuts(text: str, start: int, end: int) -> list[int]:
    """Offsets of number marks inside a line that form a sequence, each after a blank or a sentence's end."""
    taken: list[tuple[int, Mark]] = []
    counted: dict[str, int] = {}
    for found in _INLINE_START.finditer(text, start, end):
        mark = read_mark(text[found.start() : found.start() + 24])
        if mark is None or mark.style.name not in _INLINE_STYLES:
            continue
        if mark.value == 1 or mark.value == counted.get(mark.style.name, 0) + 1:
            counted[mark.style.name] = mark.value
            taken.append((found.start(), mark))
    return [at for at, mark in taken if _in_chain(at, mark, taken)]


def _in_chain(at: int, mark: Mark, taken: list[tuple[int, Mark]]) -> bool:
    """A first mark counts only where a second follows; the others follow one by construction."""
    return mark.value > 1 or any(
        other.style is mark.style and other.value == 2 and there > at for there, other in taken
    )
