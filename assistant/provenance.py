"""Where a quoted sentence stands: the texts to look into, the citations, the verdict in plain Chinese."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant import words
from assistant.answer import hints_of
from assistant.caveats import not_in_force
from assistant.citing import cite, inline, plain
from assistant.named import Named
from assistant.verify import Checked, Held, Place, check_quote, exact_places
from assistant.writing import warnings_of
from index.build import Library
from index.rows import StoredClause
from policies.model import Answer, Caveat, Citation, Verification

_BY_WORDS = 400
_DOCUMENTS = 30
_CLAUSES = 30
_IN_NAMED = 10
_FEW = 20  # documents named whose texts are looked into one by one
_AROUND = 60  # characters beside a clause: a sentence may begin in the one before
_SAMPLED = 240  # characters of a long quotation that are enough to find it by
_LISTED = 8
_NAMED = 3


@dataclass(frozen=True)
class Provenance:
    """The verdict on a quotation with the clauses that its citations stand in."""

    verification: Verification
    clauses: tuple[StoredClause, ...]
    score: float


@dataclass(frozen=True)
class Found:
    """A place in a document, of an earlier version where `earlier`."""

    clause: StoredClause
    start: int
    end: int
    earlier: bool = False


def trace(quote: str, named: Named, library: Library) -> Provenance:
    """Look for a quotation in every version of every document."""
    texts = _texts(quote, named, library)
    checked = check_quote(quote, texts, named.documents)
    if named.told and not named.documents and checked.label == "verbatim":
        checked = replace(checked, label="wrong_document")
    if checked.label in ("altered", "not_found") and (before := _earlier(quote, named, library)):
        return _outdated(quote, before, library)
    found = _found(checked.places[: 2 * _LISTED], library)
    if checked.label == "verbatim":
        found, checked = _where_named(found, named, checked)
    found = found[:_LISTED]
    near = _found([checked.near], library)[:1] if checked.near else []
    return _told(quote, checked, [*found, *near], named)


def traced_answer(traced: Provenance, profile: dict[str, Any], on: date) -> Answer:
    """The verdict as an answer, with what is to be said of the document it rests on."""
    verification = traced.verification
    if not traced.clauses:
        text, _, _ = verification.explanation.partition("\n")
        caveats: tuple[Caveat, ...] = (Caveat(kind="not_in_library", text=text),)
    else:
        caveats = tuple(not_in_force(traced.clauses[0], on))
    warned = ["", "请注意：", *warnings_of(caveats)] if traced.clauses and caveats else []
    return Answer(
        status="answered" if traced.clauses else "abstained",
        text="\n".join([verification.explanation, *warned]),
        citations=verification.found,
        hints=hints_of(traced.clauses),
        caveats=caveats,
        verification=verification,
        profile=profile,
    )


def _texts(quote: str, named: Named, library: Library) -> list[Held]:
    """The texts that share most words with the quotation, those of documents named first.

    Searching by meaning as well was measured and found nothing more.
    """
    sample = quote if len(quote) <= _SAMPLED else _sample(quote)
    reader, catalog = library.reader(), library.catalog
    ids = _likely(reader.words.search(sample, _BY_WORDS, "bigrams"))
    few = sorted(named.documents) if len(named.documents) <= _FEW else []
    inside = reader.words.search(sample, _IN_NAMED, "bigrams", reader.facets.of(few)) if few else []
    ids = [*(id_ for id_, _ in inside), *ids]
    held = catalog.current() if few else {}
    stretches: dict[str, list[tuple[int, int]]] = {id_: [] for id_ in few if id_ in held}
    margin = max(_AROUND, len(quote))
    for clause in catalog.clauses_by_id(ids).values():
        span = max(0, clause.clause.start - margin), clause.clause.end + margin
        stretches.setdefault(clause.document_id, []).append(span)
    return [Held(id_, catalog.text(id_), tuple(spans)) for id_, spans in stretches.items()]


def _likely(found: Sequence[tuple[str, float]]) -> list[str]:
    """The two best clauses of each of the likeliest documents: a sentence may run from one into the next."""
    by_document: dict[str, list[tuple[str, float]]] = {}
    for id_, score in found:
        by_document.setdefault(id_.partition("#")[0], []).append((id_, score))
    best = sorted(by_document.values(), key=lambda held: -sum(score for _, score in held[:2]))[:_DOCUMENTS]
    kept = {id_ for held in best for id_, _ in held[:2]}
    return [id_ for rank, (id_, _) in enumerate(found) if id_ in kept or rank < _CLAUSES]


def _sample(quote: str) -> str:
    """The front, the middle and the end."""
    third, middle = _SAMPLED // 3, len(quote) // 2
    return " ".join((quote[:third], quote[middle : middle + third], quote[-third:]))


def _found(places: Sequence[Place], library: Library) -> list[Found]:
    """The clauses that the places run through, each with its part."""
    held = {place.id: [*library.catalog.clauses([place.id])] for place in places}
    return [part for place in places for part in _parts(place, held[place.id])]


def _parts(place: Place, clauses: Sequence[StoredClause], *, earlier: bool = False) -> Iterator[Found]:
    for clause in clauses:
        start, end = max(place.start, clause.clause.start), min(place.end, clause.clause.end)
        if start < end:
            yield Found(clause, start, end, earlier)


def _where_named(found: list[Found], named: Named, checked: Checked) -> tuple[list[Found], Checked]:
    """Those first that stand where the user says; if none does, it is another document or article."""
    right = [one for one in found if named.fits(one.clause) and named.article_fits(one.clause)]
    if not right:
        return found, replace(checked, label="wrong_document")
    return [*right, *(one for one in found if one not in right)], checked


def _earlier(quote: str, named: Named, library: Library) -> list[Found]:
    """Where the quotation stood word for word before the document was replaced."""
    for version in library.catalog.earlier():
        if named.documents and version.document_id not in named.documents:
            continue
        place = next(exact_places(quote, [Held(version.sha256, version.text)]), None)
        if place:
            return [*_parts(place, library.catalog.clauses_of(version.sha256), earlier=True)]
    return []


def _outdated(quote: str, before: list[Found], library: Library) -> Provenance:
    """A wording that a newer version no longer has, beside what stands there now."""
    document = before[0].clause.document_id
    now = check_quote(
        quote, [Held(document, library.catalog.text(document), _clause_spans(document, library))], [document]
    )
    current = _found(now.places, library) if now.label == "altered" and not now.joined else []
    differs = now.difference if current else "现行版本已没有这句话"
    return _told(quote, Checked("altered", difference=differs, score=1.0), [*current, *before], Named())


def _clause_spans(document: str, library: Library) -> tuple[tuple[int, int], ...]:
    return tuple((c.clause.start, c.clause.end) for c in library.catalog.clauses([document]))


def _told(quote: str, checked: Checked, found: Sequence[Found], named: Named) -> Provenance:
    citations = tuple(cite(one.clause, rank, (one.start, one.end)) for rank, one in enumerate(found, 1))
    lines = _lines(checked, list(zip(found, citations, strict=True)), named)
    verification = Verification(
        label=checked.label,
        found=citations,
        difference=checked.difference,
        quote=quote,
        explanation="\n".join(lines),
    )
    return Provenance(verification, tuple(one.clause for one in found), checked.score)


def _lines(checked: Checked, found: Sequence[tuple[Found, Citation]], named: Named) -> Iterator[str]:
    """The verdict in sentences, then the words as they stand."""
    match checked.label:
        case "verbatim":
            yield from _as_it_stands(checked, found)
        case "wrong_document":
            yield from _elsewhere(checked, found, named)
        case "altered":
            yield from _differing(checked, found, named)
        case "not_found":
            where = f"{_titles(named)}里" if named.titles else "政策库里"
            reason = "它可能出自没有收录的文件，也可能不是原文，请不要照引"
            yield f"{where}没有找到这句话，也没有字句相近的；{reason}。"
            yield "想知道有没有意思相同的规定，可以不引原话，直接问这件事。"
    for one, citation in found:
        old = "（旧版本）" if one.earlier else ""
        place = _called(citation) if len(found) == 1 and not old else f"{_at(citation)}{old}"
        yield f"- {place}：{inline(citation.quote)}{citation.mark}"


def _as_it_stands(checked: Checked, found: Sequence[tuple[Found, Citation]]) -> Iterator[str]:
    first = found[0][1]
    yield f"有这句话，文字一字不差，见{_at(first)}。{first.mark}"
    if len(found) > 1:
        yield f"政策库里写到它的不止一处，见下面。{first.mark}"
    text = _called(first)
    if checked.marks_differ:
        yield f"只有标点、空格或全角半角与{text}不同。{first.mark}"
    if checked.denied:
        yield f"注意：{text}在这几个字前面紧接着写的是“{checked.denied}”，单独引用意思就反了。{first.mark}"
    if checked.hedged:
        yield f"注意：{text}前面还有“{checked.hedged}”，引用时不能漏掉。{first.mark}"


def _elsewhere(checked: Checked, found: Sequence[tuple[Found, Citation]], named: Named) -> Iterator[str]:
    clause, first = found[0][0].clause, found[0][1]
    if named.fits(clause):
        number = "、".join(_article(number, unit) for number, unit in named.articles)
        yield f"这句话不在您说的{number}，而在{_at(first)}。{first.mark}"
    elif clause.document_id in named.documents:
        yield f"这句话在{_at(first)}，讲的不是您说的地方。{first.mark}"
    elif not named.documents:
        yield f"您说的文件政策库里没有收录，无法核对；这句话一字不差地出现在{_at(first)}。{first.mark}"
    else:
        yield f"您说的{_titles(named)}里没有这句话，它出自{_at(first)}，文字一字不差。{first.mark}"
    if checked.near:
        near = found[-1][1]
        yield f"您说的文件里相近的一句见{plain(near.locator) or '正文'}，文字不同。{near.mark}"


def _differing(checked: Checked, found: Sequence[tuple[Found, Citation]], named: Named) -> Iterator[str]:
    first = found[0][1]
    if found[-1][0].earlier:
        old = found[-1][1]
        yield f"这句话是{_at(old)}旧版本里的，现在的版本已经没有这样写，不能再照引。{old.mark}"
    elif checked.joined:
        marks = "".join(citation.mark for _, citation in found)
        yield f"政策库里没有连在一起的这句话，它是从不同地方拼起来的，不能照引。{marks}"
    elif named.told and not named.fits(found[0][0].clause):
        where = _titles(named) if named.titles else "文件"
        yield f"您说的{where}里没有这句话；最接近的在{_at(first)}，但文字有改动，不能照引。{first.mark}"
    else:
        yield f"没有一字不差的这句话；{_at(first)}里有相近的，文字有改动，不能照引。{first.mark}"
    if checked.difference:
        yield f"不同之处（您引的→{_called(first)}）：{plain(checked.difference)}。{first.mark}"


def _called(citation: Citation) -> str:
    """What the words of a document are: a digest is nobody's 原文."""
    return words.FIDELITY[citation.fidelity]


def _at(citation: Citation) -> str:
    return f"《{plain(citation.title)}》{plain(citation.locator)}"


def _titles(named: Named) -> str:
    more = "等" if len(named.titles) > _NAMED else ""
    return "、".join(f"《{plain(title)}》" for title in named.titles[:_NAMED]) + more


def _article(number: int, unit: str) -> str:
    return f"第{number}{unit}" if unit else f"（{number}）"
