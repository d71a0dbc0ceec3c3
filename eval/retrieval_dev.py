"""How well the search alone finds the labelled clauses, and which weights it should use.

    python -m eval.retrieval_dev [--shared ../shared] [--choose N] [--misses]

Figures are those of the gold folder's own score for questions, taken on the search's first ten clauses
instead of an answer's citations. `--choose N` tries N random weights and reports what cross-validation over
the questions says of them; the tried weights know signals and kinds of clauses, never a document.
"""

import argparse
import json
import math
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from typing import Any

from index.build import Library, Reader
from index.fusion import Weights
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


ALONE = {
    "bigrams": Weights(fields={"bigrams": 1.0}, dense=0.0),
    "words": Weights(fields={"words": 1.0}, dense=0.0),
    "dense": Weights(fields={"bigrams": 1e-6}),
}


@dataclass(frozen=True)
class Judged:
    """One question's figures; None where the question has nothing to be judged by."""

    id: str
    question: Any
    ndcg: float | None
    direct: bool | None
    clean: bool
    found: tuple[str, ...]


def judge(question: dict[str, Any], hits: Sequence[Hit], names: dict[str, str]) -> Judged:
    """Hold the hits against the labels, as the gold folder's score does with citations."""
    relevant, grades = question["relevant"], [_grade(hit, question["relevant"], names) for hit in hits]
    ideal = sorted((span["grade"] for span in relevant), reverse=True)[:10]
    wrong = [
        hit
        for hit, grade in zip(hits[:5], grades, strict=False)
        if not grade and _grade(hit, question["must_not"], names)
    ]
    return Judged(
        id=question["id"],
        question=question["question"],
        ndcg=_gain(grades) / _gain(ideal) if relevant else None,
        direct=3 in grades[:3] if 3 in ideal else None,
        clean=not wrong,
        found=tuple(f"{grade} {_where(hit)}" for hit, grade in zip(hits, grades, strict=True)),
    )


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


def _grade(hit: Hit, spans: Sequence[dict[str, Any]], names: dict[str, str]) -> int:
    document = names[hit.clause.document_id]
    near = (span for span in spans if span["document"] == document and _aligned(span, hit.clause.clause))
    return max((span.get("grade", 1) for span in near), default=0)


def _aligned(span: dict[str, Any], clause: Clause) -> bool:
    start, end = int(span["start"]), int(span["end"])
    shared = min(end, clause.end) - max(start, clause.start)
    return shared > 0 and shared >= 0.5 * min(end - start, clause.end - clause.start)


def _where(hit: Hit) -> str:
    clause = hit.clause.clause
    return f"{hit.score:.2f} {hit.clause.document_id[:9]} {clause.locator} {clause.heading[:14]}"


def evaluate(searcher: Searcher, questions: Sequence[dict[str, Any]], names: dict[str, str]) -> list[Judged]:
    """Search for every question, earlier turns as context."""
    judged = []
    for question in questions:
        turns = question["question"] if isinstance(question["question"], list) else [question["question"]]
        judged.append(judge(question, searcher.search(turns[-1], 10, earlier=turns[:-1]), names))
    return judged


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """The means over the questions that have something to be judged by."""
    return {
        "ndcg@10": mean(j.ndcg for j in judged if j.ndcg is not None),
        "direct_in_top3": mean(j.direct for j in judged if j.direct is not None),
        "no_wrong_clause_in_top5": mean(j.clean for j in judged),
    }


def random_weights(chance: random.Random) -> Weights:
    """Weights drawn from the whole range that makes sense."""
    shares = [0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8]
    return Weights(
        fields={name: chance.choice(shares[1:]) for name in Weights().fields},
        dense=chance.choice(shares),
        claimable=chance.choice([1.0, 1.1, 1.2, 1.35]),
        duty=chance.choice([0.75, 0.9, 1.0]),
        background=chance.choice([0.5, 0.65, 0.8, 1.0]),
        label=chance.choice([0.1, 0.3, 0.5]),
        inside=chance.choice([0.6, 0.75, 0.9]),
    )


def choose(run: Callable[[Weights], list[Judged]], tries: int, folds: int = 5) -> None:
    """Print the best weights, and the figures of weights that were chosen without the questions they face."""
    chance = random.Random(7)  # noqa: S311 - a repeatable draw, not a secret
    tried = [
        (weights, run(weights)) for weights in [Weights(), *(random_weights(chance) for _ in range(tries))]
    ]
    held_out: list[Judged] = []
    for fold in range(folds):
        best = max(tried, key=lambda one: _merit([j for n, j in enumerate(one[1]) if n % folds != fold]))
        held_out += [j for n, j in enumerate(best[1]) if n % folds == fold]
    print("cross-validated", _line(held_out))
    for weights, judged in sorted(tried, key=lambda one: -_merit(one[1]))[:8]:
        print(_line(judged), weights)


def _merit(judged: Sequence[Judged]) -> float:
    got = figures(judged)
    return got["ndcg@10"] + 0.3 * got["no_wrong_clause_in_top5"]


def _line(judged: Sequence[Judged]) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in figures(judged).items())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--choose", type=int, default=0)
    parser.add_argument("--outline", action="store_true", help="leave out the reading rules")
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    lines = (args.shared / "gold" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()]
    with library(sorted((args.shared / "policies" / "seeds").glob("*.txt")), args.outline) as bench:
        names = {document.id: document.name for document in bench.catalog.documents()}
        judged = evaluate(Searcher(bench), questions, names)
        print(_line(judged))
        if args.choose:
            for name, weights in ALONE.items():
                print(name, "alone", _line(evaluate(Searcher(bench, weights), questions, names)))
            choose(lambda weights: evaluate(Searcher(bench, weights), questions, names), args.choose)
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
