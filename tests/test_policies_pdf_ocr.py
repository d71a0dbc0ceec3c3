"""Scans are read with the extra `ocr`; without it, a scan says what to install."""

import importlib.util
import io
import sys
from pathlib import Path

import pytest
from pdf_factories import Sheet, pdf, typeset

from policies.documents.outline import outline
from policies.documents.pdf import read_pdf
from policies.errors import UnreadableDocument

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
LINES = [
    "临港市支持先进制造业若干措施",
    "第一条 对首次认定的高新技术企业，给予20万元奖励。",
    "第二条 对年度营业收入首次达到5亿元的企业，按照实",
    "际贡献的10%给予奖励，最高不超过300万元。",
    "第三条 本措施自2025年1月1日起施行，有效期三年。",
]
needs_ocr = pytest.mark.skipif(
    not FONT.exists() or not importlib.util.find_spec("rapidocr"), reason="needs the extra ocr and a font"
)


def scan(lines: list[str]) -> bytes:
    """A page as a scanner makes it: grey, a little noisy, no text layer."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (1654, 2339), 250)
    draw, font = ImageDraw.Draw(page), ImageFont.truetype(str(FONT), 44)
    for row, line in enumerate(lines):
        draw.text((200, 250 + row * 90), line, font=font, fill=40)
    noise = Image.effect_noise(page.size, 12)
    out = io.BytesIO()
    Image.blend(page, noise, 0.1).save(out, "PDF", resolution=200)
    return out.getvalue()


@needs_ocr
def test_a_scan_is_read_line_by_line_and_warned_of() -> None:
    source = read_pdf(scan(LINES), "扫描.pdf")
    (warning,) = source.warnings
    assert warning.startswith("扫描.pdf：第 1 页是扫描图像")
    assert "对照原件" in warning
    for words in ("首次认定的高新技术企业", "20万元", "首次达到5亿元", "300万元", "2025年1月1日"):
        assert words in source.text.replace(" ", ""), source.text
    assert [clause.page for clause in outline(source)] == [1] * len(outline(source))


@needs_ocr
def test_a_scan_is_cut_into_its_articles() -> None:
    source = read_pdf(scan(LINES), "扫描.pdf")
    assert [clause.locator for clause in outline(source)] == ["标题", "第一条", "第二条", "第三条"]


@needs_ocr
def test_an_empty_scan_has_no_words() -> None:
    with pytest.raises(UnreadableDocument, match=r"^空白\.pdf：.*没有文字.*。$"):
        read_pdf(scan([]), "空白.pdf")


def test_without_the_extra_a_scan_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)  # what Python does for a module that is not there
    with pytest.raises(UnreadableDocument, match=r"^扫描\.pdf：.*扫描件.*policymatch\[ocr\].*。$") as failure:
        read_pdf(pdf([Sheet().scan()]), "扫描.pdf")
    assert str(failure.value).count("。") == 1


def test_without_the_extra_the_other_pages_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    source = read_pdf(pdf([*typeset(LINES[1:2]), Sheet().scan(), Sheet().scan()]), "a.pdf")
    assert source.text == LINES[1] + "\n"
    (warning,) = source.warnings
    assert "第 2、3 页" in warning
    assert "没有读入" in warning
    assert "policymatch[ocr]" in warning


def test_pages_with_text_are_never_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    source = read_pdf(pdf(typeset(["第一条 给予奖励。"])), "文字.pdf")
    assert (source.text, source.warnings) == ("第一条 给予奖励。\n", ())
