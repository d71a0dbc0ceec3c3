"""Whom a way to get something is for, by the noun in which its words end."""

import pytest

from policies.matching.subject import find_receiver

BODIES, PERSONS = ("enterprise", "project"), ("talent",)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("对停产时间较长的失业人员，发放补助金", PERSONS),
        ("对受灾的外贸企业，免收服务费", BODIES),
        ("对为租户免租的示范园区（楼宇），给予补贴", BODIES),
        ("被认定为县级扶贫车间或帮扶基地的，给予奖励", BODIES),
        ("用人单位吸纳残疾人就业的，按每人给予补贴", BODIES),
        ("对受灾的企业和个人，给予补贴", None),
        ("对新招用的毕业生，按每人800元给予用人单位补贴", None),
        ("对返乡创业的，给予资助", None),
        ("建设冷库的，给予补助", None),
    ],
)
def test_a_way_is_for_the_subject_that_its_words_name(words: str, expected: tuple[str, ...] | None) -> None:
    found = find_receiver(words, words.index("，") + 1, 100)
    assert [one.value for one in found] == ([expected] if expected else [])
    assert all(words[one.start - 100 : one.end - 100] == one.quote for one in found)
