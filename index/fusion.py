"""Weighs what each way of searching found: scores are weighed, ranks are not.

Fusing ranks was measured to hurt, because a weak ranker's first place counts as much as a strong one's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from index.ranking import Found, Rows
from index.scope import Standing
from index.word_index import WordField
from policies.model import ClauseKind

Shares = npt.NDArray[np.float64]

_BACKGROUND = frozenset({ClauseKind.GOAL, ClauseKind.PREAMBLE, ClauseKind.SUPPLEMENTARY})
_LABELS = frozenset({ClauseKind.HEADING, ClauseKind.TITLE})


@dataclass(frozen=True)
class Weights:
    """How much each signal counts; chosen on questions (`eval.encoder_dev`, `eval.crossed`).

    `fields` are those of the word index, `dense` is the likeness of meaning, `sentence` what the best single
    sentence covers. The factors multiply the score of a clause for what it is (`frame`: whom a document
    is sent to, who signed it), for naming the benefit or telling the way asked for, and for how its place
    lies to the place asked about.
    """

    fields: Mapping[WordField, float] = field(
        default_factory=lambda: {
            "bigrams": 0.35,
            "words": 0.25,
            "heading_bigrams": 0.15,
            "heading_words": 0.15,
        }
    )
    dense: float = 0.4
    sentence: float = 0.06
    benefit: float = 1.15
    claimable: float = 1.15
    duty: float = 0.9
    background: float = 0.6
    label: float = 0.3
    frame: float = 0.5
    way: float = 1.25
    mentions_another: float = 0.5
    inside: float = 0.7
    unknown_place: float = 0.9
    wider: float = 0.7

    @property
    def lexical(self) -> float:
        """What all fields of the word index count together."""
        return sum(self.fields.values())

    def kind_factor(self, kind: ClauseKind, seeks_benefit: bool, asks_way: bool = False) -> float:
        """Headings say little alone; who asks for a benefit, not the way to it, wants what can be claimed."""
        if kind in _LABELS:
            return self.label
        if not seeks_benefit or asks_way:
            return 1.0
        if kind is ClauseKind.DUTY:
            return self.duty
        return self.claimable if kind.claimable else self.background if kind in _BACKGROUND else 1.0

    def place(self, standing: Standing) -> float:
        """A rule of another place never comes in; one whose place is less sure comes later."""
        return {
            Standing.APART: 0.0,
            Standing.MENTIONS_ANOTHER: self.mentions_another,
            Standing.INSIDE: self.inside,
            Standing.UNKNOWN: self.unknown_place,
            Standing.WIDER: self.wider,
            Standing.ITS_OWN: 1.0,
        }[standing]


class Candidates(NamedTuple):
    """Clauses found by their words, by their meaning, or by both, in the order of rows."""

    rows: Rows
    lexical: Shares
    dense: Shares
    scores: Shares

    def without(self, rows: Sequence[int]) -> Self:
        """Those in other rows."""
        kept = ~np.isin(self.rows, rows)
        return type(self)(self.rows[kept], self.lexical[kept], self.dense[kept], self.scores[kept])


def fuse(lexical: Found, dense: Found, weights: Weights) -> Candidates:
    """The clauses of both lists with their scores, between 0 and 1.

    Scores are comparable between questions: scaling each list to its best hit was measured to hurt.
    """
    every = np.sort(np.concatenate([lexical.rows, dense.rows]))
    rows = every[np.flatnonzero(np.diff(every, prepend=-1))]
    one, other = (_spread(found, rows) for found in (lexical, dense))
    return Candidates(rows, one, other, weights.lexical * one + weights.dense * other)


def _spread(found: Found, rows: Rows) -> Shares:
    """The scores of what was found, among all rows; 0 for the others."""
    spread = np.zeros(len(rows))
    spread[np.searchsorted(rows, found.rows)] = np.maximum(found.scores, 0.0)
    return spread
