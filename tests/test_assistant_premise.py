"""A figure that a question takes for granted is said not to stand there, or put right."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from assistant.service import Assistant
from assistant.settings import Settings

CITY = """青阳县优化审批服务办法

青阳县政务服务局 2026年1月5日印发

第一条 企业拿到土地后，县自然资源局在四个工作日内核发建设工程规划许可证。
第二条 办理施工许可证可以容缺2项材料，并联审批涉及6个环节。
第三条 对新引进的博士，给予安家补贴，具体标准由县人社局另行制定。
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
    ("question", "words"),
    [
        (
            "我记得青阳县规划许可证是七个工作日内核发，没错吧",
            "原文写的是“四个工作日”〔1〕，不是“七个工作日”。",
        ),
        ("青阳县施工许可证容缺是6项材料吧", "原文写的是“2项”〔1〕，不是“6项”。"),
        ("听说青阳县引进博士安家补贴80万、50万", "引用的条款里没有写“80万”、“50万”。"),
    ],
)
def test_what_is_taken_for_granted_is_put_right(desk: Assistant, question: str, words: str) -> None:
    assert words in desk.ask([question], on=ON).text


@pytest.mark.parametrize(
    "question",
    [
        "青阳县规划许可证是四个工作日内核发吧",
        "我们在青阳县投了8000万，施工许可证可以容缺吧",  # told, not taken for granted
        "青阳县博士安家补贴给多少",
    ],
)
def test_what_stands_there_or_is_told_is_left_alone(desk: Assistant, question: str) -> None:
    text = desk.ask([question], on=ON).text
    assert "，不是“" not in text
    assert "条款里没有写“" not in text
