"""Text of another kind yields little and costs little: reading takes time in proportion to length.

The limit in seconds is generous; a pattern that backtracks over the whole text would pass it many times.
"""

import json
import subprocess
import sys
from subprocess import PIPE, STDOUT

import pytest

from policies.documents.source import read_source
from policies.model import Policy
from policies.reading.annotate import read_policy

LIMIT_S = 120  # reading all these texts takes some ten seconds; one quadratic pattern, minutes
CHARACTERS = 400_000

NOVEL = "老人望着窗外,说:“雨还没有停。”他叹了口气,把灯吹灭了。远处传来几声犬吠,夜更深了。\n"
CONTRACT = "甲方应在本合同签订后10日内向乙方支付货款50万元,逾期的,按日支付违约金。争议由法院管辖。\n"
CODE = 'for (int i = 0; i < n; ++i) { if (a[i] == "x") return f(g(i), {1: [2, 3]}); } // done\n'
ENGLISH = "It was the best of times, it was the worst of times; we had everything before us.\n"

# Begun once, and repeated until the text is long: words that patterns begin at, and never end.
HOSTILE = {
    "digits": ("", "1"),
    "grouped digits": ("", "1,"),
    "open unit notes": ("", "(责任单位"),
    "open unit notes with names": ("", "(责任单位:甲局(乙局)"),
    "one open unit note": ("(责任单位:", "甲局(乙局)、"),
    "charged in one open bracket": ("(", "负责"),
    "open brackets": ("", "("),
    "open titles": ("", "按照《甲办法"),
    "one open title": ("《", "甲"),
    "definitions": ("", "本办法所称甲"),
    "gives without end": ("对企业给予", "重大支持"),
    "most of nothing": ("", "最高给予"),
    "exclusive of nothing": ("", "只能就高"),
    "windows of nothing": ("", "申请时间在"),
    "conditions without end": ("", "符合条件的,"),
    "projects": ("", "项目落地"),
    "modes": ("", "实行“一企一策”"),
    "one word": ("", "的"),
    "quotes": ("", "“"),
    "years": ("", "2025年"),
}
_READ = """
import json, sys
from policies.documents.source import read_source
from policies.reading.annotate import read_policy
for name, (begun, repeated, length) in json.loads(sys.stdin.read()).items():
    print(name, flush=True)
    text = begun + repeated * (length // len(repeated))
    policy = read_policy(read_source(text.encode(), "a.txt"))
    assert policy.source.text == text
    assert not any(clause.annotation.awards for clause in policy.clauses), name
"""


def read(text: str) -> Policy:
    return read_policy(read_source(text.encode(), "a.txt"))


def read_elsewhere(texts: dict[str, tuple[str, str, int]]) -> None:
    """Read long texts in a process of its own, which is ended at the limit; none may give anything."""
    with subprocess.Popen(
        [sys.executable, "-c", _READ], stdin=PIPE, stdout=PIPE, stderr=STDOUT, text=True
    ) as reading:
        try:
            said, _ = reading.communicate(json.dumps(texts), timeout=LIMIT_S)
        except subprocess.TimeoutExpired:
            reading.kill()
            pytest.fail(f"too slow: {reading.communicate()[0].split()[-1:]}")
    assert reading.returncode == 0, said


@pytest.mark.parametrize("text", [NOVEL, CODE, ENGLISH], ids=["novel", "code", "English"])
def test_text_of_another_kind_gives_nothing(text: str) -> None:
    read_of = read(text * 40)
    assert not list(read_of.claimable())
    assert not any(one.annotation.delivery or one.annotation.departments for one in read_of.clauses)


def test_a_contract_is_no_policy() -> None:
    policy = read(CONTRACT * 40)
    assert not list(policy.claimable())
    assert not any(one.annotation.awards for one in policy.clauses)


@pytest.mark.slow
def test_no_pattern_backtracks_over_the_whole_text() -> None:
    read_elsewhere({name: (*text, CHARACTERS) for name, text in HOSTILE.items()})


@pytest.mark.slow
def test_one_line_of_ten_megabytes_and_a_million_digits() -> None:
    read_elsewhere({"10 MB": ("", "今天天气很好", 3_300_000), "digits": ("", "7", 1_000_000)})
