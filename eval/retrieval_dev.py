"""How well the search alone finds the labelled clauses.

    python -m eval.retrieval_dev [--shared ../shared] [--outline] [--misses]

Figures are those of the gold folder's own score for questions, taken on the search's first ten clauses
instead of an answer's citations.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

from eval.cases import Place
from eval.metrics import ndcg
from index.build import Library, Reader
from index.retrieve import Hit, Searcher
from policies.documents.outline import outline
from policies.documents.text import read_text
from policies.model import Annotation, Clause, ClauseKind, DocumentInfo, Policy, ReadClause
from policies.reading.annotate import read_policy
from policies.reading.notices import kinds_of
from policies.vocabulary.mentions import find_regions
from policies.vocabulary.regions import overlaps


def read(data: bytes, name: str) -> Policy:
    """The document as the program reads it."""
    return read_policy(read_text(data, name))


def read_by_outline(data: bytes, name: str) -> Policy:
    """The document by its outline, kinds and headings alone, to tell search faults from reading faults."""
    source = read_text(data, name)
    clauses = outline(source)
    kinds = kinds_of(source.text, clauses)
    unread = tuple(map(_unread, clauses, kinds))
    return Policy(source=source, info=_info(source.text, clauses), clauses=unread)


def _info(text: str, clauses: Sequence[Clause]) -> DocumentInfo:
    """The first place named, unless headings name others apart from it, as a collection of reports does."""
    names = [mention.regions[0].full_name for mention in find_regions(text[:300])]
    below = [place for clause in clauses for place in _places(clause)]
    one = bool(names) and all(overlaps(place, names[0]) is not False for place in below)
    return DocumentInfo(title=text.split("\n", maxsplit=1)[0].strip(), region=names[0] if one else None)


def _unread(clause: Clause, kind: ClauseKind) -> ReadClause:
    return ReadClause(clause=clause, annotation=Annotation(kind=kind, regions=_places(clause)))


def _places(clause: Clause) -> tuple[str, ...]:
    """The place that the nearest heading names."""
    for words in reversed([*clause.path, clause.heading]):
        if named := [mention.regions for mention in find_regions(words) if len(mention.regions) == 1]:
            return (named[0][0].full_name,)
    return ()


@contextmanager
def library(paths: Sequence[Path], by_outline: bool = False) -> Iterator[Reader]:
    """The documents at `paths`, catalogued and indexed in a folder that is deleted afterwards."""
    reads = read_by_outline if by_outline else read
    with tempfile.TemporaryDirectory() as home, Library(Path(home), read=reads) as opened:
        for row in opened.ingest(paths, at=datetime(2026, 1, 1, tzinfo=UTC)):
            if row.error:
                raise SystemExit(row.error)
        yield opened.reader()


@dataclass(frozen=True)
class Judged:
    """One question's figures; None where the question has nothing to be judged by."""

    id: str
    question: Any
    ndcg: float | None
    direct: bool | None
    clean: bool
    found: tuple[str, ...]


def judge(question: dict[str, Any], found: Sequence[Place], shown: Sequence[str] = ()) -> Judged:
    """Hold what was found, best first, against the labels, as the gold folder's score does with citations.

    `shown` says of each place what a reader of the misses wants to know.
    """
    relevant, grades = question["relevant"], [_grade(place, question["relevant"]) for place in found]
    ideal = sorted((span["grade"] for span in relevant), reverse=True)
    wrong = (
        not grade and _grade(place, question["must_not"])
        for place, grade in zip(found[:5], grades, strict=False)
    )
    return Judged(
        id=question["id"],
        question=question["question"],
        ndcg=ndcg(grades, ideal) if relevant else None,
        direct=3 in grades[:3] if 3 in ideal[:10] else None,
        clean=not any(wrong),
        found=tuple(f"{grade} {words}" for grade, words in zip(grades, shown, strict=False)),
    )


def _grade(place: Place, spans: Sequence[dict[str, Any]]) -> int:
    near = (span for span in spans if span["document"] == place.document and _aligned(span, place))
    return max((span.get("grade", 1) for span in near), default=0)


def _aligned(span: dict[str, Any], place: Place) -> bool:
    start, end = int(span["start"]), int(span["end"])
    shared = min(end, place.end) - max(start, place.start)
    return shared > 0 and shared >= 0.5 * min(end - start, place.end - place.start)


def _where(hit: Hit) -> str:
    clause = hit.clause.clause
    return f"{hit.score:.2f} {hit.clause.document_id[:9]} {clause.locator} {clause.heading[:14]}"


def turns_of(question: dict[str, Any]) -> list[str]:
    """The turns of a question, which may be a single one."""
    return question["question"] if isinstance(question["question"], list) else [question["question"]]


def evaluate(
    searcher: Searcher, questions: Sequence[dict[str, Any]], names: Mapping[str, str]
) -> list[Judged]:
    """Search for every question, earlier turns as context."""
    judged = []
    for question in questions:
        *earlier, last = turns_of(question)
        hits = searcher.search(last, 10, earlier=earlier)
        clauses = [(names[hit.clause.document_id], hit.clause.clause) for hit in hits]
        places = [Place(name, clause.start, clause.end) for name, clause in clauses]
        judged.append(judge(question, places, [*map(_where, hits)]))
    return judged


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """The means over the questions that have something to be judged by."""
    return {
        "ndcg@10": mean(j.ndcg for j in judged if j.ndcg is not None),
        "direct_in_top3": mean(j.direct for j in judged if j.direct is not None),
        "no_wrong_clause_in_top5": mean(j.clean for j in judged),
    }


def _line(judged: Sequence[Judged]) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in figures(judged).items())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--outline", action="store_true", help="leave out the reading rules")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    lines = (args.shared / "gold" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()]
    with library(sorted((args.shared / "policies" / "seeds").glob("*.txt")), args.outline) as bench:
        names = {document.id: document.name for document in bench.catalog.documents()}
        judged = evaluate(Searcher(bench), questions, names)
        print(_line(judged))
        for one in judged if args.misses else ():
            print(
                one.id,
                one.question,
                one.ndcg,
                one.direct,
                "" if one.clean else "WRONG",
                *one.found,
                sep="\n  ",
            )


if __name__ == "__main__":
    main()
