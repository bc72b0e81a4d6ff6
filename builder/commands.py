"""What each command of build.py does: call, report. The command line itself is command_line.py."""

import argparse
import dataclasses
import os
import shlex
import sys
from contextlib import ExitStack
from pathlib import Path

from builder import (
    BuildError,
    UsageError,
    diffing,
    inspecting,
    jsonl,
    outputs,
    pages,
    pipeline,
    shell,
    templates,
    verify,
)
from builder.config import KEYS, PROJECT, Config, load
from builder.engine import Engine
from builder.publish import Publication
from builder.run_files import FileRefusal, RunFile, shown, state_of
from builder.screen import Screen

# ---- datasets -----------------------------------------------------------------------------------


def datasets(options: argparse.Namespace) -> int:
    """Reads the runs, builds the mixes, publishes them."""
    flags = {
        key: value
        for key in KEYS
        if (value := getattr(options, key.replace(".", "_"), None)) is not None
    }
    config = load(options.config, flags, Path.cwd())
    if options.mix:
        config = only_mixes(config, options.mix)
    templates.instruction_renderer(config.template)
    templates.around_code(config.output)
    outputs.check_formats(*config.formats)
    pipeline.check_source(config)
    screen = Screen()
    refused: dict[RunFile, str] = {}
    while True:
        try:
            build(config, options, screen, refused)
            if options.profile:
                screen.profile()
            return 1 if refused else 0
        except FileRefusal as refusal:
            if not options.quarantine:
                raise
            refused[refusal.file] = refusal.reason
            screen.notice("quarantined", str(refusal))


def only_mixes(config: Config, names: list[str]) -> Config:
    """The configuration with just these of its mixes."""
    for name in names:
        if name not in config.mixes:
            raise UsageError(f"--mix {name}: no such mix; there are {', '.join(config.mixes)}")
    mixes = {name: mix for name, mix in config.mixes.items() if name in names}
    return dataclasses.replace(config, mixes=mixes)


def build(config: Config, options: argparse.Namespace, screen: Screen, refused: dict) -> None:
    """One attempt at a build. Raises BuildError, and publishes nothing then."""
    inputs = pipeline.gather(config, refused)
    for copy, original in inputs.copies.items():
        screen.notice("note", f"{shown(copy.path)}: left out, a copy of {shown(original.path)}")
    readable = [name for file in inputs.files for name in (file.path, file.duckdb_name)]
    readable += [config.problems] if config.problems else []
    temp_dir = options.temp_dir and options.temp_dir.absolute()  # for a process with another cwd
    limits = (options.threads, options.memory_limit, temp_dir)
    with Publication(config.out, options.keep) as publication, ExitStack() as stack:
        cluster = _cluster(config, options, inputs, stack, screen)
        with Engine(publication.folder, readable, *limits) as engine:
            engine.worker.on_progress = screen.progress
            notices = pipeline.run(engine, config, inputs, screen, cluster)
            report(engine, config, screen)
            with screen.step("files"):
                outputs.write_datasets(engine, config)
            notices += pipeline.notices("files", engine, inputs, screen)
            pipeline.check(engine, screen, outputs.checks_left_out(config))
            if options.dry_run:
                screen.say("\ndry run: all checks passed, nothing was published")
                return
            with screen.step("pages"):
                pages.write(engine, config, inputs, notices)
            with screen.step("results.duckdb"):
                tables = outputs.write_database(engine, config, cluster)
            outputs.write_manifest(engine, config, inputs, notices, tables, cluster)
        outputs.finish(publication.folder, *limits)
        for file in inputs.files:
            if state_of(file.path) != inputs.looks[file].state:
                raise BuildError(f"{shown(file.path)}: changed during the build: build again")
        publication.publish()
    where = shlex.quote(os.path.relpath(config.out))
    command = shlex.join(near(path) for path in (sys.executable, PROJECT / "build.py"))
    kept_question = shlex.quote(near(PROJECT / "sql/explore/dropped_responses.sql"))
    screen.say(
        f"\n{where}/ holds the datasets, their card README.md, report.html, datasets_summary.csv,\n"
        f"results.duckdb and manifest.json.\n"
        f"Try: {command} show {next(iter(config.mixes))} --dir {where}\n"
        f"     {command} query -f {kept_question} --dir {where}\n"
        f"     hf upload YOU/NAME {where} . --repo-type dataset"
    )


def _cluster(config: Config, options, inputs, stack: ExitStack, screen: Screen):
    """The cluster of --engine spark, started; None for DuckDB, which needs nothing of it."""
    if options.engine == "duckdb":
        return None
    from builder.spark import Cluster

    with screen.step("start of Spark"):
        return stack.enter_context(Cluster(options.spark_master, config, inputs))


def near(path: str | Path) -> str:
    """A path as one would type it: relative where it lies below the current folder."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def report(engine: Engine, config: Config, screen: Screen) -> None:
    """The mixes and the funnel, as tables."""
    totals = {row["dataset"]: row for row in engine.rows("summary")}
    header = ["mix", "difficulty", "share", "requested", "available", "drawn"]
    rows = []
    for quota in engine.rows("quotas"):
        mix, side, *numbers = quota.values()
        name = mix if side == "train" else f"{mix}.{side}"
        rows.append((name, *numbers))
        if quota["difficulty"] == "hard":
            total = totals[name]
            rows.append((
                "", f"= {total['distinct_problems']:,} problems", None,
                total["requested_examples"], None, total["total_examples"],
            ))  # fmt: skip
    screen.table("The mixes", header, rows)
    fates: dict[str, dict[str, int]] = {}
    for row in engine.rows("funnel"):
        fates.setdefault(row["fate"], {})[row["difficulty"]] = row["n_results"]
    levels = [
        level
        for level in ("easy", "medium", "hard", "none")
        if any(level in counts for counts in fates.values())
    ]
    screen.table(
        "What became of every response",
        ["fate", *levels, "all"],
        [
            (fate, *(counts.get(level, 0) for level in levels), sum(counts.values()))
            for fate, counts in fates.items()
        ]
        + [
            (
                "total",
                *(sum(c.get(level, 0) for c in fates.values()) for level in levels),
                sum(sum(c.values()) for c in fates.values()),
            )
        ],
    )


# ---- verify --------------------------------------------------------------------------------------


def verify_build(options: argparse.Namespace) -> int:
    """Says what differs from what was published; exits 1 where anything does."""
    found = list(verify.problems_of(options.folder))
    if options.inputs:
        flags = {"runs": options.runs} if options.runs else {}
        config = load(options.config, flags, Path.cwd())
        found += verify.changed_inputs(options.folder, config.runs, config.source)
    for line in found:
        print(line)
    if not found:
        print(f"{options.folder}: as it was published")
    return 1 if found else 0


# ---- questions about a build ---------------------------------------------------------------------


def query(options: argparse.Namespace) -> int:
    """Answers SQL over a build, read-only."""
    with inspecting.Results(options.dir) as results:
        if options.tables:
            shell.print_tables(results)
            return 0
        answer = results.ask(_statement(options), options.limit, options.timeout)
        inspecting.print_answer(answer, options.format)
    return 0


def _statement(options: argparse.Namespace) -> str:
    if (options.sql is None) == (options.file is None):
        raise UsageError('give the SQL, or -f FILE, or - to read it: build.py query "from summary"')
    if options.sql == "-":
        return sys.stdin.read()
    if options.file is None:
        return options.sql
    try:
        return options.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{options.file}: {getattr(error, 'strerror', error)}") from None


def show(options: argparse.Namespace) -> int:
    """Prints examples of a mix."""
    with inspecting.Results(options.dir) as results:
        inspecting.show(results, options.mix, options.n, options.id, options.difficulty)
    return 0


def explain(options: argparse.Namespace) -> int:
    """Prints what became of every response to a problem, and why."""
    with inspecting.Results(options.dir) as results:
        inspecting.explain(results, options.id)
    return 0


def open_shell(options: argparse.Namespace) -> int:
    """Opens a SQL shell over a build."""
    return shell.run(options.dir)


def summary(options: argparse.Namespace) -> int:
    """Prints the summary of a build."""
    with inspecting.Results(options.dir) as results:
        inspecting.summary(results)
    return 0


def diff(options: argparse.Namespace) -> int:
    """Prints what changed between two builds."""
    folders = [
        diffing.folder_of(name, Path(os.path.abspath(options.dir)))
        for name in (options.old, options.new)
    ]
    for line in diffing.differences(*folders):
        print(line)
    return 0


def to_jsonl(options: argparse.Namespace) -> int:
    """Converts dataset CSVs; 1 where a row was bad."""
    outputs.check_formats(options.format)
    jsonl.check_format(options.format)
    config = load(options.config, {}, Path.cwd())
    around, system = templates.around_code(config.output), config.system or None
    any_bad = False
    for file in options.files:
        try:
            target, n_rows, bad = jsonl.convert(
                file, options.format, options.skip_bad, around, system
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
