"""The page as a whole, and the server that shows it. Nothing is fetched from outside, nothing is reported."""

import os
from functools import cache
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read by gradio while it is imported

import gradio as gr

from assistant.service import Assistant
from assistant.ui.chat import chat_tab
from assistant.ui.edge import notice, told
from assistant.ui.library_tab import library_tab, show_table
from assistant.ui.render import render
from assistant.ui.verify_tab import document_choices, verify_tab

TITLE = "政策匹配助手"
_THEME = Path(__file__).parent / "theme"
_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' "
    "height='32' rx='7' fill='%23205072'/%3E%3Cpath d='M9 9h14M9 15h14M9 21h8' stroke='white' "
    "stroke-width='2.6' stroke-linecap='round'/%3E%3C/svg%3E"
)


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page over an opened assistant; give `page_assets()` to `launch` or `mount_gradio_app` with it."""
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as blocks:
        page: gr.Blocks = blocks
        gr.HTML(render("header.html"))
        state = gr.HTML("", elem_id="pm-state")
        with gr.Tabs(elem_id="pm-tabs"):
            with gr.Tab("问政策", id="ask"):
                chat_tab(assistant)
            with gr.Tab("政策库", id="library"):
                table, changes = library_tab(assistant)
            with gr.Tab("核对原文", id="verify"):
                documents = verify_tab(assistant)

        def on_open() -> tuple[Any, ...]:
            return _state(assistant), show_table(assistant, ""), _choices(assistant)

        def on_change() -> tuple[Any, ...]:
            return _state(assistant), _choices(assistant)

        page.load(on_open, None, [state, table, documents], api_visibility="private", show_progress="hidden")
        changes.change(on_change, None, [state, documents], api_visibility="private", show_progress="hidden")
    return page


@cache
def page_assets() -> dict[str, Any]:
    """Theme, style sheet and script of the page, as arguments of `launch`."""
    return {
        "theme": gr.themes.Base(
            font=_FONTS, font_mono=("ui-monospace", "monospace"), radius_size="md", text_size="md"
        ),
        "css": (_THEME / "style.css").read_text(encoding="utf-8"),
        "js": f"() => {{ {(_THEME / 'script.js').read_text(encoding='utf-8')} }}",
        "head": f'<link rel="icon" href="{_ICON}"><meta name="color-scheme" content="light">',
        "footer_links": [],
    }


def serve(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860, *, block: bool = True) -> str:
    """Serve the page until interrupted, or with `block=False` in the background; returns the address.

    Raises `OSError` when the port is taken.
    """
    page = build_page(assistant)
    _, address, _ = page.launch(
        server_name=host,
        server_port=port,
        share=False,
        inbrowser=False,
        quiet=True,
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size="50mb",
        prevent_thread_lock=not block,
        **page_assets(),
    )
    return address


def _state(assistant: Assistant) -> str:
    try:
        empty = not assistant.library()
    except Exception as failed:
        return told(failed)
    text = "政策库还是空的,现在问不到内容;请先到“政策库”里加入政策文件。"
    return notice("warn", text) if empty else ""


def _choices(assistant: Assistant) -> Any:
    try:
        return gr.update(choices=document_choices(assistant), value="")
    except Exception:  # `_state` shows the reason in the same step
        return gr.update(choices=[("全部文件", "")], value="")
