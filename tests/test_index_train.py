"""Training: which pairs are made from which texts, and that a model comes out of one call."""

import json
import lzma
from pathlib import Path
from random import Random

import pytest

from index.encoder import SHIPPED, load_encoder
from index.train import Corpus, Recipe, train, train_tokenizer, training_pairs
from index.training_pairs import (
    Everyday,
    Passage,
    apart,
    heading_pairs,
    held_out,
    neighbour_pairs,
    part_pairs,
    places,
    policy_documents,
    service_items,
    statutes,
)

EVERYDAY = Everyday(
    {"贷款贴息": ["利息公家出"], "主管部门": ["归谁管"]}, ["{region}{terms}怎么办"], ["青山市"]
)
LOAN = Passage("云川市工业条例", "资金", "对符合条件的项目给予贷款贴息。由主管部门负责受理申请。")


def _law(number: int) -> Passage:
    return Passage(
        f"第{number}号市产业促进条例",
        "扶持措施",
        f"市政府对第{number}类企业给予贷款贴息。所需资金由第{number}个年度预算安排,并向社会公布结果。",
    )


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder laid out like the training data, in words of its own."""
    laws = [_law(number) for number in range(120)]
    _write(
        tmp_path / "statutes.jsonl.xz",
        [{"title": law.title, "section": "第二章  扶持措施", "text": f"第三条 {law.text}"} for law in laws]
        + [{"title": "短文条例", "section": "", "text": "第一条 太短。"}],
    )
    policy = (
        "一、租金优惠\n1.对新入驻的科技企业,头两年按每月每平方米十元给予租金补贴。\n"
        "(二)担保\n由市属公司提供融资担保,费率减半收取。"
    )
    _write(tmp_path / "policy_documents.jsonl.xz", [{"title": "乙区若干措施", "text": policy}])
    _write(
        tmp_path / "service_items_guangdong.jsonl.xz",
        [
            {
                "TASK_NAME": "就业补助申领",
                "DEPT_NAME": "丙局",
                "accept_standard": "登记失业满半年的本地居民可以申领。",
            },
            {"TASK_NAME": "无标准事项", "DEPT_NAME": "丙局", "accept_standard": ""},
        ],
    )
    return tmp_path


def test_articles_lose_their_numbers_and_short_ones_are_left_out(data: Path) -> None:
    articles = list(statutes(data))
    assert len(articles) == 120
    assert articles[0] == _law(0)


def test_policy_paragraphs_stand_under_the_short_line_above_them(data: Path) -> None:
    assert [(passage.heading, passage.text[:6]) for passage in policy_documents(data)] == [
        ("租金优惠", "对新入驻的科"),
        ("担保", "由市属公司提"),
    ]


def test_service_items_without_a_standard_are_left_out(data: Path) -> None:
    assert [(item.title, item.heading) for item in service_items(data)] == [("丙局", "就业补助申领")]


def test_documents_that_an_encoder_is_measured_on_are_left_out(data: Path, tmp_path: Path) -> None:
    measured = tmp_path / "measured"
    measured.mkdir()
    (measured / "乙区.txt").write_text("(二)担保\n 由市属公司提供融资担保,\n费率减半收取。", encoding="utf-8")
    kept = apart(policy_documents(data), measured)
    assert [passage.heading for passage in kept] == ["租金优惠"]
    assert len(Corpus.read(data).policies) - len(Corpus.read(data, measured).policies) == 1


def test_a_kind_of_pairs_can_be_left_out(data: Path) -> None:
    corpus, recipe = Corpus.read(data), Recipe(policy_weight=2)
    terms = set(EVERYDAY.term_pairs())
    assert terms <= set(training_pairs(corpus, EVERYDAY, recipe))
    assert not terms & set(training_pairs(corpus, EVERYDAY, recipe, without=["term"]))


def test_a_heading_too_short_to_mean_anything_makes_no_pair() -> None:
    short, long = (
        Passage("", "总则", "为了规范管理,制定本办法。"),
        Passage("", "租金补贴办法", "按季度拨付到企业。"),
    )
    assert list(heading_pairs([short, long], Random(1))) == [("租金补贴办法", "按季度拨付到企业。")]


@pytest.mark.parametrize("seed", range(4))
def test_a_part_and_the_rest_make_up_the_passage(seed: int) -> None:
    ((part, rest),) = part_pairs([LOAN], Random(seed))
    assert sorted((part, rest)) == sorted(("对符合条件的项目给予贷款贴息。", "由主管部门负责受理申请。"))


def test_one_sentence_has_no_rest() -> None:
    assert list(part_pairs([Passage("甲", "乙", "只有这一句而没有别的内容。")], Random(1))) == []


def test_neighbours_stand_under_the_same_heading() -> None:
    passages = [Passage("甲", "奖励", f"奖励第{n}款") for n in range(50)] + [
        Passage("甲", "附则", "施行日期")
    ]
    pairs = list(neighbour_pairs(passages, Random(1)))
    assert pairs
    assert all(int(after[3:-1]) == int(before[3:-1]) + 1 for before, after in pairs)


def test_questions_say_in_everyday_words_what_the_passage_gives() -> None:
    pairs = [pair for seed in range(40) for pair in EVERYDAY.question_pairs([LOAN], Random(seed))]
    assert len(pairs) == 80
    assert all(LOAN.text in passage for _, passage in pairs)
    assert any("利息公家出" in question for question, _ in pairs)
    assert any(question.startswith("云川") for question, _ in pairs)
    assert any(question.startswith("青山市") and passage.startswith("青山市") for question, passage in pairs)


def test_a_passage_without_terms_gives_no_question() -> None:
    assert list(EVERYDAY.question_pairs([Passage("甲", "乙", "企业应当诚信经营。")], Random(1))) == []


def test_the_shipped_terms_are_many_and_say_something_new() -> None:
    everyday = Everyday.load()
    pairs = list(everyday.term_pairs())
    assert len(set(pairs)) >= 300
    assert [(said, official) for said, official in pairs if said == official] == []
    assert all("{terms}" in template for template in everyday.templates)


def test_place_names_are_asked_for_whole_and_short() -> None:
    assert {"宿州市", "宿州", "青岛", "相山区"} <= set(places())


def test_held_out_laws_give_no_pairs_and_the_seed_decides(data: Path) -> None:
    corpus = Corpus.read(data)
    assert corpus.test
    assert all(held_out(passage) for passage in corpus.test)
    recipe = Recipe(policy_weight=2)
    pairs = training_pairs(corpus, EVERYDAY, recipe)
    assert pairs == training_pairs(corpus, EVERYDAY, recipe)
    assert pairs != training_pairs(corpus, EVERYDAY, Recipe(policy_weight=2, seed=8))
    unseen = {passage.text for passage in corpus.test}
    assert not any(text in one + other for one, other in pairs for text in unseen)


def test_the_tokenizer_knows_rare_characters_and_drops_punctuation() -> None:
    recipe = Recipe(vocabulary=9_000)
    tokenizer = train_tokenizer([_law(number).text for number in range(40)], recipe)
    pieces = tokenizer.encode("亳州,埇桥。R&D ２０２５！", add_special_tokens=False).tokens
    assert "".join(pieces) == "亳州埇桥rd2025"
    assert "[UNK]" not in pieces
    assert max(map(len, tokenizer.get_vocab().keys() - {"[UNK]"})) <= recipe.piece_length


def test_one_call_makes_a_model_that_loads(data: Path, tmp_path: Path) -> None:
    pytest.importorskip("datasets")
    pytest.importorskip("accelerate")
    recipe = Recipe(vocabulary=9_000, dimensions=32, batch=64, statute_passages=100, policy_weight=2)
    figures = train(data, tmp_path / "model", recipe)
    assert set(figures) == {"articles", "heading_hit", "part_recall"}
    encoder = load_encoder(str(tmp_path / "model"))
    assert encoder.dimensions == 32
    assert (
        json.loads((tmp_path / "model" / "config.json").read_text("utf-8"))["recipe"]["vocabulary"] == 9_000
    )
    question, near, far = encoder.encode(["给予贷款贴息", "对企业给予贷款贴息", "登记失业居民申领"])
    assert question @ near > question @ far


def test_the_shipped_model_is_what_the_recipe_makes() -> None:
    from dataclasses import asdict

    assert json.loads((SHIPPED / "config.json").read_text("utf-8"))["recipe"] == asdict(Recipe())
