"""A day that is told meets or fails the time that words set."""

from typing import Any

import pytest

from policies.matching.dates import of_day
from policies.matching.free_facts import free_facts
from policies.model import Outcome

MET, UNMET, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("words", "told", "expected"),
    [
        ("2024年8月底前仓储项目开工", {"仓储项目开工时间": "2024-08-31"}, MET),
        ("2024年8月底前仓储项目开工", {"仓储项目开工时间": "2024-09-01"}, UNMET),
        ("8月20日前投产", {"投产日期": "2024-08-20"}, MET),
        ("2024年8月底前需投产的普通仓储项目", {"项目投产时间": "2024-08-31", "普通仓储项目": True}, MET),
        ("5—7月份恢复营业", {"恢复营业时间": "2024-04-30"}, UNMET),
        ("2024年1月1日至2024年6月30日恢复营业", {"恢复营业时间": "2024-06-30"}, MET),
        ("3月底以后恢复营业", {"恢复营业时间": "2024-03-31"}, UNKNOWN),
        ("3月底以后恢复营业", {"恢复营业时间": "2024-02-10"}, UNMET),
        ("2024年7月1日起新购车辆", {"新购车辆日期": "2024-07-01"}, MET),
        ("8月20日前投产且取得排污许可证", {"投产日期": "2024-08-01"}, UNKNOWN),
        ("8月20日前投产", {"签约日期": "2024-08-01"}, None),
        ("8月20日前投产", {"投产": True}, None),
        ("恢复营业", {"恢复营业时间": "2024-08-01"}, None),
        ("13月前投产", {"投产日期": "2024-08-01"}, MET),
    ],
)
def test_a_told_day_is_held_against_the_time_in_the_words(
    words: str, told: dict[str, Any], expected: Outcome | None
) -> None:
    found = of_day(words, free_facts({"facts": told}), frozenset())
    assert (found and found[0]) == expected
    assert found is None or {one.name for one in found[1]} <= set(told)
