"""The tab 问政策: a conversation on the left, the cited document on the right."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import gradio as gr

from assistant.service import Assistant
from assistant.ui.answer_view import show_answer
from assistant.ui.bridge import QUIET, bridge, panel
from assistant.ui.edge import notice, told
from assistant.ui.render import one_line, render
from assistant.ui.source_view import show_place
from policies.model import Citation

LONGEST_QUESTION = 2000
"""Characters; a question is a few sentences, and a pasted document belongs into the library."""

_EXAMPLES = (
    {"text": "光伏企业落户宿州有什么支持？", "label": "光伏企业落户宿州有什么支持？", "edit": False},
    {"text": "我想看看人才政策", "label": "我想看看人才政策", "edit": False},
    {"text": "哪些政策是免申即享的？", "label": "哪些政策是免申即享的？", "edit": False},
    {"text": "“……”这句话原文有吗？", "label": "核对一句话是不是原文", "edit": True},
)

_OUTDATED = "这条回答是上一次打开页面时留下的，找不到它的依据了；请把问题再问一遍。"

Message = dict[str, str]


class Turn(NamedTuple):
    """One question with the places that its answer rests on."""

    question: str
    citations: tuple[Citation, ...]


class Step(NamedTuple):
    """What the page shows next: messages, the input's text (None: leave it), the conversation so far."""

    messages: list[Message]
    typed: str | None
    turns: list[Turn]


def chat_tab(service: Assistant) -> gr.Chatbot:
    """Build the tab inside the current `gr.Blocks`; the result is the conversation."""
    turns = gr.State([])
    with gr.Row(elem_classes=["pm-columns"]):
        with gr.Column(scale=6, min_width=320, elem_classes=["pm-talk"]):
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
    _wire(service, chatbot, typed, turns, source, send=send, again=again)
    return chatbot


def converse(service: Assistant, question: str, messages: list[Message], turns: list[Turn]) -> Iterator[Step]:
    """Ask, showing first that the question was heard, then the answer or why there is none."""
    question = question.strip()
    if not question:
        yield Step(messages, None, turns)
        return
    if len(question) > LONGEST_QUESTION:
        refusal = (
            f"这个问题有 {len(question):,} 个字，最多可以问 {LONGEST_QUESTION:,} 个字；"
            "请留下最想问的几句，整篇文件请到“政策库”里加入。"
        )
        yield Step([*messages, _said("assistant", one_line(notice("warn", refusal)))], None, turns)
        return
    asked = [*messages, _said("user", one_line(render("asked.html", lines=question.splitlines())))]
    waiting = one_line(render("thinking.html", stage="正在检索政策库、核对条款…"))
    yield Step([*asked, _said("assistant", waiting)], "", turns)
    try:
        answer = service.ask([*(turn.question for turn in turns), question], on=date.today())
    except Exception as failed:  # the conversation stays, and the question can be sent again
        yield Step([*asked, _said("assistant", one_line(told(failed)))], question, turns)
        return
    shown = show_answer(answer, len(turns))
    yield Step([*asked, _said("assistant", shown)], None, [*turns, Turn(question, answer.citations)])


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
    turns: gr.State,
    source: gr.HTML,
    *,
    send: gr.Button,
    again: gr.Button,
) -> None:
    outputs = [chatbot, typed, turns]

    def ask_typed(
        question: str, messages: list[Message], told_before: list[Turn]
    ) -> Iterator[tuple[Any, ...]]:
        yield from map(_updates, converse(service, question or "", messages, told_before))

    def ask_example(
        messages: list[Message], told_before: list[Turn], event: gr.EventData
    ) -> Iterator[tuple[Any, ...]]:
        yield from map(_updates, converse(service, event.question, messages, told_before))

    def open_mark(told_before: list[Turn], event: gr.EventData) -> str:
        answered = told_before[int(event.turn) :][:1]
        places = answered[0].citations if answered else ()
        return show_place(service, places, int(event.index), "ask", outdated=_OUTDATED)

    gr.on(
        [typed.submit, send.click], ask_typed, [typed, chatbot, turns], outputs, concurrency_limit=4, **QUIET
    )
    bridge("example").click(ask_example, [chatbot, turns], outputs, concurrency_limit=4, **QUIET)
    bridge("cite").click(open_mark, [turns], source, concurrency_limit=8, **QUIET)
    again.click(lambda: ([], "", [], _waiting()), None, [*outputs, source], **QUIET)


def _updates(step: Step) -> tuple[Any, ...]:
    return step.messages, gr.skip() if step.typed is None else step.typed, step.turns


def _said(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _waiting() -> str:
    return render(
        "waiting.html",
        title="条款原文",
        text="点回答里的〔1〕这样的标记，这里会打开整篇文件，并标出所引的那一条。",
    )
