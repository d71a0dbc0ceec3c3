"""The words around the figures of an award: from where to where they go, what is given, on which base."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.reading.figures import Figure
from policies.reading.roles import entries
from policies.reading.sieve import Sieve

_WORDS = (
    "奖励 奖励金 奖金 奖补 补贴 补助 补助金 补偿 资助 贴息 支持 扶持 经费 资金 津贴 配套建设支持 配套 减免"
    " 返还 优惠 报销 算力券 服务券 创新券 消费券 券 购房款 股权投资 安家费 担保贷款 贷款 授信 补足 奖 补"
)
# A hard line break may stand inside a word; longer words go first, so that 奖 never cuts 奖励.
NOUN = "(?:" + "|".join(r"\s{0,2}".join(word) for word in sorted(_WORDS.split(), key=len, reverse=True)) + ")"
_TAXED = r"的?(?:税率|征收率)?(?:征收|(?:计算)?缴纳|计入|计征)[^，,。；;、：:（(\s]{2,16}"
_TAX_NAME = re.compile(r"税率|征收|计算缴纳|缴纳|计入|计征")
_AFTER = re.compile(
    rf"{_TAXED}|(?:[^，,。；;、：:（(\d]|\d{{1,2}}(?=年|个月)){{0,20}}?(?>{NOUN}{{1,3}})(?!项目|对象|期限)"
)
_LAST_NOUN = re.compile(
    rf"[\u4e00-\u9fffA-Za-z“”]{{0,16}}?(?:{NOUN}{{1,3}}(?:额度|标准|比例|总额|利率)?|利率|费率|税率|融资成本)"
)
_MARKS = re.compile(r"[，,。；;：:（()）？?！!]")
_GIVES = re.compile(r"(?:再|另行?|一次性)*(?:减?按照?(?!期|时)|给予|予以)")
_VERB = re.compile(
    r"(?:一次性|分别|再|可|统一)*(?:奖励|补贴|补助|资助|返还|减免|减征|退还|提供|发放|享受|下浮|下调|降至?|提高|(?<!等)奖|补)"
)
_CUES = re.compile(
    r"[按依]照|按其?|其中|并|降低|提升|至|到|给予|予以|最高|最多|不(?:得|应)?(?:超过?|高于|低于|少于)|至少|可以?|对其?|其|根据|以(?![内上下])|给(?=企业|个人|单位)|在|将|由|从|再|一次性|分别|每|返还"
    r"|补助|补贴|奖励|资助|上限|降至|下浮|提高到?至?"
)
_LEADING = re.compile(
    r"^(?:最长|期限|\d{1,2}(?:年|个月)期?|的|了|左右|以内|内|之?间|人民币|标准|比例|进行|给予|予以|享受|提供|发放|不等|年度|每年|适当|单个?|/\S|[/每]\S)+"
)
_EMPTY = re.compile(
    r"规定|获得|(?:以[上下内外])?的?部分|企业|项目|单位|一次性|比例|标准|额度?|个人|的|单个\S*|年度?|比率|总额|上再?|再|.*\d年|.*时|[前后第首][一二两三四五六七八九十、\d]*年|给.*|.*(?:企业|项目|人才|单位|机构|团队|平台|人员|主体|园区|个人)|.*(?:%|\d(?![\d月个年、—–~至-])).*|(?:中央|各级|[省市区县]级?)财政(?:统筹)?(?:资金)?"
)
_BARE = re.compile(
    r"(?:一次性)?(?:直接|事后|相应|专项|年度)?(?:奖励|奖金|奖补|补贴|补助|补偿|资助|支持|扶持|资金|经费|贴息|返还|减免|优惠|配套){1,2}(?:标准|额度|比例)?"
)
_NAME_BEGINS = re.compile(
    r"的|“|[届日]起|[万亿]?(?:美|欧|港)?元|(?:^|再)(?:名|家|项|次|件|企业|单位)?|分别|提供|发放|规定|鼓励|在|给予|予以|可|按|对|享受|申请|将|[每单](?:个|家|户|名|台|件|项|种|头|吨|辆|床位?)?(?:企业|单位|项目|主体|平台|机构|人|年|月|日|天|亩)?(?:年度)?"
)
_NAMED_BEFORE = re.compile(rf"[^的给予]{NOUN}$")
_NO_SUBJECT = re.compile("不超过|周期|期限|》")
_SUBJECT_HEAD = re.compile(r"^.*(?:认定为|评定为|被评为|评为|获评|获得)(?=.)")
_SUBJECT_TAIL = re.compile(r"(?:给予|予以).*$|的?(?:企业|单位|机构|个人)?(?:可|的)*$")
_TRIM = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]{1,4}条\s*|[^》]*》|、|其中|且|并(?=[^购])|对于?|针对|在|[（(]?第?[一二三四五六七八九十\d]{1,2}[、.．)）]|[（(])+|(?:每[^，,]{1,8})?(?:可|分别|一次性|均|并|再|另)*的?$"
)
_FREED = re.compile(
    r"(?:[^，,。；;、：:（()）\n或]|或(?!者?(?:给予|按照?|减))){1,40}(?:、[^，,。；;、：:（()）\n]{1,16}?(?:[税费金]|附加)(?=[、，,。；;及和或\n]|$))*"
)
_ON = re.compile(
    r"(?:按照?|根据|对)其?(?:缴纳的|企业)?([\u4e00-\u9fff]{0,20}?(?:税|费用?|额度?|租金|贡献|投入|收入|金额|留[成存])(?:部分|总额)?)(?:给予|予以|进行|[，,])"
)
_FROM_WHEN = re.compile(r"(?:前|后|首|第)[一二两三四五六七八九十]{0,2}年$")
_NO_CONDITION = re.compile(
    r"(?:[每单][^，,]{1,16})+|(?:最高|累计|原则上|同时|符合条件|企业|分别|一次性|可|择优|均|并|和|及|与|以及)*|(?:视|根据|依据|按|经|为了?)[^，,]*"
)
_STOP = re.compile("[。；;]")
_MARK = re.compile(r"[，,。；;：:]")
_REACH = 60
_LONGEST_SUBJECT = 16


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of an award at `text[start:end]`: what is given, and the base of its rate.

    `noun` is the benefit alone, "" where no noun stands with the figure.
    """

    start: int
    end: int
    what: str
    base: str | None
    noun: str


def wording(text: str, left: int, figures: Sequence[Figure], end: int) -> Wording:
    """The words of the award that these figures size, behind `left`, where the last one ends."""
    first = figures[0]
    phrase = _phrase_before(text, left, first.start)
    noun, until = _noun_after(text, figures, end)
    rate = next((figure for figure in figures if figure.kind == "rate"), None)
    base, until = _base(text, left, phrase, rate, until, end) if rate else (None, until)
    start = first.start - len(phrase) + _opening(phrase, first, base)
    if rate and rate.worded:
        name = f"{_tidy(text[rate.start : rate.end])}{base or ''}"
    else:
        name = noun or _noun_before(phrase) or _noun_earlier(text, left, start, base)
    if not name or _TAX_NAME.match(name):
        return Wording(start, until, _tidy(text[start:until]), base, name)
    return Wording(start, until, _named(text, left, start, _tidy(name), base), base, name)


def _phrase_before(text: str, left: int, at: int) -> str:
    words = text[max(left, at - _REACH) : at]
    return words[max((mark.end() for mark in _MARKS.finditer(words)), default=0) :]


def _noun_after(text: str, figures: Sequence[Figure], end: int) -> tuple[str, int]:
    until = max(figure.end for figure in figures)
    for k, figure in enumerate(figures):
        stop = figures[k + 1].start if k + 1 < len(figures) else end
        if not figure.worded and (hit := _AFTER.match(text, figure.end, stop)):
            words = _LEADING.sub("", _tidy(hit[0]))
            return words.rsplit("的", 1)[-1], max(until, hit.end())
    return "", until


def _noun_before(phrase: str) -> str:
    nouns = _LAST_NOUN.findall(_tidy(phrase))
    return _NAME_BEGINS.split(nouns[-1])[-1] if nouns else ""


def _noun_earlier(text: str, left: int, at: int, base: str | None) -> str:
    """The benefit named in an earlier phrase of the sentence: 发放算力券,每家最高10万元."""
    return "" if base else _noun_before(_STOP.split(text[max(left, at - _REACH) : at])[-1])


def _opening(phrase: str, first: Figure, base: str | None) -> int:
    """Where in its phrase the award begins: at the verb that gives, else at the noun or the unit."""
    if hit := _GIVES.search(phrase) or (None if first.worded else _VERB.search(phrase)):
        return hit.start()
    if base and base in phrase:
        return phrase.rfind(base)
    nouns = [] if first.worded else list(_LAST_NOUN.finditer(phrase))
    if nouns := [noun for noun in nouns if not noun[0].endswith("等奖")]:
        return nouns[-1].start()
    each = phrase.find("每")
    return each if each >= 0 else len(phrase)


def _base(text: str, left: int, phrase: str, rate: Figure, until: int, end: int) -> tuple[str | None, int]:
    if rate.worded:
        after = _FREED.match(text, rate.end, end)
        words = _LEADING.sub("", _tidy(after[0])) if after else ""
        if after and words and not _EMPTY.fullmatch(words) and not _BARE.fullmatch(words):
            return words.removesuffix("政策"), max(until, after.end())
        before = _FROM_WHEN.sub("", _CUES.split(_tidy(phrase))[-1].strip("的、"))
        return (None if _EMPTY.fullmatch(before) else before or None), until
    if piece := _last_piece(phrase + text[rate.start : rate.at]):
        return piece, until
    earlier = _ON.findall(_STOP.split(text[max(left, rate.start - 2 * _REACH) : rate.start])[-1])
    return (_tidy(earlier[-1]) if earlier else None), until


def _last_piece(words: str) -> str | None:
    pieces = [_tidy(piece).strip("的、") for piece in _CUES.split(words)]
    pieces = [piece.rsplit("的", 1)[-1] if re.search(r"\d", piece) else piece for piece in pieces]
    return next((p for p in reversed(pieces) if len(p) > 1 and not _EMPTY.fullmatch(p)), None)


def _named(text: str, left: int, start: int, what: str, base: str | None) -> str:
    """A bare 奖励 says little: what it is paid on, or whom it is paid to, goes before it."""
    bare = re.sub("^(?:企业|单位|个人)", "", what)
    if not _BARE.fullmatch(bare):
        return what
    what = bare
    if base and base not in what:
        return f"{base}{what}" if len(base) <= _LONGEST_SUBJECT else what
    subject = _SUBJECT_TAIL.sub("", _SUBJECT_HEAD.sub("", condition_before(text, left, start)))
    if len(subject) > _LONGEST_SUBJECT:
        subject = subject.rsplit("的", 1)[-1]
    if _NAMED_BEFORE.search(subject):
        return _NAME_BEGINS.split(subject)[-1]
    fits = 2 <= len(subject) <= _LONGEST_SUBJECT and not _NO_SUBJECT.search(subject)
    return f"{subject}{what}" if fits else what


def condition_before(text: str, left: int, at: int) -> str:
    """The words between the last award and this one that say for whom or when it is."""
    words = _tidy(text[max(left, at - _REACH) : at])
    phrases = [phrase for phrase in _MARK.split(words) if not _NO_CONDITION.fullmatch(phrase)]
    return _TRIM.sub("", phrases[-1]) if phrases else ""


def _tidy(words: str) -> str:
    return "".join(words.split()).strip("“”\"'")


@Sieve
def _kinds() -> Iterator[tuple[re.Pattern[str], tuple[str, re.Pattern[str]]]]:
    patterns = ((entry["kind"], re.compile(entry["words"])) for entry in entries("kind"))
    return ((pattern, (kind, pattern)) for kind, pattern in patterns)


_GENERAL = ("reward", "subsidy", "grant", "")


def kind_of(what: str, words: str) -> str:
    """The contract's word for a benefit named `what` in these words; `other` when nothing tells.

    >>> kind_of("租金补贴", ""), kind_of("补贴", "按贷款利息给予补贴"), kind_of("奖励", "给予奖励")
    ('rent_relief', 'interest_subsidy', 'reward')
    """
    named = _kind_in(what)
    wider = _kind_in(words) if named in ("subsidy", "grant", "") else ""
    return (wider if wider not in _GENERAL else named or wider) or "other"


def _kind_in(words: str) -> str:
    return next((kind for kind, pattern in _kinds.candidates(words) if pattern.search(words)), "")
