"""The offers in a clause: each part that gives something, with the words before that say to whom and when.

A clause often holds several: 对A给予10万元;对B给予5万元. The conditions of one say nothing about the other.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from policies.reading.patterns import pattern
from policies.reading.sieve import PartSieve

_SENTENCE = re.compile(r"[^。；;]+[。；;]?")
NOTE = re.compile(
    r"[(（][^()（）]{0,400}(?:负责|责任单位|责任部门|责任领导|牵头单位|牵头部门|配合单位)[^()（）]{0,400}[)）]"
    r"|[(（]以[^()（）]{2,40}(?:为准|作?为[^()（）]{0,6}(?:条件|依据|标准))[)）]"
    r"|不影响[^，,。；;]{2,30}(?=[，,。；;])|在(?![^，,。；;]*(?:符合|满足|具备|达到))[^，,。；;]{2,60}的?基础上"
)
"""Who is responsible, how a condition is proved, what is not touched or given besides: none asks or gives."""

# 一、支持企业上市 对……: a heading that only a space or a line break parts from its text; a demand is none
RUN_IN = re.compile(
    r"^\s*(?:[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]|第[\d一二三四五六七八九十百]{1,5}[条款])\s*"
    r"(?![^\s]*(?:占(?!用)|属于|具有|具备|不得|应当|必须))"
    r"[\u4e00-\u9fff“”、]{2,24}(?:[ \u3000]+\n?|\r?\n)(?=[\u4e00-\u9fff])"
)
_FIGURE = re.compile(
    r"[\d一二三四五六七八九十百千万半]\s*(?:[万亿千百%个]|元|倍|折|成)|全额|减半|免[收征缴除租]"
)
# 给予100万元补贴，分5年发放: what is given is said at once; 给予10万元贷款的银行 is somebody.
_GIVEN_AT_ONCE = re.compile(
    r"(?:给予|予以|一次性)(?![^。；;]*的[^，,。；;]{0,10}(?:企业|机构|单位|银行|项目|个人|人员|平台))"
    r"[^，,。；;]{0,16}\d[\d.]*\s*(?:[百千万亿]*元|%)"
)
_HEADING_MARK = re.compile(
    r"^\s*(?:[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]|第[\d一二三四五六七八九十百]{1,5}[条款])"
)
_GIFTS = (
    "gift",
    "gift_to_whom",
    "gift_with_figure",
    "gift_plain",
    "gift_on_share",
    "gift_by_rate",
    "gift_may",
    "gift_provided",
    "gift_for",
    "gift_permitted",
    "gift_directly",
    "gift_changed",
    "gift_behind",
    "gift_by_fund",
)
# 提供信贷支持，对扩大规模的机构: who is named anew is given something of his own.
_TO_OTHERS = re.compile(
    r"\s*(?:其中)?对(?!其|该|上述)[^，,。；;]{2,100}?(?:的|企业|机构|单位|平台|银行|公司|主体|商户|项目|园区|基地|团队|个人|人员|人才)"
    r"(?:[，,]|最高|按|一次性|可|分别|再|给予|予以|进行)"
)
_DEEDS = ("deed_for_whom", "deed_on_whom", "deed_of_service", "freed_of_charges")
# 支持资金用于购置设备: what the money is spent on is given to nobody.
_SPENT = re.compile(
    r"\s*(?:(?:支持|补[助贴]|奖励|资助|专项|扶持)资金|经费)(?:将|应|主要|可|须|全部|专项)*用于(?!对|支持|补[贴助]|奖励|资助|扶持)"
)
_LONGEST_HEADING = 24
_BLANKS = "　 \r\n\t"


class Offer(NamedTuple):
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
    likely = _wordings.candidates(text, start, end)
    gifts = [words for given, words in likely if given]
    deeds = [words for given, words in likely if not given]
    for sentence in _SENTENCE.finditer(text, start, end) if likely else ():
        words = NOTE.sub(_blank, RUN_IN.sub(_blank, sentence[0]))
        heads = text[sentence.end() : end].strip() and (
            sentence.start() == start or _HEADING_MARK.match(words)
        )
        if (heads and is_heading(words)) or _SPENT.match(words):
            continue
        at = sentence.start()
        places = sorted({hit.start("gives") for wording in gifts for hit in wording.finditer(words)})
        behind = _behind_deeds(words, places, deeds) if places else len(words)
        for left, gives, right in (*_done(words[:behind], deeds), *_given(words, places, behind)):
            yield Offer(at + left, at + gives, at + right)


def _behind_deeds(words: str, gifts: Sequence[int], deeds: Sequence[re.Pattern[str]]) -> int:
    """Where the first 对…… begins that is given something, behind one for whom something is done; else 0."""
    done = [hit.start("gives") for wording in deeds for hit in wording.finditer(words, 0, gifts[0])]
    cuts = [cut.start() for cut in pattern("next_offer").finditer(words, 0, gifts[0])]
    return cuts[-1] if cuts and any(at < cuts[-1] for at in done) else 0


@PartSieve
def _wordings() -> Iterator[tuple[re.Pattern[str], tuple[bool, re.Pattern[str]]]]:
    """The wordings of gifts (True) and of deeds."""
    for given, names in ((True, _GIFTS), (False, _DEEDS)):
        yield from ((pattern(name), (given, pattern(name))) for name in names)


def _given(words: str, gifts: Sequence[int], begins: int) -> Iterator[tuple[int, int, int]]:
    """What a sentence gives at these places; a heading alone before it says nothing of whom."""
    for left, right in _parts(words, gifts, begins):
        gives = _giving(gifts, left, right)
        first = left + len(words[left:right]) - len(words[left:right].lstrip(_BLANKS))
        if gives is not None and first in gifts and _GIVEN_AT_ONCE.match(words, first, gives):
            gives = first
        if gives is not None:
            yield (left if words[left:gives].strip(_BLANKS) else gives), gives, right


def _done(words: str, deeds: Sequence[re.Pattern[str]]) -> Iterator[tuple[int, int, int]]:
    """对A,开辟绿色通道,对B,……: what is done for whom in a sentence that gives in no other words."""
    found = {hit.start("whom"): hit.start("gives") for wording in deeds for hit in wording.finditer(words)}
    for start, end in pairwise((*sorted(found), len(words))):
        yield start, found[start], end


def _blank(found: re.Match[str]) -> str:
    return "　" * len(found[0])


def is_heading(words: str) -> bool:
    """支持企业升规。 and (一)落户补贴。 are headings run in before their text."""
    bare = _HEADING_MARK.sub("", words).strip()
    return (
        len(bare) <= _LONGEST_HEADING
        and words.endswith("。")
        and not re.search(
            r"[\d，,：:%]|给予|享受|免|可|^(?:对|凡|[为向].{2,16}(?:提供|办理|开[设辟通]))", bare
        )
    )


def _parts(words: str, gifts: Sequence[int], begins: int) -> Iterator[tuple[int, int]]:
    """A sentence is cut before each 对……, that gives something after a gift with its figure."""
    figures = [hit.start() for hit in _FIGURE.finditer(words)]
    cuts = [cut.start() for cut in pattern("next_offer").finditer(words, begins)]
    left = begins
    for cut, stop in pairwise((*cuts, len(words))):
        told = bisect_left(figures, left) < bisect_left(figures, cut) or _TO_OTHERS.match(words, cut)
        given = told and _giving(gifts, left, cut) is not None
        if given and _giving(gifts, cut, stop) is not None:
            yield left, cut
            left = cut
    yield left, len(words)


def _giving(gifts: Sequence[int], left: int, right: int) -> int | None:
    """Where giving begins between two places: rather behind some words than at once; None for nowhere."""
    behind = bisect_right(gifts, left)
    if behind < len(gifts) and gifts[behind] < right:
        return gifts[behind]
    return left if behind and gifts[behind - 1] == left else None
