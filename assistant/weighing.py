"""How much each sentence of a clause says to a question: words, likeness, and the sort of thing asked for."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import chain
from math import log

import numpy as np

from assistant.figures import figures, striking
from assistant.telling import sentences_of
from index.encoder import Vectors, load_encoder
from index.lexical import bigrams, runs
from index.query import Question, seeks_benefit
from index.rows import StoredClause
from index.scope import Places, Standing
from index.ways import told_ways
from policies.documents.wrapping import in_one_line
from policies.vocabulary.mentions import find_regions

# Fitted on the labelled questions, each set of them held against weights from the others.
_WORD, _CHARACTER, _LIKENESS, _AIM, _FIGURE, _LEAD_IN = 0.3, 0.32, 5.0, 1.35, 3.3, -4.0

_EARLIER = 0.3  # of their weight, that words of earlier turns count in the choice of a sentence
_LONGEST_NUMBER = 6  # characters of a number before a heading (第十二条, 二是)
_WHO = re.compile("谁|哪个?(?:部门|单位|局|科|机构)|归哪|找哪|牵头|负责")
_DUTY = re.compile(r"[（(]?\s*(?:责任|牵头|负责|配合|主管|实施)(?:单位|部门|领导)")
_LIST = re.compile(
    "哪[几些二三四五六七八九十两]|(?:要|需要?|都是|包括)些?(?:啥|什么)|几[个处类条种项样大]"
    "|[二三四五六七八九十]大|条件|门槛|分别是|列一?下"
)
# What is asked for, and a sign of it in the sentence that tells it.
_AIMS = (
    (
        re.compile(
            "多少|几(?:个点|成|万|千|百|块)|[奖补报给拿贷领返][几多]|比例|标准|最高|额度|金额|上限|封顶"
        ),
        re.compile(r"\d+(?:\.\d+)?\s*(?:万|亿|千)?元|\d+(?:\.\d+)?\s*[%％]|百分之"),
    ),
    (
        re.compile("多久|多长|几年|几天|几个月|期限|多少(?:天|年|个?月)|几次"),
        re.compile(r"[\d一二三四五六七八九十两]+\s*个?(?:工作日|年|月|日|天|周|小时|批次|次)"),
    ),
    (_WHO, re.compile("局|委|办|部门|单位|中心|政府|厅|银行")),
    (
        re.compile("条件|门槛|要求|要不要|得.{0,6}吗|能不能|可以.{0,8}吗|算不算|行不行|符合"),
        re.compile("条件|应当|须|需|不低于|不少于|以上|满|符合|具有|具备"),
    ),
)


@dataclass(frozen=True)
class Weighed:
    """`quote[start:end]` of a clause, a sentence with what it is worth; `here`: not of another place.

    `names_who` is true of a sentence that only names who is responsible.
    """

    start: int
    end: int
    worth: float
    here: bool
    names_who: bool


@dataclass(frozen=True)
class Scales:
    """Weighs sentences against what is sought; `turn` is the last question as it was asked."""

    sought: Question
    turn: str
    _weighed: dict[str, list[Weighed]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def asks_who(self) -> bool:
        return bool(_WHO.search(self.turn))

    @property
    def asks_list(self) -> bool:
        """Whether several things are asked for, which belong together (哪三处, 有哪些, 什么条件)."""
        return bool(_LIST.search(self.turn))

    def weigh(self, clause: StoredClause) -> list[Weighed]:
        """The sentences of a clause; the heading at its front says nothing where something follows it."""
        if clause.id not in self._weighed:
            self._weighed[clause.id] = list(self._weigh(clause))
        return self._weighed[clause.id]

    def _weigh(self, clause: StoredClause) -> Iterator[Weighed]:
        every = list(sentences_of(clause.quote))
        told = [one for one in every if not _only_heading(one[1], clause.clause.heading)] or every
        said = [in_one_line(words) for _, words in told]
        words = self._shared(said)
        like = load_encoder().encode(said) @ self._meaning if said else ()
        for (at, whole), one, shared, alike in zip(told, said, words, like, strict=True):
            worth = float(shared + _LIKENESS * alike + self._aimed(one))
            yield Weighed(at, at + len(whole), worth, not self._elsewhere(one), bool(_DUTY.match(one)))

    def _shared(self, said: Sequence[str]) -> Iterator[float]:
        """What each sentence shares with the question; what few of them hold tells them apart."""
        terms = [set(bigrams(one)) for one in said]
        held = Counter(chain.from_iterable(terms))
        characters = [set("".join(runs(one))) & self._characters for one in said]
        among = Counter(chain.from_iterable(characters))
        rarity = {term: log((len(said) + 1) / (count + 0.5)) for term, count in held.items()}
        for mine, drawn in zip(terms, characters, strict=True):
            by_word = sum(self._wanted.get(term, 0.0) * rarity[term] for term in mine)
            asked = sum(self.sought.bigrams.get(term, 0.0) > 1 for term in mine)  # 那个15%是
            yield _WORD * by_word + _FIGURE * asked + _CHARACTER * sum(1 / among[one] for one in drawn)

    @cached_property
    def _wanted(self) -> Mapping[str, float]:
        """The terms by which a sentence is chosen: those of earlier turns count little."""
        plain = self.sought.plain
        own = {term for words, weight in plain if weight == 1 for term in bigrams(words)}
        earlier = {term for words, weight in plain if weight < 1 for term in bigrams(words)} - own
        return {
            term: weight * (_EARLIER if term in earlier else 1)
            for term, weight in self.sought.bigrams.items()
        }

    def _aimed(self, said: str) -> float:
        aims = sum(bool(asked.search(self.turn) and told.search(said)) for asked, told in _AIMS)
        aims += bool(self.sought.ways.intersection(told_ways(said)))
        shared = len({one.value for one in figures(said)} & self._figures) if self._figures else 0
        return _AIM * aims + _FIGURE * shared + (_LEAD_IN if said.endswith(("：", ":")) else 0.0)

    @cached_property
    def _meaning(self) -> Vectors:
        """The question as the encoder understands it, its turns by their weights."""
        encoder = load_encoder()
        weights = np.array([weight for _, weight in self.sought.plain], np.float32)
        if not weights.size:
            return np.zeros(encoder.dimensions, np.float32)
        meaning: Vectors = weights @ encoder.encode([plain for plain, _ in self.sought.plain])
        return meaning / (float(np.linalg.norm(meaning)) or 1.0)

    @cached_property
    def _last(self) -> str:
        """What is sought by the last turn that looks for something."""
        return " ".join(words for words, weight in self.sought.plain if weight == 1)

    @cached_property
    def _characters(self) -> set[str]:
        return {one for run in runs(self._last) for one in run if not one.isascii()}

    @cached_property
    def _figures(self) -> set[Decimal]:
        """The figures that the last turn asks about; who asks for a benefit tells mostly his own."""
        return set() if seeks_benefit(self._last) else {one.value for one in striking(self._last)}

    @cached_property
    def _places(self) -> Places:
        return Places(self.sought.regions)

    def _elsewhere(self, sentence: str) -> bool:
        """Whether a sentence names places, all of them apart from those asked about."""
        named = [region.full_name for mention in find_regions(sentence) for region in mention.regions]
        return bool(named) and self._places.standing(named) is Standing.APART


def _only_heading(sentence: str, heading: str) -> bool:
    said, title = re.sub(r"\W", "", sentence), re.sub(r"\W", "", heading)
    return bool(title) and said.endswith(title) and len(said) - len(title) <= _LONGEST_NUMBER
