"""How conditions stand together in sentences of our own, with the verdicts that follow from what is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from eval.judging import PLACE, TITLE, Told, fact, standing
from policies.model import Verdict

GIVE = "给予20万元一次性奖励"


@dataclass(frozen=True, slots=True)
class Case:
    """A provision, or a document where `whole`, with what profiles tell and the verdict on each."""

    topic: str
    words: str
    verdicts: tuple[tuple[Verdict, Told], ...]
    title: str = TITLE
    whole: bool = False


def told(*parts: Told) -> Told:
    """What several parts tell together."""
    return reduce(_merged, parts, {})


def _merged(one: Told, other: Told) -> Told:
    inner = {
        key: {**one[key], **other[key]} for key in one.keys() & other.keys() if isinstance(one[key], dict)
    }
    return {**one, **other, **inner}


NONE: Told = {}
FIRM: Told = {"kind": "enterprise", "region": PLACE}
PERSON: Told = {"kind": "talent", "employer_region": PLACE}
PROJECT: Told = {"kind": "project", "region": PLACE}
PRIZE, NO_PRIZE = fact("获得中国专利金奖"), fact("获得中国专利金奖", False)
NORM, NO_NORM = fact("主导制定国际标准"), fact("主导制定国际标准", False)
HIGH, NOT_HIGH = standing("高新技术企业"), standing("高新技术企业", False)
BIG, SMALL = {"revenue_wan": 2000}, {"revenue_wan": 1999}
MANY, FEW = {"employees": 50}, {"employees": 49}
DOCTOR, MASTER, BACHELOR = {"degree": "博士"}, {"degree": "硕士"}, {"degree": "本科"}
SENIOR, JUNIOR = {"title": "高级工程师"}, {"title": "助理工程师"}
ABROAD, AT_HOME = {"overseas": True}, {"overseas": False}
LAWFUL = fact("依法经营")
AGE = {n: {"age": n} for n in (30, 40, 41, 45, 46, 48, 50, 51)}


def case(
    topic: str,
    words: str,
    met: Iterable[Told] = (),
    failed: Iterable[Told] = (),
    untold: Iterable[Told] = (),
    ruled: Iterable[Told] = (),
    *,
    who: Told = FIRM,
    **more: Any,
) -> Case:
    held = ((Verdict.ELIGIBLE, met), (Verdict.INELIGIBLE, failed), (Verdict.NEEDS_FACTS, untold))
    every = (*held, (Verdict.NEEDS_RULING, ruled))
    verdicts = tuple((verdict, told(who, one)) for verdict, several in every for one in several)
    return Case(topic, words.replace("{a}", GIVE), verdicts, **more)


def _both(
    topic: str, words: str, first: tuple[Told, Told], second: tuple[Told, Told], who: Told = FIRM
) -> Case:
    """Both are demanded; of each what meets it and what fails it."""
    (a, not_a), (b, not_b) = first, second
    failed = (told(a, not_b), told(not_a, b), told(not_a, not_b), not_a, not_b)
    return case(topic, words, [told(a, b)], failed, [a, b, NONE], who=who)


def _either(
    topic: str, words: str, first: tuple[Told, Told], second: tuple[Told, Told], who: Told = FIRM
) -> Case:
    """Either is enough."""
    (a, not_a), (b, not_b) = first, second
    met = (told(a, b), told(a, not_b), told(not_a, b), a, b)
    return case(topic, words, met, [told(not_a, not_b)], [not_a, not_b, NONE], who=who)


_PRIZE, _NORM, _HIGH, _BIG, _MANY = (
    (PRIZE, NO_PRIZE),
    (NORM, NO_NORM),
    (HIGH, NOT_HIGH),
    (BIG, SMALL),
    (MANY, FEW),
)
_DOCTOR, _YOUNG, _SENIOR, _ABROAD = (DOCTOR, MASTER), (AGE[40], AGE[41]), (SENIOR, JUNIOR), (ABROAD, AT_HOME)

_SMALL_FIRM = told(FIRM, {"scale": "小型"})

TOGETHER = (
    _both("且", "对年营业收入2000万元以上且获得中国专利金奖的企业，{a}。", _BIG, _PRIZE),
    _both("并", "对获得中国专利金奖并主导制定国际标准的企业，{a}。", _PRIZE, _NORM),
    _both("同时", "对获得中国专利金奖，同时年营业收入达到2000万元的企业，{a}。", _PRIZE, _BIG),
    _both("同时", "企业主导制定国际标准，且同时认定为高新技术企业的，{a}。", _NORM, _HIGH),
    _both("既又", "对既获得中国专利金奖又主导制定国际标准的企业，{a}。", _PRIZE, _NORM),
    _both("顿号", "对年营业收入2000万元以上、职工人数不少于50人的企业，{a}。", _BIG, _MANY),
    _both("顿号", "对认定为高新技术企业、年营业收入2000万元以上的企业，{a}。", _HIGH, _BIG),
    _both("顿号", "对具有博士学位、年龄不超过40周岁的人才，{a}。", _DOCTOR, _YOUNG, PERSON),
    _both("逐步", "对获得中国专利金奖的企业，年营业收入达到2000万元的，{a}。", _PRIZE, _BIG),
    _both("逐步", "高新技术企业年营业收入达到2000万元的，{a}。", _HIGH, _BIG),
    _both(
        "同时符合",
        "对同时符合以下条件的企业，{a}：（1）获得中国专利金奖；（2）职工人数不少于50人。",
        _PRIZE,
        _MANY,
    ),
    _both("同时符合", "企业符合下列条件的，{a}：①主导制定国际标准；②年营业收入2000万元以上。", _NORM, _BIG),
    _both("其中", "对高新技术企业，其中年营业收入超过2000万元（含）的，{a}。", _HIGH, _BIG),
    _both("要求", "对获得中国专利金奖的企业，{a}。申请企业年营业收入应不低于2000万元。", _PRIZE, _BIG),
    *(
        case("不算条件", words, [PRIZE, told(PRIZE, {"scale": "大型"})], [NO_PRIZE], [NONE])
        for words in (
            "对获得中国专利金奖的企业，特别是小微企业，{a}。",
            "鼓励各县政府对获得中国专利金奖的企业{a}。",
            "对获得中国专利金奖的企业，除享受省级奖励外，市财政再给予10万元奖励。",
            "对获得中国专利金奖的企业，在国家给予奖励的基础上，市财政再给予10万元奖励。",
            "对获得中国专利金奖的企业，省级财政按合同额的5%给予补助，市财政再给予10万元奖励。",
        )
    ),
    _both(
        "以及", "对具有硕士及以上学位，以及有海外留学经历的人才，{a}。", (MASTER, BACHELOR), _ABROAD, PERSON
    ),
)

EITHER = (
    _either("或", "对获得中国专利金奖或主导制定国际标准的企业，{a}。", _PRIZE, _NORM),
    _either("或", "对年营业收入2000万元以上或职工人数50人以上的企业，{a}。", _BIG, _MANY),
    _either("或", "对具有博士学位或高级职称的人才，{a}。", _DOCTOR, _SENIOR, PERSON),
    _either("或", "对认定为高新技术企业或者主导制定国际标准的企业，{a}。", _HIGH, _NORM),
    _either("和其企业", "对获得中国专利金奖的企业和年营业收入2000万元以上的企业，{a}。", _PRIZE, _BIG),
    _either("和其企业", "对主导制定国际标准的企业和职工50人以上的小微企业，{a}。", _NORM, _MANY, _SMALL_FIRM),
    _either("或者", "企业年营业收入2000万元以上，或者获得中国专利金奖的，{a}。", _BIG, _PRIZE),
    _either("分号或者", "企业获得中国专利金奖；或者主导制定国际标准的，{a}。", _PRIZE, _NORM),
    _either("之一", "对具备获得中国专利金奖、主导制定国际标准条件之一的企业，{a}。", _PRIZE, _NORM),
    _either(
        "之一列",
        "对符合下列条件之一的企业，{a}：（1）获得中国专利金奖；（2）职工人数不少于50人。",
        _PRIZE,
        _MANY,
    ),
    _either(
        "之一列", "企业具备以下条件之一的，{a}：①主导制定国际标准；②年营业收入2000万元以上。", _NORM, _BIG
    ),
    _either(
        "任一",
        "对满足以下任一条件的企业，{a}：（1）认定为高新技术企业；（2）年营业收入2000万元以上。",
        _HIGH,
        _BIG,
    ),
    _either(
        "以下",
        "{a}。申请企业应同时符合以下条件：（1）依法经营；（2）取得以下认证：软件能力成熟度认证，信息安全服务资质认证。",
        (told(LAWFUL, fact("取得软件能力成熟度认证")), told(LAWFUL, fact("取得软件能力成熟度认证", False))),
        (
            told(LAWFUL, fact("取得信息安全服务资质认证")),
            told(LAWFUL, fact("取得信息安全服务资质认证", False)),
        ),
    ),
    _either(
        "任意一项",
        "满足下列任意一项的人才，{a}：（1）具有博士学位；（2）具有高级职称。",
        _DOCTOR,
        _SENIOR,
        PERSON,
    ),
    _either(
        "名单",
        "对认定为高新技术企业、专精特新中小企业的企业，{a}。",
        _HIGH,
        (standing("专精特新中小企业"), standing("专精特新中小企业", False)),
    ),
    _either(
        "名单",
        "对获得中国质量奖、中国专利金奖的企业，{a}。",
        (fact("获得中国质量奖"), fact("获得中国质量奖", False)),
        _PRIZE,
    ),
    _either(
        "含",
        "对高新技术企业（含科技型中小企业），{a}。",
        _HIGH,
        (standing("科技型中小企业"), standing("科技型中小企业", False)),
    ),
    case(
        "且或",
        "对年营业收入2000万元以上，且获得中国专利金奖或主导制定国际标准的企业，{a}。",
        [told(BIG, PRIZE), told(BIG, NORM, NO_PRIZE)],
        [told(SMALL, PRIZE, NORM), told(BIG, NO_PRIZE, NO_NORM)],
        [told(BIG, NO_PRIZE), PRIZE, BIG],
    ),
    case(
        "且之一",
        "对认定为高新技术企业，且符合下列条件之一的企业，{a}：（1）获得中国专利金奖；（2）职工人数不少于50人。",
        [told(HIGH, PRIZE), told(HIGH, MANY, NO_PRIZE)],
        [told(NOT_HIGH, PRIZE, MANY), told(HIGH, NO_PRIZE, FEW)],
        [told(HIGH, NO_PRIZE), PRIZE, HIGH],
    ),
)

TRADE = {"industries": ["新材料"]}
HOUSES = {"industries": ["房地产"]}
AGENCY, NO_AGENCY = fact("劳务派遣企业"), fact("劳务派遣企业", False)
ACCIDENT, NO_ACCIDENT = fact("发生安全生产事故"), fact("发生安全生产事故", False)
ARREARS, NO_ARREARS = fact("有欠税行为"), fact("有欠税行为", False)
CLEAN, BAD = {"violations": False}, {"violations": True}
FREE, STATE = {"ownership": "民营"}, {"ownership": "国有"}


def _left_out(topic: str, words: str, no: Told, yes: Told, who: Told = FIRM) -> Case:
    """Whoever has the prize, unless he is one of those left out."""
    a, not_a = _PRIZE
    return case(topic, words, [told(a, no)], [told(a, yes), told(not_a, no), yes], [a, no], who=who)


EXCEPT = (
    # What is given elsewhere is no exception, nor is where something is eased or what it is about.
    case(
        "另有奖励",
        "对获得中国专利金奖的企业，除上级奖励外，{a}。",
        [told(_PRIZE[0]), told(_PRIZE[0], {"received": ["国家奖励"]})],
        [_PRIZE[1]],
        [NONE],
    ),
    case("围绕", "围绕产业链薄弱环节，对获得中国专利金奖的企业，{a}。", [_PRIZE[0]], [_PRIZE[1]], [NONE]),
    case("上", "在项目审批上，对获得中国专利金奖的企业，{a}。", [_PRIZE[0]], [_PRIZE[1]], [NONE]),
    _left_out("括号除外", "对获得中国专利金奖的企业（房地产企业除外），{a}。", TRADE, HOUSES),
    _left_out("除外", "除房地产企业外，对获得中国专利金奖的企业，{a}。", TRADE, HOUSES),
    _left_out("不含", "对获得中国专利金奖的企业（不含劳务派遣企业），{a}。", NO_AGENCY, AGENCY),
    _left_out("以外", "对获得中国专利金奖的除劳务派遣企业以外的企业，{a}。", NO_AGENCY, AGENCY),
    _left_out("非", "对获得中国专利金奖的非国有企业，{a}。", FREE, STATE),
    _left_out("不适用", "对获得中国专利金奖的企业，{a}。本条不适用于劳务派遣企业。", NO_AGENCY, AGENCY),
    _left_out("不适用", "对获得中国专利金奖的企业，{a}。房地产企业不适用本条。", TRADE, HOUSES),
    _left_out("不包括", "对获得中国专利金奖的企业，{a}。上述企业不包括劳务派遣企业。", NO_AGENCY, AGENCY),
    _left_out("的除外", "对获得中国专利金奖的企业，{a}，发生安全生产事故的除外。", NO_ACCIDENT, ACCIDENT),
    _left_out("但除外", "对获得中国专利金奖的企业，{a}，但有欠税行为的除外。", NO_ARREARS, ARREARS),
    _left_out("无", "对获得中国专利金奖且未发生安全生产事故的企业，{a}。", NO_ACCIDENT, ACCIDENT),
    _left_out("无", "对获得中国专利金奖、无重大违法行为的企业，{a}。", CLEAN, BAD),
    _left_out(
        "不得享受", "对获得中国专利金奖的企业，{a}。有欠税行为的企业不得享受本条政策。", NO_ARREARS, ARREARS
    ),
    _left_out("不予", "对获得中国专利金奖的企业，{a}。发生安全生产事故的，不予奖励。", NO_ACCIDENT, ACCIDENT),
    _left_out("不予", "对获得中国专利金奖的企业，{a}；被列入严重失信名单的企业不予支持。", CLEAN, BAD),
    _left_out(
        "情形之一",
        "对获得中国专利金奖的企业，{a}。有下列情形之一的，不予支持：（1）发生安全生产事故；（2）有欠税行为。",
        told(NO_ACCIDENT, NO_ARREARS),
        told(NO_ACCIDENT, ARREARS),
    ),
    _left_out(
        "又未",
        "对获得中国专利金奖又未享受贷款贴息的企业，{a}。",
        fact("享受贷款贴息", False),
        fact("享受贷款贴息"),
    ),
    case(
        "又不符合",
        "对获得中国专利金奖又不符合贷款贴息申请条件的企业，{a}。",
        [told(PRIZE, fact("符合贷款贴息申请条件", False))],
        [told(PRIZE, fact("符合贷款贴息申请条件")), NO_PRIZE],
        [fact("符合贷款贴息申请条件", False)],
        [PRIZE],
    ),
    _left_out("不得为", "对获得中国专利金奖的企业，{a}。申请企业不得为劳务派遣企业。", NO_AGENCY, AGENCY),
)

_UNLESS_AGE = "对年龄不超过45周岁、有海外留学经历的人才，{a}"


def _laid_off(percent: float, insured: int) -> Told:
    return told(fact("裁员率（%）", percent), {"insured_employees": insured})


UNLESS = (
    case(
        "标准放宽",
        "将稳岗补贴的裁员率标准放宽至不高于5%，对参保职工20人以下的企业，裁员率放宽至不超过职工总数的10%。"
        "对不裁员或少裁员的企业，{a}。",
        [_laid_off(5, 200), _laid_off(10, 20), _laid_off(0, 21)],
        [_laid_off(6, 21), _laid_off(11, 20)],
        [fact("裁员率（%）", 10), {"insured_employees": 20}, NONE],
    ),
    case(
        "不受限制",
        f"{_UNLESS_AGE}。具有博士学位的，不受年龄限制。",
        [told(ABROAD, AGE[45], MASTER), told(ABROAD, AGE[50], DOCTOR)],
        [told(ABROAD, AGE[46], MASTER), told(AT_HOME, AGE[50], DOCTOR), told(AT_HOME, AGE[45])],
        [told(ABROAD, AGE[46]), told(AGE[45], MASTER), told(ABROAD, MASTER)],
        who=PERSON,
    ),
    case(
        "放宽至",
        f"{_UNLESS_AGE}；具有博士学位的，年龄可放宽至50周岁。",
        [told(ABROAD, AGE[45], MASTER), told(ABROAD, AGE[48], DOCTOR)],
        [told(ABROAD, AGE[48], MASTER), told(ABROAD, AGE[51], DOCTOR), told(AT_HOME, AGE[48], DOCTOR)],
        [told(ABROAD, AGE[48]), told(AGE[45], MASTER)],
        who=PERSON,
    ),
    case(
        "括号放宽",
        "对年龄不超过45周岁（具有博士学位的可放宽至50周岁）、有海外留学经历的人才，{a}。",
        [told(ABROAD, AGE[45], MASTER), told(ABROAD, AGE[48], DOCTOR)],
        [told(ABROAD, AGE[48], MASTER), told(ABROAD, AGE[51], DOCTOR), told(AT_HOME, AGE[48], DOCTOR)],
        [told(ABROAD, AGE[48]), told(AGE[45], MASTER)],
        who=PERSON,
    ),
    case(
        "放宽学历",
        "对具有硕士及以上学位的人才，{a}。有海外留学经历的，可放宽至本科学历。",
        [told(MASTER, AT_HOME), told(BACHELOR, ABROAD)],
        [told(BACHELOR, AT_HOME)],
        [BACHELOR, ABROAD],
        who=PERSON,
    ),
    case(
        "不受限制",
        "对年营业收入2000万元以上的企业，{a}。获得中国专利金奖的企业，不受营业收入限制。",
        [told(BIG, NO_PRIZE), told(SMALL, PRIZE), PRIZE],
        [told(SMALL, NO_PRIZE)],
        [SMALL, NONE],
    ),
    case(
        "特殊可放宽",
        f"{_UNLESS_AGE}。特别优秀的，经市人才工作领导小组同意，可适当放宽年龄限制。",
        [told(ABROAD, AGE[45])],
        [told(AT_HOME, AGE[45])],
        [ABROAD, AGE[45]],
        who=PERSON,
    ),
)

FIRST, NOT_FIRST = fact("首次认定为高新技术企业"), fact("首次认定为高新技术企业", False)
NEW, NOT_NEW = fact("当年新纳入规模以上工业统计"), fact("当年新纳入规模以上工业统计", False)
LAB = "省级企业技术中心"
ONCE = (
    case("首次", "对首次认定为高新技术企业的企业，{a}。", [FIRST], [NOT_FIRST, NOT_HIGH], [HIGH, NONE]),
    case("首次", "企业首次被认定为高新技术企业的，{a}。", [FIRST], [NOT_FIRST, NOT_HIGH], [HIGH, NONE]),
    case(
        "当年新",
        "对当年新纳入规模以上工业统计的企业，{a}。",
        [NEW],
        [NOT_NEW, standing("规上企业", False)],
        [standing("规上企业")],
    ),
    case(
        "新认定",
        f"对新认定的{LAB}，{{a}}。",
        [fact(f"新认定为{LAB}")],
        [fact(f"新认定为{LAB}", False), fact(f"认定为{LAB}", False)],
        [fact(f"认定为{LAB}"), NONE],
    ),
    case(
        "首次获评",
        "对首次获评国家级绿色工厂的企业，{a}。",
        [fact("首次获评国家级绿色工厂")],
        [fact("首次获评国家级绿色工厂", False)],
        [fact("获评国家级绿色工厂"), fact("首次获评省级绿色工厂"), NONE],
    ),
)


def _received(words: str, *names: str) -> Case:
    a, not_a = _PRIZE
    never = told(a, {"received": []})
    return case(
        "已享受",
        words,
        [never, told(a, {"received": ["高校毕业生就业补贴"]})],
        [*(told(a, {"received": [name]}) for name in names), told(not_a, {"received": []})],
        [{"received": []}],
    )


RECEIVED = (
    _received("对获得中国专利金奖的企业，{a}。已享受厂房租金补贴的企业不再享受。", "厂房租金补贴"),
    _received("对获得中国专利金奖且未享受过厂房租金补贴的企业，{a}。", "厂房租金补贴"),
    _received("对获得中国专利金奖的企业，{a}，已获得省级专利奖励的不再重复奖励。", "省级专利奖励"),
    _received("对获得中国专利金奖的企业，{a}。本条与厂房租金补贴不重复享受。", "厂房租金补贴"),
    _received("对获得中国专利金奖的企业，{a}。每家企业只能享受一次。", "中国专利金奖奖励"),
)
