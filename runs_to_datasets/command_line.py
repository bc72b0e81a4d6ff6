"""The command line: options, help, exit codes."""

import argparse
import os
import re
import sys
import tomllib
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn

from runs_to_datasets import __version__, commands
from runs_to_datasets.config.keys import KEYS, LEVELS, REPEATED, flag_of, helps, name_of
from runs_to_datasets.config.values import FLAG, FRACTION_OR_FALSE, SIZE, Kind
from runs_to_datasets.engine.signals import Stopped, ignore_signals, stop_on_signals
from runs_to_datasets.errors import BuildError, UsageError, shown
from runs_to_datasets.places import DEFAULTS, IS_CHECKOUT, NAME, ROOT, text_of
from runs_to_datasets.screen import guard_terminals

DEBUG = "--debug"


def main(arguments: list[str]) -> int:
    """Runs a command; 0 done, 1 refused or failed, 2 usage, 130 Ctrl-C, 143 SIGTERM."""
    try:
        guard_terminals()
        for argument in arguments:
            if "\\udc" in ascii(argument):
                raise UsageError(f"{ascii(argument)}: not UTF-8 text")
        options = parser().parse_args(arguments)
        _import_for(options.command)
        stop_on_signals()
        return int(options.run(options))
    except (SystemExit, ModuleNotFoundError):
        raise  # --help and --version; what is not installed
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except BaseException as error:
        if DEBUG in arguments:
            import traceback

            traceback.print_exc()
        # a build that has published raises nothing any more
        outcome = ": nothing was published" if arguments[:1] == ["datasets"] else ""
        code, line = _told(error, outcome)
        print(line, file=sys.stderr)
        return code
    finally:
        ignore_signals()


def _import_for(command: str) -> None:
    """Imports what a command works with, while a signal still ends the process at once."""
    if command in ("datasets", "jsonl"):
        import runs_to_datasets.building  # noqa: F401
    else:
        import runs_to_datasets.questions.results  # noqa: F401


def _told(error: BaseException, outcome: str) -> tuple[int, str]:
    """The exit code and the line of an error; outcome: what became of the command."""
    match error:
        case UsageError():
            return 2, f"error: {error}"
        case BuildError():
            return 1, f"error: {error}"
        case Stopped():
            return 143, f"stopped by SIGTERM{outcome}"
        case KeyboardInterrupt():
            return 130, f"stopped by Ctrl-C{outcome}"
        case OSError():
            where = f"{shown(error.filename)}: " if error.filename else ""
            return 1, f"error: {where}{error.strerror or error}{outcome}"
        case MemoryError():
            todo = "lower --memory-limit and --threads" if outcome else "ask for less at a time"
            return 1, f"error: out of memory: {todo}"
    import traceback

    what = shown(f"{type(error).__name__}: {error}")[:300]
    last = traceback.extract_tb(error.__traceback__)[-1]
    return 1, (
        f"error: {what} ({Path(last.filename).name}, line {last.lineno}){outcome}: a fault of this "
        f"program: please report this line as an issue where you have {NAME} {__version__} from; "
        f"{DEBUG} shows the rest"
    )


Subparsers = Any  # argparse does not name the type of add_subparsers()


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are UsageError, and name the option that was meant."""

    def __init__(self, **options: Any):
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        found, unknown = super().parse_known_args(args, namespace or argparse.Namespace())
        if unknown:
            import difflib

            near = difflib.get_close_matches(unknown[0], self._option_string_actions, n=2)
            hint = f": did you mean {' or '.join(near)}?" if near else ""
            self.error(f"unknown argument {unknown[0]}{hint}")
        return found, unknown


def parser() -> Parser:
    """The command line; every command's help ends with an example."""
    top = Parser(
        prog=_program(),
        description="From the CSVs that model runs leave behind to fine-tuning datasets.",
        epilog=f"example: {_program()} datasets --runs 'runs/*/results.csv'",
    )
    top.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    subparsers = top.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=Parser
    )
    _datasets_command(subparsers)
    _verify_command(subparsers)
    _question_commands(subparsers)
    for command in subparsers.choices.values():
        command.add_argument(
            DEBUG,
            action="store_true",
            help="where an error comes from, for a report (default: off)",
        )
    return top


def _program() -> str:
    """How help calls the program: build.py from a checkout, else the installed command."""
    return "build.py" if Path(sys.argv[0]).name == "build.py" else NAME


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


def _add_keys(command: argparse.ArgumentParser, *keys: str) -> None:
    """A flag for each key of the configuration, with its line and its default in datasets.toml."""
    defaults = tomllib.loads(text_of(DEFAULTS), parse_float=Decimal)
    for key in keys:
        table, _, name = key.rpartition(".")
        default = (defaults[table] if table else defaults)[name]
        shown_default = "on" if default is True else "off" if default is False else default
        if isinstance(default, list):
            shown_default = ", ".join(map(str, default)) or "none"
        elif default == "" or (isinstance(default, str) and "\n" in default):
            shown_default = "none" if default == "" else "in datasets.toml"
        told = f"{helps()[key]} (default: {shown_default})".replace("%", "%%")
        options: dict[str, Any] = {"dest": f"key_{name_of(key)}", "help": told, "default": None}
        kind = KEYS[key]
        if kind is FLAG:
            command.add_argument(flag_of(key), action=argparse.BooleanOptionalAction, **options)
            continue
        if key == "runs":
            options |= {"action": "extend", "nargs": "+"}
        elif key in REPEATED:
            options |= {"action": "append"}
        if kind.sql in ("BIGINT", "DECIMAL(9,6)") and kind is not SIZE:
            options["type"] = _number_of(kind)
        command.add_argument(flag_of(key), metavar=kind.metavar, **options)


def _number_of(kind: Kind) -> Callable[[str], Any]:
    if kind is FRACTION_OR_FALSE:
        return _decimal_or_false
    return int if kind.sql == "BIGINT" else _decimal


def _datasets_command(subparsers: Subparsers) -> None:
    command = subparsers.add_parser(
        "datasets",
        help="build the datasets from the run CSVs",
        description="Reads the run CSVs, builds the mixes and publishes them. Flags win over the "
        "file of --config, which wins over datasets.toml.",
        epilog=f"example: {_program()} datasets --runs 'runs/*/results.csv' --max-per-problem 2",
    )
    add = command.add_argument
    add("--config", type=Path, metavar="FILE", help="a TOML file with what differs from the "
        "defaults (default: none)")  # fmt: skip
    _add_keys(command, *KEYS)
    add("--mix", action="append", metavar="NAME", help="build just this mix (default: all)")
    add("--fresh", action="store_true", help="take nothing from the builds before")
    add("--dry-run", action="store_true", help="run everything, print the mixes, write nothing "
        "(default: off)")  # fmt: skip
    add("--quarantine", action="store_true", help="build without the files that are refused, list "
        "them, and exit 1 (default: off)")  # fmt: skip
    add("--keep", type=_positive, default=1, metavar="N", help="how many builds before this one "
        "stay (default: 1)")  # fmt: skip
    add("--profile", action="store_true", help="print where the time went (default: off)")
    add("--engine", choices=("duckdb", "spark"), default="duckdb", metavar="duckdb|spark",
        help="what runs the steps (default: duckdb)")  # fmt: skip
    add("--spark-master", default="local[*]", metavar="URL", help="local[N], local-cluster[...], "
        "spark://, yarn, k8s://, or a Connect address sc:// (default: local[*])")  # fmt: skip
    add("--threads", type=_threads, metavar="N", help="of DuckDB (default: one per core)")
    add("--memory-limit", type=_memory, metavar="SIZE", help="of DuckDB, such as 2GB (default: "
        "80%% of the machine's)")  # fmt: skip
    add("--temp-dir", type=Path, metavar="DIR", help="where DuckDB spills to (default: beside the "
        "build)")  # fmt: skip
    command.set_defaults(run=commands.datasets)


def _verify_command(subparsers: Subparsers) -> None:
    command = subparsers.add_parser(
        "verify",
        help="check a published build for any changed byte",
        description="Compares every file of a build with the hashes written when it was published.",
        epilog=f"example: {_program()} verify datasets --inputs",
    )
    add = command.add_argument
    add("folder", type=Path, nargs="?", default=default_folder(), metavar="DIR",
        help="the build (default: datasets)")  # fmt: skip
    add("--inputs", action="store_true", help="the run files too: give the --config and --runs of "
        "the build (default: off)")  # fmt: skip
    add("--run-tests", action="store_true", help="run every drawn program on its tests again, and "
        "believe nothing that was found before (default: off)")  # fmt: skip
    add("--config", type=Path, metavar="FILE", help="the file of the build (default: none)")
    _add_keys(command, "runs")
    command.set_defaults(run=commands.verify_build)


def _question_commands(subparsers: Subparsers) -> None:
    def command(
        name: str, run: Callable[[argparse.Namespace], int], text: str, example: str
    ) -> argparse.ArgumentParser:
        example = f"example: {_program()} {name} {example}".rstrip()
        made: argparse.ArgumentParser = subparsers.add_parser(
            name, help=text, description=text, epilog=example
        )
        made.set_defaults(run=run)
        return made

    def add_dir(made: argparse.ArgumentParser) -> None:
        made.add_argument(
            "--dir",
            type=Path,
            default=default_folder(),
            metavar="DIR",
            help="the build (default: datasets)",
        )

    made = command("query", commands.query, "SQL over a build, read-only", '"select * from funnel"')
    made.add_argument(
        "sql",
        nargs="?",
        metavar="SQL",
        help="the statement, or - for standard input (default: the size of each mix)",
    )
    made.add_argument("-f", "--file", type=Path, metavar="FILE", help="the statement in a file")
    made.add_argument(
        "--kept", nargs="?", const="", metavar="NAME",
        help="a question that is kept under a name; without one, lists them",
    )  # fmt: skip
    made.add_argument(
        "--config", type=Path, metavar="FILE", help="for questions of [extend] folder"
    )
    made.add_argument("--tables", action="store_true", help="what tables and columns there are")
    made.add_argument(
        "--format", choices=("table", "lines", "csv", "jsonl", "markdown"), metavar="NAME",
        help="table, lines (one for each column), csv, jsonl or markdown (default: table, or lines "
        "where a row does not fit into one)",
    )  # fmt: skip
    made.add_argument(
        "--limit", type=_positive, metavar="N", help="how many rows at most (default: all)"
    )
    made.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", help="the longest wait (default: none)"
    )
    add_dir(made)

    made = command("shell", commands.open_shell, "a SQL shell over a build", "")
    add_dir(made)

    text = "DuckDB's UI over a build where it is installed, else harlequin"
    add_dir(command("ui", commands.open_ui, text, ""))

    made = command(
        "show", commands.show, "examples of a mix, to read", "balanced -n 3 --difficulty hard"
    )
    made.add_argument("mix", metavar="MIX")
    made.add_argument("-n", type=_positive, default=3, metavar="N", help="how many (default: 3)")
    made.add_argument("--id", metavar="ID", help="of this problem (default: any)")
    made.add_argument("--difficulty", choices=LEVELS, help="of this level (default: any)")
    add_dir(made)

    made = command(
        "explain", commands.explain,
        "what became of every response to a problem, or of a run, and why", "603",
    )  # fmt: skip
    made.add_argument("id", nargs="?", metavar="ID", help="the problem")
    made.add_argument("--run", dest="run_id", metavar="RUN", help="a run instead of a problem")
    add_dir(made)

    add_dir(command("summary", commands.summary, "datasets_summary as a table, shares as bars", ""))

    made = command("diff", commands.diff, "what changed from one build to another", "1 2")
    for name in ("old", "new"):
        made.add_argument(
            name, metavar=name.upper(), help="a folder, or the number of a kept build"
        )
    add_dir(made)

    made = command(
        "jsonl", commands.to_jsonl, "dataset CSVs to training JSON lines, every row checked",
        "edited.csv",
    )  # fmt: skip
    made.add_argument("files", type=Path, nargs="+", metavar="FILE.csv")
    made.add_argument(
        "--format", default="alpaca", metavar="NAME", help="a training format (default: alpaca)"
    )
    made.add_argument("--config", type=Path, metavar="FILE", help="for [output] and [messages]")
    made.add_argument(
        "--skip-bad", action="store_true", help="write the good rows, list the others"
    )


def default_folder() -> Path:
    """datasets/ here, else the project's own, where `datasets` puts it from any folder."""
    here = Path("datasets")
    in_checkout = IS_CHECKOUT and not here.exists() and (ROOT / here).exists()
    return ROOT / here if in_checkout else here


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
