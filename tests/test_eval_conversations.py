"""The conversations: every verdict is about an expectation, and an answer that has changed is found out."""

from pathlib import Path

from eval.conversations.__main__ import main
from eval.conversations.transcript import (
    Conversation,
    Judgement,
    Mark,
    Talk,
    Turn,
    changed,
    load,
    load_judged,
    print_of,
    shares,
    store_judged,
    transcript,
)
from policies.model import Answer

_SPOKEN = Conversation(id="X", who="staff", theme="t", turns=(Turn(say="在吗", expect=("问地区", "不承诺")),))
_ANSWER = Answer(status="abstained", text="请问在哪里？")


def _judged(expectation: int, verdict: Mark, answer: Answer = _ANSWER) -> Judgement:
    return Judgement(
        id="X",
        turn=1,
        expectation=expectation,
        verdict=verdict,
        why="是",
        commit="0",
        answer=print_of(answer),
    )


def test_every_verdict_is_about_an_expectation() -> None:
    expected = {key for one in load() for n in range(len(one.turns)) for key in one.keys(n + 1)}
    assert {one.key for one in load_judged()} <= expected


def test_the_first_verdict_is_kept_beside_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "judged.jsonl"
    store_judged([_judged(2, Mark.RIGHT), _judged(1, Mark.WRONG), _judged(1, Mark.PARTLY)], path)
    judged = load_judged(path)
    assert [figure.hit for figure in shares(judged, first=True)] == [1, 0, 1]
    assert [figure.hit for figure in shares(judged, first=False)] == [1, 1, 0]


def test_a_wrong_expectation_counts_nowhere() -> None:
    judged = [_judged(1, Mark.GOLD_WRONG), _judged(2, Mark.RIGHT)]
    assert [figure.of for figure in shares(judged, first=False)] == [1, 1, 1]


def test_an_answer_that_is_another_one_now_is_judged_again() -> None:
    judged = [_judged(1, Mark.RIGHT)]
    other = Answer(status="answered", text="有。")
    assert changed([Talk(_SPOKEN, (_ANSWER,))], judged) == []
    assert changed([Talk(_SPOKEN, (other,))], judged) == judged


def test_a_transcript_shows_words_answer_and_verdicts() -> None:
    shown = transcript(Talk(_SPOKEN, (_ANSWER,)), [_judged(1, Mark.RIGHT)])
    for part in ("## 1. 在吗", "> 请问在哪里？", "**对：是**", "**未判**"):
        assert part in shown


def test_conversations_of_another_file_are_kept_with_their_verdicts_in_a_folder_of_their_own(
    tmp_path: Path,
) -> None:
    source, out, verdicts = tmp_path / "other.jsonl", tmp_path / "kept", tmp_path / "verdicts.txt"
    source.write_text(_SPOKEN.model_dump_json(), encoding="utf-8")
    verdicts.write_text("X 1 2 right 未承诺", encoding="utf-8")
    main(["--from", str(source), "--out", str(out), "--judge", str(verdicts)])
    assert [one.key for one in load_judged(out / "judged.jsonl")] == [("X", 1, 2)]
    assert "**对：未承诺**" in (out / "X.md").read_text(encoding="utf-8")
