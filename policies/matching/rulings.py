"""What the text leaves to an authority, and what in it was not understood: neither is ever promised."""

import re
from collections.abc import Sequence

from policies.logic import all_of
from policies.matching.paths import Path
from policies.model import Criterion, DeliveryMode, Finding, Outcome, ReadClause

Offered = tuple[Path, list[Finding]]
"""A way to get something, and the findings on it."""

_INVESTED = re.compile(r"(?!.*(?:奖|补|贴|固定资产)).*(?:投资|直投|跟投|参股|入股)")
_CHOSEN = re.compile(
    r"由[^，。；;]{0,12}(?:部门|委员会|领导小组|政府)[^。；;]{0,50}(?:遴选|研究确定|审议确定)"
)
_RULED = (DeliveryMode.CASE_BY_CASE, DeliveryMode.PER_PERSON)


def with_rulings(
    read: ReadClause, words: str, offers: Sequence[Offered]
) -> tuple[list[Offered], list[Finding]]:
    """The offers with what 一事一议 leaves to an authority, in whose words it stands, and that of the whole.

    Who is told to be such a case (特别重大的，一事一议) is treated as one, whatever else he may ask for.
    """
    offers = [
        (path, [*offer, *_of_investors(read, path), *_chosen(read, path, words)]) for path, offer in offers
    ]
    whole: list[Finding] = []
    for one in read.annotation.delivery:
        if one.mode not in _RULED:
            continue
        left = _open(one.start, f"“{one.quote}”，由主管部门决定")
        at = one.start - read.clause.start
        inside = [path for path, _ in offers if path.start <= at < path.end]
        met = any(
            path in inside and all_of(f.outcome for f in offer) == Outcome.MET for path, offer in offers
        )
        if met or not inside:
            whole.append(left)
        else:
            offers = [(path, [*offer, left] if path in inside else offer) for path, offer in offers]
    return list(offers), whole


def _of_investors(read: ReadClause, path: Path) -> list[Finding]:
    """That whoever invests (股权投资、直投) decides by himself, on a way that gives nothing else."""
    at = read.clause.start
    awards = [one for one in read.annotation.awards if path.start <= one.start - at < path.end]
    given = [one for one in awards if one.what != "支持"]  # 采取股权投资方式给予支持
    if not given or not all(one.kind == "equity_fund" and _INVESTED.match(one.what) for one in given):
        return []
    return [_open(given[0].start, f"“{given[0].what}”，由投资方决定")]


def _chosen(read: ReadClause, path: Path, words: str) -> list[Finding]:
    """That an authority chooses who gets it (由主管部门结合指标数遴选)."""
    found = _CHOSEN.search(words, path.start, path.end)
    return [_open(read.clause.start + found.start(), f"“{found[0]}”")] if found else []


def unclear(read: ReadClause) -> Finding:
    """That the conditions of a clause, or of a way in it, were not understood."""
    return _open(read.clause.start, "条款的具体条件请对照原文核实")


def placeless(read: ReadClause) -> Finding:
    """That neither the clause nor its document says where it holds."""
    return _open(read.clause.start, "文件没有写明适用于哪个地区，请先核实")


def _open(at: int, reason: str) -> Finding:
    """What no answer of a user can settle; its empty span says where it stands."""
    criterion = Criterion(about="text", op="discretionary", quote="", start=at, end=at)
    return Finding(criterion=criterion, outcome=Outcome.DISCRETIONARY, reason=reason)
