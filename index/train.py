"""Train the shipped encoder: `python -m index.train --data FOLDER --out index/encoder`.

Needs the extra `train`. The same data and seed give the same tokenizer; the matrix varies in its last digits
with the number of threads.
"""

import argparse
import json
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, repeat
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from index.encoder import Encoder, load_encoder
from index.training_pairs import (
    Everyday,
    Pair,
    Passage,
    apart,
    heading_pairs,
    held_out,
    neighbour_pairs,
    part_pairs,
    places,
    policy_documents,
    service_items,
    statutes,
)

Matrix = npt.NDArray[np.float32]
PAIR_KINDS = ("heading", "part", "neighbour", "question", "term")
UNKNOWN = "[UNK]"
MAX_TOKENS = 1024


@dataclass(frozen=True)
class Recipe:
    """Everything that decides the result, besides the data.

    `policy_weight`: how often a clause of a policy counts beside an article of a law. `rarity`: a token that
    makes up the share p of all text is weighed by rarity / (rarity + p).
    """

    seed: int = 7
    vocabulary: int = 24_000
    piece_length: int = 4
    tokenizer_passages: int = 40_000
    dimensions: int = 256
    start_scale: float = 0.1
    batch: int = 1024
    epochs: int = 1
    learning_rate: float = 0.1
    similarity_scale: float = 10.0
    statute_passages: int = 60_000
    policy_weight: int = 10
    rarity: float = 5e-4


@dataclass(frozen=True)
class Corpus:
    """Articles of laws, clauses of policies with service items, and the laws kept for the test."""

    laws: Sequence[Passage]
    policies: Sequence[Passage]
    test: Sequence[Passage]

    @classmethod
    def read(cls, folder: Path, measured: Path | None = None) -> Self:
        """The texts in `folder`; what the documents in `measured` say, too, is left out of the policies."""
        articles = list(statutes(folder))
        policies = [*policy_documents(folder), *service_items(folder)]
        return cls(
            laws=[passage for passage in articles if not held_out(passage)],
            policies=apart(policies, measured) if measured else policies,
            test=[passage for passage in articles if held_out(passage)],
        )


def training_pairs(
    corpus: Corpus, everyday: Everyday, recipe: Recipe, without: Collection[str] = ()
) -> list[Pair]:
    """All pairs in the order of training but the kinds in `without`; held-out laws give none."""
    random = Random(recipe.seed)  # noqa: S311 - repeatable on purpose
    weight = recipe.policy_weight
    some = random.sample(corpus.laws, min(recipe.statute_passages, len(corpus.laws)))
    mixed = [*some, *chain.from_iterable(repeat(corpus.policies, weight // 2))]
    asked = [*corpus.laws, *chain.from_iterable(repeat(corpus.policies, weight))]
    kinds = {
        "heading": list(heading_pairs(mixed, random)),
        "part": list(part_pairs(mixed, random)),
        "neighbour": list(neighbour_pairs([*corpus.laws, *corpus.policies], random)),
        "question": list(everyday.question_pairs(asked, random)),
        "term": [*everyday.term_pairs()] * 3,
    }
    pairs = [pair for kind, made in kinds.items() if kind not in without for pair in made]
    random.shuffle(pairs)
    return pairs


def tokenizer_texts(corpus: Corpus, everyday: Everyday, recipe: Recipe) -> Iterator[str]:
    random = Random(recipe.seed)  # noqa: S311 - repeatable on purpose
    yield from (p.text for p in random.sample(corpus.laws, min(recipe.tokenizer_passages, len(corpus.laws))))
    for _ in range(3):
        yield from (passage.text for passage in corpus.policies)
        yield from chain.from_iterable(everyday.term_pairs())
        yield from everyday.names


def train_tokenizer(texts: Iterable[str], recipe: Recipe) -> Tokenizer:
    """A Unigram tokenizer over runs of letters; punctuation and blanks carry no meaning here and are dropped.

    Pieces stay short, so that the vocabulary holds words and no sentences of the corpus. Every character
    of GB 2312 gets a piece: a trainer that leaves out rare ones makes 邯郸 and 亳州 invisible.
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
        initial_alphabet=_alphabet(),
        max_piece_length=recipe.piece_length,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _alphabet() -> list[str]:
    cells = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    characters = {cell.decode("gb2312", "ignore") for cell in cells}.union(*places())
    return sorted(characters.union("0123456789abcdefghijklmnopqrstuvwxyz") - {""})


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
            loss=MultipleNegativesRankingLoss(model, scale=recipe.similarity_scale),
        ).train()
    matrix: Matrix = module.embedding.weight.detach().numpy()
    return matrix


def weigh(matrix: Matrix, tokenizer: Tokenizer, texts: Sequence[str], recipe: Recipe) -> Matrix:
    """Scale each row by how rare its token is (SIF), so that 应当 does not outweigh 光伏; [UNK] becomes 0."""
    counts = np.zeros(len(matrix))
    for encoding in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False):
        np.add.at(counts, encoding.ids, 1)
    weighed = matrix * (recipe.rarity / (recipe.rarity + counts / counts.sum()))[:, None]
    weighed[tokenizer.token_to_id(UNKNOWN)] = 0
    rows: Matrix = weighed.astype(np.float32)
    return rows


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

    Rows are stored as int8 with one scale each, a quarter of the size.
    """
    out.mkdir(parents=True, exist_ok=True)
    scales = np.abs(matrix).max(axis=1) / 127
    steps = np.divide(matrix, scales[:, None], out=np.zeros_like(matrix), where=scales[:, None] > 0)
    tensors = {"embeddings": np.rint(steps).astype(np.int8), "weights": scales.astype(np.float32)}
    # Not save_file: it makes a file that other users of an installation may not read.
    (out / "model.safetensors").write_bytes(save(tensors, metadata={"format": "pt"}))
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


def measure(encoder: Encoder, test: Sequence[Passage], recipe: Recipe) -> dict[str, float]:
    """How often the first ten of the held-out articles hold what was asked for, on 600 queries of each sort.

    `heading_hit`: title and chapter heading find an article of that chapter; `part_recall`: a sentence finds
    the article it was cut from.
    """
    random = Random(recipe.seed)  # noqa: S311 - repeatable on purpose
    passages = random.sample(test, min(5000, len(test)))
    vectors = encoder.encode([passage.text for passage in passages])
    chapters = sorted({(p.title, p.heading) for p in passages if len(p.heading) >= 2})
    asked = random.sample(chapters, min(600, len(chapters)))
    first = _first_ten(encoder.encode([" ".join(chapter) for chapter in asked]), vectors)
    hits = [
        any((passages[found].title, passages[found].heading) == chapter for found in row)
        for chapter, row in zip(asked, first, strict=True)
    ]
    cut = [(place, *pair) for place, p in enumerate(passages) for pair in part_pairs([p], random)][:600]
    vectors[[place for place, _, _ in cut]] = encoder.encode([rest for _, _, rest in cut])
    first = _first_ten(encoder.encode([part for _, part, _ in cut]), vectors)
    recalled = [place in row for (place, _, _), row in zip(cut, first, strict=True)]
    return {
        "articles": len(passages),
        "heading_hit": float(np.mean(hits)),
        "part_recall": float(np.mean(recalled)),
    }


def _first_ten(queries: Matrix, vectors: Matrix) -> list[list[int]]:
    found: list[list[int]] = np.argsort(-(queries @ vectors.T), axis=1, kind="stable")[:, :10].tolist()
    return found


def train(
    data: Path,
    out: Path,
    recipe: Recipe,
    measured: Path | None = None,
    without: Collection[str] = (),
) -> dict[str, float]:
    """Train from the texts in `data`, write the model to `out`, and return what `measure` says of it.

    `measured` and `without` leave out documents and kinds of pairs, to tell what the recipe owes to them.
    """
    corpus, everyday = Corpus.read(data, measured), Everyday.load()
    tokenizer = train_tokenizer(tokenizer_texts(corpus, everyday, recipe), recipe)
    matrix = train_matrix(tokenizer, training_pairs(corpus, everyday, recipe, without), recipe)
    texts = [passage.text for passage in chain(corpus.laws, *repeat(corpus.policies, recipe.policy_weight))]
    write_model(out, tokenizer, weigh(matrix, tokenizer, texts, recipe), recipe)
    return measure(load_encoder(str(out)), corpus.test, recipe)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train the encoder that is shipped with the software.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the three .jsonl.xz files")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    parser.add_argument("--seed", type=int, default=Recipe.seed)
    parser.add_argument("--measured", type=Path, help="folder of texts that must not be learned from")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=PAIR_KINDS,
        help="a kind of pairs to leave out; may be repeated",
    )
    arguments = parser.parse_args()
    began = time.monotonic()
    recipe = Recipe(seed=arguments.seed)
    figures = train(arguments.data, arguments.out, recipe, arguments.measured, arguments.without)
    print(json.dumps(figures | {"seconds": round(time.monotonic() - began)}))


if __name__ == "__main__":
    main()
