"""The questions about wordings fit the shipped documents."""

from collections import Counter
from pathlib import Path

import policies.library
from eval.quotes import load

FOLDER = Path(policies.library.__file__).parent


def test_the_words_of_every_case_stand_where_it_says() -> None:
    for case in load():
        if case.document and case.words:
            assert case.words in (FOLDER / f"{case.document}.md").read_text(encoding="utf-8"), case.id


def test_the_cases_cover_every_verdict_and_questions_of_substance() -> None:
    cases = load()
    counted = Counter(case.verification for case in cases)
    assert len({case.id for case in cases}) == len(cases)
    assert min(counted[label] for label in ("verbatim", "altered", "wrong_document", "not_found", None)) >= 10
    assert sum(case.held_back for case in cases) == 20
