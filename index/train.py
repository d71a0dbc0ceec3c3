"""Train the shipped encoder: `python -m index.train --data FOLDER --out index/encoder`.

Needs the extra `train`. The same data and seed give the same tokenizer; the matrix varies in its last digits
with the number of threads.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from index.training_pairs import (
    Everyday,
    Pair,
    Passage,
    heading_pairs,
    held_out,
    neighbour_pairs,
    part_pairs,
    policy_documents,
    service_items,
    statutes,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Matrix = npt.NDArray[np.float32]
UNKNOWN = "[UNK]"
MAX_TOKENS = 1024


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the result, besides the data."""

    seed: int = 7
    vocabulary: int = 30_000
    piece_length: int = 6
    dimensions: int = 256
    batch: int = 1024
    learning_rate: float = 0.1
    epochs: int = 1
    start_scale: float = 0.1
    scale: float = 20.0
    statute_pairs: int = 60_000


def train_tokenizer(texts: Iterator[str], recipe: Recipe) -> Tokenizer:
    """A Unigram tokenizer over runs of letters; punctuation and blanks carry no meaning here and are dropped.

    Pieces stay short, so that the vocabulary holds words and no sentences of the corpus.
    """
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{N}]+"), behavior="removed"),
            pre_tokenizers.UnicodeScripts(),
            pre_tokenizers.Digits(individual_digits=False),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=recipe.vocabulary,
        unk_token=UNKNOWN,
        special_tokens=[UNKNOWN],
        max_piece_length=recipe.piece_length,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def training_pairs(data: Path, everyday: Everyday, recipe: Recipe) -> dict[str, list[Pair]]:
    """Pairs by source; laws that are held out for the test give none."""
    random = Random(recipe.seed)
    laws = [passage for passage in statutes(data) if not held_out(passage)]
    policies = [*policy_documents(data), *service_items(data)]
    some = random.sample(laws, min(recipe.statute_pairs, len(laws)))
    return {
        "heading": [*heading_pairs(some, random), *heading_pairs(policies * 5, random)],
        "part": [*part_pairs(some, random), *part_pairs(policies * 5, random)],
        "neighbour": list(neighbour_pairs(laws + policies * 3, random)),
        "question": list(everyday.question_pairs(laws + policies * 10, random)),
        "term": list(everyday.term_pairs()) * 3,
    }


def train_matrix(tokenizer: Tokenizer, pairs: Sequence[Pair], recipe: Recipe) -> Matrix:
    """One row per token after contrastive training, where each pair's negatives are the rest of its batch.

    Rows start at random rather than at zero: a token too rare to be trained still finds itself again.
    """
    from datasets import Dataset
    from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    generator = np.random.default_rng(recipe.seed)
    start = generator.normal(0, recipe.start_scale, (tokenizer.get_vocab_size(), recipe.dimensions))
    module = StaticEmbedding(tokenizer, embedding_weights=start.astype(np.float32))
    model = SentenceTransformer(modules=[module], device="cpu")
    anchors, positives = zip(*pairs, strict=True)
    with TemporaryDirectory() as scratch:
        SentenceTransformerTrainer(
            model=model,
            args=_arguments(recipe, scratch),
            train_dataset=Dataset.from_dict({"anchor": list(anchors), "positive": list(positives)}),
            loss=MultipleNegativesRankingLoss(model, scale=recipe.scale),
        ).train()
    matrix: Matrix = module.embedding.weight.detach().numpy()
    return matrix


def _arguments(recipe: Recipe, scratch: str) -> Any:
    from sentence_transformers import SentenceTransformerTrainingArguments

    return SentenceTransformerTrainingArguments(
        output_dir=scratch,
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch,
        learning_rate=recipe.learning_rate,
        warmup_steps=0.1,
        seed=recipe.seed,
        data_seed=recipe.seed,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
    )


def write_model(out: Path, tokenizer: Tokenizer, matrix: Matrix, recipe: Recipe) -> None:
    """Write a directory that `load_encoder` and `SentenceTransformer` both read.

    Rows are stored as int8 with one scale each, a quarter of the size. The row of [UNK] is zero, so that
    characters never seen do not draw texts together.
    """
    out.mkdir(parents=True, exist_ok=True)
    matrix = matrix.copy()
    matrix[tokenizer.token_to_id(UNKNOWN)] = 0
    scales = np.abs(matrix).max(axis=1) / 127
    steps = np.divide(matrix, scales[:, None], out=np.zeros_like(matrix), where=scales[:, None] > 0)
    tensors = {"embeddings": np.rint(steps).astype(np.int8), "weights": scales.astype(np.float32)}
    save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})
    tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    module = "sentence_transformers.sentence_transformer.modules"
    _write_json(
        out / "modules.json",
        [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.StaticEmbedding"},
            {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{module}.Normalize"},
        ],
    )
    _write_json(out / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})
    _write_json(out / "config.json", {"recipe": asdict(recipe)})


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
