"""Which clauses an answer cites: what answers, how long it holds, and little else."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from policies.documents.validity import limits_validity
from policies.model import Answer

TEXT = """芜湖市支持民宿和演艺业若干措施

第一条 对新评定的甲级民宿，一次性奖励30万元。
第二条 对新开业的小剧场，按实际装修费用的20%给予补助，最高50万元。
第三条 对年演出超过200场的剧团，给予演出补贴40万元。
第四条 对引进的舞台灯光师，发放安家费5万元。
第五条 上述奖补全面推行免申即享，由市文化和旅游局按名单直接拨付。
第六条 本措施自2026年1月1日起施行，有效期3年。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("choosing")
    (folder / "wuhu.txt").write_text(TEXT, encoding="utf-8")
    with closing(Assistant(folder / "home", settings=Settings(library=False))) as assistant:
        assert [row.error for row in assistant.ingest([folder / "wuhu.txt"])] == [None]
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.ask([question], on=date(2026, 6, 1))


def cited(answer: Answer) -> list[str]:
    return list(dict.fromkeys(citation.locator for citation in answer.citations))


@pytest.mark.parametrize(
    ("question", "first", "not_cited"),
    [
        ("芜湖 新评上甲级民宿 奖励多少", "第一条", {"第二条", "第三条", "第四条"}),
        ("芜湖舞台灯光师安家费有多少", "第四条", {"第一条", "第二条", "第三条"}),
    ],
)
def test_what_only_shares_common_words_is_not_cited(assistant, question, first, not_cited):
    found = cited(ask(assistant, question))
    assert found[0] == first
    assert not not_cited & set(found)


def test_how_long_the_rules_hold_is_cited_once(assistant):
    assert cited(ask(assistant, "芜湖 新评上甲级民宿 奖励多少")).count("第六条") == 1
    assert cited(ask(assistant, "芜湖这份措施的有效期有多久"))[0] == "第六条"


def test_who_wants_every_place_gets_them(assistant):
    every = cited(ask(assistant, "芜湖 奖励和补助 一共有哪几条"))
    assert len(every) > len(cited(ask(assistant, "芜湖 小剧场 装修补助")))


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ("本办法自2026年1月1日起施行，有效期3年。", True),
        ("本意见自印发之日起执行，暂定两年。", True),
        ("以上政策自发布之日起实施，有效期至年底。", True),
        ("本办法自发布之日起施行。", False),
        ("贷款有效期三年。", False),
        ("", False),
    ],
)
def test_words_that_limit_how_long_a_document_holds(words, limits):
    assert limits_validity(words) is limits
