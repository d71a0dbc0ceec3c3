"""Every usual condition in every usual sentence is read, and nothing is promised wrongly."""

import pytest

from eval.sentences import FRAMES, judge


@pytest.mark.parametrize("frame", FRAMES)
def test_the_verdicts_on_a_frame_are_right(frame: str) -> None:
    judged = list(judge([frame]))
    wrong = [(one.words, one.wanted, one.given) for one in judged if not one.right]
    assert len(wrong) <= 1, wrong
    assert not any(one.promised for one in judged), wrong
