"""The tab 匹配政策: one enterprise, talent or project, what applies to it, and the next question.

What is written here stays in this window: nothing of it is stored.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import gradio as gr

from assistant.consultation import MOST_ASKED
from assistant.form import answered, fields, profile_of
from assistant.mapping_file import KIND_NAMES
from assistant.service import Assistant
from assistant.ui.bridge import QUIET, bridge, panel
from assistant.ui.edge import notice, told
from assistant.ui.matched_view import Reply, best_first, show_matches
from assistant.ui.render import render
from assistant.ui.source_view import show_place
from policies.facts import FACTS, Fact
from policies.model import Citation, Question
from policies.profile import Checked, in_a_form
from policies.values import is_blank

MOST_SHOWN = 100
LONGEST_FURTHER = 5000
"""Characters of what may be told beside the fields."""

_EXAMPLES = {
    "region": "如 安徽省宿州市",
    "founded_on": "如 2021-05-01",
    "industries": "如 光伏、装备制造",
    "qualifications": "如 高新技术企业、规上企业",
    "title": "如 高级工程师",
    "talent_tier": "如 D类人才",
    "employer_region": "如 江苏省苏州市",
}
_OUTDATED = "这份结果已经过期；请再点一次“开始匹配”。"
_TRUTH = ("是", "否")


class Session(NamedTuple):
    """What the form told, what was answered since, what is asked now, and the places that are linked.

    `near` is whether clauses that fail by what could be changed are shown too.
    """

    told: Checked | None = None
    near: bool = False
    replies: tuple[Reply, ...] = ()
    asked: Question | None = None
    places: tuple[Citation, ...] = ()


class Step(NamedTuple):
    """What the page shows next; without a result the last stays, and the problem stands at the question."""

    session: Session
    result: str | None
    problem: str = ""


class Parts(NamedTuple):
    """The components that handlers read and write."""

    kind: gr.Radio
    written: tuple[tuple[str, str, Any], ...]  # kind, key, component
    further: gr.Textbox
    near: gr.Checkbox
    start: gr.Button
    asking: gr.Column
    question: gr.HTML
    choice: gr.Radio
    words: gr.Textbox
    reply: gr.Button
    skip: gr.Button
    undo: gr.Button
    result: gr.HTML
    session: gr.State


def match_tab(service: Assistant) -> None:
    """Build the tab inside the current `gr.Blocks`."""
    with gr.Row(elem_classes=["pm-columns"]):
        with gr.Column(scale=6, min_width=320):
            with gr.Column(elem_classes=["pm-card"], elem_id="pm-form"):
                kind, written, further, near, start = _form()
            with gr.Column(elem_classes=["pm-card"], visible=False, elem_id="pm-asking") as asking:
                question = gr.HTML("")
                choice = gr.Radio(list(_TRUTH), label="回答", show_label=False, elem_id="pm-choice")
                words = gr.Textbox(label="回答", show_label=False, visible=False, elem_id="pm-words")
                with gr.Row():
                    reply = gr.Button("回答", variant="primary", size="sm", elem_id="pm-reply")
                    skip = gr.Button("不清楚，跳过", size="sm", elem_id="pm-skip")
            undo = gr.Button(
                "撤回上一个回答",
                size="sm",
                visible=False,
                elem_classes=["pm-take-back"],
                elem_id="pm-match-undo",
            )
            result = gr.HTML("", elem_id="pm-match-result")
        with gr.Column(scale=5, min_width=320, elem_classes=["pm-beside"]):
            source = panel(_waiting(), "pm-match-source", "条款原文")
    parts = Parts(
        kind, written, further, near, start, asking, question, choice, words, reply, skip, undo, result,
        gr.State(Session()),
    )  # fmt: skip
    _wire(service, parts, source)


def _form() -> tuple[gr.Radio, tuple[tuple[str, str, Any], ...], gr.Textbox, gr.Checkbox, gr.Button]:
    kind = gr.Radio(
        [(words, key) for key, words in KIND_NAMES.items()],
        value="enterprise",
        label="您是",
        elem_id="pm-kind",
    )
    written: list[tuple[str, str, Any]] = []
    groups = []
    for key in KIND_NAMES:
        with gr.Column(visible=key == "enterprise", elem_classes=["pm-fields"]) as group:
            written += [(key, fact.key, _field(key, fact)) for fact in fields(key)]
        groups.append(group)
    further = gr.Textbox(
        label="其他情况（可不填，每行一条）",
        placeholder="如 年纳税额：300万元\n获得中国专利金奖：是\n已享受的政策：房租补贴",
        lines=3,
        max_lines=10,
        elem_id="pm-further",
    )
    near = gr.Checkbox(label="也列出差一点就符合的，说明怎样才符合", elem_id="pm-near")
    start = gr.Button("开始匹配", variant="primary", elem_id="pm-match")
    kind.change(
        lambda chosen: [gr.update(visible=chosen == key) for key in KIND_NAMES], kind, groups, **QUIET
    )
    return kind, tuple(written), further, near, start


def _field(kind: str, fact: Fact) -> Any:
    label = f"{fact.label}（{fact.unit}）" if fact.unit else fact.label
    name = f"pm-{kind}-{fact.key}"
    if fact.choices:
        return gr.Dropdown(["", *fact.choices], value="", label=label, elem_id=name)
    return gr.Textbox(label=label, placeholder=_EXAMPLES.get(fact.key, ""), max_lines=1, elem_id=name)


def _wire(service: Assistant, parts: Parts, source: gr.HTML) -> None:
    shown = [
        parts.session, parts.result, parts.asking, parts.question, parts.choice, parts.words, parts.undo,
    ]  # fmt: skip
    components = [component for *_, component in parts.written]

    def begin(kind: str, further: str, near: bool, *values: Any) -> tuple[Any, ...]:
        pairs = zip(parts.written, values, strict=True)
        written = {key: value for (of, key, _), value in pairs if of == kind}
        return updates(start(service, kind, written, further or "", near=near))

    def go_on(session: Session, choice: str | None, words: str) -> tuple[Any, ...]:
        return updates(answer(service, session, (choice or words or "").strip()))

    def pass_over(session: Session) -> tuple[Any, ...]:
        return updates(answer(service, session, None))

    def take_back(session: Session) -> tuple[Any, ...]:
        return updates(take_back_last(service, session))

    def open_match(session: Session, event: gr.EventData) -> str:
        return show_place(service, session.places, int(event.index), "match", outdated=_OUTDATED)

    steps: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress_on": parts.result,
        "concurrency_limit": 4,
    }
    gr.on([parts.start.click], begin, [parts.kind, parts.further, parts.near, *components], shown, **steps)
    gr.on(
        [parts.reply.click, parts.words.submit],
        go_on,
        [parts.session, parts.choice, parts.words],
        shown,
        **steps,
    )
    parts.skip.click(pass_over, [parts.session], shown, **steps)
    parts.undo.click(take_back, [parts.session], shown, **steps)
    bridge("match").click(open_match, [parts.session], source, concurrency_limit=8, **QUIET)


def start(
    service: Assistant, kind: str, written: Mapping[str, Any], further: str, *, near: bool = False
) -> Step:
    """A new session from the form, and what it finds; a form that cannot be read says why."""
    if len(further) > LONGEST_FURTHER:
        excess = f"“其他情况”有 {len(further):,} 个字，最多可以写 {LONGEST_FURTHER:,} 个字"
        return Step(Session(), notice("warn", f"{excess}；请只留要紧的几条。"))
    try:
        profile = profile_of(kind, written, further)
        if not profile.told.keys() - {"kind"} and not profile.aside:
            return Step(Session(), notice("warn", "还没有填任何情况；请至少填上所在地，再点“开始匹配”。"))
        return consulted(service, Session(profile, near))
    except Exception as failed:
        return Step(Session(), told(failed))


def answer(service: Assistant, session: Session, words: str | None) -> Step:
    """The next step after an answer (None: passed over); one that cannot be read says why."""
    if session.asked is None or words == "":
        return Step(session, None, notice("warn", "还没有回答；请先选择或填写，不清楚的可以跳过。"))
    said = None if is_blank(words) else words  # 不清楚 passes over as well
    try:
        return consulted(service, session._replace(replies=(*session.replies, Reply(session.asked, said))))
    except Exception as failed:
        return Step(session, None, told(failed))


def take_back_last(service: Assistant, session: Session) -> Step:
    """The step before the last answer."""
    try:
        return consulted(service, session._replace(replies=session.replies[:-1]))
    except Exception as failed:
        return Step(session, None, told(failed))


def consulted(service: Assistant, session: Session) -> Step:
    """What the library holds for all that is told, and the next question that was not passed over."""
    form = session.told or Checked({})
    profile = form.told
    for question, words in session.replies:
        profile = profile if words is None else answered(profile, question, words)
    most = MOST_ASKED + len(session.replies)
    found = service.consult(profile, on=date.today(), every=session.near, most=most)
    matches = best_first(found.matches)
    places = tuple(service.cite(matches[:MOST_SHOWN]))
    together = service.total(found.matches)
    asked = next((one for one in found.next_questions if not _settled(one, session.replies)), None)
    warnings = [in_a_form(warning) for warning in (*form.aside, *found.warnings)]
    markup = show_matches(matches, places, warnings, session.replies, together)
    return Step(session._replace(asked=asked, places=places), markup)


def _settled(question: Question, replies: Sequence[Reply]) -> bool:
    """Whether a question was passed over, in whatever words, or answered in these."""
    return any(
        (question.about, question.name) == (asked.about, asked.name)
        if words is None
        else question.question == asked.question
        for asked, words in replies
    )


def updates(step: Step) -> tuple[Any, ...]:
    """What a step sets the components to: session, result, the column of the question, and those in it."""
    asked = step.session.asked
    if step.problem and asked:  # what was written stays, to be mended
        question = step.problem + render("asking.html", question=asked)
        return step.session, gr.skip(), gr.skip(), question, gr.skip(), gr.skip(), gr.skip()
    choices = _choices(asked) if asked else ()
    return (
        step.session,
        step.result or step.problem,
        gr.update(visible=asked is not None),
        render("asking.html", question=asked) if asked else "",
        gr.update(choices=list(choices), value=None, visible=bool(choices)),
        gr.update(value="", visible=not choices, placeholder=_placeholder(asked) if asked else ""),
        gr.update(visible=bool(step.session.replies)),
    )


def _choices(asked: Question) -> Sequence[str]:
    if asked.expects == "truth":
        return _TRUTH
    return asked.choices if asked.about != "kind" else ()


def _placeholder(asked: Question) -> str:
    if asked.unit:
        return f"填数字，单位是{asked.unit}"
    return _EXAMPLES.get(asked.about, "") if asked.about in FACTS else ""


def _waiting() -> str:
    return render("waiting.html", title="条款原文", text="点结果里的标记，这里会打开整篇文件，并标出那一条。")
