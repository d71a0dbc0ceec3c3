"""Measures how fast many profiles are matched with many clauses, beside the plain ways to do it.

    python -m eval.bench_matching [--quick] [--out FILE]

Plain ways are a Python loop over pairs and one DuckDB query for each clause; both get conditions that are
compiled already, and run on samples. Each way has a process of its own; a ratio is taken within the run.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench import machine
from eval.bench_processes import Figures, job

_JOBS = [sys.executable, "-m", "eval.bench_matching_jobs"]
Told = dict[str, Figures]


@dataclass(frozen=True)
class Plan:
    """Tables of these sizes against `clauses`, and one profile against `library` clauses."""

    rows: tuple[int, ...]
    clauses: int
    library: int


FULL = Plan(rows=(10_000, 100_000, 1_000_000), clauses=3000, library=10_000)
QUICK = Plan(rows=(2_000, 4_000), clauses=90, library=90)


def measure(plan: Plan) -> Told:
    """Figures by way and number of rows."""
    told: Told = {}
    with TemporaryDirectory() as folder:
        for rows in plan.rows:
            file = Path(folder) / f"{rows}.parquet"
            # Made by a process of its own: the peak memory of those that follow begins with this one's.
            _job("made", str(file), rows)
            ways = ("ours", "sql", "spark") if rows == plan.rows[-1] else ("ours",)
            for way in ways:
                _say(f"{way}, {rows:,} rows")
                told[f"{way} {rows}"] = _job(way, str(file), plan.clauses)
        told[f"loop {plan.rows[-1]}"] = _job("loop", str(file), plan.clauses)
    told[f"one {plan.library}"] = _job("one", "-", plan.library)
    return told


def _job(way: str, file: str, clauses: int) -> Figures:
    return job([*_JOBS, way, file, str(clauses)], os.environ)


def report(told: Told, plan: Plan) -> Iterator[str]:
    """The lines of a Markdown page."""
    yield "| way | rows × clauses | million pairs/s | wall, s | peak memory, MB | output, MB |"
    yield "|---|---|---|---|---|---|"
    for name, figures in told.items():
        way, rows = name.split()
        if way != "one":
            cells = (figures["pairs_per_s"] / 1e6, figures["wall_s"], figures["memory_mb"])
            shown = " | ".join(f"{cell:.3g}" if cell < 1000 else f"{cell:.0f}" for cell in cells)
            output = f"{figures['output_mb']:.3g}" if "output_mb" in figures else "–"
            yield f"| {way} | {int(rows):,} × {plan.clauses:,} | {shown} | {output} |"
    rows = plan.rows[-1]
    best = told[f"ours {rows}"]["pairs_per_s"]
    loop = told[f"loop {rows}"]
    yield ""
    yield (
        f"Ratios of this run at {rows:,} rows: {best / told[f'sql {rows}']['pairs_per_s']:.1f} × the query "
        f"for each clause, {best / loop['pairs_per_s']:.0f} × the loop over compiled conditions, "
        f"{best / loop['explained_pairs_per_s']:.0f} × the engine that gives reasons pair by pair."
    )
    one = told[f"one {plan.library}"]
    again, first = (
        f"{one[f'{when}_ms']:.1f} ms (at most {one[f'{when}_worst_ms']:.0f})" for when in ("again", "first")
    )
    yield (
        f"One profile × {plan.library:,} clauses: {again}; the first time at its place {first}; "
        f"pair by pair {one['pair_by_pair_ms']:.0f} ms."
    )


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="tiny sizes: whether it works at all")
    parser.add_argument("--out", type=Path, help="write every figure as JSON")
    args = parser.parse_args(argv)
    plan = QUICK if args.quick else FULL
    told = measure(plan)
    if args.out:
        args.out.write_text(
            json.dumps({"machine": machine(), "told": told}, indent=1) + "\n", encoding="utf-8"
        )
    print(
        "\n".join(
            ("; ".join(f"{name} {value}" for name, value in machine().items()), "", *report(told, plan))
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
