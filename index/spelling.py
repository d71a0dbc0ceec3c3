"""Mends how a question is written: traditional characters, places and terms with one wrong character."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

import rjieba

from policies.vocabulary.mentions import find_spoken_regions, plain_names
from policies.vocabulary.regions import resolve
from policies.vocabulary.terms import TYPES, find_terms, vocabulary

_HERE = Path(__file__).parent
_LONGEST_NAME = 6
_TERM_LENGTHS = range(8, 2, -1)  # characters; of shorter terms many sound like something else
_SHORT, _SURE = 3, 4  # terms longer than 4 are meant even where words of theirs are words of their own
_HAN_RUN = re.compile("[一-鿿]{2,}")
_TIER = "市县区旗州"
# Characters of everyday words that stand beside each other by chance (上有, 由县, 三大).
_NO_NAME = re.compile(
    "[一二三四五六七八九十百两的了是在有和与及或由向从到去来上下中内外年月日大小多同各本省乡村我你他她们"
    "想要做办能会可个这那给不说讲写提问听]"
)
_BEFORE_A_PLACE = re.compile("(?:^|[^一-鿿]|[在到去来回从是])$")
_NO_SUCH_TIER = re.compile("区(?![域块位间别分县内里])")
_COMPANY = re.compile("集团|公司|股份|控股|实业|科技|电子|学院|大学|银行")
# Characters that are taken for each other by their looks; those taken by their sound are in sounds.txt.
_LOOKALIKES = (
    "遂逐 砀荡 歙翕 埇涌 濉滩 涡祸 亳毫 颍颖 黟黔 璧壁 祁祈 睢雎 沭沐 郯谈".split()  # noqa: SIM905 - reads as pairs
)


@dataclass(frozen=True)
class Mended:
    """A text as it was meant; `places` and `terms` hold each wrong spelling with the right one."""

    text: str
    places: tuple[tuple[str, str], ...] = ()
    terms: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=256)  # one turn is read several times for one answer
def mend(text: str) -> Mended:
    """Simplify characters, then correct places and terms that differ from a real one by a single character.

    The wrong character must sound or look like the right one, the words must be no words of their own, and
    only one place (a city before counties) or term may fit: otherwise the text stays as it is. Offsets do not
    change.

    >>> mend("乘州開廠")
    Mended(text='嵊州开厂', places=(('乘州', '嵊州'),), terms=())
    """
    plain = simplified(text)
    changed: list[tuple[str, str]] = []
    for start, end in _unknown_words(plain):
        if right := _meant(plain[start:end]):
            changed.append((plain[start:end], right))
            plain = plain[:start] + right + plain[end:]
    mended, terms = _with_terms(plain)
    return Mended(mended, tuple(dict.fromkeys(changed)), terms)


def _with_terms(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with misspelt terms of the field put right, the longest first, and what was changed."""
    changed = []
    for length in _TERM_LENGTHS:
        for at, loose in _between_words(text, length):
            said = text[at : at + length]
            if (right := _term_meant(said, loose)) and not _part_of_a_term(text, at, at + length):
                changed.append((said, right))
                text = text[:at] + right + text[at + length :]
    return text, tuple(dict.fromkeys(changed))


def _between_words(text: str, length: int) -> Iterator[tuple[int, frozenset[int]]]:
    """Where that many characters begin and end with words, and which of them may be wrong.

    高薪技术企业 is no talk of pay, but of 新兴消费 only what forms no word may be wrong.
    """
    for run in _HAN_RUN.finditer(text):
        # A dictionary keeps the order, and tells at once what it holds.
        bounds = dict.fromkeys(accumulate(map(len, _words(run[0])), initial=run.start()))
        single = {one for one, other in pairwise(bounds) if other == one + 1}
        for at in bounds:
            alone = single & {*range(at, at + length)}
            if at + length in bounds and (length > _SHORT or len(alone) == length):
                loose = range(at, at + length) if length > _SURE else alone
                yield at, frozenset(place - at for place in loose if not _NO_NAME.match(text, place))


def _term_meant(said: str, loose: frozenset[int]) -> str | None:
    """The one term that differs from `said` by a character of like sound, at one of the places `loose`.

    None where `said` is a term itself.
    """
    fits = {
        term
        for at in range(len(said))
        for term in _terms_with_a_gap().get(_gap(said, at), ())
        if term == said or (at in loose and _alike(term[at], said[at]))
    }
    return fits.pop() if len(fits) == 1 and said not in fits else None


def _part_of_a_term(text: str, start: int, end: int) -> bool:
    """Whether a place or a term that is spelt right reaches over an end of these words, or holds them."""
    found = [(m.start, m.end) for m in find_spoken_regions(text)]
    found += [(tag.start, tag.end) for type_ in TYPES for tag in find_terms(text, type_)]
    return any(one < end and start < other and not (start <= one and other <= end) for one, other in found)


def simplified(text: str) -> str:
    """The same text with traditional characters simplified, one for one."""
    return text.translate(_simplified())


def _unknown_words(text: str) -> Iterator[tuple[int, int]]:
    """Spans that may hold a misspelt name, the longest first, without overlaps."""
    taken = []
    for mention in find_spoken_regions(text):
        end = mention.end + 1
        city = all(region.level == "city" for region in mention.regions)
        if city and _NO_SUCH_TIER.match(text, mention.end) and _meant(text[mention.start : end]):
            yield mention.start, end  # a city has its name, a district of like sound its tier (惠州区)
        else:
            end = mention.end
        taken.append((mention.start, end))
    for start, end in sorted(_windows(text), key=lambda span: (span[0] - span[1], span[0])):
        free = all(end <= other[0] or start >= other[1] for other in taken)
        if free and _may_be_a_name(text, start, end) and _meant(text[start:end]):
            taken.append((start, end))
            yield start, end


def _may_be_a_name(text: str, start: int, end: int) -> bool:
    """Short names without their tier (乘州) are trusted only where a sentence puts a place."""
    if _NO_NAME.search(text, start, end):
        return False
    full = end - start > 2 or text[end - 1] in "市县区旗"
    return full or bool(
        _BEFORE_A_PLACE.search(text[max(0, start - 1) : start]) and not _COMPANY.match(text, end)
    )


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Runs of characters that form no dictionary word, and dictionary words that are names of tiers."""
    for run in _HAN_RUN.finditer(text):
        at = single = run.start()
        for word in _words(run[0]):
            if len(word) > 1:
                yield from _pieces(single, at)
                single = at + len(word)
                if len(word) > 2 and word[-1] in _TIER:
                    yield at, single
            at += len(word)
        yield from _pieces(single, at)


@lru_cache(maxsize=256)  # the words of a run are looked at once for each length of terms
def _words(run: str) -> tuple[str, ...]:
    return tuple(rjieba.cut(run, False))


def _pieces(start: int, end: int) -> Iterator[tuple[int, int]]:
    for length in range(2, _LONGEST_NAME + 1):
        yield from ((at, at + length) for at in range(start, end - length + 1))


def _meant(spelling: str) -> str | None:
    """The one place name that differs from `spelling` by a character of like sound or looks.

    A city is meant rather than a county that would fit as well.
    """
    fits = {
        name
        for at, said in enumerate(spelling)
        for name in _names_with_a_gap().get(_gap(spelling, at), ())
        if name[at] != said and _alike(name[at], said)
    }
    wider = {name for name in fits if all(region.level in ("province", "city") for region in resolve(name))}
    best = wider or fits
    return best.pop() if len(best) == 1 else None


def _gap(spelling: str, at: int) -> str:
    return f"{spelling[:at]}_{spelling[at + 1 :]}"


def _alike(one: str, other: str) -> bool:
    return bool(_sounds().get(one, frozenset()) & _sounds().get(other, frozenset()))


@cache
def _names_with_a_gap() -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = defaultdict(list)
    for name in plain_names():
        if 1 < len(name) <= _LONGEST_NAME:
            for at in range(len(name)):
                names[_gap(name, at)].append(name)
    return {gap: tuple(held) for gap, held in names.items()}


@cache
def _terms_with_a_gap() -> dict[str, tuple[str, ...]]:
    terms: dict[str, list[str]] = defaultdict(list)
    for spelling in dict.fromkeys(word for type_ in TYPES for word in vocabulary(type_).spellings):
        if len(spelling) in _TERM_LENGTHS and _HAN_RUN.fullmatch(spelling):
            for at in range(len(spelling)):
                terms[_gap(spelling, at)].append(spelling)
    return {gap: tuple(held) for gap, held in terms.items()}


@cache
def _sounds() -> dict[str, frozenset[str]]:
    """For each character its syllables, and the groups of lookalikes that it is in."""
    groups = dict(line.split(" ", 1) for line in _lines("sounds.txt"))
    heard: dict[str, set[str]] = defaultdict(set)
    for group, characters in [*groups.items(), *((pair, pair) for pair in _LOOKALIKES)]:
        for character in characters:
            heard[character].add(group)
    return {character: frozenset(held) for character, held in heard.items()}


@cache
def _simplified() -> dict[int, str]:
    pairs = (pair for line in _lines("traditional.txt") for pair in line.split())
    return {ord(pair[0]): pair[1] for pair in pairs}


def _lines(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
