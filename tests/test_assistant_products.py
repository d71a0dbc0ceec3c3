"""Trades that are told by what is made."""

import pytest

from assistant.products import find_trades
from policies.vocabulary.terms import canonical, is_a

MADE = [
    ("砀山做罐头的", ["食品制造业"]),
    ("我们做全屋定制和板材", ["家具制造业", "木材加工和木、竹、藤、棕、草制品业"]),
    ("合资做电池隔膜", ["动力电池"]),
    ("搞水果罐头加工", ["食品制造业"]),
    ("做光伏逆变器", ["光伏"]),
    ("生产智能家居", ["智能家电"]),
    ("想问问人才政策", []),
]


@pytest.mark.parametrize(("said", "trades"), MADE)
def test_what_is_made_tells_the_trade(said: str, trades: list[str]) -> None:
    assert [tag.name for tag in find_trades(said)] == trades


@pytest.mark.parametrize("said", ["罐头", "轮胎", "变压器", "正极材料", "鞋子", "玩具"])
def test_every_product_is_made_by_industry(said: str) -> None:
    (tag,) = find_trades(said)
    assert canonical("industry", tag.name) == tag.name
    assert is_a("industry", tag.name, "工业")
