"""How a benefit is delivered: what the words govern decides, a keyword alone never does."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.model import DeliveryMode
from policies.reading.delivery import find_delivery, mode_patterns, read_mode, stated_application
from policies.vocabulary.term_files import MalformedVocabulary

SENTENCES = Path(__file__).parents[2] / "shared" / "gold" / "delivery_sentences.jsonl"


def modes(text: str) -> list[str]:
    return [delivery.mode.value for delivery in find_delivery(text)]


@pytest.mark.parametrize("entry", mode_patterns(), ids=lambda entry: entry.mode.value)
def test_every_pattern_finds_its_examples_and_not_its_counterexamples(entry) -> None:
    missed = [example for example in entry.examples if entry.mode.value not in modes(example)]
    caught = [example for example in entry.counterexamples if entry.mode.value in modes(example)]
    assert (missed, caught) == ([], [])


WHOLE = {"mode": "per_person", "pattern": "一人一策", "requires": "", "excludes": ""}
WHOLE |= {"examples": (), "counterexamples": ()}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pattern": "一人(一策"}, "delivery.toml 条目“per_person”：写法第3个字处有误"),
        ({"excludes": "*救治"}, "写法第1个字处有误"),
        ({"pattern": ""}, "“pattern”不能留空"),
        ({"mode": "免申即享"}, "未知的兑现方式“免申即享”，可用：no_application"),
    ],
)
def test_a_mistake_in_the_file_is_told(change: dict[str, str], message: str) -> None:
    with pytest.raises(MalformedVocabulary) as told:
        read_mode(WHOLE | change)
    assert message in str(told.value)


@pytest.mark.parametrize("key", ["pattern", "requires", "excludes", "examples", "counterexamples"])
def test_a_missing_key_is_told(key: str) -> None:
    with pytest.raises(MalformedVocabulary, match=f"缺少“{key}”"):
        read_mode({name: value for name, value in WHOLE.items() if name != key})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("企业无需申请,奖励资金直接拨付到账。", ["no_application"]),
        ("租金补贴实行“即申即享”,当日兑现。", ["instant_on_application"]),
        ("对投资超过十亿元的项目,可采取“一事一议”方式给予支持。", ["case_by_case"]),
        ("对特别困难的企业,一企一策给予资金支持。", ["case_by_case"]),
        ("顶尖人才引进实行“一人一策”。", ["per_person"]),
        ("施工许可实行容缺受理,次要材料可后补。", ["tolerant_acceptance"]),
        ("企业登记推行告知承诺制。", ["notified_commitment"]),
        ("符合条件的个人可向街道提出申请。", ["application"]),
        ("代表建议应当一事一议。", []),
        ("村内道路通过一事一议筹资建设。", []),
        ("对企业反映的问题,一企一策研究解决。", []),
        ("为企业建立档案,一户一策开展辅导培训。", []),
        ("对住院患者一人一策制定救治方案。", []),
        ("已享受“一事一议”政策的项目不再享受本条奖励。", []),
        ("下列取水免予申请取水许可。", []),
    ],
)
def test_what_the_words_govern_decides(text: str, expected: list[str]) -> None:
    assert modes(text) == expected


def test_the_quote_is_the_phrase_that_states_the_mode() -> None:
    text = "一、支持办法。对重大项目,按照“一事一议”给予用地支持,由县政府研究确定。"
    (delivery,) = find_delivery(text, 7)
    assert delivery.quote == "按照“一事一议”给予用地支持"
    assert text[delivery.start : delivery.end] == delivery.quote


def test_each_mode_is_told_once() -> None:
    assert modes("补贴免申即享。奖励免申即享。") == ["no_application"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("奖励资金实行申报制,每年集中受理一次。", "奖励资金实行申报制"),
        ("申报单位于每年三月向区科技局提交申报材料。", "申报单位于每年三月向区科技局提交申报材料"),
        ("对处理结果不服的可以提出复核申请。", None),
    ],
)
def test_a_procedure_that_holds_for_the_whole_document(text: str, quote: str | None) -> None:
    found = stated_application(text, 0, find_delivery(text))
    assert (found.quote if found else None) == quote


@given(st.text(max_size=40), st.sampled_from([p.examples[0] for p in mode_patterns()]), st.text(max_size=40))
def test_quotes_are_exact_in_any_surroundings(before: str, words: str, after: str) -> None:
    text = before + words + after
    for delivery in find_delivery(text):
        assert text[delivery.start : delivery.end] == delivery.quote
        assert delivery.quote == delivery.quote.strip() != ""
        assert delivery.mode in DeliveryMode


@pytest.mark.skipif(not SENTENCES.exists(), reason="no labelled sentences at hand")
def test_labelled_sentences_of_real_documents() -> None:
    """Free words such as 免申即享 in a general duty may still be told; other senses may not."""
    rows = [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]
    said = {row["text"]: bool(set(modes(row["text"])) - {"application"}) for row in rows}
    meant = [said[row["text"]] for row in rows if row["label"] == "mode"]
    others = [said[row["text"]] for row in rows if row["label"] in ("other_sense", "service_not_delivery")]
    assert sum(meant) >= 0.95 * len(meant)
    assert sum(others) <= 0.06 * len(others)
