"""What a clause gives: how much, counted how, up to which ceiling; budgets, targets, thresholds are none."""

import re

import pytest

from policies.reading.roles import RoleRule, role_rules, roles

MARK = re.compile("[【】]")


def role_and_rule(marked: str) -> tuple[str, str]:
    """Role and rule of the figure between 【 and 】."""
    at = marked.index("【")
    until = marked.index("】") - 1
    text = MARK.sub("", marked)
    return next(
        (s.role, s.rule)
        for s in roles(text, 0, len(text))
        if at <= s.quantity.start and s.quantity.end <= until
    )


EXAMPLES = [(rule, example) for rule in role_rules() for example in rule.examples]
COUNTEREXAMPLES = [(rule, example) for rule in role_rules() for example in rule.counterexamples]


@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=lambda x: getattr(x, "name", x))
def test_each_role_is_decided_as_its_examples_say(rule: RoleRule, example: str) -> None:
    assert role_and_rule(example) == (rule.role, rule.name)


@pytest.mark.parametrize(("rule", "example"), COUNTEREXAMPLES, ids=lambda x: getattr(x, "name", x))
def test_no_role_takes_what_its_counterexamples_say(rule: RoleRule, example: str) -> None:
    assert role_and_rule(example)[1] != rule.name
