"""What the shipped encoder learns from: passages of public legal texts, and pairs that should lie close.

Only `index.train` uses this module; nothing here runs when the software serves.
"""

import json
import lzma
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random
from typing import Self
from zlib import crc32

from ahocorasick_rs import AhoCorasick, MatchKind

from policies.vocabulary.gazetteer import load as load_gazetteer

Pair = tuple[str, str]

EVERYDAY_TERMS = Path(__file__).with_name("everyday_terms.toml")
MAX_PASSAGE = 400
_SENTENCE_END = re.compile(r"(?<=[。；！\n])")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百零]+[编章节]\s*|^附\s*则$|\s+")
_NUMBER = re.compile(
    r"^(第[一二三四五六七八九十百零]+条|[((（][一二三四五六七八九十\d]+[))）]|[一二三四五六七八九十\d]+[、.．])\s*"
)
_BENEFIT = re.compile(
    "鼓励|支持|扶持|奖励|补贴|补助|资助|优惠|创业|就业|人才|产业|企业|投资|科技|创新|贷款|减免"
)
_REGION = re.compile(r"^(\w{2,6}?)(省|市|自治区|自治州|县|区)")


@dataclass(frozen=True)
class Passage:
    """One article, clause or service item: the text it belongs to, the heading above it, its words."""

    title: str
    heading: str
    text: str

    @property
    def titled(self) -> str:
        """The passage the way an index stores a clause: title and heading before the words."""
        return " ".join(part for part in (self.title, self.heading, self.text) if part)[:MAX_PASSAGE]


def held_out(passage: Passage) -> bool:
    """Whether a passage is kept for the test: one title in 28, so that whole laws are unseen."""
    return crc32(passage.title.encode()) % 28 == 0


def statutes(folder: Path) -> Iterator[Passage]:
    for row in _rows(folder / "statutes.jsonl.xz"):
        text = _NUMBER.sub("", row["text"]).strip()
        if len(text) >= 12:
            yield Passage(row["title"], _CHAPTER.sub("", row["section"]), text)


def policy_documents(folder: Path) -> Iterator[Passage]:
    """The paragraphs of policy documents; a short line without a full stop is the heading of what follows."""
    for row in _rows(folder / "policy_documents.jsonl.xz"):
        heading = ""
        for line in (line.strip() for line in row["text"].splitlines()):
            if len(line) <= 30 and not line.endswith(("。", "；", "，")):
                heading = _NUMBER.sub("", line)
            elif len(line) >= 12:
                yield Passage(row["title"], heading, _NUMBER.sub("", line))


def service_items(folder: Path) -> Iterator[Passage]:
    for row in _rows(folder / "service_items_guangdong.jsonl.xz"):
        if len(row.get("accept_standard") or "") >= 12:
            yield Passage(row.get("DEPT_NAME") or "", row["TASK_NAME"], row["accept_standard"])


def apart(passages: Iterable[Passage], folder: Path) -> list[Passage]:
    """The passages whose words stand in none of the texts in `folder`, so that an encoder can face these."""
    texts = "\n".join(_unspaced(path.read_text("utf-8")) for path in sorted(folder.glob("*.txt")))
    return [passage for passage in passages if _unspaced(passage.text) not in texts]


def _unspaced(text: str) -> str:
    return "".join(text.split())


def heading_pairs(passages: Iterable[Passage], random: Random) -> Iterator[Pair]:
    """Title and heading ↔ words."""
    for passage in passages:
        name = f"{passage.title}{passage.heading}" if random.random() < 0.5 else passage.heading
        if len(name) >= 4:
            yield name, passage.text[:MAX_PASSAGE]


def part_pairs(passages: Iterable[Passage], random: Random) -> Iterator[Pair]:
    """One sentence ↔ the rest of the passage (inverse cloze)."""
    for passage in passages:
        sentences = [part for part in _SENTENCE_END.split(passage.text) if len(part) >= 8]
        if len(sentences) >= 2:
            taken = random.randrange(len(sentences))
            rest = "".join(sentences[:taken] + sentences[taken + 1 :])
            yield sentences[taken], rest[:MAX_PASSAGE]


def neighbour_pairs(passages: Iterable[Passage], random: Random) -> Iterator[Pair]:
    """A passage ↔ the next one under the same heading."""
    before = Passage("", "", "")
    for passage in passages:
        same = passage.heading and (passage.title, passage.heading) == (before.title, before.heading)
        if same and random.random() < 0.3:
            yield before.text[:MAX_PASSAGE], passage.text[:MAX_PASSAGE]
        before = passage


def places() -> list[str]:
    """The names of places, long and short, sorted: words that questions and titles have in common."""
    return sorted(name for name in load_gazetteer().spellings if 2 <= len(name) <= 7)


@dataclass(frozen=True)
class Everyday:
    """Questions made from passages: official terms found in a passage, said as people say them.

    `everyday` maps an official term to its everyday forms, `templates` are questions with the slots
    `region` and `terms`, `names` places to ask about.
    """

    everyday: Mapping[str, Sequence[str]]
    templates: Sequence[str]
    names: Sequence[str]

    @classmethod
    def load(cls, source: Path = EVERYDAY_TERMS) -> Self:
        tables = tomllib.loads(source.read_text("utf-8"))
        everyday: dict[str, list[str]] = {}
        for entry in tables["terms"]:
            for official in entry["official"]:
                everyday.setdefault(official, []).extend(entry["everyday"])
        return cls(everyday, tables["templates"], places())

    def term_pairs(self) -> Iterator[Pair]:
        """Everyday word ↔ official term."""
        return ((said, official) for official, forms in self.everyday.items() for said in forms)

    def question_pairs(self, passages: Sequence[Passage], random: Random) -> Iterator[Pair]:
        """Two made-up questions ↔ a passage, for the passages that say something in the field's own terms.

        Rare terms are preferred: half of all articles name a competent department.
        """
        found = self._terms_of(passages)
        frequency = Counter(chain.from_iterable(found))
        for passage, terms in zip(passages, found, strict=True):
            if terms and (_BENEFIT.search(passage.text) or random.random() < 0.15):
                weights = [frequency[term] ** -0.5 for term in terms]
                for _ in range(2):
                    chosen = random.choices(terms, weights, k=random.choice((1, 1, 2, 2, 3)))
                    yield self._pair(passage, list(dict.fromkeys(chosen)), random)

    def _terms_of(self, passages: Sequence[Passage]) -> list[list[str]]:
        terms = list(self.everyday)
        finder = AhoCorasick(terms, matchkind=MatchKind.LeftmostLongest)
        matches = (finder.find_matches_as_indexes(passage.text) for passage in passages)
        return [list(dict.fromkeys(terms[term] for term, _, _ in found)) for found in matches]

    def _pair(self, passage: Passage, terms: list[str], random: Random) -> Pair:
        titled = passage.titled if random.random() < 0.7 else passage.text[:MAX_PASSAGE]
        place = _REGION.match(passage.title)
        region = "" if not place or random.random() < 0.4 else random.choice((place[1], place[0]))
        if random.random() < 0.3:
            # Most places have no law of their own in the corpus; their names must be recognised all the same.
            region = random.choice(self.names)
            titled = f"{region} {titled}"
        said = [random.choice(self.everyday[term]) if random.random() < 0.8 else term for term in terms]
        words = random.choice(("", " ", "、")).join(said)
        return random.choice(self.templates).format(region=region, terms=words), titled


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
