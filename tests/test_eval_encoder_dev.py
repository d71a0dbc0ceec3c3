"""Question sets from files of both shapes, and the weights that leave parts of the search out."""

import json
from pathlib import Path

import pytest

from eval.encoder_dev import alone, labelled_questions, parts
from index.fusion import Weights

TEXT = "第一条 给予租金补贴。\n第二条 给予贷款贴息。\n"


@pytest.mark.parametrize(
    "span",
    [{"start": 12, "end": 23}, {"from": "第二条", "to": "贴息。"}],
    ids=["offsets", "words"],
)
def test_spans_are_told_by_offsets_or_by_words(span: dict[str, object], tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    question = {"id": "1", "question": "利息", "relevant": [{"document": "甲.txt", "grade": 3} | span]}
    (tmp_path / "set.jsonl").write_text(json.dumps(question, ensure_ascii=False), encoding="utf-8")
    (read,) = labelled_questions(tmp_path / "set.jsonl", tmp_path)
    (label,) = read["relevant"]
    assert TEXT[label["start"] : label["end"]] == "第二条 给予贷款贴息。"
    assert read["must_not"] == []


def test_fields_that_stay_share_the_weight_of_those_taken_out() -> None:
    weights = Weights()
    tried = parts(weights)
    assert tried["all"] == weights
    assert set(tried["without words"].fields) == set(weights.fields) - {"words"}
    assert all(
        one.lexical == pytest.approx(weights.lexical) for name, one in tried.items() if name != "dense only"
    )
    assert tried["without dense"].dense == 0.0
    assert alone(weights).lexical < 0.001 < alone(weights).dense
