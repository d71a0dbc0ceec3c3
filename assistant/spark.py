"""The kernel on a Spark cluster (the extra `spark`; needs Java 17): the same batches as on one machine."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from assistant.batch import AT_ONCE, place_columns, verdict_batches
from policies.matching.compiled import Provision

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SCHEMA = (
    "batch string, clause string, in_force boolean, first int, rows int, "
    "possible binary, asked binary, certain binary, ids array<string>"
)


def local_session(cores: int = 2) -> "SparkSession":
    """A Spark on this machine, for trying it out; workers run the Python that runs this."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra that few install

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return (
        SparkSession.builder.master(f"local[{cores}]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )


def match_frame(
    profiles: "DataFrame", provisions: Sequence[Provision], *, on: date, id_column: str, partitions: int
) -> "DataFrame":
    """The verdicts on the profiles, as `assistant.batch.VERDICTS_SCHEMA`.

    Rows of one place go to one partition as far as possible, so that a clause meets few of the batches.
    """
    profiles.sparkSession.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(AT_ONCE))
    if places := place_columns(profiles.columns):
        profiles = profiles.repartitionByRange(partitions, *places).sortWithinPartitions(*places)
    decide = partial(_decide, provisions=list(provisions), on=on, id_column=id_column)
    return profiles.mapInArrow(decide, _SCHEMA)


def _decide(
    batches: Iterable[pa.RecordBatch], *, provisions: Sequence[Provision], on: date, id_column: str
) -> Iterator[pa.RecordBatch]:
    return verdict_batches(batches, provisions, on, id_column)
