"""A verdict is told of what can be claimed alone, and never drawn from what a place wants to reach."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from assistant.service import Assistant
from assistant.settings import Settings

CITY = """青阳县加快装备产业发展办法

青阳县工业和信息化局 2026年1月5日印发

第一条 重点发展光伏产业。支持光伏企业布局电池片、组件等工业项目，光伏产业产值达到100亿元以上。
第二条 支持建设轴承产业。力争到2028年，年营业收入5亿元以上的轴承企业达到20家，轴承产业集群产值达到80亿元。
第三条 支持购置设备。对营业收入2000万元以上的轴承企业购置设备的，给予每家最高50万元补助。
第四条 支持参加展会。对轴承企业参加境外展会的，给予展位费补助3万元。
第五条 优化政务服务。为轴承企业提供“一对一”帮办，及时协调解决企业困难。
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
    ("question", "said"),
    [
        ("青阳县光伏产业文件怎么写的，我们产值3个亿，够不够", ("不符合", "没有达到“")),
        ("青阳县轴承产业集群要做到多大，我们营收1个亿够不够", ("不符合", "没有达到“")),
        ("我们在青阳县做轴承，帮办服务怎么申请", ("（初步符合）", "（不符合）")),
    ],
)
def test_no_verdict_is_drawn_from_goals_and_services(
    desk: Assistant, question: str, said: tuple[str, ...]
) -> None:
    text = desk.ask([question], on=ON).text
    assert "《青阳县加快装备产业发展办法》" in text
    assert not [words for words in said if words in text]


def test_a_threshold_of_a_benefit_still_decides(desk: Assistant) -> None:
    small = desk.ask(["我们在青阳县做轴承，营收1500万，买设备能补多少"], on=ON).text
    large = desk.ask(["我们在青阳县做轴承，营收3000万，买设备能补多少"], on=ON).text
    assert "没有达到“营业收入2000万元以上" in small
    assert "购置设备**（不符合）" in small or "第三条 支持购置设备**（不符合）" in small
    assert "（不符合）" not in large
