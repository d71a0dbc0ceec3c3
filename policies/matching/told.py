"""What a profile tells freely, held against conditions in a clause's own words.

Two wordings are compared by the pairs of neighbouring characters they share, without function words, so
that 已获得中国专利金奖 is told by 获得中国专利金奖. A near miss tells nothing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policies.logic import any_of
from policies.matching.choices import (
    headed,
    is_choice,
    names_all_alike,
    of_others,
    one_of,
    options,
    some_levels,
)
from policies.matching.free_facts import Told
from policies.matching.pairs import DENIAL, denies, pairs, weight
from policies.model import Outcome

# Limits read off the labelled profiles of eleven documents: see docs/decisions/014-verdicts.md.
_CONTAINED = 0.6  # of what was told stands in the condition: it speaks of a part of it
_COVERED = 0.72  # of the condition is told: it is answered
_OF_MANY = 0.2  # of a condition is told at least where one of many things to choose from is enough
_WHOLE = 0.9
_AGAINST = 0.65  # of what is told not to be so stands in the condition that it denies
_SAID = 0.7  # of the condition stands in what is told to be so, whatever else that says
_EXACT = 0.8  # of the condition is told in its own words: what is told of its parts is left aside
_LEAST = 1  # pairs of a half of a choice that says something by itself
_AROUND = 0.7  # of what is denied stands in the condition and in the text around it
_SEVERAL = 2  # what is shared at least where more is told than asked

_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_CALLED = re.compile(
    r"(?:[^，。；;()（）]|[(（](?![^()（）]*称)[^()（）]*[)）])*[(（](?:以下|下文)?(?:简|统|合)称[“\"]?([^()（）“”\"]{2,16})[”\"]?[)）]"
)
_ANYHOW = re.compile(r"(?:通过|以)[^，。；]{1,30}(?:其他|等)(?:途径|方式|形式|渠道)")
_DECISIVE = re.compile(
    r"[首初]次|首家|首个|[国家省市区县]级|新(?:[落引迁入设增建获评晋升]|认定|纳入)|连续|全职|自主|独立"
)
_FIRST = re.compile(r"[首初]次|首家|首个|新(?:[落引迁入设增建获评晋升]|认定|纳入)")
_THAT_YEAR = re.compile(r"上一?年度|当年度?|本年度")
_WHOSE = re.compile(r"^(?:仅限|只限|[本我全]?[省市区县]内?的?|(?:申[报请])?(?:企业|单位|人)|应当?|必?须)+")
_HOW = re.compile("(?:规范|合法|正常|稳定|诚信|良好)..|..(?:规范|合法|正常|稳定|诚信|良好)")
_DIGIT = re.compile(r"\d")
_JOINT = re.compile("或者?")
_HEAD_OF_ROW = re.compile(r"、[^、]*等((?:[^、等]|(?<=级)、(?=[国省市区县])){6,})$")


@dataclass(frozen=True, slots=True)
class Link:
    """A told fact that speaks of a condition: which share of each stands in the other."""

    told: Told
    contained: float
    covered: frozenset[str]


def links(words: str, facts: Sequence[Told]) -> list[Link]:
    """The told facts that speak of the condition `words`, the nearest first."""
    wanted = pairs(words)
    found = []
    for told in facts:
        shared = wanted & told.pairs
        if not shared:
            continue
        said = _undated(told.pairs) if _THAT_YEAR.search(words) else told.pairs
        contained, covered = weight(shared) / weight(said), weight(shared) / weight(wanted)
        if told.holds and told.plain != told.pairs:
            contained = max(contained, weight(wanted & told.plain) / weight(told.plain))
        several = weight(shared) >= _SEVERAL or (covered == 1 and weight(shared) > 1)
        if contained >= _CONTAINED or (covered >= (_SAID if told.holds else _WHOLE) and several):
            found.append(Link(told, contained, shared))
    exact = [
        one for one in found if one.contained >= _WHOLE and weight(one.covered) >= _EXACT * weight(wanted)
    ]
    return sorted(exact or found, key=lambda link: (-link.contained, -weight(link.covered)))


def _undated(said: frozenset[str]) -> frozenset[str]:
    """What is told without its year (2024年度), where the condition calls it by another name (上年度)."""
    return frozenset(pair for pair in said if not _DIGIT.search(pair)) or said


def speaks_of(told: Told, words: str) -> bool:
    """Whether a fact of that name may have a part in the `truth` of `words`, whatever else is told."""
    return any(
        links(part, [told]) for wording in _wordings(words) for part in (wording, *wording.split("或"))
    )


def _wordings(words: str) -> list[str]:
    """The words as they stand, without the notes in brackets, and with the name that a note gives them."""
    words = _ANYHOW.sub("", words)
    plain = _ASIDE.sub("", words)
    called = _ASIDE.sub("", _CALLED.sub(r"\1", words))
    return [words, *(one for one in dict.fromkeys((plain, called)) if one != words and pairs(one))]


def truth(
    words: str,
    facts: Sequence[Told],
    beside: frozenset[str] = frozenset(),
    around: frozenset[str] = frozenset(),
) -> tuple[Outcome, tuple[Told, ...]]:
    """Whether what `words` state is so (MET), not so (UNMET) or not told, and the facts that say it.

    `beside` are pairs of the words that other conditions ask for, `around` those of the text in which the
    condition stands: what a fact says more than the condition may be said there.

    A fact in the very words of the condition answers it alone, whatever is told of its parts.
    Of 不裁员或裁员率不高于5.5% one half is enough; what one of them denies is not denied by the other.
    """
    if (same := same_words(words, facts))[1]:
        return same
    found = [_of_halves(wording, facts, beside, around) for wording in _wordings(words)]
    return next((one for one in found if one[0] != Outcome.UNKNOWN), found[0])


def same_words(words: str, facts: Sequence[Told]) -> tuple[Outcome, tuple[Told, ...]]:
    """What the facts in the very words of a condition say of it, where they agree."""
    same = tuple(fact for fact in facts if isinstance(fact.value, bool) and _is_same(fact, words))
    if len({fact.value for fact in same}) != 1:
        return Outcome.UNKNOWN, ()
    return (Outcome.MET if same[0].value else Outcome.UNMET), same


def _is_same(fact: Told, words: str) -> bool:
    """Whether they say the same: one after the other, with 或 between, or the other way round (规范经营)."""
    bare = _WHOSE.sub("", words)
    turned = _HOW.fullmatch(bare) and fact.name == bare[2:] + bare[:2]
    alike = (
        bool(turned)
        or fact.pairs == pairs(words)
        or pairs(_JOINT.sub("、", fact.name)) == pairs(_JOINT.sub("、", words))
    )
    return alike and fact.denies == denies(words) and qualified(words, (fact.name,))


def _of_halves(
    words: str, facts: Sequence[Told], beside: frozenset[str], around: frozenset[str]
) -> tuple[Outcome, tuple[Told, ...]]:
    halves = [half for half in words.split("或") if weight(pairs(half)) >= _LEAST]
    if len(halves) > 1 and any(map(DENIAL.search, halves)):
        found = [_truth(half, facts, beside, around) for half in halves]
        outcome = any_of(one for one, _ in found)
        return outcome, tuple(fact for one, told in found if one == outcome for fact in told)
    return _truth(words, facts, beside, around)


def _truth(
    words: str, facts: Sequence[Told], beside: frozenset[str], around: frozenset[str]
) -> tuple[Outcome, tuple[Told, ...]]:
    found = links(words, [fact for fact in facts if fact.states])
    if not found:
        return Outcome.UNKNOWN, ()
    wanted = (pairs(words) - beside) or pairs(words)
    yes = [link for link in found if link.told.holds]
    # What is narrower than the condition and not so, tells nothing of the condition itself.
    no = [
        link
        for link in found
        if not (link.told.holds or _is_narrower(link, wanted, around) or of_others(link.told.name, words))
    ]
    denied = denies(words)
    choice = is_choice(words)
    wholly = [link.told for link in no if choice and link.contained >= _WHOLE]
    if of_all := tuple(told for told in wholly if names_all_alike(words, told.pairs)):
        return (Outcome.MET if denied else Outcome.UNMET), of_all
    if choice and some_levels(words, [link.told.name for link in no]):
        no = []
    if not qualified(words, (link.told.name for link in yes), choice=choice):
        yes = []
    said = [link.told.pairs for link in yes]
    covered = frozenset().union(*(link.covered for link in yes))
    if choice and yes and not headed(words, covered, said):
        return (
            (Outcome.UNMET, tuple(link.told for link in no))
            if no and not denies(words)
            else (Outcome.UNKNOWN, ())
        )
    # Who has no X has none of 包括A、B等X; who has an honour has one of 包括A、B等荣誉, which is no subject.
    head = _HEAD_OF_ROW.search(words)
    several = len(options(words)) if choice else 0
    outcome = _decided(yes, no, pairs(head[1]) if head and not yes else wanted, several=several)
    if outcome == Outcome.UNKNOWN and head and _named_by(yes, head[1]):
        outcome = _decided(yes, no, pairs(head[1]), several=several)
    if outcome == Outcome.UNKNOWN and one_of(words, said, beside):
        outcome = Outcome.MET
    told = tuple(
        link.told for link in (yes if outcome == Outcome.MET else no if outcome == Outcome.UNMET else ())
    )
    if denied:
        outcome = {Outcome.MET: Outcome.UNMET, Outcome.UNMET: Outcome.MET}.get(outcome, outcome)
    return outcome, told


def _named_by(yes: Sequence[Link], head: str) -> bool:
    """Whether what is told is of the kind that the last word of a row's head names, and no subject."""
    noun = pairs(head[-2:])
    return weight(noun) >= _LEAST and any(noun <= link.told.pairs for link in yes)


def _is_narrower(link: Link, wanted: frozenset[str], around: frozenset[str]) -> bool:
    """Whether all of the condition and more is told, or next to nothing (项目投产 of 新品投产达效).

    What stands in the text around makes a fact no narrower (标准制定取得成果 where standards are spoken of).
    """
    said = link.told.pairs
    if wanted <= said and weight(said & (wanted | around)) >= _AROUND * weight(said):
        return False
    slight = weight(link.covered) < min(_SEVERAL, weight(wanted) / 3)
    return (
        slight
        or link.contained < _AGAINST
        or (link.contained < _WHOLE and weight(link.covered) >= _WHOLE * weight(wanted))
    )


def qualified(words: str, names: Iterable[str], *, choice: bool = False) -> bool:
    """Whether the small words that decide (首次, 省级) are told too, and not only what they qualify.

    Of several things to choose from each has its own level; being the first is asked of all.
    """
    said = "".join(names)
    return all(word in said for word in (_FIRST if choice else _DECISIVE).findall(words))


def _decided(yes: list[Link], no: list[Link], wanted: frozenset[str], *, several: int) -> Outcome:
    covered = _share(yes, wanted)
    if several:
        if yes:
            return Outcome.MET if covered >= max(_COVERED / max(2, several), _OF_MANY) else Outcome.UNKNOWN
        return Outcome.UNMET if _share(no, wanted) >= _COVERED else Outcome.UNKNOWN
    if no:
        return Outcome.UNMET
    return Outcome.MET if covered >= _COVERED else Outcome.UNKNOWN


def _share(links: list[Link], wanted: frozenset[str]) -> float:
    covered = frozenset().union(*(link.covered for link in links))
    return weight(covered & wanted) / weight(wanted)
