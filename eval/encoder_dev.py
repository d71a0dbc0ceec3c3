"""What the encoder and each part of the fusion are worth: the search alone, over several question sets.

    python -m eval.encoder_dev [--encoder PATH]... [--set FILE FOLDER]... [--shared ../shared] [--parts]

Every set has a library of its own: `gold` (the shared questions over the seeds), `own` (`eval/gold` over the
shipped digests), and any further set given as a file of questions and the folder of their documents. A cell
holds nDCG@10, direct_in_top3 and no_wrong_clause_in_top5. An encoder is measured alone (the kind of a clause
and its place still count) and in the fusion; `--parts` takes each part of the fusion out in turn.
"""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

import policies.library
from eval.cases import Words, load_cases, place_of
from eval.retrieval_dev import evaluate, figures, library
from index.build import Reader
from index.encoder import Encoder, load_encoder
from index.fusion import Weights
from index.matrix import Vectors
from index.ranking import Found, Rows, best
from index.records import record_of
from index.retrieve import Searcher
from index.word_index import WordField
from policies.documents.source import read_source

Question = dict[str, Any]


NEUTRAL = {"sentence": 0.0} | dict.fromkeys(
    (
        "benefit",
        "claimable",
        "duty",
        "background",
        "label",
        "frame",
        "way",
        "mentions_another",
        "inside",
        "unknown_place",
        "wider",
    ),
    1.0,
)
"""The value of each weight beside the words and the likeness at which it changes nothing."""


@dataclass(frozen=True)
class QuestionSet:
    """Questions with labelled spans, and the opened library that holds their documents."""

    name: str
    questions: Sequence[Question]
    reader: Reader
    names: dict[str, str]


@dataclass(frozen=True)
class Exact:
    """The vectors of one encoder, searched exactly and kept in memory, in the order of `held`."""

    held: Sequence[str]
    vectors: Vectors

    def nearest(self, vector: Vectors, k: int, rows: Rows | None = None) -> Found:
        """As `VectorStore.nearest`."""
        return best(np.vecdot(self.vectors if rows is None else self.vectors[rows], vector), k, rows)


@dataclass(frozen=True)
class Encoded:
    """A library read once, with the vectors of another encoder in place of its own."""

    reader: Reader
    encoder: Encoder
    vectors: Any

    @property
    def catalog(self) -> Any:
        return self.reader.catalog

    @property
    def words(self) -> Any:
        return self.reader.words

    @property
    def facets(self) -> Any:
        return self.reader.facets

    @classmethod
    def by(cls, encoder: Encoder, reader: Reader) -> "Encoded":
        """Encode every clause of the library as the index does."""
        held = reader.vectors.held
        records = map(record_of, reader.catalog.clauses_by_id(held).values())
        rows = encoder.encode([record.embedded_text for record in records])
        return cls(reader, encoder, Exact(held, rows))


@contextmanager
def opened(name: str, paths: Sequence[Path], questions: Sequence[Question]) -> Iterator[QuestionSet]:
    """The set with its library, which is deleted afterwards."""
    with library(paths) as reader:
        names = {document.id: document.name for document in reader.catalog.documents()}
        yield QuestionSet(name, questions, reader, names)


def labelled_questions(file: Path, folder: Path) -> list[Question]:
    """Questions with labelled spans, told by offsets or by the words they run `from` and `to`."""
    questions = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    texts = {path.name: path.read_text("utf-8") for path in folder.glob("*.txt")}
    for question in questions:
        for kind in ("relevant", "must_not"):
            question[kind] = [_spanned(span, texts) for span in question.get(kind, ())]
    return questions


def _spanned(span: dict[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    if "start" in span:
        return span
    text = texts[span["document"]]
    start = text.index(span["from"])
    return span | {"start": start, "end": text.index(span["to"], start) + len(span["to"])}


def own_questions(paths: Sequence[Path]) -> list[Question]:
    """The cases of `eval/gold` in the shape of the others."""
    texts = {path.stem: read_source(path.read_bytes(), path.name).text for path in paths}
    names = {path.stem: path.name for path in paths}

    def span(words: Words) -> dict[str, Any]:
        at = place_of(words, texts)
        return {"document": names[at.document], "start": at.start, "end": at.end}

    return [
        {
            "id": case.id,
            "question": list(case.turns),
            "answerable": case.answerable,
            "relevant": [span(label) | {"grade": label.grade} for label in case.relevant],
            "must_not": [span(words) for words in case.wrong],
        }
        for case in load_cases()
        if case.verification is None
    ]


def parts(weights: Weights) -> dict[str, Weights]:
    """The fusion, each signal and each factor taken out in turn, and each signal alone."""
    taken_out = {f"without {name}": _only(weights, set(weights.fields) - {name}) for name in weights.fields}
    bodies: set[WordField] = {"bigrams", "words"}
    heads: set[WordField] = {"heading_bigrams", "heading_words"}
    return {
        "all": weights,
        "without dense": replace(weights, dense=0.0),
        **{f"without {name}": replace(weights, **{name: value}) for name, value in NEUTRAL.items()},
        **taken_out,
        "without headings": _only(weights, bodies),
        "without words of both": _only(weights, {"bigrams", "heading_bigrams"}),
        "without bigrams of both": _only(weights, {"words", "heading_words"}),
        "without kinds": replace(weights, claimable=1.0, duty=1.0, background=1.0),
        "without places": replace(weights, mentions_another=1.0, inside=1.0, unknown_place=1.0, wider=1.0),
        "bigrams of both only": replace(_only(weights, {"bigrams", "heading_bigrams"}), dense=0.0),
        "words of both only": replace(_only(weights, {"words", "heading_words"}), dense=0.0),
        "headings only": replace(_only(weights, heads), dense=0.0),
        "dense only": alone(weights),
    }


def _only(weights: Weights, fields: set[WordField]) -> Weights:
    """The other fields left out; those that stay share the weight that all of them had."""
    kept = {name: share for name, share in weights.fields.items() if name in fields}
    scale = weights.lexical / sum(kept.values())
    return replace(weights, fields={name: share * scale for name, share in kept.items()})


def alone(weights: Weights) -> Weights:
    """The likeness of meaning decides, words no more than ties."""
    return replace(weights, fields={"bigrams": 1e-6})


def measured(sets: Sequence[QuestionSet], encoder: Encoder, weights: Mapping[str, Weights]) -> list[str]:
    """One line of Markdown for each of the weights: the figures of each set, then their means."""
    shelves = [Encoded.by(encoder, one.reader) for one in sets]
    lines = []
    for name, tried in weights.items():
        got = [
            list(figures(evaluate(Searcher(shelf, tried), one.questions, one.names)).values())
            for one, shelf in zip(sets, shelves, strict=True)
        ]
        cells = (
            ", ".join(f"{figure:.3f}" for figure in row) for row in [*got, map(mean, zip(*got, strict=True))]
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--encoder", action="append", help="a model's folder; may be repeated")
    parser.add_argument("--set", nargs=2, type=Path, action="append", default=[], metavar=("FILE", "FOLDER"))
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--parts", action="store_true", help="take each part of the fusion out in turn")
    args = parser.parse_args()
    digests = sorted(Path(policies.library.__file__).parent.glob("*.md"))
    labelled = [(args.shared / "gold" / "questions.jsonl", args.shared / "policies" / "seeds"), *args.set]
    with ExitStack() as stack:
        sets = [stack.enter_context(opened("own", digests, own_questions(digests)))]
        for file, folder in labelled:
            if file.exists():
                questions = labelled_questions(file, folder)
                paths = sorted(folder.glob("*.txt"))
                sets.append(stack.enter_context(opened(file.stem, paths, questions)))
        print("|  |" + "".join(f" {one.name} |" for one in sets), "mean |")
        print("|---|" + "---|" * (len(sets) + 1))
        for path in args.encoder or [None]:
            encoder, weights = load_encoder(path), Weights()
            tried = parts(weights) if args.parts else {"alone": alone(weights), "fused": weights}
            named = {f"{encoder.name}, {name}" if args.encoder else name: one for name, one in tried.items()}
            print(*measured(sets, encoder, named), sep="\n")


if __name__ == "__main__":
    main()
