"""Under which conditions a clause gives something: those of each of its offers, and those of the whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from string import ascii_uppercase

from policies.model import Criterion
from policies.reading.alternatives import NAMED, Group, exempt_spans, exempted, groups_of, one_of
from policies.reading.conditions import find_conditions, find_phrases
from policies.reading.lists import List, Span, find_lists, listed, outside
from policies.reading.offers import Offer
from policies.reading.own_words import says_enough
from policies.reading.patterns import guarded, pattern
from policies.reading.profile_conditions import find_profile_conditions
from policies.reading.received import find_never_received, find_received_before
from policies.reading.shut_out import find_shut_out
from policies.reading.standards import with_standards
from policies.reading.thresholds import find_thresholds
from policies.reading.tiers import (
    as_before,
    as_cases,
    as_steps,
    interval,
    measured_again,
    of_those_before,
    with_tiers,
    without_implied,
)
from policies.reading.urged import urged

_DEMAND = guarded("demand")
_PROVIDED = tuple(map(guarded, ("provided", "provided_for", "limited_to", "but_must")))
_EACH_ONE = guarded("each_one")
_OF_THESE = re.compile(r"[，,；;。\s]*其中")
_SENTENCE = re.compile(r"[^。；;]+")
_LETTERS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
_REACH = 24  # characters before a number in which stands what is planned
_COUNTED = ("人", "家", "个", "项", "件")


def find_criteria(
    text: str, start: int, end: int, offers: Sequence[Offer], place: str = ""
) -> tuple[Criterion, ...]:
    """The criteria of the clause `text[start:end]` with these offers, made for the region `place`.

    A criterion with an `offer` holds for that one only. Sorted by offset.
    """
    lists = list(find_lists(text, start, end, offers))
    found = [one for opened in lists for one in listed(text, opened, place)]
    last: list[Criterion] = []
    first = start
    head: Offer | None = None
    asked: list[Criterion] = []
    for number, offer in enumerate(offers):
        steps = number > 0 and _is_step(text, offer)
        first = first if steps else offer.start
        spans = outside((offer.start, offer.gives), lists)
        since = first if steps else None
        conditions = [one for span in spans for one in find_conditions(text, *span, place, since)]
        if not conditions and pattern("for_each").match(text[offer.start : offer.gives]):
            conditions = list(urged(text, start, offer.start))
        conditions += _given_later(text, offer)
        conditions += _provided(text, offer.gives, offer.end, place)
        conditions = _with_counts(text, conditions, list(_counted(text, offer)))
        conditions = with_tiers(text, offer, conditions, place)
        bare = _bare(text, head, offer, conditions)
        again = measured_again(conditions, last) if bare or _same_sentence(text, head, offer) else None
        if steps or again:
            conditions = as_before(last, again or conditions)
        elif head and _OF_THESE.match(text, offer.start, offer.gives):
            conditions = [*last, *conditions]
        elif bare and head and pattern("named").match(text, head.start):
            conditions = [*(one for one in last if not interval(one)), *conditions]
        elif head and (of_all := of_those_before(text, head, asked, offer)):
            conditions = [*of_all, *conditions]
        else:
            head, asked = offer, conditions
        last = conditions
        found += [one.model_copy(update={"offer": number}) for one in conditions]
    found += _demanded(text, start, end, offers, lists, place)
    for left, right, hit in exempt_spans(text, start, end):
        if not any(left <= one.start < right for one in found):
            found = exempted(text, found, find_conditions(text, left, right, place), hit)
    found = with_standards(text, start, end, found, place)
    if not found:
        found = [] if offers else list(urged(text, start, end))
        found += _only_scale(text, start, end, place)
    found += find_received_before(text, start, end)
    found += find_shut_out(text, start, end)
    found += [] if offers else _owed(text, start, end)
    found = as_cases(found)
    once = {(one.offer, one.sense, one.group): one for one in reversed(found)}
    return tuple(sorted(once.values(), key=lambda one: (one.start, one.end)))


def _only_scale(text: str, start: int, end: int, place: str) -> Iterator[Criterion]:
    """The one size of enterprise that a clause without other conditions speaks of (回应小微企业诉求).

    What else its sentence may demand was not understood, so an enterprise of that size still needs a ruling.
    """
    scales = [one for one in find_profile_conditions(text, start, end, place) if one.about == "scale"]
    if len({str(one.value) for one in scales}) != 1:
        return
    yield scales[0]
    left, right = next(
        hit.span() for hit in _SENTENCE.finditer(text, start, end) if scales[0].start < hit.end()
    )
    quote = text[left:right].strip()
    left = text.index(quote, left)
    yield Criterion(about="text", op="discretionary", quote=quote, start=left, end=left + len(quote))


def _owed(text: str, start: int, end: int) -> Iterator[Criterion]:
    """加强清欠企业账款 is done for those whom others owe money."""
    if hit := pattern("owed").search(text, start, end):
        yield Criterion.of(text, *hit.span(), about="fact:被拖欠账款", op="is", value=True)


def _is_step(text: str, offer: Offer) -> bool:
    """Whether only a number says to whom something is given (500万元以上的,): a step of the offer before."""
    return bool(pattern("step").match(text[offer.start : offer.gives]))


def _same_sentence(text: str, head: Offer | None, offer: Offer) -> bool:
    return head is not None and "。" not in text[head.start : offer.start]


def _bare(text: str, head: Offer | None, offer: Offer, conditions: Sequence[Criterion]) -> bool:
    """Whether an offer in the sentence of `head` asks for numbers alone and names nobody."""
    if not conditions or not _same_sentence(text, head, offer):
        return False
    return all(interval(one) for one in conditions) and not pattern("named").match(text, offer.start)


def _given_later(text: str, offer: Offer) -> Iterator[Criterion]:
    """可申请补贴,人数为50人以上的,补贴2万元: a condition behind the first words of giving."""
    if not pattern("then_given").search(text, offer.gives, offer.end):
        return
    for one in find_thresholds(text, offer.gives, offer.end):
        if pattern("figure").search(text, offer.gives, one.start):
            return
        if one.op in (">=", ">", "between") and pattern("then_given").match(text, one.end, offer.end):
            yield one


def _provided(text: str, start: int, end: int, place: str) -> Iterator[Criterion]:
    """给予补贴，以参保满一年为前提; 补贴对象：……: a condition named as one, wherever it stands."""
    for wording in _PROVIDED:
        for hit in wording.finditer(text, start, end):
            yield from find_conditions(text, *hit.span("demands"), place)


def _counted(text: str, offer: Offer) -> Iterator[Criterion]:
    """吸纳X就业,按每人1万元: how many were taken on is asked, one at least."""
    if hit := _EACH_ONE.search(text, offer.start, offer.gives):
        yield _at_least_one(text, f"fact:{hit['verb']}{_plain(hit['what'])}数", *hit.span())
    elif pattern("per_head").search(text, offer.gives, offer.end) and (
        hit := pattern("taken_on").search(text, offer.start, offer.gives)
    ):
        new = re.search(r"新(?:招|录|聘|吸纳|增)", text[max(offer.start, hit.start() - 1) : hit.end()])
        about = "new_hires" if new else f"fact:{_plain(hit[0])}人数"
        yield _at_least_one(text, about, *hit.span())


def _with_counts(text: str, conditions: Sequence[Criterion], counts: Sequence[Criterion]) -> list[Criterion]:
    """A count says more than the bare fact of the same words, and less than a number in them.

    为重点企业引进工人的,每人1000元: for whom it is done is asked all the same.
    """
    numbers = [one for one in conditions if one.op in (">=", ">") and one.unit in _COUNTED]
    counts = [one for one in counts if not any(one.start < n.end and n.start < one.end for n in numbers)]
    kept = [one for one in conditions if not any(_counts_all(text, one, count) for count in counts)]
    return [*kept, *counts]


def _counts_all(text: str, fact: Criterion, count: Criterion) -> bool:
    """Whether a count says all that a fact of the words around it does."""
    if not (fact.about.startswith("fact:") and fact.op == "is" and fact.value):
        return False
    over = fact.start < count.end and count.start < fact.end
    return over and not says_enough(text[fact.start : count.start])


def _plain(words: str) -> str:
    return re.sub(r"\s|就业$|的(?:企业|用人单位|单位|机构)?的?$", "", words)


def _at_least_one(text: str, about: str, start: int, end: int) -> Criterion:
    return Criterion(about=about, op=">=", value=1, quote=text[start:end], start=start, end=end)


def _demanded(
    text: str,
    start: int,
    end: int,
    offers: Sequence[Offer],
    lists: Sequence[List],
    place: str,
) -> Iterator[Criterion]:
    """What is demanded outside the offers holds for the whole clause: 申请人应为本市居民, and any threshold.

    Goals do not.

    Those to whom a benefit is widened (对象扩大至毕业2年内的) are offered it beside the others; what else it
    takes stands elsewhere.
    """
    taken = sorted([(o.start, o.end) for o in offers] + [item for _, items in lists for item in items])
    for left, right in _gaps((start, end), taken):
        for sentence in _SENTENCE.finditer(text, left, right):
            yield from find_never_received(text, *sentence.span())
            yield from _provided(text, *sentence.span(), place)
            if pattern("required").match(sentence[0]):
                yield from find_conditions(text, *sentence.span(), place)
                continue
            if pattern("target_sentence").search(sentence[0]):
                continue
            for one in find_thresholds(text, *sentence.span()):
                begins = max(sentence.start(), one.start - _REACH)
                counted = one.op == "between" and one.unit in _COUNTED
                if counted or pattern("planned").search(text, begins, one.end):
                    continue
                if pattern("widened_to").search(text, begins, one.end):
                    unread = {"about": "text", "op": "discretionary", "value": None, "unit": None}
                    yield one.model_copy(update={"offer": len(offers)})
                    yield one.model_copy(update={"offer": len(offers), **unread})
                else:
                    yield one


def _gaps(span: Span, taken: Sequence[Span]) -> Iterator[Span]:
    at, last = span
    for left, right in taken:
        if at < left:
            yield at, left
        at = max(at, right)
    if at < last:
        yield at, last


def coverage(
    text: str, start: int, end: int, offers: Sequence[Offer], criteria: Sequence[Criterion]
) -> float:
    """Which share of the condition-like words of a clause its criteria explain, between 0 and 1.

    Condition-like are the phrases before the giving part of each offer, and demands outside; words left
    to an authority are not explained.
    """
    spans = [(p.start, p.end) for offer in offers for p in find_phrases(text, offer.start, offer.gives)]
    outside = _gaps((start, end), sorted((offer.start, offer.end) for offer in offers))
    spans += [hit.span() for gap in outside for hit in _DEMAND.finditer(text, *gap)]
    if not spans:
        return 1.0
    explained = bytearray(end - start)
    for one in criteria:
        if one.op != "discretionary" and start <= one.start and one.end <= end:
            explained[one.start - start : one.end - start] = b"\1" * (one.end - one.start)
    runs = [hit.span() for span in spans for hit in _LETTERS.finditer(text, *span)]
    letters = sum(right - left for left, right in runs)
    known = sum(explained.count(1, left - start, right - start) for left, right in runs)
    return known / letters if letters else 1.0


def as_groups(criteria: Iterable[Criterion]) -> list[Criterion]:
    """The same criteria as the public contract writes them: groups of which one member each must hold.

    One offer is enough, and all its criteria must hold: (a and b) or c becomes (a or c) and (b or c). Where
    that would be more than 24 groups, the first criteria of all offers are one group, the second ones the
    next: necessary, no longer sufficient. Offers of which no condition was understood give no free pass:
    they are left out.
    """
    whole: list[Criterion] = []
    offers: dict[int, list[Criterion]] = {}
    for criterion in (one for one in criteria if one.op != NAMED):
        (whole if criterion.offer is None else offers.setdefault(criterion.offer, [])).append(criterion)
    steps = without_implied(as_steps([offers[number] for number in sorted(offers)]))
    return list(_labelled([*groups_of(whole), *one_of([groups_of(offer) for offer in steps])]))


def _labelled(groups: Sequence[Group]) -> Iterator[Criterion]:
    several = 0
    for group in groups:
        label = None
        if len(group) > 1:
            label = ascii_uppercase[several % 26] * (several // 26 + 1)
            several += 1
        once = {one.sense: one for one in reversed(group)}
        for criterion in reversed(once.values()):
            yield criterion.model_copy(update={"group": label, "offer": None})
