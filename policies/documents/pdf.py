"""A PDF → canonical text with the page of every offset; scans are recognised where the extra `ocr` is."""

import hashlib
import re
from typing import Any

import pypdfium2

from policies.documents.pdf_ocr import INSTALL, can_recognise, recognise_page
from policies.documents.pdf_page import Page, read_page
from policies.documents.pdf_paragraphs import compose
from policies.documents.pdf_streams import has_bomb
from policies.errors import UnreadableDocument
from policies.model import SourceText

MAX_PAGES = 2000
"""Longest document that is read, in pages."""

_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd\x00]")
_MAX_PRIVATE = 0.2
_JUNK_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)|幻灯片|文档|无标题|untitled|word|\W*\Z)"
    r"|.*\.[a-z]{2,5}\Z",
    re.IGNORECASE,
)
_SHOWN_PAGES = 8


def read_pdf(data: bytes, name: str) -> SourceText:
    """Read a PDF: paragraphs rejoined, ruled tables one row a line, running heads and page numbers left out.

    `pages[k]` of the result is the offset at which page k+1 begins, in the middle of a line where a paragraph
    crosses pages. Where the extra `ocr` is installed, pages without text are recognised (seconds a page).
    Raises UnreadableDocument for encrypted, broken or oversized files, and for scans without the extra.
    """
    with _opened(data, name) as document:
        if len(document) > MAX_PAGES:
            raise UnreadableDocument(
                f"{name}：共 {len(document)} 页，超过 {MAX_PAGES} 页的上限，请拆成几个文件后再导入。"
            )
        pages = [_page(document, number, name) for number in range(len(document))]
        scanned = [page.number for page in pages if page.blank and _has_picture(document[page.number])]
        warnings: tuple[str, ...] = ()
        if scanned and can_recognise():
            pages, warnings = _recognised(document, pages, scanned), (_ocr_warning(scanned, name),)
        elif scanned and len(scanned) < len(pages):
            warnings = (_scan_warning(scanned, name),)
        meta = _information(document)
    composed = compose(pages)
    _check(composed.text, name, scanned)
    return SourceText(
        text=composed.text,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/pdf",
        pages=composed.pages,
        meta=meta,
        warnings=warnings,
    )


def _opened(data: bytes, name: str) -> Any:
    if has_bomb(data):
        raise UnreadableDocument(
            f"{name}：pdf 里有解压后大得异常的数据（压缩炸弹），没有读取，请向来源核实并重新获取文件。"
        )
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error) or "ecurity" in str(error):
            raise UnreadableDocument(
                f"{name}：pdf 加了打开密码或权限保护，无法读取，请去掉密码后另存，再重新导入。"
            ) from error
        raise UnreadableDocument(f"{name}：pdf 文件已损坏，打不开，请重新下载或另存后再导入。") from error


def _page(document: Any, number: int, name: str) -> Page:
    try:
        return read_page(document[number], number)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(
            f"{name}：第 {number + 1} 页已损坏，读不出来，请重新下载或另存后再导入。"
        ) from error


def _check(text: str, name: str, scanned: list[int]) -> None:
    """Refuse a document whose text is missing or only codes of embedded fonts."""
    if not text.strip():
        if scanned and not can_recognise():
            raise UnreadableDocument(
                f"{name}：这个 pdf 是扫描件，只有图像没有文字层，"
                f"请安装文字识别组件（{INSTALL}）后再导入，或换成文字版。"
            )
        raise UnreadableDocument(f"{name}：这个 pdf 里没有文字，请确认选对了文件，或换成文字版后再导入。")
    if len(_PRIVATE.findall(text)) > _MAX_PRIVATE * len(text):
        raise UnreadableDocument(
            f"{name}：pdf 的内嵌字体没有文字编码，读出来是乱码，请换成文字版或扫描版后再导入。"
        )


def _has_picture(page: Any) -> bool:
    kinds = [
        pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,
        pypdfium2.raw.FPDF_PAGEOBJ_PATH,
        pypdfium2.raw.FPDF_PAGEOBJ_SHADING,
    ]
    return next(iter(page.get_objects(filter=kinds, max_depth=5)), None) is not None


def _recognised(document: Any, pages: list[Page], scanned: list[int]) -> list[Page]:
    seen = {number: recognise_page(document[number], number) for number in scanned}
    return [seen.get(page.number, page) for page in pages]


def _ocr_warning(scanned: list[int], name: str) -> str:
    return f"{name}：{_page_names(scanned)}是扫描图像，文字由识别（OCR）得出，可能有错字，引用前请对照原件。"


def _scan_warning(scanned: list[int], name: str) -> str:
    pages = _page_names(scanned)
    return f"{name}：{pages}只有图像没有文字，没有读入，请安装文字识别组件（{INSTALL}）后重新导入。"


def _page_names(numbers: list[int]) -> str:
    shown = "、".join(str(number + 1) for number in numbers[:_SHOWN_PAGES])
    return f"第 {shown} 页" + (f"等 {len(numbers)} 页" if len(numbers) > _SHOWN_PAGES else "")


def _information(document: Any) -> dict[str, str]:
    """The title of the information dictionary; software fills in much that is no title."""
    said = document.get_metadata_dict()
    title = " ".join(str(said.get("Title", "")).split())
    return {"title": title} if len(title) > 3 and not _JUNK_TITLE.match(title) else {}
