"""Questions whose answers were taken out of the documents: cases that must be refused, from labelled ones.

Of the questions that nobody can answer there are few. Of every labelled question that can be answered there
is a version that cannot: the same one, asked of the same documents without the clauses that answer it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from eval.labelled import Passage, Question
from index.build import Library
from index.encoder import Vectors, shipped
from index.fusion import Candidates
from index.judging import Wanted
from index.lexical import bigrams
from index.passage import is_label
from index.retrieve import Hit, Searcher, Shelf
from index.rows import StoredClause
from index.scope import Places
from policies.model import ClauseKind
from policies.vocabulary.mentions import find_regions
from policies.vocabulary.regions import Region

_USEFUL, _DIRECT = 2, 3  # grades
_SHARED = 20  # characters that a clause must share with a longer label
_SAME = 0.55  # of the pairs of characters of the shorter one: both say the same
_SHORTEST = 6  # pairs of characters; shorter clauses say nothing that others could say, too
_UNLIKE = 0.6  # likeness of meaning up to which no clause of another place answers the same
_PLACES = 2  # other places that a question is asked about
_LABELS = frozenset({ClauseKind.TITLE, ClauseKind.HEADING})


class Without(Searcher):
    """Searches a library as if some clauses and documents were not in it."""

    def __init__(self, library: Shelf, clauses: Collection[str], documents: Collection[str]) -> None:
        super().__init__(library)
        self._clauses_out = frozenset(clauses)
        held = library.vectors.held
        self._rows_out = [row for row in range(len(held)) if held[row] in self._clauses_out]
        self._documents_out = frozenset(documents)

    def applying(self, regions: tuple[tuple[Region, ...], ...]) -> set[str]:
        return super().applying(regions) - self._documents_out

    def limit_of(self, document_id: str) -> StoredClause | None:
        limit = super().limit_of(document_id)
        return None if limit and limit.id in self._clauses_out else limit

    def _judged(self, found: Candidates, k: int, wanted: Wanted) -> list[Hit]:
        return super()._judged(found.without(self._rows_out), k, wanted)


@dataclass(frozen=True)
class Case:
    """A question, perhaps about another place, and what is taken out; `variant` says how it was made."""

    question: Question
    variant: str
    clauses: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    @property
    def must_refuse(self) -> bool:
        """Whether the honest answer is that it is not stated."""
        return not self.question.answerable or self.variant != AS_IS


AS_IS = "as it is"


class Withholding:
    """Makes the cases of a library."""

    def __init__(self, library: Library) -> None:
        self._clauses = list(library.catalog.clauses())
        documents = library.catalog.documents()
        self._names = {document.id: Path(document.path).stem for document in documents}
        self._places = sorted({document.info.region for document in documents if document.info.region})
        self._pairs = {clause.id: frozenset(bigrams(clause.quote)) for clause in self._clauses}
        self._searcher = Searcher(library.reader())

    def cases(self, question: Question) -> Iterator[Case]:
        """The question as it is; without its direct, its useful and all clauses of their headings, without
        their documents; about other places whose documents say nothing like it.
        """
        yield Case(question, AS_IS)
        useful, direct = self._labelled(question, _USEFUL), self._labelled(question, _DIRECT)
        if not question.answerable or not useful:
            return
        if direct and len(direct) < len(useful):
            yield Case(question, "direct clauses out", self._with_likes(direct))
        yield Case(question, "useful clauses out", self._with_likes(useful))
        topic = self._with_likes([*self._labelled(question, 0), *self._under_headings(useful)])
        yield Case(question, "topic out", topic)
        yield Case(question, "document out", topic, frozenset(one.document_id for one in useful))
        yield from self._elsewhere(question, useful)

    def _labelled(self, question: Question, grade: int) -> list[StoredClause]:
        labels = [label for label, held in question.relevant if held >= grade]
        return [clause for clause in self._clauses if any(self._means(clause, label) for label in labels)]

    def _means(self, stored: StoredClause, label: Passage) -> bool:
        clause = stored.clause
        passage = Passage(self._names[stored.document_id], clause.start, clause.end)
        shorter = min(passage.end - passage.start, label.end - label.start)
        return passage.shared(label) >= min(0.5 * shorter, _SHARED) > 0

    def _under_headings(self, clauses: Iterable[StoredClause]) -> Iterator[StoredClause]:
        headings = {(one.document_id, heading) for one in clauses for heading in _sections(one)[-1:]}
        for clause in self._clauses:
            if any((clause.document_id, heading) in headings for heading in clause.clause.path):
                yield clause

    def _with_likes(self, clauses: Sequence[StoredClause]) -> frozenset[str]:
        """With those that say the same, and the headings under which nothing is left."""
        out = {clause.id for clause in clauses}
        out |= {clause.id for clause in self._clauses if any(self._same(clause, one) for one in clauses)}
        emptied = {
            (one.document_id, _letters(heading))
            for one in clauses
            for heading in (*one.clause.path, one.clause.heading)
            if heading and all(x.id in out for x in self._clauses if _under(x, one, heading))
        }
        for clause in self._clauses:
            said = _letters(clause.quote)
            if _is_heading(clause) and any(d == clause.document_id and h in said for d, h in emptied if h):
                out.add(clause.id)
        return frozenset(out)

    def _same(self, one: StoredClause, other: StoredClause) -> bool:
        first, second = self._pairs[one.id], self._pairs[other.id]
        shorter = min(len(first), len(second))
        return shorter >= _SHORTEST and len(first & second) >= _SAME * shorter

    def _elsewhere(self, question: Question, useful: Sequence[StoredClause]) -> Iterator[Case]:
        """About other places, where one place is named and nothing alike is said of the other."""
        mentions = [(at, one) for at, turn in enumerate(question.turns) for one in find_regions(turn)]
        if len({one.regions for _, one in mentions}) != 1:
            return
        own = {clause.document_id for clause in useful}
        made = 0
        for place in sorted(self._places, key=lambda name: sum(map(ord, name + question.id)) % 97):
            ids = self._searcher.applying(Places.named([place]).asked)
            if made < _PLACES and ids and not ids & own and self._likeness(ids, useful) <= _UNLIKE:
                made += 1
                turns = list(question.turns)
                for at, one in sorted(mentions, key=lambda mention: -mention[1].start):
                    turns[at] = turns[at][: one.start] + _short(place) + turns[at][one.end :]
                profile = {**question.profile, **({"region": place} if "region" in question.profile else {})}
                yield Case(replace(question, turns=tuple(turns), profile=profile), "another place")

    def _likeness(self, ids: Collection[str], useful: Sequence[StoredClause]) -> float:
        there = self._vectors([clause for clause in self._clauses if clause.document_id in ids])
        return float((there @ self._vectors(useful).T).max(initial=0.0))

    def _vectors(self, clauses: Sequence[StoredClause]) -> Vectors:
        return np.asarray(shipped().encode([clause.quote for clause in clauses]))


def _under(clause: StoredClause, one: StoredClause, heading: str) -> bool:
    return clause.document_id == one.document_id and heading in clause.clause.path and not _is_heading(clause)


def _sections(stored: StoredClause) -> list[str]:
    """The headings above a clause, below the title of its document."""
    return [heading for heading in stored.clause.path[1:] if heading != stored.clause.heading]


def _is_heading(clause: StoredClause) -> bool:
    return clause.annotation.kind in _LABELS or is_label(clause.quote)


def _letters(words: str) -> str:
    return re.sub(r"\W", "", words)


def _short(place: str) -> str:
    """As people call it: 相山区 for 安徽省淮北市相山区."""
    named = find_regions(place)
    return named[-1].regions[0].name if named else place
