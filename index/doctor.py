"""Whether a home can be trusted: proved by reading every stored byte and by searching for stored words.

Counting entries proves nothing about a vector index: one that two writers damaged still counts right.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from index.build import Library, Read
from index.encoder import Encoder
from index.generations import Progress, Reader, bring_up
from index.intake import misquoted
from index.lexical import bigrams
from index.lock import writing
from index.pointer import Pointer
from index.records import IndexRecord, indexed, record_of
from index.rows import StoredClause, StoredDocument, StoredVersion
from policies.errors import CatalogDamaged, PolicyMatchError

SAMPLE = 400
"""How many clauses are searched for; all, when there are no more."""

_NEIGHBOURS = 20
_WORD_HITS = 1000
_QUERY_LETTERS = 120
_SAME = 0.999
# Search in a graph of neighbours is approximate: a rare miss is no damage, many are.
_MISSES_ALLOWED = 0.02


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: `code` is for programs, `message` for people; `repair` cures what is `derived`."""

    code: str
    message: str
    derived: bool = True
    document_id: str | None = None


def check(
    home: Path,
    *,
    encoder: Encoder | str | None = None,
    catalog_url: str | None = None,
    read: Read | None = None,
    sample: int = SAMPLE,
) -> list[Finding]:
    """Everything wrong with this home, the catalogue first; nothing is changed, and an empty list is good.

    Every stored file is compared with its sha256 and every quotation with its text; `sample` clauses, spread
    over the library, are searched for by their own words in both indexes.
    """
    try:
        with Library(home, encoder=encoder, catalog_url=catalog_url, read=read) as library:
            return [*_catalogue(library), *_indexes(library, sample)]
    except CatalogDamaged as damaged:
        return [Finding("catalogue", str(damaged), derived=False)]


def repair(
    home: Path,
    *,
    at: datetime,
    encoder: Encoder | str | None = None,
    catalog_url: str | None = None,
    read: Read | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """Make anew what is derived, and tell what is still wrong.

    Documents with faulty clauses, or read by older rules, are read again from their stored bytes; the
    indexes are built anew. Stored bytes and a damaged catalogue are never touched. Raises `CatalogBusy`.
    """
    try:
        with (
            Library(home, encoder=encoder, catalog_url=catalog_url, read=read) as library,
            writing(library.home.lock, at=at, wait_s=library.wait_s),
        ):
            _read_again(library, at)
            bring_up(library.home, library.catalog, library.encoder, progress, anew=True)
    except CatalogDamaged as damaged:
        return [Finding("catalogue", str(damaged), derived=False)]
    return check(home, encoder=encoder, catalog_url=catalog_url, read=read)


def _read_again(library: Library, at: datetime) -> None:
    faulty = {finding.document_id for finding in _catalogue(library) if finding.derived}
    for document in library.catalog.documents():
        if document.id not in faulty and document.reader == library.rules:
            continue
        try:
            policy = library.read(library.catalog.version(document.sha256).data, document.name)
            library.catalog.reread(document.id, policy, at=at, actor="doctor", reader=library.rules)
        except PolicyMatchError:
            # What could be read once and cannot now stays as it was; `check` will tell.
            continue


def _catalogue(library: Library) -> Iterator[Finding]:
    if fault := library.catalog.fault():
        yield Finding("catalogue", fault, derived=False)
        return
    for version in library.catalog.versions():
        if sha256(version.data).hexdigest() != version.sha256:
            yield _bytes_differ(version)
    documents = library.catalog.documents()
    for document in documents:
        yield from _clauses(library, document)
    older = [document for document in documents if document.reader != library.rules]
    if older:
        yield Finding(
            "rules",
            f"有{len(older)}份文件由旧版规则解析(如“{older[0].id}”),"
            "请运行 policymatch doctor --repair 重新解析。",
        )


def _bytes_differ(version: StoredVersion) -> Finding:
    message = f"文件“{version.document_id}”第{version.number}版的原件已损坏，请重新导入原文件。"
    return Finding("bytes", message, derived=False, document_id=version.document_id)


def _clauses(library: Library, document: StoredDocument) -> Iterator[Finding]:
    if fault := _fault(library, document):
        message = f"文件“{document.id}”{fault}，请运行 policymatch doctor --repair 重新解析。"
        yield Finding("quotes", message, document_id=document.id)


def _fault(library: Library, document: StoredDocument) -> str | None:
    try:
        text = library.catalog.text(document.id)
        stored = list(library.catalog.clauses([document.id]))
        wrong = [clause.clause.locator or clause.id for clause in stored if not _true_to(text, clause)]
    except CatalogDamaged:  # bytes that are no text, or JSON that is no annotation
        return "的条款无法读出"
    if wrong:
        return f"条款“{wrong[0]}”的引文与正文不符"
    return None if len(stored) == document.clauses else "的条款不全"


def _true_to(text: str, stored: StoredClause) -> bool:
    words = text[stored.clause.start : stored.clause.end]
    return words == stored.quote and not any(misquoted(text, stored.read))


def _indexes(library: Library, sample: int) -> Iterator[Finding]:
    pointer = Pointer.read(library.home)
    if pointer is None:
        if library.catalog.documents():
            yield _derived("no_index", "索引不存在")
        return
    if not pointer.usable(library.home, library.encoder):
        yield _derived("other_build", "索引不完整，或由另一个编码模型、另一个版本的软件建立")
        return
    if pointer.revision != library.catalog.revision():
        behind = pointer.revision < library.catalog.revision()
        yield _derived("behind", "索引落后于政策目录" if behind else "政策目录比索引旧，可能被旧备份替换过")
        return
    try:
        reader = Reader.open(library.home, pointer, library.catalog, library.encoder)
        yield from _searches(library, reader, sample)
    except CatalogDamaged as damaged:
        yield Finding("index", str(damaged))


def _derived(code: str, fault: str) -> Finding:
    return Finding(code, f"{fault}，请运行 policymatch doctor --repair 重建。")


def _searches(library: Library, reader: Reader, sample: int) -> Iterator[Finding]:
    wanted = {stored.id for stored in library.catalog.clauses() if indexed(stored)}
    held = reader.vectors.ids()
    yield from _entries("vectors", "向量索引", wanted, held)
    yield from _entries("words", "词语索引", wanted, set(reader.words.held))
    chosen = library.catalog.clauses_by_id(_spread(sorted(wanted), sample))
    records = [record_of(stored) for stored in chosen.values()]
    altered, missed = _unfound_vectors(reader, [record for record in records if record.id in held])
    yield from _lost("vectors", "向量索引与条款的文字不符", records, altered)
    if len(missed) > _MISSES_ALLOWED * len(records):
        yield from _lost("recall", "向量索引用条款自己的文字查不到条款", records, missed)
    unheard = [record.id for record in records if not _word_hit(reader, record)]
    rows = reader.vectors.rows()
    wrong = [r.id for r in records if r.id not in rows or reader.facets.facet(rows[r.id]) != r.facet]
    yield from _lost("facets", "条款特征与条款不符", records, wrong)
    yield from _lost("words", "词语索引用条款自己的文字查不到条款", records, unheard)


def _entries(code: str, name: str, wanted: set[str], held: set[str]) -> Iterator[Finding]:
    for fault, ids in (("缺少", wanted - held), ("多出", held - wanted)):
        if ids:
            yield _derived(code, f"{name}{fault}{len(ids)}条（如{min(ids)}）")


def _spread(ids: Sequence[str], sample: int) -> Sequence[str]:
    return ids[:: max(1, -(-len(ids) // sample))]


def _lost(code: str, fault: str, records: Sequence[IndexRecord], lost: Sequence[str]) -> Iterator[Finding]:
    if lost:
        yield _derived(code, f"{fault}(抽查{len(records)}条中有{len(lost)}条，如{lost[0]})")


def _unfound_vectors(reader: Reader, records: Sequence[IndexRecord]) -> tuple[list[str], list[str]]:
    """Clauses whose stored vector is not that of their text, and those that a search past them misses."""
    vectors = reader.encoder.encode([record.embedded_text for record in records])
    kept = reader.vectors.get([record.id for record in records])
    altered, missed = [], []
    for record, vector, stored in zip(records, vectors, kept, strict=True):
        # A text without known words has no direction, so no search can find it.
        if not vector.any():
            continue
        exact = reader.vectors.search(vector, 1, ids=[record.id])
        near = reader.vectors.neighbours(vector, _NEIGHBOURS)
        if not exact or min(exact[0][1], float(stored @ vector)) < _SAME:
            altered.append(record.id)
        # Provisions that many documents repeat tie: those in front do not count against this one.
        elif record.id not in dict(near) and near[-1][1] < _SAME:
            missed.append(record.id)
    return altered, missed


def _word_hit(reader: Reader, record: IndexRecord) -> bool:
    words = record.body[:_QUERY_LETTERS]
    if not bigrams(words):
        return True
    found = reader.words.search(words, _WORD_HITS, "bigrams")
    # Provisions that many documents repeat tie; a full list that ends in ties says nothing against one.
    return record.id in dict(found) or len(found) == _WORD_HITS
