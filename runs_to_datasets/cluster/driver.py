"""The steps on Apache Spark, each task with a DuckDB of its own.

Spark does what it is good at: it spreads the files, shuffles rows by problem, retries. Every task
runs the files of sql/ that one machine runs, by the Scope in their headers: `one file` where a file
is read, `one problem` for the problems of a partition. What comes back is narrow (keys, ranks,
hashes, one prompt per problem); steps of scope `all` run on the driver as they are.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from runs_to_datasets.cluster.session import check, start
from runs_to_datasets.cluster.tasks import (
    PART,
    PARTS,
    SEEN,
    TABLE,
    Plan,
    in_task,
    joined,
    needed,
    text_columns,
    versions,
)
from runs_to_datasets.config.config import Config
from runs_to_datasets.config.keys import COLUMNS
from runs_to_datasets.engine.worker import Worker
from runs_to_datasets.errors import BuildError
from runs_to_datasets.inputs.audit import Audit
from runs_to_datasets.inputs.files import FileRefusal
from runs_to_datasets.inputs.inputs import Inputs
from runs_to_datasets.outputs.names import PARQUET
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.steps import ONE_PROBLEM, Step, step_of, steps
from runs_to_datasets.places import CARRIED, PACKAGE, ROOT, SQL, text_of

T = TypeVar("T")
ARCHIVE = "archive-of-runs-to-datasets"  # not the package's name: tasks import that from inside it
# Problems per task: what one DuckDB holds with ease, or what is worth the start of one, up to as
# many tasks as a small cluster has cores.
PARTITION_BYTES, WORTH_A_TASK, SMALL_CLUSTER = 64 << 20, 1 << 20, 8


class SparkCluster:
    """A Spark session for one build, a context manager; pipeline.run asks it to make tables."""

    def __init__(self, master: str, config: Config, inputs: Inputs):
        if config["source"] != "csv":
            source = config["source"]
            raise BuildError(f'--engine spark reads CSVs: source = "{source}" needs duckdb')
        known = {name.lower() for name in COLUMNS}
        others = {
            name.lower(): name
            for record in reversed(inputs.records)
            for name in reversed([column.name for column in record.known_header.columns])
            if name.lower() not in known
        }
        self.plan = Plan(config, inputs, tuple(reversed(others.values())), versions())
        self._archive = tempfile.TemporaryDirectory()
        self._read: Any = None
        self._rows: Any = None
        self._kept: dict[str, Any] = {}  # {table: its parts, on the cluster}
        self._of_drawn: set[str] = set()  # those of them that were made for drawn problems alone
        check(master)
        self._is_connect = master.startswith("sc://")
        self._worker = Worker(self)  # a thread for Spark, so that a signal ends its jobs at once
        self.session: Any = None
        self.session = self._call(start, master)
        self.name = f"spark {self.session.version}"

    def __enter__(self) -> "SparkCluster":
        archive = Path(self._archive.name) / "project.zip"
        with zipfile.ZipFile(archive, "w") as packed:
            for file, name in carried_files():
                packed.write(file, name)
        self._call(lambda: self.session.addArtifacts(f"{archive}#{ARCHIVE}", archive=True))
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()
        self._archive.cleanup()

    def _call(self, function: Callable[..., T], *arguments: object) -> T:
        """What the function returns; what Spark says of a fault in one line."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            return self._worker.call(function, *arguments)
        except (PySparkException, Py4JError) as error:
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            cause = next((line for line in reversed(lines) if "Error: " in line), lines[0])
            raise BuildError(f"Spark: {cause[:300]}: see its logs") from None

    def interrupt(self) -> None:
        """Ends the running jobs; for Worker."""
        if self.session is not None and self._is_connect:
            self.session.interruptAll()
        elif self.session is not None:
            self.session.sparkContext.cancelAllJobs()

    def query_progress(self) -> float:
        """Not known; for Worker."""
        return -1

    def close(self) -> None:
        """Ends the session; for Worker."""
        if self.session is not None:
            self.session.stop()

    def make(self, step: Step, build: Build) -> bool:
        """Makes the table of a step whose scope is a file or a problem; False for the others.

        Steps of scope `one problem` that follow each other are made at once, by their first one.
        """
        if step.table == "results":
            self._call(self._results, build)
        elif step.scope != ONE_PROBLEM:
            return False
        elif step == group_of(step)[0]:
            self._call(self._reduce, group_of(step), build)
        return True

    def _map(self, rows: Any, function: str, schema: str) -> Any:
        from pyspark import cloudpickle

        return rows.mapInArrow(in_task(function, cloudpickle.dumps(self.plan)), schema)

    def _results(self, build: Build) -> None:
        """Reads the files; the driver keeps of a row its keys, and a hash in place of its text."""
        from pyspark import StorageLevel
        from pyspark.sql import functions as F

        engine, inputs = build.engine, self.plan.inputs
        n_files = len(inputs.records)
        ids = self.session.createDataFrame(
            pa.table({"file_id": pa.array(range(n_files), pa.int32())})
        )
        columns = ", ".join(f"{_quoted(name)} string" for name in text_columns(self.plan))
        schema = f"{_quoted(SEEN)} string, file_id int, result_id bigint, passed boolean, "
        schema += "says_mbpp boolean, sample_number bigint, " + columns
        read = self._map(ids.repartition(n_files, "file_id"), "read_files", schema)
        self._read = read.persist(StorageLevel.DISK_ONLY)
        seen = F.col(_quoted(SEEN))
        told = self._read.where(seen.isNotNull()).select("file_id", seen).toArrow().to_pylist()
        self._take_audits({row["file_id"]: json.loads(row[SEEN]) for row in told})
        self._rows = self._read.where(seen.isNull()).drop(SEEN)
        narrow = self._numbered(self._rows).select(
            "result_id", "file_id", "run_id", "mbpp_id", F.lit("").alias("prompt"),
            F.when(F.col("response") == "", "").otherwise(F.md5("response")).alias("response"),
            "passed", "says_mbpp", "sample_number", "difficulty", "split",
            F.lit(None).cast("string").alias("test_cases"),
        )  # fmt: skip
        engine.load("results", narrow.toArrow().sort_by("result_id"))
        inputs.reader.insert_inputs(engine, inputs)
        inputs.insert_audits(engine)

    def _take_audits(self, seen: dict[int, dict[str, Any]]) -> None:
        first_ids, n_rows = [], 0
        for file_id, record in enumerate(self.plan.inputs.records):
            told = seen[file_id]
            if told["versions"] != self.plan.versions:
                raise BuildError(
                    f"an executor has {told['versions']}, this machine {self.plan.versions}: "
                    "install the same on both"
                )
            if "refusal" in told:
                raise FileRefusal(record.file, *told["refusal"])
            if "error" in told:
                raise BuildError(told["error"])
            record.audit = Audit(**told["audit"])
            first_ids.append(n_rows)
            n_rows += record.audit.n_rows or 0
        self.plan = replace(self.plan, first_ids=tuple(first_ids))

    def _numbered(self, rows: Any) -> Any:
        """Rows with result_id counted over all files, not in their own."""
        from pyspark.sql import functions as F

        firsts = F.array(*[F.lit(first) for first in self.plan.first_ids])
        return rows.withColumn("result_id", F.col("result_id") + firsts[F.col("file_id")])

    def _reduce(self, group: list[Step], build: Build) -> None:
        """Steps of scope `one problem`, per partition of problems; none for an undrawn one."""
        engine = build.engine
        wanted = tuple(step.table for step in group if step.is_published)
        made, given = needed(wanted, self._kept)
        shipped = {name: engine.arrow(name) for name in given if name not in self._kept}
        kept = tuple(name for name in made if not step_of(name).is_published)
        self.plan = replace(self.plan, shipped=shipped, wanted=wanted, made=tuple(made), kept=kept)
        rows = self._numbered(self._rows)
        if "draws" in given or not self._of_drawn.isdisjoint(given):
            drawn = pa.table({"mbpp_id": engine.arrow("draws")["mbpp_id"].unique()})
            rows = rows.join(self.session.createDataFrame(drawn).hint("broadcast"), "mbpp_id")
            self._of_drawn |= set(kept)
        for name in given:
            if name in self._kept:
                rows = rows.unionByName(self._kept[name], allowMissingColumns=True)
        for name, table in joined(self._parts(rows)).items():
            engine.load(name, table)

    def _parts(self, rows: Any) -> pa.Table:
        """What tasks return of these rows; what they keep stays on the cluster."""
        from pyspark import StorageLevel
        from pyspark.sql import functions as F

        n_bytes = sum(record.audited.n_bytes for record in self.plan.inputs.records)
        n = max(n_bytes // PARTITION_BYTES, min(2 + n_bytes // WORTH_A_TASK, SMALL_CLUSTER))
        schema = ", ".join(f"{_quoted(name)} {kind}" for name, kind in PARTS.items())
        parts = self._map(rows.repartition(n, "mbpp_id"), "reduce_problems", schema)
        stays = F.col("mbpp_id").isNotNull()
        if self.plan.kept:
            parts = parts.persist(StorageLevel.DISK_ONLY)
        for name in self.plan.kept:
            self._kept[name] = parts.where(stays & (F.col(_quoted(TABLE)) == name))
        return parts.where(~stays).select(*map(_quoted, (TABLE, PART))).toArrow()

    def write_results(self, build: Build) -> None:
        """The rows of all files as Parquet beside the database, their text as keep_results says."""
        self._call(self._write_results, build)

    def _write_results(self, build: Build) -> None:
        from pyspark.sql import functions as F

        engine = build.engine
        rows, keep = self._numbered(self._rows), self.plan.config["keep_results"]
        if keep == "drawn":
            ids = engine.arrow(text_of(SQL / "spark/drawn_results.sql"))
            drawn = self.session.createDataFrame(ids).withColumn("is_drawn", F.lit(True))
            rows = rows.join(drawn.hint("broadcast"), "result_id", "left")
            rows = rows.withColumn("response", F.when(F.col("is_drawn"), F.col("response")))
        elif keep == "none":
            rows = rows.withColumn("response", F.lit(None).cast("string"))
        order = ("result_id", "file_id", "run_id", "mbpp_id", "prompt", "response", "passed",
                 "says_mbpp", "sample_number", "difficulty", "split", "test_cases",
                 *self.plan.others)  # fmt: skip
        folder = engine.folder / PARQUET
        rows.select(*map(_quoted, order)).write.parquet(str(folder))
        for file in folder.iterdir():
            if file.suffix != ".parquet":
                file.unlink()


def group_of(step: Step) -> list[Step]:
    """The steps of scope `one problem` around a step that follow each other without another."""
    every = steps()
    place = every.index(step)
    before = takewhile(lambda other: other.scope == ONE_PROBLEM, reversed(every[:place]))
    after = takewhile(lambda other: other.scope == ONE_PROBLEM, every[place:])
    return [*reversed([*before]), *after]


def carried_files() -> Iterator[tuple[Path, str]]:
    """(file, its name in an archive) of all that a task imports and reads, as a wheel has it."""
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file, f"{PACKAGE.name}/{file.relative_to(PACKAGE)}"
    for name in CARRIED:
        place = ROOT / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.suffix in (".sql", ".j2", ".toml"):
                yield file, f"{PACKAGE.name}/{file.relative_to(ROOT)}"


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
