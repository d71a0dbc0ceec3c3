"""Bytes of a document → canonical text: the reader is chosen by content, the name only breaks ties."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

from policies.documents import MAX_BYTES
from policies.documents.docx import read_docx
from policies.documents.html import read_html
from policies.documents.pdf import read_pdf
from policies.documents.text import read_text
from policies.errors import UnreadableDocument
from policies.model import SourceText

_SNIFF_BYTES = 100_000
_PDF_HEADER_WITHIN = 1024  # readers of PDF accept rubbish in front of the header up to here
_MAX_BYTES_SHOWN = MAX_BYTES // 2**20

_FOREIGN = (
    (b"{\\rtf", "RTF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"SQLite format", "数据库文件"),
    (b"\x7fELF", "程序"),
    (b"MZ\x90", "程序"),
)
_REMEDIES = {
    "RTF 文件": "请用 Word 或 WPS 另存为 docx 后再导入",
    "图片": "请先把图片转成 pdf 再导入（需要文字识别组件），或导入文字版",
    "压缩包": "请先解压，再导入里面的文件",
}
_ZIPS = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "Excel 表格"),
    ("ppt/presentation.xml", "PPT 幻灯片"),
    ("OFD.xml", "OFD 版式文件"),
    ("content.xml", "ODF 文件"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_START = re.compile(
    # Possessive, because a comment that may end at any later one takes exponential time to give up.
    rb"(?>\s|<!--.*?-->|<%.*?%>|<\?xml.*?\?>)*+<(?:!doctype\s+html|(?P<page>html|head|body|meta|title)\b"
    rb"|(?:div|p|table|article|section|span|h[1-6]|ul|ol|style|script|link|font|center)\b[^>]*>)",
    re.IGNORECASE | re.DOTALL,
)
_HTML_CLOSE = re.compile(
    rb"</(?:p|div|span|td|li|table|body|html|strong|h[1-6])\s*>|<br\s*/?>", re.IGNORECASE
)


def read_source(data: bytes, name: str) -> SourceText:
    """Read one document of any supported format (txt, md, html, pdf, docx).

    `name` is used in messages and, where the content leaves it open, to tell Markdown from HTML; a wrong
    extension does not matter. Pages that are only images are read where the extra `ocr` is installed.

    Raises UnreadableDocument, with the reason and the remedy in Chinese.
    """
    if len(data) > MAX_BYTES:
        size = len(data) / 2**20
        raise UnreadableDocument(
            f"{name}：文件有 {size:.0f} MB，超过 {_MAX_BYTES_SHOWN} MB 的上限，请拆分或压缩图片后再导入。"
        )
    if not data:
        raise UnreadableDocument(f"{name}：文件是空的（0 字节），请重新下载或保存后再导入。")
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return read_pdf(data, name)
    return _reader(data, name)(data, name)


def _reader(data: bytes, name: str) -> Callable[[bytes, str], SourceText]:
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _zip_reader(data, name)
    if data.startswith(_OLE):
        return read_docx  # it names what an old or encrypted Office file is
    for magic, kind in _FOREIGN:
        if data.startswith(magic):
            remedy = _REMEDIES.get(kind, "请换成 txt、html、pdf 或 docx 文件")
            raise UnreadableDocument(f"{name}：这是{kind}，不是可读的文档，{remedy}。")
    return read_html if looks_like_html(data, name) else read_text


def _zip_reader(data: bytes, name: str) -> Callable[[bytes, str], SourceText]:
    try:
        entries = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableDocument(f"{name}：文件已损坏，打不开，请重新下载或另存后再导入。") from error
    kind = next((kind for entry, kind in _ZIPS if entry in entries), "压缩包")
    if kind == "docx":
        return read_docx
    raise UnreadableDocument(f"{name}：这是{kind}，请解压或用原软件另存为 docx 或 pdf 后再导入。")


def looks_like_html(data: bytes, name: str = "") -> bool:
    """Whether the bytes are an HTML page or a fragment of one; Markdown with a few tags is not."""
    head = _ascii_view(data[:_SNIFF_BYTES])
    start = _HTML_START.match(head)
    if start and (start["page"] or b"!" in start[0][-16:]):
        return True
    closers = len(_HTML_CLOSE.findall(head))
    if name.lower().endswith((".md", ".markdown", ".txt")):
        return bool(start) and closers > 20
    return (bool(start) and closers > 0) or closers >= 5


def _ascii_view(head: bytes) -> bytes:
    """The same characters as ASCII bytes, as far as tags are concerned: no mark, no zero bytes of UTF-16."""
    return (
        head.replace(b"\0", b"")
        .removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
    )
