"""Plain text: every encoding is found by content, UTF-8 stays as it is, what cannot be read is said."""

import codecs
import random

import pytest

from policies.documents.text import read_text
from policies.errors import UnreadableDocument

SAMPLE = "临港市支持先进制造业若干措施\n一、对首次认定的企业,给予20万元奖励。\n二、已经享受的,不再补差。\n"
TRADITIONAL = (
    "臨港市支持先進製造業發展若干措施\n一、對首次認定的企業，給予二十萬元獎勵。\n二、已經享受的，不再補貼。\n"
)


@pytest.mark.parametrize(
    "text",
    [SAMPLE, "\ufeff" + SAMPLE, SAMPLE.replace("\n", "\r\n"), "plain ASCII\n", "㎡ Ⅲ ㈠ 𠮷\n", "一\n"],
    ids=["plain", "mark", "crlf", "ascii", "rare", "one character"],
)
def test_utf8_is_the_decoded_file_unchanged(text: str) -> None:
    source = read_text(text.encode(), "a.txt")
    assert (source.text, source.warnings, source.pages) == (text, (), ())


@pytest.mark.parametrize(
    "text", [SAMPLE, "关于印发通知\n", "免申即享"], ids=["sample", "heading", "four characters"]
)
@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_found_by_content(text: str, encoding: str) -> None:
    assert read_text(text.encode(encoding), "a.txt").text == text


def test_traditional_text_in_big5_is_found() -> None:
    assert read_text(TRADITIONAL.encode("big5"), "a.txt").text == TRADITIONAL
    assert read_text((codecs.BOM_UTF16_BE + TRADITIONAL.encode("utf-16-be")), "a.txt").text == TRADITIONAL


def test_a_gbk_extension_character_of_a_name_is_kept() -> None:
    assert read_text((SAMPLE + "联系人:䶮㛃\n").encode("gb18030"), "a.txt").text.endswith("䶮㛃\n")


def test_a_few_broken_characters_are_counted_in_a_warning() -> None:
    data = (SAMPLE * 20).encode()
    place = data.index("一、".encode())
    broken = data[:place] + b"\xff" + data[place:]
    source = read_text(broken, "b.txt")
    assert source.text.count("\ufffd") == 1
    assert source.warnings == ("b.txt：有 1 个字符无法辨认，请对照原文核对，或另存为 UTF-8 后重新导入。",)


def test_lines_in_another_encoding_are_read_and_named() -> None:
    mixed = (SAMPLE * 3).encode() + "附件:奖励资金申请表\n".encode("gbk") + SAMPLE.encode()
    source = read_text(mixed, "c.txt")
    assert source.text == SAMPLE * 3 + "附件:奖励资金申请表\n" + SAMPLE
    assert "1 行" in source.warnings[0]
    assert "混用了两种编码" in source.warnings[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "没有文字"),
        (b" \r\n\t ", "没有文字"),
        ("\ufeff\u3000\n".encode(), "没有文字"),
        (random.Random(7).randbytes(5_000), "不是文字"),
        (bytes(4_000), "没有文字|二进制|不是文字"),
        (b"\x7fELF" + bytes(range(256)) * 20, "不是文字|二进制"),
        (b"".join(b"ab\x01\x02cd" for _ in range(100)), "二进制"),
    ],
    ids=["empty", "blank", "blank with mark", "random", "zeros", "program", "control characters"],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=rf"^x\.txt：.*({reason}).*。$"):
        read_text(data, "x.txt")


def test_a_mostly_broken_file_is_refused() -> None:
    data = bytearray((SAMPLE * 20).encode())
    for place in range(0, len(data), 12):
        data[place] = 0xFF
    with pytest.raises(UnreadableDocument, match=r"无法辨认|不是文字"):
        read_text(bytes(data), "x.txt")


def test_front_matter_is_metadata_and_stays_in_the_text() -> None:
    text = (
        "---\ntitle: 临港市奖励办法\nissuer: '临港市人民政府'\ndoc_number: 临政规〔2025〕2号\n"
        "published: 2025-03-04\nstatus: in_force\nkind: digest\nsource: https://lg.example.cn/a?b=1\n"
        "region: 某省临港市\n# remark\nempty:\n---\n一、奖励\n"
    )
    source = read_text(text.encode(), "a.md")
    assert source.text == text
    assert source.media_type == "text/markdown"
    assert source.meta == {
        "title": "临港市奖励办法",
        "issuer": "临港市人民政府",
        "doc_number": "临政规〔2025〕2号",
        "published": "2025-03-04",
        "status": "in_force",
        "kind": "digest",
        "source": "https://lg.example.cn/a?b=1",
        "region": "某省临港市",
    }


@pytest.mark.parametrize(
    "text", ["---\n正文\n---\n一、奖励\n", "一、奖励\n---\ntitle: 无\n---\n", "--- 分隔 ---\n正文\n"]
)
def test_a_rule_in_the_text_is_no_front_matter(text: str) -> None:
    assert read_text(text.encode(), "a.txt").meta == {}


def test_the_digest_is_of_the_bytes() -> None:
    one, other = read_text(SAMPLE.encode(), "a.txt"), read_text(SAMPLE.encode("gbk"), "a.txt")
    assert one.text == other.text
    assert one.sha256 != other.sha256
    assert len(one.sha256) == 64
