"""Whether a clause holds in the places that a question asks about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Self

from policies.vocabulary.mentions import find_regions
from policies.vocabulary.regions import Region, resolve

Readings = tuple[Region, ...]


class Standing(IntEnum):
    """How a clause's place lies to a place asked about; the greater the surer that the clause holds there."""

    APART = 0  # another place's rule
    MENTIONS_ANOTHER = 1  # a rule of the place, whose words name only other parts of it
    INSIDE = 2  # a rule of a part of the place: it may hold for who named only the whole
    UNKNOWN = 3  # nothing tells the clause's place
    WIDER = 4  # a rule of a wider place, which holds in its parts
    ITS_OWN = 5  # a rule of the place itself


@dataclass(frozen=True)
class Places:
    """Places asked about, for each name every place it may mean; none asked: every clause is its own."""

    asked: tuple[Readings, ...]

    @classmethod
    def named(cls, names: Iterable[str]) -> Self:
        """The places with these names; a name that is not known restricts nothing."""
        return cls(tuple(readings for name in names if (readings := readings_of(name))))

    def standing(self, names: Iterable[str | None]) -> Standing:
        """The best standing of a rule that is made for the places `names`, towards any place asked about."""
        if not self.asked:
            return Standing.ITS_OWN
        known = [readings for name in names if name and (readings := readings_of(name))]
        if not known:
            return Standing.UNKNOWN
        return max(_relation(asked, made_for) for asked in self.asked for made_for in known)

    def clause_standing(
        self, whole: str | None, headings: Sequence[str], mentioned: Sequence[str]
    ) -> Standing:
        """The standing of a clause in a document for the place `whole` (None: not known)."""
        return self.reached(Reach.of(whole, headings, mentioned))

    def reached(self, reach: "Reach") -> Standing:
        """The standing of a clause that holds so far."""
        standing = self.standing(reach.names)
        return max(standing, Standing.MENTIONS_ANOTHER) if reach.mentioned else standing


@dataclass(frozen=True)
class Reach:
    """The places that a clause is for; where they are only `mentioned`, others may be meant too."""

    names: tuple[str, ...]
    mentioned: bool = False

    @classmethod
    def of(cls, whole: str | None, headings: Sequence[str], mentioned: Sequence[str]) -> Self:
        """That of a clause in a document for the place `whole` (None: not known).

        A part of that place in the headings above a clause narrows what it is for. A part that only its words
        mention may be an example, so it makes the clause less likely but never rules it out. Places outside
        the whole (a partner city, a model to learn from) tell nothing.
        """
        if headed := _parts(whole, _nearest_places(tuple(headings))):
            return cls(tuple(headed))
        if told := _parts(whole, mentioned):
            return cls(tuple(told), mentioned=True)
        return cls((whole,) if whole else ())


class RuleBooks:
    """Documents by the places they are made for, so that a place finds its own among thousands."""

    def __init__(self, made_for: Mapping[str, str | None]) -> None:
        """`made_for` maps document ids to places; None, or a name that is not known, may apply anywhere."""
        self._anywhere: set[str] = set()
        self._exactly: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._inside: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for document, name in made_for.items():
            self._file(document, readings_of(name) if name else ())

    def _file(self, document: str, readings: Readings) -> None:
        if not readings:
            self._anywhere.add(document)
        for region in readings:
            self._exactly[region.path].add(document)
            for depth in range(len(region.path) + 1):
                self._inside[region.path[:depth]].add(document)

    def own(self, places: Places) -> bool:
        """Whether any document is made for a place asked about, or a part of it."""
        return any(self._inside.get(region.path) for readings in places.asked for region in readings)

    def applying(self, places: Places) -> set[str]:
        """The documents whose standing towards the places asked about is not `APART`."""
        found = set(self._anywhere)
        for path in (region.path for readings in places.asked for region in readings):
            found |= self._inside.get(path, set())
            for depth in range(len(path)):
                found |= self._exactly.get(path[:depth], set())
        return found


@lru_cache(maxsize=65_536)
def readings_of(name: str) -> Readings:
    """Every place that a name, or a text with one name in it, may mean; () when there is none."""
    if exact := resolve(name):
        return exact
    mentions = find_regions(name)
    return mentions[-1].regions if mentions else ()


def _relation(asked: Readings, made_for: Readings) -> Standing:
    if set(asked) & set(made_for):
        return Standing.ITS_OWN
    if any(place.lies_in(rule) for place in asked for rule in made_for):
        return Standing.WIDER
    if any(rule.lies_in(place) for place in asked for rule in made_for):
        return Standing.INSIDE
    return Standing.APART


def _parts(whole: str | None, names: Iterable[str]) -> list[str]:
    """Those of `names` that are the place `whole` or lie in it; all when it is not known."""
    around = readings_of(whole) if whole else ()
    return [name for name in names if not around or _relation(readings_of(name), around) >= Standing.WIDER]


@lru_cache(maxsize=65_536)
def _nearest_places(headings: tuple[str, ...]) -> tuple[str, ...]:
    """The places named in the lowest heading that names any; `headings` run from the top down."""
    for words in reversed(headings):
        if named := tuple(r.full_name for mention in find_regions(words) for r in mention.regions):
            return named
    return ()
