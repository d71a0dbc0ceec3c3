"""What a conversation needs to go on: the last questions, whom it spoke of, what was asked back.

It stays small however long the conversation gets, is plain data, and is checked when it is read again.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import Field

from assistant.clarify import Unclear, cleared, picked
from assistant.told_readings import Memory
from index.query import asked_regions
from policies.matching.replies import read_reply
from policies.model import Answer, Model, Question
from policies.vocabulary.mentions import find_spoken_regions

LOOKS_BACK = 8
"""Questions that what is left out of a new one is looked for in."""

_NOT_AGAIN = 3
"""Questions back before one is asked again that the user passed over."""


class Talk(Model):
    """`questions` are the last turns that are no answers to the assistant, the oldest first.

    `place` holds the words of the last question before them that named any place; `heard` is what all turns
    told; `asked_back` are the facts that the assistant asked for last, so that nobody is asked the same at
    every turn; `cited` are the documents of its last answer that had any, the best first; `unclear` is what
    it asked to choose; `profile` was handed over with a turn.
    """

    questions: tuple[str, ...] = ()
    place: str = ""
    heard: Memory = Memory()
    asked_back: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    unclear: Unclear | None = None
    profile: dict[str, Any] = Field(default_factory=dict)

    def clear(self, said: Sequence[str]) -> tuple["Talk", list[str]]:
        """The conversation and what is said in it, with every choice made in the place of its words."""
        unclear = self.unclear
        turns = [picked(turn, unclear) for turn in said] if unclear else said
        questions, turns = cleared(self.questions, turns)
        return self.model_copy(update={"questions": tuple(questions)}), turns

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

    def as_before(self, before: "Talk") -> "Talk":
        """The conversation as it was, after a turn that came to nothing and is not to be gone on with."""
        heard = replace(before.heard, turns=self.heard.turns)
        return before.model_copy(update={"heard": heard, "profile": self.profile})

    def amid_a_turn(self) -> "Talk":
        """The conversation when more of the last turn is still to be answered."""
        return self.model_copy(update={"heard": replace(self.heard, turns=self.heard.turns - 1)})

    def worth_asking(self, questions: Sequence[Question]) -> Sequence[Question]:
        """The first of these questions that was not asked just now."""
        return [one for one in questions if _key(one) not in self.asked_back][:1]

    def answered(self, answer: Answer) -> "Talk":
        """The conversation after an answer, with what it asked back and what it cited."""
        asked = (*self.asked_back, *map(_key, answer.next_questions))[-_NOT_AGAIN:]
        cited = tuple(dict.fromkeys(one.document_id for one in answer.citations))
        return self.model_copy(update={"asked_back": asked, "cited": cited or self.cited})


def _key(question: Question) -> str:
    return f"{question.about} {question.name}"


def _places(question: str) -> str:
    """The words that name the places a question asks about."""
    asked = asked_regions(question)
    return "、".join(
        question[mention.start : mention.end]
        for mention in find_spoken_regions(question)
        if mention.regions in asked
    )
