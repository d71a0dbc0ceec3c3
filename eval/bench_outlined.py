"""This software with documents read by their outline alone, for libraries too large to be read in full.

A clause then has its place, headings, words and kind, but neither awards nor conditions.
"""

from pathlib import Path

from eval import bench_ours
from eval.retrieval_dev import read_by_outline


class Pipeline(bench_ours.Pipeline):
    """Ours, without the meaning of clauses."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, read_by_outline)
