"""`python -m eval.refusal`: how often nothing is answered where nothing answers; fits what decides it.

    python -m eval.refusal [--shared DIR] [--labelled FILE --documents DIR]… [--fit]

Takes our own questions of the shipped documents, those of the shared gold folder where it lies beside the
checkout, and those of files of the same form; of each that can be answered `eval.withheld` makes some that
cannot. Prints what is refused, and what is said to be only the nearest, with the weights and floors in use;
with `--fit` also weights fitted on all of them, and what those do that were fitted without a set and without
the documents that it asks about.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from assistant.graph import Desk
from assistant.refusal import FLOORS, Floors, Signs, doubt, reason_to_refuse
from assistant.understand import Intent
from eval.labelled import QuestionSet, own_set, shared_set
from eval.withheld import AS_IS, Case, Withholding, Without
from index.build import Library

SHARED = Path(__file__).parents[2] / "shared"
# How much a case weighs: the real ones most; where only direct clauses are out, others may still do.
COUNTS = {
    AS_IS: 3.0,
    "useful clauses out": 0.6,
    "topic out": 0.6,
    "document out": 0.2,
    "another place": 0.3,
    "direct clauses out": 0.0,
}
_SURE, _SMOOTH = 2.0, 0.1
_NEVER = Floors(_SURE, _SURE)
_FLOORS = (0.55, 0.6, 0.65, 0.7, 0.75, 0.78, 0.8, 0.82, 0.84, 0.86, 0.9)

Doubt = Callable[[Signs], float]


@dataclass(frozen=True)
class Seen:
    """A case with what was found for it: None where nothing was; `ruled` out whatever the doubt."""

    set: str
    case: Case
    signs: Signs | None
    ruled: bool

    def refused(self, doubted: Doubt, floors: Floors) -> bool:
        """Whether nothing is answered."""
        if self.ruled or self.signs is None:
            return True
        return doubted(self.signs) >= floors.refused

    def warned(self, doubted: Doubt, floors: Floors) -> bool:
        """Whether nothing is answered, or it is said that only the nearest is shown."""
        sure = doubted(self.signs) if self.signs else _SURE
        return self.refused(doubted, floors) or sure >= floors.doubtful


def seen(one: QuestionSet) -> Iterator[Seen]:
    """The cases of a set of questions."""
    with opened(one.files) as library:
        making = Withholding(library)
        for question in one.questions:
            for case in making.cases(question):
                yield _seen(one.name, case, library)


@contextmanager
def opened(documents: Sequence[Path]) -> Iterator[Library]:
    """A library of its own over these documents, deleted afterwards."""
    with tempfile.TemporaryDirectory() as home, closing(Library(Path(home))) as library:
        list(library.ingest(documents, at=datetime.now(UTC)))
        yield library


def _seen(name: str, case: Case, library: Library) -> Seen:
    searcher = Without(library.reader(), case.clauses, case.documents)
    desk = Desk(library, lambda: searcher)
    question = case.question
    state = desk.understand({"said": list(question.turns), "told": dict(question.profile), "on": question.on})
    asked = state["asked"]
    if asked.intent is not Intent.MATCH or not asked.sought.bigrams:
        return Seen(name, case, None, ruled=True)
    found = desk.retrieve({**state, "on": question.on})["found"]
    if not found:
        return Seen(name, case, None, ruled=True)
    told = desk.signs(asked, found)
    return Seen(name, case, told, ruled=bool(reason_to_refuse(asked, found, told, _NEVER)))


def fitted(cases: Sequence[Seen]) -> tuple[Signs, float]:
    """Weights and intercept of a logistic regression; both sides weigh the same in all."""
    held = [(one, one.signs) for one in cases if one.signs and COUNTS[one.case.variant]]
    rows = np.array([astuple(told) for _, told in held])
    refuse = np.array([one.case.must_refuse for one, _ in held])
    counts = np.array([COUNTS[one.case.variant] if one.case.must_refuse else 1.0 for one, _ in held])
    counts[refuse] *= counts[~refuse].sum() / counts[refuse].sum()
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=_SMOOTH).fit(scaler.transform(rows), refuse, sample_weight=counts)
    weights = model.coef_[0] / scaler.scale_
    return Signs(*map(float, weights)), float(model.intercept_[0] - weights @ scaler.mean_)


def left_out(cases: Sequence[Seen], groups: Mapping[str, str]) -> dict[str, Doubt]:
    """For each set, the doubt as fitted on sets of other groups, without questions about its documents."""

    def documents(one: Seen) -> set[str]:
        return {label.document for label, _ in one.case.question.relevant}

    told = {}
    for name, group in groups.items():
        if set(groups.values()) == {group}:
            raise SystemExit("没有别的题集可用来拟合,请用 --labelled 和 --documents 再给出一套。")
        about = {document for one in cases if groups[one.set] == group for document in documents(one)}
        others = [one for one in cases if groups[one.set] != group and not documents(one) & about]
        told[name] = _doubted(*fitted(others))
    return told


def _doubted(weights: Signs, intercept: float) -> Doubt:
    return lambda told: doubt(told, weights, intercept)


def table(cases: Sequence[Seen], doubted: Mapping[str, Doubt], floors: Floors) -> Iterator[str]:
    """Per kind of case how many there are, are refused, and are refused or said to be only the nearest."""
    yield "\n| cases | of them | refused | or only the nearest | refused by set |\n|---|---|---|---|---|"
    kinds = {(one.case.must_refuse, one.case.variant): None for one in cases}
    for must, variant in sorted(kinds, key=lambda kind: (kind[0], list(COUNTS).index(kind[1]))):
        held = [one for one in cases if (one.case.must_refuse, one.case.variant) == (must, variant)]
        refused = {one.set: [0, 0] for one in held}
        for one in held:
            refused[one.set][0] += one.refused(doubted[one.set], floors)
            refused[one.set][1] += 1
        warned = sum(one.warned(doubted[one.set], floors) for one in held)
        by_set = ", ".join(f"{name} {hit} of {of}" for name, (hit, of) in refused.items())
        name = variant if must else "can be answered"
        hit = sum(hit for hit, _ in refused.values())
        yield f"| {name} | {len(held)} | {hit / len(held):.3f} | {warned / len(held):.3f} | {by_set} |"


def curve(cases: Sequence[Seen], doubted: Mapping[str, Doubt]) -> Iterator[str]:
    """What each floor costs in answers and brings in refusals."""
    kinds = [(False, AS_IS), *((True, variant) for variant in COUNTS)]
    columns = " | ".join(variant if must else "can be answered" for must, variant in kinds)
    yield f"\n| floor | {columns} |\n|---|{'---|' * len(kinds)}"
    for floor in _FLOORS:
        shares = []
        for kind in kinds:
            held = [one for one in cases if (one.case.must_refuse, one.case.variant) == kind]
            floors = Floors(max(floor, FLOORS.doubtful), floor)
            hit = sum(one.refused(doubted[one.set], floors) for one in held)
            shares.append(f"{hit / max(1, len(held)):.3f}")
        yield f"| {floor:g} | {' | '.join(shares)} |"


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables; 0."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--labelled", type=Path, action="append", default=[], help="a file of questions")
    parser.add_argument("--documents", type=Path, action="append", default=[], help="the texts it asks about")
    parser.add_argument("--fit", action="store_true")
    args = parser.parse_args(argv)
    sets, groups = _sets(args.shared, list(zip(args.labelled, args.documents, strict=True)))
    cases = [case for one in sets for case in seen(one)]
    as_used = dict.fromkeys(groups, doubt)
    print("\n".join(["In use:", *table(cases, as_used, FLOORS)]))
    if args.fit:
        others = left_out(cases, groups)
        print("\n".join(["\nFitted without the set:", *table(cases, others, FLOORS), *curve(cases, others)]))
        weights, intercept = fitted(cases)
        told = ", ".join(f"{one.name}={asdict(weights)[one.name]:.2f}" for one in fields(Signs))
        print(f"\nWEIGHTS = Signs({told})\nINTERCEPT = {intercept:.2f}")
    return 0


def _sets(shared: Path, labelled: Sequence[tuple[Path, Path]]) -> tuple[list[QuestionSet], dict[str, str]]:
    """The sets, and for each the documents it asks about; our digests are of the shared seeds."""
    sets, groups = [own_set()], {}
    groups[sets[0].name] = "seeds"
    gold = shared / "gold" / "questions.jsonl"
    if gold.exists():
        sets.append(shared_set("shared gold", gold, shared / "policies" / "seeds", fitted=True))
        groups["shared gold"] = "seeds"
    for file, documents in labelled:
        sets.append(shared_set(file.stem, file, documents, fitted=True))
        groups[file.stem] = str(documents)
    return sets, groups


if __name__ == "__main__":
    sys.exit(main())
