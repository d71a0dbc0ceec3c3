"""The conversation as a graph: understand, then retrieve, match and answer, or verify, or decline.

Small nodes pass on what they found; retrieval chooses what to explain, the matcher decides. Of a conversation
that goes on, only `talk` is kept, as plain data: the rest is found again in a moment.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, TypedDict, cast

from langgraph.channels import UntrackedValue
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from pydantic import ValidationError

from assistant.absence import declined, names, nothing_found, what_is_held
from assistant.answer import Absent, cited_answer
from assistant.choosing import Found, best_elsewhere, find, worth_a_look, worth_citing
from assistant.clarify import Unclear, asking_back, chosen, meant, unclear_place, unclear_subject
from assistant.consultation import with_changes
from assistant.describing import Shelf, described
from assistant.grounding import Told, ground
from assistant.llm import LanguageModel
from assistant.llm_nodes import Assisted, phrase, read
from assistant.named import Named, named_documents
from assistant.provenance import trace, traced_answer
from assistant.refusal import FLOORS, Floors, Ground, Signs, doubt, reason_to_refuse, signs
from assistant.talk import Talk
from assistant.topic import only_asks_elsewhere
from assistant.understand import MAX_QUESTION, Intent, Understanding, understand
from assistant.verdicts import can_be_claimed, tellable
from index.build import Library
from index.retrieve import Searcher
from index.rows import StoredClause, StoredDocument
from index.scope import Places, Standing
from policies.errors import CatalogDamaged
from policies.matching.verdict import match
from policies.model import Answer, Match, Verification
from policies.reading.patterns import pattern
from policies.vocabulary.regions import Region

STAGES = {
    "understand": "正在理解问题…",
    "retrieve": "正在查找条款…",
    "match": "正在核对条件…",
    "verify": "正在核对原文…",
    "phrase": "正在整理文字…",
}
"""What is shown while a node works; the others are done at once."""

_ASSUMED = 0.8
"""How like to the text words must be for a question about their substance to be one about their wording."""


class State(TypedDict, total=False):
    """What flows between the nodes: what is `said` now, after the `turns` that came before."""

    talk: dict[str, Any]
    before: Annotated[Talk, UntrackedValue]
    said: Annotated[list[str], UntrackedValue]
    turns: Annotated[list[str], UntrackedValue]
    told: Annotated[dict[str, Any], UntrackedValue]
    on: Annotated[date, UntrackedValue]
    asked: Annotated[Understanding, UntrackedValue]
    unclear: Annotated[Unclear | None, UntrackedValue]
    found: Annotated[list[Found], UntrackedValue]
    refused: Annotated[Ground | None, UntrackedValue]
    doubtful: Annotated[bool, UntrackedValue]
    answer: Annotated[Answer, UntrackedValue]
    assisted: Annotated[Assisted, UntrackedValue]


@dataclass(frozen=True)
class Desk:
    """What the nodes work with: the library and a way to get a searcher of the current generation."""

    library: Library
    searcher: Callable[[], Searcher]
    floors: Floors = FLOORS
    model: LanguageModel | None = None

    def understand(self, state: State) -> State:
        before = _talk(state)
        talk, said = before.clear([turn[:MAX_QUESTION] for turn in state["said"]])
        talk = talk.model_copy(update={"profile": talk.profile | state["told"]})
        asked = understand(said, talk.profile, state["on"], talk)
        unclear = self._unclear(asked, [*talk.earlier, *said])
        if unclear and (choice := meant(unclear, self._regions())):
            talk, said = talk.clear([*said, chosen(unclear, choice)])
            asked = _noting(understand(said, talk.profile, state["on"], talk), unclear, choice)
            unclear = None
        elif unclear and talk.unclear and unclear.words == talk.unclear.words:  # asked once, and passed over
            asked = _noting(asked, unclear, "或".join(unclear.choices))
            unclear = None
        turns = [*talk.earlier, *said]
        if asked.told:
            talk = talk.after(said, asked.told.memory)
        kept = talk.model_dump(mode="json")
        return {"asked": asked, "turns": turns, "unclear": unclear, "talk": kept, "before": before}

    def _unclear(self, asked: Understanding, turns: Sequence[str]) -> Unclear | None:
        """What the user must choose before the question can be answered."""
        if asked.intent is not Intent.MATCH or not asked.told:
            return None
        whom = unclear_subject(asked.question, asked.told)
        return whom or unclear_place(turns, asked.sought.regions, self._applying)

    def _regions(self) -> list[str]:
        return [document.info.region or "" for document in self.library.catalog.documents()]

    def _applying(self, region: Region) -> frozenset[str]:
        return frozenset(self.searcher().applying(((region,),)))

    def clarify(self, state: State) -> State:
        unclear = state["unclear"]
        assert unclear
        talk = _talk(state).model_copy(update={"unclear": unclear})
        return {"answer": asking_back(unclear, state["asked"].profile), "talk": talk.model_dump(mode="json")}

    def retrieve(self, state: State) -> State:
        asked = state["asked"]
        hits = find(self.searcher(), asked)
        if asked.only_in_force:
            hits = [
                hit for hit in hits if hit.clause.info.status_on(state["on"]).value in ("in_force", "unknown")
            ]
        # What is written for a program to obey is nobody's policy.
        hits = [hit for hit in hits if not pattern("orders_a_machine").search(hit.clause.quote)]
        return {"found": [Found(hit.clause, hit.score, hit.parts["sentence"]) for hit in hits]}

    def match(self, state: State) -> State:
        """Refuse, or hold what is worth a look against what is told."""
        asked, found, on = state["asked"], state["found"], state["on"]
        if not asked.sought.bigrams:
            return {"refused": None}
        if not found:
            return {"refused": Ground.CHANCE}
        told = self.signs(asked, found)
        if why := reason_to_refuse(asked, found, told, self.floors):
            return {"refused": why}
        near = worth_a_look(found)
        profile = _of_who_may_come(asked)
        matched = [replace(one, match=self._verdict(one.clause, profile, on)) for one in near]
        return {"found": matched, "refused": None, "doubtful": doubt(told) >= self.floors.doubtful}

    def signs(self, asked: Understanding, found: Sequence[Found]) -> Signs:
        """What tells whether the clauses found answer the question."""
        return signs(asked, found, best_elsewhere(self.searcher(), asked), self._held)

    def _held(self, words: Sequence[str]) -> Collection[str]:
        """Those of some words that stand in any clause of the library."""
        return self.library.reader().words.rarities(dict.fromkeys(words, 1.0), "words").keys()

    def _verdict(self, clause: StoredClause, profile: dict[str, Any], on: date) -> Match | None:
        if not can_be_claimed(clause):
            return None
        found = match(clause.read, clause.quote, clause.info, clause.document_id, profile, on)
        if not tellable(clause, found):
            return None
        return with_changes(clause.provision, found, profile, on)

    def answer(self, state: State) -> State:
        asked, found = state["asked"], state["found"]
        if why := state["refused"]:
            refused: State = {"answer": self._nothing_found(asked, why)}
            if only_asks_elsewhere(asked.question, asked.earlier, asked.told):
                refused["talk"] = _talk(state).as_before(state["before"]).model_dump(mode="json")
            return refused
        told, further = worth_citing(asked, found, self.searcher())
        talk = _talk(state)
        absent = Absent(self._not_held(asked), state["doubtful"])
        answer = cited_answer(asked, told, further, state["on"], absent, talk.worth_asking)
        return {"answer": answer, "talk": talk.answered(answer).model_dump(mode="json")}

    def read(self, state: State) -> State:
        """Only in the graph where a language model is set, as `phrase` is."""
        assert self.model
        asked, assisted = read(self.model, state["asked"], state["turns"], state["on"])
        talk = _talk(state)
        if asked.told:
            heard = talk.heard.with_facts(asked.told.subject.readings)
            talk = talk.model_copy(update={"heard": heard})
        return {"asked": asked, "assisted": assisted, "talk": talk.model_dump(mode="json")}

    def phrase(self, state: State) -> State:
        assert self.model
        return {"answer": phrase(self.model, state, state["answer"], self.library.catalog.text)}

    def ground(self, state: State) -> State:
        """Cut what the citations do not hold; the log tells of what sort it was, not what was said."""
        told = Told(tuple(state["turns"]), state["asked"].profile)
        answer, cuts = ground(state["answer"], told, self.library.catalog.text)
        for cut in cuts:
            self.library.note("cut %s %s", cut.kind, cut.clause_id or "-")
        return {"answer": answer}

    def _has_its_own(self, asked: Understanding) -> bool:
        """Whether a document is made for a place asked about or a part of it, not only for a wider one."""
        places = Places(asked.sought.regions)
        documents = self._documents_of(asked)
        made_for = {places.standing([one.info.region]) for one in documents}
        return bool(made_for & {Standing.ITS_OWN, Standing.INSIDE})

    def _not_held(self, asked: Understanding) -> tuple[str, ...]:
        """The places asked about that no document applies to, beside others for which there are some."""
        if len(asked.sought.regions) < 2:
            return ()
        return names(p for p in asked.sought.regions if not self.searcher().applying((p,)))

    def ask(self, state: State) -> State:
        """A place alone is no question: say what is held for it, and ask what is wanted."""
        asked = state["asked"]
        held = self._documents_of(asked)
        return {"answer": what_is_held(asked, held) if held else self._nothing_found(asked, Ground.CHANCE)}

    def _nothing_found(self, asked: Understanding, why: Ground) -> Answer:
        documents = self.library.catalog.documents()
        return nothing_found(asked, why, self._documents_of(asked), documents, own=self._has_its_own(asked))

    def _documents_of(self, asked: Understanding) -> list[StoredDocument]:
        """The documents that may apply to the places asked about."""
        ids = self.searcher().applying(asked.sought.regions)
        return [document for document in self.library.catalog.documents() if document.id in ids]

    def decline(self, state: State) -> State:
        asked, catalog = state["asked"], self.library.catalog
        if asked.intent is not Intent.DOCUMENT:
            return {"answer": declined(asked)}
        shelf = Shelf(catalog.documents(), lambda id_: catalog.clauses([id_]), self.searcher().limit_of)
        answer = described(asked, _talk(state).cited, shelf, state["on"])
        return {"answer": answer, "talk": _talk(state).answered(answer).model_dump(mode="json")}

    def verify(self, state: State) -> State:
        """The verdict on a wording; nothing where perhaps only the substance was asked for."""
        asked = state["asked"]
        assert asked.quotation is not None
        documents = self.library.catalog.documents()
        named = named_documents(asked.quotation.around, documents, asked.profile.get("region"))
        traced = trace(asked.quotation.words, named, self.library)
        if not asked.quotation.certain and traced.score < _ASSUMED:
            return {}
        answer = traced_answer(traced, asked.profile, state["on"])
        return {"answer": answer, "talk": _talk(state).answered(answer).model_dump(mode="json")}

    def verification(self, quote: str, document_ids: list[str]) -> Verification:
        """Check a quotation that is said to stand in these documents, or anywhere."""
        ids = frozenset(document_ids)
        titles = tuple(self.library.catalog.document(id_).info.title for id_ in document_ids)
        named = Named(bool(ids), ids, titles=titles)
        return trace(quote, named, self.library).verification


def _of_who_may_come(asked: Understanding) -> dict[str, Any]:
    """The profile without a place apart from the one asked about: whoever asks there may move there.

    So may who only names where he is, and asks about no place (上海的老师想去外地).
    """
    region, told = asked.profile.get("region"), asked.told.subject.readings if asked.told else ()
    apart = Places(asked.sought.regions).standing([region]) == Standing.APART
    weak = not asked.sought.regions and any(one.key == "region" and one.note for one in told)
    if apart or weak:
        return {key: value for key, value in asked.profile.items() if key != "region"}
    return asked.profile


def _talk(state: State) -> Talk:
    """The conversation so far; raises `CatalogDamaged` where what was kept is none."""
    try:
        return Talk.model_validate(state.get("talk", {}))
    except ValidationError as damaged:
        raise CatalogDamaged("这段对话的记录已损坏，不能接着谈；请删除它，或另开一段对话。") from damaged


def _noting(asked: Understanding, unclear: Unclear, meant: str) -> Understanding:
    """The same, with a place that several bear told to be read so."""
    note = ((unclear.words, meant),) if unclear.about == "place" else ()
    return replace(asked, mended=(*asked.mended, *note))


def _route(state: State) -> str:
    match state["asked"].intent:
        case Intent.VERIFY:
            return "verify"
        case Intent.MATCH:
            return "retrieve"
        case _:
            return "decline"


def _route_found(state: State) -> str:
    """A choice is asked for only where something comes of it."""
    if state["unclear"] and not state["refused"]:
        return "clarify"
    return "answer" if state["asked"].sought.bigrams else "ask"


def run(
    graph: CompiledStateGraph[Any, Any, Any, Any], given: State, thread: str | None = None
) -> Iterator[str | State]:
    """The stages of one turn as they begin, then its state at the end; `thread` names a conversation kept."""
    state: dict[str, Any] = {}
    # Written once, when the turn is done: a turn that is cut off is asked again, not gone on with.
    kept: dict[str, Any] = (
        {"config": {"configurable": {"thread_id": thread}}, "durability": "exit"} if thread else {}
    )
    for event in graph.stream(given, stream_mode="tasks", **kept):
        if "result" in event:
            state |= event["result"]
        elif event["name"] in STAGES:
            yield STAGES[event["name"]]
    yield cast(State, state)


def conversation(
    desk: Desk, kept: BaseCheckpointSaver[str] | None = None
) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled graph over a library; with `kept`, conversations go on from what it holds."""
    graph = StateGraph(State)
    helped = ("read", "phrase") if desk.model else ()
    nodes = ("understand", "clarify", "retrieve", "match", "ask", "answer", "decline", "verify", "ground")
    for name in (*nodes, *helped):
        graph.add_node(name, getattr(desk, name))
    search, last = ("read", "phrase") if desk.model else ("retrieve", "answer")
    graph.add_edge(START, "understand")
    graph.add_conditional_edges(
        "understand", _route, {"retrieve": search, "verify": "verify", "decline": "decline"}
    )
    graph.add_conditional_edges("verify", lambda state: END if "answer" in state else search, [search, END])
    graph.add_edge("retrieve", "match")
    graph.add_conditional_edges("match", _route_found, ["clarify", "ask", "answer"])
    graph.add_edge(last, "ground")
    if desk.model:
        graph.add_edge("read", "retrieve")
        graph.add_edge("answer", "phrase")
    for end in ("clarify", "ask", "decline", "ground"):
        graph.add_edge(end, END)
    return graph.compile(checkpointer=kept)
