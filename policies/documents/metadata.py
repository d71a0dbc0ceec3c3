"""What a document is as a whole: title, issuer, number, place, and whether it is in force."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from policies.documents.validity import days_in, ended_with_the_epidemic, published_in, validity
from policies.documents.wrapping import DOCUMENT_NOUNS
from policies.model import Clause, DocumentInfo, DocumentKind, Level, OutlineRole, SourceText, Status
from policies.vocabulary.mentions import find_regions
from policies.vocabulary.regions import resolve, within

_YEAR_AND_NUMBER = re.compile(
    r"[〔\[（(【]\s{0,2}(?:19|20)\d{2}\s{0,2}[〕\]）)】]"
    r"\s{0,2}(?:第\s{0,2})?\d{1,4}\s{0,2}号(?!文|的|规定|要求)"
)
_NUMBER = re.compile(
    # Inside a sentence it is the number of another document.
    r"(?<![\u4e00-\u9fff、，。；“])(?!根据|按照|按|依据|符合|参照|执行|详见|见)[\u4e00-\u9fff]{1,12}"
    rf"[ \u3000]{{0,2}}{_YEAR_AND_NUMBER.pattern}"
)
_OF_ANOTHER = re.compile(r"》\s{0,2}[(（]\s{0,2}$")  # 《…》(国办发〔2018〕15号) is that title's number
_QUOTED = re.compile(r"《[^》]{0,80}》")  # titles of other documents, and the places in them
_ORGAN = (
    r"[\u4e00-\u9fff]{2,24}"
    r"(?:人民政府(?:办公厅|办公室)?|委员会|管理委员会|管委会|办公室|领导小组|[局厅委部会院])"
)
_WHOLE_ORGAN = re.compile(_ORGAN)
_TITLE_ORGAN = re.compile(rf"({_ORGAN})(?:关于|印发|办公室关于)")
_SOURCE_LINE = re.compile(
    r"(?:信息来源|来源|发布机构|发文机构|发文机关|发文单位)\s{0,3}[:：]?\s{0,3}([\u4e00-\u9fff]{4,30})"
)
_LEAD_ORGAN = re.compile(rf"({_ORGAN})(?:发布|印发|公布)")
_OWN_TITLE = re.compile(r"(?:发布|印发|公布|制定|出台)[^《。]{0,12}《([^》]{6,80})》")
_LABEL = re.compile(r"^(?:【[^】]{2,20}】|\d{1,3}[.、．]\s{0,3})")
_SITE = re.compile(r"\s{0,3}[_|-]\s{0,3}[^_|—-]{2,20}(?:网|网站|门户|平台|官网|人民政府)$")
_TWICE = re.compile(r"(.{8,}?)\1$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TITLE_END = re.compile(rf"(?:{DOCUMENT_NOUNS})(?:[(（][^()（）]{{1,20}}[)）])?$")
_ADDRESSES = re.compile(r"^(?:各|有关|区属|市属)[^。]*[:：]$")
_OF_SEVERAL = "宁新台港澳"  # 宁夏 and 南京, 新疆 and 新乡, 台湾 and 台州
_DRAFT = re.compile(
    r"征求意见稿|送审稿|[(（]草案[)）]|征求[^。\n]{0,80}意见的?(?:公告|通告|通知|启事|函)|^公开征求意见"
)
_ASKS_FOR_VIEWS = re.compile(r"现[^。\n]{0,30}征求[^。\n]{0,60}意见")
_REPEALED = re.compile(r"(?:有效性|时效性|效力(?:状态)?)\s{0,3}[:：]?\s{0,3}(?:已?失效|已?废止)")
_NEWS = re.compile(r"记者|通讯员|责任编辑|本报讯|获悉|新闻发布会|据悉")
_STATUTE = re.compile(r"(?:中华人民共和国\S{2,20}法|条例)(?:[(（].{0,20}[)）])?$")
_APPLIES_STATUTE = re.compile(r"实施|贯彻|方案|意见")
# Pictures with captions, and pages of agencies and promoters: they tell of a policy in words of their own.
_PICTURED = re.compile(r"一图[读看]懂|一张图[读看]懂|图解[:：]|图说政策")
_RETOLD = re.compile(r"招商网|投资促进网|(?:有限公司|事务所)(?=[^。]{0,200}(?:欢迎|首页|网站))")
_GUIDE = re.compile(r"指南|指引|导引|问答|常见问题|解读|服务内容|办事")
_OFFICIAL = re.compile(r"通知|意见|办法|方案|措施|公告|规定|细则|决定|通告|(?<!优惠|惠企|扶持)政策")
_LEVELS = {"province": Level.PROVINCE, "city": Level.CITY, "county": Level.COUNTY, "park": Level.PARK}
_FRONT = 1500
_HEAD = 600
_MOSTLY = 0.6
_UNTITLED = "无标题文件"


def describe(source: SourceText, clauses: Sequence[Clause]) -> DocumentInfo:
    """Metadata printed in the document or stated by its container; what nothing decides stays None."""
    meta, text = source.meta, source.text
    title = _title(source, clauses)
    number = meta.get("doc_number") or _doc_number(text)
    region = meta.get("region") or _region(text, title, number or "", clauses)
    kind = _kind(source, title)
    published = next(days_in(meta.get("published", "")), None) or published_in(text, clauses)
    start, end = validity(source, published)
    over = not start and not end and ended_with_the_epidemic(source.text)
    holds = bool(start or (kind == DocumentKind.OFFICIAL and number))
    return DocumentInfo(
        title=title,
        issuer=meta.get("issuer") or _issuer(text, title, clauses),
        doc_number=number,
        region=region,
        level=_level(region),
        published=published,
        effective_from=start,
        effective_to=end if not (start and end and end < start) else None,
        status=Status.EXPIRED if over else _status(source, title, holds=holds),
        kind=kind,
        original_kind=_stated_kind(meta.get("original_kind")),
    )


def _title(source: SourceText, clauses: Sequence[Clause]) -> str:
    """The container's title, else the first set as one, else that in the first sentence or line."""
    if title := source.meta.get("title", "").strip():
        return title
    head = takewhile(lambda clause: clause.role not in (OutlineRole.BODY, OutlineRole.SIGNATURE), clauses)
    set_as_title = (source.text[c.start : c.end] for c in head if c.role == OutlineRole.TITLE)
    titles = [tidied for words in set_as_title if len(_HAN.findall(tidied := _tidy(words))) >= 4]
    if titles:
        return titles[0]
    quoted = _OWN_TITLE.search(source.text[:600])
    return quoted[1] if quoted else _first_line(source.text)


def _first_line(text: str) -> str:
    """Among the first lines the one that ends like a title, else the first with words in it."""
    head = (_tidy(line) for line in text[:_FRONT].splitlines()[:12])
    lines = [line for line in head if len(_HAN.findall(line)) >= 4 and not _ADDRESSES.search(line)]
    best = next((line for line in lines if len(line) <= 60 and _TITLE_END.search(line)), None)
    return best or (re.split(r"[。；;]", lines[0], maxsplit=1)[0][:40] if lines else _UNTITLED)


def _tidy(title: str) -> str:
    """A title without blanks, marks, number, the web site's name, or its own repetition."""
    words = _LABEL.sub("", re.sub(r"\s+", "", _SITE.sub("", title.strip())).lstrip("#*"))
    words = words[:300]
    return _TWICE.sub(r"\1", words) if words[-8:] in words[:-8] else words


def _doc_number(text: str) -> str | None:
    """The document's own number; one behind a quoted title belongs to that title."""
    front = text[:_FRONT]
    for found in _NUMBER.finditer(front) if _YEAR_AND_NUMBER.search(front) else ():
        if not _OF_ANOTHER.search(text[max(0, found.start() - 6) : found.start()]):
            return re.sub(r"\s", "", found[0])
    return None


def _issuer(text: str, title: str, clauses: Sequence[Clause]) -> str | None:
    """The organ in the title, else the one that signs, else the source line of a web page."""
    if named := _TITLE_ORGAN.match(title):
        return named[1]
    signed = (re.sub(r"\s", "", text[c.start : c.end]) for c in clauses if c.role == OutlineRole.SIGNATURE)
    organs = dict.fromkeys(words for words in signed if len(words) < 60 and _WHOLE_ORGAN.fullmatch(words))
    if organs:
        return "、".join(organs)
    line = _SOURCE_LINE.search(text[:_FRONT])
    if line and _WHOLE_ORGAN.match(line[1]):
        return line[1]
    lead = _LEAD_ORGAN.search(text[:300])
    return lead[1] if lead else None


def _region(text: str, title: str, number: str, clauses: Sequence[Clause]) -> str | None:
    """The place in the title, else that of the signature or of the number, else of the first lines.

    Whom a notice is sent to (各市、贵安新区管委会:) does not say where it holds. What nothing decides is the
    place mostly spoken of.
    """
    places = {p for c in clauses if c.role == OutlineRole.TITLE if (p := place_of(text[c.start : c.end]))}
    if len(places) > 1 and not any(
        one != other and one.startswith(other) for one in places for other in places
    ):
        return _shared_by(places)
    if named := place_of(title):
        return named
    signed = "".join(text[c.start : c.end] for c in clauses if c.role == OutlineRole.SIGNATURE)
    front = "\n".join(line for line in text[:300].split("\n") if not _ADDRESSES.search(line.strip()))
    stated = (next(_certain_places(words), None) for words in (_QUOTED.sub("", front), signed, front))
    said = next((place for place in stated if place), None)
    lettered = _lettered(number)
    if lettered and not (said and said == place_of(signed) and within(said, lettered)):
        return lettered
    return said or _mostly_of(text)


def _lettered(number: str) -> str | None:
    """The place whose letter a document's number begins with (粤府〔2020〕12号); 宁 is that of several."""
    meant = resolve(number[0]) if number and number[0] not in _OF_SEVERAL else ()
    return meant[0].full_name if len(meant) == 1 else None


def place_of(words: str) -> str | None:
    """The place that words such as a title name first, as deep as they say; None when that is not certain.

    >>> place_of("安徽省宿州市灵璧县人民政府关于支持就业的意见")
    '安徽省宿州市灵璧县'
    """
    certain = list(_certain_places(words))
    return max((place for place in certain if place.startswith(certain[0])), key=len) if certain else None


def _certain_places(words: str) -> Iterator[str]:
    return (m.regions[0].full_name for m in find_regions(words) if len(m.regions) == 1)


def _mostly_of(text: str) -> str | None:
    """The deepest place that holds most of the places named, when it is named more than once, or as 全市."""
    counted = Counter(_certain_places(_QUOTED.sub("", text)))
    named = sum(counted.values())
    for place in sorted(counted, key=len, reverse=True):
        inside = sum(times for other, times in counted.items() if within(other, place))
        enough = inside > 1 or f"全{place[-1]}" in text or f"本{place[-1]}" in text
        if enough and inside >= _MOSTLY * named:
            return place
    return None


def _shared_by(places: set[str]) -> str | None:
    """The smallest region that holds all the articles of a collection, None when there is none."""
    paths = [resolve(place)[0].path for place in places]
    shared = [names[0] for names in zip(*paths, strict=False) if len(set(names)) == 1]
    return "".join(shared) or None


def _level(region: str | None) -> Level | None:
    if not region:
        return None
    if region in ("全国", "中国"):
        return Level.NATIONAL
    mentions = find_regions(region)
    return _LEVELS.get(str(mentions[0].regions[0].level)) if mentions and mentions[0].regions else None


def _stated_kind(stated: str | None) -> DocumentKind | None:
    return DocumentKind(stated) if stated in list(DocumentKind) else None


def _kind(source: SourceText, title: str) -> DocumentKind:
    if stated := _stated_kind(source.meta.get("kind")):
        return stated
    if _STATUTE.search(title) and not _APPLIES_STATUTE.search(title):
        return DocumentKind.STATUTE
    head = source.text[:_HEAD]
    if _NEWS.search(source.text[:400] + source.text[-200:]) or re.search(r"[?？!！]", title):
        return DocumentKind.NEWS
    if _PICTURED.search(title + head[:60]):
        return DocumentKind.NEWS
    if _GUIDE.search(title):
        return DocumentKind.GUIDE
    if _OFFICIAL.search(title):
        return DocumentKind.OFFICIAL
    return DocumentKind.NEWS if _RETOLD.search(head) else DocumentKind.OTHER


def _status(source: SourceText, title: str, *, holds: bool) -> Status:
    """What is printed: a draft, a repealed text, one that holds (a first day or a number); else unknown."""
    stated = source.meta.get("status")
    if stated in list(Status):
        return Status(stated)
    front = source.text[:600]
    if _DRAFT.search(title) or _DRAFT.search(front) or _ASKS_FOR_VIEWS.search(front):
        return Status.DRAFT
    if _REPEALED.search(source.text[:_FRONT]):
        return Status.EXPIRED
    return Status.IN_FORCE if holds else Status.UNKNOWN
