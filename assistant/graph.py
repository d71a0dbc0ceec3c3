"""The conversation as a graph: understand, then retrieve, match and answer, or verify, or decline.

Small nodes pass on what they found; retrieval chooses what to explain, the matcher decides. Of a conversation
that goes on, only `talk` is kept, as plain data: the rest is found again in a moment.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, TypedDict, cast

from langgraph.channels import UntrackedValue
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from pydantic import ValidationError

from assistant.answer import abstention, cited_answer
from assistant.choosing import Found, best_elsewhere, find, worth_a_look, worth_citing
from assistant.clarify import Unclear, asking_back, chosen, unclear_place, unclear_subject
from assistant.consultation import with_changes
from assistant.grounding import Told, ground
from assistant.llm import LanguageModel
from assistant.llm_nodes import Assisted, phrase, read
from assistant.named import Named, named_documents
from assistant.provenance import trace, traced_answer
from assistant.recounting import recount
from assistant.refusal import FLOORS, Floors, Ground, reason_to_refuse
from assistant.talk import Talk
from assistant.understand import MAX_QUESTION, Intent, Understanding, understand
from assistant.writing import mending_note
from index.build import Library
from index.retrieve import Searcher
from index.rows import StoredClause, StoredDocument
from index.scope import Places, Standing
from policies.errors import CatalogDamaged
from policies.matching.verdict import match
from policies.model import Answer, Match, Question, Verification
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

_LISTED = 8
_ASSUMED = 0.8
"""How like to the text words must be for a question about their substance to be one about their wording."""
_EXAMPLE = "“光伏企业落户宿州有什么支持”"
_GREETING = f"您好，我回答企业、项目和人才能享受哪些政策，请直接提问，比如{_EXAMPLE}。"


class State(TypedDict, total=False):
    """What flows between the nodes: what is `said` now, after the `turns` that came before."""

    talk: dict[str, Any]
    said: Annotated[list[str], UntrackedValue]
    turns: Annotated[list[str], UntrackedValue]
    told: Annotated[dict[str, Any], UntrackedValue]
    on: Annotated[date, UntrackedValue]
    asked: Annotated[Understanding, UntrackedValue]
    unclear: Annotated[Unclear | None, UntrackedValue]
    found: Annotated[list[Found], UntrackedValue]
    refused: Annotated[Ground | None, UntrackedValue]
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
        talk, said = _talk(state).clear([turn[:MAX_QUESTION] for turn in state["said"]])
        talk = talk.model_copy(update={"profile": talk.profile | state["told"]})
        asked = understand(said, talk.profile, state["on"], talk)
        unclear = self._unclear(asked, [*talk.earlier, *said])
        if unclear and (meant := self._meant(unclear)):
            talk, said = talk.clear([*said, chosen(unclear, meant)])
            asked = _noting(understand(said, talk.profile, state["on"], talk), unclear, meant)
            unclear = None
        elif unclear and talk.unclear and unclear.words == talk.unclear.words:  # asked once, and passed over
            asked = _noting(asked, unclear, "或".join(unclear.choices))
            unclear = None
        turns = [*talk.earlier, *said]
        if asked.told:
            talk = talk.after(said, asked.told.memory)
        return {"asked": asked, "turns": turns, "unclear": unclear, "talk": talk.model_dump(mode="json")}

    def _meant(self, unclear: Unclear) -> str:
        """The one choice that there is, or the one place that has documents of its own; else ""."""
        if len(unclear.choices) == 1:
            return unclear.choices[0]
        held = {document.info.region for document in self.library.catalog.documents()}
        own = [choice for choice in unclear.choices if choice in held]
        return own[0] if unclear.about == "place" and len(own) == 1 else ""

    def _unclear(self, asked: Understanding, turns: Sequence[str]) -> Unclear | None:
        """What the user must choose before the question can be answered."""
        if asked.intent is not Intent.MATCH or not asked.told:
            return None
        whom = unclear_subject(asked.question, asked.told)
        return whom or unclear_place(turns, asked.sought.regions, self._applying)

    def _applying(self, region: Region) -> frozenset[str]:
        return frozenset(self.searcher().applying(((region,),)))

    def clarify(self, state: State) -> State:
        unclear = state["unclear"]
        assert unclear
        talk = _talk(state).model_copy(update={"unclear": unclear})
        return {"answer": asking_back(unclear, state["asked"].profile), "talk": talk.model_dump(mode="json")}

    def retrieve(self, state: State) -> State:
        asked = state["asked"]
        hits = find(self.searcher(), asked, self.floors.chance)
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
        why = reason_to_refuse(asked, found, lambda: self._elsewhere(asked), self._known, self.floors)
        if why:
            return {"refused": why}
        near = worth_a_look(found)
        matched = [replace(one, match=self._verdict(one.clause, asked.profile, on)) for one in near]
        return {"found": matched, "refused": None}

    def _verdict(self, clause: StoredClause, profile: dict[str, Any], on: date) -> Match | None:
        if not clause.annotation.kind.claimable:
            return None
        found = match(clause.read, clause.quote, clause.info, clause.document_id, profile, on)
        return with_changes(clause.provision, found, profile, on)

    def answer(self, state: State) -> State:
        asked, found = state["asked"], state["found"]
        if why := state["refused"]:
            return {"answer": self._nothing_found(asked, why)}
        told, further = worth_citing(asked, found, self.searcher())
        talk = _talk(state)
        answer = cited_answer(asked, told, further, state["on"], self._not_held(asked), talk.worth_asking)
        return {"answer": answer, "talk": talk.asking(answer.next_questions).model_dump(mode="json")}

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

    def _nothing_found(self, asked: Understanding, why: Ground) -> Answer:
        """Why nothing is answered, what is held, and whom to ask."""
        if why is Ground.NO_POLICY:
            return abstention(_GREETING, "scope", asked.profile)
        named = "、".join(_names(asked.sought.regions))
        held = self._documents_of(asked)
        whom = "这类事项请向当地政务服务大厅或12345热线咨询；也可以换个说法再问。"
        kind = "not_in_library"
        place = f"{named}的" if named else ""
        text = f"在政策库{place}文件里没有找到与此有关的规定，不能凭空回答。"
        if named and (not held or why is Ground.ANOTHER_PLACE):
            kind = "region"
            text = f"政策库里没有适用于{named}的文件，不能用别处的政策来回答。"
            if held:
                text = f"政策库里没有{named}自己的文件，上级的文件没有写到这件事，别处的政策在{named}不适用。"
            if self._has_its_own(asked):
                kind = "not_in_library"
                text = f"政策库里适用于{named}的文件没有写到这件事，别处的政策在{named}不适用。"
            whom = f"请问{named}的招商、科技或人社部门，或拨打当地12345；有当地文件的，添加到政策库后再问。"
        elif why is Ground.ONLY_DUTIES:
            text = f"政策库{place}文件里与此有关的只有对部门的工作要求或工作目标，没有可以申领的待遇。"
        elif why is Ground.NO_SUCH_BENEFIT:
            text = f"在政策库{place}文件里没有找到您问的这项待遇，不能据此认为有，也不能据此认为没有。"
        note = "\n".join(mending_note(asked))
        return abstention(f"{text}\n{note}\n{self._held(held)}\n\n{whom}", kind, asked.profile)

    def _known(self, words: Sequence[str]) -> bool:
        """Whether any clause of the library holds one of these words."""
        return bool(self.library.reader().words.rarities(dict.fromkeys(words, 1.0), "words"))

    def _elsewhere(self, asked: Understanding) -> float:
        """How well another place's rules would answer; half as well where the place has some of its own."""
        return best_elsewhere(self.searcher(), asked) / (2 if self._has_its_own(asked) else 1)

    def _has_its_own(self, asked: Understanding) -> bool:
        """Whether a document is made for a place asked about, not for a wider one or for a part of it."""
        places = Places(asked.sought.regions)
        documents = self._documents_of(asked)
        return any(places.standing([one.info.region]) is Standing.ITS_OWN for one in documents)

    def _not_held(self, asked: Understanding) -> tuple[str, ...]:
        """The places asked about that no document applies to, beside others for which there are some."""
        if len(asked.sought.regions) < 2:
            return ()
        return _names(p for p in asked.sought.regions if not self.searcher().applying((p,)))

    def ask(self, state: State) -> State:
        """A place alone is no question: say what is held for it, and ask what is wanted."""
        return {"answer": self._what_is_held(state["asked"])}

    def _what_is_held(self, asked: Understanding) -> Answer:
        held = self._documents_of(asked)
        if not held:
            return self._nothing_found(asked, Ground.CHANCE)
        named = "、".join(f"《{document.info.title}》" for document in held[:_LISTED])
        wanted = "请问您是企业、个人（人才）还是拟投资的项目，想了解资金、用地、人才还是审批方面？"
        return Answer(
            status="needs_profile",
            text="\n".join([*mending_note(asked), f"政策库里与此地有关的文件：{named}。", "", wanted]),
            next_questions=(Question(about="kind", question=wanted, why="知道了才能找到对应的条款"),),
            profile=asked.profile,
        )

    def _documents_of(self, asked: Understanding) -> list[StoredDocument]:
        """The documents that may apply to the places asked about."""
        ids = self.searcher().applying(asked.sought.regions)
        return [document for document in self.library.catalog.documents() if document.id in ids]

    def _held(self, applying: Sequence[StoredDocument]) -> str:
        """What the library holds: for the places asked about, or else at all."""
        documents = list(applying) or self.library.catalog.documents()
        if not documents:
            return "政策库目前是空的，请先添加政策文件。"
        places = [document.info.region for document in documents]
        if not applying and all(places):
            listed = list(dict.fromkeys(place for place in places if place))
            more = "等" if len(listed) > _LISTED else ""
            return f"目前收录的是这些地方的文件：{'、'.join(listed[:_LISTED])}{more}。"
        named = "、".join(f"《{document.info.title}》" for document in documents[:_LISTED])
        return (
            f"目前收录{'的有关文件' if applying else ''}：{named}{'等' if len(documents) > _LISTED else ''}。"
        )

    def decline(self, state: State) -> State:
        asked = state["asked"]
        text, kind = {
            Intent.ATTACK: (
                "这段话要求我改变规则或照着说，我不能照办；我只根据政策库里的条款回答。",
                "injection",
            ),
            Intent.PRIVATE: (
                "政策库里没有个人联系方式，请打这个单位对外公布的办公电话，或拨打12345转接。",
                "not_in_library",
            ),
            Intent.SMALL_TALK: (_GREETING, "scope"),
            Intent.CLOSING: ("好的，有需要随时再问。", "scope"),
            Intent.RUDE: ("抱歉没能帮上您。请告诉我是哪个地方、想了解哪方面的政策，我再查一遍。", "scope"),
            Intent.BASIS: (
                "我的回答只依据政策库里收录的文件：文件里写了的我照原文引，没有写的我不能说有。"
                "可以请责任单位核实，也可以把新的文件添加到政策库后再问。",
                "scope",
            ),
            Intent.NOTE: ("我不记录电话等联系方式，请您自己留存；想查政策可以接着问。", "scope"),
            Intent.RECOUNT: (recount(asked.told), "scope"),
            Intent.EMPTY: (f"请输入想了解的政策问题，比如{_EXAMPLE}。", "scope"),
            Intent.FOREIGN: (
                f"目前只支持中文提问，比如{_EXAMPLE}。Please ask in Chinese.",
                "scope",
            ),
        }[asked.intent]
        return {"answer": abstention(text, kind, asked.profile)}

    def verify(self, state: State) -> State:
        """The verdict on a wording; nothing where perhaps only the substance was asked for."""
        asked = state["asked"]
        assert asked.quotation is not None
        documents = self.library.catalog.documents()
        named = named_documents(asked.quotation.around, documents, asked.profile.get("region"))
        traced = trace(asked.quotation.words, named, self.library)
        if not asked.quotation.certain and traced.score < _ASSUMED:
            return {}
        return {"answer": traced_answer(traced, asked.profile, state["on"])}

    def verification(self, quote: str, document_ids: list[str]) -> Verification:
        """Check a quotation that is said to stand in these documents, or anywhere."""
        ids = frozenset(document_ids)
        titles = tuple(self.library.catalog.document(id_).info.title for id_ in document_ids)
        named = Named(bool(ids), ids, titles=titles)
        return trace(quote, named, self.library).verification


def _talk(state: State) -> Talk:
    """The conversation so far; raises `CatalogDamaged` where what was kept is none."""
    try:
        return Talk.model_validate(state.get("talk", {}))
    except ValidationError as damaged:
        raise CatalogDamaged("这段对话的记录已损坏，不能接着谈；请删除它，或另开一段对话。") from damaged


def _names(places: Iterable[tuple[Region, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(readings[0].name for readings in places))


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
