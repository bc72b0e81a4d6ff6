"""A small SQL shell over a build, for machines without the duckdb command."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from runs_to_datasets.errors import BuildError
from runs_to_datasets.outputs.names import DATABASE
from runs_to_datasets.places import text_of
from runs_to_datasets.questions.printing import print_answer, print_beside
from runs_to_datasets.questions.results import FENCE, INSPECT, Results

HELP = """\
SQL ends with a semicolon and may take several lines.
.tables            tables, columns and kept questions, and what they are
.schema TABLE      the columns of a table, with their types
.read FILE         run a file of SQL
.help  .quit"""


def duckdb_command(results: Results) -> list[str] | None:
    """The duckdb command over a build, behind its fence; None where none can open it (from 1.5)."""
    command = shutil.which("duckdb")
    if command is None:
        return None
    fence = text_of(INSPECT / "spill_of_shell.sql") + text_of(FENCE)
    opened = [command, "-readonly", str(results.database), "-cmd", fence]
    tried = subprocess.run([*opened, "-c", "from settings"], env=_env(results), capture_output=True)
    return opened if tried.returncode == 0 else None


def _env(results: Results) -> dict[str, str]:
    return os.environ | {"RUNS_TO_DATASETS_TEMP": str(results.temp_folder)}


def run(folder: Path) -> int:
    """Opens the duckdb command, or the shell of our own. Returns the exit code."""
    with Results(folder) as results:
        command = duckdb_command(results)
        if command is None:
            return _run_own(results, folder)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the duckdb command sees to Ctrl-C
        return subprocess.run(command, env=_env(results), preexec_fn=_default_signals).returncode


def _default_signals() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _run_own(results: Results, folder: Path) -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # Ctrl-C ends a statement, each time
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  lines can be edited, and the arrows bring back old ones
    print(f"{folder / DATABASE}, read-only. `.help` lists the commands, `.quit` ends.")
    _read_and_answer(results)
    return 0


def _read_and_answer(results: Results) -> None:
    statement = ""
    while True:
        try:
            line = input("  ...> " if statement else "build> ")
        except EOFError:
            print()
            return
        except KeyboardInterrupt:
            print()
            statement = ""
            continue
        if not statement and line.strip() in (".quit", ".exit"):
            return
        if not statement and line.lstrip().startswith("."):
            _answer(results, *_command(line))
            continue
        statement += line + "\n"
        if re.search(r";\s*(--.*)?$", line):
            _answer(results, statement)
            statement = ""
        elif not statement.strip():
            statement = ""


def _command(line: str) -> tuple[str, ...]:
    """The statement behind a dot command; a second item is text to print instead."""
    name, _, argument = line.strip().partition(" ")
    if name == ".read" and argument:
        try:
            return (Path(argument.strip()).read_text(encoding="utf-8"),)
        except (OSError, UnicodeDecodeError) as error:
            return ("", f"{argument}: {getattr(error, 'strerror', error)}")
    if name == ".schema" and argument:
        return (f'describe "{argument.strip().replace(chr(34), chr(34) * 2)}"',)
    if name == ".tables":
        return ("", "")
    return ("", HELP)


def _answer(results: Results, statement: str, text: str | None = None) -> None:
    try:
        if text == "":
            print_tables(results)
        elif text:
            print(text)
        else:
            print_answer(results.ask(statement))
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)


def print_tables(results: Results) -> None:
    """Every table: its name and rows, what it is, its columns; and the kept questions."""
    for name, comment, n_rows, columns, comments in results.inspect("tables").rows:
        print_beside("", f"{name} ({n_rows:,} rows): {comment or ''}")
        for column, text in zip(columns, comments, strict=True):
            print_beside(f"    {column:<22}", text or "")
    print("\nKept questions are views: from explore.NAME")
    for name, comment in results.inspect("questions").rows:
        print_beside(f"    {name:<32}", comment or "")
