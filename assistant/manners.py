"""What a turn says beside a question, or instead of one: abuse, thanks, orders to the assistant, talk.

Nothing of it is searched for, and nothing of it tells of the user.
"""

import re
from enum import StrEnum

from assistant.phrasing import phrases, says

_HAN = re.compile("[一-鿿]|\\d")  # a figure alone may answer what was asked before
_LETTERS = re.compile(r"[^\W\d_]{2}")

CLAIMED = "我只照政策库里的文件回答；文件里查不到的说法、数字和承诺，我都不能确认。"
ERRAND = "与政策无关的事我帮不上忙。"


class Manner(StrEnum):
    """Why a turn is no question about policies."""

    EMPTY = "empty"
    ATTACK = "attack"
    FOREIGN = "foreign"
    CLOSING = "closing"
    RUDE = "rude"
    RECOUNT = "recount"
    BASIS = "basis"
    NOTE = "note"
    SMALL_TALK = "small_talk"


def civil(turn: str) -> str:
    """A turn with its abuse blanked out, so that offsets hold.

    >>> civil("你们这破机器人 青岛有什么补贴")
    '        青岛有什么补贴'
    """
    return phrases()["rude"].words.sub(lambda found: " " * len(found[0]), turn)


def manner(turn: str) -> Manner | None:
    """What a turn is where it asks nothing about policies; None where it may.

    >>> manner("好的，谢谢")
    <Manner.CLOSING: 'closing'>
    """
    if not turn.strip():
        return Manner.EMPTY
    if says("attack", turn):
        return Manner.ATTACK
    asked = civil(turn)
    if asked != turn and not _HAN.search(asked):
        return Manner.RUDE
    if says("greeting", asked):
        return Manner.SMALL_TALK
    if says("closing", asked):
        return Manner.CLOSING
    if not _HAN.search(asked):
        return Manner.FOREIGN if _LETTERS.search(asked) else Manner.SMALL_TALK
    for kind in (Manner.RECOUNT, Manner.BASIS, Manner.NOTE):
        if says(kind, asked):
            return kind
    return Manner.SMALL_TALK if says("small_talk", asked) and not says("policy", asked) else None


def remarks(turn: str) -> tuple[str, ...]:
    """What is to be said before a question is answered."""
    said = (("claimed", CLAIMED), ("errand", ERRAND))
    return tuple(remark for name, remark in said if says(name, turn))
