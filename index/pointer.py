"""What names a generation of indexes: the pointer to the one in use, and the manifest inside each.

Both are read without opening an index, so that a process can tell at once whether it is up to date.
"""

import os
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Self

from pydantic import Field

from index.encoder import Encoder
from index.home import Home
from policies import vocabulary
from policies.model import Model

MANIFEST = "manifest.json"
_DECIDING = (
    *("facets.py", "lexical.py", "matrix.py", "passage.py", "postings.py", "records.py", "scope.py"),
    *("signs.py", "store.py", "ways.py", "word_builder.py", "word_index.py"),
)
_ENGINES = ("chromadb", "rjieba")


@cache
def index_format() -> str:
    """A name for how clauses are indexed: generations made in another way are built anew.

    A question is cut into words by today's code; against an index that was cut otherwise it would find less,
    without any error. Places and benefits of clauses are those that the vocabulary knows.
    """
    digest = sha256("".join(f"{engine} {version(engine)}\n" for engine in _ENGINES).encode())
    words = (file for file in Path(vocabulary.__file__).parent.iterdir() if file.is_file())
    for file in (*(Path(__file__).with_name(name) for name in _DECIDING), *sorted(words)):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class Pointer(Model):
    """Which generation is in use, and the revision of the catalogue that it shows."""

    generation: str
    revision: int
    encoder: str

    @classmethod
    def read(cls, home: Home) -> Self | None:
        """The pointer of this home; None when there is none that can be read, since it can be made again."""
        try:
            return cls.model_validate_json(home.pointer.read_bytes())
        except (OSError, ValueError):
            return None

    def usable(self, home: Home, encoder: Encoder) -> bool:
        """Whether its generation is complete and was built with this encoder."""
        return (
            self.encoder == encoder.fingerprint and Manifest.read(home.indexes / self.generation) is not None
        )

    def write(self, home: Home) -> None:
        """Replace the pointer in one step that survives a power cut."""
        draft = home.pointer.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            file.write(self.model_dump_json())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(home.pointer)
        sync(home.indexes)


class Manifest(Model):
    """What a generation was built from; `replaced` counts the clauses taken out since it was built anew."""

    format: str = Field(default_factory=index_format)
    encoder: str
    documents: dict[str, int]
    replaced: int = 0

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The manifest of a generation, None when the folder is not a complete generation of this format."""
        try:
            manifest = cls.model_validate_json((folder / MANIFEST).read_bytes())
        except (OSError, ValueError):
            return None
        return manifest if manifest.format == index_format() else None

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(self.model_dump_json(), encoding="utf-8")


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk itself."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
