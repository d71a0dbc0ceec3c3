"""A text as its sentences run: what the margin of a page cut (高新|技术企业) is one word again."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from policies.documents.wrapping import PAGE_BREAK, join_wrapped
from policies.model import Annotation, Clause, Quote

# A cut between two Latin words stands for a space; the number of a page behind a paragraph is no word of it.
_BREAK = r"(?<![ \t])[ \t]*\r?\n\s*+(?!\d{1,4}\s*\Z)"
_CUT = re.compile(rf"{PAGE_BREAK.pattern}|(?<![A-Za-z]){_BREAK}|{_BREAK}(?![A-Za-z])")


class Unwrapped(NamedTuple):
    """The text without the breaks inside its paragraphs; `pieces` say where each stretch of it was printed.

    A piece is where the stretch begins in this text and where it was printed, in text order.
    """

    text: str
    pieces: Sequence[tuple[int, int]]

    def printed(self, at: int) -> int:
        """Where the character at an offset of this text was printed."""
        begins, was = self.pieces[bisect_right(self.pieces, at, key=lambda piece: piece[0]) - 1]
        return was + at - begins

    def clauses(self, clauses: Sequence[Clause]) -> Iterator[Clause]:
        """The same clauses with their spans in this text."""
        for one in clauses:
            yield one.model_copy(update={"start": self._runs(one.start), "end": self._runs(one.end)})

    def _runs(self, printed: int) -> int:
        """Where a printed character, or the first one behind a break, stands in this text."""
        k = bisect_right(self.pieces, printed, key=lambda piece: piece[1]) - 1
        begins, was = self.pieces[k]
        behind = self.pieces[k + 1][0] if k + 1 < len(self.pieces) else len(self.text)
        return min(begins + printed - was, behind)


def unwrapped(text: str) -> Unwrapped | None:
    """The text as its sentences run; None where no margin cut it."""
    paragraphs = (span for span in join_wrapped(text) if text.find("\n", *span) >= 0)
    cuts = [cut.span() for left, right in paragraphs for cut in _CUT.finditer(text, left, right)]
    if not cuts:
        return None
    kept = [(end, start) for (_, end), (start, _) in pairwise(((0, 0), *cuts, (len(text), 0)))]
    begins = accumulate((right - left for left, right in kept), initial=0)
    pieces = [(at, left) for at, (left, _) in zip(begins, kept, strict=False)]
    return Unwrapped("".join(text[left:right] for left, right in kept), pieces)


def as_printed(told: Annotation, run: Unwrapped, text: str) -> Annotation:
    """What was read of `run`, with the spans and words of the printed `text`."""
    held = {name: getattr(told, name) for name in type(told).model_fields}
    quoted = {
        name: of for name, of in held.items() if isinstance(of, tuple) and of and isinstance(of[0], Quote)
    }
    return told.model_copy(
        update={name: tuple(_printed(one, run, text) for one in of) for name, of in quoted.items()}
    )


def _printed(one: Quote, run: Unwrapped, text: str) -> Quote:
    start = run.printed(one.start)
    end = run.printed(one.end - 1) + 1 if one.end > one.start else start
    return one.model_copy(update={"start": start, "end": end, "quote": text[start:end]})
