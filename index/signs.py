"""Likely neighbours among many vectors, told by the signs of their coordinates after random turns.

Two vectors that point almost the same way fall on the same side of almost every plane. The planes are those
of turned axes, which part better than planes drawn one by one. Counting 512 differences takes a twentieth
of the time of the exact likeness, is the same every time, and what is nearest by it holds the nearest.
"""

from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from index.ranking import Rows

Vectors = npt.NDArray[np.float32]

_TURN = "turn.npy"
_SIGNS = "signs.npy"
_PLANES = 512
_WORD = 64
# The first signs, of all vectors, choose those whose other signs are looked at.
_FIRST = 4
_KEPT_BY_FIRST = 4
# So many vectors' signs stay in the nearest cache.
_BLOCK = 16_384
_SAMPLED = 8
_SURE_OF = 1000
_SEED = 20261122


class Signs:
    """Of each vector 512 signs, in eight rows of words of 64; `turn` makes a vector into as many numbers."""

    def __init__(self, turn: Vectors, words: npt.NDArray[np.uint64]) -> None:
        self._turn = turn
        self._words = words

    @classmethod
    def write(cls, folder: Path, vectors: Vectors) -> Self:
        """Take the signs of all vectors, and map what was written."""
        turn = _turn(vectors.shape[1])
        draft = folder / f"draft-{_SIGNS}"
        shape = _PLANES // _WORD, len(vectors)
        words = np.lib.format.open_memmap(draft, "w+", np.uint64, shape)
        for at in range(0, len(vectors), _BLOCK):
            words[:, at : at + _BLOCK] = _words(vectors[at : at + _BLOCK] @ turn).T
        words.flush()
        # Files that a thread has mapped or a copy of the folder shares are replaced, never written into.
        draft.replace(folder / _SIGNS)
        np.save(folder / f"draft-{_TURN}", turn)
        (folder / f"draft-{_TURN}").replace(folder / _TURN)
        return cls(turn, words)

    @classmethod
    def read(cls, folder: Path, count: int, dimensions: int) -> Self:
        """Map the signs of `count` vectors; raises `OSError` or `ValueError` when they are not whole."""
        turn, words = np.load(folder / _TURN), np.load(folder / _SIGNS, mmap_mode="r")
        expected = (dimensions, _PLANES), (_PLANES // _WORD, count)
        if (turn.shape, words.shape) != expected:
            raise ValueError(f"signs of {expected} expected, got {turn.shape, words.shape}")
        return cls(turn, np.asarray(words))

    def likely(self, vector: Vectors, k: int, rows: Rows | None = None) -> Rows:
        """About `k` of `rows` (None: of all) that differ in the fewest signs from `vector`, in order."""
        asked = _words((vector @ self._turn)[None, :])[0]
        first = self._first_differences(asked)
        if rows is not None:
            first = first[rows]
        near = _least(first, _KEPT_BY_FIRST * k)
        chosen = near if rows is None else rows[near]
        differences = first[near]
        for words, word in zip(self._words[_FIRST:], asked[_FIRST:], strict=True):
            differences += np.bitwise_count(words.take(chosen) ^ word)
        return chosen[_least(differences, k)]

    def _first_differences(self, asked: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint16]:
        """In how many of the first signs each vector differs."""
        told = np.empty(self._words.shape[1], np.uint16)
        for at in range(0, len(told), _BLOCK):
            differ = self._words[:_FIRST, at : at + _BLOCK] ^ asked[:_FIRST, None]
            np.bitwise_count(differ).sum(axis=0, dtype=np.uint16, out=told[at : at + _BLOCK])
        return told


def _turn(dimensions: int) -> Vectors:
    """As many turns of the axes as there are planes, beside one another; the same ones every time."""
    chance = np.random.default_rng(_SEED)
    turns = -(-_PLANES // dimensions)
    turned = [np.linalg.qr(chance.standard_normal((dimensions, dimensions)))[0] for _ in range(turns)]
    return np.concatenate(turned, axis=1)[:, :_PLANES].astype(np.float32)


def _words(numbers: Vectors) -> npt.NDArray[np.uint64]:
    """The signs of each row as words."""
    return np.packbits(numbers > 0, axis=1).view(np.uint64)


def _least(differences: npt.NDArray[np.uint16], k: int) -> Rows:
    """The places of about the `k` least: a sample tells up to which difference they go."""
    sample = differences[::_SAMPLED] if len(differences) > _SURE_OF * _SAMPLED else differences
    wanted = k * len(sample) // len(differences)
    if wanted >= len(sample):
        return np.arange(len(differences), dtype=np.int32)
    return np.flatnonzero(differences <= np.partition(sample, wanted)[wanted]).astype(np.int32)
