"""The trades that a speaker names, by their names or by what is made (罐头, 板材, 电池隔膜)."""

from functools import cache
from pathlib import Path

from policies.vocabulary.term_files import fold, parse
from policies.vocabulary.terms import Tag, find_terms, is_a

_GROWN = "农、林、牧、渔业"
_FILE = Path(__file__).with_name("products.toml")


def find_trades(text: str) -> list[Tag]:
    """The trades in words that somebody says of himself, from left to right.

    What goes before a product tells its trade (光伏逆变器), but 水果罐头 are made of fruit, and not grown.

    >>> [(tag.text, tag.name) for tag in find_trades("做水果罐头")]
    [('水果罐头', '食品制造业')]
    """
    named = find_terms(text, "industry")
    folded = fold(text)
    found: list[Tag] = []
    for product, trade in _products().items():
        at = folded.find(product)
        if at < 0 or any(one.start <= at and at + len(product) <= one.end for one in (*named, *found)):
            continue
        start, end = at, at + len(product)
        joined = [one for one in named if one.end == start]
        raw = [one for one in joined if is_a("industry", one.name, _GROWN)]
        if len(joined) > len(raw):
            continue
        start = min([start, *(one.start for one in raw)])
        named = [one for one in named if one not in raw]
        found.append(Tag(start, end, text[start:end], "industry", trade))
    return sorted([*named, *found])


@cache
def _products() -> dict[str, str]:
    """Each product with its trade, the longest first."""
    held = {fold(product): trade for trade, made in parse(_FILE)["trade"].items() for product in made}
    return dict(sorted(held.items(), key=lambda one: -len(one[0])))
