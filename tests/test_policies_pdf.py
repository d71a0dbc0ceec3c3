"""PDF files: lines rejoined, page furniture gone, a page for every offset, tables, scans named."""

import pytest
from pdf_factories import LEADING, LEFT, SIZE, TOP, Sheet, centred, grid, pdf, typeset

from policies.documents.outline import outline
from policies.documents.pdf import MAX_PAGES, read_pdf
from policies.documents.source import read_source
from policies.errors import UnreadableDocument

TITLE = "临港市支持先进制造业若干措施"
OPENING = "为支持先进制造业高质量发展，加快建设现代化产业体系，根据上级有关规定，结合本市实际，制定以下措施。"
PARTS = [
    OPENING,
    "第一条 支持项目落地。对投资达到3.5亿元的制造业项目，按照设备投资额的5%给予补助，最高500万元。",
    "第二条 支持创新。对符合第一条规定的企业，按研发费用的10%给予奖励，一、二、三类人才牵头的上浮20%。",
    "（一）首次认定的，给予20万元；",
    "（二）复核通过的，给予10万元。",
    "第三条 本措施自2025年1月1日起施行，有效期三年，由市工业和信息化局负责解释。",
]


@pytest.mark.parametrize("rows", [3, 4, 5, 8, 24])
@pytest.mark.parametrize("columns", [22, 26])
@pytest.mark.parametrize("indent", [0, 2], ids=["flush", "indented"])
def test_lines_are_rejoined_within_and_across_pages(rows: int, columns: int, indent: int) -> None:
    sheets = typeset(PARTS * 3, columns=columns, rows=rows, indent=indent)
    assert read_pdf(pdf(sheets), "a.pdf").text.splitlines() == PARTS * 3


@pytest.mark.parametrize("footer", ["- {} -", "— {} —", "第 {} 页", "第{}页 共9页", "{}", "{}/9"])
def test_page_numbers_go(footer: str) -> None:
    text = read_pdf(pdf(typeset(PARTS * 4, rows=8, footer=footer)), "a.pdf").text
    assert text.splitlines() == PARTS * 4


def test_running_heads_go_and_a_title_above_them_stays() -> None:
    sheets = typeset(PARTS * 4, rows=8)
    for sheet in sheets:
        sheet.write("临港市政策汇编", 400, 50, 10)
    centred(sheets[0], TITLE, 70, 22)
    assert read_pdf(pdf(sheets), "a.pdf").text.splitlines() == [TITLE, *PARTS * 4]


@pytest.mark.parametrize("rows", [3, 4, 7])
def test_every_offset_has_the_page_on_which_it_is_printed(rows: int) -> None:
    sheets = typeset([f"第{number}条 {OPENING}" for number in "一二三四五六七八九"], rows=rows)
    source = read_pdf(pdf(sheets), "a.pdf")
    ends = [*source.pages[1:], len(source.text)]
    read = ["".join(source.text[a:b].split()) for a, b in zip(source.pages, ends, strict=True)]
    assert read == ["".join("".join(sheet.words).split()) for sheet in sheets]
    assert [clause.page for clause in outline(source)] == [
        next(page for page, words in enumerate(read, 1) if f"第{number}条" in words)
        for number in "一二三四五六七八九"
    ]


def test_a_ruled_table_becomes_a_line_a_row_with_tabs() -> None:
    sheet = Sheet().write("附件：奖励标准表", LEFT, TOP)
    rows = [["序号", "项目", "金额"], ["1", "首次认定", "20万元"], ["2", "", "10万元"]]
    grid(sheet, rows, 140, [60, 180, 120])
    sheet.write("本表由市工信局解释。", LEFT, 300)
    assert read_pdf(pdf([sheet]), "a.pdf").text.splitlines() == [
        "附件：奖励标准表",
        "序号\t项目\t金额",
        "1\t首次认定\t20万元",
        "2\t\t10万元",
        "本表由市工信局解释。",
    ]


def test_the_head_of_a_table_that_the_next_page_repeats_is_read_once() -> None:
    head, widths = ["序号", "项目", "金额"], [60, 180, 120]
    first = grid(Sheet(), [head, ["1", "首次认定", "20万元"]], 700, widths)
    second = grid(Sheet(), [head, ["2", "复核通过", "10万元"]], 100, widths)
    assert read_pdf(pdf([first, second]), "a.pdf").text.splitlines() == [
        "序号\t项目\t金额",
        "1\t首次认定\t20万元",
        "2\t复核通过\t10万元",
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"左栏第{k}行内容文字共十字" for k in "一二三四五六七八九十甲乙丙丁"]
    right = [f"右栏第{k}行内容文字共十字" for k in "一二三四五六七八九十甲乙丙丁"]
    sheet = Sheet()
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        sheet.write(one, 60, TOP + row * LEADING).write(other, 330, TOP + row * LEADING)
    text = read_pdf(pdf([sheet]), "a.pdf").text
    assert text.index(left[-1]) < text.index(right[0])


def test_a_large_title_on_two_lines_is_one() -> None:
    sheets = typeset(PARTS, rows=24)
    centred(sheets[0], "临港市人民政府办公室关于印发", 40, 22)
    centred(sheets[0], "先进制造业若干措施的通知", 72, 22)
    first, *rest = read_pdf(pdf(sheets), "a.pdf").text.splitlines()
    assert first == "临港市人民政府办公室关于印发先进制造业若干措施的通知"
    assert rest == PARTS


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (TITLE, {"title": TITLE}),
        ("Microsoft Word - 措施.docx", {}),
        ("措施.doc", {}),
        ("无标题", {}),
        ("", {}),
    ],
)
def test_the_title_of_the_file_counts_unless_software_made_it(title: str, expected: dict[str, str]) -> None:
    assert read_pdf(pdf(typeset(PARTS), title), "a.pdf").meta == expected


# ------------------------------------------------------------------------------------------ no text to read


def refusal(data: bytes, name: str = "文件.pdf") -> str:
    with pytest.raises(UnreadableDocument) as failure:
        read_source(data, name)
    return str(failure.value)


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [([Sheet()], "没有文字"), ([Sheet().write("\ue001\ue002\ue003" * 20, LEFT, TOP, SIZE)], "没有文字|乱码")],
    ids=["blank", "private codes"],
)
def test_a_file_without_words_is_refused(sheets: list[Sheet], reason: str) -> None:
    with pytest.raises(UnreadableDocument, match=rf"^文件\.pdf：.*({reason}).*。$"):
        read_pdf(pdf(sheets), "文件.pdf")


def test_too_many_pages_are_refused_before_they_are_read() -> None:
    assert f"超过 {MAX_PAGES} 页" in refusal(pdf([Sheet()] * (MAX_PAGES + 1)))


def outcome(data: bytes) -> str:
    """What was read, or why nothing was."""
    try:
        return read_source(data, "文件.pdf").text
    except UnreadableDocument as failure:
        return str(failure)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_a_file_that_was_cut_off_gives_its_own_words_or_one_sentence(share: float) -> None:
    whole = pdf(typeset(PARTS * 4, rows=8))
    told = outcome(whole[: int(len(whole) * share)])
    refused = told.startswith("文件.pdf：") and told.count("。") == 1
    assert refused or "".join(told.split()) in "".join("".join(PARTS * 4).split())
