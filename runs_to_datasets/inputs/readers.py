"""The readers: how the files of each source are known, counted apart from DuckDB, and refused."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import Engine, OutOfResources, as_glob
from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.inputs import audit, csv_header, faults, harness_files, json_files, shapes
from runs_to_datasets.inputs.audit import Audit
from runs_to_datasets.inputs.files import FileRefusal, RunFile
from runs_to_datasets.inputs.headers import Header, header_of
from runs_to_datasets.inputs.inputs import Input, Inputs, Reader, shape_of
from runs_to_datasets.inputs.shapes import Shape
from runs_to_datasets.library import Library
from runs_to_datasets.places import SQL


def reader_of(config: Config, library: Library) -> Reader:
    """The reader of a configuration's source."""
    readers: dict[str, Callable[[Config, Library], Reader]] = {
        "auto": CsvReader,  # where no file has told its source yet
        "csv": CsvReader,
        "jsonl": JsonReader,
        "parquet": ParquetReader,
    }
    return readers.get(config["source"], HarnessReader)(config, library)


class _FileReader:
    """What the readers have in common: files become shapes, and shapes become the view."""

    def __init__(self, config: Config, library: Library):
        self._source, self._library = config["source"], library
        self._columns, self._is_strict = config.columns, config["input.strict"]
        self._typed: dict[Header, Header] = {}

    def _with_types(self, engine: Engine, file: RunFile, header: Header) -> Header:
        """A header with the types of its expressions, tried once for all files of that header."""
        if header not in self._typed:
            self._typed[header] = shapes.typed(engine, self._library, file, header)
        return self._typed[header]

    def _shapes(self, engine: Engine, records: Sequence[Input]) -> Iterator[Shape]:
        """The shapes of files that lie in their order."""
        first_file_id = 0
        for place, (_, group) in enumerate(groupby(records, shape_of)):
            alike = list(group)
            header = alike[0].known_header
            shape = shapes.shape(engine, place, first_file_id, [record.file for record in alike])
            yield shape | shapes.columns_of(header) | self._particular(engine, place, alike)
            first_file_id += len(alike)

    def _particular(self, engine: Engine, place: int, alike: Sequence[Input]) -> Shape:
        """What only the template of this source reads of a shape."""
        return {}

    def insert_inputs(self, engine: Engine, inputs: Inputs) -> None:
        """A row of `inputs` for each file."""
        engine.insert(
            "inputs",
            [
                (i, r.file.name, r.file.run_id, *map(r.written_as, ("mbpp_id", "prompt")))
                for i, r in enumerate(inputs.records)
            ],
        )

    def make_source_rows(self, engine: Engine, records: Sequence[Input]) -> None:
        """The view `source_rows` over the files."""
        shapes.make_view(engine, self._library, self._source, [*self._shapes(engine, records)])

    def count_rows(self, engine: Engine, record: Input) -> int | None:
        """Nothing: what the audit could not count, nothing can."""
        return None

    def fault_of(
        self, engine: Engine, inputs: Inputs, scan: Callable[[], object]
    ) -> FileRefusal | None:
        """The file that DuckDB alone refuses. Each is read alone then: slow, for refusals only."""
        for record in inputs.to_read:
            try:
                self.make_source_rows(engine, [record])
                scan()
            except OutOfResources:
                raise
            except BuildError as error:
                reason = str(error).partition(": ")[2]
                if "Maximum line size" in reason:
                    cause = "a row too long for this --memory-limit: raise it"
                    return FileRefusal(record.file, cause)
                return self._refused_by_duckdb(record.file, reason)
        return None

    def _refused_by_duckdb(self, file: RunFile, reason: str) -> FileRefusal:
        return FileRefusal(file, f"DuckDB cannot read it: {reason}: write the file again")

    def refusal_of(
        self, engine: Engine, record: Input, text: str, row: int | None, column: str | None
    ) -> FileRefusal:
        """The refusal of a file for a row, with its line, and the value as the file writes it."""
        if row is None:
            return FileRefusal(record.file, text)
        line, values = self._row(engine, record, row)
        cause = None if self._source == "csv" else json_files.unclear(values, record.known_header)
        if column is not None:
            text = _with_value(text, column, record.known_header, values)
        place = "" if line is not None else f"row {row + 1}: "
        return FileRefusal(record.file, place + (cause or text), line)

    def _row(self, engine: Engine, record: Input, row: int) -> tuple[int | None, dict[str, Any]]:
        """(line, {name in the file: value}) of a row, counted from 0."""
        raise NotImplementedError


def _with_value(text: str, name: str, header: Header | None, row: Mapping[str, object]) -> str:
    """A message about a column of ours with its value in a row, and the key that explains it."""
    known = header.known(name) if header else None
    value = row.get(known.written) if known and known.expression is None else None
    key = f'say what it is under [columns], as {name or "passed"} = "..."'
    if value is None:
        is_told = known is not None and known.expression is not None
        written = f"NULL by [columns] {name}" if is_told else "missing or unclear"
    else:
        written = f'"{shown(value if isinstance(value, str) else json.dumps(value))[:80]}"'
        if isinstance(value, str | int | float) and str(value).strip():
            key = f"under [passed] {written} = true (or false)"
    return text.replace("{value}", written).replace("{key}", key)


class CsvReader(_FileReader):
    """RFC 4180 files with a header, audited row by row."""

    def __init__(self, config: Config, library: Library):
        super().__init__(config, library)
        self._source = "csv"

    def header_of(self, engine: Engine, file: RunFile) -> Header:
        """The columns of a file; FileRefusal for one of another format."""
        header = header_of(file, csv_header.names_in(file), self._columns, line=1)
        return self._with_types(engine, file, header)

    def audit_of(self, record: Input, stopped: threading.Event) -> Audit:
        """Counts the rows of a file; FileRefusal for one that cannot be trusted."""
        return audit.audit(record.file, record.known_header, stopped, self._is_strict)

    def _particular(self, engine: Engine, place: int, alike: Sequence[Input]) -> Shape:
        """The names to read the columns by.

        DuckDB sets sixteen of the longest rows aside per thread, twice: within a quarter of its
        memory.
        """
        longest = min(faults.LONGEST_ROW, engine.memory_bytes // (engine.n_threads * 128))
        engine.set_variable("longest_row", longest)
        names = [column.read_as for column in alike[0].known_header.read]
        engine.set_variable(f"names_{place}", names)
        return {"names": f"names_{place}"}

    def fault_of(
        self, engine: Engine, inputs: Inputs, scan: Callable[[], object]
    ) -> FileRefusal | None:
        """The first fault that we see, else the file that DuckDB alone refuses."""
        for record in inputs.to_read:
            if fault := faults.diagnose(record.file, record.known_header, self._is_strict):
                return fault
        return super().fault_of(engine, inputs, scan)

    def refusal_of(
        self, engine: Engine, record: Input, text: str, row: int | None, column: str | None
    ) -> FileRefusal:
        """As every reader's; a fault of the whole file is looked for by the letter."""
        fault = None
        if row is None:
            fault = faults.diagnose(record.file, record.known_header, self._is_strict)
        elif record.audited.is_unfinished and row + 1 == record.audited.n_rows:
            text = f"{text}; the file has no newline at its end, so it may have been cut"
        return fault or super().refusal_of(engine, record, text, row, column)

    def _row(self, engine: Engine, record: Input, row: int) -> tuple[int | None, dict[str, Any]]:
        return faults.locate(record.file, record.known_header, row)


class JsonReader(_FileReader):
    """JSON lines, or an array of objects: one object per row."""

    def __init__(self, config: Config, library: Library):
        super().__init__(config, library)
        self._surveys: dict[RunFile, json_files.Survey] = {}

    def header_of(self, engine: Engine, file: RunFile) -> Header:
        """The keys of a file; FileRefusal where a row lacks one that is needed, or for the file of
        a harness.
        """
        is_one_value = ".json" in file.path.suffixes
        if is_one_value and (told := harness_files.maker_of(file)):
            raise FileRefusal(file, told)
        seen = self._surveys[file] = json_files.survey(file)
        header = header_of(file, [*seen.types], self._columns, [*seen.types.values()])
        json_files.check_complete(file, seen, header)
        return replace(self._with_types(engine, file, header), form=seen.form)

    def audit_of(self, record: Input, stopped: threading.Event) -> Audit:
        """Hash and size; the rows were counted with the keys."""
        return audit.audit_bytes(record.file, self._surveys[record.file].n_rows)

    def _particular(self, engine: Engine, place: int, alike: Sequence[Input]) -> Shape:
        columns = alike[0].known_header.read
        structure = json_files.structure_of({column.written: column.type for column in columns})
        engine.set_variable(f"structure_{place}", structure)
        harness_files.set_largest(engine, [record.file for record in alike])
        return {"structure": f"structure_{place}", "form": alike[0].known_header.form}

    def _row(self, engine: Engine, record: Input, row: int) -> tuple[int | None, dict[str, Any]]:
        return json_files.row_at(record.file, row)


class ParquetReader(_FileReader):
    """Parquet, one row per response."""

    def header_of(self, engine: Engine, file: RunFile) -> Header:
        """The columns of a file by its footer; FileRefusal for one that is no Parquet."""
        told = self._ask(engine, file, "parquet_columns")
        names, types = [row[0] for row in told], [row[1] for row in told]
        header = header_of(file, names, self._columns, types)
        return self._with_types(engine, file, header)

    def audit_of(self, record: Input, stopped: threading.Event) -> Audit:
        """Hash and size; the rows are those of the footer, which count_rows() reads."""
        return audit.audit_bytes(record.file, None)

    def count_rows(self, engine: Engine, record: Input) -> int:
        """The rows of a file by its footer."""
        [(n_rows,)] = self._ask(engine, record.file, "parquet_rows")
        return int(n_rows)

    def _ask(self, engine: Engine, file: RunFile, question: str) -> list[tuple[Any, ...]]:
        engine.set_variable("file", file.duckdb_name)
        try:
            return engine.run_file(SQL / f"python/{question}.sql")
        except BuildError as error:
            cause = f"not a whole Parquet file: {str(error).partition(': ')[2]}: write it again"
            raise FileRefusal(file, cause) from None

    def _particular(self, engine: Engine, place: int, alike: Sequence[Input]) -> Shape:
        return {"hides_file_index": alike[0].is_read_alone}

    def _row(self, engine: Engine, record: Input, row: int) -> tuple[int | None, dict[str, Any]]:
        engine.set_variable("place", row)
        [(written,)] = self._ask(engine, record.file, "parquet_row")
        return None, dict(json.loads(written))


class HarnessReader(_FileReader):
    """The files of a harness, read by the template that has its name."""

    def __init__(self, config: Config, library: Library):
        super().__init__(config, library)
        self._problems: Path | None = config["problems"]
        self._filter = config["input.filter"]
        self._records = library.said(self._source, "Records")
        self._read: dict[RunFile, RunFile] = {}

    def header_of(self, engine: Engine, file: RunFile) -> None:
        """No header: the template names the columns. A packed file is unpacked."""
        self._read[file] = harness_files.unpacked(file, engine.folder)

    def audit_of(self, record: Input, stopped: threading.Event) -> Audit:
        """Size and hash, and the records that are counted as the template says."""
        n_rows = None
        if self._records:
            file = self._read[record.file]
            n_rows = harness_files.count(file, self._source, self._records, self._filter)
        return audit.audit_bytes(record.file, n_rows)

    def _shapes(self, engine: Engine, records: Sequence[Input]) -> Iterator[Shape]:
        if not records:
            return
        files = [self._read[record.file] for record in records]
        shape = shapes.shape(engine, 0, 0, files)
        engine.set_variable("files", [file.duckdb_name for file in files])
        engine.set_variable("filter", self._filter)
        harness_files.set_largest(engine, files)
        if self._problems:
            engine.set_variable("problems_file", as_glob(self._problems))
        given = self._library.sql("source_columns.sql.j2", source=self._source, shape=shape)
        told = engine.run(given, where=self._library.label("sources", self._source))
        columns = [(name, kind) for name, kind, *_ in told if name != "file_index"]
        names, types = [name for name, _ in columns], [kind for _, kind in columns]
        header = header_of(files[0], names, self._columns, types)
        header = shapes.typed(engine, self._library, files[0], header)
        yield shape | shapes.columns_of(header)

    def _refused_by_duckdb(self, file: RunFile, reason: str) -> FileRefusal:
        """What has another type than the template reads, with its line where files have lines."""
        told = re.search(r"JSON transform error in file .*, in (\S+) (\d+): (.*)", reason)
        if told is None:
            return super()._refused_by_duckdb(file, reason)
        cause = f'a value that source = "{self._source}" cannot read ({told[3]})'
        line = int(told[2]) if told[1] == "line" else None
        return FileRefusal(file, f"{cause}: is it of another harness? Or write it again", line)

    def refusal_of(
        self, engine: Engine, record: Input, text: str, row: int | None, column: str | None
    ) -> FileRefusal:
        """The refusal with the number of the response in its file."""
        where = "" if row is None else f"response {row + 1}: "
        text = _with_value(text, "", None, {})
        return FileRefusal(record.file, where + text)
