"""A turn answered question by question: what it asks first is what the next of its questions goes on with."""

from collections.abc import Iterator
from typing import Any

from langgraph.graph.state import CompiledStateGraph

from assistant.graph import State, run
from assistant.joining import joined
from assistant.parts import parts, spoken
from assistant.talk import Talk
from policies.model import Answer


def in_parts(
    graph: CompiledStateGraph[Any, Any, Any, Any], given: State, thread: str | None = None
) -> Iterator[str | State]:
    """What `run` yields, for each question of the last turn; the state at the end holds them as one answer.

    Where one must be cleared up first, those behind it wait: the answer names them.
    """
    *before, last = given["said"]
    asked = parts(last)
    answers: list[Answer] = []
    for part in asked:
        for step in run(graph, {**given, "said": [*before, part]}, thread):
            if isinstance(step, str):
                yield step
            else:
                state = step
        answers.append(state["answer"])
        if state.get("unclear") and not state["refused"]:
            break
        talk = Talk.model_validate(state["talk"])
        before, given = [], {**given, "talk": talk.amid_a_turn().model_dump(mode="json")}
    if len(answers) > 1:
        state["answer"] = joined(asked[: len(answers)], answers)
    if waiting := asked[len(answers) :]:
        note = f"\n\n说清楚以后，请再问一次：{'；'.join(map(spoken, waiting))}"
        state["answer"] = state["answer"].model_copy(update={"text": state["answer"].text + note})
    yield state
