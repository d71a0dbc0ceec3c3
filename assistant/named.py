"""Which document a user means by 区里那份, 宿州的意见, a part of a title, a number; and which article."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from math import log

from assistant.alignment import heard
from index.lexical import bigrams, words
from index.query import asked_regions, read_question
from index.rows import StoredClause, StoredDocument
from index.scope import Places, Standing
from policies.model import DocumentKind, Level
from policies.numbers import chinese_number
from policies.vocabulary.regions import Region
from policies.vocabulary.terms import expansions

_TITLE = re.compile(r"《([^《》]+(?:《[^《》]+》[^《》]*)*)》")
_NUMBER = re.compile(r"[〔\[(（【]\s*(\d{4})\s*[〕\])）】]\s*第?\s*(\d+)\s*号")
_MENTION = re.compile(
    r"[^,，。;；:：?？!！\s“”「」]{0,24}?(?:文件|意见|方案|办法|措施|通知|规定|条例|细则|指南|问答|公告|决定|规划"
    r"|[稿篇份]|报道|新闻|(?:那|这)个[^,，。;；:：?？!！\s“”「」]{0,6})"
)
_SELF = re.compile(
    r"(?:我|咱|本人|本公司)们?(?:公司|企业|厂|家|司)?(?:是|在|住|来自|要去|想去|打算去)[^,，。;；?？]*"
)
_LEVELS = {
    Level.NATIONAL: re.compile("国家(?:的|那|层面|文件|里)|国务院|中央(?:的|文件|那)|部委"),
    Level.PROVINCE: re.compile("省里|省上|省级(?:的|那|文件)|全省那"),
    Level.CITY: re.compile("市里|市级(?:的|那|文件)|全市那"),
    Level.COUNTY: re.compile("[区县]里|[区县]级(?:的|那|文件)|全[区县]那"),
    Level.PARK: re.compile("园区(?:的|里|那)|开发区(?:的|里|那)|高新区(?:的|里|那)"),
}
_KINDS = {DocumentKind.NEWS: re.compile("新闻|报道|报纸"), DocumentKind.GUIDE: re.compile("指南|问答")}
_YEAR = re.compile(r"(?<!\d)(20\d{2}|[12]\d)年")
_ARTICLE = re.compile(
    r"第([一二三四五六七八九十百零两\d]+)(条|部分|章|项|点|款|段)|[（(]([一二三四五六七八九十]+)[）)]"
)
_COUNTED = re.compile(r"[一二三四五六七八九十百零]+|\d+")
_IN_TITLE = 0.6  # of the pairs of characters of a title that is told in part
_AS_GOOD = 0.6  # of what the best title says


@dataclass(frozen=True)
class Named:
    """What was said of where words stand. Nothing `told`: they may stand anywhere.

    `documents` are the ids of those meant; none, though something was told: what is meant is not held.
    """

    told: bool = False
    documents: frozenset[str] = frozenset()
    places: Places = field(default_factory=lambda: Places(()))
    articles: tuple[tuple[int, str], ...] = ()
    titles: tuple[str, ...] = ()

    def fits(self, clause: StoredClause) -> bool:
        """Whether a clause is where the user says."""
        return not self.told or (clause.document_id in self.documents and self._in_place(clause))

    def _in_place(self, clause: StoredClause) -> bool:
        headings = (*clause.clause.path, clause.clause.heading)
        return self.places.clause_standing(clause.info.region, headings, ()) is not Standing.APART

    def article_fits(self, clause: StoredClause) -> bool:
        """Whether the number that was told can be that of the clause or of what it is part of."""
        locator = clause.clause.locator
        held = {chinese_number(one) for one in _COUNTED.findall(locator)}
        return not held or all(
            number == _number_of(locator, unit) if unit and unit in locator else number in held
            for number, unit in self.articles
        )


def named_documents(
    around: Sequence[str], documents: Sequence[StoredDocument], home: str | None = None
) -> Named:
    """What `around`, turns from the latest back, say of the document meant; `home` is the user's place.

    The first turn that tells anything decides; in the earlier ones, a place alone is that of the user. An
    article is told in the latest only.
    """
    articles = tuple(_articles(around[0])) if around else ()
    for back, turn in enumerate(around):
        said = _SELF.sub(" ", turn)
        if back and not (_MENTION.search(said) or _TITLE.search(said)):
            continue
        if (named := _named(said, documents, home)) is not None:
            titles = tuple(d.info.title for d in documents if d.id in named[0])
            return Named(True, named[0], named[1], articles, titles)
    return Named(articles=articles)


def _named(
    said: str, documents: Sequence[StoredDocument], home: str | None
) -> tuple[frozenset[str], Places] | None:
    anywhere = Places(())
    if numbers := [tuple(found) for found in _NUMBER.findall(said)]:
        return _ids(d for d in documents if _number(d.info.doc_number or "") in numbers), anywhere
    if titles := _TITLE.findall(said):
        return _ids(d for title in titles for d in _titled(title, documents)), anywhere
    mention = " ".join(found[0] for found in _MENTION.finditer(said))
    regions = asked_regions(said)
    held = _of_places(regions, documents)
    levelled = _of_level(said, held, home)
    if not held:
        return frozenset(), Places(regions)
    meant = _by_title(mention, _of_year(mention, levelled), placed=bool(regions))
    if not regions and len(meant) == len(documents):
        return None
    return _ids(meant), Places(regions)


def _ids(documents: Iterator[StoredDocument] | Collection[StoredDocument]) -> frozenset[str]:
    return frozenset(document.id for document in documents)


def _number(told: str) -> tuple[str, str]:
    found = _NUMBER.search(told)
    return (found[1], found[2]) if found else ("", "")


def _titled(title: str, documents: Sequence[StoredDocument]) -> list[StoredDocument]:
    """The documents with these words in their titles, or nearly so."""
    wanted = heard(title)
    if whole := [document for document in documents if wanted in heard(document.info.title)]:
        return whole
    pairs = set(bigrams(wanted))
    shares = [len(pairs & set(bigrams(heard(d.info.title)))) / (len(pairs) or 1) for d in documents]
    best = max(shares, default=0.0)
    return [d for d, share in zip(documents, shares, strict=True) if share == best >= _IN_TITLE]


def _of_places(
    regions: tuple[tuple[Region, ...], ...], documents: Sequence[StoredDocument]
) -> list[StoredDocument]:
    """The documents of the places themselves; else of their parts or, last, of what they lie in."""
    if not regions:
        return list(documents)
    places = Places(regions)
    standings = [
        places.standing([document.info.region]) if document.info.region else Standing.APART
        for document in documents
    ]
    for wanted in (Standing.ITS_OWN, Standing.INSIDE, Standing.WIDER):
        if held := [d for d, standing in zip(documents, standings, strict=True) if standing is wanted]:
            return held
    return []


def _of_level(said: str, documents: list[StoredDocument], home: str | None) -> list[StoredDocument]:
    """Those of the tier that is told (区里那份), near the user's place where it is known."""
    levels = {level for level, told in _LEVELS.items() if told.search(said)}
    of_tier = [document for document in documents if document.info.level in levels]
    if home and of_tier:
        around = Places.named([home])
        near = [d for d in of_tier if around.standing([d.info.region]) is not Standing.APART]
        of_tier = near or of_tier
    return of_tier or documents


def _of_year(mention: str, documents: list[StoredDocument]) -> list[StoredDocument]:
    years = {year if len(year) == 4 else f"20{year}" for year in _YEAR.findall(mention)}
    dated = [
        document
        for document in documents
        if any(year in f"{document.info.title}{document.info.doc_number or ''}" for year in years)
        or (document.info.published and str(document.info.published.year) in years)
    ]
    return dated or documents


def _by_title(mention: str, documents: list[StoredDocument], *, placed: bool) -> list[StoredDocument]:
    """Those whose titles share most with how the document is called, words of all titles counting nothing."""
    told = set(read_question(mention).words)
    told |= {word for one in expansions(mention) for word in words(one.official)}
    told |= {word for word in words(mention) if word in ("意见", "方案", "办法", "措施", "通知", "报道")}
    titles = [set(words(document.info.title)) for document in documents]
    kinds = [any(k is d.info.kind and p.search(mention) for k, p in _KINDS.items()) for d in documents]
    common = Counter(word for title in titles for word in title)
    worth = {word: log(len(documents) / common[word]) for word in told if len(word) > 1 and common[word]}
    scores = [
        sum(worth.get(word, 0.0) for word in title) + kind for title, kind in zip(titles, kinds, strict=True)
    ]
    best = max(scores, default=0.0)
    if best <= (0.0 if placed else log(2)):
        return documents
    return [d for d, score in zip(documents, scores, strict=True) if score >= _AS_GOOD * best]


def _articles(said: str) -> Iterator[tuple[int, str]]:
    for number, unit, bracketed in _ARTICLE.findall(said):
        yield chinese_number(number or bracketed), unit


def _number_of(locator: str, unit: str) -> int | None:
    found = re.search(rf"([一二三四五六七八九十百零\d]+){unit}", locator) if unit else None
    return chinese_number(found[1]) if found else None
