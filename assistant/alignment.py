"""Two wordings held against each other: where they agree, and in which words they differ."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

import rjieba
from rapidfuzz import fuzz

from index.spelling import simplified
from policies.vocabulary.mentions import find_regions
from policies.vocabulary.terms import fold

# Marks inside a figure (0.5-3) carry meaning, all others only order what is said.
_UNHEARD = re.compile(r"(?<!\d)[.\-/]|[.\-/](?!\d)|[^\w%‰℃+.\-/]|_")
_DASHES = "~—–－〜"
_UNIT = "%|‰|[万亿]?元|万|亿|[个名年月日天周家户条项倍成支]|次(?!性)"
_TOKEN = re.compile(
    rf"(?P<figure>\d+(?:[.\-/]\d+)*(?:{_UNIT})?|[一二三四五六七八九十百千两]+(?:{_UNIT}))"
    r"|(?P<latin>[a-z]+)|(?P<han>[^\W\da-z_]+)|."
)
_NEGATION = re.compile("[不未无非勿莫否]|没有?|禁止|严禁|除外")
_PASSAGE = 400
"""Characters; no text repeats more than this, and looking for it takes the cube of its length."""
_BODY = re.compile("(?:局|委|办|厅|部|院|所|中心|集团|公司|学校|大学|银行|部门|单位|小组|政府)$")
_BINDING = re.compile(
    "^(?:可以?|可|应当?|应|必须|须|需要?|要|一律|鼓励|支持|原则上|优先|酌情|适当|视情况?|一般|力争|争取|确保|全部?|均|只|仅)$"
)


@dataclass(frozen=True)
class Heard:
    """A text as it sounds: half-width, lower case, without punctuation and blanks."""

    text: str

    @cached_property
    def words(self) -> str:
        """The characters that count."""
        return _UNHEARD.sub("", self._folded)

    @cached_property
    def offsets(self) -> list[int]:
        """For each character of `words` its offset in `text`."""
        dropped = {at for found in _UNHEARD.finditer(self._folded) for at in range(*found.span())}
        return [at for at in range(len(self.text)) if at not in dropped]

    @cached_property
    def _folded(self) -> str:
        folded = fold(self.text)
        for dash in _DASHES:
            folded = folded.replace(dash, "-")
        return folded

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in `text` of the characters `start` to `end` of `words`; `end` is greater."""
        return self.offsets[start], self.offsets[end - 1] + 1


def heard(text: str) -> str:
    """What counts of a text when wordings are compared.

    >>> heard("按设备投入的 ２０％,给予“补助”(0.5—3日)。")
    '按设备投入的20%给予补助0.5-3日'
    """
    return Heard(text).words


def simple(words: str) -> str:
    """The same characters in simplified form."""
    return simplified(words)


class Likeness(NamedTuple):
    """How like two wordings are, from 0 to 1, and the stretch of the second that agrees.

    `before` and `after` count the characters at the ends of the first that agree with nothing.
    """

    score: float
    start: int
    end: int
    before: int = 0
    after: int = 0


def likeness(wanted: str, text: str) -> Likeness:
    """The stretch of `text` that comes nearest to `wanted`; both as `heard`.

    Twice the characters in common by the length of both. A character that agrees alone is chance.
    """
    return max(_likeness(wanted, text, 0), _likeness(wanted, *_densest(wanted, text)))


def _densest(wanted: str, text: str) -> tuple[str, int]:
    """The part of `text` where most of `wanted` stands, and where it begins: words may repeat."""
    if len(wanted) >= len(text) or len(wanted) > _PASSAGE:
        return text, 0
    found = fuzz.partial_ratio_alignment(wanted, text)
    if found is None:
        return text, 0
    start = max(0, found.dest_start - len(wanted) // 2)
    return text[start : found.dest_end + len(wanted) // 2], start


def _likeness(wanted: str, text: str, shift: int) -> Likeness:
    blocks = [
        block
        for block in SequenceMatcher(None, text, wanted, autojunk=False).get_matching_blocks()
        if block.size > 1 or block.size == len(wanted)
    ]
    best = Likeness(0.0, 0, 0)
    for first, head in enumerate(blocks):
        common = 0
        for last in blocks[first:]:
            common += last.size
            end, told = last.a + last.size, last.b + last.size
            score = 2 * common / (len(wanted) + end - head.a)
            if score > best.score:
                best = Likeness(score, shift + head.a, shift + end, head.b, len(wanted) - told)
    return best


@dataclass(frozen=True)
class Change:
    """Words of the quotation and what stands in their place; `sort` tells what kind of words they are."""

    sort: str
    told: str
    stands: str

    def __str__(self) -> str:
        said = (
            f"「{self.told}」→「{self.stands}」"
            if self.told and self.stands
            else f"多出「{self.told}」"
            if self.told
            else f"少了「{self.stands}」"
        )
        return f"{said}（{self.sort}）" if self.sort else said


def changes(quote: str, original: str) -> list[Change]:
    """The words that differ, in the order of the quotation."""
    told, stands = tokens(quote), tokens(original)
    return [
        _change("".join(told[a:b]), "".join(stands[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, told, stands, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def difference(quote: str, original: str) -> str:
    """The words that differ as one line; what counts most is named.

    >>> difference("压缩至10日内，可以延长", "压缩至20日内，不得延长")
    '「10日」→「20日」（数字不同）；「可以」→「不得」（意思相反）'
    """
    moved = Counter(heard(quote)) == Counter(heard(original))
    found = changes(quote, original)
    return "字词相同，先后不同" if moved and found else "；".join(map(str, found))


def tokens(text: str) -> list[str]:
    """The words of a text without punctuation: figures and Latin words whole, Chinese by the dictionary."""
    return [token for found in _TOKEN.finditer(heard(text)) for token in _cut(found)]


def _cut(found: re.Match[str]) -> Sequence[str]:
    return rjieba.cut(found[0]) if found["han"] else [found[0]]


def _change(told: str, stands: str) -> Change:
    return Change(next(_sorts(told, stands), ""), told, stands)


def _sorts(told: str, stands: str) -> Iterator[str]:
    if _figures(told) != _figures(stands):
        yield "数字不同"
    if bool(_NEGATION.search(told)) != bool(_NEGATION.search(stands)):
        yield "意思相反"
    if any(_BINDING.match(word) for word in (told, stands)):
        yield "约束程度不同"
    if find_regions(told) or find_regions(stands):
        yield "地名不同"
    if _BODY.search(told) and _BODY.search(stands):
        yield "单位不同"


def _figures(words: str) -> list[str]:
    return [found["figure"] for found in _TOKEN.finditer(words) if found["figure"]]
