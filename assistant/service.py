"""One opened library and everything that can be asked of it; command line and page call nothing else."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import policies.library
from assistant.cases import whole_words
from assistant.consultation import MOST_ASKED, Consultation, consult, match_clauses, warned
from assistant.holdings import DocumentSummary, DocumentView, summary_of
from assistant.settings import Settings
from index.build import IngestRow, Library
from index.retrieve import Searcher
from index.rows import StoredClause
from policies.errors import CatalogDamaged, PolicyMatchError
from policies.matching.general import PLACES
from policies.matching.shortlist import Shortlist
from policies.matching.total import Rules, Total, exclusion_rules, settle, total
from policies.model import Answer, Citation, Match, Verification
from policies.profile import check_profile, read_profile

if TYPE_CHECKING:
    from assistant.conversations import Conversations
    from index.reviews import Applied

CONVERSATIONS = "conversations.db"
"""The file of the home folder that holds former conversations."""

_MOST_ELSEWHERE = 500  # clauses of other places are enough to know that the place is worth asking for

Progress = Callable[[int, int, str], None]


class Assistant:
    """Opens a home; the first use of an empty one loads the shipped documents unless told otherwise."""

    def __init__(self, home: Path, *, settings: Settings | None = None) -> None:
        self._settings = settings or Settings()
        self._library = Library(
            home.expanduser(), encoder=self._settings.encoder, wait_s=self._settings.wait_s
        )
        self._searcher: tuple[Any, Searcher] | None = None
        self._rules: tuple[int, Rules] | None = None
        self._shortlist: tuple[int, list[StoredClause], Shortlist] | None = None

    @property
    def language_model(self) -> str | None:
        """The name of the language model that helps with answers; None where none is set."""
        return self._settings.llm_model or None

    def close(self) -> None:
        self._library.close()
        if "conversations" in self.__dict__:
            self.conversations.close()

    def prepare(self, progress: Progress | None = None) -> None:
        """Load the shipped documents into a home that has never held any."""
        if not self._settings.library or self._library.catalog.revision():
            return
        failed = [r for r in self.ingest([Path(policies.library.__file__).parent], progress) if r.error]
        if failed:
            raise CatalogDamaged(f"随软件附带的政策未能装入（{failed[0].error}），请重新安装软件。")

    def ingest(self, paths: Sequence[Path], progress: Progress | None = None) -> list[IngestRow]:
        """Read files and folders into the library; one row a file, failed ones with the reason."""

        def told(stage: str, done: int, of: int) -> None:
            if progress:
                progress(
                    done, of, {"read": "正在读取文件", "embed": "正在建立索引"}.get(stage, "正在建立索引")
                )

        return list(self._library.ingest(paths, at=datetime.now(UTC), progress=told))

    def remove(self, document_id: str) -> None:
        """Take a document out of the library; its versions stay readable by what cites them."""
        self._library.remove(document_id, at=datetime.now(UTC))

    def library(self, *, on: date | None = None) -> list[DocumentSummary]:
        """The documents held; their status is that of the day `on`, or as it was read."""
        return [summary_of(document, on) for document in self._library.catalog.documents()]

    def document(
        self, document_id: str, sha256: str | None = None, *, on: date | None = None
    ) -> DocumentView:
        """A document's text, of the version that `sha256` names or the current one; `on` as for `library`."""
        stored = self._library.catalog.document(document_id)
        version = self._library.catalog.version(sha256 or stored.sha256)
        clauses = self._library.catalog.clauses([document_id]) if version.sha256 == stored.sha256 else ()
        return DocumentView(
            summary=summary_of(stored, on),
            text=version.text,
            pages=version.pages,
            sha256=version.sha256,
            clauses=tuple(clause.read for clause in clauses),
        )

    def ask(
        self,
        turns: Sequence[str],
        *,
        profile: dict[str, Any] | None = None,
        on: date | None = None,
        id: str | None = None,
        conversation: str | None = None,
    ) -> Answer:
        """Answer the last of `turns` with citations; raises `InvalidProfile`.

        With the id of a `conversation`, `turns` are what has been said since its last answer.
        """
        *_, answer = self.answering(turns, profile=profile, on=on, id=id, conversation=conversation)
        assert isinstance(answer, Answer)
        return answer

    def answering(
        self,
        turns: Sequence[str],
        *,
        profile: dict[str, Any] | None = None,
        on: date | None = None,
        id: str | None = None,
        conversation: str | None = None,
        owner: str = "",
    ) -> Iterator[str | Answer]:
        """The same step by step: what is being done, each a Chinese phrase, then the answer.

        A `conversation` that does not exist yet is begun, and belongs to `owner`.
        """
        day = on or date.today()
        checked = read_profile(profile or {}, day)
        turns = [*map(whole_words, turns)]

        def answers(said: Sequence[str], thread: str | None) -> Iterator[str | Answer]:
            for step in self._turn(said, checked.told, day, thread):
                if isinstance(step, str):
                    yield step
                    continue
                told = step["asked"].told
                answer = warned(step["answer"], checked.warnings)
                yield answer.model_copy(update={"id": id, "told": told.facts if told else ()})

        if conversation is None:
            yield from answers(turns, None)
        else:
            yield from self.conversations.kept(conversation, turns, day, datetime.now(UTC), owner, answers)

    def _turn(self, said: Sequence[str], told: dict[str, Any], on: date, thread: str | None) -> Iterator[Any]:
        from assistant.asking import in_parts  # noqa: PLC0415 - LangGraph loads slowly, and not all commands ask

        graph = self._kept_conversation if thread else self._conversation
        yield from in_parts(graph, {"said": list(said), "told": told, "on": on}, thread)

    @cached_property
    def conversations(self) -> "Conversations":
        """The conversations kept in the home folder."""
        from assistant.conversations import Conversations  # noqa: PLC0415 - as above

        return Conversations(self._library.home.root / CONVERSATIONS, wait_s=self._settings.wait_s)

    def warm(self) -> None:
        """Load now what the first question would wait for; raises `CatalogBusy`."""
        self.searcher().search("政策", 1)
        _ = self._conversation, self._kept_conversation
        if self._desk.model:
            self._desk.model.load()

    def match(
        self,
        profile: dict[str, Any],
        *,
        on: date | None = None,
        documents: Sequence[str] | None = None,
        every: bool = False,
    ) -> list[Match]:
        """One profile against every claimable clause, best verdicts first; `every` keeps those that fail."""
        day = on or date.today()
        told = check_profile(profile, day)
        clauses = self._in_question(told, day, documents, every=every)
        return self._settled(match_clauses(clauses, told, day, every=every))

    def consult(
        self,
        profile: dict[str, Any],
        *,
        on: date | None = None,
        documents: Sequence[str] | None = None,
        every: bool = False,
        most: int = MOST_ASKED,
    ) -> Consultation:
        """The same with `most` questions, what would turn failures, and what of the profile was set aside."""
        day = on or date.today()
        checked = read_profile(profile, day)
        clauses = self._in_question(checked.told, day, documents, every=every)
        if not every:
            clauses = [*clauses, *self._elsewhere(clauses, checked.told, day, documents)]
        found = consult(clauses, checked.told, day, every=every, most=most)
        settled = tuple(self._settled(found.matches))
        return found.model_copy(update={"matches": settled, "warnings": checked.warnings})

    def _settled(self, found: Sequence[Match]) -> list[Match]:
        reads = self._library.catalog.clauses_by_id([m.clause_id for m in found if m.amount_yuan])
        return settle(found, {id_: held.read for id_, held in reads.items()}, self.rules_of_exclusion())

    def total(self, matches: Sequence[Match]) -> Total:
        """What matches come to together: a certain minimum and a possible maximum."""
        return total(matches, self.rules_of_exclusion())

    def cite(self, matches: Sequence[Match]) -> list[Citation]:
        """The place of each match's clause, in their order."""
        from assistant.citing import cite  # noqa: PLC0415 - not every command cites

        held = self._library.catalog.clauses_by_id([match.clause_id for match in matches])
        return [
            cite(held[match.clause_id], rank, (match.start, match.end))
            for rank, match in enumerate(matches, start=1)
        ]

    def clause(self, clause_id: str) -> StoredClause | None:
        """The clause with this id, of the current version; None where none has it."""
        return self._library.catalog.clauses_by_id([clause_id]).get(clause_id)

    def rules_of_exclusion(self) -> Rules:
        """What the documents say on receiving several benefits; read again when the library has changed."""
        revision = self._library.catalog.revision()
        if self._rules is None or self._rules[0] != revision:
            held = self._library.catalog.clauses()
            self._rules = revision, exclusion_rules((clause.document_id, clause.read) for clause in held)
        return self._rules[1]

    def claimable(self, documents: Sequence[str] | None = None) -> list[StoredClause]:
        """The clauses of these documents (or all) that give something; raises where one is not held."""
        for document_id in documents or ():
            self._library.catalog.document(document_id)
        held = self._library.catalog.clauses(documents)
        return [clause for clause in held if clause.annotation.kind.claimable]

    def _in_question(
        self, told: dict[str, Any], on: date, documents: Sequence[str] | None, *, every: bool
    ) -> list[StoredClause]:
        """The claimable clauses that do not fail for a checked profile, or all where `every` one counts."""
        if every or documents:
            return self.claimable(documents)
        revision = self._library.catalog.revision()
        if self._shortlist is None or self._shortlist[0] != revision:
            clauses = self.claimable()
            self._shortlist = revision, clauses, Shortlist([clause.provision for clause in clauses])
        _, clauses, shortlist = self._shortlist
        return [clauses[k] for k in shortlist.verdicts(told, on)]

    def _elsewhere(
        self, held: Sequence[StoredClause], told: dict[str, Any], on: date, documents: Sequence[str] | None
    ) -> list[StoredClause]:
        """Clauses that fail by the one place told: where a person works counts beside where one lives."""
        places = [key for key in PLACES if key in told]
        if told.get("kind") != "talent" or len(places) != 1:
            return []
        anywhere = {key: value for key, value in told.items() if key not in places}
        ids = {clause.id for clause in held}
        further = self._in_question(anywhere, on, documents, every=False)
        return [clause for clause in further if clause.id not in ids][:_MOST_ELSEWHERE]

    def verify(self, quote: str, document_id: str | None = None) -> Verification:
        """Whether a sentence stands in the library, word for word, altered, elsewhere, or not.

        Raises `PolicyMatchError` for what is longer than any sentence, `UnknownDocument`.
        """
        from assistant.verify import LONGEST  # noqa: PLC0415 - as above

        if document_id:
            self._library.catalog.document(document_id)
        if len(quote) > LONGEST:
            raise PolicyMatchError(
                f"这段话有 {len(quote):,} 个字，一次最多核对 {LONGEST:,} 个字，请分段核对。"
            )
        found: Verification = self._desk.verification(
            whole_words(quote), [document_id] if document_id else []
        )
        return found

    def review(self, documents: Sequence[str] | None = None, *, least_covered: int | None = None) -> bytes:
        """What was read of these documents (or all) as a table to correct, CSV; see `index.reviews`."""
        from index import reviews  # noqa: PLC0415 - only this command needs it

        return reviews.export(self._library, documents, least_covered=least_covered)

    def apply_review(self, table: bytes, *, actor: str = "local") -> "Applied":
        """Take the corrections of an edited table, all or none; raises `RefusedTable`, `CatalogBusy`."""
        from index import reviews  # noqa: PLC0415 - as above

        return reviews.apply(self._library, table, at=datetime.now(UTC), actor=actor)

    def undo_review(self, *, actor: str = "local") -> "Applied":
        """Take back the last table applied; raises `RefusedTable` when there is none."""
        from index import reviews  # noqa: PLC0415 - as above

        return reviews.undo(self._library, at=datetime.now(UTC), actor=actor)

    def corrections_set_aside(self) -> list[str]:
        """The corrections that no longer fit the words of their clause, each as a Chinese phrase."""
        aside = self._library.catalog.set_aside()
        return [f"{one.document_id}#{one.clause_id} {one.words}" for one in aside]

    def doctor(self, *, repair: bool = False) -> list[str]:
        """What is wrong with the home, in Chinese sentences; `repair` first rebuilds what is derived."""
        from index.doctor import check  # noqa: PLC0415 - only this command needs it
        from index.doctor import repair as mend  # noqa: PLC0415

        home = self._library.home.root
        if repair:
            mend(home, at=datetime.now(UTC), encoder=self._settings.encoder)
        return [finding.message for finding in check(home, encoder=self._settings.encoder)]

    @cached_property
    def _desk(self) -> Any:
        from assistant.graph import Desk  # noqa: PLC0415 - LangGraph loads slowly, and not every command asks
        from assistant.llm import model_of  # noqa: PLC0415 - as above

        return Desk(self._library, self.searcher, model=model_of(self._settings))

    @cached_property
    def _conversation(self) -> Any:
        from assistant.graph import conversation  # noqa: PLC0415 - as above

        return conversation(self._desk)

    @cached_property
    def _kept_conversation(self) -> Any:
        from assistant.graph import conversation  # noqa: PLC0415 - as above

        return conversation(self._desk, self.conversations.checkpoints)

    def searcher(self) -> Searcher:
        """A searcher of the generation in use; made anew when a writer has switched it."""
        reader = self._library.reader()
        if self._searcher is None or self._searcher[0] is not reader:
            self._searcher = reader, Searcher(reader)
        return self._searcher[1]
