"""Arguments of the command line, with help and errors in Chinese."""

import argparse
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, NoReturn

from policies.errors import PolicyMatchError

# argparse speaks English; each of its complaints, and how an official would put it.
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", "缺少{0}"),
    (r"unrecognized arguments: (.+)", "不认识“{0}”"),
    (r"argument 命令: invalid choice: (.+) \(choose from (.+)\)", "没有{0}这个命令，可用：{1}"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", "{0}不能是{1}，可用：{2}"),
    (r"argument (.+): expected one argument", "{0}后面要写一个值"),
    (r"argument (.+): expected at least one argument", "{0}后面至少要写一个值"),
    (r"argument (.+): expected (\d+) arguments?", "{0}后面要写{1}个值"),
    (r"argument (.+): invalid \w+ value: (.+)", "{0}的值{1}无法识别"),
    (r"argument (.+): ignored explicit argument (.+)", "{0}后面不能写值{1}"),
    (r"argument (.+): not allowed with argument (.+)", "{0}不能与{1}同时使用"),
    (r"ambiguous option: (.+) could match (.+)", "“{0}”可能是{1}中的任何一个"),
    (r"argument ([^:]+): (.+)", "{0}:{1}"),
)


class WrongUse(PolicyMatchError):
    """The command was called in a way it does not understand."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose help and errors are Chinese; a wrong use raises `WrongUse`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, add_help=False, allow_abbrev=False, formatter_class=_Formatter)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"命令用法不对（{in_chinese(message)}），请运行 {self.prog} --help 查看说明。")


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def in_chinese(complaint: str) -> str:
    """What argparse complains of, in Chinese; an unknown complaint stays as it is.

    >>> in_chinese("argument --port: invalid int value: 'x'")
    '--port的值“x”无法识别'
    """
    for pattern, words in _COMPLAINTS:
        if found := re.fullmatch(pattern, complaint, re.DOTALL):
            return words.format(*(_requoted(part) for part in found.groups()))
    return complaint


def _requoted(part: str) -> str:
    return re.sub(r"'([^']*)'", r"“\1”", part).replace(", ", "、")


def day(words: str) -> date:
    """A date argument, YYYY-MM-DD."""
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期“{words}”无法识别，请写成 2026-01-31 的形式") from None


def count(words: str) -> int:
    """How many, at least one."""
    if not words.isdecimal() or int(words[:9]) == 0:
        raise argparse.ArgumentTypeError(f"“{words}”不对，请写 1 以上的整数")
    return int(words[:9])


def port(words: str) -> int:
    """A TCP port to listen on; 0 lets the system choose."""
    if not words.isdecimal() or int(words) > 65535:
        raise argparse.ArgumentTypeError(f"端口“{words}”不对，请写 0 到 65535 之间的整数")
    return int(words)
