"""Headings that run into the words behind them: 三、稳定就业 对不裁员的企业……"""

import re
from collections.abc import Sequence

from policies.model import Clause

_RUNS_ON = re.compile(r"(?<=[\u4e00-\u9fff”）])[ \t\n\u3000](?=\s*\S)")
_CUT = 30  # characters at which the outline cuts the first words of a provision without a heading


def body_of(text: str, clause: Clause) -> int:
    """Where the words behind a heading without a full stop begin; else where the clause does."""
    heading = clause.heading
    at = text.find(heading, clause.start, clause.end)
    if not 0 < len(heading) < _CUT or at < 0:
        return clause.start
    behind = _RUNS_ON.match(text, at + len(heading), clause.end)
    return behind.end() if behind else clause.start


def with_stops(text: str, clauses: Sequence[Clause]) -> str:
    """The text with a full stop behind each such heading, so that it is a sentence of its own.

    No offset changes.
    """
    parts, last = [], 0
    for clause in clauses:
        body = body_of(text, clause)
        if body > clause.start:
            parts += [text[last : body - 1], "。"]
            last = body
    return "".join([*parts, text[last:]])
