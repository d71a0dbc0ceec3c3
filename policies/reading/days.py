"""When an enterprise was founded or someone graduated, as a condition between days of the calendar."""

import re
from collections.abc import Iterator

from policies.model import Criterion
from policies.vocabulary.term_files import folded

_DAY = r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?(?:\((?:不?含)[^()]{0,4}\))?"
# 登记的作品: what is registered may be a thing.
_THING = r"(?!的?[^，。；;、]{0,6}(?:作品|著作权|版权|制品|专利|商标|产品|软件|项目|品种|车辆))"
_FOUNDED = rf"(?:注册|登记|成立|设立|创办|开办){_THING}"
_WHAT = (
    ("founded_on", rf"(?:新|首次|依法|在[^，。；;]{{1,12}}|工商|完成)*{_FOUNDED}"),
    ("graduated_on", "毕业"),
)
_SIDE = "(以后|之后|后|起|以来|以前|之前|前)"
_BEFORE = ("以前", "之前", "前")


def find_days(text: str, start: int, end: int) -> Iterator[Criterion]:
    """2022年1月1日以后注册, 毕业时间在2020年以前: bounds on a day, written as the first day that they name.

    A year by itself (2023年新成立) is both bounds.

    >>> [(c.about, c.op, c.value) for c in find_days("2022年3月以后成立的企业", 0, 13)]
    [('founded_on', '>=', '2022-03-01')]
    """
    words = folded(text)
    if "年" not in words[start:end]:
        return
    for about, open_sided, behind, between, within_year in _PATTERNS:
        for hit in (*open_sided.finditer(words, start, end), *behind.finditer(words, start, end)):
            if day := _first(*hit.group(1, 2, 3)):
                yield _bound(text, hit, about, "<" if hit[4] in _BEFORE else ">=", day)
        for hit in between.finditer(words, start, end):
            first, last = _first(*hit.group(1, 2, 3)), _last(*hit.group(4, 5, 6))
            if first and last:
                yield _bound(text, hit, about, ">=", first)
                yield _bound(text, hit, about, "<=", last)
        for hit in within_year.finditer(words, start, end):
            yield _bound(text, hit, about, ">=", f"{hit[1]}-01-01")
            yield _bound(text, hit, about, "<=", f"{hit[1]}-12-31")


_PATTERNS = tuple(
    (
        about,
        re.compile(rf"{_DAY}{_SIDE}\s*[^，。；;、]{{0,6}}?{what}"),
        re.compile(rf"{what}(?:登记)?(?:时间|日期)?(?:应当?|须)?(?:在|为|于|晚于)?\s*{_DAY}{_SIDE}"),
        re.compile(rf"{_DAY}(?:至|到|—|-){_DAY}(?:期间|之间|内)?\s*[^，。；;、]{{0,6}}?{what}"),
        re.compile(rf"(\d{{4}})年(?:度|内|当年|期间)?\s*{what}"),
    )
    for about, what in _WHAT
)


def _first(year: str, month: str | None, day: str | None) -> str:
    return _day(int(year), int(month or 1), int(day or 1))


def _last(year: str, month: str | None, day: str | None) -> str:
    return _day(int(year), int(month or 12), int(day or 31))


def _day(year: int, month: int, day: int) -> str:
    """As ISO; "" where there is no such month. Days are compared as words, so 04-31 does no harm."""
    return f"{year:04}-{month:02}-{day:02}" if month <= 12 and day <= 31 else ""


def _bound(text: str, hit: re.Match[str], about: str, op: str, day: str) -> Criterion:
    return Criterion.of(text, hit.start(), hit.end(), about=about, op=op, value=day)
