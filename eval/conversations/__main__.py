"""`python -m eval.conversations`: hold the conversations, write transcripts, print how they were judged.

    python -m eval.conversations [ID…] [--from FILE --out FOLDER] [--judge FILE] [--keep]

`--judge` takes lines of `ID turn expectation verdict why`, as `K01 2 1 right 已改为6000`, and stores them
with the answer that they are about; `--keep` writes no transcript. Conversations of another file are held
with `--from`; their transcripts and verdicts (`judged.jsonl`) are then kept in the folder `--out`.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.conversations.transcript import (
    CONVERSATIONS,
    HERE,
    JUDGED,
    Judgement,
    Mark,
    Talk,
    changed,
    load,
    load_judged,
    print_of,
    shares,
    store_judged,
    talk,
    transcript,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Write transcripts and print the shares of verdicts, and what has to be judged again."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ids", nargs="*", metavar="ID", help="these conversations alone")
    parser.add_argument("--judge", type=Path, metavar="FILE", help="verdicts to be stored")
    parser.add_argument("--keep", action="store_true", help="write no transcript")
    parser.add_argument("--from", type=Path, metavar="FILE", dest="source", help="other conversations")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="where what belongs to them is kept")
    args = parser.parse_args(argv)
    if (args.source is None) != (args.out is None):
        parser.error("--from 和 --out 要一起给出：从哪个文件读对话，记录写到哪个文件夹。")
    folder, source = args.out or HERE, args.source or CONVERSATIONS
    folder.mkdir(parents=True, exist_ok=True)
    held = list(talk([one for one in load(source) if not args.ids or one.id in args.ids]))
    verdicts = folder / JUDGED.name
    judged = load_judged(verdicts)
    if args.judge:
        store_judged([*judged, *_read(args.judge, held)], verdicts)
        judged = load_judged(verdicts)
    for one in () if args.keep else held:
        (folder / f"{one.conversation.id}.md").write_text(transcript(one, judged), encoding="utf-8")
    _report(held, [one for one in judged if not args.ids or one.id in args.ids])
    return 0


def _read(path: Path, held: Sequence[Talk]) -> Iterator[Judgement]:
    """Verdicts on the answers of now; raises `ValueError` where a line is not one."""
    talks = {one.conversation.id: one for one in held}
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - whichever git the developer uses
        capture_output=True,
        text=True,
        cwd=HERE,
        check=True,
    ).stdout.strip()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        id_, turn, expectation, verdict, why = line.split(maxsplit=4)
        key = id_, int(turn), int(expectation)
        if id_ not in talks or key not in talks[id_].conversation.keys(key[1]):
            raise ValueError(f"{path.name} 第{number}行:没有{id_}第{turn}轮的第{expectation}条预期,请更正。")
        answer = print_of(talks[id_].answers[key[1] - 1])
        yield Judgement(
            id=id_,
            turn=key[1],
            expectation=key[2],
            verdict=Mark(verdict),
            why=why,
            commit=commit,
            answer=answer,
        )


def _report(held: Sequence[Talk], judged: Sequence[Judgement]) -> None:
    expected = {key for one in held for n in range(len(one.answers)) for key in one.conversation.keys(n + 1)}
    for title, first in (("first hearing", True), ("now", False)):
        print(title)
        for figure in shares(judged, first=first):
            print(f"  {figure}")
    print(f"not judged: {len(expected - {one.key for one in judged})} of {len(expected)}")
    for one in changed(held, judged):
        place = f"{one.id} {one.turn}.{one.expectation}"
        print(f"changed since judged at {one.commit}: {place} {one.verdict} {one.why}")


if __name__ == "__main__":
    sys.exit(main())
