"""Numbers as Chinese texts write them, in digits, in numerals and in both: 1,200.5, 五十, 1亿5000万."""

import re
from decimal import Decimal
from functools import lru_cache

NUMERALS = "零〇一二三四五六七八九十百千两"
ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?:\.\d{1,8})?"
"""A pattern of a number in digits; the lengths keep a page of digits from being tried from each of them."""

SCALE = "万亿|[十百千]?亿|[十百千]?万|千|百"
"""A pattern of what a number before it is counted in."""

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {**_TENS, "万": 10**4, "亿": 10**8}
# 3百万 is 3 × 百万, but 二百五十万 is 二百五十 × 万: only digits take 十, 百, 千 as part of the scale.
_HEAD = re.compile(
    r"(?P<arabic>[\d.]+)(?P<tens>[十百千]?(?:万亿|亿|万)|[百千])?"
    rf"|(?P<chinese>[{NUMERALS}]+)(?P<scale>万亿|亿|万)"
)


@lru_cache(4096)
def number_of(words: str) -> Decimal:
    """The value of a number as written: 1,200.5, 五十, 1亿5000万, 3百万.

    >>> [str(number_of(w)) for w in ("1,200.5", "二百五十万", "1亿5000万", "3百万", "两千零五")]
    ['1200.5', '2500000', '150000000', '3000000', '2005']
    """
    words = re.sub(r"[\s,]", "", words)
    head = _HEAD.match(words)
    if not head:
        return Decimal(chinese_number(words))
    number, scale = head["arabic"] or head["chinese"], head["tens"] or head["scale"]
    value = Decimal(number if head["arabic"] else chinese_number(number)) * scale_of(scale or "")
    rest = words[head.end() :]
    return whole(value + number_of(rest) if rest else value)


def chinese_number(text: str) -> int:
    """The value of 十九, 二十, 一百零三, 二〇二四 or 12 in either width.

    >>> [chinese_number(t) for t in ("十", "十九", "二十", "一百零三", "１２", "二 十", "二〇二四")]
    [10, 19, 20, 103, 12, 20, 2024]
    """
    text = "".join(text.split())
    if text.isdecimal():
        return int(text)
    if text and not any(character in _TENS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total = digit = 0
    for character in text:
        if character in _TENS:
            total, digit = total + (digit or 1) * _TENS[character], 0
        else:
            digit = _DIGITS[character]
    return total + digit


def scale_of(words: str) -> Decimal:
    """What one of 百万 is worth."""
    value = Decimal(1)
    for character in words:
        value *= _SCALES[character]
    return value


def whole(value: Decimal) -> Decimal:
    """24000.0 as 24000, so that it prints as it is written."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def as_number(value: Decimal) -> int | float:
    """A number as JSON writes it: whole where it is."""
    return int(value) if value == value.to_integral_value() else float(value)
