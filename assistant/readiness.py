"""Whether a clause could be delivered without an application: can all it asks be checked from the table?"""

from dataclasses import dataclass

from assistant.columns import ColumnMapping
from assistant.headers import FREE, STANDING
from index.rows import StoredClause
from policies.matching.free_facts import free_facts
from policies.matching.told import links
from policies.profile import FACTS


@dataclass(frozen=True)
class Readiness:
    """What the table does not tell of a clause's conditions, and the words left to an authority.

    `open` tells that no condition of the clause was read, so that nothing can be checked at all.
    """

    lacking: tuple[str, ...]
    ruled: tuple[str, ...]
    open: bool = False

    @property
    def words(self) -> str:
        """One Chinese phrase for an official."""
        if self.open:
            return "没有读出可核对的条件，请人工看原文"
        parts = []
        if self.ruled:
            parts.append(f"要人工认定：{'；'.join(self.ruled[:3])}")
        if self.lacking:
            parts.append(f"表里还缺：{'、'.join(self.lacking[:6])}")
        return "；".join(parts) or "可以：条件都能从表里核对"


def readiness(clause: StoredClause, mapping: ColumnMapping) -> Readiness:
    """Hold the conditions of a clause against the columns that a table has."""
    annotation = clause.annotation
    criteria = (*annotation.criteria, *annotation.scope)
    asked = ["region"] if annotation.regions or clause.info.region else []
    asked += ["kind"] if annotation.addressees else []
    ruled = [one.quote for one in criteria if one.op == "discretionary" or one.about == "text"]
    asked += [one.about for one in criteria if one.op != "discretionary" and one.about != "text"]
    lacking = [about for about in dict.fromkeys(asked) if not _told(about, mapping)]
    named = tuple(FACTS[about].label if about in FACTS else about.removeprefix(FREE) for about in lacking)
    phrases = tuple(dict.fromkeys(" ".join(words.split())[:30] for words in ruled))
    return Readiness(named, phrases, open=not criteria)


def _told(about: str, mapping: ColumnMapping) -> bool:
    if about == "region" and "employer_region" in mapping.keys:
        return True
    if about == "qualifications":
        return any(key.startswith(STANDING) or key == about for key in mapping.keys)
    if about.startswith(FREE):
        told = free_facts({"facts": dict.fromkeys(mapping.free, True)})
        return bool(links(about.removeprefix(FREE), told))
    return about in mapping.keys
