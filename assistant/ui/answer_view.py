"""An answer as HTML: the text with its marks, what to beware of, how it is delivered, what to ask next."""

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from markupsafe import Markup

from assistant.ui import words
from assistant.ui.markdown import to_html
from assistant.ui.render import one_line, render
from policies.model import Answer, Hint, Match, Outcome, Verification

Href = Callable[[int], str]
"""The link of the citation at this index."""

_CLOSE_ENOUGH = 0.4  # below this, marking single characters shows noise, not a difference


class Change(NamedTuple):
    """Characters in both (`same`), only in what was pasted (`added`), only in the original (`missing`)."""

    how: str
    text: str


def show_answer(answer: Answer, turn: int) -> str:
    """The answer to the `turn`-th question of a conversation, as one HTML block without line breaks.

    The marks link to `#cite-TURN-INDEX`, so that marks of earlier answers stay good.
    """

    def href(index: int) -> str:
        return f"#cite-{turn}-{index}"

    return one_line(
        render(
            "answer.html",
            answer=answer,
            text=to_html(answer.text, _linker(answer, href)),
            hints=[_hint(hint, answer) for hint in answer.hints],
            matches=[_match(match) for match in answer.matches],
            verification=verification_values(answer.verification) if answer.verification else None,
            href=href,
        )
    )


def verification_values(verification: Verification, pasted: str | None = None) -> dict[str, Any]:
    """What the template shows of a verification; with the pasted words, the difference is marked in them."""
    tone, label, means = words.VERIFICATION[verification.label]
    changes: tuple[Change, ...] = ()
    if pasted and verification.label == "altered" and verification.found:
        changes = tuple(compare(pasted, verification.found[0].quote))
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


def _linker(answer: Answer, href: Href) -> Callable[[str], Markup | None]:
    links = {
        citation.mark: Markup('<a class="pm-mark" href="{}" title="{}">{}</a>').format(
            href(index), f"看原文:{citation.title} {citation.locator}", citation.mark
        )
        for index, citation in enumerate(answer.citations)
    }
    return links.get


def _hint(hint: Hint, answer: Answer) -> dict[str, Any]:
    marks = [index for index, citation in enumerate(answer.citations) if citation.clause_id == hint.clause_id]
    return {"mode": hint.mode, "marks": marks[:1]}


def _match(match: Match) -> dict[str, Any]:
    reasons = [finding.reason for finding in match.findings if finding.outcome is not Outcome.MET]
    return {
        "verdict": match.verdict,
        "heading": match.heading,
        "locator": match.locator,
        "amount_note": match.amount_note,
        "reasons": ";".join(reasons[:3]),
    }
