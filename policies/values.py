"""What a person writes for a fact, read into its value: 2.8亿元 as 28000 万元, 是 as true.

Every reader raises `ValueError` with what the value should be, in Chinese; nothing is guessed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Any

from policies.facts import Fact, FactType, fact_rules, unit_of
from policies.numbers import ARABIC, NUMERALS, SCALE, number_of
from policies.vocabulary.term_files import fold

LONGEST = 200
"""Characters of one value; more is no fact but a text."""

MOST_ITEMS = 300
"""Items of a list, names of an object."""

_CHINESE = rf"(?!.*[一二三四五六七八九]{{2}})[{NUMERALS}]{{1,9}}"  # 三四十 is a guess
_NUMBER = re.compile(
    rf"(?P<sign>[-+])?[¥￥$]?(?P<cent>百分之)?(?P<number>(?:{ARABIC}|{_CHINESE})"
    rf"(?P<scale>{SCALE})?(?:(?<=[亿万]){ARABIC}万?)?)(?P<unit>[^\d,.]{{0,6}})"
)
_DATES = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ t]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]"),
    re.compile(r"(\d{4})(\d\d)(\d\d)"),
    re.compile(r"(\d{4})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月份?"),
    re.compile(r"(\d{4})[年届]?"),
)
_DIGITS_ALONE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")  # most cells of a table; few enough to be exact
_LONGEST_BLANK = 20
_EARLIEST, _LATEST = 1800, 2200
_LIST_MARKS = re.compile(r"[、，,；;|\n]+")
_LONG_MARKS = re.compile(r"[；;|\n]+")  # names of benefits hold commas
_TAIL = re.compile(r"(?:学历|学位|毕业生?|型?企业)$")
_MEASURED = re.compile(r"(?P<number>[\d.,十百千万亿]+)(?P<unit>[^\d.,十百千万亿]{1,4})")


def is_blank(value: Any) -> bool:
    """Whether nothing is told: an empty value, or one of the words that people write for it."""
    if isinstance(value, str):
        said = value.strip()
        return not said or (len(said) <= _LONGEST_BLANK and _says_nothing(said))
    return value is None or value == {}


@lru_cache(4096)
def _says_nothing(words: str) -> bool:
    return fold(words).strip() in fact_rules()["blank"]["words"]


def is_empty(fact: Fact, value: Any) -> bool:
    """Whether a value that was read tells nothing; that nothing was received yet is something told."""
    return value in ("", {}) or (value == [] and fact.key != "received")


def read_value(fact: Fact, written: Any, unit: str = "") -> Any:
    """The value of `fact` as it is written; bare numbers are counted in `unit`, else in the fact's own."""
    if isinstance(written, str) and len(written) > LONGEST * MOST_ITEMS:
        raise ValueError(f"{LONGEST}个字以内的内容")
    return (
        _number(fact, written, unit) if fact.type == FactType.NUMBER else _READERS[fact.type](fact, written)
    )


def _number(fact: Fact, written: Any, unit: str) -> int | float:
    if isinstance(written, str) and not unit and _DIGITS_ALONE.fullmatch(written) and unit_of(fact):
        number = float(written)
        value = int(number) if number.is_integer() else number
    elif isinstance(written, str) or (unit and not isinstance(written, bool)):
        value = _counted(fact, f"{written}{unit}" if _bare(written) else str(written))
    elif isinstance(written, int | float | Decimal) and not isinstance(written, bool) and isfinite(written):
        value = written if isinstance(written, int | float) else _plain(Fraction(written))
    else:
        raise ValueError(_wanted(fact))
    most = found.most if (found := unit_of(fact)) else 1e15
    if not fact.least <= value <= most:
        raise ValueError(f"{fact.least:.15g}到{most:.15g}之间的数字（{fact.unit}）")
    return value


def _wanted(fact: Fact) -> str:
    return f"数字（{fact.unit}），例如 30" if fact.unit else "数字"


def _bare(written: Any) -> bool:
    return not isinstance(written, str) or bool(re.fullmatch(rf"\s*[-+]?{ARABIC}\s*", fold(written)))


def _counted(fact: Fact, words: str) -> int | float:
    """A number with the unit that stands behind it, in the unit of the fact."""
    found, unit = _NUMBER.fullmatch(re.sub(r"\s", "", fold(words))), unit_of(fact)
    if not found or not unit:
        raise ValueError(_wanted(fact))
    named = "%" if found["cent"] else found["unit"]
    worth = unit.words.get(named) if named else unit.scaled if found["scale"] else Fraction(1)
    if worth is None:
        raise ValueError(_wanted(fact))
    number = Fraction(number_of(found["number"])) * worth
    return _plain(-number if found["sign"] == "-" else number)


def _plain(number: Fraction) -> int | float:
    return int(number) if number.denominator == 1 else float(number)


def _truth(_fact: Fact, written: Any) -> bool:
    if isinstance(written, bool):
        return written
    said = truth_of(str(written)) if isinstance(written, str | int) else None
    if said is None:
        raise ValueError("“是”或“否”（true 或 false）")
    return said


def truth_of(words: str) -> bool | None:
    """Yes or no, in one of the words for it; None for anything else."""
    said = fold(words).strip()
    return next((yes == "true" for yes, known in fact_rules()["truth"].items() if said in known), None)


def _choice(fact: Fact, written: Any) -> str:
    """One of the choices, or a word that stands for several of them, as it is known in the registry."""
    said = fold(_text(fact, written))
    for words in (said, _TAIL.sub("", said)):
        if meant := fact.said.get(words, (words,) if words in fact.choices else ()):
            return meant[0] if len(meant) == 1 else words
    raise LookupError("、".join(fact.choices))


def _date(_fact: Fact, written: Any) -> str:
    """ISO 8601, as exactly as it was written: 2021-06-01, 2021-06 or 2021."""
    if isinstance(written, date):
        return written.isoformat()[:10]
    whole = isinstance(written, str) or (isinstance(written, int) and not isinstance(written, bool))
    words = re.sub(r"\s*([年月日号])\s*", r"\1", fold(str(written))).strip()
    parts = next((found.groups() for shape in _DATES if whole and (found := shape.fullmatch(words))), None)
    if not parts:
        raise ValueError("日期，例如 2021-06-01")
    year, month, day = (int(part) for part in (*parts, "1", "1")[:3])
    try:
        found_day = date(year, month, day)
    except ValueError:
        raise ValueError("日历上有的日期，例如 2021-06-01") from None
    if not _EARLIEST <= year <= _LATEST:
        raise ValueError(f"{_EARLIEST}年到{_LATEST}年之间的日期")
    return found_day.isoformat()[: (4, 7, 10)[len(parts) - 1]]


def _text(_fact: Fact, written: Any) -> str:
    if not isinstance(written, str) or len(written) > LONGEST:
        raise ValueError(f"{LONGEST}个字以内的文字")
    return written.strip()


def _list(fact: Fact, written: Any) -> list[str]:
    """Words between 、 and the like; a list is taken as it is. 无 tells that there is nothing."""
    marks = _LONG_MARKS if fact.key == "received" else _LIST_MARKS
    items = [part for part in marks.split(written) if part.strip()] if isinstance(written, str) else written
    if not isinstance(items, list | tuple) or len(items) > MOST_ITEMS:
        raise ValueError("文字的列表")
    if not all(isinstance(item, str) and len(item) <= LONGEST for item in items):
        raise ValueError("文字的列表")
    return [item.strip() for item in items if item.strip() and truth_of(item) is not False]


def _named(fact: Fact, written: Any) -> dict[str, Any]:
    """Names with what holds of each; a list or words between 、 tell that each holds."""
    if not isinstance(written, Mapping):
        try:
            written = dict.fromkeys(_list(fact, written), True)
        except ValueError:
            raise ValueError("一个对象，例如 {“高新技术企业”: true}") from None
    if len(written) > MOST_ITEMS or not all(isinstance(name, str) and name.strip() for name in written):
        raise ValueError("一个对象，例如 {“高新技术企业”: true}")
    told: dict[str, Any] = {}
    for name, value in written.items():
        if not is_blank(value):
            told.update([_holds(fact, _text(fact, name), value)])
    return told


def _holds(fact: Fact, name: str, value: Any) -> tuple[str, Any]:
    """A name with yes, no or, for a free fact, a number or words; 280万元 makes the unit part of the name."""
    if isinstance(value, bool):
        return name, value
    if isinstance(value, str) and (said := truth_of(value)) is not None and value.strip() not in ("1", "0"):
        return name, said
    if fact.key != "facts":
        raise ValueError(f"“是”或“否”（“{name}”这一项）")
    if isinstance(value, str):
        return _measured(name, _text(fact, value))
    if not isinstance(value, int | float) or not abs(value) <= 1e15:
        raise ValueError(f"“是”、“否”或数字（“{name}”这一项）")
    return name, value


def _measured(name: str, words: str) -> tuple[str, Any]:
    plain = re.sub(r"\s", "", fold(words))
    if re.fullmatch(f"-?{ARABIC}", plain):
        return name, _plain(Fraction(plain.replace(",", "")))
    if found := _MEASURED.fullmatch(plain):
        unit = found["unit"]
        scale = 10_000 if unit in ("元", "美元") else 1
        try:
            number = Fraction(number_of(found["number"])) / scale
        except (ArithmeticError, KeyError, ValueError):
            return name, words
        return f"{name}({'万' if scale > 1 else ''}{unit})", _plain(number)
    return name, words


_READERS: Mapping[FactType, Callable[[Fact, Any], Any]] = {
    FactType.TRUTH: _truth,
    FactType.CHOICE: _choice,
    FactType.DATE: _date,
    FactType.TEXT: _text,
    FactType.PLACE: _text,
    FactType.LIST: _list,
    FactType.NAMED: _named,
}
