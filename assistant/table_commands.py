"""The commands that work on whole tables; everything heavy is imported where it is used."""

import argparse
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from assistant import words
from assistant.arguments import WrongUse
from assistant.commands import DONE, PARTLY_FAILED, opened_assistant, policy_of, print_json, progress_bar
from policies.model import Verdict


def prematch(args: argparse.Namespace) -> int:
    from assistant.mapping_file import read_mapping
    from assistant.prematch import Order, mapped, prematch

    order = Order(
        table=args.table,
        output=args.output or args.table.with_suffix(".预匹配清单.xlsx"),
        on=args.on or date.today(),
        clauses=tuple(args.clause),
        given=read_mapping(args.mapping) if args.mapping else None,
        kind=args.kind,
        offers=args.offers,
    )
    if args.show_mapping:
        return _show_mapping(*mapped(order))
    if args.output is None:
        raise WrongUse(
            "请用 -o 指定清单写到哪里，例如 -o 清单.xlsx；只想看看各栏读成什么，用 --show-mapping。"
        )
    if args.output.suffix.lower() == ".parquet":
        if args.mapping or args.offers:
            reason = "写成 parquet 的大表按表头读，不用映射文件，也不写礼遇单"
            raise WrongUse(f"{reason}，请去掉 --mapping 和 --offers，或把清单写成 .xlsx。")
        return _prematch_bits(args, order.on)
    if args.engine == "spark":
        raise WrongUse("spark 只用于写成 parquet 的大表，请用 -o 结果.parquet，或去掉 --engine。")
    with opened_assistant(args) as assistant:
        done = prematch(assistant, order, progress_bar("正在逐行匹配"))
    if args.json:
        print_json({**asdict(done), "output": str(done.output), "beside": [str(one) for one in done.beside]})
    else:
        _tell(done)
    return PARTLY_FAILED if done.unread else DONE


def _prematch_bits(args: argparse.Namespace, on: date) -> int:
    """A table too large for a workbook, Parquet to Parquet, on this machine or on Spark."""
    from assistant.batch import BatchOrder, check_headers, match_file
    from assistant.mapping_file import kind_of
    from assistant.prematch import chosen_clauses

    if args.output.exists() and args.output.samefile(args.table):
        raise WrongUse("结果不能写到表格自己里面，请用 -o 换一个文件名。")
    kind = kind_of(args.kind) if args.kind else None
    named, left_out = check_headers(args.table)
    with opened_assistant(args) as assistant:
        provisions = [clause.provision for clause in chosen_clauses(assistant, args.clause)]
    order = BatchOrder(provisions, on, named, kind)
    if args.engine == "spark":
        from assistant.spark import match_on_spark

        match_on_spark(args.table, order, args.output)
    else:
        match_file(args.table, order, args.output)
    print(f"已写好“{args.output}”：{len(provisions):,} 条条款对整张表的判断，读法见 docs/SCALE.md。")
    if left_out:
        headers = "、".join(f"“{header}”" for header in left_out)
        print(f"没有用到这些栏：{headers}；要用的话请改成“所在地、行业”这样的表头。", file=sys.stderr)
    return DONE


def _show_mapping(table: Any, mapping: Any) -> int:
    from assistant.mapping_file import written_mapping

    print(written_mapping(mapping), end="")
    for note in table.notes:
        print(note, file=sys.stderr)
    return DONE


def _tell(done: Any) -> None:
    again = f"（其中 {done.resumed:,} 行是上次做好的）" if done.resumed else ""
    print(f"已写好“{done.output}”：读了 {done.rows:,} 行{again}，{done.entitled:,} 行有符合的条款。")
    for reach in done.reach:
        counts = "，".join(f"{words.VERDICT[Verdict(v)]} {n:,} 行" for v, n in reach.verdicts.items())
        print(f"《{reach.title}》{reach.locator}：{counts}。免申即享：{reach.readiness}。")
    for file in done.beside:
        print(f"另有“{file}”。")
    if done.unread:
        print(f"有 {done.unread:,} 行没有读，原因见“未读的行”。", file=sys.stderr)
    for note in done.notes:
        print(note, file=sys.stderr)


def diff(args: argparse.Namespace) -> int:
    from assistant.versions import compare

    before, after = (policy_of(file) for file in (args.before, args.after))
    if before is None or after is None:
        return PARTLY_FAILED
    on = args.on or date.today()
    subjects = _subjects(args.table, args.mapping, on) if args.table else ()
    changed, same = compare(before, after, subjects, on)
    if args.json:
        print_json({"same": same, "changed": [asdict(one) for one in changed]})
        return DONE
    counts = [f"{words.CHANGE[sort]} {sum(one.sort == sort for one in changed)} 条" for sort in words.CHANGE]
    print(f"《{before.info.title}》→《{after.info.title}》：{'，'.join(counts)}，没变 {same} 条。")
    for one in changed:
        print("\n".join(_told_change(one)))
    return DONE


def _subjects(file: Path, mapping_file: Path | None, on: date) -> list[Any]:
    """The rows of a table that can be read; the others are named on stderr."""
    from assistant.mapping_file import read_mapping
    from assistant.prematch import Order, mapped
    from assistant.subjects import Subject, read_rows

    given = read_mapping(mapping_file) if mapping_file else None
    rows = list(read_rows(*mapped(Order(file, file, on, given=given)), on))
    for row in rows:
        if not isinstance(row, Subject):
            print(f"第 {row.line} 行没有读：{row.reason}", file=sys.stderr)
    return [row for row in rows if isinstance(row, Subject)]


def _told_change(one: Any) -> list[str]:
    place = " → ".join(dict.fromkeys(filter(None, (one.before, one.after))))
    lines = [f"{words.CHANGE[one.sort]}\t{place}\t{one.heading}"]
    lines += [f"    － {line}" for line in one.gone] + [f"    ＋ {line}" for line in one.new]
    for (was, now), count in one.counted().items():
        named = [str(flip.line) for flip in one.flips if (flip.before, flip.after) == (was, now)]
        listed = "、".join(named[:10]) + ("等" if len(named) > 10 else "")
        lines.append(f"    {_verdict(was)} → {_verdict(now)}：{count:,} 行（第 {listed} 行）")
    return lines


def _verdict(verdict: Any) -> str:
    return words.VERDICT[verdict] if verdict else "没有这一条"
