"""What was read, as a table for people to check, and their corrections taken back from it.

The table is CSV in UTF-8 with a byte order mark, which Excel opens as it is. A row carries a check mark of
what was exported: without changes it is passed over, and one whose clause has changed since is refused.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice

from index.build import Library
from index.corrections import Correction, text_hash
from index.generations import bring_up
from index.lock import writing
from index.review_words import EDITABLE, NotAllowed
from index.rows import StoredClause
from policies.errors import RefusedTable
from policies.model import Policy

MAX_BYTES = 64 * 2**20
MAX_ROWS = 200_000
_MAX_COLUMNS = 64
_SHOWN_LETTERS = 2000
_TOLD = 8
_ID, _CHECK = "条款编号", "核对码"
_HEADERS = ("文件", "位置", "标题", "原文", *EDITABLE, "理解程度", "来源", _ID, _CHECK)
_ORIGINS = {"rule": "规则", "model": "模型", "person": "人工"}
# What a spreadsheet would calculate, in the widths that one may read the same way.
_FORMULA = tuple("=+-@＝＋－＠")
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a table: corrections made, and those that no longer fit the words of their clause."""

    corrections: int
    documents: tuple[str, ...]
    aside: tuple[Correction, ...] = ()


def export(
    library: Library, documents: Sequence[str] | None = None, *, least_covered: int | None = None
) -> bytes:
    """The clauses as a table, the least understood first; raises `UnknownDocument`.

    `documents` limits it to these ids, `least_covered` to that many rows.
    """
    for id_ in documents or ():
        library.catalog.document(id_)
    found = sorted(library.catalog.clauses(documents), key=lambda one: one.annotation.coverage)
    written = io.StringIO()
    table = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(_HEADERS)
    table.writerows([_safe(cell) for cell in _row(one)] for one in islice(found, least_covered))
    return written.getvalue().encode("utf-8-sig")


def apply(library: Library, table: bytes, *, at: datetime, actor: str = "local") -> Applied:
    """Take the corrections of an edited table, all of them or none.

    Only cells that differ from the export count. Raises `RefusedTable` naming rows and columns,
    `CatalogBusy`.
    """
    with writing(library.home.lock, at=at, wait_s=library.wait_s):
        made = list(_corrections(library, _edited(table)))
        readings = _readings(library, made)
        if made:
            library.catalog.correct(made, readings, at=at, actor=actor, reader=library.rules)
            bring_up(library.home, library.catalog, library.encoder)
    return Applied(len(made), tuple(readings), tuple(library.catalog.set_aside(readings)))


def undo(library: Library, *, at: datetime, actor: str = "local") -> Applied:
    """Take back the last table that was applied; raises `RefusedTable` when there is none."""
    with writing(library.home.lock, at=at, wait_s=library.wait_s):
        last = library.catalog.last_corrections()
        if not last:
            raise RefusedTable("没有可以撤销的更正，请用 policymatch review 导出审阅表查看现状。")
        readings = _readings(library, last)
        library.catalog.undo_correction(readings, at=at, actor=actor, reader=library.rules)
        bring_up(library.home, library.catalog, library.encoder)
    return Applied(len(last), tuple(readings), tuple(library.catalog.set_aside(readings)))


def _readings(library: Library, made: Iterable[Correction]) -> dict[str, Policy]:
    """The documents concerned, read anew by the rules, so that nothing corrected earlier is mixed in."""
    held = library.catalog.current()
    ids = dict.fromkeys(one.document_id for one in made if one.document_id in held)
    documents = (library.catalog.document(id_) for id_ in ids)
    return {one.id: library.read(library.catalog.version(one.sha256).data, one.name) for one in documents}


# ---- out --------------------------------------------------------------------------------------------


def _row(one: StoredClause) -> list[str]:
    cells = _cells(one)
    read = (f"{one.annotation.coverage:.0%}", _ORIGINS[one.origin], one.id, _mark(one, cells))
    shown = (one.info.title, one.clause.locator, one.clause.heading, one.quote[:_SHOWN_LETTERS])
    return [*shown, *cells.values(), *read]


def _cells(one: StoredClause) -> dict[str, str]:
    return {header: _plain(column.shown(one.annotation)) for header, column in EDITABLE.items()}


def _mark(one: StoredClause, cells: Mapping[str, str]) -> str:
    # A letter in front: a spreadsheet takes digits with an e among them for a number.
    return f"v{text_hash(one.quote)[:12]}-{_digest(cells)}"


def _digest(cells: Mapping[str, str]) -> str:
    return sha256("\x1f".join(cells.values()).encode()).hexdigest()[:12]


def _safe(cell: str) -> str:
    """The cell as text: nothing that a spreadsheet would calculate, no control characters."""
    plain = _plain(cell)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain


def _plain(cell: str) -> str:
    """A cell without what spreadsheets change: line ends, blanks at the edges, our own quotation mark."""
    lines = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in _one_end(cell))
    kept = "\n".join(filter(None, map(str.strip, lines.split("\n"))))
    return kept[1:] if kept[:1] == "'" and kept[1:].startswith(_FORMULA) else kept


def _one_end(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n")


# ---- in ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Edited:
    """A row of which a cell was changed; `number` counts as a spreadsheet does, the header is row 1."""

    number: int
    id: str
    mark: str
    cells: dict[str, str]


def _edited(table: bytes) -> list[_Edited]:
    """The rows that differ from what was exported; raises `RefusedTable` for what is no review table."""
    if len(table) > MAX_BYTES:
        raise _too_large(f"有{len(table) // 2**20}MB")
    found: dict[str, _Edited] = {}
    try:
        for row in _rows(_decoded(table)):
            if not row.mark.endswith(_digest(row.cells)):
                if row.id in found:
                    raise RefusedTable(
                        f"审阅表第{row.number}行与第{found[row.id].number}行改的是同一条，请只留一行后重试。"
                    )
                found[row.id] = row
    except csv.Error as broken:
        raise RefusedTable(f"审阅表的格式有误（{broken}），请重新导出，改好后存为 CSV UTF-8。") from broken
    return list(found.values())


def _too_large(size: str) -> RefusedTable:
    return RefusedTable(f"审阅表{size}，超过上限，请用 --document 或 --least-covered 分几次导出和交回。")


def _decoded(table: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return table.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedTable("审阅表不是 CSV 文字表格，请在 Excel 里另存为“CSV UTF-8”后重试。")


def _rows(text: str) -> Iterator[_Edited]:
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    header = [_plain(cell) for cell in next(rows, [])][:_MAX_COLUMNS]
    if missing := [name for name in (*EDITABLE, _ID, _CHECK) if name not in header]:
        raise RefusedTable(f"审阅表缺少“{missing[0]}”一列，请重新导出，不要删列或改列名。")
    for number, row in enumerate(rows, 2):
        if number > MAX_ROWS:
            raise _too_large(f"超过{MAX_ROWS}行")
        if not any(row):
            continue
        if len(row) < len(header):
            raise RefusedTable(f"审阅表第{number}行少了几格，请与导出的表对照补齐。")
        cells = {name: _plain(cell) for name, cell in zip(header, row, strict=False)}
        yield _Edited(number, cells[_ID], cells[_CHECK], {name: cells[name] for name in EDITABLE})


def _corrections(library: Library, rows: Sequence[_Edited]) -> Iterator[Correction]:
    """The changed cells of all rows; raises `RefusedTable` that tells the first faults, not only one."""
    held = library.catalog.clauses_by_id([row.id for row in rows])
    made: list[Correction] = []
    faults: list[str] = []
    for row in rows:
        for header in EDITABLE:
            try:
                made.extend(_changed(row, held.get(row.id), header))
            except NotAllowed as refused:
                faults.append(f"第{row.number}行“{header}”一栏的“{refused.word[:40]}”{refused.remedy}")
    if faults:
        more = f"；另有{len(faults) - _TOLD}处" if len(faults) > _TOLD else ""
        raise RefusedTable(f"审阅表没有采纳：{'；'.join(faults[:_TOLD])}{more}，请改正后重试。")
    return iter(made)


def _changed(row: _Edited, stored: StoredClause | None, header: str) -> Iterator[Correction]:
    if stored is None:
        raise RefusedTable(f"审阅表第{row.number}行的条款“{row.id[:80]}”已不在政策库里，请重新导出。")
    cells, column = _cells(stored), EDITABLE[header]
    if row.mark != _mark(stored, cells):
        raise RefusedTable(f"审阅表第{row.number}行的条款导出以后已有变化，请重新导出，再改这一行。")
    old, new = cells[header], row.cells[header]
    if old == new:
        return
    value = column.parsed(new, stored)
    if value != getattr(stored.annotation, column.field):
        words = f"{header}：{old or '（空）'}→{new or '（空）'}"
        yield Correction.of(stored.document_id, stored.clause, stored.quote, column.field, value, words)
