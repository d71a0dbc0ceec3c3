"""Number marks: every habit of Chinese documents is read, and a number inside a sentence is not one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.documents.numbering import LONGEST, STYLES, read_mark

NUMERALS = "一二三四五六七八九"


@pytest.mark.parametrize(
    ("piece", "style", "value", "citation"),
    [
        ("第一部分 总则", "part", 1, "第一部分"),
        ("第二编　奖励", "part", 2, "第二编"),
        ("第三篇 服务", "part", 3, "第三篇"),
        ("第 十二 章 支持", "chapter", 12, "第十二章"),
        ("第三节 融资", "section", 3, "第三节"),
        ("第十二条 本办法", "article", 12, "第十二条"),
        ("第十二条之一 另有", "article", 12, "第十二条之一"),
        ("第１２条：目的", "article", 12, "第12条"),
        ("第一百零三条 附则", "article", 103, "第一百零三条"),
        ("第二款 支付", "paragraph", 2, "第二款"),
        ("一、总体要求", "chinese", 1, "一"),
        ("一 、总体要求", "chinese", 1, "一"),
        ("十 二、保障措施", "chinese", 12, "十二"),
        ("一．目标", "chinese", 1, "一"),
        ("三,强化责任", "chinese", 3, "三"),
        ("（一）强化", "chinese_paren", 1, "(一)"),
        ("( 十 九 )强化", "chinese_paren", 19, "(十九)"),
        ("（二十一）、强化", "chinese_paren", 21, "(二十一)"),
        ("㈠强化", "chinese_paren", 1, "(一)"),
        ("二）强化", "chinese_half_paren", 2, "(二)"),
        ("1、目标", "arabic", 1, "1"),
        ("1.目标", "arabic", 1, "1"),
        ("１．目标", "arabic", 1, "1"),
        ("1 2、目标", "arabic", 12, "12"),
        ("1.2024年以前", "arabic", 1, "1"),
        ("⒈目标", "arabic", 1, "1"),
        ("1.2 目标", "decimal", 2, "1.2"),
        ("1.2.3目标", "decimal", 3, "1.2.3"),
        ("(1)目标", "arabic_paren", 1, "(1)"),
        ("（１２）目标", "arabic_paren", 12, "(12)"),
        ("⑵目标", "arabic_paren", 2, "(2)"),
        ("3）目标", "arabic_half_paren", 3, "3)"),
        ("①目标", "circled", 1, "①"),
        ("❷目标", "circled", 2, "②"),
        ("㉑目标", "circled", 21, "㉑"),
        ("b.目标", "letter", 2, "b."),
        ("（C）目标", "letter", 3, "C."),
        ("一是聚焦", "ordinal", 1, "一是"),
        ("三、一二三产业融合", "chinese", 3, "三"),
        ("一、三年行动目标", "chinese", 1, "一"),
        ("5、10万元以上的项目", "arabic", 5, "5"),
    ],
)
def test_every_habit_of_numbering(piece: str, style: str, value: int, citation: str) -> None:
    mark = read_mark(piece)
    assert mark is not None
    assert (mark.style.name, mark.value, mark.citation) == (style, value, citation)


@pytest.mark.parametrize(
    "piece",
    [
        "3.5亿元以上",
        "１０．５亿元",
        "2024.5.1发布",
        "2024年5月",
        "1.5%以内",
        "1.5倍",
        "10个工作日",
        "100万元",
        "30日内",
        "第三条规定的企业",
        "第三条\n规定的企业",
        "第三条第二款",
        "第三条、第四条",
        "第五条所称",
        "第二款项",
        "第一、二条",
        "第一条件是",
        "第二章程草案",
        "第三方机构",
        "第一批",
        "一、二、三类人才",
        "一、二产业",
        "三、四线城市",
        "二、三级医院",
        "1、2项",
        "1、2、3号楼",
        "（一）、（二）项",
        "（一）至（三）项",
        "(二)(三)两类企业",
        "(1)和(2)",
        "(2024)5号",
        "（2024年）",
        "(京)备",
        "一是否",
        "一般企业",
        "十强企业",
        "十佳",
        "千方百计",
        "5A级景区",
        "A级企业",
        "",
        "、",
        "〇、",
    ],
)
def test_numbers_inside_a_sentence_are_no_marks(piece: str) -> None:
    assert read_mark(piece) is None


def write(number: int) -> str:
    """1 to 99 as a document writes them: 七, 十七, 二十, 八十三."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十"
    return ten + (NUMERALS[ones - 1] if ones else "")


FORMS = [
    ("第{}章 标题", "chapter", True),
    ("第 {} 条 正文", "article", True),
    ("{}、标题", "chinese", True),
    ("（{}）标题", "chinese_paren", True),
    ("( {} )标题", "chinese_paren", True),
    ("{}、标题", "arabic", False),
    ("{}．标题", "arabic", False),
    ("（{}）标题", "arabic_paren", False),
    ("{}）标题", "arabic_half_paren", False),
]


@given(st.integers(1, 99), st.sampled_from(FORMS), st.booleans())
def test_the_number_written_is_the_number_read(number: int, form: tuple[str, str, bool], wide: bool) -> None:
    pattern, style, chinese = form
    arabic = "".join(chr(ord(c) + 0xFEE0) for c in str(number)) if wide else str(number)
    piece = pattern.format(write(number) if chinese else arabic)
    mark = read_mark(piece)
    assert mark is not None
    assert (mark.style.name, mark.value) == (style, number)
    assert piece[mark.length :].strip() in ("标题", "正文")


@given(st.text("第一二三十条章款、.．（）()1２3年万元 \t\n是A①㈠标题的", max_size=40))
def test_a_mark_is_a_prefix_and_needs_no_more_than_the_longest_look(piece: str) -> None:
    mark = read_mark(piece[:LONGEST])
    if mark:
        assert 0 < mark.length <= len(piece)
        assert mark.value > 0
        assert mark.style in STYLES
        assert not mark.citation[:1].isspace()
        assert mark.citation == "".join(mark.citation.split())
