"""The questions that one turn asks: each of them is searched for, or checked, by itself.

A turn is parted only where the words after the cut ask something of their own; what goes on with the same
matter (有补贴吗，补多少) and facts told before a question stay with it.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.alignment import heard
from assistant.manners import manner, plain_manner
from assistant.phrasing import says

_MOST = 3
_LONGEST = 400  # characters; longer turns are texts that somebody pasted
_QUOTED = re.compile(r"“(?:[^“”]|“[^“”]*”)*”|「[^」]*」|『[^』]*』|\"[^\"]*\"")
_TURNS_TO = (
    "(?:还有|顺便|另外|再[问说]|对了|此外|以及|同时也?想|也?想再?问)(?:问|说|请教)?(?:一|个|一?句|一?下)*"
    r"(?:件?事)?(?:就是)?[,，:：\s]*"
)
_ENDS = re.compile(
    rf"(?:[。？！?!;；\n]+|[,，、\s]+(?={_TURNS_TO})|[,，]+)\s*|(?<=[”」』])(?=[、和与跟及]?[“「『])"
)
_LEAD = re.compile(rf"^[\s,，、]*(?:{_TURNS_TO}|(?:\d{{1,2}}|[一二三四五])[、.．)）]\s*|[①-⑤])+")
_NUMBERED = re.compile(r"(?:^|(?<=[\s。；;？?，,：:]))(?=[1-9][、.．)）](?!\d))|(?=[①-⑤])")
_ASKS = re.compile(
    r"[?？]|多[久大长]|(.{1,2})不\1|[吗呢么嘛不没][\s。，,!！]*$|(?:吧|对不|没有)[\s。，,!！?？]*$"
)
_TELLS = re.compile("[我咱是做了]")
# Asked of whatever was spoken of before: alone they open no new matter.
_ASPECTS = re.compile(
    "多少|多久|几[天年月号个家条次]?|月份|批次?|路子|渠道|告诉|据此|到底|究竟|开|归|公司|企业|[0-9一二三四五六七八九十百千万亿]+年?|什么时候|啥时候|何时|哪[天年月儿里个些家份条一]*|怎么[样办弄]?|如何|咋[样办弄]?|为什么|凭啥|什么|啥|谁"
    "|有没有|能不能|是不是|是否|可不可以|会不会|要不要|算不算|行不行|对不对|影响|截止|申请|申报|办理?|材料|流程|手续|条件|要求|标准|窗口|电话|联系"
    "|部门|单位|负责|牵头|金额|额度|利率|比例|补贴?|奖励?|钱|给|拿|领|报|带|去|找|收|交|兑现|到账|(?<![研开])发(?![展明电区])|时限|时间|期限|年限|有效期?"
    "|文件|政策|规定|条款?|原[文话]|出处|出自|核[对实]|说法|依据|写|说|讲|提|算|够|符合|享受|需要|可以|可能|应该|是|有|能|会|要|还|也|都|就|再|又|吗|呢|吧|么|嘛|的|了|着|过"
    "|不|没|得|到|在|和|跟|与|或|这|那|它|他|她|我们?|咱们?|你们?|您|个|种|些|条|件|事|下|请问|问|想|知道|麻烦|帮忙?|具体|一般|现在|目前|大概|最|更|多|少|一|两"
)
_OWN = 4  # characters that speak of a matter of its own
_OWN_LED_TO = 2  # the same after 另外, 还有 or a number
_QUOTES = 3  # characters
_SAME = 0.5  # of the characters of a matter that were said before


def parts(turn: str) -> tuple[str, ...]:
    """The questions of a turn in their order, each as the whole turn with the others blanked out.

    Offsets stay those of the turn. One that asks a single thing is its own only part.

    >>> [part.strip() for part in parts("越城要什么级别才行？顺便，兼职收入个税怎么算")]
    ['越城要什么级别才行？', '顺便，兼职收入个税怎么算']
    """
    if len(turn) > _LONGEST or manner(turn) or says("overrules", turn):
        return (turn,)
    groups = _grouped(turn, list(_spans(turn)))
    if not 1 < len(groups) <= _MOST:
        return (turn,)
    return tuple(_only(turn, spans) for spans in groups)


def spoken(part: str) -> str:
    """A part as it is asked, without the words that lead over to it."""
    return _LEAD.sub("", part.strip()).strip(" ,，、")


def _spans(turn: str) -> Iterator[tuple[int, int]]:
    """Spans from cut to cut; quotations are not cut."""
    hidden = _QUOTED.sub(lambda found: f"“{'□' * (len(found[0]) - 2)}”", turn)
    cuts = sorted({found.end() for one in (_ENDS, _NUMBERED) for found in one.finditer(hidden)})
    start = 0
    for end in [*cuts, len(turn)]:
        if turn[start:end].strip():
            yield start, end
            start = end


def _grouped(turn: str, spans: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The spans of each question: what is told before it goes with it, what is told last with the first."""
    groups: list[list[tuple[int, int]]] = []
    waiting: list[tuple[int, int]] = []
    for span in spans:
        said = turn[slice(*span)]
        if not _asks(said):
            waiting.append(span)
        elif groups and not _opens(turn, groups, [*waiting, span]):
            groups[-1] += [*waiting, span]
            waiting = []
        else:
            groups.append([*waiting, span])
            waiting = []
    if groups:
        groups[0] += waiting
    return _asked_of_each(turn, groups)


def _asked_of_each(turn: str, groups: list[list[tuple[int, int]]]) -> list[list[tuple[int, int]]]:
    """The same, with what follows the last of several quotations (都是原话吗) asked of the bare ones, too."""
    *_, last = ((0, 0), *(found.span() for found in _QUOTED.finditer(turn)))
    bare = ({*_QUOTED.sub("", _only(turn, group))} <= {*" ，,、;；"} for group in groups)
    return [
        [*group, (last[1], len(turn))] if alone else group for group, alone in zip(groups, bare, strict=True)
    ]


def _asks(said: str) -> bool:
    if plain_manner(spoken(said)) or says("errand", said):
        return False
    named = _LEAD.match(said) and not _TELLS.search(said)  # 另外技改贴息
    told = _ASKS.search(said) or says("asks_itself", said) or says("asks_wording", said)
    return bool(named or told) or _quotes(said)


def _opens(turn: str, groups: Sequence[Sequence[tuple[int, int]]], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether words after a question are about another matter."""
    said = "".join(turn[slice(*span)] for span in spans)
    quoted = any(_quotes(turn[slice(*span)]) for span in groups[-1])
    if _quotes(said):
        return quoted
    before = "".join(turn[slice(*span)] for group in groups for span in group)
    own = matter(spoken(said))
    new = sum(char not in before for char in own)
    led_to = bool(_LEAD.match(said))
    if quoted and not led_to:
        return False
    return new >= (_OWN_LED_TO if led_to else _OWN) and new > _SAME * len(own)


def matter(said: str) -> str:
    """What words speak of, without the ways of asking.

    >>> matter("那研发费用能补多少呢")
    '研发费用'
    """
    return heard(_ASPECTS.sub(" ", said))


def _quotes(said: str) -> bool:
    return any(len(heard(found)) >= _QUOTES for found in _QUOTED.findall(said))


def _only(turn: str, spans: Sequence[tuple[int, int]]) -> str:
    kept = [any(start <= at < end for start, end in spans) for at in range(len(turn))]
    return "".join(char if keep else " " for char, keep in zip(turn, kept, strict=True))
