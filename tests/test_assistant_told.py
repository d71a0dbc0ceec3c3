"""What users tell of themselves."""

from datetime import date
from typing import Any

import pytest

from assistant.told import Told, listen
from assistant.told_sides import without_others
from assistant.told_words import FILE
from assistant.ui.answer_view import show_answer
from assistant.understand import understand
from eval.told import HELD, figures, hear, load
from policies.facts import FACTS
from policies.matching.questions import STANDING
from policies.model import Answer
from policies.vocabulary.term_files import parse

ON = date(2026, 6, 1)
ENTRIES = parse(FILE)
SINGLE = [
    (key, entry)
    for section in ("number", "choice", "truth", "date")
    for key, entry in ENTRIES[section].items()
]
KEYS = {"standing": "qualifications", "degree": "degree", "title": "title", "tier": "talent_tier"}


def everything(told: Told) -> dict[str, Any]:
    """The profile of whoever the words are about; of several, all facts."""
    return {key: value for subject in (*told.others, told.subject) for key, value in subject.profile.items()}


@pytest.mark.parametrize(
    ("key", "words", "value"),
    [
        *((key, words, value) for key, entry in SINGLE for words, value in entry["examples"].items()),
        *(
            (KEYS[name], words, value)
            for name, entry in ENTRIES["term"].items()
            for words, value in entry["examples"].items()
        ),
        *(("received", words, value) for words, value in ENTRIES["received"]["examples"].items()),
        *(("industries", words, value) for words, value in ENTRIES["industry"]["said"]["examples"].items()),
        *(
            ("facts", words, {name: value})
            for name, entry in ENTRIES["fact"].items()
            for words, value in entry["examples"].items()
        ),
    ],
)
def test_words_that_tell_a_fact(key: str, words: str, value: Any) -> None:
    assert everything(listen([words], ON)).get(key) == value


@pytest.mark.parametrize(
    ("key", "words"),
    [
        *((key, words) for key, entry in SINGLE for words in entry["counterexamples"]),
        *(
            (KEYS[name], words)
            for name, entry in ENTRIES["term"].items()
            for words in entry["counterexamples"]
        ),
        *(("received", words) for words in ENTRIES["received"]["counterexamples"]),
        *(("facts", words) for entry in ENTRIES["fact"].values() for words in entry["counterexamples"]),
    ],
)
def test_words_that_only_seem_to_tell_a_fact(key: str, words: str) -> None:
    assert key not in everything(listen([words], ON))


@pytest.mark.parametrize("section", ["mood", "whose", "kind"])
def test_the_examples_of_moods_and_subjects(section: str) -> None:
    from assistant.told_words import told_words

    held = {"mood": told_words().moods, "whose": told_words().whose, "kind": told_words().kinds}[section]
    for name, entry in ENTRIES[section].items():
        assert entry["examples"]
        assert entry["counterexamples"]
        assert [words for words in entry["examples"] if not held[name].search(words)] == [], name
        assert [words for words in entry["counterexamples"] if held[name].search(words)] == [], name


def test_every_key_is_one_of_the_registry() -> None:
    assert {key for key, _ in SINGLE} <= set(FACTS)


def test_own_conversations_are_understood_with_next_to_no_wrong_fact() -> None:
    for cases in (load(), load(HELD)):
        exact, precision, recall = figures([hear(case) for case in cases])
        assert precision.value >= 0.98
        assert recall.value >= 0.95
        assert exact.value >= 0.9


def test_a_fact_carries_its_words_and_their_place() -> None:
    told = listen(["有什么补贴", "我们去年卖了3个亿,五十来号人"], ON)
    reading = next(one for one in told.subject.readings if one.key == "employees")
    assert (reading.words, reading.turn, reading.start, reading.end) == ("五十来号人", 1, 10, 15)
    assert reading.note == "大约"


def test_what_is_only_bounded_is_heard_but_not_taken() -> None:
    told = listen(["我们营收不到两千万"], ON)
    assert "revenue_wan" not in told.profile
    assert [(one.key, one.words) for one in told.unclear] == [("revenue_wan", "营收不到两千万")]


def test_a_correction_that_may_mean_either_of_two_facts_leaves_neither() -> None:
    told = listen(["我们营收3个亿,利润2000万", "不对,是6000万"], ON)
    assert not {"revenue_wan", "profit_wan"} & told.profile.keys()
    assert {one.key for one in told.unclear} == {"revenue_wan", "profit_wan"}


def test_an_answer_to_a_question_outlasts_and_can_be_corrected() -> None:
    told = listen([FACTS["employees"].question + "30人", "不对,是60人"], ON)
    (reading,) = told.subject.readings
    assert (reading.value, reading.firm) == (60, True)


def test_what_was_heard_is_shown_with_whose_it_is() -> None:
    told = listen(["我们在合肥,营收不到一个亿", "我老公是博士,他能拿什么"], ON)
    shown = [(fact.about, fact.value, fact.who) for fact in told.facts]
    assert shown == [
        ("degree", "博士", "老公"),
        ("region", "安徽省合肥市", "企业"),
        ("revenue_wan", None, ""),
    ]


def test_the_page_shows_what_was_heard_and_how_to_put_it_right() -> None:
    told = listen(["我们营收6000多万,小巨人还没批,没有失信"], ON)
    answer = Answer(status="answered", text="没有。", told=told.facts)
    shown = show_answer(answer, 0)
    assert "6000万元" in shown
    assert "说的是不止这个数" in shown
    assert "“小巨人还没批”" in shown
    assert f'value="{STANDING.format("专精特新“小巨人”企业")}"' in shown
    asked = FACTS["revenue_wan"].question
    assert f'value="{asked}"' in shown
    assert listen(["我们营收6000多万", f"{asked}\n答:5000万"], ON).profile["revenue_wan"] == 5000


@pytest.mark.parametrize(
    "words",
    [
        "营收" + "也就" * 400,
        "高企" * 500,
        "我们没有" * 300,
        "没有任何" * 300,
        "营收" + "大概差不多" * 200,
        "一" * 2000,
        "我们 " * 200,
    ],
)
def test_hostile_turns_end(words: str) -> None:
    assert "revenue_wan" not in listen([words], ON).profile


def test_nothing_is_told_by_nothing() -> None:
    assert listen([], ON).profile == {}
    assert listen(["", "  ", "???"], ON).profile == {}


_TWO = "两家公司,甲公司在徽州区做膜材料,投了1.2个亿,乙公司在萧县做软件,投5kw"
_PROJECTS = "两个项目:一个外资6000万美金投灵璧,一个内资3亿投砀山"
_CLIENTS = "一号张总在泗县做汽车零部件 营收6个亿 二号李总在相山做新型显示 投资9000万"


@pytest.mark.parametrize(
    ("turns", "who", "profile"),
    [
        ([_TWO], "", {}),
        ([_TWO, "先说甲的"], "甲", {"investment_wan": 12000, "region": "安徽省黄山市徽州区"}),
        ([_TWO, "第二家呢"], "乙", {"investment_wan": 5000, "region": "安徽省宿州市萧县"}),
        ([_TWO, "第二家呢", "两家能一起享受吗"], "", {}),
        ([_TWO, "膜材料那家找谁"], "甲", {"investment_wan": 12000}),
        ([_CLIENTS, "李总能拿厂房吗"], "二号李总", {"investment_wan": 9000}),
        ([_CLIENTS, "再来个三号 王总 投两个亿"], "三号王总", {"investment_wan": 20000}),
        (
            [_CLIENTS, "三号王总投两个亿", "回到二号 他的9000万改成9800万"],
            "二号李总",
            {"investment_wan": 9800},
        ),
        (
            ["两个项目:一个外资6000万美金投灵璧,一个内资3亿投砀山", "第二个能进吗"],
            "第二个",
            {"investment_wan": 30000},
        ),
    ],
)
def test_several_subjects_stay_apart(turns: list[str], who: str, profile: dict[str, Any]) -> None:
    told = listen(turns).subject
    assert told.who == who
    assert profile.items() <= told.profile.items()


@pytest.mark.parametrize(
    "words",
    [
        "甲醇项目总投资3亿",
        "一号文件有什么政策",
        "汇总一下",
        "基金总规模3亿",
        "双方总投资3亿",
        "高总部经济有什么支持",
        "我们是第一家上市的",
    ],
)
def test_words_that_only_look_like_one_of_several(words: str) -> None:
    assert listen([words]).subject.who == ""


@pytest.mark.parametrize(
    ("turns", "profile"),
    [
        (["我在宁波上班 技工", "记错了 厂在衢州 不是宁波"], {"region": "浙江省衢州市"}),
        (["我在芜湖上班 有啥补贴", "单位其实在铜陵 不在芜湖"], {"region": "安徽省铜陵市"}),
        (["我是老师 在宿州上班", "说错了 我们学校在徽州区"], {"region": "安徽省黄山市徽州区"}),
    ],
)
def test_a_place_put_right_is_put_right_of_the_same_person(turns: list[str], profile: dict[str, Any]) -> None:
    told = listen(turns)
    assert told.others == ()
    assert told.profile["kind"] == "talent"
    assert told.profile["region"] == told.profile["employer_region"] == profile["region"]


@pytest.mark.parametrize(
    ("turns", "left"),
    [
        (["我们在灵璧做轴承", "另一家公司做光伏 有补贴吗"], "我们在  做   "),
        (
            ["我们在灵璧做轴承", "另一家在嵊州 做电机", "说回我们公司 能拿啥"],
            "我们在灵璧做轴承 另一家在   做电机",
        ),
        (["我在青岛上班", "换个人 在嵊州上班的 本科"], "我在  上班"),
        (["我们在灵璧做轴承", "那人才呢"], "我们在灵璧做轴承"),
        (["我们在宿州做食品", "我老公硕士 能拿啥"], "我们在宿州做食品"),
    ],
)
def test_places_of_others_are_not_sought(turns: list[str], left: str) -> None:
    assert " ".join(without_others(turns[:-1], listen(turns))).strip() == left.strip()


def test_of_one_of_several_the_others_words_are_not_sought() -> None:
    asked = understand([_TWO, "第二家呢"], {})
    assert "徽州" not in "".join(asked.earlier)
    assert "软件" in "".join(asked.earlier)


def test_a_place_only_named_does_not_displace_where_a_firm_is() -> None:
    for own in ("宿州埇桥区做板材的", "我们是埇桥区的,做板材", "埇桥区开家具厂的"):
        told = listen([own, "铜陵的分厂能不能一起算"])
        assert told.profile["region"] == "安徽省宿州市埇桥区", own
