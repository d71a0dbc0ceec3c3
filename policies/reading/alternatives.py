"""Conditions of which one is enough: what 或 joins, what stands in for another, who is exempt from one."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from math import prod

from policies.model import Criterion
from policies.reading.patterns import guarded

_FALLING_SHORT = guarded("falling_short")
_EXEMPT = guarded("exempt")
_AND_THOSE = guarded("and_those")
ANY_BELOW = guarded("any_below")
"""在以下园区就业：, before names in the same sentence."""

_NAMES = ("is", "in", "within")  # a number is asked besides
_MOST_GROUPS = 24
_MOST_IN_LIST = 12
_ROW = re.compile(
    r"\s*[”\"]?\s*(?:类?(?:企业|行业|产业|领域|机构|单位)(?=[、和及或与]|以及))?(?:[、/和及或与]|或者|以及)?\s*(?:[国省市区县]家?级)?\s*[“\"]?\s*|\s*[（(](?:含|包括)\s*"
)
_IN_ROW = re.compile(r"(?:[、或][^，。；;、]{0,8}){1,2}")
_OR_ELSE = re.compile(r"\s*[；;，,]\s*或者?[^，。；;]{0,4}")
_SENTENCE_END = re.compile(r"[。；;\n]")
_PHRASE_END = re.compile(r"[，,。；;\n]")
_NAMED_BY = {"年龄": "age", "学历": "degree", "学位": "degree", "职称": "title", "户籍": "hukou"}
_JOINT = re.compile(r"[、或和及与]|以及|或者")
_DEGREES = ("博士", "硕士", "本科", "大专")
_ASIDE = re.compile(r"上述|前述|以上|前款|规定的?|相应的?|的$")
NAMED = "named"
"""The `op` of a condition that is only met, or failed, by a fact of that very name."""

ALSO = "also"
"""How the labels of groups begin in which two kinds of those who are meant (对A，以及B) are alternatives."""

Group = tuple[Criterion, ...]


def groups_of(criteria: Sequence[Criterion]) -> list[Group]:
    """The criteria as groups of which one member each must hold."""
    groups: dict[str, list[Criterion]] = {}
    for k, criterion in enumerate(criteria):
        groups.setdefault(criterion.group or f"={k}", []).append(criterion)
    return [tuple(group) for group in groups.values()]


def one_of(offers: Sequence[list[Group]]) -> list[Group]:
    """The groups that hold where all groups of one of `offers` do; cut short where they would be too many."""
    if prod(map(len, offers)) <= _MOST_GROUPS:
        return (
            [tuple(one for group in chosen for one in group) for chosen in product(*offers)] if offers else []
        )
    rows = range(max(len(offer) for offer in offers))
    return [tuple(one for offer in offers for one in offer[min(k, len(offer) - 1)]) for k in rows]


def any_offer(offers: Sequence[Sequence[Criterion]], label: str) -> Iterator[Criterion]:
    """The criteria of several offers of which any is enough, as groups of which one member each must hold.

    Nothing where one of the offers demands nothing, or the groups would be too many to be understood.
    """
    grouped = [groups_of(offer) for offer in offers]
    chosen = one_of(grouped) if prod(map(len, grouped)) <= _MOST_IN_LIST else []
    for number, group in enumerate(chosen):
        name = f"{label}.{number}" if len(group) > 1 else None
        yield from (one.model_copy(update={"group": name}) for one in group)


def with_alternatives(text: str, start: int, end: int, found: Sequence[Criterion]) -> list[Criterion]:
    """What was found in `text[start:end]`, with what is asked instead of each other grouped."""
    among = _those_and_those(text, start, end, _joined(text, _any_below(text, start, end, found)))
    return _exempt_among(text, start, end, _relaxed(text, start, end, among))


def first_of_two(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words that name the first of two kinds of those who are meant, with the 和 behind them."""
    return ((hit.start(), hit.end("also")) for hit in _AND_THOSE.finditer(text, start, end))


def _any_below(text: str, start: int, end: int, found: Sequence[Criterion]) -> list[Criterion]:
    """在以下园区就业：甲园，乙园以及丙园: one of those named in the sentence is enough."""
    for hit in ANY_BELOW.finditer(text, start, end):
        stop = _next_end(text, hit.end(), end)
        label = {"group": f"below{hit.start()}"}
        found = [
            one.model_copy(update=label) if hit.end() <= one.start < stop and one.op in _NAMES else one
            for one in found
        ]
    return list(found)


def _those_and_those(text: str, start: int, end: int, found: Sequence[Criterion]) -> list[Criterion]:
    """对受灾的商户，以及转产的企业，……: whoever is one of those named is meant."""
    for hit in _AND_THOSE.finditer(text, start, end):
        # What stands behind the second is asked of both.
        since, stop = _last_end(text, start, hit.start()), _next_end(text, hit.end(), end, _PHRASE_END)
        sides = [
            [one for one in found if left <= one.start < right]
            for left, right in ((since, hit.start("also")), (hit.end("also"), stop))
        ]
        if either := list(any_offer(sides, f"{ALSO}{hit.start()}")) if all(sides) else []:
            kept = [one for one in found if not since <= one.start < stop]
            found = sorted((*kept, *either), key=_place)
    return list(found)


def _joined(text: str, found: Sequence[Criterion]) -> list[Criterion]:
    """Neighbours that 或 joins, and standings or board names in one row, are alternatives."""
    joined = list(found)
    for k in range(1, len(joined)):
        last, one = joined[k - 1], joined[k]
        if last.end > one.start or one.group or not _either(text, last, one):
            continue
        group = last.group or f"or{last.start}"
        joined[k - 1] = last.model_copy(update={"group": group})
        joined[k] = one.model_copy(update={"group": group})
    return joined


def _either(text: str, last: Criterion, one: Criterion) -> bool:
    between = text[last.end : one.start]
    if _OR_ELSE.fullmatch(between):
        return True
    if (
        last.about == one.about
        and last.op in ("is", "in")
        and (_ROW.fullmatch(between) or _IN_ROW.fullmatch(between))
    ):
        return True
    return (
        len(between) <= 12 and ("或" in between or "其他" in between) and not re.search(r"[。；;]", between)
    )


def _relaxed(text: str, start: int, end: int, found: Sequence[Criterion]) -> list[Criterion]:
    """应具有本科以上学历；不符合学历条件的，年薪应在20万元以上: the second stands in for the first."""
    for hit in _FALLING_SHORT.finditer(text, start, end):
        stop = _next_end(text, hit.end(), end)
        before = [one for one in found if one.end <= hit.start()]
        instead = [one for one in found if hit.end() <= one.start < stop]
        waived = [one for one in before if _is_named(one, hit["what"])] or before
        if waived and any(_is_measured(one) for one in instead):
            gone = [*waived, *instead, *(one for one in found if hit.start() <= one.start < hit.end())]
            kept = [one for one in found if one not in gone]
            found = sorted((*kept, *any_offer([waived, instead], f"else{hit.start()}")), key=_place)
    return list(found)


def _exempt_among(text: str, start: int, end: int, found: Sequence[Criterion]) -> list[Criterion]:
    for hit in _EXEMPT.finditer(text, start, end):
        since = _last_end(text, start, hit.start())
        waived = [one for one in found if one.end <= hit.start() and _is_waived(one, hit)]
        since = max([since, *(one.end for one in waived)])
        who = [one for one in found if since <= one.start and one.end <= hit.start()]
        found = _instead(found, waived, [*who, *_eased(text, hit, waived)] if who else [], hit.start())
    return list(found)


def exempt_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int, re.Match[str]]]:
    """The words of each sentence that exempts someone from a condition or eases it, and those that do so."""
    for hit in _EXEMPT.finditer(text, start, end):
        yield _last_end(text, start, hit.start()), hit.start(), hit


def exempted(
    text: str, found: Sequence[Criterion], who: Sequence[Criterion], hit: re.Match[str]
) -> list[Criterion]:
    """The criteria, where for those who meet `who` the ones before that `hit` names are waived or eased."""
    kept = [one for one in found if not hit.start() <= one.start < hit.end()]
    at = who[0].start if who else 0
    waived = [one for one in kept if one.end <= at and _is_waived(one, hit)]
    for offer in dict.fromkeys(one.offer for one in waived):
        mine = [one for one in waived if one.offer == offer]
        instead = [one.model_copy(update={"offer": offer}) for one in (*who, *_eased(text, hit, mine))]
        kept = _instead([*kept, *instead], mine, instead, at)
    return kept if waived else list(found)


def _is_waived(one: Criterion, hit: re.Match[str]) -> bool:
    names = hit["what"] or hit["eased"]
    return _is_named(one, names) if names else one.about == ("age" if "岁" in hit["bound"] else "degree")


def _eased(text: str, hit: re.Match[str], waived: Sequence[Criterion]) -> Iterator[Criterion]:
    """What is asked in place of the conditions waived (可放宽至50周岁)."""
    words = hit["bound"] or ""
    number = re.search(r"\d+", words)
    degrees = tuple(name for name in _DEGREES if name in words)
    for one in waived:
        value = (*_values(one), *degrees) if one.about == "degree" else number and int(number[0])
        if value and one.about in ("age", "degree"):
            op = "in" if one.about == "degree" else one.op
            start, end = hit.span("bound")
            yield one.model_copy(
                update={"op": op, "value": value, "quote": text[start:end], "start": start, "end": end}
            )


def _values(one: Criterion) -> tuple[str, ...]:
    return one.value if isinstance(one.value, tuple) else (one.value,)


def _instead(
    found: Sequence[Criterion], waived: Sequence[Criterion], who: Sequence[Criterion], at: int
) -> list[Criterion]:
    if not waived or not who:
        return list(found)
    kept = [one for one in found if one not in waived and one not in who]
    return sorted((*kept, *any_offer([waived, who], f"exempt{at}")), key=_place)


def _is_measured(one: Criterion) -> bool:
    """Whether a profile or a number answers it: 不符合条件的，责令改正 puts nothing in its place."""
    return one.unit is not None or not one.about.startswith(("fact:", "text"))


def _is_named(one: Criterion, names: str) -> bool:
    nouns = [noun for part in _JOINT.split(_ASIDE.sub("", names)) if (noun := part.strip())]
    return any(noun in one.quote or one.about == _NAMED_BY.get(noun) for noun in nouns)


def _next_end(text: str, start: int, end: int, mark: re.Pattern[str] = _SENTENCE_END) -> int:
    found = mark.search(text, start, end)
    return found.start() if found else end


def _last_end(text: str, start: int, end: int) -> int:
    return max((hit.end() for hit in _SENTENCE_END.finditer(text, start, end)), default=start)


def _place(one: Criterion) -> tuple[int, int]:
    return one.start, one.end
