"""The offers in a clause: each part that gives something, with the words before that say to whom and when.

A clause often holds several: 对A给予10万元;对B给予5万元. The conditions of one say nothing about the other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SENTENCE = re.compile(r"[^。；;]+[。；;]?")
_NOTE = re.compile(r"[(（][^()（）]*(?:负责|责任单位|责任部门|牵头单位|配合单位)[^()（）]*[)）]")
# Words that open the giving part where they begin a phrase, or follow the one who is given to.
_LEAD = (
    r"(?:可以?|均可|应当?|将|再|另行?|额外|继续|适当|一次性|分别|分级|分档|每[家户人个名年]{1,2}|每年|年度|最高|给企业"
    r"|按[^，,。；;]{0,40}?|由[^，,。；;]{0,24}?|向[^，,。；;]{0,16}?|从[^，,。；;]{0,16}?中)*"
)
_VERB = (
    r"(?:给予|予以|奖励|补贴|补助|资助|奖补|享受|申请|申报|领取|免收|免征|免缴|免除|免租|减免|减半|减按|退还|返还|发放"
    r"|配套支持|贴息|提供|优先(?:支持|保障|安排|给予|提供)|实行|采取|参照|落实|允许|延期|不受)"
)
_AT_PHRASE = re.compile(rf"(?:^|[，,：:])\s*({_LEAD}{_VERB})")
_AFTER_WHOM = re.compile(
    rf"(?:的|企业|项目|人才|人员|单位|机构|载体|平台|团队|个人|主体|毕业生|园区|基地|者|后|分别)\s*({_LEAD}(?:给予|予以|奖励|补贴|补助|资助|可申请|享受|提供|免))"
)
_ANYWHERE = re.compile(r"给予|予以|奖励|补贴|补助|资助|贴息|减免|免收|免征|返还|保障|支持|服务")


@dataclass(frozen=True, slots=True)
class Offer:
    """`text[start:end]` gives something; `text[start:gives]` says to whom and under which conditions."""

    start: int
    gives: int
    end: int


def find_offers(text: str, start: int = 0, end: int | None = None) -> tuple[Offer, ...]:
    """The offers in `text[start:end]`, in text order; sentences that give nothing belong to none.

    >>> text = "对首次认定的企业,给予10万元奖励;开展宣传。"
    >>> [text[o.start:o.gives] for o in find_offers(text)]
    ['对首次认定的企业,']
    """
    return tuple(_offers(text, start, len(text) if end is None else end))


def _offers(text: str, start: int, end: int) -> Iterator[Offer]:
    for sentence in _SENTENCE.finditer(text, start, end):
        words = _NOTE.sub(lambda note: "　" * len(note[0]), sentence[0])
        at = _giving(words)
        if at is not None:
            yield Offer(sentence.start(), sentence.start() + at, sentence.end())


def _giving(words: str) -> int | None:
    """Where the giving part begins; None when the sentence gives nothing."""
    if not _ANYWHERE.search(words):
        return None
    hits = [hit.start(1) for pattern in (_AT_PHRASE, _AFTER_WHOM) for hit in pattern.finditer(words)]
    return min((at for at in hits if at > 0), default=0 if hits else None)
