"""What was gained and lost between two stored runs, question by question."""

import math
from pathlib import Path

import pytest

from eval.compare import main, report
from eval.metrics import Figure
from eval.run import parse_misses
from eval.stored import Outcome, Stored

BEFORE = Stored(
    {"own": {"ndcg@10": 0.8, "hints": 1.0}},
    {
        "own": {
            "E1": Outcome(0.5, frozenset({"direct"})),
            "E2": Outcome(1.0),
            "E3": Outcome(math.nan, frozenset({"status"})),
            "E4": Outcome(0.4, frozenset({"hints"})),
            "E5": Outcome(1.0),
        }
    },
)
AFTER = Stored(
    {"own": {"ndcg@10": 0.85, "hints": 1.0, "caveats": 0.9}},
    {
        "own": {
            "E1": Outcome(0.75),
            "E2": Outcome(0.9, frozenset({"place"})),
            "E3": Outcome(math.nan, frozenset({"status"})),
            "E4": Outcome(0.6, frozenset({"caveats"})),
            "E6": Outcome(1.0),
        }
    },
)


def test_gains_and_losses_are_told_by_question() -> None:
    assert report(BEFORE, AFTER).splitlines() == [
        "## own",
        "",
        "| figure | before | after | change |",
        "|---|---|---|---|",
        "| ndcg@10 | 0.800 | 0.850 | +0.050 |",
        "| caveats | – | 0.900 | – |",
        "",
        "Gains: 2",
        "",
        "| question | nDCG | mended | broken |",
        "|---|---|---|---|",
        "| E1 | 0.500 → 0.750 | direct | – |",
        "| E4 | 0.400 → 0.600 | hints | caveats |",
        "",
        "Losses: 2",
        "",
        "| question | nDCG | mended | broken |",
        "|---|---|---|---|",
        "| E2 | 1.000 → 0.900 | – | place |",
        "| E4 | 0.400 → 0.600 | hints | caveats |",
        "",
        "New: E6.",
        "",
        "Gone: E5.",
    ]


def test_the_same_run_twice_has_nothing_to_tell() -> None:
    assert report(BEFORE, BEFORE) == "## own\n\nNo figure changed.\n"


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "one.json"
    AFTER.write(path)
    assert report(Stored.read(path), AFTER) == "## own\n\nNo figure changed.\n"
    assert '"E2": "0.900 place"' in path.read_text(encoding="utf-8")


def test_sections_not_measured_stay_as_they_were() -> None:
    now = Stored.of({"shared": [Figure("a", 1, 2), Figure("b", 0, 0)]}, {"shared": {}}).over(BEFORE)
    assert now.figures == {"own": BEFORE.figures["own"], "shared": {"a": 0.5}}
    assert now.cases["own"] == BEFORE.cases["own"]


def test_each_question_of_a_score_has_its_faults() -> None:
    written = '{"task": "span", "document": "x"}\n{"task": "status", "case": "E1"}\n'
    told = parse_misses(written + '{"task": "must_not", "case": "E1"}\n', ["E1", "E2"])
    assert {id_: one.faults for id_, one in told.items()} == {"E1": {"status", "must_not"}, "E2": set()}


def test_the_command_says_whether_something_was_lost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    BEFORE.write(before)
    AFTER.write(after)
    assert main([str(before), str(after)]) == 1
    assert "| E2 |" in capsys.readouterr().out
    assert main([str(before), str(before)]) == 0
    with pytest.raises(SystemExit):
        main([str(before), str(tmp_path / "none.json")])
    assert "找不到运行结果" in capsys.readouterr().err
