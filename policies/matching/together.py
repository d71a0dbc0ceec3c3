"""What several awards of one clause come to: some add up, some are steps of one award."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from policies.matching.pairs import pairs
from policies.matching.sizes import Sized
from policies.matching.sums import Range
from policies.model import Award, Criterion, Outcome
from policies.reading.quantities import Quantity, find_quantities

PAYS_HIGHEST = re.compile(
    r"就高|从高|择高|不(?:得|可|能|予)?(?:再)?(?:重复|叠加|累加|累计|兼得|兼享|同时享)"
    r"|[只仅](?:能|可)?(?:享受|选择|申报|申请|获得|奖励)[^，。；]{0,6}一(?:项|类|种|档)"
)
_SIZE = re.compile(r"^.*(?:以上|以下|以内|以外)的?")  # the step that a name begins with
_FIXED = ("fixed", "cap_only")


@dataclass(frozen=True, slots=True)
class Together:
    """The sum of awards, those that make it up, and what a note says about how they hang together."""

    sum: Range
    paid: tuple[Sized, ...]
    remarks: tuple[str, ...] = ()


def together(
    sized: Sequence[Sized],
    criteria: Sequence[Criterion],
    stands: Callable[[str], Outcome],
    *,
    limits: Sequence[Sized] = (),
    only: bool = False,
    sure: bool = True,
) -> Together:
    """The awards in one sum; `only` where the clause pays just the highest of them.

    `limits` stand in sentences that give nothing by themselves (每年额度不超过20万元).

    Of steps of one award only one is paid; `stands` tells whether what was told lies within the bound that
    words set. Two sums for much the same, where nothing says that both are paid, are at least the higher
    and at most both. Where it is not `sure` that the awards are paid, nothing is the least.
    """
    steps = [sized] if only else _grouped(sized, lambda a, b: _steps(a, b, criteria))
    chosen = [_best(group, criteria, stands) for group in steps]
    others = [one for one in limits if any(_limits_too(one.award, paid.award) for paid in chosen)]
    chosen = [_within_all(group) for group in _grouped([*chosen, *others], _joint_limits)]
    groups = _grouped(chosen, _same_benefit)
    total = Range(Decimal(0), Decimal(0))
    for group in groups:
        total = total.plus(_one_or_all([_sum(one) for one in group]))
    remarks = {
        "几项只按最高的一项计": only and len(sized) > 1,
        "文中没有写明几项能否同时享受，至少可得最高的一项": any(len(group) > 1 for group in groups),
        "以上要在符合相应条件后才能享受": not sure,
    }
    said = tuple(remark for remark, holds in remarks.items() if holds)
    return Together(total if sure else total.or_less(), tuple(chosen), said)


def _sum(one: Sized) -> Range:
    return one.sum or Range(Decimal(0), None)


def _one_or_all(sums: Sequence[Range]) -> Range:
    total, least = sums[0], sums[0].low
    for other in sums[1:]:
        total, least = total.plus(other), max(least, other.low)
    return Range(least, total.high)


def _grouped(sized: Sequence[Sized], alike: Callable[[Award, Award], bool]) -> list[list[Sized]]:
    """In order, each beside the first group that holds one like it."""
    groups: list[list[Sized]] = []
    for one in sized:
        for group in groups:
            if any(alike(other.award, one.award) for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    return groups


def _steps(one: Award, other: Award, criteria: Sequence[Criterion]) -> bool:
    """Offers of one benefit at different rates, or for different sizes of the same thing."""
    if not _apart(one, other):
        return False
    base, whens = one.amount.base, [tier.when for tier in one.amount.tiers]
    if base and base == other.amount.base and one.form == other.form:
        return True
    if whens and whens == [tier.when for tier in other.amount.tiers]:
        return True
    measured = {(size.dimension, size.unit) for size in _bounds(one, criteria)}
    also = {(size.dimension, size.unit) for size in _bounds(other, criteria)}
    return bool(measured & also) and one.form == other.form and _one_name(one, other)


def _joint_limits(one: Award, other: Award) -> bool:
    """Two ceilings of one benefit (不超过实际发生额的50%, 每年不超过20万元)."""
    shorter, longer = sorted((pairs(one.what), pairs(other.what)), key=len)
    alike = _one_name(one, other) or len(shorter & longer) >= len(shorter) / 2
    return (
        alike and one.offer == other.offer and one.kind == other.kind and _is_limit(one) and _is_limit(other)
    )


def _limits_too(limit: Award, award: Award) -> bool:
    """A sum at most beside a share at most, of one thing."""
    shares = [bool(one.amount.rate_pct) for one in (limit, award)]
    return shares[0] != shares[1] and _joint_limits(award, limit)


def _is_limit(award: Award) -> bool:
    tiers = award.amount.tiers
    capped = tiers and all(tier.value_yuan is None and tier.rate_pct is None for tier in tiers)
    return award.form == "cap_only" or bool(capped)


def _within_all(limits: Sequence[Sized]) -> Sized:
    first, *rest = limits
    for other in rest:
        how = f"{first.how}，并且{other.award.what}{other.how}"
        first = replace(first, sum=_sum(first).capped(_sum(other)), how=how)
    return first


def _apart(one: Award, other: Award) -> bool:
    """Whether two awards of one kind stand in offers of their own."""
    offers = {one.offer, other.offer}
    return None not in offers and len(offers) == 2 and one.kind == other.kind


def _one_name(one: Award, other: Award) -> bool:
    shorter, longer = sorted((_SIZE.sub("", award.what) for award in (one, other)), key=len)
    return longer.endswith(shorter)


def _same_benefit(one: Award, other: Award) -> bool:
    """Two plain sums under one name: 给予奖励 after 升规奖励."""
    plain = one.form in _FIXED and other.form in _FIXED
    return plain and _apart(one, other) and _one_name(one, other)


def _bounds(award: Award, criteria: Sequence[Criterion]) -> list[Quantity]:
    """The bounds that the conditions of the award's offer set."""
    sizes = [size for words in _conditions(award, criteria) for size in find_quantities(words)]
    return [size for size in sizes if size.bound or size.low != size.high]


def _conditions(award: Award, criteria: Sequence[Criterion]) -> list[str]:
    return [one.quote for one in criteria if one.offer == award.offer and one.end <= award.start]


def _best(sized: Sequence[Sized], criteria: Sequence[Criterion], stands: Callable[[str], Outcome]) -> Sized:
    """The highest that what was told reaches; of touching steps (100至500亩, 500亩以上) the one that ends."""
    if len(sized) == 1:
        return sized[0]
    reached = [
        one for one in sized if Outcome.UNMET not in map(stands, _conditions(one.award, criteria))
    ] or sized
    closed = [one for one in reached if any(map(_ends, _bounds(one.award, criteria)))]
    rest = closed if len(closed) == 1 else reached
    return max(rest, key=lambda one: (_sum(one).low, _sum(one).high is None, _sum(one).high or Decimal(0)))


def _ends(size: Quantity) -> bool:
    return size.low != size.high or size.bound in ("<", "<=")
