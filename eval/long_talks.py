"""Whether memory, disk and time stay flat over thousands of turns: `python -m eval.long_talks`.

The turns are those of `eval/gold`, said over and over: in one conversation, in many of ten turns, and, for
comparison, each by itself with nothing kept. Times are of the processor, so that other programs count little.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles

from assistant.service import CONVERSATIONS, Assistant
from assistant.settings import Settings

ON = date(2026, 6, 1)
TALK = 10
"""Turns of each conversation where there are many."""

_GOLD = Path(__file__).with_name("gold")
_STATUS = Path("/proc/self/status")


def said() -> list[str]:
    """Turns that people say: questions, facts, corrections."""
    lines = [
        json.loads(line) for name in ("questions", "told") for line in (_GOLD / f"{name}.jsonl").open("rb")
    ]
    asked = [line.get("turns") or line["question"] for line in lines]
    return [turn for turns in asked for turn in ([turns] if isinstance(turns, str) else turns)]


def resident_mb() -> float:
    """Memory held by this process, in MB."""
    line = next(line for line in _STATUS.read_text("ascii").splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def talk(assistant: Assistant, home: Path, turns: Sequence[str], length: int) -> Iterator[str]:
    """Say the turns in conversations of this length (0: in none); now and then, what it costs by then."""
    took: list[float] = []
    conversation = None
    for number, turn in enumerate(turns):
        if length and number % length == 0:
            conversation = assistant.conversations.begin()
        start = time.process_time()
        assistant.ask([turn], on=ON, conversation=conversation)
        took.append((time.process_time() - start) * 1e3)
        if (number + 1) % (len(turns) // 5) == 0:
            cuts = quantiles(took, n=20)
            kept = sum(file.stat().st_size for file in home.glob(f"{CONVERSATIONS}*")) / 1e6
            yield f"| {number + 1} | {cuts[9]:.0f} | {cuts[18]:.0f} | {resident_mb():.0f} | {kept:.1f} |"
            took.clear()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=2_000)
    given = parser.parse_args()
    turns = list(islice(cycle(said()), given.turns))
    lengths = {"nothing kept": 0, "one conversation": given.turns, f"conversations of {TALK} turns": TALK}
    for name, length in lengths.items():
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            assistant = Assistant(home, settings=Settings())
            assistant.prepare()
            assistant.warm()
            print(f"\n{name}\n\n| turns | p50 ms | p95 ms | memory MB | file MB |\n|---|---|---|---|---|")
            for row in talk(assistant, home, turns, length):
                print(row, flush=True)
            assistant.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
