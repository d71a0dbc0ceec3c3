"""The benchmark measures what it says, beside the plain pipeline, and leaves nothing behind."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

from eval import bench, bench_table
from eval.bench_corpora import corpora, generated
from eval.bench_jobs import main as job
from eval.bench_plain import SPLITTER as TUTORIAL
from eval.bench_processes import ran
from eval.bench_report import FIGURES, Spread, markdown, rewritten, rows
from eval.generate import PROVISIONS, documents, places, questions

ONE_DOCUMENT = PROVISIONS


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return generated(ONE_DOCUMENT, tmp_path / "documents")


def test_a_quick_run_reports_every_figure_and_cleans_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    out = tmp_path / "report.json"
    assert bench.main(["--quick", "--only", "ingest", "--out", str(out)]) == 0
    assert list(tmp_path.iterdir()) == [out]
    report = json.loads(out.read_text(encoding="utf-8"))
    assert report["machine"].keys() >= {"Processor", "cores", "Python", "load average"}
    assert [row["figure"] for row in report["rows"]] == list(FIGURES["ingest"])
    for row in report["rows"]:
        assert (row["measure"], row["of"], row["rounds"]) == ("ingest", "88 clauses", 1)
        ours, plain = row["ours"]["median"], row["plain"]["median"]
        assert min(ours, plain) > 0
        assert row["ratio"]["median"] == pytest.approx(ours / plain)
    table = capsys.readouterr().out.splitlines()
    assert len([line for line in table if line.startswith("| ingest | 88 clauses |")]) == len(
        FIGURES["ingest"]
    )


@pytest.mark.parametrize("pipeline", ["ours", "plain", "retrievers"])
def test_each_job_tells_the_figures_of_its_rows(
    pipeline: str, corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = tmp_path / "questions"
    asked.write_text("\n".join(questions(8, places(ONE_DOCUMENT))), encoding="utf-8")
    told = {}
    for name, given in (("ingest", corpus), ("read", corpus), ("ask", asked)):
        job([name, pipeline, str(tmp_path / "home"), str(given)])
        told[name] = json.loads(capsys.readouterr().out)
        assert told[name].keys() >= FIGURES[name].keys() - {"memory_mb"}
    assert told["ask"]["p50_ms"] <= told["ask"]["p95_ms"]
    least = ONE_DOCUMENT if pipeline == "ours" else 1
    assert told["ingest"]["entries"] >= least
    assert told["ingest"]["documents"] == told["read"]["documents"] == 1


def test_the_meaning_of_outlined_clauses_is_timed_by_itself(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job(["annotate", "ours", str(tmp_path / "home"), str(corpus)])
    told = json.loads(capsys.readouterr().out)
    assert told.keys() == FIGURES["annotate"].keys()
    assert min(told.values()) > 0


def test_ratios_are_taken_round_by_round() -> None:
    rounds = [
        {
            "ours": {"wall_s": ours, "user_s": 1, "memory_mb": 1},
            "plain": {"wall_s": 2, "user_s": 1, "memory_mb": 4},
        }
        for ours in (1, 3, 2)
    ]
    wall, user, memory = rows("cold", "shipped digests", rounds)
    assert (wall.ours, wall.ratio) == (Spread(2, 1, 3), Spread(1, 0.5, 1.5))
    assert str(wall.ratio) == "1 (0.5–1.5)"
    assert str(user.ratio) == "1"
    assert str(memory.ratio) == "0.25"


def test_the_table_replaces_the_one_between_the_marks() -> None:
    told = rows("serve", "shipped digests", [{"ours": {"ready_s": 2.5, "memory_mb": 300}}])
    table = markdown(told, {"cores": "2"})
    assert "| serve | shipped digests | peak memory, MB ↓ | 300 | – | – | 1 |" in table
    page = "above\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nbelow\n"
    once = rewritten(page, table)
    assert once.startswith("above\n")
    assert once.endswith("\nbelow\n")
    assert "old" not in once
    assert rewritten(once, table) == once
    assert table in rewritten(bench.README.read_text(encoding="utf-8"), table)


def test_a_command_that_fails_is_told_with_its_exit_code() -> None:
    with pytest.raises(RuntimeError, match="退出码 3"):
        ran([sys.executable, "-c", "raise SystemExit(3)"], os.environ)


def test_a_process_is_measured_from_outside() -> None:
    wasteful = "import time; kept = bytearray(200_000_000); time.sleep(0.2); print('done')"
    written, used = ran([sys.executable, "-c", wasteful], os.environ)
    assert written == "done\n"
    assert used["wall_s"] >= 0.2
    assert used["memory_mb"] > 200


def test_generated_documents_are_the_same_every_time() -> None:
    assert list(documents(200)) == list(documents(200))
    assert list(documents(200)) != list(documents(200, seed=7))


def test_the_shipped_and_the_generated_corpus_are_always_there(tmp_path: Path) -> None:
    found = corpora(tmp_path, ONE_DOCUMENT)
    assert found.keys() >= {"shipped digests", "generated documents"}
    assert all(any(folder.iterdir()) for folder in found.values())


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("短文。", ["短文。"]),
        ("甲" * 600 + "\n\n" + "乙" * 600, ["甲" * 600, "乙" * 600]),
        ("甲" * 2000, ["甲" * 1000, "甲" * 1000, "甲" * 400]),
    ],
)
def test_the_plain_pipeline_cuts_at_the_coarsest_separator_and_overlaps(text: str, chunks: list[str]) -> None:
    assert [text[start:end] for start, end in TUTORIAL.spans(text)] == chunks


def test_a_whole_table_is_made_and_matched(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_table.main(["--rows", "40"]) == 0
    _, said, figures = capsys.readouterr().out.splitlines()
    told = json.loads(said)
    assert (told["rows"], told["unread"], told["notes"]) == (40, 0, [])
    assert told["pairs"] >= 40
    assert figures.startswith("wall_s ")
