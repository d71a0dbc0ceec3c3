"""`python -m eval.run`: how good the answers are, beside the last stored figures, with a gate on each.

    python -m eval.run [--misses] [--store] [--out FILE] [--own-only] [--shared DIR]

Asks the questions of `eval/gold/` about the shipped documents and, where the shared gold folder lies beside
the checkout, runs its score, too. Exits 1 when a figure is below its gate in `eval/gates.toml`.
"""

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from assistant.service import Assistant
from assistant.settings import Settings
from eval.cases import Case, load_cases
from eval.judge import Judged, Shelf, figures, judge
from eval.metrics import Figure
from eval.stored import Outcome, Stored

HERE = Path(__file__).parent
GATES = HERE / "gates.toml"
SHARED = HERE.parents[1] / "shared"

_LINE = re.compile(r"(?P<name>\S+)\s+(?P<value>[\d.]+|nan)\s+\((?P<hit>[\d.]+)/(?P<of>[\d.]+)\)")


def judge_own(cases: Sequence[Case]) -> list[Judged]:
    """Ask every case of the shipped documents, in a home of its own that is deleted afterwards."""
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant(Path(home), settings=Settings(encoder=None, library=True))
        with closing(assistant):
            assistant.prepare()
            shelf = shelf_of(assistant)
            return [
                judge(case, assistant.ask(case.turns, profile=case.profile, on=case.on), shelf)
                for case in cases
            ]


def shelf_of(assistant: Assistant) -> Shelf:
    """The documents that an assistant holds, by the names of their files."""
    views = [assistant.document(summary.id) for summary in assistant.library()]
    names = {view.summary.id: Path(view.summary.path).stem for view in views}
    return Shelf(
        texts={names[view.summary.id]: view.text for view in views},
        spans={
            names[view.summary.id]: [(read.clause.start, read.clause.end) for read in view.clauses]
            for view in views
        },
        names=names,
    )


def score_shared(shared: Path) -> tuple[list[Figure], dict[str, Outcome]]:
    """The shared gold folder's own figures, and the faults of its questions; raises `RuntimeError`.

    It is asked through the command line alone.
    """
    command = f'"{sys.executable}" -m assistant.cli'
    score = [sys.executable, str(shared / "gold" / "score.py"), "--command", command]
    with tempfile.TemporaryDirectory() as folder:
        misses = Path(folder) / "misses.jsonl"
        done = subprocess.run(
            [*score, "--only", "clauses,questions", "--out", str(misses)],
            capture_output=True,
            text=True,
            cwd=HERE.parent,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"评分程序没有跑完:{done.stderr.strip()[-600:]}")
        gold = (shared / "gold" / "questions.jsonl").read_text(encoding="utf-8")
        asked = [json.loads(line)["id"] for line in gold.splitlines() if line.strip()]
        return parse_score(done.stdout), parse_misses(misses.read_text(encoding="utf-8"), asked)


def parse_misses(lines: str, asked: Iterable[str]) -> dict[str, Outcome]:
    """The faults of each question `asked`, from what a score writes with `--out`.

    >>> str(parse_misses('{"task": "status", "case": "E1"}', ["E1"])["E1"])
    'nan status'
    """
    faults: dict[str, set[str]] = {id_: set() for id_ in asked}
    for miss in map(json.loads, lines.splitlines()):
        if miss.get("case") in faults:
            faults[miss["case"]].add(miss["task"])
    return {id_: Outcome(faults=frozenset(tasks)) for id_, tasks in faults.items()}


def parse_score(lines: str) -> list[Figure]:
    """The figures in what a score prints.

    >>> parse_score("clauses.span.f1    0.991  (226/228)")[0].hit
    226.0
    """
    found = (_LINE.match(line) for line in lines.splitlines())
    return [Figure(line["name"], float(line["hit"]), float(line["of"])) for line in found if line]


def gates(section: str) -> dict[str, float]:
    """The least value that each figure of a section must have."""
    return {name: float(least) for name, least in tomllib.loads(GATES.read_text("utf-8"))[section].items()}


def below(told: Sequence[Figure], least: dict[str, float]) -> list[str]:
    """Which gates are not met, each as a sentence; a gated figure that was not measured is not met.

    A figure is compared as it is printed, with three digits.
    """
    values = {figure.name: figure.value for figure in told}
    failed = []
    for name, gate in least.items():
        value = values.get(name, math.nan)
        if not round(value, 3) >= gate:
            failed.append(f"{name} 为 {value:.3f},低于门槛 {gate:g}。")
    return failed


def show(title: str, told: Sequence[Figure], last: Mapping[str, float], least: dict[str, float]) -> None:
    """Print each figure beside the last stored one and its gate."""
    print(f"\n{title}")
    for figure in told:
        before = f"  last {last[figure.name]:.3f}" if figure.name in last else ""
        gate = f"  gate {least[figure.name]:g}" if figure.name in least else ""
        print(f"  {figure}{before}{gate}")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and return 1 when a gate is not met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--misses", action="store_true", help="list the cases with a fault")
    parser.add_argument("--store", action="store_true", help="keep the figures as the last ones")
    parser.add_argument("--out", type=Path, help="keep figures and cases in this file, for eval.compare")
    parser.add_argument("--own-only", action="store_true", help="leave out the shared gold folder")
    parser.add_argument("--shared", type=Path, default=SHARED)
    args = parser.parse_args(argv)
    judged = judge_own(load_cases())
    sections, cases = {"own": figures(judged)}, {"own": {one.case.id: Outcome.of(one) for one in judged}}
    if not args.own_only and (args.shared / "gold" / "score.py").exists():
        sections["shared"], cases["shared"] = score_shared(args.shared)
    failed, last = [], Stored.read()
    for name, told in sections.items():
        show(name, told, last.figures.get(name, {}), gates(name))
        failed += below(told, gates(name))
    for one in judged if args.misses else ():
        if one.faults:
            print(one.case.id, one.case.turns[-1], f"[{one.faults}] ndcg {one.ndcg:.2f}", one.got, sep="\n  ")
    now = Stored.of(sections, cases)
    if args.store:
        now.over(last).write()
    if args.out:
        now.write(args.out)
    print("\n" + ("\n".join(failed) if failed else "全部门槛达到。"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
