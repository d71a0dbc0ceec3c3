"""Mending of traditional characters and of place names with one wrong character."""

import pytest

from index.query import read_question
from index.spelling import mend


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("乘州人想回乡办厂", "嵊州"),  # 乘 may be read like 嵊
        ("去宿洲建厂", "宿州"),  # the city, although 秀洲 sounds alike
        ("灵壁县有补贴吗", "灵璧县"),
        ("在荡山做罐头", "砀山"),  # looks alike
        ("逐昌 审批", "遂昌"),
        ("宿马圆区 纸厂", "宿马园区"),
        ("清岛市人才政策", "青岛市"),
        ("惠州区的食品厂", "徽州区"),  # a city has no such tier, a district that sounds alike has
    ],
)
def test_a_place_with_one_wrong_character_is_understood(written: str, meant: str) -> None:
    assert [right for _, right in mend(written).places] == [meant]
    assert len(mend(written).text) == len(written)


@pytest.mark.parametrize(
    "text",
    [
        "杭州和苏州都去过",  # right already
        "招员工难,用地上有优惠吗",  # words that meet by chance
        "我在山里办民宿",
        "永佳集团的补贴",  # a company's name
        "向县里申请,由县里审核",
        "三大产业同城发展",
        "惠州区域内有什么政策",
        "杭州区有啥",  # nothing sounds alike
        "相山县",  # a county by the tier of another
        "",
    ],
)
def test_what_is_no_misspelt_place_stays(text: str) -> None:
    assert mend(text).text == text
    assert mend(text).places == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("做大摸型的", "大模型"),
        ("厂房租金补帖", "厂房租金补贴"),
        ("高薪技术企业认定", "高新技术企业"),  # 高薪 is a word, and not meant
        ("我是博士侯补贴多少", "博士后补贴"),
    ],
)
def test_a_term_with_one_wrong_character_is_understood(written: str, meant: str) -> None:
    assert [right for _, right in mend(written).terms] == [meant]
    assert meant in mend(written).text
    assert len(mend(written).text) == len(written)


@pytest.mark.parametrize(
    "text",
    [
        "家属的签证有讲吗",
        "新兴消费",
        "这是政府办的",
        "失业登记",
        "线政府",
        "拿个镇街的章",
        "大模型",
        "高新技术企业",
    ],
)
def test_what_may_be_meant_as_it_is_written_stays(text: str) -> None:
    assert mend(text).terms == ()


def test_traditional_characters_become_simplified_in_place() -> None:
    assert mend("宿州市靈璧縣軸承廠有什麼補貼").text == "宿州市灵璧县轴承厂有什么补贴"


def test_a_question_is_searched_for_the_place_that_was_meant() -> None:
    assert [region.name for region, *_ in read_question("灵壁县轴承厂").regions] == ["灵璧县"]
