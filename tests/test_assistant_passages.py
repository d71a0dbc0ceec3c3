"""A short clause is quoted whole, of a longer one the sentence asked for with what belongs to it."""

import pytest

from assistant.passages import passage, telling
from assistant.weighing import Scales
from index.query import read_question
from index.rows import StoredClause
from policies.documents.source import read_source
from policies.reading.annotate import read_policy

DOCUMENT = """某市支持冷链物流发展办法

第一条 支持冷链企业购置冷藏车。按照每辆车购置价格的百分之十给予补贴。同一企业每年补贴总额最高为80万元。
（责任单位：市商务局、市财政局）
第二条 支持冷链企业做大。\
一是“冷链贷”：由市里的担保公司为冷链企业提供担保，银行按照优惠利率放款，帮助企业购买设备和周转资金。\
二是“冷链板”：支持冷链企业到资本市场挂牌，对完成股份制改造的企业由辅导机构上门服务，帮助企业规范治理。\
三是“冷链险”：鼓励保险公司开发货物在途变质的保险产品，对投保的企业给予一半的保费补贴。\
四是“冷链园”：建设三处冷链园区，分别在城东、城西和港口，吸引外地的冷链企业入驻，三年免收租金。
"""


def clause(locator: str) -> StoredClause:
    policy = read_policy(read_source(DOCUMENT.encode(), "办法.txt"))
    read = next(one for one in policy.clauses if one.clause.locator == locator)
    words = DOCUMENT[read.clause.start : read.clause.end]
    return StoredClause("d#c", "d", "", 1, read.clause, read.annotation, words, policy.info)


def scales(question: str) -> Scales:
    return Scales(read_question(question), question)


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("我们想贷点款", "一是“冷链贷”"),
        ("货在路上坏了有没有保险", "三是“冷链险”"),
        ("园区都建在哪", "四是“冷链园”"),
        ("想上市有人辅导吗", "二是“冷链板”"),
    ],
)
def test_of_a_list_the_member_asked_for_is_told(question: str, opening: str) -> None:
    start, end = telling(clause("第二条"), scales(question))
    assert DOCUMENT[start:end].startswith(opening)
    start, end = passage(clause("第二条"), scales(question))
    assert opening in DOCUMENT[start:end]
    assert end - start <= 150


def test_a_short_clause_is_quoted_whole_but_for_who_is_responsible() -> None:
    start, end = passage(clause("第一条"), scales("买冷藏车补多少"))
    assert DOCUMENT[start:end].startswith("按照每辆车")
    assert DOCUMENT[start:end].endswith("最高为80万元。")


def test_who_is_responsible_is_quoted_to_who_asks() -> None:
    start, end = telling(clause("第一条"), scales("这事归哪个部门管"))
    assert "责任单位" in DOCUMENT[start:end]


def test_a_list_that_is_asked_for_is_quoted_whole() -> None:
    start, end = passage(clause("第二条"), scales("做大有哪几项支持"), lists=True)
    assert DOCUMENT[start:end].startswith("一是")
    assert DOCUMENT[start:end].endswith("免收租金。")


def test_a_figure_asked_about_chooses_its_sentence() -> None:
    start, end = telling(clause("第一条"), scales("那个80万是奖给我们的吗"))
    assert DOCUMENT[start:end].startswith("同一企业")
