"""Standings, degrees, titles and tiers: what the words around a term of the vocabulary say of it."""

import re
from collections.abc import Iterator, Sequence

from assistant.told_clauses import Clause
from assistant.told_readings import Heard
from assistant.told_words import NEUTRAL, OTHER_TERM, TERM, TermWords, told_words
from policies.vocabulary.mentions import find_spoken_regions
from policies.vocabulary.terms import Tag, find_terms

PENDING = "还在申报，先按没有认定"
_TYPES = {
    "standing": ("qualification", "qualifications"),
    "degree": ("person", "degree"),
    "title": ("person", "title"),
    "tier": ("person", "talent_tier"),
}


def terms(clause: Clause, before: Clause | None) -> Iterator[Heard]:
    """Standings, degrees, titles and tiers that a clause says are held or not; see `told_facts.hear`."""
    for kind, words in told_words().terms.items():
        tags = _tags(kind, words, clause.text)
        for tag in tags:
            masked = _masked(clause, tags, tag)
            sign, hit = _sign(words, masked, clause)
            if sign and hit:
                yield _held(kind, words, tag, sign, hit)
        if not tags and before and kind == "standing":
            yield from _carried(words, clause, before)


def _tags(kind: str, words: TermWords, text: str) -> list[Tag]:
    type_, _ = _TYPES[kind]
    tags = [
        tag
        for tag in find_terms(text, type_)
        if tag.name not in words.leave
        and tag.text not in words.spelled_not
        and (tag.name in words.terms or not words.terms)
    ]
    taken = {at for tag in tags for at in range(tag.start, tag.end)}
    for spelling, name in words.more.items():
        at = text.find(spelling)
        if at >= 0 and name and at not in taken:
            tags.append(Tag(at, at + len(spelling), spelling, type_, name))
    return tags


def _masked(clause: Clause, tags: Sequence[Tag], one: Tag) -> str:
    """The clause with a sign for the term, other terms of its sort, places and trades; offsets hold."""
    text = list(f"{clause.text}")
    spots = [(tag.start, tag.end) for tag in find_terms(clause.text, "industry")]
    spots += [(mention.start, mention.end) for mention in find_spoken_regions(clause.text)]
    for start, end in spots:
        text[start:end] = NEUTRAL * (end - start)
    for tag in tags:
        text[tag.start : tag.end] = (TERM if tag is one else OTHER_TERM) * (tag.end - tag.start)
    return "".join(text)


def _sign(words: TermWords, masked: str, clause: Clause) -> tuple[str, re.Match[str] | None]:
    excluded = words.signs["not"]
    if excluded and excluded.search(f"{masked} {clause.goes_on}".rstrip()):
        return "", None
    for sign in ("pending", "no", "yes"):
        pattern = words.signs[sign]
        hit = pattern.search(masked) if pattern else None
        if hit and clause.states(hit.end()):
            return ("", None) if sign == "yes" and clause.once(hit.start() + 1) else (sign, hit)
    return "", None


def _held(kind: str, words: TermWords, tag: Tag, sign: str, hit: re.Match[str]) -> Heard:
    _, key = _TYPES[kind]
    name = tag.text.upper() if words.spelled else words.rename.get(tag.name, tag.name)
    start, end = min(hit.start(), tag.start), max(hit.end(), tag.end)
    if kind == "standing":
        return Heard(key, name, sign == "yes", start, end, PENDING if sign == "pending" else "")
    return Heard(key, "", name, start, end)


def _carried(words: TermWords, clause: Clause, before: Clause) -> Iterator[Heard]:
    """没评上, said of what the clause before named."""
    for sign in ("no", "yes"):
        pattern = words.signs[f"carried_{sign}"]
        if pattern and pattern.search(clause.text) and not clause.says("question"):
            for tag in _tags("standing", words, before.text):
                yield Heard("qualifications", tag.name, sign == "yes", 0, len(clause.text))
            return
