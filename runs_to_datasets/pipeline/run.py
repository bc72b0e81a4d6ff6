"""The order of a build: the files of sql/, one after the other, and Python's part in some."""

from collections.abc import Callable, Iterable
from typing import Protocol

from runs_to_datasets.engine.connection import Engine, OutOfResources
from runs_to_datasets.errors import BuildError
from runs_to_datasets.inputs.inputs import Inputs, audits_of
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.completions import CHOICES, completing
from runs_to_datasets.pipeline.notices import Notice, notices_on, refusal_of, say
from runs_to_datasets.pipeline.settings import FILLED, bind_settings
from runs_to_datasets.pipeline.steps import ONE_FILE, Step, macro_files, published, steps
from runs_to_datasets.places import SQL
from runs_to_datasets.screen import Screen


class Cluster(Protocol):
    """What makes some of the tables elsewhere."""

    name: str

    def make(self, step: Step, build: Build) -> bool:
        """Makes a step's table, if that is the cluster's work; False leaves it to this machine."""

    def write_results(self, build: Build) -> None:
        """Writes the rows of the run files beside the database."""


def published_as_made(build: Build, cluster: Cluster | None) -> list[str]:
    """The tables that go into results.duckdb as they are: all, or none where text is left out.

    None with a cluster either, whose tables arrive in memory.
    """
    is_whole = cluster is None and build.config["keep_results"] == "all"
    return published() if is_whole else []


def run(build: Build, screen: Screen, cluster: Cluster | None = None) -> list[Notice]:
    """Every step from the settings to the table of files; all tables are there afterwards.

    Returns the notices, none of them an error: those are raised.
    """
    engine = build.engine
    in_file = published_as_made(build, cluster)
    said: list[Notice] = []
    make_macros(build)
    with audits_of(build.inputs, () if cluster else build.inputs.to_read) as wait_for_audits:
        for step in steps():
            if step.table in build.left_out:
                continue
            with screen.step(step.path.stem, is_shown=step.is_shown) as progress:
                engine.make_tables_in("build" if step.table in in_file else "work")
                progress.is_from_before = step.table in build.held
                if step.table == "results" and not progress.is_from_before:
                    progress.n_files_before = build.inputs.n_held
                if not progress.is_from_before and (
                    cluster is None or not cluster.make(step, build)
                ):
                    run_step(step, build, wait_for_audits)
                if step.is_published or cluster is None:
                    progress.n_rows = engine.count(step.table)
            said += say(step.table, build, screen)
    engine.make_tables_in("work")
    return said


def make_macros(build: Build) -> None:
    """The functions that the steps call."""
    for file in macro_files():
        build.engine.run_file(file)


def run_steps(chosen: Iterable[Step], build: Build) -> None:
    """Some of the steps, whose inputs are there."""
    for step in chosen:
        run_step(step, build, lambda: None)


def run_step(step: Step, build: Build, wait_for_audits: Callable[[], None]) -> None:
    """One file of sql/ and Python's part in it."""
    engine, table = build.engine, step.table
    if table in CHOICES:
        _complete(step, build)
        return
    if table == "settings":
        bind_settings(engine, build.config)
    if table == "results":
        _scan(step, build, wait_for_audits)
    else:
        engine.run_file(step.path)
    if table in FILLED:
        engine.insert(table, FILLED[table](build.config, build.library))


def _complete(step: Step, build: Build) -> None:
    """A step that Python completes: asks its last statement for work until there is none."""
    *before, ask = build.engine.statements_of(step.path)
    where = f"sql/{step.path.name}"
    for statement in before:
        build.engine.run(statement, where=where)
    take = build.config["answer.take"]
    with completing(step.table, build) as complete:
        for rows in build.remembered.rounds(build.engine, step.table, ask, take, where):
            build.engine.insert(step.table, complete(rows))


def _scan(step: Step, build: Build, wait_for_audits: Callable[[], None]) -> None:
    """The one pass over the run files; a file's own fault has a better message than DuckDB's."""
    engine, inputs = build.engine, build.inputs
    try:
        inputs.reader.insert_inputs(engine, inputs)
        inputs.reader.make_source_rows(engine, inputs.to_read)
        engine.run_file(step.path)
    except OutOfResources:
        raise  # or --quarantine would blame a good file
    except BuildError:
        wait_for_audits()
        fault = inputs.reader.fault_of(engine, inputs, lambda: engine.run_file(step.path))
        if fault:
            raise fault from None
        raise
    if inputs.n_held:
        _add_rows_before(engine, inputs)
    wait_for_audits()
    inputs.insert_audits(engine)


def _add_rows_before(engine: Engine, inputs: Inputs) -> None:
    """The rows of files that the build before had read, beside those that were read now."""
    file_ids = [i for i, record in enumerate(inputs.records) if not record.is_held]
    engine.set_variable("read_file_ids", file_ids)
    engine.set_variable("held_files", [r.file.name for r in inputs.records if r.is_held])
    try:
        engine.run_file(SQL / "python/rows_before.sql")
    except OutOfResources:
        raise
    except BuildError as error:
        raise BuildError(f"the build before: {error}: build with --fresh") from None


def read_file(build: Build) -> None:
    """`results` of one file alone, with every check that a file gets; for a task of a cluster.

    The macros are there. Raises FileRefusal as a build on one machine does.
    """
    with audits_of(build.inputs, build.inputs.records) as wait_for_audits:
        for step in steps():
            if step.scope == ONE_FILE:
                run_step(step, build, wait_for_audits)
    for notice in notices_on("results", build):
        if notice.level == "error" and notice.row is not None:
            raise refusal_of(notice, build)
