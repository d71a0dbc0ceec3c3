"""Finds the clauses that a question is about.

What is found here is what to explain; it never decides who is entitled.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.catalog import Catalog
from index.encoder import Encoder
from index.facets import Facets
from index.fusion import Candidates, Weights, fuse
from index.judging import Judge, Judged, Wanted
from index.lexical import bigrams
from index.passage import Sought
from index.query import Question, read_question
from index.ranking import Found, Rows
from index.rows import StoredClause
from index.scope import Places, RuleBooks
from index.store import VectorStore
from index.word_index import WordIndex
from policies.documents.validity import limits_validity
from policies.model import ClauseKind
from policies.vocabulary.regions import Region

_CANDIDATES = 80
_LIMITS_READ = 20
_LIMIT_TERMS = dict.fromkeys(bigrams("有效期 暂定 试行期 执行期 之日起施行 起实施 起执行"), 1.0)

Vector = npt.NDArray[np.float32]


class Shelf(Protocol):
    """One generation of the indexes beside the catalogue it was built from: all that a `Searcher` reads."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def vectors(self) -> VectorStore: ...

    @property
    def words(self) -> WordIndex: ...

    @property
    def facets(self) -> Facets: ...

    @property
    def encoder(self) -> Encoder: ...


@dataclass(frozen=True)
class Hit:
    """A clause found; scores compare between questions.

    `parts` holds `lexical`, the share of the question's words that the clause covers, weighed by rarity,
    `dense`, the likeness of meaning, and `sentence`, the share its best sentence covers; all from 0 to 1.
    `score` is their weighted sum times the factors for what the clause is and gives and where it holds.
    """

    clause: StoredClause
    score: float
    parts: dict[str, float]


class Searcher:
    """Searches one generation of a library; make a new one when the generation changes."""

    def __init__(self, library: Shelf, weights: Weights | None = None) -> None:
        self._library = library
        self._weights = weights or Weights()
        self._documents = {document.id: document for document in library.catalog.documents()}
        self._rule_books = RuleBooks({id_: document.info.region for id_, document in self._documents.items()})
        self._limits: dict[str, StoredClause | None] = {}

    def search(
        self,
        query: str,
        k: int = 10,
        *,
        earlier: Sequence[str] = (),
        regions: tuple[str, ...] = (),
        document_ids: Collection[str] | None = None,
        kinds: Collection[ClauseKind] | None = None,
    ) -> list[Hit]:
        """At most `k` clauses, best first, equal scores by id.

        `earlier` turns of the talk count less than `query`. `regions` are the places whose rules are wanted;
        without them, those that the question names. Clauses made for another place are left out, those of a
        wider place are not, because they hold in its parts too. `document_ids` and `kinds` restrict further.
        """
        question = read_question(query, earlier)
        places = Places.named(regions) if regions else Places(question.regions)
        rows = self._applying(places, document_ids)
        if rows is not None and not len(rows):
            return []
        found = fuse(self._by_words(question, rows), self._by_meaning(question, rows), self._weights)
        sought = Sought.of(self._library.words.rarities(question.bigrams, "bigrams"))
        only = None if kinds is None else frozenset(kinds)
        return self._judged(found, k, Wanted(question, sought, places, only, self._rule_books.own(places)))

    def applying(self, regions: tuple[tuple[Region, ...], ...]) -> set[str]:
        """The ids of the documents that may apply to these places; without places, of all."""
        return self._rule_books.applying(Places(regions)) if regions else set(self._documents)

    def limit_of(self, document_id: str) -> StoredClause | None:
        """The clause of a document that says for how long all of it holds; None where none does."""
        if document_id not in self._limits:
            rows = self._library.facets.of([document_id])
            said = self._library.words.covering(
                {"bigrams": _LIMIT_TERMS}, {"bigrams": 1.0}, _LIMITS_READ, rows
            )
            limits = self._library.catalog.clauses_by_id(self._ids(said.rows)).values()
            self._limits[document_id] = next((one for one in limits if limits_validity(one.quote)), None)
        return self._limits[document_id]

    def _by_words(self, question: Question, rows: Rows | None) -> Found:
        """How much of the question's words each clause covers, from 0 to 1, over all fields."""
        fields = self._weights.fields
        terms = {name: question.bigrams if name.endswith("bigrams") else question.words for name in fields}
        shares = {name: weight / self._weights.lexical for name, weight in fields.items()}
        return self._library.words.covering(terms, shares, _CANDIDATES, rows)

    def _by_meaning(self, question: Question, rows: Rows | None) -> Found:
        if not question.plain or not self._weights.dense:
            return Found.none()
        vector = self._vector(question)
        return self._library.vectors.nearest(vector, _CANDIDATES, rows) if vector.any() else Found.none()

    def _vector(self, question: Question) -> Vector:
        """The weighted sum of the turns' vectors, of length 1 (or 0 when no turn says anything)."""
        texts, weights = zip(*question.plain, strict=True)
        total: Vector = np.asarray(weights, np.float32) @ self._library.encoder.encode(texts)
        return total / max(float(np.linalg.norm(total)), 1e-9)

    def _applying(self, places: Places, document_ids: Collection[str] | None) -> Rows | None:
        """The rows of the documents that may apply, or None when all may."""
        if document_ids is None and not places.asked:
            return None
        applying = self.applying(places.asked)
        if document_ids is not None:
            applying &= set(document_ids)
        return None if len(applying) == len(self._documents) else self._library.facets.of(applying)

    def _judged(self, found: Candidates, k: int, wanted: Wanted) -> list[Hit]:
        """The best that the catalogue holds: a writer beside may have taken some out that are still found."""
        judge, library = Judge(wanted, self._library.facets, self._weights), self._library
        while best := judge.best(found, k):
            ids = self._ids([one.row for one in best])
            clauses = library.catalog.clauses_by_id(ids)
            if len(clauses) == len(best):
                return [_hit(clauses[id_], one) for id_, one in zip(ids, best, strict=True)]
            gone = [one.row for id_, one in zip(ids, best, strict=True) if id_ not in clauses]
            found = found.without(gone)
        return []

    def _ids(self, rows: Iterable[int]) -> list[str]:
        held = self._library.vectors.held
        return [held[row] for row in rows]


def _hit(clause: StoredClause, judged: Judged) -> Hit:
    parts = {"lexical": judged.lexical, "dense": judged.dense, "sentence": judged.sentence}
    return Hit(clause, judged.score, parts)
