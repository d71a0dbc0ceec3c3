"""The tab 政策库: which documents there are, what one says, adding, removing and taking that back."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr

from assistant.holdings import DocumentSummary
from assistant.service import Assistant
from assistant.ui.bridge import QUIET, bridge, panel
from assistant.ui.edge import notice, told
from assistant.ui.render import render
from assistant.ui.source_view import show_document
from index.build import IngestRow

MOST_ROWS = 200


class Parts(NamedTuple):
    """What several handlers of the tab read or write; `changes` counts the changes made to the library."""

    wanted: gr.Textbox
    table: gr.HTML
    chosen: gr.State
    changes: gr.State
    result: gr.HTML
    source: gr.HTML


class Removal(NamedTuple):
    """The controls of removing, and `path`, the file that would undo it."""

    remove: gr.Button
    confirm: gr.Row
    yes: gr.Button
    no: gr.Button
    undo: gr.Button
    path: gr.State


def library_tab(service: Assistant) -> Parts:
    """Build the tab inside the current `gr.Blocks`.

    Whatever shows the library elsewhere listens to the `change` of `changes`.
    """
    with gr.Row(elem_classes=["pm-columns"]):
        with gr.Column(scale=6, min_width=320, elem_classes=["pm-library"]):
            wanted = gr.Textbox(
                label="查找",
                show_label=False,
                container=False,
                placeholder="按标题、文号、发文机关或地区查找",
                max_lines=1,
                elem_id="pm-wanted",
            )
            with gr.Accordion("加入文件", open=False, elem_id="pm-adding"):
                files = gr.File(
                    label="txt、md、html、pdf、docx，可以一次选多个",
                    file_count="multiple",
                    elem_id="pm-files",
                )
                add = gr.Button("加入政策库", variant="primary", elem_id="pm-add")
            result = gr.HTML("", elem_id="pm-result")
            undo = gr.Button(
                "撤销移除", visible=False, size="sm", elem_classes=["pm-take-back"], elem_id="pm-undo"
            )
            table = gr.HTML("", elem_id="pm-library")
        with gr.Column(scale=5, min_width=320, elem_classes=["pm-beside"]):
            remove, confirm, yes, no = _removing()
            source = panel(_waiting(), "pm-document", "文件全文")
    parts = Parts(wanted, table, gr.State(""), gr.State(0), result, source)
    removal = Removal(remove, confirm, yes, no, undo, gr.State(""))
    _wire_reading(service, parts, removal)
    _wire_adding(service, files, add, parts)
    _wire_removing(service, parts, removal)
    return parts


def show_table(service: Assistant, wanted: str | None, chosen: str = "") -> str:
    """The documents whose title, number, issuer or region holds `wanted`; the chosen one is marked."""
    wanted = (wanted or "").strip()
    try:
        documents = service.library(on=date.today())
    except Exception as failed:
        return told(failed)
    rows = [row for row in documents if _holds(row, wanted)]
    return render(
        "library.html",
        rows=rows[:MOST_ROWS],
        matching=len(rows),
        total=len(documents),
        shown_all=len(rows[:MOST_ROWS]) == len(documents),
        wanted=wanted,
        chosen=chosen,
    )


def show_ingested(rows: Sequence[IngestRow]) -> str:
    """One line a file: what became of it, and what to do where it failed."""
    return render("ingested.html", rows=[_row(row) for row in rows])


def restorable(document: DocumentSummary) -> str:
    """The path of the file that this version was read from, or "" where it is gone or has changed."""
    try:
        unchanged = sha256(Path(document.path).read_bytes()).hexdigest() == document.sha256
    except OSError:
        return ""
    return document.path if unchanged else ""


def _row(row: IngestRow) -> dict[str, Any]:
    name = Path(row.path).name
    return {**dict(row), "name": name, "error": (row.error or "").removeprefix(f"{name}：")}


def _holds(row: DocumentSummary, wanted: str) -> bool:
    return any(wanted in (field or "") for field in (row.title, row.issuer, row.region, row.doc_number))


def _removing() -> tuple[gr.Button, gr.Row, gr.Button, gr.Button]:
    with gr.Row(elem_classes=["pm-tools"]):
        remove = gr.Button("从政策库移除这篇", visible=False, size="sm", elem_id="pm-remove")
        with gr.Row(visible=False, elem_classes=["pm-confirm"]) as confirm:
            gr.HTML("<p>移除后，所有使用这个政策库的人提问时都不再引用这一篇。确定移除吗？</p>")
            yes = gr.Button("确定移除", variant="stop", size="sm", elem_id="pm-remove-yes")
            no = gr.Button("不移除", size="sm", elem_id="pm-remove-no")
    return remove, confirm, yes, no


def _wire_reading(service: Assistant, parts: Parts, removal: Removal) -> None:
    def filter_library(words: str, document_id: str) -> str:
        return show_table(service, words, document_id)

    def open_document(words: str, event: gr.EventData) -> tuple[Any, ...]:
        document_id = str(event.document)
        try:
            shown = show_document(service.document(document_id, on=date.today()), "library")
        except Exception as failed:
            return gr.skip(), "", told(failed), gr.update(visible=False), gr.update(visible=False)
        listed = show_table(service, words, document_id)
        return listed, document_id, shown, gr.update(visible=True), gr.update(visible=False)

    parts.wanted.change(
        filter_library, [parts.wanted, parts.chosen], parts.table, concurrency_limit=4, **QUIET
    )
    bridge("open").click(
        open_document,
        [parts.wanted],
        [parts.table, parts.chosen, parts.source, removal.remove, removal.confirm],
        concurrency_limit=8,
        **QUIET,
    )


def _wire_adding(service: Assistant, files: gr.File, add: gr.Button, parts: Parts) -> None:
    def add_files(
        paths: list[str] | None,
        words: str,
        document_id: str,
        changed: int,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:
        if not paths:
            return notice("warn", "还没有选文件；请先在上面选择或拖入文件。"), gr.skip(), gr.skip(), gr.skip()

        def tell(done: int, total: int, stage: str) -> None:
            progress((done, total), desc=stage, unit="")

        try:
            rows = service.ingest([Path(path) for path in paths], tell)
        except Exception as failed:
            return told(failed), gr.skip(), gr.skip(), gr.skip()
        return show_ingested(rows), show_table(service, words, document_id), None, changed + 1

    add.click(
        add_files,
        [files, parts.wanted, parts.chosen, parts.changes],
        [parts.result, parts.table, files, parts.changes],
        api_visibility="private",
        show_progress_on=parts.result,
    )


def _wire_removing(service: Assistant, parts: Parts, removal: Removal) -> None:
    def remove_document(words: str, document_id: str, changed: int) -> dict[Any, Any]:
        hidden = {control: gr.update(visible=False) for control in (removal.remove, removal.confirm)}
        try:
            document = service.document(document_id).summary
            path = restorable(document)
            service.remove(document_id)
        except Exception as failed:
            return {parts.result: told(failed), **hidden}
        how = "点“撤销移除”可以恢复" if path else "要恢复，请再加入同一份文件"
        return {
            parts.result: notice("good", f"已移除《{document.title}》；{how}。"),
            parts.table: show_table(service, words),
            parts.source: _waiting(),
            parts.chosen: "",
            parts.changes: changed + 1,
            removal.path: path,
            removal.undo: gr.update(visible=bool(path)),
            **hidden,
        }

    def restore(path: str, words: str, changed: int) -> tuple[Any, ...]:
        try:
            shown = show_ingested(service.ingest([Path(path)]))
        except Exception as failed:
            return told(failed), gr.skip(), changed, gr.skip()
        return shown, show_table(service, words), changed + 1, gr.update(visible=False)

    def ask(asking: bool) -> tuple[Any, Any]:
        return gr.update(visible=not asking), gr.update(visible=asking)

    both = [removal.remove, removal.confirm]
    removal.remove.click(lambda: ask(True), None, both, **QUIET)
    removal.no.click(lambda: ask(False), None, both, **QUIET)
    removal.yes.click(
        remove_document,
        [parts.wanted, parts.chosen, parts.changes],
        [*parts[1:], removal.remove, removal.confirm, removal.undo, removal.path],
        **QUIET,
    )
    removal.undo.click(
        restore,
        [removal.path, parts.wanted, parts.changes],
        [parts.result, parts.table, parts.changes, removal.undo],
        **QUIET,
    )


def _waiting() -> str:
    return render("waiting.html", title="文件全文", text="点左边的标题，这里会打开全文和目录。")
