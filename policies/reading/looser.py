"""Bounds that are lower for some than for all others: women's age, a named region's numbers."""

import re
from collections.abc import Sequence

from policies.model import Criterion
from policies.vocabulary.term_files import fold

_WOMEN_MEN = re.compile(r"女(?P<woman>[^，。；]{0,12}?)岁[^。；]{0,8}男|男[^，。；]{0,16}岁[^。；]{0,6}女")
_SOME = re.compile(r"\s*[(（，,、][^()（），。；]{0,12}")
_THEIRS = re.compile(r"的?(?:企业|单位)?[，,]?")
_OPENS = ("（", "(")


def by_sex(text: str, found: Sequence[Criterion]) -> list[Criterion]:
    """女性不超过55周岁、男性不超过60周岁: the lower age is asked of women only."""
    ages = [one for one in found if one.about == "age" and one.op in ("<=", "<") and not one.group]
    if len(ages) != 2 or not _WOMEN_MEN.search(fold(text[ages[0].start : ages[1].end])):
        return list(found)
    women = min(ages, key=lambda one: one.value)
    exempt = _or_who(women, women, "女性", holds=False)
    return [part for one in found for part in (exempt if one is women else (one,))]


def for_some(text: str, found: Sequence[Criterion]) -> list[Criterion]:
    """吸纳50人以上(边远县为30人以上)的: the lower number is enough for those named in brackets."""
    kept: list[Criterion] = []
    for one in found:
        last = kept[-1] if kept else None
        if last and _is_lower(text, last, one):
            kept[-1:] = _or_who(last, one, one.about.removeprefix("fact:"), holds=True)
            kept.append(one.model_copy(update={"about": last.about}))
        else:
            kept.append(one)
    return kept


def _is_lower(text: str, last: Criterion, one: Criterion) -> bool:
    alike = last.op == one.op and one.op in (">=", ">") and last.unit == one.unit and not last.group
    named = one.about.startswith("fact:") and one.about != last.about
    return alike and named and one.value < last.value and text[last.end : one.start].strip() in _OPENS


def _or_who(one: Criterion, named: Criterion, who: str, *, holds: bool) -> tuple[Criterion, Criterion]:
    """A bound, or being (not being, where `holds` is False) one of those whom the words `named` set apart."""
    group = f"{who}{named.start}"
    exempt = {"about": f"fact:{who}", "op": "is", "value": holds, "unit": None, "group": group}
    return named.model_copy(update=exempt), one.model_copy(update={"group": group})


def by_size(text: str, found: Sequence[Criterion]) -> list[Criterion]:
    """达到10%（超过100人的企业达到5%）: the higher share is not asked of those of the other size."""
    apart = list(found)
    for k in range(2, len(found)):
        usual, size, some = found[k - 2 : k + 1]
        if _is_eased(usual, some) and size.op in (">", ">=") and _of_that_size(text, usual, size, some):
            eased = some.model_copy(update={"about": usual.about})
            names = f"size{usual.start}", f"share{usual.start}"
            apart[k - 2], apart[k - 1] = (one.model_copy(update={"group": names[0]}) for one in (usual, size))
            apart[k] = eased.model_copy(update={"group": names[1]})
            apart.append(usual.model_copy(update={"group": names[1]}))
    return sorted(apart, key=lambda one: one.start)


def _is_eased(usual: Criterion, some: Criterion) -> bool:
    alike = usual.unit == some.unit == "%" and usual.op == some.op and usual.op in (">=", ">")
    return alike and some.value < usual.value


def _of_that_size(text: str, usual: Criterion, size: Criterion, some: Criterion) -> bool:
    ahead, behind = text[usual.end : size.start], text[size.end : some.start]
    return bool(_SOME.fullmatch(ahead) and _THEIRS.fullmatch(behind))
