"""A tiny writer of PDF files: text at a place, ruled lines and pictures, nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

WIDTH, HEIGHT = 595.0, 842.0
LEFT, TOP, SIZE, LEADING = 90.0, 100.0, 16.0, 28.0
_FONT = b"""<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H
/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500]
/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >>
/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /ItalicAngle 0 /Ascent 880
/Descent -120 /CapHeight 880 /StemV 93 /FontBBox [-25 -254 1000 880] >> >>] >>"""


@dataclass
class Sheet:
    """One page being drawn; `y` counts down from the top edge, in points."""

    drawn: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    picture: bool = False

    def write(self, words: str, x: float, y: float, size: float = SIZE) -> "Sheet":
        self.words.append(words)
        code = words.encode("utf-16-be").hex()
        self.drawn.append(f"BT /F {size} Tf 1 0 0 1 {x} {HEIGHT - y} Tm <{code}> Tj ET")
        return self

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> "Sheet":
        self.drawn.append(f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
        return self

    def scan(self) -> "Sheet":
        """A page that is one picture, as a scanner makes it."""
        self.picture = True
        self.drawn.append(f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Picture Do Q")
        return self


def centred(sheet: Sheet, words: str, y: float, size: float) -> Sheet:
    width = sum(size if ord(char) > 0xFF else size / 2 for char in words)
    return sheet.write(words, (WIDTH - width) / 2, y, size)


def typeset(
    paragraphs: Sequence[str], *, columns: int = 26, rows: int = 24, indent: int = 2, footer: str = ""
) -> list[Sheet]:
    """Pages of hard-set lines: `columns` ideographs a line, `rows` lines a page, first lines set in."""
    lines = [(line, first) for part in paragraphs for line, first in _lines(part, columns, indent)]
    sheets = []
    for number in range(0, len(lines), rows):
        sheet = Sheet()
        for row, (line, first) in enumerate(lines[number : number + rows]):
            sheet.write(line, LEFT + (indent * SIZE if first else 0), TOP + row * LEADING)
        if footer:
            sheet.write(footer.format(len(sheets) + 1), 270, 800, 10)
        sheets.append(sheet)
    return sheets


def _lines(words: str, columns: int, indent: int) -> list[tuple[str, bool]]:
    lines, room = [""], columns - indent
    used = 0.0
    for char in words:
        width = 1.0 if ord(char) > 0xFF else 0.5
        if used + width > room and char not in "，。；、":
            lines.append("")
            used, room = 0.0, columns
        lines[-1] += char
        used += width
    return [(line, place == 0) for place, line in enumerate(lines)]


def grid(sheet: Sheet, rows: Sequence[Sequence[str]], y: float, widths: Sequence[float]) -> Sheet:
    """A ruled table whose cells hold one line each."""
    edges = [LEFT + sum(widths[:k]) for k in range(len(widths) + 1)]
    for k in range(len(rows) + 1):
        sheet.rule(edges[0], y + k * 30, edges[-1], y + k * 30)
    for x in edges:
        sheet.rule(x, y, x, y + len(rows) * 30)
    for k, row in enumerate(rows):
        for x, words in zip(edges, row, strict=False):
            sheet.write(words, x + 6, y + k * 30 + 20, 12)
    return sheet


def pdf(sheets: Sequence[Sheet], title: str = "", pack: Callable[[bytes], bytes] | None = None) -> bytes:
    """The bytes of a PDF file with these pages; `pack` deflates their content."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _FONT, _stream(b"\xcc" * 800, _PICTURE)]
    objects.append(b"<< /Title <feff" + title.encode("utf-16-be").hex().encode() + b"> >>")
    kids = []
    for sheet in sheets:
        content = "\n".join(sheet.drawn).encode()
        packed = _stream(pack(content), b"/Filter /FlateDecode") if pack else _stream(content, b"")
        objects.append(packed)
        picture = b"/XObject << /Picture 4 0 R >>" if sheet.picture else b""
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R /Resources << %s"
            b" /Font << /F 3 0 R >> >> >>" % (WIDTH, HEIGHT, len(objects), picture)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects)


_PICTURE = b"/Type /XObject /Subtype /Image /Width 80 /Height 80 /BitsPerComponent 1 /ColorSpace /DeviceGray"


def _stream(content: bytes, entries: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def _file(objects: Sequence[bytes]) -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(out)
    )
