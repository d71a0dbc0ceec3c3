"""The clause tree: every habit of numbering documents, as an official would cut and cite them."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.documents.outline import outline
from policies.model import Clause, OutlineRole, SourceText


def read(text: str) -> tuple[Clause, ...]:
    return outline(SourceText(text=text, sha256="0" * 64, media_type="text/plain"))


def cited(text: str) -> list[tuple[str, str]]:
    """Locator and words of each clause, line breaks shown as /."""
    return [(clause.locator, text[clause.start : clause.end].replace("\n", "/")) for clause in read(text)]


ARTICLES = """临港市支持先进制造业若干措施
第一章 总则
第一条 为支持企业发展，制定本措施。
第二条 本措施适用于下列企业：
（一）注册地在本市；
（二）在本市纳税。
第二章 奖励
第一节 认定奖励
第三条 对首次认定的企业，按照第二条规定给予20万元奖励。
认定后三年内迁出的，应当退还。
第四条 以上奖励就高不重复。
第三章 附则
第五条 本措施自2025年1月1日起施行，有效期3年。
附件：1.申报表
2.承诺书
临港市人民政府
2025年1月1日
"""


def test_chapters_sections_articles_and_the_end_of_a_document() -> None:
    assert cited(ARTICLES) == [
        ("标题", "临港市支持先进制造业若干措施"),
        ("第一章", "第一章 总则"),
        ("第一条", "第一条 为支持企业发展，制定本措施。"),
        ("第二条", "第二条 本措施适用于下列企业：/（一）注册地在本市；/（二）在本市纳税。"),
        ("第二章", "第二章 奖励"),
        ("第二章第一节", "第一节 认定奖励"),
        ("第三条", "第三条 对首次认定的企业，按照第二条规定给予20万元奖励。/认定后三年内迁出的，应当退还。"),
        ("第四条", "第四条 以上奖励就高不重复。"),
        ("第三章", "第三章 附则"),
        ("第五条", "第五条 本措施自2025年1月1日起施行，有效期3年。"),
        ("落款第一行", "附件：1.申报表/2.承诺书"),
        ("落款第二行", "临港市人民政府"),
        ("落款第三行", "2025年1月1日"),
    ]
    third = read(ARTICLES)[6]
    assert third.path == ("临港市支持先进制造业若干措施", "奖励", "认定奖励", third.heading)


CASES = {
    "numbers run on across chapters, levels skipped, run-in headings, 一是 inside": (
        "关于支持人才发展的意见\n一、总体要求\n坚持党管人才。\n二、重点任务\n"
        "(一)强化引才奖补。对新引进的博士，给予30万元补贴。\n1．申报条件：年龄不超过45周岁。\n"
        "2．申报材料：学位证书。\n（ 二 ）强化平台。鼓励建站。\n①新设站给予50万元；\n②评优给予10万元。\n"
        "三、保障措施\n(三)加强领导。一是建立机制。二是压实责任。\n",
        "标题 一·标题 一 二 二、(一) 二、(一)1 二、(一)2 二、(二) 二、(二)① 二、(二)② 三 三、(三)",
    ),
    "a decimal number stands for the one above it": (
        "奖励实施细则\n1 总则\n1.1 目的\n为规范奖励资金管理，制定本细则。\n2 奖励\n2.1 认定奖励\n"
        "2.1.1 首次认定的，给予20万元奖励。\n2.1.2 复核通过的，给予5万元奖励。\n",
        "标题 1总则 1.1 2奖励 2.1 2.1.1 2.1.2",
    ),
    "headings without a number": (
        "人才公寓申请指南\n申请对象\n在本市工作的全日制本科以上毕业生均可申请入住人才公寓，不限户籍。\n"
        "申请条件\n1.在本市缴纳社保满6个月。\n2.本人及配偶在本市无房。\n",
        "标题 申请对象·标题 申请对象 申请条件 申请条件1 申请条件2",
    ),
    "一是 under a heading without a number is cited on its own": (
        "产业提升行动\n产业支持\n一是支持龙头企业。优先保障用地，最高奖励100万元。\n"
        "二是支持中小企业。给予贷款贴息，最高50万元。\n金融支持\n一是设立基金。总规模10亿元，投向优质项目。\n",
        "标题 产业支持 产业支持·一是 产业支持·二是 金融支持 金融支持·一是",
    ),
    "several reports in one file": (
        "杭州市：推出人才新政二十条助力企业引才\n一是给予安家补贴。对博士给予30万元，分三年发放。\n"
        "宁波市：打造最优营商环境吸引全球英才\n一是开通绿色通道。对高层次人才限时办结。\n"
        "二是设立服务专员。为每位人才配备一名专员。\n",
        "杭州市·标题 杭州市·一是 宁波市·标题 宁波市·一是 宁波市·二是",
    ),
    "text before the first number and after the last": (
        "本市是制造业大市，现有规上企业一千家，创新能力持续增强。\n为此提出如下措施，请认真抓好落实。\n"
        "一、支持企业建设研发机构，最高给予100万元补助。\n二、支持企业上市，给予300万元奖励。\n"
        "本措施自印发之日起施行，有效期两年。\n",
        "序言第一段 序言第二段 一 二 文末",
    ),
    "a notice with its attachments": (
        "关于印发奖励办法的通知\n各有关单位：\n现将奖励办法印发给你们，请遵照执行。\n附件：奖励办法\n"
        "临港市工业和信息化局\n2025年3月4日\n附件\n临港市奖励办法\n第一条 为规范奖励，制定本办法。\n"
        "第二条 奖励标准为20万元。\n附件2\n申报表\n1.企业名称\n2.联系人\n",
        "标题 文头 序言 落款第一行 落款第二行 落款第三行 附件·标题 附件·标题第二行 "
        "附件·第一条 附件·第二条 附件2·标题 附件2·申报表 附件2·申报表1 附件2·申报表2",
    ),
    "words after a list belong to the article above it": (
        "临港市奖励办法\n第一条 下列企业给予支持：\n（一）建设奖励。对新建研发中心的企业，给予50万元奖励。\n"
        "（二）运营奖励。对运营良好的企业，给予20万元奖励。\n同一企业只能享受其中一项。\n"
        "第二条 本办法由市工信局解释。\n",
        "标题 第一条 第一条(一) 第一条(二) 第一条第二款 第二条",
    ),
    "paragraphs under one heading are counted": (
        "关于招商的方案\n一、目标任务\n全年引进亿元以上项目五十个。\n培育链主企业十家。\n二、工作措施\n(一)专班推进。每周调度。\n",
        "标题 一·标题 一、第一段 一、第二段 二 二、(一)",
    ),
    "a decree on one line with its enclosure": (
        "关于印发若干措施的通知 各区人民政府： 现将措施印发给你们，请认真贯彻执行，确保落到实处。 "
        "临港市人民政府 2025年3月4日 （此件公开发布） 临港市支持光伏产业若干措施 "
        "为促进光伏产业发展，制定本措施。 "
        "一、支持投资。对光伏企业给予500万元补助，由市工信局负责落实。 "
        "二、支持创新。对研发机构给予50万元补助，由市科技局负责落实。 "
        "三、支持出口。对出口企业给予10万元奖励。 本措施自发布之日起施行。\n",
        "标题 文头 序言 落款第一行 落款第二行 临港市支持光伏产业若干措施·标题 "
        "临港市支持光伏产业若干措施·序言 一 二 三 临港市支持光伏产业若干措施·文末",
    ),
    "parts below the words that announce them": (
        "关于申报奖励的通知\n各有关单位：\n为推动企业升级，本市安排专项奖励资金。\n现将有关事项通知如下：\n"
        "一、申报对象\n本市工业企业。\n二、申报方式\n登录网站申报。\n三、联系方式\n市工信局。\n",
        "标题 文头 序言第一段 序言第二段 一 二 三",
    ),
    "a number given twice": (
        "支持措施\n一、给予奖励50万元。\n二、给予补贴30万元。\n二、给予贷款贴息20万元。\n",
        "标题 一 二 二(第二处)",
    ),
    "several articles on one line": (
        "临港市若干措施\n一、支持创新。对研发机构给予50万元补助。 二、支持上市。对上市企业给予300万元奖励。 "
        "三、支持出口。对出口企业给予10万元奖励。\n",
        "标题 一 二 三",
    ),
}


@pytest.mark.parametrize(("text", "locators"), CASES.values(), ids=CASES.keys())
def test_how_an_official_cites(text: str, locators: str) -> None:
    assert [locator for locator, _ in cited(text)] == locators.split()


@pytest.mark.parametrize(
    "sentence",
    [
        "固定资产投资3.5亿元以上的，给予补助。",
        "2024.5.1前认定的，按原政策执行。",
        "符合第三条规定的企业，给予一次性奖励。",
        "一、二、三类人才参照执行，不受名额限制。",
        "面向三、四线城市的项目，另行研究。",
        "按照1、2、3号楼的顺序交付使用。",
        "对本办法第二条第（一）、（二）项所列企业，给予支持。",
        "获评AAA级、5A级景区的，给予奖励。",
    ],
)
def test_a_number_inside_a_sentence_does_not_split(sentence: str) -> None:
    text = f"临港市奖励办法\n一、支持投资。{sentence}\n{sentence}\n二、本办法自印发之日起施行。\n"
    assert [locator for locator, _ in cited(text)] == ["标题", "一", "二"]


WRAPPED = """关于支持光伏产业发展的若干措施
为促进光伏产业高质量发展，根据上级文件精神，结合我市实
际，制定以下措施。
一、支持项目落地。对新引进的光伏制造项目，固定资产投资
3.5亿元以上的，自投产之日起，按照设备投资额的5%给予补助，
最高500万元。
二、支持研发。对符合第三条规定的企业，研发费用达到1.2
亿元的，给予一次性奖励100万元；一、二、三类人才参照执行，
2024.5.1前认定的按原政策执行。
三、附则。本措施由市工信局负责解释，自2025年1月1日起施
行。
"""


def test_lines_cut_by_a_margin_are_read_through_and_kept_in_the_quote() -> None:
    assert [locator for locator, _ in cited(WRAPPED)] == ["标题", "序言", "一", "二", "三"]
    first = read(WRAPPED)[2]
    assert WRAPPED[first.start : first.end].count("\n") == 2
    assert first.heading == "支持项目落地"


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("(三)强化责任意识。牢固树立服务理念。", "强化责任意识"),
        ("（三） 强化责任意识", "强化责任意识"),
        ("三、租金补贴(责任单位:市住建局)", "租金补贴"),
        ("第三条 【租金补贴】对入驻企业给予补贴。", "【租金补贴】对入驻企业给予补贴"),
        ("3.对首次认定的企业，给予20万元一次性奖励，用于研发、生产和市场开拓等方面。", "对首次认定的企业"),
    ],
)
def test_the_heading_of_a_provision(line: str, heading: str) -> None:
    assert read(f"奖励办法\n{line}\n")[1].heading == heading


# ------------------------------------------------------------------------------------ what always holds

LINES = st.sampled_from(
    [
        "第一章 总则",
        "第二条 支持企业，给予奖励20万元。",
        "第 三 条 下列企业：",
        "一、总体要求",
        "二、重点任务。大力引进人才，给予补贴。",
        "（一）加强领导。",
        "( 二 )强化责任。牢固树立理念，全力抓好落实。",
        "1．申报条件",
        "2、申报材料：",
        "(1)营业执照；",
        "①学位证书；",
        "1.1 目的",
        "一是聚焦产业。",
        "二是优化服务，一事一议。",
        "工作目标：",
        "申报条件",
        "为支持企业发展，根据上级规定，结合本市实际，制定本办法。",
        "本办法自2025年1月1日起施行。",
        "临港市人民政府",
        "2025年1月1日",
        "附件1",
        "附件：1.申报表",
        "杭州市：打造最优营商环境的做法",
        "关于印发奖励办法的通知",
        "各有关单位：",
        "# 奖励办法",
        "## 申报",
        "项目\t金额\t备注",
        "3.5亿元以上的项目。",
        "",
        "  　",
        "- 3 -",
        "来源：临港日报",
        "𠮷㎡\u200b",
    ]
)
TEXTS = st.lists(LINES, max_size=25).map("\n".join) | st.text(
    "一二第章条、（）()1２.是①\n\t 。：附件年月日的通知\ufeff\r", max_size=80
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_ink_character_is_in_exactly_one_clause(text: str) -> None:
    counted = [0] * len(text)
    for clause in read(text):
        assert 0 <= clause.start < clause.end <= len(text)
        assert not text[clause.start].isspace()
        assert not text[clause.end - 1].isspace()
        for at in range(clause.start, clause.end):
            counted[at] += 1
    assert [at for at, char in enumerate(text) if not char.isspace() and counted[at] != 1] == []
    assert max(counted, default=0) <= 1


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_locators_and_ids_are_unique_and_readable(text: str) -> None:
    clauses = read(text)
    for names in ([c.locator for c in clauses], [c.id for c in clauses]):
        assert [name for name, times in Counter(names).items() if times > 1] == []
    assert all(clause.locator and clause.locator == clause.locator.strip() for clause in clauses)
    assert read(text) == clauses


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_spans_come_in_text_order_and_headings_lead_down(text: str) -> None:
    clauses = read(text)
    assert [c.start for c in clauses] == sorted(c.start for c in clauses)
    assert all("" not in c.path for c in clauses)
    headings = {c.heading for c in clauses}
    assert all(set(c.path) <= headings for c in clauses)


def body(text: str) -> dict[str, str]:
    """Id by words of every clause that is not a heading."""
    return {text[c.start : c.end]: c.id for c in read(text) if c.role == OutlineRole.BODY}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("给予20万元奖励", "给予50万元奖励"),
        ("第一条 为支持企业发展，制定本措施。\n", ""),
        ("临港市支持先进制造业若干措施\n", ""),
        ("第五条 本措施", "第五条 企业应当守信。\n第六条 本措施"),
        ("第四条 以上奖励就高不重复。\n", "第四条 以上奖励就高不重复。\n本款另有规定的除外。\n"),
        ("\n", "\r\n"),
    ],
)
def test_ids_stay_when_other_clauses_change(old: str, new: str) -> None:
    before, after = body(ARTICLES), body(ARTICLES.replace(old, new))
    kept = {words for words in before if words in after}
    assert len(kept) >= 2
    assert {words: before[words] for words in kept} == {words: after[words] for words in kept}


def test_an_id_does_not_depend_on_blanks_or_numbers_of_other_clauses() -> None:
    wide = ARTICLES.replace("\n", "\n\n　　")
    assert [c.id for c in read(wide)] == [c.id for c in read(ARTICLES)]
    assert [c.locator for c in read(wide)] == [c.locator for c in read(ARTICLES)]


@pytest.mark.parametrize("copies", [1, 10, 40])
def test_a_longer_document_is_the_same_clauses_again(copies: int) -> None:
    """Each part is cut the same way however long the document is: nothing is compared with everything."""
    part = re.sub(r"^.*\n", "", ARTICLES).partition("附件")[0]
    numbered = [part.replace("第一章", f"第{k}编\n第一章") for k in range(1, copies + 1)]
    text = "临港市支持先进制造业若干措施\n" + "".join(numbered)
    assert len(read(text)) == 1 + copies * len(read(numbered[0]))
