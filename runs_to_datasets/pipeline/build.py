"""What every part of a build works with."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from runs_to_datasets.again.remembered import Remembered
from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.inputs.inputs import Inputs
from runs_to_datasets.library import Library
from runs_to_datasets.programs.workers import Workers


@dataclass(frozen=True)
class Build:
    """One build: its connection, its choices, the project's files, and the run files.

    executions: the file that remembers what programs did on their tests, for the next build.
    remembered: what Python made of programs in builds before. workers: who reads them now.
    held: tables that are there already, from the build before. left_out: tables that are not made,
    as nothing reads them then.
    on_programs: called while they run, with (programs done, of so many, programs a second).
    """

    engine: Engine
    config: Config
    library: Library
    inputs: Inputs
    executions: Path | None = None
    remembered: Remembered = field(default_factory=Remembered)
    workers: Workers = field(default_factory=Workers)
    held: Collection[str] = ()
    left_out: Collection[str] = ()
    on_programs: Callable[[int, int, float], None] = lambda done, of, rate: None
