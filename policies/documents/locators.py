"""How an official cites a clause: 四、(二)3; 第五条(一); 服务内容4; 附件1·二; 杭州市·某标题·一是.

The shortest form that no other place of the document shares is used: chapters are left out where articles are
counted through, and headings without a number where the numbers alone tell the place.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from policies.documents.numbering import Mark
from policies.model import OutlineRole

_NAMES = {OutlineRole.TITLE: "标题", OutlineRole.ISSUER_LINE: "文头", OutlineRole.SIGNATURE: "落款"}
_OPENING, _ENDING = "序言", "文末"
_ABOVE_ARTICLES = {"part", "chapter", "section"}
_ITEM_RANK = 6  # 1. and below are not cited without the heading that they stand under
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}[省市县区旗州盟]$")
_BARE_NUMBER = re.compile(r"[零〇一二三四五六七八九十百千两]$")


@dataclass(frozen=True)
class Step:
    """One level on the way to a clause: a number, or the words of an unnumbered heading."""

    words: str
    mark: Mark | None = None

    @property
    def style(self) -> str:
        return self.mark.style.name if self.mark else ""

    @property
    def rank(self) -> float:
        return self.mark.style.rank if self.mark else 0.0


@dataclass(frozen=True)
class Trail:
    """Headings, numbers and labels from the top of the document down to a node."""

    headings: tuple[str, ...] = ()
    title: str = ""
    steps: tuple[Step, ...] = ()

    def under(self, mark: Mark | None, role: OutlineRole, label: str, heading: str) -> "Trail":
        """The trail of what stands at or below a numbered provision, a heading or a title."""
        headings = (*self.headings, heading) if heading else self.headings
        if role == OutlineRole.TITLE:
            return replace(self, headings=headings, title=label)
        step = Step(mark.citation, mark) if mark else Step(label)
        return replace(self, headings=headings, steps=(*self.steps, step))

    @property
    def top_mark(self) -> Mark | None:
        return next((step.mark for step in self.steps if step.mark), None)


def locate(places: list[tuple[Trail, OutlineRole]]) -> list[str]:
    """The locator of every clause in text order, given its trail and its role.

    The document's own title is never part of a locator; later titles are (附件1, 杭州市). Words under no
    number and no heading are cited as 序言 before the first number and 文末 after it.
    """
    main = next((trail.title for trail, role in places if role == OutlineRole.TITLE), "")
    main = "" if _PLACE.match(main) else main
    whole_of_brief: dict[str, set[str]] = defaultdict(set)
    for trail, _ in places:
        whole_of_brief[_brief(trail)].add(_whole(trail, main))
    numbered = False
    locators = []
    for trail, role in places:
        numbered = numbered or trail.top_mark is not None
        brief, whole = _brief(trail), _whole(trail, main)
        if role in _NAMES:
            locators.append("·".join([*_title(trail, main), _NAMES[role]]))
        elif brief and len(whole_of_brief[brief]) == 1 and not trail.title.startswith("附"):
            locators.append(brief)
        else:
            locators.append(whole or (_ENDING if numbered else _OPENING))
    return locators


def _title(trail: Trail, main: str) -> list[str]:
    return [trail.title] if trail.title not in ("", main) else []


def _counts(trail: Trail) -> bool:
    """Whether numbers tell the place: 一是 alone does not."""
    return trail.top_mark is not None and trail.top_mark.style.name != "ordinal"


def _whole(trail: Trail, main: str) -> str:
    if _counts(trail):
        return "·".join([*_title(trail, main), _chain(trail.steps)])
    return "·".join([*_title(trail, main), *(step.words for step in trail.steps)])


def _brief(trail: Trail) -> str:
    """The numbers from the article down, with a heading only where it ends the way or heads bare items."""
    if not _counts(trail):
        return ""
    steps = trail.steps
    if any(step.style == "article" for step in steps):
        steps = tuple(step for step in steps if step.style not in _ABOVE_ARTICLES)
    marked = [k for k, step in enumerate(steps) if step.mark]
    bare_items = steps[marked[0]].rank >= _ITEM_RANK
    kept = [
        step
        for k, step in enumerate(steps)
        if step.mark or k > marked[-1] or (bare_items and k == marked[0] - 1)
    ]
    return _chain(tuple(kept))


def _chain(steps: tuple[Step, ...]) -> str:
    """Numbers in a row as an official writes them; 1.1 stands for the 1 above it."""
    kept: list[Step] = []
    for step in steps:
        if step.mark and step.mark.style.name == "decimal":
            while kept and kept[-1].mark and step.words.startswith(kept[-1].words + "."):
                kept.pop()
        kept.append(step)
    cited = ""
    for step in kept:
        run_on = cited[-1:].isdigit() and step.words[:1].isalnum()
        cited += "、" + step.words if cited and (run_on or _BARE_NUMBER.search(cited)) else step.words
    return cited
