"""What was heard in a conversation: facts with their words, and those whom they are of."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from policies.facts import FACTS
from policies.model import ToldFact
from policies.profile import tell

Kind = Literal["", "enterprise", "talent", "project"]

_OWN: dict[Kind, str] = {"enterprise": "企业", "talent": "个人", "project": "项目", "": "其他"}


@dataclass(frozen=True, slots=True)
class Heard:
    """A fact at `[start:end]` of a clause; `value` is None where none is taken, `part` a number's dimension.

    A `dropped` fact was told before, and what is said now leaves open what it is.
    """

    key: str
    name: str
    value: Any
    start: int
    end: int
    note: str = ""
    part: str = ""
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact with the words it was read from, at `[start:end]` of a turn.

    `name` is the standing or free fact where the key holds several; `note` says in Chinese what is uncertain
    (大约); `firm` facts answer a question of the assistant.
    """

    key: str
    name: str
    value: Any
    words: str
    turn: int
    start: int
    end: int
    note: str = ""
    firm: bool = False

    @property
    def about(self) -> str:
        """The key, or `fact:<name>` as `policies.profile.tell` takes it."""
        return f"fact:{self.name}" if self.key == "facts" else self.key

    @property
    def label(self) -> str:
        """What the fact is called on a page."""
        return self.name or FACTS[self.key].label


def telling(told: dict[str, Any], readings: Iterable[Reading]) -> dict[str, Any]:
    """A profile with what is read told besides."""
    for reading in readings:
        named = reading.key == "qualifications"
        told = tell(told, reading.about, {reading.name: reading.value} if named else reading.value)
    return told


@dataclass(frozen=True)
class Subject:
    """Somebody spoken of: `who` is "" for the speaker's own side, else a word for them (朋友)."""

    who: str
    kind: Kind
    readings: tuple[Reading, ...]

    @property
    def profile(self) -> dict[str, Any]:
        """What is told, by the keys of the registry."""
        return telling({"kind": self.kind} if self.kind else {}, self.readings)


@dataclass(frozen=True)
class Memory:
    """What turns already heard leave in mind: all who were spoken of, of whom `now`, what stayed unclear.

    `office` tells that an official speaks; `person_named` and `kind_named` of what kind those are whom the
    questions named; `turns` how many were heard. `spoken` are words that tell of one of several subjects,
    each with whose they are, and `asked` the question that the last turn ended with.
    """

    sides: tuple[Subject, ...] = (Subject("", "", ()),)
    now: int = 0
    unclear: tuple[Reading, ...] = ()
    office: bool = False
    person_named: bool = False
    kind_named: Kind = ""
    turns: int = 0
    spoken: tuple[tuple[str, str], ...] = ()
    asked: str = ""

    def with_facts(self, readings: tuple[Reading, ...]) -> "Memory":
        """The same, with these facts of whom the talk is about."""
        sides = list(self.sides)
        sides[self.now] = replace(sides[self.now], readings=readings)
        return replace(self, sides=tuple(sides))


@dataclass(frozen=True)
class Told:
    """Everything told in a conversation: of whom it is about at the end, and of the others.

    `unclear` are numbers heard but not taken, each with the reason as its note. `moved` tells that the talk
    has left whom it began with. `memory` is what later turns are heard with.
    """

    subject: Subject
    others: tuple[Subject, ...] = ()
    unclear: tuple[Reading, ...] = ()
    moved: bool = False
    memory: Memory = Memory()

    @property
    def facts(self) -> tuple[ToldFact, ...]:
        """Everything heard, for a page: of whom it is about, of the others, and what was not taken."""
        mine = (_shown(reading, reading.value, self.subject.who) for reading in self.subject.readings)
        theirs = (
            _shown(reading, reading.value, subject.who or _OWN[subject.kind])
            for subject in self.others
            for reading in subject.readings
        )
        return (*mine, *theirs, *(_shown(reading, None, "") for reading in self.unclear))

    @property
    def profile(self) -> dict[str, Any]:
        """The profile of whom the conversation is about at its end."""
        return self.subject.profile


def _shown(reading: Reading, value: Any, who: str) -> ToldFact:
    return ToldFact(
        about=reading.about,
        label=reading.label,
        value=value,
        words=reading.words,
        turn=reading.turn,
        start=reading.start,
        end=reading.end,
        note=reading.note,
        who=who,
    )
