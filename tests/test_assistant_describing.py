"""Questions about a document itself are answered from what is known of it, not by looking for clauses."""

from datetime import date

import pytest

from assistant.about import asked_of
from assistant.service import Assistant

ON = date(2026, 11, 22)

ASKED = [
    ("那份有没有文号，哪年发布的", ("doc_number", "doc_date")),
    ("这个啥时候正式下文", ("doc_date",)),
    ("徽州那份呢，是哪年的？还有效吗", ("doc_date", "doc_standing")),
    ("是草案还是正式的", ("doc_standing",)),
    ("青岛方案讲了什么", ("doc_gist",)),
    ("相山那份一共有几条，谁发的", ("doc_issuer", "doc_extent")),
    ("你都有哪些文件", ("library_held",)),
    ("租金补贴现在还有效吗", ()),
    ("补贴什么时候发", ()),
    ("高企证还作数不", ()),
    ("我租的是国资公司的门面，小公司，疫情那会儿说头一个月不收租后面减半，这个现在还算数吗", ()),
]


@pytest.mark.parametrize(("turn", "aspects"), ASKED)
def test_what_is_asked_about_a_document(turn: str, aspects: tuple[str, ...]) -> None:
    assert asked_of(turn) == aspects


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    opened = Assistant(tmp_path_factory.mktemp("home"))
    opened.prepare()
    return opened


@pytest.mark.parametrize(
    ("turns", "said", "kind"),
    [
        (["徽州那份有没有文号"], "没有写文号", "undated"),
        (["相山那份是哪年的，现在还作数不"], "2024年2月20日发布的", "dated"),
        (["宿州的意见生效了没"], "还是征求意见稿，没有正式实行", "draft"),
        (["青岛方案现在还有效吗"], "不是文件本身", "news"),
        (["宿州的光伏产业怎么布局", "这个啥时候正式下文，我找谁盯"], "什么时候正式印发没有写", "draft"),
    ],
)
def test_it_is_told_with_the_warning_of_its_kind(
    assistant: Assistant, turns: list[str], said: str, kind: str
) -> None:
    answer = assistant.ask(turns, on=ON)
    assert said in answer.text
    assert kind in {caveat.kind for caveat in answer.caveats}
    assert len({one.document_id for one in answer.citations}) <= 1


def test_this_one_is_the_document_of_the_last_answer(assistant: Assistant) -> None:
    for turn in ("徽州区怎么推进外资招引", "这份是谁发的"):
        answer = assistant.ask([turn], on=ON, conversation="this-one")
    assert "发布单位是黄山市徽州区人民政府办公室" in answer.text


def test_a_document_that_is_not_held_is_not_described(assistant: Assistant) -> None:
    assert assistant.ask(["合肥那份文件是哪年的"], on=ON).status == "abstained"


def test_without_a_document_it_is_asked_which(assistant: Assistant) -> None:
    assert assistant.ask(["有文号吗"], on=ON).status == "needs_profile"
