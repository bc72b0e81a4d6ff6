"""What every part of a build works with."""

from dataclasses import dataclass

from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.inputs.inputs import Inputs
from runs_to_datasets.library import Library


@dataclass(frozen=True)
class Build:
    """One build: its connection, its choices, the project's files, and the run files."""

    engine: Engine
    config: Config
    library: Library
    inputs: Inputs
