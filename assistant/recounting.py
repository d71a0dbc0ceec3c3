"""What was understood of a user, told back to him."""

from assistant.told_readings import Told
from policies.facts import FACTS
from policies.model import ToldFact

_KINDS = {"enterprise": "企业", "talent": "个人", "project": "项目"}


def recount(told: Told | None) -> str:
    """Everything heard so far in one paragraph, to be put right where it is wrong."""
    facts = [fact for fact in told.facts if fact.value is not None] if told else []
    if told is None or not facts:
        return "您还没有说过自己的情况。请告诉我所在地区，是企业、个人还是项目，以及所属行业。"
    kind = [f"身份：{_KINDS[told.subject.kind]}"] if told.subject.kind else []
    said = "；".join([*kind, *(_line(fact) for fact in facts)])
    return f"我记下的情况是：{said}。有不对的请直接更正。"


def value_in_words(fact: ToldFact) -> str:
    """The value of a fact with its unit, as people write it."""
    match fact.value:
        case None:
            return "没有采用"
        case bool(holds):
            return "是" if holds else "否"
        case list(items):
            return "、".join(items) or "没有"
        case value:
            return f"{value}{FACTS[fact.about].unit if fact.about in FACTS else ''}"


def _line(fact: ToldFact) -> str:
    who = f"（{fact.who}）" if fact.who else ""
    return f"{who}{fact.label}：{value_in_words(fact)}" + (f"（{fact.note}）" if fact.note else "")
