"""When a library answers nothing: the reason said, what is held named, and what must still be answered."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from policies.model import Answer

DISTRICT = """天河区人才公寓管理办法

第一条 对在天河区工作的博士,提供人才公寓,租金减半。
第二条 申请人才公寓的,向区住房局提交申请。
"""
CITY = """广州市人才入户办法

第一条 对具有本科学历的人才,可以直接落户。
第二条 在校生入户的,按国家规定办理。
第三条 对领取失业保险金期满的技能人才,给予一次性培训补贴。

下一篇：卫星工厂订单目录公布
"""
PLAN = """相山区招商工作意见

一、区投资促进局要加强招商队伍建设,实行绩效管理,吸引高端人才。
二、各镇要梳理新材料企业名单,每月上报区投资促进局。
"""
ZONE = """合肥高新区企业落户办法

第一条 对新设立的无人机研制企业,给予一次性奖励二十万元。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("home")
    files = []
    for name, words in {"district": DISTRICT, "city": CITY, "plan": PLAN, "zone": ZONE}.items():
        files.append(home / f"{name}.txt")
        files[-1].write_text(words, encoding="utf-8")
    assistant = Assistant(home / "library", settings=Settings(encoder=None, library=False))
    with closing(assistant):
        assert not [row for row in assistant.ingest(files) if row.error]
        yield assistant


def ask(desk: Assistant, *turns: str) -> Answer:
    return desk.ask(list(turns), on=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("turns", "kind", "words"),
    [
        (["相山 高端人才 待遇"], "not_in_library", "只有对部门的工作要求"),
        (["相山区给博士发安家费吗"], "not_in_library", "没有"),
        (["海珠区的人才公寓租金减多少"], "region", "没有海珠区自己的文件"),
        (["深圳人才公寓租金减多少"], "region", "没有适用于深圳市的文件"),
        (
            ["合肥 技能人才领取失业保险金期满 给不给补贴,无人机有奖励吗"],
            "not_in_library",
            "适用于合肥市的文件没有写到",
        ),
        (["天河区住房局局长的座机是多少"], "not_in_library", "个人联系方式"),
        (["天河区人才公寓怎么申请", "好的,谢谢"], "scope", "随时再问"),
        (["海珠区有哪些订单目录的卫星工厂", "天河区呢"], "not_in_library", "没有"),
        (["你是谁"], "scope", "请直接提问"),
        (["天河区的保安一个月工资多少"], "not_in_library", "没有找到"),
        (["天河区 博士 求职补贴 多少"], "not_in_library", "没有找到您问的这项待遇"),
        (["天河区的无人机研制企业能拿多少奖励"], "not_in_library", "适用于天河区的文件没有写到这件事"),
        (["海珠区有没有卫星工厂的订单目录"], "not_in_library", "没有找到"),
    ],
)
def test_what_is_not_held_is_not_answered(desk: Assistant, turns: list[str], kind: str, words: str) -> None:
    answer = ask(desk, *turns)
    assert (answer.status, [caveat.kind for caveat in answer.caveats]) == ("abstained", [kind])
    assert words in answer.text
    assert not answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "天河区人才公寓租金减多少",
        "广州本科生落户",
        "相山区招商归哪个部门管",
        "人才公寓怎么申请",
        "广州失业金领完了,技能人才培训补贴有吗",
        "广州 技能人才 失业保险金期满 招工 一次性补多少",
    ],
)
def test_what_is_held_is_answered(desk: Assistant, question: str) -> None:
    assert ask(desk, question).status in ("answered", "partly")


def test_a_place_that_is_not_held_is_told_beside_another_that_is(desk: Assistant) -> None:
    answer = ask(desk, "天河区和深圳的人才公寓租金减多少")
    assert answer.status == "partly"
    assert "政策库里没有适用于深圳市的文件，下面是别处的规定，在深圳市不能用。" in answer.text


def test_a_benefit_that_nothing_names_is_told_beside_the_nearest(desk: Assistant) -> None:
    answer = ask(desk, "天河区博士 人才公寓 租金 有没有伯乐奖")
    assert answer.status == "partly"
    assert "没有找到写明“伯乐奖”" in answer.text


def test_who_asks_for_anything_that_a_place_gives_is_shown_what_it_gives(assistant: Assistant) -> None:
    for turns in (["光伏企业落户宿州有什么支持", "那淮北相山区呢"], ["我们做光伏", "相山区有什么扶持"]):
        answer = assistant.ask(turns)
        assert answer.status == "partly", turns
        assert {citation.document_id for citation in answer.citations} == {"xiangshan-2024-opinion"}
    assert assistant.ask(["相山区有养老补贴吗"]).status == "abstained"
