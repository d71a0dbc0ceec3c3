"""Fit the weights of policies/reading/kinds.toml on labelled clauses, and report them document by document.

`python -m eval.fit_kinds [--shared ../shared] [--without DOCUMENT …] [--misses] [--write]` prints F1 as
fitted and with each document left out. Documents named after `--without` take no part at all.
The labels are those of ../shared/gold and, for documents of ../shared/training, the places in eval/gold:
kinds.jsonl drawn at random, kinds_whole.jsonl document by document.
"""

import argparse
import json
import lzma
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from policies.documents.outline import outline
from policies.documents.text import read_text
from policies.model import OutlineRole, SourceText
from policies.reading import cues, kinds

LABELLED = tuple(Path(__file__).with_name("gold") / name for name in ("kinds.jsonl", "kinds_whole.jsonl"))
LEANING = 0.8  # log-odds


@dataclass(frozen=True)
class Sample:
    """One clause: cue strengths, whether the label calls it claimable, and how much the label weighs.

    `open` tells that the cues decide: no rule about the document or its form overrules them. `place` is the
    locator and the first words, to look the clause up.
    """

    document: str
    strengths: list[float]
    claimable: bool
    weight: float
    open: bool
    place: str


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _overlaps(label: dict[str, Any], start: int, end: int) -> bool:
    shared = min(end, label["end"]) - max(start, label["start"])
    return shared >= 0.5 * min(end - start, label["end"] - label["start"])


def samples(shared: Path) -> list[Sample]:
    """Every body clause of the labelled documents; clauses of partly labelled ones only where labelled."""
    found = []
    seeds = _rows(shared / "gold/seed_clauses.jsonl")
    for name in sorted({label["document"] for label in seeds}):
        labels = [label for label in seeds if label["document"] == name]
        found += _of_document(shared / "policies/seeds" / name, labels, negatives=True, emphasis=2.0)
    for path in sorted((shared / "gold/real").glob("*.clauses.jsonl")):
        slug = path.name.split(".")[0]
        about = (shared / f"gold/real/{slug}.document.json").read_text("utf-8").lower()
        labels = [label | {"kind": "incentive"} for label in _rows(path)]
        text = shared / f"policies/real_text/{slug}.txt"
        found += _of_document(text, labels, negatives="labelled only" not in about, emphasis=1.0)
    return found + _of_training(shared / "training/policy_documents.jsonl.xz")


def _of_training(path: Path) -> list[Sample]:
    """The clauses of the training documents labelled in this project."""
    drawn: dict[str, list[dict[str, Any]]] = {}
    for label in (label for path in LABELLED for label in _rows(path)):
        kind = "incentive" if label["claimable"] else "duty"
        drawn.setdefault(label["document"], []).append(label | {"kind": kind, "confidence": "high"})
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        texts = {row["slug"]: row["text"] for row in map(json.loads, lines)}
    found = []
    for name, labels in drawn.items():
        source = read_text(texts[name].encode(), f"{name}.txt")
        found += _of_source(name, source, labels, unlabelled=False, emphasis=1.0)
    return found


def _of_document(
    path: Path, labels: list[dict[str, Any]], *, negatives: bool, emphasis: float
) -> list[Sample]:
    source = read_text(path.read_bytes(), path.name)
    return _of_source(path.stem, source, labels, unlabelled=negatives, emphasis=emphasis)


def _of_source(
    name: str, source: SourceText, labels: list[dict[str, Any]], *, unlabelled: bool, emphasis: float
) -> list[Sample]:
    """The body clauses of one document; `unlabelled` tells that what has no label is not claimable."""
    found = []
    for placed in kinds.in_place(outline(source)):
        clause = placed.clause
        if clause.role != OutlineRole.BODY:
            continue
        near = [label for label in labels if _overlaps(label, clause.start, clause.end)]
        claimable = any(label["kind"] in ("service", "incentive") for label in near)
        if not near and not unlabelled:
            continue
        words = source.text[clause.start : clause.end]
        unsure = len(words) < 25 or any(label["confidence"] == "low" for label in near)
        if kinds.kind_of_body(kinds.Body(words, placed.headings, placed.first, odds=-1.0)).claimable:
            continue
        decided = kinds.kind_of_body(kinds.Body(words, placed.headings, placed.first, odds=1.0))
        weight = emphasis * (0.3 if unsure else 1.0)
        strengths = cues.strengths(words, placed.headings)
        found.append(
            Sample(name, strengths, claimable, weight, decided.claimable, f"{clause.locator} {words[:60]!r}")
        )
    return found


def fit(chosen: list[Sample]) -> LogisticRegression:
    """The regression, leaning towards claimable: a benefit overlooked is lost, a duty shown is only read."""
    model = LogisticRegression(C=2.0, max_iter=5000, class_weight="balanced")
    model.fit(
        np.array([s.strengths for s in chosen]),
        np.array([s.claimable for s in chosen]),
        sample_weight=np.array([s.weight for s in chosen]),
    )
    model.intercept_ += LEANING
    return model


def f1(chosen: list[Sample], odds: np.ndarray) -> float:
    said = (odds > 0) & np.array([s.open for s in chosen])
    meant = np.array([s.claimable for s in chosen])
    return 2 * int((said & meant).sum()) / max(1, int(said.sum() + meant.sum()))


def show_misses(chosen: list[Sample], odds: np.ndarray) -> None:
    for sample, said in zip(chosen, odds, strict=True):
        if sample.claimable != (said > 0 and sample.open):
            missed = "missed" if sample.claimable else "wrongly"
            print(f"{missed} {sample.document} {said:+.1f} open={sample.open} {sample.place}")


def write_weights(path: Path, weights: list[float], bias: float) -> None:
    """Put the weights into the file in order, leaving everything else as it stands."""
    left = iter(weights)
    text = re.sub(r"(?m)^weight = .*$", lambda _: f"weight = {next(left):.2f}", path.read_text("utf-8"))
    path.write_text(re.sub(r"(?m)^bias = .*$", f"bias = {bias:.2f}", text), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--without", nargs="*", default=[], metavar="DOCUMENT", help="take no part at all")
    parser.add_argument("--misses", action="store_true", help="show what is wrong with its document left out")
    parser.add_argument("--write", action="store_true", help="store the weights in kinds.toml")
    args = parser.parse_args()
    held = [s for s in samples(args.shared) if s.document not in args.without]
    model = fit(held)
    left_out = np.zeros(len(held))
    for name in {s.document for s in held}:
        rest = fit([s for s in held if s.document != name])
        mine = [k for k, s in enumerate(held) if s.document == name]
        left_out[mine] = rest.decision_function(np.array([held[k].strengths for k in mine]))
    print(f"clauses {len(held)}, claimable {sum(s.claimable for s in held)}")
    fitted = model.decision_function(np.array([s.strengths for s in held]))
    print(f"F1 as fitted           {f1(held, fitted):.3f}")
    print(f"F1 document left out   {f1(held, left_out):.3f}")
    if args.misses:
        show_misses(held, left_out)
    if args.write:
        table = Path(kinds.__file__).with_name("kinds.toml")
        write_weights(table, list(model.coef_[0]), float(model.intercept_[0]))


if __name__ == "__main__":
    main()
