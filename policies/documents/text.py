"""Plain text and Markdown: the encoding is found by content, never by the name.

UTF-8 is the decoded file itself, unchanged: its mark (BOM) and its line ends stay, because quotes point into
it.
"""

import codecs
import hashlib
import re
from dataclasses import dataclass
from functools import cache

from policies.errors import UnreadableDocument
from policies.model import SourceText

# 88 % of a sample of statutes and policies are these characters (here with the traditional spelling of some);
# a wrong encoding yields rare ones.
_COMMON = (
    "的市条第人和法行理应业会定管规民当政十务上部关例工门本者章设有建以区用保海机施一作国二员生公三产或中等经制发实动对"
    "合事责资在进其单位大全地服办安共不表主四委代及企化可提构体处展五府监品护技通营物信方议京照北组权为出教任社审由家职"
    "划与按防开新要项并育报学查同依相成时内场计织案所水情下专督准文立活金他交标件自级据性商六得科程律能术供违加检利向障"
    "期年重范持则费道款改各医收证常华息农支备运分度予目总境七调反车环源高村告取使协城执况求申路乡量请推投质个过选受元意"
    "预入批电导未记外强域具集统接力指益日决置于需创负治险明根促式罚八数融院健正后举励食承基筑财确疗优列名校措卫节登助面"
    "採補貼業務產經營發實動對責資進單辦表構體處監護技議權為職劃與報學織專級據標證則費總調環過請執讓個電導記強決創負險"
    "勵優衛節員門關區機國歲會條當設備無間點時來東車長見開現華場廣寬應層種類錄認識貸款稅額獎項術這兩於從園價萬廠後還們說"
)
_PUNCTUATION = "\r\n\t\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u2460\u2461\u2462"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE_BYTES = 60_000
_UTF16_BLOCK = 2
_MIN_PLAUSIBLE = 0.35  # wrong encodings of Chinese text and random bytes stay below it
_BROKEN = 3.0
_MAX_LOST = 0.05
_MAX_CONTROL = 0.005

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_ENCODING_NAMES = {"gb18030": "GBK", "big5hkscs": "Big5", "utf-8": "UTF-8"}

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<body>.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"(?P<key>[A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(?P<value>.*))?")


@dataclass(frozen=True)
class Decoded:
    """Text of some bytes, the encoding found, the characters lost and the lines read in another encoding."""

    text: str
    encoding: str
    lost: int = 0
    other_lines: int = 0


def read_text(data: bytes, name: str) -> SourceText:
    """Read plain text or Markdown.

    `name` is used in messages and tells Markdown from plain text. The entries of a front matter
    (`---`, `key: value`, `---`) go into `meta` and stay in the text.

    Raises UnreadableDocument for binary, blank or mostly broken content.
    """
    decoded = decode(data, name)
    if not decoded.text.strip("\ufeff \t\r\n\f\v\u3000\xa0\x1a"):
        raise UnreadableDocument(f"{name}：文件里没有文字，请确认选对了文件或重新保存后再导入。")
    front = _FRONT_MATTER.match(decoded.text)
    markdown = bool(front) or name.lower().endswith((".md", ".markdown"))
    return SourceText(
        text=decoded.text,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="text/markdown" if markdown else "text/plain",
        meta=_entries(front["body"]) if front else {},
        warnings=encoding_warnings(decoded, name),
    )


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """Decode bytes of unknown encoding; `declared` is what the container claims, believed only if it fits.

    Raises UnreadableDocument when no encoding makes sense of the bytes.
    """
    decoded = _certain(data) or _declared(data, declared) or _likeliest(data)
    if decoded is None:
        raise UnreadableDocument(
            f"{name}：内容不是文字（可能是程序、图片或已损坏的文件），请换成文字版文件再导入。"
        )
    if len(_CONTROL.findall(decoded.text)) > _MAX_CONTROL * len(decoded.text):
        raise UnreadableDocument(
            f"{name}：内容是二进制数据而不是文字，请换成 txt、html、pdf 或 docx 文件再导入。"
        )
    if decoded.lost > _MAX_LOST * len(decoded.text):
        raise UnreadableDocument(
            f"{name}：有 {decoded.lost} 个字符无法辨认，文件已损坏，请用原软件另存为 UTF-8 编码后再导入。"
        )
    return decoded


def encoding_warnings(decoded: Decoded, name: str) -> tuple[str, ...]:
    """What the user must know about how the bytes were decoded."""
    warnings = []
    if decoded.other_lines:
        warnings.append(
            f"{name}：文件混用了两种编码，其中 {decoded.other_lines} 行按另一种编码读出，请核对这些行的文字。"
        )
    if decoded.lost:
        warnings.append(
            f"{name}：有 {decoded.lost} 个字符无法辨认，请对照原文核对，或另存为 UTF-8 后重新导入。"
        )
    return tuple(warnings)


def _certain(data: bytes) -> Decoded | None:
    """The encodings that prove themselves: a mark at the start, or valid UTF-8 without control characters."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data.decode(encoding, errors="replace")
            return Decoded(text, encoding, text.count("\ufffd"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else Decoded(text, "utf-8")


def _declared(data: bytes, declared: str | None) -> Decoded | None:
    if not declared:
        return None
    encoding = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(declared.lower(), declared)
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return Decoded(text, encoding) if _plausible(text[:_SAMPLE_BYTES]) > _MIN_PLAUSIBLE else None


def _likeliest(data: bytes) -> Decoded | None:
    """The candidate whose sample holds most common characters, read line by line where it does not fit."""
    sample = data[: _SAMPLE_BYTES - _SAMPLE_BYTES % _UTF16_BLOCK]
    scores = {encoding: _plausible(sample.decode(encoding, errors="replace")) for encoding in _CANDIDATES}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] < _MIN_PLAUSIBLE:
        return None
    try:
        return Decoded(data.decode(best), best)
    except UnicodeDecodeError:
        return _mixed(data, best)


def _mixed(data: bytes, main: str) -> Decoded:
    """Decode line by line: a line that is not valid in the main encoding may make sense in another one."""
    if main.startswith("utf-16"):
        text = data.decode(main, errors="replace")
        return Decoded(text, main, text.count("\ufffd"))
    lines, lost, other = [], 0, 0
    for raw in data.splitlines(keepends=True):
        line, encoding = _line(raw, main)
        lines.append(line)
        other += encoding != main
        lost += line.count("\ufffd")
    return Decoded("".join(lines), main, lost, other)


def _line(raw: bytes, main: str) -> tuple[str, str]:
    for encoding in (main, *_ENCODING_NAMES):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == main or _plausible(text) > _MIN_PLAUSIBLE:
            return text, encoding
    return raw.decode(main, errors="replace"), main


def _plausible(text: str) -> float:
    """How much the text looks like an official's, at most 1; broken characters count against it."""
    values = _values()
    return sum(values.get(character, 0.0) for character in text) / len(text) if text else 0.0


@cache
def _values() -> dict[str, float]:
    """What each character tells: marks and the commonest characters most, the rest of the first planes less.

    Latin letters tell little, because bytes of UTF-16 misread as anything else look like them.
    """
    known = {chr(code): 0.5 for code in range(0x20, 0x7F)} | dict.fromkeys(
        _first_plane("big5", 0xA4, 0xC6), 0.4
    )
    known |= dict.fromkeys(_first_plane("gb2312", 0xB0, 0xD7), 0.6)
    marks = [chr(code) for codes in (range(0x3000, 0x3020), range(0xFF01, 0xFF5F)) for code in codes]
    return known | dict.fromkeys([*_COMMON, *_PUNCTUATION, *marks], 1.0) | {"\ufffd": -_BROKEN}


def _first_plane(encoding: str, first: int, last: int) -> str:
    """The characters in everyday use, which both standards put first."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    codes = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in trails)
    return "".join(code.decode(encoding, errors="ignore") for code in codes)


def _entries(front_matter: str) -> dict[str, str]:
    """`key: value` lines; anything else in a front matter (lists, comments) is left to the text."""
    entries = {}
    for line in front_matter.splitlines():
        if (found := _ENTRY.fullmatch(line.rstrip())) and found["value"]:
            entries[found["key"]] = found["value"].strip().strip("\"'")
    return entries
