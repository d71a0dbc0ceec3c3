"""礼遇单: one Word sheet per row for a talent officer to check and send: what applies, and what is open."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant import words
from assistant.caveats import document_caveats
from assistant.cells import clean
from assistant.export import label_of, warnings_of
from assistant.subjects import Subject
from index.rows import StoredClause
from policies.errors import PolicyMatchError
from policies.matching.questions import next_questions
from policies.matching.sums import Range, written
from policies.matching.total import Total
from policies.model import Match, Outcome, Verdict
from policies.profile import FACTS

TEMPLATE = Path(__file__).parent / "offer.docx"

_SECTIONS = (
    (Verdict.ELIGIBLE, "按所填情况符合的"),
    (Verdict.NEEDS_RULING, "要主管部门认定的"),
    (Verdict.NEEDS_FACTS, "补充情况后才能判断的"),
    (Verdict.NOT_IN_FORCE, "现在不生效、仅供参考的"),
)
_MOST_EACH = 30
_MOST_QUESTIONS = 12
_LONGEST_QUOTE = 300
_SENTENCE_END = re.compile(r"(?<=[。；;\n])")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s.]+')


class OfferWriter:
    """Writes the sheets into a folder, each whole or not at all; raises `PolicyMatchError`.

    `template` is a Word file with docxtpl's marks, ours where None.
    """

    def __init__(
        self, folder: Path, clauses: Iterable[StoredClause], on: date, template: Path | None = None
    ) -> None:
        self._folder, self._on, self._template = folder, on, template or TEMPLATE
        self._clauses = {clause.id: clause for clause in clauses}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as refused:
            raise PolicyMatchError(f"“{folder}”不能写入，请换一个放礼遇单的文件夹。") from refused

    @cached_property
    def _environment(self) -> Any:
        from jinja2.sandbox import SandboxedEnvironment  # noqa: PLC0415 - only offers need it

        # A template that somebody hands in may use marks, not run programs.
        return SandboxedEnvironment(autoescape=True)

    def write(self, subject: Subject, matches: Sequence[Match], together: Total) -> Path:
        """The sheet of one row with what its matches come to; the result is its path."""
        from docxtpl import DocxTemplate  # noqa: PLC0415 - as above

        place = self._folder / f"{subject.line:05d}_{file_name(subject.name)}.docx"
        unfinished = place.with_name(f".{place.name}.未完成")
        try:
            document = DocxTemplate(self._template)
            values = offer_values(subject, matches, together, self._clauses, self._on)
            document.render(values, self._environment, autoescape=True)
            document.save(unfinished)
            unfinished.replace(place)
        except OSError as refused:
            raise PolicyMatchError(f"礼遇单“{place}”写不进去，请检查文件夹和权限后重试。") from refused
        return place


def file_name(name: str) -> str:
    """A name as a part of a file name on any system.

    >>> file_name("甲/乙:有限公司")
    '甲_乙_有限公司'
    """
    return _NOT_IN_NAMES.sub("_", clean(name)).strip("_")[:40] or "未填名称"


def offer_values(
    subject: Subject,
    matches: Sequence[Match],
    together: Total,
    clauses: Mapping[str, StoredClause],
    on: date,
) -> dict[str, Any]:
    """What the template shows, all of it text."""
    sections = [
        {
            "title": title,
            "count": len(held),
            "entries": [_item(match, clauses[match.clause_id], on) for match in held[:_MOST_EACH]],
            "more": max(0, len(held) - _MOST_EACH),
        }
        for verdict, title in _SECTIONS
        if (held := [match for match in matches if match.verdict == verdict])
    ]
    reached = [(clauses[match.clause_id].provision, match) for match in matches]
    asked = next_questions(reached, subject.profile, on, most=_MOST_QUESTIONS)
    shown = [clauses[m.clause_id] for m in matches]
    warnings = dict.fromkeys(caveat.text for clause in shown for caveat in document_caveats(clause, on))
    return {
        "name": clean(subject.name) or f"表格第 {subject.line} 行",
        "line": str(subject.line),
        "on": f"{on.year}年{on.month}月{on.day}日",
        "told": [f"{label}：{value}" for label, value in _told(subject.profile)],
        "total": words.total(together.certain_min, together.possible_max) if sections else "",
        "sections": sections,
        "questions": [clean(f"{one.question}（{one.why.removesuffix('。')}）") for one in asked],
        "warnings": [clean(warning) for warning in warnings],
        "nothing": not sections,
    }


def _told(profile: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for key, value in profile.items():
        if key not in ("name", "kind"):
            yield FACTS[key].label, clean(_shown(value, FACTS[key].unit))


def _shown(value: Any, unit: str = "") -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(map(str, value))
        case dict():
            return "；".join(f"{name} {_shown(held)}" for name, held in value.items())
    return f"{value:,.12g}{unit}" if isinstance(value, float) else f"{value}{unit}"


def _item(match: Match, clause: StoredClause, on: date) -> dict[str, Any]:
    place = clause.clause.locator or "正文"
    modes = dict.fromkeys(one.mode for one in clause.annotation.delivery)
    return {
        "title": clean(clause.clause.heading or place),
        "gives": clean("、".join(dict.fromkeys(award.what for award in clause.annotation.awards))),
        "amount": amount_words(match),
        "note": clean(match.amount_note) if match.amount_yuan else "",
        "delivery": "；".join(f"{mode.chinese}（{words.DELIVERY_MEANS[mode]}）" for mode in modes)
        or "条款没有写怎么兑现，请向主管部门核实",
        "quote": clean(quote_of(clause)),
        "source": clean(_source(clause, place)),
        "asks": clean("；".join(label_of(name) for name in match.missing)),
        "ruled": clean("；".join(_ruled(match))),
        "warned": warnings_of(clause, on),
    }


def _ruled(match: Match) -> Iterable[str]:
    quotes = (f.criterion.quote for f in match.findings if f.outcome == Outcome.DISCRETIONARY)
    return list(dict.fromkeys(" ".join(quote.split())[:60] for quote in quotes if quote))


def _source(clause: StoredClause, place: str) -> str:
    info = clause.info
    named = f"《{info.title}》"
    number = f"（{info.doc_number}）" if info.doc_number else ""
    issuer = f"，{info.issuer}" if info.issuer else ""
    page = f"第 {clause.clause.page} 页" if clause.clause.page else ""
    return f"{named}{number}{place}{page}{issuer}"


def amount_words(match: Match) -> str:
    """The size of a benefit in words; what cannot be sized is said to be so."""
    amount = match.amount_yuan
    return written(Range(amount.min, amount.max)) if amount else "条款没有写明金额，或现有情况算不出来"


def quote_of(clause: StoredClause) -> str:
    """The sentences of the clause that give something, word for word; the beginning where none was found."""
    text, first = clause.quote, clause.clause.start
    spans = [(award.start - first, award.end - first) for award in clause.annotation.awards]
    kept, at = [], 0
    for sentence in _SENTENCE_END.split(text):
        end = at + len(sentence)
        if any(start < end and at < stop for start, stop in spans):
            kept.append(sentence.strip())
        at = end
    quote = "……".join(kept) or text.strip()
    return quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + "……"
