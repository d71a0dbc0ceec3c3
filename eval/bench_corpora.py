"""The documents that the benchmark reads, each corpus a folder of files; made here, shipped, or at hand."""

import json
import lzma
import shutil
from collections.abc import Iterable
from pathlib import Path

from eval.generate import documents

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
TEXTS = (".txt", ".md")

_POLICIES = (".txt", ".html", ".pdf", ".docx")


def corpora(folder: Path, clauses: int) -> dict[str, Path]:
    """A folder for each corpus by name; those beside the project are left out where they are absent.

    `clauses` is how many provisions are generated.
    """
    shipped = sorted((ROOT / "policies" / "library").glob("*.md"))
    shared = sorted(file for file in (SHARED / "policies").rglob("*") if file.suffix in _POLICIES)
    texts = [file for file in shared if file.suffix in TEXTS]
    training = SHARED / "training" / "policy_documents.jsonl.xz"
    found = {
        "shipped digests": _copied(shipped, folder / "shipped"),
        "generated documents": generated(clauses, folder / "generated"),
        "real policies, text": _copied(texts, folder / "texts"),
        "real policies, html and pdf": _copied([f for f in shared if f not in texts], folder / "originals"),
        "training documents": _unpacked(training, folder / "training"),
    }
    return {name: corpus for name, corpus in found.items() if any(corpus.iterdir())}


def generated(clauses: int, folder: Path, seed: int = 1) -> Path:
    """Generated documents with about so many provisions, written into `folder`."""
    folder.mkdir(parents=True)
    for document in documents(clauses, seed):
        (folder / f"{seed}-{document.name}").write_text(document.text, encoding="utf-8")
    return folder


def _copied(files: Iterable[Path], folder: Path) -> Path:
    folder.mkdir(parents=True)
    for number, file in enumerate(files):
        shutil.copyfile(file, folder / f"{number:03}{file.suffix}")
    return folder


def _unpacked(packed: Path, folder: Path) -> Path:
    folder.mkdir(parents=True)
    if packed.exists():
        with lzma.open(packed, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                (folder / f"{number:03}.txt").write_text(f"{row['title']}\n{row['text']}", encoding="utf-8")
    return folder
