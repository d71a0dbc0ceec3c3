"""Measures speed, memory and disk beside a plain LangChain pipeline, in alternating rounds on one machine.

    python -m eval.bench [--quick] [--only NAME] [--out FILE] [--markdown]

What counts is the ratio within a round, ours over plain, because the machine's own speed drifts; shown are
the median of the rounds and, in brackets, the least and the greatest. Everything runs in processes of its
own; this one stays small, because the peak memory of a child begins with its parent's.
"""

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from eval.bench_corpora import TEXTS, corpora, generated
from eval.bench_processes import Figures, answering, job, ran
from eval.bench_report import FIGURES, Round, Row, markdown, rewritten, rows
from eval.generate import places, questions

README = Path(__file__).with_name("README.md")

_SHIPPED = 0
_USUAL = [name for name in FIGURES if name != "size"]  # that one takes the better part of an hour
_RIVALS = {"ensemble": "B1 over tantivy", "retrievers": "B1 of LangChain's own retrievers"}
_QUESTION = "光伏企业落户宿州有什么支持"
_COMMAND_LINE = [sys.executable, "-m", "assistant.cli"]

Command = list[str]
Measured = Callable[[Command, Mapping[str, str]], Figures]


@dataclass(frozen=True)
class Plan:
    """How much is measured: libraries of these `sizes`, and `read` generated provisions read, in clauses.

    Libraries of more than `many` clauses take minutes to build and are built once; `large` is the size of the
    one that is read by outline alone.
    """

    sizes: tuple[int, ...]
    read: int
    rounds: int
    questions: int
    large: int = 1_000_000
    many: int = 50_000


FULL = Plan(sizes=(10_000, 100_000), read=4000, rounds=5, questions=205)
QUICK = Plan(sizes=(88,), read=88, rounds=1, questions=25, large=88)


class Bench:
    """Measurements in a temporary folder, where libraries are built when one first needs them."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder = folder
        self._plan = plan
        self._corpora = corpora(folder / "corpora", plan.read)
        self._built: dict[int, list[Round]] = {}
        # Everybody's second start finds compiled modules, so it is that one which is measured.
        self._environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def read(self) -> Iterator[Row]:
        """Files to texts to vectors; files that are no text have no plain counterpart."""
        for name, corpus in self._corpora.items():
            jobs = self._jobs("read", self._folder / "unused", corpus)
            if any(file.suffix not in TEXTS for file in corpus.iterdir()):
                del jobs["plain"]
            yield from rows("read", name, self._rounds(f"read {name}", jobs))

    def annotate(self) -> Iterator[Row]:
        """Outlined clauses to their meaning, which the plain pipeline does not find."""
        for name, corpus in self._corpora.items():
            jobs = self._jobs("annotate", self._folder / "unused", corpus)
            del jobs["plain"]
            yield from rows("annotate", name, self._rounds(f"annotate {name}", jobs))

    def ingest(self) -> Iterator[Row]:
        """Files to a library that answers."""
        for size in self._plan.sizes:
            self._home(size)
            yield from rows("ingest", _named(size), self._built[size])

    def ask(self) -> Iterator[Row]:
        """Questions to one process that has the library open."""
        for size in self._plan.sizes:
            asked = self._folder / f"{size}.questions"
            asked.write_text("\n".join(questions(self._plan.questions, places(size))), encoding="utf-8")
            jobs = self._jobs("ask", self._home(size), asked)
            yield from rows("ask", _named(size), self._rounds(f"ask {_named(size)}", jobs))

    def rival(self) -> Iterator[Row]:
        """Passages found, without an answer made of them, beside two competent LangChain pipelines."""
        for size in self._plan.sizes:
            asked, home = self._blocks(size), self._home(size)
            for which in _RIVALS:
                documents = self._folder / f"documents{size}"
                job(self._job("ingest", which, home, documents), self._environment)
            jobs = {which: self._job("search", which, home, asked) for which in ("ours", *_RIVALS)}
            told = self._rounds(f"rival {_named(size)}", jobs)
            for which, shown in _RIVALS.items():
                yield from rows("rival", f"{_named(size)}, {shown}", told, beside=which)

    def cold(self) -> Iterator[Row]:
        """One question to a process that has to start for it."""
        for size in (_SHIPPED, *self._plan.sizes):
            home, name = self._home(size), f"cold {_named(size)}"
            commands = {
                "ours": [*_COMMAND_LINE, "ask", _QUESTION, "--home", str(home / "ours")],
                "plain": [sys.executable, "-m", "eval.bench_plain", str(home / "plain"), _QUESTION],
            }
            self._rounds(f"{name}, uncounted", commands, _whole_process, 1)
            yield from rows("cold", _named(size), self._rounds(name, commands, _whole_process))

    def size(self) -> Iterator[Row]:
        """A library as large as a nation's, read by outline: built, searched, and one document added."""
        size, home = self._plan.large, self._folder / "home-large"
        documents, more = generated(size, self._folder / "large"), generated(1, self._folder / "more", seed=3)
        steps = {
            "build": ("ingest", documents),
            "search": ("search", self._blocks(size)),
            "add": ("add", more),
        }
        told: dict[str, dict[str, float]] = {}
        for step, (name, given) in steps.items():
            _say(f"size {_named(size)}, {step}")
            for which in ("outlined", "plain")[: 1 if step == "add" else 2]:
                figures = job(self._job(name, which, home, given), self._environment)
                told.setdefault(which, {}).update(_of_step(step, figures))
        yield from rows("size", _named(size), [{"ours": told["outlined"], "plain": told["plain"]}])

    def _blocks(self, size: int) -> Path:
        """A file with questions that name no place, then some that name one."""
        about, file = places(size), self._folder / f"{size}.blocks"
        blocks = ("\n".join(questions(self._plan.questions, about, placed=share)) for share in (0, 1))
        file.write_text("\n\n".join(blocks), encoding="utf-8")
        return file

    def serve(self) -> Iterator[Row]:
        """The page, which the plain pipeline does not have."""
        commands = {"ours": [*_COMMAND_LINE, "serve", "--home", str(self._home(_SHIPPED) / "ours")]}
        self._rounds("serve, uncounted", commands, answering, 1)
        yield from rows("serve", _named(_SHIPPED), self._rounds("serve", commands, answering))

    def _home(self, size: int) -> Path:
        """A folder with a library of each pipeline, of generated or else of the shipped documents."""
        home = self._folder / f"home{size}"
        if size not in self._built:
            folder = self._folder / f"documents{size}"
            corpus = generated(size, folder) if size else self._corpora["shipped digests"]
            once = size > self._plan.many
            jobs = self._jobs("ingest", home, corpus)
            self._built[size] = self._rounds(
                f"ingest {_named(size)}", jobs, rounds=1 if once else self._plan.rounds
            )
        return home

    def _jobs(self, name: str, home: Path, given: Path) -> dict[str, Command]:
        return {which: self._job(name, which, home, given) for which in ("ours", "plain")}

    def _job(self, name: str, which: str, home: Path, given: Path) -> Command:
        return [sys.executable, "-m", "eval.bench_jobs", name, which, str(home / which), str(given)]

    def _rounds(
        self,
        label: str,
        commands: Mapping[str, Command],
        measured: Measured = job,
        rounds: int | None = None,
    ) -> list[Round]:
        """The commands in turn, as many times as there are rounds."""
        told: list[Round] = []
        for number in range(rounds or self._plan.rounds):
            _say(f"{label}, round {number + 1}")
            told.append({which: measured(command, self._environment) for which, command in commands.items()})
        return told


def _of_step(step: str, figures: Figures) -> Figures:
    """The figures of one step, named so that they can stand beside those of the others."""
    named = {"ingest_s": f"{step}_s", "user_s": f"{step}_user_s", "memory_mb": f"{step}_memory_mb"}
    kept = {named.get(name, name): value for name, value in figures.items()}
    # What the added document alone needs on disk cannot be told from what the new indexes need.
    return {name: kept[name] for name in kept if step != "add" or name.startswith("add_")}


def _whole_process(command: Command, environment: Mapping[str, str]) -> Figures:
    return ran(command, environment)[1]


def _named(size: int) -> str:
    return f"{size:,} clauses" if size else "shipped digests"


def _say(words: str) -> None:
    print(f"{perf_counter() - _BEGAN:6.0f} s  {words}", file=sys.stderr, flush=True)


_BEGAN = perf_counter()


def machine() -> dict[str, str]:
    """What the figures depend on; the load of others during the run is part of it."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "Processor": names[0] if names else platform.machine(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "Python": platform.python_version(),
        "load average": " ".join(f"{load:.1f}" for load in os.getloadavg()),
    }


def measure(plan: Plan, only: Sequence[str]) -> list[Row]:
    """Every row of these measurements; the temporary folder is gone afterwards, whatever happens."""
    with TemporaryDirectory(prefix="policymatch-bench-") as folder:
        bench = Bench(Path(folder), plan)
        return [row for name in only for row in getattr(bench, name)()]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="tiny sizes, one round: whether it works at all")
    parser.add_argument("--only", action="append", choices=FIGURES, help="measure this, may be repeated")
    parser.add_argument("--size", type=int, action="append", help="libraries of so many clauses, instead")
    parser.add_argument("--rounds", type=int, help="how many rounds, instead")
    parser.add_argument("--out", type=Path, help="write every row with its spread as JSON")
    parser.add_argument("--markdown", action="store_true", help=f"put the table into {README.name}")
    args = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    plan = QUICK if args.quick else FULL
    if args.size:
        plan = replace(plan, sizes=tuple(args.size), large=args.size[-1])
    told = measure(replace(plan, rounds=args.rounds or plan.rounds), args.only or _USUAL)
    here = machine()
    if args.out:
        report = {"machine": here, "rows": [asdict(row) for row in told]}
        args.out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    table = markdown(told, here)
    if args.markdown:
        README.write_text(rewritten(README.read_text(encoding="utf-8"), table), encoding="utf-8")
    print(table, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
