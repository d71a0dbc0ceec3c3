"""Whether a quoted sentence stands in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify import Held, check_quote

GRANT = "对新设立的研发机构,按设备投入的20%给予补助,最高100万元。国家没有规定的,不得增设条件。"
LIBRARY = [
    Held("甲", f"一、总则\n{GRANT}\n二、附则"),
    Held(
        "乙",
        "对重大项目,按照“一事一议”方式在用地、\n用能方面给予支持。审批时限压缩为0.5-3日。每季度开一次调度会。",
    ),
]

CASES = [
    ("对新设立的研发机构,按设备投入的20%给予补助,最高100万元。", [], "verbatim", "甲"),
    ("对新设立的研发机构，按设备投入的20％给予补助，最高100万元。", [], "verbatim", "甲"),
    ("按照一事一议方式在用地、用能方面给予支持", [], "verbatim", "乙"),
    ("對新設立的研發機構,按設備投入的20%給予補助", [], "verbatim", "甲"),
    ("对新设立的研发机构……最高100万元", [], "verbatim", "甲"),
    ("二、附则", [], "not_found", None),
    ("审批时限压缩为0.5~3日", [], "verbatim", "乙"),
    ("审批时限压缩为05-3日", [], "altered", "乙"),
    ("对新设立的研发机构,按设备投入的30%给予补助,最高100万元。", [], "altered", "甲"),
    ("国家没有规定的,可以增设条件", [], "altered", "甲"),
    ("对重大项目,按照“一企一策”方式在用地、用能方面给予支持。", ["乙"], "altered", "乙"),
    ("按照“一事一议”方式在用地、用能方面给予支持", ["甲"], "wrong_document", "乙"),
    ("按设备投入的20%给予补助,最高100万元,在用地、用能方面给予支持", [], "altered", "甲"),
    ("免费提供三年人才公寓并解决子女入学", [], "not_found", None),
    ("补助", [], "not_found", None),
    ("给予补助" * 1000, [], "not_found", None),
    ("", [], "not_found", None),
]


@pytest.mark.parametrize(("quote", "named", "label", "document"), CASES)
def test_label(quote: str, named: list[str], label: str, document: str | None) -> None:
    checked = check_quote(quote, LIBRARY, named)
    assert checked.label == label
    assert (checked.places[0].id if checked.places else None) == document


def test_the_place_is_exact_through_line_breaks() -> None:
    place = check_quote("在用地、用能方面给予支持", LIBRARY).places[0]
    assert LIBRARY[1].text[place.start : place.end] == "在用地、\n用能方面给予支持"


def test_every_place_is_found_that_of_a_named_document_first() -> None:
    texts = [Held("丙", "给予一次性奖励。其他情形也给予一次性奖励。"), Held("丁", "给予一次性奖励。")]
    assert [place.id for place in check_quote("给予一次性奖励", texts).places] == ["丙", "丙", "丁"]
    assert [place.id for place in check_quote("给予一次性奖励", texts, ["丁"]).places] == ["丁", "丙", "丙"]


def test_punctuation_that_differs_is_told() -> None:
    assert check_quote("新设立的研发机构按设备投入的20%给予补助", LIBRARY).marks_differ
    assert not check_quote("新设立的研发机构,按设备投入的20%给予补助。", LIBRARY).marks_differ


def test_words_cut_off_from_what_denies_them() -> None:
    checked = check_quote("增设条件", LIBRARY)
    assert (checked.label, checked.denied) == ("verbatim", "不得")


def test_words_put_together_from_two_places() -> None:
    checked = check_quote("对新设立的研发机构,按设备投入的20%给予补助。审批时限压缩为0.5-3日", LIBRARY)
    assert (checked.label, checked.joined) == ("altered", True)
    assert [place.id for place in checked.places] == ["甲", "乙"]


def test_what_comes_near_in_the_document_named_is_told_beside_the_right_one() -> None:
    texts = [Held("甲", "按利率的50%给予财政贴息。"), Held("乙", "按利率的60%给予财政贴息。")]
    checked = check_quote("按利率的60%给予财政贴息", texts, ["甲"])
    assert checked.label == "wrong_document"
    assert checked.near is not None
    assert checked.near.id == "甲"


def test_an_empty_library_finds_nothing() -> None:
    assert check_quote("对新设立的研发机构给予补助", []).label == "not_found"


@given(st.text(alphabet="对企业给予补助奖励,。万元0123456789", min_size=30, max_size=120), st.data())
def test_any_part_of_a_text_is_verbatim(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 20))
    quote = text[start : start + 20]
    held = Held("丁", text)
    label = check_quote(quote, [held]).label
    assert label == ("verbatim" if len(Held("", quote).heard.words) >= 4 else "not_found")


def test_words_cut_off_from_what_makes_an_aim_of_them() -> None:
    text = "到年底，力争签约率达到六成以上。"
    assert check_quote("签约率达到六成以上", [Held("a", text)]).hedged == "力争"
    assert not check_quote("力争签约率达到六成以上", [Held("a", text)]).hedged
