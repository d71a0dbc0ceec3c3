"""The facts that one clause tells: numbers, standings, choices, yes and no, days."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from assistant.everyday_numbers import FILL, PARTS, Rough, amount_of
from assistant.told_clauses import Clause
from assistant.told_readings import Heard, Reading
from assistant.told_terms import terms
from assistant.told_words import BLANK, TruthWords, told_words
from policies.facts import FACTS
from policies.values import read_value
from policies.vocabulary.mentions import find_spoken_regions

ROUGH: dict[Rough, str] = {"": "", "about": "大约", "at_least": "说的是不止这个数"}
BOUND_ONLY = "只说了范围，没有取数"
UNSURE = "不清楚改的是哪一项，请写明"

_DIGITS = re.compile("[0-9一二三四五六七八九十两百半]")
_PLANNED = frozenset(
    {"investment_wan", "fixed_investment_wan", "equipment_investment_wan", "foreign_investment_wan_usd"}
)
"""What is invested is told as it is planned; policies ask for it before it is spent."""
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_RELATIVE = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}
_LAST_YEAR = re.compile(
    r"[·\s]*(?:去年|上年|上一年)(?:是|做了|做到|大概|差不多|约|有)*(\d{1,3}(?:\.\d{1,2})?)(?:左右|多)?$"
)
_COUNTED = {
    "revenue_wan": ("营收", "营业收入", "营业额", "销售", "卖了", "开票"),
    "output_wan": ("产值",),
}
_BARE = r"[·\s]*(?:是|应该是|其实是)?{}(?:才对|才是|吧|了|哈|呢|啊|的)*$"


def hear(clause: Clause, before: Clause | None, on: date | None) -> Iterator[Heard]:
    """Every fact that a clause states; `before` is the one it may go on from (小巨人?没评上)."""
    if clause.mood:
        return
    if _DIGITS.search(clause.text):
        yield from _numbers(clause, before, on)
        yield from _since(clause, on)
    yield from _days(clause, on)
    yield from terms(clause, before)
    yield from _choices(clause)
    yield from _truths(clause)
    yield from _received(clause)


def in_the_unit_before(clause: Clause, said: str) -> Iterator[Heard]:
    """去年2.7, where what was `said` before in the turn counts what is sold or made in 亿."""
    hit = _LAST_YEAR.match(clause.text)
    counted = [(said.rfind(word), key) for key, words in _COUNTED.items() for word in words if word in said]
    if hit and counted and "亿" in said[max(counted)[0] :] and clause.states(hit.end()):
        value = float(hit[1]) * 10_000
        yield Heard(max(counted)[1], "", int(value) if value == int(value) else value, *hit.span())


def put_right(clause: Clause, known: Sequence[Reading], on: date | None) -> Iterator[Heard]:
    """What a bare number in a correction changes: the last fact of its dimension, where that is only one."""
    if day := _BARE_DAY.match(clause.text):
        dates = [one for one in known if FACTS[one.key].type == "date"]
        yield from (Heard(one.key, one.name, _day(day, on), *day.span()) for one in dates[-1:])
        return
    at = clause.text.rfind(BLANK) + 1
    fits = [(part, found) for part, bare in _BARES.items() if (found := bare.match(clause.text))]
    if not fits and at:  # 9000万改成9800万: what was said before it was put right tells which fact it is
        fits = [(part, found) for part, bare in _BARES.items() if (found := bare.match(clause.text, at))]
        said = clause.text[:at]
        known = [one for one in known if _holds(said, one)] if _DIGITS.search(said) else known
    words = told_words().numbers
    meant = [
        (one, part, found)
        for one in known
        for part, found in fits
        if one.key in words and words[one.key].part == part
    ]
    latest = max((one.turn for one, _, _ in meant), default=0)
    meant = [one for one in meant if one[0].turn == latest]
    for one, part, found in meant:
        if len(meant) == 1:
            yield _number(one.key, part, found, exact=words[one.key].exact)
        else:
            yield Heard(one.key, one.name, None, *found.span(), UNSURE, part, dropped=True)


def _holds(text: str, one: Reading) -> bool:
    """Whether words hold the number that was told."""
    words = told_words().numbers.get(one.key)
    found = _ANY[words.part].finditer(text) if words else ()
    return any(amount_of(number).value == one.value for number in found)


def _numbers(clause: Clause, before: Clause | None, on: date | None) -> Iterator[Heard]:
    """Each number once, for the fact whose words reach furthest around it."""
    found: dict[int, tuple[int, Heard]] = {}
    for key, words in told_words().numbers.items():
        goes_on = before and words.after and words.after.search(before.text)
        for pattern in (*words.said, *(words.follows if goes_on else ())):
            for hit in pattern.finditer(clause.text):
                at = hit.start("n") if "n" in hit.re.groupindex and hit["n"] else hit.end()
                heard = _number(key, words.part, hit, exact=words.exact)
                if _tells(clause, key, hit, on) and (at not in found or len(hit[0]) > found[at][0]):
                    found[at] = len(hit[0]), heard
    yield from (heard for _, heard in found.values())


def _tells(clause: Clause, key: str, hit: re.Match[str], on: date | None) -> bool:
    bounded = amount_of(hit).bounded
    if not clause.states(hit.end(), bounded=bounded):
        return False
    moods = told_words().moods
    before = clause.text[: hit.end()]
    years = [int(year) for year in _YEAR.findall(before)]
    planned = key not in _PLANNED and moods["planned"].search(before)
    among = clause.text.startswith("其中") and key not in _PLANNED
    return not (
        planned
        or among
        or moods["partial"].search(before)
        or clause.once(hit.end())
        or (years and _is_old(max(years), on))
    )


def _is_old(year: int, on: date | None) -> bool:
    """Whether a figure is of a year before the last, which policies do not ask for."""
    return on is None or year < on.year - 1


def _number(key: str, part: str, hit: re.Match[str], *, exact: bool) -> Heard:
    amount = amount_of(hit)
    value = amount.value
    if value is None or (exact and amount.rough):
        return Heard(key, "", None, *hit.span(), BOUND_ONLY, part)
    if hit.groupdict().get("minus"):
        value = -value
    if FACTS[key].unit == "年":
        value = value // 12 if value % 12 == 0 else value / 12
    return Heard(key, "", value, *hit.span(), ROUGH[amount.rough], part)


def _days(clause: Clause, on: date | None) -> Iterator[Heard]:
    for key, words in told_words().dates.items():
        for pattern in words.said:
            hit = pattern.search(clause.text)
            if hit and clause.states(hit.end()) and (day := _day(hit, on)):
                yield Heard(key, "", day, *hit.span())


def _day(hit: re.Match[str], on: date | None) -> str:
    """2019, 2021-05, or the year that 去年 is on a day; "" where no such day is known."""
    if relative := hit["relative"]:
        if on is None:
            return ""
        year = str(on.year - _RELATIVE[relative])
    else:
        year = hit["year"] or f"{'20' if int(hit['short']) < 60 else '19'}{hit['short']}"
    month = int(hit["month"] or 0)
    return f"{year}-{month:02d}" if 0 < month <= 12 else year


def _since(clause: Clause, on: date | None) -> Iterator[Heard]:
    """成立三年了: about so long before the day."""
    for key, words in told_words().dates.items():
        for pattern in words.since if on else ():
            hit = pattern.search(clause.text)
            if not hit or not clause.states(hit.end(), bounded=amount_of(hit).bounded):
                continue
            months = amount_of(hit).value
            if on and months is not None and int(months) == months:
                count = on.year * 12 + on.month - 1 - int(months)
                yield Heard(key, "", f"{count // 12}-{count % 12 + 1:02d}", *hit.span(), ROUGH["about"])


def _choices(clause: Clause) -> Iterator[Heard]:
    for key, words in told_words().choices.items():
        if words.none and (hit := words.none.search(clause.text)) and clause.states(hit.end()):
            yield Heard(key, "", "未上市", *hit.span())
            continue
        for value, said in words.said.items():
            hit = said.search(clause.text)
            if (
                hit
                and clause.states(hit.end())
                and not words.excluded[value].search(clause.text + clause.goes_on)
                and not clause.once(hit.start() + 1)
            ):
                yield Heard(key, "", read_value(FACTS[key], value), *hit.span())
                break


def _truths(clause: Clause) -> Iterator[Heard]:
    words = told_words()
    named = [(key, "", truth) for key, truth in words.truths.items()]
    named += [("facts", name, truth) for name, truth in words.facts.items()]
    for key, name, truth in named:
        told = _truth(clause, truth)
        if told:
            yield Heard(key, name, told[0], *told[1].span())


def _truth(clause: Clause, words: TruthWords) -> tuple[bool, re.Match[str]] | None:
    if words.excluded and words.excluded.search(clause.text + clause.goes_on):
        return None
    for value, pattern in ((False, words.no), (True, words.yes)):
        hit = pattern.search(clause.text) if pattern else None
        if hit and clause.states(hit.end()):
            return value, hit
    return None


def _received(clause: Clause) -> Iterator[Heard]:
    patterns = told_words().received
    if (hit := patterns["none"].search(clause.text)) and clause.states(hit.end()):
        yield Heard("received", "", [], *hit.span())
    elif (hit := patterns["yes"].search(clause.text)) and clause.states(hit.end()):
        what = hit["what"]
        for place in reversed(find_spoken_regions(what)):
            what = what[: place.start] + what[place.end :]
        yield Heard("received", "", [what.lstrip("的个一笔些")], *hit.span())


_ANY = {part: re.compile(pattern) for part, pattern in PARTS.items()}
_BARES = {part: re.compile(_BARE.format(FILL + pattern)) for part, pattern in PARTS.items()}
_BARE_DAY = re.compile(
    _BARE.format(r"(?P<year>(?:19|20)\d\d)年?(?P<short>\b\B)?(?P<relative>\b\B)?(?:(?P<month>\d{1,2})月)?")
)
