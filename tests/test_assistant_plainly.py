"""A yes-or-no question gets a plain word first, and no more of it than the clause bears."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from assistant.service import Assistant
from assistant.settings import Settings

CITY = """青阳县支持智能装备产业办法

青阳县工业和信息化局 2026年1月5日印发

第一条 引进的重大智能装备项目，符合重点产业链发展的，给予厂房租金补贴20万元。
第二条 对职工100人以上的智能装备企业，给予每年10万元培训补助。
第三条 力争到2027年规模以上智能装备企业都建立研发机构，培育龙头企业5家。(责任单位:县科技局)
第四条 各部门要为智能装备项目开辟审批绿色通道，做好项目服务。(责任单位:县政务服务局)
"""
OLD = """青山县支持茶叶产业办法

青山县农业农村局 2023年1月5日印发

第一条 对茶叶企业新购置采茶机的，给予购置价格30%的补贴。
"""
DRAFT = """泗水市支持渔业办法(征求意见稿)

第一条 对新建冷库的渔业企业，给予一次性奖励5万元。
"""
ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("home")
    files = [home / f"{name}.txt" for name in ("city", "old", "draft")]
    for file, text in zip(files, (CITY, OLD, DRAFT), strict=True):
        file.write_text(text, encoding="utf-8")
    with closing(Assistant(home / "library", settings=Settings(encoder=None, library=False))) as assistant:
        assistant.ingest(files)
        yield assistant


def first(desk: Assistant, *turns: str) -> str:
    return desk.ask(turns, on=ON).text.partition("\n")[0]


@pytest.mark.parametrize(
    ("turns", "words"),
    [
        (["青阳县智能装备重大项目 我们能拿厂房租金补贴吗"], "由主管部门认定〔1〕"),
        (["青阳县智能装备重大项目厂房租金补贴 我们能不能算"], "认定"),
        (["青阳县智能装备企业 研发机构是不是必须建"], "文件没有写必须，这一条写的是工作目标〔1〕"),
        (["青阳县智能装备企业 非建研发机构不可吗"], "文件没有写必须，这一条写的是工作目标〔1〕"),
        (["青山县采茶机补贴的文件现在还作数吗"], "超过一年了，是否还有效请先核实。引的条款没有写有效期"),
        (["青山县采茶机补贴 这个办法能直接用吗"], "超过一年了，是否还有效请先核实。"),
        (["泗水市渔业冷库奖励 草案能直接用吗"], "征求意见稿，没有正式实行，现在不能按它申请。"),
        (["青阳县智能装备培训补助 补贴多久到账 要几天"], "引用的条款没有写要多长时间"),
    ],
)
def test_the_first_words_answer_yes_or_no(desk: Assistant, turns: list[str], words: str) -> None:
    assert words in first(desk, *turns)


@pytest.mark.parametrize(
    "turns",
    [
        ["青阳县智能装备企业培训补助能拿多少吗"],
        ["青阳县智能装备企业培训补助怎么申请"],
        ["青山县采茶机补贴是多少"],
    ],
)
def test_what_is_no_such_question_gets_no_such_word(desk: Assistant, turns: list[str]) -> None:
    said = first(desk, *turns)
    assert not any(words in said for words in ("能不能", "断定", "没有写必须", "请先核实"))
