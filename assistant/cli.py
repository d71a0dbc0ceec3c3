"""The command line: `policymatch COMMAND`. Results to stdout, errors as one Chinese sentence to stderr."""

import argparse
import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from assistant import commands, table_commands
from assistant.arguments import Parser, WrongUse, count, day, port
from assistant.commands import PARTLY_FAILED
from policies.errors import InvalidProfile, PolicyMatchError

WRONG_USE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 done, 1 done with failures, 2 wrong use."""
    # Starting makes many objects and no garbage; looking for some took a seventh of a short command.
    gc.set_threshold(50_000, 20, 20)
    logging.basicConfig(level=logging.ERROR)
    _show_any_name()
    try:
        args = _parser().parse_args(argv)
        code = int(args.run(args))
        sys.stdout.flush()
    except (WrongUse, InvalidProfile) as wrong:
        return _failed(str(wrong), WRONG_USE)
    except PolicyMatchError as failed:
        return _failed(str(failed), PARTLY_FAILED)
    except BrokenPipeError:
        _discard_output()
        return PARTLY_FAILED
    except KeyboardInterrupt:
        return _failed("已中断。", PARTLY_FAILED)
    return code


def _failed(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


def _show_any_name() -> None:
    """File names may hold bytes that are no text; showing one must not end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _discard_output() -> None:
    """Nobody reads any more (`| head`); what is still buffered must not fail again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> Parser:
    parser = Parser(
        prog="policymatch", description="政策匹配助手：查政策、配政策、核对原文，每句话都有出处。"
    )
    parser.add_argument(
        "--version", action="version", version=f"policymatch {version('policymatch')}", help="显示版本"
    )
    group = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser)
    for add in (
        _serve,
        _ingest,
        _clauses,
        _ask,
        _conversations,
        _match,
        _prematch,
        _diff,
        _verify,
        _library,
        _review,
        _doctor,
    ):
        add(group)
    return parser


def _command(
    group: Any, run: Callable[[argparse.Namespace], int], text: str, *, home: bool = True, name: str = ""
) -> Parser:
    parser: Parser = group.add_parser(name or run.__name__, help=text, description=text)
    parser.set_defaults(run=run)
    if home:
        where = "数据目录（默认 $POLICYMATCH_HOME 或 ~/.policymatch）"
        parser.add_argument("--home", type=Path, metavar="目录", help=where)
        parser.add_argument("--no-library", action="store_true", help="不装入随软件附带的政策")
        parser.add_argument("--encoder", metavar="名称或路径", help="改用其他 sentence-transformers 向量模型")
    return parser


def _json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 值")


def _serve(group: Any) -> None:
    parser = _command(group, commands.serve, "打开网页界面")
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听地址（默认只限本机）")
    parser.add_argument("--port", type=port, default=7860, metavar="端口", help="端口（默认 7860）")


def _ingest(group: Any) -> None:
    parser = _command(group, commands.ingest, "把文件或文件夹读入政策库(txt md html pdf docx)")
    parser.add_argument("paths", nargs="+", type=Path, metavar="文件或目录")
    _json(parser)


def _clauses(group: Any) -> None:
    parser = _command(group, commands.clauses, "只读取不入库：列出文件的条款", home=False)
    parser.add_argument("files", nargs="+", type=Path, metavar="文件")
    parser.add_argument("--text", action="store_true", help="同时输出规范文本")
    _json(parser)


def _ask(group: Any) -> None:
    parser = _command(group, commands.ask, "提问，回答附条款出处")
    parser.add_argument("question", nargs="?", metavar="问题")
    parser.add_argument("--turn", action="append", default=[], metavar="话", help="此前说过的话，可重复")
    parser.add_argument("--conversation", metavar="编号", help="接着这段对话问（new 表示另开一段并保存）")
    _case_arguments(parser)


def _conversations(group: Any) -> None:
    about = "查看、删除以前的对话（只存在本机数据目录里）"
    parser = group.add_parser("conversations", help=about, description=about)
    parts = parser.add_subparsers(title="做什么", metavar="做什么", required=True, parser_class=Parser)
    listed = _command(parts, commands.list_conversations, "列出以前的对话", name="list")
    _json(listed)
    shown = _command(parts, commands.show_conversation, "显示一段对话的全部问答", name="show")
    shown.add_argument("id", metavar="编号", help="list 列出的编号")
    _json(shown)
    deleted = _command(parts, commands.delete_conversations, "删除对话，不能恢复", name="delete")
    deleted.add_argument("ids", nargs="*", metavar="编号", help="list 列出的编号，可以写几个")
    deleted.add_argument("--all", action="store_true", help="删除全部对话")


def _match(group: Any) -> None:
    parser = _command(group, commands.match, "用一份画像逐条匹配政策")
    parser.add_argument("--document", action="append", metavar="编号", help="只匹配这份文件，可重复")
    parser.add_argument("--all", action="store_true", help="不符合的也列出")
    _case_arguments(parser)


def _prematch(group: Any) -> None:
    parser = _command(group, table_commands.prematch, "整张表的企业或人才逐行匹配，写成 Excel 预匹配清单")
    parser.add_argument("table", type=Path, metavar="表格", help="csv、xlsx 或 parquet，每行一家企业或一个人")
    parser.add_argument("-o", "--output", type=Path, metavar="文件", help="清单写到（.xlsx）")
    parser.add_argument("--clause", action="append", default=[], metavar="编号", help="只看这一条，可重复")
    parser.add_argument("--on", type=day, metavar="日期", help="按哪一天判断（YYYY-MM-DD，默认今天）")
    parser.add_argument("--kind", metavar="身份", help="整张表都是企业、人才还是项目")
    parser.add_argument(
        "--mapping", type=Path, metavar="文件", help="各栏是什么意思（由 --show-mapping 生成）"
    )
    parser.add_argument("--show-mapping", action="store_true", help="只显示各栏读成什么，不匹配")
    parser.add_argument("--offers", type=Path, metavar="目录", help="另给每行写一份 Word 礼遇单")
    engines = ("local", "spark")
    parser.add_argument("--engine", choices=engines, default="local", metavar="引擎", help="local 或 spark")
    _json(parser)


def _diff(group: Any) -> None:
    about = "比较一份文件的两个版本：哪些条款变了，谁的结论会变"
    parser = _command(group, table_commands.diff, about, home=False)
    parser.add_argument("before", type=Path, metavar="旧文件")
    parser.add_argument("after", type=Path, metavar="新文件")
    parser.add_argument("--table", type=Path, metavar="表格", help="看这张表里谁的结论会变")
    parser.add_argument("--mapping", type=Path, metavar="文件", help="表格各栏是什么意思")
    parser.add_argument("--on", type=day, metavar="日期", help="按哪一天判断（YYYY-MM-DD，默认今天）")
    _json(parser)


def _verify(group: Any) -> None:
    parser = _command(group, commands.verify, "核对一句话是不是政策原文")
    parser.add_argument("--quote", required=True, metavar="原话")
    parser.add_argument("--document", metavar="编号", help="应当出自哪份文件")
    _json(parser)


def _library(group: Any) -> None:
    _json(_command(group, commands.library, "列出政策库中的文件"))


def _review(group: Any) -> None:
    parser = _command(group, commands.review, "导出审阅表，改正后交回")
    parser.add_argument("--document", action="append", metavar="编号", help="只导出这份文件，可重复")
    parser.add_argument("--least-covered", type=count, metavar="条数", help="只导出最没读懂的这么多条")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("审阅表.csv"),
        metavar="文件",
        help="导出到（默认 审阅表.csv）",
    )
    parser.add_argument("--apply", type=Path, metavar="文件", help="交回改好的审阅表")
    parser.add_argument("--undo", action="store_true", help="撤销最近一次交回的审阅表")
    parser.add_argument("--actor", default="local", metavar="姓名", help="记录是谁改的")
    _json(parser)


def _doctor(group: Any) -> None:
    parser = _command(group, commands.doctor, "检查政策库与索引是否一致")
    parser.add_argument("--repair", action="store_true", help="重建可以重建的部分")
    _json(parser)


def _case_arguments(parser: Parser) -> None:
    parser.add_argument("--profile", type=Path, metavar="文件", help="画像(JSON)")
    parser.add_argument("--on", type=day, metavar="日期", help="按哪一天判断（YYYY-MM-DD，默认今天）")
    parser.add_argument("--jsonl", metavar="文件", help="每行一个案例的 JSON 文件，- 表示标准输入")
    _json(parser)


if __name__ == "__main__":
    sys.exit(main())
