"""Question sets from files, the weights that leave parts of the search out, and the vectors of an encoder."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.encoder_dev import NEUTRAL, Encoded, alone, labelled_questions, measured, opened, parts
from index.encoder import load_encoder
from index.fusion import Weights
from index.retrieve import Searcher

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


def test_every_factor_can_be_taken_out() -> None:
    assert NEUTRAL.keys() == Weights.__annotations__.keys() - {"fields", "dense"}


@pytest.mark.parametrize("name", NEUTRAL)
def test_a_factor_taken_out_leaves_the_others(name: str) -> None:
    tried = parts(Weights())[f"without {name}"]
    assert getattr(tried, name) != getattr(Weights(), name)
    assert replace(tried, **{name: getattr(Weights(), name)}) == Weights()


def test_an_encoder_is_measured_by_the_vectors_that_the_index_would_hold(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("云川市产业扶持办法\n" + TEXT, encoding="utf-8")
    question = {
        "id": "1",
        "question": "贷款利息",
        "relevant": [{"document": "甲.txt", "grade": 3, "start": 22, "end": 33}],
        "must_not": [{"document": "甲.txt", "start": 10, "end": 21}],
    }
    with opened("one", [tmp_path / "甲.txt"], [question]) as one:
        again = Encoded.by(load_encoder(), one.reader)
        (line,) = measured([one], load_encoder(), {"fused": Weights()})
        found = [
            [(hit.clause.id, hit.score) for hit in Searcher(shelf).search("贷款利息")]
            for shelf in (one.reader, again)
        ]
    assert found[0] == found[1] != []
    assert line == "| fused | 1.000, 1.000, 0.000 | 1.000, 1.000, 0.000 |"
