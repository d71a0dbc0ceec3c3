"""The example of docs/扩充词库.md, done as it is told there, on a copy of the package."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import policies

PACKAGE = Path(policies.__file__).parent
GUIDE = PACKAGE.parent / "docs" / "扩充词库.md"

if not GUIDE.exists():
    pytest.skip("installed without the guide", allow_module_level=True)
WORDS = GUIDE.read_text("utf-8")
TERM = next(line for line in WORDS.splitlines() if line.startswith('"瞪羚企业"') and "登高企业" in line)


def read(package: Path, sample: Path) -> list[str]:
    """What `policymatch clauses` prints with the data files of `package`, without indents."""
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "clauses", str(sample)],
        env={**os.environ, "PYTHONPATH": str(package.parent), "PYTHONIOENCODING": "utf-8"},
        cwd=PACKAGE.parent if package == PACKAGE else package.parent,
        capture_output=True,
        check=True,
    )
    return [line.strip() for line in done.stdout.decode("utf-8").splitlines()]


def shown() -> tuple[list[str], list[str]]:
    """The lines that the guide shows before and after the change."""
    blocks = re.findall(r"clauses 示例\.txt\n(.*?)```", WORDS, re.DOTALL)
    before, after = ([line.strip() for line in block.splitlines() if "：" in line] for block in blocks)
    return before, after


def edited(package: Path) -> None:
    vocabulary = package / "vocabulary" / "qualifications.toml"
    term = TERM.replace(', "登高企业"', "")
    held = vocabulary.read_text("utf-8")
    assert term in held
    vocabulary.write_text(held.replace(term, TERM), "utf-8")
    delivery = package / "reading" / "delivery.toml"
    head, mode, rest = delivery.read_text("utf-8").partition('mode = "no_application"')
    assert "pattern = '" in rest
    delivery.write_text(head + mode + rest.replace("pattern = '", "pattern = '免跑即兑|", 1), "utf-8")


def test_the_example_changes_what_the_guide_says(tmp_path: Path) -> None:
    if "登高企业" in (PACKAGE / "vocabulary" / "qualifications.toml").read_text("utf-8"):
        pytest.skip("somebody is trying the example out")
    sample = tmp_path / "示例.txt"
    sample.write_text(WORDS[WORDS.index("临江市") :].partition("```")[0], "utf-8")
    shutil.copytree(PACKAGE, tmp_path / "policies")
    edited(tmp_path / "policies")
    before, after = shown()
    was, now = read(PACKAGE, sample), read(tmp_path / "policies", sample)
    assert set(before) <= set(was)
    assert set(after) <= set(now)
    assert set(now) - set(was) == set(after) - set(before)
    assert len(set(after) - set(before)) == 2
