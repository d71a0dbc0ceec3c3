"""The language model as two nodes of the conversation; where it fails, rules go on, with a note."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from assistant.llm import LanguageModel, ModelFailed
from assistant.llm_phrase import phrase_with, with_note
from assistant.llm_read import read_with
from assistant.understand import Understanding
from policies.model import Answer

_FOR_READING = 0.5
"""The share of the time that reading may take; the rest is left for phrasing."""


@dataclass(frozen=True)
class Assisted:
    """A turn that a model may help with `until` then, on the monotonic clock; `failed` is why it did not."""

    until: float
    failed: str = ""


def read(
    model: LanguageModel, asked: Understanding, turns: Sequence[str], on: date
) -> tuple[Understanding, Assisted]:
    """What was understood, with what the model read beside it."""
    until = monotonic() + model.timeout_s
    try:
        return read_with(model, asked, turns, on, model.timeout_s * _FOR_READING), Assisted(until)
    except ModelFailed as failed:
        return asked, Assisted(until, str(failed))


def phrase(
    model: LanguageModel, state: Mapping[str, Any], answer: Answer, text_of: Callable[[str], str]
) -> Answer:
    """The answer in the model's words where they hold, else as the rules wrote it; a model that failed once
    in this turn is not asked again.
    """
    assisted: Assisted = state["assisted"]
    if assisted.failed:
        return with_note(answer, assisted.failed)
    try:
        left = assisted.until - monotonic()
        return phrase_with(model, state["asked"], answer, state["turns"], text_of, left)
    except ModelFailed as failed:
        return with_note(answer, str(failed))
