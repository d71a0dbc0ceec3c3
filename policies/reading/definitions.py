"""What a document says once: its own terms (本办法所称港澳青年,是指…) and its conditions for all.

Both are inherited with the words that state them as evidence.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.model import Criterion
from policies.reading.alternatives import NAMED, any_offer
from policies.reading.conditions import find_conditions, find_phrases
from policies.reading.criteria import find_criteria
from policies.reading.offers import Offer
from policies.reading.own_words import HAN
from policies.reading.patterns import guarded, pattern
from policies.reading.profile_conditions import find_profile_conditions
from policies.reading.received import find_received_before
from policies.reading.shut_out import find_shut_out

_APPLICANTS = guarded("applicants")
_SHUT_OUT_LIST = guarded("shut_out_list")
_MARK = re.compile(r"[是系]指|指的是|[(（]指")
_BEFORE = 40  # characters before a mark within which the words of its term begin
_NO_TERM = re.compile(r"^(?:其中|本|该|即|主要|一般|所称|是|上述)+")
# What stands before a term that a note defines (项目属骨干企业（指……）).
_AHEAD = re.compile(r"^.*(?:属于?|为|对|的|是|支持|鼓励|引导|及|和|向)(?=..)")
_IS_ONE = re.compile("属于?|(?:应|须|必须|应当)[为是]")  # 申请人须为骨干企业, in a list of demands
_LEAST_BESIDE = 4  # Han characters beside a term that say something
_GIVEN_TO = re.compile(r"\A[^，,。；;]{2,200}")  # who is given to may be named where giving begins


@dataclass(frozen=True, slots=True)
class Definition:
    """A term of a document and what one must meet to be called so; the criteria quote the definition.

    The term itself stands at `start`.
    """

    term: str
    criteria: tuple[Criterion, ...]
    start: int = 0


def find_definitions(
    text: str, start: int = 0, end: int | None = None, place: str = ""
) -> tuple[Definition, ...]:
    """The definitions in `text[start:end]` that demand something, in text order.

    >>> [d.term for d in find_definitions("本办法所称青年人才,是指年龄不超过45周岁的博士。")]
    ['青年人才']
    """
    return tuple(_definitions(text, start, len(text) if end is None else end, place))


def _definitions(text: str, start: int, end: int, place: str) -> Iterator[Definition]:
    done = start
    for mark in _MARK.finditer(text, start, end):
        hit = pattern("definition").search(text, max(done, mark.start() - _BEFORE), end)
        if hit is None or mark.start() < done:
            continue
        done = hit.end()
        term = _NO_TERM.sub("", _AHEAD.sub("", hit["term"]) if hit["note"] else hit["term"])
        if not _names_someone(term):
            continue
        if criteria := tuple(find_conditions(text, *hit.span("note" if hit["note"] else "body"), place)):
            yield Definition(term, criteria, text.index(term, hit.start()))


def _names_someone(term: str) -> bool:
    """Whether a term says who or what is helped; what a profile answers by itself needs no definition."""
    known = find_profile_conditions(term, 0, len(term))
    return len(term) >= 2 and bool(pattern("bearer").search(term)) and not known


def inherited(
    text: str, span: tuple[int, int], offers: Sequence[Offer], definitions: Sequence[Definition]
) -> Iterator[Criterion]:
    """The criteria of the terms that say whom an offer is for; each carries the number of its offer.

    What the clause at `span` demands outside its offers carries none. A longer term hides the shorter one
    inside it, and so does any longer word (港澳青年创业基地). Who is told to be what it names needs no more.
    """
    for number, words in _speaking(text, span, offers) if definitions else ():
        for definition in _terms_in(words, definitions):
            at = definition.start, definition.start + len(definition.term)
            named = Criterion.of(text, *at, about=f"fact:{definition.term}", op=NAMED)
            label = f"{definition.term}{number}"
            told = list(any_offer([[named], definition.criteria], label)) or definition.criteria
            yield from (one.model_copy(update={"offer": number}) for one in told)


def _speaking(
    text: str, span: tuple[int, int], offers: Sequence[Offer]
) -> Iterator[tuple[int | None, dict[int, str]]]:
    """The phrases that say whom each offer is for, and those outside them all, by where they begin."""
    for number, offer in enumerate(offers):
        given_to = _GIVEN_TO.match(text[offer.gives : offer.end])
        phrases = {p.start: text[p.start : p.end] for p in find_phrases(text, offer.start, offer.gives)}
        yield number, phrases | ({offer.gives: given_to[0]} if given_to else {})
    demanded = (p for p in find_phrases(text, *span) if _IS_ONE.search(text, p.start, p.end))
    outside = [p for p in demanded if not any(one.start <= p.start < one.end for one in offers)]
    yield None, {p.start: text[p.start : p.end] for p in outside}


def _terms_in(phrases: Mapping[int, str], definitions: Sequence[Definition]) -> Iterator[Definition]:
    """The terms that the words of an offer use of those whom it is for, and do not define themselves."""
    words = "\n".join(phrases.values())
    used = [one for one in definitions if one.term in words and not _defined_in(one, phrases)]
    taken: list[tuple[int, int]] = []
    for definition in sorted(used, key=lambda definition: -len(definition.term)):
        whole = re.compile(re.escape(definition.term) + pattern("end_of_term").pattern)
        hits = [hit for hit in whole.finditer(words) if not any(a <= hit.start() < b for a, b in taken)]
        if any(not pattern("others_hired").search(words[: hit.start()]) for hit in hits):
            yield definition
            taken += [hit.span() for hit in re.finditer(re.escape(definition.term), words)]


def _defined_in(definition: Definition, phrases: Mapping[int, str]) -> bool:
    at = definition.start
    return any(
        start <= at and words.startswith(definition.term, at - start) for start, words in phrases.items()
    )


def without_terms(criteria: Sequence[Criterion], inherited: Sequence[Criterion]) -> list[Criterion]:
    """The criteria without those facts that only name a term whose own demands are inherited."""
    terms = {(one.offer, one.about.removeprefix("fact:")) for one in inherited if one.op == NAMED}
    return [one for one in criteria if not any(_only_names(one, criteria, *term) for term in terms)]


def _only_names(one: Criterion, criteria: Sequence[Criterion], offer: int | None, term: str) -> bool:
    """Whether a fact says no more than the term and what is asked apart (通过甲认定或乙认定的某青年企业)."""
    about = one.about.removeprefix("fact:")
    if one.offer != offer or one.op != "is" or one.value is not True or not about.endswith(term):
        return False
    left = one.quote.removesuffix(term)
    for other in criteria:
        if other is not one and one.start <= other.start and other.end <= one.end:
            left = left.replace(other.quote, "")
    return len(HAN.findall(pattern("filler").sub("", left))) < _LEAST_BESIDE


def document_conditions(
    text: str, spans: Iterable[tuple[int, int]], place: str = ""
) -> tuple[Criterion, ...]:
    """What a document demands of everyone, in the clauses at `spans` that give nothing themselves.

    Only sentences about those who apply or are supported (申报主体应当…, 本措施适用于…) count.
    """
    found = [one for span in spans for one in _of_applicants(text, *span, place)]
    once = {(one.sense, one.group): one for one in found}
    return tuple(once.values())


def _of_applicants(text: str, start: int, end: int, place: str) -> Iterator[Criterion]:
    if opened := pattern("applicants_list").search(text, start, end) or _SHUT_OUT_LIST.search(
        text, start, end
    ):
        yield from find_criteria(text, opened.start(), end, (), place)
        return
    for hit in _APPLICANTS.finditer(text, start, end):
        yield from find_conditions(text, *hit.span("demands"), place)
    yield from find_shut_out(text, start, end)
    yield from find_received_before(text, start, end)
