"""What an unnumbered paragraph is: a title, a heading, a label, front matter, a signature, or plain text.

A paragraph's own words decide first, then its neighbours: a short line above a provision is a heading, the
same line before any sentence belongs to the head of a page.
"""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from policies.documents.numbering import Mark
from policies.documents.paragraphs import Paragraph, is_abstract
from policies.documents.wrapping import DOCUMENT_NOUNS, SECTION_HEADING
from policies.model import OutlineRole

TITLE, BODY = OutlineRole.TITLE, OutlineRole.BODY
FRONT, BACK = OutlineRole.ISSUER_LINE, OutlineRole.SIGNATURE
LABEL, PLAIN = OutlineRole.LABEL, OutlineRole.PLAIN

_BRACKETED = r"(?:[(（][^()（）]{1,20}[)）])?$"
_TITLE = re.compile(rf"(?:关于|《|印发|[省市县区州旗]).{{2,80}}(?:{DOCUMENT_NOUNS})[”》]?{_BRACKETED}")
_ATTACHED_TITLE = re.compile(rf".{{4,60}}(?:{DOCUMENT_NOUNS}|表)[”》]?{_BRACKETED}")
_PLACE_TITLE = re.compile(r"([\u4e00-\u9fff]{1,10}[省市县区旗州盟])[:：]\S{6,70}[^。；]$")
_ATTACHMENT = re.compile(r"(附\s*[件表录]\s*[0-9０-９一二三四五六七八九十]{0,2})(?:[ \u3000]+\S{4,60})?$")
_NUMERAL = r"[0-9０-９〇○零一二三四五六七八九十]"
_DATE = re.compile(rf"{_NUMERAL}{{2,4}}\s*年\s*{_NUMERAL}{{1,3}}\s*月(?:\s*{_NUMERAL}{{1,3}}\s*日)?$")
_SIGNED = re.compile(rf"(?:[\u4e00-\u9fff]{{4,25}}\s{{1,20}}){{1,8}}{_DATE.pattern}")
_FRONT = re.compile(
    r"(?:字体|字号|浏览次数|信息来源|来\s*源|发布时间|发布日期|发表时间|发文|文\s*号|索\s*引\s*号|成文日期|发布机构|有效性"
    r"|主题分类|时间|日期|点击|阅读|作者|摘要)[^。]{0,12}[:：【\[]"
    r"|\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?(?:\s|$)|.{0,20}(?:记者|通讯员)[ \u3000]"
    r"|.{2,12}[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*(?:第\s*)?\d+\s*号$|---$|[A-Za-z_]+[:：]\s?"
)
_WEB_HEAD = re.compile(r"索\s*引\s*号\s*[:：]|主题分类\s*[:：]|发布机构\s*[:：]|无障碍|一网通办")
_SALUTATION = re.compile(
    r"(?:(?:各|区属|市属|尊敬的|有关|全[市区县省]).{0,200}"
    r"|[^。；]{4,120}(?:单位|部门|企业|机构|政府|委员会|办公室|个人|公司))[:：]$"
)
_ANNOUNCES = re.compile(r"(?:通知|公告|通告|函告)如下[:：]$")
_KEY_LINE = re.compile(r"[A-Za-z_]{3,40}[:：]")
_CONTACT = re.compile(
    r"(?:联系人|联系电话|咨询电话|电话|邮箱|网址|地址)[:：]|[(（](?:联系人)[^()（）]{0,40}[)）]$"
)
_BACK = re.compile(
    r"(?:责任编辑|编辑|审核|校对|来源|抄送|抄报|主送|主题词|公开方式|解读链接|政策解读|相关链接)[:：]"
    r"|[(（](?:此件|此文|信息公开)[^()（）]{0,40}[)）]$"
    r"|附\s?件?\s*[0-9０-９一二三四五]{0,2}\s*[:：]|.{2,40}\d{1,2}日印发$|扫一扫|特此(?:通知|公告|函告|通告)"
)
_PAGE_FOOT = re.compile(
    r"分享|上一[篇个]|下一[篇个]|相关阅读|相关链接|相关解读|扫一扫|扫码|版权所有|网站地图|打印|关闭|责任编辑|OA系统|法律声明"
)
_QUESTION = re.compile(r"(?:问|Q)\s*\d{0,3}\s*[:：.、].{2,80}$")
_LEAD_UNITS = re.compile(r"[(（\[][^()（）\[\]]{0,300}(?:单位|负责|部门)[^()（）\[\]]{0,300}[)）\]]?[。；]?$")
_PAGE_NUMBER = re.compile(r"\s*\n\s*\d{1,4}$")
_ANSWER = re.compile(r"答[:：]\s*")
_RUN_IN = re.compile(r"([^\s。；;，,：:]{2,30})[ \u3000]+(?=[\u4e00-\u9fff]{2})")
_STOPS = re.compile(r"[。；;]")
_MARKS = re.compile(r"[。；;：:]")
_NO_TITLE = re.compile(r"[。；;\t]|[：:，,、]$")
_NO_HEADING = re.compile(r"[。；;：:、，,]$|。|\t|\d{5}")
_LABELLED = re.compile(r"[^。；;，,、：:]{2,20}[:：]")


class Layout:
    """The paragraphs of a text, and what the neighbours of each tell about it."""

    def __init__(self, text: str, pieces: list[Paragraph]) -> None:
        self.text = text
        self.pieces = pieces
        self.numbered = any(piece.mark for piece in pieces)

    def words(self, index: int) -> str:
        if not 0 <= index < len(self.pieces):
            return ""
        return self.text[self.pieces[index].body : self.pieces[index].end]

    def role(self, index: int, *, open_body: bool) -> OutlineRole:
        """The role of one paragraph; `open_body` tells that a provision or a heading is open above."""
        piece = self.pieces[index]
        if piece.hashes:
            return BODY if piece.mark else TITLE if piece.hashes == 1 else PLAIN
        if piece.mark:
            return TITLE if self._titles_excerpt(index) else BODY
        if index >= self._first_content and self._is_back(index):
            return BACK
        if self._is_title(index, open_body=open_body) or index == self._fallback_title:
            return TITLE
        repeats = self._is_key_line(index) or is_abstract(self.text, piece.start, piece.end)
        if repeats or (not open_body and self._is_front(index)):
            return FRONT
        return self._heading_role(index)

    def closes(self, index: int) -> bool:
        """Whether no number follows before the next title, signature or the end of the text."""
        for after in range(index + 1, min(index + 12, len(self.pieces))):
            if self.pieces[after].mark:
                return False
            words = self.words(after)[:120]
            if _DATE.match(words) or _BACK.match(words) or _ATTACHMENT.match(words) or _TITLE.search(words):
                return True
        return index + 12 >= len(self.pieces)

    # ---- the head and the foot of a page -------------------------------------------------------------

    @cached_property
    def _content(self) -> list[int]:
        """The paragraphs with a number or a whole sentence."""
        return [
            index
            for index, piece in enumerate(self.pieces)
            if piece.mark or (piece.end - piece.body > 15 and "。" in self.words(index))
        ]

    @cached_property
    def _first_content(self) -> int:
        return self._content[0] if self._content else 0

    @cached_property
    def _foot(self) -> int:
        """Where the foot of a web page begins: links and notices after the last sentence."""
        start = self._content[-1] + 1 if self._content else len(self.pieces)
        feet = (k for k in range(start, len(self.pieces)) if _PAGE_FOOT.match(self.words(k)))
        return next(feet, len(self.pieces))

    @cached_property
    def _fallback_title(self) -> int:
        """Where no head line is a title by its words: the line above a date or a salutation, else -1."""
        head = range(self._first_content)
        if any(self._is_title(index, open_body=False) for index in head):
            return -1
        for index in head[:-1]:
            words, below = self.words(index), self.words(index + 1)
            named = _ideographs(words) >= 8 and len(words) <= 60 and not re.search(r"[:：>|。,，]", words)
            if named and (_FRONT.match(below[:160]) or _SALUTATION.match(below[:200])):
                return index
        return -1

    def _is_front(self, index: int) -> bool:
        words = self.words(index)
        if len(words) <= 160 and _FRONT.match(words):
            return True
        if index == 0 and not _has_title_words(words):
            return len(words) <= 120 and "。" not in words
        if _WEB_HEAD.search(words[:600]) and "。" not in words:
            return True
        if "。" not in words and len(words) <= 240 and _SALUTATION.match(words):
            return bisect_left(self._content, index) <= 2
        return 0 < index + 1 < self._first_content and len(words) <= 60

    def _is_back(self, index: int) -> bool:
        if index >= self._foot:
            return True
        words = self.words(index)
        if len(words) > 200:
            return False
        if _DATE.match(words) or _SIGNED.match(words) or _BACK.match(words):
            return True
        if _CONTACT.match(words):
            return self.closes(index)
        if _ATTACHMENT.match(words) or len(words) > 40 or index <= 2 or re.search(r"[。；;，,：:？?]", words):
            return False
        after = bisect_right(self._signed, index)
        return after < len(self._signed) and self._signed[after] <= index + 8

    @cached_property
    def _signed(self) -> list[int]:
        """The dates below signatories."""
        return [k for k in range(len(self.pieces)) if _DATE.match(self.words(k)[:30]) and self._names(k)]

    def _names(self, index: int) -> bool:
        """Whether only short lines without a sentence stand before: several signatories above one date."""
        before = self.words(index - 1)
        return len(before) <= 40 and not _STOPS.search(before)

    def _is_key_line(self, index: int) -> bool:
        """`handle_time:30` of a service item that was written out key by key."""
        return bool(_KEY_LINE.match(self.words(index)[:48])) and "。" not in self.words(index)

    # ---- titles and headings -------------------------------------------------------------------------

    def _titles_excerpt(self, index: int) -> bool:
        """`12. 某某措施` at the very top of a card that then counts from one: the card's own title."""
        piece = self.pieces[index]
        if not piece.mark or index > 1 or index != self._first_content or not is_heading(self.text, piece):
            return False
        others = (other.mark for other in self.pieces[index + 1 :] if other.mark)
        following = next((mark for mark in others if mark.style is piece.mark.style), None)
        return piece.mark.value > 1 and (following is None or following.value == 1)

    def _is_title(self, index: int, *, open_body: bool) -> bool:
        words = self.words(index)
        if len(words) > 110 or _NO_TITLE.search(words) or _FRONT.match(words):
            return False
        if index == 0:
            return _has_title_words(words)
        heads_number = self._mark_after(index) is not None
        if _ATTACHMENT.match(words) or (_PLACE_TITLE.match(words) and self._counts_afresh(index)):
            return True
        if _ATTACHMENT.match(self.words(index - 1)[:20]):
            return 4 <= len(words) <= 60
        if open_body and not self._is_back(index - 1):
            return False
        return bool(_TITLE.search(words) or (index > 1 and heads_number and _ATTACHED_TITLE.match(words)))

    def _counts_afresh(self, index: int) -> bool:
        """Whether what follows is no number, or the first one."""
        after = self._mark_after(index)
        return after is None or after.value == 1

    def _mark_after(self, index: int) -> Mark | None:
        return self.pieces[index + 1].mark if index + 1 < len(self.pieces) else None

    def _heading_role(self, index: int) -> OutlineRole:
        words = self.words(index)
        section, _, value = words[:40].partition("\t")
        if SECTION_HEADING.match(section) and (value or (len(words) <= 20 and index + 1 < len(self.pieces))):
            return LABEL
        if len(words) <= 60 and _LABELLED.fullmatch(_ANSWER.sub("", words)):
            return BODY if _SALUTATION.match(words) or _ANNOUNCES.search(words) else LABEL
        return PLAIN if self._is_plain_heading(index) else BODY

    def _is_plain_heading(self, index: int) -> bool:
        """A short line without a full stop above a long paragraph or a numbered provision; a question."""
        words = self.words(index)
        if index + 1 >= len(self.pieces) or not 3 <= len(words) <= 80:
            return False
        if _QUESTION.match(words):
            return True
        if len(words) > 36 or _NO_HEADING.search(words):
            return False
        after = self.pieces[index + 1]
        if after.mark:
            return not self.numbered or after.mark.value == 1
        return after.end - after.start > 40


def _ideographs(words: str) -> int:
    return sum("\u4e00" <= char <= "\u9fff" for char in words[:110])


def _has_title_words(words: str) -> bool:
    return _ideographs(words) >= 4 and _ideographs(words) * 2 >= len(words.strip())


def is_attachment(words: str) -> bool:
    """附件1, alone or with its title behind it."""
    return bool(_ATTACHMENT.match(words[:80]))


def title_label(words: str) -> str:
    """How a title is named in a locator: 附件1, the place that a report is about, or the title itself."""
    found = _ATTACHMENT.match(words) or _PLACE_TITLE.match(words)
    return re.sub(r"\s", "", found[1] if found else words)


def names_place(words: str) -> bool:
    """杭州市:……, the title of one report among several."""
    return bool(_PLACE_TITLE.match(words))


def is_heading(text: str, piece: Paragraph) -> bool:
    """Whether a numbered paragraph is a heading only, lead units in brackets after it included.

    A full stop or a colon makes an article a sentence; elsewhere headings are found with one.
    """
    if piece.end - piece.start > 400:
        return False
    sentence = (
        text[piece.end - 1] in "。：:" and piece.mark is not None and piece.mark.style.name == "article"
    )
    words = _LEAD_UNITS.sub("", text[piece.after_mark : piece.end]).strip().rstrip("。：:")
    return not sentence and len(words) <= 50 and not _MARKS.search(words)


def heading_of(text: str, piece: Paragraph) -> str:
    """A short name for a provision: its run-in title, else its first words.

    >>> heading_of("(三)强化责任意识。牢固树立理念。", Paragraph(0, 16, None, 0, 3))
    '强化责任意识'
    """
    words = text[piece.after_mark : min(piece.end, piece.after_mark + 400)].strip()
    words = _PAGE_NUMBER.sub("", words)
    words = _ANSWER.sub("", words.partition("\t")[0])
    words = _LEAD_UNITS.sub("", words) or words
    run_in = _RUN_IN.match(words)
    if run_in and len(words) > 40:
        return run_in[1]
    first = _STOPS.split("".join(words.split()), maxsplit=1)[0]
    if len(first) > 30:
        first = re.split(r"[，,：:]", first, maxsplit=1)[0][:30]
    return first.rstrip("：:")
