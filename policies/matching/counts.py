"""How many of what one payment is counted per (每人每月): as told, or for the term that the clause sets."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from policies.matching.around import Around
from policies.matching.free_facts import Told
from policies.matching.pairs import pairs
from policies.matching.sums import ONE, SOME, Range, exactly, plain, spanned
from policies.matching.told import links
from policies.reading.quantities import find_quantities
from policies.vocabulary.terms import fold

_SAME = {
    "名": "人",
    "位": "人",
    "户": "家",
    "日": "天",
    "季": "季度",
    "床": "床位",
    "标准箱": "标箱",
    "平米": "平方米",
    "㎡": "平方米",
}
_PAYEES = frozenset({"家", "个"})
_THINGS = frozenset({"项", "件", "个"})  # a name that ends in 数 may count any of them
_PIECES = frozenset({"台", "套", "辆", "艘", "架", "头"})  # a name that ends in 数量 may count them
_EACHES = _THINGS | {"家", "人", "场"}
# What the name of a told number counts, by how it ends.
_MEASURES = tuple(
    (re.compile(words), unit)
    for words, unit in (
        (r"(?:人数|人次|人员数|员工数|职工数|毕业生数)$", "人"),
        (r"(?:月数|个月)$", "月"),
        (r"(?:天数|日数)$", "天"),
        (r"(?:年数|年限)$", "年"),
        (r"(?:企业|机构|单位|公司)(?:家|户)?数$|(?<!国)(?:家|户)数$", "家"),
        (r"(?:国家|国别|地区)(?:或地区)?数$", "个"),
        (r"航次数?$", "航次"),
        (r"场次?数?$", "场"),
        (r"标准?箱数?量?$", "标箱"),
        (r"(?:项目|专利|标准|产品|品牌|商标|[件项个])数量?$", "项"),
        (r"(?:床位|床)数$", "床位"),
        (r"间数$", "间"),
        (r"数量?$", "个"),
    )
)
_TAIL = re.compile(r"(?:总?人数|人员数|[家户月天个条间次场]数|场次数?|项目数|数量?)$")
_UNIT = re.compile(r"(?:_[\u4e00-\u9fff]{1,3}|[(（][\u4e00-\u9fff]{1,3}[)）])$")
_NOTE = re.compile(r"[(（][^()（）]*[)）]$")
_TELLING = 3  # pairs; a shorter name (职工) stands in too many sentences
_EACH = re.compile(
    r"每[^，。；年月家户个名人]{1,8}[1一]?(?:家|户|个|名|人)|每个(?!企业|单位|机构|主体|园区|平台|人|年|月)[\u4e00-\u9fff]{2}"
)
_SENTENCE = re.compile(r"[^。；;]+")
_EACH_FULL = re.compile(r"每(?:满|达到?|完成|实现)$")
_OF_A_PERSON = re.compile(r"自然人|同一个人|每人")
_HIRES = re.compile(r"新(?:增|招|吸纳|录)[^，。；]{0,6}(?:人|就业|员工|职工|用工)|招用|吸纳")
_TIMES = {
    "月": ("年", "月"),
    "天": ("日",),
}  # in what the term of a payment by the month, or by the day, is said
# Of whom there are as many as a key of the profile tells.
_HEADS = (
    (_HIRES, "new_hires"),
    (re.compile(r"按照?[^，。；]{0,8}参保[^，。；]{0,4}人数"), "insured_employees"),
    (re.compile(r"按照?[^，。；]{0,8}(?:职工|员工|从业人员)(?:总数|人数)"), "employees"),
)
_SOLE = frozenset(
    {"天", "航次", "亩", "台", "套", "场", "吨", "辆", "标箱", "床位", "间", "块", "座", "栋", "株"}
)  # nothing else is counted in them
_LONGEST = re.compile(r"最长|最多|不超过")
_LASTING = re.compile(r"(?:(?:补[贴助]|奖励|资助|支持|扶持|发放|享受|减免)期?|^|[，,])期?限[为是]?$|为期$")
_TERM = re.compile(r"期限|为期")
_RUNNING = re.compile(r"连续(?:给予)?$|(?:发放|补[贴助]|享受|奖励|资助|支持|扶持)$")
_PAYS = re.compile(r"\s*(?:[，,。；;]|$|每年|按|给予|予以|享受|发放|奖励|补[贴助])")


@dataclass(frozen=True, slots=True)
class Count:
    """How many, and the words of the factor in a note (6人)."""

    number: Range
    words: str


def units_of(unit: str) -> list[str]:
    """What one payment is counted per; each country and each patent (个·件) are counted once, as patents.

    >>> units_of("人·月"), units_of("个·件"), units_of("")
    (['人', '月'], ['件'], [])
    """
    units = [one for one in unit.split("·") if one]
    things = [one for one in units if one in _THINGS]
    return [one for one in units if one not in things[:-1]]


def count_of(
    unit: str, around: Around, profile: Mapping[str, Any], facts: Sequence[Told], *, kept: Sequence[str] = ()
) -> Count:
    """How many `unit` the payment is for; unknown is one or more, and no more than the words behind allow.

    `kept` names the facts that the clause compares with a bound: months of work needed are no months paid.
    """
    unit = _SAME.get(unit, unit)
    if unit == "年":
        return _years(around.sentence)
    if unit in _PAYEES and not _EACH.search(around.sentence):
        return Count(ONE, "")
    if unit == "人" and profile.get("kind") == "talent":
        return Count(ONE, "")
    told = _told(unit, around.sentence, facts, kept, around.own)
    if told is None:
        told = _by_key(unit, around.sentence, profile)
    if unit in _TIMES:
        return _lasting(unit, around.sentence, told)
    if told is None:
        return Count(ONE, f"1{unit}") if unit in _THINGS else Count(SOME, f"{unit}数")
    most = _most(unit, around.behind, profile)
    return _counted(told if most is None else min(told, most), unit)


def _most(unit: str, behind: str, profile: Mapping[str, Any]) -> Decimal | None:
    """最多补贴3人: how many are paid for at most; what holds for each person does not bind a company."""
    for sentence in _SENTENCE.findall(behind):
        if _OF_A_PERSON.search(sentence) and profile.get("kind") != "talent":
            continue
        for found in find_quantities(sentence):
            limits = found.bound == "<=" and found.dimension in ("count", "area")
            if (
                limits
                and _fits(_SAME.get(found.unit, found.unit), unit)
                and sentence[found.bound_end : found.bound_end + 1] != "的"
            ):
                return found.high
    return None


def _counted(number: Decimal, unit: str) -> Count:
    return Count(exactly(number), f"{plain(number)}{unit}")


def _by_key(unit: str, sentence: str, profile: Mapping[str, Any]) -> Decimal | None:
    heads = next((key for words, key in _HEADS if words.search(sentence)), "")
    key = {"平方米": "floor_area_sqm", "人": heads}.get(unit)
    return max(Decimal(str(profile[key])), Decimal(0)) if key and key in profile else None


def _told(
    unit: str, sentence: str, facts: Sequence[Told], kept: Sequence[str], own: str = ""
) -> Decimal | None:
    """The nearest told number that counts this unit; lasting times that are conditions count nothing.

    Of several, the one counts that shares most with the award's `own` words.
    """
    fitting = [
        told
        for told in facts
        if not isinstance(told.value, bool | str)
        and _fits(measure(told), unit)
        and not (unit == "月" and told.name in kept)
    ]
    near = links(sentence, list(map(counted_thing, fitting)))
    if near:
        mine = pairs(own)
        return _number(max(near, key=lambda link: len(link.told.pairs & mine)).told)
    return _nearest(sentence, fitting) if unit in _SOLE else None


def counted_thing(told: Told) -> Told:
    """What is counted, without the word for the count: 引进博士 of 引进博士人数."""
    thing = pairs(_TAIL.sub("", _UNIT.sub("", fold(told.name))))
    return replace(told, pairs=thing) if len(thing) >= _TELLING else told


def _nearest(sentence: str, fitting: Sequence[Told]) -> Decimal | None:
    """The only number told in a rare unit, or the one that shares most with the sentence."""
    about = pairs(sentence)
    ranked = sorted(fitting, key=lambda told: -len(told.pairs & about))
    if len(ranked) > 1 and len(ranked[0].pairs & about) == len(ranked[1].pairs & about):
        return None
    return _number(ranked[0]) if ranked else None


def told_number(unit: str, sentence: str, facts: Sequence[Told]) -> Decimal | None:
    """The told number that counts this unit in what `sentence` speaks of."""
    return _told(_SAME.get(unit, unit), sentence, facts, ())


def _fits(counted: str, unit: str) -> bool:
    return (
        counted == unit or (unit in _THINGS and counted in _THINGS) or (unit in _PIECES and counted == "个")
    )


def measure(told: Told) -> str:
    """What a told number counts, as a unit; "" when its name does not say."""
    name = _NOTE.sub("", fold(told.name)) or fold(told.name)
    named = next((unit for pattern, unit in _MEASURES if pattern.search(name)), "")
    unit = told.unit.removeprefix("个") or told.unit
    return named or _SAME.get(unit, unit)


def told_steps(
    own: str, sentence: str, facts: Sequence[Told], told: Callable[[str], Decimal | None]
) -> Count | None:
    """每满1万人次、每满10万元: how many whole steps are told; None where the words set none.

    `told` finds the sum of money, in yuan, that words speak of.
    """
    for one in find_quantities(own):
        if one.low > 1 and _EACH_FULL.search(own[: one.start]) and one.dimension in ("money", "count"):
            number = told(sentence) if one.dimension == "money" else told_number(one.unit, sentence, facts)
            if number is None:
                return Count(SOME, "次数")
            return Count(exactly(number // one.low), plain(number // one.low))
    return None


def told_each(sentence: str, step: Decimal, facts: Sequence[Told]) -> Count:
    """每推荐1家…: how many whole steps the told number makes."""
    counting = [told for told in facts if not isinstance(told.value, bool | str) and measure(told) in _EACHES]
    for link in links(sentence, list(map(counted_thing, counting))):
        number = _number(link.told) // step
        return Count(exactly(number), f"{plain(number)}")
    return Count(SOME, "次数")


def _number(told: Told) -> Decimal:
    return max(Decimal(str(told.value)), Decimal(0))


def _years(sentence: str) -> Count:
    term = _term(sentence)
    if term is None or term.high is None or term.high <= 12:
        return Count(ONE, "1年")
    years = Range(max(term.low / 12, Decimal(1)), term.high / 12)
    return Count(years, f"{spanned(years)}年")


def _lasting(unit: str, sentence: str, told: Decimal | None) -> Count:
    term, name = _term(sentence, _TIMES[unit]), f"{'个' if unit == '月' else ''}{unit}"
    if told is not None:
        number = told if term is None or term.high is None else min(told, term.high)
        return Count(exactly(number), f"{plain(number)}{name}")
    return Count(term, f"{spanned(term)}{name}") if term else Count(SOME, f"{unit}数")


def _term(sentence: str, units: Sequence[str] = ("年", "月")) -> Range | None:
    """For how many months, or days, a benefit is paid: 连续3年给予, 最长6个月; None when nothing says so."""
    for found in find_quantities(sentence):
        if found.dimension != "duration" or found.unit not in units:
            continue
        before, after = sentence[max(0, found.start - 10) : found.start], sentence[found.end : found.end + 6]
        number = max(found.low if found.unit == "日" else found.months, Decimal(1))
        longest = _LONGEST.search(before)
        if not longest and ((_RUNNING.search(before) and _PAYS.match(after)) or _LASTING.search(before)):
            return exactly(number)
        if longest or _TERM.search(before):
            return Range(Decimal(1), number)
    return None
