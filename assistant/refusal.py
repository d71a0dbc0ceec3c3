"""When what was found answers nothing: the grounds for saying so instead of answering."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.choosing import worth_a_look
from assistant.sorting import Sort
from assistant.understand import Understanding
from assistant.unstated import VAGUE
from index.passage import heading, is_label
from index.query import asked_regions
from index.rows import StoredClause
from index.scope import Places, Standing
from policies.model import ClauseKind
from policies.vocabulary.mentions import find_regions
from policies.vocabulary.terms import expansions, find_terms, term

_FIRST = 3  # clauses
_FEW = 4  # words; who uses more may say the same in other words than the text
_BRIEF = 12  # characters of a turn that only goes on with what was asked before
_NARROW = 2  # places
_NO_POLICY = (Sort.SMALL_TALK, Sort.OUT_OF_SCOPE)
_NAMED = 3.0  # times as much of the question
_SERVICES = frozenset({"matchmaking", "training", "procurement", "fast_track"})
# A benefit asked for by a name of its own (红娘奖, 安家费) is not answered by another one of the same sort.
_OWN_NAME = ("奖", "费", "卡", "券", "返还", "公寓", "津贴")
_MONEY_FOR = re.compile("(.{2,}?)(?:补贴|补助|奖励|奖金|奖补|津贴|资助|奖|券)")
# Names of money that do not tell what it is for.
_ANY_PURPOSE = frozenset(["一次性", "专项", "财政", "项目", "配套", "给予", "无偿"])

# What enterprises do themselves; only to a person it is a benefit.
_DONE_BY_FIRMS = frozenset({"落户", "招人", "招工", "用工"})


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
    """Scores of the best clause below which it counts as found by chance; chosen with `eval.refusal`.

    `nearest` holds where something speaks against what was found: the benefit asked for is in none of it,
    or it is likely no question about policies. `wider` holds where only rules of wider places were found, and
    those of a place apart answer `apart` times as well.
    """

    chance: float = 0.1
    nearest: float = 0.25
    wider: float = 0.27
    apart: float = 1.8


FLOORS = Floors()


class Found(Protocol):
    """A clause with its score, and the share of the question that its best sentence covers."""

    @property
    def clause(self) -> StoredClause: ...

    @property
    def score(self) -> float: ...

    @property
    def covers(self) -> float: ...


def reason_to_refuse(
    asked: Understanding,
    found: Sequence[Found],
    elsewhere: Callable[[], float],
    known: Callable[[Sequence[str]], bool],
    floors: Floors,
) -> Ground | None:
    """Why the clauses found, best first, answer nothing; None where they do.

    `elsewhere` gives the best score of the rules of places that were not asked about, `known` tells whether
    any document holds one of some words.
    """
    if not found:
        return Ground.CHANCE
    best = found[0].score
    if asked.likely in _NO_POLICY and best < floors.nearest:
        return Ground.NO_POLICY
    clauses = [one.clause for one in worth_a_look(found)]
    if best < floors.wider and _only_wider(asked, clauses[:_FIRST]) and elsewhere() > floors.apart * best:
        return Ground.ANOTHER_PLACE
    if _unsaid_there(asked, found, known):
        return Ground.CHANCE
    if best < floors.chance or (best < floors.nearest and _only_named(found)):
        return Ground.CHANCE
    if asked.likely is not Sort.QUESTION and best < floors.nearest:
        return Ground.DAILY_LIFE
    if asked.citizens_matters and not _said(asked.citizens_matters, found):
        return Ground.DAILY_LIFE
    if _unheard_of(asked, found):
        return Ground.NO_SUCH_BENEFIT
    if not asked.asks_benefit or asked.asks_what_is_said:
        return None
    if _empty(found[0]) and all(_empty(one) for one in found if one.score >= floors.nearest):
        return Ground.CHANCE
    if best < floors.nearest and any(map(_is_given, lacking(asked, clauses))):
        return Ground.NO_SUCH_BENEFIT
    return Ground.ONLY_DUTIES if not any(_gives(asked, clause) for clause in clauses) else None


def _is_given(name: str) -> bool:
    """Whether a name is that of a benefit; everyday words for a service (招工) may tell what money is for."""
    tags = find_terms(name, "benefit")
    return any(tag.name not in _SERVICES or name in term("benefit", tag.name).aliases for tag in tags)


def _unsaid_there(
    asked: Understanding, found: Sequence[Found], known: Callable[[Sequence[str]], bool]
) -> bool:
    """Whether who goes on to another place (相山呢) asks for what is `known`, but told by no clause there."""
    if not asked.sought.regions or len(asked.question) > _BRIEF or not asked_regions(asked.question):
        return False
    words = [word for word, weight in asked.sought.words.items() if weight == 1 and len(word) > 1]
    turns = (*asked.earlier, asked.question)
    names = {*words, *(one.official for turn in turns for one in expansions(turn))}
    clauses = (one.clause for one in found)
    said = "".join(f"{one.quote}{one.clause.heading}{''.join(one.clause.path)}" for one in clauses)
    return 0 < len(words) <= _FEW and not any(name in said for name in names) and known(words)


def _gives(asked: Understanding, clause: StoredClause) -> bool:
    """Whether something can be claimed of a clause, or it speaks of what is asked for and may be misread."""
    wanted = {tag.name for tag in find_terms(asked.question, "benefit")}
    told = {tag.name for tag in find_terms(clause.quote, "benefit")}
    return clause.annotation.kind.claimable or bool(wanted & told)


def _said(words: Sequence[str], found: Sequence[Found]) -> bool:
    """Whether a clause speaks of one of the matters, by this name or an official one."""
    names = {*words, *(one.official for one in expansions(" ".join(words)))}
    return any(name in one.clause.quote for one in found for name in names)


def _only_named(found: Sequence[Found]) -> bool:
    """Whether lines of a menu name what is asked for, and no clause says nearly as much of it."""
    named = max((one.covers for one in found if is_label(one.clause.quote)), default=0.0)
    return named > _NAMED * max((one.covers for one in found if not is_label(one.clause.quote)), default=0.0)


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


def _empty(one: Found) -> bool:
    """A heading, a line of a web page, what closes a document: it may name a thing without any rule on it."""
    kinds = (ClauseKind.TITLE, ClauseKind.HEADING, ClauseKind.SUPPLEMENTARY)
    return one.clause.annotation.kind in kinds or is_label(one.clause.quote)


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


def _narrowing(clause: StoredClause) -> list[str]:
    """The headings above a clause; one that lists places (由甲区、乙区、丙区转出) is for none of them."""
    headings = (*clause.clause.path, clause.clause.heading)
    return [words for words in headings if len(find_regions(words)) <= _NARROW]


def _only_wider(asked: Understanding, clauses: Sequence[StoredClause]) -> bool:
    """Whether a place was asked about and no clause is made for it, or for a part of it."""
    places = Places(asked.sought.regions)
    standings = {places.clause_standing(one.info.region, _narrowing(one), ()) for one in clauses}
    return bool(places.asked) and not standings & {Standing.INSIDE, Standing.ITS_OWN}
