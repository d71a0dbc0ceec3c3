"""A turn as clauses, each with the mood it is said in: told, supposed, heard of others, asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.told_words import BLANK, told_words
from policies.vocabulary.term_files import fold

LONGEST = 120
"""Characters of a clause that are listened to: nobody says more without a stop."""

Mood = Literal["", "supposed", "hearsay"]

_CLAUSE = re.compile(r"[^,，。.;；!！\n?？]*(?:(?<=\d)[,.](?=\d)[^,，。.;；!！\n?？]*)*[?？]?")
_SENTENCE_END = re.compile(r"[。;；!！\n?？]")
_QUOTED = re.compile('"[^"]{12,}"')  # words of a document, whose figures are not the speaker's
# A blank parts clauses, but not a number from its unit or from what it counts (投 8000 万, 营收 3亿).
_BLANK_BETWEEN = re.compile(
    r"(?<=[一-鿿]) +(?=[一-鿿]|\d{1,6}(?:岁|人|号|名|个(?!月|亿))|\d\d(?: |$|[,，。]))"
    r"|(?<=[\da-z]) +(?=[一-鿿])(?![万亿元人个岁名平年月号多来%])"
)
# What is asked for behind a fact (我们是高企能拿多少): the fact itself is not in question.
_ASKS_FOR = re.compile("能|可以|可否|有|享受|拿|补|奖|支持|扶持|政策|申请|够|怎么|咋|给")
_ASKS_WHETHER = re.compile(r"^(?:企业|公司|了|的)?(?:吗|么|呢|不$|没$|吧?[?？])")
_EITHER = re.compile("是不是|算不算|有没有|要不要|是否|能不能|会不会|够不够|算|到底")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a turn between two marks, folded; `goes_on` are those behind a blank."""

    turn: int
    start: int
    text: str
    mood: Mood = ""
    corrects: bool = False
    goes_on: str = ""

    @property
    def end(self) -> int:
        """Where it ends in its turn."""
        return self.start + len(self.text)

    def says(self, mood: str) -> re.Match[str] | None:
        """Where one of the moods of `told.toml` shows in the words."""
        return told_words().moods[mood].search(self.text)

    def whose(self, name: str) -> re.Match[str] | None:
        """Where the words say whom they are about."""
        return told_words().whose[name].search(self.text)

    def once(self, end: int) -> bool:
        """Whether the words before an offset say that it was so once (原来是国企)."""
        return told_words().moods["past"].search(self.text, 0, end) is not None

    def states(self, end: int, *, bounded: bool = False) -> bool:
        """Whether the words that end at an offset of the clause are said to be so by the speaker.

        Behind them something may be asked (我们50人能申请吗), unless they are what is asked (我们是高企吗). A
        bound (5000万以上) is stated only of oneself: alone it is a condition.
        """
        if self.mood or self.says("rule") or self.says("others"):
            return False
        own = self.whose("self")
        if bounded and not self.whose("first"):
            return False
        if not (asked := self.says("question")):
            return True
        if not own or own.start() > end or asked.start() < end or _EITHER.search(self.text, 0, end):
            return False
        rest = self.text[end:]
        return not _ASKS_WHETHER.search(rest) and bool(_ASKS_FOR.search(rest))


def clauses(turn: str, number: int) -> list[Clause]:
    """The clauses of a turn, left to right; what says that something is put right is blanked out."""
    folded = _QUOTED.sub(lambda hit: " " * len(hit[0]), fold(turn))
    corrects = bool(told_words().moods["corrects"].search(folded))
    blanked = _blanked(folded) if corrects else folded
    found = [
        Clause(number, start, blanked[start:end], corrects=corrects, goes_on=after)
        for start, end, after in _spans(blanked)
    ]
    return list(_in_their_moods(found, blanked))


def _blanked(turn: str) -> str:
    """打错了,是6000万 as ······6000万: the comma behind a correction separates nothing."""
    words = told_words().moods["corrects"].pattern.removeprefix("(?i)")
    return re.sub(rf"(?i)(?:{words})[,、 ]*(?:[了哈哦][,、 ]*)?", lambda hit: BLANK * len(hit[0]), turn)


def _spans(turn: str) -> Iterator[tuple[int, int, str]]:
    for found in _CLAUSE.finditer(turn):
        edges = [
            found.start(),
            *(at for gap in _BLANK_BETWEEN.finditer(found[0]) for at in _around(found, gap)),
            found.end(),
        ]
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            left = start + len(turn[start:end]) - len(turn[start:end].lstrip())
            right = min(left + len(turn[left:end].rstrip()), left + LONGEST)
            if left < right:
                yield left, right, turn[end : found.end()].strip() if end < found.end() else ""


def _around(found: re.Match[str], gap: re.Match[str]) -> tuple[int, int]:
    return found.start() + gap.start(), found.start() + gap.end()


def _in_their_moods(found: Sequence[Clause], turn: str) -> Iterator[Clause]:
    """A supposition holds to the end of its sentence, unless the speaker goes back to what is so."""
    mood: Mood = ""
    last = 0
    for clause in found:
        if _SENTENCE_END.search(turn, last, clause.start):
            mood = ""
        last = max(last, clause.start)
        if clause.says("supposed"):
            mood = "supposed"
        elif clause.says("hearsay"):
            mood = "hearsay"
        elif clause.says("real") or (mood == "hearsay" and clause.whose("self")):
            mood = ""
        yield replace(clause, mood=mood)
