"""`policymatch review`: export, correct, hand back, undo, as a user at the command line would."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from assistant.cli import main

CLAUSE = "huizhou-2021-plan"


@pytest.fixture
def home(shipped_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped library, with the working folder beside it."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(shipped_home, tmp_path / "home"))


def review(home: Path, *args: str) -> int:
    return main(["review", "--home", str(home), *args])


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def corrected(path: Path, header: str, value: str) -> list[dict[str, str]]:
    """Set a cell of the first incentive in the table, and return its rows."""
    rows = rows_of(path)
    next(row for row in rows if row["条款类型"] == "可享政策")[header] = value
    written = io.StringIO()
    table = csv.DictWriter(written, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    path.write_text(written.getvalue(), "utf-8-sig")
    return rows


def test_a_table_goes_out_and_comes_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(home, "--document", CLAUSE) == 0
    assert "已导出到“审阅表.csv”" in capsys.readouterr().out
    rows = corrected(Path("审阅表.csv"), "行业", "光伏；现代服务业")
    assert {row["条款编号"].split("#")[0] for row in rows} == {CLAUSE}
    assert review(home, "--apply", "审阅表.csv", "--actor", "张三") == 0
    assert capsys.readouterr().out == "已采纳1处更正，涉及1份文件。\n"
    assert review(home, "-o", "再看.csv") == 0
    assert "光伏；现代服务业" in Path("再看.csv").read_text("utf-8-sig")
    assert review(home, "--undo") == 0
    assert review(home, "-o", "三看.csv") == 0
    assert "光伏；现代服务业" not in Path("三看.csv").read_text("utf-8-sig")


def test_what_was_done_as_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = {"file": None, "corrections": 0, "documents": [], "set_aside": []}
    review(home, "--json")
    assert json.loads(capsys.readouterr().out) == {**nothing, "file": "审阅表.csv"}
    corrected(Path("审阅表.csv"), "行业", "光伏；现代服务业")
    review(home, "--apply", "审阅表.csv", "--json")
    made = json.loads(capsys.readouterr().out)
    assert (made["corrections"], len(made["documents"])) == (1, 1)


def test_only_the_least_understood(home: Path) -> None:
    assert review(home, "--least-covered", "3", "-o", "三条.csv") == 0
    assert len(rows_of(Path("三条.csv"))) == 3


def test_a_wrong_word_is_named_with_its_place(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    review(home)
    corrected(Path("审阅表.csv"), "条款类型", "享政策")
    assert review(home, "--apply", "审阅表.csv") == 1
    told = capsys.readouterr().err
    assert "“条款类型”一栏的“享政策”不是可用的词，最接近的是“可享政策”" in told


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["--undo"], 1, "没有可以撤销的更正"),
        (["--apply", "没有.csv"], 1, "没有.csv"),
        (["--apply", "a.csv", "--undo"], 2, "一次只能用一个"),
        (["--least-covered", "0"], 2, "请写 1 以上的整数"),
        (["--document", "没有这份"], 1, "政策库中没有文件“没有这份”"),
        (["-o", "home"], 1, "已经存在"),
        (["-o", "没有/表.csv"], 1, "写不进去"),
    ],
)
def test_what_cannot_be_done_is_said(
    home: Path, capsys: pytest.CaptureFixture[str], args: list[str], code: int, told: str
) -> None:
    assert review(home, *args) == code
    assert told in capsys.readouterr().err
