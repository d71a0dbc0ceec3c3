"""Word documents made here and read back: what Word would show is what is read."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from policies.documents.docx import read_docx
from policies.documents.docx_numbering import chinese_number, format_number
from policies.errors import UnreadableDocument


def level(depth: int, number_format: str, text: str, *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


OUTLINE = (
    level(0, "chineseCounting", "%1、", more='<w:suff w:val="nothing"/>')
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.", more='<w:suff w:val="space"/>')
    + level(3, "decimalEnclosedCircle", "%4")
)


def with_lists(abstracts: dict[int, str], nums: dict[int, tuple[int, str]]) -> Any:
    """A document whose numbering part holds these abstract lists and lists (abstract id, overrides)."""
    document = Document()
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    for number, levels in abstracts.items():
        root.append(
            parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{levels}</w:abstractNum>')
        )
    for number, (abstract, overrides) in nums.items():
        inner = f'<w:abstractNumId w:val="{abstract}"/>{overrides}'
        xml = f'<w:num {nsdecls("w")} w:numId="{number}">{inner}</w:num>'
        root.append(parse_xml(xml))
    return document


def numbered(document: Any, text: str, num: int, depth: int = 0) -> None:
    paragraph = document.add_paragraph(text)
    properties = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(properties))


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def lines(document: Any) -> list[str]:
    return read_docx(saved(document), "a.docx").text.splitlines()


def test_levels_count_restart_and_print_as_the_list_says() -> None:
    document = with_lists({0: OUTLINE}, {1: (0, "")})
    for text, depth in [
        ("甲", 0),
        ("乙", 1),
        ("丙", 2),
        ("丁", 2),
        ("戊", 3),
        ("己", 1),
        ("庚", 2),
        ("辛", 0),
        ("壬", 1),
    ]:
        numbered(document, text, 1, depth)
    assert lines(document) == [
        "一、甲",
        "（一）乙",
        "1.丙",
        "2.丁",
        "① 戊",
        "（二）己",
        "1.庚",
        "二、辛",
        "（一）壬",
    ]


def test_articles_run_through_chapters_that_do_not_restart_them() -> None:
    levels = level(0, "chineseCountingThousand", "第%1章") + level(
        1, "chineseCountingThousand", "第%2条", more='<w:lvlRestart w:val="0"/>'
    )
    document = with_lists({0: levels}, {1: (0, "")})
    for text, depth in [("总则", 0), ("甲", 1), ("乙", 1), ("附则", 0), ("丙", 1)]:
        numbered(document, text, 1, depth)
    assert lines(document) == ["第一章 总则", "第一条 甲", "第二条 乙", "第二章 附则", "第三条 丙"]


def test_lists_on_one_abstract_list_go_on_unless_they_override_the_start() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    document = with_lists({0: OUTLINE}, {1: (0, ""), 2: (0, ""), 3: (0, restart)})
    for text, num in [("甲", 1), ("乙", 2), ("丙", 3), ("丁", 3), ("戊", 1)]:
        numbered(document, text, num)
    assert lines(document) == ["一、甲", "二、乙", "一、丙", "二、丁", "三、戊"]


def test_a_level_can_be_replaced_for_one_list() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.", start=4)}</w:lvlOverride>'
    document = with_lists({0: OUTLINE}, {1: (0, override)})
    numbered(document, "甲", 1)
    assert lines(document) == ["IV.甲"]


def test_numbers_of_higher_levels_are_printed_in_their_own_format_or_as_digits() -> None:
    plain = level(0, "chineseCounting", "%1") + level(1, "decimal", "%1.%2")
    legal = level(0, "chineseCounting", "%1") + level(1, "decimal", "%1.%2", more="<w:isLgl/>")
    for levels, expected in ((plain, "一.1 乙"), (legal, "1.1 乙")):
        document = with_lists({0: levels}, {1: (0, "")})
        numbered(document, "甲", 1)
        numbered(document, "乙", 1, 1)
        assert lines(document) == ["一 甲", expected]


def test_a_style_brings_its_number_and_a_paragraph_can_refuse_it() -> None:
    levels = level(0, "chineseCounting", "%1、", more='<w:pStyle w:val="Heading1"/>') + level(
        1, "chineseCounting", "（%2）", more='<w:pStyle w:val="Heading2"/>'
    )
    document = with_lists({0: levels}, {5: (0, "")})
    for style in ("Heading 1", "Heading 2"):
        numbering = parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="5"/></w:numPr>')
        document.styles[style].element.get_or_add_pPr().append(numbering)
    document.add_paragraph("奖励", style="Heading 1")
    document.add_paragraph("首次", style="Heading 2")
    numbered(document, "不编号", 0)
    document.paragraphs[-1].style = "Heading 1"
    document.add_paragraph("附则", style="Heading 1")
    assert lines(document) == ["一、奖励", "（一）首次", "不编号", "二、附则"]


def test_an_empty_numbered_paragraph_counts_as_in_word() -> None:
    document = with_lists({0: OUTLINE}, {1: (0, "")})
    for text in ("甲", "", "乙"):
        numbered(document, text, 1)
    assert lines(document) == ["一、甲", "三、乙"]


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("chineseCounting", ["一", "十", "十一", "二十"]),
        ("chineseCountingThousand", ["一", "十", "十一", "二十"]),
        ("japaneseCounting", ["一", "十", "十一", "二十"]),
        ("ideographTraditional", ["甲", "癸", "甲", "癸"]),
        ("ideographZodiac", ["子", "酉", "戌", "未"]),
        ("chineseLegalSimplified", ["壹", "拾", "拾壹", "贰拾"]),
        ("decimal", ["1", "10", "11", "20"]),
        ("decimalZero", ["01", "10", "11", "20"]),
        ("decimalEnclosedCircle", ["①", "⑩", "⑪", "⑳"]),
        ("decimalEnclosedCircleChinese", ["①", "⑩", "⑪", "⑳"]),
        ("decimalFullWidth", ["\uff11", "\uff11\uff10", "\uff11\uff11", "\uff12\uff10"]),
        ("upperLetter", ["A", "J", "K", "T"]),
        ("lowerLetter", ["a", "j", "k", "t"]),
        ("upperRoman", ["I", "X", "XI", "XX"]),
        ("lowerRoman", ["i", "x", "xi", "xx"]),
        ("none", ["", "", "", ""]),
        ("someFutureFormat", ["1", "10", "11", "20"]),
    ],
)
def test_number_formats(number_format: str, expected: list[str]) -> None:
    assert [format_number(number, number_format) for number in (1, 10, 11, 20)] == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "零"),
        (19, "十九"),
        (100, "一百"),
        (110, "一百一十"),
        (203, "二百零三"),
        (1005, "一千零五"),
        (27, "二十七"),
    ],
)
def test_chinese_numbers(number: int, expected: str) -> None:
    assert chinese_number(number) == expected


def test_bullets_of_symbol_fonts_become_a_bullet() -> None:
    document = with_lists({0: level(0, "bullet", "\uf06c")}, {1: (0, "")})
    numbered(document, "甲", 1)
    assert lines(document) == ["• 甲"]


def test_tables_stand_where_they_stand_and_merged_cells_are_read_once() -> None:
    document = Document()
    document.add_paragraph("前")
    table = document.add_table(3, 3)
    for row, texts in enumerate([("档次", "条件", "标准"), ("甲", "首次", "20万元"), ("", "复核", "10万元")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_paragraph("中")
    wide = document.add_table(1, 3)
    wide.cell(0, 0).merge(wide.cell(0, 1)).text = "合并"
    wide.cell(0, 2).text = "末"
    document.add_paragraph("后")
    assert lines(document) == [
        "前",
        "档次\t条件\t标准",
        "甲\t首次\t20万元",
        "复核\t10万元",
        "中",
        "合并\t末",
        "后",
    ]


def test_a_form_keeps_the_paragraphs_of_its_long_cell() -> None:
    document = Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "申报条件"
    table.cell(0, 1).text = "1.在本市注册；\n2.没有失信记录。"
    table.cell(0, 1).add_paragraph("3.研发投入达标。")
    assert lines(document) == ["申报条件", "1.在本市注册；", "2.没有失信记录。", "3.研发投入达标。"]


def test_a_table_in_a_cell_is_read_in_place() -> None:
    document = Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "外"
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内一", "内二"
    assert lines(document) == ["外", "内一\t内二"]


def paragraph(xml: str) -> Callable[[Any], None]:
    def add(document: Any) -> None:
        spaces = (
            nsdecls("w", "m", "wp", "a")
            + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
            ' xmlns:v="urn:schemas-microsoft-com:vml"'
        )
        document.element.body.insert(0, parse_xml(f"<w:p {spaces}>{xml}</w:p>"))

    return add


RUN = "<w:r><w:t>{}</w:t></w:r>"
BOX = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (RUN.format("给予20") + RUN.format("万元"), ["给予20万元"]),
        ("<w:ins w:id='1' w:author='x'>" + RUN.format("新增") + "</w:ins>", ["新增"]),
        (
            "<w:del w:id='1' w:author='x'><w:r><w:delText>删去</w:delText></w:r></w:del>" + RUN.format("留"),
            ["留"],
        ),
        (
            "<w:moveFrom w:id='1' w:author='x'>" + RUN.format("移走") + "</w:moveFrom>" + RUN.format("留"),
            ["留"],
        ),
        ("<w:hyperlink>" + RUN.format("链接") + "</w:hyperlink>" + RUN.format("后"), ["链接后"]),
        ("<w:sdt><w:sdtContent>" + RUN.format("控件") + "</w:sdtContent></w:sdt>", ["控件"]),
        ("<w:smartTag>" + RUN.format("标记") + "</w:smartTag>", ["标记"]),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGEREF</w:instrText></w:r>"
            + RUN.format("3"),
            ["3"],
        ),
        ("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t></w:r>", ["上", "下"]),
        ("<w:r><w:t>左</w:t><w:tab/><w:t>右</w:t></w:r>", ["左 右"]),
        ("<w:r><w:t>甲</w:t><w:footnoteReference w:id='2'/></w:r>", ["甲"]),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>" + RUN.format("显示"), ["显示"]),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0A8'/><w:t>是</w:t></w:r>", ["□是"]),
        ("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>", ["x=1"]),
        (
            RUN.format("正文")
            + f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{BOX}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            ["正文", "框内"],
        ),
        (f"<w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r>", ["框内"]),
        (
            f"<w:r><w:ruby><w:rt>{RUN.format('pin')}</w:rt><w:rubyBase>{RUN.format('拼')}</w:rubyBase></w:ruby></w:r>",
            ["拼"],
        ),
    ],
)
def test_what_word_shows_of_a_paragraph(xml: str, expected: list[str]) -> None:
    document = Document()
    paragraph(xml)(document)
    assert lines(document) == expected


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    document = Document()
    first = document.add_paragraph("给予")
    mark = f'<w:rPr {nsdecls("w")}><w:del w:id="1" w:author="x"/></w:rPr>'
    first._p.get_or_add_pPr().append(parse_xml(mark))
    document.add_paragraph("20万元。")
    assert lines(document) == ["给予20万元。"]


@pytest.mark.parametrize(
    ("title", "expected"), [("临港市奖励办法", "临港市奖励办法"), ("Microsoft Word - 1", None), ("", None)]
)
def test_the_title_property_is_metadata_unless_software_wrote_it(title: str, expected: str | None) -> None:
    document = Document()
    document.core_properties.title = title
    document.add_paragraph("一、奖励")
    assert read_docx(saved(document), "a.docx").meta.get("title") == expected


def repacked(data: bytes, replace: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, replace(name, old.read(name)))
    return out.getvalue()


def simple() -> bytes:
    document = Document()
    document.add_paragraph("一、奖励")
    return saved(document)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = repacked(
        simple(), lambda name, part: part + b" " * (40 * 2**20) if name == "word/document.xml" else part
    )
    with pytest.raises(UnreadableDocument, match=r"a\.docx：解压后有 4\d MB.*压缩炸弹"):
        read_docx(bomb, "a.docx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_is_refused(encoding: str) -> None:
    attack = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'.encode(
        encoding
    )
    data = repacked(simple(), lambda name, part: attack if name == "word/styles.xml" else part)
    with pytest.raises(UnreadableDocument, match="DTD 或实体"):
        read_docx(data, "a.docx")


@pytest.mark.parametrize(
    "broken",
    [
        simple()[:3_000],
        repacked(simple(), lambda name, part: b"<w:" if name == "word/document.xml" else part),
        repacked(simple(), lambda name, part: b"" if name == "[Content_Types].xml" else part),
        repacked(simple(), lambda name, part: b"<x/>" if name == "word/document.xml" else part),
    ],
)
def test_broken_packages_are_named(broken: bytes) -> None:
    with pytest.raises(UnreadableDocument, match=r"^a\.docx：.*(损坏|没有文字).*。$"):
        read_docx(broken, "a.docx")


def test_a_document_of_pictures_only_is_named() -> None:
    with pytest.raises(UnreadableDocument, match="没有文字"):
        read_docx(saved(Document()), "a.docx")


def test_headings_and_the_numbering_part_may_be_missing() -> None:
    document = Document()
    document.add_heading("奖励办法", 0)
    document.add_paragraph("甲")
    relations = document.part.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/numbering")]:
        del relations[key]
    assert document.element.body.find(qn("w:p")) is not None
    assert lines(document) == ["奖励办法", "甲"]
