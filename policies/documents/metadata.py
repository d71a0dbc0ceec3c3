"""What a document is as a whole: title, issuer, number, place, dates, and whether it is in force."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from policies.documents.numbering import chinese_number
from policies.model import Clause, DocumentInfo, DocumentKind, Level, OutlineRole, SourceText, Status
from policies.vocabulary.regions import find_regions, resolve

_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,12}[〔\[（(【]\s*(?:19|20)\d{2}\s*[〕\]）)】]\s*(?:第\s*)?\d{1,4}\s*号"
)
_DAY = r"((?:19|20)\d{2})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?"
_DATE = re.compile(_DAY)
_CN_DATE = re.compile(
    r"([二〇○零一三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_FROM = re.compile(rf"自\s*{_DAY}\s*起(?:施行|实施|执行|生效)|从\s*{_DAY}\s*起(?:施行|实施|执行)")
_FROM_ISSUE = re.compile(r"自(?:发布|印发|公布|颁布)之日起\s*(?:正式)?(?:施行|实施|执行|生效)")
_UNTIL = re.compile(
    rf"有效期(?:限)?(?:为|至|到|截至|截止)?[^。]{{0,12}}?(?:至|到)\s*{_DAY}|(?:施行|执行|实施)?(?:至|到)\s*{_DAY}\s*(?:止|废止|失效)"
)
_TERM = re.compile(
    r"(?:有效期(?:限)?(?:为|：|:)?|暂定|试行期?|执行期限为?)\s*([0-9一二两三四五六七八九十]{1,2})\s*年"
)
_PUBLISHED = re.compile(rf"(?:发布|发表|公布|成文|印发|生成)?(?:时间|日期)\s*[:：]?\s*{_DAY}")
_ORGAN = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:人民政府(?:办公厅|办公室)?|委员会|管理委员会|管委会|办公室|领导小组|[局厅委部会院])"
)
_DRAFT = re.compile(r"征求意见稿|公开征求意见|送审稿|[(（]草案[)）]")
_NEWS = re.compile(r"记者|通讯员|责任编辑|本报讯|获悉|新闻发布会|据悉")
_STATUTE = re.compile(r"(?:中华人民共和国\S{2,20}法|条例)(?:[(（].{0,20}[)）])?$")
_GUIDE = re.compile(r"指南|指引|导引|问答|常见问题|解读|一图读懂|服务内容|办事")
_OFFICIAL = re.compile(r"通知|意见|办法|方案|措施|公告|规定|细则|决定|通告|政策")
_LEVELS = {"province": Level.PROVINCE, "city": Level.CITY, "county": Level.COUNTY, "park": Level.PARK}
_FRONT_CHARS, _BACK_CHARS = 1500, 1500


def describe(source: SourceText, clauses: Sequence[Clause]) -> DocumentInfo:
    """Metadata printed in the document or stated by its container; what nothing decides stays None."""
    meta, text = source.meta, source.text
    title = _title(source, clauses)
    region = meta.get("region") or _region(text, title, clauses)
    kind = _kind(source, title)
    published = _iso(meta.get("published")) or _published(text, clauses)
    start, end = _validity(source, published)
    return DocumentInfo(
        title=title,
        issuer=meta.get("issuer") or _issuer(text, title, clauses),
        doc_number=meta.get("doc_number") or _doc_number(text),
        region=region,
        level=_level(region),
        published=published,
        effective_from=start,
        effective_to=end,
        status=_status(source, title, kind, start),
        kind=kind,
    )


def _title(source: SourceText, clauses: Sequence[Clause]) -> str:
    if title := source.meta.get("title"):
        return title.strip()
    titles = [c for c in clauses[:12] if c.role == OutlineRole.TITLE]
    if titles:
        words = re.sub(r"\s+", "", source.text[titles[0].start : titles[0].end]).lstrip("#*")
        words = re.sub(r"^【[^】]{2,20}】", "", words)
        return words
    quoted = re.search(r"(?:发布|印发|公布|制定|出台)[^《。]{0,12}《([^》]{6,80})》", source.text[:600])
    if quoted:
        return quoted[1]
    first = re.sub(r"\s+", "", source.text[:200])
    return re.split(r"[。；;]", first, maxsplit=1)[0][:40] or "无标题文件"


def _doc_number(text: str) -> str | None:
    found = _NUMBER.search(text[:_FRONT_CHARS])
    return re.sub(r"\s", "", found[0]) if found else None


def _issuer(text: str, title: str, clauses: Sequence[Clause]) -> str | None:
    """The organ in the title, else the one that signs, else the source line of a web page."""
    if named := re.match(rf"({_ORGAN.pattern})(?:关于|印发|办公室关于)", title):
        return named[1]
    signed = [text[c.start : c.end] for c in clauses if c.role == OutlineRole.SIGNATURE]
    organs = [w for w in (re.sub(r"\s", "", s) for s in signed) if _ORGAN.fullmatch(w)]
    if organs:
        return "、".join(dict.fromkeys(organs))
    line = re.search(
        r"(?:信息来源|来源|发布机构|发文机构|发文机关|发文单位)\s*[:：]?\s*([\u4e00-\u9fff]{4,30})",
        text[:_FRONT_CHARS],
    )
    if line and _ORGAN.match(line[1]):
        return line[1]
    lead = re.search(rf"({_ORGAN.pattern})(?:发布|印发|公布)", text[:300])
    return lead[1] if lead else None


def _region(text: str, title: str, clauses: Sequence[Clause]) -> str | None:
    """The place in the title, else in the signature or the first lines, the deepest of what is certain."""
    places = {p for c in clauses if c.role == OutlineRole.TITLE if (p := place_of(text[c.start : c.end]))}
    if len(places) > 1 and not any(
        a.startswith(b) or b.startswith(a) for a in places for b in places if a != b
    ):
        return _shared_by(places)
    signed = "".join(text[c.start : c.end] for c in clauses if c.role == OutlineRole.SIGNATURE)
    if place := place_of(title):
        return place
    for words in (text[:300], signed):
        mentions = [m.regions for m in find_regions(words) if len(m.regions) == 1]
        if mentions:
            return mentions[0][0].full_name
    return None


def place_of(words: str) -> str | None:
    """The place that words such as a title name first, as deep as they say; None when that is not certain.

    >>> place_of("安徽省宿州市灵璧县人民政府关于支持就业的意见")
    '安徽省宿州市灵璧县'
    """
    certain = [m.regions[0].full_name for m in find_regions(words) if len(m.regions) == 1]
    return max((c for c in certain if c.startswith(certain[0])), key=len) if certain else None


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


def _iso(words: str | None) -> date | None:
    found = _DATE.search(words or "")
    return _day(*found.groups()) if found else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _dates(text: str) -> Iterator[date]:
    for found in _DATE.finditer(text):
        if day := _day(*found.groups()):
            yield day
    for found in _CN_DATE.finditer(text):
        year = "".join(
            str("〇一二三四五六七八九".index(c.replace("○", "〇").replace("零", "〇"))) for c in found[1]
        )
        if day := _day(year, str(chinese_number(found[2])), str(chinese_number(found[3]))):
            yield day


def _published(text: str, clauses: Sequence[Clause]) -> date | None:
    """A printed publication date, else the date under the signature, else a date line at the top."""
    if found := _PUBLISHED.search(text[:_FRONT_CHARS]):
        return _day(*found.groups())
    edges = [
        text[c.start : c.end] for c in clauses if c.role in (OutlineRole.SIGNATURE, OutlineRole.ISSUER_LINE)
    ]
    return next((day for words in edges for day in _dates(words)), None)


def _validity(source: SourceText, published: date | None) -> tuple[date | None, date | None]:
    meta, text = source.meta, source.text
    start, end = _iso(meta.get("effective_from")), _iso(meta.get("effective_to"))
    tail = text[-_BACK_CHARS:]
    if not start and (found := _FROM.search(tail) or _FROM.search(text)):
        start = _day(*[g for g in found.groups() if g][:3])
    if not start and _FROM_ISSUE.search(tail):
        start = published
    if not end and (found := _UNTIL.search(tail)):
        end = _day(*[g for g in found.groups() if g][:3])
    if not end and start and (found := _TERM.search(tail)):
        end = _years_later(start, chinese_number(found[1]))
    return start, end


def _years_later(start: date, years: int) -> date:
    """The last day of a term: three years from 8 September end on 7 September."""
    day = 28 if (start.month, start.day) == (2, 29) else start.day
    return start.replace(year=start.year + years, day=day) - timedelta(days=1)


def _kind(source: SourceText, title: str) -> DocumentKind:
    stated = source.meta.get("kind")
    if stated in list(DocumentKind):
        return DocumentKind(stated)
    head = source.text[:400] + source.text[-200:]
    if _STATUTE.search(title) and not re.search(r"实施|贯彻|方案|意见", title):
        return DocumentKind.STATUTE
    if _NEWS.search(head) or re.search(r"[?？!！]", title):
        return DocumentKind.NEWS
    if _GUIDE.search(title):
        return DocumentKind.GUIDE
    return DocumentKind.OFFICIAL if _OFFICIAL.search(title) else DocumentKind.OTHER


def _status(source: SourceText, title: str, kind: DocumentKind, start: date | None) -> Status:
    stated = source.meta.get("status")
    if stated in list(Status):
        return Status(stated)
    if _DRAFT.search(title) or _DRAFT.search(source.text[:600]):
        return Status.DRAFT
    if start or (kind == DocumentKind.OFFICIAL and _doc_number(source.text)):
        return Status.IN_FORCE
    return Status.UNKNOWN
