"""Paragraphs to the tree of provisions: where each clause begins and ends, under which headings.

The smallest numbered or separately titled provision becomes a clause. A list of conditions stays with the
sentence that introduces it, because the two mean nothing apart.
"""

import hashlib
import re
from dataclasses import dataclass, field

from policies.documents.numbering import Mark
from policies.documents.paragraphs import Paragraph, paragraphs
from policies.documents.titles import (
    BACK,
    FRONT,
    LABEL,
    PLAIN,
    TITLE,
    heading_of,
    is_heading,
    role_of,
)
from policies.model import Clause, OutlineRole, SourceText

_ROOT_RANK = -2.0
_LIST_INTRO = re.compile(r"(?:条件|材料|情形|下列|以下|如下|包括|要求|程序|资料|之一|范围|规定)[^。；]{0,12}[:：]$")
_GIVES = re.compile(r"给予|奖励|补贴|补助|资助|支持|免征|减免|贴息")


@dataclass
class _Node:
    """A provision while the tree grows; `tail` holds paragraphs after the last child."""

    rank: float
    mark: Mark | None = None
    label: str = ""
    role: OutlineRole = OutlineRole.BODY
    own: list[Paragraph] = field(default_factory=list)
    children: list["_Node"] = field(default_factory=list)
    folded: bool = False

    @property
    def key(self) -> str:
        return self.mark.style.name if self.mark else self.role.value


def outline(source: SourceText) -> tuple[Clause, ...]:
    """The clauses and headings of a document in text order, covering every character that is not blank."""
    root = _grow(source.text, paragraphs(source.text))
    _settle(source.text, root)
    chapters = {node.key for node in _walk(root) if node.children and node.mark}
    drafts: list[_Draft] = []
    for child in root.children:
        _emit(source, child, _Trail(), chapters, drafts)
    ids = _identify(source.text, drafts)
    return tuple(
        Clause(
            id=clause_id,
            locator=draft.locator,
            heading=draft.heading,
            path=draft.path,
            start=draft.start,
            end=draft.end,
            page=source.page_of(draft.start),
            role=draft.role,
        )
        for clause_id, draft in zip(ids, drafts, strict=True)
    )


# ---- growing the tree -------------------------------------------------------------------------------


def _grow(text: str, pieces: list[Paragraph]) -> _Node:
    root = _Node(_ROOT_RANK)
    stack = [root]
    ranks: dict[str, float] = {}
    numbered = any(piece.mark for piece in pieces)
    for index, piece in enumerate(pieces):
        role = role_of(text, pieces, index, open_body=stack[-1].role not in (TITLE, OutlineRole.BODY) or stack[-1].mark is not None, numbered=numbered)
        if role in (FRONT, BACK, TITLE):
            del stack[1:]
            node = _Node(-1.5, role=role, own=[piece], label=text[piece.body : piece.end])
            root.children.append(node)
            if role == TITLE:
                stack.append(node)
        elif piece.mark and not _stays_inside(piece.mark, stack):
            _place(stack, _numbered(text, piece, stack, ranks))
        elif role in (LABEL, PLAIN) and _heads(role, stack, ranks):
            rank = ranks.setdefault(role, stack[-1].rank + 0.5)
            _place(stack, _Node(rank, role=role, own=[piece], label=heading_of(text, piece)))
        elif len(stack) > 1:
            stack[-1].own.append(piece)
        else:
            root.children.append(_Node(-1.0, own=[piece]))
    return root


def _stays_inside(mark: Mark, stack: list[_Node]) -> bool:
    """一是/二是 belong to the numbered provision that they stand in."""
    if mark.style.name != "ordinal":
        return False
    outer = [node for node in stack[1:] if node.key != "ordinal"]
    return bool(outer and outer[-1].mark)


def _heads(role: OutlineRole, stack: list[_Node], ranks: dict[str, float]) -> bool:
    """An unnumbered heading inside a numbered provision counts only where such headings head provisions."""
    return role == LABEL or role in ranks or not any(node.mark for node in stack)


def _numbered(text: str, piece: Paragraph, stack: list[_Node], ranks: dict[str, float]) -> _Node:
    assert piece.mark is not None
    style = piece.mark.style
    top = stack[-1]
    if style.name not in ranks:
        introduced = top.own and text[top.own[-1].end - 1] in "：:"
        below = top.mark is not None and style.rank < top.rank and piece.mark.value == 1 and introduced
        ranks[style.name] = top.rank + 0.25 if below else float(style.rank)
    return _Node(ranks[style.name], mark=piece.mark, own=[piece], label=piece.mark.citation)


def _place(stack: list[_Node], node: _Node) -> None:
    while stack[-1].rank >= node.rank:
        stack.pop()
    stack[-1].children.append(node)
    stack.append(node)


# ---- lists and tails --------------------------------------------------------------------------------


def _settle(text: str, node: _Node) -> None:
    """Bottom up: give a list's last words back to the provision above it, and fold lists of conditions in."""
    for child in node.children:
        _settle(text, child)
    _return_tail(node)
    if node.mark or node.role == LABEL:
        _fold_list(text, node)


def _return_tail(node: _Node) -> None:
    last = node.children[-1] if node.children else None
    others = [child for child in node.children[:-1] if child.mark]
    if (
        last is not None
        and last.mark
        and last.mark.style.rank >= 5
        and others
        and len(last.own) > 1
        and not last.children
        and all(len(other.own) == 1 for other in others)
    ):
        node.children.append(_Node(last.rank, own=last.own[1:]))
        del last.own[1:]


def _fold_list(text: str, node: _Node) -> None:
    items = [child for child in node.children if child.mark]
    if len(items) < 2 or any(child.children or child.folded for child in node.children):
        return
    words = [text[item.own[0].body : item.own[-1].end] for item in items]
    conditions = _is_conditions(text, node)
    if not conditions and (max(map(len, words)) > 250 or any(_run_in_title(text, item) for item in items)):
        return
    introduced = _LIST_INTRO.search(text[node.own[-1].start : node.own[-1].end])
    fragments = sum(word[-1] in "；;，,、" for word in words[:-1]) * 2 >= len(words)
    gives = sum(bool(_GIVES.search(word)) for word in words) * 2 > len(words)
    if conditions or ((introduced or fragments) and not gives):
        node.folded = True
        node.own.extend(piece for child in node.children for piece in child.own)
        node.children.clear()


def _is_conditions(text: str, node: _Node) -> bool:
    piece = node.own[-1]
    return bool(re.search(r"(?:条件|材料|资料|情形)[^。；]{0,12}[:：]$", text[piece.start : piece.end]))


def _run_in_title(text: str, node: _Node) -> bool:
    """Whether the item begins with a title of its own: `(二)租金补贴。对入驻……`."""
    piece = node.own[0]
    start = piece.body + (piece.mark.length if piece.mark else 0)
    return bool(re.match(r"\s*[^。，,；;：:]{2,20}。\s*\S{8,}", text[start : piece.end]))


def _walk(node: _Node) -> list[_Node]:
    return [node, *(below for child in node.children for below in _walk(child))]


# ---- from the tree to clauses -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Trail:
    """Headings and marks from the top of the document down to a node."""

    headings: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def under(self, node: _Node, heading: str) -> "_Trail":
        headings = (*self.headings, heading) if heading else self.headings
        if node.mark:
            return _Trail(headings, (*self.marks, node.mark.citation), self.labels)
        if node.role == LABEL and self.marks:
            return _Trail(headings, (*self.marks, node.label.rstrip("：:")), self.labels)
        return _Trail(headings, self.marks, (*self.labels, node.label))

    @property
    def locator(self) -> str:
        """`四、(二)3` for numbered provisions, `place·heading·一是` where nothing above is numbered."""
        if not self.marks or self.marks[0].endswith("是"):
            return "·".join((*self.labels, *self.marks))
        return "".join(mark + "、" if _bare(mark) and k + 1 < len(self.marks) else mark.rstrip("、")
                       if k + 1 == len(self.marks) else mark for k, mark in enumerate(self.marks))


def _bare(mark: str) -> bool:
    return not mark.endswith(("、", ")", "条", "章", "节", "分"))


@dataclass(frozen=True)
class _Draft:
    start: int
    end: int
    role: OutlineRole
    locator: str
    heading: str
    path: tuple[str, ...]


def _emit(source: SourceText, node: _Node, trail: _Trail, chapters: set[str], drafts: list[_Draft]) -> None:
    text = source.text
    first, *rest = node.own
    heading = heading_of(text, first) if node.mark or node.role in (LABEL, PLAIN, TITLE) else ""
    here = trail.under(node, heading) if node.mark or node.role in (LABEL, PLAIN, TITLE) else trail
    locator = here.locator or _NAMES.get(node.role, "序言")

    def draft(pieces: list[Paragraph], role: OutlineRole) -> None:
        own = heading if pieces[0] is first and heading else heading_of(text, pieces[0])
        path = trail.headings if pieces[0] is first and role != OutlineRole.BODY else here.headings
        drafts.append(_Draft(pieces[0].start, pieces[-1].end, role, locator, own, path))

    if node.role in (FRONT, BACK, TITLE):
        draft([first], node.role)
    elif node.folded and not node.children:
        draft(node.own, OutlineRole.BODY)
        rest = []
    elif node.role in (LABEL, PLAIN) and (rest or node.children):
        draft([first], OutlineRole.HEADING)
    elif node.role == PLAIN:
        draft([first], OutlineRole.HEADING if _short(first) else OutlineRole.BODY)
    elif node.children or _is_chapter(node, chapters):
        if is_heading(text, first):
            draft([first], OutlineRole.HEADING)
        else:
            draft(node.own, OutlineRole.BODY)
            rest = []
    else:
        draft(node.own, OutlineRole.BODY)
        rest = []
    for group in _grouped(rest):
        draft(group, OutlineRole.BODY)
    for child in node.children:
        _emit(source, child, here, chapters, drafts)


_NAMES = {OutlineRole.TITLE: "标题", OutlineRole.ISSUER_LINE: "文头", OutlineRole.SIGNATURE: "落款"}


def _short(piece: Paragraph) -> bool:
    return piece.end - piece.start <= 40


def _is_chapter(node: _Node, chapters: set[str]) -> bool:
    """A heading on its own line above unnumbered paragraphs, in a style that heads provisions elsewhere."""
    if node.mark is None:
        return False
    return node.mark.style.rank <= 2 or (node.key in chapters and len(node.own) > 1)


def _grouped(pieces: list[Paragraph]) -> list[list[Paragraph]]:
    """Unnumbered paragraphs are clauses of their own; 一是/二是 and list items stay with what they follow."""
    groups: list[list[Paragraph]] = []
    for piece in pieces:
        if groups and piece.mark:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _identify(text: str, drafts: list[_Draft]) -> list[str]:
    """Ids from a clause's own words, so that changes elsewhere leave them alone.

    Words too short to be unmistakable (任务举措:) are told apart by the headings above them, identical
    provisions by their order.
    """
    seen: dict[str, int] = {}
    ids = []
    for draft in drafts:
        words = re.sub(r"\s+", "", text[draft.start : draft.end])
        basis = words if len(words) >= 30 else "/".join((*draft.path, words))
        digest = hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        ids.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return ids
