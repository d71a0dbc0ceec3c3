"""Which words of a clause are indexed: its own, and the headings that it stands under."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from index.lexical import runs
from policies.model import Clause

_PAIR = re.compile("[^\\x00-\\x7f]{2}")
_SENTENCE = re.compile("[^。；;！!？?]+")
_SAYS = re.compile(
    r"[。；;：:\n]|\d\s*(?:[万亿千百]|元|[%％]|分|年|月|日|天|个|名|人|家|平)|[一二三四五六七八九十百千万](?:元|万|年|个月|日)"
)
_MENU = re.compile(r"^(?:[上下]一[篇个条]|[您你]?(?:所在|当前)的?位置)\s*[:：]|\d\d-\d\d[)）]?$")
_LONGEST_LABEL = 60


def body(quote: str) -> str:
    """The words of the clause itself."""
    return quote


def heading(clause: Clause) -> str:
    """The clause's heading and those above it, from the top; a clause often leaves out what they say."""
    return " ".join(dict.fromkeys([*clause.path, clause.heading]))


def embedded(clause: Clause, quote: str) -> str:
    """The text to encode as one vector: headings first, then the clause."""
    return f"{heading(clause)}\n{quote}"


def said(quote: str) -> str:
    """The sentences of a clause, one a line, each as its runs of characters between spaces.

    >>> said("给予5G企业奖励。另行通知")
    ' 给予 5g 企业奖励 \\n 另行通知 '
    """
    told = (runs(sentence) for sentence in _SENTENCE.findall(quote))
    return "\n".join(f" {' '.join(held)} " for held in told if held)


@dataclass(frozen=True)
class Sought:
    """Bigrams of a question with their weights, as they are looked for in what is `said`."""

    terms: tuple[tuple[str, float], ...]
    total: float

    @classmethod
    def of(cls, bigrams: Mapping[str, float]) -> Self:
        """A pair of Chinese characters stands within a run, all else is a run of its own."""
        terms = ((term if _PAIR.fullmatch(term) else f" {term} ", bigrams[term]) for term in bigrams)
        return cls(tuple(terms), sum(bigrams.values()))

    def share(self, said: str) -> float:
        """The share of the bigrams, by their weights, that the best single sentence of a clause holds.

        A clause of many matters holds the words of most questions, but seldom in one sentence.
        """
        held = [(term, weight) for term, weight in self.terms if term in said]
        best = max(
            (sum(weight for term, weight in held if term in one) for one in said.split("\n")), default=0.0
        )
        return best / self.total if self.total else 0.0


def is_label(quote: str) -> bool:
    """Whether a clause is one line of a list or of a page's menu, which names a thing and says nothing of it.

    >>> [is_label(line) for line in ("人才公寓申请系统", "下一篇：奖励办法", "国家级企业奖励50万元")]
    [True, True, False]
    """
    line = quote.strip()
    return len(line) < _LONGEST_LABEL and bool(_MENU.search(line) or not _SAYS.search(line))
