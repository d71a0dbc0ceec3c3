"""A figure that is told beside a threshold is said to reach it or not, with both numbers."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from assistant.service import Assistant
from assistant.settings import Settings

CITY = """青阳县支持智能装备产业办法

青阳县工业和信息化局 2026年1月5日印发

第一条 重点调度智能装备项目的洽谈和开工：年实际外资超过3000万美元或内资超过2亿元的，由专班跟进。
第二条 年营业收入5000万元以上的智能装备企业都要设立技术中心，2亿元以上的都要设立研究院。
第三条 对职工100人以上的智能装备企业，给予每年10万元培训补助。
第四条 智能装备企业可以申请展会补贴，由县商务局受理。
第五条 引进的工程师年龄在40周岁以下的，给予租房补贴每月800元。
第六条 力争到2027年智能装备产业产值突破100亿元。
第七条 目标是全覆盖：年纳税额1000万元以上的智能装备企业都建立实验室。
"""
ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("home")
    (home / "city.txt").write_text(CITY, encoding="utf-8")
    with closing(Assistant(home / "library", settings=Settings(encoder=None, library=False))) as assistant:
        assistant.ingest([home / "city.txt"])
        yield assistant


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (["青阳县智能装备项目内资投1.5亿，能进重点调度吗"], "没有达到“内资超过2亿元”"),
        (["青阳县智能装备项目外资4000万美元，能进重点调度吗"], "达到了“年实际外资超过3000万美元”"),
        (
            ["青阳县智能装备企业要设技术中心吗", "我们去年营收8000万"],
            "“营收8000万”达到了“年营业收入5000万元以上”，没有达到“2亿元以上”",
        ),
        (
            ["我们在青阳县做智能装备 营收三个亿", "三个亿是不是要设研究院"],
            "达到了“年营业收入5000万元以上”、“2亿元以上”",
        ),
        (
            ["青阳县智能装备企业重点调度 总投资1.5亿", "要是追加到2.5亿呢 能进重点调度不"],
            "“2.5亿”达到了“内资超过2亿元”",
        ),
        (["青阳县智能装备企业实验室是不是必须建", "我们去年纳税300万"], "没有达到“年纳税额1000万元以上”"),
        (["青阳县智能装备企业培训补助 我们有80人"], "没有达到“职工100人以上”"),
        (["青阳县引进工程师租房补贴 我45岁能拿吗"], "“我45岁”超出了“引进的工程师年龄在40周岁以下”"),
        (
            ["我们在青阳县做智能装备 投资9000万", "展会补贴 9000万够不够"],
            "没有写总投资要到多少，够不够请问主管部门",
        ),
    ],
)
def test_a_figure_told_is_held_against_the_threshold(desk: Assistant, turns: list[str], words: str) -> None:
    assert words in desk.ask(turns, on=ON).text


@pytest.mark.parametrize(
    "turns",
    [
        ["青阳县智能装备企业培训补助 能拿10万元吗"],  # a figure asked for, not told
        ["青阳县智能装备企业培训补助 我们大概100来人"],  # too near to the line to tell
        ["青阳县智能装备产业到2027年产值目标 我们产值4个亿"],  # what the trade is to reach
        ["青阳县智能装备企业展会补贴怎么申请 我们投资9000万"],  # nothing is measured, and it is not asked
    ],
)
def test_what_is_not_told_or_not_measured_is_held_against_nothing(desk: Assistant, turns: list[str]) -> None:
    text = desk.ask(turns, on=ON).text
    assert "您说的“" not in text
    assert "够不够请问" not in text
