"""The offers in a clause: each part that gives something, with the words before that say to whom and when.

A clause often holds several: 对A给予10万元;对B给予5万元. Their conditions belong to one of them only.
"""

import re
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。；;]+[。；;]?")
# What opens the giving part of a sentence; the words before it say who gets it.
_GIVES = re.compile(
    r"(?:可以?|均可|将|再|另行?|额外|一次性|分别|分级|分档|每[家户人个名年]{1,2}|按[^，,。；;]{0,40}?|由[^，,。；;]{0,24}?)?"
    r"(?:给予|予以|奖励(?!办法|政策|资金管理|对象)|补贴(?!办法|政策|资金管理|对象)|补助(?!办法|政策|资金管理|对象)|资助(?!办法|对象)"
    r"|享受|申请|免收|免征|免缴|免除|免租|减免|减半|减按|退还|返还|发放|配套支持|贴息|提供|安排|优先(?:支持|保障|安排|给予|提供)|保障)"
)
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """`text[start:end]` gives something; `text[start:gives]` says to whom and under which conditions."""

    start: int
    gives: int
    end: int


def find_offers(text: str, start: int = 0, end: int | None = None) -> tuple[Offer, ...]:
    """The offers in `text[start:end]`, in text order; sentences that give nothing belong to none.

    >>> text = "对首次认定的企业给予10万元奖励;鼓励创新。"
    >>> [text[o.start:o.gives] for o in find_offers(text)]
    ['对首次认定的企业']
    """
    offers: list[Offer] = []
    for sentence in _SENTENCE.finditer(text, start, len(text) if end is None else end):
        if hit := _GIVES.search(sentence[0]):
            offers.append(Offer(sentence.start(), sentence.start() + hit.start(), sentence.end()))
    return tuple(offers)
