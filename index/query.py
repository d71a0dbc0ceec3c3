"""What a question looks for: weighted terms, without its places, question words and politeness."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import rjieba

from index.lexical import bigrams, fold, runs, words
from index.spelling import mend
from index.ways import asked_ways
from policies.vocabulary.mentions import RegionMention, find_spoken_regions
from policies.vocabulary.regions import Region
from policies.vocabulary.terms import expansions, find_terms

_QUESTION_WORDS = Path(__file__).with_name("question_words.txt")
_SYNONYM = 0.7
_EARLIER = 0.7
_CORRECTED = 0.4
_UNQUOTED = 0.4
_PLACE_ALONE = 0.7
_FIGURE_ASKED = 3.0
_FIGURE = re.compile(
    r"(\d{2,}(?:\.\d+)?)(?:[万亿]?元?|%)(?=是|呢|的(?:项目|目标))"
)  # asked about (30亿的项目, 9553是啥)
_QUOTED = re.compile('[“「『"]([^“”「」『』"]{2,})[”」』"]')
_CORRECTS = re.compile("打错|说错|写错|搞错|记错|弄错|更正|纠正|改口|改成|改为|应该是")
_DENIED = re.compile(r"(?:(?<!是)不是|并非|而非|不在|不去|没去|不要|排除|除了)\s*$")
# A place that tells whence somebody is (香港人, 从合肥搬来) rather than where something holds.
_WHENCE = re.compile(
    "(?:社保[^,，。;；?？ ]{0,6}?(?:还|都|也|交|缴|挂)?"
    "|老家|来自|籍贯|出生于?|户口在?|从|总部|母公司|(?:客户|市场|供应商|买家)(?:都|主要|大多)*)(?:是|在)?\\s*$"
)
_ELSEWHERE = re.compile(
    "外地|外省|外市|异地|别的?(?:地方|城市)|其他(?:地方|城市)|哪些(?:地方|城市)|哪个(?:地方|城市)"
)
# Where somebody is now, told beside the place that he asks about (在上海上班, 想回宿州).
_IS_NOW = re.compile(
    "(?:(?:人|现在?|目前|眼下|公司|厂子?|企业|单位|本部|注册|办公|常年|一直|我们?|家)(?:还|都|就|也|是)*(?:在|于)|现在?|目前)\\s*$"
)
_AT = re.compile("(?:[在是]|^|[,，。;；])\\s*$")
_DOES_THERE = re.compile(
    "[市省区县]?(?:这边|那边|里)?(?:上班|工作|干活|打工|读|上学|念书|教书|任职|任教|就职|当|做|开|办|有家|注册|经营"
    "|的?(?:高校|大学|学院|公司|企业|厂|单位|研究所|研究院|医院)(?!.{0,6}(?:政策|补贴|扶持|奖)))"
)
_BOUND_FOR = re.compile("(?:去|到|来|回|返|奔|投|落户?|落地|迁|搬|转|引|入驻)(?:往|到|去|回|在|至)?\\s*$")
_COMPARES = re.compile("比|对照|哪边|哪个|哪家|区别|还是|差别")
# Whether those who stay where they are may have what another place gives.
_FOR_US_TOO = re.compile(
    "也(?:能|可以|适用|享受|申请|算|有份)|(?:能|可以|可不可以|能不能)也|适用|(?:我们?|咱们?)[^,，]{0,3}(?:能不能|可不可以|能|可以)(?:申请|享受|用)"
)
# 老家宿州, 现在苏州上班, 想回去: there is where he wants to be.
_GOES_HOME = re.compile("(?:想|要|打算|准备|考虑|愿意|^|[,，。;；])回(?:去|来|老家|家乡|乡|家)(?!的路)")
_HOME = re.compile("(?:老家|家乡|籍贯|家|出生)(?:是|在|于)*\\s*$")
_OF_HOME = re.compile("人(?![才民社力大事寿])|籍")
_SOLD_TO = re.compile("(?:卖|销售?|发货?|出口|供货|货走)(?:往|到|给|去|至)?\\s*$")
_WHO_IS = re.compile("(?:我们?|咱们?|本人|他们?|她们?)(?:都|也)?是\\s*$")
_NATIVE = re.compile(
    "人(?![才民社力大事寿])|籍|户口|户籍|同胞|居民|(?:过|搬|迁)?来的|毕业"
    "|(?:青年|学生|老板|客商|商人|老乡|亲戚|团队|师傅|博士|硕士|小伙|姑娘)(?![公创驿科大站企])"
    "|的?(?:高校|大学|学院|医院|研究所|国企|央企)(?:的|在编|正式)*(?:老师|教师|教授|医生|研究员|员工|职工)"
    "|(?:那边|方面|的)?(?:占(?!地)|持股|出资|控股|股东|投资方|母公司)"
)
# Asked is the way to it: where, with whom, how, until when.
_ASKS_WAY = re.compile(
    "去哪|到哪|在哪|哪里|哪儿|找谁|找哪|谁(?:来?管|负责)|归(?:谁|哪|啥)|哪个?(?:部门|单位|窗口|科|局|银行|网站|平台)|电话|窗口|地址|网上"
    "|(?:怎么|咋|如何|怎样)(?:个?)(?:申请|申报|办|报|领|弄|交|走)|材料|手续|流程|程序|渠道|啥时候|什么时候|何时|几月|几号|截止|报上去"
)
_GIVES = re.compile(
    "补贴|补助|奖励|奖金|奖补|资助|扶持|支持|优惠|待遇|政策|好处|福利|减免|免税|贴息|贷款|融资|"
    "享受|兑现|免申即享|即申即享|一事一议|一人一策|安家费|奖|能贷|股权|入股|投点|说法|提成|开小灶|鼓励|照顾"
    "|(?<![收要花])钱|给(?:我们|咱|我|点|什么|啥|多少)|(?:补|返|领|拿)多少"
)

_MONEY = frozenset({"grant", "reward", "subsidy", "other"})

Terms = dict[str, float]


@dataclass(frozen=True)
class Question:
    """A question made ready for the search.

    `bigrams` and `words` are terms as `index.lexical` makes them, each with a weight up to 1; `plain` holds
    the texts for the encoder, each with its weight; `regions` holds the places asked about, for each name
    every place it may mean. `asks_way` tells that the last turn asks where, with whom, how or until when,
    `ways` what of it; `benefits` holds the kinds of benefit that are asked for by more than a word for money.
    """

    plain: tuple[tuple[str, float], ...]
    bigrams: Terms
    words: Terms
    regions: tuple[tuple[Region, ...], ...]
    seeks_benefit: bool
    asks_way: bool = False
    ways: frozenset[str] = frozenset()
    benefits: frozenset[str] = frozenset()


def read_question(text: str, earlier: Sequence[str] = ()) -> Question:
    """Read the last turn of a talk, misspelt places mended; words of `earlier` turns count less.

    `earlier` runs from the oldest. The places are those of the latest turn that names any; a place that is
    denied (不是相山) is none.
    """
    turns = _weighed([mend(turn).text for turn in (*earlier, text)])
    alone = _place_alone(turns[-1][0]) if earlier else ""
    return Question(
        # Without synonyms: the encoder knows them from its training, and adding them was measured to hurt.
        plain=tuple((plain, weight) for turn, weight in turns if (plain := " ".join(_told(turn)))),
        bigrams=_weighted(turns, bigrams) | dict.fromkeys(bigrams(alone), _PLACE_ALONE),
        words=_weighted(turns, words) | dict.fromkeys(words(alone), _PLACE_ALONE),
        regions=_regions([turn for turn, _ in turns]),
        seeks_benefit=any(seeks_benefit(turn) for turn, _ in turns),
        asks_way=bool(_ASKS_WAY.search(turns[-1][0])),
        ways=asked_ways(turns[-1][0]),
        benefits=frozenset(tag.name for turn, _ in turns for tag in find_terms(turn, "benefit")) - _MONEY,
    )


def seeks_benefit(turn: str) -> bool:
    """Whether a turn speaks of what may be given."""
    return bool(_GIVES.search(fold(turn)))


def _place_alone(turn: str) -> str:
    """那砀山呢: the place that is all that is new in a turn is what sets the clauses sought apart."""
    if _says_what(turn):
        return ""
    return " ".join(turn[one.start : one.end] for one in find_spoken_regions(turn))


def _regions(turns: Sequence[str]) -> tuple[tuple[Region, ...], ...]:
    """The places of the latest turn that names any; whence somebody comes counts where nothing else does.

    A place that was taken back (在宿州,不是嵊州) may be asked about once more, but does not stay.
    """
    gone = {
        mention.regions
        for turn in turns[:-1]
        for mention in find_spoken_regions(turn)
        if _is_denied(turn, mention)
    }
    told = [asked_regions(turn) for turn in turns]
    told = [asked if not _ELSEWHERE.search(turn) else () for turn, asked in zip(turns, told, strict=True)]
    told[:-1] = [tuple(place for place in asked if place not in gone) for asked in told[:-1]]
    held = [asked_regions(turn, whence=False) for turn in turns]
    held[:-1] = [tuple(place for place in asked if place not in gone) for asked in held[:-1]]
    return next((asked for asked in (*reversed(held), *reversed(told)) if asked), ())


def asked_regions(text: str, *, whence: bool = True) -> tuple[tuple[Region, ...], ...]:
    """The places that a text names and does not deny, each with every place its name may mean.

    `whence` counts in those that tell where somebody comes from.
    """
    mentions = find_spoken_regions(text)
    left = _left_behind(text, mentions)
    named = (
        mention.regions
        for mention in mentions
        if not (_is_denied(text, mention) or _is_market(text, mention) or mention in left)
        and (whence or not _comes_from(text, mention))
    )
    return tuple(dict.fromkeys(named))


def _left_behind(text: str, mentions: Sequence[RegionMention]) -> list[RegionMention]:
    """Where somebody is now, in a text that asks about another place: what holds there is not asked.

    A place that lies in the other one, or holds it, is not left for it.
    """
    now = [one for one in mentions if _is_now(text, one)]
    aside = (_comes_from, _is_denied, _is_market)
    others = [one for one in mentions if not (one in now or any(is_so(text, one) for is_so in aside))]
    stays = _FOR_US_TOO.search(text) and not any(_BOUND_FOR.search(text[: one.start]) for one in others)
    if not (now and others) or stays or _COMPARES.search(text):
        return []
    asked = {region for one in others for region in one.regions}
    return [
        one
        for one in now
        if not any(here.lies_in(there) or there.lies_in(here) for here in one.regions for there in asked)
    ]


def _is_home(text: str, mention: RegionMention) -> bool:
    """Whether somebody comes from a place and wants to go back."""
    of_home = _HOME.search(text[: mention.start]) or _OF_HOME.match(text[mention.end :])
    return bool(of_home and _GOES_HOME.search(text))


def _is_now(text: str, mention: RegionMention) -> bool:
    before, after = text[: mention.start], text[mention.end :]
    if _BOUND_FOR.search(before) or _is_home(text, mention):
        return False
    return bool(_IS_NOW.search(before) or (_AT.search(before) and _DOES_THERE.match(after)))


def _is_market(text: str, mention: RegionMention) -> bool:
    return bool(_SOLD_TO.search(text[: mention.start]))


def _is_denied(text: str, mention: RegionMention) -> bool:
    return bool(_DENIED.search(text[: mention.start]))


def says_only_places(text: str) -> bool:
    """Whether a text looks for nothing but places (那南京的呢)."""
    return not _says_what(text)


def _comes_from(text: str, mention: RegionMention) -> bool:
    before, after = text[: mention.start], text[mention.end :]
    if _is_home(text, mention):
        return False
    is_of = _WHO_IS.search(before) and after.startswith("的")
    return bool(is_of or _WHENCE.search(before) or _NATIVE.match(after))


def _weighed(turns: Sequence[str]) -> list[tuple[str, float]]:
    """Each turn with its weight: earlier ones count less, and those that were corrected less again.

    A correction that brings nothing but a figure (打错了,是6000万) needs all that was said before.
    """
    latest = max((place for place, turn in enumerate(turns) if _says_what(turn)), default=len(turns) - 1)
    weights = [_EARLIER if place < latest else 1.0 for place in range(len(turns))]
    for place, turn in enumerate(turns):
        if _CORRECTS.search(turn) and any(_says_what(later) for later in turns[place:]):
            weights[:place] = [weight * _CORRECTED for weight in weights[:place]]
    return list(zip(turns, weights, strict=True))


def _says_what(turn: str) -> bool:
    return any(len(part) > 1 and not part.isascii() for part in _told(turn))


def _weighted(turns: Sequence[tuple[str, float]], cut: Callable[[str], list[str]]) -> Terms:
    """Every term with the highest weight that any turn or synonym gives it."""
    heaviest: Terms = {}
    for turn, weight in turns:
        for term, share in _terms(turn, cut):
            heaviest[term] = max(heaviest.get(term, 0.0), weight * share)
    figures = _FIGURE.findall(fold(turns[-1][0])) if turns else ()
    return heaviest | {term: _FIGURE_ASKED for term in figures if term in heaviest}


def _terms(turn: str, cut: Callable[[str], list[str]]) -> Iterator[tuple[str, float]]:
    """Words in quotation marks are sought as they stand, so the words around them count less."""
    quoted = _QUOTED.findall(turn)
    told = _UNQUOTED if quoted else 1.0
    for words_sought in quoted:
        yield from ((term, 1.0) for term in cut(words_sought))
    for part in _told(turn):
        yield from ((term, told) for term in cut(part))
    for expansion in expansions(turn):
        yield from ((term, told * _SYNONYM * expansion.weight) for term in cut(expansion.official))


def _told(turn: str) -> list[str]:
    """The stretches of a turn between places, question words and punctuation."""
    phrases, single = _question_words()
    plain = phrases.sub(" ", fold(_without_places(turn, find_spoken_regions(turn))))
    parts = [""]
    for run in runs(plain):
        for word in [run] if run.isascii() else rjieba.cut(run):
            if word in single:
                parts.append("")
            else:
                parts[-1] += word
        parts.append("")
    return [part for part in parts if part]


def _without_places(text: str, mentions: Sequence[RegionMention]) -> str:
    """Places are matched by what documents apply to; as words they would outweigh what is asked."""
    for mention in reversed(mentions):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


@cache
def _question_words() -> tuple[re.Pattern[str], frozenset[str]]:
    """Phrases that are cut out anywhere, and words that are dropped only where they are words of their own.

    才 and 就 are dropped, 人才 and 就业 are not: short ones need the dictionary to tell.
    """
    lines = _QUESTION_WORDS.read_text(encoding="utf-8").splitlines()
    listed = {word for line in lines if not line.startswith("#") for word in line.split()}
    phrases = sorted((re.escape(word) for word in listed if len(word) > 2), key=len, reverse=True)
    return re.compile("|".join(phrases)), frozenset(word for word in listed if len(word) < 3)
