"""Questions find the clauses they are about, of the places they ask about, in a real small library."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from langchain_tests.integration_tests import RetrieversIntegrationTests

from index.build import Library, Reader
from index.fusion import Weights
from index.langchain import PolicyRetriever
from index.passage import Sought, said
from index.query import asked_regions, read_question
from index.retrieve import Searcher
from index.scope import Places, RuleBooks, Standing
from policies.model import (
    Annotation,
    Clause,
    ClauseKind,
    DocumentInfo,
    OutlineRole,
    Policy,
    ReadClause,
    SourceText,
)

K = ClauseKind
HEFEI, WUHU, ANHUI = "安徽省合肥市", "安徽省芜湖市", "安徽省"

# name: place, then (heading, kind, words, places that the words mention)
DOCUMENTS: dict[str, tuple[str | None, list[tuple[str, ClauseKind, str, tuple[str, ...]]]]] = {
    "hefei": (
        HEFEI,
        [
            ("人才安居", K.INCENTIVE, "新来本市工作的博士,每月领取住房补贴3000元,满三年为止。", ()),
            ("光伏产业", K.INCENTIVE, "光伏企业新建组件生产线的,按设备投资额的8%给予补助。", ()),
            ("工作目标", K.GOAL, "到2027年光伏企业新建组件生产线20条,全市补助资金翻一番。", ()),
            ("支持巢湖市发展旅游", K.INCENTIVE, "新评定的五星级酒店一次性奖励80万元。", ()),
            ("兑现方式", K.SERVICE, "上述补贴实行免申即享,由系统比对数据后直接拨付到账。", ()),
            ("附则", K.SUPPLEMENTARY, "本措施由市发展改革委解释。", ()),
        ],
    ),
    "wuhu": (
        WUHU,
        [
            ("人才安居", K.INCENTIVE, "新来本市工作的博士,每月领取住房补贴5000元,满五年为止。", ()),
            ("光伏产业", K.INCENTIVE, "光伏企业新建组件生产线的,给予用地优惠。", (HEFEI,)),
            ("职工夜校", K.SERVICE, "职工夜校免费开放。", ()),
        ],
    ),
    "anhui": (
        ANHUI,
        [
            (
                "青年人才",
                K.INCENTIVE,
                "在我省工作的毕业生,可以申请租房或者住房补贴一次性1万元。",
                (),
            ),
            ("职工夜校", K.SERVICE, "职工夜校免费开放。", ()),
        ],
    ),
    "xiamen": (
        "福建省厦门市",
        [
            ("落款", K.DUTY, "厦门市渔船更新改造工作领导小组", ()),
            ("资金", K.DUTY, "渔船更新改造,由财政统筹安排好各项资金。", ()),
            ("办理", K.DUTY, "需要更新改造的,由渔船船主向渔港监督机构提交申请。", ()),
            ("班车", K.SERVICE, "上下班接送职工的车辆夜间一律免费乘坐。", ("福建省厦门市思明区",)),
            ("班车", K.SERVICE, "上下班接送职工的车辆一律免费乘坐。", ()),
        ],
    ),
    "unknown": (
        None,
        [
            ("融资", K.SERVICE, "银行与小微企业定期对接,解决贷款难。", ()),
            ("班车", K.SERVICE, "上下班接送职工的车辆一律免费乘坐。", ()),
        ],
    ),
}


def read(data: bytes, name: str) -> Policy:
    """The document of this name; every line of its text is a clause."""
    place, rows = DOCUMENTS[Path(name).stem]
    text, clauses = data.decode("utf-8"), []
    for number, (heading, kind, words, mentioned) in enumerate(rows, 1):
        start = text.index(words)
        clause = Clause(
            id=f"c{number}",
            locator=f"第{number}条",
            heading=heading,
            start=start,
            end=start + len(words),
            role=OutlineRole.SIGNATURE if heading == "落款" else OutlineRole.BODY,
        )
        clauses.append(ReadClause(clause=clause, annotation=Annotation(kind=kind, regions=mentioned)))
    info = DocumentInfo(title=f"{Path(name).stem}措施", region=place)
    source = SourceText(text=text, sha256="", media_type="text/plain")
    return Policy(source=source, info=info, clauses=tuple(clauses))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("retrieve")
    for name, (_, rows) in DOCUMENTS.items():
        (folder / f"{name}.txt").write_text("\n".join(words for _, _, words, _ in rows), encoding="utf-8")
    with Library(folder / "home", read=read) as library:
        files = sorted(folder.glob("*.txt"))
        rows = list(library.ingest(files, at=datetime(2026, 1, 1, tzinfo=UTC)))
        assert [row.error for row in rows] == [None] * len(DOCUMENTS)
        yield library.reader()


@pytest.fixture(scope="module")
def searcher(library: Reader) -> Searcher:
    return Searcher(library)


def found(hits: list) -> list[str]:
    """Document and locator of each hit: hefei 第1条."""
    return [f"{hit.clause.document_id} {hit.clause.clause.locator}" for hit in hits]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("请问合肥对博士有什么住房补贴?", "hefei 第1条"),
        ("芜湖 博士 住房补贴", "wuhu 第1条"),
        ("合肥太阳能板厂 新上生产线 有啥扶持", "hefei 第2条"),  # 光伏 by its everyday name
        ("合肥的补贴不用自己申请能直接到账吗", "hefei 第5条"),
        ("合肥 免申即享", "hefei 第5条"),
        ("合肥这个措施归谁解释", "hefei 第6条"),
        ("小微企业贷款难怎么办", "unknown 第1条"),
    ],
)
def test_the_clause_asked_for_comes_first(searcher, question, first):
    assert found(searcher.search(question, 3))[0] == first


def test_who_seeks_a_benefit_gets_what_can_be_claimed_before_a_goal(searcher):
    order = found(searcher.search("合肥光伏企业新建组件生产线补助", 9))
    assert order.index("hefei 第2条") < order.index("hefei 第3条")


def test_what_frames_a_document_comes_after_what_it_says(library, searcher):
    question = "渔船更新改造归哪个领导小组"
    alike, apart = (
        found(Searcher(library, Weights(frame=frame, label=1.0)).search(question, 3)) for frame in (1.0, 0.5)
    )
    assert alike[0] == "xiamen 第1条" != apart[0]


def test_a_line_that_only_names_a_thing_comes_after_what_says_something(library, searcher):
    question = "渔船更新改造归哪个领导小组"
    alike = found(Searcher(library, Weights(frame=1.0, label=1.0)).search(question, 3))
    assert alike[0] == "xiamen 第1条" != found(searcher.search(question, 3))[0]


@pytest.mark.parametrize(("question", "asks"), [("渔船更新改造", False), ("渔船更新改造怎么申报", True)])
def test_the_clause_that_tells_the_way_counts_more_where_the_way_is_asked(library, searcher, question, asks):
    def score(searcher: Searcher) -> float:
        hits = {hit.clause.clause.locator: hit.score for hit in searcher.search(question, 3)}
        return hits["第3条"] / hits["第2条"]

    assert (score(searcher) > score(Searcher(library, Weights(way=1.0)))) is asks


@pytest.mark.parametrize(
    ("regions", "documents"),
    [
        ((HEFEI,), {"hefei", "anhui", "unknown"}),
        ((WUHU,), {"wuhu", "anhui", "unknown"}),
        (("安徽省芜湖市镜湖区",), {"wuhu", "anhui", "unknown"}),
        ((ANHUI,), {"hefei", "wuhu", "anhui", "unknown"}),
        ((HEFEI, WUHU), {"hefei", "wuhu", "anhui", "unknown"}),
        (("江苏省南京市",), {"unknown"}),
        (("没有这个地方",), {"hefei", "wuhu", "anhui", "xiamen", "unknown"}),
        ((), {"hefei", "wuhu", "anhui", "xiamen", "unknown"}),
    ],
)
def test_only_rules_that_may_hold_in_the_place(searcher, regions, documents):
    hits = searcher.search("博士 住房补贴 贷款", 50, regions=regions)
    assert {hit.clause.document_id for hit in hits} == documents


def test_a_places_own_rule_comes_before_the_same_of_a_wider_place(searcher):
    assert found(searcher.search("职工夜校", 2, regions=(WUHU,))) == ["wuhu 第3条", "anhui 第2条"]
    assert found(searcher.search("职工夜校", 2, regions=(ANHUI,))) == ["anhui 第2条", "wuhu 第3条"]


def test_a_wider_places_rule_counts_in_full_where_a_place_has_none_of_its_own(searcher):
    own, other = (searcher.search("职工夜校", 1, regions=(name,))[0] for name in (ANHUI, "安徽省池州市"))
    wider = next(
        hit for hit in searcher.search("职工夜校", 2, regions=(WUHU,)) if found([hit]) == ["anhui 第2条"]
    )
    assert other.score == own.score > wider.score


def test_told_places_outweigh_those_in_the_question(searcher):
    hits = searcher.search("从合肥搬来的博士有住房补贴吗", 1, regions=(WUHU,))
    assert found(hits) == ["wuhu 第1条"]


def test_a_rule_for_one_county_is_not_offered_to_another(searcher):
    question = "新评定的五星级酒店奖励"
    assert "hefei 第4条" in found(searcher.search(question, 9, regions=("安徽省合肥市巢湖市",)))
    assert "hefei 第4条" not in found(searcher.search(question, 9, regions=("安徽省合肥市庐江县",)))


def test_a_place_that_a_rule_only_mentions_does_not_make_it_a_rule_of_that_place(searcher):
    assert "wuhu 第2条" not in found(searcher.search("光伏用地优惠", 9, regions=(HEFEI,)))
    assert found(searcher.search("光伏用地优惠", 1, regions=(WUHU,))) == ["wuhu 第2条"]


def test_a_rule_whose_words_name_another_part_of_the_place_comes_after_one_that_names_none(searcher):
    asked = "职工的车辆夜间免费乘坐吗"
    siming, huli = ("福建省厦门市思明区",), ("福建省厦门市湖里区",)
    assert found(searcher.search(asked, 2, regions=siming, document_ids={"xiamen"})) == [
        "xiamen 第4条",
        "xiamen 第5条",
    ]
    assert found(searcher.search(asked, 2, regions=huli, document_ids={"xiamen"})) == [
        "xiamen 第5条",
        "xiamen 第4条",
    ]


def test_a_rule_of_no_known_place_counts_less_than_the_same_of_the_place(searcher):
    own, other = searcher.search("职工的车辆免费乘坐吗", 2, regions=("福建省厦门市",))
    assert found([own, other]) == ["xiamen 第5条", "unknown 第2条"]
    assert other.score < 0.95 * own.score


def test_documents_and_kinds_restrict_the_search(searcher):
    inside = searcher.search("博士住房补贴", 9, document_ids={"wuhu"})
    assert {hit.clause.document_id for hit in inside} == {"wuhu"}
    goals = searcher.search("合肥光伏企业新建组件生产线", 9, kinds={K.GOAL})
    assert found(goals) == ["hefei 第3条"]
    assert searcher.search("博士", document_ids=set()) == []


def test_an_elliptic_turn_is_read_with_the_turns_before(searcher):
    alone = searcher.search("那芜湖呢", 3)
    in_context = searcher.search("那芜湖呢", 3, earlier=["合肥对博士有住房补贴吗"])
    assert found(in_context)[0] == "wuhu 第1条"
    assert not alone or alone[0].score < in_context[0].score


def test_a_question_about_nothing_here_scores_low(searcher):
    relevant = searcher.search("博士 住房补贴", 1, regions=(HEFEI,))[0]
    weather = searcher.search("今天下雨没,适合去海边不", 1, regions=(HEFEI,))
    assert not weather or weather[0].score < relevant.score / 3


@pytest.mark.parametrize("question", ["", "   ", "???", "请问有什么", "的", "(((", "\0", "😀"])
def test_a_question_without_words_finds_nothing_and_does_no_harm(searcher, question):
    assert all(0 <= hit.score <= 1 for hit in searcher.search(question))


def test_scores_come_with_their_parts_and_in_order(searcher):
    hits = searcher.search("博士 住房补贴", 9)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= part <= 1.0001 for hit in hits for part in hit.parts.values())
    assert set(hits[0].parts) == {"lexical", "dense", "sentence"}


@pytest.mark.parametrize(
    ("quote", "share"),
    [
        ("博士安居。", 0.5),
        ("博士可以申请。住房由区里安排。", 0.5),  # each word in a sentence of its own
        ("博士的住房由区里安排。", 1.0),
        ("职工夜校。", 0.0),
        ("", 0.0),
    ],
)
def test_the_best_sentence_counts(quote, share):
    assert Sought.of({"博士": 2.0, "住房": 2.0}).share(said(quote)) == share


def test_nothing_sought_is_covered_by_nothing():
    assert Sought.of({}).share(said("博士的住房")) == 0


@pytest.mark.parametrize(
    ("text", "benefits"),
    [("厂房租金补贴有多少", {"rent_relief"}), ("有什么奖励和补贴", set()), ("谁负责", set())],
)
def test_which_benefits_are_asked_for(text, benefits):
    assert read_question(text).benefits >= benefits
    assert not read_question(text).benefits & {"reward", "subsidy", "grant", "other"}


def test_the_same_question_gives_the_same_answer(searcher, library):
    question = "博士 住房补贴 光伏"
    assert found(searcher.search(question)) == found(Searcher(library).search(question))


@pytest.mark.parametrize("k", [1, 2, 5])
def test_fewer_hits_are_the_first_of_more(searcher, k):
    assert found(searcher.search("补贴 补助", k)) == found(searcher.search("补贴 补助", 9))[:k]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("合肥有补贴吗", [HEFEI]),
        ("不是合肥,是芜湖", [WUHU]),
        ("合肥和芜湖哪个好", [HEFEI, WUHU]),
        ("有补贴吗", []),
        ("我在合肥上班,想回芜湖", [WUHU]),
        ("公司在合肥,芜湖有什么支持", [WUHU]),
        ("厂在合肥,打算搬到芜湖", [WUHU]),
        ("老家芜湖的,现在合肥上班,想回去", [WUHU]),
        ("我在合肥上班,有什么补贴", [HEFEI]),
        ("我们厂在合肥,芜湖的补贴也能申请吗", [HEFEI, WUHU]),  # who stays is told that it does not hold
        ("我们厂在合肥,不是芜湖", [HEFEI]),
        ("公司在合肥,跟芜湖比哪个补得多", [HEFEI, WUHU]),
    ],
)
def test_asked_regions(text, names):
    assert [readings[0].full_name for readings in asked_regions(text)] == names


def test_places_are_those_of_the_latest_turn_that_names_any():
    question = read_question("投3个亿", ["合肥有政策吗", "不是合肥,我们去芜湖"])
    assert [readings[0].full_name for readings in question.regions] == [WUHU]


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("请问合肥有没有人才公寓", {"人才", "公寓"}, {"合肥", "请问", "没有"}),
        ("人才就业怎么补贴", {"人才", "就业", "补贴"}, {"怎么"}),
        ("我们公司想要返还税款", {"返还", "税款"}, {"我们", "想要"}),
        ("5G和AI企业", {"5g", "ai", "企业"}, {"和"}),
    ],
)
def test_terms_are_what_is_sought_without_places_and_question_words(text, kept, dropped):
    terms = read_question(text).words
    assert kept <= terms.keys()
    assert not dropped & terms.keys()


@pytest.mark.parametrize(
    ("turns", "places"),
    [
        (["芜湖的职工夜校", "我是香港人"], ["芜湖市"]),
        (["从合肥搬来芜湖的博士有补贴吗"], ["芜湖市"]),
        (["芜湖有补贴吗", "我们是合肥的"], ["芜湖市"]),
        (["芜湖有补贴吗", "合肥的呢"], ["合肥市"]),
        (["我是合肥人,有什么补贴"], ["合肥市"]),  # no other place is named
        (["合肥人才有什么补贴"], ["合肥市"]),
        (["香港青年在天河能领实习补贴吗"], ["天河区"]),
        (["浙江老板想到宿州投资"], ["宿州市"]),
        (["社保公司给交在北京，人在青岛干活，人才卡能办不"], ["青岛市"]),
        (["上海高校在编老师，想去外地企业挂个顾问，哪些地方认"], []),
        (["厂在泗县 产品卖到广东", "有什么支持"], ["泗县"]),
        (["总部在上海 想在萧县设厂"], ["萧县"]),
        (["我们厂在萧县", "股东里新加坡和香港那边占四成,算外资吗"], ["萧县"]),
        (["我在嵊州上班", "厂在埇桥 不是嵊州", "那嵊州那条还作数不", "工作室给钱吗"], ["埇桥区"]),
    ],
)
def test_whence_somebody_comes_is_not_the_place_asked_about(turns, places):
    regions = read_question(turns[-1], turns[:-1]).regions
    assert [readings[0].name for readings in regions] == places


@pytest.mark.parametrize(
    ("text", "asks"),
    [("补贴去哪个窗口领", True), ("材料啥时候交", True), ("怎么申请贷款", True), ("博士能拿多少补贴", False)],
)
def test_whether_the_way_is_asked(text, asks):
    assert read_question(text).asks_way is asks


def test_everyday_words_bring_official_ones_with_less_weight():
    terms = read_question("太阳能板厂").words
    assert 0 < terms["光伏"] < 1


def test_quoted_words_outweigh_those_around_them():
    terms = read_question("材料里要写“飞地”,哪些文件提到").bigrams
    assert terms["飞地"] > terms["材料"]


def test_what_was_corrected_counts_less_unless_the_correction_is_a_mere_figure():
    changed = read_question("做汽车座椅", ["光伏组件厂有补贴吗", "更正,现在做汽车座椅"])
    figure = read_question("打错了,是6000万", ["光伏组件厂年收入6亿有补贴吗"])
    assert changed.words["组件"] < 1 == figure.words["组件"]


@pytest.mark.parametrize(
    ("whole", "headings", "mentioned", "asked", "standing"),
    [
        (HEFEI, (), (), HEFEI, Standing.ITS_OWN),
        (ANHUI, (), (), HEFEI, Standing.WIDER),
        ("全国", (), (), HEFEI, Standing.WIDER),
        (HEFEI, (), (), ANHUI, Standing.INSIDE),
        (WUHU, (), (), HEFEI, Standing.APART),
        (None, (), (), HEFEI, Standing.UNKNOWN),
        (HEFEI, ("支持肥西县",), (), "合肥市肥东县", Standing.APART),
        (HEFEI, ("支持肥西县",), (), HEFEI, Standing.INSIDE),
        (HEFEI, ("支持肥西县", "补助"), (), "合肥市肥西县", Standing.ITS_OWN),
        (HEFEI, (), ("安徽省合肥市肥西县",), "合肥市肥东县", Standing.MENTIONS_ANOTHER),
        (HEFEI, ("学习上海经验",), ("上海市",), HEFEI, Standing.ITS_OWN),
        (None, ("合肥市做法", "芜湖市做法"), (), WUHU, Standing.ITS_OWN),
        (None, ("合肥市做法", "芜湖市做法"), (), HEFEI, Standing.APART),
    ],
)
def test_where_a_clause_holds(whole, headings, mentioned, asked, standing):
    assert Places.named([asked]).clause_standing(whole, headings, mentioned) is standing


@pytest.mark.parametrize("asked", [HEFEI, ANHUI, "安徽省合肥市肥西县", "江苏省", "全国"])
def test_rule_books_agree_with_each_documents_standing(asked):
    made_for = {"a": HEFEI, "b": WUHU, "c": ANHUI, "d": "全国", "e": None, "f": "合肥市肥西县", "g": "某地"}
    places = Places.named([asked])
    apart = {id_ for id_, name in made_for.items() if places.standing([name]) is Standing.APART}
    assert RuleBooks(made_for).applying(places) == made_for.keys() - apart


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.anyio
class TestPolicyRetriever(RetrieversIntegrationTests):
    """LangChain's own tests of a retriever."""

    @pytest.fixture(autouse=True)
    def _with_searcher(self, searcher: Searcher) -> None:
        self.searcher = searcher

    @property
    def retriever_constructor(self) -> type[PolicyRetriever]:
        return PolicyRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, object]:
        return {"searcher": self.searcher}

    @property
    def retriever_query_example(self) -> str:
        return "博士住房补贴"

    def test_a_document_can_be_cited(self, retriever):
        (document,) = retriever.invoke("合肥 博士 住房补贴", k=1)
        told = document.metadata
        assert document.page_content.startswith("新来本市工作的博士")
        assert told["clause_id"] == document.id
        assert (told["document_id"], told["locator"], told["title"]) == ("hefei", "第1条", "hefei措施")
        assert told["end"] - told["start"] == len(document.page_content)
        assert len(told["sha256"]) == 64
        assert told["page"] is None
        assert 0 < told["score"] <= 1

    def test_filters_may_be_given_per_call(self, retriever):
        (document,) = retriever.invoke("博士住房补贴", k=1, regions=(WUHU,))
        assert document.metadata["document_id"] == "wuhu"
