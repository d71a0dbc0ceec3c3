"""The kernel on a Spark cluster (the extra `spark`; needs Java 17): the same batches as on one machine."""

import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.batch import AT_ONCE, BatchOrder, place_columns, verdict_batches
from policies.errors import InvalidProfile, PolicyMatchError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_INVALID = re.compile(r"InvalidProfile: (.+)")
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


def match_frame(profiles: "DataFrame", order: BatchOrder, *, partitions: int) -> "DataFrame":
    """The verdicts on the profiles, as `assistant.batch.VERDICTS_SCHEMA`.

    Rows of one place go to one partition as far as possible, so that a clause meets few of the batches.
    """
    profiles.sparkSession.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(AT_ONCE))
    if places := place_columns(profiles.columns):
        profiles = profiles.repartitionByRange(partitions, *places).sortWithinPartitions(*places)
    return profiles.mapInArrow(partial(verdict_batches, order=order), _SCHEMA)


def match_on_spark(profiles: Path, order: BatchOrder, target: Path) -> None:
    """As `assistant.batch.match_file`, but `target` is a folder of Parquet files, as Spark writes them.

    Raises `PolicyMatchError` where Spark is missing, and `InvalidProfile`.
    """
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415 - an extra that few install

        session = local_session()
    except (ImportError, OSError, RuntimeError) as missing:
        remedy = "请安装 Java 17 和 pip install 'policymatch[spark]'，或去掉 --engine"
        raise PolicyMatchError(f"这台机器上还不能用 spark，{remedy}。") from missing
    try:
        frame = session.read.parquet(str(profiles.absolute()))
        partitions = max(2, session.sparkContext.defaultParallelism)
        decided = match_frame(frame, order, partitions=partitions)
        decided.write.mode("overwrite").parquet(str(target.absolute()))
    except PySparkException as failed:
        if told := _INVALID.search(str(failed)):
            raise InvalidProfile(told[1]) from None
        raise
    finally:
        session.stop()
