"""BM25 over dictionary words by tantivy, for the pipelines that ours is measured beside."""

from collections.abc import Iterable
from functools import cache
from math import log
from pathlib import Path
from typing import Any, Self

import tantivy

from index.lexical import words

_HEAP_BYTES = 64_000_000
# tantivy's BM25 has k1 = 1.2: however often a term occurs, it counts less than 2.2 times its rarity.
_SATURATION = 2.2


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


class TantivyWords:
    """The words of texts in one folder."""

    def __init__(self, index: tantivy.Index) -> None:
        self._index = index

    @classmethod
    def at(cls, path: Path) -> Self:
        """The index in `path`, an empty one where there is none."""
        path.mkdir(parents=True, exist_ok=True)
        return cls(tantivy.Index(_schema(), path=str(path), reuse=True))

    def add(self, texts: Iterable[tuple[str, str]]) -> None:
        """Index (id, text) pairs."""
        writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for id_, text in texts:
            writer.add_document(tantivy.Document(id=id_, words=" ".join(words(text))))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def search(self, query: str, k: int) -> list[tuple[str, float]]:
        """At most `k` (id, BM25 score), best first, equal scores by id."""
        make, searcher = tantivy.Query, self._index.searcher()
        terms = [make.term_query(_schema(), "words", term, "freq") for term in dict.fromkeys(words(query))]
        asked = make.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        hits: list[tuple[float, Any]] = searcher.search(asked, k, count=False).hits if terms else []
        named = [(searcher.doc(address)["id"][0], float(score)) for score, address in hits]
        return sorted(named, key=lambda entry: (-entry[1], entry[0]))

    def ceiling(self, query: str) -> float:
        """A score that no text can exceed; terms that no text holds count in full."""
        searcher = self._index.searcher()
        held = searcher.num_docs
        counts = (searcher.doc_freq("words", term) for term in dict.fromkeys(words(query)))
        return _SATURATION * sum(log(1 + (held - count + 0.5) / (count + 0.5)) for count in counts)
