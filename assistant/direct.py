"""The first lines of an answer: what was asked, answered in a sentence or two before the list of clauses."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.caveats import is_target, sized_by
from assistant.citing import Marks, inline
from assistant.figures import figures
from assistant.measured import held_against
from assistant.phrasing import says
from assistant.plainly import plainly
from assistant.premise import premises
from assistant.steps import step_of, way_told
from assistant.telling import decisive, sentences_of
from assistant.understand import Understanding
from assistant.unstated import is_unstated
from assistant.verdicts import told_verdict
from assistant.writing import Entry, delivery_of, departments_of, heading_of, name_of
from index.rows import StoredClause
from policies.model import Award, Caveat, Citation, Verdict

_CLOSED = "。；;！!？?…"
_LONGEST = 110  # characters of a quotation in the first lines, where it is cut at all
_HOW_MUCH = re.compile("多少|[奖补报几][几十百千万亿成个]|比例|标准|最高|准数")
_LEADS = re.compile(r"[^，。；：（(]由[^，。；]{2,40}(?:牵头|负责|承办|主管)")  # 招才引智由区人社局牵头
_BOTH = 200  # characters of what is given and of the way to it, that may be told together
_MANY = 3  # clauses from which naming them says more than quoting the first
_NAMED = 5

# Warnings that are the answer's first words; they are not repeated below.
_OF_THE_WHOLE = ("region", "not_in_library")
_OF_THE_DOCUMENT = ("expired", "draft", "status")
_OF_ITS_AGE = ("dated", "undated")
_UNSTATED = 2
_OF_THE_CLAUSE = {
    "internal": "没有找到可以直接申请的，最接近的是要求部门做的工作：",
    "goal": "最接近的是政府的工作目标，不是发给企业或个人的：",
    "no_amount": "{missing}，写到的是：",
    "no_process": "{missing}，写到的是：",
}
_IMPLIED = {"internal": ("no_amount",), "goal": ("no_amount",)}
"""What need not be said, too, once another warning has opened the answer."""
_SHORT = 4  # characters; a shorter heading names nothing

_BY_VERDICT: Mapping[Verdict | None, str] = {
    Verdict.ELIGIBLE: "初步符合的：",
    Verdict.NEEDS_RULING: "要主管部门认定的：",
    Verdict.NEEDS_FACTS: "还要补充情况才能判断的：",
    None: "没有看到写明的条件、要向主管部门核实的：",
    Verdict.INELIGIBLE: "不符合的：",
}


@dataclass(frozen=True)
class First:
    """The first lines as one paragraph, the quotations in it, and the warnings that it tells."""

    text: str
    said: tuple[str, ...] = ()
    told: tuple[Caveat, ...] = ()


@dataclass(frozen=True)
class Opening:
    """Writes the first lines of an answer from its clauses, best first.

    Where `by_verdict`, they name the clauses that apply; where `several` places are compared, no clause
    answers for all.
    """

    asked: Understanding
    entries: Sequence[Entry]
    marks: Marks
    caveats: Sequence[Caveat]
    by_verdict: bool
    several: bool

    def first(self) -> First:
        """What the best clause answers, after what is to be known of it first."""
        whole = [one for one in self.caveats if one.kind in _OF_THE_WHOLE]
        standing = self._standing()
        missing = [one for one in self.caveats if is_unstated(one) and one not in whole][:_UNSTATED]
        said = {one.kind for one in missing}
        answer = self._answer(() if whole else [one for one in self.caveats if one.kind not in said])
        told = [] if self.several else list(held_against(self.asked, self.entries, self.marks))
        told += [] if told or self.several else premises(self.asked, self.entries, self.marks)
        plain = "" if whole or self.several or self.by_verdict else self._plainly(answer)
        text = (answer.text, *told) if self.by_verdict else (plain, *told, answer.text)
        title = f"《{self.entries[0].found.clause.info.title}》"
        document = "这份文件" if self._single() else "最相关的这份文件"
        before = [one.text for one in whole]
        before += [document + one.text.removeprefix(title) for one in standing]
        before += [one.text for one in missing]
        return First("".join((*before, *text)), answer.said, (*whole, *standing, *missing, *answer.told))

    def _standing(self) -> list[Caveat]:
        """What is to be known first of the document; to who asks whether it holds, how old it is, too."""
        title = f"《{self.entries[0].found.clause.info.title}》"
        of_best = [one for one in self.caveats if one.text.startswith(title)]
        grave = [one for one in of_best if one.kind in _OF_THE_DOCUMENT][:1]
        if grave or not says("asks_valid", self.asked.question):
            return grave
        return [one for one in of_best if one.kind in _OF_ITS_AGE][:1]

    def _single(self) -> bool:
        return len({one.citation.document_id for one in self.entries}) == 1

    def _plainly(self, answer: First) -> str:
        """Yes or no, where the first words do not already say that nothing can be claimed."""
        said = {one.kind for one in answer.told} & set(_IMPLIED)
        return "" if said else plainly(self.asked, self.entries[0])

    def _answer(self, caveats: Sequence[Caveat]) -> First:
        """The sentence that answers."""
        if self.by_verdict:
            return First(_applying(self.entries))
        if self.several:
            return First("各地的规定分别是：")
        asked = self.asked
        if asked.asks_fact and says("asks_who", asked.question) and (who := self._responsible()):
            return First(who)
        if says("how_delivered", asked.question):
            ways = [way for one in self.entries for way in delivery_of(one.found.clause, self.marks)]
            if ways:
                return First(f"{ways[0]}。")
        return self._overview() or self._quotation(caveats)

    def _responsible(self) -> str:
        """Who is responsible for the first clause that tells it; "" where its own words say who does what."""
        if _LEADS.search(self.marks.telling(self.entries[0].found.clause).quote):
            return ""
        for one in self.entries:
            if who := departments_of(one.found.clause, self.marks):
                named = "" if one is self.entries[0] else f"{name_of(one.found.clause)}，"
                return f"{named}由{who}负责。"
        return ""

    def _overview(self) -> First | None:
        """The headings of many clauses, to who asks what there is."""
        asked = self.asked
        if not asked.asks_benefit or asked.asks_process or says("how_much", asked.question):
            return None
        headed = [one for one in self.entries if len(heading_of(one.found.clause)) >= _SHORT]
        if len(headed) < _MANY or headed[0] is not self.entries[0] or self._sized():
            return None
        return First(f"相关的规定有：{_named(headed)}。")

    def _sized(self) -> Award | None:
        best = self.entries[0]
        return sized_by(best.found.clause, best.citation) if self.asked.asks_benefit else None

    def _quotation(self, caveats: Sequence[Caveat]) -> First:
        """The words of the best clause that answer, after the warning that says how far they do."""
        asked, (best, *_) = self.asked, self.entries
        clause, citation = best.found.clause, best.citation
        way = way_told(asked.question, clause) if asked.asks_process else None
        sized = None if way else self._sized()
        if span := way or (_sentence_of(clause, sized) if sized else None):
            citation = self.marks.covering(clause, span)
        warning = next(self._openings(caveats, citation), None)
        words = decisive(citation.quote, asked.sought, _LONGEST, sized.quote if sized else "")
        opening = "摘编里写的是：" if citation.fidelity == "digest" else "文件里写的是："
        if asked.asks_benefit and _HOW_MUCH.search(asked.question) and not figures(words):
            opening = "这一条没有写具体多少，写到的是："
        if warning:
            opening = _OF_THE_CLAUSE[warning.kind].format(missing=warning.text.partition("，")[0])
        told, whole = tuple(self._told_by(warning)), best.citation.quote
        quoted = _closed(words, citation)
        if way and citation != best.citation and len(whole) + len(words) <= _BOTH:
            both = f"{_closed(whole, best.citation)}{step_of(asked.question)}：{quoted}"
            return First(f"{opening}{both}", (whole, words), told)
        return First(f"{opening}{quoted}", (words,), told)

    def _openings(self, caveats: Sequence[Caveat], citation: Citation) -> Iterator[Caveat]:
        """The warnings that may open the answer, the gravest first; no amount matters to who asks for it."""
        held = {one.kind: one for one in reversed(caveats)}
        matters = {
            "internal": self.asked.asks_benefit and not figures(citation.quote),
            "goal": self.asked.asks_benefit and is_target(citation.quote) and not self._sized(),
            "no_amount": bool(_HOW_MUCH.search(self.asked.question)),
        }
        yield from (held[kind] for kind in _OF_THE_CLAUSE if kind in held and matters.get(kind, True))

    def _told_by(self, warning: Caveat | None) -> Iterator[Caveat]:
        """What need not be said once more: the warning, what it implies, what stands below as a reason."""
        match = self.entries[0].found.match
        ruled = match is not None and match.verdict == Verdict.NEEDS_RULING
        implied = _IMPLIED.get(warning.kind, ()) if warning else ()
        for one in self.caveats:
            if one is warning or one.kind in implied or (ruled and one.kind == "condition"):
                yield one


def _closed(words: str, citation: Citation) -> str:
    """A quotation with its mark as a sentence."""
    return f"{inline(words)}{citation.mark}{'' if words[-1] in _CLOSED else '。'}"


def _sentence_of(clause: StoredClause, award: Award) -> tuple[int, int]:
    """Offsets of the sentence that an award stands in."""
    for at, said in sentences_of(clause.quote):
        start = clause.clause.start + at
        if start <= award.start < start + len(said):
            return start, start + len(said)
    return award.start, award.end


def _applying(entries: Sequence[Entry]) -> str:
    """Which clauses apply to who asks, the best news first."""
    held: dict[Verdict | None, list[Entry]] = {}
    for one in entries:
        if one.found.match:
            held.setdefault(told_verdict(one.found.clause, one.found.match), []).append(one)
    told = [f"{words}{_named(held[verdict])}" for verdict, words in _BY_VERDICT.items() if verdict in held]
    best = entries[0].found.match
    condition = "如果按这份文件办，" if best and best.otherwise else ""
    return f"按您说的情况，{condition}{'；'.join(told)}。"


def _named(entries: Sequence[Entry]) -> str:
    """The headings with their marks; the marks alone where a clause has none that says what it is about."""
    shown = entries[:_NAMED]
    if any(len(heading_of(one.found.clause)) < _SHORT for one in shown):
        return "".join(one.citation.mark for one in shown)
    return "、".join(f"{heading_of(one.found.clause)}{one.citation.mark}" for one in shown)
