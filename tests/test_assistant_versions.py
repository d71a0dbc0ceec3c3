"""Two versions of a document: which benefits changed, and whose verdict."""

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.subjects import Subject
from assistant.versions import compare
from policies.documents.source import read_source
from policies.matching.difference import pair_clauses
from policies.model import Policy, Verdict
from policies.reading.annotate import read_policy

ON = date(2026, 6, 1)
OLD = """安徽省合肥市蜀山区人才措施

第一条 支持引进高层次人才。对具有博士学位的人才，给予生活补贴5万元。
第二条 鼓励企业做大做强。年营业收入达到2000万元以上的企业，给予奖励20万元。
第三条 鼓励企业创新。获得中国专利金奖的企业，给予奖励30万元。
"""
NEW = """安徽省合肥市蜀山区人才措施

第一条 支持引进高层次人才。对具有博士学位的人才，给予生活补贴5万元。
第二条 鼓励企业做大做强。年营业收入达到5000万元以上的企业，给予奖励20万元。
第三条 支持安居。对高新技术企业租用的厂房，按照租金的30%给予补贴。
"""


def policy(text: str) -> Policy:
    return read_policy(read_source(text.encode(), "措施.txt"))


def firm(line: int, revenue: float | None) -> Subject:
    told = {"kind": "enterprise", "region": "安徽省合肥市蜀山区", "revenue_wan": revenue}
    return Subject(line, f"第{line}家", {key: value for key, value in told.items() if value is not None})


def test_benefits_are_paired_by_their_words_and_then_by_likeness() -> None:
    paired = {
        (p.before and p.before.clause.locator, p.after and p.after.clause.locator)
        for p in pair_clauses(policy(OLD), policy(NEW))
    }
    assert paired == {("第一条", "第一条"), ("第二条", "第二条"), (None, "第三条"), ("第三条", None)}


def test_a_provision_that_only_moved_is_the_same() -> None:
    moved = OLD.replace("第一条 支持", "第九条 支持").replace("\n第二条", "\n第一条")
    pairs = pair_clauses(policy(OLD), policy(moved))
    assert all(p.before and p.after for p in pairs)


def test_a_version_is_the_same_as_itself() -> None:
    changed, same = compare(policy(OLD), policy(OLD), [firm(2, 3000), firm(3, None)], ON)
    assert (changed, same) == ([], 3)


def test_what_changed_is_told_with_whose_verdict_flips() -> None:
    rows = [firm(2, 1999), firm(3, 2000), firm(4, 5000), firm(5, None)]
    changed, same = compare(policy(OLD), policy(NEW), rows, ON)
    assert same == 1
    revenue = next(one for one in changed if one.after == "第二条")
    assert revenue.sort == "changed"
    assert any("2000万元" in line for line in revenue.gone)
    assert any("5000万元" in line for line in revenue.new)
    assert [(f.line, f.before, f.after) for f in revenue.flips] == [(3, Verdict.ELIGIBLE, Verdict.INELIGIBLE)]
    gone = next(one for one in changed if one.sort == "removed")
    assert {flip.before for flip in gone.flips} == {Verdict.NEEDS_FACTS}
    assert {flip.after for flip in gone.flips} == {None}


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after, table = tmp_path / "旧.txt", tmp_path / "新.txt", tmp_path / "企业.csv"
    before.write_text(OLD, "utf-8")
    after.write_text(NEW, "utf-8")
    table.write_text("企业名称,所在地,年营业收入\n甲,安徽省合肥市蜀山区,3000\n乙,,很多\n", "utf-8")
    words = ["diff", str(before), str(after), "--table", str(table), "--on", "2026-06-01"]
    assert main(words) == 0
    told = capsys.readouterr()
    assert "新增 1 条" in told.out
    assert "初步符合 → 不符合：1 行（第 2 行）" in told.out
    assert "第 3 行没有读" in told.err
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same"] == 1
    assert main(["diff", str(before), str(tmp_path / "没有.txt")]) == 1
