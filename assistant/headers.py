"""What the header of a table's column names, the same for workbooks, csv and Parquet."""

import re

from policies.facts import find_fact
from policies.vocabulary.terms import canonical, fold

FREE, STANDING, BORN, UNUSED = "fact:", "qualification:", "born_on", ""
"""Targets beside the keys of the registry: free facts and standings are followed by their name."""
SHARE = "小数"
"""A unit of our own: 0.055 for 5.5 %."""

_MARKED = re.compile(r"\s*(?:(事实|fact)|资质|qualification)\s*[:：]\s*(?=\S)")
_BIRTH = ("出生日期", "出生年月", "出生年月日", "生日")
# Whom a table lists follows from what it calls the names.
_NAMES = {
    **dict.fromkeys(("姓名", "人才姓名", "申请人", "申报人"), "talent"),
    **dict.fromkeys(("企业名称", "企业", "公司名称", "公司", "单位名称", "市场主体名称"), "enterprise"),
    **dict.fromkeys(("项目名称", "项目"), "project"),
}


def meaning(header: str) -> tuple[str, str] | None:
    """The target and the unit that a header names; None where it is no word of the registry.

    >>> meaning("年营业收入（亿元）")
    ('revenue_wan', '亿元')
    >>> meaning("事实：获得中国专利金奖")
    ('fact:获得中国专利金奖', '')
    """
    if marked := _MARKED.match(header):
        return (FREE if marked[1] else STANDING) + header[marked.end() :].strip(), ""
    plain = fold(header).strip("* ")
    if found := find_fact(plain):
        return found.fact.key, found.unit
    share = find_fact(plain.removesuffix(f"({SHARE})"))
    if share and share.fact.unit == "%":
        return share.fact.key, SHARE
    if plain in _BIRTH:
        return BORN, ""
    if plain in _NAMES:
        return "name", ""
    standing = canonical("qualification", plain.removeprefix("是否").removeprefix("为"))
    return (STANDING + standing, "") if standing else None


def kind_named(header: str) -> str | None:
    """The kind of those whose names stand under a header: 姓名 for talents."""
    return _NAMES.get(fold(header))
