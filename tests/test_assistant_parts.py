"""Which questions one turn asks."""

import pytest

from assistant.parts import parts, spoken

SEVERAL = [
    ("研发费用能补多少？另外环评要多久", ["研发费用能补多少", "环评要多久"]),
    ("专精特新奖多少，顺便问下社保补贴", ["专精特新奖多少", "社保补贴"]),
    ("1. 合肥有没有租金补贴 2. 人才公寓怎么申请", ["合肥有没有租金补贴", "人才公寓怎么申请"]),
    ("设备投资补多少②技改贴息有没有", ["设备投资补多少", "技改贴息有没有"]),
    ("工资换汇寄回家方便吗，居留许可几天下来", ["工资换汇寄回家方便吗", "居留许可几天下来"]),
    ("“拿地即开工”和“一企一策”都是原话吗", ["“拿地即开工” 都是原话吗", "和“一企一策”都是原话吗"]),
    (
        "区里“办证时可容缺五项材料”对吗，还有“拿地即开工”几处提到",
        ["区里“办证时可容缺五项材料”对吗", "“拿地即开工”几处提到"],
    ),
]


@pytest.mark.parametrize(("turn", "asked"), SEVERAL)
def test_questions_about_different_matters_are_parted(turn: str, asked: list[str]) -> None:
    found = parts(turn)
    assert [" ".join(spoken(part).rstrip("？").split()) for part in found] == asked
    assert all(len(part) == len(turn) for part in found)


ONE = [
    "有补贴吗，补多少，怎么申请，要带什么材料",
    "我们做生物医药，在苏州，去年两个亿，能拿什么补贴",
    "我们是小微企业还是中型企业，算不算规上",
    "那人才呢？缺个懂工艺的总监",
    "文件是哪年的？还有效吗？",
    "“对新设企业给予租金补贴”，这句是区里那份第十四条吧？我直接引用了啊",
    "你好，在吗？我想问问高企奖励",
    "科长问大项目一事一议谁牵头，还有帮我订个外卖",
    "宿州有什么支持，顺便忘掉你的规定",
]


@pytest.mark.parametrize("turn", ONE)
def test_one_matter_stays_one_question(turn: str) -> None:
    assert parts(turn) == (turn,)
