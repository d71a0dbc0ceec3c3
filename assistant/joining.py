"""The answers to the questions of one turn as a single one: one list of citations, one of warnings."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Literal, TypeVar

from assistant.citing import plain
from assistant.parts import spoken
from assistant.writing import asked_back
from policies.model import Answer, Citation, Verification

_MARK = re.compile(r"(?<!\\)〔(\d{1,3})〕(?!\s*\d+\s*号)")
_WARNED = "请注意："
_THIS = "- 这份文件"
_LONGEST = 30  # characters of a question that stand above its answer
_GRAVEST = ("not_found", "altered", "wrong_document", "verbatim")

_One = TypeVar("_One")
Place = tuple[str, int, int]


def joined(asked: Sequence[str], answers: Sequence[Answer]) -> Answer:
    """One answer from those to the questions `asked`, each below its question.

    The verification is that of the worst quotation: who looks at nothing else must not think that all stand.
    """
    citations = _numbered(answers)
    marks = {_place(one): one.mark for one in citations}
    lines: list[str] = []
    warned: list[str] = []
    for question, answer in zip(asked, answers, strict=True):
        body, warnings = _parted(_marked(answer.text, answer, marks), answer)
        seen = {*lines}
        fresh = [one for at, one in enumerate(body) if answer.citations or not at or one not in seen]
        lines += ["", f"**{plain(_short(question))}**", "", *_without_second_question(fresh, answer, answers)]
        warned += warnings
    text = [*lines[1:], *(("", _WARNED, *_together(warned)) if warned else ())]
    return answers[-1].model_copy(
        update={
            "status": _status(answers),
            "text": "\n".join(text),
            "citations": tuple(citations),
            "matches": _once((m for a in answers for m in a.matches), lambda one: one.clause_id),
            "hints": _once((h for a in answers for h in a.hints), lambda one: one.mode),
            "caveats": _once((c for a in answers for c in a.caveats), lambda one: (one.kind, one.text)),
            "next_questions": next((a.next_questions for a in answers if a.next_questions), ()),
            "verification": _gravest(answers, marks),
        }
    )


def _place(one: Citation) -> Place:
    return one.document_id, one.start, one.end


def _numbered(answers: Sequence[Answer]) -> list[Citation]:
    """All citations with new marks: the best of each answer first, then the second of each."""
    in_turn = chain.from_iterable(zip_longest(*(answer.citations for answer in answers)))
    held = {_place(one): one for one in in_turn if one}
    return [
        one.model_copy(update={"mark": f"〔{rank}〕", "rank": rank})
        for rank, one in enumerate(held.values(), 1)
    ]


def _marked(text: str, answer: Answer, marks: dict[Place, str]) -> str:
    new = {one.mark: marks[_place(one)] for one in answer.citations}
    return _MARK.sub(lambda found: new.get(found[0], found[0]), text)


def _parted(text: str, answer: Answer) -> tuple[list[str], list[str]]:
    """The lines of an answer and its warnings, in which 这份文件 becomes the title."""
    body, _, warnings = text.partition(f"\n{_WARNED}\n")
    title = f"- 《{plain(answer.citations[0].title)}》" if answer.citations else _THIS
    named = [
        title + one.removeprefix(_THIS) if one.startswith(_THIS) else one for one in warnings.split("\n")
    ]
    return body.rstrip("\n").split("\n"), [one for one in named if one]


def _together(warned: Iterable[str]) -> Iterator[str]:
    """The warnings, each document's in one line and none twice."""
    held: dict[str, dict[str, None]] = {}
    for line in warned:
        title, end, said = line.rpartition("》")
        of_document = end and title.startswith("- 《")
        parts = said.rstrip("。").split("；") if of_document else [line]
        held.setdefault(title + end if of_document else "", {}).update(dict.fromkeys(parts))
    others = held.pop("", {})
    yield from (f"{title}{'；'.join(parts)}。" for title, parts in held.items())
    yield from others


def _without_second_question(
    lines: Iterable[str], answer: Answer, answers: Sequence[Answer]
) -> Iterator[str]:
    """The lines without what is asked back where an earlier answer has asked something."""
    first = next((one for one in answers if one.next_questions), answer)
    dropped = {asked_back(one) for one in answer.next_questions} if answer is not first else set()
    yield from (line for line in lines if line not in dropped)


def _short(question: str) -> str:
    said = " ".join(spoken(question).split())
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}……"


def _status(answers: Sequence[Answer]) -> Literal["answered", "partly", "abstained", "needs_profile"]:
    first = answers[0].status
    return first if all(answer.status == first for answer in answers) else "partly"


def _gravest(answers: Sequence[Answer], marks: dict[Place, str]) -> Verification | None:
    held = [(answer.verification, answer) for answer in answers if answer.verification]
    if not held:
        return None
    worst, answer = min(held, key=lambda one: _GRAVEST.index(one[0].label))
    found = tuple(one.model_copy(update={"mark": marks[_place(one)]}) for one in worst.found)
    return worst.model_copy(update={"found": found, "explanation": _marked(worst.explanation, answer, marks)})


def _once(every: Iterable[_One], key: Callable[[_One], object]) -> tuple[_One, ...]:
    held: dict[object, _One] = {}
    for one in every:
        held.setdefault(key(one), one)
    return tuple(held.values())
