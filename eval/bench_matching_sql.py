"""The plain ways that the kernel is measured beside: a loop over pairs, and one SQL query for each clause.

SQL's own logic of NULL does what it can: what a ruling is and what is not told are one to it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any

from eval.bench_enterprises import NUMBERS, STANDINGS
from policies.matching.compiled import Expression, Gate, Leaf
from policies.model import Outcome
from policies.profile import check_profile

_TRUTH = {Outcome.MET: "TRUE", Outcome.UNMET: "FALSE"}


def profiles(rows: Iterable[Mapping[str, Any]], on: date) -> Iterator[dict[str, Any]]:
    """Rows of the generated file as checked profiles."""
    for row in rows:
        told = {k: v for k, v in row.items() if k != "id" and ":" not in k and v is not None}
        held = {name: row[f"资质:{name}"] for name in STANDINGS if row[f"资质:{name}"] is not None}
        yield check_profile(told | ({"qualifications": held} if held else {}), on)


class Translator:
    """Conditions as SQL over the generated file, whose distinct values per column are `values`."""

    def __init__(self, values: Mapping[str, list[str]], on: date) -> None:
        self._values = values
        self._on = on
        self._known: dict[str, str] = {}

    def condition(self, expression: Expression) -> str:
        """TRUE where all is met, FALSE where something fails, else NULL."""
        if isinstance(expression, Gate):
            word = " AND " if expression.every else " OR "
            return "(" + word.join(self.condition(part) for part in expression.parts) + ")"
        if isinstance(expression, Leaf):
            if expression.key not in self._known:
                self._known[expression.key] = self._leaf(expression)
            return self._known[expression.key]
        return _TRUTH.get(expression, "CAST(NULL AS BOOLEAN)")

    def _leaf(self, leaf: Leaf) -> str:
        criterion = leaf.finding.criterion
        if criterion.about == "qualifications":
            return self._cases(self._standings(leaf))
        if criterion.about in NUMBERS and not leaf.general:
            return f'("{criterion.about}" {criterion.op} {criterion.value})'
        if criterion.about not in self._values:
            return self.condition(leaf.outcome({}, self._on))
        column = criterion.about
        said: dict[Outcome, list[str]] = {Outcome.MET: [], Outcome.UNMET: []}
        for value in self._values[column]:
            outcome = leaf.outcome(check_profile({column: value}), self._on)
            said.setdefault(outcome, []).append(value)
        return self._cases(
            {
                outcome: f'"{column}" IN (' + ", ".join(f"'{value}'" for value in said[outcome]) + ")"
                for outcome in _TRUTH
                if said[outcome]
            }
        )

    def _standings(self, leaf: Leaf) -> dict[Outcome, str]:
        tests: dict[Outcome, list[str]] = {}
        for held in product((True, False, None), repeat=len(STANDINGS)):
            told = {name: one for name, one in zip(STANDINGS, held, strict=True) if one is not None}
            outcome = leaf.outcome({"qualifications": told} if told else {}, self._on)
            same = (
                f'"资质:{n}" IS NOT DISTINCT FROM {one if one is not None else "NULL"}'
                for n, one in zip(STANDINGS, held, strict=True)
            )
            tests.setdefault(outcome, []).append("(" + " AND ".join(same) + ")")
        return {outcome: " OR ".join(ways) for outcome, ways in tests.items() if outcome in _TRUTH}

    @staticmethod
    def _cases(tests: Mapping[Outcome, str]) -> str:
        whens = (f"WHEN {test} THEN {_TRUTH[outcome]}" for outcome, test in tests.items())
        return f"CASE {' '.join(whens)} END" if tests else "CAST(NULL AS BOOLEAN)"


def spread(count: int, of: int) -> list[int]:
    """Places of `count` samples, evenly over `of`, with a step that follows no cycle of the data."""
    step = max(1, of // count)
    while math.gcd(step, 6) > 1:
        step -= 1
    return [k * step % of for k in range(min(count, of))]
