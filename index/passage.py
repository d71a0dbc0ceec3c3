"""Which words of a clause are indexed: its own, and the headings that it stands under."""

from policies.model import Clause


def body(quote: str) -> str:
    """The words of the clause itself."""
    return quote


def heading(clause: Clause) -> str:
    """The clause's heading and those above it, from the top; a clause often leaves out what they say."""
    return " ".join(dict.fromkeys([*clause.path, clause.heading]))


def embedded(clause: Clause, quote: str) -> str:
    """The text to encode as one vector: headings first, then the clause."""
    return f"{heading(clause)}\n{quote}"
