"""The mapping of a table's columns as a file that a person corrects: TOML, in Chinese."""

import re
import tomllib
from pathlib import Path

from assistant.columns import Column, ColumnMapping, Given
from assistant.headers import BORN, FREE, STANDING, UNUSED, meaning
from policies.errors import UnreadableTable
from policies.profile import FACTS
from policies.vocabulary.terms import fold

_KINDS = {"企业": "enterprise", "个人": "talent", "人才": "talent", "项目": "project"}
KIND_NAMES = {"enterprise": "企业", "talent": "人才", "project": "项目"}
"""What users call the kinds."""

_HINT = """# 每行一栏：左边是表头，右边是它说的事。改好后用 --mapping 交回。
# 右边可以写：事项的名称（如 年营业收入，单位不同时写成 年营业收入（亿元））；
# 事实:名称（是/否或数字，如 事实:获得中国专利金奖）；资质:名称；留空表示不用这一栏。
"""


def kind_of(words: str) -> str:
    """The kind in Chinese or as the contract writes it; raises `UnreadableTable`."""
    kind = _KINDS.get(words, words)
    if kind not in FACTS["kind"].choices:
        raise UnreadableTable(f"身份“{words}”不认得，请写企业、人才或项目。")
    return kind


def read_mapping(file: Path) -> Given:
    """A mapping file; raises `UnreadableTable` naming the line that is wrong."""
    try:
        held = tomllib.loads(file.read_text("utf-8-sig"))
        columns, kind = dict(held.get("表头", {})), held.get("身份")
    except OSError as refused:
        raise UnreadableTable(f"映射文件“{file}”打不开，请检查路径和权限后重试。") from refused
    except (ValueError, TypeError) as wrong:
        line = re.search(r"line (\d+)", str(wrong))
        where = f"第 {line[1]} 行" if line else ""
        remedy = "请照 --show-mapping 生成的样子改，左右两边都要加引号"
        raise UnreadableTable(f"映射文件“{file}”{where}的写法不对，{remedy}。") from wrong
    return Given({header: target_of(str(words)) for header, words in columns.items()}, kind and kind_of(kind))


def target_of(words: str) -> tuple[str, str]:
    """The target and unit that a person writes for a column; raises `UnreadableTable`."""
    plain = fold(words).strip()
    if not plain:
        return UNUSED, ""
    if found := meaning(plain):
        return found
    known = "、".join(fact.label for fact in FACTS.values())
    raise UnreadableTable(f"映射文件里的“{words}”不认得，可以写 事实:{words}，或者：{known}。")


def shown_target(column: Column) -> str:
    """The target as a person reads and writes it."""
    target = column.target
    label = "出生日期" if target == BORN else FACTS[target].label if target in FACTS else target
    named = label.replace(FREE, "事实:", 1).replace(STANDING, "资质:", 1)
    return f"{named}（{column.unit}）" if column.unit else named


def written_mapping(mapping: ColumnMapping) -> str:
    """The mapping as a file to edit."""
    lines = [f"{_quoted(one.header)} = {_quoted(shown_target(one))}  # {one.why}" for one in mapping.columns]
    kind = f'"身份" = "{KIND_NAMES[mapping.kind]}"\n' if mapping.kind else ""
    return "\n".join([_HINT + kind, '["表头"]', *lines, ""])


def _quoted(words: str) -> str:
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
