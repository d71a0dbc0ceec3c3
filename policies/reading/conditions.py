"""The conditions in a phrase: what must hold, as far as the words are understood, with the words.

A phrase that is a condition but fits no known fact stays one: it becomes a fact of its own, asked in its words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.model import Criterion
from policies.reading.thresholds import find_thresholds
from policies.vocabulary.term_files import fold
from policies.vocabulary.terms import find_terms

_PIECE = re.compile(r"[^，,；;：:。\n]+")
_AND = re.compile(
    r"(?<=.)(?:并且|同时|且|并(?=在|已|取得|获|符合|与|纳|实际|通过|完成|签|正常|依法|缴))(?=.)"
)
_NUMBER = re.compile(r"^\s*(?:[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]|[①-⑳])\s*")
_OPENERS = re.compile(
    r"^(?:\s|对于|对(?!外|接)|针对|凡是?|鼓励|支持|引导|其中|符合|满足|具备|经|被|及|和|或|以及|同时|并且|并|且|已|为)+"
)
_CLOSERS = re.compile(r"(?:的|等)+(?:企业|单位|机构|项目|个人|人员|人才|主体|申请人|用人单位)?[、\s]*$")
_NO_CONDITION = re.compile(
    r"^\s*(?:由|按照?|根据|依据|自(?!主)|从(?!事)|用好|力争|继续|原则上|视|加大|加强|进一步|推动|落实|健全|完善|建立|发挥|为[了深全进]|"
    r"依托|统筹|优化|积极|大力|每年|年度|省财政|市财政|区财政|各地|各级|各区|具体)"
)
_RULED = re.compile(
    r"经[^，。；,;]{0,20}(?:认定|批准|同意|审定|评审|审核|研究|推荐|确认)|重大|重点|优质|符合条件|有关条件|产业导向"
)
_DENIED = re.compile(
    r"不含|(?:^|[^，])除[^，。]{1,40}外|不(?:包括|属于)|未(?!来|成年)|没有|^无(?!偿|人|线|形)|不得|不存在"
)
_SEAT = re.compile(
    r"(?:在|于)?(?P<place>我[省市区县州]|本[省市区县州]|辖区|区内|市内|县内|[\u4e00-\u9fff]{2,12}?[省市区县州](?:行政区域内|范围内|辖区内|内)?)"
    r"(?:行政区域内)?(?:依法)?(?:进行)?(?:工商|税务|法定)?(?:登记)?(?:注册|登记注册|注册登记|设立登记|落户)"
)
_SCALES = (
    (re.compile(r"中小微(?:企业)?|中小企业"), ("中型", "小型", "微型")),
    (re.compile(r"小微(?:企业)?|小型微型企业|小微型企业"), ("小型", "微型")),
    (re.compile(r"微型企业"), ("微型",)),
    (re.compile(r"大中型企业"), ("大型", "中型")),
)
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text[start:end]`: words between two commas, without number, opener and closer."""

    start: int
    end: int


def find_conditions(text: str, start: int, end: int, place: str = "") -> list[Criterion]:
    """What `text[start:end]`, the words before an offer, demands; all of it must hold.

    `place` is the region that the document is made for: 本市 means that.
    """
    found: list[Criterion] = []
    for phrase in _phrases(text, start, end):
        found += _of_phrase(text, phrase, place)
    return found


def _phrases(text: str, start: int, end: int) -> Iterator[Phrase]:
    for piece in _PIECE.finditer(text, start, end):
        cuts = [piece.start(), *(cut.start() for cut in _AND.finditer(text, *piece.span())), piece.end()]
        for left, right in zip(cuts, cuts[1:], strict=False):
            words = text[left:right]
            left += len(words) - len(_NUMBER.sub("", words).lstrip())
            if len(_HAN.findall(text[left:right])) >= 2 and not _NO_CONDITION.match(text[left:right]):
                yield Phrase(left, left + len(text[left:right].rstrip()))


def _of_phrase(text: str, phrase: Phrase, place: str) -> Iterator[Criterion]:
    words = fold(text[phrase.start : phrase.end])
    typed = [
        *find_thresholds(text, phrase.start, phrase.end),
        *_standings(text, phrase),
        *_scale(text, phrase),
    ]
    typed += _seat(text, phrase, place)
    yield from typed
    said = sum(criterion.end - criterion.start for criterion in typed)
    if typed and len(words) - said < 8:
        return
    bare = _CLOSERS.sub("", _OPENERS.sub("", words))
    if len(_HAN.findall(bare)) < 4 or (typed and not _DENIED.search(words) and len(bare) - said < 8):
        return
    at = phrase.start + words.find(bare)
    quote = text[at : at + len(bare)]
    name = re.sub(r"\s+", "", quote)
    if _RULED.search(words) and not typed:
        yield Criterion(about="text", op="discretionary", quote=quote, start=at, end=at + len(quote))
        return
    yield Criterion(
        about=f"fact:{name}",
        op="is",
        value=not _DENIED.search(words),
        quote=quote,
        start=at,
        end=at + len(quote),
    )


def _standings(text: str, phrase: Phrase) -> Iterator[Criterion]:
    words = text[phrase.start : phrase.end]
    tags = [tag for tag in find_terms(words, "qualification")]
    for tag in tags:
        start, end = phrase.start + tag.start, phrase.start + tag.end
        yield Criterion(
            about="qualifications",
            op="is",
            value=tag.name,
            group=f"q{phrase.start}" if len(tags) > 1 else None,
            quote=text[start:end],
            start=start,
            end=end,
        )


def _scale(text: str, phrase: Phrase) -> Iterator[Criterion]:
    for pattern, sizes in _SCALES:
        if hit := pattern.search(text, phrase.start, phrase.end):
            yield Criterion(
                about="scale", op="in", value=sizes, quote=hit[0], start=hit.start(), end=hit.end()
            )
            return


def _seat(text: str, phrase: Phrase, place: str) -> Iterator[Criterion]:
    if place and (hit := _SEAT.search(text, phrase.start, phrase.end)):
        yield Criterion(
            about="region", op="within", value=place, quote=hit[0], start=hit.start(), end=hit.end()
        )
