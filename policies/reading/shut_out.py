"""Who is left out of a benefit: 对有欠税行为的企业不予资助, 列入异常名录的不得申报."""

from collections.abc import Iterator

from policies.model import Criterion
from policies.reading.patterns import guarded

_SHUT_OUT = guarded("shut_out")


def find_shut_out(text: str, start: int, end: int) -> Iterator[Criterion]:
    """Whoever is one of those named in `text[start:end]` gets nothing; 非X shut out leaves only X."""
    for hit in _SHUT_OUT.finditer(text, start, end):
        left, right = hit.span("what")
        name = "".join(hit["what"].split())
        bare = name.removeprefix("非")
        yield Criterion.of(text, left, right, about=f"fact:{bare}", op="is", value=bare != name)
