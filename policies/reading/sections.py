"""Conditions that a document states in a section of their own (申报条件, 服务对象), beside its benefits.

A section speaks for the benefits under the same heading as itself: one of the document for all, one inside
三、购房补贴 for those there. A part of it that names a benefit or some applicants speaks for these only.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from policies.model import Criterion, OutlineRole, ReadClause
from policies.reading.addressees import addressees_listed
from policies.reading.applicants import alike, called, excused, whom
from policies.reading.conditions import find_conditions
from policies.reading.criteria import find_criteria
from policies.reading.lists import Holds, listed
from policies.reading.patterns import pattern
from policies.reading.received import find_received_before
from policies.vocabulary.regions import resolve, within
from policies.vocabulary.term_files import folded
from policies.vocabulary.terms import find_terms

_LEAD = 80  # characters of a provision within which it says whom its list is for
_OF_HELP = re.compile(r"资助|补[贴助]|奖[励补]|扶持|支持|申[领报请]")
_ANY = re.compile(r"之一|任[一何意]")
_LETTERS = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_SENTENCE_END = re.compile(r"[。；;：:]")
_NUMBERED = re.compile(r"\s*[(（]?[\d一二三四五六七八九十]{1,3}[)）、.．]|\s*[①-⑳]")
# What a list of addressees can tell; a benefit that says whom it is for itself may be for others.
_WHO = {"qualifications", "industries", "scale", "ownership"}
_ENTERPRISES = {"enterprise", "project"}
_PERSONS = {"talent", "talent_team", "graduate", "jobseeker", "worker"}
_SUBJECT = re.compile(r"企业|公司|团队|主体|项目|个人|人才")
_BODY = re.compile(r"单位|机构|院所|院校|学校|高校|平台|基地|园区|协会")


MEANT = "who"
"""How the labels of groups begin in which a list of addressees says whom it is for."""


@dataclass(frozen=True, slots=True)
class Part:
    """A provision `text[start:end]` of the section `name`, below the headings `parent`.

    `below` are the headings from the section's own down to the provision's; `of_objects` tells a list of
    addressees (服务对象) from one of conditions. It is for the benefits `names` and for the applicants `whom`
    (创业团队申领时应符合下列条件) under the `label` 方向1; empty words stand for all. `reach` are the
    headings above the benefits that it speaks for.
    """

    start: int
    end: int
    parent: tuple[str, ...]
    name: str
    below: tuple[str, ...]
    of_objects: bool
    claimable: bool = False
    criteria: tuple[Criterion, ...] = ()
    names: frozenset[str] = frozenset()
    whom: str = ""
    label: str = ""
    addressees: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()

    @property
    def section(self) -> tuple[str, ...]:
        return (*self.parent, self.name)

    def beside(self, benefit: ReadClause) -> bool:
        """Whether a benefit stands under the same heading as the section and not in it.

        In it stands the provision that speaks for a whole notice; its own words and the others there are for
        it too, unless they are benefits of their own (小微企业申请条件, 个人申请条件).
        """
        clause = benefit.clause
        inside = clause.path[: len(self.section)] == self.section
        apart = not inside or not self.claimable or clause.start == self.start
        return clause.path[: len(self.reach)] == self.reach and apart


def find_sections(text: str, document: Sequence[ReadClause], place: str = "") -> list[Part]:
    """The provisions of the document's sections of conditions with what they demand, in text order."""
    parts = [part for read in document if (part := _part(read))]
    if not parts:
        return []
    benefits = [read for read in document if read.annotation.kind.claimable]
    parts = [replace(part, reach=_reach(part, benefits)) for part in parts]
    sections = groupby(parts, key=lambda part: part.section)
    found = (one for _, section in sections for one in _read(text, list(section), place))
    return [
        replace(
            part,
            names=_named(part, map(_bare, named), benefits),
            whom=whom(map(_bare, named)),
            label=_label(text, part.start),
            addressees=_addressees(text, part),
        )
        for part in found
        for named in (called(_leads(text, part)),)
    ]


def _addressees(text: str, part: Part) -> tuple[str, ...]:
    return addressees_listed(text[part.start : part.end]) if _opens(part.name)[0] else ()


def addressees_for(text: str, benefit: ReadClause, parts: Sequence[Part]) -> tuple[str, ...]:
    """Whom the lists of addressees beside a benefit name; () where it is for others."""
    own = text[benefit.clause.start : benefit.clause.end]
    mine = (part for part in parts if part.addressees and part.beside(benefit))
    meant = (part for part in mine if not _for_a_body(own, text[part.start : part.end]))
    return tuple(dict.fromkeys(name for part in meant for name in part.addressees))


def regions_for(text: str, benefit: ReadClause, parts: Sequence[Part]) -> tuple[str, ...]:
    """Where a benefit holds: the wider place in which others are treated alike, else where it says itself."""
    own = benefit.annotation.regions
    for part in parts:
        alike = part.of_objects and part.beside(benefit) and _alike(text, part)
        wider = resolve(alike["place"] or "") if alike else ()
        if len(wider) == 1 and all(within(one, wider[0].full_name) for one in own):
            return (wider[0].full_name,)
    return own


def _alike(text: str, part: Part) -> re.Match[str] | None:
    return pattern("others_alike").search("".join(text[part.start : part.end].split()))


def _reach(part: Part, benefits: Iterable[ReadClause]) -> tuple[str, ...]:
    """The headings above a section down to those that stand above benefits beside it too.

    六、办法及条件 (二)资助条件 speaks for the benefits of other chapters, where its own gives nothing; what
    a standing takes (认定条件) is asked of nobody who has it.
    """
    if not _OF_HELP.search(part.name):
        return part.parent
    depth = len(part.section)
    outside = [read.clause.path for read in benefits if read.clause.path[:depth] != part.section]
    reaches = (part.parent[:k] for k in range(len(part.parent), -1, -1))
    return next((one for one in reaches if any(path[: len(one)] == one for path in outside)), part.parent)


def _named(part: Part, called: Iterable[str], benefits: Iterable[ReadClause]) -> frozenset[str]:
    """The headings of benefits beside the section that stand below its own heading again or in `called`."""
    beside = (read.clause.path[len(part.reach) :] for read in benefits if part.beside(read))
    return frozenset((*map(_bare, part.below), *called)) & {
        _bare(heading) for path in beside for heading in path
    }


def _part(read: ReadClause) -> Part | None:
    told, clause = read.annotation, read.clause
    gives = told.kind.claimable and bool(told.awards or told.delivery)
    if clause.role != OutlineRole.BODY or gives:
        return None
    for depth, heading in enumerate(clause.path):
        objects, lists, conditions, requirements = _opens(heading)
        if objects or conditions or requirements or (lists and depth < len(clause.path) - 1):
            above, below = clause.path[:depth], clause.path[depth + 1 :]
            return Part(clause.start, clause.end, above, heading, below, objects, told.kind.claimable)
    return None


@lru_cache(maxsize=1024)
def _opens(heading: str) -> tuple[bool, ...]:
    """Whether a heading opens a section of addressees, a list for some applicants, one of conditions."""
    names = ("object_section", "list_for", "condition_section", "requirement_section")
    return tuple(pattern(name).search(heading) is not None for name in names)


def _read(text: str, parts: Sequence[Part], place: str) -> Iterator[Part]:
    first = parts[0]
    if first.of_objects and not first.claimable and not _NUMBERED.match(text, parts[-1].start):
        whole = replace(first, end=parts[-1].end)
        yield replace(whole, criteria=tuple(_objects(text, whole, place)))
    elif _ANY.search(first.name):
        items = [(part.start, part.end) for part in parts]
        yield replace(first, below=(), criteria=tuple(listed(text, (Holds.ANY, items), place)))
    else:
        for part in parts:
            found = _demands(text, part, place)
            meant = _meant(part, found) if part.of_objects else found
            yield replace(part, of_objects=False, criteria=tuple(meant))


def _meant(part: Part, found: Iterable[Criterion]) -> Iterator[Criterion]:
    """Criteria of a list of addressees, marked where they say whom it is for."""
    for number, one in enumerate(found):
        alone = one.about in _WHO and one.group is None
        label = f"{MEANT}{part.start}.{one.about}{number}"
        yield one.model_copy(update={"group": label}) if alone else one


def _demands(text: str, part: Part, place: str) -> Iterable[Criterion]:
    """The items of a list inside the provision, else all that it says; of 申报要求 what is no procedure."""
    if pattern("requirement_section").search(part.name):
        hits = pattern("requirement").finditer(text, part.start, part.end)
        return [one for hit in hits for one in find_conditions(text, *hit.span("demands"), place)]
    if pattern("preferred").match(text[part.start : part.end]):
        return ()
    if pattern("list").search(text, part.start, part.end):
        return find_criteria(text, part.start, part.end, (), place)
    received = list(find_received_before(text, part.start, part.end))
    found = find_conditions(text, part.start, part.end, place)
    return [
        one for one in found if not any(one.start < r.end and r.start < one.end for r in received)
    ] + received


def _objects(text: str, part: Part, place: str) -> Iterator[Criterion]:
    """Who is meant; several standings are alternatives, words without a field of a profile say nothing."""
    told = find_conditions(text, part.start, part.end, place)
    alike = _alike(text, part)
    found = [one for one in told if one.about in _WHO or (one.about == "region" and not alike)]
    several = sum(one.about == "qualifications" for one in found) > 1
    others = _other_objects(text, part, found)
    for one in _meant(part, found):
        joined = one.about in _WHO and (others or (several and one.about == "qualifications"))
        yield one.model_copy(update={"group": f"{MEANT}{part.start}.{one.about}"}) if joined else one
    for about in dict.fromkeys(one.about for one in found if others and one.about in _WHO):
        yield others[0].model_copy(update={"group": f"{MEANT}{part.start}.{about}"})


def _other_objects(text: str, part: Part, found: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Those in a list of addressees whom the standing, size or trade of its enterprises is not asked of."""
    words = folded(text)[part.start : part.end]
    tags = [
        tag
        for tag in find_terms(words, "addressee")
        if tag.name not in _ENTERPRISES
        and not any(one.start < part.start + tag.end and part.start + tag.start < one.end for one in found)
    ]
    if not tags or not any(one.about in _WHO for one in found):
        return ()
    start, end = part.start + tags[0].start, part.start + tags[-1].end
    quote = text[start:end]
    if _SENTENCE_END.search(quote):
        return ()
    if _PERSONS.issuperset(tag.name for tag in tags):
        kinds = ("talent", "project")
        return (Criterion.of(text, start, end, about="kind", op="in", value=kinds),)
    about = f"fact:{''.join(quote.split())}"
    return (Criterion.of(text, start, end, about=about, op="is", value=True),)


def conditions_for(text: str, benefit: ReadClause, parts: Sequence[Part]) -> tuple[Criterion, ...]:
    """What the sections beside a benefit demand for it, each condition once."""
    mine = [part for part in parts if part.beside(benefit)]
    said = {one.about for one in benefit.annotation.criteria}
    demands = (one for part in mine for one in _for(text, benefit, part, said))
    once = {(one.sense, one.group): one for one in demands}
    return tuple(once.values())


def _for(text: str, benefit: ReadClause, part: Part, said: set[str]) -> tuple[Criterion, ...]:
    """What a provision demands for a benefit that says these things itself.

    What it demands of applicants that the benefit does not name is left to the authority.
    """
    clause = benefit.clause
    own = text[clause.start : clause.end]
    if part.of_objects:
        return () if said & _WHO or _for_a_body(own, text[part.start : part.end]) else part.criteria
    if part.label:
        return part.criteria if part.label == _label(text, clause.start) else ()
    if part.names:
        return part.criteria if part.names & {_bare(heading) for heading in clause.path} else ()
    if not part.whom:
        return part.criteria
    who = next(name for name in called(_leads(text, part)) if whom([_bare(name)]))
    demands = part.criteria if part.whom in own or alike(who, own) else (_left_open(text, part),)
    at = text.rfind(who, 0, part.start + _LEAD)
    return tuple(excused(text, (at, at + len(who)), demands)) if at >= 0 else demands


def _for_a_body(own: str, objects: str) -> bool:
    """Whether a benefit speaks of bodies alone where the list of addressees names only enterprises."""
    return bool(_BODY.search(own)) and not _SUBJECT.search(own) and not _BODY.search(objects)


def _left_open(text: str, part: Part) -> Criterion:
    end = found.start() if (found := _SENTENCE_END.search(text, part.start, part.end)) else part.end
    return Criterion.of(text, part.start, end, about="text", op="discretionary")


def _leads(text: str, part: Part) -> tuple[str, ...]:
    """The words within which a provision or the headings above it say whom its list is for."""
    return *part.below[:-1], text[part.start : min(part.end, part.start + _LEAD)]


def _label(text: str, start: int) -> str:
    found = pattern("numbered_label").match(text[start : start + _LEAD])
    return _bare(found["label"]) if found else ""


def _bare(heading: str) -> str:
    return _LETTERS.sub("", heading)
