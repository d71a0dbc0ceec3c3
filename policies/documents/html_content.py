"""Where in a page the article is: the smallest part that holds the sentences, once navigation is gone.

Sites differ, sentences do not: navigation is links and short words, an article is punctuation outside links.
Names of tags, classes and ids only help where they speak plainly, and never remove a part that holds much of
the sentences.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from policies.documents.html_lines import SKIPPED_TAGS, children, text_of
from policies.documents.html_tree import Tree

_CHROME_TAGS = frozenset({"nav", "header", "footer", "aside", "menu", "dialog"})
_CHROME_NAME = re.compile(
    r"crumb|curmb|\bcurb\b|bread|footer|\bfoot\b|copyright|sitemap|share|qrcode|qr_|ewm|erweima|weixin-|paginat|pagebar"
    r"|prev-?_?next|page_?up|page_?down|next_?page|related|relat(?:e|ion)_|recommend|sidebar|side-?_?nav|tool_?bar"
    r"|weizhi|dqwz|location\b|position\b|address\b|xgxw|xgwj|xgwd|xgyd|xgzc|xgjd|xg_|print|font-?_?size|setfont|zihao"
    r"|login|search|banner|topbar|top_bar|gb_top|hotword|hotkey|hot_list|friend|yqlj|dianzan|pinglun|comment|quickbar"
    r"|llcs|hits\b|visit|wza\b|jiucuo|slh\b|main_?nav|sub_?nav|nav_?bar|nav_?box|\bnav\b|nav[-_]|[-_]nav\b|menu"
    r"|pagecommon|float-?bar|fixed-?bar|right-?bar|gotop|go_top|backtop|back-to-top|\bheader\b|header[-_]|\btop\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_KNOWN_CONTENT = (
    "#zoom, #zoomcon, #Zoom, #UCAP-CONTENT, ucapcontent, .TRS_Editor, .trs_editor_view, .trs_paper_default"
    ", #js_content, .wp_articlecontent, #vsb_content, .v_news_content, .article-content"
    ", .article_content, .content_article, .articleContent, .news_content, .newsContent"
    ", .xxgk_content, .pages_content, #artibody, #articleContent, #article_content, #news_content"
    ", .news-content, .article-body, .entry-content"
    ", .detail-content, .ewb-article-info, .wzcon, .bt-content, #ContentRegion, #content_detail, .arti_cont"
    ", .b12c, #div_content, #newsContent, .easysite-news-text"
)
_CONTAINERS = frozenset("html body div section article main form center font table".split())  # noqa: SIM905
_MUST_KEEP = 0.3  # a part with this share of the sentences is never navigation, whatever its class is called
_MUST_KEEP_TAG = 0.6  # nor whatever its tag is, though <nav> is plainer than a class
_KNOWN_ENOUGH = 0.8
_DESCEND = 0.92
_SAYS_NOTHING = 0.1  # no Chinese characters outside links
_TITLE_ELEMENTS = (
    "h1, h2, h3, h4, ucaptitle, [class*=title], [class*=Title], [id*=title], [id*=Title], [class*=tit]"
)
_MIN_TITLE = 5
_AFTER_TITLE = "-_|\u2013\u2014\uff5c\u00bb>(\uff08"
_MANY_LINKS = 5
_MOSTLY_LINKS = 5
_LITTLE = 0.05
_MIN_INFO_LABELS = 3
_MAX_INFO_NODES = 300
_MAX_TITLE_NODES = 40


@dataclass(frozen=True)
class Article:
    """The parts of a page that belong to the document.

    `scope` holds title and content and what stands between them; `info` is the record of 索引号, 文号 … if it
    stands outside the scope; `inside` says that the title is part of the content.
    """

    content: LexborNode
    scope: LexborNode
    title: LexborNode | None
    info: LexborNode | None
    inside: bool


def find_article(body: LexborNode, titles: tuple[str, ...]) -> Article:
    """Find the article of a page; `titles` are the titles that the head of the page states, best first.

    Removes navigation from the tree.
    """
    titles = tuple("".join(title.split()) for title in titles)
    _remove_chrome(body, titles)
    tree = Tree(body)
    content = _content(tree)
    title = _title(tree, content, titles)
    scope = content if title is None else next(up for up in tree.lineage(title) if tree.within(content, up))
    inside = title is not None and tree.within(title, content)
    if inside:
        scope = content
    info = _info(tree, content, scope, title)
    nodes = tree.nodes
    return Article(
        nodes[content],
        nodes[scope],
        None if title is None else nodes[title],
        None if info is None else nodes[info],
        inside,
    )


def _remove_chrome(body: LexborNode, titles: tuple[str, ...]) -> None:
    for node in body.css(", ".join(tag for tag in SKIPPED_TAGS if tag[0].isalpha() and tag != "head")):
        node.decompose()
    tree = Tree(body)
    holds_title = _above_titles(tree, titles)
    removed, end = [], 0
    for place in tree.selected("[class], [id], [style], [hidden], " + ", ".join(_CHROME_TAGS)):
        node = tree.nodes[place]
        if place < end or place == 0 or place in holds_title or not _is_chrome(node):
            continue
        share = _MUST_KEEP_TAG if node.tag in _CHROME_TAGS else _MUST_KEEP
        if tree.weights[place] <= share * tree.weights[0]:
            removed.append(node)
            end = tree.ends[place]
    for node in [*removed, *_link_lists(tree, holds_title)]:
        if node.parent is not None:
            node.decompose()


def _link_lists(tree: Tree, kept: set[int]) -> Iterator[LexborNode]:
    """Menus and lists of other articles, whatever they are called: many links and hardly a word besides."""
    end = 0
    for place in tree.selected("ul, ol, dl, div, p, td, section"):
        little = tree.weights[place] < min(tree.linked[place] / _MOSTLY_LINKS, _LITTLE * tree.weights[0])
        if little and tree.links[place] >= _MANY_LINKS and place >= end and place not in kept:
            end = tree.ends[place]
            yield tree.nodes[place]


def _above_titles(tree: Tree, titles: tuple[str, ...]) -> set[int]:
    """The elements that hold the title of the article, unless they hide it."""
    above: set[int] = set()
    for place in tree.selected(_TITLE_ELEMENTS):
        if _is_title(tree, place, titles):
            lineage = list(tree.lineage(place))
            if not any(_is_hidden(tree.nodes[up]) for up in lineage[:_MAX_TITLE_NODES]):
                above.update(lineage)
    return above


def _is_chrome(node: LexborNode) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return node.tag in _CHROME_TAGS or _is_hidden(node) or bool(_CHROME_NAME.search(names))


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _content(tree: Tree) -> int:
    """A part that editors of content systems are known to fill, else the smallest that holds nearly all."""
    weights, total = tree.weights, tree.weights[0]
    known = [place for place in tree.selected(_KNOWN_CONTENT) if weights[place] > _KNOWN_ENOUGH * total > 0]
    if known:
        return known[-1]
    place = 0
    while (best := _heaviest_container(tree, place)) is not None and weights[best] >= _DESCEND * total:
        place = best
    return place


def _heaviest_container(tree: Tree, place: int) -> int | None:
    """The heaviest part below; of a table, the one cell that serves the layout, if the others say nothing."""
    direct = [tree.places[child.mem_id] for child in children(tree.nodes[place]) if child.tag in _CONTAINERS]
    best = max(direct, key=tree.weights.__getitem__, default=None)
    if best is None or tree.nodes[best].tag != "table":
        return best
    cells = [cell for cell in range(best + 1, tree.ends[best]) if tree.nodes[cell].tag == "td"]
    cell = max(cells, key=lambda cell: (tree.weights[cell], cell), default=None)
    silent = cell is not None and tree.weights[best] - tree.weights[cell] < _SAYS_NOTHING
    return cell if silent else None


def _title(tree: Tree, content: int, titles: tuple[str, ...]) -> int | None:
    """The heading that repeats the title which the head of the page states: the last before the content,
    or the first in it."""
    named = [place for place in tree.selected(_TITLE_ELEMENTS) if not tree.within(content, place)]
    matching = [place for place in named if _is_title(tree, place, titles)]
    before = [place for place in matching if place < content]
    inside = [place for place in matching if tree.within(place, content)]
    headings = [place for place in named if place < content and _is_heading(tree, place)]
    return before[-1] if before else inside[0] if inside else headings[-1] if headings else None


def _is_heading(tree: Tree, place: int) -> bool:
    return tree.nodes[place].tag == "h1" and len(text_of(tree.nodes[place])) >= _MIN_TITLE


def _is_title(tree: Tree, place: int, titles: tuple[str, ...]) -> bool:
    """Whether an element repeats a stated title, as a heading and not as a link in some list."""
    node = tree.nodes[place]
    if tree.ends[place] - place > _MAX_TITLE_NODES or node.tag == "a" or node.css_first("a") is not None:
        return False
    text = text_of(node)
    return len(text) >= _MIN_TITLE and any(_same_title(text, title) for title in titles)


def _same_title(text: str, title: str) -> bool:
    """Equal, or one goes on after the other with the name of a site or a remark."""
    shorter, longer = sorted((text, title), key=len)
    follows = longer[len(shorter) : len(shorter) + 1]
    return longer.startswith(shorter) and (
        not follows or follows in _AFTER_TITLE or len(shorter) > 0.6 * len(longer)
    )


def _info(tree: Tree, content: int, scope: int, title: int | None) -> int | None:
    """The smallest element above the title, or outside the scope, that holds a document's record."""
    outside = [
        place
        for place in tree.selected("table, ul, dl, div")
        if tree.labels[place] >= _MIN_INFO_LABELS
        and tree.ends[place] - place < _MAX_INFO_NODES
        and not tree.within(content, place)
        and not tree.within(place, content)
        and (not tree.within(place, scope) or (title is not None and tree.ends[place] <= title))
    ]
    return min(outside, key=lambda place: tree.ends[place] - place, default=None)
