"""Where in a page the article is: the smallest part that holds the sentences, once navigation is gone.

Sites differ, sentences do not: navigation is links and short words, an article is punctuation outside links.
Names of tags, classes and ids only help where they speak plainly, and never remove a part that holds much of
the sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from policies.documents.html_lines import FILE_LINK, SKIPPED_TAGS, children, text_of

_CHROME_TAGS = "nav, header, footer, aside, menu, dialog"
_CHROME_NAME = re.compile(
    r"crumb|curmb|\bcurb\b|bread|footer|\bfoot\b|copyright|sitemap|share|qrcode|qr_|ewm|erweima|weixin-|paginat|pagebar"
    r"|prev-?_?next|page_?up|page_?down|next_?page|related|relat(?:e|ion)_|recommend|sidebar|side-?_?nav|tool_?bar"
    r"|weizhi|dqwz|location\b|position\b|address\b|xgxw|xgwj|xgwd|xgyd|xgzc|xgjd|xg_|print|font-?_?size|setfont|zihao"
    r"|login|search|banner|topbar|top_bar|gb_top|hotword|hotkey|hot_list|friend|yqlj|dianzan|pinglun|comment|quickbar"
    r"|llcs|hits\b|visit|wza\b|jiucuo|slh\b|main_?nav|sub_?nav|nav_?bar|nav_?box|\bnav\b|nav[-_]|[-_]nav\b|menu"
    r"|pagecommon|float-?bar|fixed-?bar|right-?bar|gotop|go_top|backtop|back-to-top|\bheader\b|header[-_]|\btop\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_KNOWN_CONTENT = (
    "#zoom, #zoomcon, #Zoom, #UCAP-CONTENT, ucapcontent, .TRS_Editor, .trs_editor_view, .trs_paper_default"
    ", #js_content, .wp_articlecontent, #vsb_content, .v_news_content, .article-content"
    ", .article_content, .content_article, .articleContent, .news_content, .newsContent"
    ", .xxgk_content, .pages_content, #artibody, #articleContent, #article_content, #news_content"
    ", .news-content, .article-body, .entry-content"
    ", .detail-content, .ewb-article-info, .wzcon, .bt-content, #ContentRegion, #content_detail, .arti_cont"
    ", .b12c, #div_content, #newsContent, .easysite-news-text"
)
_CONTAINERS = frozenset(
    [
        *("html", "body", "div", "section", "article", "main", "form", "center", "font"),
        *("td", "tr", "tbody", "table"),
    ]
)
_SENTENCE_MARKS = re.compile("[,。;\uff0c\uff1b\uff1a、]")
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_MARK_WEIGHT = 20
_CHINESE_WEIGHT = 0.2
_MUST_KEEP = 0.3  # a part with this share of the sentences is never navigation, whatever its class is called
_MUST_KEEP_TAG = 0.6  # nor whatever its tag is, though <nav> is plainer than a class
_KNOWN_ENOUGH = 0.8
_DESCEND = 0.92
_TITLE_ELEMENTS = (
    "h1, h2, h3, h4, ucaptitle, [class*=title], [class*=Title], [id*=title], [id*=Title], [class*=tit]"
)
_MIN_TITLE = 5
_AFTER_TITLE = "-_|\u2013\u2014\uff5c\u00bb>(\uff08"
_INFO_LABELS = re.compile(
    "索引号|主题分类|发文机关|发布机构|成文日期|发文字号|文\\s*号|发布日期|有效性|公开方式|主题词|信息名称|生成日期"
)
_MIN_INFO_LABELS = 3
_MAX_INFO_CHARS = 800


@dataclass(frozen=True)
class Article:
    """The parts of a page that belong to the document, in order.

    `info` is the table of 索引号, 文号 …; `scope` holds title and content and what stands between them.
    """

    content: LexborNode
    scope: LexborNode
    title: LexborNode | None
    info: LexborNode | None


def find_article(body: LexborNode, titles: tuple[str, ...]) -> Article:
    """Find the article of a page; `titles` are the titles that the head of the page states, best first.

    Removes navigation from the tree.
    """
    titles = tuple("".join(title.split()) for title in titles)
    _remove_chrome(body, titles)
    weights = _weights(body)
    content = _content(body, weights)
    order = {node.mem_id: place for place, node in enumerate(_elements(body))}
    title = _title(body, content, titles, order)
    scope = _common_ancestor(title, content) if title else content
    return Article(content, scope, title, _info(body, content, scope))


def is_attachment(node: LexborNode) -> bool:
    """Whether a link leads to a file."""
    return bool(FILE_LINK.search(node.attributes.get("href") or ""))


def is_within(node: LexborNode | None, ancestor: LexborNode) -> bool:
    """Whether `ancestor` is the node or above it."""
    while node is not None:
        if node.mem_id == ancestor.mem_id:
            return True
        node = node.parent
    return False


def _elements(root: LexborNode) -> Iterator[LexborNode]:
    """Elements of a subtree in document order, without recursion: pages nest deeper than Python's stack."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed([child for child in children(node) if child.is_element_node]))


def _remove_chrome(body: LexborNode, titles: tuple[str, ...]) -> None:
    for node in body.css(", ".join(tag for tag in SKIPPED_TAGS if tag[0].isalpha() and tag != "head")):
        node.decompose()
    weights = _weights(body)
    total = weights.get(body.mem_id, 0.0)
    named = [node for node in body.css("[class], [id], [style], " + _CHROME_TAGS) if _is_chrome(node)]
    holds_title = {
        id_ for node in body.css(_TITLE_ELEMENTS) if _is_title(node, titles) for id_ in _ancestry(node)
    }
    removed: set[int] = set()
    for node in named:
        lineage = _ancestry(node)
        share = _MUST_KEEP_TAG if node.tag in _CHROME_TAGS.split(", ") else _MUST_KEEP
        if (
            weights.get(node.mem_id, 0.0) > share * total
            or node.mem_id in holds_title
            or removed & set(lineage)
        ):
            continue
        removed.add(node.mem_id)
    for node in [node for node in named if node.mem_id in removed]:
        node.decompose()


def _ancestry(node: LexborNode | None) -> list[int]:
    ids = []
    while node is not None:
        ids.append(node.mem_id)
        node = node.parent
    return ids


def _is_chrome(node: LexborNode) -> bool:
    if node.tag in ("body", "html"):
        return False
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    if _HIDDEN.search(attributes.get("style") or ""):
        return True
    return (node.tag or "") in _CHROME_TAGS.split(", ") or bool(_CHROME_NAME.search(names))


def _weights(body: LexborNode) -> dict[int, float]:
    """How much of an article each element holds: marks of sentences count much, links nothing."""
    weights: dict[int, float] = {}
    nodes = list(_elements(body))
    for node in nodes:
        own = 0.0 if node.tag == "a" or node.tag in SKIPPED_TAGS else sum(map(_weight, _own_texts(node)))
        weights[node.mem_id] = own
    for node in reversed(nodes):
        parent = node.parent
        if parent is not None and node.tag != "a" and node.mem_id != body.mem_id:
            weights[parent.mem_id] = weights.get(parent.mem_id, 0.0) + weights[node.mem_id]
    return weights


def _own_texts(node: LexborNode) -> Iterator[str]:
    return (child.text_content or "" for child in children(node) if child.is_text_node)


def _weight(text: str) -> float:
    chinese = sum(map(len, _CHINESE.findall(text)))
    return _CHINESE_WEIGHT * chinese + (
        _MARK_WEIGHT * len(_SENTENCE_MARKS.findall(text)) if chinese > 3 else 0
    )


def _content(body: LexborNode, weights: dict[int, float]) -> LexborNode:
    total = weights.get(body.mem_id, 0.0)
    known = [
        node for node in body.css(_KNOWN_CONTENT) if weights.get(node.mem_id, 0.0) > _KNOWN_ENOUGH * total > 0
    ]
    if known:
        return known[-1]
    node = body
    while best := _heaviest_container(node, weights):
        if weights[best.mem_id] < _DESCEND * total:
            break
        node = best
    return node


def _heaviest_container(node: LexborNode, weights: dict[int, float]) -> LexborNode | None:
    inside = [child for child in children(node) if child.tag in _CONTAINERS and child.mem_id in weights]
    return max(inside, key=lambda child: weights[child.mem_id], default=None)


def _title(
    body: LexborNode, content: LexborNode, titles: tuple[str, ...], order: dict[int, int]
) -> LexborNode | None:
    """The heading that repeats the title which the head of the page states: the last before the content,
    or the first in it."""
    limit = order[content.mem_id]
    named = [node for node in body.css(_TITLE_ELEMENTS) if not is_within(content, node)]
    before = [node for node in named if order.get(node.mem_id, limit) < limit]
    matching = [node for node in before if _is_title(node, titles)]
    inside = [node for node in named if is_within(node, content) and _is_title(node, titles)]
    if inside and not matching:
        return inside[0]
    headings = [node for node in before if node.tag == "h1" and len(text_of(node)) >= _MIN_TITLE]
    found = matching or headings
    return found[-1] if found else None


def _is_title(node: LexborNode, titles: tuple[str, ...]) -> bool:
    """Whether an element repeats a stated title, as a heading and not as a link in some list."""
    text = text_of(node)
    if len(text) < _MIN_TITLE or node.tag == "a" or node.css_first("a") is not None:
        return False
    return any(_same_title(text, title) for title in titles)


def _same_title(text: str, title: str) -> bool:
    """Equal, or one goes on after the other with the name of a site or a remark."""
    shorter, longer = sorted((text, title), key=len)
    follows = longer[len(shorter) : len(shorter) + 1]
    return longer.startswith(shorter) and (
        not follows or follows in _AFTER_TITLE or len(shorter) > 0.6 * len(longer)
    )


def _common_ancestor(one: LexborNode, other: LexborNode) -> LexborNode:
    node: LexborNode = one
    while not is_within(other, node) and node.parent is not None:
        node = node.parent
    return node


def _info(body: LexborNode, content: LexborNode, scope: LexborNode) -> LexborNode | None:
    """The smallest element outside the scope that holds several labels of a document's record."""
    best = None
    for node in body.css("table, ul, dl, div"):
        if is_within(content, node) or is_within(node, scope):
            continue
        text = text_of(node)
        if len(text) < _MAX_INFO_CHARS and len(set(_INFO_LABELS.findall(text))) >= _MIN_INFO_LABELS:
            best = node if best is None or is_within(node, best) else best
    return best
