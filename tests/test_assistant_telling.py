"""A quotation is a whole sentence, also where the margin of a page cut its lines."""

from assistant.passages import telling
from assistant.weighing import Scales
from index.query import read_question
from index.rows import StoredClause
from policies.documents.source import read_source
from policies.reading.annotate import read_policy

WRAPPED = """某市支持冷链物流发展办法

第一条 支持冷链企业购置冷藏车。对在本市注册的冷链物流企业新购置冷藏车辆
的,按照每辆车实际购置价格的百分之十给予补贴,同一企业每年获得的补贴总额最
高为80万元。购车的企业应当把车辆登记在本市,并且登记之后三年之内不得把车
辆转到外地。
第二条 支持冷链企业培训员工。由市商务局每年组织两期免费的冷链操作培训班,
凡是在本市缴纳社会保险的员工都可以由所在企业报名参加。
"""


def quoted(question: str, *earlier: str) -> str:
    policy = read_policy(read_source(WRAPPED.encode(), "办法.txt"))
    read = next(one for one in policy.clauses if one.clause.locator == "第一条")
    words = WRAPPED[read.clause.start : read.clause.end]
    clause = StoredClause("d#c", "d", "", 1, read.clause, read.annotation, words, policy.info)
    start, end = telling(clause, Scales(read_question(question, earlier), question))
    return WRAPPED[start:end]


def test_a_sentence_is_quoted_whole() -> None:
    said = quoted("买冷藏车补多少钱")
    assert said.startswith("对在本市注册的")
    assert said.endswith("80万元。")


def test_another_question_is_answered_by_another_sentence() -> None:
    assert quoted("车辆登记后几年不能转到外地").startswith("购车的企业应当")


def test_what_a_turn_asks_itself_chooses_the_sentence_and_not_what_was_asked_before() -> None:
    before = "新购置冷藏车辆按照实际购置价格的百分之几给予补贴"
    assert quoted("那车辆登记后多久能转到外地", before).startswith("购车的企业应当")
    assert quoted("那补贴呢", before).startswith("对在本市注册的")
