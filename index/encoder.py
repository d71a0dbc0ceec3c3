"""Text to vectors: the encoder shipped with the software, or any local sentence-transformers model.

The shipped encoder is a sentence-transformers `StaticEmbedding` (a tokenizer and one row per token) that is
served with tokenizers and numpy alone: importing torch takes longer than encoding a whole policy library.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from policies.errors import UnsuitableEncoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

SHIPPED = Path(__file__).with_name("encoder")
SHIPPED_NAME = "policymatch-static"

# The tokenizer cuts at 1,024 tokens; cutting characters first keeps a megabyte of text from being tokenized.
MAX_CHARACTERS = 16_384
_TEXTS_AT_ONCE = 256
_HASHED_WHOLE = 1 << 20
_STATIC_MODULES = frozenset({"StaticEmbedding", "Normalize"})


class Encoder(Protocol):
    """Whatever turns texts into comparable vectors.

    `fingerprint` changes whenever the same text may get another vector, so an index can tell that it was
    built with a different encoder.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    @property
    def fingerprint(self) -> str: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 of shape (len(texts), dimensions); rows have length 1, or 0 for a text without words."""
        ...


@dataclass(frozen=True, eq=False)
class Rows:
    """One row per token as it is stored; quantized ones stay so in memory, a quarter of the size."""

    stored: npt.NDArray[Any]
    scales: Vectors | None = None

    @classmethod
    def read(cls, file: Path) -> Self:
        """Plain weights, or quantized ones with a scale per token.

        The quantized layout (`embeddings`, `weights`, `mapping`) is the one sentence-transformers reads too.
        """
        tensors = load_file(file)
        if "embedding.weight" in tensors:
            return cls(tensors["embedding.weight"].astype(np.float32, copy=False))
        stored = tensors["embeddings"]
        scales = tensors["weights"].astype(np.float32) if "weights" in tensors else None
        return cls(stored[tensors["mapping"]] if "mapping" in tensors else stored, scales)

    def __len__(self) -> int:
        return len(self.stored)

    def of(self, tokens: npt.NDArray[np.int64]) -> Vectors:
        """The rows of these tokens, in their order."""
        rows: Vectors = self.stored[tokens].astype(np.float32)
        return rows if self.scales is None else rows * self.scales[tokens, None]


@dataclass(frozen=True, eq=False)
class StaticEncoder:
    """The mean of the rows of a text's tokens, scaled to length 1; needs no torch."""

    name: str
    fingerprint: str
    tokenizer: Tokenizer
    rows: Rows

    @property
    def dimensions(self) -> int:
        return int(self.rows.stored.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        rows = [self._sums(batch) for batch in _batches(texts)]
        return _unit(np.concatenate(rows)) if rows else np.zeros((0, self.dimensions), np.float32)

    def rows_of(self, text: str) -> Vectors:
        """The rows of a text's tokens, in their order; the less a token tells the shorter is its row."""
        ids = self.tokenizer.encode(_encodable(text), add_special_tokens=False).ids
        return self.rows.of(np.array(ids, np.int64))

    def _sums(self, texts: list[str]) -> Vectors:
        encodings = self.tokenizer.encode_batch_fast(
            [_encodable(text) for text in texts], add_special_tokens=False
        )
        ids = [encoding.ids for encoding in encodings]
        lengths = np.array([len(tokens) for tokens in ids])
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        told = lengths > 0
        if told.any():
            # reduceat repeats a row for an empty segment, so texts without tokens are left out of it.
            starts = np.concatenate(([0], np.cumsum(lengths[told])[:-1]))
            flat = np.concatenate([np.array(tokens, np.int64) for tokens in ids if tokens])
            sums[told] = np.add.reduceat(self.rows.of(flat), starts, axis=0)
        return sums


@dataclass(frozen=True, eq=False)
class TransformerEncoder:
    """Any other sentence-transformers model; loaded on request only, for importing torch takes seconds."""

    name: str
    fingerprint: str
    model: "SentenceTransformer"

    @property
    def dimensions(self) -> int:
        return self.model.get_embedding_dimension() or 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        rows = self._rows([_encodable(text) for text in texts])
        rows[[not text.strip() for text in texts]] = 0
        return _unit(rows)

    def _rows(self, texts: list[str]) -> Vectors:
        import torch  # noqa: PLC0415 - seconds of import that the shipped encoder must not pay

        # Several threads on one short text wait for each other up to half a second.
        threads = torch.get_num_threads()
        torch.set_num_threads(1 if len(texts) == 1 else threads)
        try:
            rows = self.model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        finally:
            torch.set_num_threads(threads)
        return np.array(rows, np.float32)


def load_encoder(name_or_path: str | None = None) -> Encoder:
    """The shipped encoder, or the sentence-transformers model at a path or of a name in the local cache.

    Nothing is ever downloaded. A model of static embeddings is served without torch wherever it lies.
    Raises `UnsuitableEncoder` for a model that is not on this machine or cannot be loaded.
    """
    if name_or_path is None:
        return shipped()
    directory = _local_directory(name_or_path)
    try:
        return _load_directory(name_or_path, directory)
    except Exception as error:  # tokenizers and torch raise bare Exception for damaged files
        raise UnsuitableEncoder(
            f"编码模型“{name_or_path}”无法加载（{type(error).__name__}），"
            "请检查该目录是否为完整的 sentence-transformers 模型，或去掉此项设置以使用自带模型。"
        ) from error


@cache
def shipped() -> StaticEncoder:
    """The encoder that comes with the software."""
    try:
        return _load_static(SHIPPED_NAME, SHIPPED, SHIPPED)
    except Exception as error:
        raise UnsuitableEncoder("软件自带的编码模型缺失或损坏，请重新安装 policymatch。") from error


def _load_directory(name: str, directory: Path) -> Encoder:
    modules = json.loads((directory / "modules.json").read_text("utf-8"))
    kinds = [module["type"].rpartition(".")[2] for module in modules]
    if kinds[0] == "StaticEmbedding" and _STATIC_MODULES.issuperset(kinds):
        return _load_static(name, directory, directory / modules[0]["path"])
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - see TransformerEncoder

    model = SentenceTransformer(str(directory), device="cpu", local_files_only=True)
    return TransformerEncoder(name, _fingerprint(directory), model)


def _load_static(name: str, directory: Path, module: Path) -> StaticEncoder:
    tokenizer = Tokenizer.from_file(str(module / "tokenizer.json"))
    tokenizer.no_padding()
    rows = Rows.read(module / "model.safetensors")
    if len(rows) < tokenizer.get_vocab_size():
        raise ValueError("fewer rows than tokens")
    return StaticEncoder(name, _fingerprint(directory), tokenizer, rows)


def _local_directory(name_or_path: str) -> Path:
    directory = Path(name_or_path).expanduser()
    if directory.is_dir():
        return directory
    from huggingface_hub import snapshot_download  # noqa: PLC0415 - only for models named by their hub id
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415

    try:
        return Path(snapshot_download(name_or_path, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as error:
        raise UnsuitableEncoder(
            f"本机没有编码模型“{name_or_path}”，程序不会自行下载，"
            "请先把模型下载到本机并填写其目录，或去掉此项设置以使用自带模型。"
        ) from error


def _fingerprint(directory: Path) -> str:
    """A hash of the files that decide a vector: whole small files, both ends and the size of large ones."""
    digest = sha256()
    for path in sorted(path for path in directory.rglob("*") if path.is_file() and path.suffix != ".md"):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(directory).as_posix()}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_HASHED_WHOLE))
            file.seek(max(_HASHED_WHOLE, size - _HASHED_WHOLE))
            digest.update(file.read())
    return digest.hexdigest()[:16]


def _encodable(text: str) -> str:
    """Lone surrogates, as broken uploads contain them, cannot be handed to a tokenizer."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(texts)
    while batch := list(islice(remaining, _TEXTS_AT_ONCE)):
        yield batch


def _unit(rows: Vectors) -> Vectors:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    units: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return units
