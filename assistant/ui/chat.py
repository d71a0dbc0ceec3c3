"""The tab 问政策: a conversation on the left, the cited document on the right."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import gradio as gr

from assistant.cases import whole_words
from assistant.conversations import MOST_TURNS
from assistant.service import Assistant
from assistant.ui.bridge import QUIET, bridge, panel
from assistant.ui.edge import notice, told
from assistant.ui.former import (
    Former,
    Message,
    answer_message,
    asked_message,
    former_conversations,
    said,
    show_former,
    wire_former,
)
from assistant.ui.render import one_line, render
from assistant.ui.source_view import show_place
from policies.model import Answer

LONGEST_QUESTION = 2000
"""Characters; a question is a few sentences, and a pasted document belongs into the library."""

_EXAMPLES = (
    {"text": "光伏企业落户宿州有什么支持？", "label": "光伏企业落户宿州有什么支持？", "edit": False},
    {"text": "我想看看人才政策", "label": "我想看看人才政策", "edit": False},
    {"text": "哪些政策是免申即享的？", "label": "哪些政策是免申即享的？", "edit": False},
    {"text": "“……”这句话原文有吗？", "label": "核对一句话是不是原文", "edit": True},
)

_OUTDATED = "这条回答的依据已经不再保存（对话已删除，或问得太早）；请把问题再问一遍。"


class Step(NamedTuple):
    """What the page shows next: messages, the input's text (None: leave it), the id of the conversation.

    `done` tells that nothing more follows and that the conversation has a turn more.
    """

    messages: list[Message]
    typed: str | None
    talk: str
    done: bool = False


def chat_tab(service: Assistant) -> Former:
    """Build the tab inside the current `gr.Blocks`; the result is its list of former conversations."""
    with gr.Row(elem_classes=["pm-columns"]):
        with gr.Column(scale=6, min_width=320, elem_classes=["pm-talk"]):
            former = former_conversations()
            chatbot = _conversation()
            with gr.Row(elem_classes=["pm-ask"]):
                typed = gr.Textbox(
                    label="问题",
                    show_label=False,
                    placeholder="在这里输入问题",
                    lines=1,
                    max_lines=6,
                    autofocus=True,
                    container=False,
                    scale=8,
                    elem_id="pm-question",
                )
                send = gr.Button("发送", variant="primary", scale=1, min_width=72, elem_id="pm-send")
                again = gr.Button("新对话", scale=1, min_width=72, elem_id="pm-again")
        with gr.Column(scale=5, min_width=320, elem_classes=["pm-beside"]):
            source = panel(_waiting(), "pm-source", "条款原文")
    _wire(service, chatbot, typed, former, source, send=send, again=again)
    return former


def converse(
    service: Assistant, question: str, messages: list[Message], talk: str, owner: str
) -> Iterator[Step]:
    """Ask in a conversation, or a new one, showing what is done, then the answer or why there is none."""
    question = whole_words(question.strip())
    if not question:
        yield Step(messages, None, talk)
        return
    if len(question) > LONGEST_QUESTION:
        refusal = (
            f"这个问题有 {len(question):,} 个字，最多可以问 {LONGEST_QUESTION:,} 个字；"
            "请留下最想问的几句，整篇文件请到“政策库”里加入。"
        )
        yield Step([*messages, said("assistant", one_line(notice("warn", refusal)))], None, talk)
        return
    asked = [*messages, asked_message(question)][-2 * MOST_TURNS + 1 :]
    try:
        talk = talk or service.conversations.begin()
        steps = service.answering([question], on=date.today(), conversation=talk, owner=owner)
        for place, step in enumerate(steps):
            if isinstance(step, Answer):
                yield Step([*asked, answer_message(step, int(step.id or 0))], None, talk, done=True)
                continue
            waiting = said("assistant", one_line(render("thinking.html", stage=step)))
            yield Step([*asked, waiting], None if place else "", talk)
    except Exception as failed:  # the conversation stays, and the question can be sent again
        yield Step([*asked, said("assistant", one_line(told(failed)))], question, talk)


def _conversation() -> gr.Chatbot:
    return gr.Chatbot(
        label="对话",
        show_label=False,
        container=False,
        elem_id="pm-chat",
        height=None,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        autoscroll=False,
        placeholder=one_line(render("welcome.html", examples=_EXAMPLES)),
    )


def _wire(
    service: Assistant,
    chatbot: gr.Chatbot,
    typed: gr.Textbox,
    former: Former,
    source: gr.HTML,
    *,
    send: gr.Button,
    again: gr.Button,
) -> None:
    inputs = [chatbot, former.talk, former.owner]
    outputs = [chatbot, typed, former.talk, former.owner, former.listed, former.delete]

    def ask_typed(question: str, messages: list[Message], talk: str, owner: str) -> Iterator[tuple[Any, ...]]:
        owner = owner or service.conversations.begin()
        for step in converse(service, question or "", messages, talk, owner):
            yield _updates(service, step, owner)

    def ask_example(
        messages: list[Message], talk: str, owner: str, event: gr.EventData
    ) -> Iterator[tuple[Any, ...]]:
        yield from ask_typed(event.question, messages, talk, owner)

    def open_mark(talk: str, event: gr.EventData) -> str:
        try:
            answer = service.conversations.answer(talk, int(event.turn))
        except Exception as failed:
            return told(failed)
        places = answer.citations if answer else ()
        return show_place(service, places, int(event.index), "ask", outdated=_OUTDATED)

    gr.on([typed.submit, send.click], ask_typed, [typed, *inputs], outputs, concurrency_limit=4, **QUIET)
    bridge("example").click(ask_example, inputs, outputs, concurrency_limit=4, **QUIET)
    bridge("cite").click(open_mark, [former.talk], source, concurrency_limit=8, **QUIET)

    def begin_anew(owner: str) -> tuple[Any, ...]:
        return [], "", "", show_former(service, owner, ""), gr.update(visible=False), _waiting()

    cleared = [chatbot, typed, former.talk, former.listed, former.delete, source]
    again.click(begin_anew, [former.owner], cleared, **QUIET)
    wire_former(service, former, chatbot, begin_anew, cleared)


def _updates(service: Assistant, step: Step, owner: str) -> tuple[Any, ...]:
    listed = show_former(service, owner, step.talk) if step.done else gr.skip()
    delete = gr.update(visible=True) if step.done else gr.skip()
    return step.messages, gr.skip() if step.typed is None else step.typed, step.talk, owner, listed, delete


def _waiting() -> str:
    return render(
        "waiting.html",
        title="条款原文",
        text="点回答里的〔1〕这样的标记，这里会打开整篇文件，并标出所引的那一条。",
    )
