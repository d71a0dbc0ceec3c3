"""Two stored runs of `eval.run`: what was gained and what was lost, question by question, as Markdown.

python -m eval.run --out after.json
python -m eval.compare [BEFORE] AFTER    BEFORE is eval/results/last.json unless it is given
"""

import argparse
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.stored import LAST, Outcome, Stored

_STEP = 0.0005  # figures are stored with three digits or more


def report(before: Stored, after: Stored) -> str:
    """Every section of both runs: figures that changed, then the questions gained and lost."""
    parts = [
        f"## {name}\n\n" + "\n".join(_section(name, before, after))
        for name in after.figures
        if name in before.figures
    ]
    return "\n\n".join(parts) + "\n"


def _section(name: str, before: Stored, after: Stored) -> Iterator[str]:
    yield from _figures(before.figures[name], after.figures[name])
    old, new = before.cases.get(name, {}), after.cases.get(name, {})
    changes = {id_: Change(old[id_], new[id_]) for id_ in sorted(old.keys() & new.keys())}
    yield from _cases("Gains", {id_: change for id_, change in changes.items() if change.gained})
    yield from _cases("Losses", {id_: change for id_, change in changes.items() if change.lost})
    for label, ids in (("New", new.keys() - old.keys()), ("Gone", old.keys() - new.keys())):
        if old and new and ids:
            yield from ("", f"{label}: {', '.join(sorted(ids))}.")


def _figures(before: Mapping[str, float], after: Mapping[str, float]) -> Iterator[str]:
    changed = [name for name in after if abs(after[name] - before.get(name, math.inf)) > _STEP]
    if not changed:
        yield "No figure changed."
        return
    yield from ("| figure | before | after | change |", "|---|---|---|---|")
    for name in changed:
        if name in before:
            told = f"{before[name]:.3f} | {after[name]:.3f} | {after[name] - before[name]:+.3f}"
        else:
            told = f"– | {after[name]:.3f} | –"
        yield f"| {name} | {told} |"


class Change:
    """One question in both runs; it may gain in one way and lose in another."""

    def __init__(self, before: Outcome, after: Outcome) -> None:
        self.before, self.after = before, after
        self.mended = sorted(before.faults - after.faults)
        self.broken = sorted(after.faults - before.faults)
        self.step = after.ndcg - before.ndcg

    @property
    def gained(self) -> bool:
        return bool(self.mended) or self.step > _STEP

    @property
    def lost(self) -> bool:
        return bool(self.broken) or self.step < -_STEP

    def __str__(self) -> str:
        ranked = f"{self.before.ndcg:.3f} → {self.after.ndcg:.3f}" if abs(self.step) > _STEP else "same"
        return f"{ranked} | {', '.join(self.mended) or '–'} | {', '.join(self.broken) or '–'}"


def _cases(label: str, changes: Mapping[str, Change]) -> Iterator[str]:
    if changes:
        yield from ("", f"{label}: {len(changes)}", "")
        yield from ("| question | nDCG | mended | broken |", "|---|---|---|---|")
        yield from (f"| {id_} | {change} |" for id_, change in changes.items())


def main(argv: Sequence[str] | None = None) -> int:
    """Print the report; 1 when any question was lost."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", nargs="+", type=Path, metavar="RUN")
    *earlier, after = parser.parse_args(argv).runs
    before = earlier[-1] if earlier else LAST
    for path in (before, after):
        if not path.exists():
            parser.error(f"找不到运行结果“{path}”,请先运行 python -m eval.run --out {path.name}。")
    told = report(Stored.read(before), Stored.read(after))
    print(told, end="")
    return int("Losses: " in told)


if __name__ == "__main__":
    sys.exit(main())
