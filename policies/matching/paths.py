"""The ways in which a clause gives something: its offers, and the sentences that give without being one."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from policies.matching.asked import without_gifts
from policies.matching.ceilings import is_ceiling
from policies.matching.received import unless_told
from policies.model import ClauseKind, Criterion, ReadClause
from policies.reading.conditions import find_conditions
from policies.reading.patterns import pattern

_WRAPPED = re.compile(r"(?m)^[^\n]{24,}+(?<![。；;：:])\n(?=[\u4e00-\u9fff“（])")
_BOUNDS = (">=", ">", "<=", "<", "between", "within")
_MANY = 4  # ways to get something in one clause
_SENTENCE = re.compile(r"[^。；;\n]+")
_DEMANDING = re.compile(
    r"条件(?!的)|应当?(?:同时)?(?:符合|满足|具备|具有)|须|必须|要求(?!的)|申报对象|不得|[(（]\d{1,2}[)）]"
)
_OWN_NUMBER = re.compile(r"^\s*[(（]\d{1,2}[)）]")
_RESTRICTS = re.compile(r"^[^，。；;]{2,40}(?:不可|不得|不能|不予)(?:重复|同时|叠加)[^，。；;]*$")
# 继续实施稳岗返还政策: the conditions of that policy stand in another document.
_GOES_ON = re.compile(
    r"\s*(?:继续|持续|及时|严格|全面|认真|积极)*(?:实施|执行|落实)[^，。；]{2,40}(?:政策|办法|制度)\s*"
)
# 该奖励不受限制 says more of what is given before.
_GOES_BACK = re.compile(r"\s*(?:该|其(?!他)|上述|以上|此)")
# 对骨干企业, a sum, what is encouraged: not for just anyone.
_SINGLES_OUT = re.compile(r"(?:^|[，。；;\s])(?:对|凡)|[\d.]\s*(?:%|[万亿]?元)|鼓励|支持")
_SUM = re.compile(r"\d")
# 开展审批制度改革: what it will bring to whom is not said yet.
_REFORMS = re.compile(r"(?:开展|推进|推动|深化|探索|推广|试行|试点)[^，。；;]{0,40}(?:改革|试点|创新成果)")
_OBLIGES = re.compile(r"(?:的|企业|单位|机构)[，,]?(?:须|需|应当?|要)(?!求)")
_MARKS = "。；;\n"


@dataclass(frozen=True, slots=True)
class Path:
    """One way to get something: its criteria, and the span of its words in the clause.

    `number` is the offer's; a sentence that gives something without being read as an offer has none.
    """

    number: int | None
    start: int
    end: int
    criteria: tuple[Criterion, ...] = ()


def find_paths(read: ReadClause, words: str) -> tuple[tuple[Criterion, ...], list[Path]]:
    """The criteria of the clause as a whole, and its paths; one path at least.

    `words` is the text of the clause; the spans count from its start.
    """
    held: dict[int | None, list[Criterion]] = defaultdict(list)
    spans: dict[int | None, list[tuple[int, int]]] = defaultdict(list)
    first, last = read.clause.start, read.clause.end
    every = read.annotation.awards
    for award in every:
        if award.offer is None and is_ceiling(award, every):
            continue
        held.setdefault(award.offer, [])
        spans[award.offer].append((award.start - first, award.end - first))
    for one in without_gifts(read.annotation.criteria, every):
        held[one.offer].append(one)
        if one.offer is not None and first <= one.start and one.end <= last:
            spans[one.offer].append((one.start - first, one.end - first))
    whole = held.pop(None, [])
    unread = spans.pop(None, [])
    paths = [Path(number, *_part(words, number, spans), tuple(criteria)) for number, criteria in held.items()]
    named = _named_only(read, words)
    paths = [path for path in paths if path.end > named] or paths
    given = [span for span in unread if span[1] > named]
    paths += _sentences(read, words, given if given or paths else unread, paths)
    paths = [path for path in paths if not _RESTRICTS.search(words[path.start : path.end].strip())] or paths
    whole, paths = _without_introduction(read, words, whole, paths)
    if len(paths) > 1:
        whole, paths = _shared_out(whole, paths, first, last)
    return (*whole, *unless_told(read.annotation.scope)), paths or _undivided(words)


def is_service(read: ReadClause) -> bool:
    """Whether nothing but services is given."""
    awards = read.annotation.awards
    if not awards:
        return read.annotation.kind == ClauseKind.SERVICE
    return all(award.form == "in_kind" for award in awards)


def serves_all(read: ReadClause, words: str) -> bool:
    """Whether nothing but services is given, one of them in a sentence that leaves nobody to be chosen.

    Where none is named apart, all words of the clause tell of it, and single out nobody it addresses.
    """
    at = read.clause.start
    named = [_sentence(words, [(one.start - at, one.end - at)]) for one in read.annotation.awards]
    told = read.annotation.addressees and not _SINGLES_OUT.search(words)
    spans = named or ([(0, len(words))] if told else [])
    return is_service(read) and any(_for_anyone(words, *span) for span in spans)


def serves(read: ReadClause, path: Path, words: str) -> bool:
    """Whether a way gives nothing but services, and leaves nobody to be chosen."""
    at = read.clause.start
    given = [one for one in read.annotation.awards if path.start <= one.start - at < path.end]
    if not given or any(one.form != "in_kind" for one in given) or _GOES_BACK.match(words, path.start):
        return False
    return _for_anyone(words, path.start, max(one.end for one in given) - at)


def _for_anyone(words: str, start: int, end: int) -> bool:
    """Whether words neither leave a choice to an authority nor tell of what is still to be arranged."""
    return not any(one.search(words, start, end) for one in (pattern("ruled"), _REFORMS))


def gives(read: ReadClause, path: Path, words: str) -> bool:
    """Whether a benefit was read in the words of a way, and they say more of it than that it goes on.

    A service may be told of in words that name nothing given.
    """
    first = read.clause.start
    if _GOES_ON.fullmatch(words, path.start, path.end):
        return False
    if read.annotation.kind == ClauseKind.SERVICE and not read.annotation.awards:
        return True
    return any(path.start <= award.start - first < path.end for award in read.annotation.awards)


def _undivided(words: str) -> list[Path]:
    """The sentences of a service that names nothing given; a list of demands stays whole."""
    if demands_all(words) or not words.strip():
        return [Path(None, 0, len(words))]
    flat = _unwrapped(words)
    # What one must do gives nothing.
    sentences = [one for one in _SENTENCE.finditer(flat) if not _OBLIGES.search(one[0])]
    return [Path(None, *one.span()) for one in sentences] or [Path(None, 0, len(words))]


def demands_all(words: str) -> bool:
    """Whether what the words list must hold together, and is not one case beside another."""
    return bool(_DEMANDING.search(_OWN_NUMBER.sub("", words)))


def _unwrapped(words: str) -> str:
    return _WRAPPED.sub(lambda line: line[0][:-1] + "　", words)


def _shared_out(
    whole: Sequence[Criterion], paths: Sequence[Path], first: int, last: int
) -> tuple[list[Criterion], list[Path]]:
    """A number in a sentence that gives something is asked there alone.

    Among many benefits one in a sentence by itself is asked for the benefit before it.
    """
    theirs: dict[int, list[Criterion]] = defaultdict(list)
    for one in whole:
        if one.op in _BOUNDS and first <= one.start < last:
            at = one.start - first
            inside = [k for k, path in enumerate(paths) if path.start <= at < path.end]
            before = [k for k, path in enumerate(paths) if path.end <= at and len(paths) >= _MANY]
            for k in inside[:1] or before[-1:]:
                theirs[k].append(one)
    moved = [one for several in theirs.values() for one in several]
    return [one for one in whole if one not in moved], [
        replace(path, criteria=(*path.criteria, *theirs[k])) for k, path in enumerate(paths)
    ]


def _sentences(
    read: ReadClause, words: str, spans: Sequence[tuple[int, int]], taken: Sequence[Path]
) -> Iterator[Path]:
    """The sentences that hold awards of no offer, with what is demanded before the first of them."""
    gives: dict[tuple[int, int], int] = {}
    for span in sorted(spans):
        gives.setdefault(_sentence(words, [span]), span[0])
    for (start, end), giving in gives.items():
        if not any(start < path.end and path.start < end for path in taken):
            place = read.annotation.regions[0] if read.annotation.regions else ""
            yield Path(None, start, end, _demanded(words[start:giving], place, read.clause.start + start))


def _without_introduction(
    read: ReadClause, words: str, whole: Sequence[Criterion], paths: list[Path]
) -> tuple[list[Criterion], list[Path]]:
    """A first sentence that promises what the next ones measure out gives nothing more than these.

    What it demands is demanded of all.
    """
    first = min(paths, key=lambda path: path.start, default=None)
    if first is None or len(paths) == 1 or _sentence(words, [(0, 1)])[1] < first.end:
        return list(whole), paths
    at = read.clause.start
    sized = {
        (award.kind, first.start <= award.start - at < first.end)
        for award in read.annotation.awards
        if award.form not in ("unspecified", "in_kind")
    }
    promised = {award.kind for award in read.annotation.awards if first.start <= award.start - at < first.end}
    if not promised or any((kind, True) in sized or (kind, False) not in sized for kind in promised):
        return list(whole), paths
    return [*whole, *first.criteria], [path for path in paths if path is not first]


def _named_only(read: ReadClause, words: str) -> int:
    """Up to where the words name what the next ones give: a heading gives nothing by itself.

    The first words that stand for a heading may give a sum all the same (获评后奖励5万元；……).
    """
    heading = read.clause.heading
    at = words.find(heading) if heading else -1
    end = read.clause.start + at + len(heading)
    sized = any(
        one.form != "in_kind" and _SUM.search(one.quote) and one.end <= end for one in read.annotation.awards
    )
    return at + len(heading) if at >= 0 and not sized else 0


def _demanded(words: str, place: str, start: int) -> tuple[Criterion, ...]:
    """What words before a benefit demand, with offsets in the document."""
    return tuple(
        one.model_copy(update={"start": one.start + start, "end": one.end + start})
        for one in _conditions_in(words, place)
    )


@lru_cache(maxsize=20_000)
def _conditions_in(words: str, place: str) -> tuple[Criterion, ...]:
    return tuple(find_conditions(words, 0, len(words), place))


def _part(
    words: str, number: int | None, spans: Mapping[int | None, Sequence[tuple[int, int]]]
) -> tuple[int, int]:
    """From where to where the words of an offer reach: its sentence, without offers before and behind it."""
    start, end = _sentence(words, spans[number])
    if not spans[number]:
        return start, end
    left, right = min(spans[number])[0], max(end for _, end in spans[number])
    others = [(min(held)[0], max(end for _, end in held)) for held in spans.values() if held]
    before = [last for _, last in others if start < last <= left]
    behind = [first for first, _ in others if right <= first < end]
    end = min((end, *behind))
    return max((start, *before)), max(words.rfind("，", right, end), right) if behind else end


def _sentence(words: str, spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """From where to where the sentences reach that hold `spans`; a line that is wrapped ends none."""
    words = _unwrapped(words)
    if not spans:
        return 0, len(words)
    start, end = min(left for left, _ in spans), max(right for _, right in spans)
    left = max(words.rfind(mark, 0, start) for mark in _MARKS)
    right = min((at for mark in _MARKS if (at := words.find(mark, end)) >= 0), default=len(words))
    return left + 1, right
