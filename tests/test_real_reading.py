"""Real documents in their raw forms, where ../shared is present: whole, rightly cited, no chrome claimed."""

import json
import lzma
import re
from functools import cache
from pathlib import Path

import pytest

from policies.documents.source import read_source
from policies.model import Policy
from policies.reading.annotate import read_policy

SHARED = Path(__file__).parents[2] / "shared"
RAW = sorted((SHARED / "policies/real").glob("*")) if SHARED.exists() else []
TRAINING = SHARED / "training/policy_documents.jsonl.xz"
CHROME = re.compile(
    r"无障碍|长者助手|网站地图|友情链接|版权所有|上一篇|下一篇|上一个|下一个|分享到|扫一扫|打印|关闭|首页|网站标识码|加入收藏|在线留言"
    r"|隐私保护|热门文章|相关阅读|主办:|承办:"
)

pytestmark = pytest.mark.skipif(not RAW, reason="../shared is not here")


@cache
def policy(path: Path) -> Policy:
    return read_policy(read_source(path.read_bytes(), path.name))


def squash(words: str) -> str:
    return re.sub(r"\s+", "", words)


def labelled(path: Path) -> list[str]:
    """The words of the clauses labelled in this document, blanks aside."""
    labels = SHARED / f"gold/real/{path.stem}.clauses.jsonl"
    if not labels.exists():
        return []
    text = (SHARED / f"policies/real_text/{path.stem}.txt").read_bytes().decode("utf-8")
    rows = [json.loads(line) for line in labels.read_text("utf-8").splitlines()]
    return [squash(re.sub(r"\n\s*\n\s*\d{1,3}\s*\n", "\n", text[row["start"] : row["end"]])) for row in rows]


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.name)
def test_every_labelled_clause_is_whole_inside_one_clause(path: Path) -> None:
    read = policy(path)
    clauses = [squash(read.source.text[r.clause.start : r.clause.end]) for r in read.clauses]
    assert [words[:40] for words in labelled(path) if not any(words in clause for clause in clauses)] == []


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.name)
def test_no_site_chrome_is_called_claimable(path: Path) -> None:
    read = policy(path)
    words = (read.source.text[r.clause.start : r.clause.end] for r in read.claimable())
    assert [w[:60] for w in words if CHROME.search(w)] == []


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.name)
def test_every_character_is_in_exactly_one_clause(path: Path) -> None:
    read = policy(path)
    counted = [0] * len(read.source.text)
    for r in read.clauses:
        for at in range(r.clause.start, r.clause.end):
            counted[at] += 1
    wrong = [at for at, char in enumerate(read.source.text) if not char.isspace() and counted[at] != 1]
    assert wrong == []


@pytest.mark.parametrize("path", [p for p in RAW if p.suffix == ".pdf"], ids=lambda path: path.name)
def test_the_page_of_a_clause_is_where_its_words_stand(path: Path) -> None:
    pypdfium2 = pytest.importorskip("pypdfium2")
    pages = [
        squash(page.get_textpage().get_text_bounded()) for page in pypdfium2.PdfDocument(path.read_bytes())
    ]
    read = policy(path)
    for r in read.clauses:
        assert r.clause.page is not None
        opening = squash(read.source.text[r.clause.start : r.clause.end])[:8]
        if sum(opening in page for page in pages) == 1:
            assert opening in pages[r.clause.page - 1]


def test_the_training_documents_are_read_without_a_crash() -> None:
    with lzma.open(TRAINING, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    read = [read_policy(read_source(row["text"].encode(), f"{row['slug']}.txt")) for row in rows]
    assert len(read) == 73
    assert all(p.clauses for p in read)
