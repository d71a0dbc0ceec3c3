"""Conditions held against what a profile tells freely."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from policies.facts import find_fact
from policies.logic import as_outcome, negate
from policies.matching.choices import is_choice, options
from policies.matching.counts import counted_thing
from policies.matching.dates import of_day
from policies.matching.fields import compare
from policies.matching.free_facts import Told
from policies.matching.pairs import denies, pairs, weight
from policies.matching.reasons import by_told, left_open
from policies.matching.told import Link, links, same_words, truth
from policies.model import Criterion, Finding, Outcome
from policies.profile import FACTS
from policies.reading.alternatives import NAMED


def hold(asked: Sequence[Criterion], facts: Sequence[Told], around: frozenset[str]) -> list[Finding]:
    """Conditions held against the free facts.

    A told fact decides what is read inside its words (与医疗机构签订合同 makes nobody a hospital); where it
    is not told as a whole, it is enough that its other words are.
    """
    asked = _with_parts_of_choices(asked)
    findings = [
        by_facts(one, _free_for(one, asked, facts), _words_inside(one, asked), around) for one in asked
    ]
    findings = _denied_together(_by_term(findings), facts)
    decided = [one for one in findings if one.told and one.criterion.about.startswith("fact:")]
    answered = [one for one in findings if any(_answers(whole, one.criterion) for whole in decided)]
    # What stands instead of a condition that is answered is not asked for either.
    done = {one.criterion.group for one in answered} - {None, *(one.criterion.group for one in decided)}
    return [one for one in findings if one not in answered and one.criterion.group not in done]


def _with_parts_of_choices(asked: Sequence[Criterion]) -> list[Criterion]:
    """A standing among several things to choose from (获得甲奖或乙奖) is enough, as any is."""
    joined = list(asked)
    for k, part in enumerate(asked):
        for n, whole in enumerate(asked):
            if part.about == "qualifications" and _inside(part, whole) and _is_option(part, whole):
                group = whole.group or f"choice{whole.start}"
                joined[k] = part.model_copy(update={"group": group})
                joined[n] = whole.model_copy(update={"group": group})
    return joined


def _is_option(part: Criterion, whole: Criterion) -> bool:
    """Whether a part ends one of the things to choose from, and so is no subject that all of them share."""
    if part.group or whole.value is not True or not is_choice(whole.quote):
        return False
    return any(option.endswith(part.quote) for option in options(whole.quote))


def _free_for(criterion: Criterion, asked: Sequence[Criterion], facts: Sequence[Told]) -> list[Told]:
    """The facts without the numbers that are named like another condition on a number, and not like this."""
    others = [wording(one) for one in asked if one.op in _BOUNDS and one is not criterion]
    return [
        one
        for one in facts
        if isinstance(one.value, bool | str)
        or links(wording(criterion), [one])
        or not any(links(words, [one]) for words in others)
    ]


def _by_term(findings: Sequence[Finding]) -> list[Finding]:
    """Who is told to be what a term names meets all of its demands, who is told not to be fails them all."""
    failed = {
        one.criterion.group for one in findings if one.criterion.op == NAMED and one.outcome == Outcome.UNMET
    }
    return [
        one
        for one in findings
        if (one.told if one.criterion.op == NAMED else not failed or one.criterion.group not in failed)
    ]


def _denied_together(findings: Sequence[Finding], facts: Sequence[Told]) -> list[Finding]:
    """与高校签订合同取得成果, told not to be so, fails one of two conditions that it says in one."""
    against = [one for one in facts if isinstance(one.value, bool) and not one.holds]
    decided = list(findings)
    for k, (last, one) in enumerate(pairwise(findings), start=1):
        if _is_demanded(last) and _is_demanded(one) and last.criterion.offer == one.criterion.offer:
            both = wording(last.criterion) + wording(one.criterion)
            outcome, told = truth(both, against)
            if outcome == Outcome.UNMET:
                decided[k] = finding_of(one.criterion, outcome, told)
    return decided


def _is_demanded(finding: Finding) -> bool:
    """Whether nothing is told of a condition in the words of the text that every applicant must meet."""
    return finding.outcome == Outcome.UNKNOWN and _is_plain(finding.criterion)


def _is_plain(criterion: Criterion) -> bool:
    """Whether a condition in the words of the text must be so, and has no alternative."""
    plain = criterion.op == "is" and criterion.value is True and criterion.group is None
    return plain and criterion.about.startswith("fact:")


def _answers(whole: Finding, part: Criterion) -> bool:
    """Whether the facts that decide a condition speak of the part of it too."""
    said = frozenset().union(*(pairs(name) for name in whole.told))
    return _inside(part, whole.criterion) and pairs(part.quote) <= said


def _words_inside(whole: Criterion, asked: Sequence[Criterion]) -> frozenset[str]:
    if not whole.about.startswith("fact:"):
        return frozenset()
    return frozenset().union(*(pairs(one.quote) for one in asked if _inside(one, whole)))


def _inside(part: Criterion, whole: Criterion) -> bool:
    shorter = part.end - part.start < whole.end - whole.start
    return shorter and whole.start <= part.start and part.end <= whole.end and part.about in FACTS


def by_facts(
    criterion: Criterion,
    facts: Sequence[Told],
    beside: frozenset[str] = frozenset(),
    around: frozenset[str] = frozenset(),
) -> Finding:
    """One condition held against the free facts that are told."""
    if criterion.op == "discretionary" or criterion.about == "text":
        return _ruled(criterion, facts)
    if criterion.op == "once":
        return Finding(criterion=criterion, outcome=Outcome.MET, reason="没有说已经享受过")
    if criterion.op == NAMED:
        return finding_of(criterion, *same_words(wording(criterion), facts))
    outcome, told = _by_facts(criterion, facts, beside, around)
    return finding_of(criterion, outcome, told)


def finding_of(criterion: Criterion, outcome: Outcome, told: Sequence[Told]) -> Finding:
    """The finding that free facts make, with the reason in words."""
    names = {one.name: one.value for one in told}
    reason = by_told(criterion, told, outcome)
    return Finding(criterion=criterion, outcome=outcome, told=names or None, reason=reason)


def _ruled(criterion: Criterion, facts: Sequence[Told]) -> Finding:
    """What an authority decides is open until a user tells how it was decided.

    Whether 符合条件的企业 is met, only a fact can tell that speaks of conditions.
    """
    words = criterion.quote
    meets = _CONDITIONS.search(words)
    said = [one for one in facts if isinstance(one.value, bool) and (one.of_conditions or not meets)]
    decided = (of_day(words, facts, frozenset()) or truth(words, said)) if words else None
    outcome, told = decided or (Outcome.UNKNOWN, ())
    if not told:
        return Finding(criterion=criterion, outcome=Outcome.DISCRETIONARY, reason=left_open(criterion))
    return finding_of(criterion, outcome, told)


def wording(criterion: Criterion) -> str:
    if criterion.about == "received" and criterion.op != "once":
        return "享受" + "、".join(criterion.value)
    about = criterion.about
    return about.removeprefix("fact:") if about.startswith("fact:") else criterion.quote


def _by_facts(
    criterion: Criterion, facts: Sequence[Told], beside: frozenset[str], around: frozenset[str]
) -> tuple[Outcome, tuple[Told, ...]]:
    words = wording(criterion)
    if criterion.op in _BOUNDS:
        numbers = [
            one for one in facts if not isinstance(one.value, bool | str) and _is_of_a_kind(one, criterion)
        ]
        if near := links(words, numbers) or links(words, list(map(counted_thing, numbers))):
            return _of_number(criterion, near)
        said = [one for one in facts if isinstance(one.value, bool)]
        return _same_measure(criterion, words, facts, around) or truth(criterion.quote, said)
    if criterion.about == "scale":  # 小微企业创业基地 does not tell the size of its owner
        facts = [one for one in facts if weight(one.pairs & pairs(words)) >= _SIZED * weight(one.pairs)]
    if criterion.about == "industries":  # whom someone serves or brings in does not tell his own trade
        facts = [one for one in facts if not _OF_OTHERS.match(one.name)]
    demanded = _is_plain(criterion) and not denies(words)
    if (
        demanded
        and _COST.search(words)
        and (spent := [one.told for one in links(words, facts) if _is_sum(one.told)])
    ):
        return as_outcome(any(one.value > 0 for one in spent)), tuple(spent)
    outcome, told = of_day(words, facts, beside) or truth(
        words, facts, beside, around if demanded else frozenset()
    )
    if criterion.about == "received" and not told:
        return truth(criterion.quote, facts)  # its words deny it themselves
    # What a field denies (未发生事故) is denied in its own words already.
    unsaid = criterion.about.startswith("fact:") or not denies(words)
    denied = (criterion.value is False and unsaid) or criterion.op == "not_in"
    return (negate(outcome) if denied else outcome), told


def _is_sum(told: Told) -> bool:
    return isinstance(told.value, int | float | Decimal) and not isinstance(told.value, bool)


def _of_number(criterion: Criterion, numbers: Sequence[Link]) -> tuple[Outcome, tuple[Told, ...]]:
    """What the number says that is named most like the condition; nothing where several are, and differ."""
    named = [one.told for one in numbers if one.contained == numbers[0].contained]
    outcomes = {_against(one, criterion) for one in named}
    return (outcomes.pop(), (named[0],)) if len(outcomes) == 1 else (Outcome.UNKNOWN, ())


def _same_measure(
    criterion: Criterion, words: str, facts: Sequence[Told], around: frozenset[str]
) -> tuple[Outcome, tuple[Told, ...]] | None:
    """The one number told that measures what the condition does."""
    numbers = [one for one in facts if not isinstance(one.value, bool | str)]
    alike = [one for one in numbers if key_of(one.name) == criterion.about]
    alike = alike or [one for one in numbers if measures(one, words, around)]
    if len(alike) != 1:
        return None
    return _against(alike[0], criterion), (alike[0],)


def measures(told: Told, words: str, around: frozenset[str]) -> bool:
    """Whether a fact is named alike at its end (推荐上岗人数, 人数) and stands in the text around.

    登记失业人员参保月数 is named like 参保6个月以上 where those words speak of 登记失业人员. Of a grade
    (酒店星级) less is enough, because hardly anything is graded twice.
    """
    if _GRADE.search(words) and _GRADE.search(told.name):
        thing = pairs(_GRADE.sub("", told.name))
        return weight(thing & around) >= _GRADED * weight(thing) > 0
    noun, thing = _NOUN.search(_BOUND.split(words)[0]), pairs(_NUMBER.sub("", words))
    alike = noun and _BRACKETS.sub("", told.name).endswith(noun[0])
    lasts = told.unit in _TIMES and bool(thing) and thing <= told.pairs and _NUMBER.search(words)
    return bool(alike or lasts) and weight(told.pairs & around) >= _AROUND * weight(told.pairs)


def key_of(name: str) -> str:
    """The key of the registry that a free fact is named like; "" for none."""
    column = find_fact(name)
    return column.fact.key if column else ""


_CONDITIONS = re.compile(r"符合[^，。；;]{0,6}条件的")
_BOUNDS = (">=", ">", "<=", "<", "between", "within")
_NOUN = re.compile(r"(?:人数|家数|次数|户数|面积|金额|比例|占比|份额|额|率|期限|年限|收入|产值|投资)$")
_BOUND = re.compile(r"(?:超过|突破|达到?|不低于|不少于|高于|多于|为)?\d")
_BRACKETS = re.compile(r"(?:_[^_]*|[(（][^()（）]*[)）])$")
_NUMBER = re.compile(r"(?:满|达到?|不少于|不低于)?[\d一二三四五六七八九十半]+(?:个月|年|日|天).*$")
_COST = re.compile(r"(?:费用?|支出|投入|租金|利息)$")
_TIMES = ("年", "月", "个月", "天", "日")
_OF_OTHERS = re.compile(
    r"所[引服投招孵培推介][\u4e00-\u9fff]{1,3}的?(?:企业|项目|机构)|[为向给][^，]{2,24}(?:提供|介绍|推荐|引进)"
)
_SIZED = 0.6  # of what was told names a size of enterprises
_GRADE = re.compile(r"(?:星级|等级|级别|[Aa]级)$")
_GRADED = 0.6  # of the name of what is graded stands in the text around
_AROUND = 0.75  # of what was told stands in the text around
# What a unit measures, and how many of the least unit one of it is.
_MEASURES = {
    **{name: ("yuan", Decimal(factor)) for name, factor in (("元", 1), ("万元", 10**4), ("亿元", 10**8))},
    **{name: ("dollar", Decimal(factor)) for name, factor in (("万美元", 10**4), ("亿美元", 10**8))},
    **{name: ("time", Decimal(factor)) for name, factor in (("天", 1), ("日", 1), ("月", 30), ("个月", 30))},
    "年": ("time", Decimal(360)),
    **{name: ("area", Decimal(1)) for name in ("平方米", "㎡")},
    "亩": ("land", Decimal(1)),
    "%": ("share", Decimal(1)),
    **{name: ("age", Decimal(1)) for name in ("周岁", "岁")},
    **{name: ("count", Decimal(1)) for name in ("家", "人", "名", "项", "个", "次", "户", "件", "台", "套")},
}


def _against(told: Told, criterion: Criterion) -> Outcome:
    """A told number against a bound; what is counted in units of another kind (万元, 月) tells nothing."""
    if not _is_of_a_kind(told, criterion):
        return Outcome.UNKNOWN
    number = Decimal(str(told.value))
    mine, asked = _MEASURES.get(told.unit), _MEASURES.get(criterion.unit or "")
    if mine and asked:
        number = number * mine[1] / asked[1]
    return compare(number, criterion.op, criterion.value)


def _is_of_a_kind(told: Told, criterion: Criterion) -> bool:
    """Whether a number may be counted as the bound is; what has no unit may."""
    mine, asked = _MEASURES.get(told.unit), _MEASURES.get(criterion.unit or "")
    return not (mine and asked) or mine[0] == asked[0]
