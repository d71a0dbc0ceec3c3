"""What carries over to questions that took no part: weights and floors fitted on half, measured on the rest.

    python -m eval.crossed [--set FILE FOLDER]... [--shared ../shared] [--splits N]

The questions of all sets are halved by lot. From weights that know nothing (every signal alike, no factor),
each weight in turn takes the value that does best on one half, by the search alone; then each floor, by the
answers. The answers to the other half are measured, and the halves change places. Beside them stand the
shipped values, which were chosen with all of these questions in sight.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from typing import Any

import policies.library
from assistant.graph import Desk, conversation
from assistant.refusal import FLOORS, Floors
from eval.cases import STATUS, Place
from eval.encoder_dev import NEUTRAL, labelled_questions, own_questions
from eval.retrieval_dev import Judged, evaluate, figures, judge, turns_of
from index.build import Library
from index.fusion import Weights
from index.retrieve import Searcher
from policies.model import Answer

ON = date(2026, 6, 1)

# Few values for each: what is fitted are some twenty numbers, to some two hundred questions.
SHARES = (0.0, 0.1, 0.25, 0.4, 0.6)
WEIGHTS: Mapping[str, Sequence[float]] = {
    "dense": (0.0, 0.2, 0.4, 0.6, 1.0),
    "sentence": (0.0, 0.06, 0.12),
    "benefit": (1.0, 1.15, 1.3),
    "claimable": (1.0, 1.15, 1.3),
    "duty": (0.8, 0.9, 1.0),
    "background": (0.4, 0.6, 0.8, 1.0),
    "label": (0.1, 0.3, 0.6, 1.0),
    "frame": (0.25, 0.5, 1.0),
    "way": (1.0, 1.1, 1.25, 1.5),
    "mentions_another": (0.25, 0.5, 1.0),
    "inside": (0.5, 0.7, 1.0),
    "unknown_place": (0.7, 0.9, 1.0),
    "wider": (0.5, 0.7, 1.0),
}
FLOOR_VALUES: Mapping[str, Sequence[float]] = {
    "refused": (0.75, 0.8, 0.83, 0.86, 0.9),
}
UNTAUGHT = replace(Weights(), fields=dict.fromkeys(Weights().fields, 0.25), dense=1.0, **NEUTRAL)
FIGURES = (
    "ndcg@10",
    "direct_in_top3",
    "no_wrong_clause_in_top5",
    "abstains_when_it_must",
    "answers_when_it_can",
)

Question = dict[str, Any]


@dataclass(frozen=True)
class Shelf:
    """Some of a set's questions, and the library that is asked them."""

    library: Library
    questions: Sequence[Question]

    @property
    def names(self) -> dict[str, str]:
        """The name of each document by its id."""
        return {document.id: document.name for document in self.library.catalog.documents()}

    def found(self, weights: Weights) -> list[Judged]:
        """What the search alone finds for each question."""
        return evaluate(Searcher(self.library.reader(), weights), self.questions, self.names)

    def answered(self, weights: Weights, floors: Floors) -> Iterator[tuple[Question, Answer]]:
        """Each question with its answer."""
        searcher = Searcher(self.library.reader(), weights)
        graph = conversation(Desk(self.library, lambda: searcher, floors))
        for question in self.questions:
            on = question.get("on", ON)
            yield question, graph.invoke({"said": turns_of(question), "told": {}, "on": on})["answer"]


Half = Sequence[Shelf]


@contextmanager
def opened(paths: Sequence[Path], questions: Sequence[Question]) -> Iterator[Shelf]:
    """The questions that ask for clauses, with their library, which is deleted afterwards."""
    with TemporaryDirectory() as home, closing(Library(Path(home))) as library:
        list(library.ingest(paths, at=datetime.now(UTC)))
        yield Shelf(library, [question for question in questions if not question.get("verdict")])


def halves(shelves: Half, chance: random.Random) -> tuple[Half, Half]:
    """Every set cut in two by lot."""
    one, other = [], []
    for shelf in shelves:
        drawn = chance.sample(shelf.questions, len(shelf.questions))
        one.append(replace(shelf, questions=drawn[::2]))
        other.append(replace(shelf, questions=drawn[1::2]))
    return one, other


def fit(half: Half) -> tuple[Weights, Floors]:
    """The weights that find best, then the floors that refuse best, each chosen in its turn."""
    weights = UNTAUGHT
    for name in weights.fields:
        tried = [replace(weights, fields={**weights.fields, name: share}) for share in SHARES[1:]]
        weights = _best(tried, lambda one: merit_found(half, one))
    for name, values in WEIGHTS.items():
        tried = [replace(weights, **{name: value}) for value in values]
        weights = _best(tried, lambda one: merit_found(half, one))
    floors = FLOORS
    for name, values in FLOOR_VALUES.items():
        floors = max(
            (replace(floors, **{name: value}) for value in values),
            key=lambda one: sum(measured(half, weights, one)[-2:]),
        )
    return weights, floors


def _best(tried: Sequence[Weights], merit: Callable[[Weights], float]) -> Weights:
    return max(tried, key=merit)


def merit_found(half: Half, weights: Weights) -> float:
    """What a search is chosen by: order above all, then wrong clauses and direct ones."""
    got = figures([one for shelf in half for one in shelf.found(weights)])
    return got["ndcg@10"] + 0.3 * got["no_wrong_clause_in_top5"] + 0.2 * got["direct_in_top3"]


def measured(half: Half, weights: Weights, floors: Floors) -> list[float]:
    """`FIGURES` of the answers; the first citation of each clause counts alone."""
    judged: list[Judged] = []
    honest: dict[bool, list[bool]] = {True: [], False: []}
    for shelf in half:
        names = shelf.names
        for question, answer in shelf.answered(weights, floors):
            clauses = {one.clause_id: one for one in reversed(answer.citations)}
            cited = [one for one in answer.citations if one is clauses[one.clause_id]]
            places = [Place(names.get(one.document_id, ""), one.start, one.end) for one in cited]
            no = question["answerable"] == "no"
            refused = no and answer.status == "abstained"
            judged.append(judge(question | {"relevant": []} if refused else question, places))
            allowed = STATUS[question["answerable"]] | ({"partly"} if question["relevant"] else set())
            honest[no].append(answer.status in allowed)
    return [*figures(judged).values(), mean(honest[True]), mean(honest[False])]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--set", nargs=2, type=Path, action="append", default=[], metavar=("FILE", "FOLDER"))
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--splits", type=int, default=2)
    args = parser.parse_args()
    digests = sorted(Path(policies.library.__file__).parent.glob("*.md"))
    labelled = [(args.shared / "gold" / "questions.jsonl", args.shared / "policies" / "seeds"), *args.set]
    chance = random.Random(7)  # noqa: S311 - a repeatable draw, not a secret
    with ExitStack() as stack:
        shelves = [stack.enter_context(opened(digests, own_questions(digests)))]
        for file, folder in labelled:
            if file.exists():
                questions = labelled_questions(file, folder)
                shelves.append(stack.enter_context(opened(sorted(folder.glob("*.txt")), questions)))
        print(f"| {sum(len(shelf.questions) for shelf in shelves)} questions | {' | '.join(FIGURES)} |")
        print("|---|" + "---|" * len(FIGURES))
        _line("shipped values, all questions", measured(shelves, Weights(), FLOORS))
        rows: dict[str, list[list[float]]] = {"the fitted half": [], "the other half": []}
        for _ in range(args.splits):
            one, other = halves(shelves, chance)
            for fitted, rest in ((one, other), (other, one)):
                weights, floors = fit(fitted)
                rows["the fitted half"].append(measured(fitted, weights, floors))
                rows["the other half"].append(measured(rest, weights, floors))
        for name, got in rows.items():
            _line(name, [mean(column) for column in zip(*got, strict=True)])


def _line(name: str, row: Sequence[float]) -> None:
    print(f"| {name} | {' | '.join(f'{figure:.3f}' for figure in row)} |", flush=True)


if __name__ == "__main__":
    main()
