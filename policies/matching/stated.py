"""What a profile tells freely, found in the words of a clause: a condition that was not read apart."""

import re
from collections.abc import Iterable, Mapping, Sequence

from policies.matching.choices import is_row, some_levels
from policies.matching.free_facts import Told
from policies.matching.held import finding_of
from policies.matching.pairs import DENIAL, pairs, weight
from policies.matching.paths import Path, demands_all
from policies.matching.subject import names_trade
from policies.matching.told import qualified
from policies.model import Criterion, Finding, Outcome, ReadClause
from policies.reading.alternatives import ALSO
from policies.reading.patterns import pattern
from policies.vocabulary.terms import fold

_EXCLUDED_AFTER = re.compile(
    r"(?:[^。；;，,]{0,12}?|[^。；;，,]{0,4}的[，,])(?:除外|不可重复|不再|不予|不得|不能(?:享受|申[请报]|重复|再)|不属于|不享受|不纳入|不支持|不适用|不重复)"
)
_EXCLUDED_BEFORE = re.compile(
    r"(?:不含|不包括|除|非|未|不得|没有|无|不存在|不属于|不符合|不具备)[^，。；;、]{0,4}$|不$"
)
_ON_TOP = re.compile(r"[^，。；;]{0,6}的?[，,]?(?:再|另外?|额外)(?:给予|奖励|补[贴助]|资助|一次性)")
_SUM_GIVEN = re.compile(r"(?:给予|奖励|补[贴助]|资助)[^，。；;]{0,12}\d")
_LIKE = re.compile(r"(?:参照|比照|依照|参考)[^，。；;]{0,3}$")
_LEVELS = 6  # characters before a fact in which other levels to choose from stand
_NOT_YET = re.compile(r"(?<!并)尚?未(?!来|成年)|没有")
_TELLING = 3  # pairs of what is looked for in the words of a clause
_OR = re.compile(r"或|之一|、|以及|和")


def find_stated(
    known: Sequence[Finding], path: Path, facts: Sequence[Told], words: str, first: int
) -> list[Finding]:
    """A finding for each told fact whose words stand in those of the path and that no condition has used.

    `words` is the text of the clause, `first` where it begins in the document.
    """
    used = {name for one in known if _has_used(one) for name in one.told or ()}
    decided = [
        (one.criterion.start - first, one.criterion.end - first)
        for one in known
        if one.told and one.criterion.about.startswith("fact:")
    ]
    found = []
    for told in facts:
        if told.name in used or not isinstance(told.value, bool) or len(told.spelled) < _TELLING:
            continue
        if names_trade(told.name) and (told.holds or told.name not in words):
            continue
        place = stated(told, words, path.start, path.end)
        if place is None or _on_top(words, path.start, *place):
            continue
        if not any(left <= place[0] and place[1] <= right for left, right in decided):
            finding = _stated(told, words, place, path, first)
            # 参照困难企业政策 makes nobody one, the bank that lends is not the one who asks, and who is
            # denied 省级 may be 国家、省级 all the same.
            if finding.outcome == Outcome.MET or not (
                _LIKE.search(words, path.start, place[0])
                or pattern("lender").match(words, place[0])
                or some_levels(words[max(path.start, place[0] - _LEVELS) : place[1]], [told.name])
                or any(_one_of_subjects(finding.criterion, one) for one in known)
            ):
                found.append(finding)
    return [one for said in _alternatives(_apart(found), words, first) for one in _among(said, known)]


def _among(finding: Finding, known: Sequence[Finding]) -> list[Finding]:
    """What is told of one of two kinds of those who are meant bears on that kind alone."""
    beside = (one.criterion.group or "" for one in known if _overlap(one.criterion, finding.criterion))
    labels = dict.fromkeys(label for label in beside if label.startswith(ALSO))
    return [_in_group(finding, label) for label in labels] or [finding]


def _overlap(one: Criterion, other: Criterion) -> bool:
    return one.start < other.end and other.start < one.end


def _on_top(words: str, first: int, start: int, end: int) -> bool:
    """Whether words are the condition of more on top of a sum before (给予20万元，获得金奖的再给予5万元)."""
    return bool(_ON_TOP.match(words, end) and _SUM_GIVEN.search(words, first, start))


def _one_of_subjects(part: Criterion, whole: Finding) -> bool:
    """Whether words name one of several subjects (受灾的农户和停业的商户); another may be the one."""
    row = whole.criterion
    inside = row.start <= part.start and part.end <= row.end
    return inside and whole.outcome == Outcome.UNKNOWN and row.value is True and is_row(row.quote)


def _has_used(finding: Finding) -> bool:
    """Whether the facts told of a condition bear on nothing else; nor do those that deny an alternative."""
    denied = (
        finding.outcome == Outcome.UNMET and finding.criterion.group and isinstance(finding.told, Mapping)
    )
    return bool(denied) or finding.criterion.about.startswith("fact:")


def _apart(found: Sequence[Finding]) -> list[Finding]:
    """The findings without those of told facts that say a part of what another says at the same place."""
    return [one for one in found if not any(_says_more(other, one) for other in found)]


def _says_more(other: Finding, one: Finding) -> bool:
    mine, theirs = (pairs(finding.criterion.about.removeprefix("fact:")) for finding in (one, other))
    return (
        _overlap(one.criterion, other.criterion)
        and weight(mine) < weight(theirs)
        and weight(mine & theirs) >= _NAMED * weight(mine)
    )


def _stated(told: Told, words: str, place: tuple[int, int], path: Path, first: int) -> Finding:
    left, right = place
    ahead = words[max(path.start, left - 12) : left]
    # 对非电子申请的不予资助 wants what it denies twice.
    against = (
        bool(_EXCLUDED_AFTER.match(words, right)),
        bool(_EXCLUDED_BEFORE.search(ahead)),
        denied_in(told, words[left:right]),
    )
    wanted = sum(against) % 2 == 0
    criterion = Criterion(
        about=f"fact:{told.name}",
        op="is",
        value=wanted,
        quote=words[left:right],
        start=first + left,
        end=first + right,
        offer=path.number,
    )
    outcome = Outcome.MET if told.holds == wanted else Outcome.UNMET
    return finding_of(criterion, outcome, (told,))


def addresses(finding: Finding, words: str, first: int) -> bool:
    """Whether what is told is all that the words say of those whom they address (对……的企业，……)."""
    if finding.outcome != Outcome.MET or True not in finding.told.values():
        return False
    left, right = finding.criterion.start - first, finding.criterion.end - first
    ahead, behind = _TO.search(words[:left]), _WHOM.match(words, right)
    ends = right if _PERSON.search(words[left:right]) else behind.end() if behind else None
    if ahead is None or ends is None:
        return False
    said = frozenset().union(*(pairs(name) for name in finding.told))
    whom = words[ahead.end() : ends]
    return any(
        weight(part & said) >= _ADDRESSED * weight(part)
        for part in map(pairs, (whom, *_JOINED.split(whom)))
        if weight(part) >= _ALONE
    )


_TO = re.compile(r"(?:^|[对为向给凡，。；;\n]|针对|支持|鼓励)(?=[^，。；;\n]{0,16}$)")
_PERSONS = "人员|人才|学生|外国人|个人|农户|者"
_PERSON = re.compile(f"(?:{_PERSONS})$")
_WHOM = re.compile(f"[^，。；;]{{0,12}}?(?:企业|机构|单位|项目|{_PERSONS}|的)")
_JOINED = re.compile(r"、|或者?|以及|和")
_ADDRESSED = 0.7  # of whom the words address is told
_ALONE = 2


def _alternatives(found: list[Finding], words: str, first: int) -> list[Finding]:
    """What stands beside each other in one sentence with 或 between is a choice."""
    grouped: list[Finding] = []
    for finding in sorted(found, key=lambda one: one.criterion.start):
        before = grouped[-1].criterion if grouped else None
        if before and finding.criterion.value is True and before.value is True:
            between = words[max(0, before.end - first - 1) : finding.criterion.start - first + 2]
            if _OR.search(between) and not any(mark in between for mark in "。；;"):
                label = before.group or f"told{before.start}"
                grouped[-1] = _in_group(grouped[-1], label)
                grouped.append(_in_group(finding, label))
                continue
        grouped.append(finding)
    return grouped


def _in_group(finding: Finding, label: str) -> Finding:
    criterion = finding.criterion.model_copy(update={"group": label})
    return finding.model_copy(update={"criterion": criterion})


def find_beside(
    known: Sequence[Finding], path: Path, facts: Sequence[Told], words: str, first: int
) -> list[Finding]:
    """What is told in the sentences beside the only one that gives something.

    They name cases of which one is enough (取得专利的新产品；取得证书的新产品；……给予), or list demands.
    """
    around = Path(None, 0, len(words))
    found = [
        one
        for one in find_stated(known, around, facts, words, first)
        if not path.start <= one.criterion.start - first < path.end
    ]
    if demands_all(words):
        return found
    if any(one.told and one.outcome == Outcome.MET and one.criterion.value is True for one in known):
        return [one for one in found if one.criterion.value is not True]
    return [_in_group(one, "beside") if one.criterion.value is True else one for one in found]


def without_parts(held: Sequence[Finding], told: Sequence[Finding]) -> list[Finding]:
    """The conditions without those open ones whose parts are told one by one (驰名商标、老字号)."""
    return [one for one in held if not _told_in_parts(one, told)]


def _told_in_parts(finding: Finding, told: Sequence[Finding]) -> bool:
    whole = finding.criterion
    if finding.outcome != Outcome.UNKNOWN or not whole.about.startswith("fact:") or whole.op != "is":
        return False
    # What is told may reach over the comma behind the condition.
    inside = [one for one in told if _overlap(whole, one.criterion)]
    if not qualified(whole.quote, (name for one in inside for name in one.told)):
        return False
    said = pairs(whole.quote)
    parts = frozenset().union(*(pairs(one.criterion.quote) for one in inside))
    return weight(said & parts) >= _PARTS * weight(said)


_PARTS = 0.7  # of a condition is told in parts


def find_named(read: ReadClause, facts: Sequence[Told], words: str) -> list[Finding]:
    """What is told of the conditions of the benefit as a whole, by its name."""
    start = read.clause.start
    found = []
    for told in facts:
        if isinstance(told.value, bool) and names_all(told, (read.clause.heading, words)):
            criterion = Criterion.of(
                words, 0, len(words), about=f"fact:{told.name}", op="is", value=True
            ).model_copy(update={"start": start, "end": start + len(words)})
            outcome = Outcome.MET if told.holds else Outcome.UNMET
            found.append(finding_of(criterion, outcome, (told,)))
    return found


def bears_on(told: Told, words: str, asked: Iterable[str]) -> bool:
    """Whether a fact is told in the words of a clause, or speaks of all its conditions `asked`."""
    return stated(told, words, 0, len(words)) is not None or names_all(told, (words, *asked))


def names_all(told: Told, names: Iterable[str]) -> bool:
    """Whether a fact speaks of all conditions of a benefit that has one of these names (符合……申报条件)."""
    if not told.of_conditions:
        return False
    said = (pairs(name) for name in names if len(name) <= _LONGEST_NAME)
    return any(name and weight(name & told.pairs) >= _NAMED * weight(name) for name in said)


_LONGEST_NAME = 40
_NAMED = 0.75  # of the name of the benefit stands in what is told


def denied_in(told: Told, words: str) -> bool:
    """Whether words in which a fact was found deny it, by its own denial or amid them (未被认定)."""
    own = DENIAL.search(told.name)
    return bool(_NOT_YET.search(words)) or bool(own and own[0] in words)


_STATED = 0.75  # of what was told stands in the words of the offer


def stated(told: Told, text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where in `text[start:end]` the words of a told fact stand close together, or None."""
    words = fold(text[start:end])
    if (at := words.find(fold(told.name))) >= 0:
        return start + at, start + at + len(told.name)
    needed = _STATED * weight(told.spelled)
    places = sorted((k, pair) for pair in told.spelled for k in _places(words, pair))
    if weight({pair for _, pair in places}) < needed:
        return None
    best: tuple[int, int] | None = None
    reach = 2 * len(told.name) + 10
    for first, (left, _) in enumerate(places):
        seen: set[str] = set()
        for at, pair in places[first:]:
            if at - left > reach:
                break
            seen.add(pair)
            if weight(seen) >= needed and (best is None or at - left < best[1] - best[0]):
                best = (left, at)
    return (start + best[0], start + best[1] + 2) if best else None


def _places(words: str, pair: str) -> list[int]:
    found, at = [], words.find(pair)
    while at >= 0:
        found.append(at)
        at = words.find(pair, at + 1)
    return found
