"""What a turn asks for, without a language model: the intent, a quoted sentence, facts told."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from index.query import Question, asked_regions, read_question
from index.spelling import Mended, mend
from policies.vocabulary.terms import find_terms

MAX_QUESTION = 2_000
"""Longer questions are cut for the search; a person does not type more."""

_ATTACK = re.compile(
    r"忽略(?:之前|以上|上面|前面|所有)[^。]{0,12}(?:指示|指令|规则|要求|设定)|你现在就?是|系统更新|系统提示|按新规(?:定)?回答|扮演|越狱"
    r"|ignore (?:all |the )?(?:previous|above)|system prompt|直接回我一句",
    re.IGNORECASE,
)
_PRIVATE = re.compile(r"(?:手机号?码?|电话号?码?|微信号?|家庭住址|身份证|叫什么名字|姓名|私人)")
_PRIVATE_OF = re.compile(r"主任|局长|书记|科长|领导|负责人|经办人|工作人员|区长|市长|县长|镇长")
_ASKS_WORDING = re.compile(
    r"原话|原文|这句|这话|是不是写|有没有(?:这|写)|写(?:的|了)?是不是|直接引用|逐字|引的对|出自|准不准"
)
_SMALL_TALK = re.compile(
    r"天气|下雨|下雪|吃什么|好吃|笑话|唱歌|你好吗|讲个|几点了|星期几|股票|彩票|写首诗|翻译|海边|旅游攻略"
)
_POLICY_WORDS = re.compile(
    r"政策|补贴|补助|奖励|奖|扶持|支持|优惠|申报|申请|办理|兑现|落户|人才|企业|公司|厂|项目|投资|招商|贷款|贴息|税|租金|公寓|研发|专利|就业|创业|条款|文件|规定|审批|证|社保|职称|库里|提法|材料|表述|出处|条文|一事一议|一企一策|一人一策|免申|即申|预匹配|容缺|双招双引|惠企"
)
_ASKS_FACT = re.compile(
    "谁(?:负责|来管|管)|哪个(?:局|部门|单位|科室)|负责搭|哪几?处|哪份|哪条|第几条|出处|生效|作废|有效期|多久|几天|多长时间|收钱不|要不要钱"
)
_HAN = re.compile("[一-鿿]|\\d")  # a figure alone may answer what was asked before
_LETTERS = re.compile(r"[^\W\d_]{2}")
_CITIZENS_MATTERS = re.compile(
    "公积金|宅基地|医保|社保卡|契税|个税|个人所得税|结婚|离婚|驾照|驾驶证|身份证|护照|低保|养老金|退休金|失业金|最低工资|入学|学区|高考|公交"
    "|地铁|房产证|限购|摇号|拆迁|危房|上牌|电动车|落户口|殡葬|宠物|停车"
)
_HOW_MUCH = re.compile(r"多少|几万|几个亿|几亿|奖几|补几|起步|最高|比例|标准|怎么算|咋算|提成")
_HOW_TO = re.compile(
    r"怎么(?:申请|办|拿|申报|领)|咋(?:申请|办|拿|领)|如何(?:申请|办理|申报)|流程|材料|程序|去哪|好办不|走什么路子|怎么走|渠道|门路"
)
_IN_FORCE_ONLY = re.compile(r"已经?(?:正式)?(?:印发|生效|发布)的|征求意见的?不算|草案不算|现行有效")
_EVERY_PLACE = re.compile(r"哪几处|全列|都列|都有哪些地方|一共(?:有)?(?:哪|几)|哪些地方")
_ENTERPRISE = re.compile(r"我们(?:是|做|公司|厂|企业)|公司|企业|厂|门店|商会|协会|园区|建厂|投资|HR|小巨人")
_TALENT = re.compile(
    r"我(?:是|在|想|们)?[^,,。]{0,12}(?:博士|硕士|本科|教授|工程师|技师|毕业|求职|人才|老外|回国)|人才待遇|个人|安家费"
)


class Intent(StrEnum):
    """What kind of answer a turn calls for."""

    MATCH = "match"
    VERIFY = "verify"
    ATTACK = "attack"
    PRIVATE = "private"
    SMALL_TALK = "small_talk"
    EMPTY = "empty"
    FOREIGN = "foreign"


@dataclass(frozen=True)
class Understanding:
    """A turn as understood; `quoted` is the sentence to be checked, `profile` what the turns tell.

    `asks_benefit` tells that it asks what somebody can get, not who, where or how long; `sought` is what the
    search looks for. `citizens_matters` are subjects of daily life that policies for enterprises and talents
    seldom treat.
    `mended` holds misspelt places with what they were read as.
    """

    intent: Intent
    question: str
    earlier: tuple[str, ...]
    quoted: str
    profile: dict[str, Any]
    asks_benefit: bool
    asks_process: bool
    only_in_force: bool
    wants_every_place: bool
    sought: Question
    citizens_matters: tuple[str, ...] = ()
    mended: tuple[tuple[str, str], ...] = ()


def understand(turns: list[str], profile: dict[str, Any]) -> Understanding:
    """Read the last turn in the light of the earlier ones; told facts fill what the profile leaves open."""
    # The quotation is read as it was written: a mended character would no longer be what was quoted.
    quoted = quoted_words(turns[-1][:MAX_QUESTION] if turns else "")
    mended = [mend(turn[:MAX_QUESTION]) for turn in turns] or [Mended("")]
    cut = [turn.text for turn in mended]
    last = cut[-1]
    everything = " ".join(cut)
    sought = read_question(last, cut[:-1])
    return Understanding(
        intent=_intent(last, everything, quoted),
        question=last,
        earlier=tuple(cut[:-1]),
        quoted=quoted,
        profile={**_told(cut), **profile},
        asks_benefit=not _ASKS_FACT.search(last) and bool(_HOW_MUCH.search(last) or sought.seeks_benefit),
        asks_process=bool(_HOW_TO.search(last)),
        wants_every_place=bool(_EVERY_PLACE.search(last)),
        sought=sought,
        only_in_force=bool(_IN_FORCE_ONLY.search(last)),
        citizens_matters=tuple(_CITIZENS_MATTERS.findall(last)),
        mended=tuple(dict.fromkeys(pair for turn in mended for pair in turn.places)),
    )


def _intent(last: str, everything: str, quoted: str) -> Intent:
    if not last.strip():
        return Intent.EMPTY
    if _ATTACK.search(last):
        return Intent.ATTACK
    if not _HAN.search(last):
        return Intent.FOREIGN if _LETTERS.search(last) else Intent.SMALL_TALK
    if len(quoted) >= 12 and _ASKS_WORDING.search(last):
        return Intent.VERIFY
    if _PRIVATE.search(last) and _PRIVATE_OF.search(last):
        return Intent.PRIVATE
    if not _POLICY_WORDS.search(everything) and (_SMALL_TALK.search(last) or not _of_the_field(everything)):
        return Intent.SMALL_TALK
    return Intent.MATCH


def _of_the_field(words: str) -> bool:
    return bool(find_terms(words)) or bool(asked_regions(words)) or len(words) > 40


def quoted_words(turn: str) -> str:
    """The longest quotation in a turn, read with quotation marks inside it.

    >>> quoted_words("“按照‘一企一策’方式支持”,是原话吗")
    '按照‘一企一策’方式支持'
    """
    best, depth, start = "", 0, 0
    for at, char in enumerate(turn):
        if char in "“「『":
            depth += 1
            start = at + 1 if depth == 1 else start
        elif char in "”」』" and depth:
            depth -= 1
            if depth == 0 and at - start > len(best):
                best = turn[start:at]
    if not best and (straight := re.findall(r'"([^"]{6,})"', turn)):
        best = max(straight, key=len)
    return best.strip().strip("…. ").strip()


def _told(turns: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for turn in turns:
        places = [regions[0] for regions in asked_regions(turn) if len(regions) == 1]
        if len(places) == 1:
            told["region"] = "".join(places[0].path)
        elif places:  # several places are compared: which one is meant is not told
            told.pop("region", None)
        industries = list(dict.fromkeys(tag.name for tag in find_terms(turn, "industry")))
        if industries:
            told["industries"] = industries
        if _TALENT.search(turn):
            told["kind"] = "talent"
        elif _ENTERPRISE.search(turn):
            told["kind"] = "enterprise"
    return told
