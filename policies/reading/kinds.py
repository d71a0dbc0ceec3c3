"""What a provision does: gives something, orders something, names a goal, or explains the document."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from policies.documents.numbering import LONGEST, read_mark
from policies.model import Clause, ClauseKind, OutlineRole
from policies.reading.cues import is_claimable
from policies.reading.patterns import guarded, pattern
from policies.reading.sieve import Guarded
from policies.vocabulary.term_files import fold, parse, pattern_of

_FILE = Path(__file__).with_name("kinds.toml")
_PREAMBLE_HEADINGS = re.compile(r"总体要求|指导思想|基本原则|总体思路|工作原则|序言|前言")
_PREAMBLE = re.compile(
    r"(?:为(?:了|深入|全面|认真|进一步|贯彻|加快|推动|落实|切实|更好|规范|加强|有效|积极|支持|促进|把)|为[^。]{2,120}?制定本"
    r"|根据|按照|近年来|今年以来|近期|经[^。]{0,20}(?:同意|研究))"
)
_ISSUED = re.compile(
    r"(?:现)?(?:印发|公布|发布|转发)给你们|制定本|(?:提出|制定)(?:如下|以下|了)[^。]{0,40}(?:意见|措施|政策|指南)"
    r"|(?:通知|公告|事项|规定)如下[:：]?$"
)
_GOAL_HEADINGS = re.compile(r"目标")
_TARGET = re.compile(
    r"力争|到20\d\d年|年内|全年|(?:达到?|突破|不少于|增长|完成|实现|引进|培育|新增)"
    r"[^。；，,]{0,20}\d+(?:\.\d+)?\s*(?:%|个百分点|亿元|万元|家|个|人|项)"
)
_DEFINITION = Guarded(
    lambda: re.compile(
        r"(?:本(?:办法|措施|意见|政策|细则|规定|方案)|本条|前款)?所称[^。]{1,40}(?:是指|,指|，指|包括)"
        r"|^[^。]{1,30}是指"
    )
)
_GIVES = re.compile(r"给予|奖励")
_SCOPE = Guarded(lambda: re.compile(r"适用(?:于|对象|范围)|支持(?:范围|对象)[:：]"))
_SUPPLEMENTARY = Guarded(
    lambda: re.compile(
        r"负责解释|施行|有效期|同时废止|就高不重复|不重复(?:享受|支持|奖励)|弄虚作假|骗取|追回"
        r"|本(?:办法|措施|意见|政策|细则|规定)自|参照(?:本|执行)|遵照(?:本|执行)|不一致的|以[^。，,]{2,20}为准|抵扣"
        r"|(?:已经?|曾|此前)(?:享受|获)[^。；]{2,60}?不(?:再|予|得|能)(?:重复)?(?:予以)?(?:享受|支持|奖励|资助|补[贴助]|申[请报])"
    )
)
_ORGANISES = Guarded(
    lambda: re.compile(
        r"\A(?:[^。]{0,20}[。\s]?[^。，,]{0,16}(?:成立|组建)[^。，,]{0,24}(?:领导小组|工作组|专班|指挥部|委员会|联席会议)"
        r"|[^。]{0,20}。[^。，,]{0,20}(?:办公室|专班|小组|部门)负责)"
    )
)
_FURTHER = Guarded(lambda: re.compile(r"\A[^。：:]{0,40}还(?:应|须|需)[^。：:]{0,16}[:：]"))
_OFFERS = Guarded(
    lambda: re.compile(
        r"给予(?!处罚|处分)[^。；]{0,30}?(?:补|奖|资助|贴息|支持)|(?<!方)可(?:以)?(?:申请|申领|领取|享受|获得|租)[^。；，,]{0,16}?(?:补|奖|资助|贷款|贴息|公寓|住房|待遇|政策)"
    )
)
_NUMBER = re.compile(
    r"\A\s*(?:[\d一二三四五六七八九十]+[、.．]|[(（][\d一二三四五六七八九十]+[)）]|第[一二三四五六七八九十百\d]+条)\s*"
)
_PAPERS = Guarded(
    lambda: re.compile(
        r"(?:提供|提交|包括|报送|附)[^。；，,]{0,10}(?:以下|下列)[^。；，,]{0,8}(?:材料|资料|文件)"
    )
)
_WEB_PAGE = re.compile(
    r"(?:上|下)一[篇个条]|当前位置|您?所在的?位置|相关(?:链接|阅读|新闻)|友情链接|版权所有|打印本页"
    r"|.*(?:更多|详情)[>》】]*\s*$|[^。；;]*[(（]?\d{2}-\d{2}[)）]?\s*$"
)
_PAID = re.compile(
    r"(?:每[\u4e00-\u9fff]|一次性|给予|按)[^\s]{0,20}(?:资助|奖励|补贴|补助)\d|减按\d|免征[^\s]{2,16}税$"
)
_LONGEST_LINK = 100
_LEAD = 60  # characters within which a provision says what it is about
_SHUT_OUT = Guarded(lambda: pattern("shut_out_list"))
_CLEARLY_GIVES = re.compile(r"给予|奖励\d|\d\s*万?元|可(?:以)?(?:申请|申领|领取)")
_MONEY_OR_RIGHT = Guarded(
    lambda: re.compile(
        r"奖励|补贴|补助|资助|奖补|贴息|减免|免(?:收|征|缴|租|费)|返还|扶持|优惠|基金|贷款|担保|落户(?<!项目落户)(?<!企业落户)(?!项目|企业|的|到|本|我)|待遇"
        r"|一事一议|激励|经费|优先(?:保障|支持|安排)"
    )
)
_SENTENCE_MARK = re.compile(r"[。；;，,]")
_SENTENCE_END = re.compile(r"[。；;]")


@dataclass(frozen=True)
class Known:
    """Words by which a section or a name is known as a whole."""

    pattern: re.Pattern[str]
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]

    def knows(self, words: str) -> bool:
        return bool(self.pattern.fullmatch("".join(fold(words).split()).strip(":。")))


@cache
def known() -> dict[str, Known]:
    """The `known` entries of kinds.toml by name."""
    return {
        entry["name"]: Known(
            pattern_of(_FILE, entry["name"], entry["pattern"]),
            tuple(entry["examples"]),
            tuple(entry["counterexamples"]),
        )
        for entry in parse(_FILE)["known"]
    }


@lru_cache(maxsize=1024)
def asks(headings: str) -> bool:
    """Whether provisions under these headings say who may apply."""
    return _under("demands", headings) or any(
        pattern(section).search(heading)
        for heading in headings.split("/")
        for section in ("condition_section", "object_section")
    )


@lru_cache(maxsize=1024)
def _under(name: str, headings: str) -> bool:
    return any(known()[name].knows(heading) for heading in headings.split("/"))


class Placed(NamedTuple):
    """A clause under its title: the headings above it and its own, and whether it opens the document.

    What a title says (关于组织申报……的通知) holds for all provisions alike, and tells none from another.
    """

    clause: Clause
    headings: str
    first: bool


def in_place(clauses: Iterable[Clause]) -> Iterator[Placed]:
    """Each clause in its place; one is first until a provision or heading stands under the same title."""
    first, title = True, ""
    for clause in clauses:
        if clause.role == OutlineRole.TITLE:
            first, title = True, clause.heading
        path = clause.path[1:] if clause.path[:1] == (title,) else clause.path
        yield Placed(clause, "/".join(dict.fromkeys((*path, clause.heading))), first)
        first = first and clause.role not in (OutlineRole.BODY, OutlineRole.HEADING)


def kind_of(placed: Placed, text: str) -> ClauseKind:
    """The kind of a clause of a text from its role in the outline, its place and its words."""
    clause = placed.clause
    match clause.role:
        case OutlineRole.TITLE:
            return ClauseKind.TITLE
        case OutlineRole.HEADING:
            return ClauseKind.HEADING
        case OutlineRole.ISSUER_LINE:
            return ClauseKind.PREAMBLE if text[clause.end - 1] in "：:" else ClauseKind.SUPPLEMENTARY
        case OutlineRole.SIGNATURE:
            return ClauseKind.SUPPLEMENTARY
        case _:
            return kind_of_body(Body(text, placed.headings, placed.first, span=(clause.start, clause.end)))


@dataclass(frozen=True)
class Body:
    """A provision `text[slice(*span)]`, its headings, and whether it comes first under its title.

    `odds` are what the cues say; where they are not given, they are weighed when first needed.
    """

    text: str
    headings: str
    first: bool
    odds: float | None = None
    span: tuple[int, int] | None = None

    @cached_property
    def words(self) -> str:
        return self.text[slice(*self.span)] if self.span else self.text

    def finds(self, rare: Guarded, most: int | None = None) -> bool:
        """Whether the first `most` characters of the words hold an expression that is rarely found."""
        likely = rare.may_match(self.text, *(self.span or (0, len(self.text))))
        return likely and rare.pattern.search(self.words[:most]) is not None

    @cached_property
    def claimable(self) -> bool:
        if self.odds is not None:
            return self.odds > 0
        return is_claimable(self.text, self.headings, *(self.span or (0, None)))

    @cached_property
    def numbered(self) -> bool:
        return read_mark(self.words[:LONGEST]) is not None

    @cached_property
    def bare(self) -> str:
        """The words without the number before them."""
        return _NUMBER.sub("", self.words, count=1)

    @property
    def opens(self) -> bool:
        return bool(_PREAMBLE.match(self.bare) or _ISSUED.search(self.bare))

    @property
    def states_purpose(self) -> bool:
        return bool(_PREAMBLE.match(self.bare) and _ISSUED.search(self.bare))

    @property
    def sentenceless(self) -> bool:
        """A menu entry, a table cell, a name; not a line that says how much is paid."""
        short = len(self.words) <= 40 and not self.numbered
        return short and not _SENTENCE_MARK.search(self.words) and not _PAID.search(self.words)

    @property
    def of_web_page(self) -> bool:
        """A link to another page, copied with the text."""
        line = len(self.words) <= _LONGEST_LINK and "\n" not in self.words.strip()
        return line and not self.numbered and bool(_WEB_PAGE.match(self.words))

    @property
    def demands(self) -> bool:
        """Says who may apply, in a section for that, and offers nothing to them by name."""
        return asks(self.headings) and not self.finds(_OFFERS)

    @property
    def named_project(self) -> bool:
        """An item of a list of what may be applied for: no more than the name of a project."""
        listed = _under("projects", self.headings.rpartition("/")[0])
        return listed and self.numbered and known()["benefit"].knows(self.bare)

    @cached_property
    def gives(self) -> bool:
        """Rules about the document outweigh the benefits they mention, but not what they give."""
        if not self.claimable or self.leads_in or self.demands:
            return False
        other = self.about_itself or self.organises or self.tells_how
        return not other or bool(_CLEARLY_GIVES.search(self.words))

    @cached_property
    def about_itself(self) -> bool:
        return self.finds(_SUPPLEMENTARY) and self.share(_SUPPLEMENTARY.pattern) >= 0.5

    @property
    def organises(self) -> bool:
        """Begins by setting up or charging an office, whatever that office is to do for others."""
        return self.finds(_ORGANISES)

    @property
    def tells_how(self) -> bool:
        """Says how something is applied for, in a section for that, or which papers are handed in."""
        return _under("procedure", self.headings) or self.finds(_PAPERS, 60)

    @property
    def shuts_out(self) -> bool:
        """Begins by listing who gets nothing of all that the document gives."""
        return self.finds(_SHUT_OUT, _LEAD) and not _CLEARLY_GIVES.search(self.words)

    @property
    def leads_in(self) -> bool:
        """Only announces the provisions below it, which hold what is given."""
        return self.words.rstrip()[-1:] in ("：", ":")

    def share(self, pattern: re.Pattern[str]) -> float:
        """The part of the sentences in which a pattern is found."""
        if not pattern.search(self.words):
            return 0.0
        sentences = [s for s in _SENTENCE_END.split(self.words) if len(s) > 6]
        return sum(bool(pattern.search(s)) for s in sentences) / max(1, len(sentences))


# The first that fits decides; what fits none is an order to departments.
_KINDS: tuple[tuple[ClauseKind, Callable[[Body], object]], ...] = (
    (ClauseKind.SUPPLEMENTARY, lambda b: b.finds(guarded("orders_a_machine"))),
    (ClauseKind.PREAMBLE, lambda b: _PREAMBLE_HEADINGS.search(b.headings) or (b.first and b.opens)),
    (ClauseKind.PREAMBLE, lambda b: b.states_purpose),
    (ClauseKind.INCENTIVE, lambda b: b.named_project),
    (ClauseKind.SUPPLEMENTARY, lambda b: b.sentenceless or b.of_web_page),
    (ClauseKind.DEFINITION, lambda b: b.finds(_DEFINITION, 120) and not _GIVES.search(b.words)),
    (ClauseKind.PREAMBLE, lambda b: b.first and not b.claimable and not b.numbered),
    (ClauseKind.GOAL, lambda b: _GOAL_HEADINGS.search(b.headings)),
    (ClauseKind.GOAL, lambda b: not b.claimable and b.share(_TARGET) > 0.5),
    (ClauseKind.SCOPE, lambda b: b.finds(_FURTHER)),
    (ClauseKind.SCOPE, lambda b: b.shuts_out),
    (ClauseKind.INCENTIVE, lambda b: b.gives and b.finds(_MONEY_OR_RIGHT)),
    (ClauseKind.SERVICE, lambda b: b.gives),
    (ClauseKind.SCOPE, lambda b: b.finds(_SCOPE, 80) or (b.leads_in and _GIVES.search(b.words))),
    (ClauseKind.SCOPE, lambda b: pattern("must_be").match(b.bare) and not b.tells_how),
    (ClauseKind.SUPPLEMENTARY, lambda b: b.about_itself),
)


def kind_of_body(body: Body) -> ClauseKind:
    """The kind of a provision; what the cues call claimable may still be a rule about the document."""
    return next((kind for kind, fits in _KINDS if fits(body)), ClauseKind.DUTY)
