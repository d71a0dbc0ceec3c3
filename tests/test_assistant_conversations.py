"""Conversations that are kept: over restarts and kills, within bounds, for their owner, deleted for good."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.conversations import MOST_BYTES, MOST_TURNS, Conversations, UnknownConversation
from assistant.service import CONVERSATIONS, Assistant
from assistant.settings import Settings
from assistant.told import listen
from eval.told import load
from policies.errors import CatalogDamaged
from policies.model import Answer

ON = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
TURNS = ["光伏企业落户宿州有什么支持？", "我们有50人,去年营收3亿", "那人才呢？", "那淮北相山区呢？"]


def told(answer: Answer) -> dict[str, object]:
    return answer.model_dump(exclude={"id"})


def again(home: Path) -> Assistant:
    """The home as a program started later finds it."""
    return Assistant(home, settings=Settings())


def home_of(assistant: Assistant) -> Path:
    return Path(assistant.conversations.checkpoints.conn.execute("PRAGMA database_list").fetchone()[2]).parent


def go_on(home: Path, conversation: str, question: str) -> Answer:
    """Ask in another process."""
    given = ["--conversation", conversation, "--on", ON.isoformat(), "--json", "--home", str(home)]
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "ask", question, *given], check=True, capture_output=True
    )
    return Answer.model_validate_json(done.stdout)


def test_another_process_goes_on_as_if_nothing_had_happened(assistant: Assistant) -> None:
    id_ = assistant.conversations.begin()
    for number, turn in enumerate(TURNS[:-1], start=1):
        answer = assistant.ask([turn], on=ON, conversation=id_)
        assert told(answer) == told(assistant.ask(TURNS[:number], on=ON))
    home = home_of(assistant)
    assistant.close()
    answer = go_on(home, id_, TURNS[-1])
    later = again(home)
    assert told(answer) == told(later.ask(TURNS, on=ON))
    turns = later.conversations.turns(id_)
    assert [turn.said for turn in turns] == TURNS
    assert turns[-1].answer == answer
    later.close()


def test_each_turn_heard_by_itself_tells_the_same_as_all_at_once() -> None:
    for case in load():
        memory = None
        for turn in case.turns:
            heard = listen([turn], case.on, memory)
            memory = heard.memory
        assert heard == listen(case.turns, case.on), case.id


def test_what_was_told_long_ago_still_counts_and_the_file_of_a_long_talk_stays_small(
    assistant: Assistant,
) -> None:
    id_ = assistant.conversations.begin()
    assistant.ask(["我们公司在淮北市相山区,有50名职工"], on=ON, conversation=id_)
    sizes = []
    for number in range(MOST_TURNS + 20):
        answer = assistant.ask(["今天下雨吗", "你好"][number % 2 :][:1], on=ON, conversation=id_)
        sizes.append(
            assistant.conversations.checkpoints.conn.execute(
                "SELECT sum(length(checkpoint)) FROM checkpoints"
            ).fetchone()[0]
        )
    assert len(assistant.conversations.turns(id_)) == MOST_TURNS
    assert max(sizes[20:]) < 2 * sizes[20]
    answer = assistant.ask(["重大项目有什么支持"], on=ON, conversation=id_)
    assert {answer.profile["region"], answer.profile["employees"]} == {"安徽省淮北市相山区", 50}
    assert {citation.document_id for citation in answer.citations} == {"xiangshan-2024-opinion"}


KILLED = """
import os, sys
from datetime import date
from pathlib import Path
from assistant.service import Assistant
from assistant.settings import Settings
assistant = Assistant(Path(sys.argv[1]), settings=Settings())
for step in assistant.answering([sys.argv[3]], on=date(2026, 6, 1), conversation=sys.argv[2]):
    if step == sys.argv[4]:
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("stage", ["正在理解问题…", "正在核对条件…"])
def test_a_turn_that_was_killed_is_heard_with_the_next(assistant: Assistant, stage: str) -> None:
    id_ = assistant.conversations.begin()
    assistant.ask(TURNS[:1], on=ON, conversation=id_)
    home = home_of(assistant)
    command = [sys.executable, "-c", KILLED, str(home), id_, TURNS[1], stage]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert [bool(turn.answer) for turn in assistant.conversations.turns(id_)] == [True, False]
    answer = assistant.ask(["能拿多少"], on=ON, conversation=id_)
    assert told(answer) == told(assistant.ask([*TURNS[:2], "能拿多少"], on=ON))


def test_a_clock_that_was_put_back_loses_nothing(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = assistant.conversations.begin()
    assistant.ask(["我们公司在淮北市相山区"], on=ON, conversation=id_)
    monkeypatch.setattr("langgraph.checkpoint.base.id._last_v6_timestamp", None)
    monkeypatch.setattr("langgraph.checkpoint.base.id.time.time_ns", lambda: 10**18)
    assistant.ask(["有50名职工"], on=ON, conversation=id_)
    answer = assistant.ask(["有什么奖励"], on=ON, conversation=id_)
    assert (answer.profile["region"], answer.profile["employees"]) == ("安徽省淮北市相山区", 50)


@pytest.mark.parametrize(
    ("turns", "place"),
    [
        (["相山区重大项目一事一议有哪些支持", "那滁州呢", "谁负责"], "相山"),  # nothing is held for 滁州
        (["宿州容错免责怎么写的", "相山呢", "谁认定"], "宿州"),  # what is held for 相山 says nothing of it
        (["相山区重大项目有什么支持", "说错了 我们在滁州", "谁负责"], "滁州"),  # where somebody says he is
    ],
)
def test_a_place_for_which_there_is_nothing_is_not_gone_on_with(
    assistant: Assistant, turns: list[str], place: str
) -> None:
    *_, answer = [assistant.ask([turn], conversation="there") for turn in turns]
    assert place in answer.profile["region"]
    assert (answer.status == "abstained") == (place == "滁州")


def test_a_profile_handed_over_once_holds_for_the_conversation(assistant: Assistant) -> None:
    id_ = assistant.conversations.begin()
    assistant.ask(["你好"], on=ON, conversation=id_, profile={"region": "安徽省淮北市相山区"})
    answer = assistant.ask(["我们有50名职工"], on=ON, conversation=id_, profile={"kind": "enterprise"})
    held = {"kind": "enterprise", "region": "安徽省淮北市相山区", "employees": 50}
    assert answer.profile == held


def test_two_programs_in_one_conversation_keep_each_its_own_answer(tmp_path: Path) -> None:
    one, other = Conversations(tmp_path / "c.db"), Conversations(tmp_path / "c.db")

    def slow(said: Sequence[str], id_: str) -> Iterator[Answer]:
        list(
            other.kept(id_, ["后问"], ON, NOW, "", lambda *_: iter([Answer(status="answered", text="后答")]))
        )
        yield Answer(status="answered", text="先答")

    list(one.kept("a" * 24, ["先问"], ON, NOW, "", slow))
    kept = [(turn.said, turn.answer and turn.answer.text) for turn in one.turns("a" * 24)]
    assert kept == [("先问", "先答"), ("后问", "后答")]
    one.close()
    other.close()


def test_a_question_that_fails_is_not_kept(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = assistant.conversations.begin()
    with monkeypatch.context() as broken:
        broken.setattr("assistant.graph.find", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            assistant.ask(TURNS[:1], on=ON, conversation=id_)
    assert assistant.conversations.turns(id_) == []
    assert assistant.ask(TURNS[:1], on=ON, conversation=id_).citations


def test_many_threads_talk_at_once_each_in_its_own_order(assistant: Assistant) -> None:
    ids = [assistant.conversations.begin() for _ in range(4)]

    def say(number: int) -> None:
        assistant.ask([f"我们有{number}名职工"], on=ON, conversation=ids[number % 4])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(say, range(1, 33)))
    for id_ in ids:
        turns = assistant.conversations.turns(id_)
        assert [turn.number for turn in turns] == list(range(1, 9))
        assert all(turn.answer for turn in turns)


def test_what_is_deleted_is_gone_from_the_file_byte_by_byte(assistant: Assistant) -> None:
    secret, other = "皮影戏道具厂", "养蜂合作社"
    kept = assistant.conversations
    first, second = kept.begin(), kept.begin()
    for id_, words in ((first, secret), (second, other)):
        for turn in (f"我们{words}在宿州,有50名职工", f"{words}有什么补贴"):
            assistant.ask([turn], on=ON, conversation=id_)
    home = home_of(assistant)

    def holding(words: str) -> list[str]:
        return [
            file.name for file in home.rglob("*") if file.is_file() and words.encode() in file.read_bytes()
        ]

    assert holding(secret)
    kept.delete([first])
    assert holding(secret) == []
    assert holding(other)
    assert kept.clear() == 1
    assert holding(other) == []
    assert kept.held() == []
    with pytest.raises(UnknownConversation, match="可能已经删除"):
        kept.turns(first)


def test_only_the_owner_of_the_file_may_read_it_and_the_log_holds_nothing(assistant: Assistant) -> None:
    assistant.ask(["皮影戏道具厂在宿州有什么补贴"], on=ON, conversation=assistant.conversations.begin())
    home = home_of(assistant)
    files = list(home.glob(f"{CONVERSATIONS}*"))
    assert len(files) > 1
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert "皮影" not in (home / "policymatch.log").read_text("utf-8")


def test_who_did_not_begin_a_conversation_neither_sees_nor_deletes_it(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "c.db")
    mine, theirs = kept.begin(), kept.begin()
    for id_, owner in ((mine, "甲"), (theirs, "乙")):
        list(kept.kept(id_, ["问"], ON, NOW, owner, lambda *_: iter([Answer(status="answered", text="答")])))
    assert [one.id for one in kept.held("甲")] == [mine]
    for attempt in (kept.turns, lambda id_, owner: kept.delete([mine, id_], owner)):
        with pytest.raises(UnknownConversation):
            attempt(theirs, "甲")
    assert kept.clear("甲") == 1
    assert [one.id for one in kept.held()] == [theirs]
    kept.close()


def test_a_conversation_of_long_answers_is_cut_at_its_beginning(tmp_path: Path) -> None:
    kept = Conversations(tmp_path / "c.db")
    long = Answer(status="answered", text="很长" * (MOST_BYTES // 24))
    for number in range(8):
        list(kept.kept("a" * 24, [f"第{number}问"], ON, NOW, "", lambda *_: iter([long])))
    assert [turn.said for turn in kept.turns("a" * 24)] == ["第4问", "第5问", "第6问", "第7问"]
    kept.close()


HOSTILE = [
    ("pickle", b"\x80\x04\x8c\x05posix\x8c\x05mkdir\x93\x8c\x06opened\x85R."),
    ("msgpack", b"\xc7\x1b\x00\x93\xa2os\xa5mkdir\xa6opened"),
    ("json", b'{"lc": 2, "type": "constructor", "id": ["os", "mkdir"], "args": ["opened"]}'),
    ("json", b"[1, 2"),
    ("json", b"7"),
]


@pytest.mark.parametrize(("kind", "content"), HOSTILE)
def test_a_file_that_was_tampered_with_runs_nothing(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, content: bytes
) -> None:
    id_ = assistant.conversations.begin()
    assistant.ask(["宿州有什么补贴"], on=ON, conversation=id_)
    connection = assistant.conversations.checkpoints.conn
    connection.execute("UPDATE checkpoints SET type = ?, checkpoint = ?", (kind, content))
    connection.commit()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CatalogDamaged, match="损坏"):
        assistant.ask(["那人才呢"], on=ON, conversation=id_)
    assert not (tmp_path / "opened").exists()


def test_a_talk_of_another_shape_and_a_file_that_is_none_are_told(
    assistant: Assistant, tmp_path: Path
) -> None:
    id_ = assistant.conversations.begin()
    assistant.ask(["宿州有什么补贴"], on=ON, conversation=id_)
    connection = assistant.conversations.checkpoints.conn
    stored = json.loads(connection.execute("SELECT checkpoint FROM checkpoints").fetchone()[0])
    stored["channel_values"]["talk"] = {"heard": {"sides": "x"}}
    connection.execute("UPDATE checkpoints SET checkpoint = ?", (json.dumps(stored),))
    connection.commit()
    with pytest.raises(CatalogDamaged, match="另开一段"):
        assistant.ask(["那人才呢"], on=ON, conversation=id_)
    (tmp_path / "none.db").write_bytes(b"no database" * 1000)
    with pytest.raises(CatalogDamaged, match="损坏"):
        Conversations(tmp_path / "none.db")


# ---- the command ------------------------------------------------------------------------------------


@pytest.fixture
def home(assistant: Assistant) -> Path:
    return home_of(assistant)


def test_conversations_are_listed_shown_and_deleted_by_command(
    assistant: Assistant, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    id_ = assistant.conversations.begin()
    assistant.ask(["宿州有什么\n补贴"], on=ON, conversation=id_)
    where = ["--home", str(home)]
    assert main(["conversations", "list", *where]) == 0
    assert capsys.readouterr().out.split("\t")[::3] == [id_, "宿州有什么 补贴\n"]
    assert main(["conversations", "show", id_, *where]) == 0
    assert "【问】宿州有什么" in capsys.readouterr().out
    assert main(["conversations", "delete", *where]) == 2
    assert main(["conversations", "delete", id_, "--all", *where]) == 2
    assert main(["conversations", "delete", "没有的编号", *where]) == 1
    assert "没有的编号" in capsys.readouterr().err
    assert main(["conversations", "delete", id_, *where]) == 0
    assert "已删除 1 段" in capsys.readouterr().out
    assert not any("宿州有什么".encode() in file.read_bytes() for file in home.glob(f"{CONVERSATIONS}*"))
    assert main(["ask", "你好", "--conversation", id_, *where]) == 1
    assert main(["conversations", "list", *where]) == 0
    assert capsys.readouterr().out == "没有保存的对话。\n"
