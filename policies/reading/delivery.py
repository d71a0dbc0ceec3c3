"""How a benefit is delivered, decided by what the words govern and not by the keyword alone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from policies.model import Delivery, DeliveryMode
from policies.reading.sieve import PartSieve
from policies.vocabulary.term_files import MalformedVocabulary, parse, pattern_of

_FILE = Path(__file__).with_name("delivery.toml")
_NEAR = 60  # characters on each side of a mode within which a word can belong to it
_WHOSE = re.compile(
    r"申请(?:人|单位|企业|主体)|申报(?:单位|企业|主体|人)|(?:奖励|扶持|优惠|补贴|支持)(?:政策|资金)|项目单位"
    r"|符合(?:条件|规定|要求)的|企业|本(?:办法|措施|政策|意见)"
)
_SENTENCE = re.compile(r"[^。；;！!？?]+[。；;！!？?]?")


@dataclass(frozen=True)
class ModePattern:
    """Words for a delivery mode, and what the sentence around them must and must not speak of."""

    mode: DeliveryMode
    pattern: re.Pattern[str]
    requires: re.Pattern[str] | None
    excludes: re.Pattern[str] | None
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@cache
def mode_patterns() -> tuple[ModePattern, ...]:
    """The patterns of delivery.toml."""
    return tuple(map(read_mode, parse(_FILE).get("mode", ())))


@PartSieve
def _sieve() -> Iterator[tuple[re.Pattern[str], ModePattern]]:
    return ((entry.pattern, entry) for entry in mode_patterns())


def read_mode(entry: Mapping[str, Any]) -> ModePattern:
    """One entry of delivery.toml; raises `MalformedVocabulary` that says which and what is wrong with it."""
    name = entry.get("mode", "")
    if name not in list(DeliveryMode):
        raise MalformedVocabulary(f"{_FILE.name}：未知的兑现方式“{name}”，可用：{'、'.join(DeliveryMode)}")
    for key in ("pattern", "requires", "excludes", "examples", "counterexamples"):
        if key not in entry:
            raise MalformedVocabulary(f"{_FILE.name} 条目“{name}”：缺少“{key}”，不用时请留空")
    if not entry["pattern"]:
        raise MalformedVocabulary(f"{_FILE.name} 条目“{name}”：“pattern”不能留空，请写出兑现方式的说法")
    required, excluded = (
        pattern_of(_FILE, name, entry[key]) if entry[key] else None for key in ("requires", "excludes")
    )
    examples, counterexamples = tuple(entry["examples"]), tuple(entry["counterexamples"])
    found = pattern_of(_FILE, name, entry["pattern"])
    return ModePattern(DeliveryMode(name), found, required, excluded, examples, counterexamples)


def find_delivery(text: str, start: int = 0, end: int | None = None) -> tuple[Delivery, ...]:
    """The delivery modes stated in `text[start:end]`, each mode once, quoted by its clause of the sentence.

    >>> [d.mode.value for d in find_delivery("对重大项目按“一事一议”给予用地支持。")]
    ['case_by_case']
    >>> find_delivery("村道建设资金通过一事一议方式筹集。")
    ()
    """
    end = len(text) if end is None else end
    likely = _sieve.candidates(text, start, end)
    entries = [entry for entry in likely if entry.pattern.search(text, start, end)]
    found: dict[DeliveryMode, Delivery] = {}
    for sentence in _SENTENCE.finditer(text, start, end) if entries else ():
        for mode, at, until in _modes(sentence[0], entries):
            span = _phrase(sentence[0], at, until)
            quote = Delivery.of(text, sentence.start() + span[0], sentence.start() + span[1], mode=mode)
            found.setdefault(mode, quote)
    return tuple(sorted(found.values(), key=lambda delivery: delivery.start))


def stated_application(text: str, start: int, stated: Iterable[Delivery]) -> Delivery | None:
    """Of the modes stated by the provision that begins at `start`, the step that holds for a whole document.

    Whoever wants a benefit of the document must be the one to take it.

    >>> words = "奖励资金实行申报制,由区财政局兑现。"
    >>> stated_application(words, 0, find_delivery(words)).quote
    '奖励资金实行申报制'
    """
    for delivery in stated:
        if delivery.mode == DeliveryMode.APPLICATION and _WHOSE.search(text, start, delivery.end):
            return delivery
    return None


def _modes(sentence: str, entries: Iterable[ModePattern]) -> Iterator[tuple[DeliveryMode, int, int]]:
    for entry in entries:
        if (hit := entry.pattern.search(sentence)) and _governs(entry, sentence, hit):
            yield entry.mode, hit.start(), hit.end()


def _governs(entry: ModePattern, sentence: str, hit: re.Match[str]) -> bool:
    near = sentence[max(0, hit.start() - _NEAR) : hit.end() + _NEAR]
    required = entry.requires is None or bool(entry.requires.search(near))
    return required and not (entry.excludes and entry.excludes.search(near))


def _phrase(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The words between the nearest commas, so that a quote says what the mode is for."""
    left = max(sentence.rfind(mark, 0, start) for mark in "，,：:") + 1
    ends = (sentence.find(mark, end) for mark in "，,。；;！!？?")
    words = sentence[left : min((at for at in ends if at >= 0), default=len(sentence))]
    left += len(words) - len(words.lstrip())
    return left, left + len(words.strip())
