"""The views of a 预匹配清单: overview, matches, missing facts, by clause, rows not read, and what it is.

Each match links to the words it rests on, which stand in the view by clause.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant import words
from assistant.caveats import document_caveats
from assistant.cells import MOST_KEPT, Alike, Link, Toned
from assistant.columns import ColumnMapping
from assistant.mapping_file import shown_target
from assistant.readiness import readiness
from assistant.service import Progress
from assistant.tables import Table
from assistant.work import Asked, Tally, Told, Work
from assistant.workbook import MOST_ROWS, View, beside, write_views
from index.rows import StoredClause
from policies.model import Verdict
from policies.profile import FACTS

_WARNED = ("draft", "expired", "status", "news", "digest", "dated", "undated")
REACHED = (Verdict.ELIGIBLE, Verdict.NEEDS_RULING, Verdict.NEEDS_FACTS, Verdict.NOT_IN_FORCE)
"""The verdicts that a list shows; what fails is left out."""


@dataclass(frozen=True)
class Export:
    """All that the views are made of; `paths` says where the file of each document is."""

    work: Work
    table: Table
    mapping: ColumnMapping
    clauses: tuple[StoredClause, ...]
    paths: dict[str, str]
    on: date


def write_workbook(
    export: Export, output: Path, progress: Progress | None = None
) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Write all views; the result is the files beside the workbook, and what to say of them.

    Raises `PolicyMatchError` when the place cannot be written; the matches stay for the next run.
    """
    views = [view(export) for view in _VIEWS]
    notes = [_too_long(view, output) for view in views if view.size > MOST_ROWS]
    written = write_views([*views, about(export, notes)], output, export.work.folder, progress)
    return written, tuple(notes)


def _too_long(view: View, output: Path) -> str:
    file = beside(output, view).name
    return f"“{view.name}”共 {view.size:,} 行，工作簿里只放前 {MOST_ROWS:,} 行，全部在“{file}”里。"


def overview(export: Export) -> View:
    columns = (
        *(("行号", 7, "count"), ("名称", 28, "text"), ("所在地", 24, "text")),
        *(("符合（条）", 10, "count"), ("要认定（条）", 11, "count"), ("缺情况（条）", 11, "count")),
        *(("未生效（条）", 11, "count"), ("符合的至少（元）", 16, "yuan"), ("最多可能（元）", 16, "yuan")),
        *(("先补这些情况", 60, "text"), ("请注意", 40, "text")),
    )
    rows = (_overview_row(tally) for tally in export.work.tallies())
    return View("总览", columns, rows, export.work.count())


def _overview_row(tally: Tally) -> Sequence[Any]:
    asks = "；".join(label_of(about) for about in json.loads(tally.asks or "[]"))
    counts = (tally.eligible, tally.needs_ruling, tally.needs_facts, tally.not_in_force)
    possible = "未写上限" if tally.possible is None else tally.possible
    return (tally.line, tally.name, tally.region, *counts, tally.certain, possible, asks, tally.doubtful)


def matches(export: Export) -> View:
    columns = (
        *(("行号", 7, "count"), ("名称", 28, "text"), ("结论", 20, "text"), ("文件", 36, "text")),
        *(
            ("条款", 18, "link"),
            ("标题", 24, "text"),
            ("金额下限（元）", 15, "yuan"),
            ("金额上限（元）", 15, "yuan"),
        ),
        *(("金额怎么算", 36, "text"), ("怎么兑现", 16, "text"), ("还要知道", 36, "text")),
        *(("理由", 60, "text"), ("请注意", 30, "text")),
    )
    sources = [_source_of(export, number) for number in range(len(export.clauses))]

    @lru_cache(maxsize=MOST_KEPT)
    def alike(number: int) -> Alike:
        told = export.work.told(number)
        return Alike(_match_cells(told, sources[told.clause]))

    rows = ((line, name, alike(number)) for line, name, number in export.work.pairs())
    return View("匹配清单", columns, rows, export.work.count_pairs())


@dataclass(frozen=True, slots=True)
class _Source:
    title: str
    link: Link
    heading: str
    delivery: str
    warnings: str


def _source_of(export: Export, number: int) -> _Source:
    clause = export.clauses[number]
    place = clause.clause.locator or "正文"
    return _Source(
        title=clause.info.title,
        link=Link(f"#'按条款'!A{number + 2}", place),
        heading=clause.clause.heading,
        delivery=delivery_of(clause),
        warnings=warnings_of(clause, export.on),
    )


def _match_cells(told: Told, source: _Source) -> Sequence[Any]:
    """All that a row of the matches says besides its line and name."""
    verdict = Verdict(told.verdict)
    shown = words.VERDICT[verdict]
    if told.otherwise:
        shown += f"（若生效：{words.VERDICT[Verdict(told.otherwise)]}）"
    missing = "；".join(label_of(about) for about in told.missing)
    return (
        *(Toned(shown, words.VERDICT_TONE[verdict]), source.title, source.link, source.heading),
        *(told.low, told.high, told.note, source.delivery, missing, told.why, source.warnings),
    )


def missing_facts(export: Export) -> View:
    columns = (
        *(("要补的情况", 40, "text"), ("怎么问", 60, "text"), ("涉及多少行", 12, "count")),
        *(("涉及多少条款", 13, "count"), ("表里怎么加", 44, "text")),
    )
    asked = export.work.asked()
    rows = (_asked_row(one, export.mapping.keys) for one in asked)
    return View("缺少的情况", columns, rows, len(asked))


def _asked_row(asked: Asked, held: frozenset[str]) -> Sequence[Any]:
    fact = FACTS.get(asked.about)
    label = label_of(asked.about)
    unit = f"（{fact.unit}）" if fact and fact.unit else ""
    here = asked.about in held or f"fact:{asked.about}" in held
    how = "表里有这一栏，但这些行没有填" if here else f"加一栏，表头写“{label}{unit}”"
    return (label, question_of(asked.about), asked.rows, asked.clauses, how)


def by_clause(export: Export) -> View:
    columns = (
        *(("文件", 36, "text"), ("条款", 18, "text"), ("标题", 24, "text")),
        *((words.VERDICT[verdict], 12, "count") for verdict in REACHED),
        *(("怎么兑现", 16, "text"), ("能不能免申即享", 44, "text"), ("请注意", 30, "text")),
        *(("原文", 100, "text"), ("打开文件", 20, "link"), ("条款编号", 30, "text")),
    )
    counted = export.work.by_clause()
    rows = (_clause_row(export, number, counted) for number in range(len(export.clauses)))
    return View("按条款", columns, rows, len(export.clauses))


def _clause_row(export: Export, number: int, counted: dict[tuple[int, str], int]) -> Sequence[Any]:
    clause, source = export.clauses[number], _source_of(export, number)
    path = export.paths.get(clause.document_id, "")
    return (
        *(source.title, source.link.text, source.heading),
        *(counted.get((number, verdict), 0) for verdict in REACHED),
        *(source.delivery, readiness(clause, export.mapping).words, source.warnings, clause.quote),
        *(Link(path, Path(path).name) if path else "", clause.id),
    )


def unread(export: Export) -> View:
    columns = (("行号", 7, "count"), ("名称", 28, "text"), ("为什么没有读", 100, "text"))
    rows = ((one.line, one.name, one.unread) for one in export.work.tallies(unread=True))
    return View("未读的行", columns, rows, export.work.count(unread=True))


def about(export: Export, notes: Sequence[str]) -> View:
    """How the list came about and what it is not."""
    used = [one for one in export.mapping.columns if one.target]
    unused = [one for one in export.mapping.columns if not one.target and one.header]
    dormant = {c.info.title for c in export.clauses if warnings_of(c, export.on).startswith(_DORMANT)}
    facts = [
        ("这是什么", "按表格里填的情况和政策库的条款逐条比对出来的清单，供工作人员核对，不是兑现依据。"),
        ("初步符合", "读到的条件都符合；没读到的条件可能还有，承诺之前请对照原文，以主管部门认定为准。"),
        ("没有填的", "没有填的不当作“否”，列在“缺少的情况”；要主管部门判断的，不替主管部门下结论。"),
        ("按哪一天", export.on.isoformat()),
        ("表格", export.table.name),
        ("政策", f"{len({c.document_id for c in export.clauses})} 份文件的 {len(export.clauses)} 条可享条款"),
        ("还没生效或已失效", "、".join(f"《{title}》" for title in sorted(dormant)) or "没有"),
        ("读了这些栏", "；".join(f"{one.header}→{shown_target(one)}" for one in used)),
        ("没有读的栏", "；".join(f"{one.header}（{one.why}）" for one in unused) or "没有"),
        *(("另外", note) for note in (*export.table.notes, *notes)),
    ]
    return View("说明", (("事项", 20, "text"), ("内容", 110, "wrap")), facts, len(facts))


_VIEWS = (overview, matches, missing_facts, by_clause, unread)
_DORMANT = tuple(words.CAVEAT[kind][1] for kind in ("draft", "expired", "status"))


def delivery_of(clause: StoredClause) -> str:
    """How a benefit is delivered, in the official terms; "" where the clause does not say."""
    return "、".join(dict.fromkeys(one.mode.chinese for one in clause.annotation.delivery))


def warnings_of(clause: StoredClause, on: date) -> str:
    """What to beware of in the document, in a few words, the gravest first."""
    kinds = {caveat.kind for caveat in document_caveats(clause, on)}
    return "；".join(words.CAVEAT[kind][1] for kind in _WARNED if kind in kinds)


def label_of(about: str) -> str:
    """A missing fact as people call it."""
    return FACTS[about].label if about in FACTS else about


def question_of(about: str) -> str:
    """A missing fact as a plain question."""
    return FACTS[about].question if about in FACTS else f"请问是否符合“{about}”这一情况？"
