"""Conditions of an offer: typed where a profile answers them, else a fact in its own words."""

import time

import pytest

from policies.model import Criterion
from policies.reading.conditions import find_conditions
from policies.reading.criteria import as_groups, coverage, find_criteria
from policies.reading.definitions import document_conditions, find_definitions
from policies.reading.offers import find_offers
from policies.reading.patterns import pattern, rules, wordings

PLACE = "浙江省杭州市滨江区"


def conditions(text: str) -> list[Criterion]:
    return find_conditions(text, 0, len(text), PLACE)


def read(text: str) -> list[tuple[str, str, object]]:
    return [(one.about, one.op, one.value) for one in conditions(text)]


@pytest.mark.parametrize(
    ("name", "words"), [(one.name, words) for one in wordings().values() for words in one.examples]
)
def test_each_wording_is_found_in_its_examples(name: str, words: str) -> None:
    assert pattern(name).search(words)


@pytest.mark.parametrize(
    ("name", "words"), [(one.name, words) for one in wordings().values() for words in one.others]
)
def test_no_wording_is_found_in_other_words(name: str, words: str) -> None:
    assert not pattern(name).search(words)


@pytest.mark.parametrize(
    ("about", "value", "words"),
    [(rule.about, rule.value, words) for rule in rules() for words in rule.examples],
)
def test_each_rule_decides_its_examples(about: str, value: object, words: str) -> None:
    text = f"符合要求且{words}"
    assert (about, value) in [(one.about, one.value) for one in conditions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对高新技术企业,", [("qualifications", "is", "高新技术企业")]),
        ("在本市依法登记注册", [("region", "within", "浙江省杭州市")]),
        ("注册在本区的企业", [("region", "within", PLACE)]),
        (
            "对不裁员或少裁员的参保企业",
            [("qualifications", "is", "不裁员或少裁员企业"), ("fact:参保企业", "is", True)],
        ),
        ("政府性融资担保机构取消反担保要求", []),
        ("在天河区注册的企业", [("region", "within", "广东省广州市天河区")]),
        ("在指定园区注册的企业", [("fact:在指定园区注册", "is", True)]),
        ("本市户籍的居民", [("hukou", "within", "浙江省杭州市")]),
        ("全部样品同时具备耐热性", [("fact:全部样品同时具备耐热性", "is", True)]),
        (
            "在本市注册、具有独立法人资格",
            [("region", "within", "浙江省杭州市"), ("fact:具有独立法人资格", "is", True)],
        ),
        ("符合财政部门规定:近三年未挪用专款", [("fact:近三年挪用专款", "is", False)]),
        ("对中小微企业", [("scale", "in", ("中型", "小型", "微型"))]),
        ("近三年未发生重大违法行为", [("violations", "is", False)]),
        ("未享受过同类补助", [("received", "not_in", ("同类补助",))]),
        ("本人没有其他贷款", [("fact:本人有其他贷款", "is", False)]),
        ("未认定为高新技术企业的", [("fact:认定为高新技术企业", "is", False)]),
        ("获奖时项目未在本市注册", [("fact:获奖时项目在本市注册", "is", False)]),
        ("具有独立法人资格", [("fact:具有独立法人资格", "is", True)]),
        ("对获得中国专利金奖的企业", [("fact:获得中国专利金奖", "is", True)]),
        ("除房地产业外,", [("industries", "not_in", ("房地产业",))]),
        ("与科研机构、医疗卫生机构合作", [("fact:与科研机构、医疗卫生机构合作", "is", True)]),
        (
            "对遭受冻灾的中小微企业订单大幅减少的",
            [
                ("fact:遭受冻灾的中小微企业订单大幅减少", "is", True),
                ("scale", "in", ("中型", "小型", "微型")),
            ],
        ),
        ("除国有企业外,", [("ownership", "not_in", ("国有",))]),
        ("在滨江区依法纳税的企业", [("region", "within", "浙江省杭州市滨江区")]),
        ("新上项目(不含采矿项目)", [("fact:新上项目", "is", True), ("fact:采矿项目", "is", False)]),
        ("经主管部门认定的优质项目", [("text", "discretionary", None)]),
        ("(2)建立包含培训与考核的服务体系", [("fact:建立包含培训与考核的服务体系", "is", True)]),
        ("在提交贷款申请时", []),
        ("获评示范园区并给予", [("fact:获评示范园区", "is", True)]),
        ("无力偿还贷款的商户", [("fact:无力偿还贷款的商户", "is", True)]),
        ("对受灾的果农,鼓励互助合作,", [("fact:受灾的果农", "is", True)]),
        ("支持资金用于购置检测设备,", []),
        ("(责任单位:市财政局、市商务局)承租市场摊位的商户", [("fact:承租市场摊位的商户", "is", True)]),
        ("符合条件的企业", []),
        ("为促进产业发展", []),
        ("每年安排专项资金", []),
        ("按照《管理办法》的规定", []),
        ("年龄不超过40周岁且具有博士学位", [("age", "<=", 40), ("degree", "is", "博士")]),
        (
            "（二）科研人员占企业 职工总数的比例不低于8%",
            [("fact:科研人员占企业职工总数的比例", ">=", 8)],
        ),
        (
            "产品属于《重点推广产品目录》所列的范围",
            [("fact:产品属于《重点推广产品目录》所列的范围", "is", True)],
        ),
        (
            "新上重点项目（不含冷库）固定资产投资3000万元以上",
            [
                ("fact:新上重点项目", "is", True),
                ("industries", "not_in", ("装卸搬运和仓储业",)),
                ("fixed_investment_wan", ">=", 3000),
            ],
        ),
        (
            "对新增并纳入名录的规模以上工业企业",
            [
                ("fact:新增并纳入名录的规模以上工业企业", "is", True),
                ("qualifications", "is", "规上企业"),
            ],
        ),
        (
            "受洪涝影响严重的商户购置排水设备、防水设备的",
            [("fact:受洪涝影响严重的商户", "is", True), ("fact:购置排水设备、防水设备", "is", True)],
        ),
        ("对承担灾后重建任务的商户实施返还", [("fact:承担灾后重建任务的商户实施返还", "is", True)]),
    ],
)
def test_a_condition_is_typed_or_a_fact_in_its_own_words(text: str, expected: list[object]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "获得高新技术企业、专精特新中小企业或独角兽企业认定的",
        "实缴资本不低于5亿元或年纳税额达到1000万元的",
    ],
)
def test_what_or_joins_is_one_group(text: str) -> None:
    groups = {one.group for one in conditions(text)}
    assert len(groups) == 1
    assert groups != {None}


def test_conditions_quote_the_text_and_hold_no_opener() -> None:
    text = "三、对于首次获得中国专利金奖并实施转化的用人单位,"
    found = conditions(text)
    assert [one.about for one in found] == ["fact:首次获得中国专利金奖", "fact:实施转化"]
    assert all(text[one.start : one.end] == one.quote for one in found)


@pytest.mark.parametrize(
    "piece",
    [
        "一",
        "9",
        "对",
        "对,",
        "除",
        "《",
        "【",
        "(1)",
        "符合下列条件:(1)甲乙丙丁;对企业给予1万元;",
        "以下条件之一:(1)",
        "在市",
        "本办法所称甲是指",
        "对企业给予1万元,",
        "100万元以上、",
        "或",
        "\n",
        "女性不超过5岁、男性不超过6岁",
    ],
)
def test_time_grows_with_the_length_and_not_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        began = time.process_time()
        offers = find_offers(text)
        found = find_criteria(text, 0, len(text), offers, PLACE)
        coverage(text, 0, len(text), offers, found)
        as_groups(found)
        find_definitions(text)
        document_conditions(text, [(0, len(text))])
        return time.process_time() - began

    assert seconds(32_000) < 12 * max(seconds(8_000), 0.05)


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("在安徽省内(不含合肥市)注册", ("安徽省合肥市",)),
        ("除合肥市、芜湖市外,其他企业", ("安徽省合肥市", "安徽省芜湖市")),
    ],
)
def test_a_place_may_be_left_out(words: str, places: tuple[str, ...]) -> None:
    found = find_conditions(words, 0, len(words))
    assert [one.value for one in found if (one.about, one.op) == ("region", "not_in")] == [places]


def test_how_something_is_counted_is_no_condition() -> None:
    words = "企业成立不足三年的,按实际经营年限计算"
    assert find_conditions(words, 0, len(words)) == []


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("对为承租的小微企业减免租金的业主", "scale"),
        ("对承租区属国有企业房产的个体工商户", "ownership"),
        ("对承销民营企业债务融资工具的机构", "ownership"),
        ("金融机构为农产品加工企业提供贷款", "industries"),
        ("对入驻众创空间的团队", "qualifications"),
    ],
)
def test_what_those_are_whom_one_serves_or_rents_from_is_not_asked(words: str, about: str) -> None:
    assert about not in {one.about for one in find_conditions(words, 0, len(words))}


@pytest.mark.parametrize(
    ("words", "about", "value"),
    [
        ("对符合产业发展方向的小微企业", "scale", ("小型", "微型")),
        ("对被认定为众创空间的", "qualifications", "众创空间"),
        ("支持精密铸件和传感器企业", "industries", ("精密铸件", "传感器")),
    ],
)
def test_what_the_one_who_asks_is_stays_a_condition(words: str, about: str, value: object) -> None:
    assert (about, value) in {(one.about, one.value) for one in find_conditions(words, 0, len(words))}


def test_whom_something_is_permitted_is_asked() -> None:
    text = "允许取得本地学位的外国学生在区内企业实习，并提供办理居留许可的便利。"
    offers = find_offers(text)
    found = find_criteria(text, 0, len(text), offers)
    assert [one.about for one in found] == ["fact:取得本地学位的外国学生"]


@pytest.mark.parametrize(
    ("place", "name"), [("上海市", "专精特新中小企业"), ("安徽省宿州市", "市级专精特新中小企业")]
)
def test_a_municipality_recognises_what_a_province_does(place: str, name: str) -> None:
    text = "获评市级专精特新中小企业的"
    assert [one.value for one in find_conditions(text, 0, len(text), place)] == [name]
