"""Weighed cues (kinds.toml) that a provision gives its reader something to claim; see decision 004."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from policies.reading.sieve import PartSieve, Sieve
from policies.vocabulary.term_files import parse, pattern_of

_FILE = Path(__file__).with_name("kinds.toml")
_NOTE = re.compile(r"[(（]([^()（）]*)[)）]")
_CHARGES = re.compile(r"负责|责任单位|牵头|配合单位")
_TIE = 1e-9  # sums of decimal weights are not exact


@dataclass(frozen=True)
class Cue:
    """Words that speak for or against a provision being claimable; `weight` is in log-odds."""

    name: str
    pattern: re.Pattern[str]
    cap: int
    part: str
    weight: float
    example: str

    def strength(self, clause: str, headings: str) -> float:
        """How strongly the cue shows, from 0 to 1."""
        words = clause if self.part == "clause" else headings
        if self.cap == 1:
            return float(self.pattern.search(words) is not None)
        found = 0
        for _ in self.pattern.finditer(words):
            found += 1
            if found == self.cap:
                break
        return found / self.cap


@cache
def cues() -> tuple[tuple[Cue, ...], float]:
    """The cues of kinds.toml and the bias added to their weighted sum."""
    held = parse(_FILE)
    return tuple(
        Cue(
            c["name"],
            pattern_of(_FILE, c["name"], c["pattern"]),
            c["cap"],
            c["part"],
            c["weight"],
            c["example"],
        )
        for c in held["cue"]
    ), held["bias"]


def strengths(clause: str, headings: str) -> list[float]:
    """The strength of every cue, in the order of the file."""
    clause = _without_charges(clause)
    return [cue.strength(clause, headings) for cue in cues()[0]]


def _without_charges(clause: str) -> str:
    return _NOTE.sub(lambda note: "" if _CHARGES.search(note[1]) else note[0], clause)


def _heaviest_first(part: str) -> list[tuple[re.Pattern[str], Cue]]:
    held = sorted(cues()[0], key=lambda cue: -abs(cue.weight))
    return [(cue.pattern, cue) for cue in held if cue.part == part]


_OF_HEADINGS = Sieve(lambda: _heaviest_first("headings"))


# Provisions one after the other stand under the same headings.
@lru_cache(maxsize=64)
def _above(headings: str) -> Sequence[Cue]:
    return _OF_HEADINGS.candidates(headings)


_OF_CLAUSE = PartSieve(lambda: _heaviest_first("clause"))


def is_claimable(text: str, headings: str, start: int = 0, end: int | None = None) -> bool:
    """Whether the odds of `text[start:end]` are above 0; what can no longer change that is not looked for."""
    end = len(text) if end is None else end
    words = text[start:end]
    clause = _without_charges(words)
    part = (text, start, end) if clause == words else (clause, 0, len(clause))
    left = [*_above(headings), *_OF_CLAUSE.candidates(*part)]
    odds = cues()[1]
    gain = sum(cue.weight for cue in left if cue.weight > 0)
    loss = sum(cue.weight for cue in left if cue.weight < 0)
    for cue in left:
        if odds + loss > _TIE or odds + gain <= _TIE:
            break
        odds += cue.weight * cue.strength(clause, headings)
        gain, loss = gain - max(cue.weight, 0), loss - min(cue.weight, 0)
    return odds > _TIE
