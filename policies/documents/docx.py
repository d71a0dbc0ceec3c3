"""A Word document → text as Word shows it: automatic numbers, tables in place, no deleted text."""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from policies.documents.docx_lists import Numbering
from policies.documents.rows import row_lines
from policies.errors import UnreadableDocument
from policies.model import SourceText

MAX_UNPACKED_BYTES = 200 * 2**20
MAX_RATIO = 200
"""How many times a package may grow when unpacked; text and pictures of real documents stay far below."""

_RATIO_COUNTS_FROM = 10 * 2**20
_MAX_PARTS = 10_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MAX_DEPTH = 50
_JUNK_TITLE = re.compile(
    r"(?:microsoft word|文档|标题|无标题|新建|document|untitled|关于\Z|\W*\Z)", re.IGNORECASE
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TEXT_BOX = _W + "txbxContent"
_DROPPED = frozenset(
    _W + tag
    for tag in (
        *("del", "moveFrom", "delText", "delInstrText", "instrText", "rt", "sectPr"),
        *("footnoteReference", "endnoteReference", "commentReference"),
        *("annotationRef", "footnoteRef", "endnoteRef"),
        *("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr"),
    )
)
_CHARACTERS = {
    _W + "tab": " ",
    _W + "ptab": " ",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}
_FAILURES = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    SyntaxError,  # what the XML parser raises
    KeyError,
    ValueError,
    AttributeError,
    IndexError,
    NotImplementedError,
    EOFError,
    OSError,
)


def read_docx(data: bytes, name: str) -> SourceText:
    """Read a .docx package.

    A paragraph is a line (a manual line break starts another), a table row is a line with tabs, a text box
    follows the paragraph that holds it. Raises UnreadableDocument for old .doc files, encrypted, broken or
    dangerous packages, and for documents without text.
    """
    if data.startswith(_OLE):
        raise UnreadableDocument(_ole_message(data, name))
    _check_package(data, name)
    try:
        document = Document(BytesIO(data))
        lines = _Reader(document).lines()
        title = (document.core_properties.title or "").strip()
    except _FAILURES as error:
        raise UnreadableDocument(
            f"{name}：docx 文件已损坏，打不开，请用 Word 或 WPS 打开后另存，再重新导入。"
        ) from error
    if not any(line.strip() for line in lines):
        raise UnreadableDocument(f"{name}：文档里没有文字（可能只有图片），请导入文字版或识别后的 pdf。")
    return SourceText(
        text="\n".join(lines) + "\n",
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        meta={"title": title} if title and not _JUNK_TITLE.match(title) else {},
    )


def _ole_message(data: bytes, name: str) -> str:
    """An OLE container is either an encrypted docx or an Office file of the old kind."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"{name}：文档加了密码，无法读取，请在 Word 中去掉打开密码后另存，再重新导入。"
    return (
        f"{name}：这是旧版 Office 文件（.doc、.wps 或 .xls），请用 Word 或 WPS 另存为 docx 或 pdf 后再导入。"
    )


def _check_package(data: bytes, name: str) -> None:
    """Refuse what would unpack to too much, and XML that brings its own entities."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
        parts = package.infolist()
        unpacked = sum(part.file_size for part in parts)
        too_dense = unpacked > _RATIO_COUNTS_FROM and unpacked > MAX_RATIO * len(data)
        if unpacked > MAX_UNPACKED_BYTES or too_dense or len(parts) > _MAX_PARTS:
            raise UnreadableDocument(
                f"{name}：解压后有 {unpacked / 2**20:.0f} MB，像是压缩炸弹，请核实文件来源或另存后再导入。"
            )
        if any(part.flag_bits & 1 for part in parts):
            raise UnreadableDocument(f"{name}：文档加了密码，无法读取，请去掉密码后再导入。")
        suspicious = any(_declares_entities(package.read(part)) for part in parts if _is_xml(part.filename))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise UnreadableDocument(f"{name}：docx 文件已损坏，打不开，请重新下载或另存后再导入。") from error
    if suspicious:
        raise UnreadableDocument(
            f"{name}：文档的 XML 里有 DTD 或实体声明，可能有害，没有打开，请另存后再导入。"
        )


def _is_xml(part_name: str) -> bool:
    return part_name.lower().endswith((".xml", ".rels"))


def _declares_entities(part: bytes) -> bool:
    return bool(_DOCTYPE.search(part.replace(b"\0", b"").decode("latin-1")))


class _Reader:
    """Walks one document in order, counting its lists on the way."""

    def __init__(self, document: Any) -> None:
        self._body = document.element.body
        self._numbering = Numbering(
            _part_root(document, RELATIONSHIP_TYPE.NUMBERING), _part_root(document, RELATIONSHIP_TYPE.STYLES)
        )
        self._hidden = self._hidden_styles(document)
        self._pending = ""

    def lines(self) -> list[str]:
        return [line.rstrip() for line in self._block_lines(self._body, 0) if line.strip()]

    def _block_lines(self, container: Any, depth: int) -> Iterator[str]:
        for child in container:
            if child.tag == _W + "p":
                yield from self._paragraph(child, depth)
            elif child.tag == _W + "tbl":
                yield from self._table(child, depth)
            elif child.tag == _ALTERNATIVE:
                yield from self._block_lines(_choice(child), depth)
            elif child.tag not in _DROPPED and depth < _MAX_DEPTH:  # content controls, insertions, custom XML
                yield from self._block_lines(child, depth + 1)

    def _paragraph(self, paragraph: Any, depth: int) -> Iterator[str]:
        """The lines of a paragraph; one whose mark was deleted goes on in the next paragraph."""
        boxes: list[Any] = []
        text = "".join(self._inline(paragraph, boxes, 0))
        text = self._pending + text
        label = self._numbering.label(paragraph)  # an empty paragraph of a list counts too
        self._pending = ""
        if _mark_deleted(paragraph):
            self._pending = text
        elif text.strip():
            yield from (label + text).split("\n")
        for box in boxes:
            yield from self._block_lines(box, depth + 1)

    def _inline(self, parent: Any, boxes: list[Any], depth: int) -> Iterator[str]:
        for child in parent:
            tag = child.tag
            if tag in (_W + "t", _MATH_TEXT):
                yield (child.text or "").replace("\t", " ").replace("\n", " ")
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag == _W + "br":
                yield "\n"
            elif tag == _W + "sym":
                yield _symbol(child)
            elif tag == _TEXT_BOX:
                boxes.append(child)
            elif tag in _DROPPED or (tag == _W + "r" and self._is_hidden(child)) or depth > _MAX_DEPTH:
                continue
            else:
                yield from self._inline(_choice(child) if tag == _ALTERNATIVE else child, boxes, depth + 1)

    def _table(self, table: Any, depth: int) -> Iterator[str]:
        for row in table.iter(_W + "tr"):
            if _nearest(row, _W + "tbl") is table and not _row_deleted(row):
                yield from row_lines(
                    [self._cell(cell, depth) for cell in _cells(row) if not _continues(cell)]
                )

    def _cell(self, cell: Any, depth: int) -> list[str]:
        lines = list(self._block_lines(cell, depth + 1)) if depth < _MAX_DEPTH else []
        return [line for line in lines if line.strip()]

    def _is_hidden(self, run: Any) -> bool:
        properties = run.find(_W + "rPr")
        if properties is None:
            return False
        style = properties.find(_W + "rStyle")
        return _is_on(properties.find(_W + "vanish")) or (
            style is not None and style.get(qn("w:val")) in self._hidden
        )

    @staticmethod
    def _hidden_styles(document: Any) -> frozenset[str]:
        root = _part_root(document, RELATIONSHIP_TYPE.STYLES)
        styles = [] if root is None else root.findall(_W + "style")
        return frozenset(
            style.get(qn("w:styleId"))
            for style in styles
            if _is_on(style.find(f"{_W}rPr/{_W}vanish")) and style.get(qn("w:type")) == "character"
        )


def _part_root(document: Any, relationship: str) -> Any | None:
    """The root element of a part of the document, None where there is none."""
    for found in document.part.rels.values():
        if found.reltype == relationship and not found.is_external:
            part = found.target_part
            element = getattr(part, "element", None)
            return parse_xml(part.blob) if element is None else element
    return None


def _choice(alternative: Any) -> Any:
    """The first form of content that comes in a new and an old form; both say the same."""
    choice = alternative.find(_CHOICE)
    return alternative[0] if choice is None and len(alternative) else (choice if choice is not None else ())


def _cells(row: Any) -> Iterator[Any]:
    return (cell for cell in row.iter(_W + "tc") if _nearest(cell, _W + "tr") is row)


def _continues(cell: Any) -> bool:
    """Whether a cell only goes on with the one above it, whose text stands there."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _nearest(element: Any, tag: str) -> Any | None:
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent


def _row_deleted(row: Any) -> bool:
    return row.find(f"{_W}trPr/{_W}del") is not None


def _mark_deleted(paragraph: Any) -> bool:
    return paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None


def _is_on(flag: Any | None) -> bool:
    return flag is not None and flag.get(qn("w:val"), "1") not in ("0", "false", "off")


def _symbol(element: Any) -> str:
    """A character given by font and code: the private codes of symbol fonts stand for a box or a bullet."""
    code = element.get(qn("w:char")) or ""
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else 0
    return "" if number < 0x20 else ("□" if 0xE000 <= number <= 0xF8FF else chr(number))
