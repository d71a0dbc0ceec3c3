"""Which words a user wants checked, and what is said around them."""

import pytest

from assistant.quotations import find_quotation, marked_words, term_everywhere

SENTENCE = "对新落户的企业按实际租金的一半给予补贴"

ASKED = [
    [f"“{SENTENCE}”是原话吗"],
    [f"「{SENTENCE}」,帮我核对一下"],
    [f'文件里写没写"{SENTENCE}"'],
    [f"里面是不是有‘{SENTENCE}’"],
    [f"这句话出自哪:{SENTENCE}"],
    [f"{SENTENCE},这句话是哪份文件里的"],
    [f"同事引了一句:{SENTENCE}。帮我对对原文"],
    [f"核一下——“{SENTENCE}”"],
    [f"区里那份有没有{SENTENCE}这样的说法"],
    [SENTENCE, "这句是原话吗"],
    [f"“{SENTENCE}”", "上面那段引得对不对"],
    ["帮我核对一句话", SENTENCE],
    [f"“{SENTENCE}”是区里文件的原话吗", "那出自哪份"],
    [f"有人说文件里写着“{SENTENCE}”,真的假的"],
    [f"原话是不是 {SENTENCE}"],
    [f"“{SENTENCE}”在哪个文件里"],
    [f"“{SENTENCE}”"],
]


@pytest.mark.parametrize("turns", ASKED)
def test_words_to_be_checked_are_found(turns: list[str]) -> None:
    found = find_quotation(turns)
    assert found is not None
    assert found.words.strip("“”。") == SENTENCE
    assert SENTENCE not in found.around[0]


def test_a_few_words_are_checked_after_others_that_were() -> None:
    found = find_quotation([f"“{SENTENCE}”是原话吗", "“三十天”呢"])
    assert found is not None
    assert found.words == "三十天"
    assert find_quotation(["有什么补贴", "“三十天”呢"]) is None


def test_words_that_begin_with_a_place_are_not_looked_for_in_that_of_earlier_turns() -> None:
    found = find_quotation([f"青岛的“{SENTENCE}”是原话吗", f"“宿州{SENTENCE}”这个准吗"])
    assert found is not None
    assert "青岛" not in "".join(found.around)


ORDINARY = [
    ["区里文件里是不是写着免申即享"],
    ["有没有租金补贴"],
    ["“一事一议”怎么申请"],
    [f"“{SENTENCE}”是什么意思,我们怎么申请"],
    ["我们公司在宿州,想申请租金补贴"],
    ["帮我核对一下我们能拿哪些补贴"],
    ["核实：宿州有没有人才公寓？"],
    ["帮我核对一下符合哪些条款:我们是做光伏的企业,有五十个人"],
    [f"这段话是什么意思：{SENTENCE}"],
    [f"政策里说“{SENTENCE}”,我们去年刚成立,能拿吗"],
    [f"“{SENTENCE}”归哪个部门管"],
    ["是不是写着一企一策这样的话"],
    ["宿州文件原文是怎么写租金补贴的"],
    [],
]


@pytest.mark.parametrize("turns", ORDINARY)
def test_other_questions_have_none(turns: list[str]) -> None:
    assert find_quotation(turns) is None


def test_substance_and_wording_may_look_alike() -> None:
    found = find_quotation([f"文件是不是规定了{SENTENCE}"])
    assert found is not None
    assert not found.certain


@pytest.mark.parametrize(
    ("turn", "quoted"),
    [
        ("“按‘一事一议’方式支持”对吗", "按‘一事一议’方式支持"),
        ("“采取“一企一策”方式支持”对吗", "采取“一企一策”方式支持"),
        ("「免申即享」与“符合条件的企业直接兑现”", "符合条件的企业直接兑现"),
        ('原话是 "符合条件即可享受补贴" 吗', "符合条件即可享受补贴"),
        ("没有引号", ""),
        ("“没有结束", ""),
    ],
)
def test_the_longest_quotation_with_marks_inside(turn: str, quoted: str) -> None:
    assert marked_words(turn) == quoted


def test_a_sentence_with_marks_inside_is_taken_whole() -> None:
    found = find_quotation(["意见里有这句吧:把“给优惠”变成“给机会”,让企业先得到场景"])
    assert found is not None
    assert found.words == "把“给优惠”变成“给机会”,让企业先得到场景"


@pytest.mark.parametrize(
    "turn",
    [
        "那人才引进呢",
        "小孩上学怎么安排呢",
        "谁负责这件事呢",
        "去哪里办",
        "我们公司在合肥做光伏，去年营收三个亿",
    ],
)
def test_what_was_checked_is_not_checked_again_where_something_else_is_asked(turn: str) -> None:
    assert find_quotation([f"“{SENTENCE}”是原话吗", turn]) is None


@pytest.mark.parametrize("turn", ["合肥那份里有吗", "那宿州呢", "第几条", "是真的吗"])
def test_where_more_is_asked_of_it_it_is(turn: str) -> None:
    found = find_quotation([f"“{SENTENCE}”是原话吗", turn])
    assert found is not None
    assert found.words == SENTENCE


def test_a_term_of_which_every_place_is_asked_for_is_searched_for_not_checked() -> None:
    asked = "“拿地即开工”一共几个地方提到"
    assert term_everywhere(asked) == "拿地即开工"
    assert find_quotation(["“一企一策”是原话吗", asked]) is None
