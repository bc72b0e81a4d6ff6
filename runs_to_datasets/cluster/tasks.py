"""What runs in a task of Spark: a file, or the problems of a partition, in a DuckDB of its own.

Imported on executors from an archive of the project, so they need duckdb, jinja2 and pyarrow alone.
"""

import json
import platform
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from runs_to_datasets.config.config import Config
from runs_to_datasets.config.keys import COLUMNS
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.errors import BuildError
from runs_to_datasets.execution import sandbox
from runs_to_datasets.inputs.files import FileRefusal
from runs_to_datasets.inputs.inputs import Inputs
from runs_to_datasets.inputs.readers import reader_of
from runs_to_datasets.library import Library
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.completions import EXECUTED
from runs_to_datasets.pipeline.run import make_macros, read_file, run_steps
from runs_to_datasets.pipeline.steps import ONE_PROBLEM, steps
from runs_to_datasets.places import SQL, text_of

# Columns beside those of the run files, which may have any name.
SEEN, TABLE, PART = "what was seen of a file", "name of a table", "part of a table"
# A part of a table on its way, as Arrow IPC; mbpp_id: one of its problems, where it stays.
PARTS = {"mbpp_id": "string", TABLE: "string", PART: "binary"}
MOST_ROWS = 10_000  # of a table in one part


@dataclass(frozen=True)
class Plan:
    """What every task knows: no row of any file."""

    config: Config
    inputs: Inputs
    others: tuple[str, ...]  # columns of the files that are not ours, in the order of the files
    versions: str
    first_ids: tuple[int, ...] = ()  # the result_id of the first row of each file
    shipped: dict[str, pa.Table] = field(default_factory=dict)  # tables that one machine has made
    wanted: tuple[str, ...] = ()  # the tables that the driver asks for
    made: tuple[str, ...] = ()  # the tables to make for that
    kept: tuple[str, ...] = ()  # those of them that stay on the cluster, for later groups


def versions() -> str:
    """What must be the same on driver and executors: `ast` and DuckDB differ between versions."""
    return f"duckdb {duckdb.__version__}, Python {'.'.join(platform.python_version_tuple()[:2])}"


def in_task(function: str, plan: bytes) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """A function for mapInArrow that runs one of this module's, from the archive, in a task."""

    def task(batches: Iterator[Any]) -> Iterator[Any]:
        import pickle
        import sys

        try:
            from runs_to_datasets.cluster import tasks
        except ModuleNotFoundError:
            from pyspark import SparkFiles

            name = "archive-of-runs-to-datasets"
            sys.path[:0] = [name, f"{SparkFiles.getRootDirectory()}/{name}"]
            from runs_to_datasets.cluster import tasks
        yield from getattr(tasks, function)(batches, pickle.loads(plan))

    return task


def text_columns(plan: Plan) -> list[str]:
    """The columns of `results` that are texts, the files' own among them."""
    return [name for name in COLUMNS if name != "passed"] + list(plan.others)


def read_files(batches: Iterator[pa.RecordBatch], plan: Plan) -> Iterator[pa.RecordBatch]:
    """The rows of each file, and one more that says what was seen of it, or why it is refused."""
    for batch in batches:
        for file_id in batch.column("file_id").to_pylist():
            yield from _read(plan, file_id)


def _read(plan: Plan, file_id: int) -> Iterator[pa.RecordBatch]:
    library = Library(plan.config["extend.folder"])
    record = plan.inputs.records[file_id]
    alone = Inputs(reader_of(plan.config, library), [record])
    seen: dict[str, object] = {"versions": versions()}
    rows = None
    with (
        tempfile.TemporaryDirectory() as folder,
        Engine(Path(folder), [record.file.duckdb_name], 1) as engine,
    ):
        try:
            if plan.config["tests.run"]:  # or hours later the first program would find no walls
                sandbox.check(plan.config["tests.sandbox"])
            build = Build(engine, plan.config, library, alone)
            make_macros(build)
            read_file(build)
            rows = engine.arrow("results")
            seen["audit"] = asdict(record.audited)
        except FileRefusal as refusal:
            seen["refusal"] = (refusal.cause, refusal.line)
        except BuildError as error:
            seen["error"] = str(error)
    found = {} if rows is None else {name.lower(): name for name in rows.column_names}
    schema = pa.schema(
        [(SEEN, pa.string()), ("file_id", pa.int32()), ("result_id", pa.int64()),
         ("passed", pa.bool_()), ("says_mbpp", pa.bool_()), ("sample_number", pa.int64()),
         *((name, pa.string()) for name in text_columns(plan))]
    )  # fmt: skip
    last = dict.fromkeys(schema.names) | {SEEN: json.dumps(seen), "file_id": file_id}
    yield pa.RecordBatch.from_pylist([last], schema=schema)
    if rows is not None:
        columns = []
        for column in schema:
            if column.name == "file_id":
                columns.append(pa.array([file_id] * len(rows), column.type))
            elif column.name.lower() in found:
                columns.append(rows.column(found[column.name.lower()]).cast(column.type))
            else:
                columns.append(pa.nulls(len(rows), column.type))
        yield from pa.Table.from_arrays(columns, schema=schema).to_batches(max_chunksize=10_000)


def needed(wanted: tuple[str, ...], kept: Collection[str]) -> tuple[list[str], list[str]]:
    """(tables that a task must make, tables that it must be given) for the ones that are wanted.

    Both follow from what the headers of sql/ say is read; `results` is there. kept: tables that
    earlier tasks made and left on the cluster; they are given. So is what programs did, where it is
    not wanted: it came to the driver before, and they might do otherwise now.
    """
    made: list[str] = []
    given: list[str] = []
    open_tables = set(wanted)
    for step in reversed(steps()):
        if step.table not in open_tables or step.table == "results":
            continue
        is_known = step.table in kept or step.table in EXECUTED and step.table not in wanted
        if step.scope == ONE_PROBLEM and not is_known:
            made.insert(0, step.table)
            open_tables |= set(step.reads)
        else:
            given.append(step.table)
    return made, given


def reduce_problems(batches: Iterator[pa.RecordBatch], plan: Plan) -> Iterator[pa.RecordBatch]:
    """The wanted tables of the problems of a partition, and those that are kept: rows of PARTS.

    The partition holds rows of `results`, and parts of tables that were kept before. What is
    returned of a table is sql/spark/<table>.sql where there is such a file, else all of it; what is
    kept has one of the problems beside it, so that it comes to the same partition again.
    """
    arrived = list(batches)
    if not sum(batch.num_rows for batch in arrived):
        return  # no problem came to this partition
    found = pa.Table.from_batches(arrived)
    is_part = found.column_names[-len(PARTS) + 1 :] == list(PARTS)[1:]
    rows = found.filter(pc.is_null(found[PART])).drop_columns([TABLE, PART]) if is_part else found
    if not len(rows):
        return
    library = Library(plan.config["extend.folder"])
    with tempfile.TemporaryDirectory() as folder, Engine(Path(folder), threads=1) as engine:
        build = Build(engine, plan.config, library, plan.inputs)
        make_macros(build)
        engine.load("results", rows)
        if is_part:
            for name, table in joined(found.filter(pc.is_valid(found[PART]))).items():
                engine.load(name, table)
        for name, table in plan.shipped.items():
            engine.load(name, table)
        run_steps((step for step in steps() if step.table in plan.made), build)
        for name in plan.wanted:
            narrow = SQL / "spark" / f"{name}.sql"
            narrowed = engine.arrow(text_of(narrow) if narrow.exists() else name)
            yield from _parts(None, name, narrowed)
        for name in plan.kept:
            yield from _parts(rows["mbpp_id"][0].as_py(), name, engine.arrow(name))


def _parts(mbpp_id: str | None, name: str, rows: pa.Table) -> Iterator[pa.RecordBatch]:
    """A table as rows of PARTS, some thousand of its own in each; at least one, for its columns."""
    for start in range(0, max(len(rows), 1), MOST_ROWS):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as stream:
            stream.write_table(rows.slice(start, MOST_ROWS))
        part = (mbpp_id, name, sink.getvalue().to_pybytes())
        schema = pa.schema([(column, getattr(pa, kind)()) for column, kind in PARTS.items()])
        yield pa.RecordBatch.from_pylist([dict(zip(PARTS, part, strict=True))], schema=schema)


def joined(parts: pa.Table) -> dict[str, pa.Table]:
    """{name: table} of rows of PARTS."""
    found: dict[str, list[pa.Table]] = {}
    for row in parts.select([TABLE, PART]).to_pylist():
        table = pa.ipc.open_stream(row[PART]).read_all()
        found.setdefault(row[TABLE], []).append(table)
    return {name: pa.concat_tables(tables) for name, tables in found.items()}
