"""Cuts text into terms: dictionary words and character bigrams.

Both views are kept because neither is enough: bigrams find terms no dictionary holds (免申即享), words
do not confuse 上海市场 with 海市.
"""

import re
from collections.abc import Sequence
from operator import add

import rjieba

_RUN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?|[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_LONGEST_TERM = 64


def fold(text: str) -> str:
    """Half-width, lower-case text without thousands separators; for matching only, offsets change."""
    return _THOUSANDS.sub("", text.translate(_FULL_WIDTH).lower())


def runs(text: str) -> list[str]:
    """Unbroken stretches of Chinese characters, or of Latin letters and digits; punctuation is dropped.

    >>> runs("申报“5G”、1,000万元(含)")
    ['申报', '5g', '1000', '万元', '含']
    """
    return [run[:_LONGEST_TERM] if run.isascii() else run for run in _RUN.findall(fold(text))]


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of characters; a lone character and a Latin or digit run stand for themselves.

    >>> bigrams("免申即享5G")
    ['免申', '申即', '即享', '5g']
    """
    pairs: list[str] = []
    for run in runs(text):
        if run.isascii() or len(run) == 1:
            pairs.append(run)
        else:
            pairs.extend(map(add, run, run[1:]))
    return pairs


def words(text: str) -> list[str]:
    """Dictionary words, with the shorter words inside long ones.

    >>> words("高新技术企业")
    ['高新', '技术', '高新技术', '企业']
    """
    return [word[:_LONGEST_TERM] for run in runs(text) for word in _segment(run)]


def _segment(run: str) -> Sequence[str]:
    return [run] if run.isascii() else rjieba.cut_for_search(run)


def last_characters(text: str) -> list[str]:
    """The end of each run: with it, every character begins some term, so one character can be looked up."""
    return [run[-1] for run in runs(text) if len(run) > 1 and not run.isascii()]
