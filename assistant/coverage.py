"""How much of a question is spoken of in some words: literally, in official words for it, or in words alike.

What a word weighs, and which words are alike, is what the shipped encoder learned from policies and from
questions about them; a word that stands in no document of the library weighs as much as any other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import rjieba

from assistant.understand import Understanding
from index.encoder import shipped
from index.lexical import fold, runs
from policies.vocabulary.terms import expansions

_WORDS_HELD = 20_000
_UNLIKE, _ALIKE = 0.35, 0.8  # likeness up to which, and from which on, words have nothing, or all, in common

Vectors = npt.NDArray[np.float32]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Word:
    """A word of a question, folded, with its weight, its direction of meaning and official words for it."""

    text: str
    weight: float
    direction: Vectors
    official: tuple[str, ...]

    def stands_in(self, folded: str) -> bool:
        """Whether the word itself or an official word for it stands in a folded text."""
        return self.text in folded or any(word in folded for word in self.official)


def words_of(asked: Understanding) -> list[Word]:
    """The words of a question without its places, question words and politeness; of earlier turns, too."""
    turns = (*asked.earlier, asked.question)
    everyday = [(one.everyday, fold(one.official)) for turn in turns for one in expansions(turn)]
    heaviest: dict[str, float] = {}
    for plain, share in asked.sought.plain:
        for word in _cut(plain):
            heaviest[word] = max(heaviest.get(word, 0.0), share * _meaning(word)[0])
    return [
        Word(word, weight, _meaning(word)[1], tuple(o for e, o in everyday if word in e or e in word))
        for word, weight in heaviest.items()
        if weight
    ]


def covered(words: Sequence[Word], text: str) -> Shares:
    """How far a text speaks of each word, from 0 to 1."""
    folded = fold(text)
    said = shipped().rows_of(folded)
    # A word that the text says in two pieces is alike to both together.
    said = _unit(np.concatenate([said, said[1:] + said[:-1]]))
    asked = np.array([word.direction for word in words]).reshape(len(words), said.shape[1])
    alike = (said @ asked.T).max(axis=0) if len(said) else np.zeros(len(words))
    literal = [word.stands_in(folded) for word in words]
    shares: Shares = np.where(literal, 1.0, np.clip((alike - _UNLIKE) / (_ALIKE - _UNLIKE), 0.0, 1.0))
    return shares


def share(words: Sequence[Word], shares: Shares) -> float:
    """The share of a question, by the weights of its words, that is spoken of; all where it has none."""
    weights = np.array([word.weight for word in words])
    return float(weights @ shares / weights.sum()) if len(words) else 1.0


def _cut(plain: str) -> Iterator[str]:
    for run in runs(plain):
        yield from [run] if run.isascii() else rjieba.cut(run)


@lru_cache(maxsize=_WORDS_HELD)
def _meaning(word: str) -> tuple[float, Vectors]:
    """How much a word tells, and its direction; the encoder keeps what tells little short."""
    rows = shipped().rows_of(word)
    if not len(rows):
        return 0.0, np.zeros(rows.shape[1], np.float32)
    return float(np.linalg.norm(rows, axis=1).mean()), _unit(rows.sum(axis=0, keepdims=True))[0]


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return units
