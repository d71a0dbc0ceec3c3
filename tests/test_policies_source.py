"""Which reader a file gets: its content decides, whatever its name says."""

import io
import zipfile

import pytest
from docx import Document

from policies.documents.source import MAX_BYTES, looks_like_html, read_source
from policies.errors import UnreadableDocument

TEXT = "临港市支持先进制造业若干措施\n一、对首次认定的企业,给予20万元奖励。\n"
HTML = "<html><body><p>一、对首次认定的企业，给予20万元奖励。</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def docx_bytes() -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_paragraph("一、对首次认定的企业,给予20万元奖励。")
    document.save(out)
    return out.getvalue()


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (TEXT.encode(), "a.txt", "text/plain"),
        (TEXT.encode(), "a.pdf", "text/plain"),
        (TEXT.encode(), "a.html", "text/plain"),
        (TEXT.encode("utf-16"), "a", "text/plain"),
        (("# 标题\n" + TEXT).encode(), "a.md", "text/markdown"),
        (("---\ntitle: 甲\n---\n" + TEXT).encode(), "a.txt", "text/markdown"),
        (("# 标题\n甲<br>乙<br>丙<br>丁<br>戊<br>己\n").encode(), "a.md", "text/markdown"),
        (HTML.encode(), "a.html", "text/html"),
        (HTML.encode(), "a.txt", "text/html"),
        (HTML.encode(), "a.docx", "text/html"),
        (HTML.encode("utf-16"), "a.htm", "text/html"),
        (b"\xef\xbb\xbf\r\n<!-- saved -->\n" + HTML.encode(), "a.pdf", "text/html"),
        ("<p class='a'>一、奖励，如下。</p>\n<p>二、附则。</p>".encode(), "a.html", "text/html"),
        (docx_bytes(), "a.txt", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_content_decides(data: bytes, name: str, media_type: str) -> None:
    source = read_source(data, name)
    assert source.media_type == media_type
    assert "一、" in source.text or "标题" in source.text


@pytest.mark.parametrize(
    ("data", "reason", "remedy"),
    [
        (b"", "空的", "重新下载"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "图片", "pdf"),
        (b"{\\rtf1\\ansi hello}", "RTF", "另存为 docx"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包", "解压"),
        (OLE + bytes(2_000), "旧版 Office", "另存为 docx 或 pdf"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "密码", "去掉"),
        (zipped("xl/workbook.xml"), "Excel", "另存"),
        (zipped("OFD.xml"), "OFD", "pdf"),
        (zipped("a.txt"), "压缩包", "解压"),
        (b"PK\x03\x04" + bytes(50), "已损坏", "重新下载"),
        (b"%PDF-1.7\n" + bytes(50), "已损坏", "重新下载"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_remedy(data: bytes, reason: str, remedy: str) -> None:
    with pytest.raises(UnreadableDocument) as failure:
        read_source(data, "附件.bin")
    message = str(failure.value)
    assert message.startswith("附件.bin：")
    assert reason in message
    assert remedy in message
    assert message.endswith("。")
    assert message.count("。") == 1


def test_a_file_over_the_limit_is_refused_before_it_is_looked_at() -> None:
    at_limit = b"%PDF-" + bytes(MAX_BYTES - 5)
    with pytest.raises(UnreadableDocument, match="已损坏"):
        read_source(at_limit, "a.pdf")
    with pytest.raises(UnreadableDocument, match=r"a\.pdf：文件有 50 MB，超过 50 MB 的上限"):
        read_source(at_limit + b"0", "a.pdf")


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("研发投入<10%的企业,增速>5%。", "a.txt", False),
        ("<关于奖励的通知>\n一、目标。", "a.txt", False),
        ("见<a href='x'>附件</a>。", "a.txt", False),
        ("<div>一</div>", "a", True),
        ("<?xml version='1.0'?><html><p>一", "a", True),
        ("<%@ page %>\n<!DOCTYPE html>", "a.jsp", True),
        ("<div align='center'>\n\n# 标题\n</div>\n", "a.md", False),
    ],
)
def test_pages_are_told_from_text_with_angle_brackets(text: str, name: str, expected: bool) -> None:
    assert looks_like_html(text.encode(), name) is expected


@pytest.mark.parametrize("opening", ["<!--x-->", "<% x %>", "<?xml x?>", " <!--", "<%"])
def test_looking_at_a_page_takes_no_exponential_time(opening: str) -> None:
    assert looks_like_html((opening * 5_000 + "甲").encode(), "a") is False
