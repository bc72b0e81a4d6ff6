"""One connection for one build: it reads the inputs, writes its own folder, and nothing else.

What is published as it is made goes into its file at once (catalog `build`): half the memory, and
where that is short nothing is spilled that is written anyway. All else is in memory (`work`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from runs_to_datasets.engine.worker import Worker
from runs_to_datasets.errors import BuildError
from runs_to_datasets.places import SQL, label, text_of

if TYPE_CHECKING:
    import pyarrow


class OutOfResources(BuildError):
    """Memory or disk ran out: no fault of any file."""


class Engine:
    """A connection for one build. Use as a context manager; statements run on a thread of its own.

    folder: where it may write; files: the inputs, the only others it may read; attach: opens other
    databases, before the fence closes; is_small: there is too little for more than one thread,
    which would take turns. Errors of DuckDB become BuildError with its first line, `where` in front
    and its hints (which recommend options that lose rows) left out.
    """

    def __init__(
        self,
        folder: Path,
        files: Sequence[Path | str] = (),
        threads: int | None = None,
        memory_limit: str | None = None,
        temp_folder: Path | None = None,
        attach: Sequence[Callable[["Engine"], None]] = (),
        is_small: bool = False,
    ):
        self.folder = folder
        self.database = folder / "build.duckdb"
        temp = temp_folder or folder / "temp"
        config: dict[str, str | bool | int | float | list[str]] = {
            "storage_compatibility_version": "v1.5.0",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": str(temp),
            "preserve_insertion_order": True,
            # Tables in memory gain nothing from checkpoints (1.5 s for a million rows); the file is
            # checkpointed once, at the end, and takes by zstd 0.6 of the time and the size.
            "checkpoint_threshold": "1TB",
            "force_compression": "zstd",
        }
        if threads:
            config["threads"] = threads
        if memory_limit:
            config["memory_limit"] = memory_limit
        try:
            temp.mkdir(parents=True, exist_ok=True)
            self._connection = duckdb.connect(config=config)
        except duckdb.Error as error:
            raise BuildError(f"DuckDB does not start: {first_line(error)}") from None
        except OSError as error:
            raise BuildError(f"{temp}: {error.strerror}: choose another --temp-dir") from None
        self.worker = Worker(self._connection)
        self._catalog = ""
        self.run(
            "set enable_progress_bar = true; set enable_progress_bar_print = false; "
            "attach ':memory:' as work"
        )
        # A build that ends early publishes nothing, so its file needs no log.
        self.run("attach ? as build (recovery_mode no_wal_writes)", [str(self.database)])
        self.make_tables_in("work")
        for open_another in attach:
            open_another(self)
        self.run("set allowed_paths = $paths", {"paths": [str(file) for file in files]})
        self.run(
            "set allowed_directories = $folders",
            {"folders": [f"{name}/" for name in (folder, as_glob(folder), temp)]},
        )
        [(self.n_threads, self.memory_bytes)] = self.run(
            "select current_setting('threads'), "
            "parse_formatted_bytes(current_setting('memory_limit'))"
        )
        if is_small and not threads:
            self.run("set threads = 1")
        self.run("set enable_external_access = false; set lock_configuration = true")

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.close()

    def run(
        self, statements: str, values: object = None, where: str = "DuckDB"
    ) -> list[tuple[Any, ...]]:
        """The rows of the last statement. A signal interrupts it and is raised again."""
        return self.worker.call(self._run, statements, values, where)

    def _run(self, statements: str, values: object, where: str) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(statements, values).fetchall()
        except duckdb.OutOfMemoryException as error:
            raise OutOfResources(
                f"{where}: out of memory ({first_line(error)}): raise --memory-limit, lower "
                "--threads, or name a roomier --temp-dir"
            ) from None
        except duckdb.Error as error:
            text = first_line(error)
            # GZIP is the one reading fault among them; a failed commit is no IOException.
            is_disk = isinstance(error, duckdb.IOException) and "GZIP" not in text
            if is_disk or "No space left on device" in text:
                raise OutOfResources(f"{where}: {text}: see that the disk is not full") from None
            raise BuildError(f"{where}: {text}") from error

    def make_tables_in(self, catalog: str) -> None:
        """Where `create table` puts its table from here on; names are found in both catalogs."""
        if catalog == self._catalog:
            return
        self.run(f"set search_path = '{catalog},{'work' if catalog == 'build' else 'build'}'")
        self._catalog = catalog

    def set_variable(self, name: str, value: object) -> None:
        """A variable for read_csv and COPY, which take no bound parameters. `name` is ours."""
        self.run(f"set variable {name} = $value", {"value": value})

    def insert(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        """Appends rows to a table of 00_settings.sql, as bound lists, one for each column."""
        columns = [list(column) for column in zip(*rows, strict=True)]
        if columns:
            self.run(
                f"insert into {table} select " + ", ".join(["unnest(?)"] * len(columns)), columns
            )

    def run_file(self, file: Path) -> list[tuple[Any, ...]]:
        """Runs a file of SQL; the rows of its last statement. An error names the file."""
        return self.run(text_of(file), where=label(file))

    def statements_of(self, file: Path) -> list[str]:
        """The statements of a file, each by itself; an error of the parser names the file."""
        try:
            found = self._connection.extract_statements(text_of(file))
        except duckdb.Error as error:
            raise BuildError(f"{label(file)}: {first_line(error)}") from error
        return [statement.query for statement in found]

    def rows(self, query: str, where: str = "DuckDB") -> list[dict[str, Any]]:
        """The rows of a query (or of a table, in its order), as dictionaries."""
        rows = self.run(_query_of(query), where=where)
        names = [column[0] for column in self._connection.description or ()]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def types(self, query: str) -> list[tuple[str, Any]]:
        """The columns of a query: their names, and their types as DuckDB's Python has them."""
        self.run(f"select * from ({query}) limit 0")
        return [(name, type_) for name, type_, *_ in self._connection.description or ()]

    def arrow(self, query: str) -> "pyarrow.Table":
        """The rows of a query (or of a table) as a pyarrow Table, for a cluster."""
        return self.worker.call(self._arrow, _query_of(query))

    def _arrow(self, query: str) -> "pyarrow.Table":
        try:
            return self._connection.sql(query).to_arrow_table()
        except duckdb.Error as error:
            raise BuildError(f"DuckDB: {first_line(error)}") from error

    def load(self, table: str, rows: "pyarrow.Table") -> None:
        """Makes a table of a pyarrow Table, in the place of one that is there."""
        self.worker.call(self._load, table, rows)

    def _load(self, table: str, rows: "pyarrow.Table") -> None:
        self._connection.register("arriving", rows)
        try:
            self._run(f"create or replace table {table} as from arriving", None, "DuckDB")
        finally:
            self._connection.unregister("arriving")

    def tables_of(self, database: str) -> set[str]:
        """The tables of a database that is attached under a name; views are none."""
        self.set_variable("database", database)
        return {name for (name,) in self.run_file(SQL / "python/tables_of.sql")}

    def count(self, table: str) -> int:
        """How many rows a table has."""
        [(n_rows,)] = self.run(f"select count(*) from {table}")
        return int(n_rows)


def _query_of(query: str) -> str:
    return query if " " in query else f"from {query}"


def as_glob(path: Path | str) -> str:
    """A path as DuckDB's readers take it: names, in a list too, are still expanded as globs."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


def first_line(error: Exception) -> str:
    """What DuckDB says without its hints: they recommend options that lose rows in silence."""
    text = re.split(r"\n\s*(?:Possible|LINE|Hint|Try |\* )", str(error))[0]
    if inner := re.search(r'"exception_message":"((?:[^"\\]|\\.)*)"', text):
        text = inner[1].replace('\\"', '"')
    text = re.sub(r"\s+", " ", text).strip().rstrip(".")
    return text if len(text) <= 300 else text[:299] + "…"
