"""Which words of a clause are indexed: its own, and the headings that it stands under."""

import re
from collections.abc import Mapping

from index.lexical import bigrams
from policies.model import Clause

_WAY = re.compile("申请|申报|受理|窗口|材料|提交|办理|流程|网站|系统|登录|报送|填报")
_SENTENCE = re.compile("[^。；;！!？?]+")


def body(quote: str) -> str:
    """The words of the clause itself."""
    return quote


def heading(clause: Clause) -> str:
    """The clause's heading and those above it, from the top; a clause often leaves out what they say."""
    return " ".join(dict.fromkeys([*clause.path, clause.heading]))


def embedded(clause: Clause, quote: str) -> str:
    """The text to encode as one vector: headings first, then the clause."""
    return f"{heading(clause)}\n{quote}"


def best_sentence(quote: str, sought: Mapping[str, float]) -> float:
    """The share of the bigrams `sought`, by their weights, that the best single sentence of a clause holds.

    A clause of many matters holds the words of most questions, but seldom in one sentence.
    """
    said = (set(bigrams(sentence)) for sentence in _SENTENCE.findall(quote))
    best = max((sum(weight for term, weight in sought.items() if term in one) for one in said), default=0.0)
    return best / total if (total := sum(sought.values())) else 0.0


def tells_way(quote: str) -> bool:
    """Whether a clause speaks of the way to a benefit: who applies where, with what.

    >>> tells_way("由企业登录系统填报")
    True
    """
    return bool(_WAY.search(quote))
