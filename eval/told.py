"""What users tell about themselves: conversations with the profile that a careful listener has at the end.

`python -m eval.told` prints how much of it is read, and how much of what is read is right.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from assistant.told import listen
from eval.metrics import Figure
from policies.model import Model

GOLD = Path(__file__).with_name("gold") / "told.jsonl"
HELD = GOLD.with_name("told_held.jsonl")
"""Written together with the others, and not looked at while the reading was made."""

_NAMED = ("qualifications", "facts")


class Telling(Model):
    """A conversation, the profile of whom it is about at the end, and those of the others it spoke of."""

    id: str
    turns: tuple[str, ...]
    profile: dict[str, Any]
    others: tuple[dict[str, Any], ...] = ()
    on: date = date(2026, 6, 1)


@dataclass(frozen=True)
class Heard:
    """A conversation with what was heard of it; a fact is a key, with the name where a key holds several."""

    case: Telling
    missed: tuple[str, ...]
    wrong: tuple[str, ...]
    right: int


def load(path: Path = GOLD) -> list[Telling]:
    """Every conversation of a file, one JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Telling.model_validate(json.loads(line)) for line in lines if line.strip()]


def hear(case: Telling) -> Heard:
    """Listen to a conversation and compare; another subject counts as the expected one it is most like."""
    told = listen(case.turns, case.on)
    expected = set(_facts("", case.profile))
    heard = set(_facts("", told.profile))
    others = [dict(_facts("", one)) for one in case.others]
    for subject in told.others:
        facts = dict(_facts("", subject.profile))
        nearest = max(others, key=lambda one: len(one.items() & facts.items()), default={})
        number = others.index(nearest) if nearest else len(others)
        heard |= {(f"other{number}.{key}", value) for key, value in facts.items()}
    for number, facts in enumerate(others):
        expected |= {(f"other{number}.{key}", value) for key, value in facts.items()}
    return Heard(case, _shown(expected - heard), _shown(heard - expected), len(expected & heard))


def _facts(before: str, profile: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in profile.items():
        if key in _NAMED:
            yield from _facts(f"{key}.", value)
        else:
            yield before + key, json.dumps(value, ensure_ascii=False)


def _shown(facts: set[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted(f"{key}={value}" for key, value in facts))


def figures(heard: Sequence[Heard]) -> list[Figure]:
    """Conversations wholly understood; of the facts read those that are right, of those told those read."""
    right = sum(one.right for one in heard)
    return [
        Figure("profiles exact", sum(not one.missed and not one.wrong for one in heard), len(heard)),
        Figure("precision", right, right + sum(len(one.wrong) for one in heard)),
        Figure("recall", right, right + sum(len(one.missed) for one in heard)),
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures, and what went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", action="store_true", help="the conversations held back, figures alone")
    parser.add_argument("--misses", action="store_true", help="list what was missed or wrong")
    args = parser.parse_args(argv)
    cases = load(HELD if args.held else GOLD)
    heard = [hear(case) for case in cases]
    for figure in figures(heard):
        print(figure)
    for one in heard if args.misses else ():
        if one.missed or one.wrong:
            print(one.case.id, " / ".join(one.case.turns))
            print("   missed", *one.missed, "\n   wrong", *one.wrong)
    print(f"p50 {median(_milliseconds(case) for case in cases):.2f} ms a turn")
    return 0


def _milliseconds(case: Telling) -> float:
    began = time.perf_counter()
    listen(case.turns, case.on)
    return (time.perf_counter() - began) * 1000 / len(case.turns)


if __name__ == "__main__":
    sys.exit(main())
