"""What several clauses come to: 就高不重复 between them, a certain minimum and a possible maximum."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from policies.matching.pairs import pairs
from policies.matching.together import PAYS_HIGHEST
from policies.model import AmountRange, Match, ReadClause, Verdict

_SEVERAL = re.compile(r"(?:[多各两几]|上述|以上)[^，。；]{0,4}(?:项|条|款|类|种|奖|补)|同时符合")
_OTHERS = re.compile(r"其他|其它|上级|国家|[省市区县]级|另有")
_OPEN = (Verdict.ELIGIBLE, Verdict.NEEDS_FACTS, Verdict.NEEDS_RULING)
_ALIKE = 0.6  # of the pairs of the shorter name stand in the longer: one matter


@dataclass(frozen=True, slots=True)
class Total:
    """Yuan: what is paid at least, and at most (None: some amount has no ceiling); credit is in neither."""

    certain_min: Decimal
    possible_max: Decimal | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The documents that pay only the highest of their clauses, and those that pay one matter only once."""

    highest_only: frozenset[str]
    matter_once: frozenset[str]


def exclusion_rules(clauses: Iterable[tuple[str, ReadClause]]) -> Rules:
    """What documents say, outside of their benefits, on receiving several; pairs of id and clause."""
    highest: set[str] = set()
    once: set[str] = set()
    for document_id, read in clauses:
        quotes = [one.quote for one in read.annotation.exclusive if PAYS_HIGHEST.search(one.quote)]
        for quote in quotes if not read.annotation.kind.claimable else ():
            among_its_own = _SEVERAL.search(quote) and not _OTHERS.search(quote)
            (highest if among_its_own else once).add(document_id)
    return Rules(frozenset(highest), frozenset(once - highest))


def settle(matches: Sequence[Match], reads: Mapping[str, ReadClause], rules: Rules) -> list[Match]:
    """The matches with `excluded_by` filled, in their order; `reads` by clause id.

    Only eligible clauses with a sum displace one another. Where a document pays one matter once, the lower
    of two clauses of one matter may go unpaid: `perhaps_excluded_by`.
    """
    ranked = sorted((m for m in matches if _counts(m, (Verdict.ELIGIBLE,))), key=_rank)
    displaced: dict[str, list[str]] = {}
    doubtful: dict[str, list[str]] = {}
    for higher, lower in combinations(ranked, 2):
        same = higher.document_id == lower.document_id
        if higher.clause_id in displaced:
            continue
        if same and higher.document_id in rules.highest_only:
            displaced.setdefault(lower.clause_id, []).append(higher.clause_id)
        elif {higher.document_id, lower.document_id} & rules.matter_once and _one_matter(
            reads[higher.clause_id], reads[lower.clause_id]
        ):
            doubtful.setdefault(lower.clause_id, []).append(higher.clause_id)
    return [_settled(m, displaced.get(m.clause_id, ()), doubtful.get(m.clause_id, ())) for m in matches]


def _counts(match: Match, verdicts: Sequence[Verdict]) -> bool:
    return match.verdict in verdicts and match.amount_yuan is not None and not match.repayable


def _rank(match: Match) -> tuple[Decimal, Decimal, str]:
    """The highest first; of equals the one whose id comes first, so that the same facts give one answer."""
    worth = match.amount_yuan or AmountRange(min=Decimal(0))
    high = Decimal("Infinity") if worth.max is None else worth.max
    return -high, -worth.min, match.clause_id


def _settled(match: Match, by: Sequence[str], perhaps: Sequence[str]) -> Match:
    if not by and not perhaps:
        return match
    said = "同一文件只按最高的一项兑现，这一项不再计入合计" if by else "同一事项可能只兑现最高的一项"
    note = "；".join(filter(None, (match.amount_note, said)))
    more = {"excluded_by": tuple(by), "perhaps_excluded_by": tuple(perhaps), "amount_note": note}
    return match.model_copy(update=more)


def _one_matter(one: ReadClause, other: ReadClause) -> bool:
    return any(
        a.kind == b.kind and _alike(a.what, b.what)
        for a in one.annotation.awards
        for b in other.annotation.awards
    )


def _alike(one: str, other: str) -> bool:
    shorter, longer = sorted((pairs(one), pairs(other)), key=len)
    return len(shorter) > 1 and len(shorter & longer) >= _ALIKE * len(shorter)


def total(matches: Iterable[Match], rules: Rules) -> Total:
    """What settled matches come to: at least what is certain, at most what open ones may add."""
    paid = [m for m in matches if _counts(m, _OPEN) and not m.excluded_by]
    sure = [m for m in paid if m.verdict == Verdict.ELIGIBLE and not m.perhaps_excluded_by]
    least = sum((m.amount_yuan.min for m in sure if m.amount_yuan), Decimal(0))
    return Total(least, _most(paid, rules))


def _most(paid: Sequence[Match], rules: Rules) -> Decimal | None:
    """Of a document that pays only its highest clause, one counts."""
    highs: dict[str, list[Decimal]] = {}
    for match in paid:
        if match.amount_yuan is None or match.amount_yuan.max is None:
            return None
        alone = match.document_id in rules.highest_only
        highs.setdefault(match.document_id if alone else match.clause_id, []).append(match.amount_yuan.max)
    return sum((max(of_one) for of_one in highs.values()), Decimal(0))
