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

    `spellings` can be looked up alone. `local` ones (高新区) mean something only after a parent. `free`
    ones count in running text without a parent before them. `not_places` hold a place's name by chance.
    """

    spellings: Spellings
    local: Spellings
    free: frozenset[str]
    not_places: frozenset[str]


@cache
def places() -> dict[str, Any]:
    """The lists of places.toml."""
    return tomllib.loads((_HERE / "places.toml").read_text(encoding="utf-8"))


@cache
def load() -> Gazetteer:
    """Read the data files once."""
    table: dict[str, dict[Region, None]] = {}
    local: dict[str, dict[Region, None]] = {}
    full_names: set[str] = set()
    for region, aliases in _regions():
        full_names.update((region.name, *aliases))
        for spelling in (region.name, *aliases, *_short_forms(region)):
            table.setdefault(spelling, {})[region] = None
        for spelling in _local_forms(region):
            local.setdefault(spelling, {})[region] = None
    spellings = {spelling: tuple(regions) for spelling, regions in table.items()}
    return Gazetteer(
        spellings | _abbreviations(spellings),
        {spelling: tuple(regions) for spelling, regions in local.items()},
        frozenset(s for s, regions in spellings.items() if _stands_alone(s, regions, s in full_names)),
        frozenset(places()["not_places"]),
    )


def preferred(regions: tuple[Region, ...], spelling: str = "") -> tuple[Region, ...]:
    """What people mean by a name borne on several tiers: the province, else the city, else the outermost.

    吉林 is the province, 西安 not a district of 辽源; 朝阳 stays open, as do counties of equal rank.
    """
    if len(regions) < 2 or spelling in places()["open_names"]:
        return regions
    for level in ("province", "city"):
        if higher := tuple(region for region in regions if region.level == level):
            return higher
    return tuple(r for r in regions if not any(r != other and r.lies_in(other) for other in regions))


def _stands_alone(spelling: str, regions: tuple[Region, ...], full: bool) -> bool:
    if len(spelling) < 2 or spelling in _weak_names():
        return False
    meant = preferred(regions, spelling)
    return full or len(meant) == 1 or all(region.level in ("province", "city") for region in meant)


@cache
def _weak_names() -> frozenset[str]:
    return frozenset(places()["common_words"]) | frozenset(places()["generic_names"])


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
        region = Region(row["code"], row["name"], "park", (*by_name[row["parent"]].path, row["name"]))
        by_name[region.full_name] = region
        yield region, tuple(row["aliases"].split("|")) if row["aliases"] else ()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


_PEOPLES = re.compile(
    "(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|"
    "达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|阿昌|普米|塔吉克|怒|德昂|保安|裕固|独龙|各)族|蒙古|维吾尔|哈萨克|柯尔克孜|锡伯|塔吉克"
)
_AUTONOMOUS = re.compile("自治([区州县旗])$")
_SUFFIX = re.compile("(?:特别行政区|地区|林区|特区|新区|[省市区县盟旗])$")


def _short_forms(region: Region) -> Iterator[str]:
    if region.level == "park":
        yield from _zone_forms(region)
        return
    name = region.name
    if autonomous := _AUTONOMOUS.search(name):
        stem = _without_peoples(name[: autonomous.start()])
        yield stem
        yield stem + autonomous[1]
    elif len(stem := _SUFFIX.sub("", name)) > 1:
        yield stem


def _without_peoples(name: str) -> str:
    while match := re.search(f"(?<=..)(?:{_PEOPLES.pattern})$", name):
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
    """合肥高新区 for 合肥高新技术产业开发区."""
    for body in _local_forms(region):
        for owner in region.path[:-1]:
            yield _SUFFIX.sub("", owner) + body


def _local_forms(region: Region) -> Iterator[str]:
    """高新技术产业开发区 and 高新区, which say which zone only after 合肥市."""
    if region.level != "park":
        return
    body = region.name
    for owner in region.path[:-1]:
        body = re.sub(f"^{_SUFFIX.sub('', owner)}市?", "", body)
    if body == region.name:
        return
    yield body
    for long, short in _ZONE_WORDS.items():
        if body.endswith(long):
            yield body.removesuffix(long) + short
            return
