"""What a turn asks for, without a language model: the intent, a quoted sentence, facts told."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from assistant.phrasing import phrases
from assistant.phrasing import says as _says
from assistant.quotations import Quotation, find_quotation
from assistant.talk import Talk
from assistant.told import known, listen
from assistant.told_readings import Told
from assistant.told_sides import without_others
from index.query import Question, asked_regions, read_question
from index.spelling import Mended, mend
from policies.matching.replies import read_reply
from policies.vocabulary.terms import find_terms

MAX_QUESTION = 2_000
"""Longer questions are cut for the search; a person does not type more."""

_HAN = re.compile("[一-鿿]|\\d")  # a figure alone may answer what was asked before
_LETTERS = re.compile(r"[^\W\d_]{2}")


class Intent(StrEnum):
    """What kind of answer a turn calls for."""

    MATCH = "match"
    VERIFY = "verify"
    ATTACK = "attack"
    PRIVATE = "private"
    SMALL_TALK = "small_talk"
    EMPTY = "empty"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Understanding:
    """A turn as understood; `quotation`: the words to be checked, `profile` what is known, `told` by whom.

    `asks_benefit` tells that it asks what somebody can get, not who, where or how long; `sought` is what the
    search looks for. `citizens_matters` are subjects of daily life that policies for enterprises and talents
    seldom treat.
    `mended` holds misspelt places with what they were read as.
    """

    intent: Intent
    question: str
    earlier: tuple[str, ...]
    quotation: Quotation | None
    profile: dict[str, Any]
    asks_benefit: bool
    asks_process: bool
    asks_fact: bool
    asks_what_is_said: bool
    of_the_field: bool
    only_in_force: bool
    wants_every_place: bool
    sought: Question
    citizens_matters: tuple[str, ...] = ()
    mended: tuple[tuple[str, str], ...] = ()
    told: Told | None = None


def understand(
    turns: list[str], profile: dict[str, Any], on: date | None = None, talk: Talk | None = None
) -> Understanding:
    """Read the last turn in the light of the earlier ones; told facts fill what the profile leaves open.

    `on` is the day of the last turn, from which 成立三年 and 去年毕业 are counted; `talk` is the conversation
    before the first of `turns`.
    """
    talk = talk or Talk()
    replies = [read_reply(turn[:MAX_QUESTION]) for turn in turns]
    told = listen(
        [
            turn[:MAX_QUESTION] if reply else mend(turn[:MAX_QUESTION]).text
            for turn, reply in zip(turns, replies, strict=True)
        ],
        on,
        talk.heard,
    )
    # Who answers a question goes on with what was asked before.
    questions = [*talk.earlier, *(turn for turn, reply in zip(turns, replies, strict=True) if not reply)]
    turns = questions or turns
    # The quotation is read as it was written: a mended character would no longer be what was quoted.
    quotation = find_quotation([turn[:MAX_QUESTION] for turn in turns])
    mended = [mend(turn[:MAX_QUESTION]) for turn in turns] or [Mended("")]
    cut = [turn.text for turn in mended]
    cut = [*without_others(cut[:-1], told), cut[-1]]
    last = cut[-1]
    everything = " ".join(cut)
    sought = read_question(last, cut[:-1])
    asks_fact = _says("asks_fact", last)
    return Understanding(
        intent=_intent(last, everything, quotation),
        question=last,
        earlier=tuple(cut[:-1]),
        quotation=quotation,
        profile=known(told, profile, on),
        told=told,
        asks_benefit=_says("how_much", last)
        or (sought.seeks_benefit and not asks_fact and not _says("how_delivered", last)),
        asks_process=_says("how_to", last),
        asks_fact=asks_fact,
        asks_what_is_said=_says("asks_what_is_said", last),
        of_the_field=_says("policy", everything) or _of_the_field(everything),
        wants_every_place=_says("every_place", last),
        sought=sought,
        only_in_force=_says("in_force_only", last),
        citizens_matters=tuple(phrases()["citizens_matters"].words.findall(last)),
        mended=tuple(dict.fromkeys(pair for turn in mended for pair in (*turn.places, *turn.terms))),
    )


def _intent(last: str, everything: str, quotation: Quotation | None) -> Intent:
    if not last.strip():
        return Intent.EMPTY
    if _says("attack", last):
        return Intent.ATTACK
    if not _HAN.search(last):
        return Intent.FOREIGN if _LETTERS.search(last) else Intent.SMALL_TALK
    if quotation:
        return Intent.VERIFY
    if _says("private", last) and _says("private_of", last):
        return Intent.PRIVATE
    if _says("closing", last) or (_says("small_talk", last) and not _says("policy", everything)):
        return Intent.SMALL_TALK
    return Intent.MATCH


def _of_the_field(words: str) -> bool:
    return bool(find_terms(words)) or bool(asked_regions(words)) or len(words) > 40
