"""What is asked instead of something else: 或, 不符合条件的, 不受年龄限制, another limit for some."""

import pytest

from policies.reading.conditions import find_conditions
from policies.reading.criteria import find_criteria


def groups(text: str) -> list[list[str]]:
    """What is asked for, alternatives side by side, in text order."""
    rows: dict[str, list[str]] = {}
    for k, one in enumerate(find_conditions(text, 0, len(text))):
        rows.setdefault(one.group or str(k), []).append(one.about)
    return list(rows.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "申请入住公寓的人才应具有硕士及以上学历；不符合学历条件的，年薪应在20万元以上",
            [["degree", "salary_wan"]],
        ),
        (
            "年龄不超过40周岁，具有本科以上学历；未达到上述学历要求的，年薪不低于25万元",
            [["age"], ["degree", "salary_wan"]],
        ),
        ("年龄不超过40周岁，具有高级职称的不受年龄限制", [["age", "title"]]),
        (
            "年龄不超过40周岁。获评市级工匠，或具有博士学位的，可不受年龄限制",
            [["age", "fact:获评市级工匠", "degree"]],
        ),
        ("具有高级专业技术资格或从事远洋护航岗位", [["title", "fact:从事远洋护航岗位"]]),
        ("众创空间、产业园、孵化器", [["qualifications", "qualifications"]]),
    ],
)
def test_what_stands_in_for_another(text: str, expected: list[list[str]]) -> None:
    assert groups(text) == expected


def test_an_exemption_in_a_sentence_of_its_own() -> None:
    text = "申请人年龄应在40周岁以下。获评市级工匠的，不受年龄限制。给予安家补贴。"
    found = find_criteria(text, 0, len(text), ())
    assert [one.about for one in found] == ["age", "fact:获评市级工匠"]
    assert len({one.group for one in found}) == 1


@pytest.mark.parametrize(
    "text", ["具有本科以上学历；不符合条件的，责令退还", "对不符合条件的企业，注册资本应在100万元以上"]
)
def test_what_is_done_with_others_stands_in_for_nothing(text: str) -> None:
    assert all(one.group is None for one in find_conditions(text, 0, len(text)))


@pytest.mark.parametrize(
    "text",
    [
        "新招用人员达到职工人数15%（超过200人的企业达到8%）",
        "新招用人员占职工人数的比例下调为15%，在职职工超过200人的比例下调为8%",
    ],
)
def test_a_lower_share_for_those_of_another_size(text: str) -> None:
    first, size, second = find_conditions(text, 0, len(text))
    assert (first.value, size.about, second.value) == (15, "employees", 8)
    assert first.group == size.group != second.group
    assert first.about == second.about


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "失业人员、退役军人（以下简称重点人群）自主创业的",
            ["失业人员、退役军人（以下简称重点人群）", "自主创业"],
        ),
        ("除住房贷款、购车贷款外，本人没有其他贷款", ["本人有其他贷款"]),
        ("办妥登记手续（包括小微企业、农场等类型，下同）", ["办妥登记手续"]),
    ],
)
def test_notes_and_what_they_leave_out(text: str, expected: list[str]) -> None:
    assert [one.about.removeprefix("fact:") for one in find_conditions(text, 0, len(text))] == expected


def test_kinds_of_persons_are_a_choice_and_their_tier_stands_for_them() -> None:
    text = "申请人包括以下类型：（1）省级优秀人才：某金奖获得者；（2）市级优秀人才：某银奖获得者。"
    found = find_criteria(text, 0, len(text), ())
    assert [one.value for one in found if one.about == "talent_tier"] == ["省级优秀人才", "市级优秀人才"]
    assert len({one.group for one in found}) == 1
