"""No expression that matches is ever sieved out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.reading import procedure
from policies.reading.awards import given_patterns
from policies.reading.cues import cues
from policies.reading.delivery import mode_patterns
from policies.reading.demands import demands
from policies.reading.figures import worded_amounts
from policies.reading.patterns import rules, wordings
from policies.reading.sieve import _BLOCK, Guarded, PartSieve, Sieve

PATTERNS = [
    *(cue.pattern for cue in cues()[0]),
    *(given.pattern for given in given_patterns()),
    *(mode.pattern for mode in mode_patterns()),
    *(rule.pattern for rule in procedure.rules()),
    *(words.pattern for words in worded_amounts()),
    *(wording.words for wording in wordings().values()),
    *(rule.words for rule in rules()),
]
SIEVE = Sieve(lambda: ((pattern, pattern) for pattern in PATTERNS))
PARTS = PartSieve(lambda: ((pattern, pattern) for pattern in PATTERNS))
SENTENCES = (
    "对首次认定的高新技术企业,一次性给予20万元奖励。",
    "(二)租金补贴。入驻孵化器的初创企业可申请减免前三年租金,每年最高5万元;年营业收入达到2000万元以上的再给予3%补助。",
    "申请人应当符合下列条件:1.在本市登记注册并正常经营;2.近三年未发生重大违法行为;3.年龄不超过45周岁。",
    "同一项目就高不重复享受,6月30日前向区商务局提交申报书和营业执照复印件,咨询电话:12345。",
    "本办法所称青年人才,是指具有硕士以上学位的人员。本措施自印发之日起施行,有效期三年。",
    "对重大项目实行“一事一议”,免申即享、容缺受理、告知承诺,全程帮办代办。(责任单位:区发改委)",
    "加快建设一批标准厂房,力争到2030年培育上市企业10家以上,规上工业产值年均增长8%。",
    "吸纳登记失业人员就业的,按每人1000元给予社保补贴;毕业5年内的高校毕业生给予购房补贴。",
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("给予", [{"给予"}]),
        ("免(?:收|征)|减半[^。]*租金?", [{"免收", "免征", "减半"}]),
        ("对.*(?:给予|予以)[^。]{0,9}(?:奖励|补贴)", [{"给予", "予以"}, {"奖励", "补贴"}]),
        ("(?:最高)?可以?申请", [{"最高可以申请", "最高可申请", "可以申请", "可申请"}]),
        ("[省市]级?财政", [{"省级财政", "省财政", "市级财政", "市财政"}]),
        ("(?<!不)(?:奖励){1,3}(?!对象)", [{"奖励"}]),
        ("融资租赁服务平台", [{"融资租赁服务"}]),
        (r"不[^。]*\d", [{"不"}]),
        (r"\d+(?:万元)?", []),
        ("(?:奖励)*", []),
        ("奖励|", []),
        ("(?i)lpr", []),
        ("(?i:lpr)利率", [{"利率"}]),
        ("[^。]奖", [{"奖"}]),
    ],
)
def test_demands_are_what_no_match_lacks(words: str, expected: list[set[str]]) -> None:
    assert demands(re.compile(words)) == expected


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sieve_keeps_every_expression_that_matches_in_a_sentence_or_a_part_of_it(sentence: str) -> None:
    kept = {id(pattern) for pattern in SIEVE.candidates(sentence)}
    matching = {id(pattern) for pattern in PATTERNS if pattern.search(sentence)}
    in_part = {id(pattern) for pattern in PATTERNS if pattern.search(sentence, 4, len(sentence) - 4)}
    assert matching | in_part <= kept
    assert len(kept) < len(PATTERNS)


@given(
    st.lists(st.sampled_from([part for s in SENTENCES for part in re.split("(?<=[,;、])", s)]), max_size=8)
)
def test_a_sieve_keeps_every_expression_that_matches_in_any_order_of_phrases(phrases: list[str]) -> None:
    words = "".join(phrases)
    kept = {id(pattern) for pattern in SIEVE.candidates(words)}
    assert {id(pattern) for pattern in PATTERNS if pattern.search(words)} <= kept


def test_candidates_keep_their_order_and_need_every_demand() -> None:
    sieve = Sieve(lambda: ((re.compile(words), words) for words in ("奖励.*万元", r"\d", "给予.*奖励")))
    assert list(sieve.candidates("给予奖励")) == [r"\d", "给予.*奖励"]
    assert list(sieve.candidates("奖励3万元")) == ["奖励.*万元", r"\d"]
    assert list(sieve.candidates("")) == [r"\d"]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.pattern[:20])
def test_a_guard_lets_every_match_through(pattern: re.Pattern[str]) -> None:
    guarded = Guarded(lambda: pattern)
    for words in SENTENCES:
        spans = [hit.span() for hit in pattern.finditer(words, 2)]
        assert [hit.span() for hit in guarded.finditer(words, 2, len(words))] == spans
        assert (guarded.search(words, 0, len(words)) is None) == (pattern.search(words) is None)


def test_a_part_of_a_text_has_at_least_the_candidates_that_it_has_alone() -> None:
    text = "。" * (_BLOCK - 60) + "".join(SENTENCES)
    for start in range(_BLOCK - 80, len(text), 7):
        for length in (200, 30, 5, 1, 0):
            end = min(start + length, len(text))
            alone = SIEVE.candidates(text[start:end])
            assert {id(one) for one in PARTS.candidates(text, start, end)} >= {id(one) for one in alone}
    assert len(PARTS.candidates(text, 0, 100)) < len(PATTERNS) / 4
