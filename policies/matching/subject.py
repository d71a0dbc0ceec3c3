"""Whom a clause speaks of: those its words name as their subject, where it states no condition apart."""

import re
from collections.abc import Iterator
from functools import lru_cache

from policies.model import Criterion, ReadClause
from policies.reading.patterns import pattern
from policies.reading.profile_conditions import find_profile_conditions
from policies.vocabulary.terms import find_terms

_SUBJECTS = ("scale", "industries")


def find_subject(read: ReadClause, words: str) -> tuple[Criterion, ...]:
    """The size and the trade of enterprises and the group of people that the clause names, each first."""
    start = read.clause.start
    return tuple(one.moved(start) for one in (*_named(words), *_all_of(words), *_group(words)))


def _group(words: str) -> Iterator[Criterion]:
    """组织退役军人免费体检 is not for everybody."""
    tags = (tag for tag in find_terms(words, "person") if _OF_PEOPLE.search(tag.text))
    if tag := next(tags, None):
        yield Criterion.of(words, tag.start, tag.end, about=f"fact:{tag.text}", op="is", value=True)


_OF_PEOPLE = re.compile(
    "(?:人员|工|军人|残疾人|毕业生|学生|青年|居民|同胞|家属|师|妇女)$|^(?:海外|外籍|外国|境外|留学|港澳|台湾)"
)
# 所有开复工企业均可: not all enterprises.
_ALL = re.compile(r"(?:所有|凡是?)([\u4e00-\u9fff]{2,12}(?:企业|单位|机构|人员))(?=[^，。；;]{0,16}可)")


def _all_of(words: str) -> tuple[Criterion, ...]:
    found = _ALL.search(words)
    if found is None:
        return ()
    return (Criterion.of(words, *found.span(1), about=f"fact:{found[1]}", op="is", value=True),)


def find_size(read: ReadClause, words: str, start: int, end: int) -> tuple[Criterion, ...]:
    """The size of the enterprises that a way to get something names in `words[start:end]`."""
    at = read.clause.start + start
    return tuple(one.moved(at) for one in _named(words[start:end]) if one.about == "scale")


@lru_cache(maxsize=20_000)
def _named(words: str) -> tuple[Criterion, ...]:
    first: dict[str, Criterion] = {}
    for one in find_profile_conditions(words, 0, len(words)):
        if one.about in _SUBJECTS:
            first.setdefault(one.about, one)
    return tuple(first.values())


def find_receiver(words: str, gives: int, start: int) -> tuple[Criterion, ...]:
    """The kinds of profiles that a way to get something is for, where a phrase names just one such subject.

    `words` are those of the way, `gives` is where in them it gives, `start` where they begin in the document.
    Where what is given for persons is paid to their employer, it leaves the kind open.
    """
    if _PAYEE.search(words, gives, gives + _REACH):
        return ()
    words = pattern("served_by").sub(lambda hit: "　" * len(hit[0]), words)
    for phrase in _PHRASE.finditer(words, 0, gives):
        for kinds, named, others in _RECEIVERS:
            if named.search(phrase[0]) and not others.search(phrase[0]):
                at = start + phrase.start()
                return (
                    Criterion.of(words, *phrase.span(), about="kind", op="in", value=kinds).model_copy(
                        update={"start": at, "end": at + len(phrase[0])}
                    ),
                )
    return ()


_PHRASE = re.compile(r"[^，,：:\s]+")
_PAYEE = re.compile(r"给予(?:用人|用工|所在)?(?:企业|单位|机构)(?!职工|员工)")
_REACH = 40
PERSONS = ("talent",)
_PERSONS = (
    "人才|人员|青年|居民|留学生|外国人|毕业生|劳动力|劳动者|家庭|个人|职工|学生|学员|残疾人|老人|农民工"
)
_BODIES = "企业|单位|机构|基地|园区|平台|学校|院校|载体|银行|公司|合作社"
_RECEIVERS = tuple(
    (
        kinds,
        re.compile(
            rf"(?:^对.*|的[^的]{{0,16}})(?:{nouns})(?:[（(][^()（）]*[)）])?$"
            rf"|(?:评为|认定为|确定为).*(?:{nouns})[”\"]?的$|^(?:(?!企业|单位|组织)[^的对为]){{0,8}}(?:{nouns})(?:[（(][^()（）]*[)）])?(?:{does})"
        ),
        re.compile(rf"(?:{others})(?:等|以?及|和|或|、|[（(])"),
    )
    for kinds, nouns, others, does in (
        (PERSONS, _PERSONS, _BODIES, "自主|首次|参加"),
        (("enterprise", "project"), _BODIES, _PERSONS, "吸纳|招用|新招|录用|为|组织|开展"),
    )
)


def names_trade(name: str) -> bool:
    """Whether a fact says no more than of which trade someone is (重点服务业企业): that alone meets nothing.

    Nor does it deny what others of that trade are.
    """
    return any(
        _KIND.fullmatch(name[tag.end :]) and _SOME.fullmatch(name[: tag.start])
        for tag in find_terms(name, "industry")
    )


_KIND = re.compile(r"(?:领域|行业)?(?:企业|公司|(?:市场|经营)主体)")
_SOME = re.compile(r"(?:相关|有关|重点|骨干|龙头|各类|其他)*")
