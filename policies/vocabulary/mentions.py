"""Where places stand in a text: the longest names, paths as one, and what several places may mean."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import add
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from policies.vocabulary.gazetteer import Region, load, places, preferred, words
from policies.vocabulary.regions import inside

__all__ = ["RegionMention", "find_regions", "find_spoken_regions", "plain_names"]

_SHORT = 40  # characters of a text whose letters are looked through faster than it is searched


@dataclass(frozen=True, slots=True)
class RegionMention:
    """`text[start:end]` names a place; several regions when the words leave open which."""

    start: int
    end: int
    text: str
    regions: tuple[Region, ...]


def find_regions(text: str) -> list[RegionMention]:
    """The places named in a text, from left to right, without overlaps; a path is one mention.

    Short forms that are words of their own (和平, 大同) count only next to a parent or a part of theirs.
    """
    return _regions_in(text, _stands_alone)


def find_spoken_regions(text: str) -> list[RegionMention]:
    """As `find_regions` in what somebody says of himself: there a short form also counts where one is
    (在大兴开店, 我们南山的企业, 朝阳 文创补贴); documents use such words in other ways (在大兴调查之风时)."""
    return _regions_in(text, _stands_alone_spoken)


def _regions_in(text: str, alone: "_Alone") -> list[RegionMention]:
    mentions: list[RegionMention] = []
    if len(text) <= _SHORT and _openings().isdisjoint(map(add, text, text[1:])):
        return mentions
    for chain in _chains(text, alone):
        start, end = chain[0].start, chain[-1].end
        spelling = text[start:end]
        regions = preferred(chain[-1].regions, spelling)
        if len(regions) > 1 and mentions:
            regions = _by_coordination(text, mentions[-1], start, regions)
        mentions.append(RegionMention(start, end, spelling, regions))
    return mentions


def plain_names() -> frozenset[str]:
    """Every spelling that names a place by itself in running text: 灵璧 and 灵璧县, but not 和平."""
    return load().free


class _Hit(NamedTuple):
    start: int
    end: int
    spelling: str
    regions: tuple[Region, ...]


_Alone = Callable[[str, _Hit], bool]
"""Whether a name counts in this text without a parent before it."""


@cache
def _patterns() -> tuple[list[str], AhoCorasick]:
    gazetteer = load()
    spellings = {*gazetteer.spellings, *gazetteer.not_places}
    patterns = sorted(spelling for spelling in spellings if len(spelling) > 1)
    return patterns, AhoCorasick(patterns, implementation=Implementation.ContiguousNFA)


@cache
def _openings() -> frozenset[str]:
    """The first two letters of every spelling: most headings hold none of them."""
    return frozenset(spelling[:2] for spelling in _patterns()[0])


def _hits(text: str) -> Iterator[list[_Hit]]:
    """Everything that could be a place, grouped by where it starts, the longest first."""
    gazetteer = load()
    patterns, automaton = _patterns()
    # Leftmost-longest would let a rejected word hide a place inside it (重大安徽项目: 大安, 安徽).
    found = automaton.find_matches_as_indexes(text, overlapping=True)
    found.sort(key=lambda match: (match[1], -match[2]))
    for _, group in groupby(found, key=lambda match: match[1]):
        hits = []
        for index, start, end in group:
            spelling = patterns[index]
            regions = gazetteer.spellings.get(spelling, ())
            hits.append(_Hit(start, end, spelling, () if spelling in gazetteer.not_places else regions))
        yield hits


def _chains(text: str, alone: _Alone) -> Iterator[list[_Hit]]:
    """Runs of names that go down the tree: 安徽省 宿州市 灵璧县."""
    by_start = {hits[0].start: hits for hits in _hits(text)}
    position = 0
    for start in sorted(by_start):
        if start < position:
            continue
        chain: list[_Hit] = []
        position = start
        while hit := _next_in_chain(text, by_start, chain, position, alone):
            position = hit.end
            if not hit.regions:
                break
            chain.append(hit)
        if chain:
            yield chain


def _next_in_chain(
    text: str, by_start: dict[int, list[_Hit]], chain: list[_Hit], at: int, alone: _Alone
) -> _Hit | None:
    for hit in by_start.get(at, ()):
        if not hit.regions:
            return hit
        if _cut_wrong(text, hit):
            continue
        if not chain:
            if alone(text, hit) or _has_part_after(text, by_start, hit):
                return hit
        elif inner := inside(hit.regions, chain[-1].regions):
            return _Hit(hit.start, hit.end, hit.spelling, inner)
    return None


def _stands_alone(text: str, hit: _Hit) -> bool:
    if hit.spelling in words("counties_after_a_break"):
        return not _HAN.match(text[hit.start - 1 : hit.start])
    return hit.spelling in load().free


_HAN = re.compile("[一-鿿]")


def _stands_alone_spoken(text: str, hit: _Hit) -> bool:
    if _stands_alone(text, hit):
        return True
    if hit.spelling in words("never_alone") or hit.spelling in words("generic_names"):
        return False
    before, after = _spoken()
    return bool(before.search(text, 0, hit.start) and after.match(text, hit.end))


@cache
def _spoken() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(f"(?:{places()['before_spoken']})$"), re.compile(places()["after_spoken"])


def _has_part_after(text: str, by_start: dict[int, list[_Hit]], hit: _Hit) -> bool:
    return any(
        inside(part.regions, hit.regions) and not _cut_wrong(text, part) for part in by_start.get(hit.end, ())
    )


_CONTINUES = {"市": "场值", "区": "域块位间别分", "县": "域级"}


def _cut_wrong(text: str, hit: _Hit) -> bool:
    """Whether the next word takes the name's end (北京市|场), or an organisation the name (北京大学)."""
    following = text[hit.end : hit.end + 1]
    if following and following in _CONTINUES.get(hit.spelling[-1], ""):
        return True
    short = hit.spelling[-1] not in "省市区县州盟旗"
    return short and _organisation().match(text, hit.end) is not None


@cache
def _organisation() -> re.Pattern[str]:
    return re.compile(places()["organisations"])


_COORDINATION = re.compile(r"\s*(?:、|和|及|与|以及|或|,|,)\s*")


def _by_coordination(
    text: str, before: RegionMention, start: int, regions: tuple[Region, ...]
) -> tuple[Region, ...]:
    """In 南京市玄武区、鼓楼区 the second stands under the same city as the first."""
    if len(before.regions) != 1 or not _COORDINATION.fullmatch(text, before.end, start):
        return regions
    parent = before.regions[0].path[:-1]
    return tuple(region for region in regions if parent and region.path[:-1] == parent) or regions
