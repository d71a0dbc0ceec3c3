"""What a clause is worth to one applicant: the awards of the offers that are met, in yuan, and how computed.

What the clause or the applicant leaves open makes a range; what nothing sizes is named in the note. No
figure is a float.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from policies.matching.around import Around
from policies.matching.ceilings import is_ceiling
from policies.matching.pairs import pairs
from policies.matching.paths import Path
from policies.matching.sizes import Sized, size
from policies.matching.sums import Range, exactly, to_cents, yuan
from policies.matching.tiers import Applicant, measured
from policies.matching.together import PAYS_HIGHEST, together
from policies.matching.told import truth
from policies.model import AmountRange, Award, Outcome, ReadClause

_OUTWARD = re.compile(r"其他|其它|国家|省|市级|上级|区级|同类|以往|已享受|已获得|曾")
_FURTHER = re.compile(r"再|另|额外|此外|同时")
_CONDITION = re.compile(r"的$|[达超满]|以上|首次|(?:后|时)(?:每\S)?$")
_EACH = re.compile(r"(?:[后时]|的)?(?:每\S)?$")
_TOTAL_BEHIND = re.compile(
    r"(?:[。；;]|[，,](?:[两三四几各多]项|以上|上述)|再)[^。；;]*(?:总额|总金额|合计|累计|总计)"
)
_OR = re.compile(r"[，,、\s]*或")
_LAST = re.compile(r"[，,、）)\s]")


@dataclass(frozen=True, slots=True)
class Payable:
    """Yuan as far as they are known (None: no sum can be named), and a Chinese sentence that says how.

    `repayable` money is lent or invested: a ceiling of credit, which no total may hold.
    """

    amount: AmountRange | None = None
    note: str = ""
    repayable: bool = False


def payable(
    read: ReadClause, words: str, ways: Iterable[tuple[Collection[Path], bool]], asks: Applicant
) -> Payable:
    """What a clause, whose text is `words`, pays to who asks.

    Each of `ways` names paths that may pay, and whether it is sure that they do; the first that comes to a
    sum counts. An award of no offer is paid in the way whose words hold it.
    """
    found = []
    for met, sure in ways:
        awards = [award for award in read.annotation.awards if _pays(award, read.clause.start, met)]
        found.append(_paid(read, words, awards, asks, sure=sure))
        if found[-1].amount:
            return found[-1]
    return next((one for one in found if one.note), Payable())


def _paid(read: ReadClause, words: str, awards: Sequence[Award], asks: Applicant, *, sure: bool) -> Payable:
    every = read.annotation.awards
    ceilings = [one for one in every if (one in awards or one.offer is None) and is_ceiling(one, every)]
    first = read.clause.start
    sized = [_sized(award, every, words, first, asks) for award in awards if award not in ceilings]
    sized = _alternatives(sized, words, first)
    given = [one for one in sized if one.sum is not None and not one.credit]
    lent = [one for one in sized if one.sum is not None and one.credit]
    if not given and not lent:
        return Payable(None, _unsized(sized))
    only = _inner_exclusion(read)

    def stands(bound: str) -> Outcome:
        return measured(bound, words, asks)

    unsaid = [one for one in every if one.offer is None and one not in (*awards, *ceilings)]
    limits = [one for award in unsaid if (one := _sized(award, every, words, first, asks)).sum]
    paid = together(given or lent, read.annotation.criteria, stands, limits=limits, only=only, sure=sure)
    total, limited = _limited(paid.sum, ceilings, min(one.award.start for one in paid.paid))
    total, limited = _limited_behind(total, limited, [one.award for one in paid.paid])
    said = [*map(_said, paid.paid), *paid.remarks, *limited, *([] if given else ["这是融资额度，不是补助"])]
    return Payable(_as_amount(total), "；".join(said), repayable=not given)


def _alternatives(sized: Sequence[Sized], words: str, first: int) -> list[Sized]:
    """免收租金或减半收取: one of two awards, so at least the lower."""
    kept: list[Sized] = []
    for one in sized:
        last = kept[-1] if kept else None
        gap = words[last.award.end - first : one.award.start - first + 2] if last else ""
        if last and last.sum and one.sum and _OR.match(gap):
            how = f"{last.how}，或者{one.award.what}{one.how}"
            kept[-1] = replace(one, sum=last.sum.either(one.sum), how=how)
        else:
            kept.append(one)
    return kept


def _limited(total: Range, ceilings: Sequence[Award], start: int) -> tuple[Range, list[str]]:
    """The sum under the ceilings that the clause sets for all its awards, of which the first is at `start`.

    A ceiling in a sentence before them may limit something else.
    """
    said = []
    for ceiling in ceilings:
        cap = exactly(ceiling.amount.cap_yuan or Decimal(0))
        if total.high is not None and total.high <= cap.low:
            continue
        before = ceiling.end < start and ceiling.offer is None
        total = total.capped(cap).either(total) if before else total.capped(cap)
        said.append(
            f"{'文中另有' if before else '合计按'}上限{yuan(cap.low)}{'，可能适用' if before else '计'}"
        )
    return total, said


def _limited_behind(total: Range, said: list[str], awards: Sequence[Award]) -> tuple[Range, list[str]]:
    """The sum under a total (补助总额不超过30万元) that was read as the ceiling of the last award alone."""
    last = awards[-1]
    cap = last.amount.cap_yuan
    if len(awards) == 1 or cap is None or not _TOTAL_BEHIND.search(last.quote):
        return total, said
    limited = total.capped(exactly(cap))
    return limited, [*said, f"合计按上限{yuan(cap)}计"] if limited != total else said


def _pays(award: Award, first: int, met: Collection[Path]) -> bool:
    if award.offer is not None:
        return any(path.number == award.offer for path in met)
    return any(path.start <= award.start - first < path.end for path in met)


def _sized(award: Award, awards: Sequence[Award], words: str, first: int, asks: Applicant) -> Sized:
    around = Around.of(award, awards, words, first)
    found = size(award, around, asks)
    earlier = any(other.offer == award.offer and other.end <= award.start for other in awards)
    at = award.start - first
    if found.sum is None or not earlier or not _FURTHER.search(words[max(0, at - 2) : at + 3]):
        return found
    lead = around.own[: around.own.find(award.quote)].rstrip("，,、 \n")
    return _top_up(found, _LAST.split(lead)[-1], asks)


def _top_up(found: Sized, condition: str, asks: Applicant) -> Sized:
    """超过3000人的, 再奖励5万元: more under a condition of its own, which stands right before it."""
    outcome = _own_condition(condition, asks) if _CONDITION.search(condition) else Outcome.MET
    if outcome == Outcome.UNMET:
        return replace(found, sum=exactly(Decimal(0)), how=f"{found.how}，条件未满足")
    if outcome == Outcome.MET or found.sum is None:
        return found
    return replace(found, sum=found.sum.or_less(), how=f"视条件再加{found.how}")


def _own_condition(words: str, asks: Applicant) -> Outcome:
    """What is told of it; who tells how many there are (获得授权的专利3件) meets it."""
    condition = _EACH.sub("", words)
    outcome, _ = truth(condition, asks.facts)
    if outcome == Outcome.UNKNOWN:
        outcome = measured(condition, condition, asks)
    named = pairs(condition)
    counted = any(
        not isinstance(told.value, bool | str) and told.holds and named <= told.pairs for told in asks.facts
    )
    return Outcome.MET if outcome == Outcome.UNKNOWN and named and counted else outcome


def _inner_exclusion(read: ReadClause) -> bool:
    """Whether the clause pays only one of its own awards; a ban on other policies' is another matter."""
    return any(
        PAYS_HIGHEST.search(one.quote) and not _OUTWARD.search(one.quote) for one in read.annotation.exclusive
    )


def _said(one: Sized) -> str:
    return f"{one.award.what}：{one.how}"


def _unsized(sized: Sequence[Sized]) -> str:
    said = "；".join(_said(one) for one in sized if one.how)
    return said or ("文中没有写明金额" if sized else "")


def _as_amount(total: Range) -> AmountRange:
    high = None if total.high is None else to_cents(total.high)
    return AmountRange(min=to_cents(total.low), max=high)
