"""Awards that a heading or a lead-in only announces: 减免租金。…免收2月租金; 给予奖励,最高10万元."""

import re
from collections.abc import Sequence
from itertools import zip_longest

from policies.model import Award

_NUMBER = (
    r"(?:[（(][\d一二三四五六七八九十]{1,3}[）)]|[\d一二三四五六七八九十]{1,3}[、.．]"
    r"|第[\d一二三四五六七八九十百]{1,5}条)"
)
# a numbered line that is followed by its text; a list of short gifts holds no headings
_HEADING = re.compile(
    rf"(?:^|(?<=[\s。；;）)])){_NUMBER}\s*[^，,。；;：:\d\s]{{2,30}}(?:。|\s)(?!\s*(?:{_NUMBER}|$))"
)
_LEADS_ON = re.compile(
    r"支?持?政?策?[：:]|(?!.*[。；;])(?!.*[，,、]\s*(?:对|再|另|同时|并|此外|额外|还))", re.DOTALL
)
_ONLY_HOW = re.compile(r"(?:^|[。；;\s])\s*(?:(?:采取|采用|通过|以)[^，,。；;：:\s]{0,14}(?:方式|形式))?$")
_BENEFIT = re.compile(r"奖|补|资助|贴息|津贴|支持|扶持|减免|返还|免")
_GENERAL = {"reward", "subsidy", "grant", "other"}
_UNSIZED = {"unspecified", "in_kind"}
_REACH = 40


def told_once(text: str, start: int, end: int, found: Sequence[Award]) -> Sequence[Award]:
    """The awards read in `text[start:end]` without those that are only announced.

    A heading that alone gives something keeps what it gives.
    """
    headings = [heading.span() for heading in _HEADING.finditer(text, start, end)]
    told = [award for award in found if not any(a <= award.start and award.end <= b for a, b in headings)]
    kept = told or found
    kept = [one for one, after in zip_longest(kept, kept[1:]) if not (after and _announces(text, one, after))]
    return [one for k, one in enumerate(kept) if not (k and _names(text, kept[k - 1], one))]


def _announces(text: str, one: Award, after: Award) -> bool:
    """Whether money without a figure is measured out by the next award."""
    if one.form != "unspecified" or after.form in _UNSIZED or one.kind not in {*_GENERAL, after.kind}:
        return False
    before = text[max(0, one.start - _REACH) : one.start]
    return bool(_LEADS_ON.match(text[one.end : after.start]) or _ONLY_HOW.search(before))


def _names(text: str, before: Award, one: Award) -> bool:
    """Whether words only name what the figure right before them sizes: 按费用的30%,给予补助."""
    return (
        one.form == "unspecified"
        and before.form not in _UNSIZED
        and text[before.end : one.start].strip() in {"，", ","}
        and not _BENEFIT.search(before.quote)
    )
