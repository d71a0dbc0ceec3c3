"""The page as a whole, and the server that shows it. Nothing is fetched from outside, nothing is reported."""

import errno
import os
import socket
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read by gradio while it is imported

import gradio as gr

from assistant.service import Assistant
from assistant.ui.bridge import QUIET
from assistant.ui.chat import chat_tab
from assistant.ui.edge import notice, told
from assistant.ui.former import show_former
from assistant.ui.library_tab import library_tab, show_table
from assistant.ui.match_tab import match_tab
from assistant.ui.render import render
from assistant.ui.table_tab import table_tab
from assistant.ui.verify_tab import document_choices, verify_tab
from policies.errors import PolicyMatchError

TITLE = "政策匹配助手"
MOST_UPLOADED = "2gb"
"""What the server takes at all; the library refuses less than this, in Chinese."""

_DAY_S = 24 * 60 * 60
_THEME = Path(__file__).parent / "theme"
_FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "sans-serif")
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' "
    "height='32' rx='7' fill='%23205072'/%3E%3Cpath d='M9 9h14M9 15h14M9 21h8' stroke='white' "
    "stroke-width='2.6' stroke-linecap='round'/%3E%3C/svg%3E"
)
_REFUSED = {
    errno.EADDRINUSE: "端口 {port} 已被占用，请关掉那个程序，或用 --port 换一个端口。",
    errno.EACCES: "没有权限使用端口 {port}，请用 --port 换一个 1024 以上的端口。",
    errno.EADDRNOTAVAIL: "“{host}”不是这台电脑的地址，请去掉 --host，或换成本机的地址。",
}


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page over an opened assistant; give `page_assets()` to `launch` or `mount_gradio_app` with it."""
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=(_DAY_S, _DAY_S)
    ) as blocks:
        page: gr.Blocks = blocks
        gr.HTML(render("header.html", model=assistant.language_model))
        state = gr.HTML("", elem_id="pm-state")
        with gr.Tabs(elem_id="pm-tabs"):
            with gr.Tab("问政策", id="ask"):
                former = chat_tab(assistant)
            with gr.Tab("匹配政策", id="match"):
                match_tab(assistant)
            with gr.Tab("整表匹配", id="table"):
                table_tab(assistant)
            with gr.Tab("政策库", id="library") as library:
                listed = library_tab(assistant)
            with gr.Tab("核对原文", id="verify") as verify:
                documents = verify_tab(assistant)

        def show_state(chosen: str | None) -> tuple[Any, ...]:
            return _state(assistant), _choices(assistant, chosen)

        def show_listed(words: str, document_id: str) -> str:
            return show_table(assistant, words, document_id)

        def show_conversations(owner: str, talk: str) -> tuple[str, str]:
            owner = owner or assistant.conversations.begin()
            return owner, show_former(assistant, owner, talk)

        page.load(show_conversations, [former.owner, former.talk], [former.owner, former.listed], **QUIET)
        # A tab that is opened shows what another window or the command line has changed since.
        gr.on(
            [page.load, verify.select, listed.changes.change],
            show_state,
            [documents],
            [state, documents],
            **QUIET,
        )
        gr.on([page.load, library.select], show_listed, [listed.wanted, listed.chosen], listed.table, **QUIET)
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


def serve(assistant: Assistant, host: str = "127.0.0.1", port: int = 7860) -> gr.Blocks:
    """Serve the page in the background; `local_url` of the result is its address, `close()` ends it.

    Raises `PolicyMatchError` when nothing can listen there.
    """
    _check_free(host, port)
    assistant.warm()
    page = build_page(assistant)
    page.launch(
        server_name=host,
        server_port=port,
        share=False,
        inbrowser=False,
        quiet=True,
        ssr_mode=False,
        enable_monitoring=False,
        run_history=False,  # or gradio keeps every question in the browser
        max_file_size=MOST_UPLOADED,
        prevent_thread_lock=True,
        **page_assets(),
    )
    return page


def _check_free(host: str, port: int) -> None:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family)) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as refused:
        sentence = _REFUSED.get(refused.errno or 0, _REFUSED[errno.EADDRNOTAVAIL])
        raise PolicyMatchError(sentence.format(host=host, port=port)) from refused


def _state(assistant: Assistant) -> str:
    try:
        empty = not assistant.library()
    except Exception as failed:
        return told(failed)
    text = "政策库还是空的，现在问不到内容；请先到“政策库”里加入政策文件。"
    return notice("warn", text) if empty else ""


def _choices(assistant: Assistant, chosen: str | None) -> Any:
    try:
        choices = document_choices(assistant)
    except Exception:  # `_state` shows the reason in the same step
        choices = [("全部文件", "")]
    held = chosen if any(chosen == id_ for _, id_ in choices) else ""
    return gr.update(choices=choices, value=held)
