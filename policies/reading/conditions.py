"""The conditions in a text: what must hold, as far as the words are understood, with the words.

A phrase that is a condition but fits no fact of a profile stays one: it becomes a fact of its own, asked in
its words. What an authority decides is discretionary.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from policies.model import Criterion
from policies.reading.alternatives import first_of_two, with_alternatives
from policies.reading.days import find_days
from policies.reading.levels import GRADES, find_levels
from policies.reading.offers import NOTE, RUN_IN
from policies.reading.own_words import HAN, LEAST, bare_words, says_enough, stated_beside
from policies.reading.patterns import either, guarded, pattern
from policies.reading.profile_conditions import (
    find_profile_conditions,
    served_by,
)
from policies.reading.received import find_never_received
from policies.reading.shut_out import left_out
from policies.reading.thresholds import SUM_NOTE, find_thresholds
from policies.vocabulary.term_files import folded

# A line break between two words of one phrase is the layout's, not the writer's.
_JOINT = guarded("joint")
_CALLED_SO = guarded("called_so")
_WHO_DOES = guarded("who_does")
_AND_THOSE = guarded("and_those")
_EXCEPTION = guarded("exception")
_NO_OTHER = guarded("no_other")
_WIDENING = guarded("widening")
_EXEMPT = guarded("exempt")
_LENDER = guarded("lender")
_PIECE = re.compile(r"[^，,；;：:。\n]+(?:(?<=[\u4e00-\u9fff、])\n(?=[\u4e00-\u9fff])[^，,；;：:。\n]+)*")
_NUMBER = re.compile(
    r"^\s*(?:[(（][\d一二三四五六七八九十]{1,3}[)）]|[\d一二三四五六七八九十]{1,3}[)）、.．](?!\d(?!\d{3}年))|[①-⑳]|[一二三四五六七八九十]是"
    r"|第[一二三四五六七八九十百\d]{1,5}[条款章]|【[^】]{1,16}】|《[^》]{2,60}》(?![\u4e00-\u9fff]{0,4}(?:中|目录|名单)))\s*"
)
_MARKED = re.compile(
    r"^\s*(?:对|凡|符合|满足|已?获|被|经?(?:认定|评定|评选)为)|(?:的|后|时)[、\s]*$|的[\u4e00-\u9fff]{2,10}$"
)
_BOUNDS = (">=", ">", "<=", "<", "between", "within")
_WHO = ("scale", "ownership")
_OF_SOME = re.compile("对|的")
_OF_OTHERS = re.compile("[为向给]|帮助|协助|组织|引导")
_DONE_FOR = re.compile("开展|实施|设立|建设")  # 对……企业实施: what is done for those named
_MEANT = re.compile(r"(?:的|后)\s*$")
_NAMED_ONLY = "\u2003"  # stands for words that belong to a name and demand nothing
_INTRODUCES = ("规定", "要求", "条件")
_LONGEST_HEADING = 14  # characters before a colon that are the name of what follows
_PHRASE_END = re.compile(r"[，,；;。：:\n]")
_REACH = 120  # characters before a condition in which its phrase or title begins


class Phrase(NamedTuple):
    """`text[start:end]`: words between two commas, without their number."""

    start: int
    end: int


def find_conditions(
    text: str, start: int, end: int, place: str = "", since: int | None = None
) -> list[Criterion]:
    """What `text[start:end]`, the words before an offer or an item of a list, demands, sorted by offset.

    All of it must hold, of one `group` any. `place` is the region that the document is made for (本市);
    `since` is where the words begin that say what a bare number counts.
    """
    exceptions, spoken, phrases = _spoken(text, start, end)
    headed = RUN_IN.match(folded(text)[start:end])
    behind = start + headed.end() if headed else start
    read = (
        *find_thresholds(text, behind, end, since),
        *find_levels(text, start, end),
        *find_days(text, start, end),
        *find_profile_conditions(text, start, end, place),
        *find_never_received(text, start, end),
    )
    # Whom else the words name or serve is no part of a condition behind them.
    others = [*served_by(text, start, end), *first_of_two(text, start, end)]
    known = [
        one
        for one in (_behind(one, text, others) for one in read)
        if spoken[one.start - start] not in ("　", _NAMED_ONLY) and not _in_title(text, start, one)
    ]
    examples = [hit.span() for hit in pattern("such_as").finditer(spoken)]
    known = [one for one in known if not any(left < one.start - start < right for left, right in examples)]
    stated = [one for one in known if _stated(one, spoken, start, phrases)]
    typed = sorted(_unique(stated), key=lambda one: (one.start, one.end))
    starts = [one.start for one in typed]
    free = [
        one
        for phrase in phrases
        for one in stated_beside(
            text,
            phrase.start,
            spoken[phrase.start - start : phrase.end - start],
            typed[bisect_left(starts, phrase.start) : bisect_left(starts, phrase.end)],
        )
    ]
    # 注册1年以上，3年以内: the second phrase is a part of one condition.
    free = [one for one in free if not any(_says_all(other, one) for other in typed)]
    found = sorted((*exceptions, *typed, *free), key=lambda one: (one.start, one.end))
    return with_alternatives(text, start, end, found)


def _says_all(typed: Criterion, free: Criterion) -> bool:
    """Whether a phrase is a part of a typed condition that began before it, or no more than its levels."""
    begins = typed.start <= free.start if typed.unit in GRADES else typed.start < free.start
    return begins and free.end <= typed.end


def _behind(one: Criterion, text: str, spans: Sequence[tuple[int, int]]) -> Criterion:
    """A condition without the words of `spans` that it begins with."""
    start = next((right for left, right in spans if left <= one.start < right < one.end), None)
    return one if start is None else one.model_copy(update={"start": start, "quote": text[start : one.end]})


def find_phrases(text: str, start: int, end: int) -> list[Phrase]:
    """The phrases of `text[start:end]` that state a condition, in text order."""
    _, spoken, phrases = _spoken(text, start, end)
    return [one for one in phrases if bare_words(spoken[one.start - start : one.end - start])]


# The same words are read for their conditions, for terms defined elsewhere and for what was understood.
@lru_cache(maxsize=64)
def _spoken(text: str, start: int, end: int) -> tuple[Sequence[Criterion], str, Sequence[Phrase]]:
    """The exceptions, the folded words with these and run-in headings blotted out, and the phrases."""
    exceptions = tuple(_exceptions(text, start, end))
    spoken = _without(text, start, end, exceptions)
    joints = (_JOINT, _CALLED_SO, _WHO_DOES, _AND_THOSE)
    joined = any(words.may_match(text, start, end) for words in joints)
    said = _said(spoken, start, joined=joined)
    if _LENDER.may_match(text, start, min(len(text), end + _REACH)):
        said = [one for one in said if not pattern("lender").match(text, one.start)]
    return exceptions, spoken, said


def _exceptions(text: str, start: int, end: int) -> Iterator[Criterion]:
    """除房地产业外, (不含采矿项目): who is one of these is left out."""
    if not _EXCEPTION.may_match(text, start, end):
        return
    for hit in pattern("exception").finditer(folded(text)[start:end]):
        name = next(name for name in hit.groupdict() if hit[name])
        left, right = (start + at for at in hit.span(name))
        words = re.sub(r"\s", "", text[left:right])
        if SUM_NOTE.match(text, start + hit.start()) or re.search(
            r"规定|条件|基础|情况|情形|(?:奖励|补助|补贴|资助|资金|支持|政策|待遇)$", words
        ):
            continue
        if pattern("no_other").match(text, start + hit.end(), end):
            continue
        yield left_out(text, left, right)


def _without(text: str, start: int, end: int, exceptions: Sequence[Criterion]) -> str:
    """The text, folded, with run-in headings, notes and exceptions blotted out."""
    words = folded(text)[start:end]
    if _WIDENING.may_match(text, start, end):
        words = pattern("widening").sub(lambda hit: _NAMED_ONLY * len(hit[0]), words)
    left_out = exceptions or (_NO_OTHER.may_match(text, start, end) and pattern("no_other").search(words))
    exempt = _EXEMPT.may_match(text, start, end)
    asides = ((RUN_IN, True), (NOTE, True), (pattern("exempt"), exempt), (pattern("exception"), left_out))
    for aside in (words_of for words_of, likely in asides if likely):
        words = aside.sub(lambda hit: "　" * len(hit[0]), words)
    for left, right in served_by(text, start, end):
        words = words[: left - start] + "　" * (right - left) + words[right - start :]
    return words


def _stated(one: Criterion, spoken: str, start: int, phrases: Sequence[Phrase]) -> bool:
    """Whether a condition stands in a phrase that states it and does not deny it (未认定为……的).

    A number is a condition wherever it sizes no help, and 支持中小企业 says for whom all of it is.
    """
    is_number = one.op in _BOUNDS and not isinstance(one.value, str)
    at = bisect_right(phrases, one.start, key=lambda phrase: phrase.start) - 1
    if at >= 0 and one.start < phrases[at].end:
        ahead = spoken[phrases[at].start - start : one.start - start]
        return is_number or not pattern("denied_ahead").search(ahead)
    near = _PHRASE_END.split(spoken[max(0, one.start - start - _REACH) : one.start - start])[-1]
    if one.about in _WHO and pattern("supported").fullmatch(near):
        return True
    piece = near + spoken[one.start - start : one.end - start]
    return is_number and not pattern("help_measure").match(piece)


def _in_title(text: str, start: int, one: Criterion) -> bool:
    """Whether the words stand in the title of a document (《中小企业划型标准规定》)."""
    left = max(start, one.start - _REACH)
    return text.rfind("《", left, one.start) > text.rfind("》", left, one.start)


def _said(spoken: str, start: int, *, joined: bool) -> list[Phrase]:
    """Where conditions are marked as such (对……, ……的), what is merely encouraged before is a heading."""
    kept: list[Phrase] = []
    waiting: list[Phrase] = []  # encouraged before anything is marked as a condition
    marked = False
    for left, right in _pieces(spoken, joined=joined):
        words = spoken[left:right]
        if _MARKED.search(words):
            waiting, marked = [], True
        short = right - left <= _LONGEST_HEADING or words.endswith(_INTRODUCES)
        headed = spoken[right : right + 1] in ("：", ":") and short
        if headed or len(HAN.findall(words)) < 2:
            continue
        if _no_condition().match(words):
            continue
        if pattern("counted_by").match(spoken, right):
            continue
        heading = pattern("encouragement").match(words) and not _MEANT.search(words)
        if heading and marked and not _OF_SOME.search(words):
            continue
        (waiting if heading else kept).append(Phrase(start + left, start + right))
    return sorted([*kept, *waiting], key=lambda phrase: phrase.start)


@cache
def _no_condition() -> re.Pattern[str]:
    """Whatever else a phrase may say; one expression is matched sooner than each of these."""
    return either("purpose", "manner", "remark", "task", "band")


def _pieces(spoken: str, *, joined: bool) -> Iterator[tuple[int, int]]:
    for piece in _PIECE.finditer(spoken):
        yield from _cut(spoken, *piece.span(), joined=joined)


def _cut(spoken: str, left: int, right: int, *, joined: bool) -> Iterator[tuple[int, int]]:
    for start, end in pairwise((left, *(_joints(spoken, left, right) if joined else ()), right)):
        words = spoken[start:end]
        number = _NUMBER.match(words)
        bare = (words[number.end() :] if number else words).lstrip()
        first = end - len(bare)
        yield first, first + len(bare.rstrip())


def _joints(spoken: str, left: int, right: int) -> Sequence[int]:
    joints = [joint.start() for joint in pattern("joint").finditer(spoken, left, right)]
    # 新增并纳入统计: what says too little by itself is told together with what follows.
    if joints and len(HAN.findall(pattern("opener").sub("", spoken[left : joints[0]]))) < LEAST:
        joints = joints[1:]
    named = (hit.end() for hit in pattern("called_so").finditer(spoken, left, right))
    both = (hit.start("also") for hit in pattern("and_those").finditer(spoken, left, right + 1))
    return sorted({*joints, *named, *(at for at in both if at < right), *_deeds(spoken, left, right)})


def _deeds(spoken: str, left: int, right: int) -> Iterator[int]:
    """Where a phrase goes on to say what those do whom it has named (受灾的商户|购置设备)."""
    for hit in pattern("who_does").finditer(spoken, left, right):
        whom = spoken[left : hit.start()]
        theirs = not _OF_OTHERS.search(whom) and not ("对" in whom and _DONE_FOR.match(hit[0]))
        if theirs and says_enough(bare_words(whom)):
            yield hit.start()
            return


def _unique(found: Sequence[Criterion]) -> list[Criterion]:
    """Each condition once; a threshold says more than a rule on the same words."""
    kept: dict[tuple[str, ...], Criterion] = {}
    for one in found:
        kept.setdefault(one.sense, one)
    return list(kept.values())
