"""Real documents, where ../shared is present: labelled clauses are cut and cited as labelled; ids stay."""

import json
import lzma
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from policies.documents.metadata import describe
from policies.documents.outline import outline
from policies.documents.source import read_source
from policies.model import Clause, OutlineRole, SourceText

SHARED = Path(__file__).parents[2] / "shared"
GOLD = SHARED / "gold"
NUMBERS = re.compile(r"[第条章节款部分一二三四五六七八九十百〇零0-9()、.①-⑳]+$")

pytestmark = pytest.mark.skipif(not GOLD.exists(), reason="../shared is not here")


@cache
def labels() -> dict[Path, list[dict[str, object]]]:
    """The labelled clauses of each text: of the seeds all, of the real documents what can be claimed."""
    found: dict[Path, list[dict[str, object]]] = {}
    for line in (GOLD / "seed_clauses.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(SHARED / "policies/seeds" / row["document"], []).append(row)
    for file in sorted((GOLD / "real").glob("*.clauses.jsonl")):
        text = SHARED / "policies/real_text" / f"{file.name.split('.')[0]}.txt"
        found[text] = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return found


@cache
def training() -> list[tuple[str, SourceText]]:
    with lzma.open(SHARED / "training/policy_documents.jsonl.xz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["slug"], read_source(row["text"].encode(), f"{row['slug']}.txt")) for row in rows]


def read(path: Path) -> tuple[str, tuple[Clause, ...]]:
    source = read_source(path.read_bytes(), path.name)
    return source.text, outline(source)


def plain(locator: str) -> str:
    return re.sub(r"\s", "", locator).replace("（", "(").replace("）", ")").removesuffix("·标题")


def test_almost_every_labelled_clause_is_cut_exactly_as_labelled() -> None:
    exact, all_labels = 0, 0
    for path, rows in labels().items():
        spans = {(clause.start, clause.end) for clause in read(path)[1]}
        exact += sum((row["start"], row["end"]) in spans for row in rows)
        all_labels += len(rows)
    assert all_labels > 200
    assert exact >= 0.97 * all_labels


def test_numbered_clauses_are_cited_as_labelled() -> None:
    differing = []
    for path, rows in labels().items():
        located = {(clause.start, clause.end): clause.locator for clause in read(path)[1]}
        for row in rows:
            wanted, told = plain(str(row["locator"])), located.get((row["start"], row["end"]))
            if told and NUMBERS.match(wanted) and plain(re.sub(r"\(第.处\)$", "", told)) != wanted:
                differing.append((path.name, wanted, told))
    assert differing == []


def test_locators_and_ids_are_unique_in_every_document() -> None:
    for slug, source in training():
        clauses = outline(source)
        for names in ([clause.locator for clause in clauses], [clause.id for clause in clauses]):
            assert [name for name, times in Counter(names).items() if times > 1] == [], slug


def test_ids_stay_when_a_clause_in_the_middle_is_reworded() -> None:
    kept = gone = 0
    for _, source in training():
        clauses = [clause for clause in outline(source) if clause.role == OutlineRole.BODY]
        if not clauses:
            continue
        reworded = clauses[len(clauses) // 2]
        middle = (reworded.start + reworded.end) // 2
        text = source.text[:middle] + "另行通知" + source.text[middle:]
        ids = {clause.id for clause in outline(source.model_copy(update={"text": text}))}
        kept += sum(clause.id in ids for clause in clauses if clause != reworded)
        gone += sum(clause.id not in ids for clause in clauses if clause != reworded)
    assert kept > 1_000
    assert gone <= 0.005 * kept


def test_no_number_that_counts_on_is_left_inside_a_clause() -> None:
    """Text that lost its line breaks is cut before each of 一、 二、 三、 that goes on counting."""
    left = []
    for slug, source in training():
        for clause in outline(source):
            words = source.text[clause.start : clause.end]
            inside = re.findall(r"(?<=[。；）)])\s+([一二三四五六七八九十]{1,3})、(?=\S)", words)
            left += [(slug, clause.locator, number) for number in inside]
    assert left == []


def test_titles_are_titles() -> None:
    """A title is no salutation, no organ's name alone and no number; documents without one are few."""
    odd = []
    for slug, source in training():
        title = describe(source, outline(source)).title
        if re.search(r"[:：]$|^各|^\d+$|^[一二三四五六七八九十]+、|公司$|网$", title) or len(title) < 4:
            odd.append((slug, title))
    assert len(odd) <= 2, odd
