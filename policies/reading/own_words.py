"""Conditions that fit no field of a profile: facts in a phrase's own words, beside what is typed in it."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from policies.model import Criterion
from policies.reading.patterns import guarded, pattern
from policies.vocabulary.regions import resolve

_RULED = guarded("ruled")
_DENIED = guarded("denied")
HAN = re.compile(r"[\u4e00-\u9fffA-Za-z]")
LEAST = 3
"""Han characters of a phrase that says something."""

_LEAST_BESIDE = 4  # the same for words beside a typed condition
_FIRST = re.compile(r"首次|初次|新(?:认定|获|评|纳入|入[选库围]|晋|升)|首[家批台]")
_NEW = re.compile(r"新[增上设建引迁落注]")
_NOUNS = ("industries", "scale", "ownership")
_BEHIND = re.compile(r"(?:[(（][^()（）]{0,16}[)）])?的|或")
_OF = re.compile(r"的(?:[省市区县]内|辖区内?|驻区|[本我全][省市区县])?$")
# 受灾的运输、餐饮等|服务业企业: what all of the row are is the noun behind it.
_ROW = re.compile(r"(?<=的)[^的，]{2,12}、[^的，]{2,40}等$")
_OPEN = re.compile(r"或者?$")  # what follows it is a condition of its own
_BOUNDS = (">=", ">", "<=", "<", "between", "within")
# 属于《重点产品目录》: the name of a list leaves nothing to an authority.
_TITLED = re.compile(r"《[^》]*》|[(（][^()（）]{0,6}称[^()（）]*[)）]")
_NEGATIONS = (
    ("没有", "有"),
    ("不存在", "有"),
    ("不具备", "具备"),
    ("不得", ""),
    ("不", ""),
    ("未", ""),
    ("无", "有"),
)


def stated_beside(text: str, start: int, spoken: str, held: Sequence[Criterion]) -> Iterator[Criterion]:
    """The fact that a phrase states beyond the typed conditions `held` in it, if it does.

    `spoken` is the phrase at `start`, folded, with what is no condition blotted out.
    """
    words = spoken
    if held and not _is_new(spoken, held):
        words = _without_head(start, spoken, held)
        inside = [one for one in held if one.start - start < len(words)]
        words = _beside(start, words, inside) if inside else words
    bare = bare_words(words)
    if bare and not any(bare in one.about for one in held):
        yield _fact(text, start + spoken.index(bare), bare, typed=bool(held))


def _is_new(words: str, held: Sequence[Criterion]) -> bool:
    """Whether something is to happen for the first time (新增规上企业): all of it is one condition."""
    unbound = not any(one.op in _BOUNDS for one in held)
    return bool(_FIRST.search(words) or (unbound and _NEW.search(words)))


def _without_head(start: int, spoken: str, held: Sequence[Criterion]) -> str:
    """The words before the typed noun that they describe (承租国有厂房的|服务业企业)."""
    for one in reversed(held):
        ahead, behind = spoken[: max(0, one.start - start)], spoken[one.end - start :]
        ahead = _ROW.sub("", ahead)
        describes = _OF.search(ahead) or pattern("state").search(ahead)
        if one.about in _NOUNS and describes and "的" not in behind and not says_enough(behind):
            spoken = ahead
    return spoken


def _beside(start: int, spoken: str, held: Sequence[Criterion]) -> str:
    """The words beside typed conditions where they are a phrase of their own, all where they are a fragment.

    "" where they say nothing.
    """
    rest = list(spoken)
    for one in held:
        for at in range(max(0, one.start - start), min(len(rest), one.end - start)):
            rest[at] = "　"
    pieces = "".join(rest).split("　")
    beside = pattern("applicant_must").sub("", max(pieces, key=len))
    # 新上项目(不含采矿)投资1亿元: a note closes what it is said of.
    ahead = spoken[: min(one.start for one in held) - start]
    if ahead.endswith("　") and ahead.rstrip("　") == beside:
        return beside
    if not says_enough(beside):
        return ""
    # 不裁员或少裁员 is one standing
    # 受灾的中小企业还款困难的: what stands on both sides is demanded together.
    if sum(len(HAN.findall(pattern("filler").sub("", one))) >= _LEAST_BESIDE for one in pieces) > 1:
        return spoken
    half = beside.strip().startswith("或") and any("或" in str(one.value) for one in held)
    return beside if not half and _stands_alone(spoken, beside) else spoken


def says_enough(words: str) -> bool:
    """Whether words beside others ask something of their own."""
    said = pattern("filler").sub("", words)
    return len(HAN.findall(said)) >= _LEAST_BESIDE or any(map(pattern("state").search, (said, words)))


def _stands_alone(words: str, beside: str) -> bool:
    ahead = words.startswith(beside) and beside.endswith(("的", "或"))
    return ahead or (words.endswith(beside) and bool(_BEHIND.match(beside)))


@lru_cache(maxsize=1024)
def bare_words(words: str) -> str:
    """A phrase without its opener (对) and closer (的企业); "" when nothing is said."""
    asked = pattern("opener").sub("", pattern("applicant_must").sub("", words))
    bare = _OPEN.sub("", pattern("closer").sub("", asked).strip("　 、"))
    short = len(HAN.findall(bare)) < LEAST and not pattern("state").fullmatch(bare)
    silent = short or pattern("hollow").match(bare) or resolve(bare)
    return "" if silent else bare


def _fact(text: str, start: int, words: str, *, typed: bool) -> Criterion:
    end = start + len(words)
    quote = text[start:end]
    said = _TITLED.sub("", words)
    ruled = said != words or _RULED.may_match(text, start, end)
    if not typed and ruled and pattern("ruled").search(said):
        return Criterion(about="text", op="discretionary", quote=quote, start=start, end=end)
    left = (letter for letter, spoken in zip(quote, words, strict=True) if spoken != "　")
    name = "".join("".join(left if "　" in words else quote).split())
    kept_out = pattern("kept_out").search(name)
    denied = kept_out or (_DENIED.may_match(text, start, end) and pattern("denied").search(words))
    return Criterion(
        about=f"fact:{name[: kept_out.start()] if kept_out else _affirmed(name) if denied else name}",
        op="is",
        value=not denied,
        quote=quote,
        start=start,
        end=end,
    )


def _affirmed(name: str) -> str:
    """近5年内未受过处罚 as 近5年内受过处罚: what must not be so is named without its negation."""
    for negation, instead in _NEGATIONS:
        if negation in name:
            return name.replace(negation, instead, 1)
    return name
