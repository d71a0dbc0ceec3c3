"""Stored runs of `eval.run`: the figures of each section, and of each question its nDCG and its faults.

A run is one JSON object. A case is one line of it, so that a diff of two stored runs can be read as it is.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from eval.judge import Judged
from eval.metrics import Figure

LAST = Path(__file__).parent / "results" / "last.json"

_CASES = "cases"


@dataclass(frozen=True)
class Outcome:
    """One question: its nDCG (NaN where nothing is ranked) and the names of what went wrong."""

    ndcg: float = math.nan
    faults: frozenset[str] = frozenset()

    @classmethod
    def of(cls, judged: Judged) -> Self:
        return cls(judged.ndcg, frozenset(judged.faults.split()))

    @classmethod
    def parse(cls, line: str) -> Self:
        """The outcome that `str` writes.

        >>> Outcome.parse("0.631 direct place") == Outcome(0.631, frozenset({"direct", "place"}))
        True
        """
        ndcg, *faults = line.split()
        return cls(float(ndcg), frozenset(faults))

    def __str__(self) -> str:
        return " ".join([f"{self.ndcg:.3f}", *sorted(self.faults)])


Sections = Mapping[str, Mapping[str, float]]
Cases = Mapping[str, Mapping[str, Outcome]]


@dataclass(frozen=True)
class Stored:
    """One run: by section the figures, and the outcomes by the ids of cases."""

    figures: Sections = field(default_factory=dict)
    cases: Cases = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path = LAST) -> Self:
        """The run in a file; empty when there is none."""
        told = json.loads(path.read_text("utf-8")) if path.exists() else {}
        cases = told.pop(_CASES, {})
        parsed = {name: {id_: Outcome.parse(line) for id_, line in of.items()} for name, of in cases.items()}
        return cls(told, parsed)

    @classmethod
    def of(cls, sections: Mapping[str, Sequence[Figure]], cases: Cases) -> Self:
        """What a run has measured; a figure of which nothing was counted is left out."""
        figures = {
            name: {one.name: round(one.value, 4) for one in told if one.of} for name, told in sections.items()
        }
        return cls(figures, cases)

    def over(self, earlier: "Stored") -> "Stored":
        """This run, with the sections that it did not measure from an earlier one."""
        return Stored({**earlier.figures, **self.figures}, {**earlier.cases, **self.cases})

    def write(self, path: Path = LAST) -> None:
        """Keep the run in a file."""
        path.parent.mkdir(exist_ok=True)
        lines = {name: {id_: str(one) for id_, one in of.items()} for name, of in self.cases.items()}
        told = json.dumps({**self.figures, _CASES: lines}, ensure_ascii=False, indent=1)
        path.write_text(told + "\n", encoding="utf-8")
