"""What the conditions read in a clause ask of the one who reads it.

Words that say how a benefit is given or what an authority does ask nothing. A trade is asked as one, and what
is true of persons only is asked of persons.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from policies.matching.bases import sum_named
from policies.model import Award, Criterion
from policies.reading.own_words import bare_words, says_enough
from policies.reading.patterns import pattern
from policies.vocabulary.terms import canonical, find_terms

# How something is given, what for, by whom: of the one who asks for it this demands nothing; he has the will.
_MANNER = re.compile(
    r"^(?:可(?!再生|持续)|适当|优先|另(?:行|外|设)|试行|测算|探索|统筹|综合考虑|本(?:补助|奖励|补贴|专项|资金)|支持资金|资金用于|该|全部由"
    r"|放开|取消|放宽|下调|延长|简化|补办|展期|通过.{2,16}方式$|采取.{2,16}方式|采用.{2,16}方式$|属?地政府|主要用于|用于|实际测算|具体|最高|每多|指导企业|协助企业|帮助企业)"
    r"|^经(?:认定|批准|(?:[^，的]{2,12}(?:机关|机构|部门))?(?:审核|核准))[后後]?$|^在?(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|底)?(?:之?前|以?后|期间)?$|^在[^，]{2,20}(?:时|方面|期间|过程中)$|^(?:热爱|拥护|遵纪守法|遵守)"
    r"|^具?有[^，的]{0,16}意愿$|(?:方式|水平上|办事指引|绩效|诉求|其他条件|由)$|^“?一[事企人]一[议策]”?$"
    r"|^纳入.*(?:补贴|资金|政策|支持)范围$|^(?!.*(?:符合|纳入|列入|属于|入选|依照))[^《》]{2,60}(?:发布|印发|公布|制定|出台)的?《[^》]+》(?:[(（][^()（）]*[)）])?$"
)
# What an authority does for all, where it was not understood, and the heading of a clause.
_ACTS = re.compile(
    r"^充分?发挥[^，]{2,40}作用|^[^，。]{0,8}“?(?:特事特办|急事急办)|^[一二三四五六七八九十]+、"
)
# How it is measured out, behind the words that say to whom.
_TAIL = re.compile(
    r"(?:(?:根据|按照?|视)[^，、]{2,16}?按比例|(?:根据|视)[^，、]{2,12}(?:情况)?|分别|按比例|按照?[\d.]+%|每人|均|暂)$"
)
_AUTHORITY = re.compile(
    r"^(?:[^，、的]{0,10}(?:各级|相关|有关|主管|司法|税务|财政|人社|金融管理|政府)[^，的]{0,24}部门|[^，的]{0,12}(?:人民政府|领导小组|专项小组|工作小组))"
    r"(?!认定|批准|备案|登记|颁发|推荐|同意|审定|核准|发布|公布|评|立项|出具|所属)"
)
_ROW_OF_SUMS = re.compile(r"[\d.]+[万亿]?元(?:(?:、|或|和|及)[\d.]+[万亿]?元)+")
_BUILT = re.compile(
    r"(?:建立|开[设辟通]|设立|搭建|组建)[^，。]{2,24}(?:服务中心|服务平台|工作机制|绿色通道|协同平台|专?窗口|专区)$"
)

# Whom a noun names, by the trade that all such subjects belong to.
_TRADE_OF = {
    "金融机构": "金融业",
    "银行业金融机构": "金融业",
    "银行": "货币金融服务",
    "保险机构": "保险业",
    "保险公司": "保险业",
    "融资担保机构": "融资担保",
    "担保机构": "融资担保",
    "小额贷款公司": "货币金融服务",
    "人力资源服务机构": "人力资源服务",
    "旅行社": "旅游",
    "医药企业": "生物医药",
    "快递企业": "邮政业",
    "房地产开发企业": "房地产业",
}
_SUBJECT = re.compile(
    r"^(?:对|支持|鼓励|引导|新设立?|各类|符合条件的|辖区内?|境内|在\S{2,6}的)*("
    + "|".join(sorted(_TRADE_OF, key=len, reverse=True))
    + r")(?!贷款|发放|给予|认可|推荐|支持|合作|提供|授信|融资)"
)
_TRADE_NAME = re.compile(r"^(?:各类|属于|从事)?([\u4e00-\u9fff、]{2,12}?)(?:企业|行业|类企业|项目)?$")
_AND = re.compile(r"[、和与及]")
_HERE = re.compile(r"^[本我全](?:省|市|区|县|州)(?:的|内)?")
_JOINED = re.compile(r"以及|或者|[、和与及或]")
_OF_TRADE = re.compile(
    r"^(?:各类|属于|从事)?((?:(?!的)[\u4e00-\u9fff、]){2,16})(?:产业|行业|领域)的?(?:企业|公司|机构|单位)$"
)
_OF_TRADE_ALSO = re.compile(
    r"^((?:(?![为向对给])[\u4e00-\u9fff、]){2,16})(?:产业|行业|领域)的?([\u4e00-\u9fff]{2,10}(?:企业|公司|机构|单位))$"
)
_BESIDE = re.compile(
    r"(?:^|[^\u4e00-\u9fff\n]|[对为在]|支持|鼓励)(?:支持|鼓励|对)?((?:[\u4e00-\u9fff]|\n){2,12})(?:和|及|与)$"
)
_AHEAD = re.compile(r"^.*(?:支持|鼓励|引导|对|为|在)")
_TRADE_AHEAD = re.compile(r"(?:类|行业|产业|生产|制造)?(?:企业|公司|机构)")

_ROW_END = re.compile(r"[^，。；]{0,4}等[^，。；]{0,16}(?:行业|产业|领域|企业|影响(?:较大|较重|严重)?的?$)")

# Whether an authority has recognised something already, a user can tell.
_RECOGNISED = re.compile(r"^经[^，。；]{0,24}(?:认定|批准|备案|评审|审定|核准|确认)")

_PERSONAL = {
    *("age", "degree", "title", "talent_tier", "graduated_on", "hukou", "employment"),
    *("salary_wan", "first_home", "overseas"),
}
_PERSONS = {"talent", "graduate", "jobseeker", "worker", "talent_team"}
_TAKEN_ON = re.compile(r"吸纳|招用|招录|招聘|录用|聘用|聘请|引进|接收|录取|组织|引才|新增.{0,4}就业")


def as_asked(
    criteria: Iterable[Criterion], words: str, first: int, addressees: Iterable[str]
) -> tuple[Criterion, ...]:
    """The conditions as they are asked of a profile; `words`, the text of the clause, starts at `first`."""
    persons = bool(_PERSONS & set(addressees))
    asked = (one for criterion in criteria for one in _asked(criterion, words, first, persons=persons))
    return tuple(_with_trades_beside(one, words, first) for one in asked)


def without_gifts(criteria: Sequence[Criterion], awards: Iterable[Award]) -> tuple[Criterion, ...]:
    """The conditions up to where something is given: 对获奖的企业开辟绿色通道 asks for no such lane."""
    gifts = [one.start for one in awards if one.form == "in_kind"]
    return tuple(kept for one in criteria if (kept := _before_gift(one, gifts, criteria)))


def _before_gift(criterion: Criterion, gifts: Iterable[int], beside: Iterable[Criterion]) -> Criterion | None:
    given = min((at for at in gifts if criterion.start < at < criterion.end), default=None)
    if given is None or criterion.op != "is" or not criterion.about.startswith("fact:"):
        return criterion
    quote = criterion.quote[: given - criterion.start]
    name = rest = bare_words("".join(quote.split()))
    for one in beside:
        if criterion.start <= one.start < one.end <= given:
            rest = rest.replace("".join(one.quote.split()), "")
    told = {"about": f"fact:{name}", "quote": quote, "end": given}
    says = says_enough(rest) or ("的" in quote and bool(name) and rest == name)  # 规范经营的企业
    return criterion.model_copy(update=told) if says else None


def _with_trades_beside(criterion: Criterion, words: str, first: int) -> Criterion:
    """A trade with the one that stands before it (仪器装备和传感器产业), which need not be a known word."""
    at = criterion.start - first
    beside = _BESIDE.search(words[max(0, at - 20) : at]) if 0 <= at < len(words) else None
    if criterion.about != "industries" or criterion.op != "in" or not beside:
        return criterion
    name = _AHEAD.sub("", "".join(beside[1].split()))
    return criterion.model_copy(update={"value": (*criterion.value, name)})


def _asked(criterion: Criterion, words: str, first: int, *, persons: bool) -> Iterator[Criterion]:
    about = criterion.about
    free = about.startswith("fact:") and criterion.op == "is"
    if (free or criterion.op == "discretionary") and (trades := _row_of_trades(criterion.quote)):
        yield criterion.model_copy(update={"about": "industries", "op": "in", "value": trades})
    elif free:
        yield from _fact(criterion, about.removeprefix("fact:"))
    elif criterion.op == "discretionary" and _RECOGNISED.search(criterion.quote):
        yield from _fact(criterion.model_copy(update={"op": "is", "value": True}), criterion.quote)
    elif criterion.op == "discretionary" and _ACTS.search("".join(criterion.quote.split())):
        return
    elif about in _PERSONAL and first <= criterion.start < first + len(words):
        yield from _personal(criterion, words[: criterion.end - first], persons=persons)
    else:
        yield from _with_trade(criterion)


def _row_of_trades(words: str) -> tuple[str, ...]:
    """从事旅游、住宿、餐饮等受影响较大的行业 names trades, whatever it says of them."""
    tags = find_terms(words, "industry")
    names = tuple(dict.fromkeys(tag.name for tag in tags))
    behind = words[tags[-1].end :] if tags else ""
    return names if len(names) > 2 and _ROW_END.match(behind) else ()


def _fact(criterion: Criterion, name: str) -> Iterator[Criterion]:
    name = _TAIL.sub("", name)
    if (
        (len(name) < 4 and not criterion.group and not _says_who_or_how(name))
        or _MANNER.search(name)
        or _AUTHORITY.search(name)
        or _BUILT.search(name)
        or _ROW_OF_SUMS.fullmatch(name)
    ):
        return
    if criterion.value is True and (key := sum_named(name)):
        yield criterion.model_copy(update={"about": key, "op": ">", "value": 0, "unit": "万元"})
        return
    if criterion.value is True and (kinds := _kinds(name)):
        yield criterion.model_copy(update={"about": "kind", "op": "in", "value": kinds})
        return
    criterion = criterion.model_copy(update={"about": f"fact:{name}"})
    if criterion.value is True and (trade := _trade(name)):
        yield _as_trade(criterion, trade)
        return
    if criterion.value is True and (of := _OF_TRADE_ALSO.match(name)):
        yield _as_trade(criterion, of[1])
        criterion = criterion.model_copy(update={"about": f"fact:{of[2]}"})
    yield from _with_trade(criterion)


def _says_who_or_how(name: str) -> bool:
    """Whether few letters say something: a group of people (农民工), or a state."""
    return bool(canonical("person", name) or pattern("state").search(name))


def _kinds(name: str) -> tuple[str, ...]:
    """Which subjects a row of them means where enterprises are among them (企事业单位、社会组织)."""
    row = _HERE.sub("", name).replace("企事业单位", "企业、事业单位").removesuffix("等")
    named = {canonical("addressee", item) for item in _JOINED.split(row)}
    if "enterprise" not in named or None in named:
        return ()
    return ("enterprise", "project", "talent") if named & _PERSONS else ("enterprise", "project")


def _trade(name: str) -> str | None:
    """The trade that a phrase names and nothing else (文化产业)."""
    if of := _OF_TRADE.match(name):
        return canonical("industry", of[1]) or of[1]
    named = _TRADE_NAME.match(name)
    return named and (canonical("industry", named[1]) or canonical("industry", name))


def _with_trade(criterion: Criterion) -> Iterator[Criterion]:
    """A condition, after the trade of the subject that it begins with (医药企业引进……)."""
    alone = criterion.group is None and criterion.about not in ("industries", "text")
    if criterion.value is not False and alone and (trade := _trade_ahead(criterion.quote)):
        yield _as_trade(criterion, trade)
    yield criterion


def _trade_ahead(words: str) -> str | None:
    if subject := _SUBJECT.search(words):
        return _TRADE_OF[subject[1]]
    tags = find_terms(words[:14], "industry")
    named = tags and tags[0].start == 0 and _TRADE_AHEAD.match(words[tags[0].end :])
    return tags[0].name if named else None


def _as_trade(criterion: Criterion, trade: str) -> Criterion:
    trades = tuple(canonical("industry", name) or name for name in _AND.split(trade))
    return criterion.model_copy(update={"about": "industries", "op": "in", "value": trades, "unit": None})


def _personal(criterion: Criterion, ahead: str, *, persons: bool) -> Iterator[Criterion]:
    """What is true of persons: of those that an employer takes on, or of the one who asks."""
    sentence = re.split(r"[。；;\n]", ahead)[-1]
    if _TAKEN_ON.search(sentence):
        yield criterion.model_copy(update={"about": f"fact:{criterion.quote}", "op": "is", "value": True})
        return
    if persons and criterion.group is None:
        yield criterion.model_copy(
            update={"about": "kind", "op": "in", "value": ("talent", "project"), "group": None}
        )
    yield criterion
