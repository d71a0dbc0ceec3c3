"""Files go into the library one by one, and searches find them once the indexes are switched."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from library_factories import BigramEncoder, policy_of, read_lines, sample_text
from safetensors.numpy import load_file, save_file

from index import doctor
from index.build import IngestRow, Library, reader_version
from index.catalog import StoredClause
from index.encoder import SHIPPED
from index.home import documents_in
from index.pointer import Manifest, Pointer, index_format
from index.records import indexed, record_of
from index.retrieve import Searcher
from index.word_builder import WordBuilder
from policies.errors import CatalogBusy, UnknownDocument, UnsuitableEncoder
from policies.model import Annotation, ClauseKind, DocumentInfo, Policy

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SMALL = BigramEncoder()


def opened(home: Path, **more: object) -> Library:
    return Library(home, **({"encoder": SMALL, "read": read_lines, "wait_s": 0.1} | more))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with opened(tmp_path / "home") as library:
        yield library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "files", {f"办法{number}.txt": sample_text(number) for number in range(4)})


def written(folder: Path, texts: dict[str, str]) -> Path:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def ingest(library: Library, *paths: Path) -> list[IngestRow]:
    return list(library.ingest(paths, at=NOON))


def found(library: Library, words: str) -> list[str]:
    """The best clause by words and the best by meaning."""
    reader = library.reader()
    by_words = reader.words.search(words, 1, "bigrams")
    by_meaning = reader.vectors.search(reader.encoder.encode([words])[0], 1)
    return [id_ for id_, _ in by_words + by_meaning]


def test_a_folder_goes_in_and_is_found(library: Library, folder: Path) -> None:
    rows = ingest(library, folder)
    assert [(row.id, row.status, row.clauses, row.error) for row in rows] == [
        (f"办法{number}", "added", 6, None) for number in range(4)
    ]
    assert rows[0].path == str(folder / "办法0.txt")
    assert found(library, "对编号0002甲3的企业给予12万元奖励") == ["办法2#c3", "办法2#c3"]
    assert library.reader().vectors.ids() == {f"办法{one}#c{two}" for one in range(4) for two in range(1, 6)}
    assert [row.status for row in ingest(library, folder)] == ["unchanged"] * 4


def test_each_row_comes_when_its_document_is_stored(library: Library, folder: Path) -> None:
    for stored, row in enumerate(library.ingest([folder], at=NOON), 1):
        assert library.catalog.document(row.id or "").sha256 == row.sha256
        assert len(library.catalog.documents()) == stored


def test_only_documents_are_taken_from_a_folder(tmp_path: Path) -> None:
    wanted = ["a.md", "b/c.HTML", "b/d.docx", "e.pdf", "乙.txt"]
    others = [".a.txt", "~$d.docx", "表.xlsx", ".git/x.txt", "b/.~lock.txt", "x.txt.part"]
    root = written(tmp_path / "库", dict.fromkeys(wanted + others, "甲\n"))
    assert [file.relative_to(root).as_posix() for file in documents_in([root])] == [
        "a.md",
        "e.pdf",
        "乙.txt",
        "b/c.HTML",
        "b/d.docx",
    ]
    assert documents_in([root / "a.md", root / "表.xlsx", root]) == [
        root / "a.md",
        root / "表.xlsx",
        *(root / name for name in ("e.pdf", "乙.txt", "b/c.HTML", "b/d.docx")),
    ]


def test_files_of_one_name_in_two_folders_are_two_documents(library: Library, tmp_path: Path) -> None:
    root = written(tmp_path / "库", {"甲/通知.txt": "甲通知\n甲一\n", "乙/通知.txt": "乙通知\n乙一\n"})
    assert {row.id for row in ingest(library, root)} == {"甲-通知", "乙-通知"}
    written(root, {"甲/通知.txt": "甲通知\n甲二\n"})
    assert [(row.id, row.status) for row in ingest(library, root / "甲" / "通知.txt")] == [
        ("甲-通知", "new_version")
    ]


def test_a_new_version_replaces_the_old_one_in_searches(library: Library, folder: Path) -> None:
    ingest(library, folder)
    old = library.catalog.document("办法1").sha256
    written(folder, {"办法1.txt": sample_text(1).replace("第3条 ", "第3条 改为按季")})
    assert [row.status for row in ingest(library, folder)] == [
        "unchanged",
        "new_version",
        "unchanged",
        "unchanged",
    ]
    assert found(library, "第3条 改为按季对编号0001甲3")[0] == "办法1#c3"
    assert "改为按季" not in library.catalog.text(old)
    assert library.catalog.text(old) == sample_text(1)


def test_a_removed_document_is_not_found(library: Library, folder: Path) -> None:
    ingest(library, folder)
    library.remove("办法2", at=NOON)
    assert "办法2#c3" not in {*library.reader().words.held} | library.reader().vectors.ids()
    with pytest.raises(UnknownDocument, match="办法2"):
        library.remove("办法2", at=NOON)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "找不到文件.*坏.txt.*检查路径"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00\xd8"), "不是文本"),
        (lambda path: path.mkdir(), "文件夹.*没有可读的文件.*docx"),
        (lambda path: path.write_text("崩溃:机密正文"), "程序出错.*ValueError.*未入库"),
        (lambda path: os.truncate(path, 300 * 2**20) if path.touch() is None else None, "300MB.*上限"),
        (os.mkfifo, "不是普通文件"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing_and_is_told(library, folder, make, message) -> None:
    make(folder / "坏.txt")
    rows = ingest(library, folder / "办法0.txt", folder / "坏.txt", folder / "办法1.txt")
    assert [row.status for row in rows] == ["added", "failed", "added"]
    assert (rows[1].id, rows[1].clauses) == (None, 0)
    with pytest.raises(AssertionError, match=message):
        raise AssertionError(rows[1].error)
    assert {document.id for document in library.catalog.documents()} == {"办法0", "办法1"}
    assert "机密" not in (rows[1].error or "") + library.home.log.read_text(encoding="utf-8")


class Panic(BaseException):
    """What parsers written in Rust raise: not an Exception."""


def test_a_panicking_reader_loses_one_file_only(tmp_path: Path, folder: Path) -> None:
    def panicking(data: bytes, name: str) -> Policy:
        if name == "办法1.txt":
            raise Panic(data)
        return read_lines(data, name)

    with opened(tmp_path / "home", read=panicking) as library:
        assert [row.status for row in ingest(library, folder)] == ["added", "failed", "added", "added"]
        log = library.home.log.read_text(encoding="utf-8")
    assert "Panic test_index_build.py" in log
    assert "编号0001" not in log


def test_an_encoder_that_cannot_be_loaded_stops_before_anything_is_stored(
    tmp_path: Path, folder: Path
) -> None:
    with opened(tmp_path / "home", encoder=str(tmp_path / "无此模型")) as library:
        with pytest.raises(UnsuitableEncoder):
            ingest(library, folder)
        assert library.catalog.documents() == []


def test_a_reader_keeps_its_generation_and_the_next_query_sees_the_new_one(
    library: Library, folder: Path
) -> None:
    ingest(library, folder / "办法0.txt")
    before = library.reader()
    with opened(library.home.root) as other:
        ingest(other, folder)
        other.remove("办法3", at=NOON)
    assert len(before.words.held) == len(before.vectors.ids()) == 5
    assert before.vectors.search(before.encoder.encode(["编号0000甲3"])[0], 1)[0][0].startswith("办法0#")
    after = library.reader()
    assert after.name != before.name
    assert len(after.words.held) == len(after.vectors.ids()) == 15
    assert after.revision == library.catalog.revision()
    assert library.reader() is after


def test_a_small_change_amends_and_a_large_one_builds_anew(library: Library, tmp_path: Path) -> None:
    folder = written(tmp_path / "files", {f"办法{number}.txt": sample_text(number) for number in range(20)})
    replaced = []
    for changed in (range(20), range(1), range(2), range(12), range(0)):
        written(
            folder, {f"办法{number}.txt": sample_text(number) + f"附{len(changed)}\n" for number in changed}
        )
        ingest(library, folder)
        pointer = Pointer.read(library.home)
        manifest = Manifest.read(library.home.indexes / pointer.generation)
        replaced.append(manifest.replaced)
        assert manifest.documents == library.catalog.current()
        assert len(library.reader().vectors.ids()) == len(library.reader().words.held)
    assert replaced == [0, 7, 21, 0, 0]
    assert doctor.check(library.home.root, encoder=SMALL, read=read_lines) == []


def test_only_the_last_two_generations_stay_on_disk(library: Library, folder: Path) -> None:
    for number in range(4):
        ingest(library, folder / f"办法{number}.txt")
        held = {path.name for path in library.home.indexes.iterdir()} - {"current"}
        assert len(held) == min(number + 1, 2)
        assert library.reader().name in held


def test_what_a_reader_holds_is_deleted_once_it_lets_go(library: Library, folder: Path) -> None:
    ingest(library, folder / "办法0.txt")
    held = library.home.indexes / library.reader().name
    with opened(library.home.root) as other:
        ingest(other, folder)
        other.remove("办法3", at=NOON)
        assert held.exists()
        library.reader()
        other.remove("办法2", at=NOON)
    assert not held.exists()


def test_ingesting_nothing_new_builds_nothing(library: Library, folder: Path) -> None:
    ingest(library, folder)
    before = library.reader()
    ingest(library, folder)
    assert library.reader() is before


def half_done(library: Library, folder: Path) -> None:
    """Ingest, but stop before the indexes are brought up, as a process that dies does."""
    rows = library.ingest([folder], at=NOON)
    for _ in range(4):
        next(rows)
    rows.close()


def lose_indexes(library: Library) -> None:
    shutil.rmtree(library.home.indexes)


def tear_pointer(library: Library) -> None:
    library.home.pointer.write_text('{"generation": "1-', encoding="utf-8")


def lose_generation(library: Library) -> None:
    shutil.rmtree(library.home.indexes / library.reader().name)


def empty_vectors(library: Library) -> None:
    reader = library.reader()
    reader.vectors.remove(reader.vectors.ids())


def forget_the_words_of_a_clause(library: Library) -> None:
    reader = library.reader()
    words = WordBuilder(library.home.indexes / reader.name / "words", reader.words)
    words.add([("办法1#c2", "", "")])
    words.close()


def lose_a_row_of_words(library: Library) -> None:
    reader = library.reader()
    words = WordBuilder(library.home.indexes / reader.name / "words", reader.words)
    words.remove(["办法1#c2"])
    words.close()


def swap_vectors(library: Library) -> None:
    reader = library.reader()
    ids = sorted(reader.vectors.ids())
    reader.vectors.add(ids, reader.vectors.get(ids[::-1]), [{} for _ in ids])


@pytest.mark.parametrize("harm", [lose_indexes, tear_pointer, lose_generation])
def test_the_next_opener_completes_the_indexes(
    library: Library, folder: Path, harm: Callable[[Library], None]
) -> None:
    ingest(library, folder)
    harm(library)
    with opened(library.home.root) as other:
        assert found(other, "编号0003甲1")[0] == "办法3#c1"
    assert doctor.check(library.home.root, encoder=SMALL, read=read_lines) == []


def test_an_interrupted_ingest_is_completed_by_the_next_opener(library: Library, folder: Path) -> None:
    half_done(library, folder)
    assert [finding.code for finding in doctor.check(library.home.root, encoder=SMALL, read=read_lines)] == [
        "no_index"
    ]
    with opened(library.home.root) as other:
        assert found(other, "编号0003甲1")[0] == "办法3#c1"


def test_a_reader_beside_a_writer_uses_the_last_complete_generation(library: Library, folder: Path) -> None:
    ingest(library, folder / "办法0.txt")
    rows = library.ingest([folder], at=NOON)
    assert [next(rows).status for _ in range(3)] == ["unchanged", "added", "added"]
    with opened(library.home.root) as other:
        assert len(other.catalog.documents()) == 3
        assert len(other.reader().words.held) == 5
        assert [row.status for row in rows] == ["added"]
        assert len(other.reader().words.held) == 20


def test_an_index_made_in_another_way_is_built_anew(library: Library, folder: Path) -> None:
    ingest(library, folder)
    before = library.reader().name
    made = library.home.indexes / before / "manifest.json"
    made.write_text(made.read_text().replace(index_format(), "earlier"))
    assert [one.code for one in doctor.check(library.home.root, encoder=SMALL, read=read_lines)] == [
        "other_build"
    ]
    with opened(library.home.root) as other:
        assert other.reader().name != before
        assert found(other, "编号0003甲1")[0] == "办法3#c1"


def test_progress_tells_files_read_and_documents_indexed(library: Library, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    list(library.ingest([folder], at=NOON, progress=lambda *step: told.append(step)))
    assert told == [(stage, done, 4) for stage in ("read", "index") for done in range(1, 5)]


def test_another_encoder_builds_the_indexes_anew(library: Library, folder: Path) -> None:
    ingest(library, folder)
    assert library.reader().vectors.dimensions == 64
    finer = replace(SMALL, dimensions=128, fingerprint="finer")
    with opened(library.home.root, encoder=finer) as other:
        assert other.reader().vectors.dimensions == 128
        assert found(other, "编号0003甲1")[0] == "办法3#c1"
    with pytest.raises(UnsuitableEncoder, match="另一个编码模型"):
        library.reader()


def test_the_shipped_encoder_and_its_rows_unquantized_take_turns(tmp_path: Path, folder: Path) -> None:
    """Other files, other vectors as far as anybody knows: the indexes are made anew, and find the same."""
    home, plain = tmp_path / "home", shutil.copytree(SHIPPED, tmp_path / "plain")
    tensors = load_file(SHIPPED / "model.safetensors")
    rows = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
    save_file({"embedding.weight": rows}, plain / "model.safetensors")
    seen = []
    for encoder in (None, str(plain), None):
        with opened(home, encoder=encoder) as library:
            ingest(library, folder)
            pointer = Pointer.read(library.home)
            hits = Searcher(library.reader()).search("编号0003甲1的企业有什么奖励")
            seen.append([(hit.clause.id, hit.score) for hit in hits])
        assert pointer is not None
        seen.append([pointer.generation])
        assert doctor.check(home, encoder=encoder, read=read_lines) == []
    assert seen[0] == seen[2] == seen[4] != []
    assert len({generation for (generation,) in seen[1::2]}) == 3


def test_newer_rules_read_stored_files_anew(tmp_path: Path, folder: Path) -> None:
    def finer(data: bytes, name: str) -> Policy:
        read = read_lines(data, name)
        return read.model_copy(update={"info": DocumentInfo(title="更准的标题")})

    with opened(tmp_path / "home") as library:
        ingest(library, folder)
    home = tmp_path / "home"
    assert [one.code for one in doctor.check(home, encoder=SMALL, read=finer)] == ["rules"]
    shutil.rmtree(folder)
    assert doctor.repair(home, at=NOON, encoder=SMALL, read=finer) == []
    with opened(home, read=finer) as library:
        assert {document.info.title for document in library.catalog.documents()} == {"更准的标题"}
        assert {document.versions for document in library.catalog.documents()} == {2}


def test_a_second_writer_is_told_who_writes(library: Library, folder: Path) -> None:
    rows = library.ingest([folder], at=NOON)
    next(rows)
    with opened(library.home.root) as other:
        with pytest.raises(
            CatalogBusy, match=rf"进程{os.getpid()}（.*2026-03-01T12:00:00\+00:00开始）.*重试"
        ):
            ingest(other, folder)
        with pytest.raises(CatalogBusy, match="正由"):
            library.remove("办法0", at=NOON)
        assert len(list(rows)) == 3
        assert [row.status for row in ingest(other, folder)] == ["unchanged"] * 4


def test_the_lock_of_a_dead_writer_is_free(library: Library, folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from index.lock import writing\n"
        "with writing(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(library.home.lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(CatalogBusy, match=rf"进程{holder.pid}（"):
            ingest(library, folder)
        holder.kill()
    assert len(ingest(library, folder)) == 4


def alter(statement: str) -> Callable[[Library], None]:
    def run(library: Library) -> None:
        connection = sqlite3.connect(library.home.root / "catalog.db")
        connection.execute(statement)
        connection.commit()
        connection.close()

    return run


@pytest.mark.parametrize(
    ("harm", "codes", "left"),
    [
        (lambda library: None, [], []),
        (lose_indexes, ["no_index"], []),
        (tear_pointer, ["no_index"], []),
        (lose_generation, ["other_build"], []),
        (empty_vectors, ["index"], []),
        (forget_the_words_of_a_clause, ["words"], []),
        (lose_a_row_of_words, ["index"], []),
        (swap_vectors, ["vectors"], []),
        (alter("UPDATE state SET number = 2 WHERE name = 'revision'"), ["behind"], []),
        (alter('UPDATE clauses SET "end" = "end" - 1 WHERE ordinal = 2 AND version_id = 1'), ["quotes"], []),
        (
            alter("UPDATE annotations SET annotation = x'7b' WHERE ordinal = 2 AND version_id = 1"),
            ["quotes", "index"],
            [],
        ),
        (
            alter("DELETE FROM annotations WHERE ordinal = 5 AND version_id = 1"),
            ["quotes", "vectors", "words"],
            [],
        ),
        (alter("UPDATE contents SET bytes = x'00' WHERE rowid = 1"), ["bytes"], ["bytes"]),
    ],
)
def test_the_doctor_proves_and_repairs(library, folder, harm, codes: list[str], left: list[str]) -> None:
    ingest(library, folder)
    harm(library)
    home = library.home.root
    library.close()
    assert [finding.code for finding in doctor.check(home, encoder=SMALL, read=read_lines)] == codes
    assert [finding.code for finding in doctor.repair(home, at=NOON, encoder=SMALL, read=read_lines)] == left


def test_a_damaged_catalogue_is_named_and_never_overwritten(library: Library, folder: Path) -> None:
    ingest(library, folder)
    library.close()
    path = library.home.root / "catalog.db"
    for beside in path.parent.glob("catalog.db-*"):
        beside.unlink()
    damaged = path.read_bytes()[:5000] + b"\xaa" * (path.stat().st_size - 5000)
    path.write_bytes(damaged)
    for findings in (
        doctor.check(library.home.root, encoder=SMALL, read=read_lines),
        doctor.repair(library.home.root, at=NOON, encoder=SMALL, read=read_lines),
    ):
        assert [(one.code, one.derived) for one in findings] == [("catalogue", False)]
        assert "catalog.db已损坏" in findings[0].message
        assert "备份" in findings[0].message
    assert path.read_bytes() == damaged


def stored(kind: ClauseKind, region: str | None = "青港市") -> StoredClause:
    read = policy_of("标题\n给予10万元奖励\n").clauses[1]
    annotation = Annotation(kind=kind)
    info = DocumentInfo(title="人才新政", region=region)
    return StoredClause("a#c1", "a", "0" * 64, 1, read.clause, annotation, "给予10万元奖励", info)


@pytest.mark.parametrize("kind", list(ClauseKind))
def test_headings_and_titles_are_found_through_what_stands_below(kind: ClauseKind) -> None:
    assert indexed(stored(kind)) is (kind not in (ClauseKind.HEADING, ClauseKind.TITLE))


@pytest.mark.parametrize(
    ("region", "context", "metadata"),
    [
        ("青港市", "人才新政 青港市\n", {"document": "a", "kind": "incentive", "region": "青港市"}),
        (None, "人才新政\n", {"document": "a", "kind": "incentive"}),
    ],
)
def test_a_vector_sees_whose_policy_it_is(region: str | None, context: str, metadata: dict[str, str]) -> None:
    record = record_of(stored(ClauseKind.INCENTIVE, region))
    assert record.embedded_text == context + "顶 给予10\n给予10万元奖励"
    assert (record.id, record.body, record.heading, record.metadata) == (
        "a#c1",
        "给予10万元奖励",
        "顶 给予10",
        metadata,
    )


def test_the_rules_of_reading_have_a_stable_name() -> None:
    assert reader_version() == reader_version.__wrapped__()
    assert len(reader_version()) == 16


def test_an_added_document_leaves_the_files_of_the_generation_before_alone(
    library: Library, folder: Path
) -> None:
    ingest(library, folder)
    before = index_files(library)
    held = library.reader()
    (folder / "新办法.txt").write_text(sample_text(77), encoding="utf-8")
    (added,) = (row.id for row in ingest(library, folder) if row.status == "added")
    shared = {name for name, number in index_files(library).items() if before.get(name) == number}
    assert not shared
    (alone,) = held.words.search("编号0003甲1", 1, "bigrams")  # the replaced generation still answers
    assert alone[0] in held.words.held
    assert {id_.split("#")[0] for id_ in found(library, "编号0077甲1")} == {added}


def index_files(library: Library) -> dict[str, int]:
    """The number that the disk knows each file of the newest generation by."""
    pointer = Pointer.read(library.home)
    assert pointer is not None
    root = library.home.indexes / pointer.generation
    return {
        file.relative_to(root).as_posix(): file.stat().st_ino for file in root.rglob("*") if file.is_file()
    }
