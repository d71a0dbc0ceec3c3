"""Is this sentence really in the library: word for word, altered, in another document, or not found."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from policies.vocabulary.terms import fold

_ALTERED = 72.0  # per cent of characters in common below which two sentences are different sentences
_IGNORED = re.compile(r"[\s“”‘’\"'「」『』…]+")


@dataclass(frozen=True)
class Place:
    """Where a sentence stands: `start`/`end` are offsets into the text of `document_id`."""

    document_id: str
    start: int
    end: int


@dataclass(frozen=True)
class Checked:
    """The outcome before citations are made."""

    label: str
    places: tuple[Place, ...] = ()
    difference: str | None = None


def check_quote(quote: str, texts: Iterable[tuple[str, str]], expected: Sequence[str] = ()) -> Checked:
    """Look for a sentence in `(document id, canonical text)` pairs.

    Blanks, quotation marks and full or half width are no difference; every other character is. `expected`
    are the documents that the user believes it to be in.
    """
    wanted, _ = squash(quote)
    if len(wanted) < 4:
        return Checked("not_found")
    held = list(texts)
    exact = [place for document_id, text in held for place in _exact(wanted, document_id, text)]
    if exact:
        right = [place for place in exact if not expected or place.document_id in expected]
        return Checked("verbatim", tuple(right)) if right else Checked("wrong_document", tuple(exact))
    near = max(
        (_nearest(wanted, document_id, text) for document_id, text in held), key=lambda n: n[0], default=None
    )
    if near is None or near[0] < _ALTERED:
        return Checked("not_found")
    text = dict(held)[near[1].document_id]
    return Checked("altered", (near[1],), difference(quote, text[near[1].start : near[1].end]))


def squash(text: str) -> tuple[str, list[int]]:
    """`text` without what is no difference, and for each remaining character its offset in `text`."""
    folded = fold(text)
    kept = [at for at, char in enumerate(folded) if not _IGNORED.match(char)]
    return "".join(folded[at] for at in kept), kept


def _exact(wanted: str, document_id: str, text: str) -> Iterator[Place]:
    squashed, offsets = squash(text)
    at = squashed.find(wanted)
    while at >= 0:
        yield Place(document_id, offsets[at], offsets[at + len(wanted) - 1] + 1)
        at = squashed.find(wanted, at + 1)


def _nearest(wanted: str, document_id: str, text: str) -> tuple[float, Place]:
    squashed, offsets = squash(text)
    if not squashed:
        return 0.0, Place(document_id, 0, 0)
    best = fuzz.partial_ratio_alignment(wanted, squashed)
    if best is None or best.dest_end <= best.dest_start:
        return 0.0, Place(document_id, 0, 0)
    return best.score, Place(document_id, offsets[best.dest_start], offsets[best.dest_end - 1] + 1)


def difference(quote: str, original: str) -> str:
    """The words that differ, as 「引文」→「原文」 pairs.

    >>> difference("压缩至10日", "压缩至20日")
    '「1」→「2」'
    """
    told, stands = squash(quote)[0], squash(original)[0]
    changes = [
        f"「{told[a:b]}」→「{stands[c:d]}」"
        for tag, a, b, c, d in SequenceMatcher(None, told, stands, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
    return ";".join(changes)
