"""The word index: Chinese terms, single characters, Latin letters, figures, and hostile questions."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.lexical import WordIndex, bigrams, fold, runs, words
from policies.errors import CatalogDamaged

CLAUSES = [
    ("base", "对新建5G基站的通信企业,按每站1万元给予补助。", "支持新型基础设施"),
    ("tax", "企业研发费用可以加计扣除,减轻纳税负担。", "税收政策"),
    ("wage", "对引进的博士按月发放生活补贴3000元。", "人才引进"),
    ("house", "人才公寓租金减半,最长三年。", "人才引进"),
    ("print", "购置3D打印和AI质检设备的,补助设备款的10%。", "技术改造"),
    ("print-copy", "购置3D打印和AI质检设备的,补助设备款的10%。", "技术改造"),
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[WordIndex]:
    index = WordIndex.create(tmp_path / "words")
    index.add(CLAUSES)
    yield index
    index.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("免申即享", ["免申", "申即", "即享"]),
        ("税", ["税"]),
        ("5G基站", ["5g", "基站"]),
        ("1,000万元", ["1000", "万元"]),
        ("不低于2.5%", ["不低", "低于", "2.5"]),
        ("“一事一议”、一人一策", ["一事", "事一", "一议", "一人", "人一", "一策"]),
        ("AI+", ["ai"]),
        ("𠮷祥", ["𠮷祥"]),
        (",。 \n☆", []),
        ("", []),
    ],
)
def test_bigrams(text, expected):
    assert bigrams(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("人才公寓", ["人才", "公寓"]),
        ("高新技术企业", ["高新", "技术", "高新技术", "企业"]),
        ("3D打印", ["3d", "打印"]),
        ("!?", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


def test_a_very_long_run_of_letters_stays_a_short_term():
    assert [len(run) for run in runs("x" * 100_000)] == [64]


def test_folding_is_half_width_and_lower_case():
    assert fold("5G(含1,500万)　ok") == "5g(含1500万) ok"


@pytest.mark.parametrize(
    ("query", "field", "first"),
    [
        ("5g", "bigrams", "base"),
        ("5G", "words", "base"),
        ("博士生活补贴", "bigrams", "wage"),
        ("博士生活补贴", "words", "wage"),
        ("公寓", "words", "house"),
        ("税", "bigrams", "tax"),  # first character of 纳税's second bigram
        ("寓", "bigrams", "house"),
        ("年", "bigrams", "house"),  # the last character before a full stop
        ("税收", "heading_bigrams", "tax"),
        ("引进", "heading_words", "house"),  # tied with wage: by id
        ("3D", "bigrams", "print"),
        ("ai", "words", "print"),
        ("3000", "bigrams", "wage"),
    ],
)
def test_finds(index, query, field, first):
    assert index.search(query, 3, field)[0][0] == first


@pytest.mark.parametrize(
    "query",
    [
        'body_words:"',
        "(((",
        "AND OR NOT",
        "*",
        "a^b~2",
        "[x TO y]",
        "\\",
        "\0",
        "☆",
        "",
        " ",
        "+-/:?",
        "?" * 5000,
    ],
)
@pytest.mark.parametrize("field", ["bigrams", "words"])
def test_hostile_queries_find_nothing_and_do_no_harm(index, query, field):
    assert index.search(query, 5, field) == []


@pytest.mark.parametrize("query", ['税收" OR id:"base', "税收) AND (id:base"])
def test_operators_in_a_question_are_only_letters(index, query):
    assert [id_ for id_, _ in index.search(query, 5, "heading_bigrams")] == ["tax"]


def test_equal_clauses_have_equal_scores_and_come_by_id(index):
    (first, score), (second, same) = index.search("3D打印", 2, "bigrams")
    assert (first, second) == ("print", "print-copy")
    assert score == same


def test_ties_at_the_cut_are_broken_by_id_too(tmp_path):
    index = WordIndex.create(tmp_path / "w")
    index.add((f"c{number:03}", "给予奖励", "") for number in reversed(range(200)))
    assert [id_ for id_, _ in index.search("奖励", 3, "words")] == ["c000", "c001", "c002"]
    index.close()


def test_ids_restrict_the_search(index):
    assert [id_ for id_, _ in index.search("补助", 5, "words", {"base", "house"})] == ["base"]
    assert index.search("补助", 5, "words", set()) == []
    assert index.search("补助", 0, "words") == []


def test_weights_decide_between_terms(index):
    heavier = index.search_terms({"words": {"公寓": 1.0, "打印": 0.1}}, 1)
    other = index.search_terms({"words": {"公寓": 0.1, "打印": 1.0}}, 1)
    assert (heavier[0][0], other[0][0]) == ("house", "print")


def test_scores_of_fields_add_up(index):
    body = dict(index.search("人才", 9, "words"))
    heading = dict(index.search("人才", 9, "heading_words"))
    both = index.search_terms({"words": {"人才": 1.0}, "heading_words": {"人才": 0.5}}, 9)
    assert dict(both) == pytest.approx(
        {id_: body.get(id_, 0) + heading.get(id_, 0) / 2 for id_ in ("house", "wage")}
    )


@pytest.mark.parametrize("query", ["博士生活补贴", "税", "人才公寓和火星基地"])
def test_no_score_exceeds_the_ceiling(index, query):
    terms = dict.fromkeys(bigrams(query), 1.0)
    ceiling = index.ceiling(terms, "bigrams")
    assert 0 < index.search_terms({"bigrams": terms}, 1)[0][1] < ceiling


def test_what_nobody_mentions_raises_the_ceiling(index):
    assert index.ceiling({"公寓": 1.0, "火星": 1.0}, "words") > 2 * index.ceiling({"公寓": 1.0}, "words")


def test_adding_again_replaces_and_removing_removes(index):
    index.add([("tax", "改为房产税。", "税收政策")])
    assert len(index) == len(CLAUSES)
    assert index.search("研发", 3, "words") == []
    assert index.search("房产", 3, "words")[0][0] == "tax"
    index.remove(["tax", "no such clause"])
    assert index.ids() == {id_ for id_, _, _ in CLAUSES} - {"tax"}


def test_reopened_elsewhere_it_holds_the_same_and_can_grow(index, tmp_path):
    index.close()
    shutil.copytree(tmp_path / "words", tmp_path / "copy")
    shutil.rmtree(tmp_path / "words")
    copy = WordIndex.open(tmp_path / "copy")
    assert copy.search("公寓", 1, "words")[0][0] == "house"
    copy.add([("new", "新建充电桩", "")])
    assert copy.search("充电桩", 1, "words")[0][0] == "new"
    copy.close()


@pytest.mark.parametrize("content", [None, b"{}", b"\0\1\2"])
def test_a_missing_or_broken_index_is_damage(tmp_path, content):
    folder = tmp_path / "broken"
    folder.mkdir()
    if content is not None:
        (folder / "meta.json").write_bytes(content)
    with pytest.raises(CatalogDamaged, match="doctor --repair"):
        WordIndex.open(folder)


def test_an_empty_index_finds_nothing(tmp_path):
    index = WordIndex.create(tmp_path / "empty")
    assert index.search("补助", 3, "words") == []
    assert index.ids() == set()
    index.close()


def test_rare_terms_weigh_more_and_unknown_ones_are_left_out(index: WordIndex) -> None:
    weighed = index.rarities({"人才": 1.0, "税收": 1.0, "补助": 0.5, "海边": 1.0}, "heading_bigrams")
    assert weighed.keys() == {"人才", "税收"}
    assert weighed["税收"] > weighed["人才"] > 0
