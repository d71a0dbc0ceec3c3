"""Whether a printed line goes on in the next one: the rules of hard-wrapped Chinese text.

A line goes on when it reaches the right margin and nothing says that something new begins: a number, an
indent, another size of type.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from policies.documents.pdf_lines import Line, is_wide

_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,6}[条章节编款篇]|[一二三四五六七八九十]{1,3}\s*[、.\uff0e]"
    r"|[(\uff08]\s*[一二三四五六七八九十\d]{1,3}\s*[)\uff09]|\d{1,3}\s*(?:[.\uff0e](?!\d)|、|[)\uff09])"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}(?=[\s\u4e00-\u9fff])|[\u2460-\u249b\u3220-\u3229\u2776-\u277f]"
    r"|[●•◆■▪※★☆○◇□√➢]|[A-Za-z][.\uff0e、)\uff09]|附件?\s*[\d一二三四五六七八九十]*\s*[:\uff1a]?\Z"
    r"|附件?\s*\d*\s*[:\uff1a]|注\s*\d*\s*[:\uff1a]|专栏\s*\d|[表图]\s*\d+"
)
_OVER = re.compile("[。！？!?;；:：…][”’』」）)》\"']*\\Z")
_LEADERS = re.compile(r"[.…·\u2026\uff0e]{4,}\s*\d+\Z")
_REFERENCE = re.compile(r"第[^条章节款]{1,6}[条章节款](?:第|规定|所|的|至|、|和|或|[(\uff08])")
_ADDRESS = re.compile(r"(?:://|www\.)[\x21-\x7e]*\Z")
_CUT_NUMBER = re.compile(r"\d\n[\d.,%]|\d[.,]\n\d")
_FULL = 2.0  # a line that ends within so many characters of the margin reaches it
_INDENT = 0.8
_SIZE_CHANGE = 0.12


@dataclass(frozen=True)
class Block:
    """Lines set to the same margins; `body` blocks of two pages go on in each other, as do cells."""

    lines: tuple[Line, ...]
    left: float
    right: float
    indented: bool
    body: bool = True


def margins(lines: Sequence[Line]) -> tuple[float, float]:
    """The left and the right margin that some lines show."""
    return min(line.x0 for line in lines), max(line.x1 for line in lines)


def uses_indents(lines: Sequence[Line], left: float) -> bool:
    """Whether paragraphs begin with an indent here, as official documents do."""
    starts = [line for above, line in pairwise(lines) if is_over(above.text)]
    starts += [line for line in lines if _NUMBERED.match(line.text)]
    return sum(_is_indented(line, left) for line in starts) > 0.5 * len(starts)


def is_over(text: str) -> bool:
    """Whether a sentence, or a part of a list, ends with this line."""
    return bool(_OVER.search(text))


def may_join(held: Block, part: Block, above: Line, line: Line) -> bool:
    """Whether the last line of one block goes on in the first line of another, or of the same one."""
    if held is not part and (above.page == line.page or not _same_column(held, part, line)):
        return False
    return goes_on(above, line, held, part)


def goes_on(above: Line, line: Line, held: Block, part: Block) -> bool:
    """Whether the paragraph of the line above goes on in this line."""
    if _is_set_apart(above, line):
        return False
    if _is_centred_title(above, line, held, part):
        return True
    if not reaches_margin(above, line, held) or _far_below(above, line):
        return False
    indent = _is_indented(line, part.left) and not _hangs(above, line, held)
    if _NUMBERED.match(line.text):
        by_chance = part.indented or bool(_REFERENCE.match(line.text))
        return by_chance and not indent and not is_over(above.text)
    if is_over(above.text):
        return part.indented and not indent and not above.text.endswith((":", "\uff1a"))
    return not indent or (not part.indented and _is_indented(above, held.left))


def glue(above: str, below: str) -> str:
    """What stands between the parts of a broken line: a space between two Latin words, else nothing.

    >>> [glue("LPR", "plus"), glue("https://example.cn/a?", "b=1"), glue("最高", "30"), glue("3", ".5亿元")]
    [' ', '', '', '']
    """
    if not above or not below or not (above[-1].isascii() and below[0].isascii()):
        return ""
    if _CUT_NUMBER.search(above[-2:] + "\n" + below[:1]):
        return ""
    return "" if above[-1] == "-" or _ADDRESS.search(above) else " "


def reaches_margin(line: Line, below: Line | None, block: Block) -> bool:
    """Whether a line was broken because it was full: the next word would not have fitted."""
    word = re.match(r"[\x21-\x7e]+", below.text) if below else None
    width = (len(word[0]) * 0.5 + 1) * line.size if word else 0.0
    return block.right - line.x1 < max(_FULL * line.size, width)


def _is_indented(line: Line, left: float) -> bool:
    return line.x0 > left + _INDENT * line.size


def _same_column(held: Block, part: Block, line: Line) -> bool:
    """A page that shows one cell of a table only looks like a page without a table."""
    return (held.body and part.body) or abs(held.left - part.left) < 2 * line.size


def _is_set_apart(above: Line, line: Line) -> bool:
    """An entry of a table of contents, or another size of type."""
    comparable = _has_wide(above.text) and _has_wide(line.text)
    resized = comparable and abs(above.size - line.size) > _SIZE_CHANGE * above.size
    return resized or bool(_LEADERS.search(above.text) or _LEADERS.search(line.text))


def _has_wide(text: str) -> bool:
    return any(is_wide(character) for character in text)


def _hangs(above: Line, line: Line, held: Block) -> bool:
    """Whether the line is set in under a number that stands at the margin."""
    at_margin = not _is_indented(above, held.left)
    return at_margin and bool(_NUMBERED.match(above.text)) and line.x0 < above.x0 + 4 * above.size


def _far_below(above: Line, line: Line) -> bool:
    return above.page == line.page and line.top - above.top > 3.2 * above.size


def _is_centred_title(above: Line, line: Line, held: Block, part: Block) -> bool:
    """Two lines of one large centred title; a remark in brackets below a title stands alone."""
    if above.page != line.page or len(part.lines) <= 5 or line.text.startswith(("(", "\uff08")):
        return False
    centre = (held.left + held.right) / 2
    both = (above, line)
    centred = all(abs((each.x0 + each.x1) / 2 - centre) < each.size < each.x0 - held.left for each in both)
    large = above.size > 1.15 * median(each.size for each in part.lines)
    close = line.top - above.top < 2.5 * above.size
    new = _NUMBERED.match(line.text) or is_over(above.text) or above.text.endswith("文件")
    return centred and large and close and not new
