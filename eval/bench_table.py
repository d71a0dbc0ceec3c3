"""Measures `policymatch prematch` of a whole table against the shipped policies, workbook and CSV included.

    python -m eval.bench_table [--rows N]             makes a table, matches it, prints what that took
    python -m eval.bench_table --rows N --into FOLDER   only makes the table

The enterprises are made up, all in the place of a draft, so that most of their matches are not in force.
Table and command have processes of their own: peak memory begins with that of the process before.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from eval.bench import machine
from eval.bench_enterprises import STANDINGS, enterprises
from eval.bench_processes import Figures, ran
from policies.facts import FACTS

_ON = "2026-06-01"


def write(rows: int, folder: Path) -> None:
    """The enterprises as 企业.csv, with the headers that people write."""
    enterprises(rows, folder / "企业.parquet")
    table = pq.read_table(folder / "企业.parquet")
    named = {"企业名称": pc.binary_join_element_wise("企业", pc.cast(table["id"], pa.string()), "")}
    told = {name: table[name] for name in table.column_names if name in FACTS and name != "kind"}
    standings = {f"是否{name}": _yes_or_no(table[f"资质:{name}"]) for name in STANDINGS}
    shown = pa.table(named | {FACTS[name].label: values for name, values in told.items()} | standings)
    pa.csv.write_csv(shown, folder / "企业.csv")


def _yes_or_no(told: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(told, "是", "否")


def measure(rows: int) -> tuple[str, Figures]:
    """What the command said, and what it took; the library is read before."""
    with TemporaryDirectory() as folder:
        ran([sys.executable, "-m", "eval.bench_table", "--rows", str(rows), "--into", folder], os.environ)
        table, program = f"{folder}/企业.csv", [sys.executable, "-m", "assistant.cli"]
        home = ["--home", f"{folder}/home", "--on", _ON]
        ran([*program, "ask", "高新技术企业有什么奖励", *home], os.environ)
        output = Path(folder) / "清单.xlsx"
        said, figures = ran(
            [*program, "prematch", str(table), "-o", str(output), *home, "--json"], os.environ
        )
        made = sum(file.stat().st_size for file in Path(folder).glob("清单*")) / 1e6
    return said, figures | {"output_mb": made}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--into", type=Path, metavar="FOLDER")
    args = parser.parse_args(argv)
    if args.into:
        write(args.rows, args.into)
        return 0
    said, figures = measure(args.rows)
    print("; ".join(f"{name} {value}" for name, value in machine().items()))
    print(said.strip())
    print("; ".join(f"{name} {value:.4g}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
