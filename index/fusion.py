"""Weighs what each way of searching found: scores are weighed, ranks are not.

Fusing ranks was measured to hurt, because a weak ranker's first place counts as much as a strong one's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.scope import Standing
from policies.model import ClauseKind

Scored = list[tuple[str, float]]

_BACKGROUND = frozenset({ClauseKind.GOAL, ClauseKind.PREAMBLE, ClauseKind.SUPPLEMENTARY})
_LABELS = frozenset({ClauseKind.HEADING, ClauseKind.TITLE})


@dataclass(frozen=True)
class Weights:
    """How much each signal counts; chosen by cross-validation in `eval.retrieval_dev`."""

    signals: Mapping[str, float] = field(
        default_factory=lambda: {
            "bigrams": 0.3,
            "words": 0.3,
            "heading_bigrams": 0.05,
            "heading_words": 0.05,
            "dense": 0.3,
        }
    )
    claimable: float = 1.1
    duty: float = 0.9
    background: float = 0.75
    label: float = 0.3
    mentions_another: float = 0.5
    inside: float = 0.7
    unknown_place: float = 0.95

    @property
    def highest_factor(self) -> float:
        """No clause's score is multiplied by more than this."""
        return max(1.0, self.claimable)

    def kind_factor(self, kind: ClauseKind, seeks_benefit: bool) -> float:
        """Headings say little alone; who asks for a benefit wants what can be claimed first."""
        if kind in _LABELS:
            return self.label
        if not seeks_benefit:
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
            Standing.APPLIES: 1.0,
        }[standing]


def fuse(found: Mapping[str, Scored], weights: Weights) -> list[tuple[str, float, dict[str, float]]]:
    """(id, weighted sum, its parts) best first, equal sums by id; every score is between 0 and 1.

    Scores are comparable between questions: scaling each signal to its best hit was measured to hurt.
    """
    parts: dict[str, dict[str, float]] = {}
    for signal, scored in found.items():
        for id_, score in scored:
            parts.setdefault(id_, {})[signal] = max(0.0, score)
    sums = ((id_, _sum(scores, weights), scores) for id_, scores in parts.items())
    return sorted(sums, key=lambda entry: (-entry[1], entry[0]))


def _sum(scores: Mapping[str, float], weights: Weights) -> float:
    return sum(weights.signals.get(signal, 0.0) * score for signal, score in scores.items())
