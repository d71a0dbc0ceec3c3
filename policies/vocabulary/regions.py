"""Which place a name means, how two places lie to each other, and where places stand in a text.

A name that several places bear (鼓楼区) always gives all of them, never a guess.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from operator import add
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from policies.vocabulary.gazetteer import NATION, Region, load, places, preferred, words

__all__ = [
    "NATION",
    "Region",
    "RegionMention",
    "find_regions",
    "normalise",
    "overlaps",
    "plain_names",
    "related",
    "resolve",
    "within",
]


@dataclass(frozen=True, slots=True)
class RegionMention:
    """`text[start:end]` names a place; several regions when the words leave open which."""

    start: int
    end: int
    text: str
    regions: tuple[Region, ...]


def resolve(name: str) -> tuple[Region, ...]:
    """The places a name may mean: a full path, a part of one, or a short form; () when unknown.

    A town or zone that is not in the data is placed under the parent written before it (东莞市长安镇).

    >>> [region.full_name for region in resolve("宿州灵璧")]
    ['安徽省宿州市灵璧县']
    >>> len(resolve("鼓楼区"))
    4
    """
    spelled = _IGNORED.sub("", name)
    if spelled in _NATION_NAMES:
        return (NATION,)
    return preferred(_candidates(spelled.removeprefix("中国")), spelled)


def normalise(name: str) -> str | None:
    """The full path of a place (安徽省宿州市灵璧县), or None when the name is unknown or ambiguous."""
    regions = resolve(name)
    return regions[0].full_name if len(regions) == 1 else None


def within(inner: str, outer: str) -> bool | None:
    """Whether the place called `inner` is `outer` or a part of it.

    True or False when it holds for every, or for no, reading of both names. None when a name is unknown or
    readings differ, and also when `inner` is the wider place: who told only 安徽省 may well sit in 宿州市.
    A district that is not known (dissolved, renamed) lies where its city does.
    """
    found = _relations(inner, outer) or _relations(_known_part(inner), outer)
    return _verdict(found, {"same", "inside"}, {"apart"})


def overlaps(one: str, other: str) -> bool | None:
    """Whether one of two places contains the other; None when a name is unknown or readings differ."""
    return _verdict(_relations(one, other), {"same", "inside", "contains"}, {"apart"})


Relation = Literal["same", "inside", "contains", "apart", "open"]


def related(one: str, other: str) -> Relation | None:
    """How `one` lies to `other`: `inside` it, `contains` it …; None when unknown or readings differ.

    `open` stands between a zone and another part of its city, because zones run across districts.
    """
    found = _relations(one, other)
    return found.pop() if len(found) == 1 else None


def find_regions(text: str) -> list[RegionMention]:
    """The places named in a text, from left to right, without overlaps; a path is one mention.

    Short forms that are words of their own (和平, 大同) count only next to a parent or a part of theirs.
    """
    mentions: list[RegionMention] = []
    if len(text) <= _SHORT and _openings().isdisjoint(map(add, text, text[1:])):
        return mentions
    for chain in _chains(text):
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


_SHORT = 40  # characters of a text whose letters are looked through faster than it is searched
_LONGEST_PATH = 60  # characters from the province down to a zone; more is a sentence
_IGNORED = re.compile(r"[\s·•・/>,,、-]")
_NATION_NAMES = {"全国", "中国", "国家", "中华人民共和国"}
_TOWN_ENDS = "镇|乡|街道|苏木"
_ZONE_ENDS = (
    "开发区|高新区|经开区|园区|新区|新城|新片区|片区|示范区|试验区|实验区|保税区|保税港区|产业园|工业园|"
    "科技园|商务区|自贸区|度假区|科学城|科技城"
)
_TOWN = re.compile(f"[一-鿿]{{1,10}}(?:{_TOWN_ENDS})")
_ZONE = re.compile(f"[一-鿿]{{0,16}}(?:{_ZONE_ENDS})")
_ENDS = tuple(f"{_TOWN_ENDS}|{_ZONE_ENDS}".split("|"))


@lru_cache(maxsize=4096)
def _candidates(spelled: str) -> tuple[Region, ...]:
    """Every place that these words can mean, before one tier is preferred."""
    gazetteer = load()
    if len(spelled) > _LONGEST_PATH:
        return ()
    if spelled in gazetteer.spellings:
        return gazetteer.spellings[spelled]
    for cut in range(len(spelled) - 1, 0, -1):
        parents = gazetteer.spellings.get(spelled[:cut], ())
        if parents and (found := _below(parents, spelled[cut:])):
            return found
    return _unlisted(spelled)


def _below(parents: tuple[Region, ...], rest: str) -> tuple[Region, ...]:
    return _inside(_candidates(rest), parents)


def _inside(regions: tuple[Region, ...], parents: tuple[Region, ...]) -> tuple[Region, ...]:
    return tuple(
        region for region in regions if any(region.lies_in(parent) and region != parent for parent in parents)
    )


def _unlisted(spelled: str) -> tuple[Region, ...]:
    """A town or zone that the data do not hold, under the longest path before it."""
    for cut in range(len(spelled) - 2, 1, -1) if spelled.endswith(_ENDS) else ():
        rest = spelled[cut:]
        level: Literal["town", "park"] | None = (
            "town" if _TOWN.fullmatch(rest) else "park" if _ZONE.fullmatch(rest) else None
        )
        if level and (parents := _listed_path(spelled[:cut])):
            return tuple(Region(f"{p.code}:{rest}", rest, level, (*p.path, rest)) for p in parents)
    return ()


def _listed_path(spelled: str) -> tuple[Region, ...]:
    found = preferred(_candidates(spelled), spelled)
    return found if all(":" not in region.code for region in found) else ()


def _known_part(spelled: str) -> str:
    """The longest part from the left that names a place in full (甲省乙市 of 甲省乙市丙区)."""
    ends = (
        k + 1 for k in range(min(len(spelled), _LONGEST_PATH) - 2, 0, -1) if spelled[k] in "省市区县州盟旗"
    )
    return next((spelled[:end] for end in ends if resolve(spelled[:end])), "")


def _relations(one: str, other: str) -> set[Relation]:
    return {_relation(a, b) for a in resolve(one) for b in resolve(other)}


def _relation(one: Region, other: Region) -> Relation:
    if one.path == other.path:
        return "same"
    if one.lies_in(other):
        return "inside"
    if other.lies_in(one):
        return "contains"
    return "open" if _may_share_ground(one, other) or _may_share_ground(other, one) else "apart"


def _may_share_ground(zone: Region, place: Region) -> bool:
    return (
        zone.level == "park" and place.level != "park" and place.path[: len(zone.path) - 1] == zone.path[:-1]
    )


def _verdict(found: set[Relation], yes: set[Relation], no: set[Relation]) -> bool | None:
    if found and found <= yes:
        return True
    return False if found and found <= no else None


class _Hit(NamedTuple):
    start: int
    end: int
    spelling: str
    regions: tuple[Region, ...]


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


def _chains(text: str) -> Iterator[list[_Hit]]:
    """Runs of names that go down the tree: 安徽省 宿州市 灵璧县."""
    by_start = {hits[0].start: hits for hits in _hits(text)}
    position = 0
    for start in sorted(by_start):
        if start < position:
            continue
        chain: list[_Hit] = []
        position = start
        while hit := _next_in_chain(text, by_start, chain, position):
            position = hit.end
            if not hit.regions:
                break
            chain.append(hit)
        if chain:
            yield chain


def _next_in_chain(text: str, by_start: dict[int, list[_Hit]], chain: list[_Hit], at: int) -> _Hit | None:
    for hit in by_start.get(at, ()):
        if not hit.regions:
            return hit
        if _cut_wrong(text, hit):
            continue
        if not chain:
            if _stands_alone(text, hit) or _has_part_after(text, by_start, hit):
                return hit
        elif inner := _inside(hit.regions, chain[-1].regions):
            return _Hit(hit.start, hit.end, hit.spelling, inner)
    return None


def _stands_alone(text: str, hit: _Hit) -> bool:
    if hit.spelling in words("counties_after_a_break"):
        return not _HAN.match(text[hit.start - 1 : hit.start])
    return hit.spelling in load().free


_HAN = re.compile("[一-鿿]")


def _has_part_after(text: str, by_start: dict[int, list[_Hit]], hit: _Hit) -> bool:
    return any(
        _inside(part.regions, hit.regions) and not _cut_wrong(text, part)
        for part in by_start.get(hit.end, ())
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
