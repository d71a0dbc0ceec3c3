"""What applies to one subject as HTML: by verdict, each with its clause, its sum and its reasons."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from assistant.ui.render import render
from policies.matching.general import PLACES
from policies.matching.total import Total
from policies.model import Citation, Match, Outcome, Question, Verdict

_ORDER = tuple(Verdict)


class Reply(NamedTuple):
    """A question with what was answered; no answer: it was passed over."""

    question: Question
    words: str | None


def best_first(matches: Sequence[Match]) -> list[Match]:
    """The matches that are worth showing: what applies or may, and what only just fails."""
    telling = [match for match in matches if not match.fails or _changes(match)]
    return sorted(telling, key=lambda match: _ORDER.index(match.verdict))


def show_matches(
    matches: Sequence[Match],
    places: Sequence[Citation],
    warnings: Sequence[str],
    replies: Sequence[Reply],
    total: Total,
) -> str:
    """The result for one subject; `places` are those of the first matches, which are listed one by one."""
    return render(
        "matched.html",
        groups=_groups(matches[: len(places)], places),
        counts=_counts(matches),
        hidden=len(matches) - len(places),
        warnings=warnings,
        replies=replies,
        total=total,
        href=lambda index: f"#match-{index}",
    )


def _groups(
    matches: Sequence[Match], places: Sequence[Citation]
) -> list[tuple[Verdict, list[dict[str, Any]]]]:
    entries = [
        (match.verdict, {"match": match, "place": place, "index": index, "reasons": _reasons(match)})
        for index, (match, place) in enumerate(zip(matches, places, strict=True))
    ]
    return [
        (verdict, [entry for of, entry in entries if of == verdict])
        for verdict in _ORDER
        if any(of == verdict for of, _ in entries)
    ]


def _reasons(match: Match) -> list[str]:
    """What is still open; for what applies what it was found by, and for what fails what would change it."""
    if match.fails:
        return _changes(match)
    wanted = Outcome.MET if match.verdict == Verdict.ELIGIBLE else Outcome.UNKNOWN
    other = Outcome.DISCRETIONARY if match.verdict == Verdict.NEEDS_RULING else wanted
    found = [one.reason for one in match.findings if one.outcome in (wanted, other)]
    return list(dict.fromkeys(found))[:4]


def _changes(match: Match) -> list[str]:
    """What would change a failure, another place left out: there are too many of them."""
    return [change["text"] for change in match.what_would_change if change["about"] not in PLACES]


def _counts(matches: Sequence[Match]) -> list[tuple[Verdict, int]]:
    held = [match.verdict for match in matches if not match.fails]
    return [(verdict, held.count(verdict)) for verdict in _ORDER if verdict in held]
