"""Checks a written answer against what it cites; what does not stand there is cut.

It knows nothing of how the answer was written, by rules or by a language model: marks, quotations, figures
and names are held against the stored words.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal

from assistant.citing import TURNS_ROUND, inline, plain
from assistant.figures import Figure, calculated, figures
from assistant.writing import asked_back
from policies.errors import PolicyMatchError
from policies.facts import FACTS
from policies.model import Answer, Citation
from policies.vocabulary.terms import find_terms, fold

Kind = Literal["mark", "quote", "unmarked", "figure", "name", "title"]

# The year in 国发〔2024〕3号 is no mark, nor is one of another text, which `plain` escapes.
_MARK = re.compile(r"(?<!\\)〔(\d{1,3})〕(?!\s*\d+\s*号)")
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]*[”）)]*(?:〔\d+〕)*[。！？!?]*")
_QUOTED = re.compile("“([^“”]+)”")
_TITLE = re.compile(r"《(?:[^《》]|《[^《》]*》)+》")
_BOLD = re.compile(r"\*\*.+?\*\*")
_CLAIMS = re.compile(
    "给予|发放|拨付|奖励|奖补|补贴|补助|资助|贴息|减免|免征|免收|返还|享受|申领|最高|不超过|不低于|必须|应当|不得"
    "|(?:可以?|能够?|将|会)(?:领|拿|获|得到)"
)
_NAMED = ("qualification", "benefit", "department")
_ANY_DEPARTMENT = frozenset({"行业主管部门"})
"""Words for whoever is responsible: they name nobody."""
_LOOSE = frozenset({"grant", "reward", "subsidy", "other"})
"""Benefits of many names: the words must stand in the quotation, the sort alone says too little."""
_SHORT = 4  # characters of a benefit that names no more than its sort (奖励资金)
_COVER = 0xE000  # the first of the characters that stand for cited words, one a citation
_NOTHING_LEFT = "写出的回答没有一句能与原文核对上，因此不作答；请换一个说法再问。"


@dataclass(frozen=True)
class Cut:
    """What failed: `kind` and the clause that was cited for it, if any."""

    kind: Kind
    clause_id: str | None = None


@dataclass(frozen=True)
class Told:
    """What the user said and the profile holds: figures and names from there need no clause."""

    turns: tuple[str, ...]
    profile: Mapping[str, Any]

    @cached_property
    def words(self) -> str:
        told = (f"{value}{FACTS[key].unit if key in FACTS else ''}" for key, value in _flat(self.profile))
        return "\n".join((*self.turns, *told))

    @cached_property
    def figures(self) -> list[Figure]:
        return figures(self.words)


def _flat(profile: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in profile.items():
        yield key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def ground(
    answer: Answer, told: Told, text_of: Callable[[str], str], *, strict: bool = False
) -> tuple[Answer, tuple[Cut, ...]]:
    """The answer without what its citations do not hold, and what was cut.

    `text_of` gives the canonical text of a stored file by its sha256. Where `strict`, sentences without a
    mark are cut even when they state nothing. An answer of which nothing cited is left abstains.
    """
    text_of = cache(text_of)  # one file is cited many times
    kept = tuple(citation for citation in answer.citations if _stands(citation, text_of))
    cuts = [Cut("quote", c.clause_id) for c in answer.citations if c not in kept]
    checked = _Checked(answer, kept, told, text_of, strict, cuts)
    text = "\n".join(checked.lines())
    if not cuts:
        return answer, ()
    if _MARK.search(answer.text) and not _MARK.search(text):
        return _without_answer(answer), tuple(cuts)
    return answer.model_copy(update={"text": text, "citations": kept}), tuple(cuts)


def _stands(citation: Citation, text_of: Callable[[str], str]) -> bool:
    try:
        return text_of(citation.sha256)[citation.start : citation.end] == citation.quote
    except PolicyMatchError:  # the file is no longer held
        return False


def _without_answer(answer: Answer) -> Answer:
    nothing = {"citations": (), "matches": (), "hints": (), "caveats": (), "next_questions": ()}
    return answer.model_copy(update={"text": _NOTHING_LEFT, "status": "abstained", **nothing})


@dataclass
class _Checked:
    """An answer while its sentences are being checked; what fails is added to `cuts`."""

    answer: Answer
    kept: Sequence[Citation]
    told: Told
    text_of: Callable[[str], str]
    strict: bool
    cuts: list[Cut]

    def lines(self) -> Iterator[str]:
        """The lines that are left; what stands below a line goes with it."""
        gone_at: int | None = None
        for line in self.answer.text.split("\n"):
            depth = len(line) - len(line.lstrip())
            if gone_at is not None and line.lstrip().startswith("- ") and depth > gone_at:
                continue
            left = self._line(line)
            gone_at = depth if line.strip() and not left.strip(" -") else None
            if gone_at is None:
                yield left

    def _line(self, line: str) -> str:
        masked = self._masked(line)
        return "".join(
            line[found.start() : found.end()]
            for found in _SENTENCE.finditer(masked)
            if found[0] and self._holds(line[found.start() : found.end()], found[0])
        )

    def _masked(self, line: str) -> str:
        """The line with cited words and titles covered, of equal length: full stops in them end nothing."""
        for place, citation in enumerate(self._by_length):
            words = self._words[citation.mark]
            line = line.replace(words, f"“{chr(_COVER + place) * (len(words) - 2)}”")
        for said in (*self._frame, *_BOLD.findall(line)):
            line = line.replace(said, " " * len(said))
        return line

    @cached_property
    def _words(self) -> dict[str, str]:
        return {citation.mark: inline(citation.quote) for citation in self.kept}

    @cached_property
    def _by_length(self) -> list[Citation]:
        return sorted(self.kept, key=lambda citation: -len(citation.quote))

    @cached_property
    def _frame(self) -> list[str]:
        """Titles, what is said about the documents, and what is asked back: no clause says it."""
        caveats = (caveat.text.rpartition("》")[2].rstrip("。") for caveat in self.answer.caveats)
        asked = (
            words for one in self.answer.next_questions for words in (asked_back(one), one.question, one.why)
        )
        titles = {f"《{citation.title}》" for citation in self.kept}
        said = {plain(words) for words in (*titles, *caveats, *asked) if words}
        return sorted(said, key=len, reverse=True)

    def _holds(self, sentence: str, masked: str) -> bool:
        marks = _MARK.findall(masked)
        cited = [citation for citation in self.kept if citation.mark[1:-1] in marks]
        if len(cited) < len(set(marks)):
            self.cuts.append(Cut("mark"))
            return False
        fault = self._unmarked(masked) if not cited else self._fault(sentence, masked, cited)
        if fault:
            self.cuts.append(Cut(fault, cited[0].clause_id if cited else None))
        return fault is None

    def _unmarked(self, masked: str) -> Kind | None:
        """What a sentence without a mark may not do: state."""
        said = _QUOTED.sub("", _TITLE.sub("", masked))
        if self.strict and re.search(r"\w", said):
            return "unmarked"
        sized = (figure for figure in figures(said) if figure.unit)
        states = _CLAIMS.search(said) or not all(map(self._was_told, sized))
        return "unmarked" if states and not said.rstrip().endswith(("？", "?")) else None

    def _was_told(self, figure: Figure) -> bool:
        return figure.among(self.told.figures, any_unit=True)

    def _fault(self, sentence: str, masked: str, cited: Sequence[Citation]) -> Kind | None:
        if self._misquotes(masked, cited):
            return "quote"
        if _TITLE.search(masked) and not self._named(masked, cited):
            return "title"
        notes = [note for note in self._notes(cited) if note in sentence]
        said = _TITLE.sub("", masked)
        for note in notes:
            said = said.replace(note, "")
        stated = figures(_MARK.sub("", "".join((said, *notes))))
        source = "\n".join(f"{c.quote}\n{c.locator}\n{c.title}\n{c.doc_number or ''}" for c in cited)
        held = figures(source)
        known = [*held, *(f for note in notes for f in _worked_out(note))]
        known += calculated(sentence, lambda figure: figure.among(held) or self._was_told(figure))
        if not all(figure.among(known) or self._was_told(figure) for figure in stated):
            return "figure"
        tail = masked[masked.rindex("〕") + 1 :]
        if _CLAIMS.search(tail):
            return "unmarked"
        unknown = _unknown_names(said, "\n".join((source, self.told.words)))
        return "name" if any(not self._in_text(name, cited) for name in unknown) else None

    def _in_text(self, words: str, cited: Sequence[Citation]) -> bool:
        """Whether rules may have taken these words from a heading: they stand in a cited document."""
        return not self.strict and any(words in self.text_of(citation.sha256) for citation in cited)

    def _misquotes(self, masked: str, cited: Sequence[Citation]) -> bool:
        """Whether words stand in quotation marks that are neither cited here nor told.

        Rules also quote headings, which stand in the text.
        """
        held = [_even(citation.quote) for citation in cited]
        covered = (c for place, c in enumerate(self._by_length) if chr(_COVER + place) in masked)
        if any(_even(citation.quote) not in held for citation in covered):
            return True
        others = (words.replace("\\", "") for words in _QUOTED.findall(masked) if ord(words[0]) < _COVER)
        return any(
            not (words in self.told.words or any(_even(words) in quote for quote in held))
            and not self._in_text(words, cited)
            for words in others
        )

    def _named(self, masked: str, cited: Sequence[Citation]) -> bool:
        """Whether the titles of other documents stand in the cited words or were told."""
        held = plain("".join(citation.quote for citation in cited)) + self.told.words
        return all(title in held for title in _TITLE.findall(masked))

    def _notes(self, cited: Sequence[Citation]) -> list[str]:
        ids = {citation.clause_id for citation in cited}
        return [plain(m.amount_note) for m in self.answer.matches if m.clause_id in ids and m.amount_note]


def _even(words: str) -> str:
    """Blanks, widths of characters and what turns their order round are no difference."""
    return "".join(fold(TURNS_ROUND.sub("", words)).split())


def _unknown_names(said: str, source: str) -> Iterator[str]:
    """Titles, benefits and departments that `said` names and `source` does not."""
    held = {(tag.type, tag.name) for tag in find_terms(source, *_NAMED)}
    folded = fold(source)
    for tag in find_terms(said, *_NAMED):
        sort_alone = tag.name in _LOOSE and len(tag.text) > _SHORT
        known = fold(tag.text) in folded or ((tag.type, tag.name) in held and not sort_alone)
        if not known and tag.name not in _ANY_DEPARTMENT:
            yield tag.text


def _worked_out(note: str) -> list[Figure]:
    """The figures of the matcher's own calculation: what stands beside a sign of it."""
    return [
        figure
        for figure in figures(note)
        if re.search("[×+=]", fold(note)[max(figure.start - 1, 0) : figure.start])
        or re.match("[×+=]|至", fold(note)[figure.end : figure.end + 1])
    ]
