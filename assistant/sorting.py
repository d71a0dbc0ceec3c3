"""What sort of message a turn is: a question about policies, or why it is none.

A small linear classifier over characters, over what sorts of terms of the field are named, and over the
shipped encoder's vector; `eval.fit_messages` learns the weights in `sorts/`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from index.encoder import load_encoder
from index.query import asked_regions
from index.spelling import simplified
from policies.vocabulary.terms import find_terms

WEIGHTS = Path(__file__).with_name("sorts") / "weights.safetensors"
BUCKETS = 1 << 15

_LIKELY, _QUITE, _SURE = 0.5, 0.8, 0.9
"""How likely a message must be no question: to be refused where little is found; to be taken for an order or
a private matter; to be taken for talk or another subject, which the search would tell, too."""

_LONGEST = 3  # characters of an n-gram
_FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
_READ = 600  # characters at each end of a long text
TYPES = ("addressee", "benefit", "department", "industry", "person", "qualification")
_ALIKE = str.maketrans("，。？！：；（）０１２３４５６７８９123456789", ",.?!:;()" + "0" * 19)
_HAN = re.compile("[一-鿿]")
_FEW = 4  # characters that tell nothing without the words they are said about
QUOTED = re.compile('“[^”]*”|「[^」]*」|『[^』]*』|‘[^’]*’|"[^"]*"')

Rows = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float32]


class Sort(StrEnum):
    """What a message is."""

    QUESTION = "question"
    ATTACK = "attack"
    PRIVATE = "private"
    SMALL_TALK = "small_talk"
    DAILY_LIFE = "daily_life"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, eq=False)
class Weights:
    """For each sort in the order of `Sort`: those of n-grams (`BUCKETS`, 6) in steps of `steps`, of the
    dense features (n, 6), and what is added whatever a text says."""

    grams: npt.NDArray[np.int8]
    steps: Vector
    dense: Vector
    bias: Vector

    def odds(self, text: str) -> tuple[float, ...]:
        """How likely each sort is; they add up to 1."""
        rows = grams(text)
        held = self.grams[rows].sum(0, dtype=np.int32) * self.steps / np.float32(max(1, len(rows)) ** 0.5)
        scores = held + dense(text) @ self.dense + self.bias
        raised = np.exp(scores - scores.max())
        return tuple((raised / raised.sum()).tolist())


@lru_cache(512)
def odds(turn: str) -> Mapping[Sort, float]:
    """How likely a turn is each sort of message; what it quotes is not its own and left out."""
    return dict(zip(Sort, _weights().odds(own_words(simplified(turn))), strict=True))


def sort_of(turn: str) -> Sort:
    """What a turn is; a question unless it is surely none.

    >>> sort_of("做光伏的企业有什么补贴").value
    'question'
    """
    return decided(odds(turn))


def likely_sort(turn: str) -> Sort:
    """What a turn is likelier than not; what names nothing of the field is a question only if surely one."""
    found, other = odds(turn), _other(odds(turn))
    if find_terms(turn) or asked_regions(turn):
        return other if found[other] > _LIKELY else Sort.QUESTION
    return other if found[Sort.QUESTION] <= _QUITE else Sort.QUESTION


def decided(found: Mapping[Sort, float]) -> Sort:
    """What a message of such odds is taken for: a question turned away is worse than talk searched for."""
    other = _other(found)
    needed = _SURE if other in (Sort.SMALL_TALK, Sort.OUT_OF_SCOPE) else _QUITE
    return other if 1 - found[Sort.QUESTION] >= needed else Sort.QUESTION


def _other(found: Mapping[Sort, float]) -> Sort:
    return max((sort for sort in Sort if sort is not Sort.QUESTION), key=lambda sort: found[sort])


def own_words(turn: str) -> str:
    """A turn without what it quotes, unless it does nothing else."""
    said = QUOTED.sub("“”", turn)
    return said if len(_HAN.findall(said)) >= _FEW else turn


def grams(text: str) -> Rows:
    """The rows of a text's n-grams of one to three characters, each once."""
    if len(text) > 2 * _READ:
        text = f"{text[:_READ]} {text[-_READ:]}"
    folded = f"\x02{' '.join(text.lower().translate(_ALIKE).split())}\x03"
    codes = np.frombuffer(folded.encode("utf-32-le", "replace"), np.uint32).astype(np.uint64)
    found = []
    for length in range(1, _LONGEST + 1):
        mixed = np.full(max(0, len(codes) - length + 1), length, np.uint64)
        for at, factor in enumerate(_FACTORS[:length]):
            mixed = (mixed ^ codes[at : at + len(mixed)]) * np.uint64(factor)
            mixed ^= mixed >> np.uint64(29)
        found.append(mixed & np.uint64(BUCKETS - 1))
    return np.unique(np.concatenate(found)).astype(np.int64)


def dense(text: str) -> Vector:
    """The encoder's vector, how many terms of each type are named (up to two), whether a place is."""
    cut = text[:_READ]
    named = Counter(tag.type for tag in find_terms(cut))
    told = [min(named[type_], 2) for type_ in TYPES]
    named_too = np.array([*told, bool(asked_regions(cut))], np.float32)
    return np.concatenate([load_encoder().encode([cut])[0], named_too])


@cache
def _weights() -> Weights:
    held = load_file(WEIGHTS)
    return Weights(held["grams"], held["steps"], held["dense"], held["bias"])
