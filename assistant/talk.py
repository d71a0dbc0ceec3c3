"""What a conversation needs to go on: the last questions, whom it spoke of, what was asked back.

It stays small however long the conversation gets, is plain data, and is checked when it is read again.
"""

from collections.abc import Sequence

from assistant.told_readings import Memory
from index.query import asked_regions
from policies.matching.replies import read_reply
from policies.model import Model
from policies.vocabulary.mentions import find_regions

LOOKS_BACK = 8
"""Questions that what is left out of a new one is looked for in."""

_MOST_ASKED_BACK = 40


class Talk(Model):
    """`questions` are the last turns that are no answers to the assistant, the oldest first.

    `place` holds the words of the last question before them that named any place; `heard` is what all turns
    told; `asked_back` are the facts that the assistant has asked for, so that nobody is asked twice.
    """

    questions: tuple[str, ...] = ()
    place: str = ""
    heard: Memory = Memory()
    asked_back: tuple[str, ...] = ()

    @property
    def earlier(self) -> tuple[str, ...]:
        """Turns to understand the next one by."""
        named = any(asked_regions(question) for question in self.questions)
        return self.questions if named or not self.place else (self.place, *self.questions)

    def after(self, said: Sequence[str], heard: Memory) -> "Talk":
        """The conversation after further turns, with what has been heard then."""
        questions = (*self.questions, *(turn for turn in said if not read_reply(turn)))
        dropped, kept = questions[:-LOOKS_BACK], questions[-LOOKS_BACK:]
        places = [_places(question) for question in dropped]
        place = next((place for place in reversed(places) if place), self.place)
        return self.model_copy(update={"questions": kept, "place": place, "heard": heard})

    def asking(self, about: Sequence[str]) -> "Talk":
        """The conversation after the assistant has asked for these facts."""
        return self.model_copy(update={"asked_back": (*self.asked_back, *about)[-_MOST_ASKED_BACK:]})


def _places(question: str) -> str:
    """The words that name the places a question asks about."""
    asked = asked_regions(question)
    return "、".join(
        question[mention.start : mention.end]
        for mention in find_regions(question)
        if mention.regions in asked
    )
