"""What users tell of themselves over the turns of a conversation, as facts of a profile with their words.

A fact read wrongly is worse than none, because verdicts and sums rest on it: what is asked, supposed, hoped
for or said of others tells nothing, and neither does a number of which only a bound is known.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.told_clauses import Clause, clauses
from assistant.told_facts import hear, in_the_unit_before, put_right
from assistant.told_places import Settled, places, puts_right, settle, settle_trades, trades
from assistant.told_readings import Heard, Kind, Memory, Reading, Told, telling
from assistant.told_sides import (
    OF_PERSONS,
    OTHER_ENTERPRISE,
    OTHER_PERSON,
    Listing,
    Side,
    is_name,
    listing,
    one_of_several,
)
from assistant.told_words import told_words
from policies.facts import FACTS
from policies.matching.replies import read_reply
from policies.profile import read_profile, tell
from policies.values import read_value

_OF_ENTERPRISES = frozenset(
    (
        *("qualifications", "ownership", "scale", "listed", "founded_on", "employees", "insured_employees"),
        *("new_hires", "revenue_wan", "revenue_growth_pct", "output_wan", "tax_wan", "profit_wan"),
        *("rd_spend_wan", "rd_ratio_pct"),
    )
)
_MOST_UNCLEAR = 20
_MOST_SPOKEN = 60


def listen(turns: Sequence[str], on: date | None = None, since: Memory | None = None) -> Told:
    """Read what all turns tell, the oldest first; `on` is the day of the last (成立三年, 去年毕业).

    `since` is what earlier turns left in mind, each read on its own day.

    >>> listen(["我们在合肥做无人机,去年卖了3个亿,五十来号人", "不对,是六十人"]).profile["employees"]
    60
    """
    listener = _Listener(on, since or Memory())
    for turn in turns:
        listener.hear(turn)
    return listener.told()


def known(told: Told, stated: Mapping[str, Any], on: date | None = None) -> dict[str, Any]:
    """What is told together with a profile stated beforehand, which outweighs it; answers outweigh both.

    Of a subject of another kind, to which the talk has moved, the stated profile says nothing. What
    contradicts itself or the day `on` is left out.
    """
    subject = told.subject
    apart = told.moved and stated.get("kind") not in (None, subject.kind)
    merged = telling({}, [one for one in subject.readings if not one.firm])
    for key, value in {} if apart else stated.items():
        merged = tell(merged, key, value)
    merged = telling(merged, [one for one in subject.readings if one.firm])
    if subject.kind:
        merged.setdefault("kind", subject.kind)
    return read_profile(merged, on).told


class _Listener:
    def __init__(self, on: date | None, since: Memory) -> None:
        self.on = on
        self.sides = [Side(side.who, side.kind, side.readings) for side in since.sides]
        self.now = self.sides[since.now]
        self.unclear: list[Reading] = list(since.unclear)
        self.office = since.office
        self.person_named = since.person_named
        self.kind_named: Kind = since.kind_named
        self.turns = since.turns
        self.spoken = list(since.spoken)
        self.asked = since.asked
        self.listing: Listing | None = None

    def hear(self, turn: str) -> None:
        number = self.turns
        self.turns += 1
        if reply := read_reply(turn):
            self._answer(reply, turn, number)
            return
        said = clauses(turn, number)
        held = len(self.sides)
        self.listing = listing(turn)
        asked = Clause(number, 0, self.asked) if self.asked else None
        for place, clause in enumerate(said):
            before = self.now
            self._turn_to(clause)
            self._take(clause, said[place - 1] if place else asked, turn)
            if is_name(self.now.who) and not clause.says("question"):
                self.spoken.append((self.now.who, turn[clause.start : clause.end]))
            elif place and self.now.who and not is_name(self.now.who) and not before.who and before.known:
                self.now = before  # 我硕士,老婆本科: said by the way
        if sum(is_name(side.who) for side in self.sides[held:]) > 1:
            self.now = self.sides[0]  # of several that are presented, none is the one spoken of
        self.asked = said[-1].text if said and said[-1].says("question") else ""
        for clause in said:
            self._note_kind(clause)
        for side in self.sides:
            self._settle(side, turn, said)

    def memory(self) -> Memory:
        """What the next turn is heard with."""
        return Memory(
            sides=tuple(map(Side.subject, self.sides)),
            now=self.sides.index(self.now),
            unclear=tuple(self.unclear[-_MOST_UNCLEAR:]),
            office=self.office,
            person_named=self.person_named,
            kind_named=self.kind_named,
            turns=self.turns,
            spoken=tuple(self.spoken[-_MOST_SPOKEN:]),
            asked=self.asked,
        )

    def told(self) -> Told:
        memory = self.memory()
        if not self.now.kind:
            self.now.kind = self._kind_asked_about()
        others = [side for side in self.sides if side is not self.now and side.facts]
        unclear = tuple(one for one in self.unclear if (one.key, one.name) not in self.now.facts)
        moved = self.now is not self.sides[0]
        return Told(self.now.subject(), tuple(map(Side.subject, others)), unclear, moved, memory)

    def _answer(self, reply: dict[str, Any], turn: str, number: int) -> None:
        for key, value in reply.items():
            if key == "kind":
                self._turn_kind(value)
                continue
            named = value.items() if key in ("qualifications", "facts") else [("", value)]
            for name, one in named:
                side = self._side_of(key, name)
                side.put(Reading(key, name, one, turn, number, 0, len(turn), firm=True))

    def _turn_to(self, clause: Clause) -> None:
        """Whom the clause is about."""
        if one := one_of_several(clause.text, self.sides, self.now, self.listing):
            self.now = one
        elif asked := told_words().kinds["asked"].search(clause.text):
            self._ask_for(_KINDS[asked["kind"]])
        elif clause.whose("back"):
            self._go(*(("", "talent") if "自己" in clause.text else ("", "enterprise")))
        elif clause.whose("other") or clause.whose("next"):
            self._turn_to_another(clause)
        elif friend := clause.whose("friend"):
            self._go(friend["who"], "")
        elif third := self._third(clause):
            self._go(third, "talent")
        elif (side := self._at_place(clause)) is not None:
            self.now = side
        elif self._begins_project(clause):
            self._turn_kind("project")
        elif clause.whose("office"):
            self.office = True
        elif clause.whose("me"):
            if self.now.who:
                self._go("", "")
        elif clause.whose("we") and clause.mood != "hearsay" and self._stands_for_enterprise(clause):
            self._go("", "enterprise")

    def _third(self, clause: Clause) -> str:
        """她是硕士, said by one who has told of himself: another person, the last one spoken of."""
        if self.now.who or not self.now.personal() or not (said := clause.whose("third")):
            return ""
        others = [side.who for side in self.sides if side.who not in ("", OTHER_ENTERPRISE, OTHER_PERSON)]
        return others[-1] if others else said[0].strip("·")

    def _go(self, who: str, kind: Kind) -> None:
        """To the subject of that kind, which may be new; one whose kind is not known yet may be it."""
        own = [side for side in self.sides if side.who == who]
        fits = [side for side in own if kind in ("", side.kind)]
        fits = fits or [side for side in own if not side.kind or not side.facts]
        if self.now in fits:
            self.now.kind = kind or self.now.kind
            return
        if not fits:
            fits = [Side(who)]
            self.sides.extend(fits)
        self.now = fits[-1]
        self.now.kind = kind or self.now.kind

    def _turn_to_another(self, clause: Clause) -> None:
        """Another enterprise, or whoever is next, of whom nothing has been told."""
        if clause.whose("other"):
            self._go(OTHER_ENTERPRISE, "enterprise")
            return
        person = self.now.kind == "talent" or bool(_SOMEBODY.search(clause.text))
        self.now = Side(OTHER_PERSON, "talent") if person else Side(OTHER_ENTERPRISE)
        self.sides.append(self.now)

    def _turn_kind(self, kind: Kind) -> None:
        self._go(self.now.who, kind)

    def _ask_for(self, kind: Kind) -> None:
        """那人才呢: the place stays the one asked about, other facts stay with whom they were told of."""
        before = self.now
        if not before.kind:
            before.kind = self._kind_asked_about()
        self._go("", kind)
        if before is not self.now and (place := before.facts.get(("region", ""))):
            self.now.facts.setdefault(("region", ""), place)

    def _begins_project(self, clause: Clause) -> bool:
        known = self.now.kind == "enterprise" and self.now.facts
        project = told_words().kinds["project"].search(clause.text)
        said = project and not clause.mood and not clause.says("question")
        return bool(said) and not known and self.now.kind != "talent"

    def _stands_for_enterprise(self, clause: Clause) -> bool:
        """我们, unless who speaks brings a project, is employed, or says better where (记错了,厂在宿州)."""
        project = self.now.kind == "project" and not self.now.who
        better = clause.corrects and self.now.kind == "talent"
        return not (project or better or self._speaks_of_employer(clause))

    def _speaks_of_employer(self, clause: Clause) -> bool:
        """我们公司在高新区, said by one who told of himself; what only firms have is told of the firm."""
        employed = self.now.kind == "talent" and not self.now.who and self.now.personal()
        if not employed or not clause.whose("employer"):
            return False
        return not any(heard.key in _OF_ENTERPRISES for heard in hear(clause, None, self.on))

    def _at_place(self, clause: Clause) -> Side | None:
        """嘉兴这家: the subject that is there."""
        named = [place.region for place in places(clause) if place.this_one]
        for side in self.sides if named else ():
            held = side.facts.get(("region", ""))
            if held and (held.value.startswith(named[0]) or named[0].startswith(held.value)):
                return side
        return None

    def _take(self, clause: Clause, before: Clause | None, turn: str) -> None:
        found = [*hear(clause, before, self.on), *in_the_unit_before(clause, turn[: clause.start])]
        if clause.corrects and not any(one.part for one in found):
            found += put_right(clause, [*self.now.facts.values()], self.on)
        for one in found:
            self._put(one, clause, turn)
        for place in places(clause, employer=self._speaks_of_employer(clause)):
            self._side_of(place.key, "").places.append(place)
        self.now.trades.extend(trades(clause, employer=self._speaks_of_employer(clause)))

    def _put(self, one: Heard, clause: Clause, turn: str) -> None:
        start, end = clause.start + one.start, clause.start + one.end
        reading = Reading(one.key, one.name, one.value, turn[start:end], clause.turn, start, end, one.note)
        if one.dropped:
            self.now.facts.pop((one.key, one.name), None)
        if one.value is None or not _can_be(one):
            self.unclear.append(reading)
            return
        if one.key == "employees" and self.now.kind == "talent" and "团队" in reading.words:
            return
        side = self._side_of(one.key, one.name)
        held = side.facts.get((one.key, one.name))
        if (
            one.key == "degree"
            and held
            and held.turn == clause.turn
            and _DEGREES.index(held.value) > _DEGREES.index(one.value)
        ):
            return
        side.put(replace(reading, firm=bool(held and held.firm)))

    def _side_of(self, key: str, name: str) -> Side:
        """Whom a fact is of: what only persons or only enterprises have, tells which."""
        kind: Kind = (
            "talent"
            if FACTS[key].personal or name in OF_PERSONS
            else "enterprise"
            if key in _OF_ENTERPRISES
            else ""
        )
        if kind and self.now.kind != kind:
            self._turn_kind(kind)
        return self.now

    def _settle(self, side: Side, turn: str, said: Sequence[Clause]) -> None:
        before = {key: side.facts.get((key, "")) for key in ("region", "employer_region")}
        settled: list[Settled] = [*settle(side.places, side.facts), *settle_trades(side.trades, side.facts)]
        for key, value, place in settled:
            if value is None:
                side.facts.pop((key, ""), None)
            else:
                words = turn[place.start : place.end]
                side.put(Reading(key, "", value, words, place.turn, place.start, place.end, place.weak))
        at, works_at = before["region"], before["employer_region"]
        moved = side.facts.get(("region", ""))
        if (
            works_at
            and at
            and moved
            and works_at.value == at.value != moved.value
            and puts_right(said, at.value)
        ):
            side.put(replace(moved, key="employer_region"))
        side.places, side.trades = [], []

    def _note_kind(self, clause: Clause) -> None:
        """Of what kind those are whom the clause names; the last one counts."""
        kinds = told_words().kinds
        named: tuple[Kind, ...] = ("talent", "enterprise")
        self.person_named = self.person_named or bool(kinds["person"].search(clause.text))
        self.kind_named = next((kind for kind in named if kinds[kind].search(clause.text)), self.kind_named)

    def _kind_asked_about(self) -> Kind:
        """Of what kind those are whom a question names, where nothing was told of anybody."""
        if self.person_named:
            return "talent"
        if self.kind_named and not self.office:
            return self.kind_named
        trade = self.now.facts.get(("industries", ""))
        return "enterprise" if trade and not trade.note and not self.office else ""


_KINDS: dict[str, Kind] = {
    "个人": "talent",
    "人才": "talent",
    "企业": "enterprise",
    "公司": "enterprise",
    "项目": "project",
}
_SOMEBODY = re.compile("[个位](?:人|候选人|同事|博士|硕士)")
_DEGREES = ("高中及以下", "大专", "本科", "硕士", "博士")


def _can_be(one: Heard) -> bool:
    """Whether the value lies in the bounds of the registry (an age of 300 was misheard)."""
    if FACTS[one.key].type != "number":
        return True
    try:
        read_value(FACTS[one.key], one.value)
    except ValueError:
        return False
    return True
