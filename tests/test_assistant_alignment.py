"""Two wordings held against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.alignment import Heard, difference, heard, likeness


@given(st.text(max_size=300))
def test_what_is_heard_keeps_offsets(text: str) -> None:
    sound = Heard(text)
    assert len(sound.words) == len(sound.offsets)
    assert sound.offsets == sorted(set(sound.offsets))


DIFFERENCES = [
    ("最高30万元,分三年", "最高50万元,分三年", "「30万元」→「50万元」（数字不同）"),
    ("可以提前办理", "不得提前办理", "「可以」→「不得」（意思相反）"),
    ("应当给予支持", "可以给予支持", "「应当」→「可以」（约束程度不同）"),
    ("优先支持合肥的企业", "优先支持芜湖的企业", "「合肥」→「芜湖」（地名不同）"),
    ("由财政局负责", "由科技局负责", "「财政局」→「科技局」（单位不同）"),
    ("给予奖励并免费落户", "给予奖励", "多出「并免费落户」"),
    ("先审批后兑现", "先兑现后审批", "字词相同，先后不同"),
    ("给予“奖励”。", "给予奖励", ""),
]


@pytest.mark.parametrize(("told", "stands", "words"), DIFFERENCES)
def test_the_difference_is_told_in_words(told: str, stands: str, words: str) -> None:
    assert difference(told, stands) == words


def test_likeness_looks_at_the_place_where_most_words_stand() -> None:
    text = heard("发展总部经济。引进项目，每个街道建一栋总部经济楼宇，税收达千万元以上。")
    found = likeness(heard("每个街道要建一栋总部经济大楼"), text)
    assert text[found.start : found.end] == heard("每个街道建一栋总部经济")


def test_nothing_in_common() -> None:
    assert likeness("人才公寓", "土地使用权").score == 0
