"""What each command does: call, report. The command line itself is command_line.py.

A command imports what it needs when it runs: a question waits for no module of a build.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from runs_to_datasets.config.keys import KEYS, name_of
from runs_to_datasets.errors import BuildError, UsageError
from runs_to_datasets.kept import questions
from runs_to_datasets.layout import one_line
from runs_to_datasets.library import Library
from runs_to_datasets.places import EXAMPLE_RUNS, IS_CHECKOUT, command, text_of
from runs_to_datasets.screen import Screen, print_table

UNASKED = "size_of_mixes"  # the kept question that `query` answers without one

if TYPE_CHECKING:
    from runs_to_datasets.config.config import Config


def datasets(options: argparse.Namespace) -> int:
    """Reads the runs, builds the mixes, publishes them."""
    from runs_to_datasets.building import build, checked, try_own_formats
    from runs_to_datasets.config.config import only_mixes
    from runs_to_datasets.inputs.files import FileRefusal, RunFile

    config = configured(options)
    if options.mix:
        config = only_mixes(config, options.mix)
    library, screen = Library(config["extend.folder"]), Screen()
    if config["runs"] == (EXAMPLE_RUNS,) and not IS_CHECKOUT:
        screen.notice("note", "no runs were named: these are the example runs; see --runs")
    config = checked(config, library)
    for words in library.words_on_extension():
        screen.notice("note", words)
    try_own_formats(config, library)
    refused: dict[RunFile, str] = {}
    while True:
        try:
            with ExitStack() as stack:
                build(config, library, options, screen, refused, stack)
            break
        except FileRefusal as refusal:
            if not options.quarantine:
                raise
            refused[refusal.file] = refusal.reason
            screen.notice("quarantined", str(refusal))
    if options.profile:
        screen.profile()
    return 1 if refused else 0


def configured(options: argparse.Namespace) -> "Config":
    """The configuration of --config and of the flags that a command has."""
    from runs_to_datasets.config.config import load

    flags = {
        key: value
        for key in KEYS
        if (value := getattr(options, f"key_{name_of(key)}", None)) is not None
    }
    return load(getattr(options, "config", None), flags, Path.cwd())


def verify_build(options: argparse.Namespace) -> int:
    """Says what differs from what was published; exits 1 where anything does."""
    from runs_to_datasets.inputs.inputs import recognised
    from runs_to_datasets.questions import verify

    def found() -> Iterator[str]:
        yield from verify.faults(options.folder)
        if options.inputs:
            config = recognised(configured(options))
            yield from verify.changed_inputs(options.folder, config["runs"], config["source"])
        if options.run_tests:
            config = configured(options)
            limits = (config["tests.seconds"], config["tests.memory"])
            yield from verify.failing_programs(options.folder, config["tests.sandbox"], limits)

    n_found = 0
    for line in found():
        print(one_line(line))
        n_found += 1
    if not n_found:
        print(f"{options.folder}: as it was published")
    return 1 if n_found else 0


def query(options: argparse.Namespace) -> int:
    """Answers SQL over a build, read-only."""
    from runs_to_datasets.questions.printing import print_answer
    from runs_to_datasets.questions.results import Results

    has_own = options.kept is not None or options.config is not None
    library = Library(configured(options)["extend.folder"] if has_own else None)
    if options.kept == "":
        _list_kept(library)
        return 0
    with Results(options.dir) as results:
        if options.tables:
            from runs_to_datasets.questions.shell import print_tables

            print_tables(results)
            return 0
        statement = _statement(options, library)
        print_answer(results.ask(statement, options.limit, options.timeout), options.format)
    if _is_unasked(options):
        sys.stdout.flush()
        print(f"\nTry: {command()} query --kept", file=sys.stderr)
    return 0


def _is_unasked(options: argparse.Namespace) -> bool:
    """Whether `query` was given no question."""
    return options.sql is options.file is options.kept is None


def _list_kept(library: Library) -> None:
    """The kept questions by topic, each with the first sentence of its comment."""
    rows = [(question.topic, question.name, question.told) for question in questions(library)]
    print_table(["about", "question", "what it tells"], rows)
    print(f"\nTry: {command()} query --kept {rows[0][1]}")


def _statement(options: argparse.Namespace, library: Library) -> str:
    given = [value for value in (options.sql, options.file, options.kept) if value is not None]
    if len(given) > 1:
        raise UsageError(
            "give one of the SQL (or - to read it), -f FILE and --kept NAME: "
            f'{command()} query "from summary"'
        )
    if options.kept is not None or not given:
        kept = {question.name: question.statement for question in questions(library)}
        name = options.kept or UNASKED
        if name not in kept:
            raise UsageError(f"--kept {name}: there are {', '.join(kept)}")
        return kept[name]
    if options.file is not None:
        return text_of(options.file)
    return sys.stdin.read() if options.sql == "-" else str(options.sql)


def show(options: argparse.Namespace) -> int:
    """Prints examples of a mix."""
    from runs_to_datasets.questions import reading
    from runs_to_datasets.questions.results import Results

    with Results(options.dir) as results:
        reading.show(results, options.mix, options.n, options.id, options.difficulty)
    return 0


def explain(options: argparse.Namespace) -> int:
    """Prints what became of every response to a problem, or of a run, and why."""
    from runs_to_datasets.questions import explaining
    from runs_to_datasets.questions.results import Results

    if (options.id is None) == (options.run_id is None):
        raise UsageError(f"give the id of a problem, or --run RUN: {command()} explain 603")
    with Results(options.dir) as results:
        if options.run_id is None:
            explaining.explain_problem(results, options.id)
        else:
            explaining.explain_run(results, options.run_id)
    return 0


def open_shell(options: argparse.Namespace) -> int:
    """Opens a SQL shell over a build."""
    from runs_to_datasets.questions import shell

    return shell.run(options.dir)


def open_ui(options: argparse.Namespace) -> int:
    """Opens DuckDB's UI or harlequin over a build."""
    from runs_to_datasets.questions import ui

    return ui.run(options.dir)


def summary(options: argparse.Namespace) -> int:
    """Prints the summary of a build."""
    from runs_to_datasets.questions import reading
    from runs_to_datasets.questions.results import Results

    with Results(options.dir) as results:
        reading.summary(results)
    return 0


def diff(options: argparse.Namespace) -> int:
    """Prints what changed between two builds."""
    from runs_to_datasets.questions import diff as diffing

    folders = [
        diffing.folder_of(name, Path(os.path.abspath(options.dir)))
        for name in (options.old, options.new)
    ]
    for line in diffing.differences(folders[0], folders[1]):
        print(one_line(line))
    return 0


def to_jsonl(options: argparse.Namespace) -> int:
    """Converts dataset CSVs; 1 where a row was bad."""
    from runs_to_datasets.outputs.dataset_files import check_formats
    from runs_to_datasets.questions import dataset_csv
    from runs_to_datasets.rendering import output_parts

    config = configured(options)
    library = Library(config["extend.folder"])
    check_formats(library, options.format)
    dataset_csv.check_format(options.format, library)
    output_parts(config["output.template"])
    any_bad = False
    for file in options.files:
        try:
            target, n_rows, bad = dataset_csv.convert(
                file, options.format, options.skip_bad, config, library
            )
        except BuildError as error:
            print(f"error: {error}", file=sys.stderr)
            any_bad = True
            continue
        for line in bad:
            print(line, file=sys.stderr)
        any_bad = any_bad or bool(bad)
        if n_rows:
            print(f"{target}: {n_rows:,} rows")
        else:
            print(f"{target}: not written; mend the rows or give --skip-bad", file=sys.stderr)
    return 1 if any_bad else 0
