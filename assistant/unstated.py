"""What a question asks for and the clauses found do not state: days, an age, a list, whether benefits add up.

That a document does not say it is the answer to such a question, and the one that is least expected.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.phrasing import says
from index.rows import StoredClause
from policies.model import Caveat, DeliveryMode
from policies.reading.delivery import find_delivery
from policies.vocabulary.terms import expansions, find_terms

VAGUE = frozenset({"grant", "reward", "subsidy", "other"})
"""Kinds of benefits that a question for money names whatever it is for."""
_SHORT = {
    "容缺": DeliveryMode.TOLERANT_ACCEPTANCE,
    "免申": DeliveryMode.NO_APPLICATION,
    "即申": DeliveryMode.INSTANT_ON_APPLICATION,
}
"""How people call the ways of delivery."""


@dataclass(frozen=True)
class Aspect:
    """What `phrase` of `phrases.toml` asks for, how it is `stated`, and the `words` that say it is not."""

    phrase: str
    stated: re.Pattern[str]
    kind: str
    words: str


_NUMBER = r"[\d半一二三四五六七八九十百两几]+"
_ASPECTS = (
    Aspect(
        "asks_days",
        re.compile(
            rf"{_NUMBER}\s*(?:个)?(?:工作日|小时|天|日(?!前)|个月|周|年)|当[天日]|即时|随到随办|立等可取"
        ),
        "no_process",
        "引用的条款没有写要多长时间",
    ),
    Aspect(
        "asks_when_paid",
        re.compile(r"\d+月|季度|每年|按年|当年|次年|一次性|分期|分年|先行|随时|常年"),
        "no_process",
        "引用的条款没有写什么时候办、什么时候发",
    ),
    Aspect("asks_age", re.compile(r"\d\s*(?:周)?岁|年龄"), "not_in_library", "引用的条款没有提到年龄"),
    Aspect(
        "asks_list",
        re.compile("(?:政策|事项|项目)(?:匹配)?(?:清单|目录)|一览表|手册|指南|附件"),
        "no_process",
        "引用的条款没有列出清单或操作手册",
    ),
    Aspect(
        "asks_adding_up",
        re.compile("叠加|重复|同时享受|就高|不再享受|兼得|只能享受|从优"),
        "not_in_library",
        "引用的条款没有写能不能叠加或同时享受",
    ),
    Aspect(
        "asks_difference",
        re.compile(r"区别|不同于|有别于|差异|\d\s*(?:[万亿]|元|%)"),
        "not_in_library",
        "引用的条款没有说明其中的区别",
    ),
    Aspect(
        "asks_done",
        re.compile("已(?:经)?(?:完成|实现)|截至|累计(?:完成|实现|办理|兑现)|目前"),
        "not_in_library",
        "政策库里只有文件，没有完成情况",
    ),
    Aspect(
        "asks_year", re.compile(r"(?:19|20)\d\d\s*年|\d+月\d+日"), "undated", "引的条款没有写是哪一年、哪一天"
    ),
    Aspect(
        "asks_term",
        re.compile(r"有效期|施行至|执行至|自\S{0,20}起\S{0,4}(?:施行|实施|执行)|长期有效|为期"),
        "undated",
        "引的条款没有写有效期到什么时候",
    ),
    Aspect(
        "asks_payer",
        re.compile("免费|不收|买单|承担|负担|支付|出资|列支|自理"),
        "no_process",
        "引的条款没有写费用由谁出",
    ),
    Aspect(
        "asks_office",
        re.compile("窗口|科室|处室"),
        "no_process",
        "引的条款只写到单位，没有写到科室或窗口",
    ),
    Aspect(
        "asks_who_decides",
        re.compile(
            "由[^,，。；;]{2,30}(?:认定|审定|评审|审核|核定|确定|研究决定)|经[^,，。；;]{2,30}(?:认定|审定|审核|同意)"
        ),
        "no_process",
        "引用的条款没有写由谁认定",
    ),
    Aspect(
        "asks_line",
        re.compile(
            r"[\d一二三四五六七八九十百千万亿][^,，。；;]{0,6}(?:以上|及以上|以下|以内)|不(?:低|少|高)于|不得?(?:低|少)于|超过|达到"
        ),
        "not_in_library",
        "引用的条款没有写门槛",
    ),
    Aspect(
        "asks_standard",
        re.compile(
            "是指|指的是|标准|认定(?:条件|办法|为)|条件[:：是为]|须(?:具备|满足|符合)|应当(?:具备|满足|符合)"
        ),
        "condition",
        "引用的条款没有写认定标准，符不符合由主管部门认定",
    ),
)


def unmentioned(question: str, clauses: Sequence[StoredClause], told: Mapping[str, Any]) -> tuple[str, ...]:
    """The benefits, ways of delivery and standings named in a question that none of the clauses names.

    A standing that is told to be held is a fact, and not what the question is about.
    """
    said = "".join(one.quote for one in clauses)
    ways = {one.mode for clause in clauses for one in clause.annotation.delivery}
    asked = [one.mode for one in find_delivery(question)]
    asked += [mode for word, mode in _SHORT.items() if word in question and mode not in asked]
    named = [mode.chinese for mode in asked if mode not in ways]
    held = {name for name, holds in told.get("qualifications", {}).items() if holds}
    for type_ in ("benefit", "qualification"):
        there = {tag.name for tag in find_terms(said, type_)} | held | VAGUE
        named += [tag.text for tag in find_terms(question, type_) if tag.name not in there]
    official = {one.everyday: one.official for one in expansions(question)}
    return tuple(w for w in dict.fromkeys(named) if w not in said and official.get(w, w) not in said)


def unstated(question: str, clauses: Sequence[StoredClause]) -> Iterator[Caveat]:
    """A warning for each thing that a question asks for and none of the clauses states."""
    for aspect in _ASPECTS:
        if says(aspect.phrase, question) and not any(aspect.stated.search(one.quote) for one in clauses):
            ends = "。" if aspect.kind == "condition" else "，请问主管部门。"
            yield Caveat(kind=aspect.kind, text=f"{aspect.words}{ends}", clause_id=clauses[0].id)


def is_unstated(caveat: Caveat) -> bool:
    """Whether a warning says that something a question asks for is not stated."""
    return any(caveat.text.startswith(aspect.words) for aspect in _ASPECTS)
