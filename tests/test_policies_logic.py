"""What follows of conditions that are met, fail, are open, or are left to an authority."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.logic import all_of, any_of, negate
from policies.model import Outcome

MET, UNMET, UNKNOWN, RULED = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISCRETIONARY
outcomes = st.lists(st.sampled_from(Outcome))


@pytest.mark.parametrize(
    ("held", "every", "some"),
    [
        ([], MET, MET),
        ([MET, MET], MET, MET),
        ([MET, UNMET], UNMET, MET),
        ([UNKNOWN, UNMET], UNMET, UNKNOWN),
        ([RULED, UNMET], UNMET, RULED),
        ([MET, UNKNOWN], UNKNOWN, MET),
        ([MET, RULED], RULED, MET),
        ([UNKNOWN, RULED], UNKNOWN, UNKNOWN),
        ([UNMET, UNMET], UNMET, UNMET),
    ],
)
def test_failure_beats_what_is_open_and_what_is_met_decides_a_choice(held, every, some) -> None:
    assert (all_of(held), any_of(held)) == (every, some)


@given(outcomes, st.randoms())
def test_the_order_of_conditions_decides_nothing(held: list[Outcome], random) -> None:
    shuffled = held[:]
    random.shuffle(shuffled)
    assert (all_of(held), any_of(held)) == (all_of(shuffled), any_of(shuffled))


@given(outcomes)
def test_only_what_is_met_throughout_is_met(held: list[Outcome]) -> None:
    assert (all_of(held) == MET) == all(one == MET for one in held)
    assert (any_of(held) == MET) == (not held or MET in held)


@given(st.sampled_from(Outcome))
def test_denying_twice_changes_nothing_and_what_is_open_stays_open(one: Outcome) -> None:
    assert negate(negate(one)) == one
    assert (negate(one) == one) == (one in (UNKNOWN, RULED))
