"""Hostile words through the page in a real browser: nothing runs, nothing is fetched, nothing appears."""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, Request, sync_playwright

from assistant.service import Assistant
from assistant.settings import Settings
from assistant.ui import serve
from eval.hostile_inputs import load_inputs, text_of, write_documents

CHROMIUM = Path("/usr/bin/chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium 未安装(apt install chromium)"),
]
PATIENCE_MS = 60_000
WORST = [text_of(one.turns[0]) for one in load_inputs() if one.kind == "markup"][:20]
QUESTIONS = [*WORST[:10], "临江市养鱼项目有什么支持"]
FOREIGN = ".pm-answer, .pm-asked, .pm-source, #pm-library"
"""Where words of users and documents are shown."""


@pytest.fixture(scope="module")
def hostile_page(shipped_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A window on a library with the hostile documents and the worst questions as documents.

    `dialogs` and requests that leave the page are kept in `page.harm`.
    """
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(shipped_home, folder / "home")
    (folder / "files").mkdir()
    written = write_documents(folder / "files")
    for number, words in enumerate(WORST):
        written.append(folder / "files" / f"最坏{number}.txt")
        written[-1].write_text(f"临溪市第{number}号{words}办法\n第一条 {words}对企业给予补贴。\n", "utf-8")
    assistant = Assistant(folder / "home", settings=Settings())
    assistant.ingest(written)
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    served = serve(assistant, port=port)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(locale="zh-CN")
        page.set_default_timeout(PATIENCE_MS)
        page.goto(str(served.local_url))
        page.wait_for_selector(".pm-example")
        yield page
        browser.close()
    served.close(verbose=False)
    assistant.close()


def test_nothing_of_what_is_asked_or_stored_comes_alive(hostile_page: Page) -> None:
    page, harm = hostile_page, []

    def left(request: Request) -> None:
        if not request.url.startswith((page.url, "data:", "blob:")):
            harm.append(request.url)

    def spoke(dialog: Dialog) -> None:
        harm.append(dialog.message)
        dialog.dismiss()

    page.on("request", left)
    page.on("dialog", spoke)
    for number, question in enumerate(QUESTIONS):
        page.locator("#pm-question textarea").fill(question)
        page.keyboard.press("Enter")
        page.locator(".pm-answer").nth(number).wait_for()
        assert page.locator(".pm-asked").nth(number).inner_text().split() == question.split()
    _unharmed(page)
    page.locator(".pm-answer").last.locator("a.pm-mark").first.click()
    page.locator("#pm-source mark.pm-hit").wait_for()
    _unharmed(page)
    page.get_by_role("tab", name="政策库").click()
    for title in ("养鱼", "临溪市第1号"):
        page.locator(".pm-open", has_text=title).first.click()
        page.locator("#pm-document h3", has_text=title).wait_for()
        _unharmed(page)
    assert harm == []
    page.locator(".pm-source").first.evaluate("place => place.append(document.createElement('img'))")
    with pytest.raises(AssertionError, match="<img>"):
        _unharmed(page)


def _unharmed(page: Page) -> None:
    """No canary is set, and no element stands among foreign words that the page did not make itself."""
    found = page.evaluate(
        """(places) => [window.hacked ?? null, ...[...document.querySelectorAll(places)].flatMap(place =>
            [...place.querySelectorAll("*")].filter(one =>
                /^(SCRIPT|IMG|IFRAME|SVG|OBJECT|EMBED|VIDEO|FORM|STYLE|LINK|META|BASE|MATH|INPUT|TEXTAREA)$/i
                    .test(one.tagName)
                || [...one.attributes].some(held =>
                    /^on/.test(held.name) || /^javascript:/i.test(held.value))
            ).map(one => one.outerHTML.slice(0, 120)))]""",
        FOREIGN,
    )
    assert found == [None], json.dumps(found, ensure_ascii=False)
