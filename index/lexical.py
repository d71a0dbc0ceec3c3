"""Finds clauses by their words: tantivy over dictionary words and over character bigrams.

Both views are kept because neither is enough: bigrams find terms no dictionary holds (免申即享), words
do not confuse 上海市场 with 海市. Text of users never reaches tantivy's query language: queries are built
from terms, so brackets, colons and operators in a question are only punctuation.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from math import log
from operator import add
from pathlib import Path
from typing import Any, Literal, Self

import rjieba
import tantivy

from policies.errors import CatalogDamaged

Weights = Mapping[str, float]
WordField = Literal["bigrams", "words", "heading_bigrams", "heading_words"]

_COLUMNS: dict[WordField, str] = {
    "bigrams": "body_bigrams",
    "words": "body_words",
    "heading_bigrams": "heading_bigrams",
    "heading_words": "heading_words",
}
_RUN = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?|[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_LONGEST_TERM = 64
_COMMONEST_BIGRAMS = 128
_HEAP_BYTES = 64_000_000
# tantivy's BM25 has k1 = 1.2: however often a term occurs, it counts less than 2.2 times its rarity.
_SATURATION = 2.2


def fold(text: str) -> str:
    """Half-width, lower-case text without thousands separators; for matching only, offsets change."""
    return _THOUSANDS.sub("", text.translate(_FULL_WIDTH).lower())


def runs(text: str) -> list[str]:
    """Unbroken stretches of Chinese characters, or of Latin letters and digits; punctuation is dropped.

    >>> runs("申报“5G”、1,000万元(含)")
    ['申报', '5g', '1000', '万元', '含']
    """
    return [run[:_LONGEST_TERM] if run.isascii() else run for run in _RUN.findall(fold(text))]


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of characters; a lone character and a Latin or digit run stand for themselves.

    >>> bigrams("免申即享5G")
    ['免申', '申即', '即享', '5g']
    """
    pairs: list[str] = []
    for run in runs(text):
        if run.isascii() or len(run) == 1:
            pairs.append(run)
        else:
            pairs.extend(map(add, run, run[1:]))
    return pairs


def words(text: str) -> list[str]:
    """Dictionary words, with the shorter words inside long ones.

    >>> words("高新技术企业")
    ['高新', '技术', '高新技术', '企业']
    """
    return [word[:_LONGEST_TERM] for run in runs(text) for word in _segment(run)]


def _segment(run: str) -> Sequence[str]:
    return [run] if run.isascii() else rjieba.cut_for_search(run)


def _last_characters(text: str) -> list[str]:
    """The end of each run: with it, every character begins some term, so one character can be looked up."""
    return [run[-1] for run in runs(text) if len(run) > 1 and not run.isascii()]


def _indexed_bigrams(text: str) -> str:
    return " ".join([*bigrams(text), *_last_characters(text)])


def _indexed_words(text: str) -> str:
    return " ".join(words(text))


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for column in _COLUMNS.values():
        builder.add_text_field(column, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class WordIndex:
    """A word index in one folder; one writer at a time, which the library's lock ensures."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index
        self._writer: tantivy.IndexWriter | None = None

    @classmethod
    def create(cls, path: Path) -> Self:
        """An empty index in `path`, which is made when absent and must hold no index yet."""
        path.mkdir(parents=True, exist_ok=True)
        return cls(tantivy.Index(_schema(), path=str(path), reuse=False))

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index in `path`; raises `CatalogDamaged` when there is none that this version can read."""
        try:
            return cls(tantivy.Index.open(str(path)))
        except (ValueError, OSError) as broken:
            advice = f"词语索引{path}打不开，请运行 policymatch doctor --repair 重建。"
            raise CatalogDamaged(advice) from broken

    def add(self, clauses: Iterable[tuple[str, str, str]]) -> None:
        """Index (id, body, heading) triples durably; an id that is already held is replaced."""
        writer = self._writing()
        for id_, body, heading in clauses:
            writer.delete_documents_by_term("id", id_)
            writer.add_document(
                tantivy.Document(
                    id=id_,
                    body_bigrams=_indexed_bigrams(body),
                    body_words=_indexed_words(body),
                    heading_bigrams=_indexed_bigrams(heading),
                    heading_words=_indexed_words(heading),
                )
            )
        self._commit()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these clauses; an id that is not held is no error."""
        writer = self._writing()
        for id_ in ids:
            writer.delete_documents_by_term("id", id_)
        self._commit()

    def search(
        self, query: str, k: int, field: WordField, ids: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """At most `k` (id, BM25 score), best first, equal scores by id; `ids` restricts to these clauses.

        Words of the query are alternatives. A query without letters, digits or Chinese finds nothing.
        """
        return self.search_terms({field: dict.fromkeys(_TERMS[field](query), 1.0)}, k, ids)

    def search_terms(
        self, terms: Mapping[WordField, Weights], k: int, ids: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """Like `search`, for weighted terms as `bigrams` and `words` make them; scores of fields add up."""
        clauses = [
            (tantivy.Occur.Should, self._term(term, _COLUMNS[field], weight))
            for field, weights in terms.items()
            for term, weight in weights.items()
            if weight > 0
        ]
        if not clauses or k < 1 or (ids is not None and not ids):
            return []
        query = tantivy.Query.boolean_query(clauses)
        if ids is not None:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, _one_of(ids))]
            )
        return self._best(query, k)

    def ceiling(self, weights: Weights, field: WordField) -> float:
        """A score that no clause can exceed for these terms; terms that no clause holds count in full.

        A score divided by it tells how much of the question a clause covers, rare words counting most.
        """
        column, held = _COLUMNS[field], len(self)
        count = self._index.searcher().doc_freq
        rarities = (
            weight
            * max(
                (_rarity(count(column, term), held) for term in self._spelled_out(asked, column)), default=0.0
            )
            for asked, weight in weights.items()
        )
        return _SATURATION * sum(rarities)

    def rarities(self, weights: Weights, field: WordField) -> dict[str, float]:
        """The terms that any clause holds, each with its weight times its rarity."""
        column, held = _COLUMNS[field], len(self)
        count = self._index.searcher().doc_freq
        known = {term: holding for term in weights if (holding := count(column, term))}
        return {term: weights[term] * _rarity(holding, held) for term, holding in known.items()}

    def ids(self) -> set[str]:
        """Every clause id held."""
        searcher = self._index.searcher()
        found = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs), count=False)
        return {searcher.doc(address)["id"][0] for _, address in found.hits}

    def __len__(self) -> int:
        return self._index.searcher().num_docs

    def close(self) -> None:
        """Let go of the folder: afterwards it can be copied or deleted."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            # One thread keeps the order of documents, and with it the segments, the same in every build.
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        return self._writer

    def _commit(self) -> None:
        self._writing().commit()
        self._index.reload()

    def _term(self, term: str, column: str, weight: float) -> tantivy.Query:
        """A weighted query for one term; of several spellings the best one counts."""
        make = tantivy.Query
        spellings = [
            make.term_query(_schema(), column, spelling, "freq")
            for spelling in self._spelled_out(term, column)
        ]
        return make.boost_query(
            spellings[0] if len(spellings) == 1 else make.disjunction_max_query(spellings), weight
        )

    def _spelled_out(self, term: str, column: str) -> list[str]:
        """A lone Chinese character stands for the commonest bigrams that begin with it."""
        lone = len(term) == 1 and not term.isascii() and column.endswith("bigrams")
        return (self._beginning_with(term, column) or [term]) if lone else [term]

    def _beginning_with(self, character: str, column: str) -> list[str]:
        known: list[tuple[str, int]] = self._index.searcher().terms_with_prefix(column, character)
        known.sort(key=lambda entry: (-entry[1], entry[0]))
        return [term for term, _ in known[:_COMMONEST_BIGRAMS]]

    def _best(self, query: tantivy.Query, k: int) -> list[tuple[str, float]]:
        """Fetch past `k` until no tie straddles the cut, so that ties are always broken by id."""
        searcher, limit = self._index.searcher(), k + 16
        while True:
            hits: list[tuple[float, Any]] = searcher.search(query, limit, count=False).hits
            if len(hits) < limit or hits[-1][0] < hits[k - 1][0]:
                break
            limit *= 4
        hits = [hit for hit in hits if hit[0] >= hits[min(k, len(hits)) - 1][0]]
        named = [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]
        return sorted(named, key=lambda entry: (-entry[1], entry[0]))[:k]


_TERMS: dict[WordField, Callable[[str], list[str]]] = {
    "bigrams": bigrams,
    "words": words,
    "heading_bigrams": bigrams,
    "heading_words": words,
}


def _rarity(holding: int, held: int) -> float:
    """BM25's inverse document frequency of a term that `holding` of `held` clauses contain."""
    return log(1 + (held - holding + 0.5) / (holding + 0.5))


def _one_of(ids: Collection[str]) -> tantivy.Query:
    return tantivy.Query.const_score_query(tantivy.Query.term_set_query(_schema(), "id", list(ids)), 0.0)
