"""The vector store: what is added is found, and nothing of it is silently lost or mixed up."""

import gc
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.store import VectorStore
from policies.errors import CatalogDamaged, UnsuitableEncoder

Harm = Callable[[Path], object]

AXES = np.eye(4, dtype=np.float32)
HALFWAY = np.array([1, 1, 0, 0], np.float32) / np.sqrt(2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "向量"


@pytest.fixture
def store(folder: Path) -> Iterator[VectorStore]:
    """East, north, up and in lie at right angles; 'also-east' is the same as 'east'."""
    store = VectorStore.create(folder, dimensions=4, fingerprint="f1")
    store.add(["east", "north", "up", "in"], AXES, [{"kind": "axis"}, {}, {"kind": "axis"}, {}])
    store.add(["also-east"], AXES[:1], [{}])
    yield store
    store.close()


def unit(count: int, dimensions: int) -> np.ndarray:
    vectors = np.random.default_rng(5).normal(size=(count, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("vector", "k", "ids", "expected"),
    [
        (AXES[1], 1, None, [("north", 1.0)]),
        (AXES[0], 2, None, [("also-east", 1.0), ("east", 1.0)]),  # a tie: by id
        (HALFWAY, 3, None, [("also-east", 0.7071), ("east", 0.7071), ("north", 0.7071)]),
        (HALFWAY, 9, {"up", "north"}, [("north", 0.7071), ("up", 0.0)]),
        (HALFWAY, 1, {"up", "north"}, [("north", 0.7071)]),
        (HALFWAY, 3, {"up", "no such clause"}, [("up", 0.0)]),
        (HALFWAY, 3, {"no such clause"}, []),
        (HALFWAY, 3, set(), []),
        (HALFWAY, 0, None, []),
    ],
)
def test_search_finds_the_nearest_first(store, vector, k, ids, expected):
    found = store.search(vector, k, ids)
    assert [id_ for id_, _ in found] == [id_ for id_, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-4)


def test_asking_for_more_than_there_is_gives_all(store):
    assert len(store.search(AXES[0], 100)) == len(store) == 5


def test_an_empty_store_finds_nothing(folder):
    store = VectorStore.create(folder, dimensions=4, fingerprint="f1")
    assert store.search(AXES[0], 3) == []
    assert store.ids() == set()
    assert store.get([]).shape == (0, 4)
    store.close()


def test_vectors_come_back_in_the_order_asked(store):
    assert np.array_equal(store.get(["up", "east"]), AXES[[2, 0]])
    with pytest.raises(KeyError):
        store.get(["east", "no such clause"])


def test_adding_an_id_again_replaces_its_vector(store):
    store.add(["north"], AXES[2:3], [{}])
    assert len(store) == 5
    assert store.search(AXES[1], 1)[0][1] == pytest.approx(0.0, abs=1e-6)


def test_removed_clauses_are_gone_and_others_stay(store):
    store.remove(["east", "no such clause"])
    assert store.ids() == {"north", "up", "in", "also-east"}
    assert store.search(AXES[0], 1) == [("also-east", pytest.approx(1.0))]


def test_vectors_of_another_length_are_refused(store):
    with pytest.raises(ValueError, match="expected"):
        store.add(["short"], np.ones((1, 3), np.float32), [{}])
    assert "short" not in store.ids()


def test_more_than_one_batch_of_chroma_fits(folder):
    vectors = unit(6000, 4)
    ids = [f"c{number:05}" for number in range(6000)]
    store = VectorStore.create(folder, dimensions=4, fingerprint="f1")
    store.add(ids, vectors, [{}] * 6000)
    assert len(store) == 6000
    assert store.search(vectors[5999], 1)[0][1] == pytest.approx(1.0, abs=1e-5)
    nearest = max(range(6000), key=lambda row: float(vectors[row] @ AXES[0]))
    assert store.search(AXES[0], 1, ids)[0][0] == ids[nearest]
    store.remove(ids[:5500])
    assert store.ids() == set(ids[5500:])
    store.close()


def test_reopened_elsewhere_it_holds_the_same(store, folder, tmp_path):
    store.close()
    shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(folder)
    copy = VectorStore.open(tmp_path / "copy", fingerprint="f1")
    assert copy.dimensions == 4
    assert copy.search(AXES[1], 1) == [("north", pytest.approx(1.0))]
    copy.close()


def test_a_folder_made_anew_at_the_same_path_is_seen_as_it_is(store, folder):
    store.close()
    shutil.rmtree(folder)
    fresh = VectorStore.create(folder, dimensions=4, fingerprint="f2")
    assert len(fresh) == 0
    fresh.close()
    assert len(VectorStore.open(folder, fingerprint="f2")) == 0


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted by /proc")
def test_a_closed_store_holds_no_file_open(folder):
    store = VectorStore.create(folder, dimensions=4, fingerprint="f1")
    store.add(["east"], AXES[:1], [{}])
    assert open_files(folder)
    store.close()
    gc.collect()
    assert open_files(folder) == []


def open_files(folder: Path) -> list[Path]:
    links = list(Path("/proc/self/fd").iterdir())
    return [link for link in links if link.is_symlink() and link.readlink().is_relative_to(folder)]


def test_vectors_of_another_encoder_are_refused(store, folder):
    store.close()
    with pytest.raises(UnsuitableEncoder, match="f1"):
        VectorStore.open(folder, fingerprint="f2")


def test_a_missing_store_is_damage_and_is_not_made(folder):
    with pytest.raises(CatalogDamaged, match="doctor --repair"):
        VectorStore.open(folder, fingerprint="f1")
    assert not folder.exists()


def losing(file: str) -> Harm:
    return lambda folder: (folder / file).unlink()


def breaking(file: str) -> Harm:
    return lambda folder: (folder / file).write_bytes(b"not a database" * 500)


@pytest.mark.parametrize("harm", [losing("chroma.sqlite3"), breaking("chroma.sqlite3")])
def test_a_broken_collection_is_damage_once_it_is_used(store, folder, harm):
    store.close()
    harm(folder)
    reopened = VectorStore.open(folder, fingerprint="f1")
    assert reopened.search(AXES[1], 1) == [("north", 1.0)]
    with pytest.raises(CatalogDamaged, match="doctor --repair"):
        reopened.neighbours(AXES[1], 1)
    with pytest.raises(CatalogDamaged, match="doctor --repair"):
        reopened.ids()


@pytest.mark.parametrize(
    "harm", [losing("rows.npy"), breaking("rows.npy"), losing("rows.json"), breaking("rows.json")]
)
def test_a_broken_copy_of_the_vectors_is_damage(store, folder, harm):
    store.close()
    harm(folder)
    with pytest.raises(CatalogDamaged, match="doctor --repair"):
        VectorStore.open(folder, fingerprint="f1")


def test_few_clauses_are_searched_without_chroma(store, folder):
    store.close()
    search = (
        f"import sys, numpy; from pathlib import Path; from index.store import VectorStore\n"
        f"store = VectorStore.open(Path({str(folder)!r}), fingerprint='f1')\n"
        f"print(store.search(numpy.eye(4)[1], 1)[0][0], 'chromadb' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", search], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["north", "False"]


def test_exact_search_and_the_graph_of_neighbours_find_the_same(store):
    exact = [(id_, pytest.approx(score, abs=1e-5)) for id_, score in store.search(HALFWAY, 3)]
    assert store.neighbours(HALFWAY, 3) == exact


def test_a_change_after_reopening_reaches_both_ways_of_searching(store, folder):
    store.close()
    changed = VectorStore.open(folder, fingerprint="f1")
    changed.add(["down"], -AXES[2:3], [{}])
    changed.remove(["up"])
    changed.close()
    reopened = VectorStore.open(folder, fingerprint="f1")
    for search in (reopened.search, reopened.neighbours):
        assert dict(search(-AXES[2], 9)).keys() == {"down", "east", "also-east", "north", "in"}
        assert search(-AXES[2], 1) == [("down", pytest.approx(1.0))]


def test_a_store_without_its_vectors_is_damage(store, folder):
    vectors = unit(3000, 4)  # enough for Chroma to write its vectors to files
    store.add([f"c{number}" for number in range(3000)], vectors, [{}] * 3000)
    store.close()
    for file in folder.rglob("*.bin"):
        file.write_bytes(b"\0" * 16)
    with pytest.raises(CatalogDamaged, match="doctor --repair"):
        VectorStore.open(folder, fingerprint="f1").neighbours(AXES[0], 3)


def test_what_is_amended_holds_what_was_there_and_what_came(folder):
    vectors = unit(6, 4)
    store = VectorStore.create(folder, dimensions=4, fingerprint="f1")
    store.add(["a", "b", "c", "e"], vectors[:4], [{}] * 4)
    store.close()
    amended = VectorStore.open(folder, fingerprint="f1")
    assert amended.search(vectors[1], 1)[0][0] == "b"  # the copy is mapped before anything changes
    amended.remove(["a"])
    amended.add(["c", "d"], vectors[4:], [{}, {}])
    amended.close()
    reopened = VectorStore.open(folder, fingerprint="f1")
    expected = {"b": vectors[1], "c": vectors[4], "d": vectors[5], "e": vectors[3]}
    found = {id_: reopened.search(vector, 1, {id_})[0][1] for id_, vector in expected.items()}
    assert found == pytest.approx(dict.fromkeys(expected, 1.0), abs=1e-5)
    assert len(reopened) == 4
    reopened.close()
