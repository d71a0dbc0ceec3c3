"""Made-up enterprises and clauses of one city, for measuring how fast many are matched with many."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from eval.generate import documents
from policies.documents.source import read_source
from policies.matching.compiled import Provision
from policies.reading.annotate import read_policy

COUNTIES = tuple(f"安徽省宿州市{county}" for county in ("埇桥区", "砀山县", "萧县", "灵璧县", "泗县"))
# Of six clauses one holds nationwide, one in the province, two in the city, two in a county of it.
_PLACES = ("全国", "安徽省", "安徽省宿州市", "安徽省宿州市", None, None)
_TRADES = (
    *("新能源汽车", "集成电路", "生物医药", "新型显示", "光伏", "储能", "智能装备", "新材料", "绿色食品"),
    *("软件和信息服务", "餐饮业", "零售业", "纺织服装", "物流"),
)
STANDINGS = ("高新技术企业", "规上企业")
NUMBERS = {
    **{"revenue_wan": 3000.0, "investment_wan": 2000.0, "contract_years": 2.0, "rd_ratio_pct": 4.0},
    **{"rd_spend_wan": 120.0, "floor_area_sqm": 1000.0, "employees": 40.0, "tax_wan": 90.0},
}
_TOLD = 0.7
_AT_ONCE = 131_072


def enterprises(count: int, file: Path, seed: int = 5) -> None:
    """Write `count` enterprises; three facts in ten of each are not told, of one in fifty the place."""
    chance = np.random.default_rng(seed)
    trades = [*_TRADES, *(f"{one}、{other}" for one in _TRADES for other in _TRADES if one < other)]
    writer = None
    for first in range(0, count, _AT_ONCE):
        rows = min(_AT_ONCE, count - first)
        table = pa.table(
            {
                "id": np.arange(first, first + rows),
                "kind": pa.array(["enterprise"]).take(pa.array(np.zeros(rows, np.int64))),
                "region": _some(chance, rows, COUNTIES, 0.98),
                "industries": _some(chance, rows, trades),
                **{f"资质:{name}": _some(chance, rows, (True, False)) for name in STANDINGS},
                **{key: _sizes(chance, rows, scale) for key, scale in NUMBERS.items()},
            }
        )
        writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()


def _some(chance: np.random.Generator, rows: int, values: Sequence[object], told: float = _TOLD) -> pa.Array:
    places = chance.integers(0, len(values), rows)
    return pa.array(values).take(pa.array(places, mask=chance.random(rows) >= told))


def _sizes(chance: np.random.Generator, rows: int, scale: float) -> pa.Array:
    # At most twenty times the usual, so that no ratio passes 100%.
    sizes = np.round(scale * np.minimum(np.exp(1.5 * chance.standard_normal(rows)), 20), 2)
    return pa.array(sizes, mask=chance.random(rows) >= _TOLD)


def provisions(count: int, seed: int = 1, *, spread: bool = False) -> list[Provision]:
    """Claimable clauses of generated documents; `spread` leaves them where they are, over the country."""
    found: list[Provision] = []
    for document in documents(2 * count, seed):
        policy = read_policy(read_source(document.text.encode(), document.name))
        for read in policy.claimable():
            words = policy.source.text[read.clause.start : read.clause.end]
            found.append(Provision(f"{document.name}#{read.clause.id}", read, words, policy.info))
        if len(found) >= count:
            break
    chosen = found[:count]
    return chosen if spread else [_moved(one, k) for k, one in enumerate(chosen)]


def _moved(one: Provision, k: int) -> Provision:
    place = _PLACES[k % len(_PLACES)] or random.Random(k).choice(COUNTIES)  # noqa: S311 - repeatable
    annotation = one.read.annotation.model_copy(update={"regions": ()})
    read = one.read.model_copy(update={"annotation": annotation})
    return replace(one, read=read, info=one.info.model_copy(update={"region": place}))
