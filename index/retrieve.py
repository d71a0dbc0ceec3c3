"""Finds the clauses that a question is about.

What is found here is what to explain; it never decides who is entitled.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.catalog import Catalog
from index.encoder import Encoder
from index.facets import Facets
from index.fusion import Candidate, Scored, Weights, fuse
from index.judging import Judge, Judged, Wanted
from index.lexical import WordField, WordIndex, bigrams
from index.passage import Sought
from index.query import Question, Terms, read_question
from index.rows import StoredClause, StoredDocument
from index.scope import Places, RuleBooks
from index.store import VectorStore
from policies.documents.validity import limits_validity
from policies.model import ClauseKind
from policies.vocabulary.regions import Region

_CANDIDATES = 80
_LIMITS_READ = 20
# Beyond these depths, naming the wanted clauses to the index is faster than dropping the others afterwards.
_DEEPEST_WORDS = 3000
_DEEPEST_VECTORS = 500
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
        self._clauses = sum(document.clauses for document in self._documents.values())
        self._clause_ids: dict[str, frozenset[str]] = {}
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
        ids = self._applying(places, document_ids)
        if ids is not None and not ids:
            return []
        ranked = fuse(self._by_words(question, ids), self._by_meaning(question, ids), self._weights)
        sought = Sought.of(self._library.words.rarities(question.bigrams, "bigrams"))
        only = None if kinds is None else frozenset(kinds)
        return self._judged(ranked, k, Wanted(question, sought, places, only, self._rule_books.own(places)))

    def applying(self, regions: tuple[tuple[Region, ...], ...]) -> set[str]:
        """The ids of the documents that may apply to these places; without places, of all."""
        return self._rule_books.applying(Places(regions)) if regions else set(self._documents)

    def limit_of(self, document_id: str) -> StoredClause | None:
        """The clause of a document that says for how long all of it holds; None where none does."""
        if document_id not in self._limits:
            ids = self._clauses_of(self._documents[document_id])
            said = self._library.words.search_terms({"bigrams": _LIMIT_TERMS}, _LIMITS_READ, ids)
            clauses = self._library.catalog.clauses_by_id([id_ for id_, _ in said])
            limits = (clauses[id_] for id_, _ in said if id_ in clauses)
            self._limits[document_id] = next((one for one in limits if limits_validity(one.quote)), None)
        return self._limits[document_id]

    def _by_words(self, question: Question, ids: Collection[str] | None) -> Scored:
        """How much of the question's words each clause covers, from 0 to 1, over all fields."""
        index = self._library.words
        terms = {
            column: self._scaled(question.bigrams if column.endswith("bigrams") else question.words, column)
            for column in self._weights.fields
        }
        depth = self._depth(ids)
        if ids is None or depth > _DEEPEST_WORDS:
            return index.search_terms(terms, _CANDIDATES, ids)
        found = index.search_terms(terms, depth)
        return [(id_, score) for id_, score in found if id_ in ids][:_CANDIDATES]

    def _scaled(self, terms: Terms, column: WordField) -> Terms:
        """Weights with which a clause that covered all of the question in every field would score 1."""
        ceiling = self._library.words.ceiling(terms, column)
        share = self._weights.fields[column] / self._weights.lexical / ceiling if ceiling else 0.0
        return {term: weight * share for term, weight in terms.items()}

    def _by_meaning(self, question: Question, ids: Collection[str] | None) -> Scored:
        if not question.plain or not self._weights.dense:
            return []
        vector = self._vector(question)
        if not vector.any():
            return []
        depth = self._depth(ids)
        if ids is None or depth > _DEEPEST_VECTORS:
            return self._library.vectors.search(vector, _CANDIDATES, ids)
        found = self._library.vectors.search(vector, depth)
        return [(id_, score) for id_, score in found if id_ in ids][:_CANDIDATES]

    def _depth(self, ids: Collection[str] | None) -> int:
        """How many hits of all clauses should hold enough of `ids`, twice over."""
        return _CANDIDATES if ids is None else 2 * _CANDIDATES * self._clauses // len(ids)

    def _vector(self, question: Question) -> Vector:
        """The weighted sum of the turns' vectors, of length 1 (or 0 when no turn says anything)."""
        texts, weights = zip(*question.plain, strict=True)
        total: Vector = np.asarray(weights, np.float32) @ self._library.encoder.encode(texts)
        return total / max(float(np.linalg.norm(total)), 1e-9)

    def _applying(self, places: Places, document_ids: Collection[str] | None) -> frozenset[str] | None:
        """The clauses of the documents that may apply, or None when all may."""
        applying = self.applying(places.asked)
        if document_ids is not None:
            applying &= set(document_ids)
        if len(applying) == len(self._documents):
            return None
        return frozenset().union(*(self._clauses_of(self._documents[id_]) for id_ in applying))

    def _clauses_of(self, document: StoredDocument) -> frozenset[str]:
        if document.id not in self._clause_ids:
            ids = self._library.catalog.clause_ids(document.id, document.number)
            self._clause_ids[document.id] = frozenset(ids)
        return self._clause_ids[document.id]

    def _judged(self, found: Sequence[Candidate], k: int, wanted: Wanted) -> list[Hit]:
        """The best that the catalogue holds: a writer beside may have taken some out that are still found."""
        judge, library = Judge(wanted, self._library.facets, self._weights), self._library
        while best := judge.best(found, k):
            clauses = library.catalog.clauses_by_id([one.found.id for one in best])
            if len(clauses) == len(best):
                return [_hit(clauses[one.found.id], one) for one in best]
            gone = {one.found.id for one in best} - clauses.keys()
            found = [candidate for candidate in found if candidate.id not in gone]
        return []


def _hit(clause: StoredClause, judged: Judged) -> Hit:
    found = judged.found
    parts = {"lexical": found.lexical, "dense": found.dense, "sentence": judged.sentence}
    return Hit(clause, judged.score, parts)
