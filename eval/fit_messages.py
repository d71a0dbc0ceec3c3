"""Fit the weights by which `assistant.sorting` tells a question about policies from what is none.

    python -m eval.fit_messages [--write] [--quick] [--misses]

prints what the messages of `messages.toml` are taken for with their line left out of the fit, and what those
of `eval/gold/messages.jsonl` are, which take no part in it; `--write` stores the weights. The same data, with
the same vocabulary and encoder, give the same weights.
"""

import argparse
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from assistant import sorting
from assistant.manners import plain_manner
from assistant.sorting import Sort, Weights, own_words
from index.training_pairs import EVERYDAY_TERMS
from policies.vocabulary.terms import names, term

MESSAGES = Path(__file__).with_name("messages.toml")
_GOLD = Path(__file__).with_name("gold")
TEST = _GOLD / "messages.jsonl"

_SEED = 20261122
_FILLED = 9  # messages made of a template
_EVERYDAY = 30  # of one of the encoder's
_FOLDS = 5
_STRENGTH = 10.0  # the inverse of the regularisation
_OF_MEANING, _OF_TERMS = 0.4, 0.15  # how much the dense features weigh beside the n-grams
_WIDER = {"benefit": "benefit", "trade": "industry", "honour": "qualification"}


@dataclass(frozen=True)
class Message:
    """A message, what it is, and the number of the line that it was made of."""

    text: str
    sort: Sort
    line: int


class Writer:
    """Makes messages of the lines of `messages.toml`, the same ones for the same seed."""

    def __init__(self, held: Mapping[str, Any], seed: int = _SEED) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing secret
        self._slots = held["slots"]
        self._polite = held["polite"]
        self._wider = {slot: [*_spellings(type_)] for slot, type_ in _WIDER.items()}

    def filled(self, template: str, **given: str) -> str:
        """A template with every slot filled, half of the time from the vocabulary."""
        return re.sub(r"\{(\w+)\}", lambda slot: given.get(slot[1]) or self._pick(slot[1]), template)

    def told(self, text: str) -> str:
        """The message as somebody in a hurry, or polite, may type it."""
        chance, at = self._random.random(), self._random.randrange(1, max(2, len(text) - 2))
        if chance < 0.12:
            return self._random.choice(self._polite["before"]) + text
        if chance < 0.24:
            return text + self._random.choice(self._polite["after"])
        if chance < 0.30:
            return text.replace(",", " ")
        if chance < 0.36 and len(text) > 6:
            return text[:at] + text[at + 1 :]
        if chance < 0.40 and len(text) > 6:
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        return text

    def choose(self, words: Sequence[str]) -> str:
        return self._random.choice(words)

    def _pick(self, slot: str) -> str:
        wide = slot in self._wider and self._random.random() < 0.5
        return self.choose(self._wider[slot] if wide else self._slots[slot])


def _spellings(type_: str) -> Iterator[str]:
    for name in names(type_):
        held = term(type_, name)
        yield from (word for word in (held.label, *held.aliases) if len(word) > 1)


def messages() -> list[Message]:
    """What is learned from: our own lines, our own questions and conversations, everyday questions."""
    held = tomllib.loads(MESSAGES.read_text("utf-8"))
    writer = Writer(held)
    groups = [*_sections(held, writer), *_own_questions(), *_everyday(writer)]
    return [
        Message(own_words(text), sort, line)
        for line, (sort, texts) in enumerate(groups)
        for text in dict.fromkeys(texts)
    ]


def _sections(held: Mapping[str, Any], writer: Writer) -> Iterator[tuple[Sort, list[str]]]:
    for section in held.values():
        if "sort" not in section:
            continue
        sort = Sort(section["sort"])
        for line in section["written"].split("\n")[:-1]:
            yield sort, [line, writer.told(line)]
        for template in section["templates"].split("\n")[:-1]:
            yield sort, [writer.told(writer.filled(template)) for _ in range(_FILLED)]


def _own_questions() -> Iterator[tuple[Sort, list[str]]]:
    """The turns of our own gold that ask about policies or tell of oneself."""
    for name in ("questions.jsonl", "told.jsonl"):
        for row in _rows(_GOLD / name):
            if row.get("answerable") != "no":
                yield Sort.QUESTION, [turn for turn in row["turns"] if plain_manner(turn) is None]


def _everyday(writer: Writer) -> Iterator[tuple[Sort, list[str]]]:
    """The questions from which the encoder is trained, in everyday and in official words."""
    held = tomllib.loads(EVERYDAY_TERMS.read_text("utf-8"))
    terms = [[*entry["official"], *2 * entry["everyday"]] for entry in held["terms"]]
    for template in held["templates"]:
        asked = template.replace("{region}", "{place}")
        yield (
            Sort.QUESTION,
            [
                writer.told(writer.filled(asked, terms=writer.choose(writer.choose(terms))))
                for _ in range(_EVERYDAY)
            ],
        )


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def features(texts: Iterable[str]) -> csr_matrix:
    """One row a text: its n-grams, each as much as all of them have length 1, beside the dense features."""
    texts = list(texts)
    rows = [sorting.grams(text) for text in texts]
    ends = np.cumsum([0, *map(len, rows)])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(1, len(row)))) for row in rows])
    counted = csr_matrix((values, np.concatenate(rows), ends), shape=(len(rows), sorting.BUCKETS))
    dense = np.array([sorting.dense(text) for text in texts], np.float64)
    return hstack([counted, csr_matrix(dense * _scale(dense.shape[1]))]).tocsr()


def _scale(width: int) -> np.ndarray:
    terms = len(sorting.TYPES) + 1
    return np.array([_OF_MEANING] * (width - terms) + [_OF_TERMS] * terms)


def fit(x: csr_matrix, y: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=_STRENGTH, max_iter=1000, tol=1e-4).fit(x, y)


def stored(model: LogisticRegression) -> Weights:
    """The weights as they are served: those of n-grams in 255 steps a sort."""
    counted, dense = model.coef_[:, : sorting.BUCKETS].T, model.coef_[:, sorting.BUCKETS :].T
    steps = np.abs(counted).max(0) / 127
    return Weights(
        np.round(counted / steps).astype(np.int8),
        steps.astype(np.float32),
        (dense * _scale(len(dense))[:, None]).astype(np.float32),
        model.intercept_.astype(np.float32),
    )


def left_out(held: Sequence[Message], x: csr_matrix, y: np.ndarray) -> np.ndarray:
    """The odds of every message by weights that were fitted without the line it was made of."""
    shuffled = np.random.default_rng(_SEED).permutation(len({message.line for message in held}))
    lines = shuffled[[message.line for message in held]]
    found = np.zeros((len(held), len(Sort)))
    for train, test in GroupKFold(_FOLDS).split(x, y, lines):
        found[test] = fit(x[train], y[train]).predict_proba(x[test])
    return found


def table(told: Sequence[tuple[Sort, Sort]]) -> str:
    """Precision and recall of each sort, from what messages are and what they were taken for."""
    lines = ["| sort | messages | precision | recall |", "|---|---|---|---|"]
    for sort in Sort:
        of = sum(is_ is sort for is_, _ in told)
        said = sum(said is sort for _, said in told)
        hit = sum(is_ is said is sort for is_, said in told)
        lines.append(f"| {sort} | {of} | {hit / max(1, said):.3f} | {hit / max(1, of):.3f} |")
    return "\n".join(lines)


def main() -> None:
    """Print the tables; with `--write`, store the weights."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="store the weights")
    parser.add_argument("--quick", action="store_true", help="only the messages that take no part")
    parser.add_argument("--misses", action="store_true", help="show the messages of the test that go wrong")
    args = parser.parse_args()
    held = messages()
    x, y = features(message.text for message in held), np.array([[*Sort].index(m.sort) for m in held])
    if not args.quick:
        guessed = [sorting.decided(dict(zip(Sort, row, strict=True))) for row in left_out(held, x, y)]
        print(f"learned from, line left out ({len(held)} messages)")
        print(table([(message.sort, said) for message, said in zip(held, guessed, strict=True)]))
    weights = stored(fit(x, y))
    test = [(Sort(row["sort"]), row["text"]) for row in _rows(TEST)]
    told = [
        (is_, sorting.decided(dict(zip(Sort, weights.odds(own_words(t)), strict=True)))) for is_, t in test
    ]
    print(f"\nnot learned from ({len(test)} messages)\n{table(told)}")
    if args.misses:
        for (is_, said), (_, text) in zip(told, test, strict=True):
            if is_ is not said:
                print(f"{is_} taken for {said}: {text}")
    if args.write:
        sorting.WEIGHTS.parent.mkdir(exist_ok=True)
        save_file(vars(weights), sorting.WEIGHTS)


if __name__ == "__main__":
    main()
