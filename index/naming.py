"""File names → document ids that an official can read in a citation and a program can rely on."""

import os
import re
import unicodedata
from collections.abc import Iterator
from itertools import count
from pathlib import PurePath

_LONGEST = 60
_NOT_A_LETTER = re.compile(r"[\W_]+")


def tidy(name: str) -> str:
    """The name in one spelling, whatever file system it came from, and always valid Unicode.

    macOS writes letters decomposed; archives packed on Chinese Windows leave names in GB 18030.
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("gb18030", "replace")
    return unicodedata.normalize("NFC", name)


def candidate_ids(name: str) -> Iterator[str]:
    """Ids for a document of this name, best first, without end; Chinese letters stay.

    >>> from itertools import islice
    >>> list(islice(candidate_ids("政策/人才 新政(2024).pdf"), 3))
    ['政策-人才-新政-2024', '政策-人才-新政-2024-pdf', '政策-人才-新政-2024-2']
    """
    file = PurePath(name)
    stem = _slug(str(file.with_suffix("")) if file.name else name) or "document"
    yield stem
    if kind := _slug(file.suffix):
        yield f"{stem}-{kind}"
    yield from (f"{stem}-{number}" for number in count(2))


def _slug(name: str) -> str:
    """Letters and digits of any script in lower case, everything else one hyphen."""
    folded = unicodedata.normalize("NFKC", name).lower()
    return _NOT_A_LETTER.sub("-", folded).strip("-")[:_LONGEST].strip("-")
