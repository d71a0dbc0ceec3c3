"""The tab 整表匹配: a table in, a look at how its columns are read, the workbook out.

What is uploaded and what comes out stays on this machine; the page forgets both after a day.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from assistant.columns import Column, Given, check_usable
from assistant.headers import FREE, STANDING
from assistant.mapping_file import KIND_NAMES, shown_target, target_of
from assistant.prematch import Done, Order, mapped, prematch
from assistant.service import Assistant
from assistant.ui.bridge import QUIET
from assistant.ui.edge import notice, told
from assistant.ui.render import render
from policies.errors import PolicyMatchError
from policies.profile import FACTS

MOST_OFFERS = 500
_UNUSED, _AS_FACT, _AS_STANDING = "不用这一栏", "一项事实（是/否或数字）", "一项资质（是/否）"
_NOTHING = Given({})


class Parts(NamedTuple):
    """The components that handlers read and write; `given` holds the corrections made so far."""

    file: gr.File
    kind: gr.Dropdown
    header: gr.Dropdown
    target: gr.Dropdown
    correct: gr.Button
    offers: gr.Checkbox
    start: gr.Button
    preview: gr.HTML
    result: gr.HTML
    made: gr.File
    given: gr.State


def table_tab(service: Assistant) -> None:
    """Build the tab inside the current `gr.Blocks`."""
    with gr.Row(elem_classes=["pm-columns"]):
        with gr.Column(scale=6, min_width=320):
            file = gr.File(
                label="一张表：csv、xlsx 或 parquet，每行一家企业或一个人",
                file_types=[".csv", ".xlsx", ".xls", ".parquet"],
                elem_id="pm-table-file",
            )
            preview = gr.HTML(_waiting(), elem_id="pm-table-columns")
            with gr.Row(visible=False, elem_id="pm-table-correct", equal_height=True) as correcting:
                header = gr.Dropdown(label="哪一栏不对", choices=[], elem_id="pm-table-header")
                target = gr.Dropdown(label="应当读成", choices=_choices(), elem_id="pm-table-target")
                correct = gr.Button("改", size="sm", elem_id="pm-table-change")
        with gr.Column(scale=5, min_width=320, elem_classes=["pm-card"]):
            kind = gr.Dropdown(
                label="每一行是",
                choices=[("看表头", ""), *((words, key) for key, words in KIND_NAMES.items())],
                value="",
                elem_id="pm-table-kind",
            )
            offers = gr.Checkbox(label="另给每一行写一份 Word 礼遇单", elem_id="pm-table-offers")
            start = gr.Button("开始匹配", variant="primary", elem_id="pm-table-start")
            result = gr.HTML("", elem_id="pm-table-result")
            made = gr.File(
                label="做好的清单",
                file_count="multiple",
                visible=False,
                interactive=False,
                elem_id="pm-table-made",
            )
    given = gr.State(_NOTHING)
    parts = Parts(file, kind, header, target, correct, offers, start, preview, result, made, given)
    _wire_columns(parts, correcting)
    _wire_matching(service, parts)


def _wire_columns(parts: Parts, correcting: gr.Row) -> None:
    def show_columns(path: str | None, kind: str) -> tuple[Any, ...]:
        shown, headers = preview_of(path, _NOTHING, kind)
        chosen = gr.update(choices=headers, value=headers[0] if headers else None)
        return shown, chosen, _NOTHING, gr.update(visible=bool(headers)), "", gr.update(visible=False)

    def correct_column(
        path: str | None, kind: str, given: Given, header: str | None, target: str | None
    ) -> tuple[Any, ...]:
        if not (path and header and target):
            return gr.skip(), given
        try:
            changed = Given({**given.columns, header: _target(header, target)})
            shown, _ = preview_of(path, changed, kind)
        except PolicyMatchError as refused:
            return told(refused), given
        return shown, changed

    def show_again(path: str | None, kind: str, given: Given) -> Any:
        return preview_of(path, given, kind)[0]

    parts.file.change(
        show_columns,
        [parts.file, parts.kind],
        [parts.preview, parts.header, parts.given, correcting, parts.result, parts.made],
        **QUIET,
    )
    parts.correct.click(
        correct_column,
        [parts.file, parts.kind, parts.given, parts.header, parts.target],
        [parts.preview, parts.given],
        **QUIET,
    )
    parts.kind.change(show_again, [parts.file, parts.kind, parts.given], parts.preview, **QUIET)


def _wire_matching(service: Assistant, parts: Parts) -> None:
    def match_table(
        path: str | None,
        kind: str,
        given: Given,
        offers: bool,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> Iterator[tuple[Any, Any]]:
        if not path:
            yield notice("warn", "还没有选表格；请先在左边选择或拖入一张表。"), gr.update(visible=False)
            return

        def tell(done: int, total: int, stage: str) -> None:
            progress((done, total), desc=stage, unit="")

        # Gradio copies what is handed out into its own cache, which it empties every day.
        with tempfile.TemporaryDirectory(prefix="policymatch-") as folder:
            try:
                done, files = _match(service, Path(path), kind, given, offers, Path(folder), tell)
            except Exception as failed:
                yield told(failed), gr.update(visible=False)
                return
            shown = render("prematched.html", done=done)
            yield shown, gr.update(value=[str(file) for file in files], visible=True)

    parts.start.click(
        match_table,
        [parts.file, parts.kind, parts.given, parts.offers],
        [parts.result, parts.made],
        api_visibility="private",
        show_progress_on=parts.result,
        concurrency_limit=1,
    )


def preview_of(path: str | None, given: Given, kind: str) -> tuple[str, list[str]]:
    """How the columns of a table are read, as HTML, and its headers; a table that cannot be read says why."""
    if not path:
        return _waiting(), []
    try:
        table, mapping = mapped(_order(Path(path), kind, given))
    except Exception as failed:
        return told(failed), []
    shown = render(
        "columns.html",
        name=table.name,
        kind=KIND_NAMES.get(mapping.kind or "", ""),
        notes=table.notes,
        columns=[_shown(column) for column in mapping.columns if column.header],
    )
    try:
        check_usable(table, mapping)
    except PolicyMatchError as unusable:
        shown = told(unusable) + shown
    return shown, [header for header in table.headers if header]


def _match(
    service: Assistant, path: Path, kind: str, given: Given, offers: bool, folder: Path, tell: Any
) -> tuple[Done, Sequence[Path]]:
    order = _order(path, kind, given, folder, offers)
    if offers and mapped(order)[0].size > MOST_OFFERS + 1:
        reason = f"礼遇单一次最多写 {MOST_OFFERS} 份，这张表的行数太多"
        raise PolicyMatchError(f"{reason}；请去掉“Word 礼遇单”的勾，或只留要写的人。")
    done = prematch(service, order, tell)
    files = [done.output, *done.beside]
    if order.offers and any(order.offers.iterdir()):
        packed = shutil.make_archive(str(folder / f"{path.stem}.礼遇单"), "zip", order.offers)
        files.append(Path(packed))
    return done, files


def _order(path: Path, kind: str, given: Given, folder: Path | None = None, offers: bool = False) -> Order:
    place = folder or path.parent
    return Order(
        table=path,
        output=place / f"{path.stem}.预匹配清单.xlsx",
        on=date.today(),
        given=given,
        kind=kind or None,
        offers=place / "offers" if offers else None,
    )


def _choices() -> list[str]:
    labels = [fact.label for fact in FACTS.values() if fact.key != "facts"]
    return [*labels, "出生日期", _AS_FACT, _AS_STANDING, _UNUSED]


def _target(header: str, words: str) -> tuple[str, str]:
    bare = header.partition("#")[0]
    named = {_UNUSED: ("", ""), _AS_FACT: (FREE + bare, ""), _AS_STANDING: (STANDING + bare, "")}
    return named.get(words) or target_of(words)


def _shown(column: Column) -> dict[str, str]:
    shown = shown_target(column) if column.target else ""
    return {"header": column.header, "shown": shown, "why": column.why, "sample": column.sample}


def _waiting() -> str:
    text = "选一张表，这里会先列出各栏读成什么，核对以后再开始匹配。"
    return render("waiting.html", title="各栏", text=text)
