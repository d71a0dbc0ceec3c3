"""Words of a document inside an answer cannot pretend to be the answer's own."""

import pytest
from markupsafe import Markup

from assistant.citing import inline, plain
from assistant.ui.markdown import to_html
from assistant.ui.render import render


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("奖励20万元", "奖励20万元"),
        ("按照\n规定", "按照规定"),
        ("**重奖** <b>[此处](x)", "\\*\\*重奖\\*\\* \\<b\\>\\[此处\\](x)"),
        ("奖励\u202e元万005\u202c", "奖励元万005"),
        ("给予补贴〔2〕", "给予补贴\\〔2〕"),
        ("青政〔2024〕3号", "青政〔2024〕3号"),
        ("青政〔24〕3号", "青政〔24〕3号"),
    ],
)
def test_what_means_something_in_an_answer_means_nothing_in_a_quotation(words: str, shown: str) -> None:
    assert plain(words) == shown


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("按“一事一议”支持", "“按“一事一议”支持”"),
        ("奖励1万元”，经核实可得9万元，“属实", "“奖励1万元’，经核实可得9万元，‘属实”"),
        ("称为“示范企业", "“称为‘示范企业”"),
    ],
)
def test_no_quotation_ends_before_its_end(quote: str, shown: str) -> None:
    assert inline(quote) == shown


def test_a_mark_that_stands_in_a_document_leads_nowhere() -> None:
    html = to_html(f"{inline('已核实〔1〕')}〔1〕", {"〔1〕": Markup("<a>1</a>")}.get)
    assert html == "<p>“已核实〔1〕”<a>1</a></p>"


def test_nothing_turns_the_order_of_a_page_round() -> None:
    assert "奖励元万005" in render("asked.html", lines=["奖励\u202e元万005\u202c"])
