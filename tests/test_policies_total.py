"""Several clauses together: the highest where only one is paid, certain and possible apart."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.matching.total import exclusion_rules, settle, total
from policies.model import (
    AmountRange,
    Annotation,
    Award,
    Clause,
    ClauseKind,
    Match,
    Quote,
    ReadClause,
    Verdict,
)

ONE_ONLY = "企业同时符合本措施多项条款的,按就高不重复原则执行"
ONE_MATTER = "与其他政策同类的,按就高不重复原则执行"


def read(number: int, what: str = "落户奖励", kind: ClauseKind = ClauseKind.INCENTIVE, rule: str = ""):
    quotes = (Quote.of(rule, 0, len(rule)),) if rule else ()
    awards = (Award.of(what, 0, len(what), what=what, kind="reward"),)
    clause = Clause(id=str(number), locator="", heading="", start=0, end=9)
    return ReadClause(clause=clause, annotation=Annotation(kind=kind, awards=awards, exclusive=quotes))


def found(number: int, low: int, high: int | None, verdict: Verdict = Verdict.ELIGIBLE, document: str = "d"):
    return Match(
        clause_id=f"{document}#{number}",
        document_id=document,
        start=0,
        end=9,
        locator="",
        heading="",
        verdict=verdict,
        amount_yuan=AmountRange(min=Decimal(low), max=None if high is None else Decimal(high)),
    )


def rules(text: str):
    return exclusion_rules([("d", read(9, kind=ClauseKind.SUPPLEMENTARY, rule=text))] if text else [])


def summed(matches: list[Match], text: str = "", names: dict[str, str] | None = None):
    reads = {m.clause_id: read(1, (names or {}).get(m.clause_id, "落户奖励")) for m in matches}
    settled = settle(matches, reads, rules(text))
    result = total(settled, rules(text))
    most = None if result.possible_max is None else int(result.possible_max)
    return int(result.certain_min), most, [m.excluded_by for m in settled]


def test_without_a_rule_all_add_up() -> None:
    assert summed([found(1, 10, 10), found(2, 5, 8)])[:2] == (15, 18)


def test_of_a_document_that_pays_the_highest_only_one_counts() -> None:
    matches = [found(1, 10, 10), found(2, 30, 30), found(3, 20, 50, Verdict.NEEDS_FACTS)]
    assert summed(matches, ONE_ONLY) == (30, 50, [("d#2",), (), ()])


def test_one_matter_may_be_paid_once_by_two_documents() -> None:
    matches = [found(1, 10, 10), found(2, 30, 30, document="e")]
    assert summed(matches, ONE_MATTER)[:2] == (30, 40)
    assert summed(matches, ONE_MATTER, {"e#2": "租金补贴"})[:2] == (40, 40)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (Verdict.ELIGIBLE, (5, 9)),
        (Verdict.NEEDS_FACTS, (0, 9)),
        (Verdict.NEEDS_RULING, (0, 9)),
        (Verdict.INELIGIBLE, (0, 0)),
        (Verdict.NOT_IN_FORCE, (0, 0)),
    ],
)
def test_only_what_is_decided_is_certain(verdict: Verdict, expected: tuple[int, int]) -> None:
    assert summed([found(1, 5, 9, verdict)])[:2] == expected


def test_credit_is_in_no_total_and_an_open_ceiling_leaves_it_open() -> None:
    credit = found(1, 0, 500).model_copy(update={"repayable": True})
    assert summed([credit])[:2] == (0, 0)
    assert summed([found(1, 5, None), found(2, 1, 1)])[:2] == (6, None)


AMOUNTS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), st.sampled_from(Verdict)), max_size=6)


@given(AMOUNTS, st.sampled_from(["", ONE_ONLY, ONE_MATTER]))
def test_certain_is_never_more_than_possible_nor_a_rule_worth_more(amounts, text: str) -> None:
    matches = [found(k, low, low + more, verdict) for k, (low, more, verdict) in enumerate(amounts)]
    least, most, _ = summed(matches, text)
    free_least, free_most, _ = summed(matches)
    assert 0 <= least <= most <= free_most
    assert least <= free_least
