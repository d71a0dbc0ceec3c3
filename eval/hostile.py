"""Hostile inputs against the whole assistant: `python -m eval.hostile [--kind KIND] [--out FILE]`.

The home holds the shipped documents and hostile ones; every answer is checked as `hostile_checks` says.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from assistant.arguments import WrongUse
from assistant.cases import json_object, whole_words
from assistant.citing import plain
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.ui.answer_view import show_answer, verification_values
from assistant.ui.render import render
from assistant.ui.source_view import show_document
from eval.endpoint import Endpoint, Stub, reads_facts, serving
from eval.hostile_checks import faults, foreign_markup
from eval.hostile_inputs import Hostile, load_inputs, text_of, write_documents
from policies.errors import PolicyMatchError
from policies.model import Answer, Verification

ON = date(2026, 6, 1)
_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Outcome:
    """How one input went: what was wrong (nothing: all well), and the seconds that it took.

    `refused` tells that it was turned down with a sentence.
    """

    input: Hostile
    faults: tuple[str, ...]
    seconds: float
    refused: bool = False


def run(inputs: Iterable[Hostile], home: Path) -> Iterator[Outcome]:
    """Every input against an assistant over `home`, which the hostile documents are added to."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        ruled = stack.enter_context(closing(Assistant(home, settings=Settings())))
        ruled.prepare()
        ruled.ingest(write_documents(folder))
        stub = stack.enter_context(serving())
        settings = Settings(llm_base_url=stub.url, llm_model="stub", llm_timeout_s=_TIMEOUT_S)
        helped = stack.enter_context(closing(Assistant(home, settings=settings)))
        ruled.warm()
        for one in inputs:
            yield _tried(one, helped if one.reply is not None else ruled, stub)


def shown_documents(home: Path) -> list[str]:
    """Foreign markup in the documents of a home as the page shows them."""
    with closing(Assistant(home, settings=Settings())) as assistant:
        views = [assistant.document(held.id) for held in assistant.library()]
        return [fault for view in views for fault in foreign_markup(show_document(view, "any"))]


def _tried(one: Hostile, assistant: Assistant, stub: Stub) -> Outcome:
    stub.reply = _replying(one.reply)
    began = perf_counter()
    try:
        wrong = tuple(_wrong(one, assistant))
    except (PolicyMatchError, WrongUse) as refused:
        return Outcome(one, tuple(_unlike_a_sentence(str(refused))), perf_counter() - began, refused=True)
    except Exception as failed:  # whatever it is, it is the finding
        return Outcome(one, (f"{type(failed).__name__}: {failed}"[:200],), perf_counter() - began)
    return Outcome(one, wrong, perf_counter() - began)


def _wrong(one: Hostile, assistant: Assistant) -> Iterator[str]:
    if one.quote is not None:
        verification = assistant.verify(text_of(one.quote))
        turns = [whole_words(text_of(one.quote))]
        answer = _as_answer(verification)
        html = render(
            "verification.html",
            shown=verification_values(verification),
            href=lambda index: f"#cite-{index}",
        )
    else:
        profile = None if one.profile is None else json_object(text_of(one.profile), "画像")
        turns = [*map(whole_words, one.asked)]
        answer = assistant.ask(one.asked, profile=profile, on=ON)
        html = render("asked.html", lines=turns[-1].splitlines()) + show_answer(answer, 0)
    titles = [f"《{plain(held.title)}》" for held in assistant.library()] if answer.verification else []
    yield from faults(answer, turns, one.canary, lambda sha256: _text(assistant, answer, sha256), titles)
    yield from (f"markup: {fault}" for fault in foreign_markup(html))


def _as_answer(verification: Verification) -> Answer:
    return Answer(
        status="answered" if verification.found else "abstained",
        text=verification.explanation,
        citations=verification.found,
        verification=verification,
    )


def _text(assistant: Assistant, answer: Answer, sha256: str) -> str:
    document_id = next(one.document_id for one in answer.citations if one.sha256 == sha256)
    return assistant.document(document_id, sha256).text


def _replying(reply: Any) -> Any:
    if isinstance(reply, dict) and "repeated" in reply:
        reply = text_of(reply)
    said = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)

    def answer(endpoint: Endpoint, body: dict[str, Any]) -> None:
        nothing = reads_facts(body) and isinstance(reply, dict) and "sentences" in reply
        endpoint.say('{"facts": [], "query": ""}' if nothing else said)

    return answer


def _unlike_a_sentence(said: str) -> Iterator[str]:
    if not said.endswith("。") or len(said) > 600 or "Traceback" in said:
        yield f"refusal: {said[:80]}"


def report(outcomes: Sequence[Outcome]) -> str:
    """Counts by kind, the slowest, and whatever was wrong."""
    lines = ["| kind | inputs | refused with a sentence | faults | slowest s |", "|---|---|---|---|---|"]
    for kind in Counter(outcome.input.kind for outcome in outcomes):
        lines.append(_row(kind, [outcome for outcome in outcomes if outcome.input.kind == kind]))
    lines.append(_row("all", outcomes))
    slowest = sorted(outcomes, key=lambda outcome: -outcome.seconds)[:5]
    lines += ["", "slowest: " + ", ".join(f"{one.input.id} {one.seconds:.2f} s" for one in slowest)]
    lines += [f"{one.input.id}: {'; '.join(one.faults)}" for one in outcomes if one.faults]
    return "\n".join(lines)


def _row(kind: str, outcomes: Sequence[Outcome]) -> str:
    refused = sum(outcome.refused for outcome in outcomes)
    wrong = sum(bool(outcome.faults) for outcome in outcomes)
    slowest = max((outcome.seconds for outcome in outcomes), default=0.0)
    return f"| {kind} | {len(outcomes)} | {refused} | {wrong} | {slowest:.2f} |"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the inputs; exit code 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", action="append", help="only inputs of this kind, may be repeated")
    args = parser.parse_args(argv)
    inputs = [one for one in load_inputs() if not args.kind or one.kind in args.kind]
    with TemporaryDirectory() as folder:
        outcomes = list(run(inputs, Path(folder)))
        shown = shown_documents(Path(folder))
    print(report(outcomes))
    print(f"markup in documents as shown: {len(shown)}")
    return 1 if shown or any(outcome.faults for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
