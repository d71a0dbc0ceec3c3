"""Paragraphs: lines that a margin cut are read through, lost breaks are put back, nothing is rewritten."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.documents.paragraphs import paragraphs
from policies.documents.wrapping import display_width, find_margin, lines_of

PARTS = [
    "为支持先进制造业高质量发展，加快建设具有竞争力的现代化产业体系，根据上级有关规定，结合本市实际，制定以下措施。",
    "一、支持项目落地。对固定资产投资达到3.5亿元的制造业项目，自投产之日起按照设备投资额的5%给予补助，最高不超过500万元。",
    "二、支持企业创新。对符合本措施第三条规定的企业，按照研发费用的10%给予一次性奖励，一、二、三类人才牵头的项目上浮20%。",
    "（一）对首次认定的高新技术企业给予20万元奖励，对复核通过的给予10万元奖励，资金由市、区两级财政各承担一半，按年度拨付。",
    "1.申报单位应当在本市依法注册并正常经营满两年，近三年未发生重大安全生产事故，未被列入严重失信主体名单，财务制度健全。",
    "三、本措施自2025年1月1日起施行，有效期三年，由市工业和信息化局负责解释，此前规定与本措施不一致的，以本措施为准。",
]


def texts(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in paragraphs(text)]


def wrapped(parts: list[str], width: int, indent: str = "") -> str:
    """`parts` as a page prints them: `width` ideographs a line, numbers whole, no comma first."""
    lines: list[str] = []
    for part in parts:
        lines.append(indent)
        for token in re.findall(r"[A-Za-z0-9.%]+[，。、；]?|.[，。、；）]?", part):
            if display_width(lines[-1] + token) > 2 * width:
                lines.append("")
            lines[-1] += token
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("width", [20, 24, 28, 30, 33, 36, 40])
@pytest.mark.parametrize("indent", ["", "　　"], ids=["flush", "indented"])
def test_a_text_cut_at_any_margin_is_read_through(width: int, indent: str) -> None:
    text = wrapped(PARTS, width, indent)
    assert [piece.replace("\n", "") for piece in texts(text)] == PARTS


def test_a_page_number_belongs_to_the_paragraph_that_it_interrupts() -> None:
    lines = wrapped(PARTS, 28).splitlines()
    text = "\n".join([*lines[:4], "— 3 —", *lines[4:]])
    assert sum("— 3 —" in piece for piece in texts(text)) == 1
    assert len(texts(text)) == len(PARTS)


def test_lines_that_are_paragraphs_stay_apart() -> None:
    text = "\n".join(PARTS)
    assert find_margin(text, list(lines_of(text))) is None
    assert texts(text) == PARTS


@pytest.mark.parametrize("gap", [" ", "　", "  "])
def test_lost_line_breaks_are_put_back_before_numbers_that_count_on(gap: str) -> None:
    parts = [
        "一、支持创新，给予50万元补助。",
        "二、支持上市，给予300万元奖励。",
        "三、支持出口，给予10万元奖励。",
    ]
    assert texts(gap.join(parts)) == parts


@pytest.mark.parametrize(
    "line",
    [
        "对在本市落户的一、二、三类人才以及其他急需紧缺人才，分别给予50万元、30万元、10万元安家补贴，分三年发放到位。",
        "申请人应当符合第三条规定，并提交（一）营业执照，由受理单位按照《办法》第（二）项的要求进行审核，于10日内办结。",
        "固定资产投资3.5亿元以上，且于2024.5.1前开工的项目，按照 1. 类标准执行，其余项目另行测算补助金额。",
        "本市二〇二四年共有四家企业上市，十个项目开工建设，完成投资120亿元，同比增长8.5%，增速位居全省第一，成效显著提升。",
    ],
)
def test_a_number_inside_a_sentence_is_no_cut(line: str) -> None:
    assert texts(line) == [line]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("关于支持光伏产业发展的\n若干措施\n一、奖励\n", ["关于支持光伏产业发展的\n若干措施", "一、奖励"]),
        ("临港市人民政府办公室关于\n印发奖励办法的通知\n", ["临港市人民政府办公室关于\n印发奖励办法的通知"]),
        ("临港市奖励办法\n(试行)\n第一条 目的\n", ["临港市奖励办法\n(试行)", "第一条 目的"]),
        ("临港市奖励办法\n临港市补贴办法\n", ["临港市奖励办法", "临港市补贴办法"]),
        ("支持措施\n一、办法\n", ["支持措施", "一、办法"]),
    ],
)
def test_a_title_on_several_lines_is_one(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    ("text", "hashes", "citation"),
    [("## 二、奖励", 2, "二"), ("# 办法", 1, None), ("**三、奖励**", 0, "三"), ("\ufeff一、奖励", 0, "一")],
)
def test_marks_are_found_behind_markdown_and_invisible_characters(
    text: str, hashes: int, citation: str | None
) -> None:
    (piece,) = paragraphs(text)
    assert piece.hashes == hashes
    assert (piece.mark and piece.mark.citation) == citation


@pytest.mark.parametrize(
    ("text", "width"), [("一", 2), ("a1", 2), ("３", 2), ("，", 2), ("", 0), ("给予20万元", 10)]
)
def test_columns_on_a_page(text: str, width: int) -> None:
    assert display_width(text) == width


INK = st.text(
    "一二第章条、（）()1２.是① 　\t\n\r\v\f\x1c\u2028。，；：附件#*-的为\ufeff\u200b年月日", max_size=200
)


@settings(max_examples=300, deadline=None)
@given(INK | st.lists(st.sampled_from([*PARTS, "", "— 3 —", "附件"]), max_size=12).map("\n".join))
def test_paragraphs_hold_every_ink_character_in_order(text: str) -> None:
    pieces = paragraphs(text)
    covered = "".join(text[piece.start : piece.end] for piece in pieces)
    assert "".join(covered.split()) == "".join(text.split())
    ends = [0, *(piece.end for piece in pieces)]
    assert all(piece.start >= end for piece, end in zip(pieces, ends, strict=False))
    assert all(piece.start <= piece.body <= piece.end for piece in pieces)


@settings(max_examples=100, deadline=None)
@given(
    st.sets(st.integers(0, len(PARTS) - 1), min_size=4), st.integers(20, 40), st.sampled_from(["", "　　"])
)
def test_any_choice_of_paragraphs_survives_any_margin(chosen: set[int], width: int, indent: str) -> None:
    parts = [PARTS[index] for index in sorted(chosen)]
    assert [piece.replace("\n", "") for piece in texts(wrapped(parts, width, indent))] == parts


def test_an_abstract_that_repeats_the_text_is_one_line() -> None:
    below = "1.租金补贴\n按照实际租金的一半给予补贴;最长两年。\n2.人才住房\n对博士给予补贴。"
    text = f"摘要：  1.租金补贴　　按照实际租金的一半给予补贴;最长两年。　　2.人才住房　　对\n{below}"
    spans = [text[one.start : one.end] for one in paragraphs(text)]
    assert spans == [text[: text.index("\n")], *below.split("\n")]
