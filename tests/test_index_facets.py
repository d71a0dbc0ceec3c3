"""What is weighed of a clause is worked out when it is indexed, and stays right through every change."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from library_factories import BigramEncoder, read_lines, sample_text

from index import doctor
from index.build import Library
from index.facets import Facet, Facets, Nature, facet_of
from index.passage import Sought, said
from index.records import indexed
from index.rows import StoredClause
from index.scope import Reach
from policies.errors import CatalogDamaged
from policies.model import Annotation, Clause, ClauseKind, DocumentInfo, OutlineRole

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SMALL = BigramEncoder()
HEFEI = "安徽省合肥市"
BODY = OutlineRole.BODY


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "home", encoder=SMALL, read=read_lines) as library:
        yield library


def facet(number: int) -> Facet:
    nature = Nature(ClauseKind.GOAL, short=bool(number % 2), frame=False, ways=(), benefits=("grant",))
    return Facet(nature, Reach((f"第{number % 3}市",)), f"文{number % 4}", f" 第{number}句 ")


def reopened(folder: Path, ids: list[str]) -> dict[str, Facet]:
    facets = Facets.open(folder, sorted(ids))
    return {id_: facets.facet(row) for row, id_ in enumerate(sorted(ids))}


def test_facets_come_back_as_they_went_in_through_additions_and_removals(tmp_path: Path) -> None:
    ids = [f"甲#c{number}" for number in range(30)]
    facets = Facets.create(tmp_path)
    facets.add({id_: facet(number) for number, id_ in enumerate(ids[:20])})
    facets.close()
    assert reopened(tmp_path, ids[:20]) == {id_: facet(number) for number, id_ in enumerate(ids[:20])}
    facets = Facets.open(tmp_path, sorted(ids[:20]))
    facets.remove(ids[:5])
    facets.add({id_: facet(number + 1) for number, id_ in enumerate(ids) if number > 14})
    facets.close()
    kept = {id_: facet(number + (number > 14)) for number, id_ in enumerate(ids) if number > 4}
    assert reopened(tmp_path, ids[5:]) == kept


def test_no_clauses_have_no_facets(tmp_path: Path) -> None:
    Facets.create(tmp_path).close()
    assert reopened(tmp_path, []) == {}


@pytest.mark.parametrize("harm", ["rows.npy", "tables.json", "said.txt", "one row more"])
def test_what_does_not_fit_is_refused(tmp_path: Path, harm: str) -> None:
    facets = Facets.create(tmp_path)
    facets.add({"甲": facet(1), "乙": facet(2)})
    facets.close()
    file = tmp_path / harm
    if harm == "said.txt":
        file.write_bytes(file.read_bytes()[:-1])
    else:
        file.unlink(missing_ok=True)
    with pytest.raises(CatalogDamaged, match="doctor --repair"):
        reopened(tmp_path, ["丙", "甲", "乙"] if harm == "one row more" else ["甲", "乙"])


def clause(quote: str, role: OutlineRole) -> StoredClause:
    read = Clause(
        id="c1", locator="", heading="支持肥西县", path=("总则",), start=0, end=len(quote), role=role
    )
    annotation = Annotation(kind=ClauseKind.INCENTIVE)
    info = DocumentInfo(title="办法", region=HEFEI)
    return StoredClause("a#c1", "a", "0" * 64, 1, read, annotation, quote, info)


@pytest.mark.parametrize(
    ("quote", "role", "told"),
    [
        ("厂房租金补贴", BODY, {"short": True, "benefits": ("rent_relief",)}),
        ("企业登录系统提交申请材料即可。", BODY, {"ways": ("papers", "online", "steps"), "short": False}),
        ("青港市人民政府办公室二〇二六年三月", OutlineRole.SIGNATURE, {"frame": True, "short": False}),
    ],
)
def test_what_a_clause_is(quote: str, role: OutlineRole, told: dict[str, object]) -> None:
    nature = facet_of(clause(quote, role)).nature
    assert {name: getattr(nature, name) for name in told} == told


def test_a_change_keeps_the_facets_of_the_generation_right(library: Library, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"办法{number}.txt").write_text(sample_text(number), encoding="utf-8")
    list(library.ingest(tmp_path.glob("*.txt"), at=NOON))
    library.remove("办法3", at=NOON)
    (tmp_path / "办法4.txt").write_text(sample_text(44), encoding="utf-8")
    list(library.ingest([tmp_path / "办法4.txt"], at=NOON))
    reader = library.reader()
    held = {id_: reader.facets.facet(row) for id_, row in reader.vectors.rows().items()}
    of_one = {reader.vectors.held[row] for row in reader.facets.of(["办法4", "办法3"]).tolist()}
    assert of_one == {id_ for id_ in held if id_.startswith("办法4#")}
    assert held == {one.id: facet_of(one) for one in library.catalog.clauses() if indexed(one)}


def test_the_doctor_compares_facets_with_clauses(library: Library, tmp_path: Path) -> None:
    (tmp_path / "办法.txt").write_text(sample_text(1), encoding="utf-8")
    list(library.ingest([tmp_path / "办法.txt"], at=NOON))
    said_file = library.home.indexes / library.reader().name / "facets" / "said.txt"
    said_file.write_bytes(said_file.read_bytes().replace("编号".encode(), "号编".encode(), 1))
    library.close()
    codes = [finding.code for finding in doctor.check(tmp_path / "home", encoder=SMALL, read=read_lines)]
    assert codes == ["facets"]
    assert doctor.repair(tmp_path / "home", at=NOON, encoder=SMALL, read=read_lines) == []


@pytest.mark.parametrize(
    ("quote", "sought", "share"),
    [
        ("给予5G企业奖励", {"5g": 1.0, "企业": 1.0, "业5": 2.0}, 0.5),
        ("按1，000万元", {"1000": 1.0}, 1.0),
        ("奖，励", {"奖励": 1.0, "奖": 1.0}, 0.5),
        ("奖励", {"奖": 1.0}, 0.0),  # a lone character of a question is a word of its own
        ("ab12企业", {"ab": 1.0, "ab12": 1.0}, 0.5),
    ],
)
def test_terms_are_sought_as_the_word_index_cuts_them(
    quote: str, sought: dict[str, float], share: float
) -> None:
    assert Sought.of(sought).share(said(quote)) == share
