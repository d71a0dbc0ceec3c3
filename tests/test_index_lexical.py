"""The word index: Chinese terms, single characters, Latin letters, figures, and hostile questions."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from index.lexical import bigrams, fold, runs, words
from index.word_builder import WordBuilder
from index.word_index import WordIndex
from policies.errors import CatalogDamaged

CLAUSES = [
    ("base", "对新建5G基站的通信企业,按每站1万元给予补助。", "支持新型基础设施"),
    ("tax", "企业研发费用可以加计扣除,减轻纳税负担。", "税收政策"),
    ("wage", "对引进的博士按月发放生活补贴3000元。", "人才引进"),
    ("house", "人才公寓租金减半,最长三年。", "人才引进"),
    ("print", "购置3D打印和AI质检设备的,补助设备款的10%。", "技术改造"),
    ("print-copy", "购置3D打印和AI质检设备的,补助设备款的10%。", "技术改造"),
]


Builds = Callable[..., WordIndex]


@pytest.fixture
def built(tmp_path: Path) -> Builds:
    """Changes the index in one folder: clauses to add, ids to remove, and what it held before."""

    def build(
        clauses: Iterable[tuple[str, str, str]], removed: Iterable[str] = (), held: WordIndex | None = None
    ) -> WordIndex:
        clauses, removed = list(clauses), list(removed)
        builder = WordBuilder(tmp_path / "words", held)
        builder.remove(removed)
        builder.add(clauses)
        builder.close()
        before = held.held if held else ()
        return WordIndex.open(
            tmp_path / "words", sorted({*before} - {*removed} | {id_ for id_, _, _ in clauses})
        )

    return build


@pytest.fixture
def index(built: Builds) -> WordIndex:
    return built(CLAUSES)


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


def test_ties_at_the_cut_are_broken_by_id_too(built):
    index = built((f"c{number:03}", "给予奖励", "") for number in reversed(range(200)))
    assert [id_ for id_, _ in index.search("奖励", 3, "words")] == ["c000", "c001", "c002"]


def test_rows_restrict_the_search(index):
    rows = np.array([index.held.index("base"), index.held.index("house")], np.int32)
    assert [id_ for id_, _ in index.search("补助", 5, "words", rows)] == ["base"]
    assert index.search("补助", 5, "words", rows[:0]) == []
    assert index.search("补助", 0, "words") == []


def found(index: WordIndex, terms: dict[str, dict[str, float]], shares: dict[str, float]) -> dict[str, float]:
    rows, scores = index.covering(terms, shares, 9)
    return {index.held[row]: float(score) for row, score in zip(rows, scores, strict=True)}


def test_weights_decide_between_terms(index):
    for weights, first in (({"公寓": 1.0, "打印": 0.1}, "house"), ({"公寓": 0.1, "打印": 1.0}, "print")):
        assert next(iter(found(index, {"words": weights}, {"words": 1.0}))) == first


def test_shares_of_fields_add_up(index):
    terms = {"words": {"人才": 1.0}, "heading_words": {"人才": 1.0}}
    body, heading = (found(index, {field: terms[field]}, {field: 1.0}) for field in terms)
    both = found(index, terms, {"words": 0.6, "heading_words": 0.4})
    assert both == pytest.approx(
        {id_: 0.6 * body.get(id_, 0) + 0.4 * heading.get(id_, 0) for id_ in ("house", "wage")}
    )


@pytest.mark.parametrize("query", ["博士生活补贴", "税", "人才公寓和火星基地"])
def test_no_clause_covers_more_than_all(index, query):
    assert 0 < index.search(query, 1, "bigrams")[0][1] < 1


def test_what_nobody_mentions_counts_as_not_covered(index):
    (alone,), (beside,) = (index.search(query, 1, "words") for query in ("公寓", "公寓 火星"))
    assert 2 * beside[1] < alone[1]


def test_adding_again_replaces_and_removing_removes(index, built):
    index = built([("tax", "改为房产税。", "税收政策")], held=index)
    assert index.search("研发", 3, "words") == []
    assert index.search("房产", 3, "words")[0][0] == "tax"
    index = built([], ["tax", "no such clause"], held=index)
    assert index.search("房产", 3, "words") == []
    assert index.search("公寓", 1, "words")[0][0] == "house"


def test_amended_or_built_anew_scores_are_the_same(built, monkeypatch):
    monkeypatch.setattr("index.word_builder._PART", 40)  # written in several parts
    amended = built(CLAUSES[3:], ["tax"], built([*CLAUSES[:3], ("base", "另一条。", "")]))
    told = amended.search("购置设备和人才公寓的企业补助", 9, "bigrams")
    anew = built(
        [clause for clause in CLAUSES if clause[0] not in ("tax", "base")] + [("base", "另一条。", "")]
    )
    assert told == anew.search("购置设备和人才公寓的企业补助", 9, "bigrams")


def test_leaving_out_what_cannot_come_in_changes_nothing(built, monkeypatch):
    chance = random.Random(4)
    letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
    texts = ("".join(chance.choices(letters, range(14, 0, -1), k=30)) for _ in range(4000))
    index = built((f"c{number}", text, text[:3]) for number, text in enumerate(texts))
    terms = {"bigrams": dict.fromkeys(bigrams("甲癸卯乙甲丁甲乙丙寅子"), 1.0)}
    few = index.covering(terms, {"bigrams": 1.0}, 5)
    monkeypatch.setattr("index.word_index._SEEN", 1e9)
    every = index.covering(terms, {"bigrams": 1.0}, 5)
    assert [column.tolist() for column in few] == [column.tolist() for column in every]


@pytest.mark.parametrize(
    "file", ["bounds.npy", "codes.dat", "heads.npy", "lengths.npy", "rows.dat", "terms.dat"]
)
@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"")])
def test_a_missing_or_broken_index_is_damage(index, tmp_path, file, harm):
    harm(tmp_path / "words" / file)
    with pytest.raises(CatalogDamaged, match="doctor --repair"):
        WordIndex.open(tmp_path / "words", index.held)


def test_an_index_of_other_clauses_is_damage(index, tmp_path):
    with pytest.raises(CatalogDamaged, match="doctor --repair"):
        WordIndex.open(tmp_path / "words", [*index.held, "one more"])


def test_an_empty_index_finds_nothing(built):
    assert built([]).search("补助", 3, "words") == []


def test_rare_terms_weigh_more_and_unknown_ones_are_left_out(index: WordIndex) -> None:
    weighed = index.rarities({"人才": 1.0, "税收": 1.0, "补助": 0.5, "海边": 1.0}, "heading_bigrams")
    assert weighed.keys() == {"人才", "税收"}
    assert weighed["税收"] > weighed["人才"] > 0
