"""Web pages as sites really build them: what is kept, what goes, in which order."""

import pytest

from policies.documents.html import MAX_DEPTH, read_html
from policies.errors import UnreadableDocument

BODY = (
    "<p>　　为支持本市先进制造业发展，根据有关规定，结合实际，制定本办法。</p>"
    "<p>　　<strong>第一条&nbsp;&nbsp;</strong>对首次认定的企业，给予<span>20</span>万<b>元</b>一次性奖励；"
    "复核通过的，减半奖励。</p>"
    "<p>　　第二条 同一企业就高不重复，已经享受的，不再补差。</p>"
)
BODY_LINES = [
    "　　为支持本市先进制造业发展，根据有关规定，结合实际，制定本办法。",
    "　　第一条  对首次认定的企业，给予20万元一次性奖励；复核通过的，减半奖励。",
    "　　第二条 同一企业就高不重复，已经享受的，不再补差。",
]
TITLE = "临港市先进制造业奖励办法"


def lines(page: str, name: str = "page.html") -> list[str]:
    return read_html(page.encode(), name).text.splitlines()


PORTAL = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{TITLE}-临港市人民政府门户网站</title>
<meta name="SiteName" content="临港市人民政府门户网站"><meta name="ArticleTitle" content="{TITLE}">
<meta name="PubDate" content="2025-03-04 09:30">
<meta name="ContentSource" content="市工业和信息化局"></head><body>
<div class="header"><a href="/">首页</a>
<a href="/zwgk">政务公开</a><span>无障碍阅读</span><span>网站支持IPV6</span></div>
<div class="mainNav"><ul><li><a href="/a">走进临港</a></li><li><a href="/b">互动交流</a></li></ul></div>
<div class="container">
<div class="curmb">当前位置：<a href="/">首页</a> &gt; <a href="/zc">政策文件</a></div>
<table class="xxgk"><tr><td>索 引 号：</td><td>LG001-2025-0012</td><td>主题分类：</td><td>工业</td></tr>
<tr><td>发文机关：</td><td>临港市工业和信息化局</td><td>成文日期：</td><td>2025年3月1日</td></tr>
<tr><td>发文字号：</td><td>临工信规〔2025〕2号</td><td>有 效 性：</td><td>有效</td></tr></table>
<h1 class="article-title">{TITLE}</h1>
<div class="attr"><span>发布时间：2025-03-04</span> <span>来源：市工业和信息化局</span>
<span>浏览次数：<i>128</i></span>
<span>【字体：<a>大</a> <a>中</a> <a>小</a>】</span></div>
<div class="TRS_Editor">{BODY}
<p>　　附件：<a href="https://lg.example.cn/f/P1.docx">奖励申请表</a></p></div>
<div class="fujian">附件下载：
<a href="./P0202.xlsx">资金测算表.xlsx</a></div>
<div class="share">分享到：<a href="#">微信</a></div><p>扫一扫在手机打开当前页</p>
<div class="btns"><a href="javascript:window.print()">打印</a>
<a href="javascript:window.close()">关闭</a></div>
<div class="page">上一篇：<a href="1.html">关于公布名单的通知</a>
下一篇：<a href="2.html">关于征求意见的公告</a></div>
<div class="xgwj"><h3>相关文件</h3><ul>
<li><a href="3.html">解读：临港市奖励办法有哪些亮点，一图看懂。</a></li></ul></div></div>
<div class="footer"><a>网站地图</a>|<a>联系我们</a>|<a>友情链接</a>
<p>主办：临港市人民政府办公室
备案序号：某ICP备123号</p>
<p>版权所有：临港市人民政府</p></div><script>document.write("<p>脚本，里的，文字。</p>")</script></body></html>"""


def test_a_portal_page_keeps_record_title_body_and_attachments_only() -> None:
    assert lines(PORTAL) == [
        TITLE,
        "索 引 号：\tLG001-2025-0012\t主题分类：\t工业",
        "发文机关：\t临港市工业和信息化局\t成文日期：\t2025年3月1日",
        "发文字号：\t临工信规〔2025〕2号\t有 效 性：\t有效",
        "发布时间：2025-03-04 来源：市工业和信息化局",
        *BODY_LINES,
        "　　附件：奖励申请表(https://lg.example.cn/f/P1.docx)",
        "资金测算表.xlsx",
    ]


def test_what_the_head_and_the_record_state_is_metadata() -> None:
    meta = read_html(PORTAL.encode(), "page.html").meta
    assert meta == {
        "title": TITLE,
        "published": "2025-03-04",
        "source": "市工业和信息化局",
        "issuer": "临港市工业和信息化局",
        "doc_number": "临工信规〔2025〕2号",
        "validity": "有效",
        "site": "临港市人民政府门户网站",
    }


def page(inner: str, title: str = TITLE) -> str:
    return f"<html><head><title>{title}</title></head><body>{inner}</body></html>"


NAVIGATION = "<ul>" + "".join(f"<li><a href='{k}'>栏目{k}，简介、动态</a></li>" for k in range(30)) + "</ul>"
HEADED = f"<h1>{TITLE}</h1>{BODY}"
FIRST, SECOND = BODY[: BODY.index("<p>　　第二条")], BODY[BODY.index("<p>　　第二条") :]

LAYOUTS = {
    "no classes at all": NAVIGATION + HEADED,
    "old layout by tables": f"<table><tr><td>{NAVIGATION}</td><td><div>{HEADED}</div></td></tr></table>",
    "title in a header": f"<nav>{NAVIGATION}</nav><article><header><h1>{TITLE}</h1></header>{BODY}</article>",
    "two editors": f"<h2>{TITLE}</h2><div class=TRS_Editor>{FIRST}</div><div class=TRS_Editor>{SECOND}</div>",
    "a form": f"<form><div class=top>{NAVIGATION}</div><h1>{TITLE}</h1><div id=zoom>{BODY}</div></form>",
    "a hidden title": f"<div style='display: none'><h1>{TITLE}</h1></div><h1>{TITLE}</h1><div>{BODY}</div>",
    "hidden words": f"{HEADED}<p hidden>免租。</p><p style='visibility: hidden'>免租。</p>",
    "custom tags": f"<ucaptitle>{TITLE}</ucaptitle><div><ucapcontent>{BODY}</ucapcontent></div>",
    "a side bar": f"<div class=leftmenu>{NAVIGATION}<p>本栏目，欢迎查询。</p></div><div>{HEADED}</div>",
    "no heading": f"<div>{NAVIGATION}<div><p align=center>{TITLE}</p>{BODY}</div></div>",
    "deep nesting": "<div>" * 400 + HEADED + "</div>" * 400,
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_title_and_body_are_found_in_every_layout(layout: str) -> None:
    assert lines(page(layout)) == [TITLE, *BODY_LINES]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>给予<b>10</b>万元，\n   最高<span>50</span>万元。</p>", ["给予10万元，最高50万元。"]),
        ("<p>LPR\n rate，上浮。</p>", ["LPR rate，上浮。"]),
        ("<p>一、目标，要求。<br>二、任务，分工。</p>", ["一、目标，要求。", "二、任务，分工。"]),
        ("一、条件：</br>（一）注册，登记；</br>", ["一、条件：", "（一）注册，登记；"]),
        ("<h3>一、奖励</h3>给予奖励，逐年兑现。", ["一、奖励", "给予奖励，逐年兑现。"]),
        ("<p>&nbsp;&nbsp;一、奖励&nbsp;标准，如下。</p>", ["  一、奖励 标准，如下。"]),
        ("<ul><li>首次，申报；</li><li>复核，申报。</li></ul>", ["首次，申报；", "复核，申报。"]),
        ("<ol><li>首次，申报；</li><li>复核，申报。</li></ol>", ["1.首次，申报；", "2.复核，申报。"]),
        ("<ol start=3 class='custom_cn2'><li>首次，申报。</li></ol>", ["（三）首次，申报。"]),
        ("<ol><li>1.首次，申报；</li></ol>", ["1.首次，申报；"]),
        ("<p>零宽\u200b字符，去掉。</p>", ["零宽字符，去掉。"]),
        ("<p>第\u3000一条，保留。</p>", ["第\u3000一条，保留。"]),
        ("<pre>甲，乙。\n丙，丁。</pre>", ["甲，乙。", "丙，丁。"]),
    ],
)
def test_lines_break_at_blocks_and_never_inside_a_sentence(markup: str, expected: list[str]) -> None:
    assert lines(page(f"<div>{markup}</div>")) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "<tr><th>档次</th><th>标准</th></tr><tr><td>甲</td><td>10万元，一次</td></tr>",
            ["档次\t标准", "甲\t10万元，一次"],
        ),
        (
            "<tr><td rowspan=2>基<br>础</td><td>年龄，学历</td><td>5</td></tr>"
            "<tr><td>社保，个税</td><td>3</td></tr>",
            ["基础\t年龄，学历\t5", "社保，个税\t3"],
        ),
        (
            "<tr><td>类别</td><td><p>1.甲，乙；</p><p>2.丙，丁。</p></td><td>注</td></tr>",
            ["类别\t1.甲，乙； 2.丙，丁。\t注"],
        ),
        (
            "<tr><td>申报条件</td><td><p>1.甲，乙；</p><p>2.丙，丁。</p></td></tr>",
            ["申报条件", "1.甲，乙；", "2.丙，丁。"],
        ),
        ("<tr><td>甲</td><td></td><td>乙，丙</td><td></td></tr>", ["甲\t\t乙，丙"]),
    ],
)
def test_a_table_row_is_a_line(rows: str, expected: list[str]) -> None:
    assert lines(page(f"<div><table>{rows}</table></div>")) == expected


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "gb2312"),  # what the head says is often wrong
        ("gb18030", "gb2312"),
        ("gb18030", ""),
        ("gb18030", "utf-8"),
        ("utf-16", ""),
        ("utf-8-sig", "utf-8"),
    ],
)
def test_the_encoding_is_found_whatever_the_head_says(encoding: str, declared: str) -> None:
    head = f"<meta http-equiv='Content-Type' content='text/html; charset={declared}'>" if declared else ""
    source = read_html(f"<html><head>{head}</head><body>{BODY}</body></html>".encode(encoding), "a.html")
    assert source.text.splitlines() == BODY_LINES
    assert source.warnings == ()


def test_a_fragment_and_server_code_are_read() -> None:
    assert lines('<%@ page pageEncoding="utf-8"%>' + BODY, "a.jsp") == BODY_LINES


def test_the_title_of_the_site_is_not_the_title_of_the_article() -> None:
    source = read_html(page(f"<h1>{TITLE}</h1><div>{BODY}</div>", "某科技有限公司").encode(), "a.jsp")
    assert source.meta["title"] == TITLE
    assert source.text.startswith(TITLE + "\n")


@pytest.mark.parametrize(
    ("page_title", "expected"),
    [
        (f"{TITLE}-临港市人民政府门户网站", TITLE),
        (f"{TITLE}_通知公告_临港市工业和信息化局", f"{TITLE}_通知公告"),
        (f"{TITLE} | 临港招商网", TITLE),
        ("临港高新区—优惠政策_临港招商网", "临港高新区—优惠政策"),
    ],
)
def test_the_name_of_the_site_is_cut_from_the_title(page_title: str, expected: str) -> None:
    assert read_html(page(f"<div>{BODY}</div>", page_title).encode(), "a.html").meta["title"] == expected


def test_a_truncated_abstract_is_not_part_of_the_document() -> None:
    abstract = "<div class='jj'>摘要：为支持本市先进制造业发展，根据有关规定，对首次认定的...</div>"
    assert lines(page(f"<h1>{TITLE}</h1>{abstract}<div class='con'>{BODY}</div>")) == [TITLE, *BODY_LINES]


def test_sentences_about_printing_or_sharing_stay() -> None:
    body = "<p>支持企业打印关键部件，关闭落后产能，分享研发设备。</p><p>　　首页制作，给予补贴。</p>"
    assert lines(page(f"<div>{body}</div>")) == [
        "支持企业打印关键部件，关闭落后产能，分享研发设备。",
        "　　首页制作，给予补贴。",
    ]


def test_a_page_filled_by_scripts_is_named() -> None:
    with pytest.raises(UnreadableDocument, match=r"a\.html：网页里没有正文.*另存为"):
        read_html(b"<html><body><div id=app></div><script>render()</script></body></html>", "a.html")


def test_entities_and_remote_content_are_inert() -> None:
    attack = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + page(
        "<div><p>甲，乙&x;。</p><img src='http://127.0.0.1:1/x.png'><iframe src='file:///etc/passwd'></iframe></div>"
    )
    assert lines(attack)[-1].startswith("甲，乙")
    assert "root" not in "".join(lines(attack))


def test_hostile_nesting_does_not_overflow() -> None:
    assert lines("<div><table><tr><td>" * 300 + "<p>甲，乙。</p>") == ["甲，乙。"]
    assert lines("<div>" * MAX_DEPTH + "<p>甲，乙。</p>") == ["甲，乙。"]
    assert lines("<div>甲，乙。</div>" * 3 * MAX_DEPTH) == ["甲，乙。"] * 3 * MAX_DEPTH
    assert lines("<p>甲，乙。<br><img src=x>" * 3 * MAX_DEPTH) == ["甲，乙。"] * 3 * MAX_DEPTH
    with pytest.raises(UnreadableDocument, match=r"^page\.html：网页标签嵌套超过 1000 层.*txt 再导入。$"):
        lines("<div>" * (MAX_DEPTH + 1) + "<p>甲，乙。</p>")
