"""What is known of documents as a whole: number, date, issuer, standing, extent; what the library is for."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant import words
from assistant.about import LIBRARY
from assistant.answer import abstention
from assistant.caveats import standing
from assistant.citing import Marks, inline, plain
from assistant.named import named_documents
from assistant.telling import sentence_around, term_of
from assistant.understand import Understanding
from assistant.weighing import Scales
from assistant.writing import mending_note, warnings_of
from index.rows import StoredClause, StoredDocument
from policies.documents.validity import days_in
from policies.model import Answer, Caveat, DocumentInfo, DocumentKind, Status
from policies.model import Question as AskBack

_MOST = 4  # documents that are described side by side
_LISTED = 8
_HEADINGS = 8
_DRAFT_SAID = re.compile("征求意见|草案|公开征求")
_STANDING_SAID = re.compile(
    "有效期|印发实施|正式(?:生效|印发|实施)|起(?:施行|实施|执行)|之日起(?:施行|实施|执行)"
)
_NUMBER_SAID = re.compile("文号")
_DATE_SAID = re.compile("(?:印发|发布|成文|落款)(?:日期|时间)|没有[^。；]{0,12}日期")
_N = r"[一二三四五六七八九十百零\d]+"
_PARTS = rf"第?{_N}(?:章|部分|[、.])?"
_LEVELS = (rf"第{_N}条", _PARTS, rf"[（(]{_N}[)）]")
_NOBODY = re.compile("未|无|据")  # 未印发布机构, 据报道
_CAN = (
    "我能查政策库里的条款（企业、项目和人才能享受什么、怎么办、谁负责），按您的情况核对条件，"
    "核对一句话出自哪里，也能说明文件的文号、日期和效力。"
)
_KIND = {
    DocumentKind.OFFICIAL: "没有标明是征求意见稿，是正式印发的文件",
    DocumentKind.STATUTE: "是法律法规",
    DocumentKind.NEWS: "是新闻、图解或网页转述，不是文件本身",
    DocumentKind.GUIDE: "是办事指南或问答，不是文件本身",
}


@dataclass(frozen=True)
class Shelf:
    """Where documents are looked up: all of them, the clauses of one, the clause that limits its validity."""

    documents: Sequence[StoredDocument]
    clauses_of: Callable[[str], Iterable[StoredClause]]
    limit_of: Callable[[str], StoredClause | None]


def described(asked: Understanding, cited: Sequence[str], shelf: Shelf, on: date) -> Answer:
    """What is asked about the documents meant; 这份 means those `cited` in the answer before."""
    if asked.about == (LIBRARY,):
        return _library(asked, shelf.documents)
    meant = _meant(asked, cited, shelf.documents)
    if not meant:
        text = f"您说的文件政策库里没有收录，无法回答。\n\n{_held(shelf.documents)}"
        return abstention(text, "not_in_library", asked.profile)
    if len(meant) > _MOST:
        return _which(asked, meant)
    marks = Marks(Scales(asked.sought, asked.question))
    lines: list[str] = []
    caveats: list[Caveat] = []
    for document in meant:
        clauses = [*shelf.clauses_of(document.id)]
        told = _Told(document.info, clauses, marks, shelf.limit_of(document.id), on)
        said = "；".join(told.of(one) for one in asked.about)
        lines.append(f"《{plain(document.info.title)}》{said}。")
        caveats += standing(clauses[0], on) if clauses else ()
    listed = lines if len(lines) == 1 else [f"- {line}" for line in lines]
    warned = ["", "请注意：", *warnings_of(caveats, documents=len(meant))] if caveats else []
    return Answer(
        status="answered",
        text="\n".join([*mending_note(asked), *listed, *warned]),
        citations=tuple(marks.citations),
        caveats=tuple(caveats),
        profile=asked.profile,
    )


@dataclass(frozen=True)
class _Told:
    """What is said of one document, each part with the words that print it, if any do."""

    info: DocumentInfo
    clauses: Sequence[StoredClause]
    marks: Marks
    limit: StoredClause | None
    on: date

    def of(self, aspect: str) -> str:
        """The answer to one of the `ASPECTS`, to be read on after the title."""
        return {
            "doc_number": self._number,
            "doc_date": self._published,
            "doc_issuer": self._issuer,
            "doc_standing": self._standing,
            "doc_extent": self._extent,
            "doc_gist": self._gist,
        }[aspect]()

    def _number(self) -> str:
        number = self.info.doc_number
        return (
            f"的文号是{plain(number)}{self._printing(number)}"
            if number
            else f"没有写文号{self._saying(_NUMBER_SAID)}"
        )

    def _published(self) -> str:
        day = self.info.published
        draft = f"，还是征求意见稿，什么时候正式印发没有写{self._ask()}" if self._is(Status.DRAFT) else ""
        if day is None:
            return f"没有写发布日期{draft}{self._saying(_DATE_SAID)}"
        return f"是{_day(day)}发布的{self._on(day)}{draft}"

    def _issuer(self) -> str:
        issuer = self.info.issuer
        return f"的发布单位是{plain(issuer)}{self._printing(issuer)}" if issuer else "没有写发布单位"

    def _standing(self) -> str:
        info, since, until = self.info, self.info.effective_from, self.info.effective_to
        if self._is(Status.DRAFT):
            return f"还是征求意见稿，没有正式实行{self._saying(_DRAFT_SAID)}{self._ask()}"
        if info.original_kind is DocumentKind.NEWS or info.kind is DocumentKind.NEWS:
            said = self._saying(_STANDING_SAID)
            return f"{_KIND[DocumentKind.NEWS]}，里面没有写现在是否有效{said}{self._ask()}"
        term = self._term() or self._saying(_STANDING_SAID)
        if self._is(Status.EXPIRED) and until:
            return f"有效期到{_day(until)}{self._on(until)}，已经过了{term}"
        if self._is(Status.SUPERSEDED):
            return "已经被新文件代替"
        if self._is(Status.NOT_YET) and since:
            return f"从{_day(since)}起施行{self._on(since)}，现在还没有开始{term}"
        if until:
            return f"有效期到{_day(until)}{self._on(until)}，按写明的日期现在有效{term}"
        kind = _KIND.get(info.original_kind or info.kind, "没有标明是不是正式文件")
        return f"{kind}，但没有写有效期{term}，现在是否还有效从文件里看不出来{self._ask()}"

    def _extent(self) -> str:
        level, top = self._top()
        if level == _PARTS:
            return self._gist()
        return f"收录的内容共{len(top)}条" if top else "没有按条编号，数不出有几条"

    def _gist(self) -> str:
        headed = [one for one in self._top()[1] if (h := one.clause.heading) and h in one.quote]
        if not headed:
            return "没有分部分的标题，请直接问想了解的事"
        shown = "、".join(self._heading(one) for one in headed[:_HEADINGS])
        return f"分{len(headed)}个部分：{shown}{'等' if len(headed) > _HEADINGS else ''}"

    def _top(self) -> tuple[str, list[StoredClause]]:
        """The highest way of numbering in the document, and the first clause of each number."""
        for level in _LEVELS:
            held = {one.clause.locator: one for one in reversed(self.clauses)}
            numbered = [one for one in self.clauses if re.fullmatch(level, one.clause.locator)]
            if top := [one for one in numbered if held[one.clause.locator] is one]:
                return level, top
        return "", []

    def _heading(self, clause: StoredClause) -> str:
        start = clause.clause.start + clause.quote.index(clause.clause.heading)
        citation = self.marks.add(clause, (start, start + len(clause.clause.heading)))
        return f"{inline(citation.quote)}{citation.mark}"

    def _is(self, status: Status) -> bool:
        return self.info.status_on(self.on) is status

    def _ask(self) -> str:
        """Whom to ask; a body that only a report names may not be the one."""
        issuer = self.info.issuer
        return f"，请向{plain(issuer) if issuer and not _NOBODY.search(issuer) else '发布单位'}核实"

    def _term(self) -> str:
        span = term_of(self.limit) if self.limit else None
        return self._quoting(self.limit, span) if self.limit and span else ""

    def _saying(self, speaks: re.Pattern[str]) -> str:
        """What the document itself says of the matter, in brackets; empty where it says nothing."""
        for clause in self.clauses:
            found = None if self.info.title in clause.quote else speaks.search(clause.quote)
            if found:
                return self._quoting(clause, sentence_around(clause, *found.span()))
        return ""

    def _quoting(self, clause: StoredClause, span: tuple[int, int]) -> str:
        citation = self.marks.add(clause, span)
        return f"（{words.FIDELITY[citation.fidelity]}里写的是{inline(citation.quote)}{citation.mark}）"

    def _printing(self, printed: str) -> str:
        """The mark of the first clause that prints these words."""
        for clause in self.clauses:
            if (at := clause.quote.find(printed)) >= 0:
                start = clause.clause.start + at
                return self.marks.add(clause, (start, start + len(printed))).mark
        return ""

    def _on(self, day: date) -> str:
        clause = next((one for one in self.clauses if day in days_in(one.quote)), None)
        return self.marks.add(clause).mark if clause else ""


def _meant(
    asked: Understanding, cited: Sequence[str], documents: Sequence[StoredDocument]
) -> list[StoredDocument]:
    """The documents that the question names, else those just cited, else those that earlier turns name."""
    home = asked.profile.get("region")
    named = named_documents((asked.question,), documents, home)
    if not named.told and cited:
        return [one for one in documents if one.id in cited[:_MOST]]
    if not named.told:
        named = named_documents(tuple(reversed(asked.earlier)), documents, home)
    return [one for one in documents if one.id in named.documents or not named.told]


def _which(asked: Understanding, meant: Sequence[StoredDocument]) -> Answer:
    question = "您问的是哪份文件？"
    return Answer(
        status="needs_profile",
        text=f"{question}{_held(meant)}",
        next_questions=(
            AskBack(about="document", question=question, why="知道了才能查它的文号、日期和效力"),
        ),
        profile=asked.profile,
    )


def _library(asked: Understanding, documents: Sequence[StoredDocument]) -> Answer:
    return abstention(f"{_CAN}\n\n{_held(documents)}", "scope", asked.profile)


def _held(documents: Sequence[StoredDocument]) -> str:
    if not documents:
        return "政策库目前是空的，请先添加政策文件。"
    listed = "".join(f"\n- {_line(one)}" for one in documents[:_LISTED])
    more = f"\n- 另有{len(documents) - _LISTED}份" if len(documents) > _LISTED else ""
    return f"目前收录：{listed}{more}"


def _line(document: StoredDocument) -> str:
    info = document.info
    return f"《{plain(info.title)}》（{info.region or '没有写明地区'}）"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
