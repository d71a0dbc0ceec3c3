"""The words around one award of a clause, in which its base, its counts and its limits are named."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policies.model import Award

_ENDS = "。；;"
_FOR_ALL = re.compile(r"(?<=[。；;\s])(?:同一|每[个家项件]|单[个家项件]|以上|上述)[^。；;]*")
_MARKS = "，," + _ENDS


@dataclass(frozen=True, slots=True)
class Around:
    """What is said around an award: its sentence and the phrase in it, what leads to it, what follows.

    `own` reaches from the award before in the same sentence to the end of the phrase, `behind` from the award
    to the next one; what is said of each or the same applicant (同一申请…) behind all awards goes with it.
    """

    sentence: str
    phrase: str
    own: str
    behind: str

    @classmethod
    def of(cls, award: Award, awards: Sequence[Award], words: str, first: int) -> "Around":
        """`words` is the text of the clause, which begins at `first`."""
        start, end = award.start - first, award.end - first
        left, right = _span(words, start, end, _ENDS)
        phrase = _span(words, start, end, _MARKS)
        before = [other.end - first for other in awards if other.end <= award.start]
        after = [other.start - first for other in awards if other.start >= award.end]
        last = max(other.end - first for other in awards)
        return cls(
            sentence=words[left:right],
            phrase=words[phrase[0] : phrase[1]],
            own=words[max(left, *before, 0) if before else left : phrase[1]],
            behind="。".join((words[end : min(after, default=len(words))], *_FOR_ALL.findall(words, last))),
        )


def _span(words: str, start: int, end: int, marks: str) -> tuple[int, int]:
    """From where to where the stretch between `marks` reaches that holds `words[start:end]`."""
    left = max(words.rfind(mark, 0, start) for mark in marks) + 1
    right = min((at for mark in marks if (at := words.find(mark, end)) >= 0), default=len(words))
    return left, right
