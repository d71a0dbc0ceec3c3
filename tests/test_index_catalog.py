"""The catalogue keeps every version of every document, and gives back exactly what was stored."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from library_factories import policy_of
from sqlalchemy import create_engine

from index import schema
from index.catalog import Catalog, StoredClause
from index.naming import candidate_ids, tidy
from policies.errors import CatalogDamaged, UnknownDocument, UnreadableDocument
from policies.model import (
    Annotation,
    Clause,
    ClauseKind,
    Criterion,
    DocumentInfo,
    OutlineRole,
    Policy,
    Quote,
    ReadClause,
    SourceText,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TALENT = "青港市人才新政\n一、购房补贴\n博士购房给予10万元补贴。\n二、子女入学\n就近安排入学。\n"
TALENT_2 = TALENT.replace("10万元", "12万元")


POSTGRES = os.environ.get("POLICYMATCH_POSTGRES", "")


def _emptied(url: str) -> str:
    engine = create_engine(url)
    schema.metadata.drop_all(engine)
    engine.dispose()
    return url


@pytest.fixture(
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason="no server"))]
)
def catalog(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Catalog]:
    """POLICYMATCH_POSTGRES names an empty database (a SQLAlchemy URL) in which the same tests then run."""
    url = f"sqlite:///{tmp_path}/catalog.db" if request.param == "sqlite" else _emptied(POSTGRES)
    catalog = Catalog.open(url)
    yield catalog
    catalog.close()


def add(catalog: Catalog, name: str, text: str, **more: object):
    return catalog.add(name, text.encode(), policy_of(text), at=NOON, **more)


def held(catalog: Catalog, id_: str) -> StoredClause:
    return catalog.clauses_by_id([id_])[id_]


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("人才新政.txt", ["人才新政", "人才新政-txt", "人才新政-2", "人才新政-3"]),
        ("皖政〔2024〕3号.pdf", ["皖政-2024-3号", "皖政-2024-3号-pdf", "皖政-2024-3号-2"]),
        ("A/通知 (1).HTML", ["a-通知-1", "a-通知-1-html"]),
        ("——.txt", ["document", "document-txt", "document-2"]),
        ("README", ["readme", "readme-2"]),
        ("政" * 200 + ".md", ["政" * 60]),
    ],
)
def test_a_document_id_is_made_of_the_letters_of_the_file_name(name: str, ids: list[str]) -> None:
    assert list(islice(candidate_ids(name), len(ids))) == ids


@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("cafe\N{COMBINING ACUTE ACCENT}.txt", "café.txt"),
        ("人才.txt".encode("gb18030").decode("utf-8", "surrogateescape"), "人才.txt"),
        ("人才.txt", "人才.txt"),
    ],
)
def test_a_file_name_has_one_spelling(name: str, tidied: str) -> None:
    assert tidy(name) == tidied


def test_what_is_added_comes_back_whole(catalog: Catalog) -> None:
    added = add(catalog, "人才新政.txt", TALENT, path="/政策/人才新政.txt", reader="1")
    assert (added.id, added.status, added.clauses, added.number) == ("人才新政", "added", 5, 1)
    document = catalog.document("人才新政")
    assert (document.info.title, document.pages, document.versions, document.clauses) == (
        "青港市人才新政",
        1,
        1,
        5,
    )
    assert (document.name, document.path, document.added) == ("人才新政.txt", "/政策/人才新政.txt", NOON)
    assert catalog.documents() == [document]
    version = catalog.version(added.sha256)
    assert (version.data, version.text, version.info) == (TALENT.encode(), TALENT, policy_of(TALENT).info)
    stored = list(catalog.clauses())
    assert [one.read for one in stored] == list(policy_of(TALENT).clauses)
    assert [one.quote for one in stored] == TALENT.splitlines()
    assert stored[2].id == "人才新政#c2"
    assert held(catalog, "人才新政#c2") == stored[2]


@pytest.mark.parametrize(
    ("first", "second", "status", "id_"),
    [
        (("a.txt", TALENT), ("a.txt", TALENT), "unchanged", "a"),
        (("a.txt", TALENT), ("b.txt", TALENT), "unchanged", "a"),
        (("a.txt", TALENT), ("a.txt", TALENT_2), "new_version", "a"),
        (("a.txt", TALENT), ("b.txt", TALENT_2), "added", "b"),
        (("a.txt", TALENT), ("a.md", TALENT_2), "added", "a-md"),
        (("cafe\N{COMBINING ACUTE ACCENT}.txt", TALENT), ("café.txt", TALENT_2), "new_version", "café"),
    ],
)
def test_a_file_is_known_by_its_bytes_and_then_by_its_name(
    catalog: Catalog, first, second, status, id_
) -> None:
    add(catalog, *first)
    before = catalog.revision()
    again = add(catalog, *second)
    assert (again.status, again.id) == (status, id_)
    assert (catalog.revision() > before) is (status != "unchanged")


def test_the_same_path_wins_over_the_same_name(catalog: Catalog) -> None:
    add(catalog, "甲/通知.txt", "甲\n", path="/甲/通知.txt")
    add(catalog, "乙/通知.txt", "乙\n", path="/乙/通知.txt")
    again = add(catalog, "通知.txt", "甲改\n", path="/甲/通知.txt")
    assert (again.id, again.status) == ("甲-通知", "new_version")


def test_an_old_version_stays_readable(catalog: Catalog) -> None:
    old = add(catalog, "人才新政.txt", TALENT)
    new = add(catalog, "人才新政.txt", TALENT_2)
    assert catalog.text(old.sha256) == TALENT
    assert catalog.text(old.id) == catalog.text(new.sha256) == TALENT_2
    assert [version.number for version in catalog.versions()] == [1, 2]
    assert held(catalog, "人才新政#c2").quote == "博士购房给予12万元补贴。"
    assert catalog.document(old.id).versions == 2
    assert len(list(catalog.clauses())) == 5


def test_a_document_may_return_to_an_earlier_wording(catalog: Catalog) -> None:
    for text in (TALENT, TALENT_2, TALENT):
        last = add(catalog, "a.txt", text)
    assert (last.status, last.number, catalog.text("a")) == ("new_version", 3, TALENT)


def test_newer_reading_rules_read_the_same_file_anew(catalog: Catalog) -> None:
    add(catalog, "a.txt", TALENT, reader="1")
    data, finer = TALENT.encode(), policy_of(TALENT, title="更准的标题")
    again = catalog.add("a.txt", data, finer, at=NOON, reader="2")
    assert (again.status, again.number) == ("unchanged", 2)
    assert catalog.document("a").info.title == "更准的标题"
    assert catalog.add("a.txt", data, finer, at=NOON, reader="2").number == 2


def test_a_removed_document_is_gone_but_still_citable(catalog: Catalog) -> None:
    added = add(catalog, "a.txt", TALENT)
    catalog.remove("a", at=NOON, actor="管理员")
    assert catalog.documents() == []
    assert list(catalog.clauses()) == []
    assert catalog.clauses_by_id(["a#c2"]) == {}
    assert catalog.text(added.sha256) == TALENT
    assert catalog.version(added.sha256).number == 1
    back = add(catalog, "a.txt", TALENT)
    assert (back.id, back.status) == ("a", "added")
    assert [entry.action for entry in catalog.audit("a")] == ["added", "removed", "added"]
    assert [entry.actor for entry in catalog.audit()] == ["local", "管理员", "local"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda catalog: catalog.document("无"),
        lambda catalog: catalog.text("无"),
        lambda catalog: catalog.version("0" * 64),
        lambda catalog: catalog.remove("无", at=NOON),
    ],
)
def test_what_is_not_held_is_said(catalog: Catalog, ask) -> None:
    with pytest.raises(UnknownDocument, match=r"无|000"):
        ask(catalog)
    assert catalog.revision() == 0


def test_clauses_come_by_id_in_the_order_asked(catalog: Catalog) -> None:
    add(catalog, "a.txt", TALENT)
    add(catalog, "b.txt", TALENT_2)
    asked = ["b#c2", "a#c4", "无#c1", "a#c0", "b#c2"]
    assert list(catalog.clauses_by_id(asked)) == ["b#c2", "a#c4", "a#c0"]
    many = [f"无#{number}" for number in range(1200)]
    assert list(catalog.clauses_by_id([*many, "a#c1"])) == ["a#c1"]
    assert {clause.document_id for clause in catalog.clauses(["b"])} == {"b"}
    assert catalog.clause_ids("a", 1) == [f"a#c{number}" for number in range(5)]


@pytest.mark.parametrize(
    "words", ["前\x00后", "\x00", "𠀀𪚥", "a\r\nb", "\ufeff头", "'; DROP TABLE documents; --"]
)
def test_every_character_comes_back(catalog: Catalog, words: str) -> None:
    source = SourceText(text=words, sha256="", media_type="text/plain")
    clause = Clause(id=words, locator=words, heading=words, path=(words,), start=0, end=len(words))
    annotation = Annotation(kind=ClauseKind.GOAL, exclusive=(Quote.of(words, 0, len(words)),), window=words)
    policy = Policy(
        source=source,
        info=DocumentInfo(title=words),
        clauses=(ReadClause(clause=clause, annotation=annotation),),
    )
    added = catalog.add("a.txt", words.encode(), policy, at=NOON)
    assert catalog.text(added.sha256) == words
    stored = held(catalog, f"a#{words}")
    assert (stored.quote, stored.clause, stored.annotation, stored.info.title) == (
        words,
        clause,
        annotation,
        words,
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4, unique=True))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    catalog = Catalog.open(f"sqlite:///{tmp_path_factory.mktemp('any')}/catalog.db")
    stored = [(catalog.add("a.txt", text.encode(), policy_of(text), at=NOON).sha256, text) for text in texts]
    assert all(catalog.text(digest) == text for digest, text in stored)
    assert [version.text for version in catalog.versions()] == texts
    catalog.close()


def faulty(**changes: object) -> Policy:
    policy = policy_of(TALENT)
    first = policy.clauses[0]
    clause = first.clause.model_copy(update=changes)
    return policy.model_copy(
        update={"clauses": (ReadClause(clause=clause, annotation=first.annotation), *policy.clauses[1:])}
    )


def misquoting() -> Policy:
    policy = policy_of(TALENT)
    wrong = Criterion(quote="硕士", start=0, end=2, about="degree", op="is", value="硕士")
    annotation = Annotation(kind=ClauseKind.INCENTIVE, criteria=(wrong,))
    return policy.model_copy(
        update={"clauses": (ReadClause(clause=policy.clauses[0].clause, annotation=annotation),)}
    )


@pytest.mark.parametrize(
    ("policy", "fault"),
    [
        (faulty(end=len(TALENT) + 1), "c0超出正文"),
        (faulty(start=5, end=4), "c0超出正文"),
        (faulty(id="c1"), "c1重复"),
        (misquoting(), "引文与正文不符"),
        (policy_of("残缺\ud800"), "残缺字符"),
    ],
)
def test_a_reading_that_cannot_be_cited_is_refused(catalog: Catalog, policy: Policy, fault: str) -> None:
    with pytest.raises(UnreadableDocument, match=fault):
        catalog.add("a.txt", TALENT.encode(), policy, at=NOON)
    assert (catalog.documents(), catalog.revision()) == ([], 0)


def test_a_failed_transaction_leaves_nothing(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.catalog.note", fail)
    with pytest.raises(KeyboardInterrupt):
        add(catalog, "a.txt", TALENT)
    monkeypatch.undo()
    assert (catalog.documents(), catalog.revision(), list(catalog.clauses())) == ([], 0, [])
    assert add(catalog, "a.txt", TALENT).number == 1


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 3, 1, 20, tzinfo=timezone(timedelta(hours=8))), datetime(2026, 3, 1, 12, tzinfo=UTC)],
)
def test_moments_keep_their_meaning_across_zones(catalog: Catalog, at: datetime) -> None:
    catalog.add("a.txt", b"a", policy_of("a"), at=at)
    assert catalog.document("a").added == next(catalog.versions()).read_at == catalog.audit()[0].at == NOON


def test_roles_and_pages_survive(catalog: Catalog) -> None:
    clause = Clause(id="t", locator="", heading="", start=0, end=1, page=3, role=OutlineRole.ISSUER_LINE)
    policy = policy_of("a").model_copy(
        update={"clauses": (ReadClause(clause=clause, annotation=Annotation(kind=ClauseKind.TITLE)),)}
    )
    catalog.add("a.txt", b"a", policy, at=NOON)
    assert held(catalog, "a#t").clause == clause


@pytest.mark.parametrize("damage", [b"not a database at all" * 100, b"SQLite format 3\x00" + bytes(5000)])
def test_a_damaged_catalogue_is_named_and_left_alone(tmp_path: Path, damage: bytes) -> None:
    path = tmp_path / "catalog.db"
    path.write_bytes(damage)
    with pytest.raises(CatalogDamaged, match=r"catalog\.db.*已损坏.*备份"):
        Catalog.open(f"sqlite:///{path}")
    assert path.read_bytes() == damage


def test_a_catalogue_of_a_newer_version_is_not_touched(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/catalog.db"
    Catalog.open(url).close()
    connection = sqlite3.connect(tmp_path / "catalog.db")
    connection.execute("UPDATE state SET number = 99 WHERE name = 'schema'")
    connection.commit()
    connection.close()
    with pytest.raises(CatalogDamaged, match="升级"):
        Catalog.open(url)


def test_writers_side_by_side_lose_nothing(catalog: Catalog) -> None:
    url = catalog._engine.url.render_as_string(hide_password=False)
    failures: list[BaseException] = []

    def write(who: int) -> None:
        try:
            catalog = Catalog.open(url)
            for number in range(10):
                add(catalog, f"{who}-{number}.txt", f"{who}写的第{number}件\n")
            catalog.close()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert (len(catalog.documents()), catalog.revision()) == (40, 40)


def test_commits_survive_a_power_cut_by_the_strictest_setting(tmp_path: Path) -> None:
    catalog = Catalog.open(f"sqlite:///{tmp_path}/catalog.db")
    with catalog._engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys")
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    catalog.close()
