"""What a turn asks for, without a language model: the intent, a quoted sentence, facts told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from assistant.about import asked_of
from assistant.errands import errands, keeps_to_itself, names_no_matter, wants_draft
from assistant.manners import Manner, asking, manner, orders, plain_manner, remarks
from assistant.phrasing import phrases
from assistant.phrasing import says as _says
from assistant.quotations import Quotation, find_quotation, term_everywhere
from assistant.sorting import Sort, likely_sort
from assistant.talk import Talk
from assistant.told import known, listen
from assistant.told_readings import Told
from assistant.told_sides import without_others
from assistant.topic import goes_on_with
from index.query import Question, read_question, seeks_benefit
from index.spelling import Mended, mend
from policies.matching.replies import read_reply

MAX_QUESTION = 2_000
"""Longer questions are cut for the search; a person does not type more."""


class Intent(StrEnum):
    """What kind of answer a turn calls for."""

    MATCH = "match"
    VERIFY = "verify"
    ATTACK = "attack"
    PRIVATE = "private"
    SMALL_TALK = "small_talk"
    OUT_OF_SCOPE = "out_of_scope"
    CLOSING = "closing"
    RUDE = "rude"
    RECOUNT = "recount"
    BASIS = "basis"
    NOTE = "note"
    WISH = "wish"
    DOCUMENT = "document"
    EMPTY = "empty"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Understanding:
    """A turn as understood; `quotation`: the words to be checked, `profile` what is known, `told` by whom.

    `asks_benefit` tells that it asks what somebody can get, not who, where or how long; `sought` is what the
    search looks for. `likely` is what sort of message it is, sure or not; `citizens_matters` are subjects
    of daily life that policies for enterprises and talents seldom treat; `gives_orders` tells that it comes
    with orders to the assistant, which nothing is made of.
    `mended` holds misspelt places with what they were read as, `remarks` what is said before the answer.
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
    likely: Sort
    gives_orders: bool
    only_in_force: bool
    wants_every_place: bool
    sought: Question
    citizens_matters: tuple[str, ...] = ()
    mended: tuple[tuple[str, str], ...] = ()
    told: Told | None = None
    remarks: tuple[str, ...] = ()
    wants_draft: bool = False
    about: tuple[str, ...] = ()
    everywhere: str = ""


def understand(
    turns: list[str], profile: dict[str, Any], on: date | None = None, talk: Talk | None = None
) -> Understanding:
    """Read the last turn in the light of the earlier ones; told facts fill what the profile leaves open.

    `on` is the day of the last turn, from which 成立三年 and 去年毕业 are counted; `talk` is the conversation
    before the first of `turns`.
    """
    talk = talk or Talk()
    said = [turn[:MAX_QUESTION] for turn in turns]
    told = listen([_to_listen_to(turn) for turn in said], on, talk.heard)
    beside = _beside(said[-1]) if said else None
    turns = _questions([*talk.earlier, *said], asked=beside is None)
    # The quotation is read as it was written: a mended character would no longer be what was quoted.
    quotation = None if said and errands(said[-1]) else find_quotation(turns)
    mended = [mend(turn) for turn in turns] or [Mended("")]
    cut = [turn.text for turn in mended]
    cut = [*goes_on_with(cut[-1], without_others(cut[:-1], told)), cut[-1]]
    last = cut[-1]
    if everywhere := term_everywhere(last):  # wherever the talk has been
        cut = [last]
    sought = read_question(last, cut[:-1])
    asks_fact = _says("asks_fact", last)
    return Understanding(
        intent=Intent(beside.value) if beside else _intent(last, quotation),
        question=last,
        earlier=tuple(cut[:-1]),
        quotation=quotation,
        profile=known(told, profile, on),
        told=told,
        asks_benefit=_asks_benefit(last, sought),
        asks_process=_says("how_to", last),
        asks_fact=asks_fact,
        asks_what_is_said=_says("asks_what_is_said", last),
        likely=likely_sort(last) if len(cut) == 1 else Sort.QUESTION,
        gives_orders=bool(said) and orders(said[-1]),
        wants_every_place=_says("every_place", last) or bool(everywhere),
        sought=sought,
        only_in_force=_says("in_force_only", last),
        citizens_matters=tuple(phrases()["citizens_matters"].words.findall(last)),
        mended=tuple(dict.fromkeys(pair for turn in mended for pair in (*turn.places, *turn.terms))),
        remarks=remarks(said[-1]) if said else (),
        wants_draft=bool(said) and wants_draft(said[-1]),
        about=asked_of(last),
        everywhere=everywhere,
    )


def _beside(turn: str) -> Manner | None:
    """What a turn is that asks nothing about policies; what is to be checked may be put as an order."""
    told = manner(turn)
    checked = find_quotation([turn]) if told and not plain_manner(turn) else None
    return None if checked and checked.certain else told


def _asks_benefit(last: str, sought: Question) -> bool:
    """Whether the last turn asks what one gets, or asks nothing of its own after one that did."""
    if _says("asks_measure", last):
        return False
    if _says("how_much", last):
        return True
    seeks = seeks_benefit(last) or (sought.seeks_benefit and not _says("asks_itself", last))
    return seeks and not _says("asks_fact", last) and not _says("how_delivered", last)


def _to_listen_to(turn: str) -> str:
    """A turn as far as its speaker may tell of himself in it; what answers a question, as it is written."""
    if read_reply(turn):
        return turn
    return "" if manner(turn) or keeps_to_itself(turn) else mend(asking(turn)).text


def _questions(turns: Sequence[str], *, asked: bool) -> list[str]:
    """The turns that ask something, each without abuse and orders; the last whatever it is, unless `asked`.

    Who answers a question, or wants the answer in another shape or something done with it, goes on with what
    was asked before.
    """
    *earlier, last = turns or [""]
    held = [asking(turn) for turn in earlier if not (_goes_back(turn) or manner(turn))]
    goes_on = asked and held and _goes_back(last)
    return held if goes_on else [*held, asking(last) if asked else last]


def _goes_back(turn: str) -> bool:
    return bool(read_reply(turn)) or _says("restate", turn) or names_no_matter(turn)


def _intent(last: str, quotation: Quotation | None) -> Intent:
    if not last:
        return Intent.EMPTY
    if quotation:
        return Intent.VERIFY
    if asked_of(last):
        return Intent.DOCUMENT
    return Intent.WISH if names_no_matter(last) else Intent.MATCH  # where nothing was spoken of before
