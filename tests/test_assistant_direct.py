"""How an answer reads: what comes first, what is said of each clause, and that nothing is said twice."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from assistant.service import Assistant
from assistant.settings import Settings
from assistant.steps import step_of
from assistant.telling import decisive
from index.query import read_question
from policies.model import Answer

CITY = """宿州市支持冷链物流发展办法

宿州市商务局 2026年2月1日印发

第一条 支持购置冷藏车。对在本市注册的冷链物流企业新购置冷藏车的,给予车辆价格10%的补贴,每家企业每年最高80万元。
(责任单位:市商务局、市财政局)
第二条 支持建设冷库。对年营业收入2000万元以上的冷链物流企业新建冷库的,给予一次性奖励50万元。
(责任单位:市商务局)
第三条 冷链用电。冷链物流企业用电优惠实行免申即享。(责任单位:市发展改革委)
第四条 申请冷藏车补贴的企业,应当于每年9月底前向市商务局提交购车发票和行驶证。
第五条 本办法自2026年3月1日起施行,有效期2年。
"""
DRAFT = """泗水市支持充电桩建设办法(征求意见稿)

第一条 对新建公共充电桩的企业,给予一次性奖励5万元。
"""
ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    home = tmp_path_factory.mktemp("home")
    (home / "city.txt").write_text(CITY, encoding="utf-8")
    (home / "draft.txt").write_text(DRAFT, encoding="utf-8")
    assistant = Assistant(home / "library", settings=Settings(encoder=None, library=False))
    with closing(assistant):
        assistant.ingest([home / "city.txt", home / "draft.txt"])
        yield assistant


def ask(desk: Assistant, question: str, **profile: Any) -> Answer:
    return desk.ask([question], profile=profile, on=ON)


def first(answer: Answer) -> str:
    return answer.text.partition("\n")[0]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("宿州买冷藏车补多少", "车辆价格10%的补贴,每家企业每年最高80万元"),
        ("宿州支持购置冷藏车由谁负责", "由市商务局、市财政局〔"),
        ("宿州冷链用电优惠是自动到账吗", "免申即享，就是不用申请"),
        ("宿州冷藏车补贴怎么申请", "向市商务局提交购车发票和行驶证"),
        ("充电桩建设给企业奖多少", "征求意见稿，没有正式实行，现在不能按它申请。"),
    ],
)
def test_the_first_line_answers(desk: Assistant, question: str, words: str) -> None:
    answer = ask(desk, question)
    assert words in first(answer)
    assert "〔" in first(answer)


def test_what_the_first_line_warns_of_is_not_said_again(desk: Assistant) -> None:
    assert ask(desk, "充电桩建设给企业奖多少").text.count("没有正式实行") == 1


def test_words_quoted_in_the_first_line_are_not_quoted_again(desk: Assistant) -> None:
    answer = ask(desk, "宿州买冷藏车补多少")
    assert answer.text.count("每家企业每年最高80万元") == 1


def test_to_whom_tells_of_himself_what_applies_comes_first_and_what_fails_last(desk: Assistant) -> None:
    told = {"kind": "enterprise", "region": "宿州市", "industries": ["冷链物流"], "revenue_wan": 900}
    text = ask(desk, "冷链物流企业新建冷库、新购置冷藏车有什么补贴和奖励", **told).text
    assert text.startswith("按您说的情况")
    before, _, failing = text.partition("现在还不符合的：")
    assert "支持购置冷藏车" in before
    assert "不符合的是：“年营业收入2000万元以上”" in failing
    assert "怎样才符合：年营业收入达到要求" in failing


def test_no_sum_stands_beside_the_warning_that_none_is_told(desk: Assistant) -> None:
    for question in ("宿州冷库用电能补多少钱", "宿州冷链企业招人补多少", "宿州冷藏车补贴"):
        answer = ask(desk, question)
        warned = "no_amount" in {caveat.kind for caveat in answer.caveats}
        assert not (warned and "金额测算" in answer.text)


def test_a_cut_quotation_keeps_its_condition_and_its_ceiling() -> None:
    said = (
        "全市各级各部门要进一步加强组织领导、压实工作责任、密切协同配合、强化督促检查、及时总结推广典型经验,"
        "对新购置检测设备的企业,按设备款的12%给予补助,单个企业最高60万元,"
        "市级财政统筹安排资金并按年度列入预算,各县区结合本地实际情况另行研究制定配套的支持措施并抓好组织实施,"
        "每年年底前由市级主管部门对落实情况组织开展评估并向社会公开发布评估结果,"
        "评估结果作为下一年度安排资金、调整政策和考核各县区工作实绩的重要参考依据。"
    )
    cut = decisive(said, read_question("设备款补助比例"), 60)
    assert cut == "对新购置检测设备的企业,按设备款的12%给予补助,单个企业最高60万元"
    assert decisive(cut, read_question("设备款补助比例"), 10) == cut


@pytest.mark.parametrize(
    ("question", "step"),
    [
        ("几月截止", "办理时间"),
        ("要带哪些材料", "要准备什么"),
        ("打哪个电话", "怎么联系"),
        ("怎么申请", "怎么办"),
    ],
)
def test_the_step_asked_for(question: str, step: str) -> None:
    assert step_of(question) == step
