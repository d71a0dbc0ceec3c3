"""A draft to pass on: the words of the clauses found, where they stand, what is to be known of them."""

from collections.abc import Iterator, Sequence

from assistant.citing import plain
from assistant.writing import Body, Entry, name_of
from index.scope import Places, Standing
from policies.model import Caveat, ClauseKind

_MOST = 3
_STANDING = ("draft", "expired", "status", "dated", "undated", "news")
_NO_BENEFIT = {ClauseKind.DUTY: "（这是对部门的工作要求）", ClauseKind.GOAL: "（这是政府的工作目标）"}


def draft(entries: Sequence[Entry], body: Body, caveats: Sequence[Caveat]) -> Iterator[str]:
    """The lines of a draft: what can be had before duties and aims, one clause of each document first.

    Whose place is told is warned of words that hold for another one.
    """
    yield "下面是草稿，只用了条款里写到的内容；没有写的金额、名额和时间我不能替您写。发出前请核实。"
    yield ""
    title = ""
    chosen = _chosen(entries)
    for entry in chosen:
        if entry.citation.title != title:
            title = entry.citation.title
            yield f"> 《{plain(title)}》{_standing(entry, caveats)}写到："
        clause = entry.found.clause
        place = f"{name_of(clause)}{_NO_BENEFIT.get(clause.annotation.kind, '')}"
        yield f"> {place}：{body.shortened(entry.citation)}"
    yield from _apart(chosen, body.asked.profile.get("region"))
    yield "> 以上摘自文件，是否适用、怎么办理，以主管部门答复为准。"


def _chosen(entries: Sequence[Entry]) -> list[Entry]:
    usable = [one for one in entries if not one.fails and not one.found.limit] or list(entries)
    ordered = sorted(usable, key=lambda one: one.found.match is None)
    documents: dict[str, Entry] = {}
    for one in ordered:
        documents.setdefault(one.citation.document_id, one)
    first = list(documents.values())
    chosen = [*first, *(one for one in ordered if one not in first)][:_MOST]
    return sorted(chosen, key=lambda one: list(documents).index(one.citation.document_id))


def _standing(entry: Entry, caveats: Sequence[Caveat]) -> str:
    """What who reads the draft must know of the document, as the warnings say it."""
    title = f"《{entry.citation.title}》"
    said = (one.text for one in caveats if one.kind in _STANDING and one.text.startswith(title))
    told = "，".join(text.removeprefix(title).rstrip("。") for text in said)
    return f"（{told}）" if told else ""


def _apart(chosen: Sequence[Entry], home: str | None) -> Iterator[str]:
    regions = {one.found.clause.info.region for one in chosen}
    places = Places.named([home] if home else [])
    away = [one for one in regions if one and home and places.standing([one]) is Standing.APART]
    if away:
        yield f"> 注意：{'、'.join(away)}的规定在{home}不适用，不能写成{home}的政策。"
