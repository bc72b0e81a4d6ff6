"""Questions about a build: results.duckdb, where no statement can change or reach anything.

The file may be anybody's, so every command opens it here, behind one fence: not before its hash is
right, read-only, without files, network and extensions, its settings locked, with no views but
questions that read its tables. What is spilled goes to a folder of its own, never into the
published one.
"""

import re
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from runs_to_datasets.engine.connection import as_glob
from runs_to_datasets.engine.temporary import temporary_folder
from runs_to_datasets.engine.worker import Worker
from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.inputs.files import sha256_of
from runs_to_datasets.outputs.names import DATABASE, HASHES, MANIFEST, PARQUET
from runs_to_datasets.places import SQL, command, text_of

INSPECT = SQL / "inspect"
FENCE = INSPECT / "fence.sql"


@dataclass(frozen=True)
class Answer:
    """What a query gave: the names of its columns, and its rows."""

    header: list[str]
    rows: list[tuple[Any, ...]]


def no_build(folder: Path) -> BuildError:
    """The refusal of a folder that holds no build."""
    return BuildError(f"{folder}: no build there: make one with `{command()} datasets`")


def hashes_of(folder: Path) -> dict[str, str]:
    """{file: sha256} of what the manifest cannot cover, as the build left it.

    BuildError where that is missing or changed.
    """
    if not folder.is_dir():
        raise no_build(folder)
    file = folder / HASHES
    try:
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
    except (OSError, ValueError):
        text = ""
    hashes = {name: digest for digest, name in re.findall(r"^([0-9a-f]{64})  (.+)$", text, re.M)}
    if text.count("\n") != len(hashes) or not {DATABASE, MANIFEST} <= set(hashes):
        raise BuildError(
            f"{shown(file)}: missing or changed, so nothing tells what was published: copy the "
            "whole folder of a build, or build again"
        )
    return hashes


def _check_database(folder: Path) -> None:
    """Raises BuildError for a database that is not what was published."""
    database = folder / DATABASE
    if not database.is_file():
        raise no_build(folder)
    expected = hashes_of(folder)[DATABASE]
    try:
        if sha256_of(database) != expected:
            raise BuildError(f"{shown(database)}: not what {HASHES} says: build again, or copy it")
    except OSError as error:
        raise BuildError(f"{shown(database)}: cannot be read: {error.strerror}") from None
    log = folder / f"{DATABASE}.wal"
    if log.exists():
        raise BuildError(f"{shown(log)}: not of this build: remove it")


def _foreign_view(database: Path, config: dict[str, Any]) -> str | None:
    """The name of a view that is no question of a build.

    Looked for from beside the database: a macro in it may have the name of any function.
    """
    with duckdb.connect(config=config) as connection:
        connection.execute("attach ? as published (read_only)", [str(database)])
        connection.execute(text_of(FENCE))
        connection.execute(text_of(SQL / "macros/65_questions.sql"))
        found = connection.execute(text_of(INSPECT / "views.sql")).fetchone()
    return str(found[0]) if found else None


class Results:
    """The tables of a published build. A context manager; BuildError for another database."""

    def __init__(self, folder: Path):
        _check_database(folder)
        self.database = folder / DATABASE
        self._open = ExitStack()
        with ExitStack() as stack:
            self.temp_folder = stack.enter_context(temporary_folder())
            config: dict[str, Any] = {
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "temp_directory": str(self.temp_folder),
            }
            try:
                view = _foreign_view(self.database, config)
                self._connection = stack.enter_context(
                    duckdb.connect(str(self.database), read_only=True, config=config)
                )
                self._connection.execute("set enable_progress_bar = false")
                parquet = sorted(map(str, (folder / PARQUET).resolve().glob("*.parquet")))
                self._connection.execute("set allowed_paths = $files", {"files": parquet})
                self._connection.execute(text_of(FENCE))
                self._has_parquet = bool(parquet)
                self._see_parquet(parquet)
            except duckdb.Error as error:
                text = str(error).splitlines()[0]
                raise BuildError(f"{shown(self.database)}: cannot be read: {text}") from None
            if view:
                raise BuildError(
                    f"{shown(self.database)}: the view {shown(view)} in it is not of a "
                    "build: build again"
                )
            self._worker = Worker(self._connection)
            self._open = stack.pop_all()

    def _see_parquet(self, files: list[str]) -> None:
        """A view `results` of the responses that a build on a cluster left beside the database."""
        if files:
            names = {"files": [as_glob(file) for file in files]}
            self._connection.execute("set variable results_files = $files", names)
            self._connection.execute(text_of(INSPECT / "results_in_parquet.sql"))

    def __enter__(self) -> "Results":
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()
        self._open.close()

    def ask(self, statement: str, limit: int | None = None, timeout: float | None = None) -> Answer:
        """The answer to the last statement: `limit` rows at most, within `timeout` seconds."""
        timer = threading.Timer(timeout, self._connection.interrupt) if timeout else None
        if timer:
            timer.start()
        try:
            statement.encode("utf-8")
            return self._worker.call(self._ask, statement, limit)
        except UnicodeEncodeError:
            raise BuildError("the statement is not UTF-8 text") from None
        except duckdb.InterruptException:
            raise BuildError(f"stopped after {timeout:g} seconds: raise --timeout") from None
        except duckdb.Error as error:
            raise BuildError(self._explained(str(error))) from None
        finally:
            if timer:
                timer.cancel()

    def _ask(self, statement: str, limit: int | None) -> Answer:
        if self._has_parquet:  # what may be read may be written too, by COPY
            found = self._connection.extract_statements(statement)
            if any(one.type != duckdb.StatementType.SELECT for one in found):
                raise BuildError("a build on a cluster answers nothing but select")
        cursor = self._connection.execute(statement)
        if cursor is None or cursor.description is None:
            raise BuildError("no statement in it that answers anything")
        header = [column[0] for column in cursor.description]
        return Answer(header, cursor.fetchall() if limit is None else cursor.fetchmany(limit))

    def table(self, name: str) -> Answer:
        """All of a table, in its order."""
        try:
            relation = self._connection.table(name)
            return Answer(relation.columns, relation.fetchall())
        except duckdb.Error as error:
            raise BuildError(self._explained(str(error))) from None

    def count(self, name: str) -> int:
        """How many rows a table has."""
        try:
            [(n_rows,)] = self._connection.table(name).count("*").fetchall()
            return int(n_rows)
        except duckdb.Error as error:
            raise BuildError(self._explained(str(error))) from None

    def inspect(self, name: str, **variables: object) -> Answer:
        """The answer to a file of sql/inspect, whose variables are set first."""
        for key, value in variables.items():
            self._connection.execute(f"set variable {key} = $value", {"value": value})
        return self.ask(text_of(INSPECT / f"{name}.sql"))

    def _explained(self, error: str) -> str:
        """DuckDB's message in one line, with its line in the statement and what there is."""
        message = re.split(r"\n\s*(?:LINE|Candidate|Did you mean)", error)[0].strip()
        line = re.search(r"^LINE (\d+):", error, re.MULTILINE)
        text = re.sub(r"\s+", " ", message) + (f" (line {line[1]})" if line else "")
        if "'pytz'" in text:
            return "a time with a time zone cannot be shown: cast it, as in now()::timestamp"
        if "Table with name" in text:
            tables = [row[0] for row in self.inspect("tables").rows]
            return f"{text}: there are {', '.join(tables)}"
        if candidates := re.search(r"Candidate bindings: (.*)", error):
            return f"{text}: there are {candidates[1]}; see {command()} query --tables"
        return text
