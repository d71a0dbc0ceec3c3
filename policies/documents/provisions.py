"""Paragraphs hung into a tree: under which title, heading and number each one stands.

A path through the tree has strictly growing ranks. Under one title every number style has one rank, and there
is one rank for headings below each style. So the tree is never deeper than twice the number of styles, and
recursion over it is safe for any text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.documents.numbering import Mark
from policies.documents.paragraphs import Paragraph
from policies.documents.titles import (
    BACK,
    BODY,
    FRONT,
    LABEL,
    PLAIN,
    TITLE,
    Layout,
    heading_of,
    is_attachment,
    is_heading,
    names_place,
    title_label,
)
from policies.model import OutlineRole

PART_RANK = 4  # 一、 and above number parts of a document
ITEM_RANK = 6  # 1. and below number items
_LONGEST_LEAD = 12  # paragraphs; a heading so far above a number does not head it
_ROOT_RANK, _TITLE_RANK, _LOOSE_RANK = -2.0, -1.5, -1.0
# Words about the whole document that close it: 本办法自……起施行.
_CLOSING = re.compile(
    r"(?:本|以上|上述)[^。，,]{0,8}(?:政策|措施|意见|通知|办法|规定|方案|细则|条款|公告)[^。]{0,80}"
    r"(?:施行|实施|执行|有效|解释|遵照|适用|支持对象|所称|所指|认定)|国家[^。]{0,30}(?:执行|从其规定)"
)
_CLOSING_HEADING = re.compile(r"附\s*则|其他|其它|施行|实施|规定|说明|期限|解释|适用")


@dataclass
class Node:
    """A provision while the tree grows; `own` holds its paragraphs, children's excluded."""

    rank: float
    mark: Mark | None = None
    label: str = ""
    role: OutlineRole = BODY
    own: list[Paragraph] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    folded: bool = False

    @property
    def key(self) -> str:
        return self.mark.style.name if self.mark else self.role.value


def grow_tree(text: str, pieces: list[Paragraph]) -> Node:
    """The tree of a document's provisions; the root holds no paragraph of its own."""
    return _Grower(text).grow(pieces)


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in text order."""
    yield node
    for child in node.children:
        yield from walk(child)


class _Grower:
    """Hangs paragraph after paragraph under the provision that it belongs to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stack = [Node(_ROOT_RANK)]
        self.ranks: dict[tuple[str, ...], float] = {}
        self._attachments: Node | None = None

    def grow(self, pieces: list[Paragraph]) -> Node:
        layout = Layout(self.text, pieces)
        for index, piece in enumerate(pieces):
            if self._continues_attachments(piece):
                continue
            role = layout.role(index, open_body=self._open_body)
            closing = role == BODY and not piece.mark and self._closes_document(piece)
            self._take(role, piece, closes=closing and layout.closes(index))
        return self.stack[0]

    @property
    def _open_body(self) -> bool:
        top = self.stack[-1]
        return top.role not in (TITLE, BODY) or top.mark is not None

    def _take(self, role: OutlineRole, piece: Paragraph, *, closes: bool) -> None:
        words = self.text[piece.body : piece.end]
        if role == TITLE:
            self._open_title(piece, words)
        elif role in (FRONT, BACK):
            self._leave()
            node = Node(_LOOSE_RANK, role=role, own=[piece])
            self.stack[-1].children.append(node)
            self._attachments = node if words.startswith("附") else None
        elif piece.mark and not self._stays_inside(piece.mark):
            if self.stack[-1].role in (LABEL, PLAIN) and len(self.stack[-1].own) > _LONGEST_LEAD:
                self.stack.pop()
            self._place(
                Node(self._rank_of(piece.mark), mark=piece.mark, own=[piece], label=piece.mark.citation)
            )
        elif role == LABEL or (role == PLAIN and self._plain_heads()):
            self._place(
                Node(self._heading_rank(), role=role, own=[piece], label=heading_of(self.text, piece))
            )
        elif closes:
            self._leave()
            self.stack[-1].children.append(Node(_LOOSE_RANK, own=[piece]))
        else:
            self._append(piece)

    def _leave(self) -> None:
        """Close every provision; the title that they stand under stays open."""
        while self.stack[-1].rank > _TITLE_RANK:
            self.stack.pop()

    def _open_title(self, piece: Paragraph, words: str) -> None:
        label, top = title_label(words), self.stack[-1]
        one_block = top.role == TITLE and all(child.role == FRONT for child in top.children)
        if one_block and not is_attachment(words) and not names_place(words):
            label = top.label
        self.ranks.clear()
        self._place(Node(_TITLE_RANK, role=TITLE, own=[piece], label=label))

    def _continues_attachments(self, piece: Paragraph) -> bool:
        """附件:1.某表 with 2.另一表 on the next line is one list of attachments."""
        if self._attachments is None:
            return False
        words = self.text[piece.start : piece.end]
        if piece.mark and piece.mark.style.name == "arabic" and len(words) <= 80 and "。" not in words:
            self._attachments.own.append(piece)
            return True
        self._attachments = None
        return False

    def _append(self, piece: Paragraph) -> None:
        top = self.stack[-1]
        if top.rank == _ROOT_RANK or top.children:
            top.children.append(Node(_LOOSE_RANK, own=[piece]))
        else:
            top.own.append(piece)

    def _place(self, node: Node) -> None:
        while self.stack[-1].rank >= node.rank:
            self.stack.pop()
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def _stays_inside(self, mark: Mark) -> bool:
        """一是/二是 belong to the numbered provision that they stand in."""
        if mark.style.name != "ordinal":
            return False
        outer = [node for node in self.stack[1:] if node.key != "ordinal"]
        return bool(outer and outer[-1].mark)

    def _rank_of(self, mark: Mark) -> float:
        """The depth of a number style under this title: its usual one, unless first seen inside a list."""
        key, top = (mark.style.name,), self.stack[-1]
        if key not in self.ranks:
            nested = top.mark and mark.value == 1 and mark.style.rank <= top.rank and self._introduces(top)
            self.ranks[key] = top.rank + 0.25 if nested else float(mark.style.rank)
        return self.ranks[key]

    def _introduces(self, node: Node) -> bool:
        last = node.own[-1]
        first_heading = len(node.own) == 1 and node.mark is not None and node.mark.value == 1
        return self.text[last.end - 1] in "：:" or (first_heading and is_heading(self.text, last))

    def _plain_heads(self) -> bool:
        """An unnumbered heading inside a numbered provision counts only where others have been found."""
        return any(key[0] == "heading" for key in self.ranks) or not any(node.mark for node in self.stack)

    def _heading_rank(self) -> float:
        """Beside the last unnumbered heading, if only items stand between them; else below what is open."""
        for node in reversed(self.stack):
            if node.role in (LABEL, PLAIN):
                return node.rank
            if node.mark and node.rank < ITEM_RANK:
                break
        for node in reversed(self.stack):
            if ("heading", node.key) in self.ranks:
                return self.ranks["heading", node.key]
        top = self.stack[-1]
        return self.ranks.setdefault(("heading", top.key), top.rank + 0.5)

    def _closes_document(self, piece: Paragraph) -> bool:
        words = self.text[piece.body : min(piece.end, piece.body + 200)]
        if not any(node.mark for node in self.stack) or not _CLOSING.match(words):
            return False
        headings = (node.own[0] for node in self.stack if node.mark and is_heading(self.text, node.own[0]))
        return not any(_CLOSING_HEADING.search(self.text[piece.start : piece.end]) for piece in headings)
