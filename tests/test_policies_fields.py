"""What a told value says about a condition on the same fact."""

from datetime import date
from typing import Any

import pytest

from policies.matching.fields import check_field
from policies.model import Criterion, Outcome

MET, UNMET, UNKNOWN, RULED = Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISCRETIONARY
ON = date(2026, 6, 1)


def check(about: str, op: str, value: Any, told: Any, unit: str | None = None) -> Outcome:
    criterion = Criterion(about=about, op=op, value=value, unit=unit, quote="", start=0, end=0)
    return check_field(criterion, told, ON)


@pytest.mark.parametrize(
    ("about", "op", "value", "told", "expected"),
    [
        ("revenue_wan", ">=", 2000, 2000, MET),
        ("revenue_wan", ">=", 2000, 1999.9, UNMET),
        ("revenue_wan", ">", 2000, 2000, UNMET),
        ("age", "<=", 45, 45, MET),
        ("age", "between", (18, 35), 35, MET),
        ("age", "between", (18, 35), 36, UNMET),
        ("employees", ">=", "若干", 30, RULED),
        ("founded_on", "within", 5, "2021-06-01", MET),
        ("founded_on", "within", 5, "2021-05-31", UNMET),
        ("founded_on", ">=", 1, "2025-06-01", MET),
        ("founded_on", ">=", 1, "去年", UNKNOWN),
        ("region", "within", "安徽省宿州市", "安徽省宿州市灵璧县", MET),
        ("region", "within", "安徽省宿州市", "安徽省", UNKNOWN),
        ("region", "within", "安徽省宿州市", "浙江省杭州市", UNMET),
        ("scale", "in", ("小型", "微型"), "微型", MET),
        ("scale", "in", ("小型", "微型"), "大型", UNMET),
        ("violations", "is", False, True, UNMET),
        ("qualifications", "is", "高新技术企业", {"高新技术企业": True}, MET),
        ("qualifications", "is", "高新技术企业", {"高新技术企业": False}, UNMET),
        ("qualifications", "is", "高新技术企业", {"规上企业": True}, UNKNOWN),
        ("qualifications", "is", "国家级“专精特新”中小企业", {"专精特新中小企业": False}, UNMET),
        ("qualifications", "is", "国家级“专精特新”中小企业", {"专精特新中小企业": True}, UNKNOWN),
        ("industries", "in", ("金融业",), ["小额贷款"], MET),
        ("industries", "in", ("金融业",), ["服装制造"], UNMET),
        ("industries", "in", ("战略性新兴产业",), ["服装制造"], UNKNOWN),
        ("industries", "in", ("工业",), ["光伏"], MET),
        ("industries", "in", ("服务业",), ["光伏"], UNMET),
        ("industries", "in", ("制造业",), ["生物医药"], UNKNOWN),  # some make, some only test
        ("received", "not_in", ("同类补贴",), ["设备补贴"], UNKNOWN),
        ("received", "not_in", ("同类补贴",), [], MET),
        ("talent_tier", "is", "高层次人才", "市级高层次人才", MET),
        ("talent_tier", "is", "高层次人才", "无", UNMET),
        ("talent_tier", "is", "高层次人才", "Z类名家", UNKNOWN),
    ],
)
def test_a_told_value_meets_fails_or_leaves_open(about, op, value, told, expected) -> None:
    assert check(about, op, value, told) == expected


ONE_TIME = ("企业升规奖励　对首次升规的企业给予20万元一次性奖励", True, "")


@pytest.mark.parametrize(
    ("value", "told", "expected"),
    [
        (ONE_TIME, ["企业升规奖励20万元"], UNMET),
        (ONE_TIME, ["技术改造补贴"], MET),
        ((ONE_TIME[0], False, ""), ["企业升规奖励20万元"], MET),
        (("载体认定奖励　对认定的孵化载体给予奖励", True, "国家级"), ["省级孵化载体认定奖励"], MET),
    ],
)
def test_what_is_given_once_is_not_given_again(value: Any, told: list[str], expected: Outcome) -> None:
    assert check("received", "once", value, told) == expected
