"""The bounds that words set on a number beside them: 不低于, 以上, 不超过, 未满.

以上, 以下, 以内 include the number that they stand by (Civil Code of the PRC, Art. 1259); 超过, 不满 do not.
"""

import re
from typing import Literal

Bound = Literal["", ">=", ">", "<=", "<"]

GAP = r"[ \t\u3000\u00a0\r\n]{0,4}"  # a hard line break may stand inside a quantity
REACH = 32  # characters before a number in which its bound stands
# a line break, and the number of a page between two of its lines
_BREAK = rf"{GAP}(?:\d{{1,3}}[ \t]{{0,2}}\r?\n[ \t]{{0,4}})?"
_THINGS = "客房|床位|企业|岗位|员工|人员|专利|商标|门店|网点|项目|车位"  # 10间客房以上
_WITHIN = r"(?:[（(](?:含|不含)[^()（）]{0,8}[)）])?"
_AFTER: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (">", re.compile(rf"{GAP}(?:以上{GAP}[（(]不含|[（(]不含[^()（）]{{0,8}}[)）]{GAP}(?:及)?以上)")),
    ("<", re.compile(rf"{GAP}(?:以[下内]{GAP}[（(]不含|[（(]不含[^()（）]{{0,8}}[)）]{GAP}(?:及)?以[下内])")),
    (
        ">=",
        re.compile(rf"{GAP}{_WITHIN}{_BREAK}(?:{_THINGS}|及其?|或)?{GAP}(?:以{GAP}上|之上|起(?![步来点草]))"),
    ),
    (
        "<=",
        re.compile(rf"{GAP}{_WITHIN}{GAP}(?:及其?|或)?{GAP}(?:以{GAP}[下内]|之内|内(?![部外容资])|封顶)"),
    ),
)
_INCLUDED = re.compile(r"\s{0,2}[（(]含[^()（）]{0,8}[)）]")
_INCLUDING: dict[Bound, Bound] = {">": ">=", "<": "<="}
_HARD = re.compile(r"[\d，,。；;：:、]")
_SOFT = r"[^\d，,。；;：:、]"  # words that may stand between a bound and its number
_BEFORE: tuple[tuple[Bound, re.Pattern[str]], ...] = (
    (">=", re.compile(rf"(?:不(?:得|应)?(?:低于|少于|小于)|至少|最低){_SOFT}{{0,12}}$")),
    ("<=", re.compile(rf"(?:不(?:得|应)?(?:超过?|高于|多于|大于)|至多|上限|封顶){_SOFT}{{0,24}}$")),
    ("<=", re.compile(rf"(?:最高|最多|最长|总额控制在){_SOFT}{{0,24}}$")),
    ("<", re.compile(r"(?:低于|少于|小于|不足|不满|未满|未达到?)$")),
    (">", re.compile(r"(?:超过|高于|大于|多于|突破|逾|超出?)$")),
    (">=", re.compile(r"(?:达到?|满|高达|达成)(?:了|人民币)?$")),
)
_ANY_BEFORE = re.compile("|".join(pattern.pattern for _, pattern in _BEFORE))
_ANY_AFTER = re.compile("|".join(pattern.pattern for _, pattern in _AFTER))


def bound_of(words: str, at: int, until: int, start: int, end: int) -> tuple[Bound, int, int]:
    """The bound that the words beside set on the number `words[at:until]`, and where the two stand.

    小于5000万元(含) is at most that.
    """
    near = words[max(start, at - REACH) : at]
    tail = _soft_tail("".join(near.split()))
    bound: Bound = ""
    left, right = at, until
    for word, pattern in _BEFORE if _ANY_BEFORE.search(tail) else ():
        if hit := pattern.search(tail):
            letters = [k for k, letter in enumerate(near) if not letter.isspace()]
            bound, left = word, at - len(near) + letters[hit.start() - len(tail)]
            break
    for word, pattern in _AFTER if _ANY_AFTER.match(words, until, end) else ():
        if hit := pattern.match(words, until, end):
            bound, right = word, hit.end()
            break
    if bound in _INCLUDING and left < at and _INCLUDED.match(words, until, end):
        bound = _INCLUDING[bound]
    return bound, left, right


def _soft_tail(before: str) -> str:
    """The last words that may belong to one bound: no number and no mark stands among them."""
    hard = _HARD.search(before[::-1])
    return before[len(before) - hard.start() :] if hard else before
