"""The page in a real browser: Debian's Chromium, a home of its own, nothing but this machine."""

import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from signal import SIGINT, default_int_handler, signal
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.cli import main
from assistant.service import Assistant
from assistant.settings import Settings
from index.lock import writing

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium 未安装(apt install chromium)"),
]

PATIENCE_MS = 60_000  # a busy machine is slow, not wrong
SUZHOU = "光伏企业落户宿州有什么支持？"
HACK = "window.hacked=1"
HOSTILE = f"""沛县<script>{HACK}</script>${{{HACK}}}<b onclick="{HACK}">办法</b>
一、**重奖**<img src=x onerror={HACK}>
对沛县养蜂企业奖励<img src=x onerror={HACK}>一万元,\
详见[此处](javascript:{HACK})和<a href="javascript:{HACK}">这里</a>。
二、{"很长不断行的标题" * 20}
对沛县养蜂企业的蜂箱<svg onload={HACK}>给予补贴,{{{{{HACK}}}}},免申即享。
"""
RENT = "徐州市铜山区扶持措施\n一、租金补贴\n对入驻园区的蚕桑企业,按照租金的30%给予补贴。\n"


@dataclass
class Site:
    """A served page with its home; `outside` are the addresses asked for that are not on this machine."""

    url: str
    home: Path
    assistant: Assistant
    outside: list[str] = field(default_factory=list)

    def open(self, browser: Browser, width: int = 1280, height: int = 800) -> Page:
        return self.look(browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN"))

    def look(self, context: BrowserContext) -> Page:
        context.on("request", lambda request: self._note(request.url))
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page.goto(self.url)
        page.wait_for_selector(".pm-example")
        return page

    def _note(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:")):
            self.outside.append(url)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def site(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    from assistant.ui import serve

    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(shipped_home, folder / "home")
    (folder / "恶意.txt").write_text(HOSTILE, "utf-8")
    assistant = Assistant(folder / "home", settings=Settings(wait_s=0.2))
    assistant.ingest([folder / "恶意.txt"])
    page = serve(assistant, port=free_port())
    yield Site(str(page.local_url), folder / "home", assistant)
    page.close(verbose=False)
    assistant.close()


@pytest.fixture(scope="module")
def window(site: Site, browser: Browser) -> Page:
    return site.open(browser)


@pytest.fixture
def page(window: Page) -> Page:
    """A window that other tests have used, with a new conversation."""
    tab(window, "问政策")
    if not window.locator(".pm-welcome").is_visible():  # else the answer to the click would come unseen
        window.locator("#pm-again").click()
        window.locator(".pm-welcome").wait_for()
    return window


@pytest.fixture
def fresh(site: Site, browser: Browser) -> Iterator[Page]:
    """A window just opened."""
    opened = site.open(browser)
    yield opened
    opened.context.close()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def ask(page: Page, question: str) -> Any:
    """Type a question and press Enter; the answer that follows, a locator."""
    before = page.locator(".pm-answer").count()
    page.locator("#pm-question textarea").fill(question)
    page.keyboard.press("Enter")
    answer = page.locator(".pm-answer").nth(before)
    answer.wait_for()
    return answer


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def add(page: Page, *files: Path) -> Any:
    if not page.locator("#pm-add").is_visible():
        page.get_by_role("button", name="加入文件").click()
    page.locator("#pm-files input[type=file]").set_input_files([str(file) for file in files])
    expect(page.locator("#pm-files tr.file")).to_have_count(len(files))
    page.locator("#pm-add").click()
    rows = page.locator(".pm-ingested li")
    expect(rows).to_have_count(len(files))
    return rows


def untouched(page: Page) -> bool:
    """Whether no injected script has run and no link would run one."""
    return bool(
        page.evaluate("window.hacked === undefined")
        and page.locator("[href^='javascript'], [onerror], [onload], [onclick]").count() == 0
        and page.locator(".pm-answer img, .pm-source img, .pm-source b, .pm-source svg").count() == 0
    )


# ---- asking -----------------------------------------------------------------------------------------


def test_an_example_is_answered_and_a_mark_opens_its_words(site: Site, page: Page) -> None:
    page.locator(".pm-example", has_text=SUZHOU).click()
    answer = page.locator(".pm-answer")
    cited = site.assistant.ask([SUZHOU], on=date.today()).citations[0]
    answer.locator("a.pm-mark", has_text="〔1〕").first.click()
    source = page.locator("#pm-source .pm-source")
    expect(source.locator("mark.pm-hit")).to_have_text(cited.quote)
    expect(source.locator("mark.pm-hit")).to_be_in_viewport()
    expect(source.locator("h3")).to_have_text(cited.title)
    for fact in ("征求意见稿", "摘编", "宿州市发改委", cited.locator, cited.sha256[:12]):
        expect(source.locator(".pm-source-head")).to_contain_text(fact)


def test_warnings_and_ways_of_delivery_stand_apart_in_plain_words(page: Page) -> None:
    answer = ask(page, SUZHOU)
    expect(answer.locator(".pm-badges")).to_contain_text("征求意见稿")
    expect(answer.locator(".pm-prose")).to_contain_text("现在不能按它申请")
    expect(answer.locator(".pm-caveats")).to_contain_text("以官方原文为准")
    expect(answer.locator(".pm-prose")).not_to_contain_text("请注意")
    hints = ask(page, "宿州哪些政策免申即享").locator(".pm-hints")
    expect(hints).to_contain_text("免申即享")
    expect(hints).to_contain_text("不用申请")
    expect(hints.locator("a.pm-mark").first).to_be_visible()


def test_a_follow_up_goes_on_and_earlier_marks_stay_good(page: Page) -> None:
    first = ask(page, SUZHOU)
    second = ask(page, "那淮北相山区呢?")
    expect(page.locator("#pm-chat .user-row")).to_have_count(2)
    expect(second.locator(".pm-sources")).to_contain_text("招商引资")
    second.locator("a.pm-mark").first.click()
    expect(page.locator("#pm-source .pm-facts")).to_contain_text("相山区")
    first.locator("a.pm-mark").first.click()
    expect(page.locator("#pm-source .pm-facts")).to_contain_text("宿州")


def test_a_fact_that_is_asked_for_is_filled_in_after_its_question(page: Page) -> None:
    ask(page, "我想看看人才政策").locator(".pm-fill").first.click()
    box = page.locator("#pm-question textarea")
    expect(box).to_have_value(re.compile(r"在哪个省、市、区县?[^\n]*\n答:$"))
    expect(box).to_be_focused()


def test_keyboard_alone(fresh: Page) -> None:
    box = fresh.locator("#pm-question textarea")
    expect(box).to_be_focused()
    fresh.keyboard.type("宿州有什么")
    fresh.keyboard.press("Shift+Enter")
    fresh.keyboard.type("人才政策")
    expect(box).to_have_value("宿州有什么\n人才政策")
    fresh.keyboard.press("Enter")
    fresh.locator(".pm-answer").wait_for()
    expect(box).to_have_value("")
    mark = fresh.locator(".pm-answer a.pm-mark").first
    mark.focus()
    fresh.keyboard.press("Tab")
    fresh.keyboard.press("Shift+Tab")
    assert mark.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    fresh.keyboard.press("Enter")
    expect(fresh.locator("#pm-source mark.pm-hit")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("深圳市南山区人才公寓怎么申请", "没有依据"),
        ("今天下雨吗", "不属于政策"),
        ("补贴" * 1001, "最多可以问 2,000 个字"),
    ],
)
def test_what_is_not_answered_is_said_in_chinese(page: Page, question: str, said: str) -> None:
    page.locator("#pm-question textarea").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#pm-chat .bot-row")).to_contain_text(said)


def test_an_empty_question_does_nothing_and_a_new_conversation_is_empty(page: Page) -> None:
    page.locator("#pm-question textarea").fill("   ")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    expect(page.locator("#pm-chat .user-row")).to_have_count(0)
    answer = ask(page, SUZHOU)
    answer.locator("a.pm-mark").first.click()
    page.locator("#pm-source mark.pm-hit").wait_for()
    page.locator("#pm-again").click()
    expect(page.locator(".pm-welcome")).to_be_visible()
    expect(page.locator("#pm-source .pm-waiting")).to_be_visible()


def test_two_windows_do_not_see_each_other_and_a_reload_begins_anew(site: Site, browser: Browser) -> None:
    mine, theirs = site.open(browser), site.open(browser)
    ask(mine, SUZHOU)
    assert theirs.locator(".user-row, .pm-answer").count() == 0
    expect(ask(mine, "有哪些补贴?").locator(".pm-sources")).to_contain_text("征求意见稿")
    expect(ask(theirs, "有哪些补贴?").locator(".pm-sources")).not_to_contain_text("征求意见稿")
    mine.reload()
    expect(mine.locator(".pm-welcome")).to_be_visible()
    assert mine.locator(".user-row, .pm-answer").count() == 0
    kept = mine.evaluate("JSON.stringify(localStorage) + document.cookie")
    assert "宿州" not in kept
    assert len(kept) < 300
    mine.context.close()
    theirs.context.close()


# ---- hostile words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        f"<script>{HACK}</script>宿州补贴",
        f"宿州<img src=x onerror={HACK}>补贴",
        f"[宿州补贴](javascript:{HACK}) **粗** # 题",
        f"“<svg onload={HACK}>对企业给予补贴的这一句话”原文有吗",
        f"宿州补贴</div></div>${{{HACK}}}{{{{{HACK}}}}}<a href=javascript:{HACK}>点</a>",
    ],
)
def test_words_of_a_question_stay_words(page: Page, question: str) -> None:
    ask(page, question)
    expect(page.locator(".pm-asked")).to_have_text(question)
    assert untouched(page)


def test_words_of_a_document_stay_words_wherever_they_are_shown(page: Page) -> None:
    answer = ask(page, "沛县养蜂企业奖励多少")
    expect(answer).to_contain_text(f"<img src=x onerror={HACK}>一万元")
    answer.locator("a.pm-mark").first.click()
    expect(page.locator("#pm-source .pm-text-body")).to_contain_text(f"[此处](javascript:{HACK})")
    assert untouched(page)
    tab(page, "政策库")
    page.locator(".pm-open", has_text="沛县").click()
    expect(page.locator("#pm-document h3")).to_contain_text("<script>")
    assert untouched(page)
    tab(page, "匹配政策")
    box(page, "enterprise-region").fill("江苏省徐州市沛县")
    box(page, "further").fill(f"<img src=x onerror={HACK}>养蜂")
    page.locator("#pm-match").click()
    expect(page.locator("#pm-match-result .pm-matches li").first).to_contain_text("沛县<script>")
    page.locator("#pm-match-result a.pm-mark").first.click()
    expect(page.locator("#pm-match-source .pm-text-body")).to_contain_text(f"[此处](javascript:{HACK})")
    assert untouched(page)
    tab(page, "核对原文")
    page.locator("#pm-in input").click()
    expect(page.get_by_role("option").filter(has_text="沛县")).to_contain_text("<script>")
    page.keyboard.press("Escape")
    page.locator("#pm-quote textarea").fill(f"对沛县养蜂企业奖励<img src=x onerror={HACK}>九万元")
    page.locator("#pm-check").click()
    expect(page.locator("#pm-verdict .pm-compare ins")).to_have_text("九")
    assert untouched(page)


# ---- the library ------------------------------------------------------------------------------------


def test_the_library_lists_finds_and_opens(site: Site, page: Page) -> None:
    tab(page, "政策库")
    rows = page.locator("#pm-library tbody tr")
    expect(rows).to_have_count(len(site.assistant.library()))
    draft = rows.filter(has_text="征求意见稿")
    clauses = site.assistant.document("suzhou-ah-2023-draft").summary.clauses
    for words in ("安徽省宿州市", "摘编", str(clauses)):
        expect(draft).to_contain_text(words)
    rows.last.locator(".pm-open").click()
    expect(page.locator("#pm-document h3")).to_be_in_viewport()
    page.locator("#pm-wanted input").fill("相山")
    expect(rows).to_have_count(1)
    rows.locator(".pm-open").click()
    document = page.locator("#pm-document .pm-source")
    document.locator("summary", has_text="目录").click()
    document.locator("a.pm-jump").last.click()
    expect(document.locator(".is-landed")).to_be_in_viewport()
    page.locator("#pm-wanted input").fill("没有这样的文件")
    expect(page.locator("#pm-library")).to_contain_text("换个词试试")
    page.locator("#pm-wanted input").fill("")
    expect(rows).to_have_count(len(site.assistant.library()))


def test_several_files_each_have_their_result_and_a_removal_is_taken_back(
    site: Site, page: Page, tmp_path: Path
) -> None:
    good, empty, broken = tmp_path / "丰县措施.txt", tmp_path / "空的.txt", tmp_path / "坏的.pdf"
    good.write_text("徐州市丰县扶持措施\n一、厂房补贴\n对牛蒡加工企业按每平方米10元给予补贴。\n", "utf-8")
    empty.write_bytes(b"")
    broken.write_bytes(b"%PDF-1.4 \xff\xfe")
    tab(page, "政策库")
    rows = add(page, good, empty, broken)
    expect(rows.filter(has_text="丰县措施.txt")).to_contain_text("已加入")
    expect(rows.filter(has_text="空的.txt")).to_contain_text("没有读成")
    expect(rows.filter(has_text="坏的.pdf").locator(".pm-error")).not_to_be_empty()
    page.locator(".pm-open", has_text="丰县").click()
    page.locator("#pm-remove").click()
    page.locator("#pm-remove-no").click()
    page.locator("#pm-remove").click()
    page.locator("#pm-remove-yes").click()
    expect(page.locator("#pm-result")).to_contain_text("撤销移除")
    expect(page.locator(".pm-open", has_text="丰县")).to_have_count(0)
    page.locator("#pm-undo").click()
    expect(page.locator(".pm-open", has_text="丰县")).to_have_count(1)
    tab(page, "问政策")
    expect(ask(page, "丰县牛蒡加工企业有什么补贴")).to_contain_text("10元")


def test_what_stands_in_the_way_is_said_in_chinese(site: Site, fresh: Page, tmp_path: Path) -> None:
    file = tmp_path / "睢宁措施.txt"
    file.write_text("徐州市睢宁县扶持措施\n一、补贴\n对企业给予补贴。\n", "utf-8")
    tab(fresh, "政策库")
    fresh.get_by_role("button", name="加入文件").click()
    fresh.locator("#pm-add").click()
    expect(fresh.locator("#pm-result")).to_contain_text("还没有选文件")
    fresh.locator("#pm-files input[type=file]").set_input_files(str(file))
    expect(fresh.locator("#pm-files tr.file")).to_have_count(1)
    with writing(site.home / "write.lock", at=datetime.now(UTC)):
        fresh.locator("#pm-add").click()
        alert = fresh.locator("#pm-result .pm-notice-bad")
        alert.wait_for()
    assert re.search(r"[一-鿿]", alert.inner_text())
    assert not re.search(r"Error|Traceback|None", alert.inner_text())


def test_what_another_process_adds_is_found_and_old_citations_stay_readable(
    site: Site, page: Page, tmp_path: Path
) -> None:
    file = tmp_path / "铜山措施.txt"
    file.write_text(RENT, "utf-8")
    site.assistant.ingest([file])
    expect(ask(page, "铜山区蚕桑企业租金补贴").locator(".pm-prose")).to_contain_text("30%")
    file.write_text(RENT.replace("30%", "45%"), "utf-8")
    command = [sys.executable, "-m", "assistant.cli", "ingest", str(file), "--home", str(site.home)]
    subprocess.run(command, check=True, capture_output=True)
    expect(ask(page, "铜山区蚕桑企业租金补贴").locator(".pm-prose")).to_contain_text("45%")
    page.locator(".pm-answer").first.locator("a.pm-mark", has_text="〔1〕").first.click()
    expect(page.locator("#pm-source mark.pm-hit")).to_contain_text("30%")
    expect(page.locator("#pm-source .pm-badges")).to_contain_text("旧版本")
    tab(page, "政策库")
    expect(page.locator("#pm-library tbody tr", has_text="铜山区")).to_contain_text("第 2 版")


# ---- whole tables -----------------------------------------------------------------------------------


def upload(page: Page, file: Path) -> Any:
    """Hand in a table; the preview of its columns, a locator."""
    tab(page, "整表匹配")
    page.locator("#pm-table-file input[type=file]").set_input_files(str(file))
    preview = page.locator("#pm-table-columns .pm-columns-read")
    preview.wait_for()
    return preview


def box(page: Page, field: str) -> Any:
    return page.locator(f"#pm-{field} input, #pm-{field} textarea").first


def test_a_form_is_matched_its_question_answered_and_taken_back(fresh: Page) -> None:
    tab(fresh, "匹配政策")
    fresh.locator("#pm-match").click()
    result = fresh.locator("#pm-match-result")
    expect(result).to_contain_text("还没有填任何情况")
    box(fresh, "enterprise-region").fill("安徽省宿州市萧县")
    fresh.locator("#pm-kind").get_by_text("项目").click()
    box(fresh, "project-region").fill("浙江省嵊州市")
    box(fresh, "further").fill(f"<img src=x onerror={HACK}>：是")
    fresh.locator("#pm-match").click()
    summary = result.locator(".pm-summary")
    summary.wait_for()
    expect(result).to_contain_text("浙江四地")
    expect(result).not_to_contain_text("遂昌县")
    asked = fresh.locator("#pm-asking .pm-question").inner_text()
    fresh.locator("#pm-reply").click()
    expect(fresh.locator("#pm-asking")).to_contain_text("还没有回答")
    fresh.locator("#pm-skip").click()
    expect(result.locator("details")).to_contain_text("已经回答的")
    assert fresh.locator("#pm-asking .pm-question").all_inner_texts() != [asked]
    fresh.locator("#pm-match-undo").click()
    expect(fresh.locator("#pm-asking .pm-question")).to_have_text(asked)
    expect(fresh.locator("#pm-match-undo")).to_be_hidden()
    fresh.locator("#pm-kind").get_by_text("企业").click()
    box(fresh, "enterprise-region").fill("安徽省淮北市相山区")
    fresh.locator("#pm-match").click()
    expect(result).to_contain_text("强化招商引资")
    result.locator(".pm-mark").first.click()
    expect(fresh.locator("#pm-match-source .pm-hit").first).to_be_visible()
    assert untouched(fresh)


def test_a_table_is_looked_at_corrected_matched_and_downloaded(fresh: Page, tmp_path: Path) -> None:
    file = tmp_path / "人才.csv"
    hostile = f"<img src=x onerror={HACK}>"
    file.write_text(f"姓名,学历学位,工作的地方\n甲,博士,安徽省宿州市\n{hostile},硕士,山东省青岛市\n", "utf-8")
    preview = upload(fresh, file)
    expect(preview.locator("tr", has_text="工作的地方")).to_contain_text("不用")
    expect(fresh.locator("#pm-table-columns")).to_contain_text("按“人才”匹配")
    fresh.locator("#pm-table-header input").click()
    fresh.get_by_role("option", name="工作的地方").click()
    fresh.locator("#pm-table-target input").click()
    fresh.get_by_role("option", name="用人单位所在地").click()
    fresh.locator("#pm-table-change").click()
    expect(preview.locator("tr", has_text="工作的地方")).to_contain_text("用人单位所在地")
    fresh.locator("#pm-table-offers input").check()
    fresh.locator("#pm-table-start").click()
    expect(fresh.locator("#pm-table-result")).to_contain_text("读了 2 行")
    made = fresh.locator("#pm-table-made")
    expect(made).to_contain_text("礼遇单")
    with fresh.expect_download() as download:
        made.locator("a").first.click()
    download.value.save_as(tmp_path / "清单.xlsx")
    book = openpyxl.load_workbook(tmp_path / "清单.xlsx")
    assert [row[1] for row in book["总览"].iter_rows(min_row=2, values_only=True)] == ["甲", hostile]
    assert untouched(fresh)


def test_a_table_that_cannot_be_used_is_said_in_chinese(fresh: Page, tmp_path: Path) -> None:
    tab(fresh, "整表匹配")
    fresh.locator("#pm-table-start").click()
    expect(fresh.locator("#pm-table-result")).to_contain_text("还没有选表格")
    file = tmp_path / "颜色.csv"
    file.write_text(f"颜色,<b onclick={HACK}>形状\n红,圆\n", "utf-8")
    upload(fresh, file)
    expect(fresh.locator("#pm-table-columns .pm-notice-bad")).to_contain_text("没有一栏用得上")
    assert untouched(fresh)


# ---- former conversations ---------------------------------------------------------------------------


def former(page: Page) -> Any:
    """The former conversations listed, a locator."""
    if not page.locator("#pm-clear").is_visible():
        page.get_by_role("button", name="以前的对话").click()
    return page.locator("#pm-former-list li")


def test_a_conversation_outlives_the_program_and_is_deleted_for_good(
    shipped_home: Path, browser: Browser, tmp_path: Path
) -> None:
    from assistant.ui import serve

    home, port = tmp_path / "home", free_port()
    shutil.copytree(shipped_home, home)
    first = Assistant(home, settings=Settings())
    page = serve(first, port=port)
    site = Site(str(page.local_url), home, first)
    window = site.open(browser)
    ask(window, SUZHOU)
    ask(window, f"<b onclick={HACK}>养蜂呢")
    page.close(verbose=False)
    first.close()
    second = Assistant(home, settings=Settings())
    page = serve(second, port=port)
    window.goto(site.url)
    stranger = site.open(browser)
    expect(former(stranger)).to_have_count(0)
    expect(former(window)).to_contain_text("2 问")
    former(window).locator("button").click()
    expect(window.locator("#pm-chat .user-row")).to_have_count(2)
    assert untouched(window)
    window.locator(".pm-answer").first.locator("a.pm-mark").first.click()
    expect(window.locator("#pm-source .pm-facts")).to_contain_text("宿州")
    expect(ask(window, "那光伏企业呢").locator(".pm-sources")).to_contain_text("征求意见稿")
    expect(former(window)).to_contain_text("3 问，正在谈")
    window.locator("#pm-again").click()
    expect(window.locator("#pm-delete")).to_be_hidden()
    ask(window, "宿州有什么人才政策")
    window.locator("#pm-delete").click()
    window.locator("#pm-delete-no").click()
    window.locator("#pm-delete").click()
    window.locator("#pm-delete-yes").click()
    expect(former(window)).to_have_count(1)
    expect(window.locator(".pm-welcome")).to_be_visible()
    window.locator("#pm-clear").click()
    window.locator("#pm-delete-yes").click()
    expect(window.locator("#pm-former-list")).to_contain_text("还没有保存的对话")
    assert not any("养蜂".encode() in file.read_bytes() for file in home.glob("conversations*"))
    for opened in (window, stranger):
        opened.context.close()
    page.close(verbose=False)
    second.close()


# ---- checking a quotation ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sentence(site: Site) -> str:
    view = site.assistant.document("xiangshan-2024-opinion")
    spans = [(read.clause.start, read.clause.end) for read in view.clauses if read.annotation.kind.claimable]
    sentences = (words for span in spans for words in view.text[slice(*span)].split("。")[1:])
    return next(words for words in sentences if "完善" in words and len(words) > 16) + "。"


@pytest.mark.parametrize(
    ("before", "after", "document", "said"),
    [
        ("", "", "全部", "一字不差"),
        ("完善", "健全", "全部", "有改动"),
        ("", "", "青岛", "出自另一篇"),
        (r".+", "月球上的企业全部免税一百年并发放火箭燃料。", "全部", "没有找到"),
        (r".+", "补贴", "全部", "太短"),
    ],
)
def test_a_quotation_is_checked(
    page: Page, sentence: str, before: str, after: str, document: str, said: str
) -> None:
    quote = re.sub(before, after, sentence, count=1) if before else sentence
    tab(page, "核对原文")
    page.locator("#pm-quote textarea").fill(quote)
    page.locator("#pm-in input").click()
    page.get_by_role("option").filter(has_text=document).click()
    page.locator("#pm-check").click()
    expect(page.locator("#pm-verdict")).to_contain_text(said)
    if said == "有改动":
        expect(page.locator("#pm-verdict .pm-compare ins")).to_have_text("健全")
        expect(page.locator("#pm-verdict .pm-compare del")).to_have_text("完善")
    if said in ("一字不差", "出自另一篇"):
        expect(page.locator("#pm-verify-source mark.pm-hit")).to_have_text(sentence)


def test_a_quotation_in_a_question_is_checked_with_its_differences_marked(page: Page, sentence: str) -> None:
    answer = ask(page, f"“{sentence.replace('完善', '健全')}”这句话原文有吗?")
    expect(answer.locator(".pm-compare ins")).to_have_text("健全")
    answer.locator("a.pm-mark").first.click()
    expect(page.locator("#pm-source mark.pm-hit")).to_contain_text("完善")


# ---- the page as a whole ----------------------------------------------------------------------------


def test_a_narrow_page_never_scrolls_sideways(
    site: Site, browser: Browser, sentence: str, tmp_path: Path
) -> None:
    page = site.open(browser, 390, 844)

    def fits() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    assert fits()
    answer = ask(page, "沛县养蜂企业的蜂箱有补贴吗,详情见" + "x" * 200)
    assert fits()
    answer.locator("a.pm-mark").first.click()
    source = page.locator("#pm-source .pm-source")
    expect(source.locator("mark.pm-hit")).to_be_in_viewport()
    assert fits()
    source.locator(".pm-close").click()
    expect(answer).to_be_in_viewport()
    tab(page, "政策库")
    page.locator("#pm-library tbody tr").first.wait_for()
    assert fits()
    page.locator(".pm-open").first.click()
    expect(page.locator("#pm-document .pm-source")).to_be_visible()
    assert fits()
    page.go_back()
    expect(page.locator("#pm-library")).to_be_visible()
    tab(page, "核对原文")
    page.locator("#pm-quote textarea").fill(sentence)
    page.locator("#pm-check").click()
    expect(page.locator("#pm-verdict")).to_be_in_viewport()
    assert fits()
    table = tmp_path / "人才.csv"
    table.write_text(f"姓名,年龄,{'很长的表头' * 20}\n甲,30,{'x' * 300}\n", "utf-8")
    upload(page, table)
    assert fits()
    page.context.close()


def test_the_page_is_chinese_and_shows_no_furniture(site: Site, page: Page) -> None:
    expect(page).to_have_title("政策匹配助手")
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "Noto Sans CJK SC" in page.evaluate(
        "getComputedStyle(document.body.querySelector('h1')).fontFamily"
    )
    assert page.locator("footer:visible, .show-api:visible, .built-with:visible").count() == 0
    expect(page.locator("body")).not_to_contain_text(re.compile("Gradio|Flag|Use via API"))
    with urllib.request.urlopen(f"{site.url}gradio_api/info") as reply:
        assert reply.read() == b'{"named_endpoints":{},"unnamed_endpoints":{}}'


def test_nothing_leaves_this_machine(site: Site, page: Page, tmp_path: Path) -> None:
    ask(page, SUZHOU).locator("a.pm-mark").first.click()
    page.locator("#pm-source mark.pm-hit").wait_for()
    file = tmp_path / "邳州措施.html"
    file.write_text(
        "<html><head><link rel=stylesheet href=https://example.org/a.css></head><body><h1>徐州市邳州市扶持措施</h1>"
        "<p>一、补贴</p><p>对银杏企业给予补贴。<img src=https://example.org/a.png></p></body></html>",
        "utf-8",
    )
    tab(page, "政策库")
    add(page, file)
    page.locator(".pm-open", has_text="邳州").click()
    page.locator("#pm-document .pm-source").wait_for()
    assert site.outside == []  # of this test and of all before it


# ---- the command ------------------------------------------------------------------------------------


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """A program started in the background ignores Ctrl+C, and so would the programs that it starts."""
    before = signal(SIGINT, default_int_handler)
    yield
    signal(SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_serve_says_where_it_is_and_ends_quietly(shipped_home: Path, tmp_path: Path) -> None:
    shutil.copytree(shipped_home, tmp_path / "home")
    port = free_port()
    command = [sys.executable, "-m", "assistant.cli", "serve", "--home", str(tmp_path / "home")]
    with subprocess.Popen(
        [*command, "--port", str(port)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as served:
        assert served.stdout is not None
        line = served.stdout.readline()
        assert f"http://127.0.0.1:{port}" in line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as reply:
            assert reply.status == 200
        served.send_signal(SIGINT)
        try:
            _, complaint = served.communicate(timeout=60)
        finally:
            served.kill()  # else a program that does not end would be waited for
    assert (served.returncode, complaint) == (0, "")


@pytest.mark.parametrize(("host", "said"), [("127.0.0.1", "已被占用"), ("203.0.113.7", "不是这台电脑的地址")])
def test_serve_refuses_in_one_chinese_sentence(
    shipped_home: Path, capsys: pytest.CaptureFixture[str], host: str, said: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--home", str(shipped_home), "--host", host, "--port", str(port)]) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""
