"""Lines that a page's margin cut, put together again.

A cut line is one that the first token of the next line would not have fitted behind. Punctuation, indentation
and the sequence of numbers decide the cases where a paragraph's last line happens to be full.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from policies.documents.numbering import LONGEST, Mark, read_mark

Span = tuple[int, int]

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SENTENCE_END = "。；;！!？?：:"
_CLOSED = _SENTENCE_END + "”』」》）)…"
# What never begins a paragraph: closing punctuation, and the words that bind to the one before.
_NEVER_FIRST = re.compile(r"[、，。；：！？）》”』」〕】,;:!?)%％]|[的和及与或](?![\s、])")
_DASHES = r"[-—－–·\s]*"
_PAGE_NUMBER = re.compile(
    rf"{_DASHES}(?:第\s*)?\d{{1,4}}(?:\s*[/／]\s*\d{{1,4}})?(?:\s*页)?(?:[,，\s]*共\s*\d{{1,4}}\s*页)?{_DASHES}$"
)
# A number alone between a blank line and the rest of the sentence, unless it counts what follows.
PAGE_BREAK = re.compile(
    r"(?<![ \t])[ \t]*(?:\n[ \t]*){2,}\d{1,4}[ \t]*\n\s*(?=[\u4e00-\u9fff])(?![万亿元年月日人个名家户])"
)
_WIDE = re.compile(r"[\u4e00-\u9fff\u3001-\u3011\uff01-\uff5e]+")  # most that take two columns
_TOKEN = re.compile(r"[A-Za-z0-9.,%/@:_-]{1,24}|\S")
DOCUMENT_NOUNS = (
    "通知|意见|办法|方案|措施|公告|规定|细则|决定|通告|条例|规划|指南|指引|政策|计划|批复|清单|报告|通报|纲要|举措"
    "|说明|问答|流程|须知|规程|目录"
)
BRACKETED = r"[(（〔][^()（）〔〕]{1,20}[)）〕]"
TITLE_END = re.compile(rf"(?:{DOCUMENT_NOUNS}|[若十]干条|\d+条)[”》]?(?:{BRACKETED})?$")
_TEXT_OPENS = re.compile(r"为|根据|按照|依据|现将|各[省市县区级有]")
# The headings of guides and service cards; on a line of their own they head what follows, whatever it is.
SECTION_HEADING = re.compile(
    r"(?:(?:服务|支持|扶持|适用|奖励|补贴|资助|申报|申请|受理|发放)"
    r"(?:对象|范围|内容|标准|方式|条件|要求|材料|流程|程序|时间|期限|主体)"
    r"|(?:办理|兑现)(?:流程|程序|依据|时限|渠道|地点|条件|材料|方式)|条件要求|政策(?:内容|依据|优惠)"
    r"|依据文件|发文机构|发文字号|发布日期|工具分类|时间/频度|联络方式|联系方式|咨询(?:方式|电话)|实施期限|有效期限?)"
    r"[:：]?$"
)
_HEADING_MARK = re.compile(r"#{1,6}[ \t]")
_NARROWEST, _WIDEST = 24, 160  # columns between which a margin is looked for
_INDENT = 4  # columns of a paragraph's first line, often lost on the way out of a pdf


class Line(NamedTuple):
    """A line without the blanks around it: its span, its columns, and the blank characters before it."""

    start: int
    end: int
    width: int
    indent: int


def display_width(text: str) -> int:
    """Columns on a terminal or a printed page: 2 for an ideograph, 1 for a Latin letter."""
    narrow = _WIDE.sub("", text)
    return 2 * (len(text) - len(narrow)) + sum(map(_columns, narrow))


@cache
def _columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def lines_of(text: str) -> Iterator[Line]:
    """The lines of `text` that are not blank; the width of lines too long for any page is an estimate."""
    for found in _LINE.finditer(text):
        line = found[0]
        ink = line.strip()
        if ink:
            start = found.start() + len(line) - len(line.lstrip())
            width = display_width(ink) if len(ink) <= _WIDEST else 2 * len(ink)
            yield Line(start, start + len(ink), width, start - found.start())


# A text is outlined and read, one after the other.
@lru_cache(maxsize=4)
def join_wrapped(text: str) -> Sequence[Span]:
    """The spans of the paragraphs that the lines of `text` make up; one span a line where no margin cut them.

    A line that holds a page number only belongs to the paragraph that it interrupts.
    """
    lines = list(lines_of(text))
    margin = find_margin(text, lines)
    if margin is None:
        return [(line.start, line.end) for line in lines]
    reader = _Rejoiner(text, _usual_indent(lines))
    for line, own_margin in zip(lines, _margins(text, lines, margin), strict=True):
        reader.take(line, own_margin)
    return reader.spans


def in_one_line(words: str) -> str:
    r"""Part of a text as it is said: without line breaks, blanks, and the page number that stands amid it.

    >>> in_one_line("金融、管\n\n12 \n理")
    '金融、管理'
    """
    return "".join(PAGE_BREAK.sub("", words).split())


def find_margin(text: str, lines: list[Line]) -> int | None:
    """The column at which the lines were cut, or None for text whose lines are paragraphs.

    Cut lines pile up at one width that almost no line exceeds, and most of them stop in the middle of a
    sentence.
    """
    counts = Counter(line.width for line in lines if _NARROWEST <= line.width <= _WIDEST)
    longer = sum(line.width > _WIDEST for line in lines)
    best, most = None, 0
    for width in sorted(counts, reverse=True):
        if longer > 0.04 * len(lines):
            break
        near = sum(counts[other] for other in range(width - 6, width + 3))
        if near > most:
            best, most = width, near
        longer += counts[width]
    if best is None or most < max(4, 0.12 * len(lines)):
        return None
    full = [line for line in lines if best - 6 <= line.width <= best + 2]
    cut = sum(text[line.end - 1] not in _CLOSED for line in full)
    usual = max(range(best - 6, best + 3), key=lambda width: (counts[width], width))
    return usual if cut >= 0.5 * len(full) else None


def _usual_indent(lines: list[Line]) -> int | None:
    """The blanks before lines that go on, or None where a paragraph's first line has no more of them."""
    usual = Counter(line.indent for line in lines).most_common(1)[0][0]
    opening = sum(line.indent > usual for line in lines)
    return usual if opening >= 0.05 * len(lines) else None


def _margins(text: str, lines: list[Line], margin: int) -> list[int]:
    """The margin of every line: the page's, or a narrower table cell's where several lines have one width."""
    margins = [margin] * len(lines)
    first = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and abs(lines[index].width - lines[first].width) <= 2:
            continue
        run = lines[first:index]
        open_ended = sum(text[line.end - 1] not in _CLOSED for line in run)
        if len(run) >= 3 and 28 <= run[0].width < margin - 8 and open_ended * 2 > len(run):
            margins[first:index] = [max(line.width for line in run)] * len(run)
        first = index
    return margins


class _Rejoiner:
    """Takes lines one by one and keeps the spans of the paragraphs that they make up."""

    def __init__(self, text: str, usual_indent: int | None) -> None:
        self.text = text
        self.usual_indent = usual_indent
        self.spans: list[Span] = []
        self._last: Line | None = None
        self._margin = 0
        self._counted: dict[str, int] = {}

    def take(self, line: Line, margin: int) -> None:
        words = self.text[line.start : line.end]
        if self.spans and _PAGE_NUMBER.match(words):
            self.spans[-1] = (self.spans[-1][0], line.end)
            return
        mark = read_mark(words[:LONGEST])
        if self._last and self._continues(self._last, line, mark):
            self.spans[-1] = (self.spans[-1][0], line.end)
        else:
            self.spans.append((line.start, line.end))
            if mark:
                self._counted[mark.style.name] = mark.value
        self._last, self._margin = line, margin

    def _continues(self, last: Line, line: Line, mark: Mark | None) -> bool:
        words = self.text[line.start : line.end]
        before = self.text[last.end - 1]
        if _HEADING_MARK.match(words) or SECTION_HEADING.match(words) or self._is_indented(line):
            return False
        if _NEVER_FIRST.match(words):
            return before not in _SENTENCE_END
        if not self._reaches_margin(last, words) or self._ends_title(last, words):
            return False
        if mark:
            return not self._is_next(mark, last, words)
        return before not in _SENTENCE_END or self.usual_indent is not None or not _stands_alone(words)

    def _ends_title(self, last: Line, words: str) -> bool:
        return bool(
            _TEXT_OPENS.match(words)
            and TITLE_END.search(self.text[max(last.start, last.end - 30) : last.end])
        )

    def _is_indented(self, line: Line) -> bool:
        return self.usual_indent is not None and line.indent > self.usual_indent

    def _reaches_margin(self, last: Line, words: str) -> bool:
        """Whether the first token of the next line would not have fitted behind the last one."""
        token = _TOKEN.match(words)
        needed = display_width(token[0]) if token else 2
        opening = last.start == self.spans[-1][0]
        indent = 2 * last.indent if self.usual_indent is not None else _INDENT if opening else 0
        return last.width + indent + needed > self._margin - 2

    def _is_next(self, mark: Mark, last: Line, words: str) -> bool:
        """A number at the start of a cut line opens a provision only where it is the next one, or nearly."""
        before = self.text[last.end - 1]
        if mark.value != 1:
            missing = mark.value - self._counted.get(mark.style.name, 0) - 1
            return missing == 0 or "之" in mark.citation or (0 < missing <= 2 and before in _SENTENCE_END)
        heading = last.start == self.spans[-1][0] and read_mark(self.text[last.start : last.start + LONGEST])
        under_heading = heading and heading.style is not mark.style and words[mark.length - 1] not in "，,"
        return before in _CLOSED or bool(under_heading)


def _stands_alone(words: str) -> bool:
    """A short line without an end: a heading or a label, not the rest of a sentence."""
    return len(words) <= (10 if words[-1] in "：:" else 20) and words[-1] not in "。；;！!？?，,、》”）)"
