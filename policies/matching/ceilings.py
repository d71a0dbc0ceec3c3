"""Ceilings that a clause sets for all that it gives (单个企业补助总额不超过50万元): no awards themselves."""

import re
from collections.abc import Sequence

from policies.model import Award

_OVERALL = re.compile(r"总额|总金额|累计|合计|当期")
_PERHAPS = re.compile(r"额度|补贴金额|奖励金额|支持金额|资助金额|补助资金|年度|每年")
_BARE = re.compile(
    r"(?:[^的]{0,8}?(?:企业|单位|主体|机构|项目|个人))?(?:年度|当年|每年|第[一二三四五]年)?"
    r"(?:奖励|补贴|补助|资助|支持|扶持|奖补|资金)+(?:金额|资金|额度)?"
)
_NAMELESS = re.compile(r"最高|不超过|总额|上限")
_GENERIC = frozenset({"subsidy", "grant", "reward", "other"})


def is_ceiling(award: Award, awards: Sequence[Award]) -> bool:
    """单个企业补助总额不超过50万元 beside the award that it limits is no award of its own."""
    if award.form != "cap_only" or award.amount.rate_pct is not None or award.amount.cap_yuan is None:
        return False
    beside = [
        other
        for other in awards
        if other is not award
        and other.form not in ("in_kind", "unspecified")
        and (award.offer is None or other.offer in (None, award.offer))
        and not (other.form == "cap_only" and other.start > award.start and other.amount.rate_pct is None)
    ]
    if award.kind in ("loan", "equity_fund") or not beside:
        return False
    words = re.sub(r"\s", "", award.quote)
    of_all = _OVERALL.search(words) or (_PERHAPS.search(words) and _BARE.fullmatch(award.what))
    kinds = _GENERIC | {one.kind for one in beside}
    return bool((of_all and award.kind in kinds) or _NAMELESS.match(award.what))
