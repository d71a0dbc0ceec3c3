"""Which place a name means, and how two places lie to each other.

A name that several places bear (鼓楼区) always gives all of them, never a guess.
"""

import re
from functools import lru_cache
from typing import Literal

from policies.vocabulary.gazetteer import NATION, Region, load, preferred

__all__ = [
    "NATION",
    "Region",
    "inside",
    "normalise",
    "overlaps",
    "related",
    "resolve",
    "within",
]


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
    found = _verdict(_relations(inner, outer), {"same", "inside"}, {"apart"})
    if found is not None:
        return found
    return _verdict(_relations(_known_part(inner), outer), {"same", "inside"}, {"apart"})


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
    """What `rest` names in one of the parents: a place there, or a zone across districts."""
    named = _candidates(rest)
    across = (zone for zone in named if any(_may_share_ground(zone, parent) for parent in parents))
    return inside(named, parents) or tuple(across)


def inside(regions: tuple[Region, ...], parents: tuple[Region, ...]) -> tuple[Region, ...]:
    """Those of `regions` that lie in one of the parents, none of which lies in itself."""
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
