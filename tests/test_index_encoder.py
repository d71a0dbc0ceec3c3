"""The encoder: vectors of length 1, safe on any text, without torch, and equal to the library's."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from index.encoder import SHIPPED, Encoder, StaticEncoder, TransformerEncoder, load_encoder
from policies.errors import UnsuitableEncoder

TEXTS = [
    "对首次通过高新技术企业认定的企业,给予一次性奖励20万元。",
    "宿州 太阳能板 有啥扶持",
    "㎡ Ⅲ ㈠ ABC 2025",
    "邯郸、亳州、濉溪、埇桥",
    "租金补贴" * 2000,
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "model"))


@pytest.fixture(scope="module")
def dense_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that is more than static embeddings, so that only sentence-transformers can run it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, StaticEmbedding

    static = StaticEmbedding.load(str(SHIPPED))
    directory = tmp_path_factory.mktemp("dense")
    SentenceTransformer(modules=[static, Dense(static.embedding_dim, 16)], device="cpu").save(str(directory))
    return directory


def test_rows_are_float32_of_length_one(encoder: Encoder) -> None:
    rows = encoder.encode(TEXTS)
    assert rows.dtype == np.float32
    assert rows.shape == (len(TEXTS), encoder.dimensions)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


@pytest.mark.parametrize("text", ["", " ", "\n\t", "。,;!", "😀", "\0", "\ud800"])
def test_a_text_without_words_is_a_zero_row(encoder: Encoder, text: str) -> None:
    rows = encoder.encode(["补贴", text, "奖励"])
    assert not rows[1].any()
    assert rows[0].any()
    assert rows[2].any()


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize(
    ("hostile", "plain"),
    [
        ("租金\ud800补贴", "租金 补贴"),
        ("租金\0补贴", "租金 补贴"),
        ("租金😀补贴", "租金 补贴"),
        ("ＡＢＣ１２３", "abc123"),
    ],
)
def test_what_is_no_word_changes_nothing(encoder: Encoder, hostile: str, plain: str) -> None:
    one, other = encoder.encode([hostile, plain])
    assert one == pytest.approx(other, abs=1e-6)


def test_a_megabyte_is_cut_not_refused(encoder: Encoder) -> None:
    whole, beginning = encoder.encode(["贷款贴息" * 260_000, "贷款贴息" * 4_000])
    assert whole == pytest.approx(beginning, abs=1e-6)


def test_a_row_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    texts = [f"第{number}条 给予补助{number}万元" for number in range(600)]
    together = encoder.encode(texts)
    alone = np.concatenate([encoder.encode([texts[place]]) for place in (0, 255, 256, 599)])
    assert together[[0, 255, 256, 599]] == pytest.approx(alone, abs=1e-6)


@pytest.mark.parametrize(
    ("said", "meant", "other"),
    [
        ("太阳能板", "培育光伏产业集群", "发展养老服务业"),
        ("房租能不能少交点", "入驻企业享受租金补贴", "支持企业上市"),
        ("利息公家出", "给予贷款贴息", "组织职业技能培训"),
        ("小孩读书", "人才子女入学优先安排", "保障重点项目用地"),
        ("不用申请自动到账", "推行惠企政策免申即享", "实行一事一议"),
        ("刚毕业找工作", "促进高校毕业生就业", "鼓励企业技术改造"),
    ],
)
def test_everyday_words_lie_near_official_ones(encoder: Encoder, said: str, meant: str, other: str) -> None:
    question, near, far = encoder.encode([said, meant, other])
    assert question @ near > question @ far


@pytest.mark.parametrize("place", ["邯郸", "亳州", "濉溪", "埇桥", "鄂尔多斯"])
def test_rare_place_names_are_seen(encoder: Encoder, place: str) -> None:
    question, same, other = encoder.encode([place, f"{place}市人才政策", "人才政策"])
    assert question @ same > question @ other + 0.1


@pytest.mark.parametrize("argument", ["None", "str(SHIPPED)"])
def test_serving_imports_no_torch(argument: str) -> None:
    program = (
        "import sys\n"
        "from index.encoder import SHIPPED, load_encoder\n"
        f"assert load_encoder({argument}).encode(['补贴']).any()\n"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_shipped_model_gives_what_sentence_transformers_gives(encoder: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    expected = SentenceTransformer(str(SHIPPED), device="cpu", local_files_only=True).encode(TEXTS)
    assert np.abs(encoder.encode(TEXTS) - expected).max() < 1e-5


def test_plain_and_mapped_weights_give_the_same_rows(encoder: Encoder, copied: Path) -> None:
    tensors = load_file(SHIPPED / "model.safetensors")
    plain = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
    save_file({"embedding.weight": plain}, copied / "model.safetensors")
    assert load_encoder(str(copied)).encode(TEXTS) == pytest.approx(encoder.encode(TEXTS), abs=1e-6)
    backwards = np.arange(len(plain))[::-1].copy()
    save_file({"embeddings": plain[::-1].copy(), "mapping": backwards}, copied / "model.safetensors")
    assert load_encoder(str(copied)).encode(TEXTS) == pytest.approx(encoder.encode(TEXTS), abs=1e-6)


def test_the_fingerprint_follows_the_weights_and_not_the_card(encoder: Encoder, copied: Path) -> None:
    (copied / "README.md").write_text("another card", "utf-8")
    assert load_encoder(str(copied)).fingerprint == encoder.fingerprint
    tensors = load_file(copied / "model.safetensors")
    tensors["weights"][-1] += 1
    save_file(tensors, copied / "model.safetensors")
    assert load_encoder(str(copied)).fingerprint != encoder.fingerprint


def test_any_other_model_runs_through_sentence_transformers(dense_model: Path) -> None:
    encoder = load_encoder(str(dense_model))
    assert isinstance(encoder, TransformerEncoder)
    assert encoder.dimensions == 16
    rows = encoder.encode(["补贴", "", "租金\ud800"])
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1], abs=1e-5)
    assert encoder.encode(["补贴"])[0] == pytest.approx(rows[0], abs=1e-5)
    assert encoder.encode([]).shape == (0, 16)


def test_one_query_leaves_the_number_of_threads_as_it_was(dense_model: Path) -> None:
    import torch

    before = torch.get_num_threads()
    load_encoder(str(dense_model)).encode(["补贴"])
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("name", ["nobody/no-such-model", "没有这个模型", "/no/such/folder", "a b"])
def test_a_model_that_is_not_here_is_named_and_not_downloaded(name: str) -> None:
    with pytest.raises(UnsuitableEncoder, match=r"不会自行下载.*自带模型") as caught:
        load_encoder(name)
    assert name in str(caught.value)


@pytest.mark.parametrize("damaged", ["modules.json", "tokenizer.json", "model.safetensors"])
def test_a_damaged_model_says_what_to_do(copied: Path, damaged: str) -> None:
    (copied / damaged).write_bytes(b"\x00broken")
    with pytest.raises(UnsuitableEncoder, match=r"无法加载.*自带模型"):
        load_encoder(str(copied))


def test_too_few_rows_for_the_tokenizer_are_refused(copied: Path) -> None:
    tensors = {name: tensor[:100] for name, tensor in load_file(copied / "model.safetensors").items()}
    save_file(tensors, copied / "model.safetensors")
    with pytest.raises(UnsuitableEncoder):
        load_encoder(str(copied))


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsuitableEncoder, match="sentence-transformers"):
        load_encoder(str(tmp_path))


def test_the_shipped_files_stay_small_and_hold_no_sentences(encoder: Encoder) -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 16 * 2**20
    pieces = [
        piece for piece, _ in json.loads((SHIPPED / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    ]
    assert max(len(piece) for piece in pieces if piece != "[UNK]") <= 8
    assert isinstance(encoder, StaticEncoder)
    assert not encoder.rows.of(np.array([encoder.tokenizer.token_to_id("[UNK]")])).any()
    assert encoder.rows.stored.nbytes == encoder.tokenizer.get_vocab_size() * encoder.dimensions
