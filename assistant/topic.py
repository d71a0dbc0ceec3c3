"""Which earlier turns a turn goes on with, where the talk has been of several things.

回到老外那个 and 前面税收那条 leave aside what was spoken of in between.
"""

import re
from collections.abc import Sequence

from assistant.phrasing import phrases
from assistant.told_readings import Told
from index.query import asked_regions, read_question, says_only_places

_FIRST = re.compile("第一个|最开始|一开始|最早|最前面")


def goes_on_with(last: str, earlier: Sequence[str]) -> list[str]:
    """The earlier turns, from the oldest, up to the one that the last turn goes back to.

    >>> goes_on_with("再回到税收那条", ["税收达标有奖吗", "基金能投吗"])
    ['税收达标有奖吗']
    """
    back = phrases()["goes_back"].words
    if not earlier or not back.search(last):
        return list(earlier)
    rest = back.sub(" ", last)
    subjects, places = _subjects(rest), set(asked_regions(rest))
    for number in range(len(earlier), 0, -1):
        turn = earlier[number - 1]
        if subjects & _subjects(turn) or places & set(asked_regions(turn)):
            return list(earlier[:number])
    return list(earlier[:1] if _FIRST.search(last) else earlier)


def only_asks_elsewhere(question: str, earlier: Sequence[str], told: Told | None) -> bool:
    """Whether a turn only puts what was asked `earlier` to another place (那滁州呢), where nobody says he is.

    Where that comes to nothing, the next turn goes on with what was answered before.
    """
    if not (earlier and asked_regions(question) and says_only_places(question)) or told is None:
        return False
    return not any(one.turn == told.memory.turns - 1 and not one.note for one in told.subject.readings)


def _subjects(turn: str) -> set[str]:
    """What a turn speaks of in its own words."""
    return {term for term, weight in read_question(turn).bigrams.items() if weight == 1.0}
