"""How much of a question is spoken of: by its own words, by official ones, by words alike, or not at all."""

import pytest

from assistant.coverage import covered, share, words_of
from assistant.understand import understand

CLAUSE = "对引进的博士，给予租房补贴，并协助解决子女入学。"


def spoken_of(question: str, text: str) -> float:
    words = words_of(understand([question], {}))
    return share(words, covered(words, text))


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("博士有租房补贴吗", 0.95, 1.0),
        ("博士的娃上学怎么弄", 0.6, 1.0),
        ("养鱼的塘子清淤，政府出钱吗", 0.0, 0.4),
    ],
)
def test_what_is_spoken_of_weighs_by_how_much_it_tells(question: str, least: float, most: float) -> None:
    assert least <= spoken_of(question, CLAUSE) <= most


def test_a_word_that_no_document_holds_weighs_as_much_as_any_other() -> None:
    assert spoken_of("博士 二胎 补贴", CLAUSE) < spoken_of("博士 租房 补贴", CLAUSE)


def test_nothing_is_missing_from_a_question_without_words() -> None:
    assert spoken_of("？", CLAUSE) == 1.0


def test_nothing_is_spoken_of_in_an_empty_text() -> None:
    assert spoken_of("博士有租房补贴吗", "") == 0.0
