"""Whether a clause holds in the places that a question asks about."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Self

from policies.vocabulary.regions import Region, find_regions, resolve

Readings = tuple[Region, ...]


class Standing(IntEnum):
    """How a clause's place lies to a place asked about; the greater the surer that the clause holds there."""

    APART = 0  # another city's rule
    INSIDE = 1  # a rule of a part of the place: it may hold for who named only the whole
    UNKNOWN = 2  # the clause names no place that is known
    APPLIES = 3  # a rule of the place itself or of a wider one


@dataclass(frozen=True)
class Places:
    """Places asked about, for each name every place it may mean; none asked: every clause applies."""

    asked: tuple[Readings, ...]

    @classmethod
    def named(cls, names: Iterable[str]) -> Self:
        """The places with these names; a name that is not known restricts nothing."""
        return cls(tuple(readings for name in names if (readings := readings_of(name))))

    def standing(self, names: Iterable[str | None]) -> Standing:
        """The best standing of a rule that is made for the places `names`, towards any place asked about."""
        known = [readings for name in names if name and (readings := readings_of(name))]
        if not self.asked:
            return Standing.APPLIES
        if not known:
            return Standing.UNKNOWN
        return max(_relation(asked, made_for) for asked in self.asked for made_for in known)


@lru_cache(maxsize=65_536)
def readings_of(name: str) -> Readings:
    """Every place that a name, or a text with one name in it, may mean; () when there is none."""
    if exact := resolve(name):
        return exact
    mentions = find_regions(name)
    return mentions[-1].regions if mentions else ()


def _relation(asked: Readings, made_for: Readings) -> Standing:
    if any(place.lies_in(rule) for place in asked for rule in made_for):
        return Standing.APPLIES
    if any(rule.lies_in(place) for place in asked for rule in made_for):
        return Standing.INSIDE
    return Standing.APART
