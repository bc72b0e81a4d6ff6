"""The command line of build.py: options, help, exit codes."""

import argparse
import difflib
import os
import re
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

from builder import BuildError, UsageError, templates
from builder import commands as functions
from builder.config import LEVELS, PROJECT
from builder.engine import Stopped, ignore_signals, stop_on_signals
from builder.run_files import shown


def main(arguments: list[str]) -> int:
    """Runs a command; 0 done, 1 refused or failed, 2 usage, 130 Ctrl-C, 143 SIGTERM."""
    stop_on_signals()
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(errors="backslashreplace")  # a terminal may not show every letter
    try:
        for argument in arguments:
            if "\\udc" in ascii(argument):
                raise UsageError(f"{ascii(argument)}: not UTF-8 text")
        options = parser().parse_args(arguments)
        return options.run(options)
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except BuildError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except Stopped:
        print("stopped by SIGTERM: nothing was published", file=sys.stderr)
        return 143
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        where = f"{shown(error.filename)}: " if error.filename else ""
        print(f"error: {where}{error.strerror}: nothing was published", file=sys.stderr)
        return 1
    except MemoryError:
        print("error: out of memory: lower --memory-limit and --threads", file=sys.stderr)
        return 1
    finally:
        ignore_signals()


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are UsageError, and name the option that was meant."""

    def __init__(self, **options):
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str):
        raise UsageError(f"{message} (see {self.prog} --help)")

    def parse_known_args(self, args=None, namespace=None):
        namespace, unknown = super().parse_known_args(args, namespace)
        if unknown:
            near = difflib.get_close_matches(unknown[0], self._option_string_actions, n=2)
            hint = f": did you mean {' or '.join(near)}?" if near else ""
            self.error(f"unknown argument {unknown[0]}{hint}")
        return namespace, unknown


def parser() -> Parser:
    """The command line of build.py; every command's help ends with an example."""
    top = Parser(
        prog="build.py",
        description="From the CSVs that model runs leave behind to fine-tuning datasets.",
        epilog="example: build.py datasets --runs 'runs/*/results.csv'",
    )
    commands = top.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=Parser
    )
    _datasets_command(commands)
    _verify_command(commands)
    _question_commands(commands)
    return top


def _decimal(value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number") from None


def _decimal_or_false(value: str) -> Decimal | bool:
    return False if value == "false" else _decimal(value)


def _memory(value: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?\s*([KMGT]i?B)", value, re.IGNORECASE):
        raise argparse.ArgumentTypeError(f"{value!r} is not a size such as 2GB")
    return value


def _positive(value: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,5}", value):
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1")
    return int(value)


def _datasets_command(commands) -> None:
    command = commands.add_parser(
        "datasets",
        help="build the datasets from the run CSVs",
        description="Reads the run CSVs, builds the mixes and publishes them. Flags win over the "
        "file of --config, which wins over datasets.toml.",
        epilog="example: build.py datasets --runs 'runs/*/results.csv' --max-per-problem 2",
    )
    add = command.add_argument
    add(
        "--config",
        type=Path,
        metavar="FILE",
        help="a TOML file with what differs from datasets.toml",
    )
    add("--runs", action="extend", nargs="+", metavar="GLOB", help="run CSVs (repeatable)")
    add("--out", metavar="DIR", help="where the link to the build is put")
    add("--seed", type=int, metavar="N")
    add("--dedup", metavar="structure|text|none")
    add("--max-per-problem", type=int, metavar="N")
    add("--min-agreement", type=int, metavar="N")
    add("--same-size", action=argparse.BooleanOptionalAction, default=None)
    add("--keep-results", metavar="all|drawn|none")
    sources = ", ".join(templates.names("sources"))
    add("--source", metavar="NAME", help=f"what wrote the runs: {sources}")
    add("--problems", metavar="FILE", help="the harness's file of problems, for the prompts")
    add(
        "--format",
        action="append",
        metavar="NAME",
        dest="formats",
        help="a training format (repeatable)",
    )
    add("--validation", type=_decimal, metavar="SHARE")
    add("--difficulty-source", metavar="auto|label|pass_rate")
    add("--easy-at-least", type=_decimal, metavar="RATE", dest="difficulty_easy_at_least")
    add("--medium-at-least", type=_decimal, metavar="RATE", dest="difficulty_medium_at_least")
    add(
        "--near-copy-at-least",
        type=_decimal_or_false,
        metavar="SIMILARITY|false",
        dest="holdout_near_copy_at_least",
    )
    add(
        "--mix",
        action="append",
        metavar="NAME",
        dest="mix",
        help="build just this mix (repeatable)",
    )
    add("--dry-run", action="store_true", help="run everything, print the mixes, write nothing")
    add(
        "--quarantine",
        action="store_true",
        help="build without the files that are refused, list them, and exit 1",
    )
    add(
        "--keep",
        type=_positive,
        default=1,
        metavar="N",
        help="how many builds before this one stay",
    )
    add("--profile", action="store_true", help="print where the time went")
    add("--engine", choices=("duckdb", "spark"), default="duckdb", metavar="duckdb|spark")
    add(
        "--spark-master",
        default="local[*]",
        metavar="URL",
        help="local[N], local-cluster[...], spark://, yarn, k8s://, or a Connect address sc://",
    )
    add("--threads", type=_threads, metavar="N")
    add("--memory-limit", type=_memory, metavar="SIZE", help="of DuckDB, such as 2GB")
    add("--temp-dir", type=Path, metavar="DIR", help="where DuckDB spills to")
    command.set_defaults(run=functions.datasets)


def _verify_command(commands) -> None:
    command = commands.add_parser(
        "verify",
        help="check a published build for any changed byte",
        description="Compares every file of a build with the hashes written when it was published.",
        epilog="example: build.py verify datasets --inputs",
    )
    add = command.add_argument
    add("folder", type=Path, nargs="?", default=default_folder(), metavar="DIR")
    add(
        "--inputs",
        action="store_true",
        help="the run files too: give the --config and --runs of the build",
    )
    add("--config", type=Path, metavar="FILE")
    add("--runs", action="extend", nargs="+", metavar="GLOB")
    command.set_defaults(run=functions.verify_build)


def _question_commands(commands) -> None:
    def command(name: str, run, text: str, example: str):
        made = commands.add_parser(
            name, help=text, description=text, epilog=f"example: build.py {name} {example}".rstrip()
        )
        made.set_defaults(run=run)
        return made

    def add_dir(made) -> None:
        made.add_argument(
            "--dir", type=Path, default=default_folder(), metavar="DIR", help="the build (datasets)"
        )

    made = command(
        "query", functions.query, "SQL over a build, read-only", '"select * from funnel"'
    )
    made.add_argument(
        "sql", nargs="?", metavar="SQL", help="the statement, or - for standard input"
    )
    made.add_argument("-f", "--file", type=Path, metavar="FILE", help="the statement in a file")
    made.add_argument("--tables", action="store_true", help="what tables and columns there are")
    made.add_argument(
        "--format", choices=("table", "csv", "jsonl", "markdown"), default="table", metavar="NAME",
        help="table, csv, jsonl or markdown",
    )  # fmt: skip
    made.add_argument("--limit", type=_positive, metavar="N", help="how many rows at most")
    made.add_argument("--timeout", type=_seconds, metavar="SECONDS")
    add_dir(made)

    made = command("shell", functions.open_shell, "a SQL shell over a build", "")
    add_dir(made)

    made = command(
        "show", functions.show, "examples of a mix, to read", "balanced -n 3 --difficulty hard"
    )
    made.add_argument("mix", metavar="MIX")
    made.add_argument("-n", type=_positive, default=3, metavar="N", help="how many (3)")
    made.add_argument("--id", metavar="ID", help="of this problem")
    made.add_argument("--difficulty", choices=LEVELS)
    add_dir(made)

    made = command(
        "explain", functions.explain, "what became of every response to a problem, and why", "603"
    )
    made.add_argument("id", metavar="ID")
    add_dir(made)

    add_dir(
        command("summary", functions.summary, "datasets_summary as a table, shares as bars", "")
    )

    made = command("diff", functions.diff, "what changed from one build to another", "1 2")
    for name in ("old", "new"):
        made.add_argument(
            name, metavar=name.upper(), help="a folder, or the number of a kept build"
        )
    add_dir(made)

    made = command(
        "jsonl", functions.to_jsonl, "dataset CSVs to training JSON lines, every row checked",
        "edited.csv",
    )  # fmt: skip
    made.add_argument("files", type=Path, nargs="+", metavar="FILE.csv")
    made.add_argument(
        "--format", default="alpaca", metavar="NAME", help="a training format (alpaca)"
    )
    made.add_argument("--config", type=Path, metavar="FILE", help="for [output] and [messages]")
    made.add_argument(
        "--skip-bad", action="store_true", help="write the good rows, list the others"
    )


def default_folder() -> Path:
    """datasets/ here, else the project's own, where `datasets` puts it from any folder."""
    here = Path("datasets")
    return here if here.exists() or not (PROJECT / here).exists() else PROJECT / here


def _threads(value: str) -> int:
    if _positive(value) > 256:
        raise argparse.ArgumentTypeError(f"{value!r} is not a whole number from 1 to 256")
    return int(value)


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number of seconds")
    return seconds
