"""Weighs what each way of searching found: scores are weighed, ranks are not.

Fusing ranks was measured to hurt, because a weak ranker's first place counts as much as a strong one's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from index.lexical import WordField
from index.scope import Standing
from policies.model import ClauseKind

Scored = list[tuple[str, float]]

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


class Candidate(NamedTuple):
    """A clause found by its words, by its meaning, or by both."""

    id: str
    lexical: float
    dense: float
    score: float


def fuse(lexical: Scored, dense: Scored, weights: Weights) -> list[Candidate]:
    """The clauses of both lists with their scores, between 0 and 1.

    Scores are comparable between questions: scaling each list to its best hit was measured to hurt.
    """
    words, meaning, by_words, by_meaning = weights.lexical, weights.dense, dict(lexical), dict(dense)
    pairs = (
        (id_, max(0.0, by_words.get(id_, 0.0)), max(0.0, by_meaning.get(id_, 0.0)))
        for id_ in by_words | by_meaning
    )
    return [Candidate(id_, one, other, words * one + meaning * other) for id_, one, other in pairs]
