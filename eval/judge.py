"""Holds an answer against the labels of its case, and adds up what many answers got right."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.cases import STATUS, Case, Place, place_of
from eval.metrics import Figure, average, ndcg, share
from index.lexical import bigrams
from policies.model import Answer, Citation

_MARK = re.compile(r"〔\d+〕")
_SIZED = re.compile(r"\d[\d,]*(?:\.\d+)?(?=\s*(?:万|亿|元|%|％|个|家|户|项|次|批次|天|日内|个月|年内|人|名))")
_FIRST = 3
_TOP = 5
_TOLD = 0.8  # of the pairs of characters of a label; words that are left out between do no harm


@dataclass(frozen=True)
class Shelf:
    """The documents asked about: text and clause spans by document name, names by the ids of answers."""

    texts: Mapping[str, str]
    spans: Mapping[str, Sequence[tuple[int, int]]]
    names: Mapping[str, str]

    def name(self, citation: Citation) -> str:
        """The name of the document that a citation is from; empty when it is not held."""
        return self.names.get(citation.document_id, "")

    def clause(self, citation: Citation) -> tuple[int, int]:
        """Start and end of the clause that a citation stands in; the citation's own when there is none."""
        spans = self.spans.get(self.name(citation), ())
        own = (citation.start, citation.end)
        return next((span for span in spans if span[0] <= citation.start < span[1]), own)


@dataclass(frozen=True)
class Judged:
    """One case with what its answer got right; None or empty where nothing is asked of it."""

    case: Case
    ndcg: float
    direct: bool | None
    in_place: bool | None
    kept_clear: bool | None
    status: bool
    hints: tuple[bool, ...]
    caveats: tuple[bool, ...]
    verification: bool | None
    told: tuple[bool, ...]
    quotes: tuple[bool, ...]
    figures: tuple[bool, ...]
    got: str

    @property
    def faults(self) -> str:
        """What went wrong, in words; empty for a case without a fault."""
        wrong = {
            "status": not self.status,
            "direct": self.direct is False,
            "place": self.in_place is False,
            "wrong": self.kept_clear is False,
            "hints": not all(self.hints),
            "caveats": not all(self.caveats),
            "verification": self.verification is False,
            "quotes": not all(self.quotes),
            "figures": not all(self.figures),
        }
        return " ".join(name for name, is_wrong in wrong.items() if is_wrong)


def judge(case: Case, answer: Answer, shelf: Shelf) -> Judged:
    """Hold one answer against its case; for ranks, only the first citation of a clause counts."""
    places = [(place_of(label, shelf.texts), label.grade) for label in case.relevant]
    cited = list(_first_of_each_clause(answer.citations))
    grades = [_grade(citation, places, shelf) for citation in cited]
    labelled = [grade for _, grade in places]
    told = {hint.mode for hint in answer.hints}
    warned = {caveat.kind for caveat in answer.caveats}
    verification = answer.verification.label if answer.verification else None
    return Judged(
        case=case,
        ndcg=ndcg(grades, labelled) if places and case.verification is None else math.nan,
        direct=3 in grades[:_FIRST] if 3 in labelled else None,
        in_place=_in_place(cited, places, shelf) if places and case.verification is None else None,
        kept_clear=_keeps_clear(answer.citations, case, shelf) if case.wrong else None,
        status=answer.status in STATUS[case.answerable],
        hints=tuple(mode in told for mode in case.hints),
        caveats=tuple(kind in warned for kind in case.caveats),
        verification=verification == case.verification if case.verification else None,
        told=tuple(tells(answer.text, label.words) for label in case.relevant if label.grade == 3),
        quotes=tuple(_exact(citation, shelf) for citation in answer.citations),
        figures=tuple(figures_grounded(answer, case.turns)),
        got=_got(answer, shelf),
    )


def tells(text: str, words: str) -> bool:
    """Whether an answer shows the words that carry the point, not only their clause.

    >>> tells("文件里写的是：“一次性给予20万元奖励。”〔1〕", "给予20万元奖励")
    True
    """
    wanted = set(bigrams("".join(words.split())))
    return len(wanted & set(bigrams("".join(text.split())))) >= _TOLD * len(wanted)


def _first_of_each_clause(citations: Sequence[Citation]) -> Iterator[Citation]:
    seen = set()
    for citation in citations:
        if citation.clause_id not in seen:
            seen.add(citation.clause_id)
            yield citation


def _grade(citation: Citation, places: Sequence[tuple[Place, int]], shelf: Shelf) -> int:
    """The grade of the clause that is cited: the best of the labels whose words stand in it."""
    (start, end), name = shelf.clause(citation), shelf.name(citation)
    inside = (grade for at, grade in places if at.document == name and start <= at.start and at.end <= end)
    return max(inside, default=0)


def _in_place(cited: Sequence[Citation], places: Sequence[tuple[Place, int]], shelf: Shelf) -> bool:
    """Whether the first citations keep to the documents of the place that the question is about."""
    meant = {at.document for at, _ in places}
    return all(shelf.name(citation) in meant for citation in cited[:_TOP])


def _keeps_clear(citations: Sequence[Citation], case: Case, shelf: Shelf) -> bool:
    """Whether no wrong clause is among the first citations; one that is relevant, too, is not wrong."""
    wrong = [(place_of(words, shelf.texts), 1) for words in case.wrong]
    relevant = [(place_of(label, shelf.texts), 1) for label in case.relevant]
    return not any(
        _grade(citation, wrong, shelf) and not _grade(citation, relevant, shelf)
        for citation in citations[:_TOP]
    )


def _exact(citation: Citation, shelf: Shelf) -> bool:
    text = shelf.texts.get(shelf.name(citation), "")
    return bool(citation.quote) and text[citation.start : citation.end] == citation.quote


def figures_grounded(answer: Answer, turns: Sequence[str]) -> Iterator[bool]:
    """For every figure with a unit in the text: does it stand in a quote that its line cites?

    A line without marks may only use figures of any citation; the user's own figures are always allowed.
    """
    by_mark = {citation.mark: _words_of(citation) for citation in answer.citations}
    anywhere = "".join(by_mark.values())
    told = "".join(turns)
    for line in answer.text.splitlines():
        marks = [mark for mark in _MARK.findall(line) if mark in by_mark]
        ground = ("".join(by_mark[mark] for mark in marks) if marks else anywhere) + told
        plain = ground.replace(",", "")
        yield from (figure.replace(",", "") in plain for figure in _SIZED.findall(_MARK.sub("", line)))


def _words_of(citation: Citation) -> str:
    return f"{citation.quote} {citation.locator} {citation.title} "


def _got(answer: Answer, shelf: Shelf) -> str:
    cited = " ".join(f"{shelf.name(c)[:8]}:{c.locator}" for c in answer.citations[:_TOP])
    return f"{answer.status} [{','.join(c.kind for c in answer.caveats)}] {cited}"


def figures(judged: Sequence[Judged]) -> list[Figure]:
    """The figures over all cases, in the order they are printed."""
    said_no = [one.status for one in judged if one.case.answerable == "no"]
    said = [one.status for one in judged if one.case.answerable != "no"]
    return [
        average("ndcg@10", (one.ndcg for one in judged if not math.isnan(one.ndcg))),
        share("direct_in_top3", (one.direct for one in judged if one.direct is not None)),
        share("own_place_in_top5", (one.in_place for one in judged if one.in_place is not None)),
        share("no_wrong_clause_in_top5", (one.kept_clear for one in judged if one.kept_clear is not None)),
        share("answers_when_it_can", said),
        share("abstains_when_it_must", said_no),
        share("hints", (right for one in judged for right in one.hints)),
        share("caveats", (right for one in judged for right in one.caveats)),
        share("verification", (one.verification for one in judged if one.verification is not None)),
        share("point_told", (right for one in judged for right in one.told)),
        share("quotes_exact", (right for one in judged for right in one.quotes)),
        share("figures_grounded", (right for one in judged for right in one.figures)),
    ]
