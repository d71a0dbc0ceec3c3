"""The tree of places as loaded from data: every place, and every way its name is written.

Only `regions.py` uses this module. Loading costs some tens of milliseconds, so nothing is read before the
first question.
"""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

_HERE = Path(__file__).parent

RegionLevel = Literal["national", "province", "city", "county", "park", "town"]


@dataclass(frozen=True, slots=True)
class Region:
    """One place. `path` holds the full names from the province down to the place itself; 全国 has ().

    `code` is the six-digit code of the statistics bureau. A development zone outside its list has a code of
    this project that begins with F; a town or zone known only by its parent has `parent's code:name`.
    """

    code: str
    name: str
    level: RegionLevel
    path: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """安徽省宿州市灵璧县; 全国 for the nation."""
        return "".join(self.path) or self.name

    def lies_in(self, outer: "Region") -> bool:
        """Whether this place is `outer` or a part of it."""
        return self.path[: len(outer.path)] == outer.path


NATION = Region("000000", "全国", "national", ())

Spellings = dict[str, tuple[Region, ...]]


@dataclass(frozen=True)
class Gazetteer:
    """Every spelling with the places it may mean.

    `free` ones count in running text without a parent before them. `not_places` hold a place's name by
    chance.
    """

    spellings: Spellings
    free: frozenset[str]
    not_places: frozenset[str]


@cache
def places() -> dict[str, Any]:
    """The entries of places.toml; a block of words is one string there."""
    return tomllib.loads((_HERE / "places.toml").read_text(encoding="utf-8"))


@cache
def words(block: str) -> frozenset[str]:
    """The words of one block of places.toml."""
    return frozenset(places()[block].split())


@cache
def load() -> Gazetteer:
    """Read the data files once."""
    table: dict[str, dict[Region, None]] = {}
    full_names: set[str] = set()
    for region, aliases in _regions():
        full_names.update((region.name, *aliases))
        for spelling in (region.name, *aliases, *_short_forms(region)):
            table.setdefault(spelling, {})[region] = None
    spellings = {spelling: tuple(regions) for spelling, regions in table.items()}
    return Gazetteer(
        spellings | _abbreviations(spellings),
        frozenset(s for s, regions in spellings.items() if _stands_alone(s, regions, s in full_names)),
        words("not_places"),
    )


def preferred(regions: tuple[Region, ...], spelling: str = "") -> tuple[Region, ...]:
    """What people mean by a name borne on several tiers: the province, else the city, else the outermost.

    吉林 is the province, 西安 not a district of 辽源; 朝阳 stays open, as do counties of equal rank.
    """
    if len(regions) < 2:
        return regions
    for level in () if spelling in words("open_names") else ("province", "city"):
        if higher := tuple(region for region in regions if region.level == level):
            return higher
    return tuple(r for r in regions if not any(r != other and r.lies_in(other) for other in regions))


def _stands_alone(spelling: str, regions: tuple[Region, ...], full: bool) -> bool:
    if len(spelling) < 2 or spelling in words("common_words") or spelling in words("generic_names"):
        return False
    meant = preferred(regions, spelling)
    return full or len(meant) == 1 or all(region.level in ("province", "city") for region in meant)


def _abbreviations(spellings: Spellings) -> Spellings:
    return {short: spellings[name] for short, name in places()["abbreviations"].items()}


def _regions() -> Iterator[tuple[Region, tuple[str, ...]]]:
    by_code: dict[str, Region] = {}
    by_name: dict[str, Region] = {}
    for row in _rows("divisions.csv"):
        path = (*by_code[row["parent"]].path, row["name"]) if row["parent"] else (row["name"],)
        region = Region(row["code"], row["name"], cast(RegionLevel, row["level"]), path)
        by_code[region.code] = by_name[region.full_name] = region
        yield region, ()
    for row in _rows("functional_areas.csv"):
        above = by_name[row["parent"]].path if row["parent"] else ()
        path = (*above, row["name"])
        region = by_code.get(row["code"]) or Region(row["code"], row["name"], "park", path)
        by_name[region.full_name] = region
        yield region, tuple(row["aliases"].split("|")) if row["aliases"] else ()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


_PEOPLES = re.compile(
    "(?<=..)(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|阿昌|普米|塔吉克|怒|德昂|保安|裕固|独龙|各)族|蒙古|维吾尔|哈萨克|柯尔克孜|锡伯|塔吉克)$"
)
_AUTONOMOUS = re.compile("自治([区州县旗])$")
_SUFFIX = re.compile("(?:特别行政区|地区|林区|矿区|特区|新区|[省市区县盟旗])$")


def _short_forms(region: Region) -> Iterator[str]:
    if region.level == "park":
        yield from _zone_forms(region)
        return
    if len(stem := _stem(region.name)) > 1:
        yield stem
    if region.level != "province" and (autonomous := _AUTONOMOUS.search(region.name)):
        yield stem + autonomous[1]


def _stem(name: str) -> str:
    """宿州 for 宿州市, 恩施 for 恩施土家族苗族自治州."""
    return _without_peoples((_AUTONOMOUS if _AUTONOMOUS.search(name) else _SUFFIX).sub("", name))


def _without_peoples(name: str) -> str:
    while match := _PEOPLES.search(name):
        name = name[: match.start()]
    return name


_ZONE_WORDS = {
    "高新技术产业开发区": "高新区",
    "高新技术产业园区": "高新区",
    "高新技术开发区": "高新区",
    "高技术产业开发区": "高新区",
    "经济技术开发区": "经开区",
    "经济开发区": "经开区",
}


def _zone_forms(region: Region) -> Iterator[str]:
    """合肥高新区 and 合肥市高新区 for 合肥高新技术产业开发区 under 合肥市."""
    for owner in region.path[1:-1]:
        stem = _stem(owner)
        if body := _after_owner(region.name, owner, stem):
            for ending in (body, *_shortened(body)):
                yield owner + ending
                if len(stem) > 1:
                    yield stem + ending


def _after_owner(name: str, owner: str, stem: str) -> str | None:
    for start in (owner, stem + "市", stem):
        if len(start) > 1 and name.startswith(start):
            return name.removeprefix(start)
    return None


def _shortened(body: str) -> Iterator[str]:
    for long, short in _ZONE_WORDS.items():
        if body.endswith(long):
            yield body.removesuffix(long) + short
            return
