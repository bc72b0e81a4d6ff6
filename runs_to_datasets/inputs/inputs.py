"""The run files of a build, each as one record: the file, its header, and what the audit found."""

import dataclasses
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
from runs_to_datasets.places import SQL

# Different headers times all of their columns: what the statement over all files must spell out.
MOST_CELLS = 100_000


@dataclass
class Input:
    """A run file. state: state_of() when it was found; header: not of the files of harnesses;
    audit: once the file has been read to its end; is_held: its header, its audit and its rows are
    those of the build before.
    """

    file: RunFile
    state: tuple[int, ...]
    header: Header | None = None
    audit: Audit | None = None
    is_held: bool = False

    @property
    def known_header(self) -> Header:
        """The header of a file that has been read; BuildError before that."""
        if self.header is None:
            raise BuildError(f"{shown(self.file.path)}: its header was not read")
        return self.header

    @property
    def audited(self) -> Audit:
        """The audit of a file that has been read; BuildError before that."""
        if self.audit is None:
            raise BuildError(f"{shown(self.file.path)}: was not audited")
        return self.audit

    def written_as(self, name: str) -> str:
        """What the file calls one of our columns; empty where no header says so."""
        return "" if self.header is None else self.header.written_as(name)

    @property
    def is_read_alone(self) -> bool:
        """Whether a column of a Parquet file hides the number that DuckDB gives to files."""
        names = () if self.header is None else self.header.written
        return self.file.source == "parquet" and "file_index" in map(str.lower, names)


class Reader(Protocol):
    """What a source must be able to do; all sources have the same verbs."""

    def header_of(self, engine: Engine, file: RunFile) -> Header | None:
        """Reads the header; FileRefusal for a file of another kind."""

    def audit_of(self, record: Input, stopped: threading.Event) -> Audit:
        """Reads the whole file apart from DuckDB; FileRefusal for one that cannot be trusted."""

    def insert_inputs(self, engine: Engine, inputs: "Inputs") -> None:
        """Fills the table `inputs`."""

    def make_source_rows(self, engine: Engine, records: Sequence[Input]) -> None:
        """Makes the view `source_rows` over files."""

    def count_rows(self, engine: Engine, record: Input) -> int | None:
        """The rows of a file whose audit could not count; None where nothing else can."""

    def fault_of(
        self, engine: Engine, inputs: "Inputs", scan: Callable[[], object]
    ) -> FileRefusal | None:
        """Which file is at fault where the scan of all failed; scan() repeats it."""

    def refusal_of(
        self, engine: Engine, record: Input, text: str, row: int | None, column: str | None
    ) -> FileRefusal:
        """The refusal of a file for a row that a notice names, with its line and its value."""


@dataclass
class Inputs:
    """All run files of a build, in the order of file_id.

    states: state_of() when they were found, of the other files that a build reads.
    """

    reader: Reader
    records: list[Input]
    copies: dict[RunFile, RunFile] = field(default_factory=dict)
    refused: Mapping[RunFile, str] = field(default_factory=dict)
    states: Mapping[Path, tuple[int, ...]] = field(default_factory=dict)

    @property
    def files(self) -> list[RunFile]:
        """The files alone."""
        return [record.file for record in self.records]

    @property
    def n_bytes(self) -> int:
        """What the run files and the other files of a build hold, roughly."""
        paths = (*(file.content for file in self.files), *self.states)
        return sum(map(files.n_bytes_of, paths))

    @property
    def to_read(self) -> list[Input]:
        """The files whose rows no build before has."""
        return [record for record in self.records if not record.is_held]

    @property
    def n_held(self) -> int:
        """How many files the build before has the rows of."""
        return len(self.records) - len(self.to_read)

    def read_headers(self, engine: Engine) -> None:
        """The header of every file, and the files in the order of their shapes."""
        for record in self.to_read:
            record.header = self.reader.header_of(engine, record.file)
        self.records.sort(key=shape_of)  # stable: within a shape, by path
        n_shapes = len({shape_of(record) for record in self.records})
        names = {c.name for r in self.records if r.header for c in r.header.columns}
        if n_shapes * len(names) > MOST_CELLS:
            raise BuildError(
                f"{n_shapes:,} different headers with {len(names):,} columns among the run files: "
                "build them in parts (--runs), or give columns that mean the same one name"
            )

    def insert_audits(self, engine: Engine) -> None:
        """How many rows each file has, as rows of `audits`; what none has counted is counted."""
        came_out = dict(engine.run_file(SQL / "python/rows_per_file.sql"))
        rows = []
        for i, record in enumerate(self.records):
            audit = record.audited
            if audit.n_rows is None:
                counted = self.reader.count_rows(engine, record)
                audit = replace(audit, n_rows=came_out[i] if counted is None else counted)
                record.audit = audit
            rows.append((i, audit.n_rows, audit.is_unfinished))
        engine.insert("audits", rows)


def recognised(config: Config) -> Config:
    """The configuration with the source that the names of the files tell, where it says auto.

    Raises BuildError where they are of several kinds.
    """
    if config["source"] != "auto":
        return config
    kinds: dict[str, RunFile] = {}
    for file in files.find(config["runs"], "csv"):
        kinds.setdefault(files.source_of(file.path), file)
    if len(kinds) > 1:
        (one, file), (other, another) = list(kinds.items())[:2]
        raise BuildError(
            f"{shown(file.path)} is {one} and {shown(another.path)} is {other}: build of one kind, "
            "narrow --runs"
        )
    [source] = kinds
    return dataclasses.replace(config, chosen={**config.chosen, "source": source})


def check_source(config: Config, library: Library) -> None:
    """Raises BuildError for a source without a template, or without the problems file it reads."""
    source, problems = config["source"], config["problems"]
    known = library.names("sources")
    if source not in known:
        raise BuildError(f'source = "{source}": there are auto, {", ".join(known)}')
    if library.mentions("sources", source, "problems_file") and problems is None:
        raise BuildError(
            f'source = "{source}": its results hold no prompts: name the harness\'s file of '
            "problems with --problems FILE"
        )
    if problems and not problems.is_file():
        raise BuildError(f"{shown(problems)}: no such file: see --problems")


def gather(config: Config, reader: Reader, refused: Mapping[RunFile, str]) -> Inputs:
    """The files under the globs, without copies and those refused before.

    Raises FileRefusal for one that cannot be trusted.
    """
    found = [f for f in files.find(config["runs"], config["source"]) if f not in refused]
    for file in found:
        files.check_kind(file)
    others = [
        config["problems"], config["tokens.tokenizer"], *config["holdout.files"],
        *config["tests.files"],
    ]  # fmt: skip
    states = {path: files.state_of(path) for path in others if path and path.is_file()}
    found_states = {file: files.state_of(file.path) for file in found}
    copies = files.copies(found)
    records = [Input(file, found_states[file]) for file in found if file not in copies]
    if not records:
        raise BuildError("no run file is left: nothing to build")
    return Inputs(reader, records, copies, refused, states)


def shape_of(record: Input) -> tuple[object, ...]:
    """What files read in one go have in common; of the files of harnesses nothing is asked."""
    if record.header is None:
        return ()
    alone = record.file.name if record.is_read_alone else ""
    columns = tuple((c.written, c.name, c.type, c.expression or "") for c in record.header.columns)
    return record.file.is_gzip, record.header.form, columns, alone


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
    """Raises BuildError where a file is not what was found at the start."""
    found = {record.file.path: record.state for record in inputs.records}
    for path, state in {**found, **inputs.states}.items():
        try:
            is_same = files.state_of(path) == state
        except OSError:
            is_same = False
        if not is_same:
            raise BuildError(f"{shown(path)}: changed during the build: build again")


def readable(config: Config, inputs: Inputs) -> list[Path | str]:
    """The files that a build's connection may read."""
    names: list[Path | str] = []
    for file in inputs.files:
        names += [file.path, file.duckdb_name]
    problems = config["problems"]
    return names + ([problems, as_glob(problems)] if problems else [])
