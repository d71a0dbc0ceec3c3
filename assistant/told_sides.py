"""Several companies, projects or clients in one conversation, told apart by name or number.

甲公司, 二号, 张总, 第二家 and 膜材料那家 each mean one of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.told_places import Place, Trade
from assistant.told_readings import Kind, Reading, Subject, Told
from policies.facts import FACTS

OTHER_ENTERPRISE, OTHER_PERSON = "另一家公司", "另一个人"
"""Somebody else who is given no name."""

OF_PERSONS = frozenset({"应届高校毕业生", "退役军人"})
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻苏潘葛范彭郎鲁韦马苗花俞任袁柳鲍史唐费"
    "廉岑薛雷贺倪汤滕罗毕郝邬安常傅齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄米明戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江童"
    "颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓洪包左石崔吉龚程邢裴陆荣翁甄曲封储靳段焦侯"
)
_AFTER = "[在是的说要问想做那呢他她能有这\\d一二三四五六七八九十,， ]|公司|单位|$"
_BOSS = f"(?<![资基现奖税租本])[{_SURNAMES}]总(?={_AFTER})"
_STEM = "[甲乙丙丁](?=公司|企业|厂|项目|[家方](?![案面法式]))"
_NUMBER = "[一二三四五六]号(?![文楼线公令库院馆门地窗])"
_NAME = re.compile(f"{_NUMBER}(?:{_BOSS})?|{_BOSS}|{_STEM}")
_KNOWN_NAME = re.compile(f"{_NAME.pattern}|[甲乙丙丁](?=的|呢|那|$)")
_NUMERALS = "一二三四五六"
_ORDINAL = re.compile(
    "第(?P<which>[一二三四五六])(?:家|个|位)(?=呢|的|要|是|不|有|能|投|公司|企业|项目|客户|[,，]|$)"
)
_LISTS = re.compile("[两俩三四234](?:家|个|位)[^,，。]{0,4}?(?P<what>公司|企业|厂|项目|客户|咨询|老板|单位)")
_OPENS = re.compile("(?:^|[:：])(?:·|其中|还有|另外?)*一(?:家|个|位)")
_ALL = re.compile("^(?:那|这|他们|·)*[两俩三](?:家|个|位)(?:都|能|一起|公司|企业|项目|加起来|分别|呢)")
_THAT_ONE = re.compile("[那这](?:家|个|位|边)")
_KINDS: dict[str, Kind] = {"公司": "enterprise", "企业": "enterprise", "厂": "enterprise", "项目": "project"}


@dataclass(frozen=True)
class Listing:
    """Several who are presented in one turn (两个项目), and of what kind they are."""

    kind: Kind


class Side:
    """A subject while it is being heard of."""

    def __init__(self, who: str, kind: Kind = "", readings: Sequence[Reading] = ()) -> None:
        self.who = who
        self.kind: Kind = kind
        self.facts = {(reading.key, reading.name): reading for reading in readings}
        self.places: list[Place] = []
        self.trades: list[Trade] = []

    def put(self, reading: Reading) -> None:
        """What was said last counts, and stands last."""
        self.facts.pop((reading.key, reading.name), None)
        self.facts[reading.key, reading.name] = reading

    @property
    def known(self) -> bool:
        return bool(self.facts or self.places or self.trades)

    def personal(self) -> bool:
        return any(FACTS[key].personal or name in OF_PERSONS for key, name in self.facts)

    def makes(self, text: str) -> bool:
        """Whether words name the trade of this one."""
        trade = self.facts.get(("industries", ""))
        return trade is not None and any(word in text for word in (trade.words, *trade.value))

    def subject(self) -> Subject:
        """What has been heard, for others to read."""
        return Subject(self.who, self.kind, tuple(self.facts.values()))


def is_name(who: str) -> bool:
    """Whether somebody is one of several, and no friend or relative."""
    return bool(_KNOWN_NAME.match(who) or who.startswith("第"))


def _name_in(text: str, *, known: bool) -> str:
    """The name by which a clause tells one of several; 甲的 is one where such were spoken of before."""
    found = (_KNOWN_NAME if known else _NAME).search(text)
    return found[0] if found else ""


def _kind_in(text: str) -> Kind:
    """What the one of several is of whom a clause tells."""
    if re.search(f"{_BOSS}|[甲乙丙丁](?:公司|企业|厂)", text):
        return "enterprise"
    return "project" if "项目" in text else ""


def _ordinal(text: str) -> int:
    """第二家 as 2; 0 where a clause counts nobody."""
    found = _ORDINAL.search(text)
    return _NUMERALS.index(found["which"]) + 1 if found else 0


def listing(turn: str) -> Listing | None:
    """Whether a turn says that it presents several."""
    found = _LISTS.search(turn)
    return Listing(_KINDS.get(found["what"], "")) if found else None


def one_of_several(text: str, sides: list[Side], now: Side, listing: Listing | None) -> Side | None:
    """Whom a clause names of several: 甲公司, 二号, 第二家, 膜材料那家; new ones join `sides`.

    两家 together are none of them, but the first of all sides, which is the speaker.
    """
    several = [side for side in sides if is_name(side.who)]
    if name := _name_in(text, known=bool(several)):
        return _by_name(name, _kind_in(text), sides, now)
    if len(several) > 1:
        if (number := _ordinal(text)) and number <= len(several):
            return several[number - 1]
        if _ALL.search(text):
            return sides[0]
        if _THAT_ONE.search(text):
            return next((side for side in several if side.makes(text)), None)
    if listing and _OPENS.search(text):
        number = min(len(several) + 1, len(_NUMERALS))
        return _by_name(f"第{_NUMERALS[number - 1]}个", listing.kind, sides, now)
    return None


def _by_name(name: str, kind: Kind, sides: list[Side], now: Side) -> Side:
    """Whom a name means: somebody spoken of, the one just mentioned by a number, or a new one."""
    for side in sides:
        if is_name(side.who) and (name in side.who or side.who in name):
            return side
    if is_name(now.who) and not now.known:
        now.who += name
        now.kind = now.kind or kind
        return now
    sides.append(Side(name, kind))
    return sides[-1]


def without_others(turns: Sequence[str], told: Told) -> list[str]:
    """Earlier turns without what they tell of others than the one that is spoken of now.

    Of several, and of another company, nothing said of the others is meant; of all, no place that is not
    theirs where they have told their own.
    """
    who, mine = told.subject.who, told.subject.readings
    if is_name(who):
        own = {words for name, words in told.memory.spoken if name in who}
        aside = [words for name, words in told.memory.spoken if name not in who]
    else:
        own = {reading.words for reading in mine}
        apart = who in (OTHER_ENTERPRISE, OTHER_PERSON)
        placed = any(reading.key == "region" and not reading.note for reading in mine)
        theirs = (reading for other in told.others for reading in other.readings)
        aside = [one.words for one in theirs if apart or (placed and one.key == "region")]
    return [_blanked(turn, [words for words in aside if words not in own]) for turn in turns]


def _blanked(turn: str, aside: Sequence[str]) -> str:
    for words in aside:
        turn = turn.replace(words, " " * len(words))
    return turn
