"""What a person hands to the command line: the bytes of a file, a profile, cases one a line.

Everything is checked here, so that a wrong file is named with its line and never reaches the assistant.
"""

import errno
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from assistant.arguments import WrongUse
from policies.documents import MAX_BYTES
from policies.errors import InvalidProfile, UnreadableDocument

_REASONS = {
    errno.ENOENT: "找不到，请检查路径",
    errno.ENOTDIR: "找不到，请检查路径",
    errno.EISDIR: "是文件夹，请指定其中的文件",
    errno.EACCES: "没有读取权限，请检查文件权限",
    errno.EPERM: "没有读取权限，请检查文件权限",
    errno.ENAMETOOLONG: "路径太长，请检查路径",
}


@dataclass(frozen=True)
class Case:
    """One line of a batch: `turns` for a question, `profile` and `documents` for a match."""

    where: str
    id: Any = None
    turns: tuple[str, ...] | None = None
    profile: dict[str, Any] | None = None
    on: date | None = None
    documents: tuple[str, ...] | None = None


def file_bytes(file: Path) -> bytes:
    """The content of a file to be read as a document; raises `UnreadableDocument`.

    Not more than one byte above the limit is read, so that a huge file costs nothing.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as refused:
        raise UnreadableDocument(_refusal(str(file), refused)) from refused
    except ValueError as refused:
        raise UnreadableDocument(f"{file}：路径无效，请检查路径。") from refused


def profile_from(file: Path) -> dict[str, Any]:
    """The JSON object in a profile file; raises `WrongUse`."""
    with _opened(str(file)) as opened:
        return json_object(_decoded(opened.read(MAX_BYTES), str(file)), str(file))


def cases_from(name: str) -> Iterator[Case]:
    """The cases of a file with one JSON object a line (`-` is standard input); raises `WrongUse`."""
    if name == "-":
        yield from _cases(getattr(sys.stdin, "buffer", sys.stdin), "标准输入")
    else:
        with _opened(name) as opened:
            yield from _cases(opened, name)


@contextmanager
def named(where: str) -> Iterator[None]:
    """Say in which line of a batch a profile is wrong."""
    try:
        yield
    except InvalidProfile as wrong:
        raise InvalidProfile(f"{where}：{wrong}") from wrong


def json_object(words: str, where: str) -> dict[str, Any]:
    """The JSON object in `words`; raises `WrongUse`, naming `where`."""
    try:
        value = json.loads(words, parse_constant=_not_a_number)
    except json.JSONDecodeError as wrong:
        raise WrongUse(f"{where}：不是有效的 JSON(第{wrong.colno}个字符处),请检查引号和逗号。") from wrong
    except (ValueError, RecursionError) as wrong:
        raise WrongUse(f"{where}：不是有效的 JSON（数字太长、不是数或嵌套太深），请改正后重试。") from wrong
    if not isinstance(value, dict):
        raise WrongUse(f'{where}：应当是一个 JSON 对象，例如 {{"region": "安徽省宿州市"}}。')
    return {**_whole(value)}


def whole_words(words: str) -> str:
    """`words` with U+FFFD for each half of a character (lone surrogate), which no file or index can hold."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return whole_words(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return (
        {whole_words(key): _whole(item) for key, item in value.items()} if isinstance(value, dict) else value
    )


def _not_a_number(word: str) -> float:
    raise ValueError(word)


@contextmanager
def _opened(name: str) -> Iterator[BinaryIO]:
    try:
        opened = Path(name).open("rb")  # noqa: SIM115 - closed below; only the opening may be refused
    except OSError as refused:
        raise WrongUse(_refusal(name, refused)) from refused
    except ValueError as refused:
        raise WrongUse(f"{name}：路径无效，请检查路径。") from refused
    with opened:
        yield opened


def _refusal(name: str, refused: OSError) -> str:
    return f"{name}：{_REASONS.get(refused.errno or 0, f'打不开（错误 {refused.errno}），请检查文件')}。"


def _decoded(line: bytes | str, where: str) -> str:
    try:
        return line if isinstance(line, str) else line.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise WrongUse(f"{where}：不是 UTF-8 编码，请另存为 UTF-8 后重试。") from wrong


def _cases(lines: Iterable[bytes | str], name: str) -> Iterator[Case]:
    for number, line in enumerate(lines, 1):
        where = f"{name} 第{number}行"
        if words := _decoded(line, where).strip():
            yield _case(json_object(words, where), where)


def _case(told: dict[str, Any], where: str) -> Case:
    def checked(key: str, right: Callable[[Any], bool], shape: str) -> Any:
        value = told.get(key)
        if value is None or right(value):
            return value
        raise WrongUse(f"{where}：“{key}”应当是{shape}，请改正后重试。")

    turns = checked("turns", _is_words, "字符串的列表")
    documents = checked("documents", _is_words, "文件编号的列表")
    return Case(
        where=where,
        id=told.get("id"),
        turns=None if turns is None else tuple(turns),
        profile=checked("profile", lambda value: isinstance(value, dict), "一个对象"),
        on=_day(checked("on", _is_day, "日期，例如 2026-01-31")),
        documents=None if documents is None else tuple(documents),
    )


def _is_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(_day(value))
    except ValueError:
        return False


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None
