"""Ours beside four others, on the same texts, with the same encoder and the same budget of characters.

    python -m eval.baselines [--questions FILE --documents DIR] [--out FILE] [--markdown]

B0  the LangChain tutorial: chunks of 1000 characters, 200 shared, in Chroma; the four nearest; never refuses
B1  competent LangChain: chunks of 250 cut at Chinese sentences, 50 shared, headed by their document's first
    line; BM25 over words and likeness in Chroma, fused by rank
B2  BM25 over words alone, on the chunks of B1
B3  our search over chunks of 250, without the clause tree and without what clauses mean
B4  ours: the sentences that an answer cites; characters are also counted for the whole clauses they stand in

The questions are our own about the shipped digests, those of the shared gold folder where it lies beside the
checkout, and any further set in its format. B1, B2 and B3 refuse below a cut-off; signal and cut-off are
chosen on our own and the shared questions, the same that ours was fitted to.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Protocol, TypeVar

from langchain_core.documents import Document

from assistant.service import Assistant
from assistant.settings import Settings
from eval import bench_ensemble, bench_plain
from eval.bench_jobs import Pipeline as Plain
from eval.bench_report import rewritten
from eval.chunks import Splitter
from eval.judge import Shelf
from eval.labelled import Passage, Question, QuestionSet, Told, counted, own_set, shared_set
from eval.metrics import Counted, interval
from eval.run import shelf_of
from index.build import Library
from index.retrieve import Searcher
from policies.documents.metadata import describe
from policies.documents.outline import outline
from policies.documents.source import read_source
from policies.model import Annotation, Clause, ClauseKind, Policy, ReadClause

README = Path(__file__).with_name("README.md")
SHARED = Path(__file__).parents[2] / "shared"
OURS, RIVAL = "B4 ours", "B1 competent"

Made = TypeVar("Made")

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_CITED = 10


@dataclass(frozen=True)
class Found:
    """Passages, best first, and the clauses they stand in, where these are more.

    `signals` tell how sure the best passage is; `refused` is None where a cut-off on one of them decides.
    """

    passages: tuple[Passage, ...]
    signals: Mapping[str, float]
    refused: bool | None = None
    clauses: tuple[Passage, ...] | None = None


class System(Protocol):
    """One way to find passages in files, in a home folder of its own."""

    def ingest(self, files: Sequence[Path]) -> int:
        """Make files searchable; returns how many entries they make."""
        ...

    def find(self, question: Question) -> Found: ...


class Chunked:
    """A LangChain pipeline; it gets the canonical text of files, and the turns of a talk as one question."""

    def __init__(self, pipeline: Plain, home: Path, *, refuses: bool = True) -> None:
        self._pipeline = pipeline
        self._texts = home / "texts"
        self._refuses = refuses

    def ingest(self, files: Sequence[Path]) -> int:
        self._texts.mkdir()
        for file in files:
            text = read_source(file.read_bytes(), file.name).text
            (self._texts / f"{file.stem}.txt").write_text(text, encoding="utf-8", newline="")
        return self._pipeline.ingest(sorted(self._texts.iterdir()))

    def find(self, question: Question) -> Found:
        documents = self._pipeline.search("\n".join(question.turns))
        return Found(tuple(map(_passage, documents)), _signals(documents) if self._refuses else {})


def _passage(document: Document) -> Passage:
    start = document.metadata["start_index"]
    source = Path(document.metadata["source"]).stem
    return Passage(source, start, start + len(document.page_content))


def _signals(documents: Sequence[Document]) -> dict[str, float]:
    """The best value of each signal that a pipeline tells of its chunks."""
    told = {name for document in documents for name in ("likeness", "words") if document.metadata.get(name)}
    return {name: max(document.metadata[name] for document in documents) for name in sorted(told)}


class FixedChunks:
    """Our search, over chunks instead of clauses; the place of a document is still known."""

    def __init__(self, home: Path) -> None:
        self._library = Library(home, read=read_in_chunks)
        self._names: dict[str, str] = {}

    def ingest(self, files: Sequence[Path]) -> int:
        rows = list(self._library.ingest(files, at=_AT))
        self._names = {row.id or "": Path(row.path).stem for row in rows}
        self._searcher = Searcher(self._library.reader())
        return sum(row.clauses for row in rows)

    def find(self, question: Question) -> Found:
        hits = self._searcher.search(question.turns[-1], _CITED, earlier=question.turns[:-1])
        found = ((self._names[hit.clause.document_id], hit.clause.clause) for hit in hits)
        passages = tuple(Passage(name, clause.start, clause.end) for name, clause in found)
        return Found(passages, {"score": hits[0].score} if hits else {})


def read_in_chunks(data: bytes, name: str) -> Policy:
    """A document as neighbouring chunks of one kind, without headings."""
    source = read_source(data, name)
    splitter = Splitter(bench_ensemble.SPLITTER.size, 0, bench_ensemble.SPLITTER.separators, "end")
    clauses = (
        Clause(id=f"c{number}", locator=f"片段{number}", heading="", start=start, end=end)
        for number, (start, end) in enumerate(splitter.spans(source.text))
    )
    same = Annotation(kind=ClauseKind.DEFINITION)
    read = tuple(ReadClause(clause=clause, annotation=same) for clause in clauses)
    return Policy(source=source, info=describe(source, outline(source)), clauses=read)


class Ours:
    """The assistant; what it cites are the sentences that its answer rests on."""

    def __init__(self, home: Path) -> None:
        self._assistant = Assistant(home, settings=Settings(library=False))

    def ingest(self, files: Sequence[Path]) -> int:
        return sum(row.clauses for row in self._assistant.ingest(files))

    def find(self, question: Question) -> Found:
        answer = self._assistant.ask(question.turns, profile=dict(question.profile), on=question.on)
        named = [(self._shelf.name(cited), cited) for cited in answer.citations[:_CITED]]
        passages = tuple(Passage(name, cited.start, cited.end) for name, cited in named)
        clauses = (Passage(name, *self._shelf.clause(cited)) for name, cited in named)
        refused = answer.status in ("abstained", "needs_profile")
        return Found(passages, {}, refused, tuple(dict.fromkeys(clauses)))

    @cached_property
    def _shelf(self) -> Shelf:
        return shelf_of(self._assistant)


SYSTEMS: dict[str, Callable[[Path], System]] = {
    "B0 tutorial": lambda home: Chunked(bench_plain.Pipeline(home), home, refuses=False),
    RIVAL: lambda home: Chunked(bench_ensemble.Pipeline(home), home),
    "B2 words": lambda home: Chunked(bench_ensemble.Pipeline(home, dense=False), home),
    "B3 no tree": FixedChunks,
    OURS: Ours,
}


@dataclass(frozen=True)
class Run:
    """What one system made of one set: a `Found` for each question, and times in seconds of wall and CPU."""

    found: tuple[Found, ...]
    wall_s: tuple[float, ...]
    cpu_s: tuple[float, ...]
    ingest_wall_s: float
    ingest_cpu_s: float
    entries: int
    characters: int


def run(make: Callable[[Path], System], asked: QuestionSet) -> Run:
    """Ingest the files of a set into an empty home and ask every question; the first is asked once before."""
    with TemporaryDirectory(prefix="policymatch-baselines-") as home:
        system = make(Path(home))
        (wall, cpu), entries = _timed(lambda: system.ingest(asked.files))
        system.find(asked.questions[0])
        timed = [_timed(lambda question=question: system.find(question)) for question in asked.questions]
    return Run(
        found=tuple(found for _, found in timed),
        wall_s=tuple(times[0] for times, _ in timed),
        cpu_s=tuple(times[1] for times, _ in timed),
        ingest_wall_s=wall,
        ingest_cpu_s=cpu,
        entries=entries,
        characters=sum(len(read_source(file.read_bytes(), file.name).text) for file in asked.files),
    )


def _timed(do: Callable[[], Made]) -> tuple[tuple[float, float], Made]:
    wall, cpu = perf_counter(), process_time()
    made = do()
    return (perf_counter() - wall, process_time() - cpu), made


@dataclass(frozen=True)
class CutOff:
    """A system refuses where `signal` is below `least`."""

    signal: str
    least: float

    def refuses(self, found: Found) -> bool:
        return found.signals.get(self.signal, 0.0) < self.least


def cut_off(seen: Sequence[tuple[Question, Found]]) -> CutOff | None:
    """The signal and least value that best tell apart what can be answered; None without any signal.

    Best is the mean of the shares of both sorts that are treated right; of equal ones the least value, which
    refuses less.
    """
    signals = sorted({name for _, found in seen for name in found.signals})
    tried = [
        CutOff(name, least)
        for name in signals
        for least in sorted({found.signals.get(name, 0.0) for _, found in seen})
    ]
    return max(tried, key=lambda one: (_balance(one, seen), -one.least), default=None)


def _balance(cut: CutOff, seen: Sequence[tuple[Question, Found]]) -> float:
    """The mean share of right refusals and right answers."""
    right = {True: 0, False: 0}
    of = {True: 0, False: 0}
    for question, found in seen:
        of[question.answerable] += 1
        right[question.answerable] += cut.refuses(found) != question.answerable
    return sum(right[sort] / of[sort] for sort in of if of[sort]) / 2


def told(found: Found, cut: CutOff | None) -> Told:
    """What a system says: nothing where it refuses."""
    refused = found.refused if found.refused is not None else bool(cut and cut.refuses(found))
    if refused:
        return Told((), (), refused)
    return Told(found.passages, found.passages if found.clauses is None else found.clauses, refused)


Table = dict[str, dict[str, list[Counted]]]
"""For each system, for each figure, what each question adds."""


def table(asked: QuestionSet, runs: Mapping[str, Run], cuts: Mapping[str, CutOff | None]) -> Table:
    """Every question of a set counted for every system."""
    result: Table = {}
    for name, ran in runs.items():
        rows = [
            counted(question, told(found, cuts[name]))
            for question, found in zip(asked.questions, ran.found, strict=True)
        ]
        result[name] = {figure: [row[figure] for row in rows] for figure in rows[0]}
    return result


def markdown(asked: QuestionSet, runs: Mapping[str, Run], counts: Table) -> str:
    """The figures of one set, a system a column, and its times."""
    size = f"{len(asked.questions)} questions, {len(asked.files)} documents"
    chosen = "cut-offs chosen on them" if asked.fitted else "cut-offs as chosen above"
    lines = [f"**{asked.name}**: {size}, {chosen}.", ""]
    lines += [f"| figure | {' | '.join(runs)} | ours − B1 |", "|---" * (len(runs) + 2) + "|"]
    for figure in counts[OURS]:
        cells = [str(interval(counts[name][figure])) for name in runs]
        apart = interval(counts[OURS][figure], counts[RIVAL][figure])
        lines.append(f"| {figure} | {' | '.join(cells)} | {apart} |")
    for label, of in _TIMES.items():
        cells = [f"{of(ran):.3g}" for ran in runs.values()]
        lines.append(f"| {label} | {' | '.join(cells)} | {of(runs[OURS]) / of(runs[RIVAL]):.3g} times |")
    return "\n".join(lines).replace("nan [nan, nan]", "–") + "\n"


def _at(times: Sequence[float], twentieth: int) -> float:
    """A quantile in milliseconds."""
    return quantiles(times, n=20, method="inclusive")[twentieth - 1] * 1000


_TIMES: dict[str, Callable[[Run], float]] = {
    "a question, p50, ms": lambda ran: _at(ran.wall_s, 10),
    "a question, p95, ms": lambda ran: _at(ran.wall_s, 19),
    "a question, CPU, mean, ms": lambda ran: sum(ran.cpu_s) / len(ran.cpu_s) * 1000,
    "ingest, clauses or chunks a second": lambda ran: ran.entries / ran.ingest_wall_s,
    "ingest, 1,000 characters a second": lambda ran: ran.characters / 1000 / ran.ingest_wall_s,
    "ingest, 1,000 characters a CPU second": lambda ran: ran.characters / 1000 / ran.ingest_cpu_s,
}


def sets(further: tuple[Path, Path] | None) -> list[QuestionSet]:
    """The sets that are at hand, the fitted ones first."""
    found = [own_set()]
    gold = SHARED / "gold" / "questions.jsonl"
    if gold.exists():
        seeds = SHARED / "policies" / "seeds"
        found.append(shared_set("shared questions, seed documents", gold, seeds, fitted=True))
    if further:
        questions, documents = further
        found.append(shared_set(f"further questions, {documents.name}", questions, documents, fitted=False))
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run every system on every set, and print a table for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, help="a further set, as the shared questions.jsonl")
    parser.add_argument("--documents", type=Path, help="the folder with its text files")
    parser.add_argument("--out", type=Path, help="write what every question adds to every figure as JSON")
    parser.add_argument("--markdown", action="store_true", help=f"put the tables into {README.name}")
    args = parser.parse_args(argv)
    if bool(args.questions) != bool(args.documents):
        parser.error("--questions 和 --documents 要一起给出。")
    asked = sets((args.questions, args.documents) if args.questions else None)
    runs = {one.name: {name: run(make, one) for name, make in SYSTEMS.items()} for one in asked}
    cuts = {name: cut_off(_seen(asked, runs, name)) for name in SYSTEMS}
    counts = {one.name: table(one, runs[one.name], cuts) for one in asked}
    page = "\n".join(markdown(one, runs[one.name], counts[one.name]) for one in asked) + "\n" + _chosen(cuts)
    if args.out:
        args.out.write_text(json.dumps(counts, ensure_ascii=False) + "\n", encoding="utf-8")
    if args.markdown:
        text = rewritten(README.read_text(encoding="utf-8"), page, "baselines")
        README.write_text(text, encoding="utf-8")
    print(page, end="")
    return 0


def _seen(
    asked: Sequence[QuestionSet], runs: Mapping[str, Mapping[str, Run]], name: str
) -> list[tuple[Question, Found]]:
    """What a system found for the questions that its cut-off is chosen on."""
    fitted = (one for one in asked if one.fitted)
    return [pair for one in fitted for pair in zip(one.questions, runs[one.name][name].found, strict=True)]


def _chosen(cuts: Mapping[str, CutOff | None]) -> str:
    told = (f"{name} below a {cut.signal} of {cut.least:.3g}" for name, cut in cuts.items() if cut)
    return f"Cut-offs chosen: {', '.join(told)}.\n"


if __name__ == "__main__":
    sys.exit(main())
