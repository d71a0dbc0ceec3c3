"""Questions about a document itself, or about the library: its number, date, standing, issuer, extent."""

import re

from assistant.alignment import heard
from assistant.phrasing import phrases, says
from policies.vocabulary.terms import find_terms

ASPECTS = ("doc_number", "doc_date", "doc_standing", "doc_issuer", "doc_extent", "doc_gist")
LIBRARY = "library_held"
_LONGEST = 60  # characters; a longer turn tells of a case
_REST = 30  # characters beside what is asked that may name the document
_NOT_OF_A_DOCUMENT = re.compile("补|奖|钱|资金|申请|申报|截止|执照|证书|资质|合同|许可|[高小][企巨]|证")


def asked_of(turn: str) -> tuple[str, ...]:
    """What is asked about a document, by the names of the ways of speaking; `LIBRARY`: what there is at all.

    >>> asked_of("徽州那份有没有文号，哪年发布的")
    ('doc_number', 'doc_date')
    """
    if len(turn) > _LONGEST:
        return ()
    if says(LIBRARY, turn):
        return (LIBRARY,)
    found = tuple(name for name in ASPECTS if says(name, turn))
    rest = turn
    for name in found:
        rest = phrases()[name].words.sub(" ", rest)
    of_a_matter = find_terms(rest, "benefit") or _NOT_OF_A_DOCUMENT.search(rest) or len(heard(rest)) > _REST
    return () if of_a_matter else found
