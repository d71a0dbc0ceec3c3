"""预匹配清单: a whole table of enterprises or talents against the library, row by row, resumable."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from difflib import get_close_matches
from hashlib import sha256
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from assistant.bulk import BulkMatcher, Row
from assistant.columns import ColumnMapping, Given, check_usable, map_columns
from assistant.export import REACHED, Export, write_workbook
from assistant.headers import meaning
from assistant.mapping_file import kind_of
from assistant.offers import OfferWriter
from assistant.readiness import readiness
from assistant.service import Assistant, Progress
from assistant.subjects import Subject, Unread, read_rows
from assistant.tables import Table, open_table
from assistant.work import Tally, Told, Work
from index.rows import StoredClause
from policies.errors import PolicyMatchError
from policies.model import Match, Verdict

_AT_ONCE = 2048  # rows between two commits: what an interruption costs
_MOST_HELD = 10_000  # matches, of about 1 kB each


@dataclass(frozen=True)
class Order:
    """What is asked for: a table, where the workbook goes, and what narrows it down.

    `clauses` are clause ids (all where empty), `offers` the folder for a Word sheet per row, `given` what a
    person says of the columns, `kind` what all rows are.
    """

    table: Path
    output: Path
    on: date
    clauses: tuple[str, ...] = ()
    given: Given | None = None
    kind: str | None = None
    offers: Path | None = None


@dataclass(frozen=True)
class Reach:
    """How many rows of the table have which verdict on a clause, and whether the table can settle it."""

    clause_id: str
    title: str
    locator: str
    verdicts: dict[str, int]
    readiness: str


@dataclass(frozen=True)
class Done:
    """What a run came to: rows read, rows left out, pairs that do not fail, and what to know about it.

    `reach` tells it clause by clause, where clauses were asked for.
    """

    output: Path
    rows: int
    unread: int
    pairs: int
    entitled: int
    resumed: int
    beside: tuple[Path, ...]
    notes: tuple[str, ...]
    reach: tuple[Reach, ...] = ()


def mapped(order: Order) -> tuple[Table, ColumnMapping]:
    """The table, and what its columns tell, be it nothing; raises `UnreadableTable`."""
    table = open_table(order.table, lambda header: meaning(header) is not None)
    kind = kind_of(order.kind) if order.kind else None
    return table, map_columns(table, order.given, kind)


def prematch(assistant: Assistant, order: Order, progress: Progress | None = None) -> Done:
    """Match every row and write the workbook; raises `PolicyMatchError`.

    What was written before stands until the new output is whole.
    """
    _check_output(order)
    table, mapping = mapped(order)
    check_usable(table, mapping)
    clauses = chosen_clauses(assistant, order.clauses)
    folder = order.output.with_name(f".{order.output.name}.未完成")
    with Work(folder, _fingerprint(table, mapping, clauses, order)) as work:
        resumed = work.count() + work.count(unread=True)
        offers = OfferWriter(order.offers, clauses, order.on) if order.offers else None
        matcher = BulkMatcher(clauses, order.on, assistant.rules_of_exclusion())
        _match_rows(work, read_rows(table, mapping, order.on), matcher, offers, _told(progress, table))
        export = Export(work, table, mapping, tuple(clauses), paths_of(assistant), order.on)
        beside, notes = write_workbook(export, order.output, progress)
        done = Done(
            output=order.output,
            rows=work.count(),
            unread=work.count(unread=True),
            pairs=work.count_pairs(),
            entitled=work.count_entitled(),
            resumed=resumed,
            beside=beside,
            notes=(*table.notes, *_unused(mapping), *_doubtful(work), *notes),
            reach=tuple(_reach(work, clauses, mapping)) if order.clauses else (),
        )
        work.remove()
    return done


def _unused(mapping: ColumnMapping) -> Iterator[str]:
    if mapping.doubtful:
        headers = "、".join(f"“{one.header}”" for one in mapping.doubtful)
        yield f"没有用到这些栏：{headers}；要用的话请改表头，或用 --show-mapping 生成映射文件来改。"
    if not mapping.kind and "kind" not in mapping.keys:
        yield "表头看不出每行是企业还是人才，只限其中一种的条款都列为缺情况，请用 --kind 说明。"


def _doubtful(work: Work) -> Iterator[str]:
    if rows := work.count_doubtful():
        yield f"有 {rows:,} 行写了不认识的地名，不能判断是不是在政策适用的地方，见“总览”的“请注意”。"


def _told(progress: Progress | None, table: Table) -> Callable[[int, str], None]:
    def tell(line: int, stage: str) -> None:
        if progress:
            progress(min(line, table.size), table.size, stage)

    return tell


def _reach(work: Work, clauses: Sequence[StoredClause], mapping: ColumnMapping) -> Iterator[Reach]:
    counted = work.by_clause()
    for number, clause in enumerate(clauses):
        verdicts = {str(verdict): counted.get((number, verdict), 0) for verdict in REACHED}
        ready = readiness(clause, mapping).words
        yield Reach(clause.id, clause.info.title, clause.clause.locator, verdicts, ready)


def _check_output(order: Order) -> None:
    if order.output.suffix.lower() != ".xlsx":
        raise PolicyMatchError(f"清单要写成 Excel 文件，请把“{order.output.name}”改成以 .xlsx 结尾的文件名。")
    if not order.output.parent.is_dir():
        raise PolicyMatchError(f"没有“{order.output.parent}”这个文件夹，请先建好或换一个位置。")
    if order.output.exists() and order.output.samefile(order.table):
        raise PolicyMatchError("清单不能写到表格自己里面，请用 -o 换一个文件名。")


def chosen_clauses(assistant: Assistant, wanted: Sequence[str]) -> list[StoredClause]:
    """The claimable clauses of these ids, or all of the library; raises `PolicyMatchError`."""
    clauses = assistant.claimable()
    if not clauses:
        raise PolicyMatchError("政策库里没有可以匹配的条款，请先用 policymatch ingest 加入政策文件。")
    held = {clause.id: clause for clause in clauses}
    for id_ in wanted:
        if id_ not in held:
            near = get_close_matches(id_, held, n=1, cutoff=0.3) or list(held)[:1]
            hint = f"最接近的是“{near[0]}”，编号见 policymatch match --all --json 的 clause_id"
            raise PolicyMatchError(f"没有可以匹配的条款“{id_}”，{hint}。")
    return [held[id_] for id_ in dict.fromkeys(wanted)] if wanted else clauses


def paths_of(assistant: Assistant) -> dict[str, str]:
    """Where the file of each document is, by document id."""
    return {document.id: document.path for document in assistant.library()}


def _fingerprint(table: Table, mapping: ColumnMapping, clauses: Sequence[StoredClause], order: Order) -> str:
    """What the matches follow from: the same again gives the same output."""
    told = {
        "table": table.sha256,
        "mapping": asdict(mapping),
        "on": order.on.isoformat(),
        "offers": str(order.offers),
        "version": version("policymatch"),
    }
    digest = sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode())
    for clause in clauses:
        digest.update(clause.id.encode() + clause.sha256.encode())
        digest.update(clause.annotation.model_dump_json().encode())
    return digest.hexdigest()


def _match_rows(
    work: Work,
    rows: Iterable[Subject | Unread],
    matcher: BulkMatcher,
    offers: OfferWriter | None,
    progress: Callable[[int, str], None],
) -> None:
    """Match the rows that are not done yet."""
    last = work.last
    tellings = Tellings(matcher.places)
    waiting = (row for row in rows if row.line > last)
    while some := list(islice(waiting, _AT_ONCE)):
        subjects = [row for row in some if isinstance(row, Subject)]
        lines = [subject.line for subject in subjects]
        reached = dict(zip(lines, matcher.match([one.profile for one in subjects]), strict=True))
        if offers:
            for subject in subjects:
                offers.write(subject, *matcher.match_one(subject.profile))
                progress(subject.line, "正在写礼遇单")
        pairs = (
            (line, tellings.of(match, why))
            for line in lines
            for match, why in zip(reached[line].matches, reached[line].why, strict=True)
        )
        work.add([tally(row, reached.get(row.line)) for row in some], pairs)
        progress(some[-1].line, "正在逐行匹配")


class Tellings:
    """What is stored of each match, made once for all rows that share it; `places` numbers the clauses."""

    def __init__(self, places: Mapping[str, int]) -> None:
        self._places = places
        self._made: dict[int, tuple[Match, Told]] = {}

    def of(self, match: Match, why: str) -> Told:
        """Known by the very match, which is kept, so that no other can take its place in memory."""
        held = self._made.get(id(match))
        if not held:
            if len(self._made) >= _MOST_HELD:
                self._made.clear()
            held = self._made[id(match)] = match, self._told(match, why)
        return held[1]

    def _told(self, match: Match, why: str) -> Told:
        amount = match.amount_yuan
        return Told(
            clause=self._places[match.clause_id],
            verdict=match.verdict,
            otherwise=match.otherwise or "",
            low=float(amount.min) if amount else None,
            high=float(amount.max) if amount and amount.max is not None else None,
            note=match.amount_note,
            missing=match.missing,
            why=why,
        )


def tally(row: Subject | Unread, reached: Row | None) -> Tally:
    """What a row comes to."""
    if isinstance(row, Unread) or reached is None:
        return Tally(row.line, row.name, unread=getattr(row, "reason", ""))
    count = Counter(match.verdict for match in reached.matches)
    asks = Counter(name for m in reached.matches if m.verdict == Verdict.NEEDS_FACTS for name in m.missing)
    return Tally(
        line=row.line,
        name=row.name,
        region=str(row.profile.get("region") or row.profile.get("employer_region") or ""),
        eligible=count[Verdict.ELIGIBLE],
        needs_ruling=count[Verdict.NEEDS_RULING],
        needs_facts=count[Verdict.NEEDS_FACTS],
        not_in_force=count[Verdict.NOT_IN_FORCE],
        certain=reached.certain,
        possible=reached.possible,
        asks=json.dumps([name for name, _ in asks.most_common(5)], ensure_ascii=False),
        doubtful=row.doubtful,
    )
