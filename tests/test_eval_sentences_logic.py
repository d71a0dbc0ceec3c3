"""How conditions stand together is understood nearly always, and nothing is promised wrongly."""

import pytest

from eval.logic_cases import Case
from eval.sentences_logic import TOPICS, judge

_LEAST = 0.9  # of the verdicts on a topic are right


@pytest.mark.parametrize("cases", TOPICS.values(), ids=TOPICS)
def test_verdicts_follow_from_how_conditions_stand_together(cases: tuple[Case, ...]) -> None:
    judged = list(judge(cases))
    wrong = [(one.words, one.frame, one.profile, one.given) for one in judged if not one.right]
    assert not any(one.promised for one in judged), wrong
    assert len(wrong) <= (1 - _LEAST) * len(judged), wrong
