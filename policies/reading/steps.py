"""What the steps of an award stand for: 国家级、省级、市级 …, 分别给予A、B、C are matched in order."""

import re

from policies.numbers import number_of

_REACH = 120
_LIST_MARK = re.compile(r"[、和及与或/]|以及|(?<=[”\"])(?=[“\"])")
_LEVELS = re.compile(
    r"(?:[ABCDE]类|(?:国家|省|市|县|区|部|自治区|盟)级?|[一二三四五六1-6]星级?|[一二三四五特]等奖?|[1-5]?a{1,5}级?|[一二三四五]级|[初中高特]级|甲|乙|丙"
    r"|金奖|银奖|铜奖|优秀奖|博士\w{0,3}?|硕士\w{0,3}?|本科\w{0,3}?|大专)",
    re.IGNORECASE,
)
_LEVEL_OF = re.compile(rf"(?:^|[予按给、])({_LEVELS.pattern})[\u4e00-\u9fff]{{0,6}}$", re.IGNORECASE)
# 2—5星级 are four levels.
_SPAN = re.compile(
    r"(?P<low>[1-5一二三四五])[—–~至到-]+(?P<high>[1-5一二三四五])(?P<unit>星级|a级)", re.IGNORECASE
)
_SHORT = {"国家", "省", "市", "县", "区", "自治区", "部", "盟"}
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_INCLUSIVE = re.compile(r"[(（]不?含[^()（）]{0,8}[)）]")
_PHRASE = re.compile(r"[^，,。；;：:（()）]+")
_HEAD = re.compile(
    r"^.*(?:认定为|评定为|评为|列为|获得|获评|荣获|通过|取得|属于|实现|达到|达|超过|突破|首次|对|为|于|在|新增|引进|成为|建设|获批)(?=.)"
)
_TAIL = re.compile(r"(?:的|认定|称号|等次|企业|项目|分别).*$")


def conditions_in_order(text: str, at: int, count: int) -> list[str]:
    """What each of `count` figures that begin at `at` is for, from the nearest list of as many.

    >>> conditions_in_order("对国家级、省级、市级平台,分别给予9万元、6万元、3万元", 17, 3)
    ['国家级', '省级', '市级']
    """
    before = re.sub(r"\s+", "", text[max(0, at - _REACH) : at])
    before = _INCLUSIVE.sub("", re.split(r"[。；;]", before)[-1])
    phrases = _PHRASE.findall(before)
    for spanned in _SPAN.finditer(before):
        low, high = (int(number_of(spanned[end])) for end in ("low", "high"))
        if high - low + 1 == count:
            return [f"{k}{spanned['unit']}" for k in range(low, high + 1)]
    for phrase in reversed(phrases):
        items = _LIST_MARK.split(phrase)
        for k in range(len(items) - count, -1, -1):
            if found := _levels(items[k : k + count]):
                return found
    for phrase in reversed(phrases):
        items = _LIST_MARK.split(phrase)
        if len(items) == count:
            return _trimmed(items)
    return [f"第{k}档" for k in range(1, count + 1)]


def level_before(words: str) -> str:
    """The level that stands right before a figure (给予博士3万元, 给予省级平台20万元); "" for none."""
    found = _LEVEL_OF.search(re.sub(r"\s+", "", words))
    return "" if found is None else f"{found[1]}级" if found[1] in _SHORT else found[1]


def _levels(items: list[str]) -> list[str] | None:
    """The levels that all items name; the first has other words before it, the last behind."""
    first = [hit[0] for hit in _LEVELS.finditer(items[0])][-1:]
    rest = [hit[0] for item in items[1:] if (hit := _LEVELS.match(item.lstrip('“"')))]
    named = first + rest
    if len(named) != len(items) or len(set(named)) != len(items):
        return None
    return [f"{level}级" if level in _SHORT else level for level in named]


def _trimmed(items: list[str]) -> list[str]:
    """List items without the words around the list; a bare number takes the words before the first."""
    quoted = [hit[1] for item in items if (hit := _QUOTED.search(item))]
    if len(quoted) == len(items):
        return quoted
    last = _TAIL.sub("", items[-1]) or items[-1]
    items = [*items[:-1], last]
    digit = re.search(r"\d", items[0])
    if digit and all(item[:1].isdigit() for item in items[1:]):
        head = re.sub(r"^(?:对于?|其中)", "", items[0][: digit.start()])
        return [head + item for item in (items[0][digit.start() :], *items[1:])]
    return [_HEAD.sub("", items[0]) or items[0], *items[1:]]
