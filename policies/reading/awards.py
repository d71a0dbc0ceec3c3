"""What a clause gives and how much: sums, rates and ceilings, told from thresholds, budgets and targets."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from policies.model import Amount, Award, Tier
from policies.reading.quantities import Quantity, find_quantities
from policies.vocabulary.term_files import fold

Role = Literal["award", "cap", "threshold", "other"]

_SEGMENT = re.compile(r"[^。；;\n]+(?:\n(?!\s*\S{0,6}[、.．)）])[^。；;\n]*)*[。；;]?")
_NOUN = "奖励|奖金|补贴|补助|资助|奖补|补偿|贴息|支持|扶持|经费|资金|津贴|贡献奖|配套|减免|返还|优惠|报销|券|购房款|安家费|创业资助|标准"
_VERB = (
    "给予|奖励|补贴|补助|资助|奖补|补偿|贴息|支持|扶持|发放|领取|按照?|配套|减免|返还|退还|提供|奖|补|兑现|拨付"
    "|享受|贷款额度|额度|授信|降至|降低|下调至?|提高到|提高至|提高|上浮|下浮|再降|减按|降|免租|报销"
)
_GIVES_BEFORE = re.compile(rf"(?:{_VERB})[^，,。；;]{{0,40}}$")
_GIVES_AFTER = re.compile(rf"^[^，,。；;、]{{0,16}}?(?:{_NOUN})")
_BUDGET = re.compile(
    r"(?:安排|设立|筹措|统筹|列支|募集|投入|总规模|规模|总额|资金池|预算|铺底)[^，。；;]{0,16}$"
)
_BUDGET_AFTER = re.compile(
    r"^(?:的|左右)?[^，。；;]{0,12}?(?:专项资金|资金池|基金|经费|预算|规模|财政资金|资金)"
)
_TARGET = re.compile(
    r"(?:力争|确保|实现|达到|突破|完成|培育|建成|使|目标|增速|总量|产值|规模)[^，。；;]{0,24}$"
)
_OF_A_THING = re.compile(
    r"^(?:\s|的)*(?:部分|企业|项目|人才|个人|小微|单位|机构|用人单位|平台|载体|设备|贷款|消费)"
)
_THRESHOLD_AFTER = re.compile(r"^[^，。；;]{0,20}?的(?![0-9])")
_SERIES = re.compile(r"^[、和及与或]\s{0,2}$")


@dataclass(frozen=True, slots=True)
class Sized:
    """A quantity with the part it plays in its sentence."""

    quantity: Quantity
    role: Role


def find_awards(text: str, start: int = 0, end: int | None = None) -> tuple[Award, ...]:
    awards: list[Award] = []
    for segment in _SEGMENT.finditer(text, start, len(text) if end is None else end):
        awards += _of_segment(text, segment.start(), segment.end())
    return tuple(awards)


def _of_segment(text: str, start: int, end: int) -> Iterator[Award]:
    sized = roles(text, start, end)
    for one in sized:
        if one.role not in ("award", "cap"):
            continue
        q = one.quantity
        yield Award.of(text, q.bound_start, q.bound_end, what="", kind="other", amount=_amount(one))
    for m in re.finditer(
        r"免(?:收|征|缴|交|除|租)|全额(?:退还|返还|贴息|补|减免|奖励|资助)|1[:：]1", text[start:end]
    ):
        a = start + m.start()
        yield Award.of(text, a, start + m.end(), what="", kind="other", amount=Amount(rate_pct=Decimal(100)))
    for m in re.finditer(r"减半", text[start:end]):
        a = start + m.start()
        yield Award.of(text, a, start + m.end(), what="", kind="other", amount=Amount(rate_pct=Decimal(50)))


def _amount(one: Sized) -> Amount:
    q = one.quantity
    if q.unit == "基点":
        return Amount(rate_pct=q.low / 100)
    key = "rate_pct" if q.dimension == "rate" else "value_yuan"
    if one.role == "cap" and q.dimension == "money":
        key = "cap_yuan"
    if q.low != q.high:
        return Amount(tiers=(Tier(when="下限", **{key: q.low}), Tier(when="上限", **{key: q.high})))
    return Amount(**{key: q.low})


def roles(text: str, start: int, end: int) -> list[Sized]:
    found = [
        q for q in find_quantities(text, start, end) if q.dimension in ("money", "rate") or q.unit == "基点"
    ]
    sized: list[Sized] = []
    for q in found:
        left = re.sub(r"\s+", "", fold(text[start : q.bound_start]))
        right = re.sub(r"\s+", "", fold(text[q.bound_end : end]))
        if sized and _SERIES.match(text[sized[-1].quantity.bound_end : q.bound_start]):
            sized.append(Sized(q, sized[-1].role))
            continue
        sized.append(Sized(q, _role(q, left, right, text)))
    return sized


def _role(q: Quantity, left: str, right: str, text: str) -> Role:
    if q.unit not in ("元", "%", "基点"):
        return "other"
    phrase = re.split(r"[，,：:]", left)[-1]
    gives_before = bool(_GIVES_BEFORE.search(phrase))
    gives_after = bool(_GIVES_AFTER.match(right))
    bounds = text[q.bound_start : q.start]
    ceiling = q.bound == "<=" and (
        "最高" in bounds
        or "不超" in bounds
        or "不高" in bounds
        or "不得" in bounds
        or "最多" in bounds
        or "上限" in bounds
        or "以内" in text[q.end : q.bound_end]
    )
    if _BUDGET.search(phrase) and _BUDGET_AFTER.match(right) and not gives_before:
        return "other"
    if q.bound in (">=", ">", "<") or (q.bound == "<=" and not ceiling):
        if q.bound == ">=" and "不低" in bounds and (gives_before or gives_after):
            return "award"
        return "threshold"
    if ceiling:
        return "cap"
    if gives_before or gives_after:
        return "award"
    return "other"
