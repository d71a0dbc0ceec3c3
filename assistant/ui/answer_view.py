"""An answer as HTML: the text with its marks, what to beware of, how it is delivered, what to ask next."""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from markupsafe import Markup

from assistant import words
from assistant.recounting import value_in_words
from assistant.ui.markdown import to_html
from assistant.ui.render import one_line, render
from policies.facts import FACTS
from policies.matching.questions import FREE, STANDING
from policies.model import Answer, Citation, Hint, Match, Outcome, ToldFact, Verification

Href = Callable[[int], str]
"""The link of the citation at this index."""

_CLOSE_ENOUGH = 0.4  # below this, marking single characters shows noise, not a difference


class Change(NamedTuple):
    """Characters in both (`same`), only in what was pasted (`added`), only in the original (`missing`)."""

    how: str
    text: str


class Source(NamedTuple):
    """One cited document, and which citations of the answer stand in it."""

    title: str
    doc_number: str | None
    fidelity: str
    indices: tuple[int, ...]


def show_answer(answer: Answer, turn: int) -> str:
    """The answer to the `turn`-th question of a conversation, as one HTML block without line breaks.

    The marks link to `#cite-TURN-INDEX`, so that marks of earlier answers stay good.
    """

    def href(index: int) -> str:
        return f"#cite-{turn}-{index}"

    said, warned = _apart(answer)
    link = _linker(answer, href)
    checked = answer.verification
    return one_line(
        render(
            "answer.html",
            answer=answer,
            labels=list(_labels(answer)),
            text=to_html(said, link),
            warned=to_html(warned, link),
            hints=[_hint(hint, answer) for hint in answer.hints],
            matches=[_match(match) for match in answer.matches],
            told=[_told(fact) for fact in answer.told],
            sources=_sources(answer.citations),
            verification=verification_values(checked) if checked else None,
            href=href,
        )
    )


def verification_values(verification: Verification) -> dict[str, Any]:
    """What the template shows of a verification, the difference marked in the words that were checked."""
    tone, label, means = words.VERIFICATION[verification.label]
    changes: tuple[Change, ...] = ()
    if verification.label == "altered" and verification.found:
        changes = tuple(compare(verification.quote, verification.found[0].quote))
    return {
        "tone": tone,
        "label": label,
        "means": means,
        "changes": changes,
        "difference": None if changes else verification.difference,
        "found": verification.found,
    }


def compare(pasted: str, original: str) -> Iterator[Change]:
    """Character by character, what the pasted words add to and lack of the original's nearest stretch.

    >>> [tuple(change) for change in compare("奖励20万元", "给予奖励10万元。")]
    [('same', '奖励'), ('added', '2'), ('missing', '1'), ('same', '0万元')]
    """
    matcher = SequenceMatcher(None, original, pasted, autojunk=False)
    if matcher.ratio() < _CLOSE_ENOUGH and len(original) < 2 * len(pasted):
        return
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return
    first, last = blocks[0].a, blocks[-1].a + blocks[-1].size
    for how, left, right, start, end in SequenceMatcher(
        None, original[first:last], pasted, autojunk=False
    ).get_opcodes():
        if how == "equal":
            yield Change("same", pasted[start:end])
            continue
        if end > start:
            yield Change("added", pasted[start:end])
        if right > left:
            yield Change("missing", original[first:last][left:right])


def _told(fact: ToldFact) -> dict[str, str]:
    """A fact as it was understood, with the question whose answer puts it right; another's has none."""
    return {
        "who": fact.who,
        "label": fact.label,
        "value": value_in_words(fact),
        "note": fact.note,
        "words": fact.words,
        "question": "" if fact.who else _question(fact),
    }


def _question(fact: ToldFact) -> str:
    if fact.about == "qualifications":
        return STANDING.format(fact.label)
    return FACTS[fact.about].question if fact.about in FACTS else FREE.format(fact.label)


def _apart(answer: Answer) -> tuple[str, str]:
    """What the text says and, apart from it, what it warns of, both as Markdown.

    A text that does not list its warnings has them added, unless it says them in its own words.
    """
    said, _, warned = answer.text.partition("\n请注意：\n")
    return said, warned or "\n".join(
        f"- {caveat.text}" for caveat in answer.caveats if caveat.text not in said
    )


def _labels(answer: Answer) -> Iterator[dict[str, str]]:
    if answer.status in words.ANSWER_STATUS:
        yield {"tone": "warn", "text": words.ANSWER_STATUS[answer.status]}
    for kind in dict.fromkeys(caveat.kind for caveat in answer.caveats):
        if kind in words.CAVEAT:
            tone, text = words.CAVEAT[kind]
            yield {"tone": tone, "text": text}


def _linker(answer: Answer, href: Href) -> Callable[[str], Markup | None]:
    links = {
        citation.mark: render("mark.html", citation=citation, href=href(index))
        for index, citation in enumerate(answer.citations)
    }
    return links.get


def _sources(citations: Sequence[Citation]) -> list[Source]:
    """The cited documents in the order in which they are first cited."""
    indices: dict[tuple[str, str], list[int]] = {}
    for index, citation in enumerate(citations):
        indices.setdefault((citation.document_id, citation.sha256), []).append(index)
    return [
        Source(first.title, first.doc_number, first.fidelity, tuple(held))
        for held in indices.values()
        for first in [citations[held[0]]]
    ]


def _hint(hint: Hint, answer: Answer) -> dict[str, Any]:
    """A hint with the citation of its words, or else of its clause."""
    cited = list(enumerate(answer.citations))
    marks = [index for index, c in cited if (c.clause_id, c.quote) == (hint.clause_id, hint.quote)]
    marks += [index for index, c in cited if c.clause_id == hint.clause_id]
    return {"mode": hint.mode, "marks": marks[:1]}


def _match(match: Match) -> dict[str, Any]:
    reasons = [finding.reason for finding in match.findings if finding.outcome is not Outcome.MET]
    return {
        "verdict": match.verdict,
        "heading": match.heading,
        "locator": match.locator,
        "amount_note": match.amount_note,
        "reasons": ";".join(reasons[:3]),
        "changes": [change["text"] for change in match.what_would_change[:1]],
    }
