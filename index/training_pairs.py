"""What the shipped encoder learns from: passages of public legal texts, and pairs that should lie close.

Only `index.train` uses this module; nothing here runs when the software serves.
"""

import json
import lzma
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from zlib import crc32

from ahocorasick_rs import AhoCorasick, MatchKind

Pair = tuple[str, str]

EVERYDAY_TERMS = Path(__file__).with_name("everyday_terms.toml")
MAX_PASSAGE = 400
_SENTENCE_END = re.compile(r"(?<=[。;；!！\n])")
_CHAPTER = re.compile(r"^第[一二三四五六七八九十百零]+[编章节]\s*|^附\s*则$|\s+")
_NUMBER = re.compile(r"^(第[一二三四五六七八九十百零]+条|[((]?[一二三四五六七八九十]+[))]?[、.．]?|[((]?\d+[)).、．])\s*")
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
    """Whether a passage belongs to the fortieth of all titles kept for the test; whole laws, not articles."""
    return crc32(passage.title.encode()) % 40 == 0


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
            if len(line) <= 30 and not line.endswith(("。", ";", "；", "，", ",")):
                heading = _NUMBER.sub("", line)
            elif len(line) >= 12:
                yield Passage(row["title"], heading, _NUMBER.sub("", line))


def service_items(folder: Path) -> Iterator[Passage]:
    for row in _rows(folder / "service_items_guangdong.jsonl.xz"):
        if len(row.get("accept_standard") or "") >= 12:
            yield Passage(row.get("DEPT_NAME") or "", row["TASK_NAME"], row["accept_standard"])


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


class Everyday:
    """Everyday questions made from passages: official terms found in a passage, said as people say them."""

    def __init__(self, source: Path = EVERYDAY_TERMS) -> None:
        tables = tomllib.loads(source.read_text("utf-8"))
        self.templates: list[str] = tables["templates"]
        self.everyday: dict[str, list[str]] = {}
        for entry in tables["terms"]:
            for official in entry["official"]:
                self.everyday.setdefault(official, []).extend(entry["everyday"])
        self._terms = list(self.everyday)
        self._finder = AhoCorasick(self._terms, matchkind=MatchKind.LeftmostLongest)

    def term_pairs(self) -> Iterator[Pair]:
        """Everyday word ↔ official term."""
        return ((said, official) for official in self._terms for said in self.everyday[official])

    def question_pairs(self, passages: Iterable[Passage], random: Random) -> Iterator[Pair]:
        """A made-up question ↔ the passage whose official terms it circumscribes."""
        for passage in passages:
            found = [self._terms[term] for term, _, _ in self._finder.find_matches_as_indexes(passage.text)]
            terms = list(dict.fromkeys(found))
            if terms:
                yield self._question(passage, terms, random), passage.titled

    def _question(self, passage: Passage, terms: list[str], random: Random) -> str:
        said = []
        for term in random.sample(terms, min(len(terms), random.randint(1, 3))):
            said.append(random.choice(self.everyday[term]) if random.random() < 0.8 else term)
        place = _REGION.match(passage.title)
        region = "" if not place or random.random() < 0.4 else random.choice((place[1], place[0]))
        return random.choice(self.templates).format(region=region, terms=random.choice(("", " ", "、")).join(said))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
