"""Whether a number with a bound is asked for, rather than given, planned, or a step of the procedure."""

import re
from dataclasses import dataclass

from policies.reading.patterns import pattern
from policies.reading.quantities import Quantity
from policies.vocabulary.term_files import folded

SINCE = ("graduated_on", "founded_on")
_YEAR_REACH = 14  # characters before a phrase in which stands by when it is planned
_CEILING = re.compile(r"最高|最多|封顶|上限|最长|总额控制")


@dataclass(frozen=True, slots=True)
class Said:
    """A quantity with the words of its phrase: `before` it, `behind` it, and the rest of its sentence."""

    quantity: Quantity
    before: str
    behind: str
    start: int
    phrase: str


def is_asked(text: str, said: Said, key: str | None, op: str) -> bool:
    """Whether the number is asked for, rather than given, planned, or a step of the procedure."""
    quantity, before = said.quantity, said.before
    marked = bool(pattern("marked").match(said.behind))
    if pattern("slice").match(said.behind) or pattern("counted_by").match(text, quantity.bound_end):
        return False
    if pattern("budget").search(before) and not (key or marked):
        return False
    if quantity.unit in ("百分点", "基点", "工作日") or pattern("aim").search(before):
        return False
    if quantity.unit == "倍" and not marked:
        return False
    if not marked and (
        pattern("target").search(before)
        or pattern("by_year").search(text[max(0, said.start - _YEAR_REACH) : said.start])
    ):
        return False
    personal = quantity.dimension == "age" or (quantity.dimension == "duration" and key)
    if personal and pattern("others_hired").search(said.phrase):
        return False
    if quantity.dimension == "age":
        return not pattern("of_a_child").search(f"{before[-8:]}#{said.behind}")
    if quantity.dimension in ("money", "rate"):
        return not _sizes_help(text, said, op, marked=marked)
    if quantity.dimension == "duration":
        return _is_lasting(said, key, op, marked=marked)
    if quantity.dimension == "count" and key is None:
        if quantity.unit == "名":
            return not pattern("award_size").search(before)
        often = pattern("repeated").search(before) or quantity.unit == "次"
        return marked or (op not in ("<=", "<") and not often)
    return True


def _sizes_help(text: str, said: Said, op: str, *, marked: bool) -> bool:
    """Whether a sum or rate is the size of the help itself."""
    quantity, before = said.quantity, said.before
    at_least = marked and op in (">=", ">")  # 给予营业收入2000万元以上的企业……
    if not at_least and pattern("award_size").search(before):
        return True
    if pattern("award_behind").match(said.behind):
        return True
    if pattern("award_provided").search(before) and not pattern("doer").match(said.behind):
        return True
    if op not in ("<=", "<"):
        return False
    ceiling = _CEILING.search(folded(text)[quantity.bound_start : quantity.bound_end])
    return bool(ceiling) or (not marked and bool(pattern("award_limit").search(before)))


def _is_lasting(said: Said, key: str | None, op: str, *, marked: bool) -> bool:
    """Whether a duration says how long something has been so, not how long help is given."""
    near = said.before[-12:]
    if said.quantity.unit == "日" and not (marked and op in (">=", ">")):
        return False
    if key in SINCE:
        return marked or not pattern("counted_from").search(near)
    helped = bool(pattern("help_time").search(near))
    if said.quantity.unit == "日" and helped:
        return False
    if not marked and (helped or pattern("repeated").search(said.before)):
        return False
    if op in ("<=", "<"):
        names = ("age_of_a_body", "term") if marked else ("age_of_a_body",)
        standing = "距" in said.before or any(pattern(name).search(near) for name in names)
        return standing and not helped
    return not pattern("kept_time").search(near)
