"""A web page → the article in it: title, the line of date and source, document number, body, attachments."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from policies.documents.html_content import Article, find_article
from policies.documents.html_lines import lines_of, text_of
from policies.documents.html_tree import is_attachment
from policies.documents.text import Decoded, decode, encoding_warnings
from policies.errors import UnreadableDocument
from policies.model import SourceText

_CHARSET = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", re.IGNORECASE
)
_HEAD_BYTES = 4096
_SERVER_CODE = (
    ("%>", re.compile(r"<%.*?%>", re.DOTALL)),
    ("?>", re.compile(r"<\?(?:php|xml).*?\?>", re.DOTALL)),
)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_NEVER_NESTS = re.compile(
    r"area|base|br|col|d[dt]|embed|hr|img|input|li|link|meta|option|p|param|source|t[dhr]|t(?:body|foot|head)|wbr",
    re.IGNORECASE,
)
MAX_DEPTH = 1000
"""Deepest nesting of tags that is read; browsers stop at half of it, and parsing takes the square of it."""
_META_KEYS = {
    "title": ("articletitle", "og:title", "dc.title"),
    "published": (
        "pubdate",
        "publishdate",
        "publish_date",
        "article:published_time",
        "firstpublishtime",
        "dc.date",
    ),
    "source": ("contentsource", "source", "dc.source"),
    "issuer": ("publisher", "issuer", "fwjg", "dc.publisher"),
    "doc_number": ("docnumber", "fileno", "wenhao"),
    "site": ("sitename", "og:site_name"),
    "url": ("url", "og:url"),
}
_TITLE_SEPARATORS = re.compile(r"\s*[-_|\u2013\u2014\uff5c\u00bb>]+\s*")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")
_COUNTERS = re.compile(
    r"(?:浏览|阅读|点击|访问|查看)(?:次数|量|数|人数)?\s*[:\uff1a]\s*[-\d]*\s*次?|\d*\s*次(?:浏览|阅读|点击)|阅读次数"
    r"|[\[【(\uff08]?\s*(?:视力保护色|字体|字号|浏览字号|字体大小|文字大小)\s*[:\uff1a]?[\s\[【(\uff08]*"
    r"大\s*[|\s]*中\s*[|\s]*小[\s\]】)\uff09]*"
    r"|A\+?\s*大|[\[【(\uff08]?(?:打印本页|打印|关闭窗口|关闭本页|关闭|收藏)[\]】)\uff09]?(?=\s*(?:[|\[【]|打印|关闭|$))"
    r"|分享到?\s*[:\uff1a].*|作者\s*[:\uff1a]\s*admin\b"
)
_RECORD_LABEL = re.compile(
    r"(?:发布|发表|发文|成文|印发|更新|生成|信息|索引|文\s*号|字\s*号|来\s*源|机构|机关|单位|时间|日期|有效|效力|主题|分类"
    r"|公开|标题|名称|关键词|施行|实施|废止|作者|编辑|责编|体裁|组配|编号|状态)[^:\uff1a]{0,8}[:\uff1a\t]"
)
_DOC_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{2,15}[〔\[(\uff08【]\s*(?:19|20)\d\d\s*[〕\])\uff09】]\s*(?:第)?\s*\d+\s*号"
)
_NOISE = re.compile(
    r"(?:(?:首页|打印|关闭|返回顶部|返回首页|收藏|分享|大|中|小|A\+?|A-|次|位访客|登\s*录|注\s*册|无障碍(?:阅读|版|浏览)?"
    r"|长者助手|关怀版|繁体版?|简体版?|英文版|EN|网站地图|联系我们|友情链接|点击下载|分享按钮|正文|内容|\||-|\s)+"
    r"|扫一扫.{0,20}|(?:用)?手机.{0,6}扫.{0,12}|当前位置.*|您(?:当前)?(?:所在)?的?位置.*|您现在的位置.*|上一[篇个条].*|下一[篇个条].*"
    r"|分享到.{0,30}|相关(?:阅读|文章|新闻|链接|文档|解读|稿件|信息|推荐|政策解读)[:\uff1a]?|版权所有.*|主办单位.*|网站标识码.*"
    r"|.{0,12}ICP备.*|.{0,10}公网安备.*|备案序号.*|您是第.*|本文已.{0,12}阅读|点击查看.{0,4}解读.*|网站支持IPV6|欢迎.{0,20}访问.{0,30})"
)
_ABSTRACT = re.compile(r"(?:摘要|导读|简介)\s*[:\uff1a].*(?:\.{3}|…)\Z")
_SENTENCE = re.compile(r"[。\uff1b]")
_RECORD = {
    "doc_number": re.compile(r"(?:发文字号|文\s*号|文件编号)\s*[:\uff1a\t]\s*([^\t]{4,40}?\d\s*号)"),
    "issuer": re.compile(
        r"(?:发文机关|发布机构|发文单位|发布机关|制定机关)\s*[:\uff1a\t]\s*([^\s:\uff1a]{3,40})"
    ),
    "published": re.compile(
        r"(?:发布日期|发布时间|发表时间|发文日期)\s*[:\uff1a\t]\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2})"
    ),
    "source": re.compile(r"(?:信息来源|来\s*源)\s*[:\uff1a\t]\s*([^\s:\uff1a]{2,40})"),
    "validity": re.compile(r"(?:有\s*效\s*性|效力状态|是否有效)\s*[:\uff1a\t]\s*([^\s:\uff1a]{2,10})"),
}
_HEAD_LINES = 30


def read_html(data: bytes, name: str) -> SourceText:
    """Read a page, or a fragment of one, as the article in it.

    Scripts and entities are never run and nothing is fetched. A file without tags is read as text.
    Raises UnreadableDocument when no encoding fits or no article is left.
    """
    charset = _CHARSET.search(data[:_HEAD_BYTES])
    decoded = decode(data, name, (charset[1] or charset[2]).decode("ascii", "replace") if charset else None)
    page = _without_server_code(decoded.text.removeprefix("\ufeff"))
    if _nests_too_deeply(page):
        raise UnreadableDocument(
            f"{name}：网页标签嵌套超过 {MAX_DEPTH} 层，文件已损坏或有恶意，请复制文字存成 txt 再导入。"
        )
    tree = LexborHTMLParser(page)
    meta = _head(tree)
    lines, title = _article_lines(tree.body, _titles(tree, meta)) if tree.body else ([], "")
    if title and not _stated(tree, title):
        meta["title"] = title
    if not lines:
        raise UnreadableDocument(
            f"{name}：网页里没有正文（可能由脚本加载），"
            "请在浏览器中打开后另存为 pdf，或复制文字存成 txt 再导入。"
        )
    return _source(data, name, decoded, lines, _record(lines[:_HEAD_LINES]) | meta)


def _without_server_code(page: str) -> str:
    for end, code in _SERVER_CODE:
        last = page.rfind(end) + len(end)  # beyond it, every search for an end would run through all the rest
        page = code.sub(" ", page[:last]) + page[last:]
    return page


def _nests_too_deeply(page: str) -> bool:
    depth = 0
    for closes, tag in _TAG.findall(page):
        if not _NEVER_NESTS.fullmatch(tag):
            depth = max(0, depth - 1) if closes else depth + 1
            if depth > MAX_DEPTH:
                return True
    return False


def _source(data: bytes, name: str, decoded: Decoded, lines: list[str], meta: dict[str, str]) -> SourceText:
    return SourceText(
        text="\n".join(lines) + "\n",
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/html",
        meta=meta,
        warnings=encoding_warnings(decoded, name),
    )


def _head(tree: LexborHTMLParser) -> dict[str, str]:
    """What the head of the page states; a date is printed as YYYY-MM-DD or left out."""
    said: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        key = node.attributes.get("name") or node.attributes.get("property") or ""
        said.setdefault(key.lower(), " ".join((node.attributes.get("content") or "").split()))
    meta = {
        key: next((said[name] for name in names if said.get(name)), "") for key, names in _META_KEYS.items()
    }
    meta["published"] = _iso_date(meta["published"])
    meta["title"] = meta["title"] or _without_site(_page_title(tree), meta["site"])
    return {key: value for key, value in meta.items() if value}


def _without_site(title: str, site: str) -> str:
    """The title of the article in the title of the page, which names the site behind (or before) it."""
    if site and site in title:
        title = title.replace(site, "").strip(" -_|\u2013\u2014")
    parts = [part for part in _TITLE_SEPARATORS.split(title) if part]
    last = parts[-1] if parts else ""
    if len(parts) > 1 and re.search(r"(?:网|网站|门户|平台|局|委|政府|厅|新闻中心|公司)\Z", last):
        return title[: title.rindex(last)].strip(" -_|\u2013\u2014\uff5c\u00bb>")
    return title


def _stated(tree: LexborHTMLParser, title: str) -> bool:
    """Whether the head of the page already states this title."""
    return any(_squash(title)[:20] in _squash(said) for said in _titles(tree, _head(tree)))


def _titles(tree: LexborHTMLParser, meta: dict[str, str]) -> tuple[str, ...]:
    stated = dict.fromkeys((meta.get("title", ""), _page_title(tree)))
    return tuple(title for title in stated if len(title) > 3)


def _page_title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("title")
    return " ".join((node.text() or "").split()) if node is not None else ""


def _iso_date(said: str) -> str:
    found = _DATE.search(said)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def _article_lines(body: LexborNode, titles: tuple[str, ...]) -> tuple[list[str], str]:
    """The lines of the article, and the title that stands above its content (blank if none does)."""
    article = find_article(body, titles)
    title = " ".join(line.strip() for line in lines_of(article.title)) if article.title else ""
    content = _trimmed(lines_of(article.content))
    if article.inside:
        content = _from_title(content, title)
    before, after = _around(article)
    info = [line for line in lines_of(article.info) if not _is_noise(line)] if article.info else []
    known = {_squash(line) for line in content[:_HEAD_LINES]} | {_squash(title)}
    record = [line for line in dict.fromkeys((*info, *before)) if _squash(line) not in known]
    repeated = not title or _squash(title) in map(_squash, content[:1])
    lines = [*([] if repeated else [title]), *record, *content, *after]
    return [line.rstrip() for line in lines if line.strip()], title


def _from_title(content: list[str], title: str) -> list[str]:
    """Put the title of a wide content first, and drop what stands above it except a record."""
    start = next((place for place, line in enumerate(content) if _squash(line) == _squash(title)), None)
    if start is None:
        return content
    record = [line for line in content[:start] if _RECORD_LABEL.search(line)]
    return [content[start], *record, *content[start + 1 :]]


def _squash(text: str) -> str:
    return "".join(text.split())


def _around(article: Article) -> tuple[list[str], list[str]]:
    """Lines of the scope before and after the content: title, record and attachments, nothing else."""
    if article.title is None or article.scope.mem_id == article.content.mem_id:
        return [], _attachments(article)
    before = lines_of_before(article.scope, article.content.mem_id)
    title = text_of(article.title)
    starts = [place for place, line in enumerate(before) if _squash(line) == title]
    kept = [_clean(line) for line in before[starts[-1] + 1 :]] if starts else []
    return [line for line in kept if _is_record(line)], _attachments(article)


def lines_of_before(scope: LexborNode, marker: int) -> list[str]:
    """The lines of a subtree that stand before the element `marker`."""
    later: set[int] = {marker}
    seen = False
    for node in scope.traverse(include_text=False):
        seen = seen or node.mem_id == marker
        if seen:
            later.add(node.mem_id)
    return lines_of(scope, frozenset(later))


def _attachments(article: Article) -> list[str]:
    """Links to files that stand beside the content, each on a line of its own."""
    outside = article.scope.mem_id != article.content.mem_id
    scope = article.scope if outside else article.content.parent or article.content
    inside = {link.mem_id for link in article.content.css("a[href]")}
    links = [link for link in scope.css("a[href]") if is_attachment(link) and link.mem_id not in inside]
    return list(dict.fromkeys(line for link in links for line in lines_of(link)))


def _is_record(line: str) -> bool:
    text = line.strip()
    if not text or _NOISE.fullmatch(text) or _ABSTRACT.match(text):
        return False
    return bool(_RECORD_LABEL.search(text) or _DATE.search(text) or _DOC_NUMBER.search(text))


def _trimmed(lines: Iterable[str]) -> list[str]:
    """The lines of the content without buttons, counters and what a page puts behind an article."""
    return [line for line in map(_clean_short, lines) if line.strip() and not _is_noise(line)]


def _is_noise(line: str) -> bool:
    text = line.strip()
    return bool(_NOISE.fullmatch(text) and not _SENTENCE.search(text)) or bool(_ABSTRACT.match(text))


def _clean_short(line: str) -> str:
    return _clean(line) if len(line) < 60 and not _SENTENCE.search(line) else line


def _clean(line: str) -> str:
    return _COUNTERS.sub("", line).rstrip()


def _record(lines: Iterable[str]) -> dict[str, str]:
    """What the record in front of the article states, by label."""
    return dict(_labelled("\n".join(line for line in lines if len(line) < 200)))


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    for key, pattern in _RECORD.items():
        if found := pattern.search(text):
            value = _iso_date(found[1]) if key == "published" else found[1].strip()
            if value:
                yield key, value
