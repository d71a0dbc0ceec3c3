"""Which document and article a user means."""

from datetime import UTC, date, datetime

import pytest

from assistant.named import named_documents
from index.rows import StoredClause, StoredDocument
from policies.model import Annotation, Clause, ClauseKind, DocumentInfo, DocumentKind, Level

AT = datetime(2026, 1, 1, tzinfo=UTC)


def document(id_: str, title: str, region: str | None, **info: object) -> StoredDocument:
    about = DocumentInfo.model_validate({"title": title, "region": region, **info})
    return StoredDocument(id_, id_, id_, about, id_, "text/plain", 0, 1, 1, 1, "", AT, AT)


NUMBER = "宿政〔2023〕5号"
SHELF = [
    document("宿州产业", "关于支持产业集群发展的意见", "安徽省宿州市", level=Level.CITY),
    document("宿州人才", "宿州市人才安居办法", "安徽省宿州市", level=Level.CITY, doc_number=NUMBER),
    document(
        "泗县", "泗县招商引资若干政策", "安徽省宿州市泗县", level=Level.COUNTY, published=date(2020, 3, 1)
    ),
    document("青岛", "青岛市招商工作报道", "山东省青岛市", level=Level.CITY, kind=DocumentKind.NEWS),
    document("省就业", "安徽省促进就业若干措施", "安徽省", level=Level.PROVINCE),
]

MEANT = [
    ("是宿州那份人才办法里的吧", {"宿州人才"}),
    ("宿州的文件里写没写", {"宿州产业", "宿州人才"}),
    ("青岛的报道里有没有", {"青岛"}),
    ("《支持产业集群发展》里的原话?", {"宿州产业"}),
    ("《关于支持产业集群高质量发展的意见》的原文", {"宿州产业"}),
    ("宿政〔2023〕5号文里有这句吗", {"宿州人才"}),
    ("安徽那份就业措施", {"省就业"}),
    ("省里那份文件", {"省就业"}),
    ("县里那份是这么写的吧", {"泗县"}),
    ("安徽2020年那份招商文件", {"省就业"}),
    ("合肥那份里的?", {"省就业"}),
    ("郑州那份里的?", set()),
    ("《海洋经济促进条例》里的?", set()),
]


@pytest.mark.parametrize(("said", "ids"), MEANT)
def test_the_document_meant(said: str, ids: set[str]) -> None:
    named = named_documents([said], SHELF)
    assert named.told
    assert named.documents == ids


@pytest.mark.parametrize("said", ["这句是原话吗", "帮我核对一下", "我们公司在青岛,这句话出自哪", ""])
def test_nothing_is_told(said: str) -> None:
    assert not named_documents([said], SHELF).told


def test_an_earlier_turn_tells_where_the_last_does_not() -> None:
    assert named_documents(["里面有没有这句", "你们收了宿州那份人才办法没有"], SHELF).documents == {
        "宿州人才"
    }
    assert not named_documents(["这句是原话吗", "我在青岛上班"], SHELF).told


@pytest.mark.parametrize(
    ("said", "locator", "fits"),
    [
        ("第十四条", "四、(十四)", True),
        ("第十四条", "四、(十三)", False),
        ("第八条", "第八条(二)", True),
        ("第二条", "第八条(二)", False),
        ("第（二）项", "第八条(二)", True),
        ("第五部分", "五、(一)", True),
        ("第五部分", "", True),
        ("哪一条", "第三条", True),
    ],
)
def test_the_article_told(said: str, locator: str, fits: bool) -> None:
    clause = StoredClause(
        id="1",
        document_id="泗县",
        sha256="",
        ordinal=0,
        clause=Clause(id="1", locator=locator, heading="", start=0, end=4),
        told=Annotation(kind=ClauseKind.INCENTIVE, addressees=()),
        quote="给予奖励",
        info=SHELF[2].info,
    )
    assert named_documents([said], SHELF).article_fits(clause) is fits
