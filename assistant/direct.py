"""The first lines of an answer: what was asked, answered in a sentence or two before the list of clauses."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.caveats import sized_by
from assistant.choosing import Found
from assistant.citing import Marks, inline
from assistant.phrasing import says
from assistant.steps import way_told
from assistant.telling import decisive, sentences_of
from assistant.understand import Understanding
from assistant.writing import delivery_of, departments_of, heading_of, name_of
from index.rows import StoredClause
from policies.model import Award, Caveat, Citation, Verdict

_CLOSED = "。；;！!？?…"
_LONGEST = 90  # characters of a quotation in the first lines
_MANY = 3  # clauses from which naming them says more than quoting the first
_NAMED = 5

# Warnings that are the answer's first words; they are not repeated below.
_OF_THELE = ("region", "not_in_library")
_OF_THE_DOCUMENT = ("expired", "draft", "status")
_OF_THE_CLAUSE = {
    "internal": "没有找到可以直接申请的，最接近的是要求部门做的工作：",
    "goal": "最接近的是政府的工作目标，不是发给企业或个人的：",
    "no_amount": "{missing}，写到的是：",
    "no_process": "{missing}，写到的是：",
}
_TOLD_BY = {"internal": ("no_amount",), "goal": ("no_amount",)}
"""What need not be said, too, once another warning has opened the answer."""
_SHORT = 4  # characters; a shorter heading names nothing

_BY_VERDICT = {
    Verdict.ELIGIBLE: "初步符合的有",
    Verdict.NEEDS_RULING: "要主管部门认定的有",
    Verdict.NEEDS_FACTS: "还要补充情况才能判断的有",
    Verdict.INELIGIBLE: "不符合的有",
}


@dataclass(frozen=True)
class First:
    """The first lines as one paragraph, the words quoted in it, and the warnings that it tells."""

    text: str
    said: str
    told: tuple[Caveat, ...]


def first_lines(
    asked: Understanding,
    kept: Sequence[Found],
    cited: Sequence[Citation],
    marks: Marks,
    caveats: Sequence[Caveat],
    *,
    by_verdict: bool,
) -> First:
    """What the best clause answers, or where `by_verdict` which clauses apply, after what warns of it."""
    whole = [one for one in caveats if one.kind in _OF_THELE]
    title = f"《{kept[0].clause.info.title}》"
    standing = [one for one in caveats if one.kind in _OF_THE_DOCUMENT and one.text.startswith(title)][:1]
    document = "最相关的这份文件" if len({one.document_id for one in cited}) > 1 else "这份文件"
    before = [*(one.text for one in whole), *(document + one.text.removeprefix(title) for one in standing)]
    if by_verdict:
        return First("".join((*before, _applying(kept, cited))), "", (*whole, *standing))
    if len(asked.sought.regions) > 1:
        return First("".join((*before, "各地的规定分别是：")), "", (*whole, *standing))
    answer, said, told = _answer(asked, kept, cited, marks, () if whole else caveats)
    ruled = kept[0].match and kept[0].match.verdict == Verdict.NEEDS_RULING
    told += [one for one in caveats if one.kind in _TOLD_BY.get(told[0].kind if told else "", ())]
    told += [one for one in caveats if one.kind == "condition" and ruled]
    return First("".join((*before, answer)), said, (*whole, *standing, *told))


def _answer(
    asked: Understanding,
    kept: Sequence[Found],
    cited: Sequence[Citation],
    marks: Marks,
    caveats: Sequence[Caveat],
) -> tuple[str, str, list[Caveat]]:
    """The sentence that answers, the words that it quotes, and the warning that opens it."""
    best, citation = kept[0], cited[0]
    if asked.asks_fact and says("asks_who", asked.question) and (who := departments_of(best.clause, marks)):
        return f"由{who}负责。", "", []
    if says("how_delivered", asked.question):
        ways = [way for one in kept for way in delivery_of(one.clause, marks)]
        if ways:
            return f"{ways[0]}。", "", []
    way = way_told(asked.question, best.clause) if asked.asks_process else None
    sized = sized_by(best.clause, citation) if asked.asks_benefit and not way else None
    if span := way or (_sentence_of(best.clause, sized) if sized else None):
        citation = marks.covering(best.clause, span)
    elif asked.asks_benefit and not asked.asks_process and not says("how_much", asked.question):
        headed = [place for place, one in enumerate(kept) if len(heading_of(one.clause)) >= _SHORT]
        if len(headed) >= _MANY and headed[0] == 0:
            named = _named([kept[k] for k in headed], [cited[k] for k in headed])
            return f"相关的规定有：{named}。", "", []
    warning = next((one for kind in _OF_THE_CLAUSE for one in caveats if _opens(asked, one, kind)), None)
    words = decisive(citation.quote, asked.sought, _LONGEST, sized.quote if sized else "")
    if warning:
        opening = _OF_THE_CLAUSE[warning.kind].format(missing=warning.text.partition("，")[0])
    else:
        opening = "摘编里写的是：" if citation.fidelity == "digest" else "文件里写的是："
    answer = f"{opening}{inline(words)}{citation.mark}{'' if words[-1] in _CLOSED else '。'}"
    return answer, words if citation == cited[0] else "", [warning] if warning else []


def _opens(asked: Understanding, caveat: Caveat, kind: str) -> bool:
    """Whether a warning is what the answer begins with: that no amount is told, only to who asks for it."""
    return caveat.kind == kind and (kind != "no_amount" or says("how_much", asked.question))


def _sentence_of(clause: StoredClause, award: Award) -> tuple[int, int]:
    """Offsets of the sentence that an award stands in."""
    for at, said in sentences_of(clause.quote):
        start = clause.clause.start + at
        if start <= award.start < start + len(said):
            return start, start + len(said)
    return award.start, award.end


def _applying(kept: Sequence[Found], cited: Sequence[Citation]) -> str:
    """Which clauses apply to who asks, the best news first."""
    held: dict[Verdict, list[int]] = {}
    for place, one in enumerate(kept):
        if one.match:
            held.setdefault(one.match.verdict, []).append(place)
    told = [
        f"{words}：{_named([kept[k] for k in held[verdict]], [cited[k] for k in held[verdict]])}"
        for verdict, words in _BY_VERDICT.items()
        if verdict in held
    ]
    return f"按您说的情况，{'；'.join(told)}。"


def _named(kept: Sequence[Found], cited: Sequence[Citation]) -> str:
    named = (f"{name_of(one.clause)}{citation.mark}" for one, citation in zip(kept, cited, strict=True))
    return "、".join(list(named)[:_NAMED])
