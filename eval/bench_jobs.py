"""What the benchmark times, each job in a process of its own, so that none pays for another's memory.

    python -m eval.bench_jobs read|annotate|ingest|ask ours|plain HOME GIVEN    prints one JSON object

GIVEN is a folder with documents, for `ask` a file with one question a line. Loading is not timed; `ingest`
begins with an empty home.
"""

import json
import resource
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from itertools import chain
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from eval import bench_ours

Figures = dict[str, float]
Given = ParamSpec("Given")
Made = TypeVar("Made")

_ENCODED_AT_ONCE = 2000
_ASKED_FIRST = 5


class Pipeline(Protocol):
    """One way from files to answers, in one home folder: that of `eval.bench_ours` or `eval.bench_plain`."""

    def read(self, file: Path) -> list[str]:
        """The texts of a file that are to be encoded."""
        ...

    def encode(self, texts: Sequence[str]) -> object: ...

    def ingest(self, files: Sequence[Path]) -> int:
        """Make files searchable; returns how many entries they make."""
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
        "documents_per_s": len(files) / took_s,
        "disk_mb": _size_mb(home.rglob("*")),
    }


def ask(pipeline: Pipeline, _: Path, questions: Path) -> Figures:
    """How long an answer takes; the first few questions only load what is loaded once."""
    asked = questions.read_text(encoding="utf-8").splitlines()
    for question in asked[:_ASKED_FIRST]:
        pipeline.ask(question)
    took_ms = [_timed(pipeline.ask, question)[0] * 1000 for question in asked[_ASKED_FIRST:]]
    cuts = quantiles(took_ms, n=20, method="inclusive")
    return {"questions": len(took_ms), "p50_ms": cuts[9], "p95_ms": cuts[18], "memory_mb": _peak_mb()}


def _timed(do: Callable[Given, Made], *given: Given.args, **named: Given.kwargs) -> tuple[float, Made]:
    """Seconds taken, and what was made."""
    began = perf_counter()
    made = do(*given, **named)
    return perf_counter() - began, made


def _size_mb(files: Iterable[Path]) -> float:
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


JOBS: dict[str, Callable[[Any, Path, Path], Figures]] = {
    "read": read,
    "annotate": annotate,
    "ingest": ingest,
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
