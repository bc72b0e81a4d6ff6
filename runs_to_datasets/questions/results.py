"""Questions about a build: results.duckdb, where no statement can change or reach anything."""

import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from runs_to_datasets.engine.worker import Worker
from runs_to_datasets.errors import BuildError
from runs_to_datasets.outputs.database import DATABASE, PARQUET
from runs_to_datasets.places import SQL, command, text_of

INSPECT = SQL / "inspect"


@dataclass(frozen=True)
class Answer:
    """What a query gave: the names of its columns, and its rows."""

    header: list[str]
    rows: list[tuple[Any, ...]]


def no_build(folder: Path) -> BuildError:
    """The refusal of a folder that holds no build."""
    return BuildError(f"{folder}: no build there: make one with `{command()} datasets`")


class Results:
    """The tables of a published build, read-only, without files or network. A context manager."""

    def __init__(self, folder: Path):
        database = folder / DATABASE
        if not database.is_file():
            raise no_build(folder)
        try:
            self._connection = duckdb.connect(
                str(database),
                read_only=True,
                config={
                    "autoinstall_known_extensions": False,
                    "autoload_known_extensions": False,
                },
            )
            self._see_parquet(folder / PARQUET)
            self._connection.execute("set enable_external_access = false")
        except duckdb.Error as error:
            raise BuildError(f"{database}: cannot be read: {str(error).splitlines()[0]}") from None
        self._worker = Worker(self._connection)
        self._connection.execute("set enable_progress_bar = false; set lock_configuration = true")

    def _see_parquet(self, results: Path) -> None:
        """A view `results` of the responses that a build on a cluster left beside the database."""
        if results.is_dir():
            view = text_of(INSPECT / "results_in_parquet.sql")
            files = sorted(str(file) for file in results.resolve().glob("*.parquet"))
            self._connection.execute("set allowed_paths = $files", {"files": files})
            self._connection.execute("set variable results_files = $files", {"files": files})
            self._connection.execute(view)

    def __enter__(self) -> "Results":
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()

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
        cursor = self._connection.execute(statement)
        if cursor is None or cursor.description is None:
            raise BuildError("no statement in it that answers anything")
        header = [column[0] for column in cursor.description]
        return Answer(header, cursor.fetchall() if limit is None else cursor.fetchmany(limit))

    def table(self, name: str) -> Answer:
        """All of a table, in its order."""
        relation = self._connection.table(name)
        return Answer(relation.columns, relation.fetchall())

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
        if "Table with name" in text:
            tables = [row[0] for row in self.inspect("tables").rows]
            return f"{text}: there are {', '.join(tables)}"
        if candidates := re.search(r"Candidate bindings: (.*)", error):
            return f"{text}: there are {candidates[1]}; see {command()} query --tables"
        return text
