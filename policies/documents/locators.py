"""How an official cites a clause: 四、(二)3; 第五条(一); 服务内容4; 附件1·二; 杭州市·某标题·一是.

The shortest form that no other place of the document shares is used: chapters are left out where articles are
counted through, and headings without a number where the numbers alone tell the place. Clauses at one
place are told apart as officials do: 第三条第二款, 序言第一段, 落款第二行.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from policies.documents.numbering import Mark
from policies.model import OutlineRole
from policies.numbers import NUMERALS

_NAMES = {OutlineRole.TITLE: "标题", OutlineRole.ISSUER_LINE: "文头", OutlineRole.SIGNATURE: "落款"}
_HEAD = "标题"
_OPENING, _ENDING = "序言", "文末"
_DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")
_ABOVE_ARTICLES = {"part", "chapter", "section"}
_ITEM_RANK = 6  # 1. and below are not cited without the heading that they stand under
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,10}[省市县区旗州盟]$")
_LEADING_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*")
_BARE_NUMBERS = frozenset(NUMERALS)


class Step(NamedTuple):
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
    top_mark: Mark | None = None

    def under(self, mark: Mark | None, role: OutlineRole, label: str, heading: str) -> "Trail":
        """The trail of what stands at or below a numbered provision, a heading or a title."""
        headings = (*self.headings, heading) if heading else self.headings
        if role == OutlineRole.TITLE:
            return Trail(headings, label, self.steps, self.top_mark)
        step = Step(mark.citation, mark) if mark else Step(label)
        return Trail(headings, self.title, (*self.steps, step), self.top_mark or mark)


class Place(NamedTuple):
    """Where a clause stands: its trail, whether it opens the last step, how many paragraphs it has."""

    trail: Trail
    role: OutlineRole
    opens: bool = False
    paragraphs: int = 1


def locate(places: list[Place]) -> list[str]:
    """The locators of the clauses of one document, in text order; no two are the same.

    The document's own title is never part of a locator; later titles are (附件1, 杭州市). Words under no
    number and no heading are cited as 序言 before the first number and 文末 after it.
    """
    main = next((place.trail.title for place in places if place.role == OutlineRole.TITLE), "")
    main = "" if _PLACE.match(main) else main
    names = [(_brief(place.trail), _whole(place.trail, main)) for place in places]
    whole_of_brief: dict[str, set[str]] = defaultdict(set)
    for brief, whole in names:
        whole_of_brief[brief].add(whole)
    numbered: set[str] = set()  # titles with a number below them so far
    shared: dict[str, list[int]] = defaultdict(list)
    for index, (place, (brief, whole)) in enumerate(zip(places, names, strict=True)):
        trail = place.trail
        if trail.top_mark is not None:
            numbered.add(trail.title)
        if place.role in _NAMES:
            words = "·".join([*_title(trail, main), _NAMES[place.role]])
        elif not trail.steps:
            words = "·".join([*_title(trail, main), _ENDING if trail.title in numbered else _OPENING])
        elif brief and len(whole_of_brief[brief]) == 1 and not trail.title.startswith("附"):
            words = brief
        else:
            words = whole
        shared[words].append(index)
    locators = [""] * len(places)
    for words, indices in shared.items():
        for index, told in zip(indices, _apart(words, [places[k] for k in indices]), strict=True):
            locators[index] = told
    return _unique(locators)


def _apart(words: str, places: list[Place]) -> list[str]:
    """The locators of clauses that stand at one place: a heading or a provision, and paragraphs below it."""
    loose = sum(not place.opens for place in places)
    alone = loose == 1 and all(place.role == OutlineRole.HEADING for place in places if place.opens)
    before = 0  # paragraphs at this place so far
    apart = []
    for place in places:
        if place.opens and place.role == OutlineRole.HEADING:
            apart.append(f"{words}·{_HEAD}" if loose else words)
            before = 0
            continue
        if place.opens and place.role != OutlineRole.TITLE:
            before = 0
        plain = alone or (place.opens and not before)
        apart.append(words if plain else words + _paragraph(place, before + 1))
        before += place.paragraphs
    return apart


def _paragraph(place: Place, number: int) -> str:
    """The number of a paragraph as cited behind its place: 第二款 of an article, 第二行 of a signature."""
    if place.role in _NAMES:
        return f"第{_count(number)}行"
    step = place.trail.steps[-1] if place.trail.steps else None
    if step is None:
        return f"第{_count(number)}段"
    if step.style == "article":
        return f"第{_count(number)}款"
    bare = "、" if step.words[-1:].isalnum() else ""
    return f"{bare if step.mark else '·'}第{_count(number)}段"


def _unique(locators: list[str]) -> list[str]:
    """Numbers that a document gives twice, told apart by their order: 3, 3(第二处)."""
    taken = set(locators)
    seen: Counter[str] = Counter()
    unique = []
    for words in locators:
        seen[words] += 1
        told = words
        while seen[words] > 1 and (told := f"{words}(第{_count(seen[words])}处)") in taken:
            seen[words] += 1
        taken.add(told)
        unique.append(told)
    return unique


def _count(number: int) -> str:
    """A small count in Chinese: 七, 十, 十二, 三十四; larger ones in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + _DIGITS[ones]


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
            while kept and _is_above(kept[-1], step):
                kept.pop()
        kept.append(step)
    cited = ""
    for step in kept:
        run_on = cited[-1:].isdigit() and step.words[:1].isalnum()
        cited += "、" + step.words if cited and (run_on or cited[-1] in _BARE_NUMBERS) else step.words
    return cited


def _is_above(step: Step, decimal: Step) -> bool:
    """Whether 1.1 counts on from this step: 1, or the heading `1 总则`."""
    number = _LEADING_NUMBER.match(step.words)
    return number is not None and decimal.words.startswith(number[0] + ".")
