"""The command line as programs and people outside use it: arguments, exit codes, JSON, sentences."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main

QUESTION = "光伏企业落户宿州有什么支持?"
POLICY = "某市奖励办法\n\n第一条 对新设立的企业，给予一次性奖励10万元。\n第二条 本办法自发布之日起施行。\n"
CLAUSE = {
    *(
        "id",
        "locator",
        "heading",
        "path",
        "start",
        "end",
        "page",
        "kind",
        "addressees",
        "regions",
        "industries",
    ),
    *("departments", "delivery", "awards", "criteria", "exclusive", "refers_to", "window", "coverage"),
}
CITATION = {
    *(
        "mark",
        "clause_id",
        "document_id",
        "title",
        "issuer",
        "doc_number",
        "locator",
        "quote",
        "start",
        "end",
    ),
    *("page", "sha256", "fidelity", "rank"),
}


class Command:
    """The command line over one home, in this process."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys

    def __call__(self, *words: str, code: int = 0) -> tuple[str, str]:
        home = [] if words[0] == "clauses" else ["--home", str(self.home)]
        assert main([words[0], *home, *words[1:]]) == code
        told = self._capsys.readouterr()
        return told.out, told.err

    def json(self, *words: str, code: int = 0) -> Any:
        return json.loads(self(*words, "--json", code=code)[0])


@pytest.fixture
def command(shipped_home: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """For commands that only read."""
    return Command(shipped_home, capsys)


@pytest.fixture
def empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """For commands that write; the shipped library is not loaded into it."""
    return Command(tmp_path / "home", capsys)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    file = tmp_path / "奖励办法.txt"
    file.write_text(POLICY, encoding="utf-8")
    return file


def test_an_answer_as_json(command: Command) -> None:
    answer = command.json("ask", QUESTION)
    assert answer["status"] in {"answered", "partly"}
    assert answer["profile"]["region"] == "安徽省宿州市"
    assert answer["citations"]
    assert all(set(citation) >= CITATION for citation in answer["citations"])
    assert all(citation["mark"] in answer["text"] for citation in answer["citations"][:4])


def test_an_answer_to_read(command: Command) -> None:
    out, _ = command("ask", QUESTION)
    assert "〔1〕" in out
    assert "征求意见稿" in out
    assert "not_in_force" not in out


def test_cases_line_by_line_in_order(command: Command, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    lines = [{"id": "a", "turns": [QUESTION]}, {"id": "b", "turns": ["今天天气怎么样"], "on": "2026-01-31"}]
    cases.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    answers = [json.loads(line) for line in command("ask", "--jsonl", str(cases))[0].splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b"]
    assert answers[1]["status"] == "abstained"


def test_clauses_without_storing(command: Command, policy: Path) -> None:
    (read,) = command.json("clauses", str(policy), "--text")
    assert read["text"] == POLICY
    assert read["document"]["title"] == "某市奖励办法"
    assert all(set(clause) >= CLAUSE for clause in read["clauses"])
    article = next(clause for clause in read["clauses"] if clause["locator"] == "第一条")
    assert article["kind"] == "incentive"
    assert POLICY[article["start"] : article["end"]].startswith("第一条")


def test_ingest_tells_what_became_of_each_file(empty: Command, policy: Path, tmp_path: Path) -> None:
    blank = tmp_path / "空.txt"
    blank.touch()
    rows = empty.json("ingest", "--no-library", str(policy), str(blank), code=1)
    assert [row["status"] for row in rows] == ["added", "failed"]
    assert rows[1]["error"].endswith("。")
    again = empty.json("ingest", "--no-library", str(policy))
    assert again[0] | {"path": ""} == rows[0] | {"path": "", "status": "unchanged"}
    (held,) = empty.json("library", "--no-library")
    assert held["title"] == "某市奖励办法"
    assert empty.json("doctor", "--no-library") == []


def test_a_profile_against_every_clause(command: Command, tmp_path: Path) -> None:
    profile = tmp_path / "profile.json"
    profile.write_text(json.dumps({"kind": "enterprise", "region": "山东省青岛市"}), encoding="utf-8")
    matched = command.json("match", "--profile", str(profile), "--on", "2021-06-01", "--all")
    assert matched["on"] == "2021-06-01"
    verdicts = {match["document_id"]: match["verdict"] for match in matched["matches"]}
    assert verdicts["suzhou-ah-2023-draft"] == "not_in_force"
    assert "eligible" not in verdicts.values()  # nothing is promised that was not understood


@pytest.mark.parametrize(
    ("words", "label", "code"), [("“双招双引”", None, 0), ("查无此句的一段话", "not_found", 1)]
)
def test_a_quotation(command: Command, words: str, label: str | None, code: int) -> None:
    quote = words if label else command.json("ask", QUESTION)["citations"][0]["quote"]
    checked = command.json("verify", "--quote", quote, code=code)
    assert checked["label"] == (label or "verbatim")
    assert bool(checked["found"]) == (label is None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ask"], "请写出问题"),
        (["ask", "--on", "2月30日", "问"], "日期“2月30日”无法识别"),
        (["match"], "--profile"),
        (["match", "--profile", "没有.json"], "没有.json"),
        (["verify"], "--quote"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_wrong_use_is_told_in_one_sentence(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    try:
        code = main([words[0], "--home", str(tmp_path / "home"), *words[1:]])
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert told in err
    assert err.strip().endswith("。")
    assert len(err.strip().splitlines()) == 1


def test_an_unknown_key_names_the_nearest(command: Command, tmp_path: Path) -> None:
    profile = tmp_path / "profile.json"
    profile.write_text('{"employes": 3}', encoding="utf-8")
    _, err = command("match", "--profile", str(profile), code=2)
    assert "“employes”" in err
    assert "“employees”" in err


def test_a_command_starts_without_torch_gradio_and_chroma(shipped_home: Path) -> None:
    program = (
        "import sys; from assistant.cli import main; "
        f"main(['ask', '--home', {str(shipped_home)!r}, {QUESTION!r}]); "
        "print(sorted({'torch', 'gradio', 'chromadb', 'sentence_transformers'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={**os.environ}, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
