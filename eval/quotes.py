"""`python -m eval.quotes`: are quotations recognised in a question, and is the verdict on them right?

    python -m eval.quotes [--misses] [--held-back] [--home DIR]

Asks `eval/gold/quotes.jsonl` about the shipped documents. The cases marked `held_back` were set aside by lot
before anything was learned from the others; without `--held-back` their misses are not shown.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from assistant.service import Assistant
from assistant.settings import Settings
from policies.model import Answer, Model

GOLD = Path(__file__).parent / "gold" / "quotes.jsonl"
ON = date(2026, 6, 1)


class QuoteCase(Model):
    """A question about a wording; `verification` None where only the substance is asked for.

    `words` stand in `document` where the wording, or what comes nearest to it, stands.
    """

    id: str
    kind: str
    turns: tuple[str, ...]
    verification: Literal["verbatim", "altered", "wrong_document", "not_found"] | None
    document: str | None
    words: str | None
    held_back: bool = False
    round: int = 1


@dataclass(frozen=True)
class Checked:
    """A case with what became of it."""

    case: QuoteCase
    label: str | None
    cited: bool
    answer: Answer

    @property
    def right(self) -> bool:
        return self.label == self.case.verification and self.cited


def load() -> list[QuoteCase]:
    """Every case, in order."""
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    return [QuoteCase.model_validate(json.loads(line)) for line in lines]


def check(cases: Sequence[QuoteCase], home: Path) -> list[Checked]:
    """Ask every case of the shipped documents, kept in `home`."""
    with closing(Assistant(home, settings=Settings(encoder=None, library=True))) as assistant:
        assistant.prepare()
        texts = {view.id: assistant.document(view.id).text for view in assistant.library()}
        return [_checked(case, assistant.ask(case.turns, on=ON), texts) for case in cases]


def _checked(case: QuoteCase, answer: Answer, texts: dict[str, str]) -> Checked:
    verification = answer.verification
    found = verification.found if verification else ()
    at = texts[case.document].index(case.words) if case.document and case.words else -1
    cited = at < 0 or any(
        one.document_id == case.document and one.start < at + len(case.words or "") and at < one.end
        for one in found[:3]
    )
    return Checked(case, verification.label if verification else None, cited, answer)


def report(checked: Sequence[Checked], *, misses: bool, held_back: bool) -> Iterator[str]:
    """The figures as lines, and the misses that may be seen."""
    for name, part in (
        ("learned from", [one for one in checked if not one.case.held_back]),
        ("held back", [one for one in checked if one.case.held_back]),
    ):
        labels = sum(one.label == one.case.verification for one in part)
        yield f"{name}: verdict {labels} of {len(part)}, with the place {sum(o.right for o in part)}"
    wrong: Counter[Any] = Counter(one.case.kind for one in checked if not one.right)
    every = Counter(one.case.kind for one in checked)
    yield "wrong by kind: " + ", ".join(f"{kind} {n}/{every[kind]}" for kind, n in wrong.items())
    for one in checked:
        if misses and not one.right and (held_back or not one.case.held_back):
            said = one.answer.text[:300].replace("\n", " ")
            yield f"{one.case.id} {one.case.turns} want {one.case.verification} got {one.label}\n    {said}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--held-back", action="store_true")
    parser.add_argument("--home", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        checked = check(load(), args.home or Path(folder))
    print("\n".join(report(checked, misses=args.misses, held_back=args.held_back)))


if __name__ == "__main__":
    main()
