"""Canonical text to paragraphs: hard-wrapped lines read through, lost line breaks put back.

A paragraph is a span of the text; nothing is ever rewritten, so quotes keep the original line breaks. Three
questions are answered in turn: which lines a page's margin cut (`wrapping`), which titles were set on several
lines (`_join_titles`), and where one line holds several paragraphs (`_split_inline`).
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policies.documents.numbering import LONGEST, Mark, read_mark
from policies.documents.wrapping import (
    BRACKETED,
    DOCUMENT_NOUNS,
    SECTION_HEADING,
    TITLE_END,
    Span,
    join_wrapped,
)

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_MARKDOWN = re.compile(r"#{1,6}[ \t]+")


class Paragraph(NamedTuple):
    """A paragraph's span without surrounding blanks, and the number mark it begins with.

    `hashes` is the depth of a Markdown heading (0 for none); `body` is where the text starts after the
    hashes, and the offset that the mark's length counts from.
    """

    start: int
    end: int
    mark: Mark | None = None
    hashes: int = 0
    body: int = 0

    @property
    def after_mark(self) -> int:
        """Where the words begin that the mark numbers."""
        return self.body + (self.mark.length if self.mark else 0)


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of `text` in order; together they hold every character that is not blank."""
    spans = _join_titles(text, join_wrapped(text))
    return [_marked(text, start, end) for span in spans for start, end in _split_inline(text, *span)]


def _marked(text: str, start: int, end: int) -> Paragraph:
    hashes = _MARKDOWN.match(text, start, end)
    body = hashes.end() if hashes and hashes.end() < end else start
    while body < end - 1 and (text[body] in _INVISIBLE or text[body] == "*"):
        body += 1
    depth = len(hashes[0].strip()) if hashes else 0
    return Paragraph(start, end, read_mark(text[body : min(end, body + LONGEST)]), depth, body)


# ---- titles on several lines ------------------------------------------------------------------------

_TITLE_OPEN = re.compile(r"的$|关于|印发|转发|人民政府|办公[室厅]$|委员会$|[局厅部]$")
_TITLE_REST = re.compile(rf"(?:的)?(?:若干)?(?:政策)?(?:{DOCUMENT_NOUNS})(?:{BRACKETED})?$|{BRACKETED}$")


def _join_titles(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join a title set on up to four lines; every line but the last stops without a document's noun."""
    joined: list[Span] = []
    index = 0
    while index < len(spans):
        last = _title_end(text, spans, index)
        joined.append((spans[index][0], spans[last][1]))
        index = last + 1
    return joined


def _title_end(text: str, spans: Sequence[Span], index: int) -> int:
    if not _is_title_line(text, spans[index]):
        return index
    words = text[slice(*spans[index])]
    closed = bool(TITLE_END.search(words))
    if not (closed or _TITLE_OPEN.search(words)):
        return index
    for after in range(index + 1, min(index + 4, len(spans))):
        if not _is_title_line(text, spans[after]):
            break
        rest = text[slice(*spans[after])]
        if rest[0] == "《" or read_mark(rest[:LONGEST]) or SECTION_HEADING.match(rest):
            break
        if _TITLE_REST.match(rest) if closed else TITLE_END.search(rest):
            return after
        if closed:
            break
    return index


_NO_TITLE_LINE = re.compile(r"[。；;：:，,！!？?\t]|\d{4}\s*年.*日|^#")


def _is_title_line(text: str, span: Span) -> bool:
    if not 2 <= span[1] - span[0] <= 45:
        return False
    words = text[slice(*span)]
    return not _NO_TITLE_LINE.search(words)


# ---- several paragraphs on one line -----------------------------------------------------------------

_INLINE_STYLES = frozenset(
    ("part", "chapter", "section", "article", "chinese", "chinese_paren", "arabic", "arabic_paren")
)
_INLINE_START = re.compile(r"[第（(〇一二三四五六七八九十0-9０-９](?:(?<=[\s。；;：:！!？?）)].)|(?<=^.))")
# How the first sentence of a report begins; straight after a headline it shows a lost line break.
_OPENER = re.compile(r"(?=[近今去日])(?<=[\u4e00-\u9fff])(?=(?:近年来|今年以来|去年以来|近日|日前)[,，])")
_GLUED = 400  # characters; a line this long with blanks in it may have lost its breaks
_BLANK = re.compile(r"[^\S\n\r]+")
_SALUTATION_END = re.compile(r"(?:各|有关|区属|市属|省)[^。]{0,120}[:：]$")
_FRONT_END = re.compile(r"[。！？]$|[〔\[]\d{4}[〕\]]\s*\d+号$|^\d{4}年\d{1,2}月\d{1,2}日$")
_SIGNED = re.compile(
    r"(?<=[。！）)])\s{1,40}(?=(?:[\u4e00-\u9fff]{4,25}\s{1,40}){0,8}(\d{4}年\d{1,2}月\d{1,2}日)(?:\s{1,40}|$))"
)
_BACK_START = re.compile(
    r"(?<=[\s。）)])(?=(?:联系人|联系电话|咨询电话|抄送|来源|责任编辑|政策解读|解读链接|相关链接|分享)[:：]"
    r"|扫一扫|[(（]此件)"
)
_ATTACHMENT_START = re.compile(r"(?<=[\s。）)])(?=附件\s?\d{0,2}(?:\s|[:：]))")
_RELEASE_NOTE_END = re.compile(r"(?<=[\s。）)])[(（]此件[^()（）]{1,40}[)）]\s{1,40}(?=\S)")
_CLOSING_START = re.compile(
    r"(?<=[。）)\]])\s{1,40}(?=(?:本|以上|上述)[^。，,]{0,8}(?:政策|措施|意见|通知|办法|规定|方案|细则)"
    r"|国家[^。]{0,12}政策)"
)


_ABSTRACT = re.compile(r"摘\s*要[:：]\s*(?=\S)")
_BEGINS = 16  # characters of an abstract that stand below it again


def is_abstract(text: str, start: int, end: int) -> bool:
    """Whether the line is a web page's abstract, which only repeats how the text below it begins.

    >>> page = "摘要：1.租金补贴　　按实际租金的一半给予补贴...\\n1.租金补贴\\n按实际租金的一半给予补贴。"
    >>> is_abstract(page, 0, page.index("...")), is_abstract(page, 0, len(page))
    (True, False)
    """
    found = _ABSTRACT.match(text, start, end)
    if found is None:
        return False
    begins = "".join(text[found.end() : end].split())[:_BEGINS]
    below = text.find("\n", end)
    return below >= 0 and "".join(text[below : below + 8 * _BEGINS].split()).startswith(begins)


def _split_inline(text: str, start: int, end: int) -> list[Span]:
    """Cut one line at provisions that run on in it, and where a glued line lost its breaks."""
    if end - start < 30 or is_abstract(text, start, end):
        return [(start, end)]
    marks = _mark_cuts(text, start, end)
    cuts = {start, *marks, *_opener_cut(text, start, end)}
    if end - start >= _GLUED or (end - start >= 120 and _titled(text, start, end)):
        front = next((at for at in marks if at > start), end)
        cuts.update(_front_cuts(text, start, front), _back_cuts(text, max([start, *marks]), end))
        cuts.update(found.start() for found in _ATTACHMENT_START.finditer(text, start, end))
        cuts.update(cut for found in _RELEASE_NOTE_END.finditer(text, start, end) for cut in found.span())
        for signed in _SIGNED.finditer(text, start, end):
            cuts.update((signed.end(), min(end, signed.end(1))))
    spans = []
    for left, right in zip(sorted(cuts), [*sorted(cuts)[1:], end], strict=True):
        ink = text[left:right]
        if ink.strip():
            spans.append((left + len(ink) - len(ink.lstrip()), left + len(ink.rstrip())))
    return spans


def _titled(text: str, start: int, end: int) -> bool:
    """Whether the line begins with a title and goes on after a blank."""
    blank = _BLANK.search(text, start, min(end, start + 80))
    return blank is not None and bool(TITLE_END.search(text[start : blank.start()]))


def _opener_cut(text: str, start: int, end: int) -> Iterator[int]:
    opener = _OPENER.search(text, start + 8, min(end, start + 80))
    if opener and not re.search(r"[。；]", text[start : opener.start()]):
        yield opener.start()


def _front_cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Before the first number of a glued line: after a title, a salutation, a sentence's end."""
    cut = word = start
    for blank in _BLANK.finditer(text, start, end):
        before = text[max(word, blank.start() - 60) : blank.start()]
        since = text[max(cut, blank.start() - 160) : blank.start()]
        if _FRONT_END.search(before) or TITLE_END.search(before) or _SALUTATION_END.match(since):
            cut = blank.end()
            yield cut
        word = blank.end()


def _back_cuts(text: str, start: int, end: int) -> Iterator[int]:
    """After the last number of a glued line: the closing words, attachments, contacts, sources."""
    for found in _CLOSING_START.finditer(text, start, end):
        yield found.end()
    for found in _BACK_START.finditer(text, max(start, end - 2 * _GLUED), end):
        yield found.start()


def _mark_cuts(text: str, start: int, end: int) -> list[int]:
    """Offsets of number marks inside a line that form a sequence, each after a blank or a sentence's end.

    A first mark counts only where a second follows; one or two missing numbers are forgiven where the
    count then goes on.
    """
    found: list[tuple[int, Mark]] = []
    last_at: dict[tuple[str, int], int] = {}
    for place in _INLINE_START.finditer(text, start, end):
        mark = read_mark(text[place.start() : min(end, place.start() + LONGEST)])
        if mark and mark.style.name in _INLINE_STYLES:
            found.append((place.start(), mark))
            last_at[mark.style.name, mark.value] = place.start()
    cuts: list[int] = []
    counted: dict[str, int] = {}
    for at, mark in found:
        name, value = mark.style.name, mark.value
        goes_on = last_at.get((name, value + 1), -1) > at
        missing = value - counted.get(name, 0) - 1
        sure = _after_sentence(text, at) or last_at.get((name, value + 2), -1) > at
        forgiven = name in counted and 0 < missing <= 2 and goes_on and sure
        if goes_on if value == 1 else missing == 0 or forgiven:
            counted[name] = value
            cuts.append(at)
    return cuts


def _after_sentence(text: str, at: int) -> bool:
    """Whether a blank and before it a closing bracket or a full stop precede."""
    before = text[max(0, at - 8) : at]
    return before != before.rstrip() and before.rstrip()[-1:] in tuple("。；;）)！!")
