"""Whole tables: reading them, what their columns mean, matching, going on after an interruption."""

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from assistant.bulk import BulkMatcher
from assistant.cli import main
from assistant.columns import check_usable, map_columns
from assistant.headers import meaning
from assistant.mapping_file import read_mapping, written_mapping
from assistant.prematch import Order, mapped, prematch
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.subjects import Subject, Unread, read_rows
from assistant.tables import open_table
from assistant.work import Work
from policies.errors import PolicyMatchError, UnreadableTable

ON = date(2026, 6, 1)
POLICY = """安徽省合肥市蜀山区人才措施

第一条 支持引进高层次人才。对具有博士学位的人才，给予安家补贴10万元，免申即享。
第二条 鼓励企业做大做强。年营业收入达到2000万元以上的企业，给予奖励20万元。
第三条 鼓励企业创新。获得中国专利金奖的企业，给予奖励30万元。
第四条 本措施自2025年1月1日起施行，有效期三年。
"""
TALENTS = """姓名,出生年月,学历学位,用人单位所在地,年薪（元）
甲,1990-06,博士,安徽省合肥市,300000
乙,1985-03,硕士,安徽省合肥市,
丙,1992-01,,安徽省合肥市,250000
"""


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    def write(content: str | bytes, name: str = "表.csv") -> Path:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def read(file: Path, mapping: Path | None = None, on: date = ON) -> list[Subject | Unread]:
    given = read_mapping(mapping) if mapping else None
    opened, columns = mapped(Order(file, file.with_suffix(".xlsx"), on, given=given))
    check_usable(opened, columns)
    return list(read_rows(opened, columns, on))


def profiles(file: Path) -> list[dict[str, Any]]:
    return [dict(row.profile) for row in read(file) if isinstance(row, Subject)]


def sheet(file: Path, rows: Sequence[Sequence[Any]], formats: dict[int, str] | None = None) -> Path:
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet("名单")
        shown = {k: book.add_format({"num_format": code}) for k, code in (formats or {}).items()}
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write(line, column, value, shown.get(column) if line else None)
    return file


# ---- reading ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_tables_in_any_usual_encoding(table: Callable[..., Path], encoding: str, mark: str) -> None:
    file = table(f"姓名{mark}年龄{mark}学历学位\n甲{mark}35{mark}博士\n".encode(encoding))
    assert profiles(file) == [{"kind": "talent", "name": "甲", "age": 35, "degree": "博士"}]


def test_a_spreadsheet_with_a_title_above_its_headers_and_blank_lines(tmp_path: Path) -> None:
    rows = [
        ["2026年人才名单"],
        [],
        ["姓名", "年龄", "学历学位"],
        ["甲", 35, "博士"],
        [],
        ["乙", 41.0, "硕士"],
    ]
    found = read(sheet(tmp_path / "名单.xlsx", rows))
    assert [(row.line, row.name) for row in found] == [(4, "甲"), (6, "乙")]
    assert isinstance(found[1], Subject)
    assert found[1].profile["age"] == 41


def test_the_first_sheet_with_rows_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    file = tmp_path / "名单.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("空表")
        book.add_worksheet("名单").write_column(2, 1, ["年龄", 35])
        book.add_worksheet("说明").write(0, 0, "填表说明")
    table = open_table(file)
    assert table.notes == ("只读了工作表“名单”，没有读“说明”。",)
    assert (table.headers, table.size) == (("", "年龄"), 4)


def test_a_parquet_table_with_missing_values(tmp_path: Path) -> None:
    file = tmp_path / "表.parquet"
    columns = {"企业名称": ["甲", "乙"], "年营业收入": [float("nan"), 300.0], "行业": [["光伏"], None]}
    pq.write_table(pa.table(columns), file)
    assert profiles(file) == [
        {"kind": "enterprise", "name": "甲", "industries": ["光伏"]},
        {"kind": "enterprise", "name": "乙", "revenue_wan": 300},
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("表.csv", b"", "是空的"),
        ("表.csv", b"\n\n,,\n", "是空的"),
        ("表.csv", "颜色,形状\n红,圆\n".encode(), "没有一栏用得上"),
        ("表.csv", "姓名\n甲\n".encode(), "没有一栏用得上"),
        ("表.csv", b"\x00\x01\xff\xfe\x80\x81", "编码无法识别"),
        ("表.xlsx", b"PK\x03\x04broken", "不是完好的 Excel 文件"),
        ("表.parquet", b"PAR1", "不是完好的 parquet 文件"),
        ("表.doc", b"x", "不是能读的表格"),
    ],
)
def test_what_is_no_usable_table_is_said(
    table: Callable[..., Path], name: str, content: bytes, said: str
) -> None:
    with pytest.raises(UnreadableTable, match=said):
        read(table(content, name))


def test_a_table_that_breaks_off_is_said(tmp_path: Path) -> None:
    file = tmp_path / "表.parquet"
    pq.write_table(pa.table({"姓名": ["甲"] * 999, "年龄": list(range(999))}), file, compression="none")
    whole = file.read_bytes()
    file.write_bytes(whole[:4] + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :])
    with pytest.raises(UnreadableTable, match="parquet"):
        read(file)


def test_a_firm_founded_after_the_day_is_asked_about(table: Callable[..., Path]) -> None:
    (row,) = read(table("企业名称,所在地,成立日期\n甲,安徽省,2030-02-01\n"))
    assert isinstance(row, Unread)
    assert "2030-02-01" in row.reason
    assert "先按" not in row.reason


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTable, match="打不开"):
        read(tmp_path / "没有.csv")


# ---- columns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("姓名", ("name", "")),
        ("企业名称", ("name", "")),
        ("年营业收入", ("revenue_wan", "")),
        ("年营业收入（亿元）", ("revenue_wan", "亿元")),
        ("年营业收入 ( 亿元 )", ("revenue_wan", "亿元")),
        ("revenue_wan", ("revenue_wan", "")),
        ("是否高新技术企业", ("qualification:高新技术企业", "")),
        ("颜色", None),
    ],
)
def test_headers_name_facts(header: str, target: tuple[str, str] | None) -> None:
    assert meaning("".join(header.split())) == target


@pytest.mark.parametrize(
    ("header", "cell", "key", "value"),
    [
        ("年营业收入（亿元）", "2.8", "revenue_wan", 28_000),
        ("年营业收入（元）", "1,280,000", "revenue_wan", 128),
        ("研发投入占比（小数）", "0.055", "rd_ratio_pct", 5.5),
        ("劳动合同年限（月）", "36", "contract_years", 3),
        ("首套住房", "是", "first_home", True),
        ("行业", "光伏、软件", "industries", ["光伏", "软件"]),
        ("资质", "高新技术企业；规上企业", "qualifications", {"高新技术企业": True, "规上企业": True}),
        ("高新技术企业", "否", "qualifications", {"高新技术企业": False}),
        ("获得中国专利金奖", "是", "facts", {"获得中国专利金奖": True}),
        ("服务企业数（家）", "25", "facts", {"服务企业数（家）": 25}),
        ("出生日期", "1990-06-02", "age", 35),
        ("出生日期", "1990-06-01", "age", 36),
        ("出生年月", "1990年5月", "age", 36),
        ("出生年月", "1990年7月", "age", 35),
        ("出生年月", "1990年6月", "age", None),
        ("出生年月", "1990", "age", None),
    ],
)
def test_cells_become_facts_in_the_unit_of_the_registry(
    table: Callable[..., Path], header: str, cell: str, key: str, value: Any
) -> None:
    found = profiles(table(f'名称\t所在地\t{header}\n甲\t安徽省\t"{cell}"\n'))
    assert found[0].get(key) == value


@pytest.mark.parametrize("cell", ["", "-", "/", "NaN", "nan", "#N/A", "不详", "——", "无数据"])
def test_a_cell_that_tells_nothing_is_not_told(table: Callable[..., Path], cell: str) -> None:
    found = read(table(f"名称,所在地,年龄\n甲,安徽省,{cell}\n"))[0]
    assert isinstance(found, Unread) == (cell == "无数据")
    assert isinstance(found, Unread) or "age" not in found.profile


def test_a_percentage_of_a_spreadsheet_is_read_as_it_is_shown(tmp_path: Path) -> None:
    rows = [["企业名称", "所在地", "研发投入占比"], ["甲", "安徽省", 0.055], ["乙", "安徽省", 0.06]]
    shown = sheet(tmp_path / "百分比.xlsx", rows, {2: "0.0%"})
    assert [one["rd_ratio_pct"] for one in profiles(shown)] == [5.5, 6]
    plain = sheet(tmp_path / "小数.xlsx", rows)
    assert all("rd_ratio_pct" not in one for one in profiles(plain))


@pytest.mark.parametrize(
    ("cells", "told"), [(("0.055", "1"), False), (("5.5", "1"), True), (("0", "1"), True)]
)
def test_a_share_without_a_unit_is_not_taken_for_percents(
    table: Callable[..., Path], cells: tuple[str, ...], told: bool
) -> None:
    rows = "".join(f"企业{cell},安徽省,{cell}\n" for cell in cells)
    found = profiles(table(f"名称,所在地,研发投入占比\n{rows}"))
    assert [("rd_ratio_pct" in one) for one in found] == [told, told]


def test_a_decimal_of_parquet_is_a_number_like_others(tmp_path: Path) -> None:
    row = {"名称": "甲", "所在地": "安徽省", "年营业收入": Decimal("3000.50")}
    pq.write_table(pa.Table.from_pylist([row | {"研发投入占比": Decimal("0.05")}]), tmp_path / "表.parquet")
    (found,) = profiles(tmp_path / "表.parquet")
    assert (found["revenue_wan"], found.get("rd_ratio_pct")) == (3000.5, None)


def columns_of(file: Path) -> dict[str, tuple[str, str]]:
    return {one.header: (one.target, one.why) for one in map_columns(open_table(file)).columns}


def test_two_columns_for_one_fact_are_both_left_out(table: Callable[..., Path]) -> None:
    found = columns_of(table("名称,所在地,年龄,年龄,学历学位\n甲,安徽省,30,50,博士\n"))
    for header in ("年龄#3", "年龄#4"):
        assert found[header][0] == ""
        assert "同一件事" in found[header][1]
    assert found["学历学位"][0] == "degree"


def test_what_must_not_travel_is_not_read(table: Callable[..., Path]) -> None:
    opened = open_table(table("姓名,年龄,身份证号,手机\n甲,30,340000199001011234,13900000000\n"))
    unused = [one for one in map_columns(opened).columns if not one.target]
    assert [(one.header, one.sample) for one in unused] == [("身份证号", ""), ("手机", "")]


def test_a_mapping_file_is_written_corrected_and_taken_back(
    table: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table('名号,地方,今年"营收"（亿元）,得过金奖\n甲,安徽省,2.8,是\n乙,安徽省,3,大概\n')
    assert main(["prematch", str(file), "--show-mapping"]) == 0
    words = capsys.readouterr().out
    assert '"地方" = ""' in words
    edited = words.replace('"地方" = ""', '"地方" = "所在地"').replace('"名号" = ""', '"名号" = "名称"')
    edited = edited.replace('"事实:今年\\"营收\\"（亿元）"', '"年营业收入（亿元）"')
    edited = edited.replace('"得过金奖" = ""', '"得过金奖" = "事实:获得中国专利金奖"')
    mapping = tmp_path / "映射.toml"
    mapping.write_text('"身份" = "企业"\n' + edited, "utf-8")
    first, second = read(file, mapping)
    assert isinstance(first, Subject)
    assert first.profile == {
        **{"kind": "enterprise", "name": "甲", "region": "安徽省", "revenue_wan": 28_000},
        "facts": {"获得中国专利金奖": True},
    }
    assert isinstance(second, Unread)
    assert "大概" in second.reason
    again = map_columns(open_table(file), read_mapping(mapping))
    mapping.write_text(written_mapping(again), "utf-8")
    assert [c.target for c in map_columns(open_table(file), read_mapping(mapping)).columns] == [
        c.target for c in again.columns
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('["表头"]\n甲 = 乙', "第 2 行"),
        ('["表头"]\n"年龄" = "岁数大小"', "岁数大小"),
        ('"身份" = "神仙"', "神仙"),
        ('"表头" = 3', "写法不对"),
    ],
)
def test_a_wrong_mapping_file_is_said(tmp_path: Path, words: str, said: str) -> None:
    file = tmp_path / "映射.toml"
    file.write_text(words, "utf-8")
    with pytest.raises(UnreadableTable, match=said):
        read_mapping(file)


# ---- rows that cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("甲,三十多,博士", "年龄"),
        (f"甲,30,{'长' * 40_000}", "太长"),
        ("合计,30,博士", "合计行"),
        ("甲,,", "什么都没有填"),
        ("甲,NaN,1e308", "1e308"),
        ('甲,30,"是\n' + "很多行\n" * 12_000 + '"', "少了一个引号"),
    ],
)
def test_a_row_that_cannot_be_read_says_where_and_why(
    table: Callable[..., Path], row: str, said: str
) -> None:
    wrong, right = read(table(f"姓名,年龄,首套住房\n{row}\n乙,41,是\n".replace("博士", "是")))
    assert isinstance(wrong, Unread)
    assert wrong.line == 2
    assert said in wrong.reason
    assert isinstance(right, Subject)
    assert right.line == 3


# ---- the whole run -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An assistant that holds one small policy."""
    folder = tmp_path_factory.mktemp("held")
    (folder / "措施.txt").write_text(POLICY, "utf-8")
    opened = Assistant(folder / "home", settings=Settings(library=False))
    opened.ingest([folder / "措施.txt"])
    yield opened
    opened.close()


def test_a_table_is_matched_and_the_work_is_tidied_away(
    held: Assistant, table: Callable[..., Path], tmp_path: Path
) -> None:
    done = prematch(held, Order(table(TALENTS), tmp_path / "清单.xlsx", ON))
    assert (done.rows, done.unread) == (3, 0)
    assert done.output.exists()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["清单.xlsx", "表.csv"]


def test_an_interrupted_run_goes_on_and_the_old_output_stands_until_then(
    held: Assistant, table: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.prematch._AT_ONCE", 1)
    output = tmp_path / "清单.xlsx"
    output.write_bytes(b"before")
    order = Order(table(TALENTS), output, ON)

    def stop(done: int, of: int, stage: str) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prematch(held, order, stop)
    assert output.read_bytes() == b"before"
    seen: list[int] = []
    done = prematch(held, order, lambda done, of, stage: seen.append(done))
    assert (done.resumed, done.rows) == (2, 3)
    assert seen[0] == 4
    assert (tmp_path / "清单.上一份.xlsx").read_bytes() == b"before"


def test_another_day_or_table_begins_anew(
    held: Assistant, table: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.prematch.write_workbook", _refuse)
    with pytest.raises(OSError, match="full"):
        prematch(held, Order(table(TALENTS), tmp_path / "清单.xlsx", ON))
    data = sqlite3.connect(tmp_path / ".清单.xlsx.未完成" / "rows.db")
    assert data.execute("SELECT count(*) FROM subjects").fetchone() == (3,)
    data.close()
    monkeypatch.undo()
    assert prematch(held, Order(table(TALENTS), tmp_path / "清单.xlsx", date(2026, 6, 2))).resumed == 0


def test_two_runs_do_not_write_one_list(tmp_path: Path) -> None:
    with Work(tmp_path / "做着", "甲"), pytest.raises(PolicyMatchError, match="另一个程序"):
        Work(tmp_path / "做着", "甲")
    with Work(tmp_path / "做着", "甲") as again:
        assert again.last == 0


def _refuse(*_: Any) -> Any:
    raise OSError("full")


@pytest.mark.parametrize(
    ("output", "said"), [("清单.csv", "xlsx"), ("没有/清单.xlsx", "没有"), ("表.xlsx", "表格自己")]
)
def test_a_wrong_place_for_the_output_is_said(
    held: Assistant, tmp_path: Path, output: str, said: str
) -> None:
    file = sheet(tmp_path / "表.xlsx", [["姓名", "年龄"], ["甲", 30]])
    with pytest.raises(PolicyMatchError, match=said):
        prematch(held, Order(file, tmp_path / output, ON))


def test_only_the_clauses_asked_for(held: Assistant, table: Callable[..., Path], tmp_path: Path) -> None:
    first, *_ = held.claimable()
    done = prematch(held, Order(table(TALENTS), tmp_path / "清单.xlsx", ON, clauses=(first.id,)))
    assert done.pairs <= done.rows
    with pytest.raises(PolicyMatchError, match=first.document_id):
        prematch(held, Order(table(TALENTS), tmp_path / "x.xlsx", ON, clauses=(f"{first.document_id}#no",)))


def test_the_command(
    shipped_home: Path, table: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = table(TALENTS + "丁,很久以前,博士,安徽省,\n")
    words = ["prematch", str(file), "--home", str(shipped_home), "-o", str(tmp_path / "清单.xlsx")]
    assert main([*words, "--on", "2026-06-01"]) == 1
    told = capsys.readouterr()
    assert "读了 3 行" in told.out
    assert "1 行没有读" in told.err
    assert "没有用到" not in told.err
    assert main([*words, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["rows"] == 3
    assert main(words[:-2]) == 2
    assert "-o" in capsys.readouterr().err
    assert main([*words[:-1], str(tmp_path / "清单.parquet"), "--offers", str(tmp_path)]) == 2
    assert "--offers" in capsys.readouterr().err


# ---- many at once ------------------------------------------------------------------------------------


def test_many_at_once_have_the_matches_of_each_alone(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "措施.txt").write_text(POLICY, "utf-8")
    assistant.ingest([tmp_path / "措施.txt"])
    draw = Random(7)
    told = {
        "kind": ("enterprise", "talent", "project", None),
        "region": ("安徽省宿州市埇桥区", "山东省青岛市", "浙江省杭州市", "安徽省合肥市蜀山区", "火星", None),
        "industries": (["光伏"], ["软件"], None),
        "degree": ("博士", "本科", None),
        "revenue_wan": (1999, 2000, 50_000.5, None),
        "received": (["安家补贴"], None),
        "qualifications": ({"高新技术企业": True}, {"高新技术企业": False}, None),
        "facts": ({"获得中国专利金奖": True}, {"引进博士人数": 3}, None),
    }
    drawn = [{key: draw.choice(values) for key, values in told.items()} for _ in range(60)]
    profiles = [{key: value for key, value in one.items() if value is not None} for one in drawn]
    matcher = BulkMatcher(assistant.claimable(), ON, assistant.rules_of_exclusion())
    # Twice: what was learnt from the first must not change the second.
    for _ in range(2):
        for profile, row in zip(profiles, matcher.match(profiles), strict=True):
            alone = assistant.match(profile, on=ON)
            assert [m.model_copy(update={"findings": ()}) for m in alone] == list(row.matches)
            assert row.certain == float(assistant.total(alone).certain_min)
