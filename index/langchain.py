"""The search as LangChain asks for one; apart from the search itself, because LangChain loads slowly."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.retrieve import Hit, Searcher


class PolicyRetriever(BaseRetriever):
    """A `Searcher` as a LangChain retriever; `k` and filters of `Searcher.search` may be given per call."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    searcher: Searcher
    k: int = 10
    regions: tuple[str, ...] = ()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
        **options: Any,
    ) -> list[Document]:
        """The clauses found, as documents with what a citation needs in `metadata`."""
        asked = {"k": self.k, "regions": self.regions, **options}
        return [_document(hit) for hit in self.searcher.search(query, **asked)]


def _document(hit: Hit) -> Document:
    clause = hit.clause
    return Document(
        id=clause.id,
        page_content=clause.quote,
        metadata={
            "clause_id": clause.id,
            "document_id": clause.document_id,
            "title": clause.info.title,
            "locator": clause.clause.locator,
            "start": clause.clause.start,
            "end": clause.clause.end,
            "sha256": clause.sha256,
            "page": clause.clause.page,
            "score": hit.score,
        },
    )
