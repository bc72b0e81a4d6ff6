"""The run files of a build, each as one record: the file, its header, and what the audit found."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import Engine, as_glob
from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.inputs import files
from runs_to_datasets.inputs.audit import Audit
from runs_to_datasets.inputs.files import FileRefusal, RunFile
from runs_to_datasets.inputs.headers import Header
from runs_to_datasets.library import Library


@dataclass
class Input:
    """A run file. header: of a CSV alone; audit: once the file has been read to its end."""

    file: RunFile
    header: Header | None = None
    audit: Audit | None = None

    @property
    def audited(self) -> Audit:
        """The audit of a file that has been read; BuildError before that."""
        if self.audit is None:
            raise BuildError(f"{shown(self.file.path)}: was not audited")
        return self.audit


class Reader(Protocol):
    """What a source must be able to do; CSV and the files of harnesses have the same verbs."""

    def header_of(self, file: RunFile) -> Header | None:
        """Reads the header; FileRefusal for a file of another kind."""

    def audit_of(self, record: Input, stopped: threading.Event) -> Audit:
        """Reads the whole file apart from DuckDB; FileRefusal for one that cannot be trusted."""

    def insert_inputs(self, engine: Engine, inputs: "Inputs") -> None:
        """Fills the table `inputs`."""

    def make_source_rows(self, engine: Engine, inputs: "Inputs") -> None:
        """Makes the view `source_rows` over all files."""

    def count_rows(self, engine: Engine, inputs: "Inputs") -> None:
        """Completes the audits where only the scan itself could count."""

    def fault_of(
        self, engine: Engine, inputs: "Inputs", scan: Callable[[], object]
    ) -> FileRefusal | None:
        """Which file is at fault where the scan of all failed; scan() repeats it."""

    def refusal_of(
        self, record: Input, text: str, row: int | None, column: str | None
    ) -> FileRefusal:
        """The refusal of a file for a row that a notice names, with its line and its value."""


@dataclass
class Inputs:
    """All run files of a build, in the order of file_id."""

    reader: Reader
    records: list[Input]
    copies: dict[RunFile, RunFile] = field(default_factory=dict)
    refused: Mapping[RunFile, str] = field(default_factory=dict)

    @property
    def files(self) -> list[RunFile]:
        """The files alone."""
        return [record.file for record in self.records]

    def insert_audits(self, engine: Engine) -> None:
        """How many rows each file has, as rows of `audits`."""
        engine.insert("audits", [(i, r.audited.n_rows) for i, r in enumerate(self.records)])


def check_source(config: Config, library: Library) -> None:
    """Raises BuildError for a source without a template, or without the problems file it reads."""
    source, problems = config["source"], config["problems"]
    known = library.names("sources")
    if source not in known:
        raise BuildError(f'source = "{source}": there are {", ".join(known)}')
    if source != "csv" and config.columns:
        raise BuildError(f'[columns] is for CSVs: source = "{source}" names its own columns')
    if library.mentions("sources", source, "problems_file") and problems is None:
        raise BuildError(
            f'source = "{source}": its results hold no prompts: name the harness\'s file of '
            "problems with --problems FILE"
        )
    if problems and not problems.is_file():
        raise BuildError(f"{shown(problems)}: no such file: see --problems")


def gather(config: Config, reader: Reader, refused: Mapping[RunFile, str]) -> Inputs:
    """The files under the globs with their headers, without copies and those refused before.

    Raises FileRefusal for one that cannot be trusted.
    """
    found = [f for f in files.find(config["runs"], config["source"]) if f not in refused]
    for file in found:
        files.check_kind(file)
    copies = files.copies(found)
    records = [Input(file, reader.header_of(file)) for file in found if file not in copies]
    if not records:
        raise BuildError("no run file is left: nothing to build")
    records.sort(key=shape_of)  # stable: within a shape, by path
    return Inputs(reader, records, copies, refused)


def shape_of(record: Input) -> tuple[bool, tuple[str, ...]]:
    """What files read in one go have in common: none of it where there is no header."""
    if record.header is None:
        return False, ()
    return record.file.is_gzip, record.header.names


@contextmanager
def audits_of(inputs: Inputs, records: Iterable[Input]) -> Iterator[Callable[[], None]]:
    """Audits files in a thread beside DuckDB's scan. Gives a function that waits for them.

    It raises FileRefusal for the first file that cannot be trusted.
    """
    stopped = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="audit") as thread:
        running: list[tuple[Input, Future[Audit]]] = [
            (record, thread.submit(inputs.reader.audit_of, record, stopped)) for record in records
        ]

        def wait() -> None:
            for record, audit in running:
                record.audit = audit.result()

        try:
            yield wait
        finally:
            stopped.set()
            thread.shutdown(cancel_futures=True)


def check_unchanged(inputs: Inputs) -> None:
    """Raises BuildError where a file is not what was read of it."""
    for record in inputs.records:
        if files.state_of(record.file.path) != record.audited.state:
            raise BuildError(f"{shown(record.file.path)}: changed during the build: build again")


def readable(config: Config, inputs: Inputs) -> list[Path | str]:
    """The files that a build's connection may read."""
    names: list[Path | str] = []
    for file in inputs.files:
        names += [file.path, file.duckdb_name]
    problems = config["problems"]
    return names + ([problems, as_glob(problems)] if problems else [])
