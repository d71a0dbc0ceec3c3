"""Conversations turn by turn: what was said, what was answered, and the verdict on each expectation.

An expectation is one line of the writer of the conversation: what a careful officer would say or not say.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.service import Assistant
from assistant.settings import Settings
from eval.metrics import Figure, share
from policies.model import Answer, Model, ToldFact

HERE = Path(__file__).parent
CONVERSATIONS = HERE / "conversations.jsonl"
JUDGED = HERE / "judged.jsonl"
ON = date(2026, 11, 22)


class Mark(StrEnum):
    """Whether an answer does what was expected; an expectation may itself be wrong."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    GOLD_WRONG = "gold_wrong"


_SHOWN = {Mark.RIGHT: "对", Mark.PARTLY: "部分对", Mark.WRONG: "错", Mark.GOLD_WRONG: "预期本身不对"}
_OPEN = "未判"

Key = tuple[str, int, int]
"""Of a conversation the turn and the expectation, both counted from 1."""


class Turn(Model):
    """What is said, and what the answer to it is expected to do."""

    say: str
    expect: tuple[str, ...]


class Conversation(Model):
    """Turns of one user: an enterprise, a talent, an officer or the staff of a window."""

    id: str
    who: str
    theme: str
    turns: tuple[Turn, ...]

    def keys(self, turn: int) -> list[Key]:
        """The expectations of a turn."""
        return [(self.id, turn, n) for n in range(1, len(self.turns[turn - 1].expect) + 1)]


class Judgement(Model):
    """A verdict on one expectation; `answer` is the print of the answer that was judged, at `commit`."""

    id: str
    turn: int
    expectation: int
    verdict: Mark
    why: str
    commit: str
    answer: str

    @property
    def key(self) -> Key:
        return self.id, self.turn, self.expectation


@dataclass(frozen=True)
class Talk:
    """A conversation with the answer to each turn."""

    conversation: Conversation
    answers: tuple[Answer, ...]


def load(path: Path = CONVERSATIONS) -> list[Conversation]:
    """Every conversation of a file, one JSON object a line."""
    return [Conversation.model_validate(json.loads(line)) for line in _lines(path)]


def load_judged(path: Path = JUDGED) -> list[Judgement]:
    """Every verdict, those on one expectation from the oldest to the newest; none where there is no file."""
    return [Judgement.model_validate(json.loads(line)) for line in (_lines(path) if path.exists() else ())]


def store_judged(judged: Sequence[Judgement], path: Path = JUDGED) -> None:
    """Write the verdicts in the order of the conversations, so that two hands seldom change one place."""
    lines = [json.dumps(one.model_dump(), ensure_ascii=False) for one in sorted(judged, key=lambda j: j.key)]
    path.write_text("".join(f"{line}\n" for line in dict.fromkeys(lines)), encoding="utf-8")


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def talk(conversations: Sequence[Conversation]) -> Iterator[Talk]:
    """Hold conversations as the page does, on the shipped documents in a home that is deleted afterwards."""
    with TemporaryDirectory() as home:
        assistant = Assistant(Path(home), settings=Settings(encoder=None, library=True))
        with closing(assistant):
            assistant.prepare()
            for one in conversations:
                turns = [turn.say for turn in one.turns]
                yield Talk(one, tuple(assistant.ask([said], on=ON, conversation=one.id) for said in turns))


def print_of(answer: Answer) -> str:
    """What tells whether an answer is another one than that which was judged."""
    seen = "\n".join([*_said(answer), _caveats(answer), _facts(answer)])
    return sha256(seen.encode()).hexdigest()[:12]


def transcript(held: Talk, judged: Sequence[Judgement]) -> str:
    """One conversation as Markdown, with the newest verdict on each expectation."""
    newest = {one.key: one for one in judged}
    one = held.conversation
    lines = [f"# {one.id} {one.who}: {one.theme}"]
    for number, (turn, answer) in enumerate(zip(one.turns, held.answers, strict=True), 1):
        lines += ["", f"## {number}. {turn.say}", "", *(f"> {line}".rstrip() for line in _said(answer))]
        lines += ["", f"- 听到的：{_facts(answer) or '无'}"]
        lines += [f"- 所引：{_places(answer) or '无'}", f"- 提醒：{_caveats(answer) or '无'}"]
        lines += [""]
        for key, expected in zip(one.keys(number), turn.expect, strict=True):
            lines.append(f"{key[2]}. {expected}  \n   **{_verdict(newest.get(key), answer)}**")
    return "\n".join(lines) + "\n"


def _said(answer: Answer) -> list[str]:
    checked = answer.verification
    asked = [f"（反问）{question.question}" for question in answer.next_questions]
    label = [f"（核对：{checked.label}）"] if checked else []
    return [f"（{answer.status}）", *label, *answer.text.splitlines(), *asked]


def _facts(answer: Answer) -> str:
    kind = answer.profile.get("kind")
    return "；".join([*([f"身份={kind}"] if kind else []), *map(_fact, answer.told)])


def _fact(fact: ToldFact) -> str:
    who = f"[{fact.who}]" if fact.who else ""
    value = "不取" if fact.value is None else json.dumps(fact.value, ensure_ascii=False)
    return f"{who}{fact.label}={value}（{'，'.join(filter(None, (fact.words, fact.note)))}）"


def _places(answer: Answer) -> str:
    places: dict[str, list[str]] = {}
    for one in answer.citations:
        places.setdefault(one.title, []).append(f"{one.locator}{one.mark}")
    return "；".join(f"《{title}》{'、'.join(locators)}" for title, locators in places.items())


def _caveats(answer: Answer) -> str:
    return "、".join(caveat.kind for caveat in answer.caveats)


def _verdict(one: Judgement | None, answer: Answer) -> str:
    if one is None:
        return _OPEN
    changed = "（判后回答已变）" if one.answer != print_of(answer) else ""
    return f"{_SHOWN[one.verdict]}{changed}：{one.why}"


def shares(judged: Sequence[Judgement], *, first: bool) -> list[Figure]:
    """Of the expectations judged those met, met in part and missed, at the first verdict or the newest."""
    ordered = reversed(judged) if first else judged
    told = [
        one.verdict for one in {one.key: one for one in ordered}.values() if one.verdict != Mark.GOLD_WRONG
    ]
    return [share(mark, (one == mark for one in told)) for mark in Mark if mark != Mark.GOLD_WRONG]


def changed(talks: Sequence[Talk], judged: Sequence[Judgement]) -> list[Judgement]:
    """The newest verdicts whose answer is another one now."""
    prints = {
        (held.conversation.id, number): print_of(answer)
        for held in talks
        for number, answer in enumerate(held.answers, 1)
    }
    newest = {one.key: one for one in judged}.values()
    return [one for one in newest if prints.get((one.id, one.turn), one.answer) != one.answer]
