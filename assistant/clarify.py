"""What cannot be answered before the user chooses: a place that several bear, one of two spoken of.

The answer to the question back stands in the place of the unclear words, so that a question is read as if it
had been clear from the beginning.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from assistant.quotations import find_quotation
from assistant.told_readings import Subject, Told
from index.query import asked_regions, says_only_places
from index.scope import Places, Standing
from policies.model import Answer, Model, Question
from policies.vocabulary.mentions import RegionMention, find_spoken_regions
from policies.vocabulary.regions import Region, resolve

WHICH = "您说的“{}”是哪一个？"

_REPLY = re.compile(WHICH.format("(.{1,40}?)") + r"\s*(?:答[:：])?\s*(\S.{0,60})", re.DOTALL)
_MOST_CHOICES = 8
_LONGEST_PICK = 20
_FILLING = re.compile(r"^(?:我?(?:说|问|指)的)?(?:就?是)?|[的那个家位呢啊吧哦。，,.!！?？\s]+$")
_ORDINAL = re.compile(r"(?:选|第)?([1-8一二三四五六七八])")
_ORDINALS = "一二三四五六七八"
_LAST = re.compile("后者|后面|后一")
_FIRST = re.compile("前者|前面|前一")
_PERSON = re.compile(r"(?:^|(?<=[,，。;；!！?？\s]))那?([他她])(?!们|的?(?:公司|厂|企业))")
_FIRM = re.compile(r"(?<![一有])(?:那|这)(?:一?家|个)?(?:公司|企业|厂)")
_PRONOUNS = ("他", "她")
_WOMEN = frozenset({"女朋友", "未婚妻", "老婆", "女儿", "妹妹", "姐姐", "妈"})
_MEN = frozenset({"男朋友", "未婚夫", "老公", "儿子", "弟弟", "哥哥", "爸"})


class Unclear(Model):
    """Words of a question with what they may mean, and what hangs on the choice."""

    about: str
    words: str
    choices: tuple[str, ...]
    why: str

    @property
    def question(self) -> str:
        return WHICH.format(self.words)


def asking_back(unclear: Unclear, profile: dict[str, object]) -> Answer:
    """The question back, instead of an answer."""
    *others, last = unclear.choices
    question = Question(
        about=unclear.about,
        question=unclear.question,
        why=unclear.why,
        expects="choice",
        choices=unclear.choices,
    )
    return Answer(
        status="needs_profile",
        text=f"您说的“{unclear.words}”是{'、'.join(others)}，还是{last}？{unclear.why}。",
        next_questions=(question,),
        profile=profile,
    )


def chosen(unclear: Unclear, choice: str) -> str:
    """The turn that makes this choice."""
    return f"{unclear.question}答:{choice}"


# ---- the answer to it -------------------------------------------------------------------------------


def meant(unclear: Unclear, regions: Iterable[str]) -> str:
    """The one choice that there is, or what a short name (朝阳) means by the `regions` held; else ""."""
    if len(unclear.choices) == 1:
        return unclear.choices[0]
    if unclear.about != "place":
        return ""
    held = Places.named(set(regions))
    standings = {choice: held.standing([choice]) for choice in unclear.choices}
    near = () if unclear.words[-1] in "省市区县州盟旗" else (Standing.INSIDE,)
    for least in (Standing.ITS_OWN, *near):
        if found := [choice for choice, standing in standings.items() if standing >= least]:
            return found[0] if len(found) == 1 else ""
    return ""


def picked(turn: str, unclear: Unclear) -> str:
    """A turn that only chooses, written as the answer to the question; any other turn as it is.

    >>> picked("老婆吧", Unclear(about="subject", words="她", choices=("我老婆", "我同事"), why=""))
    '您说的“她”是哪一个？答:我老婆'
    """
    said = _FILLING.sub("", turn.strip())
    if not said or len(said) > _LONGEST_PICK:
        return turn
    full = {region.full_name for region in resolve(said)}
    found = [choice for choice in unclear.choices if said in choice or choice in full]
    if len(found) != 1:
        found = list(_by_order(turn.strip(), unclear.choices))
    return chosen(unclear, found[0]) if len(found) == 1 else turn


def _by_order(said: str, choices: Sequence[str]) -> Iterator[str]:
    if (number := _ORDINAL.match(said)) and len(said) <= 6:
        place = _ORDINALS.find(number[1]) if number[1] in _ORDINALS else int(number[1]) - 1
        yield from choices[place : place + 1]
    elif _FIRST.search(said):
        yield choices[0]
    elif _LAST.search(said):
        yield choices[-1]


def cleared(earlier: Sequence[str], said: Sequence[str]) -> tuple[list[str], list[str]]:
    """The earlier questions and what is said now, each unclear word replaced by what was chosen for it.

    A question of `earlier` that is made clear is asked anew.
    """
    before, now = list(earlier), list[str]()
    for turn in said:
        words, choice = _chosen(turn, [*before, *now])
        asked = next((n for n in range(len(now) - 1, -1, -1) if words and words in now[n]), None)
        if asked is not None:
            now[asked] = _instead(now[asked], words, choice)
            continue
        place = next((n for n in range(len(before) - 1, -1, -1) if words and words in before[n]), None)
        if place is not None and now:
            before[place] = _instead(before[place], words, choice)
        else:
            now.append(turn if place is None else _instead(before.pop(place), words, choice))
    return before, _within(before, now)


def _chosen(turn: str, asked: Sequence[str]) -> tuple[str, str]:
    """Unclear words with their meaning, where a turn says nothing else."""
    if reply := _REPLY.fullmatch(turn.strip()):
        return reply[1], reply[2]
    around = _certain(turn)
    if not asked or len(around) != 1 or not says_only_places(turn):
        return "", ""
    for mention in _ambiguous(asked[-1]):
        if near := _near(mention.regions, around):
            return mention.text, near.full_name
    return "", ""


def _within(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """Names that several places bear, written out where only one of them lies in a place named so far."""
    around = [place for turn in before for place in _certain(turn)]
    settled = []
    for turn in now:
        around += _certain(turn)
        clear = turn
        for mention in reversed(_ambiguous(turn) if around else []):
            if near := _near(mention.regions, around):
                clear = clear[: mention.start] + near.full_name + clear[mention.end :]
        settled.append(clear)
    return settled


def _certain(turn: str) -> list[Region]:
    return [regions[0] for regions in asked_regions(turn) if len(regions) == 1]


def _instead(turn: str, words: str, choice: str) -> str:
    """A turn with a choice in the place of unclear words; 他 is no part of 其他."""
    if words in _PRONOUNS:
        return _PERSON.sub(lambda hit: hit[0].replace(words, choice), turn, count=1)
    return turn.replace(words, choice)


def _ambiguous(turn: str) -> list[RegionMention]:
    """The names in a turn that several places bear; words that are quoted stay as they are."""
    if _REPLY.fullmatch(turn.strip()) or find_quotation([turn]):
        return []
    return [mention for mention in find_spoken_regions(turn) if len(mention.regions) > 1]


def _near(readings: Sequence[Region], around: Sequence[Region]) -> Region | None:
    """The one reading that lies in one of the places around, or else in the same city."""
    for near in (_together, _in_one_city):
        found = [one for one in readings if any(near(one, place) for place in around)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _together(one: Region, other: Region) -> bool:
    return one.lies_in(other) or other.lies_in(one)


def _in_one_city(one: Region, other: Region) -> bool:
    return min(len(one.path), len(other.path)) > 2 and one.path[:2] == other.path[:2]


# ---- what is unclear --------------------------------------------------------------------------------


def unclear_place(
    turns: Sequence[str],
    regions: Sequence[tuple[Region, ...]],
    applying: Callable[[Region], frozenset[str]],
) -> Unclear | None:
    """The first place asked about whose readings differ in the documents that apply to them."""
    for readings in regions:
        if len(readings) > 1 and len({applying(region) for region in readings}) > 1:
            names = tuple(region.full_name for region in readings[:_MOST_CHOICES])
            why = "政策库里适用于这些地方的文件不一样，说清楚了才能答准"
            return Unclear(about="place", words=words_of(turns, readings), choices=names, why=why)
    return None


def words_of(turns: Sequence[str], readings: tuple[Region, ...]) -> str:
    """The words by which the turns name a place, the latest first."""
    mentions = (mention for turn in reversed(turns) for mention in find_spoken_regions(turn))
    return next((one.text for one in mentions if one.regions == readings), readings[0].name)


def unclear_subject(turn: str, told: Told) -> Unclear | None:
    """Whom a question means of those that the turn before told of, one or several."""
    if found := _PERSON.search(turn):
        others = _MEN if found[1] == "她" else _WOMEN
        fitting = [one for one in _just_told(told) if one.who and one.who not in others and _person(one)]
        if any(one.who in _PRONOUNS for one in fitting):
            return None
        return _which(found[1], fitting, told)
    if found := _FIRM.search(turn):
        other = "家" in found[0]
        firms = [one for one in _just_told(told) if one.kind == "enterprise" and (one.who or not other)]
        return _which(found[0], firms, told)
    return None


def _just_told(told: Told) -> list[Subject]:
    """Those of whom the turn before this one told something."""
    before = told.memory.turns - 2
    subjects = (told.subject, *told.others)
    since = [(max((r.turn for r in one.readings if r.turn <= before), default=-1), one) for one in subjects]
    return [one for turn, one in since if turn == before >= 0]


def _person(subject: Subject) -> bool:
    return subject.kind in ("talent", "")


def _which(words: str, subjects: Sequence[Subject], told: Told) -> Unclear | None:
    if not subjects or list(subjects) == [told.subject]:
        return None
    names = tuple(sorted(map(_name, subjects)))
    return Unclear(about="subject", words=words, choices=names, why="各人各企业的情况不同，结论也不同")


def _name(subject: Subject) -> str:
    if not subject.who:
        return "我们公司" if subject.kind == "enterprise" else "我自己"
    return subject.who if subject.kind == "enterprise" else f"我{subject.who}"
