"""The elements of a page as lists, with how much of an article and how many links each of them holds."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from policies.documents.html_lines import FILE_LINK, SKIPPED_TAGS, children

_INFO_LABELS = re.compile(
    "索引号|主题分类|发文机关|发布机构|成文日期|发文字号|文号|发布日期|有效性|公开方式|主题词|信息名称|生成日期"
)
_SENTENCE_MARKS = re.compile("[,。;\uff0c\uff1b、]")
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_MARK_WEIGHT = 20
_CHINESE_WEIGHT = 0.2


class Tree:
    """The elements of a page in document order, with how much of an article each of them holds.

    Element k and all below it are `nodes[k:ends[k]]`, so that "is within" is a comparison: pages nest deeply.
    """

    def __init__(self, root: LexborNode) -> None:
        self.nodes: list[LexborNode] = []
        self.parents: list[int] = []
        self._walk(root)
        self.places = {node.mem_id: place for place, node in enumerate(self.nodes)}
        self.ends = [place + 1 for place in range(len(self.nodes))]
        texts = ["".join(_own_texts(node)) for node in self.nodes]
        self.weights = [_weight(text) for text in texts]
        self.labels = [len(_INFO_LABELS.findall("".join(text.split()))) if text else 0 for text in texts]
        self.links = [int(node.tag == "a" and not is_attachment(node)) for node in self.nodes]
        self.linked = [0.0] * len(self.nodes)
        self._sum_up()

    def _sum_up(self) -> None:
        """Add to every element what is below it; the text of a link counts apart."""
        for place in range(len(self.nodes) - 1, 0, -1):
            above = self.parents[place]
            self.ends[above] = max(self.ends[above], self.ends[place])
            if self.links[place] and self.nodes[place].tag == "a":
                self.linked[place], self.weights[place] = self.linked[place] + self.weights[place], 0.0
            self.labels[above] += self.labels[place]
            self.links[above] += self.links[place]
            self.linked[above] += self.linked[place]
            self.weights[above] += self.weights[place]

    def _walk(self, root: LexborNode) -> None:
        todo = [(root, 0)]
        while todo:
            node, above = todo.pop()
            place = len(self.nodes)
            self.nodes.append(node)
            self.parents.append(above)
            todo.extend(reversed([(child, place) for child in children(node) if child.is_element_node]))

    def within(self, place: int, ancestor: int) -> bool:
        """Whether an element is `ancestor` or below it."""
        return ancestor <= place < self.ends[ancestor]

    def lineage(self, place: int) -> Iterator[int]:
        """An element and all above it, from the bottom."""
        yield place
        while place:
            place = self.parents[place]
            yield place

    def selected(self, selector: str) -> list[int]:
        """The elements that a CSS selector names, in document order."""
        return sorted(
            self.places[node.mem_id] for node in self.nodes[0].css(selector) if node.mem_id in self.places
        )


def is_attachment(link: LexborNode) -> bool:
    """Whether a link leads to a file."""
    return bool(FILE_LINK.search(link.attributes.get("href") or ""))


def _own_texts(node: LexborNode) -> Iterator[str]:
    if node.tag not in SKIPPED_TAGS:
        yield from (child.text_content or "" for child in children(node) if child.is_text_node)


def _weight(text: str) -> float:
    """Marks of sentences count much, Chinese characters little."""
    chinese = sum(map(len, _CHINESE.findall(text)))
    marks = len(_SENTENCE_MARKS.findall(text)) if chinese > 3 else 0
    return _CHINESE_WEIGHT * chinese + _MARK_WEIGHT * marks
