"""Whatever a user drops in: a right reading, or one Chinese sentence with a remedy; nothing half-stored."""

import io
import os
import random
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from library_factories import BigramEncoder
from pdf_factories import Sheet, pdf, typeset

from index.build import IngestRow, Library
from index.home import documents_in
from policies.documents.source import MAX_BYTES

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "临港市支持先进制造业若干措施\n一、对首次认定的企业,给予20万元奖励。\n二、已经享受的,不再补差。\n"
GOOD = "一、对首次认定的企业,给予20万元奖励。"
REMEDY = re.compile(r"请(?!求)")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "home", encoder=BigramEncoder(), wait_s=0.1) as library:
        yield library


def ingest(library: Library, *paths: Path) -> list[IngestRow]:
    return list(library.ingest(paths, at=NOON))


def docx(body: str = GOOD) -> bytes:
    document, out = Document(), io.BytesIO()
    document.add_paragraph(body)
    document.save(out)
    return out.getvalue()


def repacked(part: str, content: bytes) -> bytes:
    """A Word file with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


def encrypted_pdf() -> bytes:
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"4f" * 32,
        b"5a" * 32,
    )
    return pdf(typeset([GOOD])).replace(b"/Root 1 0 R", b"/Root 1 0 R " + lock)


def deep(depth: int) -> bytes:
    return f"<html><body>{'<div>' * depth}<p>{GOOD}</p>{'</div>' * depth}</body></html>".encode()


def puffed(megabytes: int) -> Callable[[bytes], bytes]:
    """Deflates a page's content behind so many megabytes of blanks."""

    def pack(content: bytes) -> bytes:
        packer = zlib.compressobj(1)
        blanks = b"".join(packer.compress(b" " * 2**20) for _ in range(megabytes))
        return blanks + packer.compress(b"\n" + content) + packer.flush()

    return pack


LAUGHS = (
    "<!DOCTYPE lolz [<!ENTITY a '哈哈哈哈哈哈哈哈哈哈'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHING_WORD = f"<?xml version='1.0'?>{LAUGHS}<w:document {WORD}><w:p><w:r><w:t>&i;</w:t></w:r></w:p>"
CUT_ZIP = docx()[:4_000]

REFUSED = {
    "empty": ("空.txt", b"", "空的"),
    "empty pdf": ("空.pdf", b"", "空的"),
    "blank": ("白.txt", " \r\n\t　".encode(), "没有文字"),
    "zero bytes": ("零.txt", bytes(4_000), "不是文字|二进制"),
    "random bytes": ("乱.txt", random.Random(3).randbytes(20_000), "不是文字"),
    "a picture called txt": ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(200), "图片"),
    "a program called docx": ("程序.docx", b"MZ\x90" + bytes(500), "程序"),
    "too large": ("大.txt", TEXT.encode() * (MAX_BYTES // len(TEXT.encode()) + 1), "上限"),
    "encrypted pdf": ("密.pdf", encrypted_pdf(), "密码"),
    "broken pdf": ("坏.pdf", b"%PDF-1.7\n" + bytes(500), "损坏"),
    "pdf bomb": ("炸弹.pdf", pdf(typeset([GOOD]), pack=puffed(140)), "压缩炸弹"),
    "pdf packed twice": (
        "两层.pdf",
        pdf([]).replace(b"/Root", b"/F [/FlateDecode /FlateDecode] /Root"),
        "压缩炸弹",
    ),
    "scan": ("扫描.pdf", pdf([Sheet().scan()]), "扫描件|没有文字"),
    "cut docx": ("半.docx", CUT_ZIP, "损坏"),
    "docx without words": ("无字.docx", docx(""), "没有文字"),
    "zip bomb docx": (
        "炸弹.docx",
        repacked("word/document.xml", b"<w>" + b" " * (30 * 2**20)),
        "压缩炸弹",
    ),
    "laughing docx": ("笑.docx", repacked("word/document.xml", LAUGHING_WORD.encode()), "DTD 或实体"),
    "a zip called docx": ("压缩.docx", CUT_ZIP[:4] + b"\0" * 40, "损坏"),
    "endless nesting": ("深.html", deep(100_000), "嵌套"),
    "page of scripts": ("壳.html", b"<html><body><script>render()</script></body></html>", "没有正文"),
    "rtf called docx": ("富文本.docx", rb"{\rtf1\ansi hello}", "RTF"),
}


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_read_is_one_sentence_and_stores_nothing(
    library: Library, tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(data)
    before = library.catalog.revision()
    (row,) = ingest(library, tmp_path / name)
    assert (row.status, row.id, row.clauses) == ("failed", None, 0)
    said = row.error or ""
    assert re.search(reason, said), said
    assert name in said
    assert REMEDY.search(said), said
    assert said.endswith("。")
    assert said.count("。") == 1
    assert library.catalog.documents() == []
    assert library.catalog.revision() == before


HOSTILE = f"""<!DOCTYPE html>{LAUGHS}<html><head><title>办法</title><script>alert("机密")</script></head>
<body onload="alert('机密')"><iframe src="file:///etc/passwd"></iframe><object data="x.swf">机密</object>
<style>p:after{{content:"机密"}}</style><template>机密</template><!-- 机密 -->
<h1>临港市奖励办法</h1><p>{GOOD}<img src=x onerror="机密()"></p>
<p>二、按照规定，就高不重复。&i;</p></body></html>"""
BAD_GBK = bytearray((TEXT * 30).encode("gbk"))
BAD_GBK[200:200] = b"\xff"

READ = {
    "utf-16 without a mark": ("甲.txt", TEXT.encode("utf-16-le"), ""),
    "big-endian utf-16 without a mark": ("甲.txt", TEXT.encode("utf-16-be"), ""),
    "gbk with a bad byte": ("甲.txt", bytes(BAD_GBK), "核对"),
    "text called pdf": ("甲.pdf", TEXT.encode(), ""),
    "docx called txt": ("甲.txt", docx(), ""),
    "html called docx": ("甲.docx", f"<html><body><p>{GOOD}</p></body></html>".encode(), ""),
    "pdf called html": ("甲.html", pdf(typeset([GOOD])), ""),
    "a zero byte": ("甲.txt", (TEXT * 30).encode() + b"\0", ""),
    "rubbish before a pdf": ("甲.pdf", b"HTTP/1.1 200 OK\r\n\r\n" + pdf(typeset([GOOD])), ""),
    "packed pdf": ("甲.pdf", pdf(typeset([GOOD]), pack=zlib.compress), ""),
    "pdf with much white": ("甲.pdf", pdf(typeset([GOOD]), pack=puffed(20)), ""),
    "deep html": ("甲.html", deep(900), ""),
    "hostile html": ("甲.html", HOSTILE.encode(), ""),
    "one long line": ("甲.txt", (GOOD * 20_000).encode(), ""),
    "only line breaks between": ("甲.txt", ("\r" * 50_000 + GOOD).encode(), ""),
}


@pytest.mark.parametrize(("name", "data", "warning"), READ.values(), ids=READ.keys())
def test_odd_files_are_read_rightly(
    library: Library, tmp_path: Path, name: str, data: bytes, warning: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (row,) = ingest(library, tmp_path / name)
    assert (row.status, row.error) == ("added", None)
    assert row.clauses > 0
    text = library.catalog.text(row.sha256 or "")
    assert GOOD in text
    assert "机密" not in text
    assert warning in "".join(row.warnings)
    assert bool(row.warnings) == bool(warning)


# ------------------------------------------------------------------------------------------------- folders


@pytest.mark.slow
def test_a_thousand_files_of_which_some_are_bad(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(1_000):
        bad = number % 50 == 7
        (folder / f"办法{number:03}.txt").write_bytes(
            b"" if bad else TEXT.replace("20万元", f"{number}万元").encode()
        )
    rows = ingest(library, folder)
    failed = [row for row in rows if row.status == "failed"]
    assert (len(rows), len(failed)) == (1_000, 20)
    assert {row.status for row in rows} == {"added", "failed"}
    assert all("空的" in (row.error or "") for row in failed)
    assert len(library.catalog.documents()) == 980


def test_the_same_file_twice_is_one_document(library: Library, tmp_path: Path) -> None:
    for name in ("甲.txt", "乙.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    rows = ingest(library, tmp_path / "甲.txt", tmp_path / "甲.txt", tmp_path / "乙.txt")
    assert [row.status for row in rows] == ["added", "unchanged"]
    assert rows[0].id == rows[1].id
    assert len(library.catalog.documents()) == 1


def test_a_file_that_vanishes_meanwhile_is_named_and_the_others_go_on(
    library: Library, tmp_path: Path
) -> None:
    paths = [tmp_path / f"办法{number}.txt" for number in range(3)]
    for number, path in enumerate(paths):
        path.write_text(TEXT.replace("20", str(number + 20)), encoding="utf-8")
    rows = library.ingest(paths, at=NOON)
    first = next(rows)
    paths[1].unlink()
    second, third = rows
    assert [row.status for row in (first, second, third)] == ["added", "failed", "added"]
    assert "找不到文件" in (second.error or "")
    assert "办法1.txt" in (second.error or "")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_links_that_loop_end(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "办法.txt").write_text(TEXT, encoding="utf-8")
    (folder / "回头").symlink_to(folder)
    (folder / "自己.txt").symlink_to(folder / "自己.txt")
    (folder / "断链.txt").symlink_to(folder / "没有.txt")
    assert len(documents_in([folder])) == 3
    told = {Path(row.path).name: row for row in ingest(library, folder)}
    assert told["办法.txt"].status == "added"
    for name in ("自己.txt", "断链.txt"):
        assert told[name].status == "failed"
        assert re.fullmatch(r"[^A-Za-z]*", (told[name].error or "").replace(str(folder / name), "")), name


# ------------------------------------------------------------------------------------------- bounded memory

READER = """
import resource, sys
from policies.documents.source import read_source
from policies.errors import UnreadableDocument
from policies.reading.annotate import read_policy
limit = int(sys.argv[1]) * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
for name in sys.argv[2:]:
    try:
        print(len(read_policy(read_source(open(name, "rb").read(), name)).clauses))
    except UnreadableDocument as refused:
        print(refused)
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="address space is limited on Linux only")
def test_hostile_files_are_read_or_refused_in_bounded_memory_and_time(tmp_path: Path) -> None:
    files = {
        "炸弹.docx": REFUSED["zip bomb docx"][1],
        "笑.docx": REFUSED["laughing docx"][1],
        "笑.html": HOSTILE.encode(),
        "深.html": deep(100_000),
        "表.html": b"<html><body>" + b"<table><tr><td>" * 20_000 + GOOD.encode(),
        "宽.html": ("<html><body><p>" + "甲，乙。<br>" * 10_000 + "</body></html>").encode(),
        "长.txt": ("第一条（一）1.①一是" * 30_000).encode(),
        "短.txt": ("一、\n" * 10_000).encode(),
        "空白.txt": ("一、" + " " * 500_000 + "甲").encode(),
        "注.html": ("<!--x-->" * 100_000 + "<%" * 100_000 + GOOD).encode(),
        "页.pdf": pdf([Sheet()] * 5_000),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-c", READER, "1500", *(str(tmp_path / name) for name in files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2_000:]
    told = done.stdout.splitlines()
    assert len(told) == len(files)
    assert all(line.isdecimal() or line.endswith("。") for line in told), told
