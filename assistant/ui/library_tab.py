"""The tab 政策库: which documents there are, what one says, adding and removing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.service import Assistant, DocumentSummary
from assistant.ui.bridge import bridge, panel
from assistant.ui.edge import notice, told
from assistant.ui.render import render
from assistant.ui.source_view import show_document
from index.build import IngestRow

SUFFIXES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
MOST_ROWS = 200


def library_tab(service: Assistant) -> tuple[gr.HTML, gr.State]:
    """Build the tab inside the current `gr.Blocks`; the result is the table, and a count of the changes made.

    Whatever shows the library elsewhere listens to the count's `change`.
    """
    chosen, changes = gr.State(""), gr.State(0)
    with gr.Row(elem_classes=["pm-columns"]):
        with gr.Column(scale=6, min_width=320):
            wanted = gr.Textbox(
                label="查找", placeholder="按标题、发文机关或地区查找", max_lines=1, elem_id="pm-wanted"
            )
            table = gr.HTML("", elem_id="pm-library")
            adding = _adding()
        with gr.Column(scale=5, min_width=320, elem_classes=["pm-beside"]):
            removing = _removing()
            source = panel(_waiting(), "pm-document", "文件全文")
    _wire_reading(service, (wanted, table, chosen, source), removing)
    _wire_adding(service, adding, (wanted, table, chosen, changes))
    _wire_removing(service, removing, (wanted, table, chosen, changes, source))
    return table, changes


def show_table(service: Assistant, wanted: str, chosen: str = "") -> str:
    """The documents whose title, issuer or region holds `wanted`; the chosen one is marked."""
    try:
        documents = service.library()
    except Exception as failed:
        return told(failed)
    rows = [row for row in documents if _holds(row, wanted.strip())]
    return render(
        "library.html",
        rows=rows[:MOST_ROWS],
        total=len(documents),
        shown_all=len(rows[:MOST_ROWS]) == len(documents),
        wanted=wanted.strip(),
        chosen=chosen,
    )


def show_ingested(rows: Sequence[IngestRow]) -> str:
    """One line a file: what became of it, and what to do where it failed."""
    shown = [
        {
            "name": Path(row.path).name,
            "status": row.status,
            "clauses": row.clauses,
            "warnings": row.warnings,
            "error": row.error,
        }
        for row in rows
    ]
    return render("ingested.html", rows=shown)


def _holds(row: DocumentSummary, wanted: str) -> bool:
    return any(wanted in (field or "") for field in (row.title, row.issuer, row.region, row.doc_number))


def _adding() -> tuple[gr.File, gr.Button, gr.HTML]:
    with gr.Accordion("加入文件", open=False, elem_id="pm-adding"):
        files = gr.File(
            label="政策文件(txt、md、html、pdf、docx),可以一次选多个",
            file_count="multiple",
            elem_id="pm-files",
            height=150,
        )
        add = gr.Button("加入政策库", variant="primary", elem_id="pm-add")
        result = gr.HTML("", elem_id="pm-result")
    return files, add, result


def _removing() -> tuple[gr.Button, gr.Row, gr.Button, gr.Button]:
    with gr.Row(elem_classes=["pm-tools"]):
        remove = gr.Button("从政策库移除这篇", visible=False, size="sm", elem_id="pm-remove")
        with gr.Row(visible=False, elem_classes=["pm-confirm"]) as confirm:
            gr.HTML("<p>移除以后,回答不再引用这篇;以后再加入同一份文件即可恢复。确定移除吗?</p>")
            yes = gr.Button("确定移除", variant="stop", size="sm", elem_id="pm-remove-yes")
            no = gr.Button("不移除", size="sm", elem_id="pm-remove-no")
    return remove, confirm, yes, no


def _wire_reading(service: Assistant, parts: tuple[Any, ...], removing: tuple[Any, ...]) -> None:
    wanted, table, chosen, source = parts
    remove, confirm, _, _ = removing

    def filter_library(words: str, document_id: str) -> str:
        return show_table(service, words or "", document_id)

    def open_document(words: str, event: gr.EventData) -> tuple[Any, ...]:
        document_id = str(event.document)
        try:
            shown = show_document(service.document(document_id), "library")
        except Exception as failed:
            return gr.skip(), "", told(failed), gr.update(visible=False), gr.update(visible=False)
        listed = show_table(service, words or "", document_id)
        return listed, document_id, shown, gr.update(visible=True), gr.update(visible=False)

    wanted.change(
        filter_library,
        [wanted, chosen],
        table,
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=4,
    )
    bridge("open").click(
        open_document,
        [wanted],
        [table, chosen, source, remove, confirm],
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=8,
    )


def _wire_adding(service: Assistant, adding: tuple[Any, ...], parts: tuple[Any, ...]) -> None:
    files, add, result = adding
    wanted, table, chosen, changes = parts

    def add_files(
        paths: list[str] | None,
        words: str,
        document_id: str,
        changed: int,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[Any, ...]:
        if not paths:
            return notice("warn", "还没有选文件;请先在上面选择或拖入文件。"), gr.skip(), gr.skip(), gr.skip()

        def tell(done: int, total: int, name: str) -> None:
            progress((done, total), desc=f"正在读 {Path(name).name}", unit="份")

        try:
            rows = service.ingest([Path(path) for path in paths], tell)
        except Exception as failed:
            return told(failed), gr.skip(), gr.skip(), gr.skip()
        return show_ingested(rows), show_table(service, words or "", document_id), None, changed + 1

    add.click(
        add_files, [files, wanted, chosen, changes], [result, table, files, changes], api_visibility="private"
    )


def _wire_removing(service: Assistant, removing: tuple[Any, ...], parts: tuple[Any, ...]) -> None:
    remove, confirm, yes, no = removing
    wanted, table, chosen, changes, source = parts

    def remove_document(words: str, document_id: str, changed: int) -> tuple[Any, ...]:
        hidden = gr.update(visible=False)
        try:
            service.remove(document_id)
        except Exception as failed:
            return told(failed), gr.skip(), gr.skip(), gr.skip(), gr.skip(), hidden
        gone = notice("good", "已移除;要恢复,请在“加入文件”里再加入同一份文件。")
        return gone, show_table(service, words or "", ""), "", changed + 1, hidden, hidden

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    remove.click(lambda: gr.update(visible=True), None, confirm, **quiet)
    no.click(lambda: gr.update(visible=False), None, confirm, **quiet)
    yes.click(
        remove_document, [wanted, chosen, changes], [source, table, chosen, changes, remove, confirm], **quiet
    )


def _waiting() -> str:
    return render("waiting.html", title="文件全文", text="点左边的标题,这里会打开全文和目录。")
