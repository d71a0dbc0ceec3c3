"""What the benchmark times, each job in a process of its own, so that none pays for another's memory.

    python -m eval.bench_jobs JOB PIPELINE HOME GIVEN    prints one JSON object

GIVEN is a folder with documents; for `ask` a file with one question a line, for `search` one with two blocks
of them, those that name a place below. Loading is not timed; `ingest` begins with an empty home, `add` goes
on with one.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from eval import bench_ours

Figures = dict[str, float]
Given = ParamSpec("Given")
Made = TypeVar("Made")

_ENCODED_AT_ONCE = 2000
_ASKED_FIRST = 5


class Pipeline(Protocol):
    """One way from files to answers, in one home folder: the `Pipeline` of a module `eval.bench_…`."""

    def read(self, file: Path) -> list[str]:
        """The texts of a file that are to be encoded."""
        ...

    def encode(self, texts: Sequence[str]) -> object: ...

    def ingest(self, files: Sequence[Path]) -> int:
        """Make files searchable; returns how many entries they make."""
        ...

    def search(self, question: str) -> object:
        """The passages alone, without an answer made of them."""
        ...

    def ask(self, question: str) -> object: ...


def read(pipeline: Pipeline, _: Path, folder: Path) -> Figures:
    """How fast files become texts, and texts become vectors."""
    files = sorted(folder.iterdir())
    pipeline.encode(pipeline.read(files[0]))
    reading_s, read_texts = _timed(lambda: [pipeline.read(file) for file in files])
    texts = list(chain.from_iterable(read_texts))
    parts = [texts[at : at + _ENCODED_AT_ONCE] for at in range(0, len(texts), _ENCODED_AT_ONCE)]
    encoding_s, _vectors = _timed(lambda: [pipeline.encode(part) for part in parts])
    return {
        "documents": len(files),
        "texts": len(texts),
        "documents_per_s": len(files) / reading_s,
        "mb_per_s": _size_mb(files) / reading_s,
        "texts_per_s": len(texts) / encoding_s,
        "text_mb_per_s": sum(len(text.encode()) for text in texts) / 1e6 / encoding_s,
    }


def annotate(pipeline: "bench_ours.Pipeline", _: Path, folder: Path) -> Figures:
    """How fast the meaning of clauses is found, once they are outlined."""
    outlined = [pipeline.outlined(file) for file in sorted(folder.iterdir())]
    pipeline.annotate(outlined[0])
    took_s, clauses = _timed(lambda: sum(map(pipeline.annotate, outlined)))
    size_mb = sum(len(text.encode()) for text, *_ in outlined) / 1e6
    return {"mb_per_s": size_mb / took_s, "clauses_per_s": clauses / took_s}


def ingest(pipeline: Pipeline, home: Path, folder: Path) -> Figures:
    """How long files take until they can be asked about, and what that needs on disk."""
    files = sorted(folder.iterdir())
    took_s, entries = _timed(pipeline.ingest, files)
    return {
        "documents": len(files),
        "entries": entries,
        "ingest_s": took_s,
        "documents_per_s": len(files) / took_s,
        "disk_mb": _size_mb(home.rglob("*")),
    }


def ask(pipeline: Pipeline, _: Path, questions: Path) -> Figures:
    """How long an answer takes; the first few questions only load what is loaded once."""
    asked = questions.read_text(encoding="utf-8").splitlines()
    for question in asked[:_ASKED_FIRST]:
        pipeline.ask(question)
    return {"questions": len(asked) - _ASKED_FIRST, **_times(pipeline.ask, asked[_ASKED_FIRST:])}


def search(pipeline: Pipeline, _: Path, questions: Path) -> Figures:
    """How long finding passages takes, anywhere and in one place; `first_s` also opens the library."""
    anywhere, placed = (block.splitlines() for block in questions.read_text(encoding="utf-8").split("\n\n"))
    first_s, _found = _timed(pipeline.search, anywhere[0])
    for question in anywhere[1:_ASKED_FIRST]:
        pipeline.search(question)
    told = _times(pipeline.search, anywhere[_ASKED_FIRST:])
    there = _times(pipeline.search, placed[_ASKED_FIRST:])
    return {"first_s": first_s, **told, **{f"placed_{name}": ms for name, ms in there.items()}}


def _times(do: Callable[[str], object], questions: Iterable[str]) -> Figures:
    """Wall times, and the processor time of all threads, which a busy machine stretches less."""
    began = process_time()
    took_ms = [_timed(do, question)[0] * 1000 for question in questions]
    used_ms = (process_time() - began) * 1000
    cuts = quantiles(took_ms, n=20, method="inclusive")
    return {"p50_ms": cuts[9], "p95_ms": cuts[18], "cpu_ms": used_ms / len(took_ms)}


def _timed(do: Callable[Given, Made], *given: Given.args, **named: Given.kwargs) -> tuple[float, Made]:
    """Seconds taken, and what was made."""
    began = perf_counter()
    made = do(*given, **named)
    return perf_counter() - began, made


def _size_mb(files: Iterable[Path]) -> float:
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


JOBS: dict[str, Callable[[Any, Path, Path], Figures]] = {
    "read": read,
    "annotate": annotate,
    "ingest": ingest,
    "add": ingest,
    "search": search,
    "ask": ask,
}


def main(argv: Sequence[str]) -> None:
    """Do one job and print its figures."""
    job, pipeline, home, given = argv
    if job == "ingest":
        shutil.rmtree(home, ignore_errors=True)
    make = import_module(f"eval.bench_{pipeline}").Pipeline
    sys.stdout.write(json.dumps(JOBS[job](make(Path(home)), Path(home), Path(given))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
