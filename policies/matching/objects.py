"""Whom a list of addressees is for, asked of the ways that are not for others (对突出的平台给予奖励)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from policies.matching.paths import Path
from policies.model import Criterion
from policies.reading.sections import MEANT

_WHO = ("qualifications", "industries", "scale", "ownership")
_BODY = re.compile(
    r"对(?!其|此|于)[^，,。；;：:]{0,60}(?:平台|机构|基地|园区|载体|院校|高校|协会|商会|联盟|服务商|步行街|人才|人员|毕业生|研究生|专家|博士|硕士|青年)(?:[，,]|给予|最高|按|一次性|可|分别|进行)"
)


def of_each(
    whole: Sequence[Criterion], paths: Sequence[Path], words: str, scope: Sequence[Criterion]
) -> tuple[tuple[Criterion, ...], list[Path]]:
    """The conditions of the clause as a whole and its ways, each asked only for whom it is.

    Where the list itself names other subjects than enterprises, it is for them too.
    """
    listed = [one for one in whole if (one.group or "").startswith(MEANT)]
    listed += [one for one in whole if one in scope and one.about in _WHO]
    others = [path for path in paths if _BODY.search(words, path.start, path.end)]
    if not listed or not others or any(one.about.startswith("fact:") for one in listed):
        return tuple(whole), list(paths)
    kept = tuple(one for one in whole if one not in listed)
    return kept, [
        path if path in others else replace(path, criteria=(*path.criteria, *listed)) for path in paths
    ]
