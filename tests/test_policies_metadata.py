"""What a document is as a whole: title, issuer, number, place, days, and whether it is law."""

from datetime import date

import pytest

from policies.documents.metadata import describe, place_of
from policies.documents.outline import outline
from policies.documents.source import read_source
from policies.documents.validity import days_in
from policies.model import DocumentInfo, DocumentKind, Level, Status

BODY = "一、对首次认定的企业，给予20万元一次性奖励。\n二、同一企业就高不重复，已经享受的，不再补差。\n"


def info(text: str, name: str = "a.txt") -> DocumentInfo:
    source = read_source(text.encode(), name)
    return describe(source, outline(source))


TERM = "本措施执行期暂定为自发布之日起的三个月。"

TITLES = [
    ("临港市支持先进制造业若干措施\n" + BODY, "临港市支持先进制造业若干措施"),
    (
        "临港市人民政府办公室关于\n印发奖励办法的通知\n各区人民政府：\n" + BODY,
        "临港市人民政府办公室关于印发奖励办法的通知",
    ),
    ("临政办〔2024〕3号\n关于支持人才发展的意见\n各区人民政府：\n" + BODY, "关于支持人才发展的意见"),
    ("索引号：001\n发布日期：2024-05-01\n关于支持光伏产业的通知\n" + BODY, "关于支持光伏产业的通知"),
    ("# 临港市奖励办法\n\n" + BODY, "临港市奖励办法"),
    ("---\ntitle: 临港市奖励办法\nkind: digest\n---\n" + BODY, "临港市奖励办法"),
    ("日前，临港市印发《临港市人才安居办法》，明确了多项支持举措。\n" + BODY, "临港市人才安居办法"),
    ("临港市奖励办法（试行）\n" + BODY, "临港市奖励办法（试行）"),
    ("临港市奖励办法（征求意见稿）\n" + BODY, "临港市奖励办法（征求意见稿）"),
    ("各区人民政府、市政府各部门：\n临港市奖励办法\n" + BODY, "临港市奖励办法"),
    ("首页\n" * 40 + "关于申报奖励的通知\n各有关单位：\n" + BODY, "关于申报奖励的通知"),
    ("1234\n", "无标题文件"),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_title(text: str, title: str) -> None:
    assert info(text).title == title


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("临港市人民政府关于支持人才发展的意见\n" + BODY, "临港市人民政府"),
        ("临港市科学技术局关于申报项目的通知\n" + BODY, "临港市科学技术局"),
        ("关于申报项目的通知\n" + BODY + "临港市商务局\n2025年3月4日\n", "临港市商务局"),
        (
            "关于申报项目的通知\n" + BODY + "临港市商务局\n临港市财政局\n2025年3月4日\n",
            "临港市商务局、临港市财政局",
        ),
        ("奖励办法\n信息来源：临港市商务局 浏览次数：3\n" + BODY, "临港市商务局"),
        ("奖励办法\n来源：临港日报\n" + BODY, None),
        ("奖励办法\n" + BODY, None),
    ],
)
def test_issuer(text: str, issuer: str | None) -> None:
    assert info(text).issuer == issuer


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("临政办〔2024〕3号", "临政办〔2024〕3号"),
        ("临政办发 〔2024〕 15 号", "临政办发〔2024〕15号"),
        ("临科规[2025]1号", "临科规[2025]1号"),
        ("临工信（2023）第12号", "临工信（2023）第12号"),
        ("根据《促进就业的意见》（国发〔2018〕39号）", None),
        ("2024年第3期", None),
        ("符合市财政东财〔2017〕98号规定的企业", None),
        ("企业应当执行临财〔2017〕98号文件", None),
        ("文号：临财〔2017〕98号", "临财〔2017〕98号"),
    ],
)
def test_document_number(line: str, number: str | None) -> None:
    assert info(f"关于支持人才发展的意见\n{line}\n{BODY}").doc_number == number


@pytest.mark.parametrize(
    ("title", "region", "level"),
    [
        ("安徽省人民政府关于支持制造业发展的意见", "安徽省", Level.PROVINCE),
        ("合肥市支持光伏产业若干措施", "安徽省合肥市", Level.CITY),
        ("灵璧县招商引资奖励办法", "安徽省宿州市灵璧县", Level.COUNTY),
        ("上海市徐汇区支持人工智能若干措施", "上海市徐汇区", Level.COUNTY),
        ("上海市促进就业若干措施", "上海市", Level.PROVINCE),
        ("鼓楼区人才奖励办法", None, None),
        ("支持先进制造业若干措施", None, None),
    ],
)
def test_region_and_level(title: str, region: str | None, level: Level | None) -> None:
    read = info(f"{title}\n{BODY}")
    assert (read.region, read.level) == (region, level)


@pytest.mark.parametrize(
    ("head", "region"),
    [
        ("省商务厅关于支持夜市的通知\n黔商〔2024〕8号\n各市、自治州商务局，贵安新区经济发展局：", "贵州省"),
        ("关于支持夜市的通知\n闽商务〔2024〕8号\n各设区市、平潭综合实验区商务局：", "福建省"),
        ("市商务局关于支持夜市的通知\n甬商〔2024〕8号", "浙江省宁波市"),
        ("自治区商务厅关于支持夜市的通知\n桂商〔2024〕8号", "广西壮族自治区"),
        ("关于支持夜市的通知\n宁商〔2024〕8号", None),
        ("合肥市商务局关于支持夜市的通知\n合商〔2024〕8号", "安徽省合肥市"),
    ],
)
def test_the_number_of_a_document_tells_its_place(head: str, region: str | None) -> None:
    assert info(f"{head}\n{BODY}").region == region


def test_the_place_of_a_document_is_not_that_of_a_document_it_names() -> None:
    text = (
        "支持人才若干措施\n为贯彻《安徽省人才条例》，结合实际，制定本措施。\n"
        + BODY
        + "合肥市人民政府\n2025年1月1日\n"
    )
    assert info(text).region == "安徽省合肥市"


def test_the_place_of_a_document_is_not_that_of_those_it_is_sent_to() -> None:
    text = "省商务厅关于支持外贸的通知\n各市人民政府，滨湖新区管委会，省有关单位：\n" + BODY
    assert info(text + "安徽省商务厅\n2025年1月1日\n").region == "安徽省"


@pytest.mark.parametrize(
    ("words", "place"),
    [("", None), ("鼓楼区", None), ("浙江省杭州市余杭区", "浙江省杭州市余杭区"), ("本市企业", None)],
)
def test_place_of_words(words: str, place: str | None) -> None:
    assert place_of(words) == place


START, END = date(2025, 1, 1), date(2027, 12, 31)


@pytest.mark.parametrize(
    ("closing", "start", "end"),
    [
        ("本办法自2025年1月1日起施行，有效期3年。", START, END),
        ("本措施自2020年3月1日起施行，有效期至疫情解除时止。", date(2020, 3, 1), date(2023, 1, 8)),
        ("本办法自2025年1月1日起施行，有效期三年。", START, END),
        ("本办法自２０２５年１月１日起施行，有效期３年。", START, END),
        ("本办法自2025年1月1日起施行，有效期至2027年12月31日。", START, END),
        ("本办法自2025年1月1日起施行，有效期至2027年底。", START, END),
        ("本办法自2025年1月1日起施行，有效期到2027年年末(另有规定的除外)。", START, END),
        ("本办法自2025年1月1日起施行，有效期至2026年6月底。", START, date(2026, 6, 30)),
        ("本办法自2025年1月1日起至2027年12月31日止执行。", START, END),
        ("本办法自二〇二五年一月一日起施行。", START, None),
        ("执行期限：2025年-2027年。", START, END),
        ("政策有效期：2025年1月至2027年12月。", START, END),
        ("本意见实施期限为2025年1月1日至2027年12月31日。", START, END),
        ("以上措施自2025年1月1日起执行，暂定执行至2027年12月31日。", START, END),
        ("生效日期：2025-01-01\n失效日期：2027-12-31", START, END),
        ("本办法自2025年1月1日施行，有效期截至2027年12月31日。", START, END),
        ("对新购设备的补贴执行期限为2025年至2027年。", None, None),
        ("本办法自2025年1月1日起试行，试行期6个月。", START, date(2025, 6, 30)),
        ("本办法自2024年2月29日起施行，有效期1年。", date(2024, 2, 29), date(2025, 2, 27)),
        ("本办法自2025年2月30日起施行。", None, None),
        ("对2025年1月1日以后认定的企业给予奖励。", None, None),
    ],
)
def test_effective_period(closing: str, start: date | None, end: date | None) -> None:
    read = info(f"临港市奖励办法\n{BODY}三、{closing}\n")
    assert (read.effective_from, read.effective_to) == (start, end)


@pytest.mark.parametrize(
    ("closing", "start"),
    [
        ("本办法自印发之日起施行。", date(2025, 3, 4)),
        ("本办法自发布之日起30日后施行。", date(2025, 4, 3)),
        ("本办法自公布之日起实施，有效期两年。", date(2025, 3, 4)),
    ],
)
def test_from_the_day_of_issue(closing: str, start: date) -> None:
    text = f"临港市奖励办法\n{BODY}三、{closing}\n临港市商务局\n2025年3月4日\n"
    assert info(text).effective_from == start
    assert info(text.replace("2025年3月4日\n", "")).effective_from is None


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("临港市奖励办法\n发布日期：2025-03-04 来源：市商务局\n" + BODY, date(2025, 3, 4)),
        ("临港市奖励办法\n" + BODY + "临港市商务局\n2025年3月4日\n", date(2025, 3, 4)),
        ("临港市奖励办法\n" + BODY + "临港市商务局\n二〇二五年三月四日\n", date(2025, 3, 4)),
        ("临港市奖励办法\n2025-03-04\n" + BODY, date(2025, 3, 4)),
        ("---\ntitle: 办法\npublished: 2025-03-04\n---\n" + BODY, date(2025, 3, 4)),
        ("临港市奖励办法\n" + BODY + "三、2025年3月4日以后认定的企业适用。\n", None),
    ],
)
def test_published(text: str, published: date | None) -> None:
    assert info(text).published == published


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2025年1月1日至2025-12-31", [START, date(2025, 12, 31)]),
        ("二〇二五年一月一日", [START]),
        ("2025 年 1 月 1 日", [START]),
        ("2025.1.1", [START]),
        ("2025年2月30日", []),
        ("2025年1月", []),
        ("12025.1.1.1", [START]),
    ],
)
def test_days_in_words(words: str, days: list[date]) -> None:
    assert list(days_in(words)) == days


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("临港市奖励办法\n临商〔2025〕3号\n" + BODY, DocumentKind.OFFICIAL, Status.IN_FORCE),
        ("临港市奖励办法\n" + BODY, DocumentKind.OFFICIAL, Status.UNKNOWN),
        ("临港市奖励办法（征求意见稿）\n临商〔2025〕3号\n" + BODY, DocumentKind.OFFICIAL, Status.DRAFT),
        ("关于公开征求《临港市奖励办法》意见的公告\n" + BODY, DocumentKind.OFFICIAL, Status.DRAFT),
        ("关于征求临港市奖励办法（修订稿）意见的函\n" + BODY, DocumentKind.OFFICIAL, Status.DRAFT),
        (
            "临港市奖励办法\n现将修订稿面向社会公开征求意见，欢迎反馈。\n" + BODY,
            DocumentKind.OFFICIAL,
            Status.DRAFT,
        ),
        (
            "临港市奖励办法\n经公开征求意见并集体研究，制定本办法。\n" + BODY,
            DocumentKind.OFFICIAL,
            Status.UNKNOWN,
        ),
        ("临港市奖励办法\n有效性：已废止\n" + BODY, DocumentKind.OFFICIAL, Status.EXPIRED),
        (
            "临港市多举措支持企业发展\n本报讯（记者 某某）近日，临港市出台措施，受到好评。\n",
            DocumentKind.NEWS,
            None,
        ),
        ("企业落户临港有什么支持？\n" + BODY, DocumentKind.NEWS, None),
        ("临港市人才公寓申请指南\n" + BODY, DocumentKind.GUIDE, None),
        ("一图读懂临港市奖励办法\n" + BODY, DocumentKind.NEWS, None),
        ("一图看懂园区新政 近日，临港市发布《临港市奖励办法》。" + BODY, DocumentKind.NEWS, None),
        ("临港新城—优惠政策_海滨招商网\n首页\n走进海滨\n" + BODY, DocumentKind.NEWS, None),
        ("海滨科技服务有限公司\n您好，欢迎来到我们的网站\n临港市研发补助\n" + BODY, DocumentKind.NEWS, None),
        (
            "欢迎\n海滨招商网\n首页\n登录\n关于申报奖励的通知\n各有关单位：\n" + BODY,
            DocumentKind.OFFICIAL,
            None,
        ),
        (
            "临港市应对新冠肺炎疫情的措施\n" + BODY + TERM,
            DocumentKind.OFFICIAL,
            Status.EXPIRED,
        ),
        (
            "临港市稳定就业的措施\n" + BODY + TERM,
            DocumentKind.OFFICIAL,
            Status.UNKNOWN,
        ),
        ("安徽省促进就业条例\n第一条 为了促进就业，制定本条例。\n", DocumentKind.STATUTE, None),
        ("中华人民共和国就业促进法\n第一条 为了促进就业，制定本法。\n", DocumentKind.STATUTE, None),
        ("临港市贯彻《安徽省促进就业条例》实施方案\n" + BODY, DocumentKind.OFFICIAL, None),
        ("园区工作随记\n" + BODY, DocumentKind.OTHER, Status.UNKNOWN),
        (
            "---\ntitle: 办法\nkind: digest\nstatus: superseded\n---\n" + BODY,
            DocumentKind.DIGEST,
            Status.SUPERSEDED,
        ),
    ],
)
def test_kind_and_status(text: str, kind: DocumentKind, status: Status | None) -> None:
    read = info(text)
    assert read.kind == kind
    assert status is None or read.status == status


@pytest.mark.parametrize(
    ("on", "status"),
    [
        (date(2024, 12, 31), Status.NOT_YET),
        (START, Status.IN_FORCE),
        (END, Status.IN_FORCE),
        (date(2028, 1, 1), Status.EXPIRED),
    ],
)
def test_the_printed_days_decide_on_a_given_day(on: date, status: Status) -> None:
    read = info(f"临港市奖励办法\n{BODY}三、本办法自2025年1月1日起施行，有效期3年。\n")
    assert read.status_on(on) == status


def test_a_draft_stays_a_draft_whatever_its_days_say() -> None:
    read = info(f"临港市奖励办法（征求意见稿）\n{BODY}三、本办法自2025年1月1日起施行，有效期3年。\n")
    assert read.status_on(date(2026, 1, 1)) == Status.DRAFT


def test_what_the_container_states_is_believed() -> None:
    text = (
        "---\ntitle: 甲措施\nissuer: 乙局\ndoc_number: 丙〔2025〕1号\nregion: 安徽省合肥市\n"
        "published: 2025-01-02\neffective_from: 2025-01-01\neffective_to: 2027-12-31\n"
        "status: in_force\nkind: official\n---\n" + BODY
    )
    assert info(text) == DocumentInfo(
        title="甲措施",
        issuer="乙局",
        doc_number="丙〔2025〕1号",
        region="安徽省合肥市",
        level=Level.CITY,
        published=date(2025, 1, 2),
        effective_from=START,
        effective_to=END,
        status=Status.IN_FORCE,
        kind=DocumentKind.OFFICIAL,
    )
