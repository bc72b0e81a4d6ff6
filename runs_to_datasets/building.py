"""One build from its first file to its publication: the rooms in the order of the story."""

import argparse
import contextlib
import os
import shlex
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from runs_to_datasets import tokens
from runs_to_datasets.again.before import Before, before, outline_of, record_made
from runs_to_datasets.again.keys import left_out
from runs_to_datasets.again.remembered import Remembered, forget
from runs_to_datasets.config.config import Config
from runs_to_datasets.engine.connection import Engine
from runs_to_datasets.engine.temporary import temporary_folder
from runs_to_datasets.errors import BuildError, shown
from runs_to_datasets.execution import sandbox
from runs_to_datasets.inputs.files import RunFile, hidden
from runs_to_datasets.inputs.inputs import (
    Inputs,
    check_source,
    check_unchanged,
    gather,
    readable,
    recognised,
)
from runs_to_datasets.inputs.readers import CsvReader, reader_of
from runs_to_datasets.library import Library
from runs_to_datasets.outputs import database, dataset_files, manifest, pages, told
from runs_to_datasets.outputs.names import RESPONSES
from runs_to_datasets.outputs.publication import EXECUTIONS, Publication
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.notices import check, say
from runs_to_datasets.pipeline.run import Cluster, make_macros, run, run_steps
from runs_to_datasets.pipeline.steps import steps
from runs_to_datasets.places import command
from runs_to_datasets.programs.workers import Workers
from runs_to_datasets.rendering import instruction_renderer, output_parts
from runs_to_datasets.screen import Screen

# Bytes of run files under which a build is no faster on more threads; on one it takes a tenth less.
SMALL = 4 << 20


def checked(config: Config, library: Library) -> Config:
    """The configuration with its source recognised.

    Raises BuildError for what can be told before a run file is read.
    """
    instruction_renderer(config["instruction.template"])
    output_parts(config["output.template"])
    dataset_files.check_formats(library, *config["formats"])
    config = recognised(config)
    check_source(config, library)
    tokens.check(config["tokens.tokenizer"])
    if config["tests.run"]:
        sandbox.check(config["tests.sandbox"])
    return config


def build(
    config: Config,
    library: Library,
    options: argparse.Namespace,
    screen: Screen,
    refused: Mapping[RunFile, str],
    stack: ExitStack,
) -> None:
    """One attempt at a build. Raises BuildError, and publishes nothing then.

    refused: files left out by --quarantine, with the reason.
    """
    found_at = time.time_ns()
    inputs = gather(config, reader_of(config, library), refused)
    for copy, original in inputs.copies.items():
        is_link = copy.path.samefile(original.path)
        hint = "" if is_link else "; if they are two equal runs, give both a column run_id"
        screen.notice(
            "note", f"{shown(copy.path)}: left out, a copy of {shown(original.path)}{hint}"
        )
    if found := hidden(config["runs"]):
        more = f" and {len(found) - 3:,} more" if len(found) > 3 else ""
        named = ", ".join(shown(path) for path in found[:3])
        screen.notice("note", f"{named}{more}: not read, as the name begins with a dot")
    limits = (options.threads, options.memory_limit, _temp_folder(options.temp_dir, stack))
    where = shlex.quote(os.path.relpath(config["out"]))
    is_kept = config["keep_results"] == "all" and options.engine == "duckdb"
    with Publication(config["out"], options.keep) as publication:
        if config["keep_results"] != "all" and not options.dry_run:
            forget(publication.builds)
        outline = outline_of(config, library, inputs) if is_kept else None
        earlier = Before()
        if outline and not options.fresh:
            earlier = before(publication, config, library, inputs, outline)
        if earlier.is_same and not options.dry_run:
            for notice in earlier.notices():
                screen.notice(*notice.split(": ", 1))
            screen.say(
                f"\nnothing has changed: {where}/ is what would be written; --fresh builds it again"
            )
            return
        with (
            Remembered(
                publication.builds if is_kept else None, options.fresh, options.dry_run
            ) as remembered,
            Engine(
                publication.folder,
                readable(config, inputs),
                *limits,
                (earlier.attach, remembered.attach),
                inputs.n_bytes < SMALL,
            ) as engine,
            Workers(engine.n_threads) as workers,
        ):
            engine.worker.on_progress = screen.progress
            earlier.copy_to(engine)
            earlier.read_headers(engine, inputs)
            dataset_files.check_carried(config, inputs)
            cluster = _cluster(config, options, inputs, stack, screen)
            executions = None if options.fresh else publication.builds / EXECUTIONS
            this = Build(
                engine, config, library, inputs, executions, remembered, workers,
                earlier.held, left_out(earlier.held, library), screen.programs,
            )  # fmt: skip
            with remembered.keeping(engine):
                notices = run(this, screen, cluster)
            told.tell(engine, screen)
            with screen.step("files"):
                dataset_files.write_datasets(this)
            first = dataset_files.drawn_mixes(this)[0]
            notices += say("files", this, screen)
            check(this, screen, dataset_files.checks_left_out(config))
            if options.dry_run:
                screen.say("\ndry run: all checks passed, nothing was published")
                return
            with screen.step("pages"):
                pages.write(this, notices)
            with screen.step("results.duckdb"):
                tables = database.write_database(this, screen, cluster)
            manifest.write_manifest(this, notices, tables, cluster.name if cluster else "duckdb")
        database.finish(publication.folder, publication.lock, *limits)
        check_unchanged(inputs)
        publication.publish()
        if outline:
            with contextlib.suppress(OSError, BuildError):  # it only saves time
                record_made(publication, config, library, inputs, found_at, outline)
    kept_back = "" if config["publish.database"] else f' --exclude "{RESPONSES}"'
    screen.say(
        f"\n{where}/ holds the datasets, their card README.md, report.html, datasets_summary.csv,\n"
        f"results.duckdb and manifest.json.\n"
        f"Try: {command()} show {first} --dir {where}\n"
        f"     {command()} query --kept dropped_responses --dir {where}\n"
        f"     hf upload YOU/NAME {where} . --repo-type dataset{kept_back}"
    )


def _temp_folder(named: Path | None, stack: ExitStack) -> Path | None:
    """A folder of this build in --temp-dir; what a killed one spilled there is swept."""
    if named is None:
        return None
    try:
        named.mkdir(parents=True, exist_ok=True)
        # absolute, for a process with another current folder
        return stack.enter_context(temporary_folder(beside=named.absolute()))
    except OSError as error:
        raise BuildError(f"{named}: {error.strerror}: choose another --temp-dir") from None


def _cluster(
    config: Config, options: argparse.Namespace, inputs: Inputs, stack: ExitStack, screen: Screen
) -> Cluster | None:
    """The cluster of --engine spark, started; None for DuckDB, which needs nothing of it."""
    if options.engine == "duckdb":
        return None
    from runs_to_datasets.cluster.driver import SparkCluster

    with screen.step("start of Spark"):
        return stack.enter_context(SparkCluster(options.spark_master, config, inputs))


def empty_build(engine: Engine, config: Config, library: Library) -> Build:
    """A build whose tables are all there, without a row of any run."""
    inputs = Inputs(CsvReader(config, library), [])
    this = Build(engine, config, library, inputs)
    make_macros(this)
    run_steps(steps(), this)
    return this


def try_own_formats(config: Config, library: Library) -> None:
    """Tries each format of an extension on no rows; BuildError, with its file, for a slip in it."""
    if set(library.own("formats")) & set(config["formats"]):
        with temporary_folder() as folder, Engine(folder) as engine:
            dataset_files.try_own_formats(empty_build(engine, config, library))
