"""Days that a document prints: when it was issued and published, from when until when it holds."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from policies.model import Clause, OutlineRole, SourceText
from policies.numbers import chinese_number
from policies.vocabulary.term_files import fold, folded

_CN = "〇○零一二三四五六七八九"
_YEAR = rf"((?:19|20)\d{{2}}|[一二][{_CN}]{{3}})"
_ONE_OR_TWO = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_MONTH = rf"{_YEAR}\s{{0,3}}年\s{{0,3}}{_ONE_OR_TWO}\s{{0,3}}月"
DAY = rf"(?:{_MONTH}\s{{0,3}}{_ONE_OR_TWO}\s{{0,3}}日|((?:19|20)\d{{2}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}))"
_DAY = re.compile(DAY)
_HOLDS = "(?:施行|实施|执行|生效|实行|试行)"
_ISSUING = "(?:发布|印发|公布|颁布|下发|发文)"
_COMMENCEMENT = re.compile(
    rf"(?:本|以上|上述)[^。;\n]{{0,24}}?[自从][^。;\n]{{0,30}}?(?:起|后)[^。;\n]{{0,8}}?{_HOLDS}[^\n]{{0,90}}"
)
_FROM = re.compile(rf"[自从]\s{{0,3}}{DAY}\s{{0,3}}(?:零时)?(?:起|至|{_HOLDS})")
_FROM_AND_HOLDS = re.compile(rf"{_FROM.pattern}{_HOLDS}")
_FROM_UNTIL = re.compile(rf"{DAY}\s{{0,3}}起?\s{{0,3}}(?:至|到|-|—)\s{{0,3}}{DAY}")
_FROM_ISSUE = re.compile(rf"自{_ISSUING}之日(?:起)?(?:满?([\d一二三四五六七八九十]{{1,3}})日后)?")
_FROM_MONTH = re.compile(rf"(?:期限|时间|频度|时限)[^。;\n]{{0,6}}[:\s]{{0,4}}[自从]?\s{{0,3}}{_MONTH}起")
_TERM = re.compile(
    r"(?:有效期限?|暂定|试行期?|(?:执行|实施|施行|适用)期限?)(?:为|:|至|暂定|共){0,2}(?:自[^。;\n]{2,10}起的?)?\s{0,3}"
    r"([\d一二两三四五六七八九十]{1,2})\s{0,3}(年|个月)"
)
_LASTS = r"(?:(?:有效|执行|实施|施行|适用)(?:期限?|时间|时限)|政策期限|试行期限?)"
_HOLDS_UNTIL = re.compile(
    rf"{_LASTS}[^。;\n]{{0,12}}?(?:至|到)\s{{0,3}}{DAY}|(?:至|到)\s{{0,3}}{DAY}\s{{0,3}}(?:止|废止|失效)"
    rf"|(?:暂定|{_HOLDS})(?:{_HOLDS})?(?:至|到)\s{{0,3}}{DAY}|(?:失效|废止|截止)(?:日期|时间)[:\s]{{0,4}}{DAY}"
)
_HOLDS_UNTIL_END = re.compile(
    rf"{_LASTS}[^。;\n]{{0,12}}?(?:至|到)\s{{0,3}}(?:{_MONTH}\s{{0,3}}[底末]|((?:19|20)\d{{2}})\s{{0,3}}年\s{{0,3}}年?[底末])"
)
# The emergency measures of 2020 to 2022 run until the epidemic is over; its management ended on that day.
_UNTIL_THE_EPIDEMIC_ENDS = re.compile(
    rf"{_LASTS}[^。;\n]{{0,12}}?(?:至|到)[^。;,，\n]{{0,12}}疫情[^。;,，\n]{{0,6}}(?:解除|结束|终止)"
)
_EPIDEMIC_OVER = date(2023, 1, 8)
_OF_THE_EPIDEMIC = re.compile("新型冠状病毒|新冠肺炎|新冠疫情")
_LIMIT = re.compile(rf"{_LASTS}|暂定|试行期")
_WHEN = rf"(?:{DAY}|((?:19|20)\d{{2}})\s{{0,3}}年?(?:\s{{0,3}}(\d{{1,2}})\s{{0,3}}月)?)"
# A period of the whole document: a line of its own, or said of 本办法; single measures have theirs too.
_PERIOD = re.compile(
    rf"(?:^\s*(?:[(]?[\d一二三四五六七八九十]{{1,3}}[)、.]\s*)?(?:政策)?|(?:本|以上|上述)[^。;,，\n]{{0,16}}?|(?=政策期限)|政策(?=有效)){_LASTS}"
    rf"[^\d。;\n]{{0,6}}{_WHEN}\s{{0,3}}起?\s{{0,3}}(?:至|到|-|—|~)+\s{{0,3}}(?:{_WHEN}|(\d{{1,2}})月(?:(\d{{1,2}})日)?)",
    re.MULTILINE,
)
_IN_FORCE_FROM = re.compile(rf"(?:生效|施行|实施)(?:日期|时间)[:\s]{{0,4}}{DAY}")
_PRINTED = re.compile(
    rf"(?:(?:发布|发表|公布|生成|发文)(?:时间|日期)|时间|(?<!生效)(?<!失效)(?<!施行)(?<!实施)日期)[:\s]{{0,4}}{DAY}"
)
_SIGNED = re.compile(rf"(?:人民政府(?:办公[厅室])?|委员会(?:办公[厅室])?|[局厅委部])\s{{1,4}}{DAY}")
_DATE_LINE = re.compile(rf"^\s{{0,8}}{DAY}(?:\s|$)", re.MULTILINE)
_PUT_OUT = re.compile(rf"{DAY}\s{{0,3}}印发")
_FRONT, _BACK = 1500, 1500


def days_in(words: str) -> Iterator[date]:
    """The days printed in `words`, in order; what the calendar does not have (2月30日) is left out."""
    return (day for found in _DAY.finditer(fold(words)) if (day := _day(found)))


def published_in(text: str, clauses: Sequence[Clause]) -> date | None:
    """A printed publication date, else the date under the signature, else a date line of its own."""
    whole = folded(text)
    edges = (c for c in clauses if c.role in (OutlineRole.SIGNATURE, OutlineRole.ISSUER_LINE))
    signed = (day for c in edges for day in days_in(text[c.start : c.end]))
    printed = _first(_PRINTED, whole[:_FRONT]) or next(signed, None) or _first(_SIGNED, whole[: 2 * _FRONT])
    return printed or _first(_DATE_LINE, whole)


def limits_validity(words: str) -> bool:
    """Whether these words of a document say for how long, or until when, the whole of it holds."""
    said = fold(words)
    return bool(_PERIOD.search(said) or (_COMMENCEMENT.search(said) and _LIMIT.search(said)))


def validity(source: SourceText, published: date | None) -> tuple[date | None, date | None]:
    """From which day to which day a document holds, as its container or its own closing words say.

    Terms run from the first day; 自印发之日起 means the day it was put out, else the day of publication.
    """
    meta, whole = source.meta, folded(source.text)
    said = _commencement(whole)
    first, last = _period(whole)
    start = next(days_in(meta.get("effective_from", "")), None) or first or _start(said, whole, published)
    end = next(days_in(meta.get("effective_to", "")), None) or last or _end(said, start)
    return start, end


def ended_with_the_epidemic(text: str) -> bool:
    """Whether an undated text on the epidemic limits itself to a term: whenever it began, it is over."""
    whole = folded(text)
    return bool(_OF_THE_EPIDEMIC.search(whole[:_FRONT]) and _TERM.search(_commencement(whole)))


def _period(whole: str) -> tuple[date | None, date | None]:
    """有效期限:2021年至2023年, from the first day of the first to the last day of the last."""
    found = _PERIOD.search(whole)
    if found is None:
        return None, None
    half = len(found.groups()) // 2 - 1
    first, last, this_year = found.groups()[:half], found.groups()[half:-2], found.groups()[-2:]
    opened = _calendar_day(*_parts(first, "1", "1"))
    if this_year[0]:  # 2024年6月1日至9月30日
        last = (_parts(first, "1", "1")[0], *this_year)
    year, month, day = _parts(last, "12", "")
    month_begun = None if day else _calendar_day(year, month, "1")
    return opened, _later(month_begun, 1) if month_begun else _calendar_day(year, month, day)


def _parts(groups: Sequence[str | None], month: str, day: str) -> tuple[str, str, str]:
    """Year, month and day of one end of a period, with what stands for those that are not printed."""
    told = [group for group in groups if group]
    return told[0], told[1] if len(told) > 1 else month, told[2] if len(told) > 2 else day


def _commencement(whole: str) -> str:
    """The words on commencement, wherever they stand: tables and forms may follow them."""
    last = ""
    for found in _COMMENCEMENT.finditer(whole):
        last = found[0]
    return last or whole[-_BACK:]


def _start(said: str, whole: str, published: date | None) -> date | None:
    if stated := _first(_FROM, said) or _first(_FROM_AND_HOLDS, whole) or _first(_IN_FORCE_FROM, whole):
        return stated
    if re.search(_HOLDS, said) and (issue := _FROM_ISSUE.search(said)):
        issued = _put_out(whole) or published
        return issued and issued + timedelta(days=chinese_number(issue[1] or "0"))
    month = _FROM_MONTH.search(whole)
    first = _calendar_day(month[1], month[2], "1") if month else None
    same = first and published and (first.year, first.month) == (published.year, published.month)
    return published if same else first


def _end(said: str, start: date | None) -> date | None:
    if stated := _first(_HOLDS_UNTIL, said):
        return stated
    if until := _HOLDS_UNTIL_END.search(said):
        year, month = [group for group in until.groups() if group][:2] if until[1] else (until[3], "12")
        first = _calendar_day(year, month, "1")
        return first and _later(first, 1)
    if _UNTIL_THE_EPIDEMIC_ENDS.search(said):
        return _EPIDEMIC_OVER
    if start and (between := _FROM_UNTIL.search(said)):
        return [*days_in(between[0]), None, None][1]
    term = _TERM.search(said) if start else None
    return _later(start, chinese_number(term[1]) * (12 if term[2] == "年" else 1)) if start and term else None


def _put_out(whole: str) -> date | None:
    """The day in the closing line of an official print (某某办公室 2025年7月4日印发)."""
    return next((day for found in _PUT_OUT.finditer(whole[-_BACK:]) if (day := _day(found))), None)


def _later(start: date, months: int) -> date:
    """The last day of a term: three years from 8 September end on 7 September."""
    years, month = divmod(start.month - 1 + months, 12)
    after = (_calendar_day(str(start.year + years), str(month + 1), str(start.day - k)) for k in range(4))
    return next(day for day in after if day) - timedelta(days=1)


def _first(pattern: re.Pattern[str], words: str) -> date | None:
    return next((day for found in pattern.finditer(words) if (day := _day(found))), None)


def _day(found: re.Match[str]) -> date | None:
    year, month, day = [group for group in found.groups() if group][:3]
    return _calendar_day(year, month, day)


def _calendar_day(year: str, month: str, day: str) -> date | None:
    try:
        return date(chinese_number(year), chinese_number(month), chinese_number(day))
    except ValueError:
        return None
