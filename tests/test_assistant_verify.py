"""Whether a quoted sentence stands in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify import check_quote, difference, squash

LIBRARY = [
    ("甲", "一、总则\n对新设立的研发机构,按设备投入的20%给予补助,最高100万元。\n二、附则"),
    ("乙", "对重大项目,按照“一事一议”方式在用地、\n用能方面给予支持。"),
]

CASES = [
    ("对新设立的研发机构,按设备投入的20%给予补助,最高100万元。", [], "verbatim", "甲"),
    ("对新设立的研发机构，按设备投入的20％给予补助，最高100万元。", [], "verbatim", "甲"),
    ("按照一事一议方式在用地、用能方面给予支持", [], "verbatim", "乙"),
    ("对新设立的研发机构,按设备投入的30%给予补助,最高100万元。", [], "altered", "甲"),
    ("对重大项目,按照“一企一策”方式在用地、用能方面给予支持。", ["乙"], "altered", "乙"),
    ("按照“一事一议”方式在用地、用能方面给予支持", ["甲"], "wrong_document", "乙"),
    ("免费提供三年人才公寓并解决子女入学", [], "not_found", None),
    ("补助", [], "not_found", None),
]


@pytest.mark.parametrize(("quote", "expected", "label", "document"), CASES)
def test_label(quote: str, expected: list[str], label: str, document: str | None) -> None:
    checked = check_quote(quote, LIBRARY, expected)
    assert checked.label == label
    assert (checked.places[0].document_id if checked.places else None) == document


def test_the_place_is_exact_through_line_breaks() -> None:
    place = check_quote("在用地、用能方面给予支持", LIBRARY).places[0]
    assert dict(LIBRARY)["乙"][place.start : place.end] == "在用地、\n用能方面给予支持"


def test_every_place_is_found() -> None:
    text = "给予一次性奖励。其他情形也给予一次性奖励。"
    assert len(check_quote("给予一次性奖励", [("丙", text)]).places) == 2


def test_the_difference_names_what_was_said_and_what_stands() -> None:
    assert difference("最高30万元,分三年", "最高50万元,分三年") == "「3」→「5」"


def test_an_empty_library_finds_nothing() -> None:
    assert check_quote("对新设立的研发机构给予补助", []).label == "not_found"


@given(st.text(max_size=300))
def test_squashing_keeps_offsets(text: str) -> None:
    squashed, offsets = squash(text)
    assert len(squashed) == len(offsets)
    assert offsets == sorted(offsets)


@given(st.text(alphabet="对企业给予补助奖励,。万元0123456789", min_size=30, max_size=120), st.data())
def test_any_part_of_a_text_is_verbatim(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 20))
    quote = text[start : start + 20]
    assert check_quote(quote, [("丁", text)]).label == "verbatim"
