"""The nouns of the field: document, clause, what a clause gives and asks, and how it is cited.

Offsets are Python `str` offsets into the canonical text of one document version, end exclusive, and
`text[start:end] == quote` always holds. Enumeration values are the public contract's.
"""

from policies.model.annotation import (
    Amount,
    Annotation,
    Award,
    ClauseKind,
    Criterion,
    Delivery,
    DeliveryMode,
    Quote,
    Tier,
)
from policies.model.answer import (
    AmountRange,
    Answer,
    Caveat,
    Citation,
    Finding,
    Hint,
    Match,
    Outcome,
    Question,
    ToldFact,
    Verdict,
    Verification,
    Yuan,
)
from policies.model.base import (
    Model,
)
from policies.model.document import (
    Clause,
    DocumentInfo,
    DocumentKind,
    Level,
    OutlineRole,
    Policy,
    ReadClause,
    SourceText,
    Status,
)

__all__ = [
    "Amount",
    "AmountRange",
    "Annotation",
    "Answer",
    "Award",
    "Caveat",
    "Citation",
    "Clause",
    "ClauseKind",
    "Criterion",
    "Delivery",
    "DeliveryMode",
    "DocumentInfo",
    "DocumentKind",
    "Finding",
    "Hint",
    "Level",
    "Match",
    "Model",
    "Outcome",
    "OutlineRole",
    "Policy",
    "Question",
    "Quote",
    "ReadClause",
    "SourceText",
    "Status",
    "Tier",
    "ToldFact",
    "Verdict",
    "Verification",
    "Yuan",
]
