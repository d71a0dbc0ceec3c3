"""A profile is checked once, at the border: unknown keys and wrong values are named with a remedy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.errors import InvalidProfile
from policies.profile import FACTS, check_profile


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({}, {}),
        ({"region": "宿州市", "employees": 30}, {"region": "宿州市", "employees": 30}),
        ({"industries": "光伏"}, {"industries": ["光伏"]}),
        ({"industries": ["光伏", "储能"]}, {"industries": ["光伏", "储能"]}),
        ({"region": None, "name": "", "received": [], "facts": {}}, {}),
        ({"violations": False, "employees": 0}, {"violations": False, "employees": 0}),
        ({"revenue_wan": 0.5}, {"revenue_wan": 0.5}),
        ({"qualifications": {"高新技术企业": False}}, {"qualifications": {"高新技术企业": False}}),
    ],
)
def test_what_was_told_is_kept_and_what_was_not_is_left_out(raw, told) -> None:
    assert check_profile(raw) == told


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"revenu_wan": 1}, "revenu_wan.*最接近的是“revenue_wan”"),
        ({"所在地": "宿州"}, "所在地.*最接近的是“region”"),
        ({"zzz": 1}, "zzz.*可用的有kind"),
        ({"employees": "三十"}, r"职工人数.*employees.*三十.*应当是数字"),
        ({"employees": True}, "应当是数字"),
        ({"revenue_wan": float("nan")}, "应当是数字"),
        ({"revenue_wan": float("inf")}, "应当是数字"),
        ({"violations": "无"}, "true 或 false"),
        ({"violations": 0}, "true 或 false"),
        ({"industries": [1]}, "文字的列表"),
        ({"kind": "公司"}, "enterprise、talent、project之一"),
        ({"region": 3}, "应当是文字"),
        ({"facts": ["退役军人"]}, "一个对象"),
    ],
)
def test_a_wrong_value_is_named_with_what_would_be_right(raw, message: str) -> None:
    with pytest.raises(InvalidProfile, match=message):
        check_profile(raw)


@pytest.mark.parametrize("fact", FACTS.values(), ids=list(FACTS))
def test_every_fact_can_be_asked_for_in_chinese(fact) -> None:
    assert fact.question.endswith(("?", "？"))
    assert fact.label
    assert fact.label.isascii() is False


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)


@given(
    st.dictionaries(st.sampled_from(list(FACTS)) | st.text(max_size=6), VALUES | st.lists(VALUES), max_size=4)
)
def test_any_profile_is_refused_in_one_sentence_or_checked_for_good(raw) -> None:
    told, refusal = _checked(raw)
    assert refusal.isprintable()
    assert check_profile(told) == told
    assert set(told) <= set(raw) & set(FACTS)


def _checked(raw: dict[str, object]) -> tuple[dict[str, object], str]:
    try:
        return check_profile(raw), ""
    except InvalidProfile as refused:
        return {}, str(refused)
