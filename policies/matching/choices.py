"""Conditions that name several things of which one is enough: A或B, A、B、C, 软件、信息以及防灾相关的企业."""

import re
from collections.abc import Sequence

from policies.matching.pairs import pairs, weight

_TOLD = 0.9  # of one subject is told: it is told as a whole
_ITEM = 0.6  # of one subject of several is told
_OWN = 3  # the weight of one subject that is named by itself
_HEAD = 1.5  # of the usual weight of a thing to choose from may be left untold before them
_TELLS = 1.5  # the weight of one subject of several
_SEVERAL = 2  # the weight of what several are alike
_LEAST = 1  # pairs of a subject that tell it from others
_SUBJECT = re.compile(r"(?:企业|项目|机构|单位|人员|人才|劳动力|毕业生|家庭|外国人)$")
_SUBJECTS = re.compile(
    r"(?:、|以及|或者?|(?<=企业|单位|机构|项目|人员)和).*(?:企业|项目|机构|单位|人员|人才)$"
)
_ITEMS = re.compile(r"、|以及|或者?|(?<=企业|单位|机构|项目|人员)和")
_CHOICE = re.compile(
    r"[、或/]|以及(?=[^，。；;]*(?:人员|人才|学生|外国人)$)|(?<=[\u4e00-\u9fff])和(?=[\u4e00-\u9fff])"
)
_DEMANDS = re.compile(r"^[^或/和]*、[^或/和]*(?:困难|影响|稳定|健全|良好|完备|达效|产能|规范)$")
_LEVEL = re.compile(r"国家|[省市区县](?=级)")
_KIN = "配偶|父母|(?:未成年)?子女"
_FAMILY = re.compile(rf"(?:本人|申请人|夫妻双方|{_KIN})(?:[、和与及其]+(?:{_KIN}))+")
Said = Sequence[frozenset[str]]


def is_choice(words: str) -> bool:
    """Whether one of several things is meant: A或B, A、B、C; 受影响、有困难 are two demands."""
    words = _FAMILY.sub("", words)
    return bool(_CHOICE.search(words)) and (words.count("、") != 1 or not _DEMANDS.search(words))


def options(words: str) -> list[str]:
    """The several things to choose from, the first with what stands before all of them."""
    return _CHOICE.split(words)


def is_row(words: str) -> bool:
    """Whether the words name several subjects, each by itself: 受灾的农户单位和停业的企业."""
    named = [one for one in _ITEMS.split(words) if _SUBJECT.search(one) and weight(pairs(one)) >= _TELLS]
    return len(named) > 1


def headed(words: str, covered: frozenset[str], said: Said) -> bool:
    """Whether no more is left untold before several things to choose from than one of them.

    受灾的企业购置设备、软件 asks for the disaster whichever is bought. `covered` are the pairs of `words`
    that are told, `said` those of each told fact.
    """
    first, *others = _CHOICE.split(words)
    # 甲人员以及长期工作或投资的外国人: the last one is a subject of its own, choice and all.
    subjects = [*([first] if _SUBJECT.search(words) else []), *others, *words.split("以及")[1:]]
    of_all = pairs(first.rpartition("的")[0])  # 在册的甲业、乙业企业
    known = weight(of_all & covered) >= _ITEM * weight(of_all)
    if any(_told_apart(item, said) for item in subjects if known or "的" in item):
        return True
    usual = sorted(weight(pairs(item)) for item in others)[len(others) // 2]
    return weight(pairs(first) - covered) <= _HEAD * usual + 1


def names_all_alike(words: str, told: frozenset[str]) -> bool:
    """Whether what is told is what all of several are: 甲、乙批准的园区 are parks, whoever approved them."""
    choice, _, head = words.rpartition("的")
    named = pairs(head)
    if "的" in choice or not _CHOICE.search(choice) or _CHOICE.search(head) or weight(named) < _SEVERAL:
        return False
    return named <= told or told <= named


def _told_apart(item: str, said: Said) -> bool:
    """Whether one of several things is a subject of its own (为社会供餐的单位) that is told as a whole."""
    named = pairs(item)
    if not _SUBJECT.search(item) or weight(named) < _OWN:
        return False
    return any(weight(named & told) >= _TOLD * weight(named) for told in said)


def one_of(words: str, said: Said, beside: frozenset[str]) -> bool:
    """Whether one subject of several (软件、信息技术以及防疫相关的企业) is told as a whole.

    `beside` are pairs of the words that other conditions ask for.
    """
    if not _SUBJECTS.search(words):
        return False
    items = [item for one in _ITEMS.split(words) if weight(item := pairs(one) - beside) >= _TELLS]
    return any(weight(item & told) >= _ITEM * weight(item) for item in items for told in said)


def some_levels(words: str, names: Sequence[str]) -> bool:
    """Whether only some of the levels to choose from (国家、省级) are named."""
    said = set(_LEVEL.findall("".join(names)))
    return bool(said) and not set(_LEVEL.findall(words)) <= said


def of_others(name: str, words: str) -> bool:
    """Whether the same is told of other subjects than the condition's: 受灾的外贸企业, 受灾的参保企业."""
    mine, theirs = (pairs(one.rpartition("的")[2]) for one in (name, words))
    if "的" not in name or "的" not in words or not (_SUBJECT.search(name) and _SUBJECT.search(words)):
        return False
    return weight(mine) >= _LEAST <= weight(theirs) and weight(mine & theirs) < _LEAST
