"""Whom, where and which trade a provision is about, and which departments it charges."""

import re
from collections.abc import Iterable
from functools import lru_cache

from policies.reading.addressees import addressees_of
from policies.vocabulary.mentions import find_regions
from policies.vocabulary.regions import within
from policies.vocabulary.term_files import folded
from policies.vocabulary.terms import find_folded, find_in_part

_ROLES = "牵头|责任|配合|落实|主管|实施|参与|协同|协办|主办"
# (责任单位:区财政局), (区人社局负责), (省税务局牵头，省财政厅等配合); a bracket in a name may stand inside.
_CHARGED = re.compile(
    rf"[(（]\s*(?:(?:{_ROLES})\s*(?:单\s*位|部\s*门|领\s*导)?|由)\s*[:：]\s*"
    r"([^()（）]+(?:[(（][^()（）]*[)）][^()（）]*)*)[)）]"
    rf"|[(（]([^()（）:：。]{{2,300}}?(?:负责|(?<=[局委办厅部会府行心司关等])(?:{_ROLES})(?:实施|落实)?))\s*[。]?[)）]"
)
_NAMED = re.compile(r"《[^》]{0,200}》")
_ROLE = re.compile(rf"(?:{_ROLES})(?:单位|部门)[:：]|(?:牵头|会同)(?=[^、，,;；])")
_DUTY = re.compile(rf"(?:按照?(?:职责|职能)(?:分工)?)?(?:分别|共同|牵头)?(?:负责|{_ROLES})*$")
_BETWEEN = re.compile(r"(?<!各市)(?<!各县)、|[，,;；]")  # 各市、县人民政府 is one name
_AND_OTHERS = re.compile(r"等(?:有关|相关|各)?(?:服务)?(?:单位|部门|县市区)?$")
_ALIAS = re.compile(r"[(（][^()（）]*[)）]$")
_LEFT_OUT = re.compile(r"[(（]?(?:不含|不包括|不包含|除)[^()（），。；]{1,20}(?:[)）]|以?外)?")
_ORGAN = re.compile(r"(?:人民)?政府|管委会|管理委员会")
_DEPARTMENT_END = re.compile(
    r"(?:局|委|办|厅|部|院|会|中心|政府|公司|集团|乡镇|镇|街道|开发区|园区|单位|部门|银行|分行|支行|法院|检察院|组"
    r"|办公室|社|总队|支队|海关|站|所|校|室|署|总部|协会|联|馆|台|团|(?<!自)行|处|队|域|县区|区县|市区|县|区|市|投|工投|城投)$"
)


def find_departments(words: str) -> tuple[str, ...]:
    """The units named in notes such as `(责任单位:区财政局、各乡镇)` or `(区人社局负责)`, in order.

    >>> find_departments("加强服务。(牵头单位:区发改委;责任单位:区商务局、区工商联等有关单位)")
    ('区发改委', '区商务局', '区工商联')
    """
    if "(" not in words and "（" not in words:
        return ()
    notes = ("".join((note[1] or note[2] or "").split()) for note in _CHARGED.finditer(words))
    named = (name for note in notes for name in _BETWEEN.split(_ROLE.sub("、", note)))
    units = (_AND_OTHERS.sub("", _DUTY.sub("", name.strip("。 ：:"))) for name in named)
    return tuple(dict.fromkeys(unit for unit in units if _is_unit(unit)))


def _is_unit(name: str) -> bool:
    ends_as_one = _DEPARTMENT_END.search(_ALIAS.sub("", name)) or name.startswith(("各", "相关", "有关"))
    return 2 <= len(name) <= 24 and bool(ends_as_one)


def find_addressees(words: str, heading: str = "") -> tuple[str, ...]:
    """The contract's words for those who can use a provision, the surest first."""
    return addressees_of(_without_notes(words), heading)


def find_industries(text: str, start: int = 0, end: int | None = None) -> tuple[str, ...]:
    """Official names of the industries named in `text[start:end]`, most often named first."""
    end = len(text) if end is None else end
    plain = folded(text)[start:end]
    words = _without_notes(plain)
    noted = words != plain
    tags = find_folded(words, "industry") if noted else find_in_part(folded(text), start, end, "industry")
    return _by_frequency(tag.name for tag in tags)


def find_scope(headings: Iterable[str], place: str) -> tuple[str, ...]:
    """Where a clause holds: the parts of `place` that the innermost of its headings to name any names.

    `headings` go from the outermost to its own (越城区·人才培养, 支持灵璧县…); where none does, `place`.
    """
    if not place:
        return ()
    inner = (_parts(heading, place) for heading in reversed(tuple(headings)) if heading)
    return next(filter(None, inner), (place,))


@lru_cache(maxsize=512)
def _parts(heading: str, place: str) -> tuple[str, ...]:
    words = _LEFT_OUT.sub("", heading)
    named = (one.regions for one in find_regions(words) if not _ORGAN.match(words, one.end))
    parts = {regions[0].full_name: None for regions in named if len(regions) == 1}
    return tuple(part for part in parts if part != place and within(part, place))


# Addressees and industries are looked for in the same words.
@lru_cache(maxsize=2)
def _without_notes(words: str) -> str:
    """Department notes and titles name units and places that the provision is not for."""
    for aside, opens in ((_CHARGED, "("), (_NAMED, "《")):
        words = aside.sub(lambda m: " " * len(m[0]), words) if opens in words else words
    return words


def _by_frequency(names: Iterable[str]) -> tuple[str, ...]:
    counted: dict[str, int] = {}
    for name in names:
        counted[name] = counted.get(name, 0) + 1
    return tuple(sorted(counted, key=lambda name: -counted[name]))
