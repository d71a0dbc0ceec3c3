"""What a share is taken of (按设备投资的20%): the base in the clause's words, found in what is told."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policies.matching.free_facts import Told
from policies.matching.pairs import pairs
from policies.matching.sums import WAN, Range, exactly, plain, yuan
from policies.profile import FACTS
from policies.reading.quantities import find_quantities
from policies.vocabulary.terms import fold

# The first that the words speak of; a base that is only a part of the key's sum is none of them.
_KEYS = tuple(
    (re.compile(words), key)
    for words, key in (
        (r"固定资产", "fixed_investment_wan"),
        (r"设备[^，。]{0,6}(?:投资|投入|购置|金额)|购置[^，。]{0,6}设备", "equipment_investment_wan"),
        (r"研发|研究(?:与|和)?(?:试验)?(?:开发|发展)", "rd_spend_wan"),
        (r"租金|房租|租赁费", "rent_wan"),
        (r"利息", "interest_paid_wan"),
        (r"贷款(?:总)?(?:额度?|本金|金额|余额)|^(?:实际)?贷款$", "loan_wan"),
        (r"营业(?:总)?收入|主营业务收入|销售(?:总)?(?:收入|额)|营收", "revenue_wan"),
        (r"产值", "output_wan"),
        (r"纳税(?:总)?额|缴纳?(?:的)?(?:各项)?税[收款金费]|税收(?:总额|收入)?$", "tax_wan"),
        (r"利润", "profit_wan"),
        (r"投资(?:总)?额|总投资|实际投资|投资总额|^投资$", "investment_wan"),
    )
)
_NOTHING_ELSE = re.compile(
    r"(?:\d{4}年度?|上?年度?|当年|企业|项目|单位|实际|发生|支付|投入|支出|费用|总额|金额|额|的)*"
)
_PERSONAL = (re.compile(r"年薪|工资|薪酬|薪金"), "salary_wan")
_PART = re.compile(r"增量|增长|增加|新增部分|超过|超出|差额|地方|留成|留存|外币|美元|减免|利率")
_MONEY = {"元": Decimal(1), "万元": WAN, "亿元": WAN * WAN}
_CONTAINED, _COVERED, _FEWEST = 0.6, 0.8, 3
_IN_SENTENCE, _FEWEST_THERE = 0.55, 4  # where the base was not read apart
_HEADED = 0.4
_MONTHLY = re.compile(r"每?月(?:均|度)?(?:实际)?(?:租金|房租)")
_RENT = re.compile(r"租金|房租")
_SUFFIX = re.compile(r"(?:资金|费用)?(?:补贴|补助|奖励|支持|资助|返还|贴息|奖补)+$")
_SUM_OF = re.compile(r"总?金额|总额|数额")
_ACTUAL = re.compile(r"实际(?:发生|支付|缴纳|投入)?的?")
_RATE_OF_INTEREST = re.compile(r"利率")


@dataclass(frozen=True, slots=True)
class Base:
    """A told sum in yuan, with the words that a note shows for it (年租金12万元)."""

    yuan: Decimal
    words: str


def base_of(words: str, profile: Mapping[str, Any], facts: Sequence[Told]) -> Base | None:
    """The told sum that `words` speak of: a free fact in much the same words, else a key of the profile."""
    if _RATE_OF_INTEREST.search(words):
        return _yearly_interest(words, profile, facts)
    return _told_freely(words, facts) or _told_by_key(words, profile)


def _told_freely(words: str, facts: Sequence[Told]) -> Base | None:
    sums = [told for told in facts if told.unit in _MONEY and _is_number(told)]
    nearest = _nearest(words, sums)
    if nearest is None or _MONTHLY.search(nearest.name):
        return None
    return Base(_yuan(nearest), _shown(nearest))


def _told_by_key(words: str, profile: Mapping[str, Any]) -> Base | None:
    if _PART.search(words):
        return None
    rows = (*_KEYS, _PERSONAL) if profile.get("kind") == "talent" else _KEYS
    key = next((key for pattern, key in rows if pattern.search(words)), None)
    return _keyed(key, profile) if key else None


def keys_named(words: str) -> set[str]:
    """The keys of whose sums words speak."""
    return {key for pattern, key in _KEYS if pattern.search(words)}


def sum_named(words: str) -> str | None:
    """The key of the sum that words name, and nothing else (上年度实际支付的租金)."""
    found = next(((hit, key) for pattern, key in _KEYS if (hit := pattern.search(words))), None)
    if found is None or _PART.search(words):
        return None
    hit, key = found
    return key if _NOTHING_ELSE.fullmatch(words[: hit.start()] + words[hit.end() :]) else None


def the_only(keys: Collection[str], profile: Mapping[str, Any]) -> Base | None:
    """The sum of the key, where there is one key and it is told."""
    return _keyed(next(iter(keys)), profile) if len(keys) == 1 else None


def _keyed(key: str, profile: Mapping[str, Any]) -> Base | None:
    if key not in profile:
        return None
    told = max(Decimal(str(profile[key])), Decimal(0))
    return Base(told * WAN, f"{FACTS[key].label}{plain(told)}万元")


def _yearly_interest(words: str, profile: Mapping[str, Any], facts: Sequence[Told]) -> Base | None:
    """A year's interest: the loan times the rate that is told, else the interest that is."""
    rates = [told for told in facts if told.unit == "%" and _is_number(told)]
    rate, loan = _nearest(words, rates), base_of("贷款额", profile, facts)
    if rate is None or loan is None:
        return _keyed("interest_paid_wan", profile)
    share = _number(rate)
    return Base(loan.yuan * share / 100, f"一年利息（{loan.words}×年利率{plain(share)}%）")


def _nearest(words: str, candidates: Sequence[Told]) -> Told | None:
    wanted = _pairs(_SUFFIX.sub("", words))
    best, most = None, 0.0
    for told in candidates:
        named = _pairs(_UNIT_TAIL.sub("", told.name))
        shared = len(wanted & named)
        if not shared:
            continue
        contained, covered = shared / len(named), shared / len(wanted)
        near = contained >= _CONTAINED or (covered >= _COVERED and shared >= _FEWEST)
        if near and contained + covered > most:
            best, most = told, contained + covered
    return best


def _pairs(words: str) -> frozenset[str]:
    """The pairs of the words of a sum: 实际投资金额 is 投资额."""
    return pairs(_ACTUAL.sub("", _SUM_OF.sub("额", words)))


def rent_for_months(
    months: Range, words: str, profile: Mapping[str, Any], facts: Sequence[Told]
) -> Base | None:
    """One month's rent: told as such, told of the month that `words` name, or a twelfth of the year's.

    `months` must be known.
    """
    named = _month_of(words)
    for told in facts:
        rent = told.unit in _MONEY and _is_number(told) and _RENT.search(told.name)
        if rent and (_MONTHLY.search(told.name) or (named and _month_of(told.name) == named)):
            return Base(_yuan(told), _shown(told))
    year = _keyed("rent_wan", profile)
    return Base(year.yuan / 12, f"{year.words}÷12") if year and months.low else None


def _month_of(words: str) -> str:
    """The one month of the calendar that words name (2月份租金)."""
    found = _ONE_MONTH.search(fold(words))
    return found[1] if found else ""


def due_each_month(words: str, facts: Sequence[Told]) -> Base | None:
    """The told sum of `words` (社会保险费) that falls due in one month: its name says of which."""
    monthly = [told for told in facts if told.unit in _MONEY and _is_number(told) and "月" in told.name]
    told = _nearest(words, [one for one in monthly if not _SEVERAL_MONTHS.search(fold(one.name))])
    return Base(_yuan(told), _shown(told)) if told else None


def speaks_of_rent(words: str) -> bool:
    return bool(_RENT.search(words))


_NAMED_MONTHS = re.compile(r"(?<![\d.])(\d{1,2})([、和—–~至-]{1,2})(\d{1,2})月(?!\d)")
_ONE_MONTH = re.compile(r"(?<![\d.])(\d{1,2})月(?:份)?(?!\d|底|末|初|前|以)")
_SEVERAL_MONTHS = re.compile(r"\d个月|\d[—–~至、和-]+\d{1,2}月")
_QUARTER = re.compile(r"季度(?:的)?[^，。；]{0,6}租|(?:免|减)[^，。；]{0,6}季度")


def months_in(words: str) -> Range | None:
    """For how many months a rent is waived: 两个月, 1—3个月, 3—4月, 2月, 第一季度; None when nothing says so.

    >>> months_in("3—4月房租减半").high, months_in("免收1—3个月房租").low
    (Decimal('2'), Decimal('1'))
    """
    plain_words = fold(words)
    for found in find_quantities(plain_words):
        if found.dimension == "duration" and found.unit == "月":
            return Range(found.low, found.high)
    if named := _NAMED_MONTHS.search(plain_words):
        first, last = int(named[1]), int(named[3])
        number = 2 if named[2] in "、和" else last - first + 1
        return exactly(Decimal(number)) if number > 0 else None
    if _QUARTER.search(plain_words):
        return exactly(Decimal(3))
    return exactly(Decimal(1)) if _ONE_MONTH.search(plain_words) else None


def _is_number(told: Told) -> bool:
    return not isinstance(told.value, bool | str)


def _number(told: Told) -> Decimal:
    return max(Decimal(str(told.value)), Decimal(0))


def _yuan(told: Told) -> Decimal:
    return _number(told) * _MONEY[told.unit]


def base_in(words: str, sentence: str, facts: Sequence[Told]) -> Base | None:
    """The one told sum that a whole sentence speaks of, or that ends as the base does (…投入); else None."""
    about, head = _pairs(sentence), _SUM_OF.sub("额", fold(words))[-2:]
    money = [told for told in facts if told.unit in _MONEY and _is_number(told)]
    sums = [
        (told, named, len(named & about))
        for told in money
        if (named := _pairs(_UNIT_TAIL.sub("", told.name)))
    ]
    near = [told for told, named, n in sums if n >= max(_FEWEST_THERE, _IN_SENTENCE * len(named))]
    headed = [told for told, named, n in sums if head in named and n >= _HEADED * len(named)]
    for found in (near, headed):
        if len(found) == 1:
            return Base(_yuan(found[0]), _shown(found[0]))
    return None


_UNIT_TAIL = re.compile(r"[_(（]?(?:亿元|万元|元|%)[)）]?$")


def _shown(told: Told) -> str:
    return f"{_UNIT_TAIL.sub('', told.name)}{yuan(_yuan(told))}"
