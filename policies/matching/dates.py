"""Days that are told, held against the time that words set: 6月底前, 2—4月, 2020年7月1日起."""

import calendar
import re
from collections.abc import Sequence
from datetime import date

from policies.matching.free_facts import Told, free_facts
from policies.matching.told import links, truth
from policies.model import Outcome
from policies.vocabulary.term_files import fold

_DAY = r"(?:(?P<year{0}>20\d\d)年)?(?P<month{0}>\d{{1,2}})月(?:(?P<day{0}>\d{{1,2}})日|底|末|份)?"
_RANGE = re.compile(
    rf"(?:(?P<year0>20\d\d)年)?(?P<month0>\d{{1,2}})(?:月(?:(?P<day0>\d{{1,2}})日|份)?)?(?:[-~—–－]{{1,2}}|至|到){_DAY.format(1)}"
)
_LIMIT = re.compile(rf"{_DAY.format(0)}(?P<side>之?前|以[前来后後]|之?[后後]|起)")
_LINK = re.compile(r"^(?:[，、的]|需要?|能够?|可以?|已经?|内|之间|期间)+")  # 6月底前需开工
_WHEN = re.compile(r"(?:的?时间|日期|日)$")


def of_day(
    words: str, facts: Sequence[Told], beside: frozenset[str]
) -> tuple[Outcome, tuple[Told, ...]] | None:
    """Whether the day that is told for what `words` speak of lies in the time that they set.

    A day out of time fails the condition; one in time meets as much of it as its name says. None where the
    words set no time, or no such day is told. A month without a year is one of the year that is told.
    """
    plain = fold(words)
    hit = _RANGE.search(plain) or _LIMIT.search(plain)
    if hit is None:
        return None
    rest = plain[: hit.start()] + _LINK.sub("", plain[hit.end() :])
    days = {done: one for one in facts if one.day for done in free_facts({"facts": {deed(one.name): True}})}
    named = links(rest, list(days))
    if not named or not (day := days[named[0].told].day):
        return None
    holds = _holds(hit, day)
    told = days[named[0].told]
    if not holds:
        return (Outcome.UNMET, (told,)) if holds is False else (Outcome.UNKNOWN, ())
    outcome, said = truth(rest, [*days, *(one for one in facts if one not in days.values())], beside)
    return outcome, tuple(days.get(one, one) for one in said)


def deed(name: str) -> str:
    """What happened on the day that a fact names: 开工时间 tells of 开工.

    >>> deed("项目开工日期")
    '项目开工'
    """
    return _WHEN.sub("", name)


def _holds(hit: re.Match[str], told: date) -> bool | None:
    """Whether the day lies in the range or on the right side; None on the very day that 后 may leave out."""
    said = hit.groupdict()
    first, last = _ends(said["year0"] or said.get("year1"), said["month0"], said["day0"], told)
    if "month1" in said:
        _, last = _ends(said["year1"] or said["year0"], said["month1"], said["day1"], told)
        return first <= told <= last
    if said["side"].endswith("前"):
        return told <= last
    if said["side"] in ("起", "以来"):
        return told >= first
    return None if told == last else told > last


def _ends(year: str | None, month: str, day: str | None, told: date) -> tuple[date, date]:
    """The first and the last day of the day or month that is written; of none that exists, the year."""
    number = int(year or told.year)
    if not 1 <= int(month) <= 12:
        return date(number, 1, 1), date(number, 12, 31)
    length = calendar.monthrange(number, int(month))[1]
    if day:
        one = date(number, int(month), max(1, min(int(day), length)))
        return one, one
    return date(number, int(month), 1), date(number, int(month), length)
