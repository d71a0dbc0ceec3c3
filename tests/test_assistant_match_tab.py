"""The steps of the tab 匹配政策, as a clumsy user takes them."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from assistant.consultation import MOST_ASKED
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.ui.match_tab import Session, Step, answer, start, take_back_last, updates
from assistant.words import total

SUZHOU = {"region": "安徽省宿州市"}
PRIZES = "金木水火土风雷山泽天地人"
PROVISIONS = "\n".join(
    f"第{k}条 对获得{prize}星奖的企业，给予{k}万元奖励。" for k, prize in enumerate(PRIZES, start=1)
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over one document that asks for more things than are asked at a time."""
    folder = tmp_path_factory.mktemp("match")
    (folder / "措施.txt").write_text(f"安徽省宿州市若干措施\n\n{PROVISIONS}\n", "utf-8")
    assistant = Assistant(folder / "home", settings=Settings(library=False))
    assistant.ingest([folder / "措施.txt"])
    yield assistant
    assistant.close()


@pytest.fixture
def asking(service: Assistant) -> Step:
    step = start(service, "enterprise", SUZHOU, "")
    assert step.session.asked is not None
    return step


@pytest.mark.parametrize(
    ("further", "said"),
    [
        ("规模：很大", "“规模”"),
        ("职工人数：5\n参保人数：9", "比“职工人数”（5人）还多"),
        ("年纳税额：很多", "“年纳税额”的值“很多”应当是数字"),
        ("好" * 5001, "最多可以写 5,000 个字"),
    ],
)
def test_what_of_a_form_is_not_used_is_said(service: Assistant, further: str, said: str) -> None:
    shown = start(service, "enterprise", SUZHOU, further).result
    assert shown is not None
    assert said in shown
    assert "画像" not in shown


@pytest.mark.parametrize("words", ["不清楚", "未知", "-"])
def test_an_answer_that_tells_nothing_passes_over(service: Assistant, asking: Step, words: str) -> None:
    after = answer(service, asking.session, words).session
    assert after.replies[-1].words is None
    assert after.asked != asking.session.asked


def test_passing_over_ends_only_where_nothing_is_left_to_ask(service: Assistant, asking: Step) -> None:
    session, seen = asking.session, []
    while session.asked and len(seen) < 2 * len(PRIZES):
        seen.append(session.asked.question)
        session = answer(service, session, None).session
    assert len(seen) == len(set(seen)) == len(PRIZES) > MOST_ASKED


def test_the_last_answer_is_taken_back(service: Assistant, asking: Step) -> None:
    after = answer(service, asking.session, None)
    assert take_back_last(service, after.session).session == asking.session


@pytest.mark.parametrize(
    ("least", "most", "said"),
    [
        (0, 0, "没有可以相加的金额"),
        (0, 50_000, "确定至少0元，最多可能5万元"),
        (10_000, None, "确定至少1万元，文中没有封顶"),
    ],
)
def test_no_sum_is_not_a_sum_of_nothing(least: int, most: int | None, said: str) -> None:
    assert said in total(Decimal(least), None if most is None else Decimal(most))


def test_a_problem_is_shown_also_where_nothing_is_asked(service: Assistant) -> None:
    step = answer(service, Session(), "是")
    assert "还没有回答" in updates(step)[1]
