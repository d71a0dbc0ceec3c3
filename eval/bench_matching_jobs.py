"""What the matching benchmark times, each way in a process of its own.

    python -m eval.bench_matching_jobs ours|sql|loop|spark FILE CLAUSES    prints one JSON object
    python -m eval.bench_matching_jobs one - CLAUSES
    python -m eval.bench_matching_jobs made FILE ROWS     makes the file

FILE holds enterprises (`eval.bench_enterprises`). Compiling the clauses is timed where a way compiles them;
generating and reading them is not. The plain ways work on samples: their rates are per pair.
"""

import json
import resource
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import duckdb
import pyarrow.parquet as pq

from assistant.batch import BatchOrder, match_file
from eval.bench_enterprises import enterprises, provisions
from eval.bench_matching_sql import Translator, profiles, spread
from policies.matching.bits import VERDICTS
from policies.matching.columns import Table
from policies.matching.compiled import Provision, bound, compile_clause, evaluate
from policies.matching.kernel import Kernel
from policies.matching.shortlist import Shortlist
from policies.matching.verdict import match
from policies.model import Verdict

ON = date(2026, 6, 1)
_SQL_CLAUSES, _LOOP_ROWS, _MATCH_ROWS, _PROFILES = 120, 20, 2, 40

Figures = dict[str, float]


def ours(file: Path, clauses: list[Provision]) -> Figures:
    """Parquet in, verdicts of all pairs out, as bits in Parquet."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "verdicts.parquet"
        began = perf_counter()
        match_file(file, BatchOrder(clauses, ON, "id"), target)
        return _rates(began, _rows(file) * len(clauses)) | {"output_mb": target.stat().st_size / 1e6}


def spark(file: Path, clauses: list[Provision]) -> Figures:
    """The same on a local Spark with two cores, without its start."""
    from assistant.spark import local_session, match_frame  # noqa: PLC0415 - an extra

    session = local_session()
    with TemporaryDirectory() as folder:
        try:
            session.range(10).count()
            began = perf_counter()
            frame = match_frame(session.read.parquet(str(file)), BatchOrder(clauses, ON, "id"), partitions=2)
            frame.write.parquet(f"{folder}/verdicts")
            rates = _rates(began, _rows(file) * len(clauses))
            size = sum(part.stat().st_size for part in Path(folder).rglob("*.parquet")) / 1e6
        finally:
            session.stop()
    return rates | {"output_mb": size}


def sql(file: Path, clauses: list[Provision]) -> Figures:
    """One query for each of some clauses: the rows that do not fail, into a table."""
    with duckdb.connect() as base:
        base.execute("CREATE TABLE enterprises AS FROM read_parquet(?)", [str(file)])
        base.execute("CREATE TABLE verdicts (id BIGINT, clause INTEGER, certain BOOLEAN)")
        columns = ("kind", "region", "industries")
        values = {
            column: [v for (v,) in base.sql(f"SELECT DISTINCT {column} FROM enterprises").fetchall() if v]  # noqa: S608
            for column in columns
        }
        translator = Translator(values, ON)
        sample = spread(_SQL_CLAUSES, len(clauses))
        told = {"kind", "region", "industries", "qualifications", *_numbers(base)}
        queries = {k: translator.condition(bound(compile_clause(clauses[k]), told)) for k in sample}
        began = perf_counter()
        for k, condition in queries.items():
            base.execute(
                f"INSERT INTO verdicts SELECT id, {k}, verdict IS TRUE FROM "  # noqa: S608 - our own conditions
                f"(SELECT id, {condition} AS verdict FROM enterprises) WHERE verdict IS NOT FALSE"
            )
        rates = _rates(began, _rows(file) * len(sample))
        certain, possible = base.sql("SELECT count(*) FILTER (certain), count(*) FROM verdicts").fetchall()[0]
    return rates | {"certain": certain, "possible": possible, **_checked(file, [clauses[k] for k in sample])}


def _numbers(base: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for name, kind, *_ in base.sql("DESCRIBE enterprises").fetchall() if kind == "DOUBLE"]


def _checked(file: Path, clauses: list[Provision]) -> Figures:
    """What the kernel says of the same pairs, where there are few enough to ask for it here."""
    from assistant.batch import pairs, verdict_batches  # noqa: PLC0415 - not a part of what is timed

    if _rows(file) > 20_000:
        return {}
    batches = pq.ParquetFile(file).iter_batches(131_072)
    found = [v for *_, v in pairs(verdict_batches(batches, BatchOrder(clauses, ON, "id")), tuple(Verdict))]
    return {"certain_by_kernel": _certain(file, clauses), "possible_by_kernel": len(found)}


def _certain(file: Path, clauses: list[Provision]) -> int:
    told = list(profiles(pq.read_table(file).to_pylist(), ON))
    table = Table.of_profiles(told)
    best = VERDICTS.index(Verdict.ELIGIBLE)
    return sum(int((one.codes(table.rows) == best).sum()) for one in Kernel(clauses, ON).over(table))


def loop(file: Path, clauses: list[Provision]) -> Figures:
    """Pair by pair: compiled conditions on a few profiles, and the engine with its reasons on fewer."""
    rows = pq.ParquetFile(file).read_row_group(0).slice(0, _LOOP_ROWS).to_pylist()
    told = list(profiles(rows, ON))
    compiled = [compile_clause(one) for one in clauses]
    began = perf_counter()
    for profile in told:
        for expression in compiled:
            evaluate(expression, lambda leaf, profile=profile: leaf.outcome(profile, ON))
    rates = _rates(began, len(told) * len(clauses))
    began = perf_counter()
    for profile in told[:_MATCH_ROWS]:
        for one in clauses:
            match(one.read, one.words, one.info, "d", profile, ON)
    explained = _MATCH_ROWS * len(clauses) / (perf_counter() - began)
    return rates | {"explained_pairs_per_s": explained}


def one(_: Path, clauses: list[Provision]) -> Figures:
    """One profile after another against clauses of the whole country that have been met before."""
    places = sorted({str(provision.info.region) for provision in clauses})
    told: list[dict[str, Any]] = [
        {
            "kind": "enterprise",
            "region": places[k * 7 % len(places)],
            "industries": ["光伏"],
            "revenue_wan": 500.0 * k,
            "investment_wan": 300.0 * k,
            "qualifications": {"高新技术企业": k % 2 == 0},
            "facts": {"首次通过高新技术企业认定": True, f"带动就业{k}人": True},
        }
        for k in range(_PROFILES)
    ]
    shortlist = Shortlist(clauses)
    first = [_took(lambda one=one: shortlist.verdicts(one, ON)) for one in told]
    again = [_took(lambda one=one: shortlist.verdicts(one | {"employees": 9}, ON)) for one in told]
    scalar = _took(lambda: [match(c.read, c.words, c.info, "d", told[0], ON) for c in clauses[:2000]])
    return {
        "first_ms": median(first) * 1e3,
        "first_worst_ms": max(first) * 1e3,
        "again_ms": median(again) * 1e3,
        "again_worst_ms": max(again) * 1e3,
        "pair_by_pair_ms": scalar / 2000 * len(clauses) * 1e3,
    }


def _took(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _rows(file: Path) -> int:
    return int(pq.ParquetFile(file).metadata.num_rows)


def _rates(began: float, pairs: int) -> Figures:
    wall = perf_counter() - began
    return {"wall_s": wall, "pairs_per_s": pairs / wall}


def main() -> None:
    way, file, count = sys.argv[1:]
    if way == "made":
        enterprises(int(count), Path(file))
        print("{}")
        return
    clauses = provisions(int(count), spread=way == "one")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    figures = {"ours": ours, "sql": sql, "loop": loop, "spark": spark, "one": one}[way](Path(file), clauses)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(json.dumps(figures | {"memory_mb": peak, "memory_before_mb": before}))


if __name__ == "__main__":
    main()
