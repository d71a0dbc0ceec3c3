"""The tab 核对原文: is this sentence really in the library, word for word."""

from collections.abc import Sequence

import gradio as gr

from assistant.alignment import heard
from assistant.service import Assistant
from assistant.ui.answer_view import verification_values
from assistant.ui.bridge import QUIET, bridge, panel
from assistant.ui.edge import notice, told
from assistant.ui.render import render
from assistant.ui.source_view import show_place
from policies.model import Citation

SHORTEST_QUOTE = 4
"""Characters; more than this is a document, and is compared by adding it to the library."""

Choices = list[tuple[str, str]]


def verify_tab(service: Assistant) -> gr.Dropdown:
    """Build the tab inside the current `gr.Blocks`; the result is the choice of documents, to refresh."""
    found = gr.State(())
    with gr.Row(elem_classes=["pm-columns"]):
        with gr.Column(scale=6, min_width=320):
            with gr.Column(elem_classes=["pm-card"]):
                quote, document, check = _asking()
            verdict = gr.HTML("", elem_id="pm-verdict")

        with gr.Column(scale=5, min_width=320, elem_classes=["pm-beside"]):
            source = panel(_waiting(), "pm-verify-source", "出处")

    def verify_quote(words: str, document_id: str) -> tuple[str, tuple[Citation, ...], str]:
        return check_quote(service, words or "", document_id)

    def open_found(places: tuple[Citation, ...], event: gr.EventData) -> str:
        return _open(service, places, int(event.index))

    gr.on(
        [check.click, quote.submit],
        verify_quote,
        [quote, document],
        [verdict, found, source],
        api_visibility="private",
        concurrency_limit=4,
    )
    bridge("found").click(open_found, [found], source, concurrency_limit=8, **QUIET)
    return document


def _asking() -> tuple[gr.Textbox, gr.Dropdown, gr.Button]:
    quote = gr.Textbox(
        label="要核对的句子",
        placeholder="把别人引用的那句话贴在这里，逐字核对它在不在政策库里",
        lines=4,
        max_lines=12,
        elem_id="pm-quote",
    )
    document = gr.Dropdown(
        label="只在这一篇里找（可不选）", choices=[("全部文件", "")], value="", elem_id="pm-in"
    )
    return quote, document, gr.Button("核对", variant="primary", elem_id="pm-check")


def check_quote(service: Assistant, words: str, document_id: str) -> tuple[str, tuple[Citation, ...], str]:
    """The verdict, the places found, and the document of the best of them."""
    words = words.strip()
    if not words:
        return notice("warn", "还没有贴要核对的句子；请在上面的框里贴一句再点“核对”。"), (), _waiting()
    if len(heard(words)) < SHORTEST_QUOTE:
        refusal = f"“{words}”太短，核对不出结果；请贴完整的一句，至少 {SHORTEST_QUOTE} 个字。"
        return notice("warn", refusal), (), _waiting()
    try:
        verification = service.verify(words, document_id or None)
    except Exception as failed:
        return told(failed), (), _waiting()
    shown = render(
        "verification.html",
        shown=verification_values(verification),
        href=lambda index: f"#found-{index}",
    )
    beside = _open(service, verification.found, 0) if verification.found else _waiting()
    return shown, verification.found, beside


def document_choices(service: Assistant) -> Choices:
    """Every document by its title; an empty library offers only itself."""
    return [("全部文件", ""), *((document.title, document.id) for document in service.library())]


def _open(service: Assistant, places: Sequence[Citation], index: int) -> str:
    return show_place(service, places, index, "verify", outdated="这个核对结果已经过期；请再点一次“核对”。")


def _waiting() -> str:
    return render("waiting.html", title="出处", text="找到以后，这里会打开所在的文件，并标出那句话。")
