"""The curve of refusals: a floor that nothing reaches refuses all, one at nothing answers what is held."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.refusal import FLOORS
from eval.refusal import Asked, opened, outcome

TEXT = "云川市产业扶持办法\n\n第一条 对新设立的光伏企业，按实缴租金的一半给予租金补贴。\n"
ASKED = [
    Asked(("云川市光伏企业有租金补贴吗",), "yes", True, date(2026, 6, 1)),
    Asked(("今天天气怎么样",), "no", False, date(2026, 6, 1)),
]


@pytest.mark.parametrize(
    ("chance", "refused", "answered"), [(FLOORS.chance, 1, 1), (9.0, 1, 0)], ids=["chosen", "beyond reach"]
)
def test_a_floor_decides_what_is_answered(chance: float, refused: int, answered: int, tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    with opened([tmp_path]) as (library, searcher):
        no, yes = outcome(ASKED, library, searcher, replace(FLOORS, chance=chance))
    assert (no.hit, no.of, yes.hit, yes.of) == (refused, 1, answered, 1)
