"""What is asked, told, replied and stored to do harm does none; `python -m eval.hostile` runs all of it."""

import shutil
from pathlib import Path

import pytest

from eval.hostile import run, shown_documents
from eval.hostile_checks import foreign_markup
from eval.hostile_inputs import Hostile, load_inputs

KINDS = {one.kind for one in load_inputs()}


EVERY = 6
"""Of the largest ones, which take the longest, one in so many is tried here."""


def _gated() -> list[Hostile]:
    inputs = load_inputs()
    large = [one for one in inputs if one.kind == "size"]
    return [one for one in inputs if one not in large or one in large[::EVERY]]


def test_there_are_inputs_of_every_kind() -> None:
    inputs = load_inputs()
    assert len(inputs) >= 200
    assert len({one.id for one in inputs}) == len(inputs)
    assert {
        "order",
        "disguise",
        "markup",
        "size",
        "profile",
        "turns",
        "quotation",
        "document",
        "model",
    } <= KINDS


def test_no_input_does_harm(shipped_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(shipped_home, home)
    wrong = {outcome.input.id: outcome.faults for outcome in run(_gated(), home) if outcome.faults}
    assert wrong == {}
    assert shown_documents(home) == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p>&lt;script&gt;<a href="#cite-0-0">〔1〕</a></p>', []),
        ("<script>1</script>", ["script"]),
        ("<p onclick=x>", ["onclick"]),
        ('<a href="javascript:x">', ["href javascript:x"]),
        ("<img src=x onerror=x>", ["img", "src", "onerror"]),
        ("<!-- x -->", ["comment"]),
    ],
)
def test_what_is_foreign_in_a_page(html: str, found: list[str]) -> None:
    assert foreign_markup(html) == found
