"""What was understood of many documents: one line a document, and clauses drawn by lot to be checked by eye.

    python -m eval.reading_report [--documents FILE.jsonl.xz] [--markdown FILE] [--draw N] [--seed S]

The documents are lines of `{"slug", "title", "text"}`; none of their text is stored in the report.
"""

import argparse
import json
import lzma
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from policies.documents.text import read_text
from policies.model import Annotation, Policy, ReadClause
from policies.reading.annotate import read_policy

SHARED = Path(__file__).parents[2] / "shared" / "training" / "policy_documents.jsonl.xz"
_HEADER = (
    "document",
    "clauses",
    "claimable",
    "modes",
    "awards",
    "with a size",
    "conditions",
    "left open",
    "coverage",
)


@dataclass(frozen=True)
class Line:
    """What was found in one document; `coverage` is the mean over its claimable clauses, None without any."""

    slug: str
    clauses: int
    claimable: int
    modes: Counter[str]
    awards: int
    sized: int
    conditions: int
    left_open: int
    coverage: float | None

    @classmethod
    def of(cls, slug: str, policy: Policy) -> "Line":
        notes = [read.annotation for read in policy.claimable()]
        awards = [award for note in notes for award in note.awards]
        criteria = [criterion for note in notes for criterion in note.criteria]
        return cls(
            slug=slug,
            clauses=len(policy.clauses),
            claimable=len(notes),
            modes=Counter(delivery.mode.value for note in notes for delivery in note.delivery),
            awards=len(awards),
            sized=sum(bool(award.amount.model_dump(exclude_defaults=True)) for award in awards),
            conditions=len(criteria),
            left_open=sum(criterion.op == "discretionary" for criterion in criteria),
            coverage=mean(note.coverage for note in notes) if notes else None,
        )

    def cells(self) -> tuple[str, ...]:
        modes = ", ".join(f"{mode} {count}" for mode, count in self.modes.most_common()) or "–"
        share = "–" if self.coverage is None else f"{self.coverage:.2f}"
        counts = (self.awards, self.sized, self.conditions, self.left_open)
        return (self.slug, str(self.clauses), str(self.claimable), modes, *map(str, counts), share)


def read_all(path: Path) -> Iterator[tuple[str, Policy]]:
    """Each document of the file with what was read of it."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            held = json.loads(line)
            yield held["slug"], read_policy(read_text(held["text"].encode(), f"{held['slug']}.txt"))


def table(lines: list[Line]) -> str:
    """The lines as a Markdown table, with a line for all of them."""
    covered = [line.coverage for line in lines if line.coverage is not None]
    total = Line(
        slug="all",
        clauses=sum(line.clauses for line in lines),
        claimable=sum(line.claimable for line in lines),
        modes=sum((line.modes for line in lines), Counter()),
        awards=sum(line.awards for line in lines),
        sized=sum(line.sized for line in lines),
        conditions=sum(line.conditions for line in lines),
        left_open=sum(line.left_open for line in lines),
        coverage=mean(covered) if covered else None,
    )
    rows = [_HEADER, ("---",) * len(_HEADER), *(line.cells() for line in [*lines, total])]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def drawn(policies: list[tuple[str, Policy]], count: int, seed: int) -> Iterator[str]:
    """`count` claimable clauses by lot, with their words and what was understood of them."""
    held = [(slug, policy, read) for slug, policy in policies for read in policy.claimable()]
    lot = random.Random(seed)  # noqa: S311 - a lot that can be drawn again
    for slug, policy, read in lot.sample(held, min(count, len(held))):
        yield _shown(slug, policy.source.text[read.clause.start : read.clause.end], read)


def _shown(slug: str, words: str, read: ReadClause) -> str:
    note: Annotation = read.annotation
    lines = [
        f"## {slug} {read.clause.locator} [{note.kind.value}] coverage {note.coverage:.2f}",
        words.strip(),
    ]
    lines.append(f"   for: {', '.join(note.addressees)}; modes: {[d.mode.value for d in note.delivery]}")
    for award in note.awards:
        size = award.amount.model_dump(mode="json", exclude_defaults=True)
        lines.append(f"   award {award.offer}: {award.what} {award.kind} {award.form} {size} | {award.quote}")
    for criterion in note.criteria:
        told = f"{criterion.about} {criterion.op} {criterion.value} {criterion.group or ''}"
        lines.append(f"   needs {criterion.offer}: {told} | {criterion.quote}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=Path, default=SHARED)
    parser.add_argument("--markdown", type=Path, help="write the table into this file")
    parser.add_argument("--draw", type=int, default=0, metavar="N", help="print N claimable clauses by lot")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    policies = list(read_all(args.documents))
    report = table([Line.of(slug, policy) for slug, policy in policies])
    if args.markdown:
        args.markdown.write_text(report + "\n", encoding="utf-8")
    else:
        print(report)
    for shown in drawn(policies, args.draw, args.seed):
        print(shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
