"""What is paid is named as a careful official would, in every usual sentence."""

import pytest

from eval.sums import FRAMES, LISTED, judge


@pytest.mark.parametrize("frame", [*FRAMES, *LISTED])
def test_the_sums_of_a_frame_are_right(frame: str) -> None:
    judged = list(judge([frame]))
    wrong = [(one.paid.words, one.sum, one.note) for one in judged if not one.right]
    assert len(wrong) <= 5, wrong
    assert not any(one.promised for one in judged), wrong
