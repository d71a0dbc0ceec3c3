"""`python -m eval.refusal`: what each floor of a score costs in answers and brings in refusals, as a curve.

    python -m eval.refusal [--shared DIR] [--labelled FILE --documents DIR]

Asks our own questions of the shipped documents, those of the shared gold folder where it lies beside the
checkout, and those of a file of the same form, once for each value of a floor in `assistant.refusal`.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import policies.library
from assistant.graph import Desk, conversation
from assistant.refusal import FLOORS, Floors
from eval.cases import STATUS, Answerable, load_cases
from eval.metrics import Figure, share
from index.build import Library
from index.retrieve import Searcher

SHARED = Path(__file__).parents[2] / "shared"
VALUES: dict[str, tuple[float, ...]] = {
    "chance": (0.0, 0.05, 0.07, 0.09, 0.1, 0.11, 0.13, 0.15, 0.2, 0.3),
    "nearest": (0.0, 0.15, 0.2, 0.25, 0.3, 0.4),
    "apart": (1.2, 1.5, 1.7, 2.0),
}


@dataclass(frozen=True)
class Asked:
    """A labelled question; `near` tells that something is labelled that may be shown without answering it."""

    turns: tuple[str, ...]
    answerable: Answerable
    near: bool
    on: date


@dataclass(frozen=True)
class Questions:
    """Questions of some documents."""

    name: str
    documents: tuple[Path, ...]
    asked: tuple[Asked, ...]


def own_questions() -> Questions:
    """Those of `eval/gold/` over the shipped documents."""
    asked = (
        Asked(case.turns, case.answerable, bool(case.relevant), case.on)
        for case in load_cases()
        if case.verification is None
    )
    return Questions("own", (Path(policies.library.__file__).parent,), tuple(asked))


def labelled_questions(name: str, file: Path, documents: Path, on: date) -> Questions:
    """Those of a file with `question`, `answerable` and `relevant` in each line."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    asked = (
        Asked(_turns(row["question"]), row["answerable"], bool(row["relevant"]), on)
        for row in rows
        if not row.get("verdict")
    )
    return Questions(name, tuple(sorted(documents.glob("*.txt"))), tuple(asked))


def _turns(question: str | list[str]) -> tuple[str, ...]:
    return (question,) if isinstance(question, str) else tuple(question)


@contextmanager
def opened(documents: Sequence[Path]) -> Iterator[tuple[Library, Searcher]]:
    """A library of its own over these documents, deleted afterwards."""
    with tempfile.TemporaryDirectory() as home, closing(Library(Path(home))) as library:
        list(library.ingest(documents, at=datetime.now(UTC)))
        yield library, Searcher(library.reader())


def outcome(
    asked: Sequence[Asked], library: Library, searcher: Searcher, floors: Floors
) -> tuple[Figure, Figure]:
    """How many of the questions that must be refused are, and how many of the others are answered."""
    graph = conversation(Desk(library, lambda: searcher, floors))
    right: dict[bool, list[bool]] = {True: [], False: []}
    for one in asked:
        state = graph.invoke({"said": list(one.turns), "told": {}, "on": one.on})
        honest = STATUS[one.answerable] | ({"partly"} if one.near else set())
        right[one.answerable == "no"].append(state["answer"].status in honest)
    return share("abstains_when_it_must", right[True]), share("answers_when_it_can", right[False])


def curve(sets: Sequence[Questions]) -> Iterator[str]:
    """A Markdown table for each floor: of each set, how many are refused and how many answered."""
    told: dict[tuple[str, float], list[str]] = {}
    for one in sets:
        with opened(one.documents) as (library, searcher):
            for name, values in VALUES.items():
                for value in values:
                    figures = outcome(one.asked, library, searcher, replace(FLOORS, **{name: value}))
                    told.setdefault((name, value), []).extend(f"{f.hit:g} of {f.of:g}" for f in figures)
    for name, values in VALUES.items():
        columns = (f"{one.name}: refused | {one.name}: answered" for one in sets)
        yield f"\n| `{name}` | {' | '.join(columns)} |\n|---|{'---|' * 2 * len(sets)}"
        for value in values:
            chosen = " (chosen)" if value == getattr(FLOORS, name) else ""
            yield f"| {value:g}{chosen} | {' | '.join(told[name, value])} |"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the curves; 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--labelled", type=Path, help="a file of questions, with --documents")
    parser.add_argument("--documents", type=Path, help="the folder of texts that --labelled asks about")
    parser.add_argument("--on", type=date.fromisoformat, default=date(2026, 6, 1))
    args = parser.parse_args(argv)
    sets = [own_questions()]
    gold = args.shared / "gold" / "questions.jsonl"
    if gold.exists():
        sets.append(labelled_questions("shared gold", gold, args.shared / "policies" / "seeds", args.on))
    if args.labelled and args.documents:
        sets.append(labelled_questions(args.labelled.stem, args.labelled, args.documents, args.on))
    for line in curve(sets):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
