"""Which words a turn wants checked against the documents, and what it says around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.alignment import heard
from assistant.parts import matter
from assistant.phrasing import says
from policies.vocabulary.mentions import find_regions, find_spoken_regions

_LONG = 10
"""Characters that make a wording; fewer in quotation marks are mostly a term."""
_SHORT = 6
_MATTER = 2  # characters that speak of something else
_BARE = 8
_BRIEF = 20

_OPENING, _CLOSING = "“「『", "”」』"
_STRAIGHT = re.compile(r'"([^"]+)"|‘([^’]+)’|\'([^\']+)\'')
_COLON = re.compile(r"[:：]|——|—")
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?\n]*")
_POINTS_BACK = re.compile(
    r"^(?P<words>.{8,}?)[,，。;；!！\s—-]+(?=(?:上面|以上|前面|刚才)?(?:这|那)(?:一)?(?:句|段|话|个说法|种说法|个表述)[^,，]*)"
)
_BETWEEN = re.compile(
    r"(?:有没有|有无|写没写|写没写过|是不是|是否)(?:真的?)?(?:明确)?(?:说|写|讲|有|提|规定|出现)?(?:了|着|过|的是)?[:：,，\s]*"
    r"(?P<words>(?![写说讲有提着了]|规定).{8,}?)(?:这样|这么|这种|这个|这一?|那一?|的)的?(?:句话|话|句|说法|表述|提法|原话|原文|字样)"
)
_CLAIMED = re.compile(
    r"(?:有没有|写没写|是不是|是否)(?:真的?)?(?:明确)?(?:说|写|讲|提|规定)(?:了|着|过|的是|到)?[:：,，\s]*(?P<words>[^。？?]{12,})"
)
_READS = re.compile(r"原[话文句][里中]?(?:是不是|是否|就是|写的是|说的是|是)[:：,，\s]*(?P<words>[^?？]{8,})")
_CHECKS = re.compile("原[话文句]|核[对实查]|出自|逐字|一字不")
# The first such stretch begins with its line; to try every character takes the square of its length.
_RUNS_ON = re.compile(r"(?m)^(?P<words>.{8,}?)(?:这|那)(?:一)?(?:句|段)")
_LEAD = re.compile(r"^(?:请|麻烦|劳驾|帮)[^,，:：]{0,8}[,，:：]")
_OF_ONESELF = re.compile("(?<![帮给])(?:我们|咱们?|我司|我公司|我[是在想有])")
_OWN = re.compile("[我咱您你]|本人|请")
_TOLD_BY = re.compile(
    r"^(?:[^,，:：。]{0,12}(?:说|讲|写|引|看到|听|传|发来?|转来?)(?:的是|了|着|过|到)?(?:这么|这样)?(?:一(?:句|段)(?:话)?)?[,，:：]\s*)"
)
_ASKS = re.compile(r"[?？]|[吗呢吧么]\s*$|什么|怎么|哪|多少|有没有|能不能|是不是|请问|你好|您好|帮我")
_ASKS_MORE = re.compile(
    "怎么|如何|咋|谁(?!说|写|发|讲)|多少|几[天年个]|申请|材料|去哪|哪[儿里]?办|负责|条件|能不能|影响"
)
_POINTS = re.compile("[那这]|意见|方案|办法|通知|措施|报道|[份篇里中上]|对|准|真|假|第")
_PLANS = re.compile("^(?:[想要]|准备|打算|计划)")
_EVERYWHERE = re.compile(
    "(?:几|哪些?|多少)(?:几)?个?(?:地方|处|份文件|份|篇|条)[^,，。?？]{0,6}(?:提到?|提过|写|出现|讲|说|有|用)"
    "|(?:提到?|提过|写|出现|讲)[^,，。?？]{0,6}(?:几|哪些?|多少)(?:几)?(?:个地方|处|次|份|篇)"
)
_NOTHING_ELSE = re.compile(
    r"[\s“”‘’「」『』\"',，。.?？!！]*(?:(?:那|还有|这个|也|是|对|准|真|有|呢|吗|么|吧|的|不|没)[\s,，。?？]*)*"
)
_GOES_ON = re.compile(
    r"^那?.{0,18}(?:呢|里有吗|里有没有|有吗|第几条|哪一?条|哪份|哪篇|哪里|哪儿|出处|对不对|对[吗吧]|没错|准[吗不]|真的)"
)


@dataclass(frozen=True)
class Quotation:
    """Words to be checked, and the turns without them, the latest first, as far as they say where it stands.

    Unless it is `certain` that the wording is asked about, only words that are found are worth telling of.
    """

    words: str
    around: tuple[str, ...]
    certain: bool = True


def term_everywhere(turn: str) -> str:
    """The words in quotation marks of which every place is asked for; "" where none are.

    >>> term_everywhere("“拿地即开工”一共几个地方提到")
    '拿地即开工'
    """
    words = marked_words(turn)
    return words if 1 < len(heard(words)) < _LONG and _EVERYWHERE.search(_without(turn, words)) else ""


def find_quotation(turns: Sequence[str]) -> Quotation | None:
    """The words that the last turn wants checked; they may stand in an earlier one."""
    if not turns:
        return None
    *earlier, last = turns
    if term_everywhere(last):
        return None
    asked = any(says("asks_wording", turn) for turn in earlier[-1:])
    found = _short(last, earlier) or _in_turn(last, checking=asked)
    if asked and found == (last, True) and find_quotation(earlier):  # what was to be checked has been
        found = None if _OF_ONESELF.search(last) or _PLANS.search(last) else (last, False)
    if found is None or not found[1]:
        goes_on = len(last) <= _BRIEF and _goes_on(last) and find_quotation(earlier) is not None
        back = _told_earlier(last, earlier) if goes_on or says("asks_wording", last) else None
        if back:
            return back
    if found is None:
        return None
    words, certain = found
    # Words that begin with a place of their own are not said to stand where earlier turns were about.
    places = find_regions(words)
    before = () if places and not places[0].start else reversed(earlier)
    return Quotation(words, (_without(last, words), *before), certain)


def _goes_on(turn: str) -> bool:
    """Whether a turn asks more of words that were checked, and nothing of its own."""
    if not _GOES_ON.search(turn) or _ASKS_MORE.search(turn):
        return False
    for mention in reversed(find_spoken_regions(turn)):
        turn = turn[: mention.start] + turn[mention.end :]
    return len(matter(_POINTS.sub(" ", turn))) < _MATTER


def _short(last: str, earlier: Sequence[str]) -> tuple[str, bool] | None:
    """A few words in quotation marks and nothing else (“三十天”呢), after others that were to be checked."""
    words = marked_words(last)
    alone = words and _NOTHING_ELSE.fullmatch(_without(last, words))
    checked = alone and len(heard(words)) < _LONG and find_quotation(earlier)
    return (words, True) if checked and checked.certain else None


def _told_earlier(last: str, earlier: Sequence[str]) -> Quotation | None:
    """The latest words that an earlier turn gave."""
    words = next((words for turn in reversed(earlier) if (words := _told_before(turn))), "")
    others = tuple(_without(turn, words) for turn in reversed(earlier))
    return Quotation(words, (last, *others)) if words else None


def _in_turn(turn: str, *, checking: bool) -> tuple[str, bool] | None:
    """The words and whether their wording is certainly asked about; `checking`: the turn before asked to."""
    marked = marked_words(turn)
    rest = _without(turn, marked) if marked else turn
    if says("uses_wording", rest) and not _CHECKS.search(rest):
        return None
    strong = checking or says("asks_wording", rest)
    doubted = strong or says("doubts_wording", rest)
    after = _after_colon(turn) if doubted else ""
    if len(heard(after)) > 2 * len(heard(marked)) and not after.startswith(tuple(_OPENING + "\"'‘")):
        marked = ""
    length = len(heard(marked))
    if length >= _LONG:
        return (
            (marked, doubted or len(heard(rest)) < _SHORT)
            if doubted or not _OF_ONESELF.search(rest)
            else None
        )
    if length >= _SHORT and strong and not after:
        return marked, False
    return _unmarked(turn, after, strong=strong) or (
        (turn, True) if checking and _is_statement(turn) else None
    )


def _unmarked(turn: str, after: str, *, strong: bool) -> tuple[str, bool] | None:
    certain = (after, _pattern(_BETWEEN, turn), _before(turn), _pattern(_READS, turn)) if strong else ()
    for words in certain:
        if len(heard(words)) >= _BARE and not _ASKS.search(words) and not _OWN.match(words):
            return words, True
    for words in (after, _pattern(_CLAIMED, turn), _LEAD.sub("", _pattern(_RUNS_ON, turn))):
        if len(heard(words)) >= _LONG and not _ASKS.search(words) and not _OWN.match(words):
            return words, False
    return None


def _is_statement(turn: str) -> bool:
    return not _ASKS.search(turn) and len(heard(turn)) >= _LONG


def marked_words(turn: str) -> str:
    """The longest quotation in a turn, read with quotation marks inside it.

    >>> marked_words("“按照‘一企一策’方式支持”,是原话吗")
    '按照‘一企一策’方式支持'
    """
    best, depth, start = "", 0, 0
    for at, char in enumerate(turn):
        if char in _OPENING:
            depth += 1
            start = at + 1 if depth == 1 else start
        elif char in _CLOSING and depth:
            depth -= 1
            if depth == 0 and at - start > len(best):
                best = turn[start:at]
    if not best:
        best = max(("".join(found) for found in _STRAIGHT.findall(turn)), key=len, default="")
    return best.strip()


def _after_colon(turn: str) -> str:
    """What follows a colon, without the sentences after it that only ask."""
    found = _COLON.search(turn)
    return _without_asking(turn[found.end() :]) if found else ""


def _without_asking(words: str) -> str:
    sentences = _SENTENCE.findall(words)
    while len(sentences) > 1 and (says("asks_wording", sentences[-1]) or _ASKS.search(sentences[-1])):
        sentences.pop()
    kept = "".join(sentences).strip()
    if not says("asks_wording", kept):
        return kept
    # 对新设企业给予补助,是不是原话
    parts = re.split(r"([,，;；])", kept)
    while len(parts) > 2 and says("asks_wording", parts[-1]):
        parts = parts[:-2]
    return _bare("".join(parts))


def _before(turn: str) -> str:
    """What stands before 这句话…: the words pointed back to."""
    return _bare(_TOLD_BY.sub("", _pattern(_POINTS_BACK, turn)))


def _pattern(pattern: re.Pattern[str], turn: str) -> str:
    found = pattern.search(turn)
    return _bare(found["words"]) if found else ""


def _bare(words: str) -> str:
    """Words without quotation marks and punctuation at their ends."""
    return re.sub(r"^[\s,，:：。;；]+|[\s,，:：;；?？吗吧]+$", "", words)


def _told_before(turn: str) -> str:
    """The words that an earlier turn gave to be checked."""
    marked = marked_words(turn)
    after = _after_colon(turn)
    if len(heard(marked)) >= _SHORT and len(heard(marked)) + 2 >= len(heard(after)):
        return marked
    if len(heard(after)) >= _BARE:
        return after
    return turn.strip() if _is_statement(turn) else ""


def _without(turn: str, words: str) -> str:
    return turn.replace(words, " ", 1)
