"""What each command of the command line does; results to stdout.

Everything heavy is imported where it is used: `--help` and wrong use answer at once.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

from assistant import words
from assistant.arguments import WrongUse
from assistant.cases import Case, cases_from, file_bytes, named, profile_from, whole_words
from assistant.settings import read_settings
from policies.errors import PolicyMatchError, UnreadableDocument

DONE, PARTLY_FAILED = 0, 1
_QUESTIONS_SHOWN = 3


@contextmanager
def opened_assistant(args: argparse.Namespace, *, prepare: bool = True) -> Iterator[Any]:
    """The assistant of the home that is asked for; an empty one first gets the shipped documents."""
    from assistant.service import Assistant  # `--help` should not load the indexes

    given: dict[str, Any] = {"encoder": args.encoder} if args.encoder else {}
    no_library: dict[str, Any] = {"library": False} if args.no_library else {}
    told_home: dict[str, Any] = {"home": args.home} if args.home else {}
    settings = read_settings(**given, **no_library, **told_home)
    home = args.home or settings.home
    try:
        opened = Assistant(home, settings=settings)
    except (OSError, RuntimeError) as refused:  # RuntimeError: ~ without a home folder to stand for
        reason = "不能作为数据目录（不能创建或写入）"
        raise PolicyMatchError(f"“{home}”{reason}，请用 --home 指定一个可写的文件夹。") from refused
    with closing(opened) as assistant:
        if prepare:
            assistant.prepare(progress_bar("正在装入附带的政策"))
        yield assistant


def progress_bar(what: str) -> Callable[[int, int, str], None]:
    """A progress bar on stderr where a person is watching; silent otherwise."""
    from tqdm import tqdm

    bar = tqdm(desc=what, disable=not sys.stderr.isatty(), leave=False)

    def told(done: int, of: int, stage: str) -> None:
        bar.set_description(stage, refresh=False)
        bar.total = of
        bar.update(done - bar.n)

    return told


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def serve(args: argparse.Namespace) -> int:
    from assistant.ui.page import serve  # Gradio is loaded only where it is used

    with opened_assistant(args) as assistant:
        page = serve(assistant, host=args.host, port=args.port)
        print(f"请用浏览器打开 {page.local_url} ，按 Ctrl+C 停止。", flush=True)
        with suppress(KeyboardInterrupt):
            Event().wait()
        page.close(verbose=False)
    return DONE


def ingest(args: argparse.Namespace) -> int:
    with opened_assistant(args) as assistant:
        rows = assistant.ingest(args.paths, progress_bar("正在读取文件"))
    if args.json:
        print_json([row.model_dump(mode="json") for row in rows])
    else:
        for row in rows:
            print(f"{words.INGEST_STATUS[row.status][1]}\t{row.path}\t{row.error or f'{row.clauses} 条'}")
    return PARTLY_FAILED if any(row.status == "failed" for row in rows) or not rows else DONE


def clauses(args: argparse.Namespace) -> int:
    read = [(policy, file) for file in args.files if (policy := policy_of(file))]
    if args.json:
        print_json([_policy_json(policy, file, text=args.text) for policy, file in read])
    else:
        for policy, _ in read:
            _print_clauses(policy)
    return DONE if len(read) == len(args.files) else PARTLY_FAILED


def policy_of(file: Path) -> Any:
    """One file as it is read; None after telling why it cannot be."""
    from policies.documents.source import read_source  # as above
    from policies.reading.annotate import read_policy

    try:
        return read_policy(read_source(file_bytes(file), file.name))
    except UnreadableDocument as unreadable:
        print(unreadable, file=sys.stderr)
        return None


def _print_clauses(policy: Any) -> None:
    from index.review_words import described  # as above

    print(policy.info.title)
    for read in policy.clauses:
        clause, annotation = read.clause, read.annotation
        print(f"  {clause.locator}\t{annotation.kind.chinese}\t{clause.heading}")
        for line in described(annotation):
            print(f"      {line}")


def _policy_json(policy: Any, file: Path, *, text: bool) -> dict[str, Any]:
    from policies.reading.criteria import as_groups

    source = policy.source
    document = {
        "id": file.stem,
        "path": str(file),
        **policy.info.model_dump(mode="json"),
        "sha256": source.sha256,
        "media_type": source.media_type,
        "pages": len(source.pages),
    }
    clauses = [
        {
            **read.clause.model_dump(mode="json", exclude={"role"}),
            **read.annotation.model_dump(mode="json"),
            "criteria": [one.model_dump(mode="json") for one in as_groups(read.annotation.criteria)],
        }
        for read in policy.clauses
    ]
    return {"document": document, "clauses": clauses, **({"text": source.text} if text else {})}


def ask(args: argparse.Namespace) -> int:
    if args.jsonl is None and args.question is None:
        raise WrongUse('请写出问题，例如 policymatch ask "光伏企业落户宿州有什么支持?"。')
    for case, assistant in _each(args, _question_case(args)):
        if case.turns is None:
            raise WrongUse(f'{case.where}：缺少“turns”，请写成 {{"turns": ["问题"]}}。')
        with named(case.where):
            answer = assistant.ask(
                case.turns,
                profile=case.profile,
                on=case.on or args.on,
                id=case.id,
                conversation=_conversation(args, assistant),
            )
        if args.json or args.jsonl is not None:
            print_json(answer.model_dump(mode="json"))
        else:
            print(answer.text)
            for citation in answer.citations:
                print(f"{citation.mark} 《{citation.title}》{citation.locator}")
    return DONE


def _conversation(args: argparse.Namespace, assistant: Any) -> str | None:
    """The conversation to go on with; the id of a new one is told on stderr."""
    if args.conversation is None:
        return None
    if args.jsonl is not None:
        raise WrongUse("--conversation 不能与 --jsonl 同时使用。")
    if args.conversation != "new":
        assistant.conversations.turns(args.conversation)
        return str(args.conversation)
    begun = assistant.conversations.begin()
    print(f"对话编号：{begun}", file=sys.stderr)
    return str(begun)


def list_conversations(args: argparse.Namespace) -> int:
    with opened_assistant(args, prepare=False) as assistant:
        held = assistant.conversations.held()
    if args.json:
        print_json([one.model_dump(mode="json") for one in held])
    else:
        for one in held:
            print(f"{one.id}\t{one.changed.astimezone():%Y-%m-%d %H:%M}\t{one.turns} 问\t{one.title}")
        if not held:
            print("没有保存的对话。")
    return DONE


def show_conversation(args: argparse.Namespace) -> int:
    with opened_assistant(args, prepare=False) as assistant:
        turns = assistant.conversations.turns(args.id)
    if args.json:
        print_json([turn.model_dump(mode="json") for turn in turns])
        return DONE
    for turn in turns:
        print(f"【问】{turn.said}")
        print(turn.answer.text if turn.answer else "（这一问没有答完。）", end="\n\n")
    return DONE


def delete_conversations(args: argparse.Namespace) -> int:
    if bool(args.ids) == args.all:
        raise WrongUse("请写出要删除的对话编号，或用 --all 删除全部。")
    with opened_assistant(args, prepare=False) as assistant:
        kept = assistant.conversations
        deleted = kept.clear() if args.all else kept.delete(args.ids)
    print(f"已删除 {deleted} 段对话，不能恢复。")
    return DONE


def _question_case(args: argparse.Namespace) -> Iterator[Case]:
    turns = tuple(whole_words(turn) for turn in (*args.turn, args.question))
    yield Case("画像", turns=turns, profile=profile_from(args.profile) if args.profile else None)


def match(args: argparse.Namespace) -> int:
    if args.jsonl is None and args.profile is None:
        raise WrongUse("请用 --profile 指定画像文件，或用 --jsonl 指定一批案例。")
    for case, assistant in _each(args, _profile_case(args)):
        on = case.on or args.on or date.today()
        with named(case.where):
            found = assistant.consult(case.profile or {}, on=on, documents=case.documents, every=args.all)
        together = assistant.total(found.matches)
        for warning in found.warnings:
            print(f"{case.where}：{warning}", file=sys.stderr)
        if args.json or args.jsonl is not None:
            print_json(_match_json(case, on, found, together))
        else:
            _print_consultation(found)
            print(words.total(together.certain_min, together.possible_max))
    return DONE


def _print_consultation(found: Any) -> None:
    for m in found.matches:
        changes = [change["text"] for change in m.what_would_change[:1]]
        shown = [words.VERDICT[m.verdict], m.document_id, m.locator, m.heading, m.amount_note, *changes]
        print("\t".join(shown).rstrip())
    for question in found.next_questions[:_QUESTIONS_SHOWN]:
        print(f"还想知道：{question.question}（{question.why.rstrip('。')}）")


def _profile_case(args: argparse.Namespace) -> Iterator[Case]:
    yield Case(str(args.profile), profile=profile_from(args.profile), documents=args.document)


def _match_json(case: Case, on: date, found: Any, together: Any) -> dict[str, Any]:
    from policies.numbers import as_number  # as above

    most = together.possible_max
    return {
        "id": case.id,
        "on": on.isoformat(),
        **found.model_dump(mode="json"),
        "total_yuan": {
            "certain_min": as_number(together.certain_min),
            "possible_max": None if most is None else as_number(most),
        },
    }


def _each(args: argparse.Namespace, single: Iterator[Case]) -> Iterator[tuple[Case, Any]]:
    """The cases that the arguments name, in order, with one assistant for all of them."""
    first = next(single) if args.jsonl is None else None
    with opened_assistant(args) as assistant:
        for case in [first] if first else cases_from(args.jsonl):
            yield case, assistant


def verify(args: argparse.Namespace) -> int:
    with opened_assistant(args) as assistant:
        verification = assistant.verify(whole_words(args.quote), args.document)
    if args.json:
        print_json(verification.model_dump(mode="json"))
    else:
        print(verification.explanation)
    return DONE if verification.label == "verbatim" else PARTLY_FAILED


def library(args: argparse.Namespace) -> int:
    with opened_assistant(args) as assistant:
        documents = assistant.library()
    if args.json:
        print_json([document.model_dump(mode="json") for document in documents])
    else:
        for held in documents:
            size = f"{held.versions} 个版本\t{held.clauses} 条"
            print(f"{held.id}\t{held.title}\t{words.STATUS[held.status]}\t{size}")
    return DONE


def review(args: argparse.Namespace) -> int:
    if args.apply and args.undo:
        raise WrongUse("--apply 与 --undo 一次只能用一个。")
    table = file_bytes(args.apply) if args.apply else None
    with opened_assistant(args) as assistant:
        if table is not None:
            told, done = "已采纳", assistant.apply_review(table, actor=args.actor)
        elif args.undo:
            told, done = "已撤销", assistant.undo_review(actor=args.actor)
        else:
            told, done = "已导出", None
            _write_new(args.output, assistant.review(args.document, least_covered=args.least_covered))
        aside = assistant.corrections_set_aside()
    if args.json:
        print_json(_review_json(args.output, done, aside))
        return DONE
    if done is None:
        print(f"{told}到“{args.output}”，用 Excel 改好后存为 CSV UTF-8，再用 --apply 交回。")
    else:
        print(f"{told}{done.corrections}处更正，涉及{len(done.documents)}份文件。")
    for correction in aside:
        print(f"条款文字已变，这处更正先搁置：{correction}", file=sys.stderr)
    return DONE


def _review_json(output: Path, done: Any, aside: Sequence[str]) -> dict[str, Any]:
    made = (done.corrections, done.documents) if done else (0, ())
    file = None if done else str(output)
    return {"file": file, "corrections": made[0], "documents": made[1], "set_aside": aside}


def _write_new(file: Path, content: bytes) -> None:
    """Write a file that must not be there yet: it may be a table that somebody is working on."""
    try:
        with file.open("xb") as written:
            written.write(content)
    except FileExistsError as held:
        raise PolicyMatchError(f"文件“{file}”已经存在，请用 -o 换一个文件名。") from held
    except OSError as refused:
        raise PolicyMatchError(f"文件“{file}”写不进去，请检查文件夹和权限后重试。") from refused


def doctor(args: argparse.Namespace) -> int:
    with opened_assistant(args, prepare=False) as assistant:
        findings = assistant.doctor(repair=args.repair)
    if args.json:
        print_json(findings)
    else:
        print("\n".join(findings) if findings else "政策库和索引一致，没有发现问题。")
    return PARTLY_FAILED if findings else DONE
