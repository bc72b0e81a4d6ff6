"""results.duckdb: all tables with their headers as comments and the kept questions, for SQL.

A build that leaves texts out writes it in a second process, run as this module: DuckDB does not
clear what a block of its file leaves unused, so old memory stands there, of a hundred thousand
responses up to a thousand as they came. That process never held them.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from runs_to_datasets.engine.connection import Engine, as_glob
from runs_to_datasets.errors import BuildError
from runs_to_datasets.inputs.files import sha256_of
from runs_to_datasets.library import Library, verbatim
from runs_to_datasets.outputs import explore
from runs_to_datasets.outputs.names import DATABASE, HASHES, MANIFEST, PARQUET
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.run import Cluster, published_as_made
from runs_to_datasets.pipeline.settings import settings_columns
from runs_to_datasets.pipeline.steps import macro_comments, macro_files, published, step_of
from runs_to_datasets.places import PACKAGE, text_of
from runs_to_datasets.screen import Screen

TABLES = "tables"  # a folder: the tables of a database that is still to be written
VIEWS = "views.json"  # and in it what views it is to hold
OWN_COLUMN = "a column of the run files, as written"


def write_database(build: Build, screen: Screen, cluster: Cluster | None = None) -> dict[str, int]:
    """Completes results.duckdb, or writes what finish() makes it of. Returns {table: rows}.

    With a cluster the responses themselves are Parquet beside it, written where they lie.
    """
    engine, keep_results = build.engine, build.config["keep_results"]
    tables = [name for name in published() if cluster is None or name != "results"]
    views = explore.views(build, tables, screen)
    if cluster is None and keep_results != "all":
        return _write_tables(build, tables, views)
    in_file = published_as_made(build, cluster)
    engine.make_tables_in("build")
    places: dict[str, dict[str, object]] = {
        name: {"is_in_file": name in in_file} for name in tables
    }
    statements = _database(engine, places, views, keep_results)
    engine.run(statements, where="templates/database.sql.j2")
    engine.make_tables_in("work")
    if cluster is not None:
        cluster.write_results(build)
    return {name: engine.count(f"build.{name}" if name in tables else name) for name in published()}


def _write_tables(build: Build, tables: list[str], views: list[explore.View]) -> dict[str, int]:
    """The tables as Parquet and the views as JSON, for the second process."""
    engine = build.engine
    (engine.folder / TABLES).mkdir()
    (engine.folder / TABLES / VIEWS).write_text(json.dumps(views), encoding="utf-8")
    n_rows = {}
    for name in tables:
        table = {"name": name, "file": str(engine.folder / TABLES / f"{name}.parquet")}
        keep = build.config["keep_results"]
        copy = build.library.sql("table.sql.j2", table=table, keep_results=keep)
        [(n_rows[name],)] = engine.run(copy, where="templates/table.sql.j2")
    return n_rows


def _database(
    engine: Engine,
    tables: dict[str, dict[str, object]],
    views: list[explore.View],
    keep_results: str | None = None,
) -> str:
    """The statements of results.duckdb; `tables` says where each is: is_in_file, or its file."""
    return Library().sql(
        "database.sql.j2",
        macros=verbatim("\n".join(text_of(file) for file in macro_files())),
        macro_comments=macro_comments(),
        types={"fate": step_of("fates").columns["fate"]},
        tables=[
            {"file": None, "is_in_file": False}
            | place
            | {"name": name, "comment": step_of(name).purpose}
            | {"columns": _columns(engine, name, place)}
            for name, place in tables.items()
        ],
        views=[explore.in_template(view) for view in views],
        keep_results=keep_results,
    )


def _columns(engine: Engine, table: str, place: dict[str, object]) -> dict[str, str]:
    """{column: what it is}; the run files may have columns of their own in `results`."""
    if table == "settings":
        return settings_columns()
    told = step_of(table).columns
    if table != "results":
        return told
    if file := place.get("file"):
        query = Library().sql("columns.sql.j2", file=file)
    else:
        query = Library().sql("columns.sql.j2", file=None)
    return {name: told.get(name, OWN_COLUMN) for name, *_ in engine.run(query)}


def database_of_tables(folder: Path, *limits: object) -> None:
    """build.duckdb of the Parquet files in the folder's tables/; limits: those of Engine."""
    files = {path.stem: path for path in (folder / TABLES).glob("*.parquet")}
    places: dict[str, dict[str, object]] = {
        name: {"file": as_glob(files[name])} for name in published() if name in files
    }
    views = json.loads(text_of(folder / TABLES / VIEWS))
    with Engine(folder, (), *limits) as engine:  # type: ignore[arg-type]
        engine.make_tables_in("build")
        engine.run(_database(engine, places, views), where="templates/database.sql.j2")


def finish(folder: Path, lock: int, *limits: object) -> None:
    """Gives the closed database its name, and hashes what no hash in the manifest can cover.

    lock: the descriptor that keeps other builds out, and limits: those of Engine, both for the
    process that writes a database without all responses.
    """
    if (folder / TABLES).exists():
        (folder / "build.duckdb").unlink()
        _write_elsewhere(folder, lock, *limits)
        shutil.rmtree(folder / TABLES)
    (folder / "build.duckdb").rename(folder / DATABASE)
    shutil.rmtree(folder / "temp", ignore_errors=True)
    parquet = sorted(f"{PARQUET}/{file.name}" for file in (folder / PARQUET).glob("*"))
    names = (DATABASE, MANIFEST, *parquet)
    lines = [f"{sha256_of(folder / name)}  {name}\n" for name in names]
    (folder / HASHES).write_text("".join(lines), encoding="utf-8")


def _write_elsewhere(folder: Path, lock: int, *limits: object) -> None:
    """database_of_tables() in a second process.

    It ends when its standard input does, so with this one, and holds the lock for as long as it
    lives: no other build meets it in the folder.
    """
    with subprocess.Popen(
        [sys.executable, "-m", __name__, str(folder), json.dumps(limits, default=str)],
        cwd=PACKAGE.parent, text=True, start_new_session=True, pass_fds=[lock],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            assert process.stderr is not None
            said = process.stderr.read().strip().splitlines() or ["its process ended early"]
            is_done = process.wait() == 0
        except BaseException:
            process.kill()
            raise
    if not is_done:
        raise BuildError(f"{DATABASE} was not written: {said[-1]}")


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing is ever sent: it returns when the pipe closes
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        threads, memory_limit, temp_folder = json.loads(sys.argv[2])
        database_of_tables(
            Path(sys.argv[1]), threads, memory_limit, temp_folder and Path(temp_folder)
        )
    except BuildError as error:
        sys.exit(str(error))
