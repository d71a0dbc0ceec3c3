"""What the benchmark tells: each figure of each round, ours beside the plain pipeline's, and their ratio."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self

Round = Mapping[str, Mapping[str, float]]
"""What one round measured: figures by name, for `ours` and for pipelines beside that can do the same."""

FIGURES: dict[str, dict[str, str]] = {
    "read": {
        "documents_per_s": "documents read per second ↑",
        "mb_per_s": "MB read per second ↑",
        "texts": "clauses or chunks",
        "texts_per_s": "clauses or chunks encoded per second ↑",
        "text_mb_per_s": "MB encoded per second ↑",
    },
    "annotate": {
        "mb_per_s": "MB annotated per second ↑",
        "clauses_per_s": "clauses annotated per second ↑",
    },
    "ingest": {
        "entries": "clauses or chunks",
        "documents_per_s": "documents made searchable per second ↑",
        "disk_mb": "MB on disk ↓",
    },
    "ask": {
        "p50_ms": "p50, ms ↓",
        "p95_ms": "p95, ms ↓",
        "cpu_ms": "CPU, mean, ms ↓",
        "memory_mb": "peak memory, MB ↓",
    },
    "rival": {
        "p50_ms": "search in all, p50, ms ↓",
        "p95_ms": "search in all, p95, ms ↓",
        "cpu_ms": "search in all, CPU, mean, ms ↓",
        "placed_p50_ms": "search for a place, p50, ms ↓",
        "placed_p95_ms": "search for a place, p95, ms ↓",
        "placed_cpu_ms": "search for a place, CPU, mean, ms ↓",
        "memory_mb": "peak memory, MB ↓",
    },
    "cold": {"wall_s": "wall, s ↓", "user_s": "user CPU, s ↓", "memory_mb": "peak memory, MB ↓"},
    "size": {
        "entries": "clauses or chunks",
        "build_s": "files to indexes, s ↓",
        "build_user_s": "the same, user CPU, s ↓",
        "build_memory_mb": "the same, peak memory, MB ↓",
        "disk_mb": "MB on disk ↓",
        "first_s": "opening, with the first search, s ↓",
        "p50_ms": "search in all, p50, ms ↓",
        "p95_ms": "search in all, p95, ms ↓",
        "cpu_ms": "search in all, CPU, mean, ms ↓",
        "placed_p50_ms": "search for a place, p50, ms ↓",
        "placed_p95_ms": "search for a place, p95, ms ↓",
        "placed_cpu_ms": "search for a place, CPU, mean, ms ↓",
        "search_memory_mb": "searching, peak memory, MB ↓",
        "add_s": "one document more, s ↓",
        "add_user_s": "the same, user CPU with the start, s ↓",
        "add_memory_mb": "the same, peak memory, MB ↓",
    },
    "serve": {"ready_s": "until the page answers, s ↓", "memory_mb": "peak memory, MB ↓"},
}


@dataclass(frozen=True)
class Spread:
    """The rounds' median with the least and the greatest."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        return cls(median(values), min(values), max(values))

    def __str__(self) -> str:
        if self.least == self.most:
            return _short(self.median)
        return f"{_short(self.median)} ({_short(self.least)}–{_short(self.most)})"


@dataclass(frozen=True)
class Row:
    """One figure; `plain` is the pipeline beside, `ratio` is ours over it, taken round by round."""

    measure: str
    of: str
    figure: str
    rounds: int
    ours: Spread
    plain: Spread | None
    ratio: Spread | None


def rows(measure: str, of: str, rounds: Sequence[Round], beside: str = "plain") -> list[Row]:
    """A row for each figure of a measurement, ours and that of the pipeline `beside`."""
    return [_row(measure, of, figure, rounds, beside) for figure in FIGURES[measure]]


def _row(measure: str, of: str, figure: str, rounds: Sequence[Round], beside: str) -> Row:
    ours = [told["ours"][figure] for told in rounds]
    plain = [told[beside][figure] for told in rounds if figure in told.get(beside, ())]
    return Row(
        measure,
        of,
        figure,
        len(rounds),
        Spread.of(ours),
        Spread.of(plain) if plain else None,
        Spread.of([one / other for one, other in zip(ours, plain, strict=True)]) if plain else None,
    )


def markdown(told: Sequence[Row], machine: Mapping[str, str]) -> str:
    """A table, below a line about the machine."""
    lines = [
        "; ".join(f"{name} {value}" for name, value in machine.items()) + ".",
        "",
        "| measured | on | figure | policymatch | LangChain | ratio | rounds |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in told:
        label = FIGURES[row.measure][row.figure]
        cells = (row.measure, row.of, label, row.ours, row.plain or "–", row.ratio or "–", row.rounds)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines) + "\n"


def rewritten(page: str, table: str, name: str = "bench") -> str:
    """The page with `table` in place of the one between the two marks with this name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{table}\n{end}{rest.split(end)[1]}"


def _short(value: float) -> str:
    """Three significant digits, without an exponent.

    >>> [_short(value) for value in (0.01234, 1.5, 12345.6)]
    ['0.0123', '1.5', '12300']
    """
    return f"{float(f'{value:.3g}'):.15g}"
