"""Weighs what each way of searching found: scores are weighed, ranks are not.

Fusing ranks was measured to hurt, because a weak ranker's first place counts as much as a strong one's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.scope import Standing
from policies.model import ClauseKind

Scored = list[tuple[str, float]]

_PASSIVE = frozenset({ClauseKind.DUTY, ClauseKind.GOAL, ClauseKind.PREAMBLE, ClauseKind.SUPPLEMENTARY})
_LABELS = frozenset({ClauseKind.HEADING, ClauseKind.TITLE})


@dataclass(frozen=True)
class Weights:
    """How much each signal counts; chosen by cross-validation in `eval.retrieval_dev`."""

    signals: Mapping[str, float] = field(
        default_factory=lambda: {
            "bigrams": 0.45,
            "words": 0.15,
            "heading_bigrams": 0.1,
            "heading_words": 0.05,
            "dense": 0.25,
        }
    )
    claimable: float = 1.15
    passive: float = 0.9
    label: float = 0.3
    inside: float = 0.85
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
        return self.claimable if kind.claimable else self.passive if kind in _PASSIVE else 1.0

    def place(self, standing: Standing) -> float:
        """A rule of another place never comes in; one whose place is less sure comes later."""
        return {
            Standing.APART: 0.0,
            Standing.INSIDE: self.inside,
            Standing.UNKNOWN: self.unknown_place,
            Standing.APPLIES: 1.0,
        }[standing]


def fuse(found: Mapping[str, Scored], weights: Weights) -> list[tuple[str, float, dict[str, float]]]:
    """(id, weighted sum, its parts) best first, equal sums by id; each signal is scaled to its best hit."""
    parts: dict[str, dict[str, float]] = {}
    for signal, scored in found.items():
        for id_, share in _scaled(scored):
            parts.setdefault(id_, {})[signal] = share
    sums = ((id_, _sum(shares, weights), shares) for id_, shares in parts.items())
    return sorted(sums, key=lambda entry: (-entry[1], entry[0]))


def _sum(shares: Mapping[str, float], weights: Weights) -> float:
    return sum(weights.signals.get(signal, 0.0) * share for signal, share in shares.items())


def _scaled(scored: Scored) -> Iterable[tuple[str, float]]:
    best = max((score for _, score in scored), default=0.0)
    return ((id_, max(0.0, score) / best) for id_, score in scored) if best > 0 else ()
