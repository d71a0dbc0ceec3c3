"""The workbook and the Word sheets that come of a table: what stands in them, and what must never."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import openpyxl
import pytest
import xlsxwriter

from assistant.cells import Alike, Link, Toned, clean
from assistant.offers import file_name, quote_of
from assistant.prematch import Order, prematch
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.workbook import View, write_views

ON = date(2026, 6, 1)
BONUS = """安徽省合肥市蜀山区人才措施

第一条 支持引进高层次人才。对具有博士学位的人才，给予安家补贴10万元，免申即享。
第二条 鼓励企业做大做强。年营业收入达到2000万元以上的企业，给予奖励20万元。
第三条 鼓励企业创新。获得中国专利金奖的企业，给予奖励30万元。
第四条 本措施自2025年1月1日起施行，有效期三年。
"""
DRAFT = """安徽省合肥市蜀山区青年措施（征求意见稿）

第一条 支持青年人才。对具有硕士学位的人才，给予生活补贴2万元。
"""
HOSTILE = '=HYPERLINK("http://example.org","点我")'


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("held")
    (folder / "人才措施.txt").write_text(BONUS, "utf-8")
    (folder / "青年措施.txt").write_text(DRAFT, "utf-8")
    opened = Assistant(folder / "home", settings=Settings(library=False))
    opened.ingest([folder])
    yield opened
    opened.close()


def rows_of(file: Path, name: str) -> list[dict[str, Any]]:
    """A view as people see it; a link is its formula."""
    head, *rows = openpyxl.load_workbook(file)[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def talents(held: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("talents")
    seat, quoted = "安徽省合肥市蜀山区", HOSTILE.replace('"', '""')
    lines = (
        *(
            "姓名,学历学位,用人单位所在地,年龄,获得过@奖",
            f"甲,博士,{seat},35,是",
            f'"{quoted}",硕士,{seat},30,否',
        ),
        *(f"丙,,{seat},41,", "丁,博士,火星,28,是", f"-1+1|戊,博士,{seat},很老,是", ""),
    )
    (folder / "人才.csv").write_text("\n".join(lines), "utf-8")
    order = Order(folder / "人才.csv", folder / "清单.xlsx", ON, offers=folder / "礼遇单")
    assert prematch(held, order).rows == 4
    return folder


def test_every_view_is_there_with_frozen_headers_and_filters(talents: Path) -> None:
    book = openpyxl.load_workbook(talents / "清单.xlsx")
    assert book.sheetnames == ["总览", "匹配清单", "缺少的情况", "按条款", "未读的行", "说明"]
    for sheet in book.worksheets:
        assert str(sheet.freeze_panes).endswith("2")
        assert sheet.auto_filter.ref.startswith("A1:")
        assert all(re.search(r"[一-鿿]", str(cell.value)) for cell in sheet[1])
        assert all(sheet.column_dimensions[cell.column_letter].width >= 7 for cell in sheet[1])


def test_the_overview_counts_what_each_row_comes_to(talents: Path) -> None:
    first, second, third, fourth = rows_of(talents / "清单.xlsx", "总览")
    assert (first["名称"], first["行号"], first["符合（条）"]) == ("甲", 2, 1)
    assert first["符合的至少（元）"] == 100_000
    assert second["未生效（条）"] == 1
    assert third["缺情况（条）"] == 1
    assert "学历学位" in third["先补这些情况"]
    assert fourth["符合（条）"] == 0
    assert "火星" in fourth["请注意"]
    assert first["请注意"] is None


def test_a_match_leads_to_the_words_it_rests_on(talents: Path) -> None:
    first = rows_of(talents / "清单.xlsx", "匹配清单")[0]
    assert (first["名称"], first["结论"]) == ("甲", "初步符合")
    assert first["金额下限（元）"] == first["金额上限（元）"] == 100_000
    place = re.fullmatch(r'=HYPERLINK\("#\'按条款\'!A(\d+)","第一条"\)', first["条款"])
    assert place is not None
    clause = rows_of(talents / "清单.xlsx", "按条款")[int(place[1]) - 2]
    assert clause["原文"].startswith("第一条 支持引进高层次人才")
    assert clause["怎么兑现"] == "免申即享"
    assert clause["打开文件"].startswith("=HYPERLINK(")


def test_a_draft_is_never_shown_as_a_benefit(talents: Path) -> None:
    draft = [row for row in rows_of(talents / "清单.xlsx", "匹配清单") if "青年措施" in row["文件"]]
    assert draft
    assert all(row["结论"].startswith("现在不生效") and "征求意见稿" in row["请注意"] for row in draft)
    about = {row["事项"]: row["内容"] for row in rows_of(talents / "清单.xlsx", "说明")}
    assert "青年措施" in about["还没生效或已失效"]


def test_the_missing_facts_say_what_to_ask_and_which_column_to_add(talents: Path) -> None:
    missing = {row["要补的情况"]: row for row in rows_of(talents / "清单.xlsx", "缺少的情况")}
    degree = missing["学历学位"]
    assert "？" in degree["怎么问"]
    assert (degree["涉及多少行"], degree["涉及多少条款"]) == (1, 1)
    assert "没有填" in degree["表里怎么加"]


def test_rows_not_read_stand_with_their_reason(talents: Path) -> None:
    (row,) = rows_of(talents / "清单.xlsx", "未读的行")
    assert (row["行号"], row["名称"]) == (6, "-1+1|戊")
    assert "很老" in row["为什么没有读"]


def test_what_people_typed_is_never_a_formula(talents: Path) -> None:
    book = openpyxl.load_workbook(talents / "清单.xlsx")
    formulas = [
        cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert all(re.match(r'=HYPERLINK\("(#|/|[A-Z]:)', words) for words in formulas)
    assert rows_of(talents / "清单.xlsx", "总览")[1]["名称"] == HOSTILE


# ---- more rows than a sheet takes --------------------------------------------------------------------


def test_a_long_view_goes_whole_into_a_file_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.workbook.MOST_ROWS", 3)
    names = ["=1+1", "+2", "-3", "@x", "\t=4", "\u200b=5", "＝6"]
    view = View("匹配清单", (("名称", 10, "text"), ("数", 8, "count")), [(n, -5) for n in names], 7)
    (beside,) = write_views([view], tmp_path / "清单.xlsx", tmp_path)
    assert beside.name == "清单.匹配清单.csv"
    head, *rows = csv.reader(beside.read_text("utf-8-sig").splitlines())
    assert head == ["名称", "数"]
    assert [name for name, _ in rows] == [f"'{clean(name)}" for name in names]
    assert [number for _, number in rows] == ["-5"] * 7
    assert openpyxl.load_workbook(tmp_path / "清单.xlsx")["匹配清单"].max_row == 4


def test_links_past_the_limit_of_a_sheet_are_kept(tmp_path: Path) -> None:
    many = 65_600
    rows = ((Link("#'按条款'!A2", "第一条"),) for _ in range(many))
    write_views([View("匹配清单", (("条款", 10, "link"),), rows, many)], tmp_path / "清单.xlsx", tmp_path)
    sheet = openpyxl.load_workbook(tmp_path / "清单.xlsx", read_only=True)["匹配清单"]
    last = next(sheet.iter_rows(min_row=many + 1, max_row=many + 1, values_only=True))
    assert last == ('=HYPERLINK("#\'按条款\'!A2","第一条")',)


def test_a_link_too_long_for_a_formula_stays_text(tmp_path: Path) -> None:
    rows = [(Link("/" + "长" * 300, "文件"),), (Link('/a"b', '引"号'),)]
    write_views([View("按条款", (("文件", 10, "link"),), rows, 2)], tmp_path / "清单.xlsx", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "清单.xlsx")["按条款"]
    assert [book["A2"].value, book["A3"].value] == ["文件", '=HYPERLINK("/a""b","引""号")']


@pytest.mark.parametrize(
    "value",
    [
        *("甲", " 甲<&>\"'", "a\nb\t", "_x0041_", HOSTILE, "乙\x0b", -5, 0.1, 1e15, 2 / 3, 123456789012.34),
        *(Link("#'按条款'!A2", "第“一”条"), Link('/a"b&c', '<引"号>'), Toned("好", "good")),
    ],
)
def test_a_row_is_written_as_xlsxwriter_writes_it(tmp_path: Path, value: Any) -> None:
    view = View("清单", (("甲", 9, "text"), ("乙", 9, "text"), ("丙", 9, "wrap")), [("", value, None)], 1)
    write_views([view], tmp_path / "清单.xlsx", tmp_path)
    with xlsxwriter.Workbook(str(tmp_path / "旁.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("清单")
        match value:
            case Link(to, text):
                formula = "=HYPERLINK({})".format(
                    ",".join(f'"{w.replace(chr(34), chr(34) * 2)}"' for w in (to, text))
                )
                sheet.write_formula(1, 1, formula, None, text)
            case Toned(text, _) | str(text):
                sheet.write_string(1, 1, clean(text))
            case _:
                sheet.write_number(1, 1, value)
    ours, theirs = (
        re.sub(r' s="\d+"', "", re.search(r'<row r="2">.*?</row>', words, re.DOTALL)[0])
        for words in (sheet_of(tmp_path / name) for name in ("清单.xlsx", "旁.xlsx"))
    )
    assert ours == theirs


def sheet_of(file: Path) -> str:
    with ZipFile(file) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_a_name_that_looks_like_a_tag_stays_text(tmp_path: Path) -> None:
    name = "<r><t>甲</t></r>"
    write_views([View("清单", (("名称", 9, "text"),), [(name,)], 1)], tmp_path / "清单.xlsx", tmp_path)
    assert rows_of(tmp_path / "清单.xlsx", "清单") == [{"名称": name}]


def test_cells_that_rows_share_stand_in_each_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.workbook.MOST_ROWS", 2)
    shared = Alike(('甲"，', 5, None, Toned("@x", "good")))
    columns = tuple((title, 9, "text") for title in ("行", "名", "数", "空", "色"))
    write_views(
        [View("清单", columns, [(n, shared) for n in (1, 2, 3)], 3)], tmp_path / "清单.xlsx", tmp_path
    )
    in_sheet = [list(row.values()) for row in rows_of(tmp_path / "清单.xlsx", "清单")]
    assert in_sheet == [[n, '甲"，', 5, None, "@x"] for n in (1, 2)]
    with (tmp_path / "清单.清单.csv").open(encoding="utf-8-sig", newline="") as beside:
        assert list(csv.reader(beside))[1:] == [[str(n), '甲"，', "5", "", "'@x"] for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("甲\x00\x1f乙", "甲乙"),
        ("甲\n乙", "甲\n乙"),
        ("\ud800甲", "甲"),
        ("长" * 40_000, "长" * 32_766 + "…"),
        ("𠮷" * 20_000, "𠮷" * 16_383 + "…"),
    ],
)
def test_only_what_a_workbook_can_hold_is_written(words: str, kept: str) -> None:
    assert clean(words) == kept


# ---- the other way round -----------------------------------------------------------------------------


def test_a_clause_tells_who_qualifies_and_whether_it_could_be_paid_without_application(
    held: Assistant, tmp_path: Path
) -> None:
    ids = {clause.clause.locator: clause.id for clause in held.claimable(["人才措施"])}
    table = tmp_path / "企业.csv"
    table.write_text(
        "企业名称,所在地,年营业收入\n甲,安徽省合肥市蜀山区,3000\n乙,安徽省合肥市蜀山区,\n", "utf-8"
    )
    order = Order(table, tmp_path / "清单.xlsx", ON, clauses=(ids["第二条"], ids["第三条"]))
    revenue, medal = prematch(held, order).reach
    assert revenue.verdicts == {"eligible": 1, "needs_ruling": 0, "needs_facts": 1, "not_in_force": 0}
    assert revenue.readiness.startswith("可以")
    assert medal.verdicts["eligible"] == 0
    assert "中国专利金奖" in medal.readiness
    assert {row["条款编号"] for row in rows_of(order.output, "按条款")} == set(order.clauses)


# ---- Word sheets -------------------------------------------------------------------------------------


def test_each_row_has_a_sheet_that_an_officer_can_check(talents: Path) -> None:
    files = sorted(file.name for file in (talents / "礼遇单").iterdir())
    assert [name.split("_")[0] for name in files] == ["00002", "00003", "00004", "00005"]
    words = "\n".join(p.text for p in docx.Document(str(talents / "礼遇单" / files[0])).paragraphs)
    for said in (
        *("草稿", "不是兑现依据", "按所填情况符合的（1 条）", "多少：10万元", "免申即享（不用申请"),
        *("对具有博士学位的人才，给予安家补贴10万元", "《安徽省合肥市蜀山区人才措施》第一条"),
    ):
        assert said in words
    assert "{" not in words
    missing = "\n".join(p.text for p in docx.Document(str(talents / "礼遇单" / files[2])).paragraphs)
    assert "还要请对方补充" in missing
    assert "学历" in missing


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../甲", "甲"), ("a:b*c?", "a_b_c"), ("", "未填名称"), ("长" * 99, "长" * 40), ("CON\x00", "CON")],
)
def test_a_name_becomes_a_harmless_file_name(name: str, kept: str) -> None:
    assert file_name(name) == kept


def test_the_quote_of_a_sheet_is_verbatim(held: Assistant) -> None:
    for clause in held.claimable():
        assert all(part in clause.quote for part in quote_of(clause).split("……"))
