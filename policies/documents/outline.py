"""The clauses of a document: where each one begins and ends, under which headings, how it is cited.

The smallest numbered or separately titled provision becomes a clause. A list of conditions stays with the
sentence that introduces it, because the two mean nothing apart.
Below this module, `wrapping` and `paragraphs` find the paragraphs, `numbering` and `titles` tell what each
is, `provisions` hangs them into a tree.
"""

import hashlib
import re
from itertools import pairwise
from typing import NamedTuple

from policies.documents.locators import Place, Trail, locate
from policies.documents.paragraphs import Paragraph, paragraphs
from policies.documents.provisions import ITEM_RANK, PART_RANK, Node, grow_tree, walk
from policies.documents.titles import BACK, BODY, FRONT, LABEL, PLAIN, TITLE, heading_of, is_heading
from policies.model import Clause, OutlineRole, SourceText

_LIST_INTRO = re.compile(
    r"(?:条件|材料|情形|下列|以下|如下|包括|要求|程序|资料|之一|范围|规定|提供|提交)[^。；]{0,12}(?:[:：]|】)$"
)
_CONDITIONS_INTRO = re.compile(r"(?:条件|材料|资料|情形|依据)[^。；]{0,12}(?:[:：]|】)$")
_GIVES = re.compile(r"给予|奖励|补贴|补助|资助|支持|免征|减免|贴息")
_LONGEST_ITEM = 250  # characters; longer items are provisions of their own
_PAGE_FOOT = re.compile(r"\s*\n[-—\s\d]*$")
_RUN_IN_TITLE = re.compile(r"\s*[^。，,；;：:]{2,20}。\s*\S{8,}")


def outline(source: SourceText) -> tuple[Clause, ...]:
    """The clauses and headings of a document in text order.

    Their spans do not overlap and together hold every character that is not blank.
    """
    root = grow_tree(source.text, paragraphs(source.text))
    _settle(source.text, root)
    chapters = {node.key for node in walk(root) if node.children and node.mark}
    drafts: list[_Draft] = []
    for child in root.children:
        _emit(source.text, child, Trail(), chapters, drafts)
    locators = locate([draft.place for draft in drafts])
    return tuple(
        Clause(
            id=clause_id,
            locator=locator,
            heading=draft.heading,
            path=draft.path,
            start=draft.start,
            end=draft.end,
            page=source.page_of(draft.start),
            role=draft.role,
        )
        for clause_id, locator, draft in zip(_identify(source.text, drafts), locators, drafts, strict=True)
    )


# ---- lists and tails --------------------------------------------------------------------------------


def _settle(text: str, node: Node) -> None:
    """Bottom up: give a list's last words back to the provision above it, and fold lists of conditions in."""
    for child in node.children:
        _settle(text, child)
    _return_tail(node)
    if node.mark or node.role == LABEL:
        _fold_list(text, node)


def _return_tail(node: Node) -> None:
    """Words after a list's last item, where the other items have one paragraph each, end the whole list."""
    last = node.children[-1] if node.children else None
    others = [child for child in node.children[:-1] if child.mark]
    if last is None or last.mark is None or last.mark.style.rank < 5 or last.children or last.folded:
        return
    if others and len(last.own) > 1 and all(len(other.own) == 1 for other in others):
        node.children.append(Node(last.rank, own=last.own[1:]))
        del last.own[1:]


def _fold_list(text: str, node: Node) -> None:
    items = [child for child in node.children if child.mark]
    if len(items) < 2 or any(child.children or child.folded for child in node.children):
        return
    if node.role == LABEL and any(item.mark and item.mark.style.rank <= PART_RANK for item in items):
        return
    if _is_conditions(text, node) or _counts_again(items) or _is_enumeration(text, node, items):
        node.folded = True
        node.own.extend(piece for child in node.children for piece in child.own)
        node.children.clear()


def _ends_with(text: str, node: Node, pattern: re.Pattern[str]) -> bool:
    last = node.own[-1]
    words = _PAGE_FOOT.sub("", text[max(last.start, last.end - 80) : last.end])
    return bool(pattern.search(words))


def _is_conditions(text: str, node: Node) -> bool:
    return _ends_with(text, node, _CONDITIONS_INTRO)


def _counts_again(items: list[Node]) -> bool:
    """Several short lists under one number: 【条件】1. 2. 【依据】1. 2. have no numbers of their own."""
    values = [item.mark.value for item in items if item.mark and item.mark.style.rank >= ITEM_RANK]
    return any(later <= earlier for earlier, later in pairwise(values))


def _is_enumeration(text: str, node: Node, items: list[Node]) -> bool:
    """Parts of one sentence, unless most of them give something or bear titles of their own."""
    words = [_PAGE_FOOT.sub("", text[item.own[0].body : item.own[-1].end]) for item in items]
    if max(map(len, words)) > _LONGEST_ITEM or any(_run_in_title(text, item) for item in items):
        return False
    fragments = sum(word[-1] in "；;，,、" for word in words[:-1]) * 2 >= len(words)
    gives = sum(bool(_GIVES.search(word)) for word in words) * 2 > len(words)
    return (_ends_with(text, node, _LIST_INTRO) or fragments) and not gives


def _run_in_title(text: str, node: Node) -> bool:
    """Whether the item begins with a title of its own: `(二)租金补贴。对入驻……`."""
    piece = node.own[0]
    return bool(_RUN_IN_TITLE.match(text[piece.after_mark : min(piece.end, piece.after_mark + 60)]))


# ---- from the tree to clauses -----------------------------------------------------------------------


class _Draft(NamedTuple):
    start: int
    end: int
    role: OutlineRole
    place: Place
    heading: str
    path: tuple[str, ...]


def _emit(text: str, node: Node, trail: Trail, chapters: set[str], drafts: list[_Draft]) -> None:
    named = node.mark is not None or node.role in (LABEL, PLAIN, TITLE)
    heading = heading_of(text, node.own[0])
    here = trail.under(node.mark, node.role, node.label, heading) if named else trail
    for role, pieces in _parts(text, node, chapters):
        first, *rest = pieces
        opens = first is node.own[0]
        path = trail.headings if opens and role != BODY else here.headings
        place = Place(here, role, opens=opens and named, paragraphs=1 + sum(not piece.mark for piece in rest))
        own = heading if first is node.own[0] else heading_of(text, first)
        drafts.append(_Draft(first.start, pieces[-1].end, role, place, own, path))
    for child in node.children:
        _emit(text, child, here, chapters, drafts)


def _parts(text: str, node: Node, chapters: set[str]) -> list[tuple[OutlineRole, list[Paragraph]]]:
    """A node's own paragraphs as clauses: all in one, or its heading and the paragraphs below it."""
    first, *rest = node.own
    if node.role in (FRONT, BACK):
        return [(node.role, node.own)]
    if node.folded:
        return [(BODY, node.own)]
    if node.role == TITLE:
        head = TITLE
    elif node.role in (LABEL, PLAIN):
        alone = not rest and not node.children
        head = BODY if alone and _says_something(text, first) else OutlineRole.HEADING
    elif (node.children or _is_chapter(node, chapters)) and is_heading(text, first):
        head = OutlineRole.HEADING
    else:
        return [(BODY, node.own)]
    return [(head, [first]), *((BODY, group) for group in _grouped(rest))]


def _says_something(text: str, piece: Paragraph) -> bool:
    """Whether an unnumbered heading without anything below it states something: a long line, a row."""
    return piece.end - piece.start > 40 or "\t" in text[piece.start : piece.end]


def _is_chapter(node: Node, chapters: set[str]) -> bool:
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

    Words too short to be unmistakable (任务举措:) are told apart by the heading above them, identical
    provisions by their order.
    """
    seen: dict[str, int] = {}
    ids = []
    for draft in drafts:
        words = "".join(text[draft.start : draft.end].split())
        basis = words if len(words) >= 30 else "/".join((*draft.path[-1:], words))
        digest = hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        ids.append(digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")
    return ids
