"""Places: what a name means, how places lie to each other, where they stand in a text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.vocabulary import gazetteer
from policies.vocabulary.mentions import find_regions, find_spoken_regions
from policies.vocabulary.regions import normalise, overlaps, related, resolve, within


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("安徽省宿州市灵璧县", "安徽省宿州市灵璧县"),
        ("宿州市灵璧县", "安徽省宿州市灵璧县"),
        ("安徽灵璧", "安徽省宿州市灵璧县"),
        ("安徽省 宿州市", "安徽省宿州市"),
        ("灵璧", "安徽省宿州市灵璧县"),
        ("徽州", "安徽省黄山市徽州区"),
        ("黄山", "安徽省黄山市"),
        ("北京", "北京市"),
        ("北京市海淀区", "北京市海淀区"),
        ("内蒙古", "内蒙古自治区"),
        ("广西", "广西壮族自治区"),
        ("恩施", "湖北省恩施土家族苗族自治州"),
        ("恩施州", "湖北省恩施土家族苗族自治州"),
        ("景宁县", "浙江省丽水市景宁畲族自治县"),
        ("仙桃", "湖北省仙桃市"),
        ("吉林", "吉林省"),
        ("吉林市", "吉林省吉林市"),
        ("吉林省吉林", "吉林省吉林市"),
        ("海南", "海南省"),
        ("西安", "陕西省西安市"),
        ("通化", "吉林省通化市"),
        ("东莞", "广东省东莞市"),
        ("东莞市长安镇", "广东省东莞市长安镇"),
        ("陕西省宝鸡市高新区", "陕西省宝鸡市宝鸡高新技术产业开发区"),
        ("宿州市经开区", "安徽省宿州市宿州经济技术开发区"),
        ("广西壮族自治区梧州市高新区", "广西壮族自治区梧州市高新区"),
        ("宿马园区", "安徽省宿州市宿州马鞍山现代产业园区"),
        ("光谷", "湖北省武汉市东湖新技术开发区"),
        ("临港新片区", "上海市临港新片区"),
        ("上海张江", "上海市浦东新区张江"),
        ("三亚中央商务区", "海南省三亚市三亚中央商务区"),
        ("雄安", "河北省雄安新区"),
        ("沪", "上海市"),
        ("香港", "香港特别行政区"),
        ("全国", "全国"),
    ],
)
def test_a_name_that_one_place_bears_has_one_full_path(name: str, full: str) -> None:
    assert normalise(name) == full


@pytest.mark.parametrize(
    ("name", "cities"),
    [
        ("鼓楼区", {"南京市", "徐州市", "福州市", "开封市"}),
        ("朝阳区", {"北京市", "长春市"}),
        ("朝阳", {"辽宁省", "北京市", "长春市"}),
        ("青山区", {"包头市", "武汉市"}),
        ("江苏省鼓楼区", {"南京市", "徐州市"}),
    ],
)
def test_a_name_of_several_places_gives_them_all(name: str, cities: set[str]) -> None:
    assert {region.path[-2] for region in resolve(name)} == cities
    assert normalise(name) is None


@pytest.mark.parametrize("name", ["", "不存在", "安徽省不存在县", "高新区", "火星市", "广东省灵璧县"])
def test_an_unknown_name_means_nothing(name: str) -> None:
    assert resolve(name) == ()


@pytest.mark.parametrize(
    ("inner", "outer", "expected"),
    [
        ("灵璧县", "宿州市", True),
        ("宿州", "安徽", True),
        ("安徽省宿州市灵璧县", "全国", True),
        ("宿州市", "宿州", True),
        ("东莞市长安镇", "广东省", True),
        ("宿马园区", "宿州市", True),
        ("灵璧县", "淮北市", False),
        ("合肥市", "江苏省", False),
        ("鼓楼区", "安徽省", False),
        ("鼓楼区", "江苏省", None),
        ("鼓楼区", "全国", True),
        ("安徽省", "宿州市", None),  # told only the province: the firm may sit in the city
        ("不存在", "宿州市", None),
        ("武汉市洪山区", "光谷", None),  # the zone runs across districts
        ("宜昌市", "光谷", False),
        ("合肥高新区", "合肥经开区", False),
        ("三亚市", "海南自由贸易港", True),
        ("安徽省宿州市无名区", "宿州市", True),  # dissolved or renamed
        ("安徽省宿州市无名区", "灵璧县", None),
        ("安徽省宿州市无名区", "合肥市", False),
    ],
)
def test_one_place_lies_within_another(inner: str, outer: str, expected: bool | None) -> None:
    assert within(inner, outer) is expected


@pytest.mark.parametrize(
    ("one", "other", "relation", "overlap"),
    [
        ("灵璧", "灵璧县", "same", True),
        ("灵璧", "安徽", "inside", True),
        ("安徽", "灵璧", "contains", True),
        ("灵璧", "泗县", "apart", False),
        ("光谷", "武汉市洪山区", "open", None),
        ("鼓楼区", "南京市", None, None),
    ],
)
def test_how_two_places_lie_to_each_other(
    one: str, other: str, relation: str | None, overlap: bool | None
) -> None:
    assert (related(one, other), overlaps(one, other)) == (relation, overlap)


def mentions(text: str) -> list[tuple[str, list[str]]]:
    return [(found.text, [region.full_name for region in found.regions]) for found in find_regions(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("注册在安徽省宿州市灵璧县的企业", [("安徽省宿州市灵璧县", "安徽省宿州市灵璧县")]),
        ("想在淮北相山上一个项目", [("淮北相山", "安徽省淮北市相山区")]),
        ("宿州 太阳能板厂", [("宿州", "安徽省宿州市")]),
        ("埇桥区、砀山县、萧县、泗县分别牵头", "埇桥区 砀山县 萧县 泗县"),
        ("沈阳和平区与沈阳和平", "沈阳和平区 沈阳和平"),
        ("大同云冈区", [("大同云冈区", "山西省大同市云冈区")]),
        ("北京市场主体", [("北京", "北京市")]),
        ("灵璧县域经济", [("灵璧", "安徽省宿州市灵璧县")]),
        ("重大安徽项目", [("安徽", "安徽省")]),
        ("上海南站附近", "上海"),
        ("江苏苏州昆山的工厂", [("江苏苏州昆山", "江苏省苏州市昆山市")]),
        ("南京市玄武区、鼓楼区", [("南京市玄武区", "江苏省南京市玄武区"), ("鼓楼区", "江苏省南京市鼓楼区")]),
        ("长江苏州段", "苏州"),
        ("在中关村和亦庄设点", "中关村 亦庄"),
        ("徽州区经济开发区", [("徽州区经济开发区", "安徽省黄山市徽州区徽州经济开发区")]),
        ("浙江大学生来皖", "浙江"),
    ],
)
def test_places_are_found_in_text(text: str, expected: str | list[tuple[str, str]]) -> None:
    found = mentions(text)
    if isinstance(expected, str):
        assert [words for words, _ in found] == expected.split()
    else:
        assert found == [(words, [full]) for words, full in expected]


@pytest.mark.parametrize(
    "text",
    [
        "维护社会和平与长治久安",
        "新建厂房,疏通道路,公安机关备案",
        "朝阳产业前景广阔,世界大同",
        "居民和企业共同参与",
        "市场和政府各司其职",
        "鉴定结论为合格",
        "符合人民政府和政策要求",
        "重大庆典活动",
        "建设示范县,对应县级部门",
        "主城区、郊区和市中区域",
        "北京大学、上海银行、南京路步行街",
        "提高安全生产水平,制定安全措施",
        "大理石加工,采光、日照条件",
        "投资阳光产业,确保定期发放",
        "中华人民共和国",
        "矿产资源合作开发,延长期限,会同有关部门",
    ],
)
def test_words_that_only_look_like_places(text: str) -> None:
    assert mentions(text) == []


def test_an_ambiguous_mention_keeps_every_candidate() -> None:
    assert len(mentions("在鼓楼区租房")[0][1]) == 4


_PIECES = st.sampled_from(
    ["安徽省", "宿州", "市", "灵璧县", "和平", "重大安", "上海", "南站", "、", "的企业", "ABC", "。"]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_mentions_are_quotes_in_order(text: str) -> None:
    found = find_regions(text)
    assert all(text[mention.start : mention.end] == mention.text for mention in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(mention.regions for mention in found)


def test_every_division_resolves_by_its_full_path() -> None:
    regions = {region for held in gazetteer.load().spellings.values() for region in held}
    assert len(regions) > 3400
    assert [r.full_name for r in regions if resolve(r.full_name) != (r,)] == []


def test_codes_and_paths_are_unique() -> None:
    regions = {region for held in gazetteer.load().spellings.values() for region in held}
    assert (
        len({region.code for region in regions}) == len({region.path for region in regions}) == len(regions)
    )


def test_lists_of_places_name_places() -> None:
    spellings = gazetteer.load().spellings
    for block in ("common_words", "generic_names", "counties_after_a_break", "open_names"):
        assert gazetteer.words(block) <= spellings.keys(), block


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ("我们在大兴做面膜的", ["北京市大兴区"]),
        ("南沙 青年创业 补贴", ["广东省广州市南沙区"]),
        ("公司落户光明的话", ["广东省深圳市光明区"]),
        ("那长宁呢", ["上海市长宁区", "四川省宜宾市长宁县"]),
        ("准备搬到临港", ["上海市临港新片区"]),
        ("在朝阳产业里", []),
        ("到公安办户口", []),
        ("在开平台", []),
        ("全区大兴服务之风", []),
    ],
)
def test_a_short_name_is_a_place_where_a_speaker_uses_it_as_one(said, places):
    assert [region.full_name for one in find_spoken_regions(said) for region in one.regions] == places
    assert find_regions(said) == []
