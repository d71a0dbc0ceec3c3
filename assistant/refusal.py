"""Whether what was found answers a question, or the honest answer is that it is not stated; and why.

How sure it is that nothing answers is fitted on questions whose answers were taken out of the documents
(`python -m eval.refusal --fit`): rules made by reading the few questions that nobody can answer did not hold
for others.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from math import exp, log, log1p
from typing import Protocol

import numpy as np

from assistant.choosing import worth_a_look
from assistant.coverage import Shares, Word, covered, share, words_of
from assistant.sorting import Sort
from assistant.understand import Understanding
from assistant.unstated import VAGUE
from index.passage import heading, is_label
from index.rows import StoredClause
from index.scope import Places, Standing
from policies.model import ClauseKind
from policies.vocabulary.terms import expansions, find_terms, term

_FIRST = 3  # clauses
_NO_POLICY = (Sort.SMALL_TALK, Sort.OUT_OF_SCOPE)
_LITTLE = 0.01  # a score that says nothing
_MOST_ELSEWHERE = 1.5
_TWICE = log(2)
_SERVICES = frozenset({"matchmaking", "training", "procurement", "fast_track"})
# A benefit asked for by a name of its own (红娘奖, 安家费) is not answered by another one of the same sort.
_OWN_NAME = ("奖", "费", "卡", "券", "返还", "公寓", "津贴")
_MONEY_FOR = re.compile("(.{2,}?)(?:补贴|补助|奖励|奖金|奖补|津贴|资助|奖|券)")
# Names of money that do not tell what it is for.
_ANY_PURPOSE = frozenset(["一次性", "专项", "财政", "项目", "配套", "给予", "无偿"])

# What enterprises do themselves; only to a person it is a benefit.
_DONE_BY_FIRMS = frozenset({"落户", "招人", "招工", "用工"})
_ANYTHING = re.compile("(?:什么|啥|哪些|哪几[种项条]).{0,4}(?:支持|政策|扶持|优惠|好处|待遇|补贴|奖励|措施)")
_OF_THE_PLACE = (Standing.INSIDE, Standing.ITS_OWN)
_LABELS = frozenset({ClauseKind.TITLE, ClauseKind.HEADING})


class Ground(StrEnum):
    """Why nothing is answered; `CHANCE` where what was found shares but words with the question."""

    CHANCE = "chance"
    NO_POLICY = "no_policy"
    DAILY_LIFE = "daily_life"
    ANOTHER_PLACE = "another_place"
    NO_SUCH_BENEFIT = "no_such_benefit"
    ONLY_DUTIES = "only_duties"


@dataclass(frozen=True)
class Floors:
    """How sure it must be that nothing answers: to say that only the nearest is shown, and to refuse.

    Chosen with `eval.refusal`.
    """

    doubtful: float = 0.6
    refused: float = 0.87


FLOORS = Floors()


@dataclass(frozen=True)
class Signs:
    """What tells whether the clauses found answer a question.

    Shares of the question, by the weights of its words, of which the best clause speaks (`first`), and of
    which the best three speak together (`three`); the share of its pairs of characters that one sentence of
    the best clause holds, less what no clause of the library speaks of (`sentence`); how many words it has
    (`words`, a logarithm); whether a benefit that it names is given by no clause (`lacking`), and whether
    nothing can be claimed at all (`duties`); by how much another place's rules would answer better
    (`elsewhere`, a logarithm).
    """

    first: float
    three: float
    sentence: float
    words: float
    lacking: float
    duties: float
    elsewhere: float


WEIGHTS = Signs(
    first=-2.12, three=-1.99, sentence=-1.66, words=-0.87, lacking=0.88, duties=1.49, elsewhere=1.93
)
INTERCEPT = 3.89


class Found(Protocol):
    """A clause with its score, and the share of the question that its best sentence covers."""

    @property
    def clause(self) -> StoredClause: ...

    @property
    def score(self) -> float: ...

    @property
    def covers(self) -> float: ...


def signs(
    asked: Understanding,
    found: Sequence[Found],
    elsewhere: float,
    held: Callable[[Sequence[str]], Collection[str]],
) -> Signs:
    """What the clauses found, best first, tell; `elsewhere` is the best score of other places' rules.

    `held` gives those of some words that stand in any clause of the library.
    """
    clauses = [one.clause for one in worth_a_look(found)]
    words = words_of(asked)
    telling = [one for one in found if not _only_names(one.clause)][:_FIRST]
    each = [covered(words, f"{heading(one.clause.clause)}\n{one.clause.quote}") for one in telling]
    each = each or [np.zeros(len(words))]
    return Signs(
        first=share(words, each[0]),
        three=share(words, np.max(each, axis=0)),
        sentence=telling[0].covers * share(words, _known(words, held)) if telling else 0.0,
        words=log1p(len(words)),
        lacking=float(any(map(_is_given, lacking(asked, clauses)))),
        duties=float(_only_duties(asked, clauses)),
        elsewhere=min(_MOST_ELSEWHERE, max(0.0, log((elsewhere + _LITTLE) / (found[0].score + _LITTLE)))),
    )


def _known(words: Sequence[Word], held: Callable[[Sequence[str]], Collection[str]]) -> Shares:
    there = held([name for word in words for name in (word.text, *word.official)])
    return np.array([float(word.text in there or any(o in there for o in word.official)) for word in words])


def doubt(told: Signs, weights: Signs = WEIGHTS, intercept: float = INTERCEPT) -> float:
    """How sure it is that nothing answers, from 0 to 1."""
    pairs = zip(astuple(weights), astuple(told), strict=True)
    return 1 / (1 + exp(-intercept - sum(weight * sign for weight, sign in pairs)))


def reason_to_refuse(
    asked: Understanding, found: Sequence[Found], told: Signs, floors: Floors = FLOORS
) -> Ground | None:
    """Why the clauses found, best first, answer nothing; None where they do, or where nobody can be sure."""
    sure = doubt(told)
    if asked.likely in _NO_POLICY and sure >= floors.doubtful:
        return Ground.NO_POLICY
    if asked.likely is not Sort.QUESTION and sure >= floors.doubtful:
        return Ground.DAILY_LIFE
    if asked.citizens_matters and not _said(asked.citizens_matters, found):
        return Ground.DAILY_LIFE
    if _unheard_of(asked, found):
        return Ground.NO_SUCH_BENEFIT
    if told.duties and not asked.asks_what_is_said:
        return Ground.ONLY_DUTIES
    if sure < floors.refused or _open(asked, found):
        return None
    if told.elsewhere >= _TWICE:
        return Ground.ANOTHER_PLACE
    return Ground.NO_SUCH_BENEFIT if told.lacking else Ground.CHANCE


def _open(asked: Understanding, found: Sequence[Found]) -> bool:
    """Whether anything that a place gives is asked for (有什么支持), and rules of its own were found."""
    said = " ".join((*asked.earlier, asked.question))
    person = asked.profile.get("kind") == "talent"
    tags = [tag for tag in find_terms(said, "benefit") if person or tag.text not in _DONE_BY_FIRMS]
    if not asked.sought.regions or not _ANYTHING.search(said) or {tag.name for tag in tags} - VAGUE:
        return False
    places = Places(asked.sought.regions)
    own = (one.clause for one in found[:_FIRST] if places.standing([one.clause.info.region]) in _OF_THE_PLACE)
    return any(_gives(asked, clause) for clause in own)


def _only_names(clause: StoredClause) -> bool:
    """A heading, a line of a menu: it may name a thing without saying anything of it."""
    return clause.annotation.kind in _LABELS or is_label(clause.quote)


def _only_duties(asked: Understanding, clauses: Sequence[StoredClause]) -> bool:
    """Whether a benefit is asked for and nothing can be claimed of any clause, nor does one speak of it."""
    return asked.asks_benefit and not any(_gives(asked, clause) for clause in clauses)


def _is_given(name: str) -> bool:
    """Whether a name is that of a benefit; everyday words for a service (招工) may tell what money is for."""
    tags = find_terms(name, "benefit")
    return any(tag.name not in _SERVICES or name in term("benefit", tag.name).aliases for tag in tags)


def _gives(asked: Understanding, clause: StoredClause) -> bool:
    """Whether something can be claimed of a clause, or it speaks of what is asked for and may be misread."""
    wanted = {tag.name for tag in find_terms(asked.question, "benefit")}
    told = {tag.name for tag in find_terms(clause.quote, "benefit")}
    return clause.annotation.kind.claimable or bool(wanted & told)


def _said(words: Sequence[str], found: Sequence[Found]) -> bool:
    """Whether a clause speaks of one of the matters, by this name or an official one."""
    names = {*words, *(one.official for one in expansions(" ".join(words)))}
    return any(name in one.clause.quote for one in found for name in names)


def _unheard_of(asked: Understanding, found: Sequence[Found]) -> bool:
    """Whether only money is asked for, by the name of what it is for (求职补贴), of which nothing speaks."""
    named = find_terms(asked.question, "benefit")
    if {tag.name for tag in named} - VAGUE:
        return False
    official = (tag.text for tag in named if tag.text in term("benefit", tag.name).aliases)
    matches = (_MONEY_FOR.fullmatch(name) for name in official)
    purposes = [match[1] for match in matches if match and match[1] not in _ANY_PURPOSE]
    said = "".join(f"{heading(one.clause.clause)}{one.clause.quote}" for one in found)
    return bool(purposes) and not any(about in said for about in purposes)


def lacking(asked: Understanding, clauses: Sequence[StoredClause]) -> tuple[str, ...]:
    """The names of the benefits asked for, where none of the clauses holds any of them."""
    if not asked.asks_benefit:
        return ()
    person = asked.profile.get("kind") == "talent"
    tags = [tag for tag in find_terms(asked.question, "benefit") if person or tag.text not in _DONE_BY_FIRMS]
    said = "".join(clause.quote for clause in clauses)
    kinds = {tag.name for tag in tags} - VAGUE
    held = {tag.name for tag in find_terms(said, "benefit")}
    held |= {award.kind for clause in clauses for award in clause.annotation.awards}
    if kinds and not kinds & held:
        return tuple(dict.fromkeys(tag.text for tag in tags if tag.name in kinds and tag.text not in said))
    official = {one.everyday: one.official for one in expansions(asked.question)}
    named = (tag.text for tag in tags if tag.text.endswith(_OWN_NAME) and len(tag.text) > 1)
    return tuple(w for w in dict.fromkeys(named) if w not in said and official.get(w, w) not in said)
