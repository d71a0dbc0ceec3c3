"""A clause is cut into what it gives, each with the words that say to whom and when."""

import pytest

from policies.reading.offers import find_offers


def before(text: str) -> list[str]:
    return [text[offer.start : offer.gives].strip() for offer in find_offers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对新落户的总部企业,给予50万元奖励。", ["对新落户的总部企业,"]),
        ("对获评甲级的给予10万元;对获评乙级的给予5万元。", ["对获评甲级的", "对获评乙级的"]),
        (
            "对首次上规的企业给予10万元奖励,对首次上榜的企业给予20万元奖励。",
            ["对首次上规的企业", "对首次上榜的企业"],
        ),
        ("(一)租金补贴。在本区经营的店铺,按租金的30%给予补贴。", ["在本区经营的店铺,"]),
        ("支持企业上市。对在主板上市的企业给予300万元。", ["对在主板上市的企业"]),
        ("对投产项目给予补助。(责任单位:市财政局负责奖励资金)", ["对投产项目"]),
        ("租用场地的团队,对其租金的50%予以补贴。", ["租用场地的团队,对其租金的50%"]),
        ("新购置设备的企业可向税务部门申请一次性扣除。", ["新购置设备的企业"]),
        ("给予一次性补助5万元。", [""]),
        ("年度税收达500万元的,可按不超过投入的10%,给予支持。", ["年度税收达500万元的,"]),
        ("获得省级补助50万元的项目,另行奖励10万元。", ["获得省级补助50万元的项目,"]),
        ("对受灾的农户,逐户开辟绿色通道。", ["对受灾的农户,"]),
        ("对受冻灾影响,确实无力还款的果农,由村委会上门帮扶。", ["对受冻灾影响,"]),
        ("在试点园区范围内,对新建厂房,实行告知承诺。", ["在试点园区范围内,对新建厂房,"]),
        (
            "对停产的养殖户不抽贷、不断贷，对受冻的果园到期还款困难的，可申请展期。",
            ["对停产的养殖户", "对受冻的果园到期还款困难的，"],
        ),
        ("坚持生产的种植户，保费补贴比例由30%提高到40%。", ["坚持生产的种植户，"]),
        ("对外贸企业专设服务窗口。", ["对外贸企业"]),
        ("承担储备任务的企业免征印花税。", ["承担储备任务的企业"]),
        ("对失信企业,责令限期整改。", []),
        ("对申报项目,组织专家评审。", []),
        ("对为社区提供餐饮的机构,免收租金。", ["对为社区提供餐饮的机构,"]),
        ("基层站所指导农户加强管护,落实防灾减灾措施。", []),
        ("优化营商环境,开展政策宣传。", []),
        ("申请人应当在本市居住。", []),
        ("补贴对象为高校毕业生。", []),
        ("", []),
    ],
)
def test_words_before_the_gift_say_to_whom(text: str, expected: list[str]) -> None:
    assert before(text) == expected


def test_offers_lie_in_the_asked_span_in_order_and_do_not_overlap() -> None:
    text = "甲。对A类企业给予1万元;对B类企业给予2万元。对C类企业给予3万元。"
    offers = find_offers(text, 2, text.index("对C类"))
    assert [text[offer.start : offer.end] for offer in offers] == [
        "对A类企业给予1万元;",
        "对B类企业给予2万元。",
    ]
    assert all(offer.start <= offer.gives < offer.end for offer in offers)
