"""A review table goes out, comes back corrected, and the corrections outlive every later reading."""

import csv
import io
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from library_factories import BigramEncoder, policy_of, read_lines
from sqlalchemy import create_engine

from index import reviews, schema
from index.build import Library
from index.catalog import Catalog, StoredClause
from index.corrections import Correction, text_hash
from policies.errors import RefusedTable, UnknownDocument
from policies.model import Annotation, Award, ClauseKind, Criterion, Delivery, DeliveryMode, Policy

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = (
    "青港市扶持办法\n"
    "对光伏企业给予10万元奖励，实行免申即享。\n"
    "区科技局要加强服务，连续经营满2年。\n"
    "=SUM(A1:A9)的企业不予支持。\n"
)
Rows = list[dict[str, str]]
POSTGRES = os.environ.get("POLICYMATCH_POSTGRES", "")


def read_richly(data: bytes, name: str) -> Policy:
    """Lines as clauses; 免申即享 is a delivery mode and 满2年 a condition, so that quotes are at stake."""
    policy = read_lines(data, name)
    text = policy.source.text
    read = []
    for one in policy.clauses:
        found: dict[str, object] = {}
        for words in ("免申即享", "满2年"):
            if (at := text.find(words, one.clause.start, one.clause.end)) >= 0:
                span = {"quote": words, "start": at, "end": at + len(words)}
                if words == "免申即享":
                    found["delivery"] = (Delivery(mode=DeliveryMode.NO_APPLICATION, **span),)
                else:
                    condition = Criterion(about="fact:经营", op=">=", value=2, unit="年", **span)
                    found |= {"criteria": (condition,), "coverage": 0.25}
        annotation = one.annotation.model_copy(update=found)
        read.append(one.model_copy(update={"annotation": annotation}))
    return policy.model_copy(update={"clauses": tuple(read)})


def opened(home: Path, read: Callable[[bytes, str], Policy] = read_richly) -> Library:
    return Library(home, encoder=BigramEncoder(), read=read, wait_s=0.1, catalog_url=POSTGRES or None)


@pytest.fixture(autouse=True)
def _empty_server() -> None:
    """POLICYMATCH_POSTGRES names an empty database (a SQLAlchemy URL) on which these tests then run."""
    if POSTGRES:
        engine = create_engine(POSTGRES)
        schema.metadata.drop_all(engine)
        engine.dispose()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one document, made once and copied by each test: making it costs more than most tests."""
    folder = tmp_path_factory.mktemp("made")
    with opened(folder / "home") as library:
        ingest(library, folder, TEXT)
    return folder / "home"


@pytest.fixture
def library(tmp_path: Path, made: Path) -> Iterator[Library]:
    home = tmp_path / "home"
    if not POSTGRES:
        shutil.copytree(made, home)
    with opened(home) as library:
        if POSTGRES:
            ingest(library, tmp_path, TEXT)
        yield library


def ingest(library: Library, folder: Path, text: str) -> tuple[str, ...]:
    """Store the document, and return what the user is warned of."""
    file = folder / "办法.txt"
    file.write_text(text, "utf-8")
    (row,) = library.ingest([file], at=NOON)
    assert row.error is None
    return row.warnings


def rows_of(table: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


def table_of(rows: Rows, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    written = io.StringIO()
    table = csv.DictWriter(written, list(rows[0]), delimiter=delimiter)
    table.writeheader()
    table.writerows(rows)
    return written.getvalue().encode(encoding)


def edited(library: Library, id_: str, **cells: str) -> Rows:
    """An exported table in which the cells of one clause were changed."""
    rows = rows_of(reviews.export(library))
    (row,) = [row for row in rows if row["条款编号"] == id_]
    row.update(cells)
    return rows


def apply(library: Library, id_: str, **cells: str) -> reviews.Applied:
    return reviews.apply(library, table_of(edited(library, id_, **cells)), at=NOON, actor="zhang")


def held(catalog: Catalog, id_: str) -> StoredClause:
    return catalog.clauses_by_id([id_])[id_]


def annotation(library: Library, id_: str) -> Annotation:
    return held(library.catalog, id_).annotation


def test_a_row_holds_a_clause_in_readable_chinese(library: Library) -> None:
    table = reviews.export(library)
    assert table.startswith(b"\xef\xbb\xbf")
    rows = {row["条款编号"]: row for row in rows_of(table)}
    assert len(rows) == 4
    row = rows["办法#c1"]
    assert (row["文件"], row["位置"], row["条款类型"]) == ("青港市扶持办法", "第1行", "可享政策")
    assert row["兑现方式"] == "免申即享：免申即享"
    assert "补贴 100000元" in row["奖补"]
    assert (row["理解程度"], row["来源"]) == ("100%", "规则")
    assert rows["办法#c2"]["条件"] == "经营不低于2年（满2年）"


def test_the_least_understood_come_first(library: Library) -> None:
    assert [row["条款编号"] for row in rows_of(reviews.export(library))][:2] == ["办法#c2", "办法#c0"]
    assert len(rows_of(reviews.export(library, least_covered=1))) == 1
    assert rows_of(reviews.export(library, ["办法"])) == rows_of(reviews.export(library))
    with pytest.raises(UnknownDocument):
        reviews.export(library, ["没有"])


@pytest.mark.parametrize("letter", "=@＋－")
def test_no_cell_is_a_formula(tmp_path: Path, letter: str) -> None:
    with opened(
        tmp_path / "home", lambda data, name: policy_of(data.decode(), title=f"{letter}1+1")
    ) as library:
        ingest(library, tmp_path, f"题\n{letter}HYPERLINK(1)\n \t{letter}2\n")
        cells = [cell for row in rows_of(reviews.export(library)) for cell in row.values()]
        assert not [cell for cell in cells if cell.lstrip().startswith(letter)]
        assert f"'{letter}HYPERLINK(1)" in cells
        assert reviews.apply(library, reviews.export(library), at=NOON).corrections == 0


@pytest.mark.parametrize(
    ("id_", "cells", "field", "value"),
    [
        ("办法#c2", {"条款类型": "可享服务"}, "kind", ClauseKind.SERVICE),
        ("办法#c2", {"条款类型": "service"}, "kind", ClauseKind.SERVICE),
        (
            "办法#c1",
            {"对象": "企业；个体户、项目"},
            "addressees",
            ("enterprise", "individual_business", "project"),
        ),
        ("办法#c1", {"行业": "太阳能板"}, "industries", ("光伏",)),
        ("办法#c1", {"行业": "农、林、牧、渔业"}, "industries", ("农、林、牧、渔业",)),
        ("办法#c1", {"地区": "宿州灵璧"}, "regions", ("安徽省宿州市灵璧县",)),
        ("办法#c2", {"部门": "区科技局；区财政局"}, "departments", ("区科技局", "区财政局")),
        ("办法#c1", {"奖补": ""}, "awards", ()),
        ("办法#c2", {"条件": ""}, "criteria", ()),
        ("办法#c1", {"兑现方式": ""}, "delivery", ()),
    ],
)
def test_a_changed_cell_becomes_a_correction(
    library: Library, id_: str, cells: dict[str, str], field: str, value: object
) -> None:
    applied = apply(library, id_, **cells)
    assert (applied.corrections, applied.documents, applied.aside) == (1, ("办法",), ())
    assert getattr(annotation(library, id_), field) == value
    (again,) = [row for row in rows_of(reviews.export(library)) if row["条款编号"] == id_]
    assert again["来源"] == "人工"
    origins = {one.id: one.origin for one in library.catalog.clauses()}
    assert [id for id, origin in origins.items() if origin == "person"] == [id_]


def test_what_a_person_adds_is_quoted_from_the_clause(library: Library) -> None:
    apply(library, "办法#c2", 条件="经营不低于2年（满2年）\n连续经营", 兑现方式="申报：加强服务")
    read = held(library.catalog, "办法#c2")
    text = library.catalog.text("办法")
    assert [(one.op, one.quote) for one in read.annotation.criteria] == [
        (">=", "满2年"),
        ("discretionary", "连续经营"),
    ]
    assert [(one.mode.value, one.quote) for one in read.annotation.delivery] == [("application", "加强服务")]
    for quote in (*read.annotation.criteria, *read.annotation.delivery):
        assert text[quote.start : quote.end] == quote.quote


@pytest.mark.parametrize(
    ("id_", "cells", "message"),
    [
        (
            "办法#c1",
            {"条款类型": "享政策"},
            "第3行“条款类型”一栏的“享政策”不是可用的词，最接近的是“可享政策”",
        ),
        ("办法#c1", {"行业": "新能原"}, "“行业”一栏的“新能原”不是可用的词，最接近的是“新能源”"),
        ("办法#c1", {"地区": "鼓楼区"}, "“地区”一栏的“鼓楼区”可能是"),
        ("办法#c1", {"部门": "随便写"}, "“部门”一栏的“随便写”不是可用的词"),
        ("办法#c1", {"兑现方式": "免申享"}, "最接近的是“免申即享”"),
        ("办法#c1", {"兑现方式": "申报：没有这句"}, "“没有这句”不是这一条的原文"),
        ("办法#c1", {"条件": "注册满5年"}, "“条件”一栏的“注册满5年”不是这一条的原文"),
        ("办法#c1", {"奖补": "奖励 1000000元"}, "只能整行删去"),
        ("办法#c1", {"条款类型": ""}, "“条款类型”一栏"),
        ("办法#c1", {"条款编号": "别的#c1", "条款类型": "目标"}, "第3行的条款“别的#c1”已不在政策库里"),
        ("办法#c1", {"核对码": "v0", "条款类型": "目标"}, "第3行的条款导出以后已有变化"),
    ],
)
def test_a_value_that_is_not_allowed_is_named_with_its_place(
    library: Library, id_: str, cells: dict[str, str], message: str
) -> None:
    rows = edited(library, id_, **cells)
    above = [row for row in rows if row["条款编号"] == "办法#c0"]
    changed = [row for row in rows if set(cells.items()) <= set(row.items())]
    with pytest.raises(RefusedTable) as refused:
        reviews.apply(library, table_of([*above, *changed]), at=NOON)
    assert message in str(refused.value)
    assert library.catalog.corrections() == []


def test_words_are_found_over_line_ends(tmp_path: Path) -> None:
    text = "题\n"

    def wrapped(data: bytes, name: str) -> Policy:
        policy = policy_of("题\n甲")
        whole = text + "对注册满\n  三年的企业给予奖励"
        source = policy.source.model_copy(update={"text": whole})
        last = policy.clauses[1]
        clause = last.clause.model_copy(update={"end": len(whole)})
        read = (policy.clauses[0], last.model_copy(update={"clause": clause}))
        return policy.model_copy(update={"source": source, "clauses": read})

    with opened(tmp_path / "home", wrapped) as library:
        ingest(library, tmp_path, text)
        apply(library, "办法#c1", 条件="注册满 三年", 兑现方式="申报")
        read = annotation(library, "办法#c1")
    assert [one.quote for one in read.criteria] == ["注册满\n  三年"]
    assert [one.quote for one in read.delivery] == ["对注册满\n  三年的企业给予奖励"]


def test_one_fault_keeps_the_whole_table_out(library: Library) -> None:
    rows = edited(library, "办法#c2", 条款类型="可享服务")
    for row in rows:
        if row["条款编号"] == "办法#c1":
            row["行业"] = "光付"
    before = library.catalog.revision()
    with pytest.raises(RefusedTable):
        reviews.apply(library, table_of(rows), at=NOON)
    assert annotation(library, "办法#c2").kind == ClauseKind.GOAL
    assert library.catalog.revision() == before


def test_a_document_that_cannot_be_read_again_keeps_the_whole_table_out(
    library: Library, tmp_path: Path
) -> None:
    table = table_of(edited(library, "办法#c2", 条款类型="可享服务"))

    def broken(data: bytes, name: str) -> Policy:
        raise ValueError(name)

    with opened(tmp_path / "home", broken) as later, pytest.raises(ValueError, match="办法"):
        reviews.apply(later, table, at=NOON)
    assert library.catalog.corrections() == []


def test_an_untouched_table_changes_nothing(library: Library) -> None:
    before = library.catalog.revision()
    assert reviews.apply(library, reviews.export(library), at=NOON) == reviews.Applied(0, ())
    assert library.catalog.revision() == before


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ","), ("gb18030", ","), ("utf-8-sig", "\t"), ("gb18030", ";")]
)
def test_what_spreadsheets_save_is_read(library: Library, encoding: str, delimiter: str) -> None:
    rows = edited(library, "办法#c2", 条款类型=" 可享服务 ")
    for row in rows:
        row["兑现方式"] = row["兑现方式"].replace("\n", "\r\n")
    rows.append(dict.fromkeys(rows[0], ""))
    assert reviews.apply(library, table_of(rows, encoding, delimiter), at=NOON).corrections == 1


def test_a_column_more_or_in_another_place_does_no_harm(library: Library) -> None:
    rows = edited(library, "办法#c2", 条款类型="可享服务")
    turned = [{"批注": "请看", **dict(reversed(row.items()))} for row in rows]
    assert reviews.apply(library, table_of(turned), at=NOON).corrections == 1


HOSTILE = {
    "空": b"",
    "二进制": b"PK\x03\x04\xff\xfe\x00\x81",
    "缺列": "条款编号,核对码\r\n".encode(),
    "引号": '条款编号,"没有合上\r\n'.encode(),
    "太大": b"x" * (reviews.MAX_BYTES + 1),
    "一格太长": ("一" * 200_000).encode(),
    "少几格": None,
    "太多行": None,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_tables_are_refused(library: Library, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    table = HOSTILE[name]
    if table is None:
        head = reviews.export(library).split(b"\r\n")[0]
        table = head + b"\r\n" + (b"1,2\r\n" if name == "少几格" else b",\r\n" * (reviews.MAX_ROWS + 1))
    with pytest.raises(RefusedTable) as refused:
        reviews.apply(library, table, at=NOON)
    assert "审阅表" in str(refused.value)


def test_the_same_clause_twice_is_refused(library: Library) -> None:
    rows = edited(library, "办法#c2", 条款类型="可享服务")
    (row,) = [row for row in rows if row["条款编号"] == "办法#c2"]
    with pytest.raises(RefusedTable, match="改的是同一条"):
        reviews.apply(library, table_of([row, {**row, "条款类型": "目标语"}]), at=NOON)


def test_every_change_leaves_a_trace(library: Library) -> None:
    apply(library, "办法#c2", 条款类型="可享服务", 行业="光伏")
    reviews.undo(library, at=NOON, actor="li")
    trace = [
        (one.actor, one.action, one.detail)
        for one in library.catalog.audit("办法")
        if "correct" in one.action
    ]
    assert trace == [
        ("li", "correction_undone", "c2 行业：（空）→光伏"),
        ("li", "correction_undone", "c2 条款类型：目标→可享服务"),
        ("zhang", "corrected", "c2 行业：（空）→光伏"),
        ("zhang", "corrected", "c2 条款类型：目标→可享服务"),
    ]


def test_undoing_goes_back_table_by_table(library: Library) -> None:
    apply(library, "办法#c2", 条款类型="可享服务")
    apply(library, "办法#c2", 条款类型="部门任务")
    kinds = []
    for _ in range(2):
        reviews.undo(library, at=NOON)
        kinds.append((annotation(library, "办法#c2").kind, held(library.catalog, "办法#c2").origin))
    assert kinds == [(ClauseKind.SERVICE, "person"), (ClauseKind.GOAL, "rule")]
    with pytest.raises(RefusedTable, match="没有可以撤销"):
        reviews.undo(library, at=NOON)


def test_indexes_follow_a_correction_and_its_undoing(library: Library) -> None:
    before = library.reader()
    apply(library, "办法#c2", 条款类型="标题")
    after = library.reader()
    assert "办法#c2" in before.vectors.ids()
    assert "办法#c2" not in after.vectors.ids() | {*after.words.held}
    reviews.undo(library, at=NOON)
    assert "办法#c2" in library.reader().vectors.ids() & {*library.reader().words.held}


def test_corrections_win_when_the_document_is_read_again(library: Library, tmp_path: Path) -> None:
    apply(library, "办法#c1", 行业="光伏", 兑现方式="申报：给予10万元奖励")
    moved = TEXT.replace("青港市扶持办法", "青港市进一步扶持办法").replace("连续经营", "正常经营")
    assert ingest(library, tmp_path, moved) == ()
    read = held(library.catalog, "办法#c1")
    assert (read.annotation.industries, read.origin) == (("光伏",), "person")
    (delivery,) = read.annotation.delivery
    assert moved[delivery.start : delivery.end] == delivery.quote == "给予10万元奖励"
    assert list(library.catalog.set_aside()) == []


@pytest.mark.parametrize("text", [TEXT.replace("10万元", "20万元"), TEXT.splitlines()[0]])
def test_a_correction_of_other_words_is_kept_but_set_aside(
    library: Library, tmp_path: Path, text: str
) -> None:
    apply(library, "办法#c1", 行业="光伏")
    assert ingest(library, tmp_path, text) == (
        "有1处人工更正因条款文字已变而搁置，请运行 policymatch review 查看。",
    )
    assert {one.origin for one in library.catalog.clauses()} == {"rule"}
    assert [one.words for one in library.catalog.set_aside()] == ["行业：（空）→光伏"]
    assert ingest(library, tmp_path, TEXT + "\n") == ()
    assert annotation(library, "办法#c1").industries == ("光伏",)
    assert list(library.catalog.set_aside()) == []


def test_a_correction_of_a_removed_document_can_be_undone(library: Library) -> None:
    apply(library, "办法#c2", 条款类型="可享服务")
    library.remove("办法", at=NOON)
    assert reviews.undo(library, at=NOON) == reviews.Applied(1, ())


def test_a_quote_from_elsewhere_in_the_document_moves_with_it() -> None:
    text = "本办法所称青年，是指35岁以下。\n给予青年补贴。"
    policy = policy_of(text)
    clause = policy.clauses[1].clause
    elsewhere = Criterion(about="age", op="<=", value=35, quote="35岁以下", start=10, end=15)
    award = Award.of(text, clause.start, clause.start + 2, what="补贴", kind="subsidy")
    words = text[clause.start : clause.end]
    longer = "序言。" + text
    (later,) = [one.clause for one in policy_of(longer).clauses if one.clause.id == clause.id]
    for field, value in (("criteria", (elsewhere,)), ("awards", (award,))):
        made = Correction.of("办法", clause, words, field, value, "")
        (found,) = made.value_in(longer, later)
        assert longer[found.start : found.end] == found.quote == value[0].quote
        assert made.value_in(longer.replace("补贴", "奖金"), later) is None
    gone = Correction.of("办法", clause, words, "criteria", (elsewhere,), "")
    assert gone.value_in(longer.replace("35岁", "40岁"), later) is None
    assert gone.text_hash == text_hash(words)


def test_a_home_made_before_reviews_opens(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as library:
        ingest(library, tmp_path, TEXT)
        engine = create_engine(POSTGRES or library.home.catalog_url)
    schema.corrections.drop(engine)
    engine.dispose()
    with opened(tmp_path / "home") as library:
        assert apply(library, "办法#c2", 条款类型="可享服务").corrections == 1


def test_the_catalogue_keeps_corrections_of_one_document_apart(library: Library, tmp_path: Path) -> None:
    apply(library, "办法#c2", 条款类型="可享服务")
    assert [one.field for one in library.catalog.corrections("办法")] == ["kind"]
    assert library.catalog.corrections("别的") == []
