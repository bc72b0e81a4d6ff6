"""The steps from the files to the examples on Apache Spark, each task with a DuckDB of its own.

Spark does what it is good at: it spreads the files, shuffles rows by problem, retries. Every task
runs the very files of sql/ that one machine runs: 10 for a file, 17 to 40 for the problems of a
partition. What comes back is narrow (keys, ranks, hashes, one prompt per problem); the draw and all
after it run on the driver as they are. Tasks import the project from an archive, so executors need
duckdb, jinja2 and pyarrow alone.
"""

import importlib.util
import json
import os
import platform
import shutil
import socket
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from builder import BuildError, pipeline
from builder.config import COLUMNS, PROJECT, Config
from builder.engine import Engine, Worker
from builder.outputs import PARQUET
from builder.run_files import FileRefusal, Look, state_of

QUERIES = PROJECT / "sql/spark"
# Problems per task: what one DuckDB holds with ease; at least as many as a small cluster has cores.
PARTITION_BYTES, FEWEST_PARTITIONS = 64 << 20, 8
PARTS = "table_name string, part binary"


@dataclass(frozen=True)
class Plan:
    """What every task knows: no row of any file."""

    config: Config
    inputs: pipeline.Inputs
    others: tuple[str, ...]  # columns of the files that are not ours, in the order of the files
    versions: str
    first_ids: tuple[int, ...] = ()  # the result_id of the first row of each file
    held_out: object = None  # the table of that name, as Arrow
    draws: object = None


def versions() -> str:
    """What must be the same on driver and executors: `ast` and DuckDB differ between versions."""
    return f"duckdb {duckdb.__version__}, Python {'.'.join(platform.python_version_tuple()[:2])}"


# ---- in a task -----------------------------------------------------------------------------------


def in_task(function: str, plan: bytes):
    """A function for mapInArrow that runs one of this module's, from the archive, in a task."""

    def task(batches):
        import pickle
        import sys

        try:
            from builder import spark
        except ModuleNotFoundError:
            from pyspark import SparkFiles

            sys.path[:0] = ["runs_to_datasets", f"{SparkFiles.getRootDirectory()}/runs_to_datasets"]
            from builder import spark
        yield from getattr(spark, function)(batches, pickle.loads(plan))

    return task


def read_files(batches: Iterator, plan: Plan) -> Iterator:
    """The rows of each file, and one more that says what was seen of it, or why it is refused."""
    for batch in batches:
        for file_id in batch.column("file_id").to_pylist():
            yield from _read(plan, file_id)


def _read(plan: Plan, file_id: int) -> Iterator:
    import pyarrow as pa

    file = plan.inputs.files[file_id]
    alone = pipeline.Inputs([file], {file: plan.inputs.headers[file]})
    seen: dict[str, object] = {"versions": versions()}
    rows = None
    with (
        tempfile.TemporaryDirectory() as folder,
        Engine(Path(folder), [file.duckdb_name], 1) as engine,
    ):
        try:
            pipeline.read_file(engine, plan.config, alone)
            rows = engine.arrow("results")
            look = alone.looks[file]
            seen |= {"n_rows": look.n_rows, "n_bytes": look.n_bytes, "sha256": look.sha256}
        except FileRefusal as refusal:
            seen["refusal"] = (refusal.cause, refusal.line)
        except BuildError as error:
            seen["error"] = str(error)
    found = {} if rows is None else {name.lower(): name for name in rows.column_names}
    schema = pa.schema(
        [("seen", pa.string()), ("file_id", pa.int32()), ("result_id", pa.int64()),
         ("passed", pa.bool_()), *((name, pa.string()) for name in _texts(plan))]
    )  # fmt: skip
    last = dict.fromkeys(schema.names) | {"seen": json.dumps(seen), "file_id": file_id}
    yield pa.RecordBatch.from_pylist([last], schema=schema)
    if rows is not None:
        columns = []
        for field in schema:
            if field.name == "file_id":
                columns.append(pa.array([file_id] * len(rows), field.type))
            elif field.name.lower() in found:
                columns.append(rows.column(found[field.name.lower()]).cast(field.type))
            else:
                columns.append(pa.nulls(len(rows), field.type))
        yield from pa.Table.from_arrays(columns, schema=schema).to_batches(max_chunksize=10_000)


def _query(name: str) -> str:
    return (QUERIES / f"{name}.sql").read_text(encoding="utf-8")


def _texts(plan: Plan) -> list[str]:
    return [name for name in COLUMNS if name != "passed"] + list(plan.others)


def reduce_problems(batches: Iterator, plan: Plan) -> Iterator:
    """The tables of the problems of a partition, as one row each: its name, and Arrow IPC."""
    import pyarrow as pa

    batches = list(batches)
    if not sum(batch.num_rows for batch in batches):
        return
    with tempfile.TemporaryDirectory() as folder, Engine(Path(folder), threads=1) as engine:
        engine.load("results", pa.Table.from_batches(batches))
        returned = pipeline.reduce_problems(engine, plan.config, plan.held_out, plan.draws)
        for name in returned:
            found = engine.arrow(_query(name) if (QUERIES / f"{name}.sql").exists() else name)
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, found.schema) as stream:
                stream.write_table(found)
            part = {"table_name": [name], "part": [sink.getvalue().to_pybytes()]}
            yield pa.RecordBatch.from_pydict(part)


# ---- on the driver -------------------------------------------------------------------------------


class Cluster:
    """A Spark session for one build, a context manager; pipeline.run asks it what it `makes`."""

    unseen = ("codes", "programs")  # tables that stay in the tasks

    def __init__(self, master: str, config: Config, inputs: pipeline.Inputs):
        if config.source != "csv":
            raise BuildError(f'--engine spark reads CSVs: source = "{config.source}" needs duckdb')
        known = {name.lower() for name in COLUMNS}
        others = {
            name.lower(): name
            for file in reversed(inputs.files)
            for name in reversed(inputs.headers[file].names)
            if name.lower() not in known
        }
        self.plan = Plan(config, inputs, tuple(reversed(others.values())), versions())
        self._states = {file: state_of(file.path) for file in inputs.files}
        self._archive = tempfile.TemporaryDirectory()
        check(master)
        self._is_connect = master.startswith("sc://")
        self._worker = Worker(self)  # a thread for Spark, so that a signal ends its jobs at once
        self.session = None
        self.session = self._call(start, master)
        self.name = f"spark {self.session.version}"

    def __enter__(self) -> "Cluster":
        archive = Path(self._archive.name) / "project.zip"
        with zipfile.ZipFile(archive, "w") as packed:
            for place in ("builder", "sql", "templates"):
                for file in sorted((PROJECT / place).rglob("*")):
                    if file.suffix in (".py", ".sql", ".j2"):
                        packed.write(file, file.relative_to(PROJECT))
        self._call(lambda: self.session.addArtifacts(f"{archive}#runs_to_datasets", archive=True))
        return self

    def __exit__(self, *_) -> None:
        self._worker.close()
        self._archive.cleanup()

    def _call(self, function: Callable, *arguments: object):
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

    def makes(self, table: str, engine: Engine) -> bool:
        """Makes a table of sql/ if that is a cluster's work; else the driver runs its file."""
        makers = {"results": self._results, "held_out": self._held_out, "prompts": self._reduce,
                  "failures": self._failures, "drawn_examples": self._codes}  # fmt: skip
        if table in makers:
            return self._call(makers[table], engine)
        return table in ("near_copies", "problems", "codes", "programs", "solutions",
                         "entry_points", "examples")  # fmt: skip

    def _map(self, rows, function: str, schema: str):
        from pyspark import cloudpickle

        return rows.mapInArrow(in_task(function, cloudpickle.dumps(self.plan)), schema)

    def _results(self, engine: Engine) -> bool:
        """Reads the files; the driver keeps of a row its keys, and a hash in place of its text."""
        import pyarrow as pa
        from pyspark import StorageLevel
        from pyspark.sql import functions as F

        inputs = self.plan.inputs
        n_files = len(inputs.files)
        ids = self.session.createDataFrame(
            pa.table({"file_id": pa.array(range(n_files), pa.int32())})
        )
        columns = ", ".join(f"`{name.replace('`', '``')}` string" for name in _texts(self.plan))
        schema = f"seen string, file_id int, result_id bigint, passed boolean, {columns}"
        read = self._map(ids.repartition(n_files, "file_id"), "read_files", schema)
        self._read = read.persist(StorageLevel.DISK_ONLY)
        told = self._read.where("seen is not null").select("file_id", "seen").toArrow().to_pylist()
        self._take_looks({row["file_id"]: json.loads(row["seen"]) for row in told})
        self._rows = self._read.where("seen is null").drop("seen")
        narrow = self._numbered(self._rows).select(
            "result_id", "file_id", "run_id", "mbpp_id", F.lit("").alias("prompt"),
            F.when(F.col("response") == "", "").otherwise(F.md5("response")).alias("response"),
            "passed", "difficulty", "split", F.lit(None).cast("string").alias("test_cases"),
        )  # fmt: skip
        engine.load("results", narrow.toArrow().sort_by("result_id"))
        pipeline.insert_inputs(engine, inputs)
        return True

    def _take_looks(self, seen: dict[int, dict]) -> None:
        inputs = self.plan.inputs
        first_ids, n_rows = [], 0
        for file_id, file in enumerate(inputs.files):
            told = seen[file_id]
            if told["versions"] != self.plan.versions:
                raise BuildError(
                    f"an executor has {told['versions']}, this machine {self.plan.versions}: "
                    "install the same on both"
                )
            if "refusal" in told:
                raise FileRefusal(file, *told["refusal"])
            if "error" in told:
                raise BuildError(told["error"])
            state = self._states[file]  # as this machine sees it: another has other inodes
            inputs.looks[file] = Look(told["n_bytes"], told["n_rows"], told["sha256"], state)
            first_ids.append(n_rows)
            n_rows += told["n_rows"]
        self.plan = replace(self.plan, first_ids=tuple(first_ids))

    def _numbered(self, rows):
        """Rows with result_id counted over all files, not in their own."""
        from pyspark.sql import functions as F

        firsts = F.array(*[F.lit(first) for first in self.plan.first_ids])
        return rows.withColumn("result_id", F.col("result_id") + firsts[F.col("file_id")])

    def _held_out(self, engine: Engine) -> bool:
        """15 as it is, over each problem's splits and, once it is known to be held out, prompts."""
        import pyarrow as pa

        step = pipeline.step_of("held_out")
        engine.run(step.path.read_text(encoding="utf-8"), where=step.path.name)
        ids = engine.arrow(_query("held_out_problems"))
        held = self.session.createDataFrame(ids.cast(pa.schema([("mbpp_id", pa.string())])))
        prompts = self._rows.join(held.hint("broadcast"), "mbpp_id").select(
            "mbpp_id", "split", "prompt"
        )
        with engine.instead_of("results", prompts.distinct().toArrow()):
            engine.run(step.path.read_text(encoding="utf-8"), where=step.path.name)
        self.plan = replace(self.plan, held_out=engine.arrow("held_out"))
        return True

    def _reduce(self, engine: Engine) -> bool:
        """17 to 40, with instructions and verdicts, per partition of problems."""
        for name, table in self._parts(self._rows).items():
            engine.load(name, table)
        return True

    def _parts(self, rows) -> dict[str, object]:
        import pyarrow as pa

        n_bytes = sum(look.n_bytes for look in self.plan.inputs.looks.values())
        n = max(FEWEST_PARTITIONS, n_bytes // PARTITION_BYTES)
        parts = self._map(self._numbered(rows).repartition(n, "mbpp_id"), "reduce_problems", PARTS)
        found: dict[str, list] = {}
        for row in parts.toArrow().to_pylist():
            found.setdefault(row["table_name"], []).append(
                pa.ipc.open_stream(row["part"]).read_all()
            )
        return {name: pa.concat_tables(tables) for name, tables in found.items()}

    def _failures(self, engine: Engine) -> bool:
        """62 where wrong answers lie, for the problems that were drawn; else the file itself."""
        if not engine.rows("settings")[0]["has_failures"]:
            return False
        drawn = engine.arrow(_query("drawn_problems"))
        self.plan = replace(self.plan, draws=engine.arrow("draws"))
        rows = self._rows.join(self.session.createDataFrame(drawn).hint("broadcast"), "mbpp_id")
        for name, table in self._parts(rows).items():
            engine.load("arrived" if name == "failure_verdicts" else name, table)
        engine.run(_query("fill_verdicts"))
        return True

    def _codes(self, engine: Engine) -> bool:
        """Fetches the text of what was drawn, once; 65 then runs on the driver."""
        ids = engine.arrow(_query("drawn_results"))
        kept = self._numbered(self._rows).join(
            self.session.createDataFrame(ids).hint("broadcast"), "result_id"
        )
        engine.load("arrived", kept.select("result_id", "response").toArrow())
        engine.run(_query("fill_codes"))
        return False

    def write_results(self, engine: Engine) -> None:
        """The rows of all files as Parquet beside the database, their text as keep_results says."""
        self._call(self._write_results, engine)

    def _write_results(self, engine: Engine) -> None:
        from pyspark.sql import functions as F

        rows, keep = self._numbered(self._rows), self.plan.config.keep_results
        if keep == "drawn":
            ids = engine.arrow(_query("drawn_results"))
            drawn = self.session.createDataFrame(ids).withColumn("is_drawn", F.lit(True))
            rows = rows.join(drawn.hint("broadcast"), "result_id", "left")
            rows = rows.withColumn("response", F.when(F.col("is_drawn"), F.col("response")))
        elif keep == "none":
            rows = rows.withColumn("response", F.lit(None).cast("string"))
        order = ("result_id", "file_id", "run_id", "mbpp_id", "prompt", "response", "passed",
                 "difficulty", "split", "test_cases", *self.plan.others)  # fmt: skip
        folder = engine.folder / PARQUET
        rows.select(*(f"`{name.replace('`', '``')}`" for name in order)).write.parquet(str(folder))
        for file in folder.iterdir():
            if file.suffix != ".parquet":
                file.unlink()


def check(master: str) -> None:
    """Raises BuildError, with what to install or start, before Spark would retry for minutes."""
    if importlib.util.find_spec("pyspark") is None:
        raise BuildError("--engine spark: pyspark is not installed: pip install -e '.[spark]'")
    if master.startswith(("sc://", "spark://")):
        host, _, port = (
            master.partition("://")[2].partition("/")[0].partition(",")[0].partition(":")
        )
        port = port.partition(";")[0] or ("15002" if master.startswith("sc://") else "7077")
        try:
            socket.create_connection((host, int(port)), timeout=5).close()
        except (OSError, ValueError) as error:
            raise BuildError(f"{master}: nobody answers there ({error}): start it first") from None
    if not master.startswith("sc://"):
        java = os.environ.get("JAVA_HOME")
        if shutil.which("java") is None and not (java and (Path(java) / "bin/java").exists()):
            raise BuildError(f"--spark-master {master}: no Java: install a JRE 17, or use sc://")


def start(master: str):
    """A session at local[N], local-cluster[...], spark://, yarn, k8s:// or a Connect sc://."""
    import pyspark

    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    warnings.filterwarnings("ignore", module="pyspark", category=FutureWarning)
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR", "spark.sql.execution.arrow.maxRecordsPerBatch": "10000",
        "spark.sql.session.timeZone": "UTC",
    }  # fmt: skip
    builder = SparkSession.builder.appName("runs-to-datasets")
    if master.startswith("sc://"):
        return builder.remote(master).getOrCreate()
    if master.startswith("local-cluster"):
        settings["spark.executor.memory"] = master.rpartition(",")[2].rstrip("]").strip() + "m"
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.master(master).getOrCreate()
