"""The reading held against labels of our own on the shared training documents.

    python -m eval.reading_labels [--documents FILE.jsonl.xz] [--misses]

`gold/reading.jsonl` labels every claimable clause of 33 documents: its place, whom it is for, its delivery
modes, the numbers that size its awards and those that bound its conditions, as one annotator read them. No
words of the documents are kept. Documents marked `held` were never looked at while rules were written.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from eval.reading_report import SHARED, read_all
from policies.model import Criterion, Policy, ReadClause
from policies.reading.criteria import as_groups

LABELS = Path(__file__).parent / "gold" / "reading.jsonl"
_PARTS = ("addressees", "delivery", "figures", "thresholds")


@dataclass(frozen=True)
class Tally:
    """How many were labelled, read, and both, by what is counted."""

    labelled: Counter[str]
    read: Counter[str]
    both: Counter[str]

    @classmethod
    def empty(cls) -> "Tally":
        return cls(Counter(), Counter(), Counter())

    def add(self, name: str, labelled: set[Any], read: set[Any]) -> None:
        self.labelled[name] += len(labelled)
        self.read[name] += len(read)
        self.both[name] += len(labelled & read)

    def row(self, name: str) -> str:
        """Precision, recall and F1 of one thing as a line of a Markdown table."""
        both, read, labelled = self.both[name], self.read[name], self.labelled[name]
        shares = (both / read if read else 1.0, both / labelled if labelled else 1.0)
        f1 = 2 * both / (read + labelled) if read + labelled else 1.0
        return f"| {name} | {shares[0]:.3f} | {shares[1]:.3f} | {f1:.3f} | {both} of {labelled} |"


def labels(path: Path = LABELS) -> dict[str, list[dict[str, Any]]]:
    """The labelled clauses by document."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {slug: list(held) for slug, held in groupby(rows, key=lambda row: row["document"])}


def compare(policy: Policy, labelled: Sequence[Mapping[str, Any]], tally: Tally) -> list[str]:
    """Count one document; what differs, a line each."""
    read = list(policy.claimable())
    misses, matched = [], set()
    for label in labelled:
        near = [one for one in read if _overlaps(label, one)]
        matched |= {one.clause.id for one in near}
        tally.add("claimable", {label["start"]}, {label["start"]} if near else set())
        for part in _PARTS:
            wanted, found = _labelled(label[part]), set().union(*(_read(one, part) for one in near))
            tally.add(part, wanted, found)
            if wanted != found:
                misses.append(
                    f"{label['document']} {label['locator']} {part}: "
                    f"missing {sorted(wanted - found, key=str)}, extra {sorted(found - wanted, key=str)}"
                )
    tally.read["claimable"] += sum(one.clause.id not in matched for one in read)
    return misses


def _overlaps(label: Mapping[str, Any], one: ReadClause) -> bool:
    """Whether they share at least half of the shorter."""
    start, end = one.clause.start, one.clause.end
    shared = min(label["end"], end) - max(label["start"], start)
    return shared > 0 and shared >= 0.5 * min(label["end"] - label["start"], end - start)


def _labelled(values: Iterable[Any]) -> set[Any]:
    return {tuple(value) if isinstance(value, list) else value for value in values}


def _read(one: ReadClause, part: str) -> set[Any]:
    note = one.annotation
    if part == "addressees":
        return set(note.addressees)
    if part == "delivery":
        return {delivery.mode.value for delivery in note.delivery}
    if part == "thresholds":
        return {bound for criterion in as_groups(note.criteria) for bound in _bounds(criterion)}
    sizes = [size for award in note.awards for size in (award.amount, *award.amount.tiers)]
    return {
        (name, float(value))
        for size in sizes
        for name, value in (("yuan", size.value_yuan), ("rate_pct", size.rate_pct), ("yuan", size.cap_yuan))
        if value is not None
    }


def _bounds(criterion: Criterion) -> Iterable[tuple[str, float]]:
    values = criterion.value if isinstance(criterion.value, list | tuple) else [criterion.value]
    numbers = (value for value in values if isinstance(value, int | float) and not isinstance(value, bool))
    return ((criterion.op, float(number)) for number in numbers)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=Path, default=SHARED)
    parser.add_argument("--misses", action="store_true", help="print what differs; never for held documents")
    args = parser.parse_args()
    known = labels()
    tallies = {False: Tally.empty(), True: Tally.empty()}
    for slug, policy in read_all(args.documents):
        if slug in known:
            held = bool(known[slug][0].get("held"))
            misses = compare(policy, known[slug], tallies[held])
            if args.misses and not held:
                print("\n".join(misses))
    for held, tally in tallies.items():
        print(f"\n{'held out' if held else 'learned from'}\n\n| what | precision | recall | F1 | right |")
        print("|---|---|---|---|---|")
        print("\n".join(tally.row(name) for name in ("claimable", *_PARTS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
