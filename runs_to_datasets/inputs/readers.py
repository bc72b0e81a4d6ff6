"""How run files become the view `source_rows`: CSVs with a header, or the files of a harness."""

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from runs_to_datasets.config.config import Config
from runs_to_datasets.config.keys import COLUMNS
from runs_to_datasets.engine.connection import Engine, OutOfResources, as_glob
from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.inputs import audit, faults, headers
from runs_to_datasets.inputs.audit import Audit
from runs_to_datasets.inputs.files import FileRefusal, RunFile
from runs_to_datasets.inputs.headers import Header
from runs_to_datasets.inputs.inputs import Input, Inputs, Reader, shape_of
from runs_to_datasets.library import Library
from runs_to_datasets.places import SQL


def reader_of(config: Config, library: Library) -> Reader:
    """The reader of a configuration's source."""
    if config["source"] == "csv":
        return CsvReader(config, library)
    return HarnessReader(config, library)


class CsvReader:
    """RFC 4180 files with a header, audited row by row."""

    def __init__(self, config: Config, library: Library):
        self._columns, self._library = config.columns, library

    def header_of(self, file: RunFile) -> Header:
        """The columns of a file; FileRefusal for one of another format."""
        return headers.read_header(file, self._columns)

    def audit_of(self, record: Input, stopped: threading.Event) -> Audit:
        """Counts the rows of a file; FileRefusal for one that cannot be trusted."""
        return audit.audit(record.file, _header(record), stopped)

    def insert_inputs(self, engine: Engine, inputs: Inputs) -> None:
        """A row of `inputs` for each file."""
        engine.insert(
            "inputs",
            [
                (i, r.file.name, r.file.run_id, *map(_header(r).written_as, ("mbpp_id", "prompt")))
                for i, r in enumerate(inputs.records)
            ],
        )

    def make_source_rows(self, engine: Engine, inputs: Inputs) -> None:
        """The view `source_rows` over the files."""
        self._view(engine, inputs.records)

    def _view(self, engine: Engine, records: list[Input]) -> None:
        """One read_csv for each header among the files.

        DuckDB sets sixteen of the longest rows aside per thread, twice: within a quarter of its
        memory.
        """
        longest = min(faults.LONGEST_ROW, engine.memory_bytes // (engine.n_threads * 128))
        engine.set_variable("longest_row", longest)
        shapes: list[dict[str, object]] = []
        n_files = 0
        for (is_gzip, names), group in groupby(records, shape_of):
            found, i = [record.file for record in group], len(shapes)
            engine.set_variable(f"files_{i}", [file.duckdb_name for file in found])
            engine.set_variable(f"run_ids_{i}", [file.run_id for file in found])
            engine.set_variable(f"names_{i}", list(names))
            shapes.append(
                {
                    "first_file_id": n_files,
                    "files": f"files_{i}",
                    "run_ids": f"run_ids_{i}",
                    "names": f"names_{i}",
                    "compression": "gzip" if is_gzip else "none",
                }
            )
            n_files += len(found)
        view = self._library.sql("sources/csv.sql.j2", known_columns=COLUMNS, shapes=shapes)
        engine.run(view, where=self._library.label("sources", "csv"))

    def count_rows(self, engine: Engine, inputs: Inputs) -> None:
        """Nothing: the audit has counted."""

    def fault_of(
        self, engine: Engine, inputs: Inputs, scan: Callable[[], object]
    ) -> FileRefusal | None:
        """The first fault that we see, else the file that DuckDB alone refuses.

        Each is read alone then. Slow: for refusals only.
        """
        for record in inputs.records:
            if fault := faults.diagnose(record.file, _header(record)):
                return fault
        for record in inputs.records:
            try:
                self._view(engine, [record])
                scan()
            except OutOfResources:
                raise
            except BuildError as error:
                reason = str(error).partition(": ")[2]
                if "Maximum line size" in reason:
                    cause = "a row too long for this --memory-limit: raise it"
                    return FileRefusal(record.file, cause)
                cause = f"DuckDB cannot read it: {reason}: write the file again"
                return FileRefusal(record.file, cause)
        return None

    def refusal_of(
        self, record: Input, text: str, row: int | None, column: str | None
    ) -> FileRefusal:
        """The refusal with the line of the row, and the value as the file writes it."""
        header = _header(record)
        if row is None:
            return faults.diagnose(record.file, header) or FileRefusal(record.file, text)
        line, values = faults.locate(record.file, header, row)
        written = shown(values.get(column or "", ""))[:80]
        return FileRefusal(record.file, text.replace("{value}", f'"{written}"'), line)


class HarnessReader:
    """The files of a harness, read by the template that has its name."""

    def __init__(self, config: Config, library: Library):
        self._source, self._library = config["source"], library
        self._problems: Path | None = config["problems"]

    def header_of(self, file: RunFile) -> None:
        """No header: the template names the columns."""

    def audit_of(self, record: Input, stopped: threading.Event) -> Audit:
        """Size and hash; there is no second reader that could count."""
        return audit.audit_bytes(record.file)

    def insert_inputs(self, engine: Engine, inputs: Inputs) -> None:
        """A row of `inputs` for each file."""
        engine.insert("inputs", [(i, f.name, f.run_id, "", "") for i, f in enumerate(inputs.files)])

    def make_source_rows(self, engine: Engine, inputs: Inputs) -> None:
        """The view `source_rows` over the files."""
        engine.set_variable("files", [file.duckdb_name for file in inputs.files])
        engine.set_variable("run_ids", [file.run_id for file in inputs.files])
        # DuckDB sets twice this size aside at once
        largest = max(file.path.stat().st_size for file in inputs.files)
        engine.set_variable("largest_file", min(largest + (1 << 16), (1 << 31) - 1))
        if self._problems:
            engine.set_variable("problems_file", as_glob(self._problems))
        view = self._library.sql("source.sql.j2", known_columns=COLUMNS, source=self._source)
        engine.run(view, where=self._library.label("sources", self._source))

    def count_rows(self, engine: Engine, inputs: Inputs) -> None:
        """The rows of a file are those that came out of it."""
        for file_id, n_rows in engine.run_file(SQL / "python/rows_per_file.sql"):
            record = inputs.records[file_id]
            record.audit = replace(record.audited, n_rows=n_rows)

    def fault_of(
        self, engine: Engine, inputs: Inputs, scan: Callable[[], object]
    ) -> FileRefusal | None:
        """None: what DuckDB says names the file."""
        return None

    def refusal_of(
        self, record: Input, text: str, row: int | None, column: str | None
    ) -> FileRefusal:
        """The refusal with the number of the response in its file."""
        where = "" if row is None else f"response {row + 1}: "
        return FileRefusal(record.file, where + text.replace("{value}", "missing or unclear"))


def _header(record: Input) -> Header:
    if record.header is None:
        raise BuildError(f"{shown(record.file.path)}: its header was not read")
    return record.header
