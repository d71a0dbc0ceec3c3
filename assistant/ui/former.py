"""Former conversations on the page: listed, opened to go on with, deleted for good.

They belong to the browser in which they were begun: it holds a word that nobody can guess, and no question.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import gradio as gr

from assistant.conversations import Turn
from assistant.service import Assistant
from assistant.ui.answer_view import show_answer
from assistant.ui.bridge import QUIET, bridge
from assistant.ui.edge import notice, told
from assistant.ui.render import one_line, render
from policies.model import Answer

Message = dict[str, str]

_UNFINISHED = "这个问题没有答完（程序中途停了）；请再问一遍，或者接着往下说。"
_ONE = "删除后不能恢复。确定删除正在谈的这段对话吗？"
_ALL = "删除后不能恢复。确定删除这里列出的全部对话吗？"


class Former(NamedTuple):
    """What handlers read or write: whose conversations, which one is talked in, and the controls.

    `all_of_them` tells what the confirmation is asked for.
    """

    owner: gr.BrowserState
    talk: gr.State
    listed: gr.HTML
    delete: gr.Button
    clear: gr.Button
    confirm: gr.Row
    question: gr.HTML
    yes: gr.Button
    no: gr.Button
    all_of_them: gr.State


def former_conversations() -> Former:
    """Build the list, closed at first, above the conversation."""
    owner = gr.BrowserState("", storage_key="policymatch", secret="policymatch")  # noqa: S106 - hides nothing
    with gr.Accordion("以前的对话", open=False, elem_id="pm-former"):
        listed = gr.HTML("", elem_id="pm-former-list")
        with gr.Row(elem_classes=["pm-tools"]):
            delete = gr.Button("删除这段对话", visible=False, size="sm", elem_id="pm-delete")
            clear = gr.Button("清空全部", size="sm", elem_id="pm-clear")
        with gr.Row(visible=False, elem_classes=["pm-confirm"]) as confirm:
            question = gr.HTML("")
            yes = gr.Button("确定删除", variant="stop", size="sm", elem_id="pm-delete-yes")
            no = gr.Button("不删", size="sm", elem_id="pm-delete-no")
    return Former(owner, gr.State(""), listed, delete, clear, confirm, question, yes, no, gr.State(False))


def show_former(service: Assistant, owner: str, talk: str) -> str:
    """The conversations of this browser, the last first; the one talked in is marked."""
    try:
        held = service.conversations.held(owner) if owner else []
    except Exception as failed:
        return told(failed)
    return render("former.html", held=held, talk=talk, today=date.today())


def said(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def asked_message(question: str) -> Message:
    """A question as the page shows it."""
    return said("user", one_line(render("asked.html", lines=question.splitlines())))


def answer_message(answer: Answer, turn: int) -> Message:
    """The answer to the `turn`-th question of a conversation as the page shows it."""
    return said("assistant", show_answer(answer, turn))


def shown_again(turns: list[Turn], today: date) -> list[Message]:
    """A former conversation, with a word on how old it is."""
    messages = [said("assistant", one_line(notice("warn", note)))] if (note := _note(turns, today)) else []
    for turn in turns:
        messages.append(asked_message(turn.said))
        if turn.answer:
            messages.append(answer_message(turn.answer, turn.number))
        else:
            messages.append(said("assistant", one_line(notice("warn", _UNFINISHED))))
    return messages


def _note(turns: list[Turn], today: date) -> str:
    old = [turn.on for turn in turns if turn.on < today]
    parts = []
    if turns and turns[0].number > 1:
        parts.append(f"更早的 {turns[0].number - 1} 问已不再保存，但说过的情况仍然算数")
    if old:
        parts.append(f"这里有 {min(old)} 以来的回答，政策可能已有变化，要紧的请再问一遍")
    return "；".join(parts) + "。" if parts else ""


def wire_former(
    service: Assistant,
    former: Former,
    chatbot: gr.Chatbot,
    begin_anew: Callable[[str], tuple[Any, ...]],
    cleared: list[Any],
) -> None:
    """Wire the list; `begin_anew` gives the values of `cleared` for an empty conversation."""

    def open_former(owner: str, talk: str, event: gr.EventData) -> tuple[Any, ...]:
        wanted = str(event.id)
        try:
            messages = shown_again(service.conversations.turns(wanted, owner), date.today())
        except Exception as failed:
            return gr.skip(), talk, told(failed), gr.skip()
        return messages, wanted, show_former(service, owner, wanted), gr.update(visible=True)

    def ask(everything: bool) -> tuple[Any, ...]:
        return gr.update(visible=True), render("sure.html", text=_ALL if everything else _ONE), everything

    def delete(owner: str, talk: str, everything: bool) -> tuple[Any, ...]:
        hidden = gr.update(visible=False)
        try:
            if everything:
                service.conversations.clear(owner)
            elif talk:
                service.conversations.delete([talk], owner)
        except Exception as failed:
            return *(gr.skip() for _ in cleared[:-3]), told(failed), gr.skip(), gr.skip(), hidden
        return *begin_anew(owner), hidden

    bridge("former").click(
        open_former,
        [former.owner, former.talk],
        [chatbot, former.talk, former.listed, former.delete],
        **QUIET,
    )
    asking = [former.confirm, former.question, former.all_of_them]
    former.delete.click(lambda: ask(False), None, asking, **QUIET)
    former.clear.click(lambda: ask(True), None, asking, **QUIET)
    former.no.click(lambda: gr.update(visible=False), None, former.confirm, **QUIET)
    former.yes.click(
        delete, [former.owner, former.talk, former.all_of_them], [*cleared, former.confirm], **QUIET
    )
