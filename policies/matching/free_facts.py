"""What a profile tells freely ({"获得中国专利金奖": true}): names with what is so, not so, or how much."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.matching.pairs import DENIAL, pairs, spelled
from policies.vocabulary.terms import fold

_UNIT = re.compile(
    r"[_(]?(?:[年月天倍]数|年限|亿美元|万美元|亿元|万元|元|亩|家|人|名|年|个?月|%|平方米|㎡|周岁|岁|项|个|次|天|户|件|台|套|辆|艘|架|吨)\)?$"
    r"|[_(](?:条|块|间|张|床|篇|场|班|座|栋|株|头|公里|立方米)\)?$"
)
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_BESIDE_THE_FACT = re.compile(r"^(?:是否)?属于|除[^，。；]{1,24}?(?:以外|之外|外)的?")
_MEASURES = re.compile(r"(?:积分|分|金额|费用?|比例|占比|率|时间|日期|[%％])[)）]?$")
_LASTS = re.compile(r"[年月天日]数$")
_RATE = re.compile(r"率(?:[_(（]?[%％][)）]?)?$")
_MEETS = re.compile(r"(?:符合|满足|达到|具备).*(?:条件|要求|标准)")


@dataclass(frozen=True, slots=True)
class Told:
    """A free fact: its name as told, the pairs of its characters, whether the name denies, its value.

    `plain` are the pairs of its name without notes in brackets.
    """

    name: str
    pairs: frozenset[str]
    denies: bool
    value: Any
    unit: str
    spelled: frozenset[str]
    plain: frozenset[str]

    @property
    def holds(self) -> bool:
        """Whether the fact, its denial left out, is so; a number tells that there is some."""
        return (self.value if isinstance(self.value, bool) else bool(self.value)) != self.denies

    @property
    def of_conditions(self) -> bool:
        """Whether it tells that conditions are met (符合申报条件)."""
        return bool(_MEETS.search(self.name))

    @property
    def day(self) -> date | None:
        """The day that is told (2024-03-01); None where something else is."""
        try:
            return date.fromisoformat(self.value) if isinstance(self.value, str) else None
        except ValueError:
            return None

    @property
    def states(self) -> bool:
        """Whether it says that something is so or not: 积分 and 时间 measure what need not be."""
        return (
            isinstance(self.value, bool)
            or not _MEASURES.search(self.name)
            or _is_never(self.name, self.value)
        )


def free_facts(profile: Mapping[str, Any]) -> tuple[Told, ...]:
    """The free facts of a checked profile."""
    return tuple(_told(name, value) for name, value in profile.get("facts", {}).items())


def _told(name: str, value: Any) -> Told:
    plain = _BESIDE_THE_FACT.sub("", fold(name)) or fold(name)
    unit = _UNIT.search(plain)
    bare = plain[: unit.start()] if unit and (unit[0][0] in "_(" or unit[0][-1] in "数限") else plain
    bare = _LASTS.sub("", bare)
    measure = unit[0].strip("_()数限") if unit else ""
    if _is_never(name, value):
        bare = bare[: bare.rindex("率")]
    noted = _ASIDE.sub("", bare)
    said = pairs(bare)
    return Told(name, said, bool(DENIAL.search(noted)), value, measure, spelled(bare), pairs(noted) or said)


def _is_never(name: str, value: Any) -> bool:
    """Whether a rate says that something never happened (裁员率 0)."""
    return value == 0 and not isinstance(value, bool) and bool(_RATE.search(name))
