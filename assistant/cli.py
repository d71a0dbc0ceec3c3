"""The command line: `policymatch COMMAND`. Results to stdout, errors as one Chinese sentence to stderr."""

import argparse
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from assistant.settings import Settings
from policies.errors import InvalidProfile, PolicyMatchError, UnreadableDocument

DONE, PARTLY_FAILED, WRONG_USE = 0, 1, 2


class WrongUse(PolicyMatchError):
    """The command was called in a way it does not understand."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"命令用法不对({message}),请运行 {self.prog} --help 查看说明。")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 done, 1 done with failures, 2 wrong use."""
    logging.basicConfig(level=logging.ERROR)
    try:
        args = _parser().parse_args(argv)
        return int(args.run(args))
    except WrongUse as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USE
    except InvalidProfile as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USE
    except PolicyMatchError as failed:
        print(failed, file=sys.stderr)
        return PARTLY_FAILED
    except BrokenPipeError:
        return PARTLY_FAILED
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return PARTLY_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="policymatch", description="政策匹配助手:查政策、配政策、核对原文,每句话都有出处。", add_help=False)
    _help(parser)
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)
    _serve(commands), _ingest(commands), _clauses(commands), _ask(commands)
    _match(commands), _verify(commands), _library(commands), _doctor(commands)
    return parser


def _help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="显示本说明")


def _command(commands: Any, name: str, run: Any, text: str, *, home: bool = True, as_json: bool = True) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, add_help=False)
    _help(parser)
    parser.set_defaults(run=run)
    if home:
        parser.add_argument("--home", type=Path, metavar="目录", help="数据目录(默认 $POLICYMATCH_HOME 或 ~/.policymatch)")
        parser.add_argument("--no-library", action="store_true", help="不装入随软件附带的政策")
        parser.add_argument("--encoder", metavar="名称或路径", help="改用其他 sentence-transformers 向量模型")
    if as_json:
        parser.add_argument("--json", action="store_true", help="输出一个 JSON 值")
    return parser


def _serve(commands: Any) -> None:
    parser = _command(commands, "serve", _run_serve, "打开网页界面", as_json=False)
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址(默认只限本机)")
    parser.add_argument("--port", type=int, default=7860, metavar="端口", help="端口(默认 7860)")


def _ingest(commands: Any) -> None:
    parser = _command(commands, "ingest", _run_ingest, "把文件或文件夹读入政策库(txt md html pdf docx)")
    parser.add_argument("paths", nargs="+", type=Path, metavar="文件或目录")


def _clauses(commands: Any) -> None:
    parser = _command(commands, "clauses", _run_clauses, "只读取不入库:列出文件的条款", home=False)
    parser.add_argument("files", nargs="+", type=Path, metavar="文件")
    parser.add_argument("--text", action="store_true", help="同时输出规范文本")


def _ask(commands: Any) -> None:
    parser = _command(commands, "ask", _run_ask, "提问,回答附条款出处")
    parser.add_argument("question", nargs="?", metavar="问题")
    parser.add_argument("--turn", action="append", default=[], metavar="话", help="此前说过的话,可重复")
    parser.add_argument("--profile", type=Path, metavar="文件", help="画像(JSON)")
    _day(parser), _jsonl(parser)


def _match(commands: Any) -> None:
    parser = _command(commands, "match", _run_match, "用一份画像逐条匹配政策")
    parser.add_argument("--profile", type=Path, metavar="文件", help="画像(JSON)")
    parser.add_argument("--document", action="append", metavar="编号", help="只匹配这份文件,可重复")
    parser.add_argument("--all", action="store_true", help="不符合的也列出")
    _day(parser), _jsonl(parser)


def _verify(commands: Any) -> None:
    parser = _command(commands, "verify", _run_verify, "核对一句话是不是政策原文")
    parser.add_argument("--quote", required=True, metavar="原话")
    parser.add_argument("--document", metavar="编号", help="应当出自哪份文件")


def _library(commands: Any) -> None:
    _command(commands, "library", _run_library, "列出政策库中的文件")


def _doctor(commands: Any) -> None:
    parser = _command(commands, "doctor", _run_doctor, "检查政策库与索引是否一致")
    parser.add_argument("--repair", action="store_true", help="重建可以重建的部分")


def _day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=_date, metavar="日期", help="按哪一天判断(YYYY-MM-DD,默认今天)")


def _jsonl(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jsonl", metavar="文件", help="每行一个案例的 JSON 文件,- 表示标准输入")


def _date(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期“{words}”无法识别,请写成 2026-01-31 的形式") from None


# ---- running ----------------------------------------------------------------------------------------


def _assistant(args: argparse.Namespace) -> Any:
    from assistant.service import Assistant  # noqa: PLC0415 - `--help` should not load the indexes

    given = {"encoder": args.encoder} if args.encoder else {}
    settings = Settings(**given, **({"library": False} if args.no_library else {}))
    assistant = Assistant(args.home or settings.home, settings=settings)
    return closing(assistant)


def _progress(what: str) -> Any:
    """A progress bar on stderr where a person is watching; silent otherwise."""
    from tqdm import tqdm  # noqa: PLC0415

    bar = tqdm(desc=what, disable=not sys.stderr.isatty(), leave=False)

    def told(done: int, of: int, stage: str) -> None:
        bar.set_description(stage, refresh=False)
        bar.total = of
        bar.update(done - bar.n)

    return told


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def _run_serve(args: argparse.Namespace) -> int:
    from assistant.ui.page import serve  # noqa: PLC0415 - Gradio is loaded only where it is used

    with _assistant(args) as assistant:
        assistant.prepare(_progress("正在装入附带的政策"))
        serve(assistant, host=args.host, port=args.port)
    return DONE


def _run_ingest(args: argparse.Namespace) -> int:
    with _assistant(args) as assistant:
        assistant.prepare(_progress("正在装入附带的政策"))
        rows = assistant.ingest(args.paths, _progress("正在读取文件"))
    if args.json:
        _print_json([row.model_dump(mode="json") for row in rows])
    else:
        words = {"added": "已加入", "unchanged": "没有变化", "new_version": "已更新为新版本", "failed": "未能读取"}
        for row in rows:
            print(f"{words[row.status]}\t{row.path}\t{row.error or f'{row.clauses} 条'}")
    return PARTLY_FAILED if any(row.status == "failed" for row in rows) or not rows else DONE


def _run_clauses(args: argparse.Namespace) -> int:
    from policies.documents.source import read_source  # noqa: PLC0415
    from policies.reading.annotate import read_policy  # noqa: PLC0415

    read, failed = [], 0
    for file in args.files:
        try:
            policy = read_policy(read_source(_bytes(file), file.name))
        except UnreadableDocument as unreadable:
            print(unreadable, file=sys.stderr)
            failed += 1
            continue
        read.append(_policy_json(policy, file, text=args.text))
    if args.json:
        _print_json(read)
    else:
        for entry in read:
            print(entry["document"]["title"])
            for clause in entry["clauses"]:
                print(f"  {clause['locator']}\t{clause['kind']}\t{clause['heading']}")
    return PARTLY_FAILED if failed else DONE


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as refused:
        raise UnreadableDocument(f"{file}:打不开({refused.strerror}),请检查路径和权限。") from refused


def _policy_json(policy: Any, file: Path, *, text: bool) -> dict[str, Any]:
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
        {**read.clause.model_dump(mode="json", exclude={"role"}), **read.annotation.model_dump(mode="json")}
        for read in policy.clauses
    ]
    return {"document": document, "clauses": clauses, **({"text": source.text} if text else {})}


def _run_ask(args: argparse.Namespace) -> int:
    if args.jsonl is None and args.question is None:
        raise WrongUse("请写出问题,例如 policymatch ask \"光伏企业落户宿州有什么支持?\"。")
    with _assistant(args) as assistant:
        assistant.prepare(_progress("正在装入附带的政策"))
        if args.jsonl is not None:
            for case in _cases(args.jsonl):
                answer = assistant.ask(case["turns"], profile=case.get("profile"), on=_on(case, args), id=case.get("id"))
                _print_json(answer.model_dump(mode="json"))
            return DONE
        answer = assistant.ask([*args.turn, args.question], profile=_profile(args.profile), on=args.on)
    if args.json:
        _print_json(answer.model_dump(mode="json"))
    else:
        print(answer.text)
        for citation in answer.citations:
            print(f"{citation.mark} 《{citation.title}》{citation.locator}")
    return DONE


def _run_match(args: argparse.Namespace) -> int:
    if args.jsonl is None and args.profile is None:
        raise WrongUse("请用 --profile 指定画像文件,或用 --jsonl 指定一批案例。")
    with _assistant(args) as assistant:
        assistant.prepare(_progress("正在装入附带的政策"))
        cases = _cases(args.jsonl) if args.jsonl is not None else [{"profile": _profile(args.profile), "documents": args.document}]
        for case in cases:
            day = _on(case, args) or date.today()
            matches = assistant.match(case.get("profile") or {}, on=day, documents=case.get("documents"), every=args.all)
            answer = {
                "id": case.get("id"),
                "on": day.isoformat(),
                "matches": [m.model_dump(mode="json") for m in matches],
                "next_questions": [],
                "total_yuan": {"certain_min": 0, "possible_max": None},
            }
            if args.json or args.jsonl is not None:
                _print_json(answer)
            else:
                for m in matches:
                    print(f"{m.verdict.value}\t{m.document_id}\t{m.locator}\t{m.heading}")
    return DONE


def _run_verify(args: argparse.Namespace) -> int:
    from assistant.verify import LABELS  # noqa: PLC0415

    with _assistant(args) as assistant:
        assistant.prepare(_progress("正在装入附带的政策"))
        verification = assistant.verify(args.quote, args.document)
    if args.json:
        _print_json(verification.model_dump(mode="json"))
    else:
        print(LABELS[verification.label] + "。")
        if verification.difference:
            print(f"不同之处(引用→原文):{verification.difference}")
        for citation in verification.found:
            print(f"《{citation.title}》{citation.locator}:“{citation.quote}”")
    return DONE if verification.label == "verbatim" else PARTLY_FAILED


def _run_library(args: argparse.Namespace) -> int:
    with _assistant(args) as assistant:
        assistant.prepare(_progress("正在装入附带的政策"))
        documents = assistant.library()
    if args.json:
        _print_json([document.model_dump(mode="json") for document in documents])
    else:
        for document in documents:
            print(f"{document.id}\t{document.title}\t{document.status.value}\t{document.versions} 个版本\t{document.clauses} 条")
    return DONE


def _run_doctor(args: argparse.Namespace) -> int:
    with _assistant(args) as assistant:
        findings = assistant.doctor(repair=args.repair)
    if args.json:
        _print_json(findings)
    else:
        print("\n".join(findings) if findings else "政策库和索引一致,没有发现问题。")
    return PARTLY_FAILED if findings else DONE


# ---- reading cases ----------------------------------------------------------------------------------


def _cases(name: str) -> Iterator[dict[str, Any]]:
    lines: Iterable[str] = sys.stdin if name == "-" else _bytes(Path(name)).decode("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _object(line, f"{name} 第{number}行")


def _profile(path: Path | None) -> dict[str, Any]:
    return _object(_bytes(path).decode("utf-8", "replace"), str(path)) if path else {}


def _object(words: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(words)
    except json.JSONDecodeError as wrong:
        raise WrongUse(f"{where}:不是有效的 JSON(第{wrong.colno}个字符处),请检查引号和逗号。") from wrong
    if not isinstance(value, dict):
        raise WrongUse(f"{where}:应当是一个 JSON 对象,例如 {{\"region\": \"安徽省宿州市\"}}。")
    return value


def _on(case: dict[str, Any], args: argparse.Namespace) -> date | None:
    return _date(case["on"]) if case.get("on") else args.on


if __name__ == "__main__":
    sys.exit(main())
