"""What an unnumbered paragraph is: a title, a heading, a label, front matter, a signature, or plain text."""

import re

from policies.documents.paragraphs import Paragraph
from policies.model import OutlineRole

TITLE, HEADING, BODY = OutlineRole.TITLE, OutlineRole.HEADING, OutlineRole.BODY
FRONT, BACK = OutlineRole.ISSUER_LINE, OutlineRole.SIGNATURE
LABEL, PLAIN = OutlineRole.LABEL, OutlineRole.PLAIN

_NOUN = "通知|意见|办法|方案|措施|公告|规定|细则|决定|通告|条例|规划|指南|政策|计划|批复|清单|说明|问答|若干政策"
_TITLE = re.compile(rf"(?:关于|《|印发|[省市县区州旗]).{{2,80}}(?:{_NOUN})[”》]?(?:[(（][^()（）]{{1,20}}[)）])?$")
_ATTACHED_TITLE = re.compile(rf".{{4,60}}(?:{_NOUN}|表)(?:[(（][^()（）]{{1,20}}[)）])?$")
_PLACE_TITLE = re.compile(r"[\u4e00-\u9fff]{1,10}[省市县区旗州盟][:：]\S{6,70}[^。；]$")
_DATE = re.compile(r"[0-9０-９〇○零一二三四五六七八九十]{2,4}\s*年\s*[0-9０-９一二三四五六七八九十]{1,3}\s*月(?:\s*[0-9０-９一二三四五六七八九十]{1,3}\s*日)?$")
_BACK = re.compile(
    r"(?:责任编辑|编辑|审核|校对|来源|抄送|抄报|主送|主题词|公开方式|联系人|联系电话|解读链接|政策解读)[:：]"
    r"|[(（](?:此件|此文|联系人|信息公开)[^()（）]{0,40}[)）]$"
    r"|附件?\s*[0-9０-９一二三四五]{0,2}\s*[:：]|.{2,40}\d{1,2}日印发$|扫一扫"
)
_ATTACHMENT = re.compile(r"附\s*[件表录]\s*[0-9０-９一二三四五六七八九十]{0,2}$")
_FRONT = re.compile(
    r"(?:字体|字号|浏览次数|信息来源|来\s*源|发布时间|发布日期|发表时间|发文|文\s*号|索\s*引\s*号|成文日期|发布机构|有效性"
    r"|主题分类|时间|日期|点击|阅读|作者|摘要)[^。]{0,12}[:：【\[]"
    r"|\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?(?:\s|$)|.{0,20}(?:记者|通讯员)[ \u3000]"
    r"|.{2,12}[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*(?:第\s*)?\d+\s*号$|---$|[A-Za-z_]+:\s"
)
_SALUTATION = re.compile(r"(?:各|区属|市属|尊敬的|有关|全[市区县省]).{0,200}[:：]$")
_LEAD_UNITS = re.compile(r"[(（][^()（）]*(?:单位|负责|部门)[^()（）]*[)）]?[。；]?$")
_NUMBERED_PREFIX = re.compile(r"答[:：]\s*")


def role_of(text: str, pieces: list[Paragraph], index: int, *, open_body: bool, numbered: bool) -> OutlineRole:
    """The role of a paragraph without a number mark, from its own words and its neighbours.

    `open_body` tells that a provision is open above; `numbered` that the document numbers its provisions.
    """
    piece = pieces[index]
    if piece.mark and not piece.hashes:
        return BODY
    words = text[piece.body : piece.end]
    if piece.hashes:
        return BODY if piece.mark else TITLE if piece.hashes == 1 else PLAIN
    if not open_body and _is_front(words, index):
        return FRONT
    if _is_back(text, pieces, index):
        return BACK
    if _is_title(text, pieces, index, open_body):
        return TITLE
    if _is_label(words):
        return LABEL
    return PLAIN if _is_plain_heading(text, pieces, index, numbered) else BODY


def _is_front(words: str, index: int) -> bool:
    if _FRONT.match(words) and len(words) <= 160:
        return True
    return index < 12 and bool(_SALUTATION.match(words)) and "。" not in words


def _is_back(text: str, pieces: list[Paragraph], index: int) -> bool:
    words = _words(text, pieces, index)
    if _DATE.match(words) or (_BACK.match(words) and len(words) <= 200):
        return True
    if _ATTACHMENT.match(words):
        return False
    after = [_words(text, pieces, k) for k in range(index + 1, min(index + 4, len(pieces)))]
    signed = any(_DATE.match(w) for w in after) and len(words) <= 40
    return signed and index > 2 and not pieces[index].mark and not re.search(r"[。；;，,：:？?]", words)


def _words(text: str, pieces: list[Paragraph], index: int) -> str:
    return text[pieces[index].body : pieces[index].end] if 0 <= index < len(pieces) else ""


def _is_title(text: str, pieces: list[Paragraph], index: int, open_body: bool) -> bool:
    words = _words(text, pieces, index)
    if len(words) > 110 or re.search(r"[。；;]", words) or words[-1] in "：:，,、":
        return False
    if index == 0:
        return True
    if _ATTACHMENT.match(words):
        return True
    if _PLACE_TITLE.match(words) and not _heads_marks(pieces, index):
        return True
    after_break = not open_body or _is_back(text, pieces, index - 1) or bool(_ATTACHMENT.match(_words(text, pieces, index - 1)))
    return after_break and bool(_TITLE.match(words) or (index > 1 and _ATTACHED_TITLE.match(words) and _heads_marks(pieces, index)))


def _heads_marks(pieces: list[Paragraph], index: int) -> bool:
    return index + 1 < len(pieces) and pieces[index + 1].mark is not None


def _is_label(words: str) -> bool:
    words = _NUMBERED_PREFIX.sub("", words)
    return bool(re.fullmatch(r"[^。；;，,、：:]{2,20}[:：]", words)) and not _SALUTATION.match(words)


def _is_plain_heading(text: str, pieces: list[Paragraph], index: int, numbered: bool) -> bool:
    """A short line without a full stop above a long paragraph or a numbered provision."""
    words = _words(text, pieces, index)
    if not 3 <= len(words) <= 36 or re.search(r"[。；;：:！!、，,]$|。|\t|\d{5}", words) or index + 1 >= len(pieces):
        return False
    after = pieces[index + 1]
    if after.mark:
        return not numbered or after.mark.value == 1
    return after.end - after.start > 40


def is_heading(text: str, piece: Paragraph) -> bool:
    """Whether a numbered paragraph is a heading only, lead units in brackets after it included."""
    words = text[piece.body + (piece.mark.length if piece.mark else 0) : piece.end]
    words = _LEAD_UNITS.sub("", words).strip().rstrip("。：:")
    return len(words) <= 50 and not re.search(r"[。；;：:]", words)


def heading_of(text: str, piece: Paragraph) -> str:
    """A short name for a provision: its run-in title, else its first words.

    >>> heading_of("(三)强化责任意识。牢固树立理念。", Paragraph(0, 16, None, 0, 3))
    '强化责任意识'
    """
    words = text[piece.body + (piece.mark.length if piece.mark else 0) : piece.end].strip()
    words = re.sub(r"\s+", "", _NUMBERED_PREFIX.sub("", words))
    words = _LEAD_UNITS.sub("", words) or words
    first = re.split(r"[。；;]", words, maxsplit=1)[0]
    if len(first) > 30:
        first = re.split(r"[，,：:]", first, maxsplit=1)[0][:30]
    return first.rstrip("：:")
