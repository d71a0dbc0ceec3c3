"""A benefit that is given once is not given again to those who received it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from policies.matching.free_facts import Told
from policies.model import Criterion, Outcome, ReadClause
from policies.numbers import ARABIC, SCALE, number_of
from policies.reading.patterns import pattern
from policies.vocabulary.terms import fold

_CONTAINED = 0.7  # of the name of what was received stands in the words of the offer
_ONCE = re.compile(r"一次性|[只仅][^，。；]{0,6}一次|不再|不重复|不得重复|不叠加|不予重复|不累计")
_PAID = re.compile(r"一次性|同一(?:项目|事项|企业)|挂牌|上市")
_BESIDE = re.compile(r"额外|叠加|基础上")
_MONEY = rf"({ARABIC}\s*(?:{SCALE})?)元"
_SUM = re.compile(_MONEY)
_MOST = re.compile(rf"(?:最高|不超过)[^，。；;\d]{{0,6}}{_MONEY}")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_ALL_BESIDE = re.compile(r"基础上[^。；;]{0,12}(?:额外|再)|可叠加")
_LEVEL = re.compile(r"国家级?|省级|市级|区级|县级")
_ASIDE = re.compile(
    r"[(（][^()（）]*[)）]|^(?:[\u4e00-\u9fff]{2,4}?[省市区县])+|\d+(?:\.\d+)?\s*[万亿]?元|(?:19|20)\d\d年(?:度)?|第[一二三四五六七八九十百\d]+条"
    r"|^[一二三四五六七八九十、()（）\d.]+|另一?政策文件|一次性|奖励|奖补|补贴|补助|支持|资金|政策|[省市区县]级?"
)


def given_once(
    read: ReadClause, words: str, start: int, end: int, facts: Sequence[Told]
) -> tuple[Criterion, ...]:
    """The condition that what `words[start:end]` gives was not received before.

    Its value is the words that name the benefit, whether they allow it once, and the levels (国家级) that
    the free facts tell, because another level is another benefit. Nothing where it comes on top of others.
    """
    sentence = words[start:end]
    if _BESIDE.search(sentence) or _ALL_BESIDE.search(words):
        return ()
    once = _ONCE.search(sentence)
    said = f"{read.clause.heading}　{sentence}"
    levels = "、".join(sorted({level for one in facts if one.holds for level in _LEVEL.findall(one.name)}))
    at = read.clause.start + start + (once.start() if once else 0)
    quote = once[0] if once else ""
    value = (said, bool(once or read.annotation.exclusive), levels)
    return (Criterion(about="received", op="once", value=value, quote=quote, start=at, end=at + len(quote)),)


def unless_told(scope: Iterable[Criterion]) -> Iterator[Criterion]:
    """What a document asks of all its benefits, where a rule about who was aided before asks nobody.

    已享受……的，不再享受 at the end of a document leaves out those who tell it.
    """
    for one in scope:
        rule = one.about == "received" and pattern("received_before").search(one.quote)
        told = {"op": "once", "value": (one.quote, True, "")}
        yield one.model_copy(update=told) if rule else one


def names_level(name: str) -> bool:
    """Whether a fact of that name tells a level, by which a benefit differs from one received."""
    return _LEVEL.search(name) is not None


def check_once(criterion: Criterion, received: Sequence[str]) -> Outcome:
    """Whether none of the benefits received is the one that is given once."""
    said, once, levels = criterion.value
    before = (name for name in received if once or _PAID.search(name) or _used_up(name, said))
    again = any(_names(name, said) and not _other_level(name, levels) for name in before)
    return Outcome.UNMET if again else Outcome.MET


def _names(name: str, said: str) -> bool:
    told = _pairs(_ASIDE.sub(" ", fold(name)))
    return len(told) > 1 and len(told & _pairs(said)) >= _CONTAINED * len(told)


def _used_up(name: str, said: str) -> bool:
    """Whether as much was received as is given at most (每家最高不超过100万元)."""
    most, sums = _MOST.search(fold(said)), _SUM.findall(fold(name))
    return most is not None and bool(sums) and number_of(sums[-1]) >= number_of(most[1])


@lru_cache(maxsize=20_000)
def _pairs(words: str) -> frozenset[str]:
    plain = fold(words)
    return frozenset(pair for k in range(len(plain) - 1) if _HAN.fullmatch(pair := plain[k : k + 2]))


def _other_level(name: str, levels: str) -> bool:
    """省级 was received and 国家级 is held now."""
    received = set(_LEVEL.findall(name))
    return bool(received) and bool(set(_LEVEL.findall(levels)) - received)
