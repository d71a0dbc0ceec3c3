"""Conditions that a fact of a profile answers: standing, size, owner, degree, seat, place of work, trade."""

import re
from collections.abc import Iterator

from policies.model import Criterion
from policies.reading.patterns import Rule, guarded, pattern, rules
from policies.reading.sieve import PartSieve
from policies.vocabulary.mentions import find_regions
from policies.vocabulary.regions import resolve
from policies.vocabulary.term_files import folded
from policies.vocabulary.terms import canonical, find_in_part, find_terms

# Words that a profile answers with another key, or that name no standing by themselves.
_VAGUE = {"重点企业", "外企", "骨干企业", "重点骨干企业"}
_ROW = 12  # characters before a trade in which the row that it stands in shows
_NO_TRADE_WORD = re.compile(r"行业|企业|领域|产业|项目|单位|[、和及与或等类业的]")
_LEVEL_NAME = re.compile("国家|[省市区县]")
_LEVEL = re.compile("^(?:国家|[省市区县])级?")
_LEVELS = re.compile(r"(?:(?:国家|[省市区县])级?[、和及或与/])+$")
# 对旅行社, 支持影院: the name of a trade that is the name of those who follow it.
_BODY = re.compile("(?:社|事务所|公司|[店馆厂]|超市|民宿|农家乐|景区|影院)$")
_FOR_IT = re.compile(r"(?:[对为向]|支持|鼓励|帮助|扶持|给予|各类|符合条件的)$")
_WHO = ("scale", "ownership", "industries", "qualifications")
_FAR = 120  # characters behind a trade in which stands what it covers
_REACH = 40  # characters around a word for someone in which shows what is said of him
_JOINT = re.compile(r"[、和及与或]|以及")
_NOTE = re.compile(r"[(（][^()（）]*[)）]")
_SERVED_BY = guarded("served_by")
_BROUGHT_HERE = guarded("brought_here")
_TITLE_ROW = guarded("title_row")
_RANK = re.compile("[初中高特]级")
_CUT = re.compile(r"[。；;，,：:（）()]")
_MUNICIPALITIES = ("北京市", "上海市", "天津市", "重庆市")
_NO_STANDING = {
    "中小企业",
    "小微企业",
    "民营企业",
    "国有企业",
    "外资企业",
    "信用良好企业",
    "初创企业",
    "上市企业",
    "新三板挂牌企业",
    "失信企业",
}


def find_profile_conditions(text: str, start: int, end: int, place: str = "") -> list[Criterion]:
    """The conditions in `text[start:end]` that a key of the profile answers, sorted by offset.

    `place` is the region that the document is made for: 本市 means that.
    """
    standings = list(_standings(text, start, end, place))
    named = bytearray(end - start)
    for one in standings:
        named[one.start - start : one.end - start] = b"\1" * (one.end - one.start)
    others = (
        *_titles(text, start, end),
        *_ruled(text, start, end),
        *_trades(text, start, end),
        *_places(text, start, end, place),
    )
    found = [*standings, *(one for one in others if not any(named[one.start - start : one.end - start]))]
    if _BROUGHT_HERE.may_match(text, start, end):
        brought = [hit.span() for hit in pattern("brought_here").finditer(text, start, end)]
        found = [one for one in found if not any(left < one.start < right for left, right in brought)]
    helped = [right for _, right in served_by(text, start, end)]
    mine = (
        one
        for one in found
        if one.about not in _WHO
        or any(not _CUT.search(text, right, one.start) for right in helped if right <= one.start)
        or not _of_others(text, start, end, one)
    )
    return sorted(mine, key=lambda one: (one.start, one.end))


def served_by(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Who serves those of whom `text[start:end]` speaks (银行为受灾企业提供贷款); the gift may be behind."""
    reach = min(len(text), end + _FAR)
    if _SERVED_BY.may_match(text, start, reach):
        hits = pattern("served_by").finditer(folded(text), start, reach)
        yield from (hit.span() for hit in hits if hit.end() <= end)


def _of_others(text: str, start: int, end: int, one: Criterion) -> bool:
    """Whether it describes those whom someone serves, rents from or works at (对为小微企业减租的业主)."""
    ahead = _around(_CUT.split(_NOTE.sub("", text[max(start, one.start - _REACH) : one.start]))[-1])
    behind = _around(_CUT.split(text[one.end : min(end, one.end + _REACH)])[0])
    if pattern("for_others").search(ahead) or pattern("used_of_others").match(behind):
        return True
    lent = pattern("lent_to_others")
    if one.about != "qualifications" and lent.search(f"{ahead}#{behind}"):
        return True
    if one.about == "qualifications" and pattern("brought_about").search(ahead):
        return True
    place = one.about == "qualifications" and pattern("names_a_place").search(one.quote)
    return bool(place and (pattern("at_a_place").search(ahead) or pattern("in_a_place").match(behind)))


def _around(words: str) -> str:
    return "".join(words.split())


@PartSieve
def _sieve() -> Iterator[tuple[re.Pattern[str], Rule]]:
    return ((rule.words, rule) for rule in rules())


def _ruled(text: str, start: int, end: int) -> Iterator[Criterion]:
    taken: dict[str, list[tuple[int, int]]] = {}
    for rule in _sieve.candidates(text, start, end):
        for hit in rule.words.finditer(text, start, end):
            spans = taken.setdefault(rule.about, [])
            if not any(hit.start() < right and left < hit.end() for left, right in spans):
                spans.append(hit.span())
                yield _of_rule(text, rule, *hit.span())


def _titles(text: str, start: int, end: int) -> Iterator[Criterion]:
    for hit in _TITLE_ROW.finditer(text, start, end):
        titles = tuple(level + hit["what"] for level in _RANK.findall(hit["levels"]))
        yield Criterion.of(text, *hit.span(), about="title", op="in", value=titles)


def _of_rule(text: str, rule: Rule, start: int, end: int) -> Criterion:
    return Criterion.of(text, start, end, about=rule.about, op=rule.op, value=rule.value)


def _standings(text: str, start: int, end: int, place: str) -> Iterator[Criterion]:
    for tag in find_in_part(folded(text), start, end, "qualification"):
        left, right = start + tag.start, start + tag.end
        if tag.name in _NO_STANDING or tag.text in _VAGUE or pattern("graded").match(text[right:end]):
            continue
        one = Criterion.of(text, left, right, about="qualifications", op="is", value=_called(tag.name, place))
        yield from _at_levels(text, start, one, place)


def _at_levels(text: str, start: int, one: Criterion, place: str) -> Iterator[Criterion]:
    """国家级、省级企业技术中心: the standing at each of the levels in the row, one of which is enough."""
    row = _LEVELS.search(text[max(start, one.start - _ROW) : one.start])
    kind = _LEVEL.sub("", one.quote)
    if row is None or kind == one.quote:
        yield one
        return
    left = one.start - len(row[0])
    names = [f"{level}级{kind}" for level in _LEVEL_NAME.findall(row[0])]
    for name in dict.fromkeys((*(_called(name, place) for name in names), one.value)):
        whole = Criterion.of(text, left, one.end, about="qualifications", op="is", value=name)
        yield whole.model_copy(update={"group": f"or{left}"})


def _called(name: str, place: str) -> str:
    """The standing of that name; what a municipality (北京市) recognises ranks with what a province does."""
    if place.startswith(_MUNICIPALITIES) and name.startswith("市级"):
        name = f"省级{name.removeprefix('市级')}"
    return canonical("qualification", name) or name


def _trades(text: str, start: int, end: int) -> Iterator[Criterion]:
    """A trade is a condition where it says what an enterprise or project is (医药企业)."""
    row: list[tuple[str, int, int]] = []
    for tag in find_in_part(folded(text), start, end, "industry"):
        if row and not re.fullmatch(r"\s*[、和及与或]?\s*", text[row[-1][2] : start + tag.start]):
            row = []
        row.append((tag.name, start + tag.start, start + tag.end))
        ahead = text[max(start, row[0][1] - _ROW) : row[0][1]]
        # 非金融企业债券 is no matter of banks.
        if ahead.endswith("非") or pattern("in_row_of_bodies").search(ahead):
            continue
        behind = _around(text[row[-1][2] : min(end, row[-1][2] + _REACH)])
        pursued = pattern("trade_pursued").search(ahead) and pattern("pursued_by").match(behind)
        is_body = _BODY.search(tag.text) and _FOR_IT.search(ahead)
        if pursued or is_body or pattern("head_of_trade").match(behind[:20]):
            if not pattern("trade_that_helps").match(behind):
                beside = _untold(_around(text[max(start, row[0][1] - _REACH) : row[0][1]]))
                wider = _covered(_around(text[row[-1][2] : min(end, row[-1][2] + _FAR)]))
                named = tuple(dict.fromkeys((*beside, *(name for name, _, _ in row), *wider)))
                yield Criterion.of(text, row[0][1], row[-1][2], about="industries", op="in", value=named)
            row = []


def _untold(ahead: str) -> tuple[str, ...]:
    """The trades in the row before a known one that have no official name (对精密铸件和模具企业)."""
    joined = _CUT.split(ahead)[-1]
    row = pattern("before_a_trade").sub("", joined)
    names = [name for name in _JOINT.split(row) if name]
    if not _JOINT.search(joined[-1:]) or any(pattern("no_trade").search(name) for name in names):
        return ()
    return tuple(name for name in names if not find_terms(name, "industry"))


def _covered(behind: str) -> tuple[str, ...]:
    """The trades that a trade is said to cover (大健康主体,涵盖化妆品、医疗器械等), as called."""
    said = pattern("covers").match(behind)
    names = [name for name in _JOINT.split(said["trades"]) if name] if said else []
    return tuple(name for name in names if not pattern("no_trade").search(name))


def excluded_trades(words: str) -> tuple[str, ...]:
    """The industries that an exception names; () where it names anything else too (国有企业, 采矿类项目)."""
    tags = find_terms(words, "industry")
    rest = words
    for tag in reversed(tags):
        rest = rest[: tag.start] + rest[tag.end :]
    return () if _NO_TRADE_WORD.sub("", rest) else tuple(dict.fromkeys(tag.name for tag in tags))


def excluded_places(words: str) -> tuple[str, ...]:
    """The places that an exception names (不含深圳); () where it names anything else or one of several."""
    rest = words
    named = find_regions(words)
    for mention in reversed(named):
        rest = rest[: mention.start] + rest[mention.end :]
    if _JOINT.sub("", rest).strip("市县区省等内") or any(len(mention.regions) != 1 for mention in named):
        return ()
    return tuple(dict.fromkeys(mention.regions[0].full_name for mention in named))


@PartSieve
def _seats() -> Iterator[tuple[re.Pattern[str], tuple[str, re.Pattern[str]]]]:
    """The words for each key that holds a place."""
    named = (
        *(("region", "seat"), ("region", "tax_seat")),
        *(("employer_region", "workplace"), ("hukou", "household")),
    )
    return ((pattern(name), (about, pattern(name))) for about, name in named)


def _places(text: str, start: int, end: int, place: str) -> Iterator[Criterion]:
    for about, words in _seats.candidates(text, start, end):
        for hit in words.finditer(text, start, end):
            where = _region(hit.groupdict().get("place") or hit.groupdict().get("place2") or "", place)
            if where:
                yield Criterion.of(text, *hit.span(), about=about, op="within", value=where)


def _region(words: str, place: str) -> str:
    """本区 and 辖区 are the document's place, 本市 the city it lies in; "" for a place that is not known."""
    if own := re.match(r"[我本]([省市区县州])", words):
        return place[: place.rfind(own[1]) + 1] or place
    if not words or re.match(r"辖区|[省市区县]内", words):
        return place
    regions = resolve(words) if len(words) == 1 else ()  # 在莞
    named = {region.full_name for mention in find_regions(words) for region in mention.regions}
    named |= {region.full_name for region in regions}
    near = {name for name in named if name.startswith(place[:2])} if len(named) > 1 else named
    return near.pop() if len(near) == 1 else ""
