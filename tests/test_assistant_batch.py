"""Whole files of profiles: DuckDB and Spark give the verdicts that the scalar engine gives pair by pair."""

import random
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assistant.arrow_profiles import table_of
from assistant.batch import BatchOrder, check_headers, match_file, pairs, verdict_batches
from eval.generate import documents
from policies.documents.source import read_source
from policies.errors import InvalidProfile, UnreadableTable
from policies.matching.compiled import Provision
from policies.matching.verdict import match
from policies.model import (
    Annotation,
    Award,
    Clause,
    ClauseKind,
    Criterion,
    Delivery,
    DeliveryMode,
    DocumentInfo,
    ReadClause,
    Status,
    Verdict,
)
from policies.profile import check_profile
from policies.reading.annotate import read_policy

ON = date(2026, 6, 1)
ALL = (Verdict.ELIGIBLE, Verdict.NEEDS_RULING, Verdict.NEEDS_FACTS, Verdict.NOT_IN_FORCE)


@pytest.fixture(scope="module")
def provisions() -> list[Provision]:
    found = []
    for number, document in enumerate(documents(150)):
        policy = read_policy(read_source(document.text.encode(), document.name))
        info = policy.info.model_copy(update={"status": Status.DRAFT} if number == 1 else {})
        for read in list(policy.claimable())[::3]:
            words = policy.source.text[read.clause.start : read.clause.end]
            found.append(Provision(f"{document.name}#{read.clause.id}", read, words, info))
    return [*found, plain("d#plain"), plain("d#ruled", DeliveryMode.CASE_BY_CASE)]


def plain(id: str, *modes: DeliveryMode) -> Provision:
    """A clause for all enterprises of the country with a revenue of 2000万元."""
    words = "对年营业收入达到2000万元的企业给予10万元奖励。"
    criterion = Criterion(
        about="revenue_wan", op=">=", value=2000, unit="万元", offer=0, quote=words[1:15], start=1, end=15
    )
    award = Award(what="奖励", kind="money", offer=0, quote=words[17:24], start=17, end=24)
    annotation = Annotation(
        kind=ClauseKind.INCENTIVE,
        criteria=(criterion,),
        awards=(award,),
        delivery=tuple(Delivery(mode=mode, quote="", start=0, end=0) for mode in modes),
    )
    clause = Clause(id=id, locator="一", heading="", start=0, end=len(words))
    return Provision(
        id, ReadClause(clause=clause, annotation=annotation), words, DocumentInfo(title="措施", region="全国")
    )


@pytest.fixture(scope="module")
def profiles(provisions: list[Provision]) -> list[dict[str, Any]]:
    """Rows as a file holds them: None where nothing is told."""
    chance = random.Random(4)
    regions = sorted({str(provision.info.region) for provision in provisions})

    def maybe(value: Any) -> Any:
        return value if chance.random() < 0.7 else None

    return [
        {
            "id": f"r{k}",
            "身份": "enterprise",
            "所在地": maybe(chance.choice([*regions, "北京市"])),
            "行业": maybe(chance.choice(["光伏", "集成电路、软件和信息服务", "餐饮"])),
            "revenue_wan": maybe(chance.choice([499.5, 500.0, 2000.0, 30000.0])),
            "总投资(亿元)": maybe(chance.choice([0.05, 0.29, 2.0])),
            "floor_area_sqm": maybe(chance.choice([500, 999, 5000])),
            "资质:高新技术企业": maybe(chance.choice([True, False])),
            "事实:首次通过高新技术企业认定": maybe(chance.choice(["是", "否"])),
            "事实:带动就业人数_人": maybe(chance.randint(0, 70)),
            "备注": "不读",
        }
        for k in range(120)
    ]


def told_by(row: dict[str, Any]) -> dict[str, Any]:
    """The profile that a row stands for."""
    told: dict[str, Any] = {}
    for header, value in row.items():
        if value is None or header in ("id", "备注"):
            continue
        mark, _, name = header.partition(":")
        if mark == "事实":
            told.setdefault("facts", {})[name] = value
        elif mark == "资质":
            told.setdefault("qualifications", {})[name] = value
        else:
            told[header] = value
    return check_profile(told, ON)


def by_scalar(provisions: list[Provision], profiles: list[dict[str, Any]]) -> set[tuple[str, str, Verdict]]:
    found = set()
    for row in profiles:
        told = told_by(row)
        for one in provisions:
            verdict = match(one.read, one.words, one.info, "d", told, ON)
            if not verdict.fails:
                found.add((row["id"], one.id, verdict.verdict))
    return found


@pytest.fixture(scope="module")
def expected(provisions, profiles) -> set[tuple[str, str, Verdict]]:
    return by_scalar(provisions, profiles)


@pytest.fixture(scope="module")
def file(profiles, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("profiles") / "profiles.parquet"
    pq.write_table(pa.Table.from_pylist(profiles), file)
    return file


def test_duckdb_gives_the_verdicts_of_the_scalar_engine(provisions, file, expected, tmp_path) -> None:
    target = tmp_path / "verdicts.parquet"
    match_file(file, BatchOrder(provisions, ON, "id"), target)
    found = set(pairs(pq.ParquetFile(target).iter_batches(), ALL))
    assert {verdict for *_, verdict in expected} == set(ALL)
    assert found == expected


def test_small_batches_give_the_same(provisions, profiles, expected) -> None:
    batches = pa.Table.from_pylist(profiles).to_batches(max_chunksize=7)
    assert set(pairs(verdict_batches(batches, BatchOrder(provisions, ON, "id")), ALL)) == expected


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
def test_spark_gives_the_verdicts_of_the_scalar_engine(provisions, file, expected) -> None:
    pytest.importorskip("pyspark")
    from assistant.spark import local_session, match_frame

    session = local_session()
    try:
        frame = session.read.parquet(str(file))
        decided = match_frame(frame, BatchOrder(provisions, ON, "id"), partitions=2)
        assert set(pairs(decided.toArrow().to_batches(), ALL)) == expected
    finally:
        session.stop()


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({"revenue_wan": -5.0}, "年营业收入"),
        ({"revenue_wan": float("inf")}, "年营业收入"),
        ({"成立日期": "2020-02-30"}, "成立日期"),
        ({"revenue_wan": 5.0, "年营业收入": 6.0}, "年营业收入"),
        ({"出生日期": "三月"}, "出生日期"),
        ({"资质:高新技术企业": "也许"}, "高新技术企业"),
        ({"研发费用占比": 0.05}, "看不出"),
        ({"研发费用占比": "0.05"}, "看不出"),
        ({"研发费用占比": Decimal("0.05")}, "看不出"),
        ({"所在地": {"市": "宿州市"}}, "^表格中“所在地”.*文字"),
        ({"所在地": ["宿州市"]}, "“所在地”.*文字"),
        ({"所在地": b"\xff"}, "“所在地”.*文字"),
        ({"年营业收入": b"3000"}, "“年营业收入”.*数字"),
        ({"资质": [{"高新技术企业": 3}]}, "^表格中“资质”[^。]*。$"),
        ({"年营业收入": 2**60}, "“年营业收入”.*数字"),
    ],
)
def test_a_value_that_cannot_be_is_named(row: dict[str, Any], named: str) -> None:
    batch = pa.Table.from_pylist([row | {"id": "1"}]).to_batches()[0]
    with pytest.raises(InvalidProfile, match=named):
        table_of(batch, ON)


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ({"所在地": "宿州市"}, "哪一行"),
        ({"id": "1", "备注": "无"}, "没有一栏用得上"),
        ({"id": ["1"], "所在地": "宿州市"}, "“id”一栏不是文字"),
        ({"ID": "1", "id": "1", "所在地": "宿州市"}, "两栏都叫“id”"),
    ],
)
def test_a_table_of_no_use_says_so(row: dict[str, Any], named: str, tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "t.parquet")
    with pytest.raises(UnreadableTable, match=named):
        check_headers(tmp_path / "t.parquet")


def test_two_columns_of_one_header_are_refused(tmp_path: Path) -> None:
    columns = [pa.array(["1"]), pa.array([1.0]), pa.array([2.0])]
    table = pa.Table.from_arrays(columns, ["id", "年营业收入", "年营业收入"])
    pq.write_table(table, tmp_path / "t.parquet")
    with pytest.raises(UnreadableTable, match="两栏都叫“年营业收入”"):
        check_headers(tmp_path / "t.parquet")


@pytest.mark.parametrize(("name", "other"), [("企业[2026]", "企业2"), ("企业*", "企业们")])
def test_marks_in_a_file_name_find_no_other_file(
    provisions: list[Provision], tmp_path: Path, name: str, other: str
) -> None:
    for stem in (name, other):
        row = {"id": stem, "身份": "enterprise", "年营业收入": 3000.0}
        pq.write_table(pa.Table.from_pylist([row]), tmp_path / f"{stem}.parquet")
    target = tmp_path / "out" / "verdicts.parquet"
    target.parent.mkdir()
    match_file(tmp_path / f"{name}.parquet", BatchOrder(provisions, ON, "id"), target)
    assert {row for row, *_ in pairs(pq.ParquetFile(target).iter_batches(), ALL)} == {name}


def test_a_file_damaged_inside_is_refused_and_leaves_nothing(
    provisions: list[Provision], tmp_path: Path
) -> None:
    rows = [{"id": str(k), "年营业收入": float(k)} for k in range(1000)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "t.parquet")
    data = bytearray((tmp_path / "t.parquet").read_bytes())
    data[200:2000] = bytes(byte ^ 0x5A for byte in data[200:2000])
    (tmp_path / "t.parquet").write_bytes(data)
    with pytest.raises(UnreadableTable, match="读不出"):
        match_file(tmp_path / "t.parquet", BatchOrder(provisions, ON, "id"), tmp_path / "out.parquet")
    assert {file.name for file in tmp_path.iterdir()} == {"t.parquet"}


@pytest.mark.parametrize("header", ["资质:高新技术企业", "事实：获得中国专利金奖", "所在地"])
def test_columns_that_tell_nothing_are_named(header: str, tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([{"备注": "无", "id": "1", header: None}]), tmp_path / "t.parquet")
    assert check_headers(tmp_path / "t.parquet") == ("id", ("备注",))


def test_a_wrong_value_leaves_no_result_behind(provisions: list[Provision], tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([{"id": "1", "revenue_wan": -1.0}]), tmp_path / "t.parquet")
    with pytest.raises(InvalidProfile):
        match_file(tmp_path / "t.parquet", BatchOrder(provisions, ON, "id"), tmp_path / "out.parquet")
    assert {file.name for file in tmp_path.iterdir()} == {"t.parquet"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"出生日期": "1990-06-01"}, {"age": 36}),
        ({"是否高新技术企业": "否"}, {"qualifications": {"高新技术企业": False}}),
        (
            {"高新技术企业": True, "资质:独角兽企业": False},
            {"qualifications": {"高新技术企业": True, "独角兽企业": False}},
        ),
        ({"行业": "光伏", "所属产业": "餐饮"}, {"industries": ["光伏", "餐饮"]}),
        ({"研发费用占比（小数）": 0.055}, {"rd_ratio_pct": 5.5}),
        ({"研发费用占比（%）": 0.5}, {"rd_ratio_pct": 0.5}),
        ({"企业名称": "甲公司"}, {}),
    ],
)
def test_a_header_means_what_it_means_in_a_workbook(row: dict[str, Any], told: dict[str, Any]) -> None:
    table = table_of(pa.Table.from_pylist([row]).to_batches()[0], ON)
    found = [column.values[column.codes[0]] for column in table.columns.values()]
    assert {key: value for one in found for key, value in one.items()} == told


def test_what_contradicts_itself_is_not_told() -> None:
    rows = [{"employees": 5, "insured_employees": 9}, {"employees": 9, "insured_employees": 5}]
    table = table_of(pa.Table.from_pylist(rows).to_batches()[0], ON)
    assert [table.columns["employees"].codes[k] for k in (0, 1)] == [0, 2]
    assert [table.columns["insured_employees"].codes[k] for k in (0, 1)] == [0, 1]
